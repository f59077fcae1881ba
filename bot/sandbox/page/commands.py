"""Commands as Discord keeps them → what a person may pick from: one command for each leaf, with its options."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.sandbox.rules.commands import (
    ATTACHMENT,
    BOOLEAN,
    CHANNEL,
    GROUP,
    INTEGER,
    MENTIONABLE,
    NUMBER,
    OF_MESSAGES,
    OF_USERS,
    ROLE,
    SLASH,
    STRING,
    SUBCOMMAND,
    USER,
)
from bot.sandbox.things import Command, Json

KINDS = {
    STRING: "string",
    INTEGER: "integer",
    BOOLEAN: "boolean",
    USER: "user",
    CHANNEL: "channel",
    ROLE: "role",
    MENTIONABLE: "mentionable",
    NUMBER: "number",
    ATTACHMENT: "attachment",
}
"""The kinds of option, by Discord's numbers."""


def listed(offered: Iterable[Command]) -> Json:
    """Sort commands into those that are typed and those in the menus of messages and of people, each by name."""
    by_name = sorted(offered, key=lambda command: str(command.body["name"]))
    return {
        "slash": [leaf for command in by_name if command.kind == SLASH for leaf in _leaves(command.body)],
        "message": [{"name": command.body["name"]} for command in by_name if command.kind == OF_MESSAGES],
        "user": [{"name": command.body["name"]} for command in by_name if command.kind == OF_USERS],
    }


def choices(offered: Iterable[Json]) -> list[Json]:
    """Write choices, their values as one would type them."""
    return [{"name": choice["name"], "value": str(choice["value"])} for choice in offered]


def _leaves(step: Json, *before: str) -> Iterator[Json]:
    """Find what can be typed of a command, a group or a subcommand: itself, where nothing nests in it."""
    options = step.get("options") or []
    path = (*before, step["name"])
    if options and options[0]["type"] in (SUBCOMMAND, GROUP):
        for nested in options:
            yield from _leaves(nested, *path)
        return
    yield {
        "name": " ".join(path),
        "description": step.get("description") or "",
        "options": [_option(option) for option in options],
    }


def _option(option: Json) -> Json:
    return {
        "name": option["name"],
        "description": option.get("description") or "",
        "kind": KINDS[option["type"]],
        "required": bool(option.get("required")),
        "autocomplete": bool(option.get("autocomplete")),
        "choices": choices(option.get("choices") or ()),
        "min": option.get("min_value"),
        "max": option.get("max_value"),
        "shortest": option.get("min_length"),
        "longest": option.get("max_length"),
    }
