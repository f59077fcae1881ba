"""Questions come again and again, never twice at once, and end in their own time."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from structlog.testing import capture_logs

from bot.scheduler import Scheduler

TICK = timedelta(milliseconds=20)


async def test_a_question_is_asked_at_once_and_again() -> None:
    """Nobody waits a whole interval for the first answer."""
    asked = asyncio.Semaphore(0)

    async def ask() -> None:
        asked.release()

    async with Scheduler() as scheduler, asyncio.timeout(5):
        scheduler.every("tide", TICK, ask)
        for _ in range(3):
            await asked.acquire()


async def test_a_failure_does_not_end_the_asking() -> None:
    """The next question comes at its time."""
    asked = asyncio.Semaphore(0)

    async def ask() -> None:
        asked.release()
        raise RuntimeError("the tide is out")

    async with Scheduler() as scheduler, asyncio.timeout(5):
        scheduler.every("tide", TICK, ask)
        for _ in range(3):
            await asked.acquire()


async def test_a_slow_answer_is_not_asked_for_twice() -> None:
    """However short the interval, one question is answered before the next."""
    at_once, most, done = 0, 0, asyncio.Semaphore(0)

    async def ask() -> None:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(0.1)
        at_once -= 1
        done.release()

    async with Scheduler() as scheduler, asyncio.timeout(5):
        scheduler.every("tide", TICK, ask)
        for _ in range(3):
            await done.acquire()
    assert most == 1


async def test_what_has_begun_is_finished_before_it_closes() -> None:
    """A message on its way is settled, not dropped."""
    begun, finished = asyncio.Event(), False

    async def ask() -> None:
        nonlocal finished
        begun.set()
        await asyncio.sleep(0.2)
        finished = True

    async with Scheduler() as scheduler, asyncio.timeout(5):
        scheduler.every("tide", timedelta(hours=1), ask)
        await begun.wait()
    assert finished


async def test_a_question_can_be_asked_sooner() -> None:
    """What has just come need not wait for the next tick; a question that nobody asks is no error."""
    asked = asyncio.Semaphore(0)

    async def ask() -> None:
        asked.release()

    async with Scheduler() as scheduler, asyncio.timeout(5):
        scheduler.every("tide", timedelta(hours=1), ask)
        await asked.acquire()
        scheduler.soon("tide")
        scheduler.soon("nobody asks this")
        await asked.acquire()


@pytest.mark.parametrize("hours", [-2, 2, -24 * 365])
async def test_a_clock_that_is_changed_stalls_nothing(hours: int) -> None:
    """Neither when it is set back or forward, nor when it is set right again."""
    asked = asyncio.Semaphore(0)

    async def ask() -> None:
        asked.release()

    async with Scheduler() as scheduler, asyncio.timeout(5):
        scheduler.every("tide", TICK, ask)
        await asked.acquire()
        with time_machine.travel(datetime.now(UTC) + timedelta(hours=hours)):
            for _ in range(5):
                await asked.acquire()
        for _ in range(5):
            await asked.acquire()


@pytest.mark.parametrize("hours", [-2, 2])
async def test_a_question_that_comes_rarely_is_asked_once_when_the_clock_is_changed(hours: int) -> None:
    """Nobody knows how long it has not been; before and after that it comes at its time, and the log says why."""
    asked = asyncio.Semaphore(0)

    async def ask() -> None:
        asked.release()

    async with Scheduler() as scheduler, asyncio.timeout(10):
        scheduler.every("tide", timedelta(hours=3), ask)
        await asked.acquire()
        await asyncio.sleep(1.2)
        assert asked.locked()
        with time_machine.travel(datetime.now(UTC) + timedelta(hours=hours)), capture_logs() as told:
            await asked.acquire()
            await asyncio.sleep(1.2)
            assert asked.locked()
    assert [event["event"] for event in told] == ["clock was changed"]
    assert told[0]["seconds"] == pytest.approx(hours * 3600, abs=2)


async def test_what_a_changed_clock_has_passed_over_is_not_made_up_for() -> None:
    """A machine that learns the year only after its start does not count the seconds since 1970."""
    asked = asyncio.Semaphore(0)

    async def ask() -> None:
        asked.release()

    async with Scheduler() as scheduler, asyncio.timeout(30):
        scheduler.every("tide", TICK, ask)
        await asked.acquire()
        begun = time.process_time()
        with time_machine.travel(datetime.now(UTC) + timedelta(hours=4)):
            for _ in range(5):
                await asked.acquire()
        assert time.process_time() - begun < 0.5
