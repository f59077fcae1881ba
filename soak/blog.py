"""Posts and edits in, a feed on loopback out: a blog that knows what it has said, and fails when it is told to."""

import asyncio
import hashlib
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from typing import Literal, Self

from aiohttp import web

from soak.count import Item

Failure = Literal["answers 503", "cuts the connection", "cuts the XML", "answers late"]
"""How a blog fails: "cuts the connection" before the announced length, "cuts the XML" in an answer otherwise whole."""

FAILURES: tuple[Failure, ...] = ("answers 503", "cuts the connection", "cuts the XML", "answers late")
LATE = 2.0
"""Seconds; longer than the bot is set to wait."""

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
    """A blog with a name of one word; an async context manager."""

    name: str
    address: str = ""
    failures: deque[Failure] = field(default_factory=deque)
    _posts: list[_Post] = field(default_factory=list)
    _taken: str = ""
    _known: int = 0
    _runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        site = web.Application()
        site.router.add_get("/feed", self._feed)
        self._runner = web.AppRunner(site, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.address = f"http://127.0.0.1:{self._runner.addresses[0][1]}/feed"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner:
            await self._runner.cleanup()

    def publish(self) -> None:
        """Put up the next post."""
        now = datetime.now(UTC)
        self._posts.append(_Post(len(self._posts) + 1, now, now))

    def edit(self, back: int) -> None:
        """Add a note, a headline with a quote, to the post that stands so far behind the newest."""
        post = self._posts[-1 - back % len(self._posts)]
        post.notes += 1
        post.updated = datetime.now(UTC)

    def said(self) -> tuple[Item, ...]:
        """What a channel that follows the blog from its first post on is owed."""
        return tuple(Item(self.name, post.number, post.notes) for post in self._posts)

    def is_taken(self) -> bool:
        """Whether the bot has shown that it keeps the blog as it now stands: only then does it name this version."""
        return self._taken == _etag(self._atom())

    async def _feed(self, request: web.Request) -> web.StreamResponse:
        failure = self.failures.popleft() if self.failures else None
        if failure == "answers 503":
            return web.Response(status=503, headers={"Retry-After": "1"})
        if failure == "answers late":
            await asyncio.sleep(LATE)
        body = self._broken_off() if failure == "cuts the XML" else self._atom()
        etag = _etag(body)
        if request.headers.get("If-None-Match") == etag:
            self._taken = etag
            if self.is_taken():
                self._known = len(self._posts)
            return web.Response(status=304, headers={"ETag": etag})
        if failure == "cuts the connection":
            return await _cut_off(request, body, etag)
        return web.Response(body=body, content_type="application/atom+xml", headers={"ETag": etag})

    def _broken_off(self) -> bytes:
        """The feed up to the last words of the newest post that the bot knows.

        A post that it does not know, cut away from below others, would be told after them, and rightly so.
        """
        body = self._atom()
        begun = body.find(f"2026:{self._known}</id>".encode())
        return body[: body.find(b"</entry>", begun) - _LAST_WORDS]

    def _atom(self) -> bytes:
        entries = "".join(map(self._entry, reversed(self._posts[-SHOWN:])))
        return (
            '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
            f"<title>{self.name} Notes</title><id>tag:{self.name}.example,2026:blog</id>{entries}</feed>"
        ).encode()

    def _entry(self, post: _Post) -> str:
        notes = "".join(self._note(post, number) for number in range(1, post.notes + 1))
        quote = f"<p>“Crane {post.number} moves again on Monday,” Ines Okafor, head of {self.name} harbour, said.</p>"
        return (
            f"<entry><id>tag:{self.name}.example,2026:{post.number}</id>"
            f"<title>Item {post.number} of {self.name}</title>"
            f'<link rel="alternate" href="https://{self.name}.example/{post.number}"/>'
            f"<published>{post.published.isoformat()}</published><updated>{post.updated.isoformat()}</updated>"
            f'<content type="html">{escape(quote + notes)}</content></entry>'
        )

    def _note(self, post: _Post, number: int) -> str:
        return (
            f"<p><b>Note {number} on item {post.number} of {self.name}</b></p><p>Quay News, 19 September 2026</p>"
            f"<p>“Nobody wants winter {number} on pier {post.number} again,” Tom Reyes, former harbour master, told "
            "Quay News.</p>"
        )


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
