"""Posts and edits in, a feed on loopback out: a blog that knows what it has said, and fails when it is told to."""

import asyncio
import hashlib
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from html import escape
from typing import Literal, Self

from aiohttp import web

from soak.count import Item

Failure = Literal[
    "answers 503", "answers 429", "cuts the connection", "cuts the XML", "answers late", "is too much to read"
]
"""How a blog fails: "cuts the connection" before the announced length, "cuts the XML" in an answer otherwise whole."""

FAILURES: tuple[Failure, ...] = (
    "answers 503",
    "answers 429",
    "cuts the connection",
    "cuts the XML",
    "answers late",
    "is too much to read",
)
LATE = 2.0
"""Seconds; longer than the bot is set to wait."""

REST = 2
"""Seconds for which a blog that answers 429 wishes to be left alone."""

_UNHEARD = 1.0
"""Seconds after an answer in which a bot that is killed may not have kept it."""

_LAST_WORDS = 80
"""Bytes from within a post's last paragraph to its end."""

SHOWN = 80
"""Entries in the feed: more than are published while the bot is away, so that no post leaves the feed unseen."""


@dataclass(slots=True)
class _Post:
    number: int
    published: datetime
    updated: datetime
    notes: int = 0


@dataclass(slots=True)
class Blog:
    """A blog with a name of one word, on a host of its own; an async context manager.

    Its feed stands at each of its `doors` until the blog moves. One of `summaries` shows but the first words of its
    posts, which are never edited; the whole stands on pages, some of which fail at first and some for ever.
    `impatient` counts how often it was asked while it wished to be left alone. `root` is how its addresses begin.
    """

    name: str
    host: str = "127.0.0.1"
    doors: tuple[str, ...] = ("/feed",)
    summaries: bool = False
    failures: deque[Failure] = field(default_factory=deque)
    ended: bool = False
    impatient: int = 0
    root: str = ""
    _moves: int = 0
    _posts: list[_Post] = field(default_factory=list)
    _known: int = 0
    _asked_pages: Counter[int] = field(default_factory=Counter)
    _rested_at: float = float("-inf")
    _runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        site = web.Application()
        site.router.add_get("/page/{number}", self._page)
        site.router.add_get("/{door:.*}", self._feed)
        self._runner = web.AppRunner(site, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, self.host, 0).start()
        self.root = f"http://{self.host}:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner:
            await self._runner.cleanup()

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where it was first to be found, by its doors."""
        return tuple(self.root + door for door in self.doors)

    @property
    def stands_at(self) -> tuple[str, ...]:
        """Where its feed is now; everything else leads there for good."""
        return (f"{self.root}/moved/{self._moves}",) if self._moves else self.addresses

    @property
    def version(self) -> str:
        """The ETag of the feed as it now stands."""
        return _etag(self._atom())

    def publish(self) -> None:
        """Put up the next post."""
        now = datetime.now(UTC)
        self._posts.append(_Post(len(self._posts) + 1, now, now))

    def edit(self, back: int) -> None:
        """Add a note, a headline with a quote, to the post that stands so far behind the newest."""
        if not self.summaries:
            post = self._posts[-1 - back % len(self._posts)]
            post.notes += 1
            post.updated = datetime.now(UTC)

    def move(self) -> None:
        """Let every address that was ever asked lead to a new one for good."""
        self._moves += 1

    def forgive(self) -> None:
        """Forget the wish to be left alone if whoever was killed just now may not have heard it."""
        if time.monotonic() - self._rested_at < _UNHEARD:
            self._rested_at = float("-inf")

    def said(self) -> tuple[Item, ...]:
        """What a channel that follows the blog from its first post on is owed."""
        return tuple(Item(self.name, post.number, post.notes) for post in self._posts)

    async def _feed(self, request: web.Request) -> web.StreamResponse:
        self._mind_rest()
        if self.ended:
            return web.Response(status=410)
        here = self.root + request.path
        if here not in self.stands_at:
            return web.Response(status=301, headers={"Location": self.stands_at[0]})
        failure = self.failures.popleft() if self.failures else None
        match failure:
            case "answers 503":
                return web.Response(status=503, headers={"Retry-After": "1"})
            case "answers 429":
                self._rested_at = time.monotonic()
                return web.Response(status=429, headers={"Retry-After": str(REST)})
            case "is too much to read":
                return web.Response(body=too_much_to_read(), content_type="application/atom+xml")
            case "answers late":
                await asyncio.sleep(LATE)
        body = self._broken_off() if failure == "cuts the XML" else self._atom()
        etag = _etag(body)
        if request.headers.get("If-None-Match") == etag:
            if etag == self.version and len(self.doors) == 1:
                self._known = len(self._posts)
            return web.Response(status=304, headers={"ETag": etag})
        if failure == "cuts the connection":
            return await _cut_off(request, body, etag)
        return web.Response(body=body, content_type="application/atom+xml", headers={"ETag": etag})

    async def _page(self, request: web.Request) -> web.StreamResponse:
        """A post's page: of each four one is there at once, two fail at first, and one is never there."""
        self._mind_rest()
        number = int(request.match_info["number"])
        self._asked_pages[number] += 1
        body = self._whole(number).encode()
        match number % 4, self._asked_pages[number]:
            case (0, _) | (1, 1 | 2):
                return web.Response(status=500)
            case (2, 1):
                return await _cut_off(request, body, _etag(body))
        return web.Response(body=body, content_type="text/html")

    def _mind_rest(self) -> None:
        # A server's seconds are whole, and its clock is not the bot's.
        if time.monotonic() - self._rested_at < REST - 0.1:
            self.impatient += 1

    def _broken_off(self) -> bytes:
        """The feed up to the last words of the newest post that the bot knows.

        A post that it does not know, cut away from below others, would be told after them, and rightly so. Where one
        feed stands at two addresses, whoever asks is not known: then it is the last words of all.
        """
        body = self._atom()
        begun = body.find(f"2026:{self._known}</id>".encode()) if self._known else body.rfind(b"<entry>")
        return body[: body.find(b"</entry>", begun) - _LAST_WORDS]

    def _atom(self) -> bytes:
        entries = "".join(map(self._entry, reversed(self._posts[-SHOWN:])))
        return _document(self.name, entries)

    def _entry(self, post: _Post) -> str:
        notes = "".join(self._note(post, number) for number in range(1, post.notes + 1))
        link = f"{self.root}/page/{post.number}" if self.summaries else f"https://{self.name}.example/{post.number}"
        kind = "summary" if self.summaries else "content"
        return (
            f"<entry><id>tag:{self.name}.example,2026:{post.number}</id>"
            f"<title>Item {post.number} of {self.name}</title>"
            f'<link rel="alternate" href="{link}"/>'
            f"<published>{post.published.isoformat()}</published><updated>{post.updated.isoformat()}</updated>"
            f'<{kind} type="html">{escape(self._quote(post.number) + notes)}</{kind}></entry>'
        )

    def _whole(self, number: int) -> str:
        """The page of a post."""
        title = f"Item {number} of {self.name}"
        return (
            f"<!DOCTYPE html><html><head><title>{title}</title></head><body><article><h1>{title}</h1>"
            f"{self._quote(number)}<p><b>Pilots count the hawsers on the pier</b></p>"
            "<p>Quay News, 19 September 2026</p><p>“We counted every hawser on the pier before the fog came in,” Tom "
            "Reyes, former harbour master, told Quay News.</p></article></body></html>"
        )

    def _quote(self, number: int) -> str:
        return f"<p>“Crane {number} moves again on Monday,” Ines Okafor, head of {self.name} harbour, said.</p>"

    def _note(self, post: _Post, number: int) -> str:
        return (
            f"<p><b>Note {number} on item {post.number} of {self.name}</b></p><p>Quay News, 19 September 2026</p>"
            f"<p>“Nobody wants winter {number} on pier {post.number} again,” Tom Reyes, former harbour master, told "
            "Quay News.</p>"
        )


@cache
def too_much_to_read() -> bytes:
    """A feed of some three million bytes, all of them quotes: several seconds' work for whoever reads it."""
    quote = escape("<p>“The crane moves again on Monday,” Ines Okafor, head of the harbour, said.</p>")
    return _document(
        "Spate",
        "".join(
            f"<entry><id>tag:spate.example,2026:{number}</id><title>Word {number}</title>"
            f'<updated>2026-09-19T08:00:00Z</updated><content type="html">{quote * 800}</content></entry>'
            for number in range(40)
        ),
    )


def _document(name: str, entries: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
        f"<title>{name} Notes</title><id>tag:{name}.example,2026:blog</id>{entries}</feed>"
    ).encode()


def _etag(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:16]}"'


async def _cut_off(request: web.Request, body: bytes, etag: str) -> web.StreamResponse:
    """Announce a whole body, send half of it and hang up."""
    response = web.StreamResponse(headers={"ETag": etag, "Content-Length": str(len(body))})
    response.content_type = "application/atom+xml"
    await response.prepare(request)
    await response.write(body[: len(body) // 2])
    if request.transport is not None:
        request.transport.close()
    return response
