"""A scene as one writes it down, a line for each step → the steps to play, or everything that is wrong with it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from textwrap import dedent

from bot.sandbox.scenes import steps
from bot.sandbox.scenes.steps import Choose, Command, Does, Menu, Place, Press, Say, Step, Submit

MOST_LINES = 2_000
MOST_CHARACTERS = 200_000
MOST_FAULTS = 50
LONGEST_STEP = 2_000
LONGEST_WAIT = 600.0
LONGEST_JUMP = 31 * 86400.0
MOST_COUNTED = 999

ACTS = ("publish", "edit", "reword", "correct", "withdraw", "restore", "comment")
GAPS = ("blog", "feed")
"""What a scene may leave a gap for, in braces: the demo blog's address, and its feed's."""

_UNITS = {"s": 1, "second": 1, "min": 60, "minute": 60, "h": 3600, "hour": 3600, "d": 86400, "day": 86400}
# Runs of spaces are taken whole (++), or a line of little else would be tried again and again.
_QUOTED = r'"(?:[^"\\]|\\.)*"'
_NAME = rf'({_QUOTED}|[^"\s][^"]*?)'
_TIME = r"([0-9]{1,7}(?:\.[0-9]{1,3})?) *([a-z]+)"
_WITHIN = rf"(?: ++within ++{_TIME})?"
_ON = rf"(?: ++on ++({_QUOTED}))?"
_PLACE = r"(DM|#.+)"
_COUNT = r"([0-9]{1,6}) ++messages?"
_GAP = re.compile(r"\{([A-Za-z_]+)\}")


__all__ = ["NotAScene", "Step", "read"]


class NotAScene(ValueError):
    """It is not a scene: `faults` says line by line what is wrong and what would be right."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class _Fault(ValueError):
    """It is not a step; the message says why, and what would be."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that begins a step, its number from 1, and the text indented below it, None where there is none."""

    number: int
    words: str
    below: str | None


def read(text: str) -> tuple[Step, ...]:
    """Read a scene; raises `NotAScene` with all of its faults at once."""
    if len(text) > MOST_CHARACTERS or text.count("\n") >= MOST_LINES:
        raise NotAScene((f"a scene has at most {MOST_LINES:,} lines and {MOST_CHARACTERS:,} characters",))
    found: list[Step] = []
    faults: list[tuple[int, str]] = []
    for line in _lines(text):
        try:
            found.append(Step(line.number, _step(line)))
        except _Fault as fault:
            faults.append((line.number, str(fault)))
    # Where a line could not be read, what follows it may only seem to be out of order.
    faults = faults or list(_out_of_order(found))
    if faults:
        told = tuple(f"line {number}: {what}" for number, what in faults)
        more = (f"and {len(told) - MOST_FAULTS} more",) if len(told) > MOST_FAULTS else ()
        raise NotAScene(told[:MOST_FAULTS] + more)
    return tuple(found)


def _out_of_order(found: list[Step]) -> Iterator[tuple[int, str]]:
    """What cannot be done where it stands, whatever the bot does."""
    acting, answered, filled = False, False, 0
    for step in found:
        match step.does:
            case steps.As():
                acting = True
            case (
                Command()
                | Say()
                | Press()
                | Choose()
                | Menu()
                | Submit()
                | steps.Fill()
                | steps.Messages()
                | (steps.Text() | steps.Counted() | steps.Show())
            ) if not acting:
                yield step.line, "nobody is there yet: begin with who acts and where, such as: as mira in #news"
                acting = True
            case steps.Holds() | steps.Lacks() | steps.Refused() if not answered:
                yield step.line, "nothing has been done yet that could be answered: expect stands after a command"
        answered = answered or isinstance(step.does, Command | Say | Press | Choose | Menu | Submit)
        if filled and not isinstance(step.does, steps.Fill | Submit):
            yield filled, "what is filled here is never sent: write submit below it"
        filled = step.line if isinstance(step.does, steps.Fill) else 0
    if filled:
        yield filled, "what is filled here is never sent: write submit below it"


# ------------------------------------------------------------------------------------------------------------ lines


def _lines(text: str) -> tuple[_Line, ...]:
    """Take a scene apart: what begins at the margin begins a step, what is indented belongs to the step above it."""
    found: list[tuple[int, str, list[str]]] = []
    within = False
    for number, line in enumerate(text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n"), start=1):
        if line[:1] in (" ", "\t", ""):
            if within:
                found[-1][2].append(line)
            elif line.strip():
                found.append((number, "", [line]))
        else:
            within = not line.startswith("#")
            if within:
                found.append((number, line.strip(), []))
    return tuple(_Line(number, words, _dedented(below)) for number, words, below in found)


def _dedented(lines: list[str]) -> str | None:
    """What stands indented, without its margin and the empty lines around it; None where nothing does."""
    return dedent("\n".join(line.rstrip() for line in lines)).strip("\n") or None


def _step(line: _Line) -> Does:
    word = line.words.split(maxsplit=1)[0] if line.words else ""
    if not word:
        raise _Fault("this is indented, so it belongs to a paste, rewrite or fill above it, and there is none")
    if line.below is not None and word not in _WITH_TEXT:
        raise _Fault(f"nothing can stand indented below {_shown(word)}: only paste, rewrite and fill have a text there")
    if word.startswith("/"):
        return _command(line.words)
    if word not in _FORMS:
        raise _Fault(_unknown(word))
    if len(line.words) > LONGEST_STEP:
        raise _Fault(f"a step has {LONGEST_STEP:,} characters at most; what is longer stands indented below it")
    for pattern, make in _FORMS[word]:
        if fits := re.fullmatch(pattern, line.words):
            return make(*fits.groups(), line.below) if word in _WITH_TEXT else make(*fits.groups())
    raise _Fault(f"this is not understood; write {_RIGHT[word]}")


def _unknown(word: str) -> str:
    near = difflib.get_close_matches(word.lower(), _FORMS, n=1)
    known = f"did you mean {near[0]}?" if near else f"a step begins with / or one of: {', '.join(_FORMS)}"
    return f"there is no step {_shown(word)}; {known}"


def _shown(word: str) -> str:
    return f"“{word[:40]}”"


# ------------------------------------------------------------------------------------------------------------ steps


def _command(words: str) -> Command:
    for gap in _GAP.findall(words):
        if gap not in GAPS:
            known = " and ".join(f"{{{name}}}" for name in GAPS)
            raise _Fault(f"nothing is put in the place of {{{gap[:40]}}}; {known} stand for the blog and its feed")
    return Command(words)


def _as(person: str, place: str) -> steps.As:
    return steps.As(person, _place(place))


def _place(words: str) -> Place:
    """Read "#news", "#general of Ferry Club" or "DM"; the last " of " is the one that names a server."""
    if words == "DM":
        return Place(None)
    channel, of, server = words[1:].rpartition(" of ")
    place = Place(channel.strip(), server.strip()) if of else Place(server.strip())
    if not place.channel:
        raise _Fault("a channel has a name, such as #news")
    return place


def _show(words: str | None) -> steps.Show:
    return steps.Show(_place(words) if words else None)


def _name(words: str | None) -> str:
    """What is called here, with quotation marks around it or without; empty where nothing is."""
    if words is None:
        return ""
    name = re.sub(r"\\(.)", r"\1", words[1:-1]) if words.startswith('"') else words.strip()
    if not name.strip():
        raise _Fault("there is nothing between the quotation marks")
    return name


def _act(act: str, post: str) -> steps.Act:
    return steps.Act(act, _name(post))


def _paste(title: str, text: str | None) -> steps.Paste:
    return steps.Paste(_name(title), _required(text))


def _rewrite(post: str, title: str, text: str | None) -> steps.Rewrite:
    return steps.Rewrite(_name(post), _name(title), _required(text))


def _required(text: str | None) -> str:
    if text is None:
        raise _Fault("the text of the post is missing: write it below, indented")
    return text


def _fill(field: str, text: str, below: str | None) -> steps.Fill:
    return steps.Fill(_name(field), "\n".join(part for part in (text.strip(), below) if part).strip())


def _choose(options: str, on: str | None) -> Choose:
    return Choose(tuple(map(_name, re.findall(_QUOTED, options))), _name(on))


def _pause(number: str, unit: str) -> steps.Pause:
    return steps.Pause(_seconds(number, unit, LONGEST_WAIT))


def _jump(number: str, unit: str) -> steps.Jump:
    seconds = _seconds(number, unit, LONGEST_JUMP)
    if seconds % 1:
        raise _Fault("the clock moves on by whole seconds")
    return steps.Jump(int(seconds))


def _messages(count: str, number: str | None, unit: str | None) -> steps.Messages:
    return steps.Messages(_count(count, 1), _within(number, unit))


def _counted(count: str) -> steps.Counted:
    return steps.Counted(0 if count == "no" else _count(count, 0))


def _count(count: str, least: int) -> int:
    if not least <= int(count) <= MOST_COUNTED:
        raise _Fault(f"messages are counted from {least} to {MOST_COUNTED}")
    return int(count)


def _within(number: str | None, unit: str | None) -> float:
    return steps.WITHIN if number is None or unit is None else _seconds(number, unit, LONGEST_WAIT)


def _seconds(number: str, unit: str, most: float) -> float:
    """Read a time, such as "90 min", to a thousandth of a second."""
    times = _UNITS.get(unit) or _UNITS.get(unit.removesuffix("s"))
    if times is None:
        raise _Fault(f"a time has s, min, h or d after its number, not {_shown(unit)}")
    seconds = round(float(number) * times, 3)
    if not 0 < seconds <= most:
        raise _Fault(f"a time here is more than nothing, and at most {most / 60:,.0f} min")
    return seconds


_WITH_TEXT = ("paste", "rewrite", "fill")
_RIGHT = {
    "as": "as mira in #news, as mira in #general of Ferry Club, or as mira in DM",
    "say": 'say "Good morning"',
    **{act: f'{act} talks, or {act} "The title of a post"' for act in ACTS},
    "paste": 'paste "A title", and below it the text, indented',
    "rewrite": 'rewrite "The title" as "The new title", and below it the text, indented',
    "wait": 'wait 2 s; or wait for 2 messages, wait for "some words", wait for the bot: with or without within 30 s',
    "press": 'press "Why this?", or press "Why this?" on "words of the message"',
    "choose": 'choose "One", or choose "One" and "Another", with or without: on "words of the message"',
    "menu": 'menu "Digest this link", or menu "Digest this link" on "words of the message"',
    "fill": "fill Field: its text, or the text indented below",
    "submit": "submit",
    "expect": (
        'expect "words", expect no "words", expect refused, expect refused "words", expect 2 messages, '
        "expect no messages, or expect no objections"
    ),
    "jump": "jump 3 h, jump to 18:00, or jump to the edition",
    "discord": "discord well, discord down, discord slow or discord limited",
    "blog": "blog well, blog down, blog hanging or blog broken",
    "show": "show, show #news, show #general of Ferry Club, or show DM",
}
"""How one writes what begins with a word."""

_FORMS: dict[str, tuple[tuple[str, Callable[..., Does]], ...]] = {
    "as": ((rf"as ++(\S.*?) ++in ++{_PLACE}", _as),),
    "say": ((rf"say ++{_NAME}", lambda text: Say(_name(text))),),
    **{act: ((rf"({act}) ++{_NAME}", _act),) for act in ACTS},
    "paste": ((rf"paste ++{_NAME}", _paste),),
    "rewrite": ((rf"rewrite ++{_NAME} ++as ++{_NAME}", _rewrite),),
    "wait": (
        (rf"wait ++{_TIME}", _pause),
        (rf"wait ++for ++{_COUNT}{_WITHIN}", _messages),
        (rf"wait ++for ++({_QUOTED}){_WITHIN}", lambda text, *within: steps.Text(_name(text), _within(*within))),
        (rf"wait ++for ++the ++bot{_WITHIN}", lambda *within: steps.Bot(_within(*within))),
    ),
    "press": ((rf"press ++{_NAME}{_ON}", lambda label, on: Press(_name(label), _name(on))),),
    "choose": ((rf"choose ++({_QUOTED}(?: ++and ++{_QUOTED})*){_ON}", _choose),),
    "menu": ((rf"menu ++{_NAME}{_ON}", lambda name, on: Menu(_name(name), _name(on))),),
    "fill": ((rf'fill ++({_QUOTED}|[^":\s][^":]*?) *:(.*)', _fill),),
    "submit": (("submit", Submit),),
    "expect": (
        (rf"expect ++({_QUOTED})", lambda text: steps.Holds(_name(text))),
        (rf"expect ++no ++({_QUOTED})", lambda text: steps.Lacks(_name(text))),
        (rf"expect ++refused(?: ++({_QUOTED}))?", lambda text: steps.Refused(_name(text))),
        (rf"expect ++{_COUNT}", _counted),
        (r"expect ++(no) ++messages", _counted),
        (r"expect ++no ++objections", steps.Unobjected),
    ),
    "jump": (
        (rf"jump ++{_TIME}", _jump),
        (r"jump ++to ++([01]?[0-9]|2[0-3]):([0-5][0-9])", lambda h, m: steps.JumpTo(f"{int(h):02}:{m}")),
        (r"jump ++to ++(?:the ++)?edition", lambda: steps.JumpTo("edition")),
    ),
    "discord": ((r"discord ++(well|down|slow|limited)", partial(steps.Health, "discord")),),
    "blog": ((r"blog ++(well|down|hanging|broken)", partial(steps.Health, "blog")),),
    "show": ((rf"show(?: ++{_PLACE})?", _show),),
}
"""Each form that is understood, by the word with which it begins, and what makes the step of it."""
