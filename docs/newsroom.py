"""Invented blogs and a clock that is set by hand in; what the bot posts and answers meanwhile, out.

The bot is the real one but for its clock and its way to the web; what it says is what the stand-in for Discord took.
"""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from html import escape
from tempfile import TemporaryDirectory
from typing import cast

from bot import edition, poll
from bot.client import Client, Parts
from bot.config import Posting as Limits
from bot.outbox.cadence import Bounds
from bot.outbox.model import Validators
from bot.poll import Poller
from bot.sandbox import Json, StandIn
from bot.scheduler import Scheduler
from bot.store import Store, open_store
from bot.web.fetch import Answer, Failed, Fetched
from cogs.posting import Posting

PATIENCE = timedelta(minutes=2)


@dataclass(slots=True)
class Blog:
    """A blog as it stands now; a post is its headline, its HTML and when it went out."""

    title: str
    site: str
    posts: dict[str, tuple[str, str, datetime]] = field(default_factory=dict)

    def feed(self) -> bytes:
        """The blog's feed (RFC 4287), the newest post first."""
        newest = max((at for _, _, at in self.posts.values()), default=datetime.fromtimestamp(0, UTC))
        entries = "".join(
            f"<entry><id>{self.site}/{name}</id><title>{escape(title)}</title><updated>{at.isoformat()}</updated>"
            f'<published>{at.isoformat()}</published><link href="{self.site}/{name}"/>'
            f'<content type="html">{escape(html)}</content></entry>'
            for name, (title, html, at) in reversed(self.posts.items())
        )
        return (
            f'<feed xmlns="http://www.w3.org/2005/Atom"><title>{self.title}</title><id>{self.site}/</id>'
            f'<updated>{newest.isoformat()}</updated><link href="{self.site}/"/>{entries}</feed>'
        ).encode()


@dataclass(slots=True)
class Newsroom:
    """Blogs, a bot and a stand-in for Discord, and the time, which is set by hand."""

    blogs: tuple[Blog, ...]
    discord: StandIn
    now: datetime
    _store: Store = field(init=False)
    _poller: Poller = field(init=False)
    _client: Client = field(init=False)

    @asynccontextmanager
    async def begun(self) -> AsyncIterator["Newsroom"]:
        """All of it, with the bot connected and its commands known."""
        with TemporaryDirectory() as folder:
            async with open_store(f"sqlite:///{folder}/late-edition.db") as store:
                self._store = store
                self._poller = Poller(store, self._fetched, lambda: self.now, Bounds(PATIENCE, PATIENCE), PATIENCE)
                parts = Parts(
                    store,
                    self._asked,
                    asyncio.to_thread,
                    lambda: self.now,
                    random.random,
                    Scheduler(),
                    Limits(),
                    _give_up,
                )
                async with Client(parts, api=self.discord.api, gateway=self.discord.gateway) as client:
                    self._client = client
                    await client.log_in(self.discord.token)
                    staying = asyncio.create_task(client.stay())
                    await self.discord.ready()
                    await self.discord.until(lambda: bool(self.discord.world.commands))
                    yield self
                    staying.cancel()

    def wait(self, hour: str) -> None:
        """Let it become that hour, today or tomorrow."""
        moment = datetime.combine(self.now, time.fromisoformat(hour), UTC)
        self.now = moment if moment >= self.now else moment + timedelta(days=1)

    def publish(self, blog: Blog, name: str, title: str, html: str) -> None:
        """Put a post up, or write it anew where there is one of that name."""
        at = blog.posts[name][2] if name in blog.posts else self.now
        blog.posts[name] = (title, html, at)

    async def work(self) -> None:
        """Ask the blogs, tell what is due, and post it."""
        await poll.poll_due(self._poller, at_once=1)
        await edition.tell_due(self._store, lambda: self.now)
        await cast(Posting, self._client.get_cog("Posting")).drain()

    async def type(self, line: str, channel: str) -> tuple[Json, ...]:
        """What an admin is answered who types this in a channel."""
        world = self.discord.world
        mira, place = world.user_named("mira").id, world.channel_named(channel).id
        answer = await self.discord.type(line, by=mira, channel=place)
        if answer.failed:
            raise ValueError(answer.failed)
        await self.work()
        return answer.messages

    def posted(self, channel: str) -> tuple[Json, ...]:
        """What stands in a channel, the oldest first."""
        return self.discord.messages(self.discord.world.channel_named(channel).id)

    async def _asked(self, address: str) -> Answer:
        blog = next((blog for blog in self.blogs if address.startswith(blog.site)), None)
        return Fetched(address, blog.feed(), "application/atom+xml", Validators()) if blog else Failed("no such host")

    async def _fetched(self, address: str, _: Validators) -> Answer:
        return await self._asked(address)


def _give_up(error: Exception) -> None:
    raise error
