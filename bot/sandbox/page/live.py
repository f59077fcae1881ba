"""What happens in the world, on the wire and in the newsroom → the open pages, as server-sent events, as it happens."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Self

from bot.sandbox.ledger import Exchange
from bot.sandbox.newsroom import Newsroom
from bot.sandbox.page import view, wire
from bot.sandbox.standin import StandIn
from bot.sandbox.things import Event, Json

MOST_WAITING = 500
"""Events that may wait for one page; it fetches anew what it has missed where it falls farther behind."""

SILENT_AT_MOST = 15.0
LOOKS_EVERY = 1.0
WHOSE_KEPT = 10_000

_STILL_HERE = b": still here\n\n"
_MESSAGES = {"MESSAGE_CREATE": "new", "MESSAGE_UPDATE": "edit", "MESSAGE_DELETE": "gone"}
_PLACES = ("CHANNEL_", "THREAD_", "GUILD_")


def _frame(name: str, data: Json) -> bytes:
    """Write an event as https://html.spec.whatwg.org/multipage/server-sent-events.html has it."""
    return f"event: {name}\ndata: {json.dumps(data)}\n\n".encode()


_HOME, _COMMANDS = _frame("home", {}), _frame("commands", {})


@dataclass(eq=False, slots=True)
class OpenPage:
    """One open page and what it is still to be told; `cut` breaks its connection, where it does not keep up."""

    cut: Callable[[], None]
    _waiting: deque[bytes] = field(default_factory=deque)
    _woken: asyncio.Event = field(default_factory=asyncio.Event)
    _ended: bool = False

    def tell(self, frame: bytes) -> None:
        """Let an event wait for the page; once is enough for one that only says to look again."""
        if self._ended or (frame in (_HOME, _COMMANDS) and frame in self._waiting):
            return
        if len(self._waiting) >= MOST_WAITING:
            self.end()
            self.cut()
            return
        self._waiting.append(frame)
        self._woken.set()

    def end(self) -> None:
        """Tell the page nothing more, not even what is waiting."""
        self._ended = True
        self._waiting.clear()
        self._woken.set()

    async def next(self, silent_at_most: float = SILENT_AT_MOST) -> bytes:
        """Wait for what the page is told next: an event, a sign of life after some seconds, or nothing at the end."""
        with suppress(TimeoutError):
            async with asyncio.timeout(silent_at_most):
                while not self._waiting and not self._ended:
                    self._woken.clear()
                    await self._woken.wait()
        if self._ended:
            return b""
        return self._waiting.popleft() if self._waiting else _STILL_HERE


class Live:
    """The open pages by who looks, a message drawn once for all pages of one person; an async context manager."""

    def __init__(self, discord: StandIn, newsroom: Newsroom | None, picture: view.Picture) -> None:
        self._discord = discord
        self._world = discord.world
        self._newsroom = newsroom
        self._picture = picture
        self._pages: dict[int, set[OpenPage]] = {}
        self._newsroom_changed = asyncio.Event()
        self._whose = {
            message.id: message.seen_by
            for messages in self._world.messages.values()
            for message in messages.values()
            if message.seen_by is not None
        }
        self._open = AsyncExitStack()

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as opening:
            opening.callback(self._world.listen(self._hear))
            opening.callback(self._discord.ledger.heard.add(self._hear_of_exchange))
            opening.push_async_callback(_ended, asyncio.create_task(self._watch_the_bot()))
            if self._newsroom is not None:
                opening.callback(self._newsroom.listen(self._newsroom_changed.set))
                opening.push_async_callback(_ended, asyncio.create_task(self._watch_the_newsroom(self._newsroom)))
            opening.callback(self._end_pages)
            self._open = opening.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._open.aclose()

    @property
    def open_pages(self) -> int:
        """How many pages are open."""
        return sum(map(len, self._pages.values()))

    @contextmanager
    def opened(self, viewer: int, cut: Callable[[], None]) -> Iterator[OpenPage]:
        """Tell a page of everything that a person sees for as long as it is open; first whether the bot is there."""
        page = OpenPage(cut)
        page.tell(self._of_the_bot())
        self._pages.setdefault(viewer, set()).add(page)
        try:
            yield page
        finally:
            self._pages[viewer].discard(page)
            if not self._pages[viewer]:
                del self._pages[viewer]

    def _end_pages(self) -> None:
        for pages in self._pages.values():
            for page in pages:
                page.end()

    def _tell(self, viewer: int, frame: bytes) -> None:
        for page in self._pages[viewer]:
            page.tell(frame)

    def _tell_all(self, frame: bytes) -> None:
        for viewer in self._pages:
            self._tell(viewer, frame)

    # the world

    def _hear(self, event: Event) -> None:
        name = event.name.removeprefix("EPHEMERAL_")
        if name in _MESSAGES:
            self._hear_of_message(_MESSAGES[name], event, self._for_whom(event))
        elif name == "COMMANDS_SYNCED":
            self._tell_all(_COMMANDS)
        elif name.startswith(_PLACES):
            self._tell_all(_HOME)

    def _for_whom(self, event: Event) -> int | None:
        """Tell who alone sees a message, None where everybody does; of one that is gone it is remembered."""
        if not event.name.startswith("EPHEMERAL_"):
            return None
        message_id = int(event.data["id"])
        message = self._world.messages.get(event.channel_id or 0, {}).get(message_id)
        if message is None:
            return self._whose.pop(message_id, 0)
        self._whose[message_id] = message.seen_by or 0
        while len(self._whose) > WHOSE_KEPT:
            del self._whose[next(iter(self._whose))]
        return message.seen_by

    def _hear_of_message(self, kind: str, event: Event, whose: int | None) -> None:
        channel = self._world.channels[event.channel_id or 0]
        for viewer in self._pages:
            if whose not in (None, viewer) or not view.sees(self._world, channel.id, viewer):
                continue
            told: Json = {"id": event.data["id"], "channel": str(channel.id)}
            if kind != "gone":
                sight = view.sight(self._world, channel, viewer, self._picture)
                told = view.shown_message(event.data, channel, sight)
            self._tell(viewer, _frame("message", {"kind": kind} | told))

    # the wire, the bot and the newsroom

    def _hear_of_exchange(self, exchange: Exchange) -> None:
        if self._pages:
            told = {"exchange": wire.written(exchange)} | wire.totals(self._discord.ledger)
            self._tell_all(_frame("exchange", told))

    def _of_the_bot(self) -> bytes:
        return _frame("bot", {"connected": self._discord.connected})

    async def _watch_the_bot(self) -> None:
        """Tell when the bot comes or goes; what changes without a beat of the stand-in's is seen a second later."""
        was = self._discord.connected

        def has_changed() -> bool:
            return self._discord.connected is not was

        while True:
            with suppress(TimeoutError):
                await self._discord.until(has_changed, LOOKS_EVERY)
            if has_changed():
                was = self._discord.connected
                self._tell_all(self._of_the_bot())

    async def _watch_the_newsroom(self, newsroom: Newsroom) -> None:
        """Tell of the newsroom as it now is; many changes meanwhile are one."""
        while True:
            await self._newsroom_changed.wait()
            self._newsroom_changed.clear()
            # The next edition is read from the bot's own store, which may be closing: the next change tells of it.
            with suppress(Exception):
                if self._pages:
                    self._tell_all(_frame("newsroom", await newsroom.state()))


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
