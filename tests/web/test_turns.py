"""Who may ask a host when."""

import asyncio
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from bot.web.turns import Resting, Turns
from tests.web.asking import NOW


class Clock:
    """A wall clock that is moved by hand."""

    def __init__(self) -> None:
        self.time = NOW

    def __call__(self) -> datetime:
        return self.time


async def asked(turns: Turns, host: str, takes: float = 0) -> tuple[float, float]:
    """Have a turn; when it began and ended, in seconds."""
    clock = asyncio.get_running_loop().time
    async with turns.turn(host):
        began = clock()
        await asyncio.sleep(takes)
        return began, clock()


async def test_the_pause_lies_between_the_end_of_one_turn_and_the_beginning_of_the_next() -> None:
    """In whatever order they were asked for, and however long each takes."""
    turns = Turns(0.05, Clock())
    had = sorted(await asyncio.gather(*(asked(turns, "quay.example", takes=0.02) for _ in range(4))))
    gaps = [later[0] - earlier[1] for earlier, later in pairwise(had)]
    assert min(gaps) > 0.049


async def test_another_host_need_not_wait() -> None:
    """Ten hosts have their turns together."""
    turns = Turns(5, Clock())
    had = await asyncio.gather(*(asked(turns, f"quay{n}.example") for n in range(10)))
    assert max(end for _, end in had) - min(begin for begin, _ in had) < 1


async def test_a_turn_that_ends_badly_is_followed_by_a_pause_too() -> None:
    """The server was asked, whatever came of it."""
    turns = Turns(0.05, Clock())
    clock = asyncio.get_running_loop().time
    with pytest.raises(OSError, match="hung up"):
        async with turns.turn("quay.example"):
            raise OSError("hung up")
    ended = clock()
    assert (await asked(turns, "quay.example"))[0] - ended > 0.049


async def test_who_gives_up_waiting_holds_up_nobody() -> None:
    """A turn that was given up passes to the next."""
    turns = Turns(0.05, Clock())
    await asked(turns, "quay.example")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await asked(turns, "quay.example")
    await asyncio.wait_for(asked(turns, "quay.example"), timeout=1)


async def test_a_host_at_rest_is_not_asked_and_no_other_rests() -> None:
    """Until its rest is over; what is left of it is told."""
    clock = Clock()
    turns = Turns(0, clock)
    turns.rest("quay.example", timedelta(minutes=2))
    clock.time += timedelta(seconds=50)
    with pytest.raises(Resting) as resting:
        await asked(turns, "quay.example")
    assert (resting.value.host, resting.value.left) == ("quay.example", timedelta(seconds=70))
    await asked(turns, "meridian.example")
    clock.time += timedelta(seconds=70)
    await asked(turns, "quay.example")


async def test_those_who_wait_are_told_of_a_rest_at_once() -> None:
    """They do not wait through the pause for it."""
    turns = Turns(30, Clock())

    async def overloaded() -> None:
        async with turns.turn("quay.example"):
            await asyncio.sleep(0)
            turns.rest("quay.example", timedelta(minutes=2))

    told = await asyncio.wait_for(
        asyncio.gather(overloaded(), *(asked(turns, "quay.example") for _ in range(3)), return_exceptions=True), 5
    )
    assert [type(one) for one in told] == [type(None), Resting, Resting, Resting]


async def test_the_last_rest_is_the_one_that_counts() -> None:
    """A host that asks again for patience gets what it asked for last."""
    clock = Clock()
    turns = Turns(0, clock)
    turns.rest("quay.example", timedelta(minutes=1))
    turns.rest("quay.example", timedelta(minutes=5))
    clock.time += timedelta(minutes=2)
    with pytest.raises(Resting):
        await asked(turns, "quay.example")


async def test_a_host_asked_fifty_thousand_times_leaves_nothing_behind() -> None:
    """Nor do fifty thousand hosts, once their pauses and rests are over."""
    clock = Clock()
    turns = Turns(0.01, clock)
    for n in range(5_000):
        await asked(turns, f"quay{n}.example")
        turns.rest(f"quay{n}.example", timedelta(seconds=n))
    assert len(turns) > 1_000
    clock.time += timedelta(seconds=5_000)
    await asyncio.sleep(0.01)
    assert len(turns) == 0

    same = Turns(0, clock)
    for _ in range(50_000):
        async with same.turn("quay.example"):
            pass
    assert len(same) == 0
