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

Ask = Callable[[], Awaitable[object]]

_log = log.logger("scheduler")


class Scheduler:
    """Asks again and again, each question never twice at once; leaving it waits for what has begun."""

    def __init__(self, *, patience: timedelta = timedelta(seconds=40)) -> None:
        self._patience = patience
        self._jobs = AsyncIOScheduler(timezone=UTC)
        self._running: set[asyncio.Task[object]] = set()

    async def __aenter__(self) -> Self:
        self._jobs.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._jobs.remove_all_jobs()
        if self._running:
            _log.info("waiting for what has begun", tasks=len(self._running))
            await asyncio.wait(self._running, timeout=self._patience.total_seconds())
        self._jobs.shutdown(wait=False)

    def every(self, name: str, interval: timedelta, ask: Ask) -> None:
        """Ask at once, and then every `interval`; an answer that takes longer puts off the next question."""

        async def asked() -> None:
            task = asyncio.ensure_future(_careful(name, ask))
            self._running.add(task)
            task.add_done_callback(self._running.discard)
            # Shielded: the scheduler drops its own tasks when it stops, and what has begun is to end in its own time.
            await asyncio.shield(task)

        self._jobs.add_job(
            asked,
            "interval",
            seconds=interval.total_seconds(),
            id=name,
            next_run_time=datetime.now(UTC),
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )

    def soon(self, name: str) -> None:
        """Ask this question now rather than at its time; nothing happens where nobody asks it."""
        if self._jobs.get_job(name):
            self._jobs.modify_job(name, next_run_time=datetime.now(UTC))


async def _careful(name: str, ask: Ask) -> None:
    """Ask, and let no failure end the asking: it is told, and the question comes again at its time."""
    try:
        await ask()
    except Exception:
        _log.exception("question failed", question=name)
