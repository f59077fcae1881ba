"""What an admin types is understood however they write it, and what is not is answered in words that help."""

import time as clock
from collections.abc import Callable
from datetime import time
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.outbox import typed
from bot.outbox.settings import EVERY_DAY, Quiet, Timetable
from bot.outbox.typed import NotUnderstood

EIGHT, SIX = time(8), time(18)
WEEKDAYS, WEEKEND = (0, 1, 2, 3, 4), (5, 6)

some_times = st.builds(time, st.integers(0, 23), st.integers(0, 59))
some_timetables = st.builds(
    Timetable,
    st.sets(some_times, min_size=1, max_size=24).map(lambda found: tuple(sorted(found)))
    | st.sampled_from([tuple(time(hour) for hour in range(0, 24, step)) for step in range(1, 25)]),
    st.sets(st.sampled_from(EVERY_DAY), min_size=1).map(lambda found: tuple(sorted(found))),
)
some_quiet = st.builds(Quiet, some_times, some_times).filter(lambda quiet: quiet.begins != quiet.ends)

WORDS = """every hour hours hourly h day daily weekdays mon tues fri-mon Mon–Fri to and at on 8 08:00 18h30 8.30 12pm 0
    24 25:00 13am 99 noon midnight -5 , ; & / . : none at once utc Europe/Kyiv new york EST gmt+2 ½ ٣ ８ ﷺ ’ @here"""
some_texts = st.text(max_size=80) | st.lists(st.sampled_from(WORDS.split()), max_size=12).map(" ".join)


def refusal(text: str, days: str = "") -> str:
    """Why these hours and days are not understood."""
    with pytest.raises(NotUnderstood) as refused:
        typed.timetable(text, days)
    return str(refused.value)


def answered(ask: Callable[[], object]) -> object:
    """What was understood, or why nothing was."""
    try:
        return ask()
    except NotUnderstood as refused:
        return refused


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("08:00 and 18:00", [EIGHT, SIX]),
        ("8, 18:30", [EIGHT, time(18, 30)]),
        ("18:30,8:00", [EIGHT, time(18, 30)]),
        ("9 12 18", [time(9), time(12), SIX]),
        ("8 & 8 & 08:00", [EIGHT]),
        ("8am", [EIGHT]),
        ("8 A.M., 6 p.m.", [EIGHT, SIX]),
        ("8am/6:30pm", [EIGHT, time(18, 30)]),
        ("12am; 12pm", [time(0), time(12)]),
        ("noon", [time(12)]),
        ("Midnight and midday.", [time(0), time(12)]),
        ("at 8 o’clock", [EIGHT]),
        ("0830 1830", [time(8, 30), time(18, 30)]),
        ("8.30 and 18h30", [time(8, 30), time(18, 30)]),
        ("\u200b ８：００\n18：00 ", [EIGHT, SIX]),
        ("every 6 hours", [time(0), time(6), time(12), SIX]),
        ("every 9 hrs", [time(0), time(9), SIX]),
        ("12h", [time(0), time(12)]),
        ("every 24 hours", [time(0)]),
        ("every hour", [time(hour) for hour in range(24)]),
        ("Hourly", [time(hour) for hour in range(24)]),
    ],
)
def test_hours_are_understood_as_people_write_them(text: str, hours: list[time]) -> None:
    """In order, each once, on every day."""
    assert typed.timetable(text) == Timetable(tuple(hours))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("", EVERY_DAY),
        ("every day", EVERY_DAY),
        ("daily", EVERY_DAY),
        ("Mon–Fri", WEEKDAYS),
        ("mon - fri", WEEKDAYS),
        ("Monday to Friday", WEEKDAYS),
        ("weekdays", WEEKDAYS),
        ("every weekday", WEEKDAYS),
        ("on weekends", WEEKEND),
        ("Sat, Sun", WEEKEND),
        ("sundays & saturdays", WEEKEND),
        ("Tues, weds and Thurs.", (1, 2, 3)),
        ("mo we fr", (0, 2, 4)),
        ("Fri–Mon", (0, 4, 5, 6)),
        ("Mon–Wed, Sat", (0, 1, 2, 5)),
        ("Sun-Sun", (6,)),
    ],
)
def test_days_are_understood_as_people_write_them(text: str, days: tuple[int, ...]) -> None:
    """In an option of their own, or beside the hours, before them or after."""
    expected = Timetable((EIGHT,), days)
    assert [typed.timetable("8", text), typed.timetable(f"8:00 {text}"), typed.timetable(f"{text} 8:00")] == [
        expected
    ] * 3


@pytest.mark.parametrize("text", ["at once", "At  once", "instant", "now"])
def test_at_once_is_no_timetable(text: str) -> None:
    """It is told on every day, so that days beside it are a mistake."""
    assert typed.timetable(text) is None
    assert refusal(text, "Mon").startswith(f"“{text.replace('  ', ' ')}, Mon” names days")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "Nothing was typed."),
        ("twice a day", "“twice a day” is no timetable."),
        ("every 90 minutes", "“every 90 minutes” is no timetable."),
        ("Mon–Fri", "“Mon–Fri” names no hour."),
        ("24:00", "“24:00” is no time of the day."),
        ("8 and 8:60", "“8 and 8:60” has “8:60”, which is no time of the day."),
        ("13pm", "“13pm” is no time of the day."),
        ("0am", "“0am” is no time of the day."),
        ("8:00-18:00", "“8:00-18:00” is not understood from “-18:00” on."),
        ("8:00 UTC", "“8:00 UTC” is not understood from “utc” on."),
        ("8.3", "“8.3” is no timetable."),
        ("every 0 hours", "“every 0 hours” counts hours that no day has; 1 to 24 are possible."),
        ("every 25 hours", "“every 25 hours” counts hours that no day has; 1 to 24 are possible."),
        ("8h and 18h", "“8h and 18h” has more than one “every … hours”, or other hours beside it."),
        ("every hour and 8:30", "“every hour and 8:30” has more than one “every … hours”, or other hours beside it."),
        ("Mon 8, Sat 9", "“Mon 8, Sat 9” gives some days other hours, or names them twice; each has the same."),
    ],
)
def test_what_is_not_understood_is_said_with_what_to_type_instead(text: str, why: str) -> None:
    """Nothing is guessed of which the admin may have meant something else."""
    assert refusal(text) == f"{why} {refusal('').removeprefix('Nothing was typed. ')}"
    assert refusal(text).endswith("or “at once”; days such as “Mon–Fri”.")


def test_an_hour_of_which_there_are_too_many_is_refused() -> None:
    """One an hour is the most."""
    hours = [f"{hour}:00" for hour in range(24)]
    assert typed.timetable(" ".join(hours)) == typed.timetable("hourly")
    assert "has 25 hours, and a day may have 24." in refusal(" ".join([*hours, "8:30"]))


@given(some_timetables)
def test_what_is_said_of_a_timetable_is_understood_as_the_same(chosen: Timetable) -> None:
    """Whoever copies what they were shown sets what they had."""
    assert typed.timetable(typed.said(chosen)) == chosen


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        (None, "at once"),
        (Timetable((EIGHT,)), "at 08:00"),
        (Timetable((EIGHT, SIX), WEEKDAYS), "at 08:00 and 18:00, Monday to Friday"),
        (Timetable((EIGHT, time(12), SIX), WEEKEND), "at 08:00, 12:00 and 18:00, Saturday and Sunday"),
        (Timetable((EIGHT,), (0, 2, 4)), "at 08:00, Monday, Wednesday and Friday"),
        (Timetable((time(0), time(6), time(12), SIX)), "every 6 hours"),
        (Timetable(tuple(time(hour) for hour in range(24)), WEEKEND), "every hour, Saturday and Sunday"),
        (Timetable((time(0), time(9), SIX)), "at 00:00, 09:00 and 18:00"),
    ],
)
def test_a_timetable_is_said_as_people_say_it(chosen: Timetable | None, told: str) -> None:
    """Every nine hours would be untrue at midnight."""
    assert typed.said(chosen) == told


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Europe/Kyiv", "Europe/Kyiv"),
        ("europe/kyiv", "Europe/Kyiv"),
        (" EUROPE / london ", "Europe/London"),
        ("Kyiv", "Europe/Kyiv"),
        ("new york", "America/New_York"),
        ("America/New York", "America/New_York"),
        ("são paulo", "America/Sao_Paulo"),
        ("Indiana/Knox", "America/Indiana/Knox"),
        ("Port-au-Prince", "America/Port-au-Prince"),
        ("utc", "UTC"),
        ("japan", "Japan"),
    ],
)
def test_a_zone_is_understood_without_its_case_and_its_continent(name: str, meant: str) -> None:
    """Accents and spaces are as people write them; what comes of it is a zone."""
    assert typed.zone(name) == meant
    assert ZoneInfo(meant).key == meant


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "Nothing was typed. Type a large city"),
        ("Kyev", "“Kyev” is no time zone that is known here; near it: Europe/Kyiv and Europe/Kiev. Type a large"),
        ("Beijing", "“Beijing” is no time zone that is known here. Type a large city"),
        ("Factory", "“Factory” is no time zone that is known here"),
        ("localtime", "“localtime” is no time zone that is known here"),
        ("../../etc/passwd", "“../../etc/passwd” is no time zone that is known here"),
        ("Nicosia", "“Nicosia” is more than one time zone. Type one of them: Asia/Nicosia or Europe/Nicosia."),
        ("EST", "“EST” does not say where, and so not when the clocks are changed. Type a large city"),
        ("cet", "“cet” does not say where"),
        ("UTC+2", "“UTC+2” does not say where"),
        ("−03:00", "“−03:00” does not say where"),
        ("kyiv" + " " * 90 + "x", "“kyiv x” is no time zone"),
    ],
)
def test_a_zone_that_is_not_one_is_answered_with_those_near_it(name: str, why: str) -> None:
    """An abbreviation or an offset is no place, and only a place says when the clocks are changed."""
    with pytest.raises(NotUnderstood) as refused:
        typed.zone(name)
    assert str(refused.value).startswith(why)


@pytest.mark.parametrize(
    "text",
    ["22:00–07:00", "22-7", "22:00 - 7:00", "10pm to 7am", "from 22:00 until 07:00", "between 22 and 7", "2200–0700"],
)
def test_quiet_hours_are_understood_as_people_write_them(text: str) -> None:
    """With any dash or word between them."""
    assert typed.quiet(text) == Quiet(time(22), time(7))


def test_quiet_hours_can_be_none() -> None:
    """In one word."""
    assert [typed.quiet(text) for text in ("none", "Off", " no ")] == [None, None, None]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "Nothing was typed."),
        ("at night", "“at night” does not say from when until when it is quiet."),
        ("22:00", "“22:00” does not say from when until when it is quiet."),
        ("22–25", "“22–25” has “25”, which is no time of the day."),
        ("22:00–10pm", "“22:00–10pm” begins and ends at the same hour."),
    ],
)
def test_quiet_hours_that_are_none_are_answered(text: str, why: str) -> None:
    """With how they are written."""
    with pytest.raises(NotUnderstood) as refused:
        typed.quiet(text)
    assert str(refused.value) == f"{why} Type hours such as “22:00–07:00”, or “none”."


@given(st.none() | some_quiet)
def test_what_is_said_of_quiet_hours_is_understood_as_the_same(chosen: Quiet | None) -> None:
    """None as well."""
    assert typed.quiet(typed.quiet_said(chosen)) == chosen


def test_quiet_hours_are_said_as_people_write_them() -> None:
    """With a dash."""
    assert [typed.quiet_said(Quiet(time(22), time(7))), typed.quiet_said(None)] == ["22:00–07:00", "none"]


@settings(max_examples=300, deadline=None)
@given(some_texts, some_texts)
def test_no_text_is_more_than_not_understood(one: str, other: str) -> None:
    """What is understood can be set: in order, within bounds; and what is not is answered in one short line."""
    for answer in (answered(lambda: typed.timetable(one, other)), answered(lambda: typed.quiet(one))):
        if isinstance(answer, Timetable):
            assert 1 <= len(answer.times) <= 24
            assert answer.times == tuple(sorted(set(answer.times)))
            assert answer.days == tuple(sorted(set(answer.days))) != ()
        if isinstance(answer, NotUnderstood):
            assert str(answer).isprintable()
            assert len(str(answer)) < 400
    place = answered(lambda: typed.zone(one))
    assert isinstance(place, NotUnderstood) or ZoneInfo(str(place)).key == place


@pytest.mark.parametrize(
    "text",
    ["8" * 6000, "8 " * 3000, "every " * 1000, "mon-" * 1500, "ﷺ" * 6000, "8" + " " * 6000 + "x"],
    ids=["digits", "hours", "words", "days", "ligatures", "spaces"],
)
def test_a_long_text_is_answered_fast_and_in_short(text: str) -> None:
    """Six thousand characters are as many as Discord lets an option have; its beginning is said back."""
    begun = clock.process_time()
    for ask in (typed.timetable, typed.zone, typed.quiet):
        assert len(str(answered(partial(ask, text)))) < 400
    assert clock.process_time() - begun < 1
