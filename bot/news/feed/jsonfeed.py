"""A JSON Feed (jsonfeed.org, versions 1 and 1.1) in, the same document as of any other feed out."""

import json
import re
from collections.abc import Iterator, Mapping

from bot.news.addresses import canonical
from bot.news.feed.apart import told_apart
from bot.news.feed.body import Body, body_of, is_summary
from bot.news.feed.bounds import MOST_ENTRIES, NotAFeed
from bot.news.feed.dates import moment
from bot.news.feed.entry import MOST_CATEGORIES, hash_of
from bot.news.feed.links import MOST_ENCLOSURES
from bot.news.feed.text import web_address
from bot.news.markup import plain
from bot.news.model import Enclosure, Entry, FeedDocument, Masthead

_HALF_PAIR = re.compile("[\ud800-\udfff]")

Fields = Mapping[str, object]

_MOST_VALUES = 200_000
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)


def json_document(body: bytes, address: str, host: str) -> FeedDocument:
    """The feed in a body of JSON, its wrong fields as good as missing; raises NotAFeed where there is none."""
    feed = _read(body)
    items = feed.get("items")
    if not isinstance(items, list) or "jsonfeed.org/version/" not in _text(feed.get("version")):
        raise NotAFeed("It is JSON, but not a JSON Feed.")
    masthead = Masthead(
        title=plain(_text(feed.get("title"))) or host,
        site=_address(feed.get("home_page_url"), address),
        icon=_address(feed.get("icon"), address) or _address(feed.get("favicon"), address),
    )
    posts = [item for item in items if isinstance(item, dict)]
    entries = (_entry(item, address, _author(feed)) for item in posts[:MOST_ENTRIES])
    hubs = (_address(hub.get("url"), address) for hub in _objects(feed.get("hubs")) if hub.get("type") == "WebSub")
    return FeedDocument(
        masthead=masthead,
        entries=told_apart(entry for entry in entries if entry.title or entry.body or entry.link),
        problems=_problems(len(posts)),
        topic=_address(feed.get("feed_url"), address),
        hub=next((hub for hub in hubs if hub), None),
    )


def _read(body: bytes) -> Fields:
    if body.count(b",") + body.count(b"[") + body.count(b"{") > _MOST_VALUES:
        bare = _STRING.sub(b"", body)
        if bare.count(b",") + bare.count(b"[") + bare.count(b"{") > _MOST_VALUES:
            raise NotAFeed("It is JSON of more values than any feed needs.")
    try:
        feed = json.loads(body.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        raise NotAFeed("It begins like JSON, but cannot be read as JSON.") from None
    if not isinstance(feed, dict):
        raise NotAFeed("It is JSON, but not a JSON Feed.")
    return feed


def _problems(written: int) -> tuple[str, ...]:
    return (f"It holds {written} entries; only the first {MOST_ENTRIES} are read.",) if written > MOST_ENTRIES else ()


def _entry(item: Fields, address: str, feed_author: str | None) -> Entry:
    title = plain(_text(item.get("title")))
    body = _body(item)
    link = _address(item.get("url"), address) or _address(item.get("external_url"), address)
    identity = item.get("id")
    named = str(identity) if isinstance(identity, int | float) else _text(identity).strip()
    enclosures = tuple(_attachments(item, address))[:MOST_ENCLOSURES]
    return Entry(
        entry_id=named or canonical(link or "") or hash_of(title, body.text),
        link=link,
        title=title,
        body=body.text,
        form=body.form,
        author=_author(item) or feed_author,
        published=moment(_text(item.get("date_published"))) or moment(_text(item.get("date_modified"))),
        updated=moment(_text(item.get("date_modified"))),
        image=_address(item.get("image"), address) or _address(item.get("banner_image"), address),
        summary=body.summary,
        summary_only=is_summary(body, title=title, link=link, enclosures=enclosures),
        categories=tuple(dict.fromkeys(tag for tag in map(plain, _texts(item.get("tags"))) if tag))[:MOST_CATEGORIES],
        enclosures=enclosures,
    )


def _body(item: Fields) -> Body:
    """The HTML of a post, or else its text, which is none of HTML even where it looks like it."""
    written, text = _text(item.get("content_html")), _text(item.get("content_text"))
    return body_of([(written, False)] if written.strip() else [(text, True)], _text(item.get("summary")))


def _author(owner: Fields) -> str | None:
    """The names of the authors, wherever each version keeps them; None where nobody is named."""
    people = _objects(owner.get("authors")) or _objects([owner.get("author")])
    names = [_text(person.get("name")).strip() for person in people]
    return plain(", ".join(dict.fromkeys(name for name in names if name))) or None


def _attachments(item: Fields, address: str) -> Iterator[Enclosure]:
    for attachment in _objects(item.get("attachments")):
        size = attachment.get("size_in_bytes")
        if whole := _address(attachment.get("url"), address):
            named = _text(attachment.get("mime_type")) or None
            yield Enclosure(whole, named, size if isinstance(size, int) and 0 < size < 10**15 else None)


def _address(value: object, base: str) -> str | None:
    return web_address(_text(value), base)


def _text(value: object) -> str:
    """The value if it is text, without what no database or message can hold (NUL, half a surrogate pair)."""
    if not isinstance(value, str):
        return ""
    try:
        value.encode()
    except UnicodeEncodeError:
        value = _HALF_PAIR.sub("\ufffd", value)
    return value.replace("\0", "\ufffd")


def _texts(value: object) -> list[str]:
    return [_text(text) for text in value] if isinstance(value, list) else []


def _objects(value: object) -> list[Fields]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
