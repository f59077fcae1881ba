"""The composition root: opens everything that the bot is made of, wires it, runs it and closes it in order."""

import asyncio
import contextlib
import random
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from bot import config as settings
from bot import health, poll
from bot.client import Client, Parts
from bot.config import Config
from bot.scheduler import POLLING, POSTING, Scheduler
from bot.store import Store, open_store
from bot.web.fetch import Web

POLLS_LEASED = 10
"""How many times the longest fetch a feed is leased for: feeds of one host take turns."""


class NotListening(Exception):
    """Monitors cannot be answered where the settings say; the message says why, and what to do."""


def now() -> datetime:
    """The time, aware, in UTC."""
    return datetime.now(UTC)


def web_of(config: Config) -> Web:
    """The way out to web servers, within the limits that the settings give; an async context manager."""
    return Web(
        contact=config.polling.contact,
        version=version("late-edition"),
        seconds=config.polling.timeout.total_seconds(),
        max_bytes=config.polling.largest,
        allowed=config.polling.allow,
    )


async def run(config: Config, *, stop: asyncio.Event, say: Callable[[str], None]) -> None:
    """Run the bot until `stop` is set; then what has begun is finished, and nothing new is.

    `say` is told the invite link once the token has proved good. Raises `TokenRefused` and `TokenIsDead` where going on
    is no use, `BadConfig`, `StoreUnavailable` and `NotListening` where it cannot begin.
    """
    token = settings.token(config)
    given_up: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    async with _opened(config, given_up) as client:
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
async def _opened(config: Config, given_up: asyncio.Future[None]) -> AsyncIterator[Client]:
    """Everything, open and wired. The scheduler is the last to open and so the first to close: what it has begun still
    finds its store, its way out and Discord."""
    async with contextlib.AsyncExitStack() as doors:
        store = await doors.enter_async_context(open_store(config.store.address.get_secret_value()))
        web = await doors.enter_async_context(web_of(config))
        await doors.enter_async_context(_monitored(config.health.listen, store))
        scheduler = Scheduler()
        parts = Parts(
            store=store,
            fetch=web.fetch,
            now=now,
            jitter=random.random,
            scheduler=scheduler,
            posting=config.posting,
            give_up=lambda error: None if given_up.done() else given_up.set_exception(error),
        )
        client = await doors.enter_async_context(Client(parts, api=config.discord.api, gateway=config.discord.gateway))
        await doors.enter_async_context(scheduler)
        scheduler.every(POLLING, config.polling.tick, lambda: _poll(config, store, web, scheduler))
        yield client


@contextlib.asynccontextmanager
async def _monitored(listen: str, store: Store) -> AsyncIterator[None]:
    async with contextlib.AsyncExitStack() as doors:
        try:
            await doors.enter_async_context(health.answering(listen, store, now))
        except OSError as error:
            raise NotListening(
                f"Monitors cannot be answered at {listen}: {error.strerror or error}. Give health.listen another "
                "address, or leave it empty."
            ) from None
        yield


async def _poll(config: Config, store: Store, web: Web, scheduler: Scheduler) -> None:
    deliveries = await poll.poll_due(
        store,
        web.fetch,
        now,
        every=config.polling.every,
        at_once=config.polling.at_once,
        lease=POLLS_LEASED * config.polling.timeout,
        jitter=random.random,
    )
    if deliveries:
        scheduler.soon(POSTING)


async def _live(client: Client, token: str, say: Callable[[str], None]) -> None:
    await client.log_in(token)
    say(f"To let the bot into a server, open {client.invite()}")
    await client.stay()
