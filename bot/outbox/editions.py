"""What a channel is owed, and the hour; its edition, and what stays owed, out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.news.digest import Beside, brief
from bot.news.model import Brief, Edition
from bot.outbox import events, ids
from bot.outbox.decided import Decided, total
from bot.outbox.due import Awaited, Desk, OwedStory, Resolution
from bot.outbox.leading import Event, gathered, led
from bot.outbox.model import Channel, Decision, Delivery, Nearby, Owed, Paid, Subscription, Telling
from bot.outbox.spending import promises
from bot.outbox.timetable import Slot, awaited, limit, next_slot, period

LATE = timedelta(minutes=10)
"""An edition that goes out so long after its hour says that it is late."""

SOON = timedelta(minutes=1)
"""How far apart the editions are that tell what is left over where there are to be no more."""

UNSTUCK = timedelta(minutes=10)
"""How often it is looked whether an edition that waits in the outbox is out of the way."""

_MOST_SLOTS = 1000
_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Printed:
    """An edition, or that there is none: what is to be recorded, and the message; None where nothing is to be said."""

    resolution: Resolution
    edition: Edition | None


@dataclass(frozen=True, slots=True)
class _Due:
    """A subscription whose hour has come, and the last hour that has; None where it has editions no more."""

    subscription: Subscription
    slot: Slot | None
    at: datetime
    period: str


def print_edition(desk: Desk, now: datetime) -> Printed:
    """The edition of a channel whose hour has come, with all that follows from it.

    What was promised comes first, and the rest by rank; what is more than an edition holds is owed to the next one, and
    promised. Where an earlier edition still waits in the outbox there is none, and everything stays owed.
    """
    unprinted = [one for one in _due(desk, now) if one.period not in desk.printed]
    if not unprinted or desk.stuck:
        return Printed(Resolution(now, awaited=_next_hours(desk, desk.owed, now)), None)
    whose = {one.subscription.subscription_id for one in unprinted}
    mine = [one for one in desk.owed if one.owed.subscription_id in whose]
    return _printed(desk, unprinted, mine, now)


def _printed(
    desk: Desk,
    due: Sequence[_Due],
    owed: Sequence[OwedStory],
    now: datetime,
) -> Printed:
    subscriptions = {one.subscription_id: one for one in desk.subscriptions}
    hour = max(one.at for one in due)
    periods = tuple(one.period for one in due)
    edition_id = ids.edition_id(desk.channel_id, periods)
    # Worked out once for each subscription: it takes a walk through a timetable, and thousands may be owed.
    limits = {name: limit(one.settings) for name, one in subscriptions.items()}
    withdrawn = [one for one in owed if one.withdrawn]
    dropped = [one for one in owed if not one.withdrawn and _is_too_old(one, limits, now)]
    fresh = [one for one in owed if not one.withdrawn and not _is_too_old(one, limits, now)]
    new, joined = _new(fresh, subscriptions, desk.nearby, now)
    most = max(one.subscription.settings.most for one in due)
    shown, rest = led(gathered(new, subscriptions), most, now)
    next_hours = _next_hours(desk, [one for event in rest for one in event.stories], now)
    hours = {one.subscription_id: one.at for one in next_hours if one.at}
    # What will be too old by then is not promised.
    held = list[Event]()
    for event in rest:
        if _is_too_old(event.lead, limits, _hour_of(event, hours, now)):
            dropped += event.stories
        else:
            held.append(event)
    next_at = min((_hour_of(event, hours, now) for event in held), default=None)
    edition = Edition(
        name=_name(max(due, key=lambda one: one.at)),
        hour=hour,
        briefs=tuple(_brief(event, subscriptions) for event in shown),
        owed=len(held),
        next_at=next_at,
        dropped=len(dropped),
        withdrawn=sum(one.owed.promised_by is not None for one in withdrawn),
        held_over=sum(event.lead.owed.promised_by is not None for event in shown),
        held_from=shown[0].lead.owed.promised_at if shown else None,
        late=now - hour > LATE,
    )
    says = bool(edition.briefs or edition.dropped or edition.withdrawn) or any(
        one.subscription.settings.heartbeat for one in due
    )
    delivery = _delivery(edition_id, desk, due, edition, _promised_by(shown, dropped, withdrawn), now)
    decided = total(
        (
            joined,
            Decided(deliveries=(delivery,)) if says else Decided(),
            _told(shown, edition_id, subscriptions, now),
            _held(held, edition_id, hour),
            _dropped(dropped, edition_id, "It grew too old before an edition had room for it, which said so."),
            _dropped(withdrawn, None, "Its blog took it back before it was told."),
        )
    )
    resolution = replace(decided.recorded(now), periods=periods, awaited=next_hours)
    return Printed(resolution, edition if says else None)


def _next_hours(desk: Desk, still_owed: Sequence[OwedStory], now: datetime) -> tuple[Awaited, ...]:
    """The next hour of each subscription whose hour has come.

    What is left over of quiet hours, or where there are to be no more editions, comes soon. Where an edition is stuck
    in the outbox it is tried again before its next hour.
    """
    waiting = {one.owed.subscription_id for one in still_owed}
    hours = [awaited(one, now) for one in desk.subscriptions if _has_come(one, now)]
    at_once = {one.subscription_id for one in desk.subscriptions if one.settings.timetable is None}
    soon = now + (UNSTUCK if desk.stuck else SOON)
    return tuple(
        replace(one, at=min(one.at or soon, soon))
        if one.subscription_id in waiting and (one.subscription_id in at_once or desk.stuck)
        else one
        for one in hours
    )


def _hour_of(event: Event, hours: Mapping[str, datetime], now: datetime) -> datetime:
    """When an event that is held back comes."""
    return hours.get(event.lead.owed.subscription_id, now)


def _has_come(subscription: Subscription, now: datetime) -> bool:
    """Whether a subscription's hour is to be worked out anew: it has come, or was worked out by a clock gone wrong."""
    at, since = subscription.edition_at, subscription.edition_set_at
    return (at is not None and at <= now) or (since is not None and since > now)


def _due(desk: Desk, now: datetime) -> Iterable[_Due]:
    """The subscriptions whose hour has come, each with the last of the hours that it has missed."""
    for subscription in desk.subscriptions:
        at = subscription.edition_at
        if at is None or at > now:
            continue
        slot = _last_slot(subscription, at, now)
        name = subscription.subscription_id
        yield _Due(
            subscription,
            slot,
            slot.at if slot else at,
            period(name, slot) if slot else f"{name} {at.isoformat()}",
        )


def _last_slot(subscription: Subscription, since: datetime, now: datetime) -> Slot | None:
    last = None
    slot = next_slot(subscription.settings, since - _MOMENT)
    for _ in range(_MOST_SLOTS):
        if slot is None or slot.at > now:
            break
        last, slot = slot, next_slot(subscription.settings, slot.at)
    return last


def _is_too_old(one: OwedStory, limits: Mapping[str, timedelta], now: datetime) -> bool:
    return now - one.owed.since > limits[one.owed.subscription_id]


def _new(
    fresh: Sequence[OwedStory], subscriptions: Mapping[str, Subscription], nearby: Sequence[Nearby], now: datetime
) -> tuple[list[OwedStory], Decided]:
    """The stories of whose event the channel was not told yet; and what comes of the others."""
    new: list[OwedStory] = []
    decided: list[Decided] = []
    standings = events.Standings()
    for one in fresh:
        subscription = subscriptions[one.owed.subscription_id]
        elsewhere = [near for near in nearby if near.subscription_id != subscription.subscription_id]
        found = events.told_of(subscription, one.signature, elsewhere) if one.signature else None
        if found is None:
            new.append(one)
            continue
        near, why = found
        said = events.joined(subscription, one.masthead, one.known, standings.seen(near), why, now)
        standings.note(said, one.known.story)
        decided.append(replace(said, paid=(*said.paid, _paid(one))))
    return new, total(decided)


def _brief(event: Event, subscriptions: Mapping[str, Subscription]) -> Brief:
    lead = event.lead
    length = subscriptions[lead.owed.subscription_id].settings.length
    beside = [Beside(one.known.story_id, one.known.story, one.masthead) for one in event.stories[1:]]
    return brief(lead.known.story_id, lead.known.story, lead.masthead, length, beside)


def _delivery(
    edition_id: str, desk: Desk, due: Sequence[_Due], edition: Edition, replies_to: str | None, now: datetime
) -> Delivery:
    # Where a single subscription is behind it, it goes when that goes.
    alone = due[0].subscription.subscription_id if len(due) == 1 else None
    return Delivery(edition_id, Channel(desk.channel_id), edition, now, subscription_id=alone, replies_to=replies_to)


def _promised_by(shown: Sequence[Event], dropped: Sequence[OwedStory], withdrawn: Sequence[OwedStory]) -> str | None:
    """The edition that promised what this one tells, or says that it cannot tell."""
    owed = [*(event.lead.owed for event in shown), *(one.owed for one in (*dropped, *withdrawn))]
    return next((one.promised_by for one in owed if one.promised_by), None)


def _told(shown: Sequence[Event], edition_id: str, subscriptions: Mapping[str, Subscription], now: datetime) -> Decided:
    tellings: list[Telling] = []
    decisions: list[Decision] = []
    owed: list[Owed] = []
    for place, event in enumerate(shown, start=1):
        for one in event.stories:
            known, whose = one.known, one.owed.subscription_id
            tellings.append(Telling(whose, known.story_id, known.revision, edition_id, edition_id))
            why = "; ".join((f"it is number {place} in the edition", *_why(event, one)))
            reasons = (f"“{known.story.headline.text}”: {why}.",)
            decisions.append(Decision(whose, known.story_id, known.revision, edition_id, reasons))
            owed += promises(whose, known, now)
    paid = tuple(_paid(one) for event in shown for one in event.stories)
    return Decided(tellings=tuple(tellings), decisions=tuple(decisions), owed=tuple(owed), paid=paid)


def _why(event: Event, one: OwedStory) -> Iterable[str]:
    if one.owed.promised_by:
        yield "an earlier edition promised it"
    if one is not event.lead:
        yield f"it is the same event as “{event.lead.known.story.headline.text}” ({event.lead.masthead.title})"
    elif len(event.stories) > 1:
        yield f"{len(event.stories)} of the channel's feeds carry it"


def _held(held: Sequence[Event], edition_id: str, hour: datetime) -> Decided:
    """What stays owed, and is promised."""
    owed: list[Owed] = []
    decisions: list[Decision] = []
    for event in held:
        for one in event.stories:
            # The first promise stands: whoever waits longest comes first.
            first = one.owed if one.owed.promised_by else replace(one.owed, promised_by=edition_id, promised_at=hour)
            owed.append(first)
            why = "The edition had no room for it: it is owed to the next one."
            decisions.append(Decision(one.owed.subscription_id, one.known.story_id, one.known.revision, None, (why,)))
    return Decided(owed=tuple(owed), decisions=tuple(decisions))


def _dropped(dropped: Sequence[OwedStory], edition_id: str | None, why: str) -> Decided:
    return Decided(
        paid=tuple(_paid(one) for one in dropped),
        decisions=tuple(
            Decision(one.owed.subscription_id, one.known.story_id, one.known.revision, edition_id, (why,))
            for one in dropped
        ),
    )


def _paid(one: OwedStory) -> Paid:
    return Paid(one.owed.subscription_id, one.known.story_id, "story")


def _name(due: _Due) -> str:
    """What an edition is called, by the hour at which it goes out there."""
    clock = due.slot.hour.hour if due.slot else due.at.astimezone(UTC).hour
    for until, name in ((5, "Night"), (12, "Morning"), (14, "Midday"), (18, "Afternoon"), (24, "Evening")):
        if clock < until:
            return f"{name} edition"
    return "Edition"
