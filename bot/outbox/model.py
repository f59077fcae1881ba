"""The nouns of the outbox: who follows what, what each is owed, and how an attempt to tell them ended."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.news.model import Digest, FollowUp, Masthead, Story

# ------------------------------------------------------------------------------------------------- who follows what


@dataclass(frozen=True, slots=True)
class Validators:
    """What a feed's server wants to see again when it is next asked (RFC 9110, 8.8), and the hash of its last body.

    The first two are sent back verbatim; None where the server gave none.
    """

    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How a feed lives, as far as it has been seen: what decides when to ask it again.

    `moments` are the last times at which it published, the newest first (at most `news.model.MOST_DATES`). `pace` is
    how rarely the feed itself asks to be read, None where it does not ask. `promise` is the entry that last
    said that more is coming, `promised_at` since when it has; both None while none does.
    """

    moments: tuple[datetime, ...] = ()
    pace: timedelta | None = None
    promise: str | None = None
    promised_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """A feed's server has said since `since` that the feed stands at `address` for good (RFC 9110: 301 and 308)."""

    address: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Push:
    """The WebSub hub that a feed names, and the topic by which the hub knows the feed."""

    hub: str
    topic: str


@dataclass(frozen=True, slots=True)
class Feed:
    """An address that is polled.

    `failures` counts the polls that failed since one last went well. `because` says in plain words why it is due when
    it is. `polled_at` is when it was last asked, `changed_at` when it last brought something new, None for never.
    `gone` says that its server will never have it again (410), so that it is not asked any more. `identity` is the
    feed's own id, None where it gives none.
    """

    feed_id: str
    address: str
    masthead: Masthead
    validators: Validators = Validators()
    due_at: datetime | None = None
    failures: int = 0
    problem: str | None = None
    because: str = ""
    polled_at: datetime | None = None
    changed_at: datetime | None = None
    rhythm: Rhythm = Rhythm()
    moving: Move | None = None
    push: Push | None = None
    gone: bool = False
    identity: str | None = None


@dataclass(frozen=True, slots=True)
class ClaimedFeed:
    """A feed that is ours to poll until the lease runs out; `fence` proves that it still is."""

    feed: Feed
    fence: int


@dataclass(frozen=True, slots=True)
class Subscription:
    """A channel that wants a feed.

    `greeted` is the moment below which nothing is news to this channel: the date of the newest entry when the channel
    first saw the feed, never later than that sight itself; None until then. `trouble` says in plain words why nothing
    can be posted there now, None while all is well; `ended` says that the channel is gone and nothing will be.
    """

    subscription_id: str
    feed_id: str
    guild_id: int
    channel_id: int
    added_by: int
    since: datetime
    greeted: datetime | None = None
    trouble: str | None = None
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Following:
    """A subscription together with its feed, for people who ask what is followed."""

    subscription: Subscription
    feed: Feed


# ------------------------------------------------------------------------------------------------- what they are owed


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel of a server, as the target of a delivery."""

    channel_id: int


@dataclass(frozen=True, slots=True)
class Person:
    """A person, reached in their direct messages, as the target of a delivery."""

    user_id: int


Target = Channel | Person


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that an admin has to know: what happened, and what to do about it, in plain text.

    `channel_id` is the channel that it is about, None where it is about none.
    """

    title: str
    text: str
    channel_id: int | None = None


Message = Digest | FollowUp | Notice


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message for one target. Its id is a hash of its meaning, so that planning it twice is planning it once.

    `story_id` and `revision` say which story it tells of, None for a notice. `replies_to` is the delivery whose
    message it answers.
    """

    delivery_id: str
    target: Target
    message: Message
    created_at: datetime
    subscription_id: str | None = None
    story_id: str | None = None
    revision: int | None = None
    replies_to: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery that is ours to post until the lease runs out.

    `payload` is the rendered message as frozen before its first attempt (JSON), None before that. `unsure_since` is
    when the earliest attempt began whose answer nobody saw, None where every earlier answer is known: such a message
    may stand in the channel already. `reply_to` is the message to answer, None if there is none (any more).
    `attempts` counts those before this one.
    """

    delivery: Delivery
    fence: int
    attempts: int
    plain: bool
    payload: str | None
    unsure_since: datetime | None
    reply_to: int | None


# ------------------------------------------------------------------------------------------------- what a poll decides


@dataclass(frozen=True, slots=True)
class KnownStory:
    """A story as it stands in the store: its newest revision (counted from 1) and the fingerprint of its text."""

    story_id: str
    revision: int
    fingerprint: str
    story: Story


@dataclass(frozen=True, slots=True)
class Told:
    """A subscription was told of a story by a digest, sent or still in the outbox: `delivery_id` is that digest's."""

    subscription_id: str
    story_id: str
    delivery_id: str


@dataclass(frozen=True, slots=True)
class Background:
    """What is known of a feed when its entries are judged."""

    feed: Feed
    subscriptions: tuple[Subscription, ...]
    known: tuple[KnownStory, ...]
    told: frozenset[Told]


@dataclass(frozen=True, slots=True)
class Revision:
    """A story as read now, to be kept as revision number `revision`, counted from 1."""

    story_id: str
    revision: int
    fingerprint: str
    story: Story


@dataclass(frozen=True, slots=True)
class Greeting:
    """A subscription has seen its feed for the first time; see `Subscription.greeted`."""

    subscription_id: str
    greeted: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """Why a revision was posted to a subscription's channel, or was not: `delivery_id` is None where it was not."""

    subscription_id: str
    story_id: str
    revision: int
    delivery_id: str | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """Which state of an entry was last read; see `news.model.Listed`."""

    entry_id: str
    mark: str


@dataclass(frozen=True, slots=True)
class KeptPage:
    """The article of an entry's page, kept so that the page is asked for once.

    `body` is HTML, None where the page held no article or could not be read; `tries` counts the requests for it.
    """

    link: str
    body: str | None
    tries: int
    author: str | None = None
    published: datetime | None = None
    image: str | None = None


@dataclass(frozen=True, slots=True)
class Rest:
    """A whole host wishes to be left alone until then (RFC 9110, 10.2.3: Retry-After on a 429 or a 503)."""

    host: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that one poll of a feed changes, recorded in one transaction.

    `due_at` is when to ask again and `because` why then; `problem` is what went wrong in plain words, None if nothing
    did; `failures` counts the polls that failed since one last went well. `rhythm`, `moving` and `push` stand as they
    are said here. `moved_to` is the address that the feed takes now: where another feed has it already, the two become
    one. `gone` ends the feed. `rest` puts off every feed of a host. None for `masthead` and `identity` leaves them.
    """

    feed_id: str
    fence: int
    at: datetime
    due_at: datetime
    validators: Validators
    because: str = ""
    rhythm: Rhythm = Rhythm()
    moving: Move | None = None
    moved_to: str | None = None
    push: Push | None = None
    gone: bool = False
    rest: Rest | None = None
    identity: str | None = None
    marks: tuple[Mark, ...] = ()
    pages: tuple[KeptPage, ...] = ()
    masthead: Masthead | None = None
    problem: str | None = None
    failures: int = 0
    revisions: tuple[Revision, ...] = ()
    greetings: tuple[Greeting, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    decisions: tuple[Decision, ...] = field(default=())
