"""A world → Discord for it, on loopback: opened and closed here, typed into, watched and asked what happened."""

from __future__ import annotations

import asyncio
import base64
import socket
from collections import deque
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from aiohttp import web

from bot.sandbox import keep as keeping
from bot.sandbox import typed
from bot.sandbox.door import BASE, Door, Upload
from bot.sandbox.gateway import Gateway
from bot.sandbox.interactions import Answer, Interactions, Kind
from bot.sandbox.ledger import Ledger, Loss, Ping, Request, Violation
from bot.sandbox.pace import Pace
from bot.sandbox.permissions import Permission
from bot.sandbox.pulse import Pulse
from bot.sandbox.rest.callbacks import Callbacks
from bot.sandbox.rest.commands import Commands
from bot.sandbox.rest.files import Files
from bot.sandbox.rest.messages import Messages
from bot.sandbox.rest.places import Places
from bot.sandbox.rules import components
from bot.sandbox.things import Event, Json
from bot.sandbox.trouble import Trouble
from bot.sandbox.world import World

LOOPBACK = "127.0.0.1"
CLOSES_WITHIN = 0.1


class StandIn:
    """A stand-in for Discord that an unmodified client takes for the real one; an async context manager.

    The world, or the file that keeps it, outlives the stand-in: opened again at the same port with the same world it is
    Discord after an outage. The paces are the rate limits that are enforced; None enforces none.
    """

    def __init__(
        self,
        world: World | None = None,
        *,
        host: str = LOOPBACK,
        port: int = 0,
        keep: Path | None = None,
        clock: Callable[[], datetime] | None = None,
        nonce_window: timedelta = timedelta(seconds=60),
        answer_within: timedelta = timedelta(seconds=3),
        messages_pace: Pace | None = None,
        bot_pace: Pace | None = None,
        privileged_intents: int = 0,
    ) -> None:
        if host != LOOPBACK:
            raise ValueError(f"the stand-in binds {LOOPBACK} alone, not {host}")
        if world is None:
            world = keeping.load(keep) if keep is not None and keep.exists() else World.small()
        if clock is not None:
            world.clock = clock
        self.world = world
        self.ledger = Ledger()
        self.token = _token(world.bot.id)
        self._port = port
        self._keep = keep
        self._nonce_window = nonce_window
        self._pulse = Pulse()
        self._interactions = Interactions(world, self.ledger, self._pulse, answer_within)
        self._gateway = Gateway(world, self.ledger, self._pulse, self.token, privileged=privileged_intents)
        self.trouble = Trouble(break_connections=self._gateway.drop)
        self._door = Door(self.token, self.ledger, self.trouble, messages=messages_pace, everything=bot_pace)
        self._files = Files(world)
        self._open = AsyncExitStack()

    # opening and closing

    @property
    def api(self) -> str:
        """The address that stands for https://discord.com/api/v10."""
        return f"http://{LOOPBACK}:{self._port}{BASE}"

    @property
    def gateway(self) -> str:
        """The address that stands for wss://gateway.discord.gg."""
        return f"ws://{LOOPBACK}:{self._port}/gateway"

    async def __aenter__(self) -> Self:
        listening = socket.create_server((LOOPBACK, self._port))
        self._port = listening.getsockname()[1]
        self._gateway.url = self.gateway
        self._files.root = f"http://{LOOPBACK}:{self._port}"
        runner = web.AppRunner(self._door.application(self._routes()), shutdown_timeout=CLOSES_WITHIN, access_log=None)
        async with AsyncExitStack() as opening:
            opening.callback(listening.close)
            opening.push_async_callback(runner.cleanup)
            await runner.setup()
            await web.SockSite(runner, listening).start()
            opening.callback(self._gateway.close, 1001)
            opening.callback(self.world.listen(self._heard))
            if self._keep is not None:
                await opening.enter_async_context(keeping.Keeper(self.world, self._keep))
            self._open = opening.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._open.aclose()

    def _routes(self) -> list[web.RouteDef]:
        world, ledger, files = self.world, self.ledger, self._files
        return [
            web.get("/gateway", self._gateway.connect),
            *Places(world, ledger, self.gateway).routes(),
            *Messages(world, ledger, files, self._nonce_window).routes(),
            *Commands(world).routes(),
            *Callbacks(world, ledger, files, self._interactions, self._pulse).routes(),
        ]

    def _heard(self, event: Event) -> None:
        self._gateway.hear(event)
        self._pulse.beat()

    # what people do

    async def type(
        self,
        line: str,
        *,
        by: int,
        channel: int,
        messages: int = 1,
        finish_within: float = 10.0,
        files: Mapping[str, bytes] | None = None,
    ) -> Answer:
        """Type a command, such as "/news latest count:3", and wait for the bot's messages (so many, in seconds).

        What Discord would not send at all (mistyped, not allowed) is an Answer that failed and says why. An option that
        wants a file names one of `files`.
        """
        try:
            scene = self._scene(by, channel, files or {})
            data = typed.command_data(line, scene)
        except typed.Mistyped as mistake:
            return Answer(failed=str(mistake))
        interaction = self._interactions.begin(Kind.COMMAND, data, by=by, channel=scene.channel)
        return await self._interactions.outcome(interaction, messages=messages, finish_within=finish_within)

    async def autocomplete(self, line: str, *, by: int, channel: int) -> tuple[Json, ...]:
        """Type a command without sending it and return the choices offered for its last option.

        Raises Mistyped where Discord would ask the bot for none; a bot that does not answer offers none.
        """
        scene = self._scene(by, channel, {})
        data = typed.completion_data(line, scene)
        interaction = self._interactions.begin(Kind.COMPLETION, data, by=by, channel=scene.channel)
        return (await self._interactions.outcome(interaction, messages=0, finish_within=0)).choices

    async def press(
        self,
        message_id: int,
        custom_id: str,
        *,
        by: int,
        channel: int,
        values: tuple[str, ...] = (),
        messages: int = 1,
        finish_within: float = 10.0,
    ) -> Answer:
        """Press a button, or choose values of a select, and wait for so many messages posted or changed."""
        message = self.world.messages.get(channel, {}).get(message_id)
        sees = message is not None and self.world.permissions(channel, by) & Permission.VIEW_CHANNEL
        if message is None or not sees or message.seen_by not in (None, by):
            return Answer(failed="that message is not there")
        found = components.find(list(message.components), lambda one: one.get("custom_id") == custom_id)
        if found is None or found.get("disabled"):
            return Answer(failed=f"nothing to press there: {custom_id}")
        data: Json = {"custom_id": custom_id, "component_type": found["type"], "id": found["id"]}
        if found["type"] != components.BUTTON:
            data["values"] = list(values)
        place = self.world.channels[channel]
        interaction = self._interactions.begin(Kind.PRESS, data, by=by, channel=place, message=message)
        return await self._interactions.outcome(interaction, messages=messages, finish_within=finish_within)

    def _scene(self, by: int, channel: int, files: Mapping[str, bytes]) -> typed.Scene:
        if channel not in self.world.channels or by not in self.world.users:
            raise typed.Mistyped(f"there is no channel {channel}, or nobody with the id {by}")
        uploads = [Upload("", name, "application/octet-stream", data) for name, data in files.items()]
        attachments = {file.name: file for file in self._files.stored(channel, {}, uploads)}
        return typed.Scene(self.world, self.world.channels[channel], by, attachments)

    # what went wrong, by order

    def close_gateway(self, code: int) -> None:
        """Close every gateway connection with a code, such as 4000 or 4009."""
        self._gateway.close(code)

    def refuse_sessions(self, code: int | None) -> None:
        """Close the gateway on every IDENTIFY with a code, such as 4004, 4013 or 4014; None ends that."""
        self._gateway.refusing = code

    def reconnect(self) -> None:
        """Ask the client to connect again and resume (op 7)."""
        self._gateway.reconnect()

    def invalidate(self) -> None:
        """Tell the client that its session is over (op 9)."""
        self._gateway.invalidate()

    # what there is to see

    @property
    def violations(self) -> list[Violation]:
        """The rules that the bot broke, Discord's and the house's, in order."""
        return self.ledger.violations

    @property
    def pings(self) -> list[Ping]:
        """The messages that rang for somebody."""
        return self.ledger.pings

    @property
    def losses(self) -> list[Loss]:
        """What Discord took from messages without refusing them."""
        return self.ledger.losses

    @property
    def unmodelled(self) -> list[str]:
        """The calls that the stand-in knows nothing of."""
        return self.ledger.unmodelled

    @property
    def requests(self) -> deque[Request]:
        """The newest requests, oldest first."""
        return self.ledger.requests

    @property
    def identifies(self) -> int:
        """How often a client has identified."""
        return self.ledger.identifies

    def messages(self, channel_id: int) -> tuple[Json, ...]:
        """List what everybody sees in a channel, oldest first, as Discord writes it."""
        return tuple(self.world.written(message) for message in self.world.history(channel_id))

    async def ready(self, timeout: float = 10.0) -> None:
        """Wait until a client has a session; TimeoutError after so many seconds."""
        await self._pulse.until(lambda: bool(self._gateway.connected), timeout)

    async def until(self, holds: Callable[[], bool], timeout: float = 10.0) -> None:
        """Wait until something holds, asked again at each change of the world; TimeoutError after so many seconds."""
        await self._pulse.until(holds, timeout)

    async def wait_for_message(
        self, channel_id: int, predicate: Callable[[Json], bool] = lambda message: True, timeout: float = 10.0
    ) -> Json:
        """Return the first message in a channel that a predicate holds of, waiting for it so many seconds at most."""
        found: list[Json] = []

        def there() -> bool:
            found[:] = [message for message in self.messages(channel_id) if predicate(message)][:1]
            return bool(found)

        await self._pulse.until(there, timeout)
        return found[0]

    async def watch(self, channel_id: int) -> AsyncGenerator[Event, None]:
        """Yield what happens in a channel from now on; ephemeral messages too, as EPHEMERAL_MESSAGE_…."""
        happened: asyncio.Queue[Event] = asyncio.Queue()
        stop = self.world.listen(lambda event: happened.put_nowait(event) if event.channel_id == channel_id else None)
        try:
            while True:
                yield await happened.get()
        finally:
            stop()


def _token(bot_id: int) -> str:
    """Make up a token in the form of a real one: the bot's id, a time and a signature, of which nothing is secret."""
    owner = base64.urlsafe_b64encode(str(bot_id).encode()).decode().rstrip("=")
    return f"{owner}.GsandB.made-up-for-the-stand-in-on-loopback-0"
