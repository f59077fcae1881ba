"""An entry in, its story out; and a plain text of one post in, its entry out."""

import hashlib
import re
from urllib.parse import urljoin

from bot.news.headlines import outline
from bot.news.hypertext import Image
from bot.news.model import Block, Entry, Picture, Story
from bot.news.prose import prose
from bot.news.quotes import quotes
from bot.news.rank import key_quotes, lead


def read_entry(entry: Entry) -> Story:
    """The story that an entry tells, as it stands now; it never fails, whatever the entry holds."""
    said = prose(entry.body, entry.form)
    plan = outline(entry.title, said)
    found = quotes(said.text, plan.blocks)
    return Story(
        entry_id=entry.entry_id,
        link=entry.link,
        published=entry.published,
        author=entry.author,
        text=said.text,
        blocks=plan.blocks,
        headline=plan.headline,
        note=plan.note,
        more_coming=plan.more_coming,
        headlines=plan.headlines,
        quotes=found,
        key_quotes=key_quotes(found, said.text, plan.blocks),
        lead=lead(said.text, plan.blocks),
        picture=_picture(entry, said.text, plan.blocks, said.images),
    )


def entry_from_text(text: str) -> Entry:
    """The entry in a plain text of one post, whose first lines tell its headline."""
    return Entry(_hash(text), None, "", text, "text")


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _web_address(address: str | None, base: str | None) -> str | None:
    try:
        absolute = urljoin(base or "", address or "")
    except ValueError:
        return None
    return absolute if absolute.startswith(("http://", "https://")) else None


# ----------------------------------------------------------------------------------------------------------- pictures

_OWNER = re.compile(
    r"""(?P<sign>©\s*[^.;\n]{2,80})
      | \((?P<inside>(?:photo|picture|image|credit)[^()]{2,80})\)
      | (?P<behind>(?:photo(?:graph)?|picture|image|credit)s?(?:\s(?:by|credit|courtesy\sof))?\s?:\s?[^.;\n]{2,80})\.?$
    """,
    re.IGNORECASE | re.VERBOSE,
)


def _picture(entry: Entry, text: str, blocks: tuple[Block, ...], images: tuple[Image, ...]) -> Picture | None:
    """The post's first picture with the caption below it, or else the feed's; of a bare caption, a picture unseen."""
    shown = [(image.start, address) for image in images if (address := _web_address(image.address, entry.link))]
    start, address = shown[0] if shown else (0, entry.image)
    end = shown[1][0] if len(shown) > 1 else len(text)
    below = next(
        (block for block in blocks if block.kind == "caption" and start <= block.start < max(end, start + 1)), None
    )
    if below:
        return Picture(address, *caption_and_credit(text[below.start : below.end]))
    return Picture(address) if address else None


def caption_and_credit(line: str) -> tuple[str | None, str | None]:
    """What a caption says, and whose the picture is, each as printed, or None."""
    owner = _OWNER.search(line)
    if owner is None:
        return line, None
    rest = f"{line[: owner.start()]}{line[owner.end() :]}".strip(" \u00a0()|—–-")
    return rest or None, owner[owner.lastgroup or 0].strip()
