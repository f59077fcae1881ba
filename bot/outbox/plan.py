"""The stories of a feed, and what is known of it, become deliveries, debts and the reasons for them."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.news.addresses import address
from bot.news.change import fingerprint
from bot.news.cluster import signature
from bot.news.digest import digest
from bot.news.model import Listed, Masthead, Story
from bot.outbox import events, ids, later
from bot.outbox.decided import NOTHING, Decided, total
from bot.outbox.due import Case
from bot.outbox.model import (
    Background,
    Channel,
    Debt,
    Decision,
    Delivery,
    Greeting,
    KnownStory,
    Nearby,
    Owed,
    Revision,
    Subscription,
    Telling,
    Told,
)
from bot.outbox.settings import Settings
from bot.outbox.spending import promises
from bot.outbox.timetable import local_hour, next_slot, quiet_until


@dataclass(frozen=True, slots=True)
class Plan:
    """What the stories of one poll come to; each part may be empty."""

    revisions: tuple[Revision, ...] = ()
    greetings: tuple[Greeting, ...] = ()
    decided: Decided = NOTHING


@dataclass(frozen=True, slots=True)
class _Reading:
    """A story, its place in the feed, and beside it what was known of it: None for one never seen."""

    now: KnownStory
    place: int
    before: KnownStory | None
    changed: bool
    below_known: bool
    first_sight: bool

    @property
    def story(self) -> Story:
        """The story as it is read now."""
        return self.now.story


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of who was told what, and who is owed what."""

    told: Mapping[tuple[str, str], Told]
    owed: Mapping[tuple[str, str], Collection[Debt]]
    nearby: tuple[Nearby, ...]
    standings: events.Standings


def plan(background: Background, listed: Sequence[Listed], masthead: Masthead, now: datetime) -> Plan:
    """What is to be kept, and who is to be told, now that a feed lists these entries in this order."""
    readings = tuple(_readings(background, listed))
    living = [subscription for subscription in background.subscriptions if not subscription.ended]
    known = _known(background)
    newest = _newest(readings, now)
    greetings = tuple(
        Greeting(subscription.subscription_id, _watermark(newest, now))
        for subscription in living
        if subscription.greeted is None
    )
    decided: list[Decided] = []
    for reading in sorted(readings, key=lambda reading: (_age(reading), -reading.place)):
        for subscription in living:
            one = _judge(reading, subscription, known, reading is newest, masthead, now)
            known.standings.note(one, reading.story)
            decided.append(one)
    done = total(decided)
    # Only what somebody is told of, or owed, can be the event of another story later: to sign a whole past takes long.
    told = {one.story_id for one in done.tellings} | {one.story_id for one in done.owed}
    revisions = tuple(
        Revision(
            reading.now.story_id,
            reading.now.revision,
            reading.now.fingerprint,
            reading.story,
            signature(reading.story, masthead) if reading.now.story_id in told else None,
        )
        for reading in readings
        if reading.changed
    )
    return Plan(revisions, greetings, done)


def _judge(
    reading: _Reading,
    subscription: Subscription,
    known: _Known,
    is_newest: bool,
    masthead: Masthead,
    now: datetime,
) -> Decided:
    """What one channel is to be told of one story, and why; nothing where there is nothing to say."""
    whom = (subscription.subscription_id, reading.now.story_id)
    owed = known.owed.get(whom, ())
    if told := known.told.get(whom):
        if not reading.changed:
            return NOTHING
        return later.changed(Case(subscription, masthead, reading.now, known.standings.told(told)), owed, now)
    if "story" in owed:
        if not reading.changed:
            return NOTHING
        waits = _waits(subscription.settings, now)
        return _explained(reading, subscription, "It was changed before it was told.", waits)
    if subscription.greeted is None:
        if is_newest:
            why = "This channel has just begun to follow the feed, and this is its newest story."
            return _tell(reading, subscription, masthead, why, now)
        return _explained(reading, subscription, "It stood in the feed before this channel followed it.")
    if reading.before is not None:
        if not reading.changed:
            return NOTHING
        why = "This channel was not told of the story, so it is not told of its changes."
        return _explained(reading, subscription, why)
    if _is_older(reading, subscription.greeted, imported=subscription.greeted == subscription.since):
        return _explained(reading, subscription, "It is older than this channel's subscription.")
    if word := unwanted(reading.story, subscription.settings.without):
        return _explained(reading, subscription, f"This channel does not want what has “{word}” in its headline.")
    if known.nearby and (found := events.told_of(subscription, signature(reading.story, masthead), known.nearby)):
        near, why = found
        return events.joined(subscription, masthead, reading.now, known.standings.seen(near), why, now)
    return _tell(reading, subscription, masthead, "This channel follows the feed, and the story is new.", now)


def _tell(reading: _Reading, subscription: Subscription, masthead: Masthead, why: str, now: datetime) -> Decided:
    """The story is told at once, or owed to the channel's next edition."""
    settings = subscription.settings
    ends = quiet_until(settings, now)
    if settings.timetable is not None or ends is not None:
        owed = Owed(subscription.subscription_id, reading.now.story_id, "story", now)
        return replace(_explained(reading, subscription, why, _waits(settings, now)), owed=(owed,))
    said = Delivery(
        delivery_id=ids.digest_id(subscription.subscription_id, subscription.since, reading.now.story_id),
        target=Channel(subscription.channel_id),
        message=digest(reading.story, masthead, settings.length),
        created_at=now,
        subscription_id=subscription.subscription_id,
        story_id=reading.now.story_id,
        revision=reading.now.revision,
    )
    telling = Telling(
        subscription.subscription_id,
        reading.now.story_id,
        reading.now.revision,
        said.delivery_id,
        said.delivery_id,
    )
    return Decided(
        deliveries=(said,),
        tellings=(telling,),
        decisions=(_decision(reading, subscription, said.delivery_id, why),),
        owed=promises(subscription.subscription_id, reading.now, now),
    )


def _waits(settings: Settings, now: datetime) -> str:
    """For what a story waits that is owed."""
    slot = next_slot(settings, now)
    if slot is None:
        return "It is owed, and comes with what else is left over."
    hour = local_hour(settings, slot.at)
    return f"It is owed to the edition of {hour}." if settings.timetable else f"It is quiet here until {hour}."


def _explained(reading: _Reading, subscription: Subscription, *reasons: str) -> Decided:
    return Decided(decisions=(_decision(reading, subscription, None, *reasons),))


def _decision(reading: _Reading, subscription: Subscription, delivery_id: str | None, *reasons: str) -> Decision:
    return Decision(subscription.subscription_id, reading.now.story_id, reading.now.revision, delivery_id, reasons)


def _known(background: Background) -> _Known:
    owed: dict[tuple[str, str], set[Debt]] = {}
    for one in background.owed:
        owed.setdefault((one.subscription_id, one.story_id), set()).add(one.debt)
    return _Known(
        told={(told.subscription_id, told.story_id): told for told in background.told},
        owed=owed,
        nearby=background.nearby,
        standings=events.Standings(),
    )


def unwanted(story: Story, without: Sequence[str]) -> str | None:
    """The first of these words that stands in a story's headline, whole; None where none does."""
    headline = story.headline.text.casefold()
    found = (word for word in without if re.search(rf"(?<!\w){re.escape(word.casefold())}(?!\w)", headline))
    return next(found, None)


def _readings(background: Background, listed: Sequence[Listed]) -> Iterator[_Reading]:
    """Each story that was read once, beside what was known of it.

    A feed that gives one post twice names one story, and the first in the feed speaks for it. A feed that renews its
    ids names the stories that it had before: then link and headline tell them, and never the link alone, since some
    feeds give all their entries one link.
    """
    by_entry = {known.story.entry_id: known for known in background.known}
    given = {entry.entry_id for entry in listed}
    by_link = {
        (address(known.story.link or ""), known.story.headline.text): known
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
        before = by_entry.get(story.entry_id) or by_link.get((address(story.link or ""), story.headline.text))
        story_id = before.story_id if before else ids.story_id(background.feed.feed_id, story.entry_id)
        if story_id in seen:
            continue
        seen.add(story_id)
        changed = before is None or before.fingerprint != print_now
        revision = 1 if before is None else before.revision + changed
        yield _Reading(
            now=KnownStory(story_id, revision, print_now, story),
            place=place,
            before=before,
            changed=changed,
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
