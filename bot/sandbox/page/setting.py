"""The stand-in and what stands around it → all that the page's answers are made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from bot.sandbox.newsroom import Newsroom
from bot.sandbox.page import asked
from bot.sandbox.page.asked import Asked
from bot.sandbox.page.pictures import Gallery
from bot.sandbox.standin import StandIn


@dataclass(frozen=True, slots=True)
class Setting:
    """What the page shows, and whom one can be there with some words about each: everybody where nobody is named."""

    discord: StandIn
    newsroom: Newsroom | None
    clock: Callable[[], datetime]
    about: Mapping[int, str]
    gallery: Gallery

    @property
    def people(self) -> tuple[int, ...]:
        """List whom one can be, in the order to show."""
        users = self.discord.world.users
        named = tuple(user_id for user_id in self.about if user_id in users)
        return named or tuple(user.id for user in users.values() if not user.bot)

    def query(self, request: web.Request) -> Asked:
        """Read what a request asks in its address."""
        return Asked(dict(request.query), self.discord.world, self.people)

    async def body(self, request: web.Request, largest: int = asked.LARGEST) -> Asked:
        """Read what a request asks in its body, of so many bytes at most."""
        return Asked(await asked.body(request, largest), self.discord.world, self.people)
