"""An edition comes once a local day and hour, whatever the clocks do, and never in the quiet hours."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise, product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.outbox.settings import Quiet, Settings, Timetable
from bot.outbox.timetable import Slot, awaited, limit, next_slot, period, quiet_until
from tests import build

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MONDAY, FRIDAY = 0, 4
NIGHT = Quiet(time(22), time(7))
HALF_HOURS = tuple(time(hour, minute) for hour in range(24) for minute in (0, 30))

# Half an hour in Lord Howe, at midnight in Santiago, twice about Ramadan in Casablanca.
CHANGING = ("Europe/Kyiv", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Africa/Casablanca")


def at(zone: str, *times: time, days: tuple[int, ...] = tuple(range(7)), quiet: Quiet | None = None) -> Settings:
    """The settings of a channel that wants editions at these hours there; of one that is told at once without any."""
    return Settings(timetable=Timetable(times, days) if times else None, zone=zone, quiet=quiet)


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A moment in UTC."""
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def walked(chosen: Settings, start: datetime, end: datetime) -> list[Slot]:
    """All editions after one moment and up to another, each asked for at the moment of the last."""
    found: list[Slot] = []
    while (slot := next_slot(chosen, found[-1].at if found else start)) and slot.at <= end:
        found.append(slot)
    return found


def minutes(start: datetime, end: datetime) -> Iterator[datetime]:
    """The minutes between two moments."""
    return (start + number * MINUTE for number in range((end - start) // MINUTE + 1))


def watched(chosen: Settings, start: datetime, end: datetime) -> list[Slot]:
    """The same editions, found by somebody who watches the clocks there minute by minute.

    When they first show an hour, or one beyond it, the hour has come. The night begins and ends so too. An edition
    whose hour comes in the night waits for the morning, and of those that come at once there is only the last.
    """
    zone, quiet = ZoneInfo(chosen.zone), chosen.quiet
    hours = chosen.timetable.times if chosen.timetable else ()
    days = chosen.timetable.days if chosen.timetable else range(7)
    open_hours = [hour for hour in hours if quiet is None or not lies_in(quiet, hour)]
    coming = [*open_hours] if open_hours or quiet is None else [quiet.ends]
    signs = [(hour, "edition") for hour in coming]
    if quiet and quiet.begins != quiet.ends:
        signs += [(quiet.begins, "night"), (quiet.ends, "morning")]
    # Two days early, so that the night before is known.
    first = (start - 2 * DAY).astimezone(zone).date()
    ahead = sorted(
        (datetime.combine(first + number * DAY, hour), kind == "edition", kind)
        for number in range(((end - start) // DAY) + 6)
        for hour, kind in signs
    )
    night, waiting, found = False, list[tuple[date, time]](), list[Slot]()
    for minute in minutes(start - 2 * DAY, end):
        shown = minute.astimezone(zone).replace(tzinfo=None)
        while ahead and ahead[0][0] <= shown:
            hour, _, kind = ahead.pop(0)
            night = kind == "night" or (night and kind != "morning")
            if kind == "edition" and hour.weekday() in days:
                waiting.append((hour.date(), hour.time()))
        if waiting and not night:
            found.append(Slot(*waiting[-1], minute))
            waiting.clear()
    return [slot for slot in found if slot.at > start]


def lies_in(quiet: Quiet, hour: time) -> bool:
    """Whether an hour lies in the quiet ones, counted by hand from their beginning."""
    begins, ends, asked = (one.hour * 60 + one.minute for one in (quiet.begins, quiet.ends, hour))
    return (asked - begins) % 1440 < (ends - begins) % 1440


@cache
def changes(zone: str, first: int, last: int) -> tuple[datetime, ...]:
    """The moments in these years, to the quarter of an hour, at which the clocks of a zone are changed."""
    there = ZoneInfo(zone)
    days = [utc(first, 1, 1) + number * DAY for number in range((last - first + 1) * 365)]
    changed = [(begins, ends) for begins, ends in pairwise(days) if offset(there, begins) != offset(there, ends)]
    quarters = [[begins + number * 15 * MINUTE for number in range(97)] for begins, _ in changed]
    return tuple(
        later for day in quarters for earlier, later in pairwise(day) if offset(there, earlier) != offset(there, later)
    )


def offset(zone: ZoneInfo, moment: datetime) -> timedelta | None:
    """By how much the clocks of a zone are ahead of UTC."""
    return moment.astimezone(zone).utcoffset()


some_times = st.builds(time, st.integers(0, 23), st.sampled_from([0, 1, 15, 30, 45, 59]))
some_quiet = st.builds(Quiet, some_times, some_times).filter(lambda quiet: quiet.begins != quiet.ends)
some_settings = st.builds(
    Settings,
    timetable=st.none()
    | st.builds(
        Timetable,
        st.sets(some_times, min_size=1, max_size=8).map(lambda found: tuple(sorted(found))),
        st.sets(st.integers(0, 6), min_size=1).map(lambda found: tuple(sorted(found))),
    ),
    zone=st.sampled_from([*CHANGING, "Pacific/Apia", "Asia/Tehran", "Asia/Kathmandu", "UTC"]),
    quiet=st.none() | some_quiet,
)


@st.composite
def some_moments(draw: st.DrawFn, zone: str) -> datetime:
    """A moment on any day, or within two days of a change of the clocks."""
    nights = (*changes(zone, 2009, 2012), *changes(zone, 2026, 2028))
    any_day = st.integers(0, 15 * 366 * 1440).map(lambda number: utc(2024, 1, 1) + number * MINUTE)
    night = st.builds(
        lambda night, ago: night - ago * MINUTE,
        st.sampled_from(nights or (utc(2011, 12, 30, 10),)),
        st.integers(-2880, 2880),
    )
    return draw(night | any_day)


def test_an_hour_comes_every_day_by_the_clocks_there() -> None:
    """Eight in the morning in Kyiv is six in UTC in winter."""
    chosen = at("Europe/Kyiv", time(8), time(18))
    assert next_slot(chosen, utc(2026, 12, 1, 5)) == Slot(date(2026, 12, 1), time(8), utc(2026, 12, 1, 6))
    assert next_slot(chosen, utc(2026, 12, 1, 6)) == Slot(date(2026, 12, 1), time(18), utc(2026, 12, 1, 16))
    assert next_slot(chosen, utc(2026, 12, 1, 16)) == Slot(date(2026, 12, 2), time(8), utc(2026, 12, 2, 6))


def test_only_the_days_that_were_chosen_have_editions() -> None:
    """From the hour of one Monday it is a whole week to the next."""
    slot = next_slot(at("UTC", time(8), days=(MONDAY,)), utc(2026, 9, 21, 8))
    assert slot == Slot(date(2026, 9, 28), time(8), utc(2026, 9, 28, 8))


def test_an_hour_that_the_clocks_pass_over_comes_at_the_first_minute_that_there_is() -> None:
    """In New York two o'clock is followed by three, at seven in UTC."""
    slot = next_slot(at("America/New_York", time(2, 30)), utc(2027, 3, 14))
    assert slot == Slot(date(2027, 3, 14), time(2, 30), utc(2027, 3, 14, 7))


def test_an_hour_that_comes_twice_is_its_first() -> None:
    """The second half past one of that night is passed by, and the next edition is that of the next day."""
    chosen = at("America/New_York", time(1, 30))
    first, second = walked(chosen, utc(2026, 11, 1), utc(2026, 11, 3))
    assert (first.at, second.at) == (utc(2026, 11, 1, 5, 30), utc(2026, 11, 2, 6, 30))


def test_hours_that_come_at_one_moment_are_one_edition() -> None:
    """It is that of the last of them, from wherever one asks; a channel is not sent two at once."""
    chosen = at("America/New_York", time(2, 15), time(2, 30), time(3))
    assert [slot.hour for slot in walked(chosen, utc(2027, 3, 14), utc(2027, 3, 15))] == [time(3)]
    fewer = at("America/New_York", time(2, 15), time(2, 30))
    found = {next_slot(fewer, minute) for minute in minutes(utc(2027, 3, 13, 8), utc(2027, 3, 14, 6, 59))}
    assert found == {Slot(date(2027, 3, 14), time(2, 30), utc(2027, 3, 14, 7))}


def test_a_day_that_is_left_out_has_one_edition_as_the_next_begins() -> None:
    """Apia went from the 29th of December 2011 to the 31st."""
    chosen = at("Pacific/Apia", time(8), time(18))
    found = walked(chosen, utc(2011, 12, 29, 12), utc(2011, 12, 31))
    assert [(slot.day.day, slot.hour.hour) for slot in found] == [(29, 8), (29, 18), (30, 18), (31, 8)]
    assert found[2].at == utc(2011, 12, 30, 10)


@pytest.mark.parametrize("zone", CHANGING)
def test_an_edition_comes_once_a_day_through_every_night_of_change(zone: str) -> None:
    """Whichever half hour was chosen, for ten years."""
    nights = changes(zone, 2026, 2035)
    assert len(nights) >= 20
    for night, hour in product(nights, (*HALF_HOURS[:10], *HALF_HOURS[-2:])):
        found = walked(at(zone, hour), night - 2 * DAY, night + 2 * DAY)
        first = found[0].day
        assert [slot.day for slot in found] == [first + number * DAY for number in range(len(found))]
        assert len(found) >= 3
        assert all(22 * HOUR < later.at - earlier.at < 26 * HOUR for earlier, later in pairwise(found))


@pytest.mark.parametrize("zone", CHANGING)
def test_each_edition_comes_in_its_minute_in_every_night_of_change(zone: str) -> None:
    """With one each half hour: as somebody finds them who watches the clocks there."""
    for night in changes(zone, 2026, 2035):
        chosen, start, end = at(zone, *HALF_HOURS), night - 5 * HOUR, night + 5 * HOUR
        assert walked(chosen, start, end) == watched(chosen, start, end)


@settings(max_examples=60, deadline=None)
@given(st.data(), some_settings)
def test_walking_gives_each_hour_of_the_timetable_once_but_the_quiet_ones(
    data: st.DataObject, chosen: Settings
) -> None:
    """As somebody finds it who watches the clocks there for three days."""
    start = data.draw(some_moments(chosen.zone))
    assert walked(chosen, start, start + 3 * DAY) == watched(chosen, start, start + 3 * DAY)


@settings(max_examples=60, deadline=None)
@given(st.data(), some_settings)
def test_the_next_edition_lies_ahead_and_stays_the_next_until_it_comes(data: st.DataObject, chosen: Settings) -> None:
    """However often it is asked for meanwhile; only who is told at once, and without quiet hours, has none."""
    after = data.draw(some_moments(chosen.zone))
    slot = next_slot(chosen, after)
    assert (slot is None) == (chosen.timetable is None and chosen.quiet is None)
    if slot:
        assert after < slot.at < after + 9 * DAY
        assert slot.at.tzinfo is UTC
        meanwhile = after + data.draw(st.floats(0, 0.999)) * (slot.at - after)
        assert next_slot(chosen, meanwhile) == slot
        following = next_slot(chosen, slot.at)
        assert following
        assert (following.day, following.hour, following.at) > (slot.day, slot.hour, slot.at)


@settings(max_examples=60, deadline=None)
@given(st.data(), some_settings)
def test_no_edition_comes_while_it_is_quiet(data: st.DataObject, chosen: Settings) -> None:
    """Neither at its own hour nor at the one that a change of the clocks moves it to."""
    for slot in walked(chosen, start := data.draw(some_moments(chosen.zone)), start + 8 * DAY):
        assert quiet_until(chosen, slot.at) is None


def test_quiet_hours_go_over_midnight() -> None:
    """In Kyiv's winter they are eight in the evening to five in UTC; their end is not quiet any more."""
    chosen = at("Europe/Kyiv", quiet=NIGHT)
    morning = utc(2026, 12, 2, 5)
    assert quiet_until(chosen, utc(2026, 12, 1, 19, 59)) is None
    assert quiet_until(chosen, utc(2026, 12, 1, 20)) == morning
    assert quiet_until(chosen, utc(2026, 12, 2, 0)) == morning
    assert quiet_until(chosen, utc(2026, 12, 2, 4, 59)) == morning
    assert quiet_until(chosen, morning) is None


def test_quiet_hours_may_lie_within_one_day() -> None:
    """A nap at noon."""
    chosen = at("UTC", quiet=Quiet(time(12), time(14)))
    asked = (utc(2026, 9, 18, 11, 59), utc(2026, 9, 18, 12), utc(2026, 9, 18, 14))
    assert [quiet_until(chosen, now) for now in asked] == [None, utc(2026, 9, 18, 14), None]


def test_the_night_ends_once_though_its_last_hour_comes_twice() -> None:
    """What was told at the first half past one is not held back at the second quarter past."""
    chosen = at("America/New_York", quiet=Quiet(time(23), time(1, 30)))
    assert quiet_until(chosen, utc(2026, 11, 1, 5, 15)) == utc(2026, 11, 1, 5, 30)
    assert quiet_until(chosen, utc(2026, 11, 1, 6, 15)) is None


def test_a_night_that_began_goes_on_though_the_clocks_show_the_evening_again() -> None:
    """In St John's a minute past midnight became a minute past eleven on the 7th of November 2010."""
    chosen = at("America/St_Johns", quiet=Quiet(time(0), time(6)))
    assert quiet_until(chosen, utc(2010, 11, 7, 2, 29)) is None
    assert quiet_until(chosen, utc(2010, 11, 7, 3)) == utc(2010, 11, 7, 9, 30)


@settings(max_examples=60, deadline=None)
@given(st.data(), some_settings)
def test_quiet_hours_end_within_two_days(data: st.DataObject, chosen: Settings) -> None:
    """And not before now; where none are set it is never quiet."""
    now = data.draw(some_moments(chosen.zone))
    until = quiet_until(chosen, now)
    if chosen.quiet is None:
        assert until is None
    if until:
        assert now < until < now + 2 * DAY
        assert quiet_until(chosen, until - timedelta(microseconds=1)) == until


def test_an_edition_in_the_quiet_hours_is_none() -> None:
    """Those outside them are as before."""
    chosen = at("UTC", time(6), time(12), time(23), quiet=NIGHT)
    assert [slot.hour for slot in walked(chosen, utc(2026, 9, 18), utc(2026, 9, 20))] == [time(12), time(12)]


def test_a_timetable_of_quiet_hours_alone_has_its_edition_when_they_end() -> None:
    """Nothing is owed for ever; its days are kept to."""
    chosen = at("UTC", time(23), days=(FRIDAY,), quiet=NIGHT)
    assert next_slot(chosen, utc(2026, 9, 18, 0)) == Slot(date(2026, 9, 18), time(7), utc(2026, 9, 18, 7))


def test_an_hour_that_was_passed_over_into_the_night_waits_for_its_end() -> None:
    """Half past two becomes three, where it has just become quiet."""
    chosen = at("America/New_York", time(2, 30), quiet=Quiet(time(3), time(5)))
    assert next_slot(chosen, utc(2027, 3, 14)) == Slot(date(2027, 3, 14), time(2, 30), utc(2027, 3, 14, 9))


def test_an_edition_that_waits_past_midnight_is_not_forgotten_there() -> None:
    """In Santiago midnight becomes one o'clock on the 6th of September 2026, where it is quiet for almost a day."""
    sunday = date(2026, 9, 6)
    chosen = at("America/Santiago", time(0, 30), days=(sunday.weekday(),), quiet=Quiet(time(1), time(0, 20)))
    expected = Slot(sunday, time(0, 30), utc(2026, 9, 7, 3, 20))
    assert [next_slot(chosen, now) for now in (utc(2026, 9, 6, 3), utc(2026, 9, 7, 3, 10))] == [expected, expected]


def test_who_is_told_at_once_has_an_edition_only_when_the_night_ends() -> None:
    """Every day, with what was held back."""
    found = walked(at("UTC", quiet=NIGHT), utc(2026, 9, 18, 7), utc(2026, 9, 20, 7))
    assert [slot.at for slot in found] == [utc(2026, 9, 19, 7), utc(2026, 9, 20, 7)]
    assert next_slot(at("UTC"), utc(2026, 9, 18)) is None


@pytest.mark.parametrize("zone", ["Atlantis/Port", "America", "", "../../etc/passwd", "a\0b", "ü" * 200])
def test_a_zone_that_nobody_knows_any_more_is_utc(zone: str) -> None:
    """Editions go on."""
    assert next_slot(at(zone, time(8)), utc(2026, 9, 18)) == next_slot(at("UTC", time(8)), utc(2026, 9, 18))


def test_an_edition_tells_what_came_since_the_last_but_one() -> None:
    """Twice the longest wait between two of them, two days at least, or what was set."""
    weekdays = tuple(range(5))
    assert limit(at("UTC")) == 2 * DAY
    assert limit(at("UTC", quiet=NIGHT)) == 2 * DAY
    assert limit(at("UTC", time(8), time(18))) == 2 * DAY
    assert limit(at("UTC", time(8), time(18), days=weekdays)) == 2 * (2 * DAY + 14 * HOUR)
    assert limit(at("UTC", time(8), days=(MONDAY,))) == 14 * DAY
    assert limit(replace(at("UTC", time(8), days=(MONDAY,)), limit=5 * HOUR)) == 5 * HOUR


def test_quiet_hours_make_the_wait_longer() -> None:
    """An edition that does not go out ends no wait."""
    chosen = at("UTC", time(12), time(23), days=(FRIDAY, MONDAY), quiet=NIGHT)
    assert limit(chosen) == 8 * DAY


def test_a_subscription_awaits_its_next_edition() -> None:
    """And says when that was worked out; one that is told at once awaits none."""
    subscription, now = build.subscription(), utc(2026, 9, 18, 12)
    evening = replace(subscription, settings=at("UTC", time(18)))
    assert awaited(evening, now).at == utc(2026, 9, 18, 18)
    assert awaited(evening, now).since == now
    assert awaited(subscription, now).at is None


def test_a_period_is_named_for_the_local_day_and_hour() -> None:
    """An hour that is moved by a change of the clocks keeps its name."""
    slot = next_slot(at("America/New_York", time(2, 30)), utc(2027, 3, 14))
    assert slot
    assert period("s1", slot) == "s1 2027-03-14 02:30"
