"""A feed takes another address; where another feed stands there already, the two become one."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Select, Table, and_, bindparam, delete, exists, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import following, merging, outbox, rows
from bot.store.columns import key
from bot.store.tables import (
    decisions,
    deliveries,
    feeds,
    hub_leases,
    owed,
    periods,
    stories,
    story_owed,
    subscriptions,
    told,
    waiting,
)

BECAME_ONE = "Another feed has moved to its address."
_TOLD_ALREADY = "the channel followed this feed twice, and is told of it once"

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


async def move(connection: AsyncConnection, feed_id: str, address: str, at: datetime) -> None:
    """Let a feed, which was polled at that moment, stand at an address from now on, or become the feed that does."""
    there = select(feeds).where(feeds.c.address_key == key(address), feeds.c.feed_id != feed_id).with_for_update()
    other = (await connection.execute(there)).one_or_none()
    if other is None:
        await _change(connection, feed_id, rows.address_values(address))
        return
    # The one that is there was surely read when it last brought something, and when it was last asked unless it failed.
    looked_at = (other.changed_at if other.failures else other.polled_at) or _LONG_AGO
    await merging.merge(connection, feed_id, other.feed_id, lost_looked_at=at, kept_looked_at=looked_at)
    for older, younger in await _followed_twice(connection, feed_id, other.feed_id):
        await _unite(connection, older, younger, (feed_id, other.feed_id), at)
    await connection.execute(
        update(subscriptions).where(subscriptions.c.feed_id == feed_id).values(feed_id=other.feed_id)
    )
    await connection.execute(delete(hub_leases).where(hub_leases.c.feed_id == feed_id))
    # Its name stays taken: stories are named after it, and another feed at its old address is not this one.
    await _change(connection, feed_id, {"address_key": None, "gone": True})
    await following.ask_anew(connection, other.feed_id, at, BECAME_ONE)


async def _change(connection: AsyncConnection, feed_id: str, values: rows.Values) -> None:
    await connection.execute(update(feeds).where(feeds.c.feed_id == feed_id).values(values))


async def _followed_twice(connection: AsyncConnection, lost: str, kept: str) -> Sequence[tuple[rows.Found, rows.Found]]:
    """The subscriptions of channels that follow both feeds: the one that stays, which is the older of the living."""
    by_channel = defaultdict[int, list[rows.Found]](list)
    for row in await connection.execute(select(subscriptions).where(subscriptions.c.feed_id.in_((lost, kept)))):
        by_channel[row.channel_id].append(row)
    both = [sorted(two, key=_seniority) for two in by_channel.values() if len(two) == 2]
    return [(older, younger) for older, younger in both]


def _seniority(row: rows.Found) -> tuple[bool, datetime, str]:
    return row.ended or row.removed, row.since, row.subscription_id


async def _unite(
    connection: AsyncConnection, older: rows.Found, younger: rows.Found, feed_ids: tuple[str, str], at: datetime
) -> None:
    """Make one subscription of two: whatever was said to the channel by either is said by the older."""
    of_either = select(stories.c.story_id).where(stories.c.feed_id.in_(feed_ids))
    for table, which in (
        (deliveries, true()),
        (told, _unlike(told, told.c.delivery_id, older.subscription_id)),
        (owed, _unlike(owed, owed.c.debt, older.subscription_id)),
        (periods, true()),
        (decisions, decisions.c.story_id.in_(of_either)),
    ):
        mine = table.c.subscription_id == younger.subscription_id
        await connection.execute(update(table).where(mine, which).values(subscription_id=older.subscription_id))
    for table in (told, owed, subscriptions):
        await connection.execute(delete(table).where(table.c.subscription_id == younger.subscription_id))
    living = [row for row in (older, younger) if not (row.ended or row.removed)]
    seen = [row.greeted for row in living or [older] if row.greeted]
    await connection.execute(
        update(subscriptions)
        .where(subscriptions.c.subscription_id == older.subscription_id)
        .values(greeted=min(seen, default=None))
    )
    await _drop_doubles(connection, older.subscription_id)
    await _drop_debts(connection, older.subscription_id)
    # An hour that it waits for stays, be it due already.
    if older.edition_at is None:
        await following.expect_edition(connection, rows.subscription(older), at)


def _unlike(table: Table, what: ColumnElement[str], subscription_id: str) -> ColumnElement[bool]:
    """That a subscription has no row of the same story and thing in the table yet."""
    other = table.alias("other")
    return ~exists().where(
        other.c.subscription_id == subscription_id, other.c.story_id == table.c.story_id, other.c[what.name] == what
    )


async def _drop_debts(connection: AsyncConnection, subscription_id: str) -> None:
    """Owe no story to an edition that the channel was told of by the other subscription."""
    by_a_message = (
        exists()
        .where(told.c.subscription_id == owed.c.subscription_id, told.c.story_id == owed.c.story_id)
        .where(deliveries.c.delivery_id == told.c.root_id, deliveries.c.state != "given_up")
    )
    await connection.execute(delete(owed).where(owed.c.subscription_id == subscription_id, story_owed(), by_a_message))


async def _drop_doubles(connection: AsyncConnection, subscription_id: str) -> None:
    """Give up what waits though the same was said, or is about to be; what replies to it replies to the other then."""
    doubles = {row.delivery_id: row.said_by for row in await connection.execute(_doubles(subscription_id))}
    if not doubles:
        return
    await connection.execute(
        update(deliveries)
        .where(waiting(), deliveries.c.replies_to == bindparam("double"))
        .values(replies_to=bindparam("other")),
        [{"double": double, "other": other} for double, other in doubles.items()],
    )
    await connection.execute(
        update(told).where(told.c.root_id == bindparam("double")).values(root_id=bindparam("other")),
        [{"double": double, "other": other} for double, other in doubles.items()],
    )
    await outbox.give_up(connection, deliveries.c.delivery_id.in_(doubles), _TOLD_ALREADY)


def _doubles(subscription_id: str) -> Select[tuple[str, str]]:
    """What waits though its story was told, or the words of a follow-up were, by what was sent or stands before it."""
    other = deliveries.alias("other")
    first = and_(deliveries.c.kind == "digest", other.c.kind.in_(("digest", "edition")))
    again = and_(deliveries.c.kind == other.c.kind, deliveries.c.message == other.c.message)
    said = or_(other.c.state == "sent", waiting(other) & (other.c.sequence < deliveries.c.sequence))
    return (
        select(deliveries.c.delivery_id, other.c.delivery_id.label("said_by"))
        .join(told, (told.c.subscription_id == subscription_id) & (told.c.story_id == deliveries.c.story_id))
        .join(other, (other.c.delivery_id == told.c.delivery_id) & (other.c.delivery_id != deliveries.c.delivery_id))
        .where(deliveries.c.subscription_id == subscription_id, waiting(), deliveries.c.lease_until.is_(None))
        .where(deliveries.c.amends.is_(None), or_(first, again), said)
        # The last of a delivery's rows counts: what was sent, and first.
        .order_by(other.c.posted_at.desc().nulls_first(), other.c.sequence.desc())
    )
