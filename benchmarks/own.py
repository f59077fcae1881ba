"""The folder of this project's own posts in; what an editor finds in them, and how much of it is found, out.

Each post is a text or an HTML file beside a JSON file of the same name with the gold: quotes with `text`, `speaker`,
`name`, `role` and `cue`; `key`, the texts of the quotes that an editor would show, or else `key_speakers`, any of whose
quotes may be shown. Gold quotes have no offsets: each is sought behind the one before. One that the text does not hold
word for word lies nowhere and counts as missed.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import NotRequired, TypedDict, cast

from benchmarks.score import LEAST_SHARED, Article, Said, overlap
from bot.news.model import Entry, Quote, Story
from bot.news.story import read_entry


class _Quote(TypedDict):
    text: str
    speaker: NotRequired[str]
    name: NotRequired[str]
    role: NotRequired[str]
    cue: NotRequired[str]
    key: NotRequired[bool]


class _Gold(TypedDict):
    title: str
    quotes: list[_Quote]
    key: NotRequired[list[str]]
    key_speakers: NotRequired[list[str]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A quote as an editor has it: its place and speaker, the name resolved, the role and the cue, or None."""

    said: Said
    name: str | None
    role: str | None
    cue: str | None


@dataclass(frozen=True, slots=True)
class Post:
    """A post as it was read, and what an editor finds in it."""

    story: Story
    wanted: tuple[Wanted, ...]
    key: tuple[Said, ...]

    @property
    def article(self) -> Article:
        """The post's text with its gold quotations."""
        return Article(self.story.entry_id, self.story.text, tuple(one.said for one in self.wanted))


@dataclass(frozen=True, slots=True)
class Resolved:
    """Counts of names, roles or cues: an editor's, those found at the quotes' places, and the right ones of these."""

    gold: int
    found: int
    right: int


def posts(folder: Path) -> tuple[Post, ...]:
    """The posts of a folder, by name."""
    return tuple(_post(path) for path in sorted(folder.glob("*.json")))


def names(posts: tuple[Post, ...]) -> Resolved:
    """How often the person or body behind a quote's speaker ("he") is found, by name."""
    return _resolved([(one.name, quote.name if quote else None) for one, quote in _placed(posts)])


def roles(posts: tuple[Post, ...]) -> Resolved:
    """How often it is found as what a quote's speaker speaks, but for case and the article."""
    return _resolved([(one.role, quote.role if quote else None) for one, quote in _placed(posts)])


def cues(posts: tuple[Post, ...]) -> Resolved:
    """How often the word that attributes a quote is found."""
    return _resolved([(one.cue, quote.cue if quote else None) for one, quote in _placed(posts)])


def _post(path: Path) -> Post:
    gold = cast(_Gold, json.loads(path.read_text("utf-8")))
    beside = next(other for other in sorted(path.parent.glob(f"{path.stem}.*")) if other.suffix in (".html", ".txt"))
    body = beside.read_text("utf-8")
    story = read_entry(Entry(path.stem, None, gold["title"], body, "html" if beside.suffix == ".html" else "text"))
    wanted = _wanted(gold["quotes"], story.text)
    return Post(story, wanted, tuple(_key(gold, wanted)))


def _wanted(quotes: list[_Quote], text: str) -> tuple[Wanted, ...]:
    found, behind = [], 0
    for quote in quotes:
        start = text.find(quote["text"], behind)
        end = start + len(quote["text"]) if start >= 0 else start
        behind = max(behind, end)
        said = Said(start, end, quote.get("speaker"), quote.get("name"))
        found.append(Wanted(said, quote.get("name"), quote.get("role"), quote.get("cue")))
    return tuple(found)


def _key(gold: _Gold, wanted: tuple[Wanted, ...]) -> list[Said]:
    pairs = list(zip(gold["quotes"], wanted, strict=True))
    texts = gold.get("key", [quote["text"] for quote in gold["quotes"] if quote.get("key")])
    if texts:
        return [one.said for quote, one in pairs if quote["text"] in texts]
    return [one.said for _, one in pairs if one.name in gold.get("key_speakers", ())]


def _placed(posts: tuple[Post, ...]) -> list[tuple[Wanted, Quote | None]]:
    """Each quote that an editor finds, with the one found at its place."""
    return [
        (one, next((quote for quote in post.story.quotes if _meets(one.said, quote)), None))
        for post in posts
        for one in post.wanted
    ]


def _meets(said: Said, quote: Quote) -> bool:
    return overlap(said, Said(quote.start, quote.end)) >= LEAST_SHARED


def _resolved(pairs: list[tuple[str | None, str | None]]) -> Resolved:
    return Resolved(
        gold=sum(gold is not None for gold, _ in pairs),
        found=sum(found is not None for _, found in pairs),
        right=sum(gold is not None and found is not None and _plain(gold) == _plain(found) for gold, found in pairs),
    )


def _plain(words: str) -> str:
    plain = " ".join(words.casefold().replace("’", "'").split())
    for article in ("the ", "a ", "an "):
        plain = plain.removeprefix(article)
    return plain
