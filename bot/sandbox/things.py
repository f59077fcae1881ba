"""What a stand-in's world is made of: guilds, channels, people, messages and commands, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]
"""A JSON object in Discord's form; what came from outside has passed the rules before anything reads it."""


EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
"""When Discord's snowflakes begin to count milliseconds: 1420070400000 in Unix time."""

ARCHIVES_AFTER = 1440
"""After how many minutes of silence Discord archives a thread that names no time of its own."""


def born(snowflake: int) -> datetime:
    """Tell when an id was made."""
    return EPOCH + timedelta(milliseconds=snowflake >> 22)


class ChannelKind(IntEnum):
    """The kinds of channel that are modelled, by Discord's numbers."""

    TEXT = 0
    DM = 1
    ANNOUNCEMENT = 5
    ANNOUNCEMENT_THREAD = 10
    THREAD = 11
    FORUM = 15

    @property
    def is_thread(self) -> bool:
        """Tell whether it is a thread, whatever it hangs under."""
        return self in (ChannelKind.ANNOUNCEMENT_THREAD, ChannelKind.THREAD)


class MessageKind(IntEnum):
    """The kinds of message that are modelled, by Discord's numbers."""

    PLAIN = 0
    REPLY = 19
    COMMAND = 20
    MENU = 23


class MessageFlag(IntEnum):
    """The message flags a bot of this kind meets, by their bits."""

    CROSSPOSTED = 1
    SUPPRESS_EMBEDS = 1 << 2
    HAS_THREAD = 1 << 5
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    SUPPRESS_NOTIFICATIONS = 1 << 12
    COMPONENTS_V2 = 1 << 15


@dataclass(frozen=True, slots=True)
class User:
    """A person or a bot, and the language that their client speaks."""

    id: int
    name: str
    bot: bool = False
    locale: str = "en-GB"


@dataclass(frozen=True, slots=True)
class Guild:
    """A server; while it is not available Discord speaks of an outage, not of a removal."""

    id: int
    name: str
    owner_id: int
    available: bool = True


@dataclass(frozen=True, slots=True)
class Role:
    """A role; the one whose id is its guild's id is @everyone."""

    id: int
    guild_id: int
    name: str
    permissions: int
    mentionable: bool = False
    bot_id: int | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A user in a guild, with the roles they hold there."""

    guild_id: int
    user_id: int
    roles: tuple[int, ...]
    joined: datetime


@dataclass(frozen=True, slots=True)
class Overwrite:
    """What a channel allows or denies to one role or one member."""

    target: int
    allow: int = 0
    deny: int = 0
    of_member: bool = False


@dataclass(frozen=True, slots=True)
class Channel:
    """A place for messages: a guild's channel, a thread (parent, owner) or a DM (recipient, no guild).

    `said` counts the messages that were ever sent in a thread, beside the one that it began with, and `deleted` those
    of them that are gone. A thread last went into the archive or out of it when it `moved`; `archives_after` are the
    minutes of silence after which Discord would archive it.
    """

    id: int
    kind: ChannelKind
    name: str
    guild_id: int | None = None
    parent_id: int | None = None
    owner_id: int | None = None
    recipient_id: int | None = None
    overwrites: tuple[Overwrite, ...] = ()
    archived: bool = False
    locked: bool = False
    topic: str = ""
    archives_after: int = ARCHIVES_AFTER
    moved: datetime | None = None
    said: int = 0
    deleted: int = 0
    last_message_id: int | None = None

    @property
    def last_moved(self) -> datetime:
        """Tell when a thread went into the archive or out of it, or was opened."""
        return self.moved or born(self.id)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that hangs on a message; its bytes are in the world's files."""

    id: int
    name: str
    size: int
    url: str
    content_type: str
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Mentions:
    """Whom a text names and may ping."""

    users: tuple[int, ...] = ()
    roles: tuple[int, ...] = ()
    everyone: bool = False


@dataclass(frozen=True, slots=True)
class Origin:
    """The interaction that a message answers, and the one before it where that was a modal.

    `name` is the command that began it all ("" for a press), `message_id` the message that was pressed or chosen from.
    """

    id: int
    kind: int
    user_id: int
    name: str
    message_id: int | None = None
    opener: Origin | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A message; `seen_by` is the one person who sees an ephemeral one, None when everybody does."""

    id: int
    channel_id: int
    author_id: int
    at: datetime
    content: str = ""
    embeds: tuple[Json, ...] = ()
    components: tuple[Json, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    flags: int = 0
    kind: MessageKind = MessageKind.PLAIN
    mentions: Mentions = Mentions()
    reply_to: int | None = None
    edited: datetime | None = None
    origin: Origin | None = None
    seen_by: int | None = None


@dataclass(frozen=True, slots=True)
class Command:
    """An application command as it was synced; global when it has no guild."""

    id: int
    guild_id: int | None
    body: Json

    @property
    def kind(self) -> int:
        """Tell its kind by Discord's number: a slash command where the sync named none."""
        kind: int = self.body.get("type") or 1
        return kind


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in the world, under Discord's own name for it and with Discord's own account of it."""

    name: str
    data: Json
    guild_id: int | None = None
    channel_id: int | None = None
