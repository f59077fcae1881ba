"""A request's query or body, hostile until checked → the person, the channel and the words that it names."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from bot.sandbox.page import view
from bot.sandbox.things import Channel, Json, Message
from bot.sandbox.world import World

LARGEST = 64 * 1024
LARGEST_WITH_TEXT = 256 * 1024
LARGEST_WITH_FILES = 12 * 1024 * 1024
"""Bytes of a body: of most, of one with a whole post in it, and of one with files in it."""

ARRIVES_WITHIN = 10.0
MOST_PARTS = 100
MOST_FILES = 10
LONGEST_NAME = 260


class NotUnderstood(ValueError):
    """It is not understood: it lacks what is wanted, which the message names."""


class TooLarge(ValueError):
    """It is too large: the body has more bytes than are read."""


class NotThere(LookupError):
    """It is not there, or not for this person; the message says what."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request says, the world that it speaks of, and the people whom one can be there."""

    parts: Mapping[str, object]
    world: World
    people: tuple[int, ...]

    def text(self, name: str, otherwise: str | None = None) -> str:
        """Read some words; NotUnderstood where they are none, or missing with nothing in their stead."""
        return _text(self.parts.get(name, otherwise), name)

    def number(self, name: str) -> int:
        """Read an id; 0, which is nobody's, where it is no number."""
        text = self.text(name)
        return int(text) if text.isascii() and text.isdigit() and len(text) <= 20 else 0

    def person(self) -> int:
        """Read whom one is: the first of the people where it is left out."""
        if "as" not in self.parts and self.people:
            return self.people[0]
        person = self.number("as")
        if person not in self.people:
            raise NotThere("There is nobody with this id to be.")
        return person

    def channel(self, person: int) -> Channel:
        """Find a channel that a person sees."""
        channel_id = self.number("channel")
        if not view.sees(self.world, channel_id, person):
            raise NotThere("There is no such channel, or this person does not see it.")
        return self.world.channels[channel_id]

    def message(self, channel: Channel, person: int) -> Message:
        """Find a message that a person sees in a channel."""
        message = self.world.messages.get(channel.id, {}).get(self.number("message"))
        if message is None or message.seen_by not in (None, person):
            raise NotThere("There is no such message, or this person does not see it.")
        return message

    def values(self) -> tuple[str, ...]:
        """Read the values that were chosen; none where they are left out."""
        return _texts(self.parts.get("values", []), "values")

    def options(self) -> dict[str, str]:
        """Read what was typed for each option."""
        return {name: _text(value, name) for name, value in _object(self.parts.get("options", {}), "options").items()}

    def fields(self) -> dict[str, str | tuple[str, ...]]:
        """Read what a form was filled in with: words, or the values that were chosen."""
        given = _object(self.parts.get("fields", {}), "fields")
        return {
            name: _texts(value, name) if isinstance(value, list) else _text(value, name)
            for name, value in given.items()
        }

    def files(self) -> dict[str, bytes]:
        """Read the files that come with a command, each under its name."""
        given = _object(self.parts.get("files", {}), "files")
        if len(given) > MOST_FILES or not all(0 < len(name) <= LONGEST_NAME for name in given):
            raise NotUnderstood(f"At most {MOST_FILES} files are taken, each with a name.")
        try:
            return {name: base64.b64decode(_text(value, name), validate=True) for name, value in given.items()}
        except ValueError:
            raise NotUnderstood("A file must be written in base64.") from None


async def body(request: web.Request, largest: int) -> Json:
    """Read a request's JSON object; raises NotUnderstood where it is none, TooLarge."""
    if request.content_type != "application/json":
        raise NotUnderstood("The body must be application/json.")
    try:
        async with asyncio.timeout(ARRIVES_WITHIN):
            data = await _at_most(request, largest)
        return _object(json.loads(data), "the body")
    except (ValueError, RecursionError, TimeoutError, web.RequestPayloadError) as error:
        if isinstance(error, (NotUnderstood, TooLarge)):
            raise
        raise NotUnderstood("The body must be JSON.") from None


async def _at_most(request: web.Request, largest: int) -> bytes:
    data = bytearray()
    async for chunk in request.content.iter_chunked(LARGEST):
        data += chunk
        if len(data) > largest:
            raise TooLarge(f"The body must have at most {largest // 1024} kB.")
    return bytes(data)


def _text(value: object, name: str) -> str:
    """Take words; half a surrogate pair, which JSON can write, is none: no file and no answer could hold it."""
    if not isinstance(value, str) or any("\ud800" <= character <= "\udfff" for character in value):
        raise NotUnderstood(f"“{name}” must be text.")
    return value


def _texts(value: object, name: str) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > MOST_PARTS:
        raise NotUnderstood(f"“{name}” must be a list of texts.")
    return tuple(_text(each, name) for each in value)


def _object(value: object, name: str) -> Json:
    if not isinstance(value, dict) or len(value) > MOST_PARTS:
        raise NotUnderstood(f"“{name}” must be an object.")
    return {_text(key, "a name"): each for key, each in value.items()}
