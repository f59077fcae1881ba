"""What the reading room takes is measured as it is."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import ParamSpec, TypeVar

import pytest

from benchmarks import room, works
from benchmarks.measure import NotInstalled
from bot.news.feed import read_feed
from bot.room import Elsewhere

P = ParamSpec("P")
T = TypeVar("T")


class Busy:
    """A place right here, which takes so much processor time for each work, and holds up the loop meanwhile."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    async def __call__(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        until = time.process_time() + self._seconds
        while time.process_time() < until:
            pass
        return work(*args, **kwargs)


@asynccontextmanager
async def busy() -> AsyncIterator[Elsewhere]:
    """A place that takes 10 ms for each work."""
    yield Busy(0.01)


@asynccontextmanager
async def missing() -> AsyncIterator[Elsewhere]:
    """A place that is not there."""
    raise NotInstalled("weir is not installed")
    yield asyncio.to_thread


def test_an_invented_feed_is_a_feed() -> None:
    """Of about the size that it is said to have."""
    assert 36_000 < len(room.USUAL) < 44_000
    entries = read_feed(room.invented_feed(3, "Fog.", "Weir."), address=room.ADDRESS).entries
    assert [entry.body for entry in entries] == ["<p>Fog.</p><p>Weir.</p>"] * 3


def test_the_cost_of_a_task_is_what_it_takes() -> None:
    """On both sides, and here, where everything is done here."""
    both, here = room.cost(busy, room.invented_feed(1, "Fog."), tasks=40)
    assert both == pytest.approx(here, abs=0.003)
    assert 0.009 < here < 0.02


async def test_a_hold_up_of_the_event_loop_is_seen() -> None:
    """And what of processor time it took."""
    did = await room.harm(Busy(0.1), lambda do: do(works.the_same, None))
    assert did.held_up >= 0.1
    assert 0.1 <= did.seconds < 0.15


@pytest.mark.skipif(sys.platform != "linux", reason="looks in /proc")
async def test_memory_is_seen_at_its_most() -> None:
    """Also where it is given back in the end."""

    async def swell(elsewhere: Elsewhere) -> None:
        held = b"x" * 50_000_000
        await elsewhere(works.stay, 0.05)
        del held

    did = await room.harm(asyncio.to_thread, swell)
    assert did.memory >= 45_000_000


async def test_a_work_that_fails_is_measured_all_the_same() -> None:
    """Most hostile works do."""
    did = await room.harm(asyncio.to_thread, lambda do: do(works.raise_plain, "no harbour"))
    assert did.held_up < 1


async def test_each_hostile_work_has_three_figures() -> None:
    """Of what it does to the bot while it is ended in its time."""
    hostile: dict[str, room.Start] = {"a wait": lambda do: do(works.hang)}
    section = await room.harms("Hostile", hostile, seconds=0.2, memory=400_000_000)
    assert [figure.name for figure in section.figures] == ["a wait: processor", "a wait: hold-up", "a wait: memory"]
    assert all(figure.ours is not None and figure.ours < 100 for figure in section.figures)


def test_a_peer_that_is_not_there_is_left_out() -> None:
    """The others are measured, and so are we."""
    section = room.costs({"busy": busy, "missing": missing}, room.invented_feed(1, "Fog."), tasks=40)
    assert [[name for name, _ in figure.peers] for figure in section.figures] == [["busy"], ["busy"]]
    assert all(figure.ours is not None for figure in section.figures)
