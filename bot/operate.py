"""What operators ask of feeds on the command line: add, list, poll, why, import, export; lines to print come back."""

import json
import re
import textwrap
import unicodedata
from bisect import bisect_left
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from urllib.parse import urlsplit

from bot import configure, poll
from bot.news.model import Masthead
from bot.opml import Outline
from bot.outbox import ids, moves
from bot.outbox.cadence import said
from bot.outbox.model import Feed, Subscription
from bot.poll import Poller
from bot.store import Polled, Store, Subscribed
from bot.web.discover import Found, NothingFound, address_meant

WIDTH = 80
"""The columns of a terminal that a list keeps to; an address is never cut, since it is there to be copied."""

MOST_OTHERS = 3
MOST_OF_A_SITE = 10
MOST_MOMENTS = 4

_TITLE = 38
# What would move a terminal's cursor, colour what follows, or turn its line around; a feed may name itself anything.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


Wishes = Mapping[str, Sequence[Subscription]]
"""The subscriptions of feeds, by the feeds' names."""


class NoSuchFeed(Exception):
    """It is no feed that anybody follows; the message says so, and what to do."""


class NotFound(Exception):
    """No feed was found at an address; the message says why."""


class NotPolled(Exception):
    """A feed was not read although somebody asked for that; the message says why."""


@dataclass(frozen=True, slots=True)
class Place:
    """A channel of a server, and the person who hears of it when something is wrong there; Discord's ids."""

    guild_id: int
    channel_id: int
    user_id: int


async def add(
    store: Store, find: Callable[[str], Awaitable[Found | NothingFound]], now: datetime, address: str, place: Place
) -> Iterator[str]:
    """Let a channel follow the feed that an address leads to; raises `NotFound`."""
    found = await find(address)
    if isinstance(found, NothingFound):
        raise NotFound(
            f"No feed was found at {shown(address)}: {found.why}. "
            "Look whether the address is right; if you know that of the feed itself, give that one."
        )
    subscribed = await configure.follow(
        store, now, found, guild_id=place.guild_id, channel_id=place.channel_id, user_id=place.user_id
    )
    return _added(found, subscribed, now)


async def listed(store: Store, now: datetime, *, channels: bool = False) -> Iterator[str]:
    """Every feed that is followed, as a table: when it was asked, when it will be, and what is wrong with it.

    With `channels`, also who follows it, by which subscription; then the store is asked for one feed after the other.
    """
    found = await store.feeds()
    return _table(found, await _wishes(store, found if channels else (), now), now)


async def listed_as_data(store: Store, now: datetime, *, channels: bool = False) -> Iterator[str]:
    """The same as a line of JSON for each feed."""
    found = await store.feeds()
    wishes = await _wishes(store, found if channels else (), now)
    return (json.dumps(_data(one, wishes.get(one.feed.feed_id)), ensure_ascii=False) for one in found)


async def why(store: Store, now: datetime, address: str) -> Iterator[str]:
    """All that is known of why a feed is asked when it is, and what became of it; raises `NoSuchFeed`."""
    return _told(await _feed(store, address), now)


async def poll_now(poller: Poller, address: str) -> str:
    """Poll a feed at once, though it is not due; raises `NoSuchFeed` and `NotPolled`."""
    polled = await _feed(poller.store, address)
    claimed = await poller.store.claim_feed(polled.feed.feed_id, poller.now(), lease=poller.lease)
    if claimed is None:
        raise NotPolled(
            "It is not asked now: it is just being polled, or its host has asked to be left alone for a while. "
            "`late-edition feeds why` says when it is asked next."
        )
    deliveries = await poll.poll_one(poller, claimed)
    after = await _after(poller.store, polled)
    if after.feed.gone:
        raise NotPolled(f"It has ended: {after.feed.problem}. Whoever added it is told, and it is asked no more.")
    if after.feed.failures:
        raise NotPolled(f"It could not be read: {after.feed.problem}. {after.feed.because}".rstrip())
    return " ".join(_read(polled, after, deliveries))


async def remove(store: Store, address: str, guild_id: int, channel_id: int) -> str:
    """Let a channel of a server follow the feed at an address no more; raises `NoSuchFeed`."""
    meant = address_meant(address)
    for following in await store.following(guild_id):
        if following.subscription.channel_id == channel_id and following.feed.address in (meant, address):
            await store.unsubscribe(guild_id, following.subscription.subscription_id)
            return f"The channel {channel_id} no longer follows {_titled(following.feed)}. What was posted stays."
    raise NoSuchFeed(
        f"That channel of that server follows no feed at {meant}. `late-edition feeds list` shows the addresses there "
        "are."
    )


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


async def _wishes(store: Store, found: Iterable[Polled], now: datetime) -> Wishes:
    """The living subscriptions of these feeds."""
    return {one.feed.feed_id: (await store.background(one.feed.feed_id, (), now)).subscriptions for one in found}


async def _feed(store: Store, address: str) -> Polled:
    meant = address_meant(address)
    found = await store.feed_at(meant) or await store.feed_at(address)
    if found is None:
        raise NoSuchFeed(" ".join([f"Nobody follows a feed at {meant}.", *await _instead(store, meant)]))
    return found


async def _instead(store: Store, address: str) -> Iterable[str]:
    """What may have been meant by an address at which no feed is followed: a page's feed stands elsewhere there."""
    host = urlsplit(address).hostname
    there = [polled.feed.address for polled in await store.feeds() if urlsplit(polled.feed.address).hostname == host]
    if not there:
        return ["`late-edition feeds list` shows the addresses there are."]
    more = len(there) - MOST_OF_A_SITE
    return ["Of the same site are followed:", ", ".join(there[:MOST_OF_A_SITE]), *([f"and {more:,} more"] * (more > 0))]


async def _after(store: Store, polled: Polled) -> Polled:
    """A feed that was just polled, under the address that it may have moved to."""
    feed = polled.feed
    moved = feed.moving.address if feed.moving else feed.address
    return await store.feed_at(feed.address) or await store.feed_at(moved) or polled


def shown(text: str) -> str:
    """Words from outside as a terminal may be given them: on one line, and nothing that steers it."""
    return " ".join(_UNSEEN.sub(" ", text).split())


def _added(found: Found, subscribed: Subscribed, now: datetime) -> Iterator[str]:
    following, newest = subscribed.following, found.newest
    feed = following.feed
    does = "now follows" if subscribed.new else "follows already:"
    yield f"The channel {following.subscription.channel_id} {does} {_titled(feed)} ({feed.address})."
    if newest is None:
        yield "No entry can be read in it yet; the first is posted when it comes."
    else:
        aged = f", {_ago(now - found.newest_at)}" if found.newest_at else ""
        yield f"Its newest entry: {shown(newest.title) or 'one without a title'}{aged}."
    for problem in found.document.problems:
        yield f"What is wrong with it: {shown(problem)}"
    others = [f"  {shown(other.title)} {other.address}" for other in found.others if other.address != found.address]
    if others:
        yield "The page also names these feeds; give one of their addresses to follow it:"
        yield from others[:MOST_OTHERS]


def _read(before: Polled, after: Polled, deliveries: int) -> Iterator[str]:
    new = max(after.stories - before.stories, 0)
    if new or deliveries:
        stories, posts = _count(new, "new story", "new stories"), _count(deliveries, "delivery", "deliveries")
        yield f"It was read: {stories}, {posts} put in the outbox, for the bot to post when it runs."
    else:
        yield "It was read: nothing new to post."
    if after.feed.problem:
        yield f"But {after.feed.problem}."
    if after.feed.address != before.feed.address:
        yield f"It stands at {after.feed.address} now, as its server has said for long enough."


# ------------------------------------------------------------------------------------------------------------- a table


def _table(found: Iterable[Polled], wishes: Wishes, now: datetime) -> Iterator[str]:
    """A feed takes two lines, and more where its wishes are known or something is wrong; the sum comes last."""
    feeds = tuple(found)
    if not feeds:
        return
    yield _row("Feed", "Channels", "Asked", "Next")
    for polled in feeds:
        feed = polled.feed
        asked = _ago(now - feed.polled_at) if feed.polled_at else "not yet"
        yield _row(_titled(feed), f"{polled.followers:,}", asked, _next(feed, now))
        yield f"  {feed.address}"
        yield from (
            f"  {wish.subscription_id} in the channel {wish.channel_id}" for wish in wishes.get(feed.feed_id, ())
        )
        if wrong := _wrong(feed):
            yield from textwrap.wrap(wrong, WIDTH, initial_indent="  ", subsequent_indent="  ")
    failing = sum(polled.feed.failures > 0 and not polled.feed.gone for polled in feeds)
    gone = sum(polled.feed.gone for polled in feeds)
    yield f"{_count(len(feeds), 'feed', 'feeds')}, {failing:,} failing, {gone:,} gone for good."


def _row(title: str, followers: str, asked: str, due: str) -> str:
    title = _cut(title)
    return f"{title}{' ' * (_TITLE - _columns(title))}  {followers:>8}  {asked:14}  {due}"


def _cut(title: str) -> str:
    """A title within its column."""
    if _columns(title) <= _TITLE:
        return title
    ends = list(accumulate(map(_columns, title)))
    return title[: bisect_left(ends, _TITLE)].rstrip() + "…"


def _columns(text: str) -> int:
    """The columns that a text takes in a terminal: two for what is wide in East Asia, none for a mark on a letter."""
    return sum(
        0 if unicodedata.combining(letter) else 1 + (unicodedata.east_asian_width(letter) in "WF") for letter in text
    )


def _next(feed: Feed, now: datetime) -> str:
    if feed.gone:
        return "never"
    return "due" if feed.due_at is None or feed.due_at <= now else _ahead(feed.due_at - now)


def _wrong(feed: Feed) -> str | None:
    if feed.gone:
        return "Gone for good: its server answered 410."
    if feed.failures:
        return f"Failed {_times(feed.failures)}: {feed.problem}."
    return f"Read, but {feed.problem}." if feed.problem else None


def _as_data(wish: Subscription) -> dict[str, str]:
    """A subscription; ids are in words, since numbers as large are not exact in every reader of JSON (RFC 8259, 6)."""
    return {"id": wish.subscription_id, "server": str(wish.guild_id), "channel": str(wish.channel_id)}


def _data(polled: Polled, wishes: Sequence[Subscription] | None) -> dict[str, object]:
    """A feed under the names that the documentation promises; moments as in ISO 8601, in UTC."""
    feed = polled.feed
    return {
        "address": feed.address,
        "title": feed.masthead.title,
        "channels": polled.followers,
        "stories": polled.stories,
        "asked": _written(feed.polled_at),
        "changed": _written(feed.changed_at),
        "due": None if feed.gone else _written(feed.due_at),
        "because": feed.because,
        "failures": feed.failures,
        "problem": feed.problem,
        "gone": feed.gone,
        "moving_to": feed.moving.address if feed.moving else None,
        "hub": feed.push.hub if feed.push else None,
        **({} if wishes is None else {"subscriptions": [_as_data(wish) for wish in wishes]}),
    }


# ------------------------------------------------------------------------------------------------------ one feed, told


def _told(polled: Polled, now: datetime) -> Iterator[str]:
    feed = polled.feed
    followers, stories = _count(polled.followers, "channel", "channels"), _count(polled.stories, "story", "stories")
    yield f"{_titled(feed)} — {feed.address}"
    yield f"  Followed by {followers}; {stories} kept."
    yield from (f"  {line}" for line in _polls(feed, now))
    yield from (f"  {line}" for line in _ahead_of(polled, now))


def _polls(feed: Feed, now: datetime) -> Iterator[str]:
    """What the last polls did, as far as it is kept."""
    if feed.polled_at is None:
        yield "It has not been asked yet."
        return
    if feed.failures:
        again = f" ({_times(feed.failures)})" if feed.failures > 1 else ""
        yield f"Last asked {_ago(now - feed.polled_at)}, in vain{again}: {feed.problem}."
    else:
        yield f"Last asked {_ago(now - feed.polled_at)}, and read{f'; but {feed.problem}' if feed.problem else ''}."
    if feed.changed_at:
        yield f"Last brought something new {_ago(now - feed.changed_at)}."
    else:
        yield "It has never brought anything new."
    if moments := [_ago(now - moment) for moment in feed.rhythm.moments[:MOST_MOMENTS]]:
        yield f"Published {', '.join(moments)}{', and before' if len(feed.rhythm.moments) > MOST_MOMENTS else ''}."


def _ahead_of(polled: Polled, now: datetime) -> Iterator[str]:
    """When a feed is asked next, why then, and what may change that."""
    feed = polled.feed
    if feed.gone:
        yield "It is not asked any more: its server said that it is gone for good (410)."
        return
    if not polled.followers:
        yield "It is not asked any more: nobody follows it."
        return
    if feed.due_at is None or feed.due_at <= now:
        yield f"Next asked as soon as the bot runs. {feed.because}".rstrip()
    else:
        yield f"Next asked {_ahead(feed.due_at - now)}. {feed.because}".rstrip()
    if feed.rhythm.promised_at:
        yield f"A story said {_ago(now - feed.rhythm.promised_at)} that more is coming."
    if feed.rhythm.pace:
        yield f"The feed itself asks to be read no more often than every {said(feed.rhythm.pace)}."
    if feed.moving:
        yield f"Its server says that it stands at {feed.moving.address} for good, and first said so"
        yield f"{_ago(now - feed.moving.since)}; that is believed once it has held for {said(moves.HOLDS)}."
    if feed.push:
        yield f"It names a hub that can tell of changes: {feed.push.hub}."


def _titled(feed: Feed) -> str:
    return shown(feed.masthead.title) or urlsplit(feed.address).hostname or feed.address


def _ago(passed: timedelta) -> str:
    """How long ago, in whole units; a clock that was set back, or a date ahead of it, is now."""
    return "just now" if passed < timedelta(seconds=1) else f"{said(_whole(passed))} ago"


def _ahead(left: timedelta) -> str:
    return f"in {said(max(_whole(left), timedelta(seconds=1)))}"


def _whole(wait: timedelta) -> timedelta:
    return timedelta(seconds=round(wait.total_seconds()))


def _times(failures: int) -> str:
    return "once" if failures == 1 else f"{failures:,} times in a row"


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
