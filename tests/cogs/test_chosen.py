"""How a channel's settings and its last week are put into words, where the words could promise what does not come."""

from dataclasses import replace
from datetime import time, timedelta

from bot.outbox.backtest import Backtest
from bot.outbox.model import Following
from bot.outbox.settings import Budget, Quiet, Settings, Timetable
from cogs.chosen import channel_card, week_card
from cogs.chosen import told as told_how
from tests import build
from tests.build import NOW


def test_a_channel_that_is_told_at_once_is_not_said_to_have_editions() -> None:
    """What was chosen for editions is kept for when there are some, and means nothing until then."""
    assert told_how(Settings(heartbeat=True, most=3)) == told_how(Settings())


def test_what_comes_in_quiet_hours_is_said_to_come_at_their_end() -> None:
    """For a channel that is told at once otherwise."""
    quiet = Settings(quiet=Quiet(time(22), time(7)), heartbeat=True)
    assert told_how(quiet) == (
        "Told at once; quiet 22:00–07:00, UTC; what comes meanwhile is told at 07:00, 5 stories at most; "
        "medium length; up to 6 follow-ups a story, 10 minutes apart, for 7 days; an edition also when there is "
        "nothing new. One event is told once in the channel."
    )


def test_hours_that_are_quiet_are_said_to_have_no_edition() -> None:
    """They were chosen, and nobody should wait for them; the others are not named."""
    settings = Settings(Timetable((time(3), time(9), time(23))), quiet=Quiet(time(22), time(7)))
    followed = Following(replace(build.subscription(), settings=settings), build.feed())
    assert (
        "\nNo edition at 03:00 and 23:00, when it is quiet.\n"
        in channel_card("quay", [followed], "", NOW)["description"]
    )
    awake = Following(replace(build.subscription(), settings=replace(settings, quiet=None)), build.feed())
    assert "No edition" not in channel_card("quay", [awake], "", NOW)["description"]


def test_a_single_follow_up_is_not_said_to_be_apart_from_others() -> None:
    """There is none that it could be apart from."""
    assert "up to 1 follow-up a story, for 7 days." in told_how(Settings(budget=Budget(most=1)))


def test_a_week_in_which_nothing_was_said_ends_with_that() -> None:
    """No empty line stands below it."""
    week = Backtest(NOW - timedelta(days=7), NOW, ())
    assert week_card(week)["description"] == "With these settings, last week: no message."
