"""What the newsroom does → a blog on loopback, answered as Blogger answers: pages, feeds, pictures."""

import hashlib
import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.sandbox.blog.feed import comments_feed, posts_feed
from bot.sandbox.blog.page import home_page, post_page
from bot.sandbox.blog.picture import picture
from bot.sandbox.blog.post import Post, address, can_grow, drawer
from bot.sandbox.keep import Unreadable, write

LONGEST_LOG = 1000


@dataclass(frozen=True, slots=True)
class Visit:
    """A request that the blog has answered; `had_validators` says that it was conditional (RFC 9110, 13.1)."""

    path: str
    status: int
    had_validators: bool


@dataclass(frozen=True, slots=True)
class _Memory:
    """All that the blog remembers from one run to the next; the posts stand in the order in which they went out."""

    port: int
    opened: datetime
    posts: tuple[Post, ...] = ()


class Blog:
    """The Harbour Light Blog on 127.0.0.1; an async context manager.

    `keep` is the file that remembers what is out, None to forget. Port 0 is the one of the last run, else any free one.
    Raises `Unreadable` where the file holds something else.
    """

    def __init__(
        self, keep: Path | None = None, port: int = 0, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._keep = keep
        self._now = now
        remembered = _recall(keep)
        self._memory = replace(remembered, port=port or remembered.port) if remembered else _Memory(port, now())
        self._visits: deque[Visit] = deque(maxlen=LONGEST_LOG)
        app = web.Application(middlewares=[self._log, self._refuse_other_hosts])
        app.router.add_get("/", self._home)
        app.router.add_get("/feeds/posts/default", self._posts_feed)
        app.router.add_get("/feeds/comments/default", self._comments_feed)
        app.router.add_get("/images/{name}.png", self._picture)
        app.router.add_get("/favicon.ico", self._icon)
        app.router.add_get("/{page:.+\\.html}", self._page)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)

    async def __aenter__(self) -> Self:
        """Open the blog; raises `OSError` where the port is taken."""
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._memory.port)
        try:
            await site.start()
        except OSError:
            await self._runner.cleanup()
            raise
        self._remember(replace(self._memory, port=self._runner.addresses[0][1]))
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the blog."""
        await self._runner.cleanup()

    @property
    def home(self) -> str:
        """The blog's address, without a slash at its end."""
        return f"http://127.0.0.1:{self._memory.port}"

    @property
    def feed(self) -> str:
        """The address of its feed of posts."""
        return f"{self.home}/feeds/posts/default"

    @property
    def published(self) -> tuple[str, ...]:
        """The names of the posts that are out, the first one first."""
        return tuple(post.draft.name for post in self._memory.posts)

    @property
    def requests(self) -> tuple[Visit, ...]:
        """The latest requests, the oldest first."""
        return tuple(self._visits)

    def post(self, name: str) -> Post | None:
        """A post as it stands now, None while it is not out."""
        return next((post for post in self._memory.posts if post.draft.name == name), None)

    def publish(self, name: str) -> None:
        """Take a post out of the drawer; raises `KeyError` where there is none, `ValueError` where it is out."""
        draft = drawer()[name]
        if self.post(name):
            raise ValueError(f"{name} is out already")
        now = self._now()
        self._remember(replace(self._memory, posts=(*self._memory.posts, Post(draft, now, now))))

    def edit(self, name: str) -> None:
        """Add to a post what it promised; raises `ValueError` where it is not out, or has nothing to add."""
        post = self._out(name)
        if post.edited or not can_grow(post.draft):
            raise ValueError(f"{name} has nothing to add")
        self._put(replace(post, edited=True, updated=self._now()))

    def correct(self, name: str) -> None:
        """Mend a slip in a post; raises `ValueError` where it is not out, or has none."""
        post = self._out(name)
        if post.corrected or not post.draft.slip:
            raise ValueError(f"{name} has nothing to correct")
        self._put(replace(post, corrected=True, updated=self._now()))

    def comment(self, name: str) -> None:
        """Let a reader comment, which moves the post's date and nothing else; raises `ValueError` if it is not out."""
        post = self._out(name)
        self._put(replace(post, comments=post.comments + 1, updated=self._now()))

    def _out(self, name: str) -> Post:
        post = self.post(name)
        if post is None:
            raise ValueError(f"{name} is not out")
        return post

    def _put(self, post: Post) -> None:
        posts = tuple(post if post.draft == old.draft else old for old in self._memory.posts)
        self._remember(replace(self._memory, posts=posts))

    def _remember(self, memory: _Memory) -> None:
        """Keep a new memory, on disk before in mind."""
        if self._keep:
            write(self._keep, _dumped(memory))
        self._memory = memory

    # -------------------------------------------------------------------------------------------- what visitors get

    @property
    def _newest_first(self) -> tuple[Post, ...]:
        return tuple(reversed(self._memory.posts))

    async def _home(self, request: web.Request) -> web.Response:
        return _html(home_page(self._newest_first, self.home))

    async def _page(self, request: web.Request) -> web.Response:
        posts = (post for post in self._memory.posts if address(post, self.home) == self.home + request.path)
        post = next(posts, None)
        if post is None:
            raise web.HTTPNotFound
        return _html(post_page(post, self.home))

    async def _posts_feed(self, request: web.Request) -> web.Response:
        return self._feed(request, posts_feed(self._newest_first, self.home, self._memory.opened))

    async def _comments_feed(self, request: web.Request) -> web.Response:
        return self._feed(request, comments_feed(self._newest_first, self.home, self._memory.opened))

    def _feed(self, request: web.Request, xml: str) -> web.Response:
        """Answer with a feed, or with 304 where the visitor has it; an ETag counts before a date (RFC 9110, 13.2.2)."""
        modified = max((post.updated for post in self._memory.posts), default=self._memory.opened).replace(
            microsecond=0
        )
        digest = hashlib.sha256(xml.encode()).hexdigest()
        if tags := request.if_none_match:
            unchanged = any(tag.value in (digest, "*") for tag in tags)
        else:
            unchanged = request.if_modified_since is not None and modified <= request.if_modified_since
        response = (
            web.Response(status=304) if unchanged else web.Response(text=xml, content_type="application/atom+xml")
        )
        response.headers["ETag"] = f'W/"{digest}"'
        response.last_modified = modified
        return response

    async def _picture(self, request: web.Request) -> web.Response:
        return _png(picture(request.match_info["name"]))

    async def _icon(self, request: web.Request) -> web.Response:
        return _png(picture("icon"))

    @web.middleware
    async def _refuse_other_hosts(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answer nobody who asks under another name: a page elsewhere may have pointed its own name at this machine."""
        if request.host not in (f"127.0.0.1:{self._memory.port}", f"localhost:{self._memory.port}"):
            raise web.HTTPMisdirectedRequest
        return await handler(request)

    @web.middleware
    async def _log(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Note every request and how it was answered."""
        conditional = "If-None-Match" in request.headers or "If-Modified-Since" in request.headers
        try:
            response = await handler(request)
        except web.HTTPException as refusal:
            self._visits.append(Visit(request.path, refusal.status, conditional))
            raise
        self._visits.append(Visit(request.path, response.status, conditional))
        return response


def _html(text: str) -> web.Response:
    return web.Response(text=text, content_type="text/html")


def _png(image: bytes | None) -> web.Response:
    if image is None:
        raise web.HTTPNotFound
    return web.Response(body=image, content_type="image/png")


def _dumped(memory: _Memory) -> str:
    """Write a memory as JSON."""
    posts = [
        {
            "name": post.draft.name,
            "published": post.published.isoformat(),
            "updated": post.updated.isoformat(),
            "edited": post.edited,
            "comments": post.comments,
            "corrected": post.corrected,
        }
        for post in memory.posts
    ]
    return json.dumps({"port": memory.port, "opened": memory.opened.isoformat(), "posts": posts}, indent=1)


def _recall(keep: Path | None) -> _Memory | None:
    """Read what the last run wrote down, None where there was none; raises `Unreadable`."""
    if keep is None or not keep.exists():
        return None
    try:
        kept = json.loads(keep.read_text(encoding="utf-8"))
        posts = tuple(
            Post(
                draft=drawer()[post["name"]],
                published=datetime.fromisoformat(post["published"]),
                updated=datetime.fromisoformat(post["updated"]),
                edited=bool(post["edited"]),
                comments=int(post["comments"]),
                corrected=bool(post.get("corrected", False)),
            )
            for post in kept["posts"]
        )
        return _Memory(int(kept["port"]), datetime.fromisoformat(kept["opened"]), posts)
    except (ValueError, KeyError, TypeError, RecursionError) as broken:
        raise Unreadable(f"{keep} does not hold the blog's memory ({broken!r}); move it away to begin anew") from broken
