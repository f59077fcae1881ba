"""What the rest of the bot may ask of the store: coarse methods, each one transaction."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from bot.news.model import Quote, Story
from bot.outbox.model import (
    Background,
    Claim,
    ClaimedFeed,
    Delivery,
    Feed,
    Following,
    Outcome,
    Settlement,
    Subscription,
)


class StoreUnavailable(Exception):
    """The database cannot be reached, or is not ours to use; the message says what happened and what to do."""


class NotBackedUp(Exception):
    """No backup was written; the message says why, and what to do instead."""


@dataclass(frozen=True, slots=True)
class Told:
    """A story that a channel was told of, as it now stands, and where its digest is.

    `message_id` is None while the digest waits in the outbox. `told_at` is when the digest was posted, or else planned.
    """

    story: Story
    feed: Feed
    channel_id: int
    message_id: int | None
    told_at: datetime


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why a delivery was made: for which feed and story, when it was posted (None: not yet), and the reasons."""

    delivery: Delivery
    feed: Feed | None
    story: Story | None
    posted_at: datetime | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Subscribed:
    """The subscription as it now stands; `new` is False where the channel followed the feed already."""

    following: Following
    new: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """How things stand: counts, and since when the oldest due feed and the oldest waiting delivery have waited."""

    feeds: int
    failing_feeds: int
    subscriptions: int
    stories: int
    quotes: int
    waiting: int
    posted: int
    given_up: int
    oldest_due: datetime | None
    oldest_waiting: datetime | None


class Store(Protocol):
    """The one door to what is kept. Every method is one transaction: all of it happened, or none.

    Times are aware datetimes; they come back in UTC. Where the database cannot be reached or is not ours, methods
    raise `StoreUnavailable`.
    """

    # ---- polling

    async def claim_feeds(self, now: datetime, *, limit: int, lease: timedelta) -> tuple[ClaimedFeed, ...]:
        """Lease the feeds that are due, the longest due first; only feeds that a living subscription wants."""
        ...

    async def background(self, feed_id: str, stories: Sequence[Story]) -> Background:
        """What is known where these stories are judged.

        `known` holds each stored story of the feed that shares an entry id, a link or a fingerprint with one of them;
        `told` the digests of those stories that were sent or still wait, not those that were given up.
        """
        ...

    async def record(self, outcome: Outcome) -> bool:
        """Keep all of an outcome and end the feed's lease; False, and nothing kept, where the fence is outdated.

        A delivery whose id is known already is left as it stands.
        """
        ...

    # ---- delivering

    async def claim_deliveries(self, now: datetime, *, limit: int, lease: timedelta) -> tuple[Claim, ...]:
        """Lease the next delivery of each target that has one due, the oldest first, at most one for a target.

        What stands behind a target's first waiting delivery never overtakes it; a target with a live lease has
        nothing to claim; while posts are held everywhere there is nothing at all.
        """
        ...

    async def begin_attempt(self, claim: Claim, payload: str, now: datetime) -> bool:
        """Freeze the rendered payload and mark that an attempt begins; False where the fence is outdated."""
        ...

    async def settle(self, claim: Claim, settlement: Settlement, now: datetime) -> bool:
        """Write down how an attempt ended, keep its receipt and end the lease; False where the fence is outdated.

        `Sent` and `Later` clear or keep the doubt that `begin_attempt` raised as they say. A delivery that is given up
        takes along those that reply to it. `Paused` marks the subscriptions of that channel with the trouble and puts
        off its deliveries; a later `Sent` there clears the mark. `Ended` ends them and gives up all that waits for the
        target. A notice goes once to each person who added one of these subscriptions, as a delivery to that person;
        one incident is told once.
        """
        ...

    # ---- configuring

    async def subscribe(self, feed: Feed, subscription: Subscription) -> Subscribed:
        """Let a channel follow a feed; the feed is added if it is new, and is due at once, to be read in full.

        A poll of that feed that is under way loses its fence. A subscription that had ended, or was removed, lives
        again from now on.
        """
        ...

    async def unsubscribe(self, guild_id: int, subscription_id: str) -> Following | None:
        """Let a channel of that server follow a feed no more and drop what waits for it; None if it did not."""
        ...

    async def following(self, guild_id: int) -> tuple[Following, ...]:
        """What a server follows, in the order of the feeds' titles; ended subscriptions too, removed ones not."""
        ...

    # ---- looking up

    async def latest(
        self, guild_id: int, *, feed_id: str | None, count: int, channels: Collection[int] | None = None
    ) -> tuple[Told, ...]:
        """The stories that a server's channels were told of, the newest first, each once.

        `channels` are those that count, as whoever asks may not see the others; None where all do.
        """
        ...

    async def reasons(self, delivery_id: str) -> Reasons | None:
        """Why a delivery was made; None for one that was never planned."""
        ...

    async def quotes(self, delivery_id: str) -> tuple[Quote, ...]:
        """All quotes of the story that a delivery tells of, as it stood in that revision, in its order."""
        ...

    # ---- looking after

    async def tally(self, now: datetime) -> Tally:
        """How things stand, for people and monitors."""
        ...

    async def backup(self, target: Path) -> None:
        """Write a complete copy to a new file while everything goes on; `NotBackedUp` says why it could not be."""
        ...
