"""Hours that have come become deliveries in the outbox: editions, follow-ups that were held back, promises that end."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

from bot import log
from bot.outbox import later
from bot.outbox.decided import Decided
from bot.outbox.due import Resolution
from bot.outbox.editions import print_edition
from bot.outbox.model import Owed, Paid
from bot.store import Store, StoreUnavailable

AT_ONCE = 100
"""Channels, or debts, that are seen to before it is asked anew what is due."""

_log = log.logger("edition")


async def tell_due(
    store: Store,
    now: Callable[[], datetime],
    *,
    turn: asyncio.Lock | None = None,
    told: Callable[[], None] = lambda: None,
) -> int:
    """Put all in the outbox whose hour has come; how many messages that are. `told` is called where there are any.

    What a clock that was wrong has put off for too long comes now. `turn` is a poller's: while a feed is judged, nobody
    else judges what its channels are owed.
    """
    turn = turn or asyncio.Lock()
    if await store.set_right(now()):
        _log.warning("the clock was wrong, and what it had put off comes now")
    deliveries = await _print_editions(store, now, turn) + await _pay_debts(store, now, turn)
    if deliveries:
        told()
    return deliveries


async def _print_editions(store: Store, now: Callable[[], datetime], turn: asyncio.Lock) -> int:
    deliveries, seen = 0, set[int]()
    while due := [one for one in await store.editions_due(now(), limit=AT_ONCE + len(seen)) if one not in seen]:
        # Each channel once: one that is due again at once, as where somebody else has just seen to it, is next time.
        seen.update(due)
        for channel_id in due:
            async with turn:
                deliveries += await _careful(_print(store, channel_id, now()), channel=channel_id)
    return deliveries


async def _print(store: Store, channel_id: int, now: datetime) -> int:
    # Away from the event loop: a channel that was away for long may be owed thousands.
    printed = await asyncio.to_thread(print_edition, await store.desk(channel_id, now), now)
    kept = await store.resolve(printed.resolution)
    edition = printed.edition
    if not kept:
        _log.info("edition was printed by another", channel=channel_id)
    elif edition:
        _log.info(
            "edition printed",
            channel=channel_id,
            hour=edition.hour.isoformat(),
            stories=len(edition.briefs),
            owed=edition.owed,
            dropped=edition.dropped,
        )
    return len(printed.resolution.deliveries) if kept else 0


async def _pay_debts(store: Store, now: Callable[[], datetime], turn: asyncio.Lock) -> int:
    deliveries, seen = 0, set[Owed]()
    while due := [one for one in await store.debts(now(), limit=AT_ONCE + len(seen)) if one not in seen]:
        seen.update(due)
        for owed in due:
            async with turn:
                deliveries += await _careful(_pay(store, owed, now()), story=owed.story_id)
    return deliveries


async def _pay(store: Store, owed: Owed, now: datetime) -> int:
    resolution = await _paid(store, owed, now)
    return len(resolution.deliveries) if await store.resolve(resolution) else 0


async def _careful(doing: Awaitable[int], **whose: object) -> int:
    """Let the trouble of one channel be its own: what is due behind it must not wait for ever."""
    try:
        return await doing
    except StoreUnavailable:
        raise
    except Exception:
        _log.exception("what is due could not be told", **whose)
        return 0


async def _paid(store: Store, owed: Owed, now: datetime) -> Resolution:
    """What comes of a debt that is due; where its digest was given up meanwhile, nothing does."""
    case = await store.case(owed.subscription_id, owed.story_id)
    if case is None:
        return Decided(paid=(Paid(owed.subscription_id, owed.story_id, owed.debt),)).recorded(now)
    return later.due(case, owed.debt, now).recorded(now)
