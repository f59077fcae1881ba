"""Polls and hours that pass, in one channel, kept in memory as a store would keep them; what is said there, out."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.news.change import fingerprint
from bot.news.cluster import WINDOW, Signature, pairs, signature
from bot.news.model import Edition, FollowUp, Listed, Masthead, Story
from bot.outbox import later
from bot.outbox.decided import Decided
from bot.outbox.due import Case, Desk, OwedStory, Resolution
from bot.outbox.editions import print_edition
from bot.outbox.model import (
    Background,
    Debt,
    Delivery,
    Feed,
    KnownStory,
    Message,
    Nearby,
    Owed,
    Paid,
    Subscription,
    Telling,
    Told,
)
from bot.outbox.plan import Plan, plan
from bot.outbox.timetable import awaited

MOST_COMPARED = 300
"""With so many stories that were told of last is a new one compared."""

Whom = tuple[str, str]
"""A subscription and a story, by their names."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A channel that follows feeds, played through without a store; what is said counts as posted at once.

    `subscriptions` and `stories` are by their names, and so are `deliveries`, edits among them, in the order in which
    they were made. `owed` is what is owed now, `printed` the periods that had their edition.
    """

    mastheads: Mapping[str, Masthead]
    began: datetime
    subscriptions: dict[str, Subscription]
    stories: dict[str, KnownStory] = field(default_factory=dict)
    deliveries: dict[str, Delivery] = field(default_factory=dict)
    tellings: dict[Whom, list[Telling]] = field(default_factory=dict)
    owed: dict[tuple[str, str, Debt], Owed] = field(default_factory=dict)
    printed: set[str] = field(default_factory=set)
    _feeds: dict[str, str] = field(default_factory=dict)
    _revisions: dict[tuple[str, int], Story] = field(default_factory=dict)
    _signatures: dict[str, Signature] = field(default_factory=dict)
    _standing: dict[str, Message] = field(default_factory=dict)
    _under: dict[str, list[Whom]] = field(default_factory=dict)

    def learn(self, feed_id: str, story_id: str, revision: int, story: Story) -> None:
        """Know a story of a feed, and tell nobody."""
        known = KnownStory(story_id, revision, fingerprint(story), story)
        self._know(feed_id, known, None)

    def poll(self, feed_id: str, stories: Sequence[Story], now: datetime) -> Plan:
        """Read these in a feed, as a poll of it does; what came of it, which is done."""
        listed = tuple(Listed(story.entry_id, "", story) for story in stories)
        planned = plan(self.background(feed_id, stories, now), listed, self.mastheads[feed_id], now)
        self.record(feed_id, planned)
        return planned

    def pass_until(self, moment: datetime) -> tuple[Resolution, ...]:
        """Let time pass, and do all that falls due, in order; what came of it."""
        done: list[Resolution] = []
        while (at := self.next_due()) and at <= moment and (now := self.tell_due(at)):
            done += now
        return tuple(done)

    def next_due(self) -> datetime | None:
        """When the next edition or debt is due; None where none is."""
        editions = (one.edition_at for one in self.subscriptions.values())
        debts = (one.due_at for one in self.owed.values())
        return min((at for at in (*editions, *debts) if at), default=None)

    def tell_due(self, now: datetime) -> tuple[Resolution, ...]:
        """Do what is due now, an edition first; what came of it."""
        done: list[Resolution] = []
        if any(one.edition_at and one.edition_at <= now for one in self.subscriptions.values()):
            printed = print_edition(self.desk(now), now).resolution
            done += [printed] if self.resolve(printed) else []
        for owed in [one for one in self.owed.values() if one.due_at and one.due_at <= now]:
            paid = self.paid(owed, now)
            done += [paid] if self.resolve(paid) else []
        return tuple(done)

    def paid(self, owed: Owed, now: datetime) -> Resolution:
        """What comes of a debt that is due."""
        told = self.told(owed.subscription_id, owed.story_id)
        if told is None:
            return Decided(paid=(Paid(owed.subscription_id, owed.story_id, owed.debt),)).recorded(now)
        masthead = self.mastheads[self._feeds[owed.story_id]]
        case = Case(self.subscriptions[owed.subscription_id], masthead, self.stories[owed.story_id], told)
        return later.due(case, owed.debt, now).recorded(now)

    def background(self, feed_id: str, stories: Sequence[Story], now: datetime) -> Background:
        """What is known where these stories of a feed are judged."""
        wishes = tuple(one for one in self.subscriptions.values() if one.feed_id == feed_id)
        entries, links = {one.entry_id for one in stories}, {one.link for one in stories if one.link}
        known = tuple(
            one
            for one in self.stories.values()
            if self._feeds[one.story_id] == feed_id and (one.story.entry_id in entries or one.story.link in links)
        )
        here = [(wish.subscription_id, one.story_id) for wish in wishes for one in known]
        masthead = self.mastheads[feed_id]
        return Background(
            # A feed that has changed before: what is found in it now did not stand there at first sight.
            feed=Feed(feed_id, "", masthead, changed_at=self.began),
            subscriptions=wishes,
            known=known,
            told=tuple(told for whom in here if (told := self.told(*whom))),
            owed=tuple(one for one in self.owed.values() if (one.subscription_id, one.story_id) in here),
            nearby=self._nearby(
                {str(place): signature(story, masthead) for place, story in enumerate(stories)},
                {one.subscription_id for one in wishes},
                now,
            ),
        )

    def desk(self, now: datetime) -> Desk:
        """All that the channel's next edition is made of."""
        owed = tuple(self._owed_story(one) for one in self.owed.values() if one.debt == "story")
        waiting = {one.owed.subscription_id for one in owed}
        return Desk(
            channel_id=next((one.channel_id for one in self.subscriptions.values()), 0),
            subscriptions=tuple(
                one for one in self.subscriptions.values() if one.edition_at or one.subscription_id in waiting
            ),
            owed=owed,
            nearby=self._nearby({one.known.story_id: self._signatures[one.known.story_id] for one in owed}, (), now),
            printed=frozenset(self.printed),
        )

    def told(self, subscription_id: str, story_id: str) -> Told | None:
        """How a subscription was told of a story; None where it was not."""
        tellings = self.tellings.get((subscription_id, story_id))
        if not tellings:
            return None
        root = self.deliveries[tellings[0].root_id]
        follow_ups = {
            one.delivery_id for one in tellings if isinstance(self.deliveries[one.delivery_id].message, FollowUp)
        }
        last_at = max((self.deliveries[one].created_at for one in follow_ups), default=root.created_at)
        revisions = sorted({one.revision for one in tellings if one.revision is not None})
        return Told(
            subscription_id=subscription_id,
            story_id=story_id,
            root_id=root.delivery_id,
            standing=self._standing[root.delivery_id],
            revisions=tuple(self._revisions[story_id, number] for number in revisions),
            told_at=root.created_at,
            last_at=last_at,
            follow_ups=len(follow_ups),
            beside=tuple(self._beside(story_id, root.delivery_id)),
        )

    def record(self, feed_id: str, planned: Plan) -> None:
        """Keep all that a poll of a feed came to."""
        for one in planned.revisions:
            self._know(feed_id, KnownStory(one.story_id, one.revision, one.fingerprint, one.story), one.signature)
        for greeting in planned.greetings:
            wish = self.subscriptions[greeting.subscription_id]
            self.subscriptions[greeting.subscription_id] = replace(wish, greeted=greeting.greeted)
        self._keep(planned.decided)

    def resolve(self, resolution: Resolution) -> bool:
        """Keep all that an hour came to; False, and nothing kept, where a period was printed or a debt paid before."""
        if not self.printed.isdisjoint(resolution.periods) or any(
            _key(one) not in self.owed for one in resolution.paid
        ):
            return False
        self.printed.update(resolution.periods)
        self._keep(resolution)
        for one in resolution.awaited:
            wish = self.subscriptions[one.subscription_id]
            self.subscriptions[one.subscription_id] = replace(wish, edition_at=one.at, edition_set_at=one.since)
        return True

    def _know(self, feed_id: str, known: KnownStory, shared: Signature | None) -> None:
        self.stories[known.story_id] = known
        self._feeds[known.story_id] = feed_id
        self._revisions[known.story_id, known.revision] = known.story
        if shared:
            self._signatures[known.story_id] = shared

    def _keep(self, decided: Decided | Resolution) -> None:
        for delivery in decided.deliveries:
            if self.deliveries.setdefault(delivery.delivery_id, delivery) is delivery:
                self._standing[delivery.amends or delivery.delivery_id] = delivery.message
        for telling in decided.tellings:
            whom = (telling.subscription_id, telling.story_id)
            if whom not in self.tellings:
                self.tellings[whom] = []
                self._under.setdefault(telling.root_id, []).append(whom)
            if telling not in self.tellings[whom]:
                self.tellings[whom].append(telling)
        for paid in decided.paid:
            self.owed.pop(_key(paid), None)
        for owed in decided.owed:
            before = self.owed.get(_key(owed), owed)
            self.owed[_key(owed)] = replace(
                before,
                due_at=owed.due_at,
                promised_by=owed.promised_by or before.promised_by,
                promised_at=owed.promised_at or before.promised_at,
            )

    def _owed_story(self, owed: Owed) -> OwedStory:
        known, masthead = self.stories[owed.story_id], self.mastheads[self._feeds[owed.story_id]]
        return OwedStory(owed, masthead, known, self._signatures[owed.story_id])

    def _nearby(self, these: Mapping[str, Signature], but_of: Collection[str], now: datetime) -> tuple[Nearby, ...]:
        """What the channel was told of lately that is of the same event as one of these."""
        newest = [whom for whom in reversed(self.tellings) if whom[0] not in but_of][:MOST_COMPARED]
        told = {
            whom: self._signatures[whom[1]]
            for whom in reversed(newest)
            if now - self.deliveries[self.tellings[whom][0].root_id].created_at <= WINDOW
        }
        matched = {story_id for _, story_id, _ in pairs(these, {whom[1]: one for whom, one in told.items()})}
        return tuple(self._near(*whom) for whom in told if whom[1] in matched)

    def _near(self, subscription_id: str, story_id: str) -> Nearby:
        wish = self.subscriptions[subscription_id]
        return Nearby(
            subscription_id=subscription_id,
            guild_id=wish.guild_id,
            channel_id=wish.channel_id,
            masthead=self.mastheads[self._feeds[story_id]],
            story_id=story_id,
            story=self.stories[story_id].story,
            signature=self._signatures[story_id],
            told=self.told(subscription_id, story_id),
        )

    def _beside(self, story_id: str, root_id: str) -> Iterator[Story]:
        """Other feeds' stories that were told under a root, each as it was last told there."""
        for whom in self._under[root_id]:
            if self._feeds[whom[1]] != self._feeds[story_id]:
                revisions = [one.revision for one in self.tellings[whom] if one.revision is not None]
                yield from (self._revisions[whom[1], number] for number in revisions[-1:])


def begun(subscriptions: Sequence[Subscription], mastheads: Mapping[str, Masthead], at: datetime) -> Rehearsal:
    """A channel's subscriptions at a moment, at which nothing was told yet and nothing is owed."""
    hours = ((one, awaited(one, at)) for one in subscriptions)
    wishes = (replace(one, edition_at=hour.at, edition_set_at=at) for one, hour in hours)
    return Rehearsal(mastheads, at, {one.subscription_id: one for one in wishes})


def leads(root: Delivery) -> frozenset[str]:
    """The stories that a digest or an edition tells of, without those that it names beside them."""
    if isinstance(root.message, Edition):
        return frozenset(brief.story_ids[0] for brief in root.message.briefs)
    return frozenset((root.story_id,)) if root.story_id else frozenset()


def _key(debt: Owed | Paid) -> tuple[str, str, Debt]:
    return debt.subscription_id, debt.story_id, debt.debt
