"""What an admin types of times, days and hours becomes settings, or a plain word on what is wrong with it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import time
from difflib import get_close_matches
from functools import cache
from itertools import groupby
from unicodedata import combining, normalize
from zoneinfo import available_timezones

from bot.outbox.settings import EVERY_DAY, Quiet, Timetable

MOST_TIMES = 24
"""So many editions a day at most."""

LONGEST_SHOWN = 60
"""So many characters of what was typed are said back."""

_LIKE_TIMES = "Type hours such as “08:00 and 18:30”, or “every 6 hours”, or “at once”; days such as “Mon–Fri”."
_LIKE_QUIET = "Type hours such as “22:00–07:00”, or “none”."
_LIKE_ZONE = "Type a large city that has the same time, such as “Europe/Kyiv” or “New York”."

_AT_ONCE = frozenset({"at once", "instant", "instantly", "immediately", "now", "right away", "straight away"})
_NO_QUIET = frozenset({"none", "no", "never", "off"})

_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAYS: Mapping[str, tuple[int, ...]] = {
    # "mo", "tues" and "thurs" are beginnings of the names too.
    **{name.lower()[:length]: (day,) for day, name in enumerate(_NAMES) for length in range(2, len(name) + 1)},
    **{f"{name.lower()}s": (day,) for day, name in enumerate(_NAMES)},
    "weds": (2,),
    **dict.fromkeys(("day", "days", "daily"), EVERY_DAY),
    **dict.fromkeys(("weekday", "weekdays", "workday", "workdays"), EVERY_DAY[:5]),
    **dict.fromkeys(("weekend", "weekends"), EVERY_DAY[5:]),
}
_CLOCK = {"noon": time(12), "midday": time(12), "midnight": time(0)}

_DAY = "|".join(sorted(_DAYS, key=len, reverse=True))
_HOUR = rf"(?:{'|'.join(_CLOCK)}|\d{{1,2}}(?:[:.h]?\d{{2}})?(?:\s*[ap]\.?m\b\.?)?)(?![\w:]|\.\d)"
_TO = r"\s*(?:-|to\b|until\b|till\b|thru\b|through\b)\s*"
_PIECE = re.compile(
    rf"""
    [\s,;&+/.]+ | (?:and|at|on|the|o'clock)\b
    | (?P<step>(?:every\s+hour|hourly|(?:every\s+)?(?P<apart>\d{{1,3}})\s*h(?:ours?|rs?)?)\b)
    | (?P<day>(?:(?:every|each|all)\s+)?(?P<first>{_DAY})\b(?:{_TO}(?P<last>{_DAY})\b)?)
    | (?P<hour>{_HOUR})
    """,
    re.VERBOSE,
)
_NIGHT = re.compile(rf"(?:(?:from|between)\s+)?(?P<begins>{_HOUR})(?:{_TO}|\s*and\s+)(?P<ends>{_HOUR})")

_SAID_STEPS = (1, 2, 3, 4, 6, 8)
"""The steps in hours that come out even at midnight, and say more than a list of two hours would."""

# The time on somebody's own clock as people write it: some name several zones, and none says when clocks are changed.
_ABBREVIATIONS = frozenset(
    """acdt acst aedt aest akdt akst ast awst brt bst cat cdt cest cet cst eat edt eest eet est gmt hst ist jst kst mdt
    msk mst ndt nst nzdt nzst pdt pht pkt pst sast sgt wast wat west wet wib""".split()
)
_NEAR = 0.65
"""How like a name must be to be offered (1 is the same): “Kyev” is like Kyiv, but “Beijing” not like Berlin."""

_OFFSET = re.compile(r"(?:utc|gmt)?_?[+−-]?\d[\d:.]*")


class NotUnderstood(Exception):
    """It is nothing that can be set; the message says what was typed, why not, and what to type instead."""


def timetable(times: str, days: str = "") -> Timetable | None:
    """The timetable in "08:00 and 18:00", "8, 18:30", "8am", "every 6 hours"; None for "at once".

    `days` is "Mon–Fri", "weekdays", "sat, sun", "every day"; empty means every day, or those that are named beside the
    hours, as in "weekdays at 8". Every N hours are the hours 0, N, 2N … of each day. Raises `NotUnderstood`.
    """
    typed = ", ".join(part for part in (times.strip(), days.strip()) if part)
    if _plain(times) in _AT_ONCE:
        if _plain(days):
            raise _not_understood(typed, "names days, but who is told at once is told on every day", _LIKE_TIMES)
        return None
    pieces = [*_pieces(typed)]
    steps, hours, named = ([one for one in pieces if one.lastgroup == kind] for kind in ("step", "hour", "day"))
    if not steps and not hours:
        raise _not_understood(typed, "names no hour", _LIKE_TIMES)
    if len(steps) + bool(hours) > 1:
        raise _not_understood(typed, "has more than one “every … hours”, or other hours beside it", _LIKE_TIMES)
    runs = [kind for kind, _ in groupby(one.lastgroup == "day" for one in pieces)]
    if len(runs) > 2:
        raise _not_understood(typed, "gives some days other hours, or names them twice; each has the same", _LIKE_TIMES)
    chosen = {hour for one in steps for hour in _stepped(typed, one)}
    chosen |= {_hour(typed, one[0], _LIKE_TIMES) for one in hours}
    if len(chosen) > MOST_TIMES:
        raise _not_understood(typed, f"has {len(chosen)} hours, and a day may have {MOST_TIMES}", _LIKE_TIMES)
    return Timetable(tuple(sorted(chosen)), tuple(sorted({day for one in named for day in _days(one)})) or EVERY_DAY)


def zone(name: str) -> str:
    """The IANA name of a time zone, of whatever case; raises `NotUnderstood` with the nearest names.

    The last parts of a name are enough where no other zone has them: "kyiv", "new york".
    """
    places, key = _places(), _place(name)
    found = places.get(key, ())
    if len(found) == 1:
        return found[0]
    if found:
        raise _not_understood(name, "is more than one time zone", f"Type one of them: {_listed(found[:3], 'or')}.")
    if key in _ABBREVIATIONS or _OFFSET.fullmatch(key):
        raise _not_understood(name, "does not say where, and so not when the clocks are changed", _LIKE_ZONE)
    likest = get_close_matches(key[:LONGEST_SHOWN], places, n=6, cutoff=_NEAR)
    near = [*dict.fromkeys(place for like in likest for place in places[like])][:3]
    nearest = f"; near it: {_listed(near, 'and')}" if near else ""
    raise _not_understood(name, f"is no time zone that is known here{nearest}", _LIKE_ZONE)


def quiet(hours: str) -> Quiet | None:
    """The quiet hours in "22:00–07:00"; None for "none". Raises `NotUnderstood`."""
    text = _plain(hours)
    if text in _NO_QUIET:
        return None
    night = _NIGHT.fullmatch(text)
    if not night:
        raise _not_understood(hours, "does not say from when until when it is quiet", _LIKE_QUIET)
    begins, ends = (_hour(hours, night[end], _LIKE_QUIET) for end in ("begins", "ends"))
    if begins == ends:
        raise _not_understood(hours, "begins and ends at the same hour", _LIKE_QUIET)
    return Quiet(begins, ends)


def said(timetable: Timetable | None) -> str:
    """A timetable as people say it: "at once", "at 08:00 and 18:00, Monday to Friday", "every 6 hours"."""
    if timetable is None:
        return "at once"
    hours = f"at {_listed([_clock(hour) for hour in timetable.times], 'and')}"
    for step in _SAID_STEPS:
        if timetable.times == tuple(time(hour) for hour in range(0, 24, step)):
            hours = "every hour" if step == 1 else f"every {step} hours"
    days = timetable.days
    if days == EVERY_DAY:
        return hours
    if len(days) > 2 and days == tuple(range(days[0], days[-1] + 1)):
        return f"{hours}, {_NAMES[days[0]]} to {_NAMES[days[-1]]}"
    return f"{hours}, {_listed([_NAMES[day] for day in days], 'and')}"


def quiet_said(quiet: Quiet | None) -> str:
    """Quiet hours as people write them: "22:00–07:00", or "none"."""
    return f"{_clock(quiet.begins)}–{_clock(quiet.ends)}" if quiet else "none"


def _pieces(typed: str) -> Iterator[re.Match[str]]:
    """The hours, steps and days in what was typed, in order, each as the group of its name."""
    text, at = _plain(typed), 0
    while at < len(text):
        piece = _PIECE.match(text, at)
        if not piece:
            why = f"is not understood from “{_shown(text[at:])}” on" if at else "is no timetable"
            raise _not_understood(typed, why, _LIKE_TIMES)
        if piece.lastgroup:
            yield piece
        at = piece.end()


def _stepped(typed: str, step: re.Match[str]) -> tuple[time, ...]:
    apart = int(step["apart"] or 1)
    if not 1 <= apart <= 24:
        raise _not_understood(typed, "counts hours that no day has; 1 to 24 are possible", _LIKE_TIMES)
    return tuple(time(hour) for hour in range(0, 24, apart))


def _days(piece: re.Match[str]) -> tuple[int, ...]:
    first = _DAYS[piece["first"]]
    if not piece["last"]:
        return first
    begins, ends = first[0], _DAYS[piece["last"]][-1]
    return tuple(day % 7 for day in range(begins, ends + 1 if begins <= ends else ends + 8))


def _hour(typed: str, text: str, like: str) -> time:
    """The time in "8", "0830", "18:30", "8 p.m." or "noon"; raises `NotUnderstood` where no clock shows it."""
    if text in _CLOCK:
        return _CLOCK[text]
    digits = "".join(character for character in text if character.isdecimal())
    hour, minute = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    halved = "m" in text
    if minute > 59 or hour > (12 if halved else 23) or (halved and hour == 0):
        why = "is no time of the day"
        raise _not_understood(typed, why if text == _plain(typed) else f"has “{text}”, which {why}", like)
    return time(hour % 12 + 12 * ("p" in text) if halved else hour, minute)


@cache
def _places() -> Mapping[str, tuple[str, ...]]:
    """The time zones by their names, and by each end of these: "kyiv" is one, "indiana/knox" and "knox" another.

    Of the names of one word those that are abbreviations ("GB", "EST5EDT") are left out.
    """
    names = [
        name
        for name in sorted(available_timezones() | {"UTC"})
        if "/" in name or name == "UTC" or (name.istitle() and name != "Factory")
    ]
    ends: dict[str, tuple[str, ...]] = {}
    for name in names:
        parts = _place(name).split("/")
        for number in range(1, len(parts) if parts[0] != "etc" else 1):
            end = "/".join(parts[number:])
            ends[end] = (*ends.get(end, ()), name)
    return ends | {_place(name): (name,) for name in names}


def _place(name: str) -> str:
    """A zone's name without what people leave out or write otherwise: case, accents, and spaces for underscores."""
    letters = "".join(letter for letter in normalize("NFKD", _line(name)) if not combining(letter))
    return re.sub(r" ?/ ?", "/", _line(letters).casefold()).replace(" ", "_")


def _plain(text: str) -> str:
    """What was typed in one line and lower case, with a keyboard's dashes, and without quotation marks around it."""
    folded = re.sub("[‐‑‒–—―−]", "-", normalize("NFKC", text).casefold())
    return _line(folded.replace("’", "'")).strip("\"'“”„«»`")


def _line(text: str) -> str:
    """A text in one line, without characters that nobody sees."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _shown(typed: str) -> str:
    line = _line(typed)
    return line if len(line) <= LONGEST_SHOWN else f"{line[: LONGEST_SHOWN - 1]}…"


def _not_understood(typed: str, why: str, instead: str) -> NotUnderstood:
    shown = _shown(typed)
    return NotUnderstood(f"“{shown}” {why}. {instead}" if shown else f"Nothing was typed. {instead}")


def _clock(hour: time) -> str:
    return hour.isoformat("minutes")


def _listed(words: Sequence[str], last: str) -> str:
    """Words as a sentence lists them: "a, b and c"."""
    return f" {last} ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)
