"""Guilds, channels, people, messages and commands, found by id or by name, judged and written as Discord would."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from bot.sandbox import permissions, shapes
from bot.sandbox.permissions import Permission
from bot.sandbox.things import EPOCH, Channel, Command, Guild, Json, Member, Message, MessageFlag, Role, User

Named = TypeVar("Named", User, Guild, Role, Channel)


class Unknown(LookupError):
    """It is unknown: no such guild, channel, role or person is in this world."""


@dataclass(frozen=True, slots=True)
class Sent:
    """Which message a nonce made, and when."""

    message_id: int
    at: datetime


class Known:
    """All that is known of a world; nothing here changes it but the making of ids.

    A channel keeps its newest `most_messages`, all of them where that is None.
    """

    def __init__(self, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC), bot_name: str = "Late Edition"):
        self.clock = clock
        self.last_id = 0
        self.guilds: dict[int, Guild] = {}
        self.roles: dict[int, Role] = {}
        self.users: dict[int, User] = {}
        self.members: dict[tuple[int, int], Member] = {}
        self.channels: dict[int, Channel] = {}
        self.messages: dict[int, dict[int, Message]] = {}
        self.commands: dict[int, Command] = {}
        self.members_without_dms: set[int] = set()
        self.nonces: dict[tuple[int, int, str], Sent] = {}
        self.files: dict[int, bytes] = {}
        self.most_messages: int | None = None
        self.bot = User(self.next_id(), bot_name, bot=True)
        self.users[self.bot.id] = self.bot

    def now(self) -> datetime:
        """Tell what time it is here."""
        return self.clock()

    def next_id(self) -> int:
        """Make a snowflake: larger than every one before, and from the clock where the clock allows it."""
        self.last_id = max(self.last_id + 1, (self.now() - EPOCH) // timedelta(milliseconds=1) << 22)
        return self.last_id

    def user_named(self, name: str) -> User:
        """Find a user by name; Unknown when nobody is called that."""
        return _first((user for user in self.users.values() if user.name == name), name)

    def guild_named(self, name: str) -> Guild:
        """Find a guild by name; Unknown when none is called that."""
        return _first((guild for guild in self.guilds.values() if guild.name == name), name)

    def role_named(self, name: str) -> Role:
        """Find a role by name; Unknown when none is called that."""
        return _first((role for role in self.roles.values() if role.name == name), name)

    def channel_named(self, name: str) -> Channel:
        """Find a guild's channel or thread by name, without its "#"; Unknown when none is called that."""
        return _first((channel for channel in self.channels.values() if channel.name == name), name)

    def roles_of(self, guild_id: int) -> tuple[Role, ...]:
        """List a guild's roles, @everyone first."""
        return tuple(role for role in self.roles.values() if role.guild_id == guild_id)

    def channels_of(self, guild_id: int) -> tuple[Channel, ...]:
        """List a guild's channels and threads."""
        return tuple(channel for channel in self.channels.values() if channel.guild_id == guild_id)

    def guild_permissions(self, guild_id: int, user_id: int) -> int:
        """Tell what a member may do in a guild; nothing when they are not in it."""
        member = self.members.get((guild_id, user_id))
        if member is None:
            return Permission.NONE
        return permissions.in_guild(
            everyone=self.roles[guild_id].permissions,
            roles=(self.roles[role].permissions for role in member.roles),
            owner=self.guilds[guild_id].owner_id == user_id,
        )

    def permissions(self, channel_id: int, user_id: int) -> int:
        """Tell what a user may do in a channel; a thread takes its parent's overwrites."""
        channel = self.channels[channel_id]
        if channel.guild_id is None:
            return permissions.IN_A_DM if user_id in (channel.recipient_id, self.bot.id) else Permission.NONE
        member = self.members.get((channel.guild_id, user_id))
        if member is None:
            return Permission.NONE
        governing = channel if channel.parent_id is None else self.channels[channel.parent_id]
        held = permissions.in_channel(
            self.guild_permissions(channel.guild_id, user_id),
            governing.overwrites,
            guild_id=channel.guild_id,
            user_id=user_id,
            roles=member.roles,
        )
        return permissions.effective(held, thread=channel.kind.is_thread)

    def threads_of(self, guild_id: int) -> tuple[Channel, ...]:
        """List the threads of a guild that the bot sees, the newest first."""
        there = (c for c in self.channels_of(guild_id) if c.kind.is_thread and self.visible(c.id))
        return tuple(sorted(there, key=lambda thread: thread.id, reverse=True))

    def history(self, channel_id: int) -> tuple[Message, ...]:
        """List what everybody sees in a channel, oldest first."""
        return tuple(m for m in self.messages.get(channel_id, {}).values() if m.seen_by is None)

    def written(self, message: Message) -> Json:
        """Write a message as Discord would, with the message it replies to (null when that was deleted)."""
        replied = None if message.reply_to is None else self.messages[message.channel_id].get(message.reply_to)
        referenced = None if replied is None else self.written(replace(replied, reply_to=None))
        return shapes.message(
            message,
            self.users[message.author_id],
            mentioned=(self.users[named] for named in message.mentions.users if named in self.users),
            referenced=referenced,
            guild_id=self.channels[message.channel_id].guild_id,
            origin_user=None if message.origin is None else self.users[message.origin.user_id],
            thread=self.channels.get(message.id) if message.flags & MessageFlag.HAS_THREAD else None,
        )

    def written_guild(self, guild: Guild) -> Json:
        """Write a guild with its roles."""
        return shapes.guild(guild, (shapes.role(role, at) for at, role in enumerate(self.roles_of(guild.id))))

    def written_channel(self, channel: Channel) -> Json:
        """Write a channel, with its recipient where it is a DM."""
        return shapes.channel(channel, None if channel.recipient_id is None else self.users[channel.recipient_id])

    def commands_of(self, guild_id: int | None) -> tuple[Command, ...]:
        """List the commands of a guild, or the global ones (None)."""
        return tuple(command for command in self.commands.values() if command.guild_id == guild_id)

    def arrival(self, guild_id: int) -> Json:
        """Write what GUILD_CREATE says of a guild; of its members, only the bot."""
        guild = self.guilds[guild_id]
        me = self.members[guild_id, self.bot.id]
        return self.written_guild(guild) | {
            "unavailable": False,
            "joined_at": shapes.moment(me.joined),
            "large": False,
            "member_count": sum(1 for held_in, _ in self.members if held_in == guild_id),
            "members": [shapes.member(me, self.bot)],
            "channels": [
                shapes.channel(channel) for channel in self.channels_of(guild_id) if not channel.kind.is_thread
            ],
            "threads": [shapes.channel(thread) for thread in self.threads_of(guild_id) if not thread.archived],
            "presences": [],
            "voice_states": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        }

    def visible(self, channel_id: int) -> bool:
        """Tell whether the bot sees a channel."""
        return bool(self.permissions(channel_id, self.bot.id) & Permission.VIEW_CHANNEL)


def _first(found: Iterator[Named], name: str) -> Named:
    for one in found:
        return one
    raise Unknown(f"nothing here is called {name!r}")
