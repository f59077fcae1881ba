"""A stand-in → clients that talk to it: a real discord.py client, plain HTTP with the bot's token, a bare websocket."""

from __future__ import annotations

import asyncio
import json
import sys
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
import discord
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.sandbox import Json, StandIn

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

INTENTS = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
INFLATING: dict[str, Callable[[], Callable[[bytes], bytes]]] = {
    "zlib-stream": lambda: zlib.decompressobj().decompress,
    "zstd-stream": lambda: zstd.ZstdDecompressor().decompress,
}
QUIET: Json = {"allowed_mentions": {"parse": []}}


class Client(discord.Client):
    """A discord.py client with its slow defaults made fast, which remembers the names of the events it hears."""

    def __init__(self) -> None:
        super().__init__(
            intents=INTENTS,
            allowed_mentions=discord.AllowedMentions.none(),
            guild_ready_timeout=0.02,
        )
        self.tree = app_commands.CommandTree(self)
        self.heard: list[str] = []

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Identify at once, where discord.py would wait five seconds."""

    async def on_socket_event_type(self, name: str) -> None:
        self.heard.append(name)

    def text_channel(self, channel_id: int) -> discord.TextChannel:
        """Find a text channel in the client's cache."""
        channel = self.get_channel(channel_id)
        assert isinstance(channel, discord.TextChannel)
        return channel


@asynccontextmanager
async def pointed_at(standin: StandIn) -> AsyncIterator[None]:
    """Point discord.py at a stand-in, through its two public seams, and back again."""
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = standin.api, yarl.URL(standin.gateway)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before


@asynccontextmanager
async def connected(standin: StandIn, client: Client | None = None) -> AsyncIterator[Client]:
    """Run a discord.py client against a stand-in, from ready to closed."""
    client = client or Client()
    async with pointed_at(standin), client:
        running = asyncio.create_task(client.start(standin.token))
        ready = asyncio.create_task(client.wait_until_ready())
        done, _ = await asyncio.wait([running, ready], timeout=10, return_when=asyncio.FIRST_COMPLETED)
        if ready not in done:
            ready.cancel()
            await asyncio.wait_for(running, 0)  # raises why it ended, or that it is not ready in time
        try:
            yield client
        finally:
            await client.close()
            await running


@dataclass(frozen=True, slots=True)
class Said:
    """What an answer said."""

    status: int
    body: Json
    headers: dict[str, str]

    @property
    def code(self) -> int:
        """Read Discord's error code."""
        code: int = self.body["code"]
        return code


class Http:
    """Plain HTTP with the bot's token."""

    def __init__(self, standin: StandIn, session: aiohttp.ClientSession) -> None:
        self._standin = standin
        self._session = session

    async def ask(self, method: str, path: str, body: object = None, token: str | None = None) -> Said:
        """Ask for a path below /api/v10; a list that is answered is found under "list"."""
        headers = {"Authorization": f"Bot {self._standin.token if token is None else token}"}
        async with self._session.request(method, self._standin.api + path, json=body, headers=headers) as answer:
            text = await answer.text()
            said = json.loads(text) if answer.headers.get("Content-Type") == "application/json" else {"text": text}
            return Said(answer.status, said if isinstance(said, dict) else {"list": said}, dict(answer.headers))

    async def post(self, channel: int, **body: object) -> Said:
        """Post a message that pings nobody."""
        return await self.ask("POST", f"/channels/{channel}/messages", QUIET | body)


@asynccontextmanager
async def http(standin: StandIn) -> AsyncIterator[Http]:
    """Open plain HTTP to a stand-in."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session:
        yield Http(standin, session)


@dataclass
class Wire:
    """A bare websocket to the gateway, compressed or not."""

    socket: aiohttp.ClientWebSocketResponse
    inflate: Callable[[bytes], bytes] | None = None
    seen: list[Json] = field(default_factory=list)

    async def send(self, op: int, data: object = None) -> None:
        """Send a payload."""
        await self.socket.send_str(json.dumps({"op": op, "d": data}))

    async def next(self) -> Json:
        """Receive the next payload."""
        message = await asyncio.wait_for(self.socket.receive(), 5)
        if self.inflate is None:
            assert message.type is aiohttp.WSMsgType.TEXT, message
            payload: Json = json.loads(message.data)
        else:
            assert message.type is aiohttp.WSMsgType.BINARY, message
            payload = json.loads(self.inflate(message.data))
        self.seen.append(payload)
        return payload

    async def until(self, name: str) -> Json:
        """Receive payloads up to an event, or an op written "op 9"."""
        while True:
            payload = await self.next()
            if name in (payload["t"], f"op {payload['op']}"):
                return payload

    async def closing(self) -> int | None:
        """Receive until the gateway closes the websocket, and return the code."""
        while not self.socket.closed:
            message = await asyncio.wait_for(self.socket.receive(), 5)
            if message.type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR):
                break
        return self.socket.close_code

    async def identify(self, standin: StandIn, intents: int = INTENTS.value, **more: object) -> Json:
        """Identify, and return what READY says."""
        await self.send(2, {"token": standin.token, "intents": intents, "properties": {}} | more)
        ready: Json = (await self.until("READY"))["d"]
        return ready


@asynccontextmanager
async def wire(standin: StandIn, compress: str | None = None) -> AsyncIterator[Wire]:
    """Open a bare websocket to the gateway, its HELLO received."""
    query = {"v": "10", "encoding": "json"} | ({} if compress is None else {"compress": compress})
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(standin.gateway, params=query, autoclose=False) as socket,
    ):
        opened = Wire(socket, None if compress is None else INFLATING[compress]())
        await opened.until("op 10")
        yield opened
