"""How an attempt ended is written down, with what follows from it for the delivery, its target and its people."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.outbox.attempts import Again, Ended, GivenUp, Later, Paused, Sent, Settlement
from bot.outbox.model import Channel, Claim
from bot.store import debts, outbox, rows
from bot.store.columns import Moment
from bot.store.notices import notices
from bot.store.tables import deliveries, holds, living, receipts, subscriptions


async def settle(connection: AsyncConnection, claim: Claim, settlement: Settlement, now: datetime) -> bool:
    """Write down how an attempt ended and end its lease; False, and nothing written, where its fence is outdated."""
    settled = await connection.execute(
        update(deliveries).where(outbox.ours(claim)).values({"lease_until": None, **_after(claim, settlement, now)})
    )
    if settled.rowcount == 0:
        return False
    await connection.execute(insert(receipts).values(_receipt(claim, settlement, now)))
    await _follow_through(connection, claim, settlement, now)
    return True


def _after(claim: Claim, settlement: Settlement, now: datetime) -> rows.Values:
    """What becomes of the delivery itself.

    An answer that says "not taken" says it of this attempt alone: a doubt from before stays.
    """
    match settlement:
        case Sent(message_id):
            return {
                "state": "sent",
                "message_id": message_id,
                "posted_at": now,
                "payload": None,
                "unsure_since": None,
                "why": None,
            }
        case Later(at, why, unsure):
            doubt = func.coalesce(deliveries.c.unsure_since, literal(now, Moment)) if unsure else claim.unsure_since
            return {"due_at": at, "why": why, "unsure_since": doubt}
        case Again(why, plain, reply):
            return {
                "due_at": now,
                "why": why,
                "payload": None,
                "unsure_since": None,
                "plain": plain or claim.plain,
                **({} if reply else {"no_reply": True}),
            }
        case Paused(at, why):
            return {"due_at": at, "why": why, "unsure_since": claim.unsure_since}
        case Ended() | GivenUp():
            return {}


async def _follow_through(connection: AsyncConnection, claim: Claim, settlement: Settlement, now: datetime) -> None:
    match settlement, claim.delivery.target:
        case Sent(), Channel(channel_id):
            await _recover(connection, channel_id)
        case Later(at, why, everywhere=True), _:
            await connection.execute(insert(holds).values(since=now, until=at, why=why))
        case Paused() as paused, Channel(channel_id):
            await _pause(connection, channel_id, paused, now)
        case Ended(why) as ended, target:
            target_kind, target_id = rows.lane(target)
            of_target = (deliveries.c.target_kind == target_kind) & (deliveries.c.target_id == target_id)
            await outbox.give_up(connection, of_target, why)
            if isinstance(target, Channel):
                await _end(connection, target.channel_id, ended, now)
        case GivenUp(why), _:
            await outbox.give_up(connection, deliveries.c.delivery_id == claim.delivery.delivery_id, why)


async def _recover(connection: AsyncConnection, channel_id: int) -> None:
    """Take the mark of trouble from a channel's subscriptions, now that something could be posted there."""
    await connection.execute(
        update(subscriptions)
        .where(_lives_in(channel_id), subscriptions.c.trouble.is_not(None))
        .values(trouble=None, troubled_since=None)
    )


async def _pause(connection: AsyncConnection, channel_id: int, paused: Paused, now: datetime) -> None:
    """Mark a channel's subscriptions and tell who added them, unless they know of this incident already."""
    asked = select(subscriptions.c.added_by, subscriptions.c.troubled_since).where(_lives_in(channel_id))
    living_here = (await connection.execute(asked)).all()
    since = min((row.troubled_since for row in living_here if row.troubled_since), default=now)
    await connection.execute(
        update(subscriptions).where(_lives_in(channel_id)).values(trouble=paused.why, troubled_since=since)
    )
    people = [row.added_by for row in living_here]
    await outbox.put(
        connection,
        notices(paused.notice, people, incident="paused", channel_id=channel_id, since=since, now=now),
    )


async def _end(connection: AsyncConnection, channel_id: int, ended: Ended, now: datetime) -> None:
    """End a channel's subscriptions and tell who added them."""
    asked = select(subscriptions.c.added_by).where(_lives_in(channel_id))
    people = (await connection.execute(asked)).scalars().all()
    await connection.execute(
        update(subscriptions).where(_lives_in(channel_id)).values(ended=True, trouble=ended.why, troubled_since=None)
    )
    await debts.forget(connection, subscriptions.c.channel_id == channel_id)
    if ended.notice:
        await outbox.put(
            connection, notices(ended.notice, people, incident="ended", channel_id=channel_id, since=now, now=now)
        )


def _lives_in(channel_id: int) -> ColumnElement[bool]:
    return (subscriptions.c.channel_id == channel_id) & living()


def _receipt(claim: Claim, settlement: Settlement, now: datetime) -> rows.Values:
    return {
        "delivery_id": claim.delivery.delivery_id,
        "at": now,
        "ending": _ending(settlement),
        "why": None if isinstance(settlement, Sent) else settlement.why,
    }


def _ending(settlement: Settlement) -> str:
    match settlement:
        case Sent():
            return "sent"
        case Later():
            return "later"
        case Again():
            return "again"
        case Paused():
            return "paused"
        case Ended():
            return "ended"
        case GivenUp():
            return "given_up"
