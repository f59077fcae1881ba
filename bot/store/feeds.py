"""Feeds that are due are claimed, and what a poll of one came to is kept."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.outbox.model import ClaimedFeed, Decision, Outcome
from bot.store import documents, following, outbox, rows, stories
from bot.store.tables import decisions, feeds, living, subscriptions


async def claim(connection: AsyncConnection, now: datetime, *, limit: int, lease: timedelta) -> tuple[ClaimedFeed, ...]:
    """Lease the feeds that are due and that somebody wants, the longest due first."""
    asked = (
        select(feeds)
        .where(is_due(now), is_wanted())
        .order_by(feeds.c.due_at)
        .limit(limit)
        .with_for_update(of=feeds, skip_locked=True)
    )
    found = (await connection.execute(asked)).all()
    await connection.execute(
        update(feeds)
        .where(feeds.c.feed_id.in_([row.feed_id for row in found]))
        .values(fence=feeds.c.fence + 1, lease_until=now + lease)
    )
    return tuple(ClaimedFeed(rows.feed(row), row.fence + 1) for row in found)


async def record(connection: AsyncConnection, outcome: Outcome) -> bool:
    """Keep all that a poll came to and end its lease; False, and nothing kept, where its fence is outdated."""
    ours = (
        feeds.c.feed_id == outcome.feed_id,
        feeds.c.fence == outcome.fence,
        feeds.c.lease_until.is_not(None),
    )
    polled = await connection.execute(update(feeds).where(*ours).values(_polled(outcome)))
    if polled.rowcount == 0:
        return False
    await stories.keep(connection, outcome.feed_id, outcome.revisions, outcome.at)
    await following.greet(connection, outcome.greetings)
    await outbox.put(connection, outcome.deliveries)
    await _explain(connection, outcome.decisions, outcome.at)
    return True


def is_due(now: datetime) -> ColumnElement[bool]:
    """That a feed is to be polled and nobody is at it."""
    return (feeds.c.due_at <= now) & or_(feeds.c.lease_until.is_(None), feeds.c.lease_until <= now)


def is_wanted() -> ColumnElement[bool]:
    """That a living subscription wants a feed."""
    return exists().where(subscriptions.c.feed_id == feeds.c.feed_id, living())


def _polled(outcome: Outcome) -> rows.Values:
    return {
        "due_at": outcome.due_at,
        "failures": outcome.failures,
        "problem": outcome.problem,
        "lease_until": None,
        **rows.validators_values(outcome.validators),
        **(rows.masthead_values(outcome.masthead) if outcome.masthead else {}),
    }


async def _explain(connection: AsyncConnection, made: Sequence[Decision], at: datetime) -> None:
    if made:
        await connection.execute(insert(decisions), [_decision(decision, at) for decision in made])


def _decision(decision: Decision, at: datetime) -> rows.Values:
    return {
        "subscription_id": decision.subscription_id,
        "story_id": decision.story_id,
        "revision": decision.revision,
        "delivery_id": decision.delivery_id,
        "reasons": documents.dump_reasons(decision.reasons),
        "at": at,
    }
