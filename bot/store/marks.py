"""What was read is remembered, so that nothing is read twice: the marks of a feed's entries, and articles of pages."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.outbox.model import KeptPage, Mark
from bot.store import rows
from bot.store.columns import key
from bot.store.engine import insert_or_replace
from bot.store.tables import living, pages, subscriptions
from bot.store.tables import marks as kept_marks

MOST_MARKS = 1000
"""Marks of a feed that are kept however long ago they were given; those given last are kept whatever their number.

An entry that slides back into the feed after its mark was dropped is read once more. It is not told once more: that
hangs on its story, which stays known.
"""


async def marks(connection: AsyncConnection, feed_id: str) -> Mapping[str, str]:
    """The marks of a feed's entries; none while a living subscription has not seen the feed."""
    ungreeted = exists().where(subscriptions.c.feed_id == feed_id, living(), subscriptions.c.greeted.is_(None))
    asked = select(kept_marks.c.entry_id, kept_marks.c.mark).where(kept_marks.c.feed_id == feed_id, ~ungreeted)
    return {row.entry_id: row.mark for row in await connection.execute(asked)}


async def keep_marks(connection: AsyncConnection, feed_id: str, given: Sequence[Mark], at: datetime) -> None:
    """Remember these marks, and forget the oldest where there are too many."""
    if not given:
        return
    await connection.execute(
        insert_or_replace(connection, kept_marks),
        [
            {
                "feed_id": feed_id,
                "entry_key": key(one.entry_id),
                "entry_id": one.entry_id,
                "mark": one.mark,
                "given_at": at,
            }
            for one in given
        ],
    )
    mine = kept_marks.c.feed_id == feed_id
    oldest_kept = (
        select(kept_marks.c.given_at)
        .where(mine)
        .order_by(kept_marks.c.given_at.desc())
        .limit(1)
        .offset(MOST_MARKS - 1)
        .scalar_subquery()
    )
    await connection.execute(delete(kept_marks).where(mine, kept_marks.c.given_at < oldest_kept))


async def kept(connection: AsyncConnection, links: Collection[str]) -> Mapping[str, KeptPage]:
    """What is kept of the pages at these links."""
    links_by_key = {key(link): link for link in links}
    asked = select(pages).where(pages.c.link_key.in_(links_by_key))
    found = [rows.page(links_by_key[row.link_key], row) for row in await connection.execute(asked)]
    return {page.link: page for page in found}


async def keep_pages(connection: AsyncConnection, read: Sequence[KeptPage]) -> None:
    """Keep these pages as they are now."""
    if read:
        await connection.execute(insert_or_replace(connection, pages), [rows.page_values(page) for page in read])
