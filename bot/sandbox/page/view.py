"""The world, and who looks at it → the servers, channels, names and messages that this person sees, as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice

from bot.sandbox.drawing.message import drawn
from bot.sandbox.drawing.sight import Sight
from bot.sandbox.permissions import Permission
from bot.sandbox.things import Channel, ChannelKind, Guild, Json, Message, MessageFlag, User
from bot.sandbox.world import World

Picture = Callable[[str], str | None]
"""An address → the page's own address for the picture there; None where it is not loaded."""

MOST_MESSAGES = 50
KINDS = {
    ChannelKind.TEXT: "text",
    ChannelKind.DM: "dm",
    ChannelKind.ANNOUNCEMENT: "announcement",
    ChannelKind.ANNOUNCEMENT_THREAD: "thread",
    ChannelKind.THREAD: "thread",
    ChannelKind.FORUM: "forum",
}


# ------------------------------------------------------------------------------------------------------- places


def home(world: World, viewer: int, people: Iterable[Json], now: datetime) -> Json:
    """Tell who looks, who else there is, and every place that they see; their DM with the bot must be open."""
    people = list(people)
    return {
        "me": next(person for person in people if person["id"] == str(viewer)),
        "people": people,
        "servers": [_server(world, guild, viewer) for guild in world.guilds.values() if _is_in(world, guild, viewer)],
        "dms": [_channel(world, one, viewer) for one in world.channels.values() if one.recipient_id == viewer],
        "now": now.isoformat(),
    }


def person(user: User, about: str) -> Json:
    """Write somebody whom one can be."""
    return {"id": str(user.id), "name": user.name, "about": about}


def sees(world: World, channel_id: int, viewer: int) -> bool:
    """Tell whether a channel is there for a person."""
    return channel_id in world.channels and bool(world.permissions(channel_id, viewer) & Permission.VIEW_CHANNEL)


def seen_channels(world: World, guild_id: int, viewer: int) -> Iterator[Channel]:
    """List the channels of a guild that a person sees, each with its threads or posts behind it."""
    seen = [channel for channel in world.channels_of(guild_id) if sees(world, channel.id, viewer)]
    for channel in seen:
        if not channel.kind.is_thread:
            yield channel
            yield from (thread for thread in seen if thread.parent_id == channel.id)


def _is_in(world: World, guild: Guild, viewer: int) -> bool:
    return guild.available and (guild.id, viewer) in world.members


def _server(world: World, guild: Guild, viewer: int) -> Json:
    return {
        "id": str(guild.id),
        "name": guild.name,
        "initials": "".join(word[0] for word in guild.name.split()[:3]),
        "role": _role(world, guild, viewer),
        "channels": [_channel(world, channel, viewer) for channel in seen_channels(world, guild.id, viewer)],
    }


def _role(world: World, guild: Guild, viewer: int) -> str:
    """Name what a person is in a server, in one word."""
    if guild.owner_id == viewer:
        return "owner"
    if world.guild_permissions(guild.id, viewer) & (Permission.ADMINISTRATOR | Permission.MANAGE_GUILD):
        return "admin"
    return "member" if world.members[guild.id, viewer].roles else "newcomer"


def _channel(world: World, channel: Channel, viewer: int) -> Json:
    newest = next(_seen_messages(world, channel.id, viewer), None)
    return {
        "id": str(channel.id),
        "name": channel.name if channel.guild_id is not None else world.bot.name,
        "kind": KINDS[channel.kind],
        "parent": None if channel.parent_id is None else str(channel.parent_id),
        "topic": channel.topic,
        "can": _rights(channel, world.permissions(channel.id, viewer)),
        "archived": channel.archived,
        "last": None if newest is None else str(newest.id),
    }


def _rights(channel: Channel, held: int) -> Json:
    """Tell what somebody with these permissions does in a channel; a forum holds posts, and is nothing to write in."""
    writable = channel.kind is not ChannelKind.FORUM
    closed = channel.locked and not held & Permission.MANAGE_THREADS
    sending = Permission.SEND_MESSAGES_IN_THREADS if channel.kind.is_thread else Permission.SEND_MESSAGES
    return {
        "send": writable and not closed and bool(held & sending),
        "commands": writable and bool(held & Permission.USE_APPLICATION_COMMANDS),
        "history": bool(held & Permission.READ_MESSAGE_HISTORY),
    }


# ----------------------------------------------------------------------------------------------------- messages


def messages(world: World, channel: Channel, viewer: int, before: int | None, picture: Picture) -> Json:
    """Draw the newest messages of a channel that a person sees, or those before one of them; oldest first.

    Without Read Message History nothing is seen of what was said earlier but the answers that they alone were given.
    """
    remembers = world.permissions(channel.id, viewer) & Permission.READ_MESSAGE_HISTORY
    earlier = (
        message
        for message in _seen_messages(world, channel.id, viewer)
        if (before is None or message.id < before) and (remembers or message.seen_by == viewer)
    )
    found = list(islice(earlier, MOST_MESSAGES + 1))
    seen_with = sight(world, channel, viewer, picture)
    shown = [shown_message(world.written(message), channel, seen_with) for message in found[:MOST_MESSAGES]]
    return {"messages": shown[::-1], "more": len(found) > MOST_MESSAGES}


def _seen_messages(world: World, channel_id: int, viewer: int) -> Iterator[Message]:
    """List what a person sees in a channel, newest first."""
    stored = world.messages.get(channel_id, {})
    return (message for message in reversed(stored.values()) if message.seen_by in (None, viewer))


def shown_message(written: Json, channel: Channel, seen_with: Sight) -> Json:
    """Draw a message as Discord writes it for one person."""
    flags = int(written["flags"])
    place: Json = {} if channel.guild_id is None else {"guild_id": str(channel.guild_id)}
    return {
        "id": written["id"],
        "channel": written["channel_id"],
        "author": written["author"]["id"],
        "bot": bool(written["author"]["bot"]),
        "at": written["timestamp"],
        "html": drawn(written | place, seen_with),
        "only_you": bool(flags & MessageFlag.EPHEMERAL),
        "thinking": bool(flags & MessageFlag.LOADING),
    }


def sight(world: World, channel: Channel, viewer: int, picture: Picture) -> Sight:
    """Tell what names and pictures mean to a person in a channel; channels that they do not see have none."""
    guild_id = channel.guild_id
    commands = (*world.commands_of(None), *(() if guild_id is None else world.commands_of(guild_id)))
    return Sight(
        viewer=str(viewer),
        people={str(user.id): user.name for user in world.users.values()},
        roles={} if guild_id is None else {str(role.id): role.name for role in world.roles_of(guild_id)},
        channels={
            str(one.id): one.name for one in (() if guild_id is None else seen_channels(world, guild_id, viewer))
        },
        picture=picture,
        commands={str(command.id): f"/{command.body['name']}" for command in commands},
    )
