"""OPML, the format in which feed readers hand each other their feeds: bytes in, feeds out; and the other way round."""

import codecs
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from io import BytesIO
from itertools import islice
from urllib.parse import urlsplit

from listparser.opml import OpmlMixin
from lxml import etree
from lxml.builder import E

from bot.web.discover import address_meant
from bot.web.guard import LONGEST_ADDRESS, NotAWebAddress

MOST_BYTES = 8 * 2**20
MOST_OUTLINES = 20_000
DEEPEST = 100
"""Folders in one another; what nests deeper is no list that somebody made."""

MOST_FOLDERS = 10
LONGEST_LINE = LONGEST_ADDRESS

_MOST_TAGS = 3 * MOST_OUTLINES
_KINDS = (
    ("feeds", None),
    ("opportunities", "the list names its site, but not its feed"),
    ("lists", "it is a list of feeds, not a feed"),
)

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class NotOpml(ValueError):
    """It is no list of feeds that can be read; the message says why, in plain words."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A feed in a list: its address, its title and the folders that it lies in, "News/Harbours"; both may be empty.

    `problem` says in plain words why it cannot be followed, with the address as it stands in the list; None if it can.
    """

    address: str
    title: str = ""
    category: str = ""
    problem: str | None = None


def read_opml(body: bytes) -> tuple[Outline, ...]:
    """Read the feeds of a list, each once, in its order; what is no feed, or cannot be followed, is told as such.

    Raises `NotOpml`, and nothing else, whatever the bytes are.
    """
    if len(body) > MOST_BYTES:
        raise NotOpml(f"The list is larger than {MOST_BYTES // 2**20} MB.")
    text = _decoded(body)
    if "<opml" not in text.lower():
        raise NotOpml("It is not OPML, the format in which feed readers export their feeds.")
    if text.count("<") > _MOST_TAGS:
        raise NotOpml(f"The list is longer than {MOST_OUTLINES:,} lines.")
    list_ = _List()
    try:
        # An HTML parser forgives what exports get wrong, and knows nothing of entities that a list declares.
        parser = etree.HTMLParser(target=list_, recover=True, no_network=True, encoding="utf-8")
        etree.parse(BytesIO(_DECLARATION.sub("", text).encode("utf-8", "replace")), parser)
    except NotOpml:
        raise
    except Exception:  # whatever the parsers trip over in hostile bytes, they have not read them
        raise NotOpml("It begins like OPML, but cannot be read.") from None
    found: dict[str, Outline] = {}
    for kind, problem in _KINDS:
        for given in list_.harvest[kind]:
            outline = _outline(given, problem)
            found.setdefault(outline.address, outline)
    return tuple(found.values())


def write_opml(outlines: Iterable[Outline], title: str, now: datetime) -> bytes:
    """Write a list of feeds that can be followed, in folders by their categories (OPML 2.0, opml.org/spec2)."""
    body = E.body()
    folders: dict[tuple[str, ...], etree._Element] = {(): body}
    for outline in outlines:
        if outline.problem is None:
            folder = _folder(folders, tuple(filter(None, _category(outline.category.split("/")).split("/"))))
            address = _line(outline.address)
            name = _line(outline.title) or address
            folder.append(E.outline(type="rss", text=name, title=name, xmlUrl=address))
    head = E.head(E.title(_line(title)), E.dateCreated(format_datetime(now)))
    whole = E.opml(head, body, version="2.0")
    return bytes(etree.tostring(whole, encoding="utf-8", xml_declaration=True, pretty_print=True))


class _List(OpmlMixin):
    """Collects a list's outlines as the library does, within limits: it copies a feed's folders for every feed."""

    def __init__(self) -> None:
        super().__init__()
        self.harvest = {kind: [] for kind, _ in _KINDS} | {"meta": {}}
        self._left = MOST_OUTLINES

    def start_opml_outline(self, attrs: dict[str, str]) -> None:
        """Take an outline in; its folder says more of it than the categories that it names beside."""
        self._left -= 1
        if self._left < 0:
            raise NotOpml(f"The list is longer than {MOST_OUTLINES:,} lines.")
        if len(self.hierarchy) == DEEPEST:
            raise NotOpml(f"The list has more than {DEEPEST} folders in one another.")
        named = {name: value for name, value in attrs.items() if name != "category" or not any(self.hierarchy)}
        super().start_opml_outline(named)

    def end_opml_outline(self) -> None:
        """Leave an outline, if there is one to leave."""
        if self.hierarchy:
            super().end_opml_outline()


def _outline(given: Mapping[str, object], problem: str | None) -> Outline:
    """A feed of a list as it can be followed, or with what keeps it from that."""
    written, title = str(given.get("url")), _line(str(given.get("title")))
    categories = given.get("categories")
    category = _category(categories[0]) if isinstance(categories, list) and categories else ""
    if problem is None:
        try:
            return Outline(_address(written), title, category)
        except NotAWebAddress as error:
            problem = str(error)
    return Outline(_line(written), title, category, problem)


def _address(written: str) -> str:
    """The address of a feed; raises `NotAWebAddress`.

    Readers list what they alone know by a path of their own, "user/12/tag": only what looks like a site is one.
    """
    address = address_meant(written)
    if "://" not in written and "." not in (urlsplit(address).hostname or ""):
        raise NotAWebAddress("the address names no site")
    return address


def _folder(folders: dict[tuple[str, ...], etree._Element], path: tuple[str, ...]) -> etree._Element:
    """The folder at a path, which is put into its own folder where it is new."""
    if path not in folders:
        folders[path] = E.outline(text=path[-1], title=path[-1])
        _folder(folders, path[:-1]).append(folders[path])
    return folders[path]


def _category(folders: Iterable[str]) -> str:
    """Folders in one line; a folder of no name is none."""
    names = (name for folder in folders for name in map(_line, folder.split("/")) if name)
    return "/".join(islice(names, MOST_FOLDERS))


def _line(text: str) -> str:
    """Words on one line, without what XML cannot hold."""
    return " ".join(_UNWRITABLE.sub("", text).split())[:LONGEST_LINE].rstrip()


def _decoded(body: bytes) -> str:
    """The text of a list: by its byte order mark, else as it declares, else in UTF-8, else as old exports write."""
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body.decode("utf-16", "replace")
    declared = _DECLARED.match(body)
    for encoding in ("utf-8-sig", declared[1].decode() if declared else "", "cp1252"):
        try:
            return body.decode(encoding)
        except (LookupError, ValueError):
            continue
    return body.decode("utf-8", "replace")
