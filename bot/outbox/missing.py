"""Stories that are missing from their feed; which of them their blog has taken back, out."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from bot.outbox import later
from bot.outbox.decided import total
from bot.outbox.due import Look, Missing, Resolution
from bot.outbox.model import Watched

Found = Literal["gone", "there", "unknown"]
"""What a story's page answered: that it is gone (404 or 410), anything else, or nothing that tells."""

APART = timedelta(hours=3)
"""A page that is gone is asked for again after so long: a blog that is being moved or mended comes back by then."""

_LOOK_AGAIN = {"there": timedelta(hours=12), "unknown": timedelta(hours=1)}
_MOST_LOOKS = 24


def missing(
    watched: Sequence[Watched], listed: Collection[str], published: Sequence[datetime], now: datetime
) -> tuple[str, ...]:
    """The stories that should stand in a feed which lists these entry ids, and entries published at these times.

    Whatever is older than all that stands there has fallen off its end, which says nothing; nor does a feed that lists
    nothing that is known, as one that renews its ids.
    """
    there = [one for one in watched if one.entry_id in listed]
    if not there:
        return ()
    dates = [*(one.published for one in there if one.published), *(date for date in published if date <= now)]
    return tuple(
        one.story_id
        for one in watched
        if one.entry_id not in listed and one.published and any(date < one.published for date in dates)
    )


def looked(story: Missing, found: Found, now: datetime) -> Resolution:
    """What comes of asking for a missing story's page; gone twice, hours apart, it is taken back."""
    if found != "gone":
        again = now + _LOOK_AGAIN[found] if story.tries < _MOST_LOOKS else None
        gone_at = None if found == "there" else story.gone_at
        return Resolution(now, looks=(Look(story.story_id, again, gone_at),))
    first = min(story.gone_at or now, now)
    if now - first < APART:
        return Resolution(now, looks=(Look(story.story_id, first + APART, first),))
    decided = total(later.withdrawn(case, (), now) for case in story.cases)
    return replace(decided.recorded(now), looks=(Look(story.story_id, None, first, withdrawn=True),))
