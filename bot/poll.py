"""Feeds that are due become deliveries in the outbox: fetched, read, judged, recorded in one transaction."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot import log, pages
from bot.news.feed import NotAFeed
from bot.news.model import Entry, Reading, Story
from bot.news.stories import read_stories
from bot.news.story import read_entry
from bot.outbox import cadence, moves
from bot.outbox.cadence import Bounds
from bot.outbox.missing import missing
from bot.outbox.model import ClaimedFeed, Feed, Mark, Outcome, Push, Rest, Rhythm, Validators
from bot.outbox.plan import plan
from bot.pages import Fetch
from bot.room import Elsewhere, RoomError
from bot.store import Store
from bot.web.fetch import Failed, Fetched, Gone, NotModified
from bot.web.guard import LONGEST_ADDRESS

Read = Callable[[Entry], Story]
"""Reads an entry as a story; a function that a child process can be sent."""

LONGEST_REMARK = 300
"""Characters of what is said to be wrong with a feed."""

_LOOK_AGAIN = 1.0

_log = log.logger("poll")


@dataclass(frozen=True, slots=True)
class Poller:
    """What a poll needs of the world: the store, a way to ask, the time, and somewhere to read.

    `elsewhere` runs a function away from the event loop. `lease` is how long a poll may take before another poller
    takes the feed over, as after a crash. `turn` is held while a feed is judged: two that carry one event at the same
    moment would each find that nobody was told of it.
    """

    store: Store
    fetch: Fetch
    now: Callable[[], datetime]
    bounds: Bounds
    lease: timedelta
    elsewhere: Elsewhere = asyncio.to_thread
    read: Read = read_entry
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


async def poll_due(
    poller: Poller, *, at_once: int, told: Callable[[], None] = lambda: None, going: Callable[[], bool] = lambda: True
) -> int:
    """Poll every feed that is due, `at_once` of them at a time, while `going`; how many deliveries came of it.

    `told` is called whenever there is something new in the outbox: nobody waits there for the slowest feed.
    """
    running = set[asyncio.Task[int]]()
    ended = set[asyncio.Task[int]]()
    deliveries = 0
    more = True
    try:
        while True:
            # Each claim is a transaction, so several feeds are claimed at once; and where the last claim found fewer
            # than it might have, the next waits until something can have changed: a host's next feed, or the time.
            free = at_once - len(running)
            if free and going() and (not running or not ended or (more and free >= at_once // 4)):
                claimed = await poller.store.claim_feeds(poller.now(), limit=free, lease=poller.lease)
                more = len(claimed) == free
                running |= {asyncio.create_task(poll_one(poller, one)) for one in claimed}
            if not running:
                return deliveries
            ended, running = await asyncio.wait(running, timeout=_LOOK_AGAIN, return_when=asyncio.FIRST_COMPLETED)
            for each in ended:
                deliveries += each.result()
                if each.result():
                    told()
    except asyncio.CancelledError:
        for each in running:
            each.cancel()
        raise
    finally:
        await asyncio.gather(*running, return_exceptions=True)


@dataclass(frozen=True, slots=True)
class _Read:
    """What a body was read as; `validators` are those to send next time."""

    fetched: Fetched
    reading: Reading
    settled: pages.Settled
    validators: Validators
    rhythm: Rhythm


async def poll_one(poller: Poller, claimed: ClaimedFeed) -> int:
    """Poll one feed that was claimed; how many deliveries came of it."""
    now = poller.now()
    outcome: Outcome | _Read
    match await poller.fetch(claimed.feed.address, claimed.feed.validators):
        case Fetched() as fetched:
            outcome = await _read(poller, claimed, fetched, now)
        case NotModified() as answer:
            outcome = _unmodified(poller, claimed, answer, now)
        case Gone(why):
            outcome = await _gone(poller, claimed, why, now)
        case Failed() as failed:
            outcome = _failed(poller, claimed, failed, now)
    if isinstance(outcome, _Read):
        async with poller.turn:
            outcome = await _judged(poller, claimed, outcome, now)
            kept = await poller.store.record(outcome)
    else:
        kept = await poller.store.record(outcome)
    _tell(claimed.feed, outcome, kept=kept)
    return len(outcome.deliveries) if kept else 0


async def _read(poller: Poller, claimed: ClaimedFeed, fetched: Fetched, now: datetime) -> Outcome | _Read:
    """What a body says; where it cannot be read, what comes of that.

    One with an entry that cannot be read is asked for again, as if it had not come. Else a reader that is mended later
    would find "not modified" where the entry is still untold.
    """
    feed = claimed.feed
    marks = await poller.store.marks(feed.feed_id)
    try:
        reading = await poller.elsewhere(
            read_stories, fetched.body, fetched.address, fetched.content_type, marks, poller.read
        )
    except NotAFeed as error:
        return _failed(poller, claimed, Failed(f"what stands there is no feed: {error}"), now)
    except RoomError as error:
        return _failed(poller, claimed, Failed(f"it could not be read: {error}"), now)
    except Exception:
        # Whatever a feed does to its reader is this feed's trouble, and not that of those polled beside it.
        _log.exception("feed trips its reader", feed=feed.address)
        return _failed(poller, claimed, Failed("it could not be read"), now)
    if reading.unread:
        # One entry that trips the reader must not silence the feed; whoever runs the bot hears of it.
        first = dict(reading.unread[:3])
        _log.error("entries could not be read", feed=feed.address, entries=len(reading.unread), first=first)
    masthead = reading.document.masthead
    settled = await pages.settled(
        poller.store, poller.fetch, poller.elsewhere, feed, reading.listed, masthead, now, read=poller.read
    )
    whole = not reading.unread and not settled.waiting
    rhythm = cadence.lived(feed.rhythm, reading, marks, now)
    return _Read(fetched, reading, settled, fetched.validators if whole else feed.validators, rhythm)


async def _judged(poller: Poller, claimed: ClaimedFeed, read: _Read, now: datetime) -> Outcome:
    """What comes of a body that was read."""
    reading, settled, masthead = read.reading, read.settled, read.reading.document.masthead
    stories = [listed.story for listed in settled.listed if listed.story]
    background = await poller.store.background(claimed.feed.feed_id, stories, now)
    planned = plan(background, settled.listed, masthead, now)
    listed = {entry.entry_id for entry in reading.listed} | {entry_id for entry_id, _ in reading.unread}
    return replace(
        _well(poller, claimed, now, read.fetched, read.validators, read.rhythm),
        masthead=masthead,
        problem=_remark(reading),
        push=_push(read.fetched, reading),
        identity=reading.document.identity,
        revisions=planned.revisions,
        greetings=planned.greetings,
        deliveries=planned.decided.deliveries,
        decisions=planned.decided.decisions,
        tellings=planned.decided.tellings,
        owed=planned.decided.owed,
        paid=planned.decided.paid,
        missing=missing(background.watched, listed, reading.published, now),
        marks=tuple(Mark(listed.entry_id, listed.mark) for listed in settled.listed if listed.story),
        pages=settled.pages,
    )


def _unmodified(poller: Poller, claimed: ClaimedFeed, answer: NotModified, now: datetime) -> Outcome:
    """What comes of an answer without a body.

    That a feed stands at another address is believed only where one was read there, since a login page can be "not
    modified" too: when the time has come, the feed is asked for in full.
    """
    feed = claimed.feed
    outcome = _well(poller, claimed, now, answer, answer.validators, feed.rhythm)
    outcome = replace(outcome, problem=None if feed.failures else feed.problem)
    if outcome.moved_to is None:
        return outcome
    return replace(outcome, moved_to=None, moving=feed.moving, validators=Validators())


def _well(
    poller: Poller,
    claimed: ClaimedFeed,
    now: datetime,
    answer: Fetched | NotModified,
    validators: Validators,
    rhythm: Rhythm,
) -> Outcome:
    """What a poll that went well comes to, whatever was in it."""
    feed = claimed.feed
    due = cadence.after_success(now, feed.feed_id, rhythm, answer.fresh_for, poller.bounds)
    moving, moved_to = moves.moving(feed, answer.permanently_moved_to, now)
    return Outcome(
        feed_id=feed.feed_id,
        fence=claimed.fence,
        at=now,
        due_at=due.at,
        because=due.because,
        validators=validators,
        rhythm=rhythm,
        moving=moving,
        moved_to=moved_to,
        push=feed.push,
    )


def _failed(poller: Poller, claimed: ClaimedFeed, failed: Failed, now: datetime) -> Outcome:
    """Nothing is forgotten: the validators stay those of the last body whose stories were recorded."""
    feed = claimed.feed
    failures = feed.failures + 1
    due = cadence.after_failure(now, feed.feed_id, failures, failed.retry_after, poller.bounds)
    rest = Rest(failed.host, now + failed.retry_after) if failed.host and failed.retry_after else None
    return Outcome(
        feed_id=feed.feed_id,
        fence=claimed.fence,
        at=now,
        due_at=due.at,
        because=due.because,
        validators=feed.validators,
        problem=failed.why,
        failures=failures,
        rhythm=feed.rhythm,
        moving=feed.moving,
        push=feed.push,
        rest=rest,
    )


async def _gone(poller: Poller, claimed: ClaimedFeed, why: str, now: datetime) -> Outcome:
    """The feed ends, and whoever added it hears of it."""
    outcome = _failed(poller, claimed, Failed(why), now)
    background = await poller.store.background(claimed.feed.feed_id, (), now)
    return replace(
        outcome,
        gone=True,
        because="Its server says that it is gone for good.",
        push=None,
        deliveries=moves.farewell(claimed.feed, background.subscriptions, now),
    )


def _remark(reading: Reading) -> str | None:
    """What is wrong with a feed that was read all the same, to go on from "but"; None if nothing is."""
    unread = [f"{len(reading.unread)} of its entries could not be read"] if reading.unread else []
    told = (problem[:1].lower() + problem[1:].rstrip(".") for problem in reading.document.problems)
    return "; ".join([*unread, *told])[:LONGEST_REMARK] or None


def _push(fetched: Fetched, reading: Reading) -> Push | None:
    """The hub that a feed names, by its answer's headers or in itself (WebSub, 4: the headers go first)."""
    hub = fetched.hub or reading.document.hub
    topic = fetched.topic or reading.document.topic or fetched.address
    return Push(hub, topic) if hub and max(len(hub), len(topic)) <= LONGEST_ADDRESS else None


def _tell(feed: Feed, outcome: Outcome, *, kept: bool) -> None:
    facts = {"feed": feed.address, "due_at": outcome.due_at.isoformat(), "because": outcome.because}
    if not kept:
        _log.info("poll was overtaken", **facts)
    elif outcome.failures:
        _log.warning("feed could not be read", **facts, why=outcome.problem, failures=outcome.failures)
    else:
        _log.info("feed polled", **facts, revisions=len(outcome.revisions), deliveries=len(outcome.deliveries))
