"""A line as a person types it ("/news latest count:3") → the data of a command's or a completion's interaction."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest

from bot.sandbox import shapes
from bot.sandbox.permissions import Permission
from bot.sandbox.rules.commands import (
    ATTACHMENT,
    BOOLEAN,
    CHANNEL,
    GROUP,
    INTEGER,
    MENTIONABLE,
    NUMBER,
    ROLE,
    STRING,
    SUBCOMMAND,
    USER,
)
from bot.sandbox.things import Attachment, Channel, Command, Json
from bot.sandbox.world import World

_REFERENCE = re.compile(r"(?:<[@#][!&]?)?(\d{15,20})>?")


class Mistyped(ValueError):
    """It is mistyped, or not for this person in this place: Discord would not send it; the message says why."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line taken apart: the command, the subcommands within it, and the options with what was typed for each."""

    command: Command
    path: tuple[Json, ...]
    options: tuple[Json, ...]
    typed: tuple[tuple[Json, str], ...]

    @property
    def name(self) -> str:
        """Name the command as one types it."""
        return " ".join([f"/{self.command.body['name']}", *(step["name"] for step in self.path)])


@dataclass(frozen=True, slots=True)
class Scene:
    """Who types, where, and which files they have at hand (by name)."""

    world: World
    channel: Channel
    user_id: int
    files: Mapping[str, Attachment] = field(default_factory=dict)


def command_data(line: str, scene: Scene) -> Json:
    """Read a whole command; Mistyped when something is missing, of the wrong type or beyond its bounds."""
    taken = _taken_apart(line, scene)
    given = {option["name"] for option, _ in taken.typed}
    missing = [o["name"] for o in taken.options if o.get("required") and o["name"] not in given]
    if missing:
        raise Mistyped(f"{taken.name} needs {', '.join(missing)}")
    resolved: dict[str, Json] = {}
    values = [
        {"name": option["name"], "type": option["type"], "value": _value(option, text, scene, resolved)}
        for option, text in taken.typed
    ]
    data = _data(taken, values)
    return data | {"resolved": resolved} if resolved else data


def completion_data(line: str, scene: Scene) -> Json:
    """Read a command that is still being typed, its last option the one to complete; Mistyped when it has none."""
    taken = _taken_apart(line, scene)
    if not taken.typed or not taken.typed[-1][0].get("autocomplete"):
        raise Mistyped(f"{taken.name} completes nothing here")
    values = [
        {"name": option["name"], "type": option["type"], "value": _so_far(option, text, scene)}
        for option, text in taken.typed
    ]
    values[-1] |= {"value": taken.typed[-1][1], "focused": True}
    return _data(taken, values)


def _data(taken: Line, values: list[Json]) -> Json:
    options = values
    for step in reversed(taken.path):
        options = [{"name": step["name"], "type": step["type"], "options": options}]
    data: Json = {"id": str(taken.command.id), "name": taken.command.body["name"], "type": 1, "options": options}
    if taken.command.guild_id is not None:
        data["guild_id"] = str(taken.command.guild_id)
    return data


def _taken_apart(line: str, scene: Scene) -> Line:
    name, rest = _word(line.strip(" ").removeprefix("/"))
    guild_id = scene.channel.guild_id
    of_guild = scene.world.commands_of(guild_id) if guild_id is not None else ()
    offered = [c for c in (*of_guild, *scene.world.commands_of(None)) if (c.body.get("type") or 1) == 1]
    command = next((command for command in offered if command.body["name"] == name), None)
    if command is None:
        names = ", ".join(sorted({f"/{command.body['name']}" for command in offered})) or "none"
        raise Mistyped(f"there is no command /{name}; the commands are: {names}")
    _check_allowed(command, scene)
    path: list[Json] = []
    options = command.body.get("options") or []
    while options and options[0]["type"] in (SUBCOMMAND, GROUP):
        name, rest = _word(rest)
        step = next((option for option in options if option["name"] == name), None)
        if step is None:
            names = ", ".join(option["name"] for option in options)
            raise Mistyped(f"/{command.body['name']} goes on with one of: {names}")
        path.append(step)
        options = step.get("options") or []
    bare = Line(command, tuple(path), tuple(options), ())
    return Line(command, bare.path, bare.options, tuple(_typed(bare, rest)))


def _word(text: str) -> tuple[str, str]:
    word, _, rest = text.lstrip().partition(" ")
    return word, rest


def _check_allowed(command: Command, scene: Scene) -> None:
    """Refuse what Discord would not even show this person here."""
    body, world = command.body, scene.world
    name = f"/{body['name']}"
    in_dm = scene.channel.guild_id is None
    contexts = body.get("contexts")
    here = (1 if in_dm else 0) in contexts if contexts else not in_dm or body.get("dm_permission") is not False
    if not here:
        raise Mistyped(f"{name} cannot be used {'in a DM' if in_dm else 'in a server'}")
    held = world.permissions(scene.channel.id, scene.user_id)
    if not held & Permission.USE_APPLICATION_COMMANDS:
        raise Mistyped(f"you may not use commands here, {name} neither")
    needed = body.get("default_member_permissions")
    if in_dm or needed is None:
        return
    lacking = int(needed) & ~held or (int(needed) == 0 and not held & Permission.ADMINISTRATOR)
    if lacking:
        raise Mistyped(f"{name} is not for you: it needs permissions that you do not have here")


def _typed(line: Line, rest: str) -> Iterable[tuple[Json, str]]:
    """Give each option the text after its name; words before any name go to the first option that is required."""
    by_name = {option["name"]: option for option in line.options}
    names = "|".join(map(re.escape, by_name)) or r"(?!)"
    marks = list(re.finditer(rf"(?:^|(?<=\s))({names}):", rest))
    named = [mark[1] for mark in marks]
    lead = rest[: marks[0].start()].strip() if marks else rest.strip()
    if lead:
        first = next((o for o in line.options if o.get("required") and o["name"] not in named), None)
        if first is None:
            known = ", ".join(f"{name}:" for name in by_name) or "none"
            raise Mistyped(f"{line.name} does not know what {lead!r} is for; its options are: {known}")
        yield first, lead
    for mark, after in zip_longest(marks, marks[1:]):
        if named.count(mark[1]) > 1:
            raise Mistyped(f"{mark[1]} is given twice")
        yield by_name[mark[1]], rest[mark.end() : after.start() if after else None].strip()


def _value(option: Json, text: str, scene: Scene, resolved: dict[str, Json]) -> str | int | float | bool:
    """Read what was typed for an option as its type wants it, and add what it names to `resolved`."""
    match option["type"]:
        case kind if kind in (STRING, INTEGER, NUMBER):
            return _plain(option, text)
        case kind if kind == BOOLEAN:
            if text.lower() not in ("true", "false"):
                raise Mistyped(f"{option['name']} is true or false, not {text!r}")
            return text.lower() == "true"
        case kind if kind == ATTACHMENT:
            if text not in scene.files:
                raise Mistyped(f"{option['name']} wants a file, and there is none called {text!r}")
            file = scene.files[text]
            resolved.setdefault("attachments", {})[str(file.id)] = shapes.attachment(file)
            return str(file.id)
        case kind:
            return _named(kind, option, text, scene, resolved)


def _so_far(option: Json, text: str, scene: Scene) -> str | int | float | bool:
    """Read what was typed for an option as far as it can be read; a completion is asked for before all is right."""
    try:
        return _value(option, text, scene, {})
    except Mistyped:
        return text


def _plain(option: Json, text: str) -> str | int | float:
    name = option["name"]
    if option.get("choices"):
        for choice in option["choices"]:
            if text in (choice["name"], str(choice["value"])):
                picked: str | int | float = choice["value"]
                return picked
        raise Mistyped(f"{name} is one of: {', '.join(choice['name'] for choice in option['choices'])}")
    if option["type"] == STRING:
        least, most = option.get("min_length") or 0, option.get("max_length") or 6000
        if not max(least, 1) <= len(text) <= most:
            raise Mistyped(f"{name} has {max(least, 1)} to {most} characters")
        return text
    try:
        value = int(text) if option["type"] == INTEGER else float(text)
    except ValueError:
        raise Mistyped(f"{name} is a number, not {text!r}") from None
    low, high = option.get("min_value"), option.get("max_value")
    if (low is not None and value < low) or (high is not None and value > high) or not abs(value) <= 2**53:
        raise Mistyped(f"{name} is from {low} to {high}, not {text}")
    return value


def _named(kind: int, option: Json, text: str, scene: Scene, resolved: dict[str, Json]) -> str:
    """Find the channel, person or role that was named by "#name", "@name", a mention or an id."""
    world, guild_id = scene.world, scene.channel.guild_id
    reference = _REFERENCE.fullmatch(text)
    wanted, name = int(reference[1]) if reference else 0, text.lstrip("#@").lower()
    if kind == CHANNEL:
        for channel in world.channels_of(guild_id) if guild_id is not None else ():
            fits = not option.get("channel_types") or int(channel.kind) in option["channel_types"]
            if fits and (channel.id == wanted or channel.name == name):
                held = {"permissions": str(int(world.permissions(channel.id, scene.user_id)))}
                resolved.setdefault("channels", {})[str(channel.id)] = shapes.channel(channel) | held
                return str(channel.id)
    if kind in (USER, MENTIONABLE):
        for user in world.users.values():
            member = world.members.get((guild_id or 0, user.id))
            here = member is not None or user.id in (scene.channel.recipient_id, world.bot.id)
            if here and (user.id == wanted or user.name.lower() == name):
                resolved.setdefault("users", {})[str(user.id)] = shapes.user(user)
                if member is not None:
                    held = {"permissions": str(int(world.permissions(scene.channel.id, user.id)))}
                    resolved.setdefault("members", {})[str(user.id)] = shapes.member(member) | held
                return str(user.id)
    if kind in (ROLE, MENTIONABLE):
        for at, role in enumerate(world.roles_of(guild_id) if guild_id is not None else ()):
            if role.id == wanted or role.name.lstrip("@").lower() == name:
                resolved.setdefault("roles", {})[str(role.id)] = shapes.role(role, at)
                return str(role.id)
    raise Mistyped(f"{option['name']}: nothing here is called {text!r}")
