"""An address, a file or a subscription becomes what would be posted of it; nothing is kept and nobody is told."""

import asyncio
import codecs
import hashlib
import os
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from bot import pages
from bot.news.digest import digest
from bot.news.feed import NotAFeed, read_feed
from bot.news.model import Digest, Edition, Entry, FeedDocument, Length, Masthead, Story
from bot.news.story import entry_from_text, read_entry
from bot.outbox.backtest import Backtest, backtest
from bot.outbox.due import Desk
from bot.outbox.editions import print_edition
from bot.outbox.model import Following
from bot.outbox.settings import Settings
from bot.pages import MOST_PAGES
from bot.room import Elsewhere
from bot.store import Store
from bot.web.discover import Found, address_meant, discover
from bot.web.fetch import Answer, Fetched
from bot.web.page import article

Fetch = Callable[[str], Awaitable[Answer]]
"""Asks an address for what stands there now."""

_FILE_ENDINGS = frozenset({".txt", ".text", ".html", ".htm", ".xhtml", ".xml", ".rss", ".atom", ".json", ".md"})

LARGEST_FILE = 20_000_000

WEEK = timedelta(days=7)


class NothingToShow(Exception):
    """What was asked for cannot be previewed; the message says why, and what could be given instead."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A story, and its digest as it would be posted."""

    story: Story
    digest: Digest


@dataclass(frozen=True, slots=True)
class Awaiting:
    """What a channel would be told next, `message`, None for nothing; and in a sentence what that is."""

    message: Digest | Edition | None
    told: str


async def next_edition(store: Store, subscription_id: str, now: datetime) -> Awaiting:
    """The edition of a subscription's channel as it would go out now, of all that its subscriptions wait for.

    For one that is told at once, the digest of the newest story instead. Raises `NothingToShow`.
    """
    following = await _living(store, subscription_id)
    channel_id, title = following.subscription.channel_id, following.feed.masthead.title
    desk = await store.desk(channel_id, now)
    if all(one.subscription_id != subscription_id for one in desk.subscriptions):
        return await _newest(store, following)
    edition = print_edition(_due(desk, now), now).edition
    if edition is None:
        return Awaiting(None, f"The channel {channel_id} is owed nothing now, so its next edition would not go out.")
    told = f"The next edition of the channel {channel_id}, which follows {title}, as it would go out now."
    return Awaiting(replace(edition, name="Next edition"), told)


async def last_week(store: Store, guild_id: int, channel_id: int, settings: Settings | None, now: datetime) -> Backtest:
    """What a channel would have been told in the last seven days if all its feeds had been told by these settings.

    None stands for those that each of them has. Raises `NothingToShow` where the channel follows nothing.
    """
    followed = [one for one in await store.following(guild_id) if one.subscription.channel_id == channel_id]
    living = [one for one in followed if not one.subscription.ended]
    if not living:
        raise NothingToShow(f"The channel {channel_id} follows no feed. Begin with `late-edition feeds add`.")
    past = await store.past({one.feed.feed_id for one in living}, now - WEEK)
    wishes = [replace(one.subscription, settings=settings or one.subscription.settings) for one in living]
    mastheads = {one.feed.feed_id: one.feed.masthead for one in living}
    return await asyncio.to_thread(backtest, wishes, mastheads, past, now - WEEK, now)


async def last_week_as(store: Store, subscription_id: str, now: datetime) -> Backtest:
    """What a subscription's channel would have been told in the last seven days; raises `NothingToShow`."""
    subscription = (await _living(store, subscription_id)).subscription
    return await last_week(store, subscription.guild_id, subscription.channel_id, None, now)


async def of_address(fetch: Fetch, address: str, *, count: int, length: Length = "medium") -> tuple[Preview, ...]:
    """The digests of a feed's newest stories, or of the one story on a page; raises `NothingToShow`.

    A page that is no article leads to its feed.
    """
    seen: dict[str, Answer] = {}

    async def once(asked: str) -> Answer:
        if asked not in seen:
            seen[asked] = await fetch(asked)
        return seen[asked]

    found = await discover(once, address)
    if isinstance(found, Found) and _is_deep(meant := address_meant(address)) and meant not in seen:
        # A known system's feed was found without its page, which may be that of one post.
        if post := _at(found.document, meant):
            return (await asyncio.to_thread(_preview, post, found.document.masthead, length),)
        seen = {meant: await fetch(meant)}
    page = next((answer for answer in seen.values() if isinstance(answer, Fetched)), None)
    if page and _is_deep(page.address) and not (isinstance(found, Found) and found.fetched is page):
        entry = await asyncio.to_thread(article, page.body, page.address, page.content_type)
        if entry is not None:
            site = urlsplit(page.address).hostname or page.address
            return (await asyncio.to_thread(_preview, entry, Masthead(site), length),)
    if isinstance(found, Found):
        first = [
            await pages.whole(fetch, asyncio.to_thread, entry)
            for entry in found.document.entries[: min(count, MOST_PAGES)]
        ]
        entries = (*first, *found.document.entries[len(first) :])
        return await of_document(replace(found.document, entries=entries), count=count, length=length)
    raise NothingToShow(
        f"“{address[:200]}” cannot be shown: {found.why}. Give the address of a feed or of a post's page, or a file."
    )


async def of_document(
    document: FeedDocument, *, count: int, length: Length = "medium", elsewhere: Elsewhere = asyncio.to_thread
) -> tuple[Preview, ...]:
    """The digests of a feed's first stories, read `elsewhere`; raises `RoomError` where they cannot be."""
    return await elsewhere(_previews, document.entries[:count], document.masthead, length)


async def _living(store: Store, subscription_id: str) -> Following:
    following = await store.subscription(subscription_id)
    if following is None:
        raise NothingToShow(
            f"No subscription is called “{subscription_id[:40]}”. "
            "`late-edition feeds list --channels` shows their names."
        )
    if following.subscription.ended:
        raise NothingToShow(
            f"The subscription “{subscription_id}” has ended, since its channel is gone. "
            "`late-edition feeds list --channels` shows those that live."
        )
    return following


async def _newest(store: Store, following: Following) -> Awaiting:
    """The digest of the newest story that was told of a feed whose channel waits for no edition."""
    wish, feed = following.subscription, following.feed
    newest = await store.latest(wish.guild_id, feed_id=feed.feed_id, count=1)
    if not newest:
        raise NothingToShow(
            f"Nothing of {feed.masthead.title} was told yet. `late-edition feeds why {feed.address}` says why."
        )
    told = (
        f"The channel {wish.channel_id} is told of {feed.masthead.title} at once; so it would be of the newest story."
    )
    return Awaiting(digest(newest[0].story, feed.masthead, wish.settings.length), told)


def _due(desk: Desk, now: datetime) -> Desk:
    """The same at the hour of every subscription that waits for one, with nothing in the way."""
    subscriptions = tuple(replace(one, edition_at=now, edition_set_at=now) for one in desk.subscriptions)
    return replace(desk, subscriptions=subscriptions, printed=frozenset(), stuck=False)


def _previews(entries: Sequence[Entry], masthead: Masthead, length: Length) -> tuple[Preview, ...]:
    return tuple(_preview(entry, masthead, length) for entry in entries)


def of_file(file: Path, *, count: int, length: Length = "medium") -> tuple[Preview, ...]:
    """The digests of a feed file's first stories, or of the one story in an HTML or a text file.

    Raises `NothingToShow`.
    """
    try:
        # No further than the limit, whatever the size is said to be: a device has none, and no end.
        with file.open("rb") as stream:
            body = stream.read(LARGEST_FILE + 1)
    except OSError as error:
        raise NothingToShow(f"{file} cannot be read: {error.strerror}.") from None
    if len(body) > LARGEST_FILE:
        raise NothingToShow(f"{file} is larger than {LARGEST_FILE // 1_000_000} MB.")
    try:
        document = read_feed(body, address=file.resolve().as_uri())
        return _previews(document.entries[:count], document.masthead, length)
    except NotAFeed:
        words = _decoded(body)
    if "\0" in words:
        raise NothingToShow(f"{file} is not text: give a feed, a post's HTML, or its text.")
    if not words.strip():
        raise NothingToShow(f"{file} is empty: give a feed, a post's HTML, or its text.")
    return (_preview(_entry(body, words), Masthead(""), length),)


def is_file(what: str) -> bool:
    """Whether what was asked for is meant as a file: there is one, or it has the look of a path and not of a host.

    A missing file is a file all the same, so that the answer speaks of what was meant.
    """
    if "://" in what:
        return False
    # Not the path's own `exists`, which raises where a name is too long to be one.
    return os.path.exists(what) or what.startswith((".", "/", "~")) or Path(what).suffix in _FILE_ENDINGS


def _decoded(body: bytes) -> str:
    """The words in a file's bytes: UTF-16 where it says so, else UTF-8, else what older editors on Windows write."""
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body.decode("utf-16", "replace")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")


def _entry(body: bytes, words: str) -> Entry:
    """The post in a file: the article of a page, else the whole of it, as HTML or as text."""
    if not _is_markup(words):
        return entry_from_text(words)
    whole = Entry(hashlib.sha256(body).hexdigest(), None, "", words, "html")
    return (article(body, "") if _is_page(words) else None) or whole


def _preview(entry: Entry, masthead: Masthead, length: Length) -> Preview:
    story = read_entry(entry)
    return Preview(story, digest(story, masthead, length))


def _at(document: FeedDocument, address: str) -> Entry | None:
    """The entry that stands at an address, if its feed holds it in full."""
    place = address.partition("://")[2].rstrip("/")
    entries = (entry for entry in document.entries if entry.link and not entry.summary_only)
    return next((entry for entry in entries if (entry.link or "").partition("://")[2].rstrip("/") == place), None)


def _is_deep(address: str) -> bool:
    return len(urlsplit(address).path.strip("/")) > 0


def _is_page(words: str) -> bool:
    return "<body" in words[:200_000].lower()


def _is_markup(words: str) -> bool:
    head = words[:2000].lstrip("\ufeff \t\r\n").lower()
    return head.startswith(("<!doctype", "<html", "<!--", "<head", "<body", "<div", "<p", "<article", "<h1", "<h2"))
