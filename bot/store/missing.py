"""Stories that their feeds miss are remembered, and found again when their pages are to be asked for."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import and_, bindparam, case, literal, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.outbox.due import Look, Missing
from bot.store import tellings
from bot.store.columns import Moment
from bot.store.engine import portions
from bot.store.tables import stories, told


async def keep(connection: AsyncConnection, feed_id: str, story_ids: Collection[str], at: datetime) -> None:
    """Miss these of the feed's stories from that moment on, or from an earlier one, and no others."""
    of_feed = stories.c.feed_id == feed_id
    asked = select(stories.c.story_id).where(of_feed, stories.c.missing_since.is_not(None))
    before = frozenset((await connection.execute(asked)).scalars())
    for portion in portions(before - set(story_ids)):
        await connection.execute(
            update(stories)
            .where(stories.c.story_id.in_(portion))
            .values(missing_since=None, gone_at=None, looks=0, look_at=None)
        )
    for portion in portions(set(story_ids) - before):
        await connection.execute(
            update(stories).where(of_feed, stories.c.story_id.in_(portion)).values(missing_since=at, look_at=at)
        )


async def due(
    connection: AsyncConnection, now: datetime, *, limit: int, story_id: str | None = None
) -> tuple[Missing, ...]:
    """The missing stories whose pages are to be asked for now, the longest due first, and who was told of each."""
    asked = (
        select(stories)
        .where(stories.c.look_at <= now, stories.c.missing_since.is_not(None), stories.c.link.is_not(None))
        .where(stories.c.story_id == story_id if story_id else true())
        .order_by(stories.c.look_at, stories.c.story_id)
        .limit(limit)
    )
    found = (await connection.execute(asked)).all()
    cases = await tellings.cases(connection, told.c.story_id.in_([row.story_id for row in found])) if found else ()
    return tuple(
        Missing(
            story_id=row.story_id,
            link=row.link,
            since=row.missing_since,
            gone_at=row.gone_at,
            tries=row.looks,
            cases=tuple(one for one in cases if one.known.story_id == row.story_id),
        )
        for row in found
    )


async def look(connection: AsyncConnection, looks: Sequence[Look], at: datetime) -> None:
    """Remember what came of asking for these stories' pages; one that its feed has again is missed no longer."""
    if not looks:
        return
    await connection.execute(
        update(stories)
        .where(and_(stories.c.story_id == bindparam("which"), stories.c.missing_since.is_not(None)))
        .values(
            gone_at=bindparam("gone"),
            look_at=bindparam("again"),
            looks=stories.c.looks + 1,
            withdrawn_at=case((bindparam("withdrawn"), literal(at, Moment)), else_=stories.c.withdrawn_at),
        ),
        [
            {"which": one.story_id, "gone": one.gone_at, "again": one.again_at, "withdrawn": one.withdrawn}
            for one in looks
        ],
    )
