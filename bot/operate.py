"""What operators ask of feeds on the command line: add, list, poll, why, import, export; lines to print come back."""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from bot import configure, poll
from bot.news.model import Masthead
from bot.opml import Outline
from bot.outbox import ids, moves
from bot.outbox.cadence import said
from bot.outbox.model import Feed, Subscription
from bot.poll import Poller
from bot.store import Polled, Store
from bot.web.discover import Found, NothingFound, address_meant


class NoSuchFeed(Exception):
    """It is no feed that anybody follows; the message says so, and what to do."""


class NotFound(Exception):
    """No feed was found at an address; the message says why."""


@dataclass(frozen=True, slots=True)
class Place:
    """A channel of a server, and the person who hears of it when something is wrong there; Discord's ids."""

    guild_id: int
    channel_id: int
    user_id: int


async def add(
    store: Store, find: Callable[[str], Awaitable[Found | NothingFound]], now: datetime, address: str, place: Place
) -> str:
    """Let a channel follow the feed that an address leads to; raises `NotFound`."""
    found = await find(address)
    if isinstance(found, NothingFound):
        raise NotFound(f"No feed was found at {address}: {found.why}.")
    subscribed = await configure.follow(
        store, now, found, guild_id=place.guild_id, channel_id=place.channel_id, user_id=place.user_id
    )
    feed = subscribed.following.feed
    does = "now follows" if subscribed.new else "follows already"
    return f"The channel {place.channel_id} {does} {feed.masthead.title} ({feed.address})."


async def listed(store: Store, now: datetime) -> Iterator[str]:
    """Every feed that is followed: a line each, with how it goes."""
    found = await store.feeds()
    return (_line(polled, now) for polled in found)


async def why(store: Store, now: datetime, address: str) -> Iterator[str]:
    """All that is known of why a feed is asked when it is, and what became of it; raises `NoSuchFeed`."""
    return _told(await _feed(store, address), now)


async def poll_now(poller: Poller, address: str) -> str:
    """Poll a feed at once, though it is not due; raises `NoSuchFeed`."""
    polled = await _feed(poller.store, address)
    claimed = await poller.store.claim_feed(polled.feed.feed_id, poller.now(), lease=poller.lease)
    if claimed is None:
        return "It is not asked now: it is just being polled, or its host has asked to be left alone for a while."
    deliveries = await poll.poll_one(poller, claimed)
    after = await poller.store.feed_at(polled.feed.address) or polled
    if after.feed.problem:
        return f"It could not be read: {after.feed.problem}."
    new = after.stories - polled.stories
    stories, posts = _count(new, "new story", "new stories"), _count(deliveries, "delivery", "deliveries")
    return f"It was read: {stories}, {posts} put in the outbox, for the bot to post when it runs."


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """How many feeds a channel follows that it did not follow before; and which addresses cannot be asked, and why."""

    new: int
    refused: tuple[str, ...]


async def bring_in(
    store: Store, now: datetime, outlines: Iterable[Outline], place: Place, step: Callable[[], None]
) -> BroughtIn:
    """Let a channel follow all these feeds, from now on.

    Nothing that stands in them now is posted: thousands of greetings would drown the channel. `step` is called after
    each one.
    """
    new = 0
    refused: list[str] = []
    for outline in outlines:
        if outline.problem:
            refused.append(f"{outline.address or outline.title}: {outline.problem}")
        else:
            new += (await store.subscribe(*_wish(outline, place, now))).new
        step()
    return BroughtIn(new, tuple(refused))


async def taken_out(store: Store) -> tuple[Outline, ...]:
    """Every feed that is followed, for an OPML file."""
    return tuple(Outline(polled.feed.address, polled.feed.masthead.title) for polled in await store.feeds())


def _wish(outline: Outline, place: Place, now: datetime) -> tuple[Feed, Subscription]:
    """The feed of an outline, and a channel's wish for what comes in it from now on."""
    feed_id = ids.feed_id(outline.address)
    title = outline.title or urlsplit(outline.address).hostname or outline.address
    return Feed(feed_id, outline.address, Masthead(title), due_at=now), Subscription(
        subscription_id=ids.subscription_id(feed_id, place.channel_id),
        feed_id=feed_id,
        guild_id=place.guild_id,
        channel_id=place.channel_id,
        added_by=place.user_id,
        since=now,
        greeted=now,
    )


async def _feed(store: Store, address: str) -> Polled:
    meant = address_meant(address)
    found = await store.feed_at(meant) or await store.feed_at(address)
    if found is None:
        raise NoSuchFeed(f"Nobody follows a feed at {meant}. `late-edition feeds list` shows the addresses there are.")
    return found


def _line(polled: Polled, now: datetime) -> str:
    feed = polled.feed
    followers = _count(polled.followers, "follower", "followers")
    return "  ".join((feed.masthead.title, feed.address, followers, _state(feed, now)))


def _state(feed: Feed, now: datetime) -> str:
    if feed.gone:
        return "gone for good (410)"
    if feed.failures:
        return f"failing, {feed.failures} in a row: {feed.problem}"
    if feed.polled_at is None:
        return "not asked yet"
    return f"asked {_ago(now - feed.polled_at)}, next {_ahead(feed, now)}"


def _told(polled: Polled, now: datetime) -> Iterator[str]:
    feed = polled.feed
    followers, stories = _count(polled.followers, "channel", "channels"), _count(polled.stories, "story", "stories")
    yield f"{feed.masthead.title} — {feed.address}"
    yield f"  Followed by {followers}; {stories} kept."
    yield f"  Last asked {_ago(now - feed.polled_at)}." if feed.polled_at else "  It has not been asked yet."
    if feed.changed_at:
        yield f"  Last brought something new {_ago(now - feed.changed_at)}."
    if feed.gone:
        yield "  It is not asked any more: its server said that it is gone for good (410)."
        return
    yield f"  Next asked {_ahead(feed, now)}. {feed.because}".rstrip()
    if feed.problem:
        times = f" ({feed.failures} times in a row)" if feed.failures > 1 else ""
        yield f"  What is wrong: {feed.problem}{times}."
    if feed.moving:
        yield f"  Its server says that it stands at {feed.moving.address} for good, and first said so"
        yield f"  {_ago(now - feed.moving.since)}; that is believed once it has held for {said(moves.HOLDS)}."
    if feed.push:
        yield f"  It names a hub that can tell of changes: {feed.push.hub}."


def _ago(passed: timedelta) -> str:
    return "just now" if passed < timedelta(seconds=1) else f"{said(passed)} ago"


def _ahead(feed: Feed, now: datetime) -> str:
    if feed.due_at is None or feed.due_at <= now:
        return "as soon as the bot runs"
    return f"in {said(feed.due_at - now)}"


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
