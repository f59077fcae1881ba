"""Hosts that wish to be left alone are remembered for as long as they wish."""

from datetime import datetime

from sqlalchemy import Select, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.outbox.model import Rest
from bot.store.engine import insert_new
from bot.store.tables import hosts


async def rest(connection: AsyncConnection, wish: Rest, now: datetime) -> None:
    """Leave a host alone until then, or longer where it wished so before; what is over is forgotten."""
    await connection.execute(delete(hosts).where(hosts.c.rest_until <= now))
    if wish.until <= now:
        return
    mine = hosts.c.host == wish.host.lower()
    await connection.execute(insert_new(connection, hosts).values(host=wish.host.lower(), rest_until=wish.until))
    await connection.execute(update(hosts).where(mine, hosts.c.rest_until < wish.until).values(rest_until=wish.until))


def resting(now: datetime) -> Select[tuple[str]]:
    """The hosts that are to be left alone now."""
    return select(hosts.c.host).where(hosts.c.rest_until > now)
