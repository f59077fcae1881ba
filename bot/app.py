"""The composition root: opens everything that the bot is made of, wires it, runs it and closes it in order."""

import asyncio
import contextlib
import random
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from typing import Any

from bot import config as settings
from bot import edition, health, missing, poll, push
from bot.client import Client, Parts
from bot.config import Config
from bot.outbox.cadence import Bounds
from bot.poll import Poller
from bot.room import Room
from bot.scheduler import MISSING, POLLING, POSTING, PUSHING, TELLING, Scheduler
from bot.store import Store, open_store
from bot.web.fetch import Web

POLLS_LEASED = 5
"""How many times the longest fetch a feed is leased for: pages may be asked for after it, and all that is read."""

HUBS_ASKED = timedelta(minutes=1)
"""How often the bot looks whether a subscription at a hub is to be asked for."""

MISSING_LOOKED_FOR = timedelta(minutes=1)
"""How often the bot looks whether the page of a story that is missing from its feed is to be asked for."""


class NotListening(Exception):
    """Monitors or hubs cannot be answered where the settings say; the message says why, and what to do."""


def now() -> datetime:
    """The time, aware, in UTC."""
    return datetime.now(UTC)


def store_of(config: Config) -> AbstractAsyncContextManager[Store]:
    """The store that the settings name; raises `StoreUnavailable` when it is opened and cannot be used."""
    return open_store(config.store.address.get_secret_value())


def web_of(config: Config, now: Callable[[], datetime] = now) -> Web:
    """The way out to web servers, within the limits that the settings give; an async context manager."""
    return Web(
        contact=config.polling.contact,
        version=version("late-edition"),
        seconds=config.polling.timeout.total_seconds(),
        max_bytes=config.polling.largest,
        allowed=config.polling.allow,
        now=now,
        pause=config.polling.pause.total_seconds(),
    )


def room_of(config: Config) -> Room:
    """The processes in which feeds and pages are read, within the settings' limits; an async context manager."""
    return Room(
        workers=config.reading.processes,
        seconds=config.reading.timeout.total_seconds(),
        memory=config.reading.memory,
    )


def poller_of(config: Config, store: Store, web: Web, room: Room, now: Callable[[], datetime] = now) -> Poller:
    """What polls feeds by the settings."""
    return Poller(
        store=store,
        fetch=web.fetch,
        now=now,
        bounds=Bounds(config.polling.every, max(config.polling.every, config.polling.slowest)),
        lease=POLLS_LEASED * config.polling.timeout,
        elsewhere=room.do,
    )


async def run(
    config: Config, *, stop: asyncio.Event, say: Callable[[str], None], now: Callable[[], datetime] = now
) -> None:
    """Run the bot until `stop` is set; then what has begun is finished, and nothing new is.

    `say` is told the invite link once the token has proved good; `now` tells the time, in UTC. Raises `TokenRefused`
    and `TokenIsDead` where going on is no use, `BadConfig`, `StoreUnavailable` and `NotListening` where it cannot
    begin.
    """
    token = settings.token(config)
    given_up: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    async with _opened(config, given_up, now) as client:
        living = asyncio.create_task(_live(client, token, say))
        stopping = asyncio.create_task(stop.wait())
        try:
            ends: set[asyncio.Future[Any]] = {living, stopping, given_up}
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            for ended in (given_up, living):
                if ended.done():
                    ended.result()
        finally:
            living.cancel()
            stopping.cancel()
            given_up.cancel()
            await asyncio.gather(living, stopping, return_exceptions=True)


@contextlib.contextmanager
def stopping_on_signals() -> Iterator[asyncio.Event]:
    """An event that is set when the process is asked to end (SIGINT or SIGTERM)."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    heard: list[signal.Signals] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # as on Windows, where Ctrl-C raises KeyboardInterrupt instead
            loop.add_signal_handler(number, stop.set)
            heard.append(number)
    try:
        yield stop
    finally:
        for number in heard:
            loop.remove_signal_handler(number)


@contextlib.asynccontextmanager
async def _opened(config: Config, given_up: asyncio.Future[None], now: Callable[[], datetime]) -> AsyncIterator[Client]:
    """Everything, open and wired. The scheduler is the last to open and so the first to close: what it has begun still
    finds its store, its way out and Discord."""
    async with contextlib.AsyncExitStack() as doors:
        store = await doors.enter_async_context(store_of(config))
        web = await doors.enter_async_context(web_of(config, now))
        room = await doors.enter_async_context(room_of(config))
        scheduler = Scheduler()

        def tell() -> None:
            scheduler.soon(POSTING)

        monitored = health.answering(config.health.listen, store, now)
        await doors.enter_async_context(_listening(monitored, "Monitors", "health.listen", config.health.listen))
        hubs = push.answering(config.websub.listen, config.websub.callback, store, now, lambda: scheduler.soon(POLLING))
        await doors.enter_async_context(_listening(hubs, "Hubs", "websub.listen", config.websub.listen))
        parts = Parts(
            store=store,
            fetch=web.fetch,
            elsewhere=room.do,
            now=now,
            jitter=random.random,
            scheduler=scheduler,
            posting=config.posting,
            give_up=lambda error: None if given_up.done() else given_up.set_exception(error),
        )
        client = await doors.enter_async_context(Client(parts, api=config.discord.api, gateway=config.discord.gateway))
        await doors.enter_async_context(scheduler)
        poller = poller_of(config, store, web, room, now)
        scheduler.every(POLLING, config.polling.tick, lambda: _poll(poller, config.polling.at_once, scheduler))
        scheduler.every(TELLING, config.polling.tick, lambda: edition.tell_due(store, now, turn=poller.turn, told=tell))
        scheduler.every(
            MISSING,
            MISSING_LOOKED_FOR,
            lambda: missing.look_for_missing(store, web.fetch, now, turn=poller.turn, told=tell),
        )
        if callback := config.websub.callback:
            scheduler.every(PUSHING, HUBS_ASKED, lambda: push.ask_hubs(store, web.post, now, callback=callback))
        yield client


@contextlib.asynccontextmanager
async def _listening(
    answering: AbstractAsyncContextManager[None], whom: str, setting: str, listen: str
) -> AsyncIterator[None]:
    """Answer them meanwhile; raises `NotListening` where nothing can listen there."""
    async with contextlib.AsyncExitStack() as doors:
        try:
            await doors.enter_async_context(answering)
        except OSError as error:
            raise NotListening(
                f"{whom} cannot be answered at {listen}: {error.strerror or error}. Give {setting} another address."
            ) from None
        yield


async def _poll(poller: Poller, at_once: int, scheduler: Scheduler) -> None:
    await poll.poll_due(
        poller, at_once=at_once, told=lambda: scheduler.soon(POSTING), going=lambda: not scheduler.closing
    )


async def _live(client: Client, token: str, say: Callable[[str], None]) -> None:
    await client.log_in(token)
    say(f"To let the bot into a server, open {client.invite()}")
    await client.stay()
