"""When a feed is asked again: regularly while it answers, less often while it fails, never given up."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.outbox import cadence

NOW = datetime(2026, 9, 18, 12, 0, tzinfo=UTC)
EVERY = timedelta(minutes=10)


def test_a_feed_that_answers_is_asked_again_after_its_interval() -> None:
    """Up to a tenth later, so that feeds that were added together drift apart."""
    assert cadence.after_success(NOW, EVERY, jitter=0) == NOW + EVERY
    assert cadence.after_success(NOW, EVERY, jitter=1) == NOW + timedelta(minutes=11)


def test_each_failure_doubles_the_wait() -> None:
    """The first failure doubles the interval, and so on."""
    waits = [cadence.after_failure(NOW, EVERY, failures, None, jitter=0) - NOW for failures in (1, 2, 3)]
    assert waits == [timedelta(minutes=20), timedelta(minutes=40), timedelta(minutes=80)]


def test_what_the_server_asks_for_is_kept_to() -> None:
    """Retry-After counts where it is longer than our own wait."""
    assert cadence.after_failure(NOW, EVERY, 1, timedelta(hours=3), jitter=0) == NOW + timedelta(hours=3)
    assert cadence.after_failure(NOW, EVERY, 1, timedelta(seconds=3), jitter=0) == NOW + timedelta(minutes=20)


@given(st.integers(0, 10**9), st.none() | st.timedeltas(timedelta(), timedelta(days=99_999)), st.floats(0, 1))
def test_no_feed_is_silent_for_longer_than_a_day(failures: int, retry_after: timedelta | None, jitter: float) -> None:
    """However often it failed and whatever its server asks for."""
    wait = cadence.after_failure(NOW, EVERY, failures, retry_after, jitter=jitter) - NOW
    assert EVERY <= wait <= cadence.LONGEST
