"""What subscriptions are owed is kept until it is paid, and found again when it falls due."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.outbox.model import Owed, Paid
from bot.store import rows
from bot.store.tables import living, owed, story_owed, subscriptions


async def owe(connection: AsyncConnection, debts: Sequence[Owed]) -> None:
    """Keep these debts; one that is kept already is owed since then, but by the moment and the promise made last."""
    if not debts:
        return
    insert = postgresql.insert(owed) if connection.dialect.name == "postgresql" else sqlite.insert(owed)
    made = insert.excluded
    kept = insert.on_conflict_do_update(
        index_elements=[column.name for column in owed.primary_key],
        set_={
            "due_at": made.due_at,
            "promised_by": func.coalesce(made.promised_by, owed.c.promised_by),
            "promised_at": func.coalesce(made.promised_at, owed.c.promised_at),
        },
    )
    await connection.execute(kept, [rows.owed_values(debt) for debt in debts])


async def await_somehow(connection: AsyncConnection, debts: Sequence[Owed], at: datetime) -> None:
    """Let an edition come to whoever is owed a story now and awaits none, as where it has just wished for none."""
    waiting = {debt.subscription_id for debt in debts if debt.debt == "story"}
    if waiting:
        await connection.execute(
            update(subscriptions)
            .where(subscriptions.c.subscription_id.in_(waiting), subscriptions.c.edition_at.is_(None))
            .values(edition_at=at, edition_set_at=None)
        )


async def settle(connection: AsyncConnection, paid: Sequence[Paid]) -> bool:
    """Let these debts be no more; False, and all of them left, where one was no debt any more."""
    if not paid:
        return True
    async with connection.begin_nested() as attempt:
        if await _pay(connection, paid):
            return True
        await attempt.rollback()
    return False


async def _pay(connection: AsyncConnection, paid: Sequence[Paid]) -> bool:
    for one in paid:
        this = _is(one.subscription_id, one.story_id, one.debt)
        if (await connection.execute(delete(owed).where(this))).rowcount == 0:
            return False
    return True


async def due(connection: AsyncConnection, now: datetime, *, limit: int) -> tuple[Owed, ...]:
    """The debts of living subscriptions that have fallen due, the longest due first; stories wait for an edition."""
    asked = (
        select(owed)
        .join(subscriptions, subscriptions.c.subscription_id == owed.c.subscription_id)
        .where(~story_owed(), owed.c.due_at <= now, living())
        .order_by(owed.c.due_at, owed.c.subscription_id, owed.c.story_id)
        .limit(limit)
    )
    return tuple(rows.owed(row) for row in await connection.execute(asked))


async def forget(connection: AsyncConnection, whose: ColumnElement[bool]) -> None:
    """Owe nothing any more to such subscriptions, whether they live or not."""
    ids = select(subscriptions.c.subscription_id).where(whose)
    await connection.execute(delete(owed).where(owed.c.subscription_id.in_(ids)))


def _is(subscription_id: object, story_id: object, debt: object) -> ColumnElement[bool]:
    return and_(owed.c.subscription_id == subscription_id, owed.c.story_id == story_id, owed.c.debt == debt)
