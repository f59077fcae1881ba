"""A channel and a moment in; what its next edition is made of, and which channels wait for one, out."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import ColumnElement, exists, func, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.outbox.due import Desk, OwedStory
from bot.outbox.model import KnownStory, Nearby, Subscription
from bot.store import documents, rows
from bot.store.nearby import nearby
from bot.store.stories import MASTHEAD, revision_now
from bot.store.tables import (
    awaiting,
    deliveries,
    feeds,
    living,
    owed,
    periods,
    revisions,
    signatures,
    stories,
    story_owed,
    subscriptions,
    waiting,
)

REMEMBERED = timedelta(days=10)
"""How long an edition that was printed is looked up; clocks that are set back by more are not to be helped."""

_promise = deliveries.alias("promise")


async def editions_due(connection: AsyncConnection, now: datetime, *, limit: int) -> tuple[int, ...]:
    """The channels whose next edition is due, the longest due first.

    One that was worked out later than now, when a clock was wrong, is due as well: it is to be worked out anew.
    """
    # One after the other, each by an index of its own; as one condition they would read through all that wait.
    found = union_all(
        *(
            select(subscriptions.c.channel_id, subscriptions.c.edition_at).where(awaiting(), when)
            for when in (subscriptions.c.edition_at <= now, subscriptions.c.edition_set_at > now)
        )
    ).subquery("found")
    asked = (
        select(found.c.channel_id)
        .group_by(found.c.channel_id)
        .order_by(func.min(found.c.edition_at), found.c.channel_id)
        .limit(limit)
    )
    return tuple((await connection.execute(asked)).scalars())


async def next_edition(connection: AsyncConnection) -> datetime | None:
    """The moment of the next edition of all."""
    asked = select(subscriptions.c.edition_at).where(awaiting()).order_by(subscriptions.c.edition_at).limit(1)
    return (await connection.execute(asked)).scalar_one_or_none()


async def desk(connection: AsyncConnection, channel_id: int, now: datetime) -> Desk:
    """All that the channel's next edition is made of."""
    here = (subscriptions.c.channel_id == channel_id) & living()
    owing = exists().where(owed.c.subscription_id == subscriptions.c.subscription_id, story_owed())
    asked = (
        select(subscriptions)
        .where(here, or_(subscriptions.c.edition_at.is_not(None), owing))
        .order_by(subscriptions.c.since, subscriptions.c.subscription_id)
    )
    wishes = tuple(rows.subscription(row) for row in await connection.execute(asked))
    owed_now = await _owed(connection, here)
    stuck = await _is_stuck(connection, channel_id)
    return Desk(
        channel_id=channel_id,
        subscriptions=wishes,
        owed=owed_now,
        nearby=() if stuck else await _nearby(connection, wishes, owed_now, now),
        printed=await _printed(connection, here, now - REMEMBERED),
        stuck=stuck,
    )


async def _nearby(
    connection: AsyncConnection, wishes: Sequence[Subscription], owing: Sequence[OwedStory], now: datetime
) -> tuple[Nearby, ...]:
    """What was told there of the events of these stories by other feeds; each once."""
    found: list[Nearby] = []
    for wish in wishes:
        mine = [one.signature for one in owing if one.signature and one.owed.subscription_id == wish.subscription_id]
        if mine:
            found += await nearby(connection, (wish,), partial(list, mine), now)
    by_whom = {(one.subscription_id, one.story_id): one for one in found if one.told}
    return tuple(by_whom.values())


async def _owed(connection: AsyncConnection, here: ColumnElement[bool]) -> tuple[OwedStory, ...]:
    asked = (
        select(
            owed,
            *(stories.c.revision, stories.c.fingerprint, stories.c.withdrawn_at, *MASTHEAD),
            *(revisions.c.document, signatures.c.document.label("signature"), _promise.c.state.label("promise")),
        )
        .join(subscriptions, subscriptions.c.subscription_id == owed.c.subscription_id)
        .join(stories, stories.c.story_id == owed.c.story_id)
        .join(revisions, revision_now())
        .join(feeds, feeds.c.feed_id == stories.c.feed_id)
        .outerjoin(signatures, signatures.c.story_id == owed.c.story_id)
        .outerjoin(_promise, _promise.c.delivery_id == owed.c.promised_by)
        .where(here, story_owed())
        .order_by(owed.c.since, stories.c.published.nulls_last(), owed.c.story_id, owed.c.subscription_id)
    )
    return tuple(_owed_story(row) for row in await connection.execute(asked))


def _owed_story(row: rows.Found) -> OwedStory:
    debt = rows.owed(row)
    if row.promise in (None, "given_up"):
        # Nobody has read that promise.
        debt = replace(debt, promised_by=None, promised_at=None)
    return OwedStory(
        owed=debt,
        masthead=rows.masthead(row),
        known=KnownStory(row.story_id, row.revision, row.fingerprint, documents.story(row.document)),
        signature=documents.signature(row.signature) if row.signature else None,
        withdrawn=row.withdrawn_at is not None,
    )


async def _printed(connection: AsyncConnection, here: ColumnElement[bool], since: datetime) -> frozenset[str]:
    asked = (
        select(periods.c.period)
        .join(subscriptions, subscriptions.c.subscription_id == periods.c.subscription_id)
        .where(here, periods.c.printed_at >= since)
    )
    return frozenset((await connection.execute(asked)).scalars())


async def _is_stuck(connection: AsyncConnection, channel_id: int) -> bool:
    edition = exists().where(
        waiting(),
        deliveries.c.target_kind == "channel",
        deliveries.c.target_id == channel_id,
        deliveries.c.kind == "edition",
        deliveries.c.amends.is_(None),
    )
    return bool((await connection.execute(select(edition))).scalar_one())
