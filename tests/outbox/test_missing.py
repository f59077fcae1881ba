"""Which stories are missing from a feed, and which of those their blog has taken back."""

from datetime import timedelta

import pytest

from bot.news.model import Withdrawal
from bot.outbox.due import Look, Missing
from bot.outbox.missing import APART, Found, looked, missing
from bot.outbox.model import Watched
from tests.outbox.cases import HOUR, NOW, case, story

WATCHED = tuple(Watched(f"story {n}", f"entry {n}", NOW - n * HOUR) for n in (1, 2, 3))
GONE = Missing("talks", "https://harbourlight.example/talks", NOW - HOUR, None, 0, (case(story(), story()),))


def test_what_left_the_middle_of_a_feed_is_missing() -> None:
    """Older ones than it still stand there."""
    assert missing(WATCHED, {"entry 1", "entry 3"}, (), NOW) == ("story 2",)


def test_what_fell_off_the_end_is_not() -> None:
    """Feeds hold the newest only."""
    assert missing(WATCHED, {"entry 1", "entry 2"}, (NOW - HOUR,), NOW) == ()


def test_older_entries_that_nobody_was_told_of_show_where_the_end_is() -> None:
    """The feed reaches further back than what is missing from it."""
    assert missing(WATCHED, {"entry 1"}, (NOW - 9 * HOUR,), NOW) == ("story 2", "story 3")


def test_a_feed_that_renewed_its_ids_misses_nothing() -> None:
    """Nor does one that is empty for once: where nothing known stands, nothing can be said."""
    assert missing(WATCHED, {"new 1", "new 2"}, (NOW - 9 * HOUR,), NOW) == ()
    assert missing(WATCHED, set(), (), NOW) == ()


def test_what_has_no_date_has_no_place() -> None:
    """Whether it fell off the end cannot be told."""
    undated = Watched("story 4", "entry 4", None)
    assert missing((*WATCHED, undated), {"entry 1", "entry 2", "entry 3"}, (), NOW) == ()


def test_a_page_that_is_gone_once_is_asked_for_again_hours_later() -> None:
    """A blog that moves its pages looks the same for an hour."""
    resolution = looked(GONE, "gone", NOW)
    assert (resolution.deliveries, resolution.looks) == ((), (Look("talks", NOW + APART, NOW),))


def test_a_page_that_is_gone_twice_hours_apart_was_taken_back() -> None:
    """Every channel that was told hears of it."""
    again = Missing("talks", GONE.link, GONE.since, NOW - APART, 1, GONE.cases)
    resolution = looked(again, "gone", NOW)
    assert isinstance(resolution.deliveries[0].message, Withdrawal)
    assert resolution.looks == (Look("talks", None, NOW - APART, withdrawn=True),)


def test_twice_within_the_hour_is_once() -> None:
    """However often it is asked."""
    again = Missing("talks", GONE.link, GONE.since, NOW - HOUR, 1, GONE.cases)
    resolution = looked(again, "gone", NOW)
    assert (resolution.deliveries, resolution.looks) == ((), (Look("talks", NOW - HOUR + APART, NOW - HOUR),))


def test_a_clock_that_was_set_back_starts_the_hours_anew() -> None:
    """What was gone "tomorrow" is gone since now."""
    again = Missing("talks", GONE.link, GONE.since, NOW + timedelta(days=1), 1, GONE.cases)
    assert looked(again, "gone", NOW).looks == (Look("talks", NOW + APART, NOW),)


@pytest.mark.parametrize(("found", "hours", "gone_at"), [("there", 12, None), ("unknown", 1, NOW - HOUR)])
def test_a_page_that_is_there_ends_the_doubt_and_one_that_is_silent_keeps_it(
    found: Found, hours: int, gone_at: object
) -> None:
    """A site that is down says nothing about one of its posts."""
    again = Missing("talks", GONE.link, GONE.since, NOW - HOUR, 1, GONE.cases)
    (look,) = looked(again, found, NOW).looks
    assert (look.again_at, look.gone_at) == (NOW + hours * HOUR, gone_at)


def test_nobody_asks_for_ever() -> None:
    """A post that left its feed and kept its page is left alone in the end."""
    often = Missing("talks", GONE.link, GONE.since, None, 24, GONE.cases)
    assert looked(often, "there", NOW).looks == (Look("talks", None, None),)
