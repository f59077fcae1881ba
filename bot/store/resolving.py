"""What an hour that has come changes is kept: everything, or nothing where somebody was there before."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import bindparam, false, func, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.outbox.due import Awaited, Resolution
from bot.store import debts, explaining, missing, outbox, tellings
from bot.store.columns import Moment
from bot.store.engine import insert_new
from bot.store.tables import periods, subscriptions

MEANWHILE = timedelta(minutes=1)


async def resolve(connection: AsyncConnection, resolution: Resolution) -> bool:
    """Keep all of a resolution; False, and nothing kept, where a period was printed or a debt was paid before."""
    async with connection.begin_nested() as attempt:
        if not (await _print(connection, resolution) and await debts.settle(connection, resolution.paid)):
            await attempt.rollback()
            return False
    await debts.owe(connection, resolution.owed)
    await outbox.put(connection, resolution.deliveries)
    await tellings.keep(connection, resolution.tellings, resolution.at)
    await explaining.explain(connection, resolution.decisions, resolution.at)
    await await_editions(connection, resolution.awaited)
    await missing.look(connection, resolution.looks, resolution.at)
    return True


async def await_editions(connection: AsyncConnection, awaited: Sequence[Awaited]) -> None:
    """Remember when these subscriptions' next editions are due, but for what was set just after that was worked out.

    Somebody may have changed the settings meanwhile. What was set long after it came of a clock that went wrong.
    """
    if awaited:
        set_at = subscriptions.c.edition_set_at
        meanwhile = (set_at > bindparam("seen", type_=Moment)) & (set_at < bindparam("soon", type_=Moment))
        await connection.execute(
            update(subscriptions)
            .where(subscriptions.c.subscription_id == bindparam("whose"), func.coalesce(meanwhile, false()).is_(False))
            .values(edition_at=bindparam("due"), edition_set_at=bindparam("set")),
            [
                {"whose": one.subscription_id, "due": one.at, "seen": one.since, "soon": one.since + MEANWHILE}
                | {"set": one.since if one.at else None}
                for one in awaited
            ],
        )


async def _print(connection: AsyncConnection, resolution: Resolution) -> bool:
    """Take note that these editions are printed; False where one of them was before."""
    for period in dict.fromkeys(resolution.periods):
        # A period is named after its subscription first.
        values = {"period": period, "subscription_id": period.partition(" ")[0], "printed_at": resolution.at}
        if (await connection.execute(insert_new(connection, periods).values(values))).rowcount == 0:
            return False
    return True
