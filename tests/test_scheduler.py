"""Questions come again and again, never twice at once, and end in their own time."""

import asyncio
from datetime import timedelta

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
