"""Why something was told, or was not, is kept with what was decided, and told to whoever asks."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, insert, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.news.model import Edition, Quote, Story
from bot.outbox.model import Decision, Feed
from bot.store import documents, rows
from bot.store.interface import Explained, Reasons
from bot.store.tables import decisions, deliveries, feeds, revisions, stories, subscriptions, told

MOST_REASONS = 30
"""Reasons that are given for one delivery; an edition has some for each of its stories."""


async def explain(connection: AsyncConnection, made: Sequence[Decision], at: datetime) -> None:
    """Keep what was decided at that moment, and why."""
    if made:
        await connection.execute(insert(decisions), [_values(decision, at) for decision in made])


async def reasons(connection: AsyncConnection, delivery_id: str) -> Reasons | None:
    """Why a delivery was made; None for one that was never planned."""
    found = await _delivery(connection, delivery_id)
    if found is None:
        return None
    return Reasons(
        delivery=rows.delivery(found),
        feed=await _feed(connection, found.story_id),
        story=await _story(connection, found.story_id, found.revision),
        posted_at=found.posted_at,
        reasons=await _given(connection, delivery_id),
    )


async def said(connection: AsyncConnection, delivery_id: str) -> tuple[Quote, ...]:
    """The quotes of the story that a delivery tells of, as it stood in that revision, or of all those of an edition."""
    found = await _delivery(connection, delivery_id)
    if found is None:
        return ()
    if found.kind == "edition":
        return await _said_by_edition(connection, found)
    story = await _story(connection, found.story_id, found.revision)
    return story.quotes if story else ()


async def decided(
    connection: AsyncConnection,
    guild_id: int,
    *,
    channels: Collection[int] | None,
    feed_id: str | None,
    count: int,
) -> tuple[Explained, ...]:
    """What was last decided for each story and channel of a server, or for those of them that count."""
    place = (subscriptions.c.channel_id, decisions.c.story_id)
    ranked = (
        select(
            *(decisions.c.number, subscriptions.c.channel_id),
            func.row_number().over(partition_by=place, order_by=decisions.c.number.desc()).label("place"),
        )
        .join(subscriptions, subscriptions.c.subscription_id == decisions.c.subscription_id)
        .where(
            subscriptions.c.guild_id == guild_id,
            subscriptions.c.removed.is_(False),
            subscriptions.c.feed_id == feed_id if feed_id else true(),
            subscriptions.c.channel_id.in_(channels) if channels is not None else true(),
        )
        .subquery("ranked")
    )
    asked = (
        select(decisions, feeds, revisions.c.document, ranked.c.channel_id)
        .select_from(ranked)
        .join(decisions, decisions.c.number == ranked.c.number)
        .join(stories, stories.c.story_id == decisions.c.story_id)
        .join(revisions, (revisions.c.story_id == stories.c.story_id) & (revisions.c.revision == decisions.c.revision))
        .join(feeds, feeds.c.feed_id == stories.c.feed_id)
        .where(ranked.c.place == 1)
        .order_by(decisions.c.number.desc())
        .limit(count)
    )
    return tuple(_explained(row) for row in await connection.execute(asked))


async def _given(connection: AsyncConnection, delivery_id: str) -> tuple[str, ...]:
    """Why each of its stories is in a delivery, each reason once.

    What was decided first counts: a delivery that is planned again was made for the reasons of then.
    """
    asked = select(decisions).where(decisions.c.delivery_id == delivery_id).order_by(decisions.c.number.desc())
    first = {(row.subscription_id, row.story_id): row for row in await connection.execute(asked)}
    in_order = sorted(first.values(), key=lambda row: int(row.number))
    given = dict.fromkeys(reason for row in in_order for reason in documents.reasons(row.reasons))
    return tuple(given)[:MOST_REASONS]


async def _said_by_edition(connection: AsyncConnection, edition: rows.Found) -> tuple[Quote, ...]:
    """The quotes of the stories that an edition tells, in its order."""
    asked = (
        select(told.c.story_id, revisions.c.document)
        .distinct()
        .join(revisions, (revisions.c.story_id == told.c.story_id) & (revisions.c.revision == told.c.revision))
        .where(told.c.root_id == edition.delivery_id, told.c.delivery_id == edition.delivery_id)
    )
    texts = {row.story_id: row.document for row in await connection.execute(asked)}
    message = documents.message(edition.message)
    briefs = message.briefs if isinstance(message, Edition) else ()
    shown = [story_id for brief in briefs for story_id in brief.story_ids if story_id in texts]
    ordered = dict.fromkeys([*shown, *sorted(texts)])
    return tuple(quote for story_id in ordered for quote in documents.story(texts[story_id]).quotes)


async def _delivery(connection: AsyncConnection, delivery_id: str) -> rows.Found | None:
    asked = select(deliveries).where(deliveries.c.delivery_id == delivery_id)
    return (await connection.execute(asked)).one_or_none()


async def _feed(connection: AsyncConnection, story_id: str | None) -> Feed | None:
    asked = select(feeds).join(stories, stories.c.feed_id == feeds.c.feed_id).where(stories.c.story_id == story_id)
    found = (await connection.execute(asked)).one_or_none()
    return rows.feed(found) if found else None


async def _story(connection: AsyncConnection, story_id: str | None, revision: int | None) -> Story | None:
    asked = select(revisions.c.document).where(revisions.c.story_id == story_id, revisions.c.revision == revision)
    document = (await connection.execute(asked)).scalar_one_or_none()
    return documents.story(document) if document else None


def _explained(row: rows.Found) -> Explained:
    decision = Decision(
        subscription_id=row.subscription_id,
        story_id=row.story_id,
        revision=row.revision,
        delivery_id=row.delivery_id,
        reasons=documents.reasons(row.reasons),
    )
    return Explained(decision, row.at, rows.feed(row), documents.story(row.document), row.channel_id)


def _values(decision: Decision, at: datetime) -> rows.Values:
    return {
        "subscription_id": decision.subscription_id,
        "story_id": decision.story_id,
        "revision": decision.revision,
        "delivery_id": decision.delivery_id,
        "reasons": documents.dump_reasons(decision.reasons),
        "at": at,
    }
