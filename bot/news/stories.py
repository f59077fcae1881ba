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

LONGEST_BODY = MOST_CHARACTERS // 4
"""Characters of the body of an entry that alone is more than a reading holds: so much of it is read, and fits."""

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
    known. What would make every reading too large is read in part, or not at all, and the document's problems say so:
    it would wait for ever. Raises `NotAFeed`, and nothing else.
    """
    document = read_feed(body, address=address, content_type=content_type)
    space = _Space()
    listed: list[Listed] = []
    unread: list[tuple[str, str]] = []
    problems: list[str] = []
    for entry in document.entries:
        now = mark(entry)
        if marks.get(entry.entry_id) == now:
            listed.append(Listed(entry.entry_id, now))
            continue
        try:
            read_of, story = space.take(entry, read)
        except TooLong as error:
            problems.append(f"entry {entry.entry_id[:_LONGEST_WHY]} was not read: {error}")
        except Exception as error:  # whatever trips the reader, the entries behind it are read
            unread.append((entry.entry_id, f"{type(error).__name__}: {error}"[:_LONGEST_WHY]))
        else:
            listed.append(Listed(entry.entry_id, now, story, read_of if entry.summary_only else None))
            if read_of is not entry:
                problems.append(f"entry {entry.entry_id[:_LONGEST_WHY]} was read in part: it is longer than any post")
    dates = (entry.published or entry.updated for entry in document.entries)
    newest = sorted((date for date in dates if date), reverse=True)[:MOST_DATES]
    document = replace(document, entries=(), problems=(*document.problems, *problems))
    return Reading(document, tuple(listed), tuple(newest), tuple(unread))


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
    """It is more than a reading may still hold."""


class TooLong(Exception):
    """It is more than any reading may hold."""


class _Space:
    """How much a reading may still take in."""

    def __init__(self) -> None:
        self._pieces = MOST_PIECES
        self._characters = MOST_CHARACTERS
        self._full = False

    def take(self, entry: Entry, read: Callable[[Entry], Story]) -> tuple[Entry, Story]:
        """The entry, or what of it fits into a reading, and its story.

        Raises `TooMuch` where there is no space for it, `TooLong` where there never is, and whatever `read` raises.
        """
        if self._full:
            raise TooMuch("the reading is full, and it waits for the next")
        entry, story = _fitting(entry, read)
        pieces, characters = _size(entry, story)
        if pieces > self._pieces or characters > self._characters:
            self._full = True
            raise TooMuch("the reading is full, and it waits for the next")
        self._pieces -= pieces
        self._characters -= characters
        return entry, story


def _fitting(entry: Entry, read: Callable[[Entry], Story]) -> tuple[Entry, Story]:
    """The entry and its story, both of its beginning alone where the whole is more than a reading holds."""
    # Only what was read tells: a long body may be a picture, and few words.
    for part in (entry, _beginning(entry)):
        story = read(part)
        pieces, characters = _size(part, story)
        if pieces <= MOST_PIECES and characters <= MOST_CHARACTERS:
            return part, story
    raise TooLong("it is longer than any post")


def _size(entry: Entry, story: Story) -> tuple[int, int]:
    """How many pieces, and how many characters, a reading holds of an entry."""
    pieces = len(story.blocks) + len(story.headlines) + len(story.quotes)
    characters = len(story.text) + sum(len(quote.text) for quote in story.quotes)
    return pieces, characters + (len(entry.body) if entry.summary_only else 0)


def _beginning(entry: Entry) -> Entry:
    """The entry with no more of its body than is read of one too long, up to the end of a paragraph or else a word."""
    body = entry.body[:LONGEST_BODY]
    ends = (body.rfind(end, LONGEST_BODY // 2) for end in ("</p>", "<br", "\n", " "))
    return replace(entry, body=body[: next((end for end in ends if end > 0), None)])
