"""What was typed or chosen for an option or a select → the value that Discord sends, and what that names."""

from __future__ import annotations

import re

from bot.sandbox import shapes
from bot.sandbox.people.offered import Mistyped, Scene
from bot.sandbox.permissions import Permission
from bot.sandbox.rules.commands import ATTACHMENT, BOOLEAN, CHANNEL, INTEGER, MENTIONABLE, NUMBER, ROLE, STRING, USER
from bot.sandbox.things import Channel, Json, Role, User

MOST_CHARACTERS = 6000
LARGEST_NUMBER = 2**53
_REFERENCE = re.compile(r"(?:<[@#][!&]?)?(\d{15,20})>?")


def value(option: Json, text: str, scene: Scene, resolved: dict[str, Json]) -> str | int | float | bool:
    """Read what was typed for an option as its type wants it, and add what it names to `resolved`.

    Mistyped when it is of the wrong type, beyond its bounds, or names nothing that is there.
    """
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
        case _:
            return named(option, text, scene, resolved)


def so_far(option: Json, text: str, scene: Scene) -> str | int | float | bool:
    """Read what was typed for an option as far as it can be read; a completion is asked for before all is right."""
    try:
        return value(option, text, scene, {})
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
        least, most = option.get("min_length") or 0, option.get("max_length") or MOST_CHARACTERS
        if not max(least, 1) <= len(text) <= most:
            raise Mistyped(f"{name} has {max(least, 1)} to {most} characters")
        return text
    try:
        number = int(text) if option["type"] == INTEGER else float(text)
    except ValueError:
        raise Mistyped(f"{name} is a number, not {text!r}") from None
    low, high = option.get("min_value"), option.get("max_value")
    beyond = (low is not None and number < low) or (high is not None and number > high)
    if beyond or not abs(number) <= LARGEST_NUMBER:
        raise Mistyped(f"{name} is from {low} to {high}, not {text}")
    return number


def named(option: Json, text: str, scene: Scene, resolved: dict[str, Json]) -> str:
    """Find the channel, person or role that was named by "#name", "@name", a mention or an id, for its id.

    Mistyped when none is there that this person sees, or none of the kinds that are wanted.
    """
    reference = _REFERENCE.fullmatch(text)
    wanted, name, kind = int(reference[1]) if reference else 0, text.lstrip("#@").lower(), option["type"]
    if kind == CHANNEL:
        for channel in channels(option, scene):
            if channel.id == wanted or channel.name == name:
                resolved.setdefault("channels", {})[str(channel.id)] = _seen(channel, scene)
                return str(channel.id)
    if kind in (USER, MENTIONABLE):
        for user in people(scene):
            if user.id == wanted or user.name.lower() == name:
                add_user(user, scene, resolved)
                return str(user.id)
    if kind in (ROLE, MENTIONABLE):
        for at, role in enumerate(roles(scene)):
            if role.id == wanted or role.name.lstrip("@").lower() == name:
                resolved.setdefault("roles", {})[str(role.id)] = shapes.role(role, at)
                return str(role.id)
    raise Mistyped(f"{option['name']}: nothing here is called {text!r}")


def channels(option: Json, scene: Scene) -> tuple[Channel, ...]:
    """List the channels of a guild that this person sees and an option or a select would take."""
    world, guild_id = scene.world, scene.channel.guild_id
    kinds = option.get("channel_types")
    there = world.channels_of(guild_id) if guild_id is not None else ()
    fitting = (channel for channel in there if not kinds or int(channel.kind) in kinds)
    return tuple(c for c in fitting if world.permissions(c.id, scene.user_id) & Permission.VIEW_CHANNEL)


def people(scene: Scene) -> tuple[User, ...]:
    """List those who are here: the members of the guild, or the two of a DM."""
    world, channel = scene.world, scene.channel
    here = (channel.recipient_id, world.bot.id)
    return tuple(
        user for user in world.users.values() if (channel.guild_id, user.id) in world.members or user.id in here
    )


def roles(scene: Scene) -> tuple[Role, ...]:
    """List the roles of the guild, in their order."""
    return scene.world.roles_of(scene.channel.guild_id) if scene.channel.guild_id is not None else ()


def add_user(user: User, scene: Scene, resolved: dict[str, Json]) -> None:
    """Add a person to `resolved`, and the member that they are where this is a guild."""
    world, channel = scene.world, scene.channel
    resolved.setdefault("users", {})[str(user.id)] = shapes.user(user)
    member = None if channel.guild_id is None else world.members.get((channel.guild_id, user.id))
    if member is not None:
        held = {"permissions": str(int(world.permissions(channel.id, user.id)))}
        resolved.setdefault("members", {})[str(user.id)] = shapes.member(member) | held


def _seen(channel: Channel, scene: Scene) -> Json:
    held = {"permissions": str(int(scene.world.permissions(channel.id, scene.user_id)))}
    return shapes.channel(channel) | held
