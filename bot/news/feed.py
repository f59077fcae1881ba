"""A feed's bytes in, its masthead and entries out: RSS, Atom, RDF and JSON Feed, whole or damaged."""

import hashlib
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Literal
from urllib.parse import urljoin, urlsplit

import fastfeedparser
import feedparser

from bot.news.markup import plain, unescape
from bot.news.model import Entry, FeedDocument, Masthead

MOST_BYTES = 8 * 2**20
MOST_ENTRIES = 500
# feedparser needs some six seconds for a hostile megabyte.
_MOST_BYTES_FOR_FEEDPARSER = 2**20
# The time that libxml2 takes for a tag grows with the square of the namespaces that it declares.
_MOST_NAMESPACES = 1000

_HEAD = 64 * 2**10
_ROOT = re.compile(rb"<(?:[\w.-]{1,40}:)?(rss|feed|rdf)[\s>/]", re.IGNORECASE)
_WEB_PAGE = re.compile(rb"<(?:!doctype\s+html|html)[\s>]", re.IGNORECASE)
_ITEM = re.compile(rb"<(?:[\w.-]{1,40}:)?(?:item|entry)[\s>/]", re.IGNORECASE)
_ITEM_END = re.compile(rb"</(?:[\w.-]{1,40}:)?(?:item|entry)\s*>", re.IGNORECASE)
_TAG_BYTES = re.compile(rb"<[^<>]*+")
_DECLARATION = re.compile(rb"^\s*<\?xml[^>]{0,200}\?>")
_BASE = re.compile(
    rb"""<(?:[\w.-]{1,40}:)?(?:feed|rss|rdf)\s[^>]{0,4000}?\bxml:base\s*=\s*["']([^"'<>]{1,2000})["']""", re.IGNORECASE
)

Fields = Mapping[str, object]


class NotAFeed(ValueError):
    """It is no feed that can be read; the message says in plain words what it is instead."""


def read_feed(body: bytes, *, address: str, content_type: str | None = None) -> FeedDocument:
    """The feed in these bytes, its links resolved against `address`; `content_type` is the server's, if it named one.

    Raises `NotAFeed`, and nothing else, whatever the bytes are. What is wrong with a feed that can be read is told in
    its problems.
    """
    if len(body) > MOST_BYTES:
        raise NotAFeed(
            f"It is too large to be a feed: {len(body) / 2**20:.0f} MB, and {MOST_BYTES // 2**20} MB is the most."
        )
    body = _as_utf8(body, content_type)
    if not body.strip():
        raise NotAFeed("It is empty.")
    if body.lstrip()[:1] in (b"{", b"["):
        return _document(*_json_feed(body), address, ())
    _refuse_other_than_feeds(body)
    body = _whole_entries(body)
    problems: list[str] = []
    written = len(_ITEM.findall(body))
    if written > MOST_ENTRIES:
        body = _first_entries(body)
        problems.append(f"It holds {written} entries; only the first {MOST_ENTRIES} are read.")
    head, items = _parsed(body, min(written, MOST_ENTRIES), problems)
    base = _BASE.search(body[:_HEAD])
    unpublished = _unpublished(body)
    kept = [item for item in items if _text(item.get("id")) not in unpublished and _is_post(item)]
    if base:
        address = urljoin(address, unescape(base[1].decode("utf-8", "replace")))
    return _document(head, kept, address, tuple(problems))


# -------------------------------------------------------------------------------------------------- before the parsers


def _as_utf8(body: bytes, content_type: str | None) -> bytes:
    """The same characters in UTF-8, where another encoding is certain; what declares its own encoding is left alone."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")) or (b"\0" in body[:8] and body[:8].replace(b"\0", b"")[:1] in b"<{"):
        encoding = (
            "utf-16" if body[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-16-be" if body[:1] == b"\0" else "utf-16-le"
        )
        return _DECLARATION.sub(b"", body.decode(encoding, "replace").encode("utf-8", "replace"))
    named = re.search(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", content_type or "", re.IGNORECASE)
    if named and b"encoding" not in body[:200] and not _is_utf8(body):
        try:
            return body.decode(named[1], "replace").encode("utf-8", "replace")
        except LookupError:
            return body
    return body


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _refuse_other_than_feeds(body: bytes) -> None:
    root = _ROOT.search(body[:_HEAD])
    page = _WEB_PAGE.search(body[:_HEAD])
    if page and (root is None or page.start() < root.start()):
        raise NotAFeed("It is a web page, not a feed.")
    if root is None:
        looks_like_markup = body.lstrip()[:1] == b"<"
        raise NotAFeed(
            "It is XML, but not a feed." if looks_like_markup else "It is neither RSS nor Atom nor JSON Feed."
        )
    if body.count(b"xmlns") > _MOST_NAMESPACES and any(
        tag[0].count(b"xmlns") > _MOST_NAMESPACES for tag in _TAG_BYTES.finditer(body)
    ):
        raise NotAFeed("One of its tags declares more namespaces than any feed needs.")
    doctype = body.find(b"<!DOCTYPE")
    if doctype >= 0 and body.find(b"<!ENTITY", doctype) >= 0:
        raise NotAFeed("It declares entities of its own, as feeds do not; it may be meant to exhaust its readers.")


def _whole_entries(body: bytes) -> bytes:
    """The feed without the entry in which it breaks off.

    Told as if it were whole it would lose what was told before, and tell it again when it came back.
    """
    begun = max((match.start() for match in _ITEM.finditer(body)), default=-1)
    ended = max((match.start() for match in _ITEM_END.finditer(body)), default=-1)
    return body[:begun] if begun > ended else body


def _first_entries(body: bytes) -> bytes:
    """The feed up to the end of the last entry that is kept; parsers close what is left open."""
    ends = (match.end() for _, match in zip(range(MOST_ENTRIES), _ITEM_END.finditer(body), strict=False))
    return body[: max(ends, default=len(body))]


# ---------------------------------------------------------------------------------------------------------- the parsers


def _parsed(body: bytes, written: int, problems: list[str]) -> tuple[Fields, list[Fields]]:
    """What the faster parser reads, or the more patient one where the faster finds too little."""
    fast = _with_fastfeedparser(body)
    if fast is not None and len(fast[1]) * 2 >= written:
        return fast
    patient = _with_feedparser(body) if len(body) <= _MOST_BYTES_FOR_FEEDPARSER else None
    if patient is not None and len(patient[1]) > len(fast[1] if fast else ()):
        problems.append("It is not well-formed; it was read as far as possible.")
        return patient
    if fast is not None:
        if written:
            problems.append(f"Only {len(fast[1])} of its {written} entries can be read.")
        return fast
    if patient is not None and patient[0].get("title"):
        return patient
    raise NotAFeed("It begins like a feed, but nothing in it can be read.")


def _with_fastfeedparser(body: bytes) -> tuple[Fields, list[Fields]] | None:
    try:
        found = fastfeedparser.parse(body)
        return dict(found["feed"]), [dict(entry) for entry in found["entries"]]
    except Exception:  # whatever a parser trips over in hostile bytes, it has not read them
        return None


def _with_feedparser(body: bytes) -> tuple[Fields, list[Fields]] | None:
    try:
        # Only a stream is sure not to be taken for an address or for the name of a local file.
        found = feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=True)
        return dict(found.feed), [dict(entry) for entry in found.entries]
    except Exception:  # as above
        return None


def _json_feed(body: bytes) -> tuple[Fields, list[Fields]]:
    """A JSON Feed (jsonfeed.org, versions 1 and 1.1) in the words that the other parsers use."""
    try:
        feed = json.loads(body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        raise NotAFeed("It begins like JSON, but cannot be read as JSON.") from None
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise NotAFeed("It is JSON, but not a JSON Feed.")
    if "jsonfeed.org/version/" not in str(feed.get("version")):
        raise NotAFeed("It is JSON, but not a JSON Feed.")
    head = {
        "title": feed.get("title"),
        "link": feed.get("home_page_url"),
        "icon": feed.get("icon") or feed.get("favicon"),
    }
    return head, [_json_entry(item) for item in feed["items"] if isinstance(item, dict)]


def _json_entry(item: dict[str, object]) -> Fields:
    authors = item.get("authors")
    author = authors[0] if isinstance(authors, list) and authors else item.get("author")
    markup, words = _text(item.get("content_html")), _text(item.get("content_text"))
    identity = item.get("id")
    return {
        "id": str(identity) if isinstance(identity, int | float) else identity,
        "link": item.get("url") or item.get("external_url"),
        "title": item.get("title"),
        "content": [{"value": markup, "type": "text/html"} if markup else {"value": words, "type": "text/plain"}],
        "description": item.get("summary"),
        "author": author.get("name") if isinstance(author, dict) else None,
        "published": item.get("date_published"),
        "updated": item.get("date_modified"),
        "media_content": [{"url": item.get("image") or item.get("banner_image"), "medium": "image"}],
    }


# ------------------------------------------------------------------------------------------------- what Blogger exports

_KIND = "http://schemas.google.com/g/2005#kind"

_UNPUBLISHED = re.compile(
    rb"<app:draft>\s*yes|<blogger:status>\s*(?!LIVE)\w|<blogger:type>\s*(?!POST)\w|<blogger:trashed>\s*[1-9t]",
    re.IGNORECASE,
)
_ID = re.compile(rb"<id>\s*([^<]{1,400}?)\s*</id>")


def _unpublished(body: bytes) -> frozenset[str]:
    """The ids of drafts, comments and pages, as a Blogger export marks them; neither parser tells."""
    if b":draft>" not in body and b"<blogger:" not in body:
        return frozenset()
    found = (_ID.search(part) for part in body.split(b"<entry")[1:] if _UNPUBLISHED.search(part))
    return frozenset(unescape(match[1].decode("utf-8", "replace")) for match in found if match)


def _is_post(item: Fields) -> bool:
    """Whether an entry is a post, if it says what it is (Blogger's kinds: post, page, comment, settings, template)."""
    kinds = [_text(tag.get("term")) for tag in _dicts(item.get("tags")) if _text(tag.get("scheme")) == _KIND]
    return not kinds or any(kind.endswith("kind#post") for kind in kinds)


# --------------------------------------------------------------------------------------------------- fields to entries


def _document(head: Fields, items: Iterable[Fields], address: str, problems: tuple[str, ...]) -> FeedDocument:
    image = head.get("image")
    icon = (
        head.get("icon")
        or head.get("logo")
        or ((image.get("url") or image.get("href")) if isinstance(image, dict) else None)
    )
    title = plain(_text(head.get("title"))) or urlsplit(address).hostname or address
    masthead = Masthead(title, _address(head.get("link"), address), _address(icon, address))
    entries: dict[str, Entry] = {}
    for item in items:
        if len(entries) == MOST_ENTRIES:
            problems = (*problems, f"Only the first {MOST_ENTRIES} entries are read.")
            break
        entry = _entry(item, address)
        if entry.title or entry.body or entry.link:
            entries.setdefault(entry.entry_id, entry)
    return FeedDocument(masthead, tuple(entries.values()), problems)


def _entry(item: Fields, address: str) -> Entry:
    link = next((found for found in (_address(link, address) for link in _links(item)) if found), None)
    title = plain(_text(item.get("title")))
    body, form = _body(item)
    identity = _text(item.get("id")).strip() or link or _hash(f"{title}\n{body}")
    return Entry(
        entry_id=identity,
        link=link,
        title=title,
        body=body,
        form=form,
        author=plain(_text(item.get("author"))) or None,
        published=_moment(item, "published"),
        updated=_moment(item, "updated"),
        image=next((found for found in (_address(image, address) for image in _images(item)) if found), None),
    )


def _links(item: Fields) -> Iterator[object]:
    """Where an entry may be read, the best first; some feeds give it only as an id or as another link."""
    yield item.get("link")
    for rel in ("alternate", "via", "related"):
        yield from (link.get("href") for link in _dicts(item.get("links")) if link.get("rel") == rel)
    if _text(item.get("id")).startswith(("http://", "https://")):
        yield item.get("id")


_TAG = re.compile(r"<(?:/?[a-z][a-z0-9]*)(?:\s[^<>]*)?/?>", re.IGNORECASE)


def _body(item: Fields) -> tuple[str, Literal["html", "text"]]:
    """The fullest body that an entry gives; its summary if it gives no more."""
    contents = [(_text(content.get("value")), _text(content.get("type"))) for content in _dicts(item.get("content"))]
    best, kind = max(contents, key=lambda content: len(content[0]), default=("", ""))
    if not best.strip():
        best, kind = _text(item.get("description") or item.get("summary")), ""
    if _TAG.search(best):
        return best, "html"
    return (best if kind.startswith("text/plain") else unescape(best)), "text"


def _images(item: Fields) -> Iterator[object]:
    for name in ("media_content", "media_thumbnail", "enclosures"):
        for media in _dicts(item.get(name)):
            kind = f"{_text(media.get('medium'))} {_text(media.get('type'))}"
            if "image" in kind or name == "media_thumbnail":
                yield media.get("url") or media.get("href")
            yield media.get("thumbnail_url")


def _moment(item: Fields, name: str) -> datetime | None:
    parsed, written = item.get(f"{name}_parsed"), item.get(name)
    try:
        if isinstance(parsed, tuple):
            year, month, day, hour, minute, second = (int(part) for part in parsed[:6])
            return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
        if not isinstance(written, str):
            return None
        moment = datetime.fromisoformat(written.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _address(value: object, base: str) -> str | None:
    """An absolute web address, or None for anything else."""
    if not isinstance(value, str) or not value.strip() or len(value) > 4000:
        return None
    try:
        address = urljoin(base, "".join(value.split()))
        return address if urlsplit(address).scheme in ("http", "https") and urlsplit(address).hostname else None
    except ValueError:
        return None


_UNPRINTABLE = re.compile("[\0\ud800-\udfff]")


def _text(value: object) -> str:
    """The value if it is text, without what no database or message can hold (NUL, half a surrogate pair)."""
    return _UNPRINTABLE.sub("\ufffd", value) if isinstance(value, str) else ""


def _dicts(value: object) -> list[Fields]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list | tuple) else []


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
