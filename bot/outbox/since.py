"""How far back somebody wants to look, as they type it, becomes a moment, or a plain word on what is wrong with it."""

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Literal
from unicodedata import normalize

from bot.outbox.typed import NotUnderstood

EARLIEST = 1970
"""The first year in which anything can have been told."""

LONGEST = 100
"""Characters; no way to name a day takes more."""

LONGEST_SHOWN = 60
"""So many characters of what was typed are said back."""

Unit = Literal["hour", "day", "week", "month", "year"]

_LIKE = "Type “7 days”, “2 weeks”, “yesterday”, “Monday”, “1 September” or “2026-09-01”."

_UNITS: Mapping[str, Unit] = {
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), "hour"),
    **dict.fromkeys(("d", "day", "days"), "day"),
    **dict.fromkeys(("w", "wk", "wks", "week", "weeks"), "week"),
    **dict.fromkeys(("mo", "month", "months"), "month"),
    **dict.fromkeys(("y", "yr", "yrs", "year", "years"), "year"),
}
_DAYS = {
    name[:length]: number
    for number, name in enumerate(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))
    for length in range(3, len(name) + 1)
}
_MONTHS = {
    name[:length]: number
    for number, name in enumerate(
        """january february march april may june july august september october november december""".split(), start=1
    )
    for length in range(3, len(name) + 1)
}
_UNIT, _DAY, _MONTH = ("|".join(sorted(names, key=len, reverse=True)) for names in (_UNITS, _DAYS, _MONTHS))

_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        rf"(?:(?:the )?(?:last|past) )?(?P<number>\d{{1,4}}|an?|one) ?(?P<unit>{_UNIT})(?: ago)?",
        r"(?P<near>today|yesterday)",
        rf"(?P<which>this|last) (?P<span>{_UNIT})",
        rf"(?:on )?(?P<before>last )?(?P<weekday>{_DAY})",
        r"(?P<year>\d{4})(?: (?P<month>\d\d?)(?: (?P<day>\d\d?))?)?",
        r"(?P<first>\d\d?) (?P<second>\d\d?) (?P<year>\d{4})",
        rf"(?P<day>\d\d?)(?:st|nd|rd|th)? (?:of )?(?P<named>{_MONTH})(?: (?P<year>\d{{4}}))?",
        rf"(?P<named>{_MONTH})(?: (?P<day>\d\d?)(?:st|nd|rd|th)?)?(?: (?P<year>\d{{4}}))?",
    )
)


def since(typed: str, now: datetime, zone: tzinfo = UTC) -> datetime:
    """The moment meant by "7 days", "2 weeks", "yesterday", "Monday", "last month", "1 Sep", "2026-09-01", in UTC.

    So many days ago is that long before `now`; a day, a week, a month or a year by its name is where it begins in
    `zone`, the last one that has begun. Raises `NotUnderstood`.
    """
    words = _words(typed)
    for shape in _SHAPES:
        if found := shape.fullmatch(words):
            break
    else:
        raise _not_understood(typed, "names no day")
    try:
        begins = _moment(typed, found, now.astimezone(zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise _not_understood(typed, "is no day of the calendar") from None
    if begins.year < EARLIEST:
        raise _not_understood(typed, "lies further back than anything that was told")
    if begins > now:
        raise _not_understood(typed, "has not come yet")
    return begins


def _moment(typed: str, found: re.Match[str], now: datetime) -> datetime:
    """What one of the shapes means; raises `ValueError` or `OverflowError` where no calendar has it."""
    given = {name: value for name, value in found.groupdict().items() if value}
    today = now.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    match given:
        case {"number": number, "unit": unit}:
            return _ago(now, int(number) if number.isdecimal() else 1, _UNITS[unit])
        case {"near": near}:
            return today if near == "today" else _ago(today, 1, "day")
        case {"which": which, "span": span}:
            return _ago(_beginning(now, _UNITS[span]), 1 if which == "last" else 0, _UNITS[span])
        case {"weekday": weekday}:
            back = (today.weekday() - _DAYS[weekday]) % 7
            return _ago(today, back or (7 if "before" in given else 0), "day")
        case {"named": named}:
            return _latest(today, given.get("year"), _MONTHS[named], int(given.get("day", 1)))
        case {"first": first, "second": second, "year": year}:
            return _european(typed, today, int(first), int(second), int(year))
        case _:
            year, month, day = (int(given.get(part, 1)) for part in ("year", "month", "day"))
            return today.replace(year=year, month=month, day=day)


def _ago(at: datetime, number: int, unit: Unit) -> datetime:
    """So many hours, or days, weeks, months and years of the calendar, before a moment."""
    match unit:
        case "hour":
            return (at.astimezone(UTC) - timedelta(hours=number)).astimezone(at.tzinfo)
        case "day" | "week":
            return at - timedelta(days=number * (7 if unit == "week" else 1))
        case "month" | "year":
            year, month = divmod(at.year * 12 + at.month - 1 - number * (12 if unit == "year" else 1), 12)
            # The calendar itself ends somewhere, before so many years may.
            year = max(year, EARLIEST - 1)
            return at.replace(year=year, month=month + 1, day=min(at.day, monthrange(year, month + 1)[1]))


def _beginning(at: datetime, unit: Unit) -> datetime:
    """Where the hour, day, week, month or year began in which a moment lies."""
    hour = at.replace(minute=0, second=0, microsecond=0)
    day = hour.replace(hour=0, fold=0)
    match unit:
        case "hour":
            return hour
        case "day":
            return day
        case "week":
            return _ago(day, day.weekday(), "day")
        case "month":
            return day.replace(day=1)
        case "year":
            return day.replace(month=1, day=1)


def _latest(today: datetime, year: str | None, month: int, day: int) -> datetime:
    """This day of this month, in the year that is named or else the last one in which it has been."""
    if year:
        return today.replace(year=int(year), month=month, day=day)
    # The 29th of February may be up to eight years ago.
    for back in range(9):
        if day <= monthrange(today.year - back, month)[1]:
            found = today.replace(year=today.year - back, month=month, day=day)
            if found <= today:
                return found
    raise ValueError


def _european(typed: str, today: datetime, first: int, second: int, year: int) -> datetime:
    """A date that begins with the day, or with the month where only that can be meant."""
    if first != second and {first, second} <= {*range(1, 13)}:
        one, other = f"{year}-{second:02}-{first:02}", f"{year}-{first:02}-{second:02}"
        raise _not_understood(typed, "may be one of two days", f"Type {one} or {other}.")
    day, month = (first, second) if second <= 12 else (second, first)
    return today.replace(year=year, month=month, day=day)


def _words(typed: str) -> str:
    """What was typed, in lower case and without its marks: "Sept. 1, 2026" is "sept 1 2026"."""
    found = re.findall(r"[^\W_]+", normalize("NFKC", typed).casefold()) if len(typed) <= LONGEST else []
    return " ".join(found[1:] if found[:1] == ["since"] else found)


def _not_understood(typed: str, why: str, instead: str = _LIKE) -> NotUnderstood:
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in typed[:1000]).split())
    shown = line if len(line) <= LONGEST_SHOWN else f"{line[: LONGEST_SHOWN - 1]}…"
    return NotUnderstood(f"“{shown}” {why}. {instead}" if shown else f"Nothing was typed. {instead}")
