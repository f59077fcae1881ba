"""The world ↔ a JSON file: saved whole and at once a little after each change, loaded again when it is there."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import fields, is_dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.sandbox.things import (
    Attachment,
    Channel,
    ChannelKind,
    Command,
    Guild,
    Json,
    Member,
    Mentions,
    Message,
    MessageKind,
    Origin,
    Overwrite,
    Role,
    User,
)
from bot.sandbox.world import World

VERSION = 1
SAVES_AFTER = 0.2
RESTS = 20
"""How many times as long as the last saving took it rests before the next."""

MOST_MESSAGES = 500
"""How many messages of a channel are kept, the newest ones."""


class Unreadable(ValueError):
    """It is unreadable: the file holds no world; the message names it."""


def save(world: World, path: Path) -> None:
    """Save a world in place of what the file held: either all of it is there afterwards, or nothing has changed."""
    _write_down(taken(world), path)


def _write_down(picture: Json, path: Path) -> None:
    write(path, dumped(picture))


def load(path: Path) -> World:
    """Load a world; Unreadable when the file does not hold one."""
    try:
        return _world(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as broken:
        raise Unreadable(f"{path} does not hold a sandbox's world ({broken!r}); move it away to begin anew") from broken


def taken(world: World) -> Json:
    """Take a picture of a world as it is now, quickly: its values are frozen, so none is copied.

    Of a channel the newest messages are in it; what one person alone sees, files and what nonces made are not.
    """
    messages = [message for channel in world.messages for message in world.history(channel)[-MOST_MESSAGES:]]
    return {
        "version": VERSION,
        "last_id": world.last_id,
        "bot_id": world.bot.id,
        "without_dms": sorted(world.members_without_dms),
        "users": list(world.users.values()),
        "guilds": list(world.guilds.values()),
        "roles": list(world.roles.values()),
        "members": list(world.members.values()),
        "channels": list(world.channels.values()),
        "messages": messages,
        "commands": list(world.commands.values()),
    }


def dumped(picture: Json) -> str:
    """Write the picture of a world as JSON."""
    return json.dumps(picture, default=_plain, ensure_ascii=False)


def _plain(value: object) -> object:
    """Write what JSON has no form for: a moment, or one of the world's values with its fields."""
    if isinstance(value, datetime):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: getattr(value, each.name) for each in fields(value)}
    raise TypeError(f"a world holds no {type(value).__name__}")


def write(path: Path, text: str) -> None:
    """Write a file so that a reader finds the old text or the new, also after the power went."""
    beside = path.with_name(f"{path.name}.new")
    path.parent.mkdir(parents=True, exist_ok=True)
    with beside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _world(kept: Json) -> World:
    if kept["version"] != VERSION:
        raise ValueError(f"version {kept['version']} is not {VERSION}")
    world = World()
    world.users = {each["id"]: User(**each) for each in kept["users"]}
    world.bot = world.users[kept["bot_id"]]
    world.guilds = {each["id"]: Guild(**each) for each in kept["guilds"]}
    world.roles = {each["id"]: Role(**each) for each in kept["roles"]}
    members = [_member(each) for each in kept["members"]]
    world.members = {(member.guild_id, member.user_id): member for member in members}
    world.channels = {each["id"]: _channel(each) for each in kept["channels"]}
    world.messages = {channel_id: {} for channel_id in world.channels}
    for message in map(_message, kept["messages"]):
        world.messages[message.channel_id][message.id] = message
    world.commands = {each["id"]: Command(**each) for each in kept["commands"]}
    world.members_without_dms = set(kept["without_dms"])
    world.last_id = int(kept["last_id"])
    for message in [message for channel in world.messages for message in world.history(channel)]:
        world.written(message)  # a message whose author or channel is missing is found here, not when it is read
    return world


def _member(kept: Json) -> Member:
    return Member(kept["guild_id"], kept["user_id"], tuple(kept["roles"]), datetime.fromisoformat(kept["joined"]))


def _channel(kept: Json) -> Channel:
    overwrites = tuple(Overwrite(**each) for each in kept["overwrites"])
    moved = kept.get("moved") and datetime.fromisoformat(kept["moved"])
    return Channel(**kept | {"kind": ChannelKind(kept["kind"]), "overwrites": overwrites, "moved": moved})


def _message(kept: Json) -> Message:
    named = kept["mentions"]
    return Message(
        **kept
        | {
            "at": datetime.fromisoformat(kept["at"]),
            "edited": None if kept["edited"] is None else datetime.fromisoformat(kept["edited"]),
            "embeds": tuple(kept["embeds"]),
            "components": tuple(kept["components"]),
            "attachments": tuple(Attachment(**each) for each in kept["attachments"]),
            "kind": MessageKind(kept["kind"]),
            "mentions": Mentions(tuple(named["users"]), tuple(named["roles"]), named["everyone"]),
            "origin": _origin(kept["origin"]),
        }
    )


def _origin(kept: Json | None) -> Origin | None:
    return None if kept is None else Origin(**kept | {"opener": _origin(kept.get("opener"))})


class Keeper:
    """Saves a world to a file while it is open: soon after each change, many changes at once, and when it closes.

    However large the world has grown, saving it takes no more than a twentieth of the time; `save` runs in a thread.
    """

    def __init__(self, world: World, path: Path, save: Callable[[Json, Path], None] = _write_down) -> None:
        self._world = world
        self._path = path
        self._save = save
        self._changed = asyncio.Event()
        self._written: asyncio.Future[None] | None = None

    async def __aenter__(self) -> Self:
        self._deaf: Callable[[], None] = self._world.listen(lambda event: self._changed.set())
        self._saving = asyncio.create_task(self._save_after_changes())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._deaf()
        self._saving.cancel()
        with suppress(asyncio.CancelledError):
            await self._saving
        if self._written is not None:
            # a thread cannot be cancelled, and two that write the same file would spoil it
            await asyncio.wait([self._written])
        self._save(taken(self._world), self._path)

    async def _save_after_changes(self) -> None:
        clock = asyncio.get_running_loop().time
        pause = SAVES_AFTER
        while True:
            await self._changed.wait()
            await asyncio.sleep(pause)
            self._changed.clear()
            began = clock()
            self._written = asyncio.ensure_future(asyncio.to_thread(self._save, taken(self._world), self._path))
            # what cannot be saved now may be later; when it closes the reason is told
            with suppress(OSError):
                await asyncio.shield(self._written)
            pause = max(SAVES_AFTER, RESTS * (clock() - began))
