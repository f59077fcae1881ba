"""A run is the same for the same seed and holds every kind of trouble; its report says what was wrong."""

from dataclasses import replace
from itertools import pairwise
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from soak.count import Wrongs
from soak.report import Report, as_json, as_table
from soak.script import ASLEEP, Break, Event, Kill, script


@given(st.integers(0, 2**32), st.floats(1, 600))
def test_the_same_seed_gives_the_same_run_in_order_and_in_time(seed: int, seconds: float) -> None:
    """What broke the bot once can be played again."""
    moments = script(seed, seconds, blogs=3)
    assert moments == script(seed, seconds, blogs=3)
    assert all(before.at <= after.at for before, after in pairwise(moments))
    assert all(0 <= moment.at < seconds for moment in moments)


def test_another_seed_gives_another_run() -> None:
    """Else more runs would show no more than one."""
    assert script(1, 60, blogs=3) != script(2, 60, blogs=3)


@given(st.integers(0, 2**32))
def test_half_an_hour_holds_every_kind_of_event_and_ten_sleeps(seed: int) -> None:
    """The bot sleeps each three minutes past the time for which a nonce is remembered."""
    events = [moment.event for moment in script(seed, 1800, blogs=3)]
    assert {type(event) for event in events} == set(get_args(Event))
    assert sum(isinstance(event, Kill) and event.asleep == ASLEEP for event in events) == 10


@given(st.integers(0, 2**32))
def test_a_limit_is_never_met_after_the_message_was_stored(seed: int) -> None:
    """Discord does not take what it refuses for its pace; a stand-in that did would blame the bot for a double."""
    faults = [moment.event.fault for moment in script(seed, 300, blogs=3) if isinstance(moment.event, Break)]
    assert not [fault for fault in faults if fault.stored and type(fault.ending).__name__ == "Limits"]


CLEAN = Report(1, "sqlite", 190.4, 60, 45, 14, 120, 300, 0, Wrongs(), (), ())


def test_a_report_is_clean_only_where_nothing_at_all_is_wrong() -> None:
    """Each thing that can be wrong spoils it by itself."""
    assert CLEAN.is_clean
    for spoilt in (
        replace(CLEAN, waiting=1),
        replace(CLEAN, wrongs=Wrongs(astray=("message 3 in #news",))),
        replace(CLEAN, deaths=("exit code 1",)),
        replace(CLEAN, objections=("a violation",)),
    ):
        assert not spoilt.is_clean


def test_the_table_names_what_was_lost() -> None:
    """A number alone would send nobody to the place."""
    lost = tuple(f"item {number} of Quay in #news" for number in range(30))
    shown = as_table(replace(CLEAN, wrongs=Wrongs(lost=lost)))
    assert "lost: item 0 of Quay in #news" in shown
    assert "lost: and 10 more" in shown
    assert '"is_clean": true' in as_json(CLEAN)
