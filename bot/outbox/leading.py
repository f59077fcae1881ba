"""Stories that are owed in; which of them lead an edition, event by event, out."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.news.cluster import clusters
from bot.outbox.due import OwedStory
from bot.outbox.model import Subscription


@dataclass(frozen=True, slots=True)
class Event:
    """Stories of one event, the one that leads first; each of another feed."""

    stories: tuple[OwedStory, ...]

    @property
    def lead(self) -> OwedStory:
        """The first to carry it."""
        return self.stories[0]


def gathered(fresh: Sequence[OwedStory], subscriptions: Mapping[str, Subscription]) -> list[Event]:
    """The stories by events: the first to carry one leads, and no feed is in one twice."""
    by_id = {one.known.story_id: one for one in fresh}
    alike = {
        name: one.signature
        for name, one in by_id.items()
        if one.signature and subscriptions[one.owed.subscription_id].settings.gathering != "off"
    }
    groups = [*clusters(alike), *((name,) for name in by_id if name not in alike)]
    found: list[Event] = []
    for group in groups:
        first_first = sorted((by_id[name] for name in group), key=_carried)
        one_a_feed = {one.owed.subscription_id: one for one in reversed(first_first)}
        together = tuple(one for one in first_first if one_a_feed[one.owed.subscription_id] is one)
        # A story that was promised is told first, so it leads its event.
        together = tuple(sorted(together, key=lambda one: one.owed.promised_by is None))
        found.append(Event(together))
        found += [Event((one,)) for one in first_first if one not in together]
    return found


def _carried(one: OwedStory) -> tuple[datetime, datetime, str]:
    return one.known.story.published or one.owed.since, one.owed.since, one.known.story_id


def led(found: Iterable[Event], most: int, now: datetime) -> tuple[list[Event], list[Event]]:
    """The events that an edition tells, as many as it holds, in order; and the others, in the order of their rank.

    What was promised comes first, in the order in which it was held back. Then a feed that has had its turn waits until
    the others have had theirs, unless what it has is far above.
    """
    promised, others = _promised_first(found)
    shown, turns = promised[:most], Counter(one.lead.owed.subscription_id for one in promised[:most])
    merits = {one.lead.known.story_id: _merit(one, now) for one in others}

    def rank(event: Event) -> tuple[float, str]:
        name = event.lead.known.story_id
        return turns[event.lead.owed.subscription_id] - merits[name], name

    while others and len(shown) < most:
        best = min(others, key=rank)
        others.remove(best)
        shown.append(best)
        turns[best.lead.owed.subscription_id] += 1
    return shown, [*promised[most:], *sorted(others, key=rank)]


def _promised_first(found: Iterable[Event]) -> tuple[list[Event], list[Event]]:
    promised, others = list[Event](), list[Event]()
    for one in found:
        (promised if one.lead.owed.promised_by else others).append(one)
    return sorted(promised, key=lambda one: _since(one.lead)), others


def _since(one: OwedStory) -> tuple[datetime, datetime, str]:
    return one.owed.promised_at or one.owed.since, one.owed.since, one.known.story_id


def _merit(event: Event, now: datetime) -> float:
    """What speaks for telling an event first: who carries it, who is heard in it, and how fresh it is."""
    heard = {quote.quote.name for one in event.stories for quote in one.known.story.key_quotes if quote.quote.name}
    age = (now - _carried(event.lead)[0]).total_seconds() / 3600
    freshness = 1 / (1 + max(age, 0) / 12)
    return (len(event.stories) - 1) + 0.4 * min(len(heard), 3) + freshness
