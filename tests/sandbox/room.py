"""A world → a stand-in over it, plain HTTP to that, and the channel #news."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.sandbox import StandIn, World
from tests.sandbox.client import Http, http


@dataclass(frozen=True, slots=True)
class Room:
    """A stand-in, plain HTTP to it, and the channel #news."""

    discord: StandIn
    http: Http
    news: int

    @property
    def path(self) -> str:
        """The path of the channel's messages."""
        return f"/channels/{self.news}/messages"

    @property
    def bot(self) -> int:
        """The bot's id."""
        return self.discord.world.bot.id


@asynccontextmanager
async def room(world: World | None = None) -> AsyncIterator[Room]:
    """Open a stand-in with a small world."""
    async with StandIn(world) as discord, http(discord) as plain:
        yield Room(discord, plain, discord.world.channel_named("news").id)
