"""A body in UTF-8 in; the feed in it from its root on, and no more of it than is worth reading, or a refusal, out."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

MOST_BYTES = 8 * 2**20
MOST_ENTRIES = 2000
# Tags and attributes that a tree may hold, at some 150 bytes of memory each.
_MOST_NODES = 150_000
_FEWEST_BYTES_FOR_SO_MANY = 4 * _MOST_NODES

MOST_MENDS = 50_000
"""Faults of one kind that are mended: a feed with more of them is none."""
# References in a large feed of escaped HTML; where there are more of them, it is asked which mean something.
_MOST_REFERENCES = 300_000
_REFERENCES = (b"&lt;", b"&gt;", b"&amp;", b"&quot;", b"&apos;", b"&#")

_HEAD = 64 * 2**10
_NAME = rb"(?:[\w.-]{1,40}:)?"
_ROOT = re.compile(
    rb"<!--.*?(?:-->|\Z)|(<" + _NAME + rb"(?:rss|feed|rdf|channel)(?=[\s>/]))", re.IGNORECASE | re.DOTALL
)
_WEB_PAGE = re.compile(rb"<html[\s>]", re.IGNORECASE)
_WEB_PAGES_DOCTYPE = re.compile(rb"<!doctype\s+html", re.IGNORECASE)
# `<!ENTITY % …>` brings in the names of HTML's characters, as old feeds do; nothing is fetched for it.
_ENTITY = re.compile(rb"<!ENTITY\s+(?!%)")
_NOT_MARKUP = rb"<!\[CDATA\[.*|<!--.*?(?:-->|\Z)"
_TAG = re.compile(_NOT_MARKUP + rb"|<[^<>]*", re.DOTALL)
_CONTAINER = re.compile(rb"<(/?)(" + _NAME + rb"(?:rss|feed|rdf|channel))[\s>]", re.IGNORECASE)
_ENTRY_TAG = re.compile(
    _NOT_MARKUP + rb"|<(?P<end>/?)" + _NAME + rb"(?:item|entry)(?P<rest>(?=[\s/>])[^<>]*)(?P<closed>>?)",
    re.IGNORECASE | re.DOTALL,
)


class NotAFeed(ValueError):
    """It is no feed that can be read; the message says in plain words what it is instead."""


class Span(NamedTuple):
    """Where an entry begins and ends in a body; `end` is where the next one begins if `whole` is false."""

    start: int
    end: int
    whole: bool


def root_in(body: bytes) -> int:
    """Where the root of a feed begins: behind a declaration, a doctype, a plugin's warnings.

    Raises NotAFeed where there is none, or where a doctype declares entities.
    """
    root = next((match.start() for match in _ROOT.finditer(body, 0, _HEAD) if match[1]), None)
    page = _WEB_PAGE.search(body, 0, _HEAD if root is None else root)
    if page or (root is None and _WEB_PAGES_DOCTYPE.search(body, 0, _HEAD)):
        raise NotAFeed("It is a web page, not a feed.")
    if root is None:
        looks_like_markup = body[:_HEAD].lstrip().startswith(b"<")
        raise NotAFeed(
            "It is XML, but not a feed." if looks_like_markup else "It is neither RSS nor Atom nor JSON Feed."
        )
    if _ENTITY.search(body, 0, root):
        raise NotAFeed("It declares entities of its own, as feeds do not; it may be meant to exhaust its readers.")
    return root


def worth_reading(body: bytes) -> tuple[bytes, str | None]:
    """As many of the first entries as make a tree of ordinary size, and what to say of the rest, or None."""
    if len(body) < _FEWEST_BYTES_FOR_SO_MANY:
        return body, None
    references = body.count(b"&")
    if references > _MOST_REFERENCES and references - sum(map(body.count, _REFERENCES)) > MOST_MENDS:
        raise NotAFeed("It is broken in more places than can be mended.")
    if body.count(b"<") + body.count(b"=") <= _MOST_NODES:
        return body, None
    reach = _reach(body)
    if reach is None:
        return body, None
    spans = [span for span in islice(entry_spans(body[:reach]), MOST_ENTRIES) if span.whole]
    if not spans:
        raise NotAFeed("It holds more tags than any feed needs.")
    first, last = spans[0].start, spans[-1].end
    return (
        body[:last] + b"".join(_still_open(body[:first])),
        f"It is larger than feeds are; only its first {len(spans)} entries are read.",
    )


def _still_open(head: bytes) -> Iterator[bytes]:
    """The end tags of what is open where a feed's entries begin, the innermost first."""
    tags = [match.groups() for match in _CONTAINER.finditer(head)]
    ended = {name.lower() for end, name in tags if end}
    for end, name in reversed(tags):
        if not end and name.lower() not in ended:
            yield b"</" + name + b">"


def _reach(body: bytes) -> int | None:
    """Where the tags and attributes have become too many, None if they never do."""
    nodes = 0
    for match in _TAG.finditer(body):
        nodes += 1 + (0 if match[0].startswith(b"<!") else match[0].count(b"="))
        if nodes > _MOST_NODES:
            return match.start()
    return None


def entry_spans(body: bytes) -> Iterator[Span]:
    """Where the entries stand, whatever is damaged in or around them; text that only looks like one is passed over."""
    start = None
    for match in _ENTRY_TAG.finditer(body):
        if match["rest"] is None:
            continue
        if not match["end"]:
            if start is not None:
                yield Span(start, match.start(), False)
            start = match.start()
        if start is not None and match["closed"] and (match["end"] or match["rest"].endswith(b"/")):
            yield Span(start, match.end(), True)
            start = None
    if start is not None:
        yield Span(start, len(body), False)
