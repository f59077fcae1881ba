"""Changes to guilds, channels, people and messages → the world as it now is, and an event for whoever listens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from bot.sandbox import mentions, shapes
from bot.sandbox.known import Known, Sent, Unknown
from bot.sandbox.listeners import Listeners
from bot.sandbox.permissions import Permission
from bot.sandbox.things import (
    ARCHIVES_AFTER,
    Channel,
    ChannelKind,
    Command,
    Event,
    Guild,
    Json,
    Member,
    Mentions,
    Message,
    MessageFlag,
    Overwrite,
    Role,
    User,
)

__all__ = ["BOT_NEEDS", "Sent", "Unknown", "World"]

READER = (
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.SEND_MESSAGES_IN_THREADS
)
"""What an ordinary member of the small world may do, beside using commands."""

BOT_NEEDS = READER | Permission.EMBED_LINKS
"""The permissions the bot asks for, and no other."""


class World(Known):
    """Everything a stand-in for Discord knows, changed only through its methods; each change is told as an Event."""

    def __init__(self, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC), bot_name: str = "Late Edition"):
        super().__init__(clock=clock, bot_name=bot_name)
        self._listeners: Listeners[Event] = Listeners()

    @classmethod
    def small(cls, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> World:
        """Make one guild "Sandbox" with #news and #general, its owner mira, a member noor, and the bot.

        The bot's role holds what it needs and no more; @everyone may use commands, and a role "Readers" does the rest.
        """
        world = cls(clock=clock)
        mira, noor = world.add_user("mira"), world.add_user("noor")
        guild = world.add_guild("Sandbox", owner_id=mira.id)
        readers = world.add_role(guild.id, "Readers", READER)
        world.add_member(guild.id, mira.id, readers.id)
        world.add_member(guild.id, noor.id, readers.id)
        world.invite_bot(guild.id)
        world.add_channel(guild.id, "news")
        world.add_channel(guild.id, "general")
        return world

    # who listens

    def listen(self, listener: Callable[[Event], None]) -> Callable[[], None]:
        """Call the listener with every event from now on; what is returned stops that."""
        return self._listeners.add(listener)

    def tell(self, event: Event) -> None:
        """Tell every listener of an event."""
        self._listeners.tell(event)

    # people and places

    def add_user(self, name: str, *, bot: bool = False) -> User:
        """Add a person who is in no guild yet."""
        user = User(self.next_id(), name, bot)
        self.users[user.id] = user
        return user

    def add_guild(self, name: str, *, owner_id: int, everyone: int = Permission.USE_APPLICATION_COMMANDS) -> Guild:
        """Add a guild with nothing in it but its owner; nobody hears of it until the bot is in it."""
        guild = Guild(self.next_id(), name, owner_id)
        self.guilds[guild.id] = guild
        self.roles[guild.id] = Role(guild.id, guild.id, "@everyone", everyone)
        self.add_member(guild.id, owner_id)
        return guild

    def invite_bot(self, guild_id: int, granted: int = BOT_NEEDS) -> Role:
        """Put the bot into a guild with a role of its own, as its invitation does (GUILD_CREATE)."""
        role = Role(self.next_id(), guild_id, self.bot.name, granted, bot_id=self.bot.id)
        self.roles[role.id] = role
        self.members[guild_id, self.bot.id] = Member(guild_id, self.bot.id, (role.id,), self.now())
        self.tell(Event("GUILD_CREATE", self.arrival(guild_id), guild_id))
        return role

    def remove_bot(self, guild_id: int) -> None:
        """Take the bot out of a guild (GUILD_DELETE); it loses its role there too."""
        self.members.pop((guild_id, self.bot.id), None)
        for role in self.roles_of(guild_id):
            if role.bot_id == self.bot.id:
                del self.roles[role.id]
        self.tell(Event("GUILD_DELETE", {"id": str(guild_id)}, guild_id))

    def delete_guild(self, guild_id: int) -> None:
        """Delete a guild with everything in it (GUILD_DELETE)."""
        for channel in self.channels_of(guild_id):
            self.channels.pop(channel.id, None)
            self.messages.pop(channel.id, None)
        self.members = {key: member for key, member in self.members.items() if member.guild_id != guild_id}
        self.roles = {role.id: role for role in self.roles.values() if role.guild_id != guild_id}
        del self.guilds[guild_id]
        self.tell(Event("GUILD_DELETE", {"id": str(guild_id)}, guild_id))

    def set_available(self, guild_id: int, available: bool) -> None:
        """Begin or end a guild's outage; a beginning is GUILD_DELETE with `unavailable`, which removes nothing."""
        self.guilds[guild_id] = replace(self.guilds[guild_id], available=available)
        if available:
            self.tell(Event("GUILD_CREATE", self.arrival(guild_id), guild_id))
        else:
            self.tell(Event("GUILD_DELETE", {"id": str(guild_id), "unavailable": True}, guild_id))

    def add_role(self, guild_id: int, name: str, granted: int, *, mentionable: bool = False) -> Role:
        """Add a role to a guild."""
        role = Role(self.next_id(), guild_id, name, granted, mentionable)
        self.roles[role.id] = role
        self.tell(Event("GUILD_ROLE_CREATE", self._of_role(role), guild_id))
        return role

    def set_role(self, role_id: int, granted: int) -> None:
        """Change what a role grants everywhere in its guild."""
        role = self.roles[role_id] = replace(self.roles[role_id], permissions=granted)
        self.tell(Event("GUILD_ROLE_UPDATE", self._of_role(role), role.guild_id))

    def _of_role(self, role: Role) -> Json:
        position = self.roles_of(role.guild_id).index(role)
        return {"guild_id": str(role.guild_id), "role": shapes.role(role, position)}

    def add_member(self, guild_id: int, user_id: int, *roles: int) -> Member:
        """Put a user into a guild, or change which roles they hold there."""
        new = (guild_id, user_id) not in self.members
        member = self.members[guild_id, user_id] = Member(guild_id, user_id, roles, self.now())
        data = shapes.member(member, self.users[user_id]) | {"guild_id": str(guild_id)}
        self.tell(Event("GUILD_MEMBER_ADD" if new else "GUILD_MEMBER_UPDATE", data, guild_id))
        return member

    def add_channel(self, guild_id: int, name: str, kind: ChannelKind = ChannelKind.TEXT, topic: str = "") -> Channel:
        """Add a channel to a guild."""
        channel = Channel(self.next_id(), kind, name, guild_id, topic=topic)
        return self._add(channel, "CHANNEL_CREATE")

    def add_thread(
        self,
        parent_id: int,
        name: str,
        owner: int | None = None,
        *,
        archives_after: int = ARCHIVES_AFTER,
        begins_with: int | None = None,
    ) -> Channel:
        """Open a thread under a channel, owned by its guild's owner where nobody else is named.

        One that begins with a message has that message's id; Unknown where the channel is in no guild.
        """
        parent = self.channels[parent_id]
        if parent.guild_id is None:
            raise Unknown(f"channel {parent_id} is in no guild, so it can have no thread")
        thread = Channel(
            self.next_id() if begins_with is None else begins_with,
            ChannelKind.ANNOUNCEMENT_THREAD if parent.kind is ChannelKind.ANNOUNCEMENT else ChannelKind.THREAD,
            name,
            parent.guild_id,
            parent_id=parent_id,
            owner_id=self.guilds[parent.guild_id].owner_id if owner is None else owner,
            archives_after=archives_after,
            moved=self.now(),
        )
        begun = self.messages.get(parent_id, {}).get(thread.id)
        self._add(thread, "THREAD_CREATE")
        if begun is not None:
            self.change_message(replace(begun, flags=begun.flags | MessageFlag.HAS_THREAD))
        return thread

    def _add(self, channel: Channel, event: str) -> Channel:
        self.channels[channel.id] = channel
        new = {"newly_created": True} if channel.kind.is_thread else {}
        self.tell(Event(event, shapes.channel(channel) | new, channel.guild_id, channel.id))
        return channel

    def dm_with(self, user_id: int) -> Channel:
        """Find the DM of the bot and a user, or open it."""
        for channel in self.channels.values():
            if channel.recipient_id == user_id:
                return channel
        channel = Channel(self.next_id(), ChannelKind.DM, "", recipient_id=user_id)
        self.channels[channel.id] = channel
        self.tell(Event("CHANNEL_CREATE", self.written_channel(channel), channel_id=channel.id))
        return channel

    def change_channel(self, channel: Channel) -> None:
        """Put a changed channel or thread in the place of the one with its id."""
        self.channels[channel.id] = channel
        name = "THREAD_UPDATE" if channel.kind.is_thread else "CHANNEL_UPDATE"
        self.tell(Event(name, self.written_channel(channel), channel.guild_id, channel.id))

    def archive(self, thread_id: int, *, locked: bool = False) -> None:
        """Archive a thread, locked or not."""
        self.change_channel(replace(self.channels[thread_id], archived=True, locked=locked, moved=self.now()))

    def unarchive(self, thread_id: int) -> None:
        """Take a thread out of the archive; nothing happens to any other channel."""
        channel = self.channels[thread_id]
        if channel.archived:
            self.change_channel(replace(channel, archived=False, moved=self.now()))

    def overwrite(self, channel_id: int, target: int, *, allow: int = 0, deny: int = 0) -> None:
        """Set what a channel allows and denies to a role or a member, by id; neither takes the overwrite away."""
        channel = self.channels[channel_id]
        others = tuple(o for o in channel.overwrites if o.target != target)
        mine = (Overwrite(target, allow, deny, of_member=target in self.users),) if allow or deny else ()
        self.change_channel(replace(channel, overwrites=others + mine))

    def deny_bot(self, channel_id: int, denied: int) -> None:
        """Deny the bot something in one channel; Permission.NONE gives everything back."""
        self.overwrite(channel_id, self.bot.id, deny=denied)

    def delete_channel(self, channel_id: int) -> None:
        """Delete a channel with its threads and all that was said there."""
        for thread in [c for c in self.channels.values() if c.parent_id == channel_id]:
            self.delete_channel(thread.id)
        channel = self.channels.pop(channel_id)
        self.messages.pop(channel_id, None)
        name = "THREAD_DELETE" if channel.kind.is_thread else "CHANNEL_DELETE"
        self.tell(Event(name, self.written_channel(channel), channel.guild_id, channel_id))

    # messages and commands

    def say(self, channel_id: int, user_id: int, content: str) -> Message:
        """Let a person say something in a channel."""
        named = mentions.allowed(content, None, replied=None)
        if not self.permissions(channel_id, user_id) & Permission.MENTION_EVERYONE:
            named = Mentions(users=named.users)
        message = Message(self.next_id(), channel_id, user_id, self.now(), content, mentions=named)
        self.add_message(message)
        return message

    def add_message(self, message: Message, nonce: str | int | None = None) -> Json:
        """Add a message and return it as Discord writes it to its sender, with the nonce that history does not keep."""
        there = self.messages.setdefault(message.channel_id, {})
        there[message.id] = message
        self._count(message)
        while self.most_messages is not None and len(there) > self.most_messages:
            self._let_go(there.pop(next(iter(there))))
        written = self.written(message) | ({} if nonce is None else {"nonce": nonce})
        self._tell_of("MESSAGE_CREATE", message, written)
        return written

    def _count(self, message: Message) -> None:
        """Count a new message in its channel, of which nobody is told apart from the message."""
        channel = self.channels[message.channel_id]
        if message.seen_by is None:
            begins = message.id == channel.id
            counted = replace(channel, last_message_id=message.id, said=channel.said + (0 if begins else 1))
            self.channels[channel.id] = counted

    def _let_go(self, message: Message) -> None:
        """Forget the files of a message that is gone."""
        for attachment in message.attachments:
            self.files.pop(attachment.id, None)

    def change_message(self, message: Message) -> Json:
        """Put an edited message in the place of the one with its id."""
        self.messages[message.channel_id][message.id] = message
        written = self.written(message)
        self._tell_of("MESSAGE_UPDATE", message, written)
        return written

    def delete_message(self, channel_id: int, message_id: int) -> None:
        """Delete a message."""
        message = self.messages[channel_id].pop(message_id)
        self._let_go(message)
        channel = self.channels[channel_id]
        if message.seen_by is None and message.id != channel.id:
            self.channels[channel_id] = replace(channel, deleted=channel.deleted + 1)
        self._tell_of("MESSAGE_DELETE", message, {"id": str(message_id), "channel_id": str(channel_id)})

    def _tell_of(self, name: str, message: Message, data: Json) -> None:
        guild_id = self.channels[message.channel_id].guild_id
        if message.flags & MessageFlag.EPHEMERAL:
            name = f"EPHEMERAL_{name}"
        if guild_id is not None:
            data = data | {"guild_id": str(guild_id)}
            author = self.members.get((guild_id, message.author_id))
            if author is not None and name != "MESSAGE_DELETE":
                data["member"] = shapes.member(author)
        self.tell(Event(name, data, guild_id, message.channel_id))

    def set_commands(self, guild_id: int | None, commands: tuple[Command, ...]) -> None:
        """Replace the commands of a guild, or the global ones (None)."""
        self.commands = {c.id: c for c in self.commands.values() if c.guild_id != guild_id}
        self.commands |= {command.id: command for command in commands}
        self.tell(Event("COMMANDS_SYNCED", {"guild_id": guild_id}, guild_id))
