"""When a feed is asked again: as often as it publishes, as its server wishes, spread evenly, and never given up."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.news.model import FeedDocument, Listed, Masthead, Reading, Story
from bot.outbox import cadence
from bot.outbox.cadence import Bounds, after_failure, after_success, lived
from bot.outbox.model import Rhythm
from tests import build

NOW = datetime(2026, 9, 18, 12, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
BOUNDS = Bounds(quickest=10 * MINUTE, slowest=HOUR)

some_moments = st.timedeltas(timedelta(), 9000 * DAY).map(lambda ago: NOW - ago)
some_waits = st.timedeltas(timedelta(), timedelta(days=6000))
some_rhythms = st.builds(
    Rhythm,
    moments=st.lists(some_moments, max_size=16).map(lambda found: tuple(sorted(found, reverse=True))),
    pace=st.none() | some_waits,
    promise=st.none() | st.just("post"),
    promised_at=st.none() | some_moments,
)


def every(gap: timedelta, *, last: timedelta = timedelta()) -> Rhythm:
    """The rhythm of a feed that publishes this regularly, and did so the last time so long ago."""
    return Rhythm(tuple(NOW - last - number * gap for number in range(8)))


def waits(rhythm: Rhythm, fresh_for: timedelta | None = None, names: int = 200) -> list[timedelta]:
    """How long many feeds of this rhythm wait for their next turn."""
    return sorted(after_success(NOW, str(name), rhythm, fresh_for, BOUNDS).at - NOW for name in range(names))


def usual(found: list[timedelta]) -> timedelta:
    """The wait in the middle."""
    return found[len(found) // 2]


def reading(*stories: Story, pace: timedelta | None = None) -> Reading:
    """A feed in which these stories were read."""
    dates = tuple(sorted((one.published for one in stories if one.published), reverse=True))
    return Reading(
        FeedDocument(Masthead("Harbour Light"), (), pace=pace),
        tuple(Listed(one.entry_id, "mark", one) for one in stories),
        dates,
    )


def promising(name: str, published: datetime | None) -> Story:
    """A story that says that more is coming."""
    return build.story(entry_id=name, published=published, more_coming=True)


def test_a_lively_feed_is_asked_more_often_than_a_quiet_one() -> None:
    """Within the bounds of the settings, in proportion to how often a feed really publishes."""
    lively, daily, quiet = (usual(waits(every(gap))) for gap in (HOUR, 5 * HOUR, 30 * DAY))
    assert 9 * MINUTE < lively < 11 * MINUTE
    assert 18 * MINUTE < daily < 22 * MINUTE
    assert 55 * MINUTE < quiet < 65 * MINUTE


def test_a_feed_that_falls_silent_is_asked_less_often() -> None:
    """However lively it was before."""
    assert usual(waits(every(HOUR, last=90 * DAY))) > 50 * MINUTE


def test_what_the_server_wishes_is_kept_to() -> None:
    """Neither max-age nor ttl is ever undercut, and the reason says so."""
    assert min(waits(every(HOUR), fresh_for=3 * HOUR)) >= 3 * HOUR
    assert min(waits(replace(every(HOUR), pace=2 * HOUR))) >= 2 * HOUR
    assert "2 hours" in after_success(NOW, "a", replace(every(HOUR), pace=2 * HOUR), None, BOUNDS).because


def test_a_max_age_of_sixteen_years_does_not_silence_a_feed() -> None:
    """It exists."""
    assert max(waits(every(HOUR), fresh_for=timedelta(days=16 * 365))) < 2.3 * cadence.LONGEST


def test_a_promise_of_more_makes_a_feed_be_asked_every_two_minutes() -> None:
    """For two hours; then ever less often, and after a day as before."""
    rhythm = replace(every(5 * DAY), promise="post")
    after = [
        usual(waits(replace(rhythm, promised_at=NOW - since))) for since in (MINUTE, 119 * MINUTE, 12 * HOUR, 25 * HOUR)
    ]
    assert [wait / MINUTE for wait in after[:3]] == pytest.approx([2, 2, 12], rel=0.1)
    assert after[3] == usual(waits(rhythm))


def test_a_promise_never_goes_past_what_the_server_asks() -> None:
    """Curiosity is no reason to be rude."""
    assert min(waits(replace(every(DAY), promise="post", promised_at=NOW), fresh_for=HOUR)) >= HOUR


def test_fifty_thousand_feeds_that_came_at_once_never_fall_due_together() -> None:
    """After an import, or a day without network, each finds its own place in the interval."""
    due = Counter(int(wait / (HOUR / 60)) for wait in waits(every(30 * DAY), names=50_000))
    assert max(due.values()) < 2 * 50_000 / 60
    assert len(due) >= 55


def test_a_feed_keeps_its_turn() -> None:
    """A poll that begins a little late, or a restart in between, moves nothing."""
    rhythm = every(HOUR)
    first = after_success(NOW, "a", rhythm, None, BOUNDS).at
    late = after_success(first + 20 * timedelta(seconds=1), "a", rhythm, None, BOUNDS).at
    assert late - first == 10 * MINUTE


def test_a_server_that_wishes_an_hour_is_asked_about_once_an_hour() -> None:
    """A poll that begins a little late does not cost the turn after it."""
    now, asked = NOW, 0
    while now < NOW + 10 * DAY:
        now = after_success(now, "a", every(HOUR), HOUR, BOUNDS).at + timedelta(seconds=20)
        asked += 1
    assert 10 * 24 / 1.15 < asked <= 10 * 24


def test_each_failure_doubles_the_wait() -> None:
    """The first failure doubles the interval, and so on, up to a day."""
    found = [
        usual(sorted(after_failure(NOW, str(name), failures, None, BOUNDS).at - NOW for name in range(200)))
        for failures in (1, 2, 3, 30)
    ]
    assert all(1.9 * shorter < longer < 2.1 * shorter for shorter, longer in pairwise(found[:3]))
    assert 20 * HOUR < found[3] <= cadence.LONGEST


def test_a_rest_that_the_server_asks_for_is_kept_to() -> None:
    """Retry-After counts where it is longer than our own wait, and even beyond a day."""
    for rest in (3 * HOUR, 2 * DAY):
        assert after_failure(NOW, "a", 1, rest, BOUNDS).at >= NOW + rest
    assert after_failure(NOW, "a", 1, timedelta(seconds=3), BOUNDS).at >= NOW + 10 * MINUTE


@given(some_rhythms, st.none() | some_waits, st.text(min_size=1, max_size=8))
def test_every_wish_is_kept_and_no_feed_is_forgotten(rhythm: Rhythm, fresh_for: timedelta | None, name: str) -> None:
    """Whatever a feed and its server say."""
    due = after_success(NOW, name, rhythm, fresh_for, BOUNDS)
    wish = min(max(fresh_for or timedelta(), rhythm.pace or timedelta()), cadence.LONGEST)
    assert wish <= due.at - NOW <= 2.3 * max(wish, HOUR)
    assert due.at - NOW >= MINUTE
    assert due.because.endswith(".")


@given(st.integers(1, 10**9), st.none() | some_waits, st.text(min_size=1, max_size=8))
def test_no_failing_feed_is_given_up(failures: int, retry_after: timedelta | None, name: str) -> None:
    """However often it failed, it is asked again within a day, or when its server allows it."""
    wait = after_failure(NOW, name, failures, retry_after, BOUNDS).at - NOW
    rest = min(retry_after or timedelta(), cadence.LONGEST_REST)
    assert rest <= wait
    assert 10 * MINUTE <= wait <= max(cadence.LONGEST, 2.3 * rest)


def test_dates_to_come_are_not_part_of_the_rhythm() -> None:
    """A post that is dated ahead would make the feed seem to publish in the future."""
    stories = [
        build.story(entry_id=name, published=NOW + days * DAY) for name, days in (("a", 9), ("b", -1), ("c", -2))
    ]
    assert lived(Rhythm(), reading(*stories), (), NOW).moments == (NOW - DAY, NOW - 2 * DAY)


def test_without_dates_the_rhythm_is_when_entries_were_first_seen() -> None:
    """Moments gather poll by poll, the newest first."""
    undated = reading(build.story(entry_id="a", published=None))
    once = lived(Rhythm(), undated, (), NOW)
    assert lived(once, undated, (), NOW + HOUR).moments == (NOW + HOUR, NOW)


def test_a_promise_begins_when_the_post_is_published_or_changed() -> None:
    """An old post that always said so promises nothing any more; one that says so since its last change does."""
    old, new = promising("old", NOW - 9 * DAY), promising("new", NOW - HOUR)
    assert lived(Rhythm(), reading(old), (), NOW).promise is None
    assert lived(Rhythm(), reading(old), {"old"}, NOW).promised_at == NOW
    assert lived(Rhythm(), reading(old, new), (), NOW).promised_at == NOW - HOUR


def test_a_promise_ends_when_the_post_takes_it_back() -> None:
    """And stands where the post was not read again."""
    made = Rhythm(promise="new", promised_at=NOW - HOUR)
    kept = build.story(entry_id="new")
    assert lived(made, reading(kept), {"new"}, NOW).promise is None
    assert lived(made, reading(build.story(entry_id="other")), {"new"}, NOW).promise == "new"


def test_times_are_said_as_people_say_them() -> None:
    """Rounded, and never "60 minutes" or "every 1 day"."""
    waits = [timedelta(seconds=seconds) for seconds in (1, 45, 61, 3590, 7300, 86_390, 200_000)]
    told = ["1 second", "45 seconds", "1 minute", "1 hour", "2 hours", "1 day", "2 days"]
    assert [cadence.said(wait) for wait in waits] == told
    assert after_success(NOW, "a", every(DAY), None, BOUNDS).because == "It publishes about every day."
