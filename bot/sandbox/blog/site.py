"""What the newsroom does → a blog on loopback, answered as Blogger answers: pages, feeds, pictures."""

import asyncio
import hashlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, Self

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.sandbox.blog.feed import ON_A_PAGE, comments_feed, posts_feed
from bot.sandbox.blog.memory import Memory, dumped, recalled
from bot.sandbox.blog.page import home_page, post_page
from bot.sandbox.blog.pasted import MOST, pasted
from bot.sandbox.blog.picture import PICTURES, picture
from bot.sandbox.blog.post import Act, CannotBe, Draft, Post, acts, address, drawer, refusal
from bot.sandbox.keep import write
from bot.sandbox.listeners import Listeners

LONGEST_LOG = 1000

Health = Literal["well", "down", "hanging", "broken"]
"""How the blog answers: as it should, with 503, never, or with a feed that is cut off in the middle."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A request that the blog has answered; `had_validators` says that it was conditional (RFC 9110, 13.1)."""

    path: str
    status: int
    had_validators: bool


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
        remembered = recalled(keep)
        self._memory = replace(remembered, port=port or remembered.port) if remembered else Memory(port, now())
        self._health: Health = "well"
        self._health_changed = asyncio.Event()
        self._listeners: Listeners[None] = Listeners()
        self._visits: deque[Visit] = deque(maxlen=LONGEST_LOG)
        self._asked = 0
        app = web.Application(middlewares=[self._log, self._refuse_other_hosts, self._suffer])
        app.router.add_get("/", self._home)
        app.router.add_get("/feeds/posts/default", self._posts_feed)
        app.router.add_get("/feeds/comments/default", self._comments_feed)
        app.router.add_get("/images/{name}.png", self._picture)
        app.router.add_get("/favicon.ico", self._icon)
        app.router.add_get("/{page:.+\\.html}", self._page)
        # A visitor who has gone waits no more, or a blog that hangs for a night would hold every request of it.
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1, handler_cancellation=True)

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
        """Close the blog; who still waits for an answer is told that it is down."""
        self._turn("down")
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
    def drafts(self) -> tuple[Draft, ...]:
        """Everything that can be or was published: the newsroom's own, then what was written in."""
        written = (post.draft for post in self._memory.posts if post.draft.text is not None)
        return (*drawer().values(), *written)

    @property
    def published(self) -> tuple[str, ...]:
        """The names of the posts that are out, the first one first."""
        return tuple(post.draft.name for post in self._memory.posts if not post.withdrawn)

    @property
    def requests(self) -> tuple[Visit, ...]:
        """The latest requests, the oldest first."""
        return tuple(self._visits)

    @property
    def asked(self) -> int:
        """How often its feed of posts has been asked for and answered."""
        return self._asked

    @property
    def health(self) -> Health:
        """How the blog answers; it is not remembered."""
        return self._health

    @health.setter
    def health(self, health: Health) -> None:
        self._turn(health)
        self._listeners.tell(None)

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call the listener whenever a post or the blog's health has changed; what is returned ends that."""
        return self._listeners.add(lambda _: listener())

    def post(self, name: str) -> Post | None:
        """A post as it stands now, also one that is withdrawn; None while it is not out."""
        return next((post for post in self._memory.posts if post.draft.name == name), None)

    # ------------------------------------------------------------------------------------------ what the newsroom does
    #
    # Each act raises `CannotBe` where it is not among the post's `acts`, or where there is no such post.

    def publish(self, name: str) -> None:
        """Take a post out of the drawer."""
        draft = self._draft(name)
        if post := self.post(name):
            raise refusal("publish", draft, post)
        self._add(draft)

    def edit(self, name: str) -> None:
        """Add to a post what it promised."""
        self._put(replace(self._standing("edit", name), edited=True))

    def reword(self, name: str) -> None:
        """Give a quote in a post other words."""
        self._put(replace(self._standing("reword", name), reworded=True))

    def correct(self, name: str) -> None:
        """Mend a slip in a post."""
        self._put(replace(self._standing("correct", name), corrected=True))

    def comment(self, name: str) -> None:
        """Let a reader comment, which moves the post's date and nothing else."""
        post = self._standing("comment", name)
        self._put(replace(post, comments=post.comments + 1))

    def withdraw(self, name: str) -> None:
        """Take a post back: it stands in no list any more, and its page is not found."""
        self._put(replace(self._standing("withdraw", name), withdrawn=True))

    def restore(self, name: str) -> None:
        """Put a post that was withdrawn back in its place."""
        self._put(replace(self._standing("restore", name), withdrawn=False))

    def paste(self, title: str, text: str) -> str:
        """Publish what somebody wrote in, plain text with blank lines between its paragraphs; return its name."""
        written = len(self.drafts) - len(drawer())
        if written >= MOST:
            raise CannotBe(f"The blog has {MOST} posts that were written in: rewrite one of them instead.")
        draft = pasted(f"pasted-{written + 1}", title, text)
        self._add(draft)
        return draft.name

    def rewrite(self, name: str, title: str, text: str) -> None:
        """Give a post that was written in another title and text."""
        self._put(replace(self._standing("rewrite", name), draft=pasted(name, title, text)))

    def _draft(self, name: str) -> Draft:
        draft = next((draft for draft in self.drafts if draft.name == name), None)
        if draft is None:
            raise CannotBe("There is no such post: name one of those that the newsroom shows.")
        return draft

    def _standing(self, act: Act, name: str) -> Post:
        """The post, where it is out and the act is one of its own."""
        draft, post = self._draft(name), self.post(name)
        if post is None or act not in acts(draft, post):
            raise refusal(act, draft, post)
        return post

    def _add(self, draft: Draft) -> None:
        now = self._now()
        self._remember(replace(self._memory, posts=(*self._memory.posts, Post(draft, now, now))))

    def _put(self, post: Post) -> None:
        """Put a post in place of what stood under its name, as changed now."""
        post = replace(post, updated=self._now())
        posts = tuple(post if post.draft.name == old.draft.name else old for old in self._memory.posts)
        self._remember(replace(self._memory, posts=posts))

    def _remember(self, memory: Memory) -> None:
        """Keep a new memory, on disk before in mind."""
        if self._keep:
            write(self._keep, dumped(memory))
        self._memory = memory
        self._listeners.tell(None)

    def _turn(self, health: Health) -> None:
        """Fall ill or get well, and let those go who wait for an answer."""
        self._health = health
        self._health_changed.set()
        self._health_changed = asyncio.Event()

    # -------------------------------------------------------------------------------------------- what visitors get

    @property
    def _newest_first(self) -> tuple[Post, ...]:
        return tuple(post for post in reversed(self._memory.posts) if not post.withdrawn)[:ON_A_PAGE]

    async def _home(self, request: web.Request) -> web.Response:
        return _html(home_page(self._newest_first, self.home))

    async def _page(self, request: web.Request) -> web.Response:
        posts = (post for post in self._memory.posts if address(post, self.home) == self.home + request.path)
        post = next(posts, None)
        if post is None or post.withdrawn:
            raise web.HTTPNotFound
        return _html(post_page(post, self.home))

    async def _posts_feed(self, request: web.Request) -> web.Response:
        self._asked += 1
        return self._feed(request, posts_feed(self._newest_first, self.home, self._memory.opened))

    async def _comments_feed(self, request: web.Request) -> web.Response:
        return self._feed(request, comments_feed(self._newest_first, self.home, self._memory.opened))

    def _feed(self, request: web.Request, xml: str) -> web.Response:
        """Answer with a feed, or with 304 where the visitor has it; an ETag counts before a date (RFC 9110, 13.2.2)."""
        if self._health == "broken":
            return web.Response(text=xml[: len(xml) // 2], content_type="application/atom+xml")
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

    async def picture(self, address: str) -> tuple[bytes, str] | None:
        """Give a picture of the blog's by its address, with its type; None where the blog has none there."""
        names = {f"{self.home}/images/{name}.png": name for name in PICTURES} | {f"{self.home}/favicon.ico": "icon"}
        image = picture(names.get(address, ""))
        return (image, "image/png") if image else None

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
    async def _suffer(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answer as the blog's health allows."""
        while self._health == "hanging":
            await self._health_changed.wait()
        if self._health == "down":
            raise web.HTTPServiceUnavailable
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
