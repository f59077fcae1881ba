"""A new story, and what a channel knows of its event from other feeds; what comes of that there, out."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.news import amend
from bot.news.change import brings
from bot.news.cluster import Signature, same_event
from bot.news.model import FollowUp, Masthead, Story
from bot.outbox import ids, later
from bot.outbox.decided import Decided
from bot.outbox.due import Case
from bot.outbox.model import Decision, KnownStory, Message, Nearby, Owed, Subscription, Telling, Told
from bot.outbox.spending import Never, Now, Verdict, Wait, follow_up_allowed


@dataclass(frozen=True, slots=True)
class Standings:
    """The messages that were posted as they will stand once all that was noted is done, each by its delivery."""

    _amended: dict[str, Message] = field(default_factory=dict)
    _joined: dict[str, tuple[Story, ...]] = field(default_factory=dict)
    _said: dict[str, list[datetime]] = field(default_factory=dict)

    def note(self, decided: Decided, story: Story) -> None:
        """Remember the edits in what was decided of a story, and below which messages it is told."""
        self._amended.update({one.amends: one.message for one in decided.deliveries if one.amends})
        for one in decided.deliveries:
            if one.replies_to and isinstance(one.message, FollowUp):
                self._said.setdefault(one.replies_to, []).append(one.created_at)
        for telling in decided.tellings:
            if telling.delivery_id != telling.root_id:
                self._joined[telling.root_id] = (*self._joined.get(telling.root_id, ()), story)

    def told(self, told: Told) -> Told:
        """The same, with its root as the edits leave it, and what was told below it: nobody undoes or repeats it."""
        said = self._said.get(told.root_id, [])
        return replace(
            told,
            standing=self._amended.get(told.root_id, told.standing),
            beside=(*told.beside, *self._joined.get(told.root_id, ())),
            follow_ups=told.follow_ups + len(said),
            last_at=max([told.last_at, *said]),
        )

    def seen(self, near: Nearby) -> Nearby:
        """The same, with what was told of it as it will stand."""
        return replace(near, told=self.told(near.told)) if near.told else near


def told_of(subscription: Subscription, signature: Signature, nearby: Sequence[Nearby]) -> tuple[Nearby, str] | None:
    """The story by which the subscription's channel was told first of this event, and why it is the same one.

    It is one that leads there: what only joined it may be like a third that has little to do with it. Where the whole
    server counts, another channel may have been told instead. None where nobody was told.
    """
    gathering = subscription.settings.gathering
    found = [
        (near, why)
        for near in nearby
        if near.told
        and _leads(near, near.told.standing)
        and gathering != "off"
        and (near.channel_id == subscription.channel_id or gathering == "server")
        and (why := same_event(signature, near.signature))
    ]
    return min(found, key=lambda one: _order(one[0], subscription.channel_id), default=None)


def joined(
    subscription: Subscription, masthead: Masthead, known: KnownStory, near: Nearby, why: str, now: datetime
) -> Decided:
    """What a channel is told of a story whose event it, or another channel of its server, was told of already.

    Only a quote or a headline that is new is told, as a follow-up; that another outlet carries the event is noted in
    the digest. `why` completes "the same event: …".
    """
    same = f"It is the same event as “{near.story.headline.text}” ({near.masthead.title}): {why}."
    told = near.told
    if told is None or near.channel_id != subscription.channel_id:
        reasons = (same, "Another channel of this server was told of it.")
        return Decided(decisions=(_decision(subscription, known, None, *reasons),))
    beside = (*told.beside, *told.revisions)
    case = Case(
        subscription,
        masthead,
        known,
        replace(
            told, subscription_id=subscription.subscription_id, story_id=known.story_id, revisions=(), beside=beside
        ),
    )
    gained = brings(beside, known.story, later.outlet_of(case))
    verdict: Verdict = (
        follow_up_allowed(told, subscription.settings, now) if gained else Never("It brings nothing new.")
    )
    named = _named(case, near)
    match verdict:
        case Now() if gained:
            return _follow_up(case, near, named, gained, same, now)
        case Wait(until, because):
            owed = Owed(subscription.subscription_id, known.story_id, "follow-up", now, due_at=until)
            return replace(_beside(case, named, None, now, same, because), owed=(owed,))
        case Never(because):
            return _beside(case, named, known.revision, now, same, because)
        case _:
            raise AssertionError("a verdict is one of three")


def _follow_up(
    case: Case, near: Nearby, named: amend.Standing | None, gained: FollowUp, same: str, now: datetime
) -> Decided:
    root_id, known = case.told.root_id, case.known
    said = later.delivery(
        case, ids.follow_up_id(root_id, known.story_id, case.told.follow_ups + 1, gained), gained, now
    )
    standing = amend.updated(named, near.story_id, now) if named else None
    edit = later.edits(case, standing, said.delivery_id, now, after=said.delivery_id)
    return Decided(
        deliveries=(said, *edit),
        tellings=(_telling(case, known.revision, said.delivery_id),),
        decisions=(_decision(case.subscription, known, said.delivery_id, same, *later.gains(gained)),),
    )


def _beside(case: Case, named: amend.Standing | None, revision: int | None, now: datetime, *reasons: str) -> Decided:
    """The story counts as told by the digest of its event, which names its outlet from now on."""
    return Decided(
        deliveries=later.edits(case, named, f"also {case.known.story_id}", now),
        tellings=(_telling(case, revision, case.told.root_id),),
        decisions=(_decision(case.subscription, case.known, None, *reasons),),
    )


def _named(case: Case, near: Nearby) -> amend.Standing | None:
    standing = later.amendable(case.told.standing)
    if standing is None:
        return None
    return amend.joined(standing, near.story_id, later.outlet_of(case), case.known.story_id)


def _telling(case: Case, revision: int | None, delivery_id: str) -> Telling:
    return Telling(case.subscription.subscription_id, case.known.story_id, revision, delivery_id, case.told.root_id)


def _decision(subscription: Subscription, known: KnownStory, delivery_id: str | None, *reasons: str) -> Decision:
    return Decision(subscription.subscription_id, known.story_id, known.revision, delivery_id, reasons)


def _leads(near: Nearby, message: Message) -> bool:
    standing = later.amendable(message)
    return standing is None or amend.leads(standing, near.masthead.title, near.story_id)


def _order(near: Nearby, channel_id: int) -> tuple[bool, datetime, str]:
    """The channel's own telling goes before another's, and the first before later ones."""
    assert near.told is not None
    return near.channel_id != channel_id, near.told.told_at, near.story_id
