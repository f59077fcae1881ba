"""A kind and the beginning of a name → the channels, people and roles of a place that are called like it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from bot.sandbox.page.view import seen_channels
from bot.sandbox.things import Channel, Json
from bot.sandbox.world import World

MOST = 25
KINDS = ("channel", "user", "role", "mentionable")


def named(world: World, channel: Channel, viewer: int, kind: str, like: str) -> list[Json]:
    """List what an option or a select of this kind offers a person in a channel, at most 25; ids are the values."""
    wanted = like.lstrip("#@").casefold()
    found = (choice for choice in _all(world, channel, viewer, kind) if wanted in choice["name"].casefold())
    return list(islice(found, MOST))


def _all(world: World, channel: Channel, viewer: int, kind: str) -> Iterator[Json]:
    guild_id = channel.guild_id
    if kind == "channel" and guild_id is not None:
        yield from (_choice(f"#{one.name}", one.id) for one in seen_channels(world, guild_id, viewer))
    if kind in ("user", "mentionable"):
        here = (viewer, world.bot.id) if guild_id is None else tuple(who for at, who in world.members if at == guild_id)
        yield from (_choice(f"@{world.users[who].name}", who) for who in here)
    if kind in ("role", "mentionable") and guild_id is not None:
        yield from (_choice(f"@{role.name.removeprefix('@')}", role.id) for role in world.roles_of(guild_id))


def _choice(name: str, value: int) -> Json:
    return {"name": name, "value": str(value)}
