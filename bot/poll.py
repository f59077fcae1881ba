"""Feeds that are due become deliveries in the outbox: fetched, read, judged, recorded in one transaction."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot import log
from bot.news.feed import NotAFeed, read_feed
from bot.news.model import Entry, FeedDocument, Story
from bot.news.story import read_entry
from bot.outbox import cadence
from bot.outbox.model import ClaimedFeed, Feed, Outcome, Validators
from bot.outbox.plan import plan
from bot.store import Store
from bot.web.fetch import Answer, Failed, Fetched, Gone, NotModified

Fetch = Callable[[str, Validators], Awaitable[Answer]]
"""Asks an address, with the validators of its last answer."""

Read = Callable[[Entry], Story]
"""Reads an entry as a story."""

_log = log.logger("poll")


async def poll_due(
    store: Store,
    fetch: Fetch,
    now: Callable[[], datetime],
    *,
    every: timedelta,
    at_once: int,
    lease: timedelta,
    jitter: Callable[[], float],
    read: Read = read_entry,
) -> int:
    """Poll the feeds that are due, at most `at_once` of them; how many deliveries came of it.

    `lease` is how long a poll may take before another poller takes the feed over, as after a crash.
    """
    claimed = await store.claim_feeds(now(), limit=at_once, lease=lease)
    outcomes = await asyncio.gather(*(_poll(store, fetch, now(), one, every, jitter(), read) for one in claimed))
    return sum(outcomes)


async def _poll(
    store: Store, fetch: Fetch, now: datetime, claimed: ClaimedFeed, every: timedelta, jitter: float, read: Read
) -> int:
    feed = claimed.feed
    match await fetch(feed.address, feed.validators):
        case Fetched() as fetched:
            outcome = await _read(store, fetched, claimed, now, every, jitter, read)
        case NotModified(validators):
            outcome = Outcome(
                feed_id=feed.feed_id,
                fence=claimed.fence,
                at=now,
                due_at=cadence.after_success(now, every, jitter=jitter),
                validators=validators,
            )
        case Gone(why):
            outcome = _failed(claimed, why, cadence.LONGEST, now, every, jitter)
        case Failed(why, retry_after):
            outcome = _failed(claimed, why, retry_after, now, every, jitter)
    kept = await store.record(outcome)
    _tell(feed, outcome, kept=kept)
    return len(outcome.deliveries) if kept else 0


async def _read(
    store: Store, fetched: Fetched, claimed: ClaimedFeed, now: datetime, every: timedelta, jitter: float, read: Read
) -> Outcome:
    """What a body comes to; one with an entry that cannot be read is asked for again, as if it had not come.

    Else a reader that is mended later would find "not modified" where the entry is still untold.
    """
    feed = claimed.feed
    try:
        document, stories, unread = await asyncio.to_thread(_stories, fetched, read)
    except NotAFeed as error:
        return _failed(claimed, f"what stands there is no feed: {error}", None, now, every, jitter)
    decided = plan(await store.background(feed.feed_id, stories), stories, document.masthead, now)
    return Outcome(
        feed_id=feed.feed_id,
        fence=claimed.fence,
        at=now,
        due_at=cadence.after_success(now, every, jitter=jitter),
        validators=feed.validators if unread else fetched.validators,
        masthead=document.masthead,
        problem=f"{unread} of its entries could not be read" if unread else None,
        revisions=decided.revisions,
        greetings=decided.greetings,
        deliveries=decided.deliveries,
        decisions=decided.decisions,
    )


def _stories(fetched: Fetched, read: Read) -> tuple[FeedDocument, tuple[Story, ...], int]:
    """A feed's stories, and how many of its entries could not be read; raises `NotAFeed`."""
    document = read_feed(fetched.body, address=fetched.address, content_type=fetched.content_type)
    stories: list[Story] = []
    for entry in document.entries:
        try:
            stories.append(read(entry))
        except Exception:
            # One entry that trips the reader must not silence the feed; whoever runs the bot hears of it.
            _log.exception("entry could not be read", feed=fetched.address, entry=entry.entry_id)
    return document, tuple(stories), len(document.entries) - len(stories)


def _failed(
    claimed: ClaimedFeed, why: str, retry_after: timedelta | None, now: datetime, every: timedelta, jitter: float
) -> Outcome:
    """Nothing is forgotten: the validators stay those of the last body whose stories were recorded."""
    failures = claimed.feed.failures + 1
    return Outcome(
        feed_id=claimed.feed.feed_id,
        fence=claimed.fence,
        at=now,
        due_at=cadence.after_failure(now, every, failures, retry_after, jitter=jitter),
        validators=claimed.feed.validators,
        problem=why,
        failures=failures,
    )


def _tell(feed: Feed, outcome: Outcome, *, kept: bool) -> None:
    facts = {"feed": feed.address, "due_at": outcome.due_at.isoformat()}
    if not kept:
        _log.info("poll was overtaken", **facts)
    elif outcome.failures:
        _log.warning("feed could not be read", **facts, why=outcome.problem, failures=outcome.failures)
    else:
        _log.info("feed polled", **facts, revisions=len(outcome.revisions), deliveries=len(outcome.deliveries))
