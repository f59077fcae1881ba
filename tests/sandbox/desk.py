"""A world → a bot made by hand in it, which hears interactions on a websocket and answers them over plain HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from bot.sandbox import StandIn, World
from bot.sandbox.interactions import Answer
from bot.sandbox.things import Command, Json
from tests.sandbox.client import QUIET, Http, Said, Wire, http, wire

OPTION: Json = {"name": "feed", "description": "Which.", "type": 3, "autocomplete": True}
COMMAND: Json = {"name": "why", "description": "Why.", "options": [OPTION]}
EPHEMERAL = 1 << 6
BUTTON: Json = {"type": 2, "style": 2, "label": "More", "custom_id": "more"}
SELECT: Json = {"type": 3, "custom_id": "pick", "options": [{"label": "one", "value": "1"}]}


@dataclass(frozen=True, slots=True)
class Desk:
    """A bot made by hand: it hears interactions on a websocket and answers them over plain HTTP."""

    discord: StandIn
    http: Http
    wire: Wire
    noor: int
    news: int

    async def typed(self, line: str = "/why", **more: float) -> tuple[asyncio.Task[Answer], Json]:
        """Let noor type a command; return her waiting for the answer, and what the bot hears."""
        typing = self.discord.type(line, by=self.noor, channel=self.news, finish_within=more.get("finish_within", 5))
        return asyncio.create_task(typing), (await self.wire.until("INTERACTION_CREATE"))["d"]

    async def pressed(self, message: Json, custom_id: str = "more", *values: str) -> tuple[asyncio.Task[Answer], Json]:
        """Let noor press a button; return her waiting for the answer, and what the bot hears."""
        pressing = self.discord.press(int(message["id"]), custom_id, by=self.noor, channel=self.news, values=values)
        return asyncio.create_task(pressing), (await self.wire.until("INTERACTION_CREATE"))["d"]

    async def call_back(self, interaction: Json, kind: int, data: Json | None = None, query: str = "") -> Said:
        """Answer for the first time."""
        path = f"/interactions/{interaction['id']}/{interaction['token']}/callback{query}"
        return await self.http.ask("POST", path, {"type": kind, "data": data})

    async def say(self, interaction: Json, content: str, flags: int = 0) -> Said:
        """Answer for the first time with a message."""
        return await self.call_back(interaction, 4, QUIET | {"content": content, "flags": flags})

    async def hook(self, method: str, interaction: Json, path: str = "", body: Json | None = None) -> Said:
        """Call the interaction's hook."""
        return await self.http.ask(method, f"/webhooks/{self.discord.world.bot.id}/{interaction['token']}{path}", body)

    async def posted(self, *components: Json) -> Json:
        """Post a message with components."""
        said = await self.http.post(self.news, content="m", components=[{"type": 1, "components": list(components)}])
        return said.body


@asynccontextmanager
async def desk(world: World | None = None, answer_within: float = 3) -> AsyncIterator[Desk]:
    """Open a stand-in whose bot is made by hand and has the command /why."""
    world = world or World.small()
    world.set_commands(None, (Command(world.next_id(), None, COMMAND),))
    async with (
        StandIn(world, answer_within=timedelta(seconds=answer_within)) as discord,
        http(discord) as plain,
        wire(discord) as socket,
    ):
        await socket.identify(discord)
        yield Desk(discord, plain, socket, world.user_named("noor").id, world.channel_named("news").id)
