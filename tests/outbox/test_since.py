"""How far back somebody wants to look is understood as they write it; what may be two days is not guessed."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.outbox.since import since
from bot.outbox.typed import NotUnderstood

NOW = datetime(2026, 9, 18, 14, 2, tzinfo=UTC)
"""A Friday."""

WORDS = """a one last past this the since ago 0 1 7 12 30 31 99 366 9999 2026 2024 1969 h days week months mo years
    today yesterday monday fri feb september sept. 1st 29 - / . , * ½ ٣ ８ @here 2026-09-01 1.9.2026 02/30/2026"""
some_texts = st.text(max_size=120) | st.lists(st.sampled_from(WORDS.split()), max_size=5).map(" ".join)
some_moments = st.integers(0, 800_000).map(lambda hours: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(hours=hours))
some_zones = st.sampled_from(["UTC", "Pacific/Kiritimati", "America/New_York", "Asia/Kathmandu"]).map(ZoneInfo)


def refusal(typed: str, now: datetime = NOW) -> str:
    """Why this is not understood."""
    with pytest.raises(NotUnderstood) as refused:
        since(typed, now)
    return str(refused.value)


def answered(typed: str, now: datetime, zone: ZoneInfo) -> datetime | str:
    """What was understood, or why nothing was."""
    try:
        return since(typed, now, zone)
    except NotUnderstood as refused:
        return str(refused)


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("7 days", "2026-09-11T14:02"),
        ("last 7 days", "2026-09-11T14:02"),
        ("the past 2 weeks", "2026-09-04T14:02"),
        ("2w", "2026-09-04T14:02"),
        ("7 days ago", "2026-09-11T14:02"),
        ("a week", "2026-09-11T14:02"),
        ("36 hours", "2026-09-17T02:02"),
        ("One month", "2026-08-18T14:02"),
        ("9 months", "2025-12-18T14:02"),
        ("2 years", "2024-09-18T14:02"),
        ("٣ days", "2026-09-15T14:02"),
        ("0 days", "2026-09-18T14:02"),
        ("today", "2026-09-18T00:00"),
        ("Yesterday.", "2026-09-17T00:00"),
        ("since yesterday", "2026-09-17T00:00"),
        ("this week", "2026-09-14T00:00"),
        ("last week", "2026-09-07T00:00"),
        ("this month", "2026-09-01T00:00"),
        ("last month", "2026-08-01T00:00"),
        ("this year", "2026-01-01T00:00"),
        ("last year", "2025-01-01T00:00"),
        ("last hour", "2026-09-18T13:00"),
        ("Friday", "2026-09-18T00:00"),
        ("last Friday", "2026-09-11T00:00"),
        ("on Thurs", "2026-09-17T00:00"),
        ("sat", "2026-09-12T00:00"),
        ("2026-09-01", "2026-09-01T00:00"),
        ("2026/9/1", "2026-09-01T00:00"),
        ("２０２６-０９-０１", "2026-09-01T00:00"),
        ("2026-09", "2026-09-01T00:00"),
        ("2025", "2025-01-01T00:00"),
        ("31.8.2026", "2026-08-31T00:00"),
        ("08/31/2026", "2026-08-31T00:00"),
        ("8.8.2026", "2026-08-08T00:00"),
        ("1 September", "2026-09-01T00:00"),
        ("1st of Sept.", "2026-09-01T00:00"),
        ("Sep 1, 2025", "2025-09-01T00:00"),
        ("19 Sep", "2025-09-19T00:00"),
        ("September", "2026-09-01T00:00"),
        ("October", "2025-10-01T00:00"),
        ("May 2025", "2025-05-01T00:00"),
        ("29 February", "2024-02-29T00:00"),
    ],
)
def test_a_moment_is_understood_as_people_write_it(typed: str, moment: str) -> None:
    """A number of days reaches back from now, a day by its name begins at midnight, and none lies ahead."""
    assert since(typed, NOW) == datetime.fromisoformat(f"{moment}+00:00")


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "Nothing was typed."),
        (" \u200b ", "Nothing was typed."),
        ("recently", "“recently” names no day."),
        ("5 minutes", "“5 minutes” names no day."),
        ("1.5 days", "“1.5 days” names no day."),
        ("10000 days", "“10000 days” names no day."),
        ("2026-02-30", "“2026-02-30” is no day of the calendar."),
        ("30 February", "“30 February” is no day of the calendar."),
        ("13.13.2026", "“13.13.2026” is no day of the calendar."),
        ("0.5.2026", "“0.5.2026” is no day of the calendar."),
        ("0000", "“0000” is no day of the calendar."),
        ("0001-01-01", "“0001-01-01” lies further back than anything that was told."),
        ("9999 years", "“9999 years” lies further back than anything that was told."),
        ("9999 weeks", "“9999 weeks” lies further back than anything that was told."),
        ("2026-09-19", "“2026-09-19” has not come yet."),
        ("7 days" + " " * 100, "“7 days” names no day."),
        ("x" * 200, f"“{'x' * 59}…” names no day."),
    ],
)
def test_what_is_not_understood_is_said_with_what_to_type_instead(typed: str, why: str) -> None:
    """In one line, however much was typed."""
    assert refusal(typed) == f"{why} {refusal('').removeprefix('Nothing was typed. ')}"
    assert "“7 days”" in refusal(typed)


def test_a_date_that_may_be_two_days_is_not_guessed() -> None:
    """Half the world begins with the month."""
    assert refusal("01/09/2026") == "“01/09/2026” may be one of two days. Type 2026-09-01 or 2026-01-09."


def test_a_month_ago_is_a_day_that_its_month_has() -> None:
    """The last one, where it is shorter."""
    assert since("1 month", datetime(2026, 3, 31, 8, tzinfo=UTC)) == datetime(2026, 2, 28, 8, tzinfo=UTC)
    assert since("2 years", datetime(2026, 2, 28, 8, tzinfo=UTC)) == datetime(2024, 2, 28, 8, tzinfo=UTC)
    assert since("1 year", datetime(2024, 2, 29, 8, tzinfo=UTC)) == datetime(2023, 2, 28, 8, tzinfo=UTC)


def test_a_day_begins_where_whoever_asks_lives() -> None:
    """At their midnight, also across a change of the clocks."""
    kyiv = ZoneInfo("Europe/Kyiv")
    assert since("today", NOW.replace(hour=22), kyiv) == datetime(2026, 9, 18, 21, tzinfo=UTC)
    assert since("2026-03-29", NOW, kyiv) == datetime(2026, 3, 28, 22, tzinfo=UTC)
    assert since("2026-03-30", NOW, kyiv) == datetime(2026, 3, 29, 21, tzinfo=UTC)
    assert since("6 hours", datetime(2026, 3, 29, 4, tzinfo=UTC), kyiv) == datetime(2026, 3, 28, 22, tzinfo=UTC)


@given(some_texts, some_moments, some_zones)
def test_whatever_is_typed_is_a_moment_that_has_been_or_is_refused(typed: str, now: datetime, zone: ZoneInfo) -> None:
    """Nothing else is ever raised, and no refusal is long."""
    answer = answered(typed, now, zone)
    if isinstance(answer, datetime):
        assert datetime(1970, 1, 1, tzinfo=UTC) <= answer <= now
        assert answer.tzinfo is UTC
    else:
        assert len(answer) < 250


@given(some_moments, st.integers(0, 9999))
def test_so_many_days_are_so_many_days(now: datetime, number: int) -> None:
    """As far as the calendar of the news goes."""
    if (now - timedelta(days=number)).year >= 1970:
        assert since(f"{number} days", now) == now - timedelta(days=number)
