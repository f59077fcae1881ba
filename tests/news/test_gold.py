"""The invented posts and their gold in; whether what the gold says of a post can be found in that post, out."""

import html
import re
from pathlib import Path
from typing import Literal, get_args

import pytest
from pydantic import BaseModel, ConfigDict, Field

from bot.news.model import BlockKind, QuoteKind

FOLDER = Path(__file__).parent.parent / "data" / "posts"
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.json")))

Register = Literal[
    "wire report",
    "blog round-up",
    "republished article",
    "tabloid",
    "interview",
    "transcript",
    "live blog",
    "speech",
    "sports",
    "science",
    "local news",
    "no quotes",
    "scare quotes",
    "statement",
    "quote of a quote",
    "foreign marks",
]

MARKS = "\"'“”„‟‘’‚«»‹›「」『』"
_INLINE = re.compile(r"</?(?:a|b|code|em|i|small|span|strong|o:p)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)

every_post = pytest.mark.parametrize("name", NAMES)


class Form(BaseModel):
    """What is common to all gold: no key but those that are known, and no value but of its own type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class GoldHeadline(Form):
    """The headline of an article that a post carries or lists, and where the post says that it came from."""

    text: str
    outlet: str | None = None
    author: str | None = None
    date: str | None = None
    link: str | None = None


class GoldQuote(Form):
    """One piece between two marks; a quotation that is split by its speaker is two."""

    text: str
    speaker: str | None = None
    name: str | None = None
    role: str | None = None
    cue: str | None = None
    kind: QuoteKind = "direct"
    missing_mark: bool = False


class Gold(Form):
    """What an editor finds in a post; `key` holds the quotes that carry it, best first."""

    title: str
    headline: str
    digest_headline: str | None = None
    style: Register = Field(alias="register")
    note: str | None
    more_coming: bool
    headlines: tuple[GoldHeadline, ...]
    blocks: tuple[tuple[BlockKind, str], ...]
    quotes: tuple[GoldQuote, ...]
    key: tuple[str, ...] = Field(max_length=3)
    key_speakers: tuple[str, ...]
    lead: str | None = None


def gold(name: str) -> Gold:
    """What an editor finds in a post; raises ValidationError where the file is not gold."""
    return Gold.model_validate_json((FOLDER / f"{name}.json").read_bytes())


def source(name: str) -> str:
    """A post as its author wrote it."""
    (path,) = (path for path in FOLDER.glob(f"{name}.*") if path.suffix != ".json")
    return path.read_text("utf-8")


def words(name: str) -> str:
    """A post's title and body as one line: no tags, references decoded, white space folded."""
    body = source(name)
    if (FOLDER / f"{name}.html").exists():
        body = html.unescape(_TAG.sub(" ", _INLINE.sub("", body)))
    return " ".join(f"{gold(name).title} {body}".split())


def test_at_least_sixty_posts_stand_in_every_register() -> None:
    """The set is large enough to judge by, and no way of writing is left out."""
    assert len(NAMES) >= 60
    assert set(get_args(Register)) == {gold(name).style for name in NAMES}


def test_every_post_has_its_gold() -> None:
    """Beside each gold stands one post, and beside each post its gold."""
    posts = sorted(path.stem for path in FOLDER.iterdir() if path.suffix in {".html", ".txt"})
    assert list(NAMES) == posts


@every_post
def test_every_quote_is_found_in_its_post_in_order(name: str) -> None:
    """A quote is words of the post, three at least, and stands after the quote before it."""
    text, reached = words(name), 0
    for quote in gold(name).quotes:
        assert len(quote.text.split()) >= 3
        reached = text.find(quote.text, reached) + len(quote.text)
        assert text[:reached].endswith(quote.text), quote.text


@every_post
def test_a_quote_without_its_marks_says_so(name: str) -> None:
    """Right before a quote stands a mark that opens it, unless one is missing or its indent marks it."""
    text, reached = words(name), 0
    for quote in gold(name).quotes:
        start = text.find(quote.text, reached)
        reached = start + len(quote.text)
        if quote.kind != "block" and not quote.missing_mark:
            assert text[:start].rstrip()[-1] in MARKS, quote.text


@every_post
def test_whom_a_quote_names_is_named_in_the_post(name: str) -> None:
    """Speaker, name, role and cue are words of the post, and nobody has a name or a role without being the speaker."""
    text = words(name)
    for quote in gold(name).quotes:
        assert [said for said in (quote.speaker, quote.name, quote.role, quote.cue) if said and said not in text] == []
        assert quote.speaker or not (quote.name or quote.role), quote.text
        assert quote.name or not quote.role, quote.text


@every_post
def test_headlines_note_and_credits_are_words_of_the_post(name: str) -> None:
    """What a digest shows above its quotes is printed in the post; a link is an address in it."""
    text, raw, wanted = words(name), source(name), gold(name)
    shown = [wanted.headline, wanted.note]
    for headline in wanted.headlines:
        shown += [headline.text, headline.outlet, headline.author, headline.date]
        assert headline.link is None or headline.link in raw
    assert [line for line in shown if line and line not in text] == []


@every_post
def test_every_block_is_found_in_its_post_in_order(name: str) -> None:
    """A block opens with words of the post, and stands after the opening of the block before it."""
    text, reached = words(name), 0
    for _, opening in gold(name).blocks:
        start = text.find(opening, reached)
        assert start >= 0, opening
        reached = start + len(opening)


@every_post
def test_a_key_is_one_quote_of_the_post(name: str) -> None:
    """What carries the story is said once, and the key speakers are those who say it, in the post's order."""
    wanted = gold(name)
    texts = [quote.text for quote in wanted.quotes]
    assert [1] * len(wanted.key) == [texts.count(text) for text in wanted.key]
    speakers = [quote.name or quote.speaker for quote in wanted.quotes if quote.text in wanted.key]
    assert list(dict.fromkeys(speakers)) == list(wanted.key_speakers)
