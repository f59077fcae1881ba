"""A feed's bytes in; its masthead, its entries and what was wrong with it out."""

import re
from urllib.parse import urlsplit

from bot.news.feed.apart import told_apart
from bot.news.feed.blogger import kind_of
from bot.news.feed.bounds import MOST_BYTES, MOST_ENTRIES, NotAFeed, root_in, worth_reading
from bot.news.feed.encoding import as_utf8, with_windows_1252
from bot.news.feed.entry import entry_of
from bot.news.feed.head import Head, head_of
from bot.news.feed.jsonfeed import json_document
from bot.news.feed.names import fields
from bot.news.feed.sections import Sections, lifted
from bot.news.feed.text import Ground
from bot.news.feed.tree import Tree, tree_of
from bot.news.model import Entry, FeedDocument

_INK = re.compile(rb"\S")


def read_feed(body: bytes, *, address: str, content_type: str | None = None) -> FeedDocument:
    """The feed in these bytes, its links resolved against `address`; `content_type` is the server's, if it named one.

    Raises `NotAFeed`, and nothing else, whatever the bytes are. What is wrong with a feed that can be read is told in
    its problems.
    """
    if len(body) > MOST_BYTES:
        raise NotAFeed(
            f"It is too large to be a feed: {len(body) / 2**20:.0f} MB, and {MOST_BYTES // 2**20} MB is the most."
        )
    body = as_utf8(body, content_type)
    begins = _INK.search(body)
    if begins is None:
        raise NotAFeed("It is empty.")
    if begins[0] in b"{[":
        return json_document(body, address, _host(address))
    tree, sections, left_out = _grown(body)
    ground = Ground(address, sections)
    head = head_of(tree.root, tree.channel, ground, _host(address))
    if tree.damaged and not tree.entries and not len(tree.channel):
        raise NotAFeed("It begins like a feed, but nothing in it can be read.")
    entries, kept_back = _entries(tree, head, ground)
    return FeedDocument(
        masthead=head.masthead,
        entries=entries,
        problems=tuple(problem for problem in (left_out, *_problems(tree), kept_back) if problem),
        identity=head.identity,
        topic=head.topic,
        hub=head.hub,
        pace=head.pace,
    )


def _grown(body: bytes) -> tuple[Tree, Sections, str | None]:
    """The tree of a feed, the sections that it lacks, and what to say of what was left out of it, or None.

    A function of its own so that the markup, which may be large, is gone before the texts are taken out of the tree.
    """
    bare, sections = lifted(body, root_in(body))
    bare, left_out = worth_reading(bare)
    return tree_of(with_windows_1252(bare), MOST_ENTRIES), sections, left_out


def _entries(tree: Tree, head: Head, ground: Ground) -> tuple[tuple[Entry, ...], str | None]:
    """The posts of a feed, each once, and what to say of those entries that are comments."""
    found: list[Entry] = []
    comments = 0
    for element in tree.entries:
        written = fields(element)
        kind = kind_of(written, ground, head.identity)
        comments += kind == "comment"
        if kind != "post":
            continue
        entry = entry_of(written, element, ground, head.author)
        if entry.title or entry.body or entry.link:
            found.append(entry)
    told = f"{comments} of its entries are comments, not posts." if comments else None
    return told_apart(found), told


def _problems(tree: Tree) -> tuple[str, ...]:
    problems = ["It is not well-formed; it was read as far as possible."] if tree.damaged else []
    if tree.written > len(tree.entries):
        problems.append(f"It holds {tree.written} entries; only the first {len(tree.entries)} are read.")
    return tuple(problems)


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or address
    except ValueError:
        return address
