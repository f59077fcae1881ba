"""What a feed gives of a post in; its body, its summary, and whether that is the whole of it, out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.news.markup import unescape
from bot.news.model import Enclosure

_TAG = re.compile(r"<(?:/?[a-z][a-z0-9]*)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[^<>]*>?")

# Characters of the end of a body in which a sign that it goes on elsewhere is looked for.
_TAIL = 400
_NEAR_THE_END = 250
_LONGEST_INVITATION = 150
# Plain characters that make a few lines, and characters of a body that may be as few without its tags.
_FEW_CHARACTERS = 400
_PLAIN_LINES = 1500
_RECORDINGS = ("audio/", "video/")

_SENTENCES_ENDS = (".", "!", "?", "。")
_ELLIPSIS = re.compile(r"(?:…|\.\.\.)[\s\"”’»)\]]*$")
# What WordPress puts behind every post alike, be it whole or cut: "The post … appeared first on …".
_FOOTER, _FOOTERS_MARK = "The post ", " first on "
_INVITATION = re.compile(
    r"(?:\b(?:(?:continue|keep) reading|read (?:more|on|the (?:rest|full|whole|complete|entire)|full)"
    r"|(?:view|see|click) .{0,20}(?:full|more|rest)|full (?:post|article|story)|weiterlesen|mehr lesen"
    r"|lire (?:la )?suite|leer más|seguir leyendo|leia mais|continua a leggere|leggi tutto|lees verder|läs mer|les mer"
    r"|læs mere|lue lisää|czytaj (?:dalej|więcej)|читать (?:далее|дальше|полностью))\b"
    r"|続きを読む|阅读全文|閱讀全文|더 보기|\((?:more|mehr|suite)\))[^.!?…]{0,100}[\s.…»›→>\])]*$"
)
# One of these stands in each of them, and in what breaks off; to look for these costs less than to look closely.
_HINTS = tuple(
    "read more full rest lesen suite leer leyendo leia legg lees läs les læs lue czytaj читать 続き 全文 보기 (mehr"
    " … .. hellip 8230".split()
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Body:
    """What a feed gives of a post: its fullest text, what it gives as a summary beside it ("" if nothing).

    `full` says that the feed calls the text the post itself, rather than a description of it.
    """

    text: str
    form: Literal["html", "text"]
    summary: str = ""
    full: bool = False


def body_of(contents: Sequence[tuple[str, bool]], summary: str) -> Body:
    """The fullest of some contents, each with whether it is sure to be plain text; the summary if they hold nothing."""
    best, is_plain = max(contents, key=_size) if len(contents) > 1 else contents[0] if contents else ("", False)
    best, summary = best.strip(), summary.strip()
    full = best != ""
    if not full:
        best, is_plain, summary = summary, False, ""
    elif summary == best:
        summary = ""
    if _TAG.search(best):
        return Body(best, "html", summary, full)
    return Body(best if is_plain else unescape(best), "text", summary, full)


def _size(content: tuple[str, bool]) -> int:
    return len(content[0])


def is_summary(body: Body, *, title: str, link: str | None, enclosures: Sequence[Enclosure]) -> bool:
    """Whether a body is only a summary of the post at `link`.

    It is, if it ends with an invitation to read on; or if the feed calls it no more than a description, and it breaks
    off, is empty, or is a few plain lines. Few lines are the whole of a post that has no title, as short messages have
    none, and of one that brings a recording along.
    """
    if link is None:
        return False
    if body.full:
        return _INVITATION.search(_last_words(body.text)) is not None
    if title and _is_few_plain_lines(body.text) and not any(map(_is_recording, enclosures)):
        return True
    words = _last_words(body.text)
    return _INVITATION.search(words) is not None or _ELLIPSIS.search(words) is not None


def _is_few_plain_lines(text: str) -> bool:
    return len(text) <= _PLAIN_LINES and len(_ANY_TAG.sub("", text)) <= _FEW_CHARACTERS


def _is_recording(file: Enclosure) -> bool:
    return (file.media_type or "").startswith(_RECORDINGS)


def _last_words(text: str) -> str:
    """The end of a text in small letters and without tags; "" where it does not look as if it went on elsewhere."""
    end = text[-_TAIL:].rstrip()
    if _FOOTERS_MARK in end and (footer := text.rfind(_FOOTER)) >= 0:
        end = text[max(footer - _TAIL, 0) : footer].rstrip()
    while end.endswith(">"):
        end = end[: max(end.rfind("<"), 0)].rstrip()
    if end.endswith(_SENTENCES_ENDS) and not end.endswith(".."):
        return ""
    if not any(map(end[-_NEAR_THE_END:].casefold().__contains__, _HINTS)):
        return ""
    return " ".join(unescape(_ANY_TAG.sub(" ", end)).split())[-_LONGEST_INVITATION:].casefold()
