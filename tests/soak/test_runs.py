"""A run is the same for the same seed and holds every kind of trouble; its report says what was wrong."""

from dataclasses import replace
from itertools import pairwise
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from soak.count import Wrongs
from soak.memory import Memory
from soak.report import Report, as_json, as_table
from soak.script import ASLEEP, Break, Cast, End, Event, Kill, Move, script

CAST = Cast(blogs=4, movers=(2, 3), mortals=(1,))


@given(st.integers(0, 2**32), st.floats(1, 600))
def test_the_same_seed_gives_the_same_run_in_order_and_in_time(seed: int, seconds: float) -> None:
    """What broke the bot once can be played again."""
    moments = script(seed, seconds, CAST)
    assert moments == script(seed, seconds, CAST)
    assert all(before.at <= after.at for before, after in pairwise(moments))
    assert all(0 <= moment.at < seconds for moment in moments)


def test_another_seed_gives_another_run() -> None:
    """Else more runs would show no more than one."""
    assert script(1, 60, CAST) != script(2, 60, CAST)


@given(st.integers(0, 2**32))
def test_half_an_hour_holds_every_kind_of_event_and_ten_sleeps(seed: int) -> None:
    """The bot sleeps each three minutes past the time for which a nonce is remembered."""
    events = [moment.event for moment in script(seed, 1800, CAST)]
    assert {type(event) for event in events} == set(get_args(Event))
    assert sum(isinstance(event, Kill) and event.asleep == ASLEEP for event in events) == 10


@given(st.integers(0, 2**32))
def test_a_limit_is_never_met_after_the_message_was_stored(seed: int) -> None:
    """Discord does not take what it refuses for its pace; a stand-in that did would blame the bot for a double."""
    faults = [moment.event.fault for moment in script(seed, 300, CAST) if isinstance(moment.event, Break)]
    assert not [fault for fault in faults if fault.stored and type(fault.ending).__name__ == "Limits"]


@given(st.integers(0, 2**32))
def test_only_movers_move_and_only_mortals_end(seed: int) -> None:
    """What a channel is owed can be told only where one feed does not do both."""
    events = [moment.event for moment in script(seed, 600, CAST)]
    assert {event.blog for event in events if isinstance(event, Move)} <= {2, 3}
    assert {event.blog for event in events if isinstance(event, End)} <= {1}


@given(st.integers(0, 2**32))
def test_without_kills_all_else_stays_as_it_is(seed: int) -> None:
    """So that what was found with them can be looked for without."""
    moments = script(seed, 600, CAST)
    unkilled = tuple(moment for moment in moments if not isinstance(moment.event, Kill))
    assert script(seed, 600, CAST, kills=False) == unkilled != moments


CLEAN = Report(
    seed=1,
    store="sqlite",
    seconds=190.4,
    posts=60,
    edits=45,
    kills=14,
    children_kills=30,
    ends=4,
    farewells=3,
    faults=120,
    deliveries=300,
    summaries=20,
    whole=15,
    waiting=0,
    unread=(),
    wrongs=Wrongs(),
    deaths=(),
    orphans=(),
    unanswered=2,
    objections=(),
    impatience=(),
    memory=Memory(140_000_000, 120_000_000, 0.02),
)


def test_a_report_is_clean_only_where_nothing_at_all_is_wrong() -> None:
    """Each thing that can be wrong spoils it by itself."""
    assert CLEAN.is_clean
    for spoilt in (
        replace(CLEAN, waiting=1),
        replace(CLEAN, wrongs=Wrongs(astray=("message 3 in #news",))),
        replace(CLEAN, deaths=("exit code 1",)),
        replace(CLEAN, orphans=("process 7 outlived the bot 5",)),
        replace(CLEAN, objections=("a violation",)),
        replace(CLEAN, impatience=("Quay was asked 2 times too soon",)),
        replace(CLEAN, unread=("Mill",)),
        replace(CLEAN, farewells=5),
        replace(CLEAN, memory=Memory(300_000_000, 120_000_000, 0.9)),
    ):
        assert not spoilt.is_clean


def test_the_table_names_what_was_lost() -> None:
    """A number alone would send nobody to the place."""
    lost = tuple(f"item {number} of Quay in #news" for number in range(30))
    shown = as_table(replace(CLEAN, wrongs=Wrongs(lost=lost)))
    assert "lost: item 0 of Quay in #news" in shown
    assert "lost: and 10 more" in shown
    assert '"is_clean": true' in as_json(CLEAN)
