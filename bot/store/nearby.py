"""Stories of a feed in; what its channels know of the same events from other feeds, out."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select, union
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.news import cluster
from bot.news.cluster import Signature
from bot.outbox.model import Nearby, Subscription
from bot.store import documents, stories, tellings
from bot.store.tables import deliveries, living, owed, signatures, story_owed, subscriptions, told

MOST_COMPARED = 2000
"""Stories of other feeds with which those of one poll are compared at most; the newest count."""


async def nearby(
    connection: AsyncConnection,
    wishes: Sequence[Subscription],
    new: Callable[[], Sequence[Signature]],
    now: datetime,
) -> tuple[Nearby, ...]:
    """What channels were told of, or are owed, that is of the same event as one of these; what was told comes first.

    `wishes` are the feed's subscriptions: each says how far around it stories are gathered. `new` makes the signatures
    of these stories, where there is anything to compare them with: making them takes a while.
    """
    around = _around(wishes)
    if around is None:
        return ()
    candidates = await _signatures(connection, around, now)
    ours = {str(place): signature for place, signature in enumerate(new())} if candidates else {}
    matched = {story_id for _, story_id, _ in cluster.pairs(ours, candidates)}
    return await _known(connection, around, matched, candidates) if matched else ()


def _around(wishes: Sequence[Subscription]) -> ColumnElement[bool] | None:
    """That a subscription is of another feed, in a place where one of these gathers; None where none gathers."""
    gathering = [wish for wish in wishes if wish.settings.gathering != "off"]
    if not gathering:
        return None
    channels = {wish.channel_id for wish in gathering}
    guilds = {wish.guild_id for wish in gathering if wish.settings.gathering == "server"}
    place = subscriptions.c.channel_id.in_(channels)
    return and_(
        or_(place, subscriptions.c.guild_id.in_(guilds)) if guilds else place,
        subscriptions.c.feed_id.not_in({wish.feed_id for wish in wishes}),
        living(),
    )


async def _signatures(connection: AsyncConnection, around: ColumnElement[bool], now: datetime) -> dict[str, Signature]:
    """The newest signatures of what was told or is owed there and may be of one event with something that is new."""
    known = union(
        select(told.c.story_id)
        .join(subscriptions, subscriptions.c.subscription_id == told.c.subscription_id)
        .join(deliveries, deliveries.c.delivery_id == told.c.root_id)
        .where(around, told.c.at >= now - cluster.WINDOW, tellings.stands(deliveries)),
        select(owed.c.story_id)
        .join(subscriptions, subscriptions.c.subscription_id == owed.c.subscription_id)
        .where(around, story_owed()),
    ).subquery("known")
    asked = (
        select(signatures.c.story_id, signatures.c.document)
        .join(known, known.c.story_id == signatures.c.story_id)
        .where(signatures.c.at.between(now - cluster.WINDOW, now + cluster.WINDOW))
        .order_by(signatures.c.at.desc(), signatures.c.story_id)
        .limit(MOST_COMPARED)
    )
    return {row.story_id: documents.signature(row.document) for row in await connection.execute(asked)}


async def _known(
    connection: AsyncConnection,
    around: ColumnElement[bool],
    matched: Collection[str],
    candidates: dict[str, Signature],
) -> tuple[Nearby, ...]:
    found = {
        (one.subscription_id, one.story_id): one
        for one in await tellings.known(connection, around & told.c.story_id.in_(matched))
    }
    owing = await connection.execute(_owing(around, matched))
    whom = [*found, *((row.subscription_id, row.story_id) for row in owing)]
    whose = {subscription_id for subscription_id, _ in whom}
    now = await stories.now(connection, matched)
    places = await connection.execute(select(subscriptions).where(subscriptions.c.subscription_id.in_(whose)))
    wish = {row.subscription_id: row for row in places}
    return tuple(
        Nearby(
            subscription_id=subscription_id,
            guild_id=wish[subscription_id].guild_id,
            channel_id=wish[subscription_id].channel_id,
            masthead=now[story_id].masthead,
            story_id=story_id,
            story=now[story_id].known.story,
            signature=candidates[story_id],
            told=found.get((subscription_id, story_id)),
        )
        for subscription_id, story_id in dict.fromkeys(whom)
        if story_id in now
    )


def _owing(around: ColumnElement[bool], matched: Collection[str]) -> Select[tuple[str, str]]:
    return (
        select(owed.c.subscription_id, owed.c.story_id)
        .join(subscriptions, subscriptions.c.subscription_id == owed.c.subscription_id)
        .where(around, story_owed(), owed.c.story_id.in_(matched))
        .order_by(owed.c.since, owed.c.subscription_id, owed.c.story_id)
    )
