"""Posts and edits in, a feed and its pages out: blogs whose every word is invented, and told apart by numbers."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from typing import Literal

from bot.outbox.model import Validators
from bot.web.fetch import Answer, Failed, Fetched, NotModified

EditKind = Literal["quote", "headline", "paragraph", "reword", "withdraw", "marker", "date", "delete", "restore"]
EDITS: tuple[EditKind, ...] = (
    "quote",
    "headline",
    "paragraph",
    "reword",
    "withdraw",
    "marker",
    "date",
    "delete",
    "restore",
)

SHOWN = 6
"""Entries in a feed: few, so that posts fall off its end."""

_CONSONANTS, _VOWELS, _LAST = "bdfgklmprtvz", "aeiou", "klmprtv"
_WORDS = len(_CONSONANTS) ** 2 * len(_VOWELS) ** 2 * len(_LAST)
_STEP = 7919


@dataclass(slots=True)
class Post:
    """A post: `parts` are paragraphs of HTML, the first of them its lead; of what it quotes the first stays."""

    number: int
    event: int
    published: datetime
    updated: datetime
    headline: str
    parts: list[str]
    quotes: list[str]
    more: bool
    gone: bool = False
    edited: bool = False

    @property
    def body(self) -> str:
        """What stands under the headline, as HTML."""
        marker = "<p>More headlines coming later.</p>" if self.more else ""
        return "".join((self.parts[0], *self.quotes, *self.parts[1:], marker))


@dataclass(slots=True)
class Blog:
    """A blog of that name; `down` while it answers nothing that helps."""

    name: str
    posts: list[Post] = field(default_factory=list)
    down: bool = False

    @property
    def site(self) -> str:
        """Where it stands."""
        return f"https://{self.name.casefold()}.example"

    @property
    def address(self) -> str:
        """Where its feed stands."""
        return f"{self.site}/feed"

    def publish(self, words: Iterator[str], event: int, *, twin: bool, more: bool, now: datetime) -> Post:
        """Put up the next post, on an event of that number; a twin says in other words what a post of another says."""
        town, bridge, road, first, last, outlet = (word(event * 10 + place) for place in range(6))
        headline = f"{town} council to vote on the {bridge} bridge"
        lead = f"<p>The council of {town} will vote on the {bridge} bridge after the fire on the {road} road.</p>"
        if twin:
            headline = f"{bridge} bridge before the {town} council"
            lead = f"<p>After the fire on the {road} road, the {bridge} bridge is before the council of {town}.</p>"
        said = (
            f"<p>“The {bridge} bridge must be closed before the {road} road falls down on {outlet},” "
            f"said {first} {last}, mayor of {town}.</p>"
        )
        post = Post(len(self.posts) + 1, event, now, now, headline, [lead], [said], more)
        if more:
            post.parts.append(_paragraph(words))
        self.posts.append(post)
        return post

    def edit(self, post: Post, kind: EditKind, words: Iterator[str], now: datetime) -> None:
        """Change a post in one way."""
        post.updated = now
        post.edited = post.edited or kind not in ("date", "marker")
        match kind:
            case "quote":
                post.quotes.append(_quote(words))
            case "headline":
                post.parts.append(_article(words))
            case "paragraph":
                post.parts.append(_paragraph(words))
            case "reword":
                post.headline = f"{next(words)} and {next(words)} fall out over the {next(words)} market"
            case "withdraw":
                # The last is left: a post that says nothing any more took nothing back.
                del post.quotes[max(len(post.quotes) - 1, 1) :]
            case "marker":
                post.more = not post.more
            case "date":
                post.published = now
            case "delete" | "restore":
                post.gone = kind == "delete"

    def answer(self, address: str, validators: Validators) -> Answer:
        """What stands at an address of this blog."""
        if self.down:
            return Failed("the server answered 503 Service Unavailable", status=503)
        if address != self.address:
            there = any(address == self.link(post) and not post.gone for post in self.posts)
            page = Fetched(address, b"<html><body><p>Here.</p></body></html>", "text/html", Validators())
            return page if there else Failed("the server answered 404 Not Found", status=404)
        body = self._atom()
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if validators.etag == etag:
            return NotModified(validators)
        return Fetched(address, body, "application/atom+xml", Validators(etag=etag))

    def link(self, post: Post) -> str:
        """Where a post's page stands."""
        return f"{self.site}/{post.number}"

    def entry_id(self, post: Post) -> str:
        """The id of a post in the feed."""
        return f"tag:{self.name.casefold()}.example,2026:{post.number}"

    def shown(self) -> list[Post]:
        """The posts that stand in the feed, the newest first."""
        there = (post for post in self.posts if not post.gone)
        return sorted(there, key=lambda post: (post.published, post.number), reverse=True)[:SHOWN]

    def _atom(self) -> bytes:
        entries = "".join(map(self._entry, self.shown()))
        return (
            '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
            f"<title>{self.name}</title><id>{self.site}</id>{entries}</feed>"
        ).encode()

    def _entry(self, post: Post) -> str:
        return (
            f"<entry><id>{self.entry_id(post)}</id><title>{post.headline}</title>"
            f'<link rel="alternate" href="{self.link(post)}"/>'
            f"<published>{post.published.isoformat()}</published><updated>{post.updated.isoformat()}</updated>"
            f'<content type="html">{escape(post.body)}</content></entry>'
        )


def word(number: int) -> str:
    """An invented name, another for every number up to some forty thousand; their stems differ too."""
    rest = number * _STEP % _WORDS
    letters = []
    for choice in (_CONSONANTS, _VOWELS, _CONSONANTS, _VOWELS, _LAST):
        rest, place = divmod(rest, len(choice))
        letters.append(choice[place])
    return "".join(letters).capitalize()


def _quote(words: Iterator[str]) -> str:
    town, school, first, last, station = (next(words) for _ in range(5))
    return (
        f"<p>“Nobody in {town} will pay for the {school} school and the {station} station this winter,” "
        f"said {first} {last}, head of the {school} school.</p>"
    )


def _article(words: Iterator[str]) -> str:
    town, market, first, last = (next(words) for _ in range(4))
    return (
        f"<p><b>Police of {town} close the {market} market</b></p><p>Quay News, 19 September 2026</p>"
        f"<p>“We closed the {market} market before the rain came to {town},” said {first} {last}, police chief.</p>"
    )


def _paragraph(words: Iterator[str]) -> str:
    station, storm, town = (next(words) for _ in range(3))
    return (
        f"<p>The {station} station opened again on the morning after the long {storm} storm, and the people of {town} "
        "had their train back at last.</p>"
    )
