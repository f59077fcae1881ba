"""What feeds say of their hubs becomes subscriptions there: whom to ask now, and what became of the asking."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import takewhile

from sqlalchemy import ColumnElement, Select, and_, case, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.outbox.model import Push
from bot.store import rows
from bot.store.columns import Moment
from bot.store.engine import insert_or_replace, take_turns
from bot.store.feeds import is_wanted
from bot.store.interface import HubLease
from bot.store.tables import feeds, hub_leases, pushed

LONGEST = timedelta(days=7)
"""How long a hub that never says yes is left alone at most."""

_SECRET_BYTES = 32
"""Of chance in a token and in a secret: 43 characters, where a secret must be below 200 bytes (WebSub, 5.1)."""

_LEASING = 0x1A7E_0005

# Where a subscription stands between a hub's yes and no.
_BEGUN = "begun"  # somebody is about to ask
_ASKED = "asked"  # the hub has the request, and has not answered it yet
_GRANTED = "granted"
_REFUSED = "refused"

_OF_FEED = and_(
    hub_leases.c.feed_id == feeds.c.feed_id, hub_leases.c.hub == feeds.c.hub, hub_leases.c.topic == feeds.c.topic
)


async def waiting(
    connection: AsyncConnection, now: datetime, *, renew_before: datetime, ask_again: timedelta, limit: int
) -> Sequence[str]:
    """The feeds whose subscriptions are to be asked for now, the longest waiting first."""
    found = await connection.execute(_due(now, renew_before, ask_again).limit(limit))
    return [row.whose for row in found]


async def begin(
    connection: AsyncConnection, feed_ids: Sequence[str], now: datetime, *, renew_before: datetime, ask_again: timedelta
) -> tuple[HubLease, ...]:
    """The subscriptions of those feeds that are still to be asked for; new ones get their token and secret."""
    # Two who begin at once would each give a new one a token, and only one of the two would be kept.
    await take_turns(connection, _LEASING)
    found = await connection.execute(_due(now, renew_before, ask_again).where(feeds.c.feed_id.in_(feed_ids)))
    leases = tuple(
        rows.hub_lease(row, failures=row.failures + (row.standing == _ASKED)) if row.token else _begun(row)
        for row in found
    )
    await _hand_out(connection, leases)
    return leases


async def asked(connection: AsyncConnection, token: str, now: datetime, *, failed: bool) -> None:
    """Remember that a hub was asked; where it has answered already, before its request was even over, that stands."""
    mine = hub_leases.c.token == token
    after: rows.Values = (
        {"standing": _REFUSED, "failures": hub_leases.c.failures + 1}
        if failed
        else {"standing": case((hub_leases.c.standing == _BEGUN, _ASKED), else_=hub_leases.c.standing)}
    )
    await connection.execute(update(hub_leases).where(mine).values(asked_at=now, **after))


async def lease(connection: AsyncConnection, token: str) -> HubLease | None:
    """The subscription of a token, while its feed is wanted and names that hub."""
    found = select(hub_leases).join(feeds, _OF_FEED).where(hub_leases.c.token == token, pushed(), is_wanted())
    row = (await connection.execute(found)).one_or_none()
    return rows.hub_lease(row, failures=row.failures) if row else None


async def verified(connection: AsyncConnection, token: str, until: datetime | None) -> None:
    """Remember a hub's yes, and until when it holds; None is its no."""
    mine = hub_leases.c.token == token
    said: rows.Values = (
        {"standing": _GRANTED, "failures": 0}
        if until
        else {"standing": _REFUSED, "failures": hub_leases.c.failures + 1}
    )
    await connection.execute(update(hub_leases).where(mine).values(until=until, **said))


def _due(now: datetime, renew_before: datetime, ask_again: timedelta) -> Select[*tuple[object, ...]]:
    return (
        select(hub_leases, feeds.c.feed_id.label("whose"), feeds.c.hub.label("at"), feeds.c.topic.label("by"))
        .select_from(feeds)
        .outerjoin(hub_leases, _OF_FEED)
        .where(
            pushed(),
            or_(hub_leases.c.token.is_(None), and_(_ends(renew_before), _has_rested(now, ask_again))),
            is_wanted(),
        )
        .order_by(hub_leases.c.asked_at.nulls_first(), feeds.c.feed_id)
    )


async def _hand_out(connection: AsyncConnection, leases: Sequence[HubLease]) -> None:
    """Keep what is about to be asked for; whatever was asked before and not answered has failed by now."""
    if leases:
        await connection.execute(
            insert_or_replace(connection, hub_leases),
            [{**rows.hub_lease_values(one), "standing": _BEGUN} for one in leases],
        )


def _begun(row: rows.Found) -> HubLease:
    return HubLease(
        feed_id=row.whose,
        push=Push(row.at, row.by),
        token=secrets.token_urlsafe(_SECRET_BYTES),
        secret=secrets.token_urlsafe(_SECRET_BYTES),
    )


def _ends(renew_before: datetime) -> ColumnElement[bool]:
    return or_(hub_leases.c.until.is_(None), hub_leases.c.until < renew_before)


def _has_rested(now: datetime, ask_again: timedelta) -> ColumnElement[bool]:
    """That a hub which was asked in vain has been left alone for long enough: twice as long after each time."""
    vain = hub_leases.c.failures + case((hub_leases.c.standing == _ASKED, 1), else_=0)
    waits = takewhile(lambda wait: wait < LONGEST, (ask_again * 2**times for times in range(32)))
    last_asked = case(
        (vain == 0, literal(now, Moment)),
        *((vain == times, literal(now - wait, Moment)) for times, wait in enumerate(waits, start=1)),
        else_=literal(now - LONGEST, Moment),
    )
    return or_(hub_leases.c.asked_at.is_(None), hub_leases.c.asked_at <= last_asked)
