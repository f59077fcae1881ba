"""The nouns of the outbox: who follows what, what each is owed, and how an attempt to tell them ended."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.news.cluster import Signature
from bot.news.model import Digest, Edition, FollowUp, Masthead, Story, Withdrawal
from bot.outbox.settings import AS_EVER, Settings

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
    `edition_at` is when its next edition is due, as was worked out at `edition_set_at`; None where none is.
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
    settings: Settings = AS_EVER
    edition_at: datetime | None = None
    edition_set_at: datetime | None = None


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


Message = Digest | FollowUp | Withdrawal | Edition | Notice


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message for one target. Its id is a hash of its meaning, so that planning it twice is planning it once.

    `story_id` and `revision` say which story it tells of, None for a notice and for an edition. `replies_to` is the
    delivery whose message it answers. `amends` is the delivery whose message is to be edited, so as to be this one; it
    is None for a message of its own.
    """

    delivery_id: str
    target: Target
    message: Message
    created_at: datetime
    subscription_id: str | None = None
    story_id: str | None = None
    revision: int | None = None
    replies_to: str | None = None
    amends: str | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """A subscription is told of a story, as it stood in that revision, by a delivery.

    `root_id` is the digest or the edition that told it first there, to which follow-ups reply; it may tell of another
    feed's story of the same event. `revision` is None where what this story adds to that was held back.
    """

    subscription_id: str
    story_id: str
    revision: int | None
    delivery_id: str
    root_id: str


Debt = Literal["story", "follow-up", "promise"]


@dataclass(frozen=True, slots=True)
class Owed:
    """What a subscription is still to be told of a story.

    A "story" is owed to the next edition; a "follow-up" was held back until `due_at`; a "promise" of more, which stands
    in a digest, is taken out at `due_at`. Each is there at most once for a subscription and story. `due_at` is None
    for a story; `promised_by` is the edition that promised it and `promised_at` that edition's hour, None where none
    did.
    """

    subscription_id: str
    story_id: str
    debt: Debt
    since: datetime
    due_at: datetime | None = None
    promised_by: str | None = None
    promised_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Paid:
    """A debt that is no more, whether it was told, dropped or overtaken."""

    subscription_id: str
    story_id: str
    debt: Debt


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery that is ours to post until the lease runs out.

    `payload` is the rendered message as frozen before its first attempt (JSON), None before that. `unsure_since` is
    when the earliest attempt began whose answer nobody saw, None where every earlier answer is known: such a message
    may stand in the channel already. `reply_to` is the message to answer, None if there is none (any more).
    `attempts` counts those before this one. `edits` is the message to edit, None for a delivery that amends none.
    """

    delivery: Delivery
    fence: int
    attempts: int
    plain: bool
    payload: str | None
    unsure_since: datetime | None
    reply_to: int | None
    edits: int | None = None


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
    """A subscription was told of a story by a digest or an edition, sent or still in the outbox.

    `root_id` is that delivery, and `standing` its message as it stands, amendments counted. `revisions` are those of
    this story that were told, the oldest first, each as it was then; `beside` are other feeds' stories of the same
    event under the same root, each as it was last told there. `follow_ups` counts those that were, the last of them at
    `last_at`, and `told_at` is when the root was posted, or else planned.
    """

    subscription_id: str
    story_id: str
    root_id: str
    standing: Message
    revisions: tuple[Story, ...]
    told_at: datetime
    last_at: datetime
    follow_ups: int = 0
    beside: tuple[Story, ...] = ()


@dataclass(frozen=True, slots=True)
class Nearby:
    """A story of another feed that a channel was told of, or is owed, and that may be of the same event.

    `told` is None for one that is still owed.
    """

    subscription_id: str
    guild_id: int
    channel_id: int
    masthead: Masthead
    story_id: str
    story: Story
    signature: Signature
    told: Told | None


@dataclass(frozen=True, slots=True)
class Watched:
    """A story of the feed that somebody was told of not long ago, so that it is missed where it is gone."""

    story_id: str
    entry_id: str
    published: datetime | None


@dataclass(frozen=True, slots=True)
class Background:
    """What is known of a feed when its entries are judged.

    `owed` holds what the feed's subscriptions are owed of these stories; `nearby` what their channels, and the servers
    of those channels, know from other feeds that is of the same event as one of them. `watched` are the feed's stories
    that were told in the last days and have a page.
    """

    feed: Feed
    subscriptions: tuple[Subscription, ...]
    known: tuple[KnownStory, ...]
    told: tuple[Told, ...]
    owed: tuple[Owed, ...] = ()
    nearby: tuple[Nearby, ...] = ()
    watched: tuple[Watched, ...] = ()


@dataclass(frozen=True, slots=True)
class Revision:
    """A story as read now, to be kept as revision number `revision`, counted from 1.

    `signature` is what it shares with other stories of the same event, None where nobody is told of it.
    """

    story_id: str
    revision: int
    fingerprint: str
    story: Story
    signature: Signature | None = None


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
    `missing` are the stories that should stand in the feed and do not, all of them: what is not among them is there,
    or may have fallen off its end. None leaves them, as where nothing was read.
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
    decisions: tuple[Decision, ...] = ()
    tellings: tuple[Telling, ...] = ()
    owed: tuple[Owed, ...] = ()
    paid: tuple[Paid, ...] = ()
    missing: tuple[str, ...] | None = None
