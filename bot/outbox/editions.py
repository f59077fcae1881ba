"""What a channel is owed, and the hour; its edition, and what stays owed, out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.news.cluster import clusters
from bot.news.digest import Beside, brief
from bot.news.model import Brief, Edition
from bot.outbox import events, ids
from bot.outbox.decided import Decided, total
from bot.outbox.model import (
    Awaited,
    Channel,
    Decision,
    Delivery,
    Desk,
    Nearby,
    Owed,
    OwedStory,
    Paid,
    Resolution,
    Subscription,
    Telling,
)
from bot.outbox.spending import promises
from bot.outbox.timetable import Slot, awaited, limit, next_slot, period

LATE = timedelta(minutes=10)
"""An edition that goes out so long after its hour says that it is late."""

SOON = timedelta(minutes=1)
"""How far apart the editions are that tell what is left over where there are to be no more."""

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


@dataclass(frozen=True, slots=True)
class _Event:
    """Stories of one event, the one that leads first; each of another feed."""

    stories: tuple[OwedStory, ...]

    @property
    def lead(self) -> OwedStory:
        """The first to carry it."""
        return self.stories[0]


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
    edition_id = ids.edition_id(desk.channel_id, hour)
    withdrawn = [one for one in owed if one.withdrawn]
    dropped = [one for one in owed if not one.withdrawn and _is_too_old(one, subscriptions, now)]
    fresh = [one for one in owed if one not in withdrawn and one not in dropped]
    known, joined = _known(fresh, subscriptions, desk.nearby, now)
    order = _in_order(_events([one for one in fresh if one not in known], subscriptions), now)
    most = max(one.subscription.settings.most for one in due)
    shown, held = order[:most], order[most:]
    next_hours = _next_hours(desk, [one for event in held for one in event.stories], now)
    waiting = {one.owed.subscription_id for event in held for one in event.stories}
    next_at = min((one.at for one in next_hours if one.at and one.subscription_id in waiting), default=None)
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
            _held(held, edition_id, hour, next_at, now),
            _dropped(dropped, edition_id, "It grew too old before an edition had room for it, which said so."),
            _dropped(withdrawn, None, "Its blog took it back before it was told."),
        )
    )
    periods = tuple(one.period for one in due)
    resolution = replace(decided.recorded(now), periods=periods, awaited=next_hours)
    return Printed(resolution, edition if says else None)


def _next_hours(desk: Desk, still_owed: Sequence[OwedStory], now: datetime) -> tuple[Awaited, ...]:
    """The next hour of each subscription whose hour has come; one that has editions no more gets what it is owed."""
    waiting = {one.owed.subscription_id for one in still_owed}
    hours = [awaited(one, now) for one in desk.subscriptions if _has_come(one, now)]
    return tuple(
        replace(one, at=now + SOON) if one.at is None and one.subscription_id in waiting else one for one in hours
    )


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


def _is_too_old(one: OwedStory, subscriptions: dict[str, Subscription], now: datetime) -> bool:
    return now - one.owed.since > limit(subscriptions[one.owed.subscription_id].settings)


def _known(
    fresh: Sequence[OwedStory], subscriptions: dict[str, Subscription], nearby: Sequence[Nearby], now: datetime
) -> tuple[list[OwedStory], Decided]:
    """The stories of whose event the channel was told already, and what comes of them."""
    known: list[OwedStory] = []
    decided: list[Decided] = []
    standings = events.Standings()
    for one in fresh:
        subscription = subscriptions[one.owed.subscription_id]
        elsewhere = [near for near in nearby if near.subscription_id != subscription.subscription_id]
        found = events.told_of(subscription, one.signature, elsewhere) if one.signature else None
        if found:
            near, why = found
            said = events.joined(subscription, one.masthead, one.known, standings.seen(near), why, now)
            standings.note(said)
            known.append(one)
            decided.append(replace(said, paid=(*said.paid, _paid(one))))
    return known, total(decided)


def _events(fresh: Sequence[OwedStory], subscriptions: dict[str, Subscription]) -> list[_Event]:
    """The stories by events: the first to carry one leads, and no feed is in one twice."""
    by_id = {one.known.story_id: one for one in fresh}
    gathered = {
        name: one.signature
        for name, one in by_id.items()
        if one.signature and subscriptions[one.owed.subscription_id].settings.gathering != "off"
    }
    groups = [*clusters(gathered), *((name,) for name in by_id if name not in gathered)]
    found: list[_Event] = []
    for group in groups:
        first_first = sorted((by_id[name] for name in group), key=_carried)
        one_a_feed = {one.owed.subscription_id: one for one in reversed(first_first)}
        together = tuple(one for one in first_first if one_a_feed[one.owed.subscription_id] is one)
        # A story that was promised is told first, so it leads its event.
        together = tuple(sorted(together, key=lambda one: one.owed.promised_by is None))
        found.append(_Event(together))
        found += [_Event((one,)) for one in first_first if one not in together]
    return found


def _carried(one: OwedStory) -> tuple[datetime, datetime, str]:
    return one.known.story.published or one.owed.since, one.owed.since, one.known.story_id


def _in_order(found: Iterable[_Event], now: datetime) -> list[_Event]:
    """What was promised, in the order in which it was held back, and then the rest by rank, one feed after another.

    A feed that has had its turn waits until the others had theirs, unless what it has is far above.
    """
    promised = sorted((one for one in found if one.lead.owed.promised_by), key=lambda one: _since(one.lead))
    rest = [one for one in found if not one.lead.owed.promised_by]
    merits = {one.lead.known.story_id: _merit(one, now) for one in rest}
    turns: dict[str, int] = {}
    for one in promised:
        turns[one.lead.owed.subscription_id] = turns.get(one.lead.owed.subscription_id, 0) + 1
    ordered = list(promised)
    while rest:
        best = min(
            rest,
            key=lambda one: (
                turns.get(one.lead.owed.subscription_id, 0) - merits[one.lead.known.story_id],
                one.lead.known.story_id,
            ),
        )
        rest.remove(best)
        ordered.append(best)
        turns[best.lead.owed.subscription_id] = turns.get(best.lead.owed.subscription_id, 0) + 1
    return ordered


def _since(one: OwedStory) -> tuple[datetime, datetime, str]:
    return one.owed.promised_at or one.owed.since, one.owed.since, one.known.story_id


def _merit(event: _Event, now: datetime) -> float:
    """What speaks for telling an event first: who carries it, who is heard in it, and how fresh it is."""
    heard = {quote.quote.name for one in event.stories for quote in one.known.story.key_quotes if quote.quote.name}
    age = (now - _carried(event.lead)[0]).total_seconds() / 3600
    freshness = 1 / (1 + max(age, 0) / 12)
    return (len(event.stories) - 1) + 0.4 * min(len(heard), 3) + freshness


def _brief(event: _Event, subscriptions: dict[str, Subscription]) -> Brief:
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


def _promised_by(shown: Sequence[_Event], dropped: Sequence[OwedStory], withdrawn: Sequence[OwedStory]) -> str | None:
    """The edition that promised what this one tells, or says that it cannot tell."""
    owed = [*(event.lead.owed for event in shown), *(one.owed for one in (*dropped, *withdrawn))]
    return next((one.promised_by for one in owed if one.promised_by), None)


def _told(shown: Sequence[_Event], edition_id: str, subscriptions: dict[str, Subscription], now: datetime) -> Decided:
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


def _why(event: _Event, one: OwedStory) -> Iterable[str]:
    if one.owed.promised_by:
        yield "an earlier edition promised it"
    if one is not event.lead:
        yield f"it is the same event as “{event.lead.known.story.headline.text}” ({event.lead.masthead.title})"
    elif len(event.stories) > 1:
        yield f"{len(event.stories)} of the channel's feeds carry it"


def _held(held: Sequence[_Event], edition_id: str, hour: datetime, next_at: datetime | None, now: datetime) -> Decided:
    """What stays owed. It is promised where there is a next edition to tell it."""
    owed: list[Owed] = []
    decisions: list[Decision] = []
    for event in held:
        for one in event.stories:
            # The first promise stands: whoever waits longest comes first.
            first = one.owed if one.owed.promised_by else replace(one.owed, promised_by=edition_id, promised_at=hour)
            owed.append(first if next_at else one.owed)
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
