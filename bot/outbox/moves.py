"""What is seen of a feed's address becomes whether the feed moves, is another that is known, or has ended."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from bot.outbox import ids
from bot.outbox.model import Delivery, Feed, Move, Notice, Person, Subscription

HOLDS = timedelta(days=3)
"""How long a lasting redirect must have stood before it is believed: captive portals and mishaps redirect too."""

_ENOUGH_SHARED = 3
_MOST = 0.8


def moving(feed: Feed, redirected_to: str | None, now: datetime) -> tuple[Move | None, str | None]:
    """Whether the feed is on the move, and the address that it takes now, each None where not.

    `redirected_to` is where lasting redirects alone (RFC 9110: 301 and 308) led to a readable answer this time.
    """
    if redirected_to is None or redirected_to == feed.address:
        return None, None
    if feed.moving is None or feed.moving.address != redirected_to:
        return Move(redirected_to, now), None
    if now - feed.moving.since < HOLDS:
        return feed.moving, None
    return None, redirected_to


def same_feed(
    address: str, identity: str | None, entry_ids: Collection[str], like: Iterable[tuple[Feed, int]]
) -> Feed | None:
    """Which of the feeds `like` it is this one on a new host; None where it is none of them.

    It is the same where the place on the host is the same, and the feed's own id is, or most of its entries are; each
    of `like` comes with how many entries the two share. The place must agree: a blog's feed of one label has the ids
    of the feed of all its posts, and a planet has those of everybody.
    """
    for feed, shared in sorted(like, key=lambda one: -one[1]):
        if urlsplit(feed.address).hostname == urlsplit(address).hostname or _place(feed.address) != _place(address):
            continue
        mostly = shared >= _ENOUGH_SHARED and shared >= _MOST * len(entry_ids)
        if mostly or (identity is not None and identity == feed.identity and shared > 0):
            return feed
    return None


def farewell(feed: Feed, subscriptions: Iterable[Subscription], now: datetime) -> tuple[Delivery, ...]:
    """Tell everybody who added the feed, once each, that it has ended."""
    channels = defaultdict[int, list[Subscription]](list)
    for subscription in subscriptions:
        if not subscription.ended:
            channels[subscription.added_by].append(subscription)
    return tuple(
        Delivery(
            delivery_id=ids.farewell_id(feed.feed_id, now, person),
            target=Person(person),
            message=_ended(feed, [subscription.channel_id for subscription in added]),
            created_at=now,
        )
        for person, added in sorted(channels.items())
    )


def _ended(feed: Feed, channels: Collection[int]) -> Notice:
    where = "that channel" if len(channels) == 1 else f"the {len(channels)} channels that follow it"
    return Notice(
        title=f"A feed has ended: {feed.masthead.title}",
        text=(
            f"The server of {feed.address} says that the feed is gone for good (410), so I no longer ask for it, and "
            f"nothing more of it comes to {where}. What was posted stays. If the feed has a new address, use /feed add "
            "with it; else take it off the list with /feed remove."
        ),
        channel_id=min(channels),
    )


def _place(address: str) -> tuple[str, str]:
    """What stands behind the host in an address; a slash at the end means nothing."""
    parts = urlsplit(address)
    return parts.path.rstrip("/"), parts.query
