"""The nouns of what falls due by the clock: what is known then, and all that an hour which has come changes."""

from dataclasses import dataclass
from datetime import datetime

from bot.news.cluster import Signature
from bot.news.model import Masthead, Story
from bot.outbox.model import Decision, Delivery, KnownStory, Nearby, Owed, Paid, Subscription, Telling, Told


@dataclass(frozen=True, slots=True)
class Case:
    """One subscription and one story that it was told of, with all that is to be known where a debt falls due.

    `known` is the story as it now stands; `withdrawn` says that its blog has taken it back.
    """

    subscription: Subscription
    masthead: Masthead
    known: KnownStory
    told: Told
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class OwedStory:
    """A story that a channel's next edition may tell, as it now stands; `withdrawn`: its blog has taken it back."""

    owed: Owed
    masthead: Masthead
    known: KnownStory
    signature: Signature | None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """All that a channel's next edition is made of.

    `subscriptions` are those of the channel that live and have something to wait for. `owed` is theirs, the longest
    owed first. `nearby` is what the channel was told of that is of the same event as one of these. `printed` holds the
    periods that had their edition. `stuck`: an edition of this channel still waits in the outbox.
    """

    channel_id: int
    subscriptions: tuple[Subscription, ...]
    owed: tuple[OwedStory, ...]
    nearby: tuple[Nearby, ...] = ()
    printed: frozenset[str] = frozenset()
    stuck: bool = False


@dataclass(frozen=True, slots=True)
class Awaited:
    """A subscription's next edition is due at `at`, None for never; so it was worked out at the moment `since`."""

    subscription_id: str
    at: datetime | None
    since: datetime


@dataclass(frozen=True, slots=True)
class Missing:
    """A story that was told and is missing from its feed since `since`.

    `gone_at` is when its page was first found to be gone, None where it was there when last asked or was never asked.
    `tries` counts the times at which it was asked. `cases` are the subscriptions that were told of it.
    """

    story_id: str
    link: str
    since: datetime
    gone_at: datetime | None
    tries: int
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """What came of asking for a missing story's page: when to ask again, None for never, and since when it is gone.

    `withdrawn` says that the story is now known to be taken back.
    """

    story_id: str
    again_at: datetime | None
    gone_at: datetime | None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Resolution:
    """All that an hour that has come changes, recorded in one transaction: everything, or nothing.

    `periods` are the names of the editions that this prints; where one of them was printed before, nothing is kept.
    Neither is it where one of `paid` is no longer owed.
    """

    at: datetime
    deliveries: tuple[Delivery, ...] = ()
    tellings: tuple[Telling, ...] = ()
    decisions: tuple[Decision, ...] = ()
    owed: tuple[Owed, ...] = ()
    paid: tuple[Paid, ...] = ()
    periods: tuple[str, ...] = ()
    awaited: tuple[Awaited, ...] = ()
    looks: tuple[Look, ...] = ()


@dataclass(frozen=True, slots=True)
class Past:
    """A revision of a story as it was read at a moment in the past; `first_read_at` is when its story was first."""

    feed_id: str
    story_id: str
    revision: int
    story: Story
    read_at: datetime
    first_read_at: datetime
