"""An element's tag in, the one name by which a feed's reader knows it out, whichever dialect it is written in."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Protocol


class Element(Protocol):
    """What is asked of an element of a tree."""

    @property
    def tag(self) -> str: ...
    @property
    def text(self) -> str | None: ...
    @property
    def base(self) -> str | None: ...
    @property
    def prefix(self) -> str | None: ...
    def get(self, name: str) -> str | None: ...
    def __len__(self) -> int: ...
    def __getitem__(self, place: int) -> "Element": ...
    def __iter__(self) -> Iterator["Element"]: ...
    def iter(self) -> Iterator["Element"]: ...


Fields = dict[str, list[Element]]
"""The children of an element by their names, each name's in the feed's order."""

_DIALECTS = ("rss", "atom", "atom03", "atom10", "a10", "a", "")
# The prefix by which each vocabulary goes; RSS and Atom need none, their names mean the same.
_VOCABULARIES = {
    "http://www.w3.org/2005/atom": "",
    "https://www.w3.org/2005/atom": "",
    "http://purl.org/atom/ns#": "",
    "http://purl.org/rss/1.0/": "",
    "http://purl.org/net/rss1.1#": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://channel.netscape.com/rdf/simple/0.9/": "",
    "http://backend.userland.com/rss": "",
    "http://backend.userland.com/rss2": "",
    "http://backend.userland.com/rss091": "",
    "http://blogs.law.harvard.edu/tech/rss": "",
    "http://purl.org/rss/2.0/": "",
    "http://www.w3.org/2005/atom/": "",
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://purl.org/rss/1.0/modules/syndication/": "sy:",
    "http://purl.org/dc/elements/1.0/": "dc:",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/dc/terms/": "dcterms:",
    "http://search.yahoo.com/mrss": "media:",
    "http://search.yahoo.com/mrss/": "media:",
    "http://www.rssboard.org/media-rss": "media:",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes:",
    "http://example.com/dtds/podcast-1.0.dtd": "itunes:",
    "http://purl.org/atom/app#": "app:",
    "http://www.w3.org/2007/app": "app:",
    "http://purl.org/syndication/thread/1.0": "thr:",
    "http://schemas.google.com/blogger/2008": "blogger:",
    "http://schemas.google.com/blogger/2018": "blogger:",
    "http://www.w3.org/1999/xhtml": "xhtml:",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf:",
}
_PREFIXES = frozenset(_VOCABULARIES.values()) - {""}


@lru_cache(maxsize=512)
def name_of(tag: str) -> str:
    """The name of a tag in small letters: bare in RSS and Atom, with the usual prefix elsewhere, "" if it says nothing.

    A prefix that is declared nowhere counts as what it usually means.
    """
    if tag[0] == "{":
        vocabulary, _, local = tag[1:].partition("}")
        vocabulary = vocabulary.strip().lower()
        prefix = _VOCABULARIES.get(vocabulary)
        return "" if prefix is None else f"{prefix}{local.lower()}"
    prefix, colon, local = tag.lower().rpartition(":")
    if not colon or prefix in _DIALECTS:
        return local
    return f"{prefix}:{local}" if f"{prefix}:" in _PREFIXES else ""


def fields(element: Element) -> Fields:
    """The children of an element by their names."""
    found: Fields = {}
    for child in element:
        name = name_of(child.tag)
        if name in found:
            found[name].append(child)
        elif name:
            found[name] = [child]
    return found
