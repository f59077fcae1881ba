"""Times at which to ask what is due; what is due stands in the store, the scheduler only asks."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Self

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot import log

POLLING = "polling"
POSTING = "posting"
PUSHING = "pushing"

Ask = Callable[[], Awaitable[object]]

_log = log.logger("scheduler")


class Scheduler:
    """Asks again and again, each question never twice at once; leaving it waits for what has begun."""

    def __init__(self, *, patience: timedelta = timedelta(seconds=40)) -> None:
        self._patience = patience
        self._jobs = AsyncIOScheduler(timezone=UTC)
        self._asks: dict[str, Ask] = {}
        self._running: dict[str, asyncio.Task[None]] = {}
        self._once_more: set[str] = set()
        self._closing = False

    async def __aenter__(self) -> Self:
        self._jobs.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing = True
        self._jobs.shutdown(wait=False)
        self._asks.clear()
        begun = [task for task in self._running.values() if not task.done()]
        if begun:
            _log.info("waiting for what has begun", tasks=len(begun))
            await asyncio.wait(begun, timeout=self._patience.total_seconds())

    @property
    def closing(self) -> bool:
        """Whether what has begun is waited for, so that nothing new is to begin."""
        return self._closing

    def every(self, name: str, interval: timedelta, ask: Ask) -> None:
        """Ask at once, and then every `interval`; a tick that comes while the last is being answered is passed over."""
        self._asks[name] = ask
        self._jobs.add_job(
            self._tick,
            "interval",
            args=(name,),
            id=name,
            seconds=interval.total_seconds(),
            next_run_time=datetime.now(UTC),
            coalesce=True,
            misfire_grace_time=None,
        )

    def soon(self, name: str) -> None:
        """Ask this question now rather than at its time, or once more if it is just being answered.

        Nothing happens where nobody asks it.
        """
        self._once_more.add(name)
        self._begin(name)

    async def _tick(self, name: str) -> None:
        self._begin(name)

    def _begin(self, name: str) -> None:
        running = self._running.get(name)
        if name in self._asks and (running is None or running.done()):
            self._running[name] = asyncio.create_task(self._answer(name, self._asks[name]))

    async def _answer(self, name: str, ask: Ask) -> None:
        asking = True
        while asking:
            self._once_more.discard(name)
            await _careful(name, ask)
            asking = name in self._once_more and name in self._asks


async def _careful(name: str, ask: Ask) -> None:
    """Ask, and let no failure end the asking: it is told, and the question comes again at its time."""
    try:
        await ask()
    except Exception:
        _log.exception("question failed", question=name)
