"""A page's HTML → the article in it, as if a feed had given it, or None."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from bot.news.markup import VOID, attributes, pieces, plain
from bot.news.model import Entry
from bot.news.story import entry_from_page

LARGEST_PAGE = 3_000_000
DEEPEST_PAGE = 512
LEAST_WORDS = 15

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([a-z0-9_:.-]{1,40})", re.IGNORECASE)
_TEXT_CODECS = ("ascii", "utf", "iso8859", "cp", "koi8", "shift_jis", "euc_", "gb", "big5", "mac-", "tis-620")
_DATE_IN_JSON_LD = re.compile(r'"datePublished"\s*:\s*"([^"]{1,40})"')
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_BODY = re.compile(r"<body>(.*)</body>", re.DOTALL)
# Elements that the next of their kind closes (HTML Standard, 13.1.2.4): unclosed, they nest nothing.
_CLOSED_BY_THE_NEXT = frozenset({"p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option"})


def article(html: bytes, address: str, content_type: str | None = None) -> Entry | None:
    """Find the article in a page: by the rules for known systems, else by trafilatura's guess; None if there is none.

    `content_type` is the answer's header, None where there was none. A guess takes long (30 ms and more): it is not
    for the event loop.
    """
    named = _CHARSET.search(content_type or "")
    text = decoded(html[:LARGEST_PAGE], named[1] if named else None)
    if _depth(text) > DEEPEST_PAGE:
        return None
    entry = entry_from_page(text, address) or _guessed(text, address)
    return entry and replace(entry, published=entry.published or published(text))


def decoded(html: bytes, charset: str | None = None) -> str:
    """Turn a page's bytes into text, by the answer's charset, else the page's own, else as UTF-8; never raises."""
    declared = _META_CHARSET.search(html[:4096])
    named = (charset, declared[1].decode("ascii") if declared else None)
    codec = next((codec for name in named if (codec := _codec(name))), "utf-8")
    return html.decode(codec, "replace").removeprefix("\ufeff")


def published(html: str) -> datetime | None:
    """Read when a page says that it was published, in UTC; None where it does not say, or names no time zone."""
    return next((moment for text in _dates(html) if (moment := _moment(text))), None)


def _guessed(html: str, address: str) -> Entry | None:
    """Have trafilatura tell the article from what surrounds it."""
    # Imported when first needed: it takes a third of a second, and few runs ever need it.
    from trafilatura.core import extract_with_metadata

    try:
        found = extract_with_metadata(html, url=address, include_comments=False, output_format="html")
    except Exception:  # What an extractor of this size raises on a hostile page cannot be listed.
        return None
    body = _BODY.search(found.text or "") if found else None
    if found is None or body is None or len(plain(body[1]).split()) < LEAST_WORDS:
        return None
    return Entry(
        entry_id=address,
        link=address,
        title=found.title or "",
        body=body[1].strip(),
        form="html",
        author=found.author,
        image=found.image,
    )


def _dates(html: str) -> Iterator[str]:
    """Go through what a page says of its date: OpenGraph and microdata, then JSON-LD."""
    for piece in pieces(html):
        given = attributes(piece.attributes)
        if given.get("property") == "article:published_time" or given.get("itemprop") == "datePublished":
            yield from (given.get(name, "") for name in ("content", "datetime", "title"))
    yield from _DATE_IN_JSON_LD.findall(html)


def _depth(html: str) -> int:
    """Count how deep the elements of a page nest; parsers take time in proportion to the square of it."""
    depth = deepest = 0
    for piece in pieces(html):
        if piece.kind == "open" and piece.value not in VOID | _CLOSED_BY_THE_NEXT:
            depth += 1
            deepest = max(deepest, depth)
        elif piece.kind == "close" and piece.value not in _CLOSED_BY_THE_NEXT:
            depth = max(depth - 1, 0)
    return deepest


def _moment(text: str) -> datetime | None:
    """Read an ISO 8601 moment with a zone, None where it is none."""
    try:
        moment = datetime.fromisoformat(text.strip())
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _codec(name: str | None) -> str | None:
    """Find the codec that a charset's name stands for, None where it stands for no text.

    "ISO-8859-1" and "ASCII" mean windows-1252, as they do to browsers (WHATWG, Encoding, 4.2).
    """
    try:
        codec = codecs.lookup(name or "").name
    except (LookupError, ValueError):
        return None
    if codec in ("iso8859-1", "ascii"):
        return "cp1252"
    return codec if codec.startswith(_TEXT_CODECS) else None
