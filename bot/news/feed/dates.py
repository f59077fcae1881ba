"""A date as somebody wrote it in, the moment that it names out, in UTC."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

# Hours from Greenwich: RFC 822, section 5, and what feeds use beside it.
_HOURS: dict[str, float] = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "met": 1, "cest": 2, "mest": 2,
    "eet": 2, "sast": 2, "eest": 3, "msk": 3, "ist": 5.5, "sgt": 8, "hkt": 8, "awst": 8, "jst": 9, "kst": 9,
    "acst": 9.5, "aest": 10, "acdt": 10.5, "aedt": 11, "nzst": 12, "nzdt": 13, "ast": -4, "adt": -3, "est": -5,
    "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "akst": -9, "akdt": -8, "hst": -10,
    "at": -4, "et": -5, "ct": -6, "mt": -7, "pt": -8, "brt": -3, "art": -3,
}  # fmt: skip
_ZONES = {name: timezone(timedelta(hours=hours)) if hours else UTC for name, hours in _HOURS.items()}
_SEOUL = _ZONES["kst"]

# How the names of the months begin, without their accents, in the languages of the feeds that were seen: English,
# German, Dutch, the Nordic ones, French, Spanish, Portuguese, Italian, Polish, Hungarian, Turkish, Russian and Greek.
_STEMS = (
    "jan gen ene sty oca янв ιαν",
    "feb fev lut sub фев φεβ",
    "mar maa mrt мар μαρ μαρτ",
    "apr avr abr kwi nis апр απρ",
    "may mai mag maj mei maio мая май μαι μαϊ",
    "jun juin giu cze haz июн ιουν",
    "jul juil lug lip tem июл ιουλ",
    "aug aou ago sie agu авг αυγ",
    "sep set wrz szep eyl сен σεπ",
    "oct okt ott out paz eki окт οκτ",
    "nov lis kas ноя νοε",
    "dec dez dic des gru ara дек δεκ",
)
_MONTHS = {stem: number for number, stems in enumerate(_STEMS, start=1) for stem in stems.split()}
_LONGEST_STEM = max(map(len, _MONTHS))

# How the names of the days begin in the same languages, Monday first.
_DAYS = (
    "mon lun seg pon het man maa paz пн пон δευ",
    "tue tues mar die ter wto kedd tir вт тρι",
    "wed mer mie mit qua sro sze ons woe ср τετ",
    "thu jeu jue gio don qui czw csu tor чт πεμ",
    "fri ven vie fre sex pia pen vrij пт παρ",
    "sat sam sab sob szo lor zat сб σαβ",
    "sun dim dom son nie vas зо вс κυρ",
)
_WEEKDAYS = {stem: number for number, stems in enumerate(_DAYS) for stem in stems.split()}
_FILLERS = frozenset("at um de del of le a o klo kl uhr the den".split())

_MOST_CHARACTERS = 100

_RFC_822 = re.compile(
    r"(?:[^\W\d_]{2,9},? ?)?(\d{1,2}) ([A-Za-z]{3})[a-z]{0,6} (\d{4}) (\d\d):(\d\d)(?::(\d\d))? ?"
    r"(?:([+-])(\d\d):?(\d\d)|([A-Za-z]{1,5}))",
    re.ASCII,
)
_ENGLISH = {name: number for name, number in _MONTHS.items() if len(name) == 3 and name.isascii()}
_IN_TWO_DIGITS = {f" {name.title()} ": f"{number:02}" for name, number in _ENGLISH.items()}
_ISO = re.compile(
    r"\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)? ?(?:[Zz]|[+-]\d\d(?::?\d\d)?)?)?", re.ASCII
)
# Midnight as the end of a day, and a leap second: ISO 8601 knows them, `fromisoformat` does not.
_OUT_OF_THE_DAY = re.compile(r"[Tt ]24:|:60")
# ISO 8601 as feeds shorten it: the century, the day or the hyphens left out, or the day counted from New Year.
_SHORT_ISO = re.compile(
    r"(?:-?(?P<year>\d{4}|\d\d)-?(?P<day_of_year>\d{3})|-(?P<yy>\d\d)-?(?P<mm>\d\d)|(?P<y>\d{4})(?:-(?P<m>\d\d))?"
    r"|(?P<ymd>(?:\d\d){1,2}-?\d\d-?\d\d))",
    re.ASCII,
)
_SECONDS_SINCE_1970 = re.compile(r"\d{9,10}|\d{13}", re.ASCII)

_COMMENT = re.compile(r"\([^()]*\)")
_TIME = re.compile(
    r"(?:(?<=\d)t|(?<![\d:.]))(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?(?![\d:])\s*(?:([ap])\.?m\b\.?)?", re.ASCII
)
_MIDDAY = re.compile("(오전|오후)")
_OFFSET = re.compile(r"(?:(?:etc/)?(?:gmt|utc)|z)?\s*([+-])(\d\d):?(\d\d)\s*z?(?!\S)", re.ASCII)
_PLACE = re.compile(r"\b(?:Africa|America|Asia|Atlantic|Australia|Europe|Indian|Pacific|Etc)/[A-Za-z_+/-]{2,40}")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")
_PARTS = re.compile(r"(?P<number>\d+)|(?P<word>[^\W\d_]+)|(?P<mark>[^\s,])")


def moment(written: str) -> datetime | None:
    """The moment that a date names; in UTC where it names no zone, at midnight where no hour, None for no date."""
    written = written.strip()
    if not 4 <= len(written) <= _MOST_CHARACTERS:
        return None
    try:
        read = _read(written)
        if read is None:
            return None
        return read if read.tzinfo is UTC else read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _read(written: str) -> datetime | None:
    """A date in its own zone if it names one: the common forms first, which differ in price by a factor of ten."""
    iso = written if written[4:5] == "-" and written[10:11] == "T" else _iso_of_rfc_822(written)
    if iso:
        try:
            return datetime.fromisoformat(iso)
        except ValueError:
            pass  # a slip, or the end of a day; the slower ways know these
    if common := _RFC_822.fullmatch(written):
        return _rfc_822(common)
    if _ISO.fullmatch(written) and not _OUT_OF_THE_DAY.search(written):
        return datetime.fromisoformat(written.replace(" ", "T", 1).replace(" ", "").upper().replace(",", "."))
    return _seldom(written)


def _iso_of_rfc_822(written: str) -> str | None:
    """ISO 8601 for a date of RFC 822 that has every part in its usual place; None for any other.

    "Thu, 05 Mar 2026 07:45:00 GMT" has, and the same with "+0100" at its end.
    """
    month, zone = _IN_TWO_DIGITS.get(written[7:12]), written[26:]
    if month is None or written[3:5] != ", " or written[16:26:3] != " :: " or not written[:3].isalpha():
        return None
    if zone == "GMT":
        zone = "Z"
    elif len(zone) != 5 or zone[0] not in "+-":
        return None
    return f"{written[12:16]}-{month}-{written[5:7]}T{written[17:25]}{zone}"


def _rfc_822(match: re.Match[str]) -> datetime | None:
    """The date of RFC 822, section 5, with the year in four digits (RFC 1123, 5.2.14); None for names unknown."""
    day, name, year, hour, minute, second, sign, hours, minutes, zone = match.groups()
    month = _ENGLISH.get(name.lower())
    place = _offset(sign, hours, minutes) if sign else _ZONES.get(zone.lower())
    if month is None or place is None:
        return _seldom(match[0])
    return _at(int(year), month, int(day), int(hour), int(minute), int(second or 0), place)


def _at(year: int, month: int, day: int, hour: int, minute: int, second: int, zone: tzinfo | None) -> datetime:
    """A moment; hour 24 is midnight of the next day, a leap second the one before it."""
    late = hour == 24 and minute == second == 0
    read = datetime(year, month, day, 0 if late else hour, minute, 59 if second == 60 else second, tzinfo=zone)
    return read + timedelta(days=1) if late else read


@lru_cache(maxsize=256)
def _offset(sign: str, hours: str, minutes: str) -> timezone:
    east = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return timezone(-east if sign == "-" else east)


# --------------------------------------------------------------------------------------------------- the rarer forms


def _seldom(written: str) -> datetime | None:
    if _SECONDS_SINCE_1970.fullmatch(written):
        return datetime.fromtimestamp(int(written[:10]), UTC)
    if short := _SHORT_ISO.fullmatch(written):
        return _short_iso(short)
    place = _PLACE.search(written)
    zone: tzinfo | None = _zone_of(place[0]) if place else None
    text = _plain(written.replace(place[0], " ") if place else written)
    hour, minute, second = 0, 0, 0
    if clock := _TIME.search(text):
        hour, minute, second = int(clock[1]), int(clock[2]), int(clock[3] or 0)
        half = _MIDDAY.search(text)
        text = _MIDDAY.sub(" ", f"{text[: clock.start()]} ; {text[clock.end() :]}")
        if clock[4] or half:
            hour = hour % 12 + 12 * (clock[4] == "p" or (half is not None and half[0] == "오후"))
        if offset := _OFFSET.search(text, clock.start()):
            zone = _offset(*offset.groups())
            text = f"{text[: offset.start()]} {text[offset.end() :]}"
    date = _date(text)
    if date is None:
        return None
    zone = zone or _ZONES.get(date.zone) or (_SEOUL if "년" in written or _MIDDAY.search(written) else None)
    return _at(date.year, date.month, date.day, hour, minute, second, zone)


def _zone_of(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # a place that this machine's map does not show
        return UTC


def _plain(written: str) -> str:
    """A date in small letters, without accents, comments and the endings of ordinals."""
    folded = "".join(
        sign for sign in unicodedata.normalize("NFD", written.casefold()) if not unicodedata.combining(sign)
    )
    return _ORDINAL.sub("", _COMMENT.sub(" ", unicodedata.normalize("NFC", folded)))


def _short_iso(match: re.Match[str]) -> datetime:
    if match["day_of_year"]:
        return datetime(_full(match["year"]), 1, 1) + timedelta(days=int(match["day_of_year"]) - 1)  # noqa: DTZ001 - UTC is added
    if match["ymd"]:
        digits = match["ymd"].replace("-", "")
        return _at(_full(digits[:-4]), int(digits[-4:-2]), int(digits[-2:]), 0, 0, 0, UTC)
    return _at(_full(match["yy"] or match["y"]), int(match["mm"] or match["m"] or 1), 1, 0, 0, 0, UTC)


def _full(year: str) -> int:
    """A year in all its digits; of two, those below 70 are of this century."""
    return int(year) if len(year) > 2 else int(year) + (2000 if int(year) < 70 else 1900)


class _Date(NamedTuple):
    year: int
    month: int
    day: int
    zone: str


def _date(text: str) -> _Date | None:
    """Day, month and year in what is left of a date without its hour, and the short name of a zone, or "".

    None where a word is no month, day of the week or zone, or where the numbers do not come out.
    """
    numbers: list[str] = []
    month, weekday, zone, marks = 0, None, "", ""
    for kind, part, after_time in _parts(text):
        if kind == "number":
            numbers.append(part)
        elif kind == "mark":
            marks += part
        elif after_time and part in _ZONES:
            zone = part
        elif found := _stem(part, _MONTHS):
            # "mar." is March, and the French for Tuesday: the later word is the month.
            month, weekday = found, weekday if month == 0 else _stem(text.lstrip().partition(" ")[0], _WEEKDAYS)
        elif not numbers and weekday is None:
            weekday = _stem(part, _WEEKDAYS)
        elif part in _ZONES:
            zone = part
        elif part not in _FILLERS and part not in ("년", "월", "일"):
            return None
    if month:
        return _with_month(numbers, month, zone)
    return _of_numbers(numbers, marks, weekday, zone)


def _parts(text: str) -> Iterator[tuple[str, str, bool]]:
    before_time = text.find(";")
    for match in _PARTS.finditer(text):
        if match[0] != ";":
            yield str(match.lastgroup), match[0], 0 <= before_time < match.start()


def _stem(word: str, names: dict[str, int]) -> int | None:
    return next((names[word[:size]] for size in range(_LONGEST_STEM, 2, -1) if word[:size] in names), None)


def _with_month(numbers: list[str], month: int, zone: str) -> _Date | None:
    match numbers:
        case [year] if len(year) == 4:
            return _Date(int(year), month, 1, zone)
        case [year, day] if len(year) == 4 and len(day) <= 2:
            return _Date(int(year), month, int(day), zone)
        case [day, year] if len(day) <= 2 and len(year) in (2, 4):
            return _Date(_full(year), month, int(day), zone)
    return None


def _of_numbers(numbers: list[str], marks: str, weekday: int | None, zone: str) -> _Date | None:
    """A date without the name of a month; where it could be read in two ways, its day of the week decides."""
    match [len(number) for number in numbers]:
        case [4, 1 | 2 | 3, 1 | 2]:
            return _Date(int(numbers[0]), int(numbers[1]), int(numbers[2]), zone)
        case [1 | 2, 1 | 2, 2 | 4]:
            first, second, year = int(numbers[0]), int(numbers[1]), _full(numbers[2])
        case _:
            return None
    ways = [(first, second), (second, first)] if marks.startswith("/") else [(second, first)]
    possible = [(month, day) for month, day in [*ways, (first, second)] if month <= 12]
    month, day = next((way for way in possible if weekday == _weekday(year, *way)), possible[0] if possible else (0, 0))
    return _Date(year, month, day, zone)


def _weekday(year: int, month: int, day: int) -> int | None:
    try:
        return datetime(year, month, day, tzinfo=UTC).weekday()
    except ValueError:
        return None
