"""A world → Discord for it, on loopback: opened and closed here, typed into, watched and asked what happened."""

from __future__ import annotations

import asyncio
import base64
import socket
from collections import deque
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from aiohttp import web

from bot.sandbox import keep as keeping
from bot.sandbox.door import BASE, Door
from bot.sandbox.gateway import Gateway
from bot.sandbox.interactions import Interactions
from bot.sandbox.ledger import Ledger, Loss, Ping, Request, Violation
from bot.sandbox.openapi.description import OpenApi
from bot.sandbox.pace import Pace
from bot.sandbox.people.doing import People
from bot.sandbox.pulse import Pulse
from bot.sandbox.rest.callbacks import Callbacks
from bot.sandbox.rest.commands import Commands
from bot.sandbox.rest.files import Files
from bot.sandbox.rest.messages import Messages
from bot.sandbox.rest.places import Places
from bot.sandbox.rest.threads import Threads
from bot.sandbox.things import Event, Json
from bot.sandbox.trouble import Trouble
from bot.sandbox.world import World

LOOPBACK = "127.0.0.1"
CLOSES_WITHIN = 0.1


class StandIn(People):
    """A stand-in for Discord that an unmodified client takes for the real one; an async context manager.

    The world, or the file that keeps it, outlives the stand-in: opened again at the same port with the same world it is
    Discord after an outage. The paces are the rate limits that are enforced; None enforces none. A channel keeps
    its newest `most_messages`, all of them where that is None. `openapi` is a copy of Discord's own description of its
    API, against which requests and answers are held (Unreadable where it is none).
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
        most_messages: int | None = None,
        openapi: Path | None = None,
    ) -> None:
        if host != LOOPBACK:
            raise ValueError(f"the stand-in binds {LOOPBACK} alone, not {host}")
        if world is None:
            world = keeping.load(keep) if keep is not None and keep.exists() else World.small()
        if clock is not None:
            world.clock = clock
        world.most_messages = most_messages
        self.ledger = Ledger(world.now)
        self.token = _token(world.bot.id)
        self._port = port
        self._keep = keep
        self._nonce_window = nonce_window
        self._pulse = Pulse()
        interactions = Interactions(world, self.ledger, self._pulse, answer_within, is_heard=lambda: self.connected)
        super().__init__(world, Files(world), interactions, is_down=lambda: self.trouble.is_down)
        self._gateway = Gateway(world, self.ledger, self._pulse, self.token, privileged=privileged_intents)
        self.trouble = Trouble(break_connections=self._gateway.drop)
        self._door = Door(
            self.token,
            self.ledger,
            self.trouble,
            messages=messages_pace,
            everything=bot_pace,
            clock=world.now,
            openapi=None if openapi is None else OpenApi.read(openapi),
        )
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
        messages = Messages(world, ledger, files, self._nonce_window)
        return [
            web.get("/gateway", self._gateway.connect),
            *Places(world, ledger, self.gateway).routes(),
            *messages.routes(),
            *Threads(world, ledger, messages).routes(),
            *Commands(world, ledger).routes(),
            *Callbacks(world, ledger, files, self._interactions, self._pulse).routes(),
        ]

    def _heard(self, event: Event) -> None:
        self._gateway.hear(event)
        self._pulse.beat()

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
        """The calls that the stand-in knows nothing of, and what calls asked for that it knows nothing of."""
        return self.ledger.unmodelled

    @property
    def unlike(self) -> list[str]:
        """The stand-in's own faults: answers that are not as Discord's description has them, where there is a copy."""
        return self.ledger.unlike

    @property
    def requests(self) -> deque[Request]:
        """The newest requests, oldest first."""
        return self.ledger.requests

    @property
    def identifies(self) -> int:
        """How often a client has identified."""
        return self.ledger.identifies

    @property
    def connected(self) -> bool:
        """Tell whether a client has a session now."""
        return bool(self._gateway.connected)

    def messages(self, channel_id: int) -> tuple[Json, ...]:
        """List what everybody sees in a channel, oldest first, as Discord writes it."""
        return tuple(self.world.written(message) for message in self.world.history(channel_id))

    async def ready(self, timeout: float = 10.0) -> None:
        """Wait until a client has a session; TimeoutError after so many seconds."""
        await self._pulse.until(lambda: self.connected, timeout)

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
