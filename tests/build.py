"""Feeds, subscriptions, stories and deliveries for tests, with sensible defaults; every person and outlet is invented.

story = build.story(quotes=[build.said("We will talk on Monday.", "Tom Reyes")])
feed, subscription = build.feed(), build.subscription()
delivery = build.digest_delivery(story, subscription)
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.news.change import fingerprint
from bot.news.cluster import signature
from bot.news.model import (
    Also,
    Block,
    Brief,
    Digest,
    Edition,
    FollowUp,
    Headline,
    Masthead,
    Passage,
    Quote,
    Story,
    Withdrawal,
)
from bot.outbox import ids
from bot.outbox.model import (
    Channel,
    ClaimedFeed,
    Debt,
    Decision,
    Delivery,
    Feed,
    Greeting,
    KeptPage,
    Mark,
    Message,
    Move,
    Notice,
    Outcome,
    Owed,
    Paid,
    Person,
    Push,
    Rest,
    Revision,
    Rhythm,
    Subscription,
    Target,
    Telling,
    Validators,
)

NOW = datetime(2026, 9, 18, 14, 2, 5, 123456, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)

GUILD = 810_000_000_000_000_001
CHANNEL = 820_000_000_000_000_002
OTHER_CHANNEL = 820_000_000_000_000_003
ADMIN = 830_000_000_000_000_004
OTHER_ADMIN = 830_000_000_000_000_005

HARBOUR = "https://harbourlight.example/feed"
QUAY = "https://quaynews.example/rss"

MASTHEAD = Masthead("Harbour Light Blog", "https://harbourlight.example", "https://harbourlight.example/icon.png")
HEADLINE = "Port and city agree to talk again after the strike"


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody is to say in a story that is built, and how they are introduced."""

    text: str
    name: str | None = None
    role: str | None = None


def said(text: str, name: str | None = None, *, role: str | None = None) -> Said:
    """What somebody is to say; nobody is named unless a name is given."""
    return Said(text, name, role)


OKAFOR = said(
    "The parties noted that contacts have been restored and agreed to go on consulting,",
    "Ines Okafor",
    role="spokesperson for the Port Authority",
)
REYES = said(
    "What must happen is for the city to admit that the old rota is not coming back.",
    "Tom Reyes",
    role="former harbour master",
)


def feed(address: str = HARBOUR, *, masthead: Masthead = MASTHEAD, validators: Validators | None = None) -> Feed:
    """A feed as it is first followed."""
    return Feed(ids.feed_id(address), address, masthead, validators or Validators())


def subscription(
    address: str = HARBOUR,
    *,
    channel_id: int = CHANNEL,
    guild_id: int = GUILD,
    added_by: int = ADMIN,
    since: datetime = NOW,
    greeted: datetime | None = None,
) -> Subscription:
    """A channel's wish for the feed at an address."""
    feed_id = ids.feed_id(address)
    subscription_id = ids.subscription_id(feed_id, channel_id)
    return Subscription(subscription_id, feed_id, guild_id, channel_id, added_by, since, greeted)


def story(
    headline: str = HEADLINE,
    *,
    quotes: list[Said] | None = None,
    entry_id: str = "tag:harbourlight.example,2026:1",
    link: str | None = "https://harbourlight.example/talks",
    published: datetime | None = NOW - HOUR,
    more_coming: bool = False,
) -> Story:
    """A story whose text holds the headline and, a paragraph each, what is said; offsets and all."""
    text, blocks, found = headline, [Block("heading", 0, len(headline))], []
    for one in [OKAFOR, REYES] if quotes is None else quotes:
        start = len(text) + 2
        text += "\n\n“" + one.text + "”" + _attribution(one)
        blocks.append(Block("paragraph", start, len(text)))
        found.append(_quote(one, start + 1))
    return Story(
        entry_id=entry_id,
        link=link,
        published=published,
        author=None,
        text=text,
        blocks=tuple(blocks),
        headline=Headline(headline, start=0),
        note=None,
        more_coming=more_coming,
        headlines=(),
        quotes=tuple(found),
        key_quotes=(),
        lead=None,
        picture=None,
    )


def another_story(number: int) -> Story:
    """One story among several, told apart by its number."""
    return story(f"Headline {number}", entry_id=str(number), link=f"https://harbourlight.example/{number}")


def _attribution(one: Said) -> str:
    if one.name is None:
        return ""
    return f" said {one.name}, {one.role}." if one.role else f" said {one.name}."


def _quote(one: Said, start: int) -> Quote:
    cue = "said" if one.name else None
    return Quote(start, start + len(one.text), one.text, "direct", one.name, one.name, one.role, cue)


def story_id(story: Story, address: str = HARBOUR) -> str:
    """The id of a story of the feed at an address."""
    return ids.story_id(ids.feed_id(address), story.entry_id)


def revision(story: Story, number: int = 1, address: str = HARBOUR) -> Revision:
    """A story of the feed at an address as one of its revisions, counted from 1."""
    return Revision(story_id(story, address), number, fingerprint(story), story, signature(story, MASTHEAD))


def digest(story: Story) -> Digest:
    """What is said of a story: all its quotes under its headline."""
    return Digest(
        masthead=MASTHEAD,
        headline=story.headline.text,
        link=story.link,
        note=story.note,
        more_coming=story.more_coming,
        passages=(Passage(None, story.quotes),),
        lead=story.lead,
        quotes_left=0,
        picture=None,
        published=story.published,
    )


def digest_delivery(
    told: Story | None = None, to: Subscription | None = None, *, revision: int = 1, created_at: datetime = NOW
) -> Delivery:
    """The digest of a story for the channel of a subscription, which must be of the story's feed."""
    told, to = told or story(), to or subscription()
    its_id = ids.story_id(to.feed_id, told.entry_id)
    return Delivery(
        delivery_id=ids.digest_id(to.subscription_id, to.since, its_id),
        target=Channel(to.channel_id),
        message=digest(told),
        created_at=created_at,
        subscription_id=to.subscription_id,
        story_id=its_id,
        revision=revision,
    )


def follow_up_delivery(
    digest: Delivery, gained: str = "Ferry crews vote on Monday", *, revision: int = 2, created_at: datetime = NOW
) -> Delivery:
    """A reply to a digest that says which headline its story has gained."""
    follow_up = FollowUp(
        headline=HEADLINE,
        link=None,
        passages=(Passage(Headline(gained), ()),),
        more_coming=False,
        closed=True,
    )
    return Delivery(
        delivery_id=ids.follow_up_id(digest.delivery_id, str(digest.story_id), 1, follow_up),
        target=digest.target,
        message=follow_up,
        created_at=created_at,
        subscription_id=digest.subscription_id,
        story_id=digest.story_id,
        revision=revision,
        replies_to=digest.delivery_id,
    )


def withdrawal() -> Withdrawal:
    """That a post which was told is gone."""
    return Withdrawal(HEADLINE, "https://harbourlight.example/talks")


def telling(delivery: Delivery) -> Telling:
    """That the subscription of a digest or a follow-up is told of its story by it."""
    assert delivery.subscription_id
    assert delivery.story_id
    root_id = delivery.replies_to or delivery.delivery_id
    return Telling(delivery.subscription_id, delivery.story_id, delivery.revision, delivery.delivery_id, root_id)


def edit_delivery(
    root: Delivery, message: Message, *, name: str = "edit", after: Delivery | None = None, created_at: datetime = NOW
) -> Delivery:
    """The edit that lets a message stand so, once the delivery `after` is posted; `name` is its id."""
    replies_to = after.delivery_id if after else None
    return replace(
        root, delivery_id=name, message=message, created_at=created_at, replies_to=replies_to, amends=root.delivery_id
    )


def edition(*story_ids: str) -> Edition:
    """What an edition says of so many stories, each by a brief of its own."""
    briefs = tuple(
        Brief((story_id,), Also(MASTHEAD.title, None), HEADLINE, None, (), "The crews met.", NOW)
        for story_id in story_ids
    )
    return Edition("Evening edition", NOW, briefs)


def edition_delivery(
    name: str = "edition", *story_ids: str, channel_id: int = CHANNEL, created_at: datetime = NOW
) -> Delivery:
    """An edition for a channel that tells of these stories; `name` is its id."""
    return Delivery(name, Channel(channel_id), edition(*story_ids), created_at)


def owed(
    story_id: str,
    to: Subscription | None = None,
    *,
    debt: Debt = "story",
    since: datetime = NOW,
    due_at: datetime | None = None,
) -> Owed:
    """What a subscription is owed of a story."""
    return Owed((to or subscription()).subscription_id, story_id, debt, since, due_at)


def paid(debt: Owed) -> Paid:
    """That this is owed no more."""
    return Paid(debt.subscription_id, debt.story_id, debt.debt)


def notice(title: str = "A channel no longer lets me post", channel_id: int | None = CHANNEL) -> Notice:
    """Something that an admin has to know."""
    return Notice(title, "Allow “Send Messages” in that channel's settings.", channel_id)


def notice_delivery(name: str, to: Target | None = None, *, created_at: datetime = NOW) -> Delivery:
    """A notice for a person, the admin unless said otherwise; `name` is its id."""
    return Delivery(name, to or Person(ADMIN), notice(), created_at)


def outcome(
    claimed: ClaimedFeed,
    *,
    stories: tuple[Story, ...] = (),
    revisions: tuple[Revision, ...] = (),
    greetings: tuple[Greeting, ...] = (),
    deliveries: tuple[Delivery, ...] = (),
    decisions: tuple[Decision, ...] = (),
    validators: Validators | None = None,
    masthead: Masthead | None = None,
    problem: str | None = None,
    failures: int = 0,
    at: datetime = NOW,
    due_at: datetime | None = None,
    because: str = "",
    rhythm: Rhythm | None = None,
    moving: Move | None = None,
    moved_to: str | None = None,
    push: Push | None = None,
    gone: bool = False,
    rest: Rest | None = None,
    identity: str | None = None,
    marks: dict[str, str] | None = None,
    pages: tuple[KeptPage, ...] = (),
    tellings: tuple[Telling, ...] | None = None,
    owed: tuple[Owed, ...] = (),
    paid: tuple[Paid, ...] = (),
    missing: tuple[str, ...] | None = None,
) -> Outcome:
    """What a poll of a claimed feed came to; `stories` are kept as first revisions, `revisions` as they are.

    `marks` go from an entry's id to its mark. Without `tellings` every digest and follow-up tells of its story.
    """
    feed_id = claimed.feed.feed_id
    first = tuple(replace(revision(one), story_id=ids.story_id(feed_id, one.entry_id)) for one in stories)
    telling_all = tuple(
        telling(one) for one in deliveries if isinstance(one.message, Digest | FollowUp) and not one.amends
    )
    return Outcome(
        feed_id=feed_id,
        fence=claimed.fence,
        at=at,
        due_at=due_at or at + HOUR,
        validators=validators or Validators(),
        because=because,
        rhythm=rhythm or Rhythm(),
        moving=moving,
        moved_to=moved_to,
        push=push,
        gone=gone,
        rest=rest,
        identity=identity,
        marks=tuple(Mark(entry_id, mark) for entry_id, mark in (marks or {}).items()),
        pages=pages,
        masthead=masthead,
        problem=problem,
        failures=failures,
        revisions=(*first, *revisions),
        greetings=greetings,
        deliveries=deliveries,
        decisions=decisions,
        tellings=telling_all if tellings is None else tellings,
        owed=owed,
        paid=paid,
        missing=missing,
    )
