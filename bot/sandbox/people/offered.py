"""A person in a channel → the commands that Discord lists for them there, and why another is not among them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.sandbox.permissions import Permission
from bot.sandbox.rules.commands import MENUS, SLASH
from bot.sandbox.things import Attachment, Channel, ChannelKind, Command
from bot.sandbox.world import World

IN_A_GUILD, IN_A_DM = 0, 1
"""Where a command may be used, by Discord's numbers (Documentation: Interaction Context Types)."""

FOR_A_GUILD = 0
"""For whom a command is installed: a whole guild (Documentation: Application Integration Types)."""


class Mistyped(ValueError):
    """It is mistyped, or not for this person in this place: Discord would not send it; the message says why."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Who types, where, and which files they have at hand (by name)."""

    world: World
    channel: Channel
    user_id: int
    files: Mapping[str, Attachment] = field(default_factory=dict)


def offered(scene: Scene) -> tuple[Command, ...]:
    """List the commands of every kind that this person may use in this place."""
    return tuple(command for command in _there(scene) if _reason(command, scene) is None)


def named(name: str, scene: Scene, kind: int = SLASH) -> Command:
    """Find a command by its kind and name; Mistyped where there is none, or none for this person in this place."""
    there = [command for command in _there(scene) if command.kind == kind]
    command = next((command for command in there if command.body["name"] == name), None)
    if command is None:
        names = ", ".join(sorted({_shown(command) for command in there})) or "none"
        raise Mistyped(f"there is no command {name if kind in MENUS else f'/{name}'}; the commands are: {names}")
    reason = _reason(command, scene)
    if reason is not None:
        raise Mistyped(reason)
    return command


def _there(scene: Scene) -> Iterator[Command]:
    """List the commands of a place where the bot is, whoever may use them: the guild's own, then the global ones."""
    world, guild_id = scene.world, scene.channel.guild_id
    if guild_id is not None and (guild_id, world.bot.id) not in world.members:
        return
    if guild_id is not None:
        yield from world.commands_of(guild_id)
    yield from world.commands_of(None)


def _reason(command: Command, scene: Scene) -> str | None:
    """Say why Discord would not even show a command to this person here; None when it would."""
    body, world, name = command.body, scene.world, _shown(command)
    in_dm = scene.channel.guild_id is None
    if not _fits(command, in_dm):
        return f"{name} cannot be used {'in a DM' if in_dm else 'in a server'}"
    if FOR_A_GUILD not in (body.get("integration_types") or (FOR_A_GUILD,)):
        return f"{name} is for people who have installed it for themselves, which is not modelled"
    if scene.channel.kind is ChannelKind.FORUM:
        return f"{name} cannot be used in a forum, only in its posts"
    held = world.permissions(scene.channel.id, scene.user_id)
    if not held & Permission.USE_APPLICATION_COMMANDS:
        return f"you may not use commands here, {name} neither"
    needed = body.get("default_member_permissions")
    if in_dm or needed is None:
        return None
    lacking = int(needed) & ~held or (int(needed) == 0 and not held & Permission.ADMINISTRATOR)
    return f"{name} is not for you: it needs permissions that you do not have here" if lacking else None


def _fits(command: Command, in_dm: bool) -> bool:
    contexts = command.body.get("contexts")
    if contexts:
        return (IN_A_DM if in_dm else IN_A_GUILD) in contexts
    return not in_dm or command.body.get("dm_permission") is not False


def _shown(command: Command) -> str:
    name: str = command.body["name"]
    return name if command.kind in MENUS else f"/{name}"
