"""A feed's markup in, whole or damaged; its channel and its entries, as elements, out."""

from typing import NamedTuple, Protocol

from lxml import etree

from bot.news.feed import mending
from bot.news.feed.bounds import NotAFeed, Span, entry_spans
from bot.news.feed.names import Element, name_of

_MOST_FAULTS = 100
_OF_NAMESPACES: int = etree.ErrorDomains.NAMESPACE
_BEHIND_THE_END: int = etree.ErrorTypes.ERR_DOCUMENT_END


class Fault(Protocol):
    """What a parser says of a fault."""

    @property
    def domain(self) -> int: ...
    @property
    def type(self) -> int: ...


class Tree(NamedTuple):
    """A feed as it stands in its markup: its root, its channel (which may be the root), and its first entries.

    `written` counts all of its entries; `damaged` says that it had to be mended.
    """

    root: Element
    channel: Element
    entries: tuple[Element, ...]
    written: int
    damaged: bool = False


def tree_of(body: bytes, most: int) -> Tree:
    """The feed in a body that begins with its root, with so many entries at most; raises NotAFeed for a ruin."""
    root, is_whole = _parsed(body)
    if root is not None and name_of(root.tag) == "":
        body = mending.without_a_namespace(body)
        root, is_whole = _parsed(body)
    if root is not None and is_whole:
        return _tree(root, _entries_in(root), most)
    body = mending.mended(body)
    spans = tuple(entry_spans(body))
    if spans and mending.breaks_off(body, spans):
        body, spans = body[: spans[-1].start], spans[:-1]
    root, _ = _parsed(body)
    if root is None:
        raise NotAFeed("It begins like a feed, but nothing in it can be read.")
    entries = _entries_in(root)
    if len(entries) == len(spans) and not any(_entries_below(entry) for entry in entries[:most]):
        return _tree(root, entries, most)._replace(damaged=True)
    return _apart(body, spans, most)


def _parsed(body: bytes) -> tuple[Element | None, bool]:
    """The root of a body in UTF-8, as far as it can be read (None: not at all), and whether that is all of it."""
    parser = etree.XMLParser(
        recover=True,
        encoding="utf-8",
        resolve_entities="internal",  # there are none: this leaves no nodes where one was named
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
    try:
        root: Element | None = etree.fromstring(body, parser)
    except etree.XMLSyntaxError:
        return None, False
    # The log ends after a hundred faults: a full one may hide others.
    faults = parser.error_log.filter_from_errors() if parser.error_log else ()
    return root, len(faults) < _MOST_FAULTS and all(map(_is_harmless, faults))


def _is_harmless(fault: Fault) -> bool:
    """Whether a fault loses nothing: a prefix that nobody declared, or words behind the end of the feed."""
    return fault.domain == _OF_NAMESPACES or fault.type == _BEHIND_THE_END


def _tree(root: Element, entries: list[Element], most: int) -> Tree:
    channel = next((child for child in root if name_of(child.tag) == "channel"), root)
    return Tree(root, channel, tuple(entries[:most]), len(entries))


def _entries_in(root: Element) -> list[Element]:
    """The entries of a feed: its channel's and its root's children, or, where there are none, those further down."""
    found: list[Element] = []
    for child in root:
        match name_of(child.tag):
            case "item" | "entry":
                found.append(child)
            case "channel":
                found += [element for element in child if name_of(element.tag) in ("item", "entry")]
    return found or _entries_below(root)


def _entries_below(element: Element) -> list[Element]:
    return [below for below in element.iter() if below is not element and name_of(below.tag) in ("item", "entry")]


def _apart(body: bytes, spans: tuple[Span, ...], most: int) -> Tree:
    """The feed read entry by entry, so that what is broken in one harms none of the others."""
    opening, closing = mending.roots_tags(body)
    first, last = (spans[0].start, spans[-1].end) if spans else (len(body), len(body))
    root, _ = _parsed(body[:first] + body[last:])
    if root is None:
        raise NotAFeed("It begins like a feed, but nothing in it can be read.")
    read: list[Element] = []
    for span in spans[:most]:
        piece = body[span.start : span.end]
        alone, is_whole = _parsed(opening + piece + closing)
        if not is_whole:
            alone, _ = _parsed(opening + mending.closed(piece) + closing)
        read += _entries_below(alone)[:1] if alone is not None else []
    return _tree(root, read, most)._replace(written=len(spans), damaged=True)
