"""Times at which to ask what is due; what is due stands in the store, the scheduler only asks."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Self

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot import log

POLLING = "polling"
POSTING = "posting"
PUSHING = "pushing"
TELLING = "telling what is due"
MISSING = "looking for what is missing"

Ask = Callable[[], Awaitable[object]]

LOOKING = timedelta(seconds=1)
"""How often it is seen to whether the clock was changed."""

CHANGED = timedelta(seconds=1)
"""A clock that is off by more than this was changed, or the machine slept."""

_log = log.logger("scheduler")


class _Interval(IntervalTrigger):  # type: ignore[misc]  # APScheduler comes without types
    """An interval that makes up for nothing: APScheduler counts every turn that a clock which is set forward passes
    over, a year of seconds where it was first set after the start."""

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        due: datetime = super().get_next_fire_time(previous_fire_time, now)
        return due if due > now else now + self.interval


class Scheduler:
    """Asks again and again, each question never twice at once; leaving it waits for what has begun.

    When the clock is set back or forward, every question is asked at once, and then again at its time.
    """

    def __init__(self, *, patience: timedelta = timedelta(seconds=40)) -> None:
        self._patience = patience
        self._jobs = AsyncIOScheduler(timezone=UTC)
        self._asks: dict[str, Ask] = {}
        self._running: dict[str, asyncio.Task[None]] = {}
        self._once_more: set[str] = set()
        self._closing = False
        self._ahead = timedelta()
        self._watching: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._ahead = _ahead()
        self._jobs.start()
        self._watching = asyncio.create_task(self._watch())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing = True
        if self._watching:
            self._watching.cancel()
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
            _Interval(seconds=interval.total_seconds(), timezone=UTC),
            args=(name,),
            id=name,
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

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(LOOKING.total_seconds())
            self._follow_clock()

    def _follow_clock(self) -> None:
        """Ask every question at once if the clock was changed since it was last looked at.

        APScheduler goes by the clock: set back by two hours, it would stand still for two hours.
        """
        changed = _ahead() - self._ahead
        if abs(changed) > CHANGED:
            self._ahead += changed
            _log.warning("clock was changed", seconds=round(changed.total_seconds()))
            for job in self._jobs.get_jobs():
                job.modify(next_run_time=datetime.now(UTC))

    async def _tick(self, name: str) -> None:
        # A clock that went forward, let this question be asked, and goes back before the next look, was changed twice.
        self._follow_clock()
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


def _ahead() -> timedelta:
    """By how much the clock is ahead of the loop's own, which nobody can set; only its changes mean something."""
    return datetime.now(UTC) - datetime.fromtimestamp(0, UTC) - timedelta(seconds=asyncio.get_running_loop().time())


async def _careful(name: str, ask: Ask) -> None:
    """Ask, and let no failure end the asking: it is told, and the question comes again at its time."""
    try:
        await ask()
    except Exception:
        _log.exception("question failed", question=name)
