"""The stories of a feed that is lost become those of the feed that is kept, with all that was said of them.

What a channel was told of by either feed it is not told again, and what only one of them has read is told to the
channels of the other. So a story that one feed's channels have not had their chance at is kept as unread: its
revisions are numbered from 0 downwards, `background` knows who was told of it but not the story, and the next poll
takes it for a new one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import FromClause, ScalarSelect, bindparam, delete, exists, func, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.outbox import ids
from bot.store import documents, rows
from bot.store.engine import insert_new
from bot.store.tables import (
    archive,
    decisions,
    deliveries,
    living,
    marks,
    owed,
    quotes,
    revisions,
    sayings,
    signatures,
    stories,
    subscriptions,
    told,
)

_OVERLAP = timedelta(hours=1)
"""For good measure: a poll takes its time, so that one which began earlier may have looked later."""

_OF_THE_POST = (
    *("entry_id", "link", "published", "told_at"),
    *("missing_since", "gone_at", "looks", "look_at", "withdrawn_at"),
)
"""What is known of a story whoever reads it: where it stands, and whether it is missing there."""

_mine, _theirs = (stories.alias(name) for name in ("mine", "theirs"))
_read = revisions.alias("read")


@dataclass(frozen=True, slots=True)
class _Renamed:
    """What becomes of a story: its new name, and what is added to the number of each of its revisions."""

    story_id: str
    name: str
    shift: int


async def merge(
    connection: AsyncConnection, lost: str, kept: str, *, lost_looked_at: datetime, kept_looked_at: datetime
) -> None:
    """Make the lost feed's stories and marks the kept one's; each feed was last read at the moment given."""
    await _forget(connection, kept, await _unheard(connection, kept, lost, lost_looked_at))
    await _expect(connection, kept, await _unheard(connection, lost, kept, kept_looked_at))
    twins = await _twins(connection, lost, kept)
    await _rename(connection, lost, twins)
    await _drop(connection, twins)
    await _hand_over_marks(connection, lost, kept)
    await connection.execute(update(stories).where(stories.c.feed_id == lost).values(feed_id=kept))


async def _unheard(connection: AsyncConnection, of: str, by: str, looked_at: datetime) -> Sequence[rows.Found]:
    """The stories of one feed, each with its newest document, that the channels of the other still have to hear of.

    The other has none of the same entry, and they were first read after it last looked, or are unread themselves. A
    channel that has not been greeted waits for nothing but its greeting.
    """
    twin = exists().where(_theirs.c.feed_id == by, _theirs.c.entry_key == _mine.c.entry_key)
    seen = exists().where(_read.c.story_id == _mine.c.story_id, _read.c.read_at <= looked_at - _OVERLAP)
    waited_for = exists().where(subscriptions.c.feed_id == by, living(), subscriptions.c.greeted.is_not(None))
    asked = (
        select(_mine, revisions.c.document, _lowest(_mine).label("lowest"))
        .join(revisions, (revisions.c.story_id == _mine.c.story_id) & (revisions.c.revision == _mine.c.revision))
        .where(_mine.c.feed_id == of, ~twin, or_(_mine.c.revision <= 0, waited_for & ~seen))
    )
    return (await connection.execute(asked)).all()


async def _forget(connection: AsyncConnection, kept: str, unheard: Sequence[rows.Found]) -> None:
    """Keep these stories of the kept feed as ones that it has not read yet."""
    unread = [row for row in unheard if row.revision > 0 and row.story_id == _name(kept, row)]
    # Below all numbers that it has: where some stayed the same, two revisions would meet on the way.
    shifts = [row.lowest - 1 - row.revision for row in unread]
    renamed = [_Renamed(row.story_id, row.story_id, shift) for row, shift in zip(unread, shifts, strict=True)]
    await _rename(connection, kept, renamed)
    for row in unread:
        this = stories.c.story_id == row.story_id
        await connection.execute(update(stories).where(this).values(revision=row.lowest - 1))
        await connection.execute(delete(marks).where(marks.c.feed_id == kept, marks.c.entry_key == row.entry_key))


async def _expect(connection: AsyncConnection, kept: str, unheard: Sequence[rows.Found]) -> None:
    """Make room for these stories of the lost feed among those that the kept one has not read yet."""
    if unheard:
        await connection.execute(
            insert_new(connection, stories),
            [
                {
                    "story_id": _name(kept, row),
                    "feed_id": kept,
                    "entry_key": row.entry_key,
                    "link_key": row.link_key,
                    "fingerprint": row.fingerprint,
                    "revision": 0,
                    **{column: row._mapping[column] for column in _OF_THE_POST},
                }
                for row in unheard
            ],
        )


def _name(feed_id: str, row: rows.Found) -> str:
    """The name that a story is given when a feed is the first to read it."""
    return ids.story_id(feed_id, documents.story(row.document).entry_id)


async def _twins(connection: AsyncConnection, lost: str, kept: str) -> tuple[_Renamed, ...]:
    """The lost feed's stories that the kept one has too, as revisions older than any that it has."""
    # Where the kept one has but room for it there is no number yet.
    shift = func.coalesce(_lowest(_theirs), 1) - 1 - _mine.c.revision
    asked = (
        select(_mine.c.story_id, _theirs.c.story_id.label("name"), shift.label("shift"))
        .join(_theirs, _theirs.c.entry_key == _mine.c.entry_key)
        .where(_mine.c.feed_id == lost, _theirs.c.feed_id == kept)
        .order_by(_theirs.c.revision, _mine.c.story_id)
    )
    found = [_Renamed(row.story_id, row.name, row.shift) for row in await connection.execute(asked)]
    # A feed that renews its ids may have an entry twice: then one of these goes, and the other stays beside it.
    one_a_name = {one.name: one for one in found}.values()
    return tuple({one.story_id: one for one in one_a_name}.values())


def _lowest(table: FromClause) -> ScalarSelect[int]:
    """The number of a story's first revision."""
    return select(func.min(_read.c.revision)).where(_read.c.story_id == table.c.story_id).scalar_subquery()


async def _rename(connection: AsyncConnection, feed_id: str, renamed: Sequence[_Renamed]) -> None:
    """Give stories of a feed their new names and numbers, wherever they are spoken of."""
    if not renamed:
        return
    followers = select(subscriptions.c.subscription_id).where(subscriptions.c.feed_id == feed_id)
    names: list[rows.Values] = [{"old": one.story_id, "new": one.name, "by": one.shift} for one in renamed]
    for table, which in (
        (deliveries, deliveries.c.subscription_id.in_(followers)),
        (told, true()),
        (decisions, true()),
        (revisions, true()),
    ):
        mine = table.c.story_id == bindparam("old")
        await connection.execute(
            update(table)
            .where(mine, which)
            .values(story_id=bindparam("new"), revision=table.c.revision + bindparam("by")),
            names,
        )
    own = owed.c.subscription_id.in_(followers)
    renaming = update(owed).where(owed.c.story_id == bindparam("old"), own).values(story_id=bindparam("new"))
    await connection.execute(renaming, names)
    await _hand_over_signatures(connection, names)
    await _hand_over_index(connection, names)
    last = select(func.max(told.c.at)).where(told.c.story_id == stories.c.story_id).scalar_subquery()
    await connection.execute(update(stories).where(stories.c.story_id == bindparam("new")).values(told_at=last), names)


async def _hand_over_signatures(connection: AsyncConnection, names: Sequence[rows.Values]) -> None:
    """Let stories that have none have the signatures of those that become them."""
    theirs = signatures.alias("theirs")
    has_one = exists().where(theirs.c.story_id == bindparam("new"))
    await connection.execute(
        update(signatures).where(signatures.c.story_id == bindparam("old"), ~has_one).values(story_id=bindparam("new")),
        names,
    )


async def _hand_over_index(connection: AsyncConnection, names: Sequence[rows.Values]) -> None:
    """Let stories that are not found yet be found by what finds those that become them, and have their quotes."""
    theirs = archive.alias("theirs")
    has_one = exists().where(theirs.c.story_id == bindparam("new"))
    # A story has one row in the archive whatever it quotes, so that one goes last.
    for table in (quotes, sayings, archive):
        await connection.execute(
            update(table).where(table.c.story_id == bindparam("old"), ~has_one).values(story_id=bindparam("new")),
            names,
        )


async def _drop(connection: AsyncConnection, renamed: Sequence[_Renamed]) -> None:
    """Drop what is left of stories that have become others."""
    for table in (quotes, archive, sayings, signatures, stories):
        if renamed:
            await connection.execute(
                delete(table).where(table.c.story_id == bindparam("old")), [{"old": one.story_id} for one in renamed]
            )


async def _hand_over_marks(connection: AsyncConnection, lost: str, kept: str) -> None:
    """Let the kept feed have the marks of entries that it knows nothing of; what it has to read it must not have."""
    same = marks.alias("same")
    known = or_(
        exists().where(same.c.feed_id == kept, same.c.entry_key == marks.c.entry_key),
        exists().where(stories.c.feed_id == kept, stories.c.entry_key == marks.c.entry_key),
    )
    await connection.execute(update(marks).where(marks.c.feed_id == lost, ~known).values(feed_id=kept))
    await connection.execute(delete(marks).where(marks.c.feed_id == lost))
