"""Courses of events that once broke a law."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.configure import Change
from tests.build import CHANNEL, HOUR, MINUTE
from tests.machine import laws
from tests.machine.world import World

MORNINGS = Change(times="08:00")
DAY = timedelta(days=1)


@pytest.fixture
def world() -> Iterator[World]:
    """A world whose channels have seen their blogs, an hour ago."""
    made = World()
    made.tick()
    made.time += HOUR
    yield made
    made.close()


def test_an_edition_does_not_tell_what_was_told_at_once(world: World) -> None:
    """A channel is told of one blog at once and of another in the mornings, and both carry one event."""
    world.adjust(CHANNEL, 1, MORNINGS)
    world.publish(0, also=1, more=False)
    world.tick()
    world.settle()
    assert laws.wrongs_in_the_end(world) == []


def test_two_promises_in_one_edition_both_end(world: World) -> None:
    """Both are due at the same moment, and both are edits of one message."""
    world.adjust(CHANNEL, None, MORNINGS)
    world.publish(1, also=None, more=True)
    world.publish(1, also=None, more=True)
    world.settle()
    assert laws.wrongs_in_the_end(world) == []


def test_two_blogs_that_are_polled_at_once_tell_one_event_once(world: World) -> None:
    """Neither poll finds that anybody was told."""
    world.at_once = 3
    world.publish(0, also=1, more=False)
    world.tick()
    assert laws.wrongs_now(world) == []
    world.settle()
    assert laws.wrongs_in_the_end(world) == []


@pytest.mark.parametrize("thorough", [True, False])
def test_a_clock_that_was_a_year_ahead_silences_nobody(world: World, thorough: bool) -> None:
    """What was put off or promised by it is seen to at once, and feeds are polled again."""
    world.publish(0, also=None, more=True)
    world.time += 11 * MINUTE
    world.poll()
    world.leap(thorough=thorough)
    world.publish(0, also=None, more=True)
    world.settle()
    assert laws.wrongs_in_the_end(world) == []


def test_the_laws_are_broken_where_a_promise_stands(world: World) -> None:
    """They can fail: what is left alone in the end is found to be wrong."""
    world.publish(0, also=None, more=True)
    world.tick()
    wrongs = laws.wrongs_in_the_end(world)
    assert any("still says that more is coming" in wrong for wrong in wrongs)
