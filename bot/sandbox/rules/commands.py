"""The body of an application command → what Discord refuses of it (Documentation: Application Commands)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from bot.sandbox.ledger import Violation
from bot.sandbox.refusals import form
from bot.sandbox.rules.checks import (
    Check,
    anything,
    many,
    number,
    one_of,
    shape,
    snowflake,
    text,
    under,
    whole,
    yes_or_no,
)
from bot.sandbox.things import Json

SLASH, OF_USERS, OF_MESSAGES = 1, 2, 3
MENUS = (OF_USERS, OF_MESSAGES)
SUBCOMMAND, GROUP = 1, 2
STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = 3, 4, 5, 6, 7, 8, 9, 10, 11
COMPLETED = (STRING, INTEGER, NUMBER)
MOST = 100
MOST_OPTIONS = MOST_CHOICES = 25
MOST_CHARACTERS = 8000
UNMODELLED = ("nsfw", "handler")

_NAME = re.compile(r"[-_'\w]*")
_value = {
    STRING: text(100),
    INTEGER: whole(-(2**53), 2**53),
    NUMBER: number,
}


def _name(value: object, at: str) -> Iterator[Violation]:
    yield from text(32, 1)(value, at)
    if isinstance(value, str) and (not _NAME.fullmatch(value) or value != value.lower()):
        yield form(at, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")


def _choices(kind: int) -> Check:
    return many(shape({"name": text(100, 1), "value": _value[kind]}, {}), MOST_CHOICES)


def _option(*kinds: int) -> Check:
    right_kind = one_of(kinds, str(kinds))

    def check(value: object, at: str) -> Iterator[Violation]:
        yield from _named(value, at)
        if not isinstance(value, dict):
            return
        wrong = tuple(right_kind(value.get("type"), under(at, "type")))
        yield from wrong
        if not wrong:
            yield from _INSIDE[value["type"]](value, at)
            yield from _order(value.get("options"), under(at, "options"))
        if value.get("choices") and value.get("autocomplete"):
            yield form(under(at, "autocomplete"), "APPLICATION_COMMAND_AUTOCOMPLETE_CHOICES", "Choices exclude it")

    return check


_named = shape({"name": _name, "description": text(100, 1), "type": anything}, {"required": yes_or_no})
_plain = tuple(range(STRING, ATTACHMENT + 1))
_many_plain = many(_option(*_plain), MOST_OPTIONS)
_INSIDE: dict[int, Check] = {
    SUBCOMMAND: shape({}, {"options": _many_plain}),
    GROUP: shape({}, {"options": many(_option(SUBCOMMAND), MOST_OPTIONS)}),
    STRING: shape(
        {},
        {
            "choices": _choices(STRING),
            "autocomplete": yes_or_no,
            "min_length": whole(0, 6000),
            "max_length": whole(1, 6000),
        },
    ),
    INTEGER: shape({}, {"choices": _choices(INTEGER), "min_value": number, "max_value": number}),
    NUMBER: shape({}, {"choices": _choices(NUMBER), "min_value": number, "max_value": number}),
    CHANNEL: shape({}, {"channel_types": many(whole(0, 16), 17)}),
    **dict.fromkeys((BOOLEAN, USER, ROLE, MENTIONABLE, ATTACHMENT), anything),
}
_command = shape(
    {"name": _name, "description": text(100, 1)},
    {
        "type": whole(SLASH, SLASH),
        "options": many(_option(SUBCOMMAND, GROUP, *_plain), MOST_OPTIONS),
        "default_member_permissions": snowflake,
        "dm_permission": yes_or_no,
        "nsfw": yes_or_no,
        "contexts": many(whole(0, 2), 3, 1),
        "integration_types": many(whole(0, 1), 2, 1),
    },
)
_menu = shape({"name": text(32, 1), "type": whole(OF_USERS, OF_MESSAGES)}, {"description": text(0)})


def refused(body: object, at: str = "") -> Iterator[Violation]:
    """List what Discord refuses of one command; a context menu's entry has a name and nothing else."""
    if isinstance(body, dict) and body.get("type") in MENUS:
        yield from _menu(body, at)
        return
    found = tuple(_command(body, at))
    yield from found
    if found or not isinstance(body, dict):
        return
    yield from _order(body.get("options"), under(at, "options"))
    if _characters(body) > MOST_CHARACTERS:
        yield form(at, "APPLICATION_COMMAND_TOO_LARGE", f"Command exceeds maximum size ({MOST_CHARACTERS})")


def unmodelled(*bodies: Json) -> tuple[str, ...]:
    """List what Discord knows in commands that the rules accepted, and this stand-in does not."""
    return tuple(f"{key} of {body['name']}" for body in bodies for key in UNMODELLED if body.get(key))


def refused_together(bodies: Iterable[Json], field: str = "") -> Iterator[Violation]:
    """List what Discord refuses of all the commands of one place: two of one name, more than it takes."""
    kinds = Counter((body["name"], body.get("type") or 1) for body in bodies)
    for name, _ in (kind for kind, times in kinds.items() if times > 1):
        yield form(field, "APPLICATION_COMMANDS_DUPLICATE_NAME", f"Application command names must be unique: {name}")
    if sum(1 for _, kind in kinds if kind == 1) > MOST:
        yield form(field, "APPLICATION_COMMANDS_TOO_MANY", f"Maximum number of application commands reached ({MOST})")


def completions(choices: object) -> Iterator[Violation]:
    """List what Discord refuses of the choices that answer an autocomplete."""
    either = shape({"name": text(100, 1), "value": _either}, {})
    yield from many(either, MOST_CHOICES)(choices, "data.choices")


def _either(value: object, at: str) -> Iterator[Violation]:
    yield from text(100)(value, at) if isinstance(value, str) else number(value, at)


def _order(options: object, at: str) -> Iterator[Violation]:
    """Find names used twice, required options after others, and subcommands mixed with plain options."""
    if not isinstance(options, list) or not all(isinstance(option, dict) for option in options):
        return
    names = [str(option.get("name")) for option in options]
    if len(set(names)) < len(names):
        yield form(at, "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Option name already exists")
    needs = [bool(option.get("required")) for option in options]
    if needs != sorted(needs, reverse=True):
        yield form(at, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "Required options must come before others")
    nested = [option.get("type") in (SUBCOMMAND, GROUP) for option in options]
    if any(nested) and not all(nested):
        yield form(at, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-commands and plain options cannot be mixed")


def _characters(body: Json) -> int:
    """Count the names, descriptions and choices of a command and all its options, as Discord's limit does."""
    counted = len(body["name"]) + len(body.get("description") or "")
    counted += sum(len(choice["name"]) + len(str(choice["value"])) for choice in body.get("choices") or ())
    return counted + sum(map(_characters, body.get("options") or ()))
