"""A channel of the stand-in, and who looks at it → its messages as that person sees them: lines of text, or JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass

from bot.sandbox.standin import StandIn
from bot.sandbox.terminal import draw
from bot.sandbox.things import Json, MessageFlag

WIDTH = 90
UNBROKEN = 1_000_000
"""Columns enough for every line to stay whole, for words to be found in it."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A channel as one person sees it, both by id."""

    channel: int
    by: int


def printed(discord: StandIn, seen: Seen) -> str:
    """Draw a channel as lines of text, under its name."""
    canvas = _canvas(discord, WIDTH)
    head = f"{called(discord, seen.channel)}, as {discord.world.users[seen.by].name} sees it:"
    return "\n\n".join([head, *(_marked(message, canvas) for message in messages(discord, seen))])


def in_json(discord: StandIn, seen: Seen) -> str:
    """Write a channel as one line of JSON: its name and server, who sees it, its messages as Discord writes them."""
    world = discord.world
    channel = world.channels[seen.channel]
    shown: Json = {
        "channel": channel.name or "DM",
        "server": None if channel.guild_id is None else world.guilds[channel.guild_id].name,
        "as": world.users[seen.by].name,
        "messages": messages(discord, seen),
    }
    return json.dumps(shown, ensure_ascii=False)


def messages(discord: StandIn, seen: Seen, after: int = 0) -> tuple[Json, ...]:
    """The messages of a channel that a person sees, oldest first; of those after one id, where it is given."""
    return tuple(
        discord.world.written(message)
        for message in discord.world.messages.get(seen.channel, {}).values()
        if message.id > after and message.seen_by in (None, seen.by) and not message.flags & MessageFlag.LOADING
    )


def words(discord: StandIn, message: Json) -> str:
    """All that a message shows, none of its lines broken."""
    return _marked(message, _canvas(discord, UNBROKEN))


def words_of_form(discord: StandIn, modal: Json) -> str:
    """All that a form shows."""
    return draw.form(modal, _canvas(discord, UNBROKEN))


def is_public(message: Json) -> bool:
    """Tell whether everybody in the channel sees a message."""
    return not int(message.get("flags") or 0) & MessageFlag.EPHEMERAL


def called(discord: StandIn, channel_id: int) -> str:
    """Name a channel with its server."""
    channel = discord.world.channels[channel_id]
    if channel.guild_id is None:
        return "the direct messages"
    return f"#{channel.name} of {discord.world.guilds[channel.guild_id].name}"


def _marked(message: Json, canvas: draw.Canvas) -> str:
    return ("" if is_public(message) else "Only you see this:\n") + draw.drawn(message, canvas)


def _canvas(discord: StandIn, width: int) -> draw.Canvas:
    world = discord.world
    return draw.Canvas(
        width=width,
        now=world.now(),
        channels={str(channel.id): channel.name for channel in world.channels.values()},
        people={str(user.id): user.name for user in world.users.values()},
        roles={str(role.id): role.name.lstrip("@") for role in world.roles.values()},
    )
