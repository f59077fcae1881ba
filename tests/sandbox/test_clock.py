"""The sandbox's clock goes on with the machine's, is moved on by hand, and stays moved on."""

import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.clock import FARTHEST, Clock
from bot.sandbox.keep import Unreadable

MORNING = datetime(2026, 9, 18, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


def at(moment: datetime = MORNING) -> Callable[[], datetime]:
    """A machine whose time stands still."""
    return lambda: moment


def test_a_clock_that_nobody_moved_shows_the_machines_time() -> None:
    """To the second, in UTC."""
    clock = Clock()
    assert datetime.now(UTC) - clock() < timedelta(seconds=5)
    assert (clock().tzinfo, clock.ahead) == (UTC, timedelta())


def test_a_clock_that_was_moved_goes_on() -> None:
    """It is ahead of the machine by as much as it was moved, whatever time passes there."""
    machine = MORNING
    clock = Clock(now=lambda: machine)
    clock.move(HOUR)
    before, machine = clock(), MORNING + 2 * HOUR
    assert (before, clock()) == (MORNING + HOUR, MORNING + 3 * HOUR)


def test_moves_add_up() -> None:
    """By a time, or to a moment."""
    clock = Clock(now=at())
    clock.move(HOUR)
    clock.move_to(MORNING + 3 * HOUR)
    assert (clock(), clock.ahead) == (MORNING + 3 * HOUR, 3 * HOUR)


@pytest.mark.parametrize(
    ("moment", "why"), [(MORNING - HOUR, "never back"), (MORNING + FARTHEST + HOUR, "a year ahead")]
)
def test_a_clock_goes_neither_back_nor_too_far(moment: datetime, why: str) -> None:
    """What is refused changes nothing, and nobody is told of it."""
    clock, told = Clock(now=at()), list[datetime]()
    clock.listen(told.append)
    with pytest.raises(ValueError, match=why):
        clock.move_to(moment)
    assert (clock(), told) == (MORNING, [])


def test_a_year_is_not_too_far() -> None:
    """And not a second more."""
    clock = Clock(now=at())
    clock.move(FARTHEST)
    with pytest.raises(ValueError, match="no farther"):
        clock.move(timedelta(seconds=1))
    assert clock() == MORNING + FARTHEST


def test_whoever_listens_hears_the_new_time() -> None:
    """Until they have heard enough."""
    clock, told = Clock(now=at()), list[datetime]()
    end = clock.listen(told.append)
    clock.move(HOUR)
    end()
    clock.move(HOUR)
    assert told == [MORNING + HOUR]


@given(st.lists(st.timedeltas(min_value=timedelta(), max_value=timedelta(days=30)), max_size=6))
def test_a_clock_that_is_opened_again_is_where_it_was(moves: list[timedelta]) -> None:
    """By whatever steps it came there."""
    with tempfile.TemporaryDirectory() as folder:
        keep = Path(folder) / "clock.json"
        clock = Clock(keep, now=at())
        for move in moves:
            clock.move(move)
        assert Clock(keep, now=at())() == clock() == MORNING + sum(moves, timedelta())


@pytest.mark.parametrize(
    "kept",
    [
        *("", "[]", "{}", "5", "[" * 100_000, '{"ahead": "x"}', '{"ahead": null}', '{"ahead": -1}'),
        *('{"ahead": NaN}', '{"ahead": Infinity}', '{"ahead": 1e300}', '{"ahead": 99999999}'),
    ],
)
def test_a_file_that_holds_no_clock_is_refused(tmp_path: Path, kept: str) -> None:
    """It is not written over: whoever keeps it there may want it."""
    keep = tmp_path / "clock.json"
    keep.write_text(kept)
    with pytest.raises(Unreadable, match="sandbox's clock"):
        Clock(keep)
    assert keep.read_text() == kept
