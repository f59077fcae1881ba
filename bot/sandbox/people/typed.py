"""A command as a person gives it (a line such as "/news latest count:3", or its options) → an interaction's data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import zip_longest

from bot.sandbox.people import offered, options
from bot.sandbox.people.offered import Mistyped, Scene
from bot.sandbox.rules.commands import GROUP, OF_MESSAGES, OF_USERS, SUBCOMMAND
from bot.sandbox.things import Command, Json, Message, User

__all__ = [
    "Line",
    "Mistyped",
    "Scene",
    "chosen",
    "command_data",
    "completion_data",
    "line",
    "message_data",
    "user_data",
]


@dataclass(frozen=True, slots=True)
class Line:
    """A line taken apart: the command, the subcommands within it, and the options with what was typed for each."""

    command: Command
    path: tuple[Json, ...]
    options: tuple[Json, ...]
    typed: tuple[tuple[Json, str], ...] = ()

    @property
    def name(self) -> str:
        """Name the command as one types it."""
        return " ".join([f"/{self.command.body['name']}", *(step["name"] for step in self.path)])


def line(text: str, scene: Scene) -> Line:
    """Take a line apart; Mistyped when no such command is there for this person, or an option is not its own."""
    bare, rest = _found(text.strip(" ").removeprefix("/"), scene)
    return replace(bare, typed=tuple(_typed(bare, rest)))


def chosen(command: str, given: Mapping[str, str], scene: Scene) -> Line:
    """Take a command ("feed add") and its options as the line that would say the same; Mistyped as there."""
    bare, rest = _found(command.strip(" ").removeprefix("/"), scene)
    by_name = {option["name"]: option for option in bare.options}
    strange = [*rest.split(), *(name for name in given if name not in by_name)]
    if strange:
        known = ", ".join(f"{name}:" for name in by_name) or "none"
        raise Mistyped(f"{bare.name} does not know {', '.join(strange)!r}; its options are: {known}")
    return replace(bare, typed=tuple((by_name[name], text) for name, text in given.items()))


def command_data(taken: Line, scene: Scene) -> Json:
    """Read a whole command; Mistyped when something is missing, of the wrong type or beyond its bounds."""
    given = {option["name"] for option, _ in taken.typed}
    missing = [o["name"] for o in taken.options if o.get("required") and o["name"] not in given]
    if missing:
        raise Mistyped(f"{taken.name} needs {', '.join(missing)}")
    resolved: dict[str, Json] = {}
    values = [
        {"name": option["name"], "type": option["type"], "value": options.value(option, text, scene, resolved)}
        for option, text in taken.typed
    ]
    data = _data(taken, values)
    return data | {"resolved": resolved} if resolved else data


def completion_data(taken: Line, scene: Scene, focused: str | None = None) -> Json:
    """Read a command that is still being typed, with the option to complete (None: the last one).

    Mistyped when Discord would complete nothing there.
    """
    wanted = focused if focused is not None or not taken.typed else taken.typed[-1][0]["name"]
    option = next((option for option in taken.options if option["name"] == wanted), None)
    if option is None or not option.get("autocomplete"):
        raise Mistyped(f"{taken.name} completes nothing here")
    texts = {each["name"]: text for each, text in taken.typed}
    values: list[Json] = [
        {"name": each["name"], "type": each["type"], "value": options.so_far(each, text, scene)}
        for each, text in taken.typed
        if each["name"] != wanted
    ]
    values.append({"name": wanted, "type": option["type"], "value": texts.get(option["name"], ""), "focused": True})
    return _data(taken, values)


def message_data(name: str, message: Message, scene: Scene) -> Json:
    """Choose a message command from a message's menu; Mistyped when it is not among those offered."""
    command = offered.named(name, scene, OF_MESSAGES)
    resolved: Json = {"messages": {str(message.id): scene.world.written(message)}}
    return _identified(command) | {"target_id": str(message.id), "resolved": resolved}


def user_data(name: str, user: User, scene: Scene) -> Json:
    """Choose a user command from a person's menu; Mistyped when it is not among those offered."""
    command = offered.named(name, scene, OF_USERS)
    resolved: dict[str, Json] = {}
    options.add_user(user, scene, resolved)
    return _identified(command) | {"target_id": str(user.id), "resolved": resolved}


def _identified(command: Command) -> Json:
    data: Json = {"id": str(command.id), "name": command.body["name"], "type": command.kind}
    return data if command.guild_id is None else data | {"guild_id": str(command.guild_id)}


def _data(taken: Line, values: list[Json]) -> Json:
    given = values
    for step in reversed(taken.path):
        given = [{"name": step["name"], "type": step["type"], "options": given}]
    return _identified(taken.command) | {"options": given}


def _found(text: str, scene: Scene) -> tuple[Line, str]:
    """Find the command that a text begins with, down to its subcommand, and return what follows that."""
    name, rest = _word(text)
    command = offered.named(name, scene)
    path: list[Json] = []
    given = command.body.get("options") or []
    while given and given[0]["type"] in (SUBCOMMAND, GROUP):
        name, rest = _word(rest)
        step = next((option for option in given if option["name"] == name), None)
        if step is None:
            names = ", ".join(option["name"] for option in given)
            raise Mistyped(f"/{command.body['name']} goes on with one of: {names}")
        path.append(step)
        given = step.get("options") or []
    return Line(command, tuple(path), tuple(given)), rest


def _word(text: str) -> tuple[str, str]:
    word, _, rest = text.lstrip().partition(" ")
    return word, rest


def _typed(bare: Line, rest: str) -> Iterable[tuple[Json, str]]:
    """Give each option the text after its name; words before any name go to the first option that is required."""
    by_name = {option["name"]: option for option in bare.options}
    names = "|".join(map(re.escape, by_name)) or r"(?!)"
    marks = list(re.finditer(rf"(?:^|(?<=\s))({names}):", rest))
    given = [mark[1] for mark in marks]
    lead = rest[: marks[0].start()].strip() if marks else rest.strip()
    if lead:
        first = next((o for o in bare.options if o.get("required") and o["name"] not in given), None)
        if first is None:
            known = ", ".join(f"{name}:" for name in by_name) or "none"
            raise Mistyped(f"{bare.name} does not know what {lead!r} is for; its options are: {known}")
        yield first, lead
    for mark, after in zip_longest(marks, marks[1:]):
        if given.count(mark[1]) > 1:
            raise Mistyped(f"{mark[1]} is given twice")
        yield by_name[mark[1]], rest[mark.end() : after.start() if after else None].strip()
