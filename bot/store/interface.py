"""What the rest of the bot may ask of the store: coarse methods, each one transaction."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from bot.news.asked import Query
from bot.news.model import Quote, Story
from bot.outbox.attempts import Settlement
from bot.outbox.due import Case, Desk, Missing, Past, Resolution
from bot.outbox.model import (
    Background,
    Claim,
    ClaimedFeed,
    Decision,
    Delivery,
    Feed,
    Following,
    KeptPage,
    Outcome,
    Owed,
    Push,
    Subscription,
)
from bot.outbox.settings import Settings

_T = TypeVar("_T")


class StoreUnavailable(Exception):
    """The database cannot be reached, or is not ours to use; the message says what happened and what to do."""


class NotBackedUp(Exception):
    """No backup was written; the message says why, and what to do instead."""


@dataclass(frozen=True, slots=True)
class Told:
    """A story that a channel was told of, as it now stands, and where its digest is.

    `message_id` is None while the digest waits in the outbox. `told_at` is when the digest was posted, or else planned.
    `story_id` is the store's name for the story, empty where nobody is to ask for it by that.
    """

    story: Story
    feed: Feed
    channel_id: int
    message_id: int | None
    told_at: datetime
    story_id: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A quote of a story that a channel was told of, and its place among the story's quotes, from 0."""

    quote: Quote
    position: int
    told: Told


@dataclass(frozen=True, slots=True)
class Hits(Generic[_T]):
    """A page of what was found, and how much there is in all; `at_least` says that there may be more than `total`."""

    found: tuple[_T, ...]
    total: int
    at_least: bool = False


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why a delivery was made: for which feed and story, when it was posted (None: not yet), and the reasons."""

    delivery: Delivery
    feed: Feed | None
    story: Story | None
    posted_at: datetime | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """A decision on a story in a channel, for people who ask: when it was made, and of which feed and story."""

    decision: Decision
    at: datetime
    feed: Feed
    story: Story
    channel_id: int

    @property
    def story_id(self) -> str:
        """The name of the story."""
        return self.decision.story_id


@dataclass(frozen=True, slots=True)
class Subscribed:
    """The subscription as it now stands; `new` is False where the channel followed the feed already."""

    following: Following
    new: bool


@dataclass(frozen=True, slots=True)
class Polled:
    """A feed as operators see it: `followers` counts the living subscriptions, `stories` those that are kept."""

    feed: Feed
    followers: int
    stories: int


@dataclass(frozen=True, slots=True)
class HubLease:
    """Our subscription to a feed at a hub (WebSub, 5.1).

    `token` is the secret part of the callback's address, `secret` signs what the hub sends. `asked_at` is when the hub
    was last asked, None for never; `until` is when the subscription ends unless renewed, None until the hub has
    verified it. `failures` counts the requests since then that the hub refused or never verified.
    """

    feed_id: str
    push: Push
    token: str
    secret: str
    asked_at: datetime | None = None
    until: datetime | None = None
    failures: int = 0


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
        """Lease feeds that are due, the longest due first; only feeds that a living subscription wants.

        At most one of each host, none of a host of which one is leased already, none of a host that rests, none that
        is gone.
        """
        ...

    async def claim_feed(self, feed_id: str, now: datetime, *, lease: timedelta) -> ClaimedFeed | None:
        """Lease one feed although it is not due, or gone, as an operator wishes; None where it is leased already, or
        its host rests."""
        ...

    async def marks(self, feed_id: str) -> Mapping[str, str]:
        """The mark under which each of the feed's entries was last read, by entry id.

        Empty where a living subscription has not seen the feed yet: for its sake every entry is read again.
        """
        ...

    async def pages(self, links: Collection[str]) -> Mapping[str, KeptPage]:
        """What is kept of the pages at these links, by link."""
        ...

    async def background(self, feed_id: str, stories: Sequence[Story], now: datetime) -> Background:
        """What is known where these stories are judged.

        `known` holds each stored story of the feed that shares an entry id, a link or a fingerprint with one of them;
        `told` who was told of those stories by what was sent or still waits, not by what was given up; `owed` what is
        owed of them. `nearby` reaches back as far as stories may be of one event, `watched` seven days.
        """
        ...

    async def record(self, outcome: Outcome) -> bool:
        """Keep all of an outcome and end the feed's lease; False, and nothing kept, where the fence is outdated.

        A delivery whose id is known already is left as it stands. Where `moved_to` is another feed's address, this
        feed's subscriptions and stories become that feed's, with the marks of the entries that it does not know, and
        this one is no more; a channel that follows both keeps one subscription, and what it was told of by either it is
        not told again. The feed that is kept is due at once.

        What is owed already stays as it stands, but for the moment at which a follow-up or a promise is due, which
        may move. A story that is not in `missing` any more is missed no longer.
        """
        ...

    # ---- what falls due by the clock

    async def set_right(self, now: datetime) -> bool:
        """Let come now whatever waits for a moment so far off that only a clock gone wrong can have set it.

        True where there was any: a feed, a delivery, a debt, a look at a missing story, a rest.
        """
        ...

    async def editions_due(self, now: datetime, *, limit: int) -> tuple[int, ...]:
        """The channels with a subscription whose next edition is due, the longest due first.

        A moment that was worked out after `now`, as by a clock that was wrong, is due too: it is to be worked out anew.
        """
        ...

    async def next_edition(self) -> datetime | None:
        """The moment of the next edition of all, None where no channel waits for one."""
        ...

    async def desk(self, channel_id: int, now: datetime) -> Desk:
        """All that a channel's next edition is made of; `printed` holds the periods of the last ten days and after."""
        ...

    async def debts(self, now: datetime, *, limit: int) -> tuple[Owed, ...]:
        """The follow-ups and promises that are due, the longest due first; stories are owed to an edition instead."""
        ...

    async def case(self, subscription_id: str, story_id: str) -> Case | None:
        """What is to be known where a debt falls due; None where the subscription ended or was not told of it."""
        ...

    async def missing(self, now: datetime, *, limit: int, story_id: str | None = None) -> tuple[Missing, ...]:
        """The stories whose pages are to be asked for now, since they are missing from their feeds.

        Of these only the one of that name, where one is named.
        """
        ...

    async def resolve(self, resolution: Resolution) -> bool:
        """Keep all of a resolution; False, and nothing kept, where a period was printed or a debt paid before.

        A delivery whose id is known already is left as it stands.
        """
        ...

    # ---- hubs

    async def hub_leases(
        self, now: datetime, *, renew_before: datetime, ask_again: timedelta, limit: int
    ) -> tuple[HubLease, ...]:
        """The subscriptions at hubs that are to be asked for now, the longest waiting first.

        Those of wanted feeds that name a hub, that were never asked for, that end before `renew_before`, or that were
        asked for in vain: `ask_again` ago or longer, twice as long after each failure, a week at most. One that is new
        is given its token and secret here; a feed whose hub or topic has changed begins anew.
        """
        ...

    async def hub_asked(self, token: str, now: datetime, *, failed: bool) -> None:
        """Remember that the hub was asked for the subscription of this token, and whether that failed at once."""
        ...

    async def hub_lease(self, token: str) -> HubLease | None:
        """The subscription that a callback's token stands for; None for one that is not ours, or is wanted no more."""
        ...

    async def hub_verified(self, token: str, until: datetime | None) -> None:
        """Remember until when the hub has granted a subscription; None where it has ended it."""
        ...

    async def hint(self, feed_id: str, now: datetime) -> bool:
        """Make a feed due now, since its hub says that it has changed; False where its host wishes to be left alone.

        Nothing else about it changes: its validators are sent as ever.
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
        takes along those that reply to it or amend it, but for editions that reply to an earlier one. `Paused` marks
        the subscriptions of that channel with the trouble and puts off its deliveries; a later `Sent` there clears the
        mark. `Ended` ends them and gives up all that waits for the target. A notice goes once to each person who added
        one of these subscriptions, as a delivery to that person; one incident is told once.
        """
        ...

    # ---- configuring

    async def subscribe(self, feed: Feed, subscription: Subscription) -> Subscribed:
        """Let a channel follow a feed; the feed is added if it is new, and is due at once, to be read in full.

        A feed is known by its address, or else by its id: then it takes the address that is given now. One that was
        gone is asked again.

        A poll of that feed that is under way loses its fence. A subscription that had ended, or was removed, lives
        again from now on, and is owed nothing.
        """
        ...

    async def unsubscribe(self, guild_id: int, subscription_id: str) -> Following | None:
        """Let a channel of that server follow a feed no more and drop what waits for it; None if it did not."""
        ...

    async def following(self, guild_id: int) -> tuple[Following, ...]:
        """What a server follows, in the order of the feeds' titles; ended subscriptions too, removed ones not."""
        ...

    async def subscription(self, subscription_id: str) -> Following | None:
        """A subscription by its name, ended or not; None where there is none, or it was removed."""
        ...

    async def adjust(
        self, guild_id: int, subscription_ids: Collection[str], settings: Settings, now: datetime
    ) -> tuple[Following, ...]:
        """Let these subscriptions of a server be told as the settings say from now on; those that it has come back.

        What they are owed stays owed. Where there are no editions any more it is due at once.
        """
        ...

    async def like(self, identity: str | None, entry_ids: Collection[str]) -> tuple[tuple[Feed, int], ...]:
        """The living feeds that have this identity or share an entry id with these, and how many they share."""
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
        """All quotes of the story that a delivery tells of, as it stood in that revision, in its order.

        Those of an edition are the quotes of all its stories, one story after the other.
        """
        ...

    async def decisions(
        self, guild_id: int, *, channels: Collection[int] | None, feed_id: str | None, count: int
    ) -> tuple[Explained, ...]:
        """What was last decided for each story and channel of a server, told or not, the newest first.

        `channels` are those that count, None for all.
        """
        ...

    async def search(
        self,
        guild_id: int,
        query: Query,
        *,
        feed_id: str | None,
        since: datetime | None,
        channels: Collection[int],
        count: int,
        skip: int = 0,
    ) -> Hits[Told]:
        """The stories with these words that such channels of a server were told of since then, each once.

        The best come first: what stands in a headline counts more than what somebody said, and that more than the rest
        of the text; then the newest told. Of words that very many stories have, the newest stories are looked through.
        What its blog has taken back is not found.
        """
        ...

    async def said(
        self,
        guild_id: int,
        *,
        words: Query | None,
        speaker: Query | None,
        feed_id: str | None,
        since: datetime | None,
        channels: Collection[int],
        best: bool = False,
        count: int,
        skip: int = 0,
    ) -> Hits[Said]:
        """The quotes with these words, of a speaker whose name or role has those, in stories as `search` finds them.

        The newest told come first, a story's quotes in its order; where `best`, those that the words fit best.
        """
        ...

    async def speakers(
        self, guild_id: int, typed: str, *, channels: Collection[int], count: int
    ) -> tuple[tuple[str, int], ...]:
        """Who has words in their name that begin so, and how many of their quotes were told, most first.

        All speakers where nothing is typed yet; of very many quotes the newest are looked through.
        """
        ...

    async def headlines(self, guild_id: int, typed: str, *, channels: Collection[int], count: int) -> tuple[Told, ...]:
        """The stories that such channels were told of whose headlines have words that begin so, the newest told first.

        All stories where nothing is typed yet; of very many the newest are looked through.
        """
        ...

    async def told_story(self, guild_id: int, story_id: str, *, channels: Collection[int]) -> Told | None:
        """A story by its name; None unless such channels were told of it, and where its blog has taken it back."""
        ...

    async def story_decisions(
        self, guild_id: int, story_id: str, *, channels: Collection[int]
    ) -> tuple[Explained, ...]:
        """Why a story was told last in each of such channels, and what was decided since; the newest channel first."""
        ...

    async def decided_headlines(
        self, guild_id: int, typed: str, *, channels: Collection[int], count: int
    ) -> tuple[Explained, ...]:
        """What was last decided in such channels for stories whose headlines have words that begin so, told or not.

        The newest come first. All stories where nothing is typed yet; of very many the newest are looked through.
        """
        ...

    async def past(self, feed_ids: Collection[str], since: datetime) -> tuple[Past, ...]:
        """Every revision of these feeds' stories that was read since then, in the order in which they were read."""
        ...

    # ---- looking after

    async def feeds(self) -> tuple[Polled, ...]:
        """Every feed that a living subscription wants, in the order of their titles."""
        ...

    async def feed_at(self, address: str) -> Polled | None:
        """The feed at an address, wanted or not; None where there is none."""
        ...

    async def tally(self, now: datetime) -> Tally:
        """How things stand, for people and monitors."""
        ...

    async def backup(self, target: Path) -> None:
        """Write a complete copy to a new file while everything goes on; `NotBackedUp` says why it could not be."""
        ...
