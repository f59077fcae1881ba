"""What was said of a story, and how much may be; whether a follow-up goes out now, later or never, out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.outbox.cadence import said
from bot.outbox.model import KnownStory, Owed, Told
from bot.outbox.settings import Settings
from bot.outbox.timetable import local_hour, quiet_until

PROMISE_STANDS = timedelta(days=1)
"""How long a digest says that more is coming."""


@dataclass(frozen=True, slots=True)
class Now:
    """It goes out at once."""


@dataclass(frozen=True, slots=True)
class Wait:
    """It is held back, and changes until then are gathered; `why` says so as a sentence."""

    until: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Never:
    """It is not told any more; `why` says so as a sentence."""

    why: str


Verdict = Now | Wait | Never


def follow_up_allowed(told: Told, settings: Settings, now: datetime) -> Verdict:
    """Whether a follow-up to what was told may go out, by the subscription's budget and its quiet hours."""
    budget = settings.budget
    if budget.most == 0:
        return Never("This channel wants no follow-ups.")
    if told.follow_ups >= budget.most:
        return Never(f"The story's budget of follow-ups is used up here ({budget.most}).")
    if now - told.told_at > budget.lasts:
        return Never(f"The story was told more than {said(budget.lasts)} ago, and follow-ups end there.")
    # A clock that was set back must not hold anything for longer than the budget says.
    soonest = min(told.last_at, now) + budget.apart
    if soonest > now and told.follow_ups:
        return Wait(soonest, f"The last follow-up was less than {said(budget.apart)} ago, so changes are gathered.")
    if ends := quiet_until(settings, now):
        return Wait(ends, quiet(settings, ends))
    return Now()


def quiet(settings: Settings, ends: datetime) -> str:
    """Why something is held back in quiet hours, as a sentence."""
    return f"It is quiet here until {local_hour(settings, ends)}, so it waits."


def promises(subscription_id: str, known: KnownStory, now: datetime) -> tuple[Owed, ...]:
    """The promise of more that a story makes where it is told now; its line is taken out when its time is over."""
    if not known.story.more_coming:
        return ()
    return (Owed(subscription_id, known.story_id, "promise", now, due_at=now + PROMISE_STANDS),)
