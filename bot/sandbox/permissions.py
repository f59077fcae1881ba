"""Roles and overwrites → what a member may do in a channel, by Discord's own arithmetic."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntFlag

from bot.sandbox.things import Overwrite


class Permission(IntFlag):
    """The permissions a bot of this kind meets, by their bits in Discord's documentation (Permissions)."""

    NONE = 0
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    SEND_MESSAGES_IN_THREADS = 1 << 38


EVERYTHING = (1 << 53) - 1
IN_A_DM = (
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.USE_APPLICATION_COMMANDS
)
_NEEDS_SENDING = Permission.EMBED_LINKS | Permission.ATTACH_FILES | Permission.MENTION_EVERYONE


def in_guild(*, everyone: int, roles: Iterable[int], owner: bool) -> int:
    """Tell what a member may do before any channel is looked at: the union of what their roles grant."""
    granted = everyone
    for role in roles:
        granted |= role
    return EVERYTHING if owner or granted & Permission.ADMINISTRATOR else granted


def in_channel(base: int, overwrites: Iterable[Overwrite], *, guild_id: int, user_id: int, roles: Iterable[int]) -> int:
    """Tell what a member may do in a channel: @everyone's overwrite, then the roles' as one, then the member's own."""
    if base & Permission.ADMINISTRATOR:
        return EVERYTHING
    by_target = {overwrite.target: overwrite for overwrite in overwrites}
    held = base
    if guild_id in by_target:
        held = _applied(held, by_target[guild_id].allow, by_target[guild_id].deny)
    of_roles = [by_target[role] for role in roles if role in by_target]
    allow = deny = 0
    for overwrite in of_roles:
        allow |= overwrite.allow
        deny |= overwrite.deny
    held = _applied(held, allow, deny)
    if user_id in by_target:
        held = _applied(held, by_target[user_id].allow, by_target[user_id].deny)
    return held


def effective(held: int, *, thread: bool) -> int:
    """Take away what is worth nothing alone: everything without View Channel, embeds and files without sending."""
    if not held & Permission.VIEW_CHANNEL:
        return Permission.NONE
    if not held & (Permission.SEND_MESSAGES_IN_THREADS if thread else Permission.SEND_MESSAGES):
        return held & ~_NEEDS_SENDING
    return held


def _applied(held: int, allow: int, deny: int) -> int:
    return held & ~deny | allow
