"""Entries as a feed lists them in; each post once, by a name of its own, out."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from bot.news.model import Entry


def told_apart(listed: Iterable[Entry]) -> tuple[Entry, ...]:
    """The posts of a feed in its order: of two entries with one id that are one post, the first.

    Some feeds give one id to all their posts, or neither ids nor links. What differs in title and link, or has no link
    and differs in its date, is another post; then each is named by all of these, whichever comes first today.
    """
    entries = tuple(listed)
    if len({entry.entry_id for entry in entries}) == len(entries):
        return entries
    of_one_id = defaultdict[str, list[Entry]](list)
    for entry in entries:
        of_one_id[entry.entry_id].append(entry)
    found: dict[str, Entry] = {}
    for entry in entries:
        if any(_is_another_post(entry, other) for other in _ends(of_one_id[entry.entry_id])):
            entry = replace(entry, entry_id=_named(entry))
        found.setdefault(entry.entry_id, entry)
    return tuple(found.values())


def _ends(entries: list[Entry]) -> tuple[Entry, ...]:
    """The first and the last of some entries: unless they all are one post, each of them differs from one of these."""
    return (entries[0], entries[-1]) if len(entries) > 1 else ()


def _is_another_post(one: Entry, other: Entry) -> bool:
    if one.link is None and other.link is None:
        return (one.title, one.published) != (other.title, other.published)
    return one.title != other.title and one.link != other.link


def _named(entry: Entry) -> str:
    published = entry.published.isoformat() if entry.published and entry.link is None else ""
    said = "\n".join((entry.entry_id, entry.link or "", entry.title, published))
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()
