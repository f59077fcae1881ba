"""How a feed lives and how its poll went become the moment of the next poll, and the reason for it."""

import hashlib
from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from math import ceil

from bot.news.model import MOST_DATES, Reading
from bot.outbox.model import Rhythm

LONGEST = timedelta(hours=24)
"""However often a feed has failed, it is asked again within a day unless its server itself asks for longer: a feed is
never given up in silence, and no wish about freshness (a max-age of 16 years was seen) makes one silent."""

LONGEST_REST = timedelta(days=7)
"""The longest Retry-After that is kept to."""

PROMISED = timedelta(minutes=2)
"""How often a feed is asked in the first two hours after a story of it said that more is coming."""

PROMISES_LAST = timedelta(hours=24)

# A feed is asked so many times in the while that it usually takes to publish: what is new is told with a delay of a
# small part of the silence that went before it.
_ASKS_A_STORY = 12
_STRETCH = 60
_SLACK = 1.1


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the settings say: a lively feed is asked every `quickest`, a quiet one every `slowest`."""

    quickest: timedelta
    slowest: timedelta


@dataclass(frozen=True, slots=True)
class Due:
    """When to ask a feed again, and why then, as a sentence."""

    at: datetime
    because: str


def after_success(now: datetime, feed_id: str, rhythm: Rhythm, fresh_for: timedelta | None, bounds: Bounds) -> Due:
    """When to ask a feed again that answered.

    The more often it publishes the sooner, within the bounds; sooner still while a story says that more is coming; and
    never before the time that its server (`fresh_for`) or the feed itself asks for has passed.
    """
    wait, because = _own_wait(now, rhythm, bounds)
    wish = min(max(fresh_for or timedelta(), rhythm.pace or timedelta()), LONGEST)
    if wish > wait:
        wait, because = wish, f"The feed asks to be left alone for {said(wish)}."
    return Due(_on_grid(now, feed_id, wait, at_least=max(wish, wait / 2)), because)


def after_failure(now: datetime, feed_id: str, failures: int, retry_after: timedelta | None, bounds: Bounds) -> Due:
    """When to ask a feed again that failed `failures` times in a row, this time included: twice as long each time.

    What the server itself asks for (RFC 9110, 10.2.3: Retry-After) is kept to even beyond `LONGEST`.
    """
    backoff = min(bounds.quickest * (1 << min(failures, 24)), LONGEST)
    wished = min(retry_after or timedelta(), LONGEST_REST)
    if wished > backoff:
        return Due(_on_grid(now, feed_id, wished, at_least=wished), f"Its server asks for a rest of {said(wished)}.")
    times = "once" if failures == 1 else f"{failures} times in a row"
    at = min(_on_grid(now, feed_id, backoff, at_least=max(wished, backoff * 0.75)), now + LONGEST)
    return Due(max(at, now + wished), f"It failed {times}, so it is asked again after about {said(backoff)}.")


def lived(rhythm: Rhythm, reading: Reading, known: Container[str], now: datetime) -> Rhythm:
    """How a feed lives, now that this was read in it; `known` are the ids of the entries that were read before.

    An entry without a date is taken to have been published when it was first seen.
    """
    dated = [moment for moment in reading.published if moment <= now]
    undated = [now] if not reading.published and any(listed.story for listed in reading.listed) else []
    moments = sorted({*dated, *undated, *(() if dated else rhythm.moments)}, reverse=True)
    return replace(
        _promised(rhythm, reading, known, now), moments=tuple(moments[:MOST_DATES]), pace=reading.document.pace
    )


def said(wait: timedelta) -> str:
    """Write a length of time as people say it: "10 minutes", "1 hour", "2 days"."""
    seconds = wait.total_seconds()
    for size in (60, 3600, 86400):
        # Coarser and coarser, so that 59 minutes and 50 seconds are an hour.
        seconds = round(seconds / size) * size if seconds >= size else seconds
    for size, unit in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            return f"{seconds // size:.0f} {unit}{'' if seconds == size else 's'}"
    return f"{seconds:.3g} second{'' if seconds == 1 else 's'}"


def _promised(rhythm: Rhythm, reading: Reading, known: Container[str], now: datetime) -> Rhythm:
    """The newest promise of more: one that is still made stands, one that was taken back or has come true is gone.

    A post makes its promise when it is published, or when it is changed.
    """
    read = {listed.entry_id: listed.story for listed in reading.listed if listed.story}
    kept = read.get(rhythm.promise or "")
    if kept and not kept.more_coming:
        rhythm = replace(rhythm, promise=None, promised_at=None)
    for story in read.values():
        since = now if story.entry_id in known else min(story.published or now, now)
        new = story.more_coming and story.entry_id != rhythm.promise
        if new and now - since < PROMISES_LAST and (rhythm.promised_at is None or since >= rhythm.promised_at):
            rhythm = replace(rhythm, promise=story.entry_id, promised_at=since)
    return rhythm


def _own_wait(now: datetime, rhythm: Rhythm, bounds: Bounds) -> tuple[timedelta, str]:
    """How long we would wait if nobody else had a wish, and why."""
    gap = _usual_gap(now, rhythm.moments)
    if gap is None:
        wait, because = bounds.quickest, "It is not known yet how often it publishes."
    else:
        wait = _on_ladder(gap / _ASKS_A_STORY, bounds)
        because = f"It publishes about every {said(gap).removeprefix('1 ')}."
    if rhythm.promised_at is not None and now - rhythm.promised_at < PROMISES_LAST:
        soon = max(PROMISED, (now - rhythm.promised_at) / _STRETCH)
        if soon < wait:
            return soon, "A story says that more is coming."
    return wait, because


def _usual_gap(now: datetime, moments: Iterable[datetime]) -> timedelta | None:
    """How long a feed usually takes to publish, or the silence since its last entry where that is longer; None where
    nothing is known."""
    known = sorted(moments, reverse=True)
    if not known:
        return None
    silence = max(now - known[0], timedelta())
    gaps = sorted(later - earlier for later, earlier in pairwise(known))
    return max(gaps[len(gaps) // 2], silence) if gaps else silence


def _on_ladder(wait: timedelta, bounds: Bounds) -> timedelta:
    """The bounds' quickest, doubled as far as `wait` allows: so a feed keeps its place on the grid for long."""
    step = bounds.quickest
    while step * 2 <= min(wait, bounds.slowest):
        step *= 2
    return bounds.slowest if wait >= bounds.slowest else step


def _on_grid(now: datetime, feed_id: str, period: timedelta, *, at_least: timedelta) -> datetime:
    """The feed's next turn: times that lie a period apart, at an offset of the feed's own.

    Feeds that were added, or came back, all at once so fall due evenly spread; and a restart moves nobody's turn. The
    period is a little longer than what must pass, so that a poll that began late does not cost the turn after it.
    """
    turn = max(period, at_least * _SLACK)
    offset = turn * (int(hashlib.sha256(feed_id.encode()).hexdigest()[:8], 16) / 2**32)
    first = datetime.fromtimestamp(0, now.tzinfo) + offset
    return first + turn * ceil((now + at_least - first) / turn)
