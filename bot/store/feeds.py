"""Feeds that are due are claimed, and what a poll of one came to is kept."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, exists, literal, or_, select, true, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.outbox.model import ClaimedFeed, Outcome
from bot.store import debts, explaining, following, hosts, marks, missing, moving, outbox, rows, stories, tellings
from bot.store.columns import Moment, Words
from bot.store.engine import take_turns
from bot.store.tables import feeds, living, subscriptions

HINTED = "Its hub says that it has changed."
PACE = timedelta(minutes=1)
"""How long a feed is left alone after a poll, whatever its hub says."""

_CLAIMING = 0x1A7E_0003

_leased = feeds.alias("leased")


async def claim(connection: AsyncConnection, now: datetime, *, limit: int, lease: timedelta) -> tuple[ClaimedFeed, ...]:
    """Lease the feeds that are due and that somebody wants, the longest due first, one of each host."""
    # A claim rests on whole hosts, not on the rows it changes: two at once could each find one of the same host.
    await take_turns(connection, _CLAIMING)
    chosen = await _first_of_hosts(connection, now, limit)
    found = await _lease(connection, feeds.c.feed_id.in_(chosen.values()) & is_due(now), now + lease)
    return tuple(sorted(found, key=lambda one: (one.feed.due_at, one.feed.feed_id)))


async def claim_one(
    connection: AsyncConnection, feed_id: str, now: datetime, *, lease: timedelta
) -> ClaimedFeed | None:
    """Lease one feed, due or not; None where it is leased, has become another, or its host rests."""
    this = and_(
        feeds.c.feed_id == feed_id,
        feeds.c.address_key.is_not(None),
        _nobody_is_at_it(now),
        feeds.c.host.not_in(hosts.resting(now)),
    )
    found = await _lease(connection, this, now + lease)
    return found[0] if found else None


async def record(connection: AsyncConnection, outcome: Outcome) -> bool:
    """Keep all that a poll came to and end its lease; False, and nothing kept, where it was overtaken.

    Its fence may be outdated, or a debt that it pays was paid meanwhile: then the feed is due still.
    """
    if outcome.moved_to:
        await take_turns(connection, following.ADDRESSING)
    ours = (
        feeds.c.feed_id == outcome.feed_id,
        feeds.c.fence == outcome.fence,
        feeds.c.lease_until.is_not(None),
    )
    released = await connection.execute(update(feeds).where(*ours).values(lease_until=None))
    if released.rowcount == 0 or not await debts.settle(connection, outcome.paid):
        return False
    await connection.execute(update(feeds).where(feeds.c.feed_id == outcome.feed_id).values(_polled(outcome)))
    await stories.keep(connection, outcome.feed_id, outcome.revisions, outcome.at)
    await following.greet(connection, outcome.greetings)
    await outbox.put(connection, outcome.deliveries)
    await tellings.keep(connection, outcome.tellings, outcome.at)
    await debts.owe(connection, outcome.owed)
    await debts.await_somehow(connection, outcome.owed, outcome.at)
    await explaining.explain(connection, outcome.decisions, outcome.at)
    if outcome.missing is not None:
        await missing.keep(connection, outcome.feed_id, outcome.missing, outcome.at)
    await marks.keep_marks(connection, outcome.feed_id, outcome.marks, outcome.at)
    await marks.keep_pages(connection, outcome.pages)
    if outcome.rest:
        await hosts.rest(connection, outcome.rest, outcome.at)
    if outcome.moved_to:
        await moving.move(connection, outcome.feed_id, outcome.moved_to, outcome.at)
    return True


async def hint(connection: AsyncConnection, feed_id: str, now: datetime) -> bool:
    """Make a feed due now, or as soon as it has been left alone for a while; False where it is not to be asked."""
    asked = (
        select(feeds)
        .where(feeds.c.feed_id == feed_id, feeds.c.gone.is_(False), feeds.c.host.not_in(hosts.resting(now)))
        .with_for_update()
    )
    found = (await connection.execute(asked)).one_or_none()
    if found is None:
        return False
    soonest = max(now, found.polled_at + PACE) if found.polled_at else now
    if found.lease_until and found.lease_until > now:
        # The poll that is under way may have looked before the change: it is to leave the feed due.
        await connection.execute(update(feeds).where(feeds.c.feed_id == feed_id).values(hinted_at=now))
    elif soonest < found.due_at:
        await connection.execute(update(feeds).where(feeds.c.feed_id == feed_id).values(due_at=soonest, because=HINTED))
    return True


def is_due(now: datetime) -> ColumnElement[bool]:
    """That a feed is to be polled and nobody is at it."""
    return and_(feeds.c.gone.is_(False), feeds.c.due_at <= now, _nobody_is_at_it(now))


def is_wanted() -> ColumnElement[bool]:
    """That a living subscription wants a feed."""
    return exists().where(subscriptions.c.feed_id == feeds.c.feed_id, living())


async def _first_of_hosts(connection: AsyncConnection, now: datetime, limit: int) -> Mapping[str, str]:
    """Of each host the feed that is due longest, by host: so many of those that are due longest of all.

    Feeds are walked in the order in which they are due. A host that has its turn is passed over from then on, by the
    index alone; so thousands of feeds of one host cost little, and feeds of many hosts are had with one look.
    """
    chosen = dict[str, str]()
    further: ColumnElement[bool] = true()
    free = feeds.c.host.not_in(hosts.resting(now)) & feeds.c.host.not_in(
        select(_leased.c.host).where(_leased.c.lease_until > now)
    )
    while len(chosen) < limit:
        left = limit - len(chosen)
        asked = (
            select(feeds.c.feed_id, feeds.c.host, feeds.c.due_at)
            .where(is_due(now), further, feeds.c.host.not_in(chosen), free, is_wanted())
            .order_by(feeds.c.due_at, feeds.c.feed_id)
            .limit(left)
        )
        found = (await connection.execute(asked)).all()
        for row in found:
            chosen.setdefault(row.host, row.feed_id)
        if len(found) < left:
            break
        last = found[-1]
        after = tuple_(literal(last.due_at, Moment), literal(last.feed_id, Words))
        further = tuple_(feeds.c.due_at, feeds.c.feed_id) > after
    return chosen


async def _lease(connection: AsyncConnection, which: ColumnElement[bool], until: datetime) -> Sequence[ClaimedFeed]:
    leased = update(feeds).where(which).values(fence=feeds.c.fence + 1, lease_until=until, hinted_at=None)
    return [ClaimedFeed(rows.feed(row), row.fence) for row in await connection.execute(leased.returning(feeds))]


def _nobody_is_at_it(now: datetime) -> ColumnElement[bool]:
    return or_(feeds.c.lease_until.is_(None), feeds.c.lease_until <= now)


def _polled(outcome: Outcome) -> rows.Values:
    hinted = feeds.c.hinted_at.is_not(None)
    soon = min(outcome.due_at, outcome.at + PACE)
    return {
        **rows.outcome_values(outcome),
        "due_at": case((hinted, literal(soon, Moment)), else_=literal(outcome.due_at, Moment)),
        "because": case((hinted, literal(HINTED, Words)), else_=literal(outcome.because, Words)),
        "hinted_at": None,
        "lease_until": None,
    }
