"""What was put off by a clock that was wrong comes now: a moment further off than anybody waits is no honest one."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Table, Update, and_, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import deliveries, feeds, holds, hosts, owed, stories, story_owed, waiting

_DAY = timedelta(days=1)
# A server may ask for a rest of a week, a promise stands for a day, and everything else is put off by hours at most.
_LONGEST_REST = 8 * _DAY
_LONGEST_WAIT = 2 * _DAY


async def is_wrong(connection: AsyncConnection, now: datetime) -> bool:
    """Whether anything waits for a moment that a clock gone wrong must have set."""
    found = or_(*(exists().select_from(table).where(far) for table, far, _ in _far_off(now)))
    return bool((await connection.execute(select(found))).scalar_one())


async def set_right(connection: AsyncConnection, now: datetime) -> None:
    """Let all that come now."""
    for table, far, column in _far_off(now):
        await connection.execute(_to(now, table, column).where(far))


def _far_off(now: datetime) -> Iterator[tuple[Table, ColumnElement[bool], str]]:
    """Each kind of moment that may lie too far off: whose it is, where it does, and in which column."""
    yield feeds, and_(feeds.c.gone.is_(False), feeds.c.due_at > now + _LONGEST_REST), "due_at"
    yield feeds, feeds.c.lease_until > now + _LONGEST_WAIT, "lease_until"
    yield hosts, hosts.c.rest_until > now + _LONGEST_REST, "rest_until"
    yield holds, holds.c.until > now + _LONGEST_WAIT, "until"
    yield deliveries, and_(waiting(), deliveries.c.due_at > now + _LONGEST_WAIT), "due_at"
    yield deliveries, and_(waiting(), deliveries.c.lease_until > now + _LONGEST_WAIT), "lease_until"
    yield owed, and_(~story_owed(), owed.c.due_at > now + _LONGEST_WAIT), "due_at"
    yield stories, stories.c.look_at > now + _LONGEST_WAIT, "look_at"


def _to(now: datetime, table: Table, column: str) -> Update:
    return update(table).values({column: now})
