"""A web page's HTML in; the post that stands on it, found by the marks of known systems, out."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import Literal

from bot.news.markup import VOID, Piece, attributes, pieces, plain

FEWEST_WORDS = 15
# The longest posts need half of these; where a post has not ended by then, the rest of the page is taken for it.
MOST_PIECES = 30_000

System = Literal["Blogger", "Substack", "Ghost"]

# By how sure they are: Blogger, WordPress, Substack, Ghost, other systems, the microdata of schema.org, HTML itself.
_BODIES = (
    re.compile(r"(?:^|\s)post-body(?:\s|$)"),
    re.compile(r"(?:^|\s)entry-content(?:\s|$)"),
    re.compile(r"(?:^|\s)available-content(?:\s|$)"),
    re.compile(r"(?:^|\s)gh-content(?:\s|$)"),
    re.compile(r"(?:^|\s)(?:post-content|post__content|article-body|article__body|article-content|story-body)(?:\s|$)"),
    re.compile(r"(?:^|\s)itemprop:articleBody(?:\s|$)"),
    re.compile(r"(?:^|\s)tag:article(?:\s|$)"),
)
# Systems whose mark stands around the whole post and nothing but the post, and what else tells that it is theirs.
_SYSTEMS: dict[int, tuple[System, tuple[str, ...]]] = {
    0: ("Blogger", ("blogger.com", "blogspot.com", "='blogger'", '="blogger"')),
    2: ("Substack", ("substackcdn.com", "substack.com")),
    3: ("Ghost", ("ghost",)),
}
_TITLE = re.compile(r"(?:^|\s)(?:post-title|entry-title|gh-article-title|article-title|headline)(?:\s|$)")
_LONGEST_TAG = 20_000


@dataclass(frozen=True, slots=True)
class Page:
    """A post as its page shows it; `title` is empty and the rest None where the page does not say.

    `system` is what made the page, where its mark stands around the whole post and nothing else; None where it may not.
    """

    title: str
    body: str
    author: str | None
    link: str | None
    published: datetime | None
    image: str | None
    system: System | None = None


def post_on(html: str) -> Page | None:
    """The post on a page, None where no rule finds one; it takes time in proportion to the page."""
    reader = _Reader()
    for piece in islice(pieces(html), MOST_PIECES):
        reader.read(piece)
    for number in sorted(reader.bodies):
        stretch = reader.bodies[number]
        body = html[stretch.start : stretch.end or len(html)]
        if len(plain(body).split()) >= FEWEST_WORDS:
            meta = reader.meta
            title = reader.title or meta.get("og:title") or reader.heading
            return Page(
                title=" ".join(title.split()),
                body=body,
                author=meta.get("author") or meta.get("article:author"),
                link=reader.canonical or meta.get("og:url"),
                published=_moment(meta.get("article:published_time") or reader.time),
                image=meta.get("og:image"),
                system=_system(number, html),
            )
    return None


def _system(number: int, html: str) -> System | None:
    name, marks = _SYSTEMS.get(number, (None, ()))
    lowered = html.lower() if name else ""
    return name if any(mark in lowered for mark in marks) else None


@dataclass(slots=True)
class _Stretch:
    """The inside of an element: `depth` counts the elements of its name that are still open in it."""

    name: str
    start: int
    end: int = 0
    depth: int = 1


@dataclass(slots=True)
class _Reader:
    """Reads a page piece by piece and keeps the first of each thing that it looks for."""

    bodies: dict[int, _Stretch] = field(default_factory=dict)
    meta: dict[str, str] = field(default_factory=dict)
    title: str = ""
    heading: str = ""
    canonical: str | None = None
    time: str | None = None
    _words: list[str] = field(default_factory=list)
    _in_title: str = ""
    _titled: bool = False

    def read(self, piece: Piece) -> None:
        if piece.kind == "text":
            if self._in_title:
                self._words.append(piece.value)
            return
        for stretch in self.bodies.values():
            if not stretch.end and stretch.name == piece.value:
                stretch.depth += 1 if piece.kind == "open" else -1
                if not stretch.depth:
                    stretch.end = piece.start
        if piece.kind == "close":
            self._end_title(piece.value)
        elif piece.attributes or piece.value in ("article", "h1"):
            self._open(piece)

    def _open(self, piece: Piece) -> None:
        name = piece.value
        found = attributes(piece.attributes) if len(piece.attributes) <= _LONGEST_TAG else {}
        if name == "meta":
            key = (found.get("property") or found.get("name") or "").lower()
            if content := " ".join(found.get("content", "").split()):
                self.meta.setdefault(key, content)
        elif name == "link" and "canonical" in found.get("rel", "").lower():
            self.canonical = self.canonical or found.get("href")
        elif name == "time":
            self.time = self.time or found.get("datetime")
        if name in VOID:
            return
        signs = f"{found.get('class', '')} itemprop:{found.get('itemprop', '')} tag:{name}"
        for number, pattern in enumerate(_BODIES):
            if number not in self.bodies and pattern.search(signs):
                self.bodies[number] = _Stretch(name, piece.end)
        titled = _TITLE.search(found.get("class", "")) is not None or found.get("itemprop") == "headline"
        if not self._in_title and ((titled and not self.title) or (name == "h1" and not self.heading)):
            self._in_title, self._titled = name, titled

    def _end_title(self, name: str) -> None:
        if self._in_title != name:
            return
        words = " ".join("".join(self._words).split())
        if self._titled:
            self.title = self.title or words
        if name == "h1":
            self.heading = self.heading or words
        self._words, self._in_title = [], ""


def _moment(written: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat((written or "").strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
