"""Dates as people and programs write them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.news.feed.dates import moment


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0, micro: int = 0) -> datetime:
    """A moment in UTC."""
    return datetime(year, month, day, hour, minute, second, micro, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Fri, 18 Sep 2026 22:00:00 +1200", at(2026, 9, 18, 10)),
        ("Fri, 18 Sep 2026 22:00:00 GMT", at(2026, 9, 18, 22)),
        ("18 Sep 2026 22:00 GMT", at(2026, 9, 18, 22)),
        ("Fri,18 Sep 2026 22:00:00 -0000", at(2026, 9, 18, 22)),
        ("Fri, 18 Sep 2026 22:00:00 EDT", at(2026, 9, 19, 2)),
        ("Fri, 18 Sep 2026 24:00:00 GMT", at(2026, 9, 19)),
        ("Fri, 18 Sep 2026 23:59:60 +0000", at(2026, 9, 18, 23, 59, 59)),
        ("Fri, 18 Sep 2026 22:00:00 +0090", at(2026, 9, 18, 20, 30)),
        ("Fri, 18 SEP 2026 22:00:00 GMT", at(2026, 9, 18, 22)),
        ("Fri, 18 Sep 2026 22:00:00 PT", at(2026, 9, 19, 6)),
        ("Fri, 18 Sep 26 22:00:00 GMT", at(2026, 9, 18, 22)),
        ("Fri, 18 September 2026 22:00:00 +01:30", at(2026, 9, 18, 20, 30)),
        ("Fri, 18 Sep, 2026 22:00:00 UTC", at(2026, 9, 18, 22)),
        ("Fri, 18 Sep 2026", at(2026, 9, 18)),
    ],
)
def test_dates_of_mail_are_read_with_all_their_slips(written: str, meant: datetime) -> None:
    """RSS takes its dates from RFC 822, and feeds take liberties with these."""
    assert moment(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-09-18T22:00:00Z", at(2026, 9, 18, 22)),
        ("2026-09-18T22:00:00.123+12:00", at(2026, 9, 18, 10, 0, 0, 123000)),
        ("2026-09-18 22:00:00 +0200", at(2026, 9, 18, 20)),
        ("2026-09-18T22:00", at(2026, 9, 18, 22)),
        ("2026-09-18", at(2026, 9, 18)),
        ("2026-09", at(2026, 9, 1)),
        ("2026", at(2026, 1, 1)),
        ("20260918", at(2026, 9, 18)),
        ("260918", at(2026, 9, 18)),
        ("2026-261", at(2026, 9, 18)),
        ("-26-09", at(2026, 9, 1)),
        ("2026-09-18T22:00:00-05:00Z", at(2026, 9, 19, 3)),
        ("2026-009-18T22:00:00+00:00", at(2026, 9, 18, 22)),
        ("2026-09-18T24:00:00Z", at(2026, 9, 19)),
        ("2026-09-18T23:59:60Z", at(2026, 9, 18, 23, 59, 59)),
    ],
)
def test_dates_of_iso_8601_are_read_long_and_short(written: str, meant: datetime) -> None:
    """Atom takes its dates from RFC 3339, and feeds leave out what they like."""
    assert moment(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Fr, 18 Sept 2026 08:00:00 +0200", at(2026, 9, 18, 6)),
        ("Do, 26 Mär 2026 08:00:00 +0100", at(2026, 3, 26, 7)),
        ("mar., 01 déc. 2026 16:11:02 +0000", at(2026, 12, 1, 16, 11, 2)),
        ("ven., 03 juil. 2026 15:09:58 +0000", at(2026, 7, 3, 15, 9, 58)),
        ("mer, 3 juin 2026 08:00:00 +0000", at(2026, 6, 3, 8)),
        ("martes, 4 de agosto de 2026 10:30", at(2026, 8, 4, 10, 30)),
        ("ter, 06 out 2026 10:30:00 -0300", at(2026, 10, 6, 13, 30)),
        ("пт, 18 сен 2026 12:00:00 +0300", at(2026, 9, 18, 9)),
        ("Παρ, 18 Σεπ 2026 12:00:00 EET", at(2026, 9, 18, 10)),
        ("2026-július-13T9:15-05:00", at(2026, 7, 13, 14, 15)),
        ("2026년 09월 18일  09:30:00", at(2026, 9, 18, 0, 30)),
        ("2026-09-18 오후 3:00:00", at(2026, 9, 18, 6)),
    ],
)
def test_months_are_known_in_many_languages(written: str, meant: datetime) -> None:
    """A blog's software writes dates in the blog's language; Korean ones name no zone, and mean Seoul's."""
    assert moment(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Friday, September 18, 2026 - 3:09pm", at(2026, 9, 18, 15, 9)),
        ("Fri, September 18, 2026 at 01:11 PM EDT", at(2026, 9, 18, 17, 11)),
        ("Sept. 18, 2026, 12:37 a.m.", at(2026, 9, 18, 0, 37)),
        ("Fri Sep 18 22:00:00 2026", at(2026, 9, 18, 22)),
        ("Fri Sep 18 22:00:00 +0000 2026", at(2026, 9, 18, 22)),
        ("Fri Sep 18 2026 17:00:00 GMT+0000 (Coordinated Universal Time)", at(2026, 9, 18, 17)),
        ("Fri, 18th Sep 2026 13:16:28 GMT-07:00", at(2026, 9, 18, 20, 16, 28)),
        ("Fri, 18 Sep 2026 22:00:00 Europe/Brussels", at(2026, 9, 18, 20)),
        ("Fri, 18 Sep 2026 22:00:00 Nowhere/Land", None),
        ("Fri, 18 Sep 2026 22:00:00 Europe/Nowhere", at(2026, 9, 18, 22)),
        ("Fri, 2026/09/18 08:19:53 EDT", at(2026, 9, 18, 12, 19, 53)),
        ("Nov. 2026", at(2026, 11, 1)),
        ("09/18/2026 4:20 pm PST", at(2026, 9, 19, 0, 20)),
        ("18.09.26", at(2026, 9, 18)),
        ("1789768800", at(2026, 9, 18, 22)),
        ("1789768800000", at(2026, 9, 18, 22)),
    ],
)
def test_dates_in_other_forms_are_read(written: str, meant: datetime | None) -> None:
    """Programs write dates as they please; a zone that the machine does not know counts as UTC."""
    assert moment(written) == meant


def test_the_day_of_the_week_tells_day_and_month_apart() -> None:
    """11 April 2026 is a Saturday, 4 November 2026 is a Wednesday."""
    assert moment("Sat, 11/04/2026 08:00:00 +0000") == at(2026, 4, 11, 8)
    assert moment("Wed, 11/04/2026 08:00:00 +0000") == at(2026, 11, 4, 8)


@pytest.mark.parametrize(
    "written",
    [
        "", "soon", "yesterday-ish", "2026-99-99", "Fri, 99 Foo 2026 99:99:99 GMT", "Sun, 16 zzz 2026 11:47:32 GMT",
        "Sun, 16 Dec zz 11:47:32 GMT", "Sun, 16 Dec 2026 1:2:3:4 GMT", "Sun, 16 Dec 2026 11:47:32 +zz:00",
        "2026-01-27-01", "2026-01-28T11:30:00-06:00Textra", "2026-12-31T25:14:55Z", "2026-12-31T10:61:55Z",
        "9999-12-31T23:59:59-23:59", "Sun, 31 Dec 9999 23:59:59 -9999", "013", "30 Feb 2026",
        "12., 05 Mar 2026 07:45:00 GMT", "1 " * 5000,
    ],
)  # fmt: skip
def test_what_is_no_date_is_none(written: str) -> None:
    """No date is better than a wrong one."""
    assert moment(written) is None


@given(st.integers(0, 2**32).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)), st.integers(-840, 840))
def test_a_date_is_the_same_in_either_of_the_two_common_forms(when: datetime, minutes_east: int) -> None:
    """RFC 822 and ISO 8601 name the same moment, to the second, wherever it is written down."""
    there = when.astimezone(timezone(timedelta(minutes=minutes_east)))
    assert moment(there.isoformat()) == when
    assert moment(there.strftime("%a, %d %b %Y %H:%M:%S %z")) == when
    assert moment(when.strftime("%a, %d %b %Y %H:%M:%S GMT")) == when


@given(st.text(alphabet="0123456789:-+/., TZtzapm년월일janfebmon", max_size=40) | st.text(max_size=110))
def test_no_text_breaks_the_reader_of_dates(written: str) -> None:
    """Whatever is written there, it is a moment in UTC or nothing."""
    read = moment(written)
    assert read is None or read.tzinfo is UTC
