"""Deliveries are put in the outbox, wait there in order, and are claimed, one at a time for each target."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.outbox.model import Claim, Delivery
from bot.store import rows, tellings
from bot.store.columns import Moment, Words
from bot.store.engine import insert_new, take_turns
from bot.store.tables import deliveries, holds, subscriptions, waiting

NOT_FOLLOWED = "the feed is no longer followed there"
_NO_DIGEST = "what it replies to was given up"
_NOT_THERE = "the message that it was to change is not there"
_CLAIMING = 0x1A7E_0002

_lane, _flying, _answered, _amended = (deliveries.alias(name) for name in ("lane", "flying", "answered", "amended"))


async def put(connection: AsyncConnection, new: Sequence[Delivery]) -> None:
    """Put deliveries in the outbox, in this order; one whose id is known stays as it stands."""
    if new:
        await connection.execute(
            insert_new(connection, deliveries), [rows.delivery_values(delivery) for delivery in new]
        )


async def claim(connection: AsyncConnection, now: datetime, *, limit: int, lease: timedelta) -> tuple[Claim, ...]:
    """Lease the next delivery of each target that has one due, the oldest first."""
    # A claim rests on whole lanes, not on the rows it locks: two at once could each find its own first in a lane.
    await take_turns(connection, _CLAIMING)
    if await _is_held(connection, now):
        return ()
    found = await _next(connection, now, limit)
    await connection.execute(
        update(deliveries)
        .where(deliveries.c.sequence.in_([row.sequence for row in found]))
        .values(fence=deliveries.c.fence + 1, lease_until=now + lease)
    )
    return tuple(_claim(row) for row in found)


async def begin_attempt(connection: AsyncConnection, claim: Claim, payload: str, now: datetime) -> bool:
    """Freeze the payload unless one is frozen, count the attempt, and doubt its end until it is settled."""
    begun = await connection.execute(
        update(deliveries)
        .where(ours(claim))
        .values(
            payload=func.coalesce(deliveries.c.payload, literal(payload, Words)),
            attempts=deliveries.c.attempts + 1,
            unsure_since=func.coalesce(deliveries.c.unsure_since, literal(now, Moment)),
        )
    )
    return begun.rowcount == 1


async def give_up(connection: AsyncConnection, which: ColumnElement[bool], why: str) -> None:
    """Give up those of the waiting deliveries, and whatever waits to reply to them or to change them.

    What is in flight is left to its end, and an edition is posted without the one that it replies to. What others were
    to be told by what is given up, they are owed again.
    """
    gone = select(deliveries.c.delivery_id).where(waiting(), which).cte("gone", recursive=True)
    hanging = (
        select(deliveries.c.delivery_id)
        .join(
            gone,
            or_(
                and_(deliveries.c.replies_to == gone.c.delivery_id, ~_stands_alone()),
                deliveries.c.amends == gone.c.delivery_id,
            ),
        )
        .where(waiting(), deliveries.c.lease_until.is_(None))
    )
    gone = gone.union(hanging)
    given_up = await connection.execute(
        update(deliveries)
        .where(deliveries.c.delivery_id.in_(select(gone.c.delivery_id)))
        .values(state="given_up", why=why, lease_until=None, payload=None)
        .returning(deliveries.c.delivery_id)
    )
    if ids := given_up.scalars().all():
        await tellings.owe_again(connection, ids)


def ours(claim: Claim) -> ColumnElement[bool]:
    """That a delivery is still ours to post by this claim."""
    return and_(
        deliveries.c.delivery_id == claim.delivery.delivery_id,
        deliveries.c.fence == claim.fence,
        deliveries.c.lease_until.is_not(None),
        waiting(),
    )


def due(now: datetime, limit: int) -> Select[*tuple[object, ...]]:
    """The first waiting delivery of each target that may be posted now, the oldest first.

    Beside its own columns each has `reply_to`, the message to answer, `edits`, the message to change, and `unwanted`,
    why nobody wants it any more (None: it is wanted).
    """
    first = select(func.min(_lane.c.sequence)).where(waiting(_lane)).group_by(_lane.c.target_kind, _lane.c.target_id)
    in_flight = exists().where(
        waiting(_flying),
        _flying.c.lease_until.is_not(None),
        _flying.c.lease_until > now,
        _flying.c.target_kind == deliveries.c.target_kind,
        _flying.c.target_id == deliveries.c.target_id,
    )
    # What stands before it in the outbox; if it waited for something behind, it might wait for ever.
    still_to_come = [
        and_(table.c.state == "waiting", table.c.sequence < deliveries.c.sequence) for table in (_answered, _amended)
    ]
    unwanted = case(
        (and_(_answered.c.state == "given_up", ~_stands_alone()), _NO_DIGEST),
        (and_(deliveries.c.amends.is_not(None), _amended.c.message_id.is_(None)), _NOT_THERE),
        (or_(subscriptions.c.ended, subscriptions.c.removed), NOT_FOLLOWED),
    )
    return (
        select(
            deliveries,
            _answered.c.message_id.label("reply_to"),
            _amended.c.message_id.label("edits"),
            unwanted.label("unwanted"),
        )
        .outerjoin(_answered, _answered.c.delivery_id == deliveries.c.replies_to)
        .outerjoin(_amended, _amended.c.delivery_id == deliveries.c.amends)
        .outerjoin(subscriptions, subscriptions.c.subscription_id == deliveries.c.subscription_id)
        .where(
            deliveries.c.sequence.in_(first),
            waiting(),
            deliveries.c.due_at <= now,
            ~in_flight,
            *(func.coalesce(one, false()).is_(False) for one in still_to_come),
        )
        .order_by(deliveries.c.sequence)
        .limit(limit)
        .with_for_update(of=deliveries, skip_locked=True)
    )


def _stands_alone() -> ColumnElement[bool]:
    """That a delivery is worth posting though what it replies to is not there."""
    return and_(deliveries.c.kind == "edition", deliveries.c.amends.is_(None))


async def _next(connection: AsyncConnection, now: datetime, limit: int) -> Sequence[rows.Found]:
    """What may be posted now; what nobody wants any more is given up when its turn comes.

    A poll or an attempt may have been under way while its subscription was removed or its digest given up.
    """
    while True:
        found = (await connection.execute(due(now, limit))).all()
        unwanted = {row.sequence: row.unwanted for row in found if row.unwanted}
        if not unwanted:
            return found
        for why in set(unwanted.values()):
            these = [sequence for sequence, reason in unwanted.items() if reason == why]
            await give_up(connection, deliveries.c.sequence.in_(these), why)


async def _is_held(connection: AsyncConnection, now: datetime) -> bool:
    return bool((await connection.execute(select(exists().where(holds.c.until > now)))).scalar_one())


def _claim(row: rows.Found) -> Claim:
    return Claim(
        delivery=rows.delivery(row),
        fence=row.fence + 1,
        attempts=row.attempts,
        plain=row.plain,
        payload=row.payload,
        unsure_since=row.unsure_since,
        # An edit follows what caused it, but a message that is changed answers nothing anew.
        reply_to=None if row.no_reply or row.amends else row.reply_to,
        edits=row.edits,
    )
