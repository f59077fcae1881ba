"""A blog, a stand-in for Discord and the whole bot between them, for journeys from one end to the other."""

import asyncio
import hashlib
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import escape
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any, Self

from aiohttp import web
from pydantic import SecretStr

from bot import app
from bot.config import Config, Discord, Polling, Posting, Store
from bot.outbox.due import Awaited, Resolution
from bot.sandbox import Answer, Json, StandIn
from bot.sandbox.things import Channel
from bot.store import Store as Kept
from bot.store import open_store
from tests.sandbox.described import description

QUOTED = "<p>“The cranes will move again on Monday,” Ines Okafor, spokesperson for the Port Authority, said.</p>"
MORE = (
    "<p><b>Ferry crews vote on Monday</b></p><p>Quay News, 19 September 2026</p>"
    "<p>“Nobody here wants another winter like the last,” Tom Reyes, former harbour master, told Quay News.</p>"
)


@dataclass(slots=True)
class Post:
    """One post of the blog as it now stands."""

    name: str
    title: str
    body: str
    published: datetime
    updated: datetime


@dataclass(slots=True)
class Press:
    """A small blog with a feed; `asked` counts what was asked of the feed, `down` lets it fail.

    A post's page stands until the post is taken down; one that is `unlisted` stands no more in the feed alone.
    """

    name: str = "Quay Notes"
    posts: dict[str, Post] = field(default_factory=dict)
    unlisted: set[str] = field(default_factory=set)
    asked: int = 0
    answered_in_full: int = 0
    down: bool = False
    address: str = ""
    _runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        site = web.Application()
        site.router.add_get("/", self._home)
        site.router.add_get("/feed", self._feed)
        site.router.add_get("/{post}", self._page)
        self._runner = web.AppRunner(site, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        server = web.TCPSite(self._runner, "127.0.0.1", 0)
        await server.start()
        self.address = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner:
            await self._runner.cleanup()

    def publish(self, name: str, body: str = QUOTED, *, title: str | None = None, ago: timedelta = timedelta()) -> None:
        """Put a post up, as of now or of some time ago."""
        at = datetime.now(UTC) - ago
        self.posts[name] = Post(name, title or f"News of {name}", body, at, at)

    def edit(self, name: str, body: str) -> None:
        """Write a post's body anew."""
        self.posts[name].body = body
        self.posts[name].updated = datetime.now(UTC)

    def take_down(self, name: str) -> None:
        """Delete a post: from now on it stands nowhere."""
        del self.posts[name]

    def touch(self, name: str) -> None:
        """Move a post's dates and nothing else."""
        post = self.posts[name]
        post.published = post.updated = datetime.now(UTC) + timedelta(seconds=len(post.name))

    async def _home(self, request: web.Request) -> web.Response:
        page = (
            f'<html><head><title>{self.name}</title><link rel="alternate" type="application/atom+xml" href="/feed">'
            f"</head><body><h1>{self.name}</h1></body></html>"
        )
        return web.Response(text=page, content_type="text/html")

    async def _page(self, request: web.Request) -> web.Response:
        post = self.posts.get(request.match_info["post"])
        if post is None:
            return web.Response(status=404)
        return web.Response(text=f"<html><body>{post.body}</body></html>", content_type="text/html")

    async def _feed(self, request: web.Request) -> web.Response:
        self.asked += 1
        if self.down:
            return web.Response(status=500)
        body = self._atom().encode()
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers={"ETag": etag})
        self.answered_in_full += 1
        return web.Response(body=body, content_type="application/atom+xml", headers={"ETag": etag})

    def _atom(self) -> str:
        host = f"{self.name.lower().replace(' ', '')}.example"
        newest = sorted(self.posts.values(), key=lambda post: post.published, reverse=True)
        entries = "".join(
            f"<entry><id>tag:{host},2026:{post.name}</id><title>{escape(post.title)}</title>"
            f'<link rel="alternate" href="{self.address}/{post.name}"/>'
            f"<published>{post.published.isoformat()}</published><updated>{post.updated.isoformat()}</updated>"
            f'<content type="html">{escape(post.body)}</content></entry>'
            for post in newest
            if post.name not in self.unlisted
        )
        return (
            '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
            f"<title>{self.name}</title><id>tag:{host},2026:blog</id>"
            f'<link rel="alternate" href="{self.address}/"/>{entries}</feed>'
        )


@dataclass(slots=True)
class Newsroom:
    """Both ends of the river, and what a journey does at them."""

    press: Press
    discord: StandIn
    folder: Path

    @property
    def news(self) -> Channel:
        """The channel #news."""
        return self.discord.world.channel_named("news")

    @property
    def general(self) -> Channel:
        """The channel #general."""
        return self.discord.world.channel_named("general")

    def who(self, name: str) -> int:
        """The id of "mira", who manages the server, or "noor", who does not."""
        return self.discord.world.user_named(name).id

    def config(self) -> Config:
        """Settings with little patience, so that journeys are short."""
        return Config(
            discord=Discord(token=SecretStr(self.discord.token), api=self.discord.api, gateway=self.discord.gateway),
            store=Store(address=SecretStr(f"sqlite:///{self.folder / 'late-edition.db'}")),
            polling=Polling(
                every=timedelta(milliseconds=300),
                slowest=timedelta(milliseconds=300),
                pause=timedelta(),
                tick=timedelta(milliseconds=100),
                allow=(IPv4Network("127.0.0.0/8"),),
                timeout=timedelta(seconds=2),
            ),
            posting=Posting(tick=timedelta(milliseconds=100), timeout=timedelta(seconds=2), lease=timedelta(seconds=4)),
        )

    def environment(self) -> dict[str, str]:
        """The same settings for a process of its own."""
        return {
            **os.environ,
            "LATE_EDITION_DISCORD__TOKEN": self.discord.token,
            "LATE_EDITION_DISCORD__API": self.discord.api,
            "LATE_EDITION_DISCORD__GATEWAY": self.discord.gateway,
            "LATE_EDITION_STORE__ADDRESS": self.config().store.address.get_secret_value(),
            "LATE_EDITION_POLLING__EVERY": "300ms",
            "LATE_EDITION_POLLING__SLOWEST": "300ms",
            "LATE_EDITION_POLLING__PAUSE": "0s",
            "LATE_EDITION_POLLING__TIMEOUT": "2s",
            "LATE_EDITION_POLLING__TICK": "100ms",
            "LATE_EDITION_POLLING__ALLOW": "127.0.0.0/8",
            "LATE_EDITION_POSTING__TICK": "100ms",
            "LATE_EDITION_POSTING__TIMEOUT": "1s",
            "LATE_EDITION_POSTING__LEASE": "2s",
        }

    @asynccontextmanager
    async def bot(self, config: Config | None = None) -> AsyncIterator["Newsroom"]:
        """The bot, running in this process until the block is left; connected, and its commands known."""
        stop = asyncio.Event()
        running = asyncio.create_task(app.run(config or self.config(), stop=stop, say=lambda words: None))
        try:
            connecting = asyncio.create_task(self.connected())
            await asyncio.wait({connecting, running}, return_when=asyncio.FIRST_COMPLETED)
            if running.done():
                connecting.cancel()
                running.result()
            await connecting
            yield self
        finally:
            stop.set()
            await asyncio.wait_for(running, 20)

    @asynccontextmanager
    async def bot_process(self) -> AsyncIterator[asyncio.subprocess.Process]:
        """The bot as a process of its own, which can be killed."""
        with (self.folder / "bot.log").open("ab") as told:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", env=self.environment(), stdout=told, stderr=told
            )
        try:
            await self.connected()
            yield process
        finally:
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
            await asyncio.wait_for(process.wait(), 20)

    async def connected(self) -> None:
        """Wait until the bot is there and Discord knows its commands."""
        await self.discord.ready(20)
        await self.discord.until(lambda: bool(self.discord.world.commands), 20)

    def store(self) -> AbstractAsyncContextManager[Kept]:
        """The bot's own store, for what no journey can wait for."""
        return open_store(self.config().store.address.get_secret_value())

    async def let_come(self, hour: datetime) -> None:
        """Let every edition be due since that moment, as one is that was chosen long before it."""
        now = datetime.now(UTC)
        async with self.store() as store:
            followed = await store.following(self.news.guild_id or 0)
            awaited = tuple(Awaited(one.subscription.subscription_id, hour, now) for one in followed)
            assert await store.resolve(Resolution(now, awaited=awaited))

    async def follow(self, channel: Channel | None = None, *, press: Press | None = None) -> None:
        """Let a channel follow the blog, or another, as an admin would."""
        place = channel or self.news
        answer = await self.type(f"/feed add {(press or self.press).address} channel:#{place.name}")
        assert "now follows" in answer.text

    async def type(self, line: str, *, by: str = "mira", channel: Channel | None = None) -> Answer:
        """Type a command and wait for its answer, which must come."""
        answer = await self.discord.type(line, by=self.who(by), channel=(channel or self.news).id)
        assert answer.failed is None, answer.failed
        return answer

    def posts(self, channel: Channel | None = None) -> list[Json]:
        """What the bot has posted of its own accord in a channel, oldest first."""
        return [
            message
            for message in self.discord.messages((channel or self.news).id)
            if message["author"].get("bot") and not message.get("interaction_metadata")
        ]

    async def posted(self, count: int, channel: Channel | None = None, *, within: float = 15) -> list[Json]:
        """Wait until so many messages stand in a channel, then a little longer, so that one too many is seen."""
        await self.discord.until(lambda: len(self.posts(channel)) >= count, within)
        await asyncio.sleep(0.6)
        found = self.posts(channel)
        assert [title(message) for message in found][count:] == []
        return found

    async def polled(self, times: int = 2) -> None:
        """Wait until the feed has been asked so many times more, and what came of it has had time to go out."""
        wanted = self.press.asked + times
        for _ in range(400):
            if self.press.asked >= wanted:
                break
            await asyncio.sleep(0.05)
        else:
            raise TimeoutError("the feed was not asked again")
        await asyncio.sleep(0.6)


@asynccontextmanager
async def opened(folder: Path, *, nonce_window: timedelta = timedelta(seconds=60)) -> AsyncIterator[Newsroom]:
    """A blog and a stand-in for Discord; in the end nothing may have been refused, unknown, or rung for.

    Where a copy of Discord's own description is at hand, requests and answers are held against that, too.
    """
    async with Press() as press, StandIn(nonce_window=nonce_window, openapi=description()) as discord:
        yield Newsroom(press, discord, folder)
        assert discord.violations == []
        assert discord.unmodelled == []
        assert discord.unlike == []
        assert discord.pings == []


def title(message: Json) -> str:
    """The headline of a digest, or the first line of what else was posted."""
    embed: dict[str, Any] = (message.get("embeds") or [{}])[0]
    return str(embed.get("title") or str(embed.get("description") or message.get("content")).split("\n")[0])


def told(message: Json) -> str:
    """What stands in a message's embeds, a line between two of them."""
    return "\n\n".join(embed.get("description", "") for embed in message["embeds"])
