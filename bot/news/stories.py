"""A feed's bytes and the marks of what was read before in; the stories that are new or changed out, as a `Reading`."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import astuple, fields, is_dataclass, replace
from datetime import datetime
from operator import attrgetter

from bot.news.feed import read_feed
from bot.news.model import MOST_DATES, Entry, Listed, Reading, Story
from bot.news.story import read_entry

MOST_PIECES = 50_000
"""Blocks, quotes and headlines that one reading holds."""

MOST_CHARACTERS = 4_000_000
"""Characters of text that one reading holds."""

_MARK_BYTES = 10
_LONGEST_WHY = 200

_said = attrgetter(*(field.name for field in fields(Entry) if field.name != "updated"))


def read_stories(
    body: bytes,
    address: str,
    content_type: str | None,
    marks: Mapping[str, str],
    read: Callable[[Entry], Story] = read_entry,
) -> Reading:
    """Read the entries of a feed whose marks are not those under which they were last read.

    `content_type` is the server's, None if it named none; `marks` go from an entry's id to its mark. What would make
    the reading too large is left unread, and so waits for the next: by then the marks of what came before it are
    known. Raises `NotAFeed`, and nothing else.
    """
    document = read_feed(body, address=address, content_type=content_type)
    space = _Space()
    listed: list[Listed] = []
    unread: list[tuple[str, str]] = []
    for entry in document.entries:
        now = mark(entry)
        if marks.get(entry.entry_id) == now:
            listed.append(Listed(entry.entry_id, now))
            continue
        try:
            story = space.take(entry, read)
        except Exception as error:  # whatever trips the reader, the entries behind it are read
            unread.append((entry.entry_id, f"{type(error).__name__}: {error}"[:_LONGEST_WHY]))
        else:
            listed.append(Listed(entry.entry_id, now, story, entry if entry.summary_only else None))
    dates = (entry.published or entry.updated for entry in document.entries)
    newest = sorted((date for date in dates if date), reverse=True)[:MOST_DATES]
    return Reading(replace(document, entries=()), tuple(listed), tuple(newest), tuple(unread))


def mark(entry: Entry) -> str:
    """A short hash of all that the feed says of an entry, but for when it was updated.

    `updated` moves by itself, as with each comment on Blogger. `published` is told of a story, so a date put right is
    read anew; that alone makes no revision.
    """
    said = json.dumps(_said(entry), ensure_ascii=False, separators=(",", ":"), default=_plain)
    return hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=_MARK_BYTES).hexdigest()


def _plain(value: object) -> object:
    """A part of an entry as JSON takes it."""
    if isinstance(value, datetime):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return astuple(value)
    raise TypeError(f"{type(value).__name__} has no place in an entry")


class TooMuch(Exception):
    """It is more than a reading may hold."""


class _Space:
    """How much a reading may still take in."""

    def __init__(self) -> None:
        self._pieces = MOST_PIECES
        self._characters = MOST_CHARACTERS
        self._full = False

    def take(self, entry: Entry, read: Callable[[Entry], Story]) -> Story:
        """The entry as a story; raises `TooMuch` where there is no space for it, and whatever `read` raises."""
        if self._full:
            raise TooMuch("the reading is full, and it waits for the next")
        story = read(entry)
        pieces = len(story.blocks) + len(story.headlines) + len(story.quotes)
        characters = len(story.text) + sum(len(quote.text) for quote in story.quotes)
        if entry.summary_only:
            characters += len(entry.body)
        if pieces > MOST_PIECES or characters > MOST_CHARACTERS:
            raise TooMuch("it is longer than any post")
        if pieces > self._pieces or characters > self._characters:
            self._full = True
            raise TooMuch("the reading is full, and it waits for the next")
        self._pieces -= pieces
        self._characters -= characters
        return story
