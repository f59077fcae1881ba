"""What a stand-in's world is made of: guilds, channels, people, messages and commands, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]
"""A JSON object in Discord's form; what came from outside has passed the rules before anything reads it."""


class ChannelKind(IntEnum):
    """The kinds of channel that are modelled, by Discord's numbers."""

    TEXT = 0
    DM = 1
    ANNOUNCEMENT = 5
    THREAD = 11


class MessageKind(IntEnum):
    """The kinds of message that are modelled, by Discord's numbers."""

    PLAIN = 0
    REPLY = 19
    COMMAND = 20


class MessageFlag(IntEnum):
    """The message flags a bot of this kind meets, by their bits."""

    SUPPRESS_EMBEDS = 1 << 2
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    SUPPRESS_NOTIFICATIONS = 1 << 12
    COMPONENTS_V2 = 1 << 15


@dataclass(frozen=True, slots=True)
class User:
    """A person or a bot."""

    id: int
    name: str
    bot: bool = False


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
    """A place for messages: a guild's channel, a thread (parent, owner) or a DM (recipient, no guild)."""

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
    """The interaction that a message answers."""

    id: int
    kind: int
    user_id: int
    name: str


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


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in the world, under Discord's own name for it and with Discord's own account of it."""

    name: str
    data: Json
    guild_id: int | None = None
    channel_id: int | None = None
