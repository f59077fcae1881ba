"""The stories of a feed, and what is known of it, become deliveries and the reasons for them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.news.change import fingerprint, follow_up
from bot.news.digest import digest
from bot.news.model import FollowUp, Listed, Masthead, Story
from bot.outbox import ids
from bot.outbox.model import (
    Background,
    Channel,
    Decision,
    Delivery,
    Greeting,
    KnownStory,
    Revision,
    Subscription,
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What the stories of one poll come to; each part may be empty."""

    revisions: tuple[Revision, ...] = ()
    greetings: tuple[Greeting, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True, slots=True)
class _Reading:
    """A story, its place in the feed, and beside it what was known of it: None for one never seen."""

    story: Story
    place: int
    story_id: str
    revision: int
    before: KnownStory | None
    changed: bool
    gained: FollowUp | None
    below_known: bool
    first_sight: bool


def plan(background: Background, listed: Sequence[Listed], masthead: Masthead, now: datetime) -> Plan:
    """What is to be kept, and who is to be told, now that a feed lists these entries in this order."""
    readings = tuple(_readings(background, listed))
    living = [subscription for subscription in background.subscriptions if not subscription.ended]
    told = {(known.subscription_id, known.story_id): known.delivery_id for known in background.told}
    newest = _newest(readings, now)
    revisions = tuple(
        Revision(reading.story_id, reading.revision, fingerprint(reading.story), reading.story)
        for reading in readings
        if reading.changed
    )
    greetings = tuple(
        Greeting(subscription.subscription_id, _watermark(newest, now))
        for subscription in living
        if subscription.greeted is None
    )
    deliveries: list[Delivery] = []
    decisions: list[Decision] = []
    for reading in sorted(readings, key=lambda reading: (_age(reading), -reading.place)):
        for subscription in living:
            digest_id = told.get((subscription.subscription_id, reading.story_id))
            delivery, reasons = _judge(reading, subscription, digest_id, reading is newest, masthead, now)
            if delivery:
                deliveries.append(delivery)
            if reasons:
                delivery_id = delivery.delivery_id if delivery else None
                decisions.append(
                    Decision(subscription.subscription_id, reading.story_id, reading.revision, delivery_id, reasons)
                )
    return Plan(revisions, greetings, tuple(deliveries), tuple(decisions))


def _judge(
    reading: _Reading,
    subscription: Subscription,
    digest_id: str | None,
    is_newest: bool,
    masthead: Masthead,
    now: datetime,
) -> tuple[Delivery | None, tuple[str, ...]]:
    """What one channel is to be told of one story, and why; no reasons where there is nothing to say."""
    if digest_id is not None:
        if not reading.changed:
            return None, ()
        if reading.gained is None:
            return None, ("The post was changed, but gained no headline and no quote.",)
        return _follow_up(reading, reading.gained, subscription, digest_id, now), _gains(reading.gained)
    if subscription.greeted is None:
        if is_newest:
            return _digest(reading, subscription, masthead, now), (
                "This channel has just begun to follow the feed, and this is its newest story.",
            )
        return None, ("It stood in the feed before this channel followed it.",)
    if reading.before is not None:
        return None, ("This channel was not told of the story, so it is not told of its changes.",) if (
            reading.changed
        ) else ()
    if _is_older(reading, subscription.greeted, imported=subscription.greeted == subscription.since):
        return None, ("It is older than this channel's subscription.",)
    return _digest(reading, subscription, masthead, now), ("This channel follows the feed, and the story is new.",)


def _digest(reading: _Reading, subscription: Subscription, masthead: Masthead, now: datetime) -> Delivery:
    return Delivery(
        delivery_id=ids.digest_id(subscription.subscription_id, subscription.since, reading.story_id),
        target=Channel(subscription.channel_id),
        message=digest(reading.story, masthead),
        created_at=now,
        subscription_id=subscription.subscription_id,
        story_id=reading.story_id,
        revision=reading.revision,
    )


def _follow_up(
    reading: _Reading, gained: FollowUp, subscription: Subscription, digest_id: str, now: datetime
) -> Delivery:
    return Delivery(
        delivery_id=ids.follow_up_id(digest_id, gained),
        target=Channel(subscription.channel_id),
        message=gained,
        created_at=now,
        subscription_id=subscription.subscription_id,
        story_id=reading.story_id,
        revision=reading.revision,
        replies_to=digest_id,
    )


def _gains(gained: FollowUp) -> tuple[str, ...]:
    headlines = sum(passage.headline is not None for passage in gained.passages)
    quotes = sum(len(passage.quotes) for passage in gained.passages)
    return (f"The post gained {_count(headlines, 'headline')} and {_count(quotes, 'quote')}.",)


def _count(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


def _readings(background: Background, listed: Sequence[Listed]) -> Iterator[_Reading]:
    """Each story that was read once, beside what was known of it.

    A feed that gives one post twice names one story, and the first in the feed speaks for it. A feed that renews its
    ids names the stories that it had before: then link and headline tell them, and never the link alone, since some
    feeds give all their entries one link.
    """
    by_entry = {known.story.entry_id: known for known in background.known}
    given = {entry.entry_id for entry in listed}
    by_link = {
        (known.story.link, known.story.headline.text): known
        for known in background.known
        if known.story.entry_id not in given
    }
    lowest_known = max(
        (place for place, entry in enumerate(listed) if entry.story is None or entry.entry_id in by_entry), default=-1
    )
    seen: set[str] = set()
    for place, entry in enumerate(listed):
        story = entry.story
        if story is None:
            continue
        print_now = fingerprint(story)
        before = by_entry.get(story.entry_id) or by_link.get((story.link, story.headline.text))
        story_id = before.story_id if before else ids.story_id(background.feed.feed_id, story.entry_id)
        if story_id in seen:
            continue
        seen.add(story_id)
        changed = before is None or before.fingerprint != print_now
        yield _Reading(
            story=story,
            place=place,
            story_id=story_id,
            revision=1 if before is None else before.revision + changed,
            before=before,
            changed=changed,
            gained=follow_up(before.story, story) if before and changed else None,
            below_known=place > lowest_known >= 0,
            first_sight=background.feed.changed_at is None,
        )


def _is_older(reading: _Reading, greeted: datetime, *, imported: bool) -> bool:
    """An entry that surfaces though it is older than the subscription, as when a feed's window slides back.

    Without a date its place decides: what first appears below every entry that is known came from further down; and
    all that stood in the feed at first sight is older than a subscription that was `imported`, which wants no greeting.
    """
    if reading.story.published is None:
        return reading.below_known or (imported and reading.first_sight)
    return reading.story.published < greeted


def _newest(readings: Sequence[_Reading], now: datetime) -> _Reading | None:
    """The newest story: by date where every one has a date that is not yet to come, else the feed's first."""
    if any(reading.story.published is None for reading in readings):
        return readings[0]
    past = [reading for reading in readings if _age(reading) <= now]
    return max(past, key=_age, default=readings[0] if readings else None)


def _watermark(newest: _Reading | None, now: datetime) -> datetime:
    """The moment below which nothing is news; a date in the future would keep everything after it from being news."""
    published = newest.story.published if newest else None
    return min(published, now) if published else now


def _age(reading: _Reading) -> datetime:
    return reading.story.published or datetime.max.replace(tzinfo=UTC)
