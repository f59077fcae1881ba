"""Stories that are missing from their feeds become withdrawals, once their pages are gone for hours."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from bot import log
from bot.outbox.missing import Found, looked
from bot.outbox.model import Validators
from bot.pages import Fetch
from bot.store import Store
from bot.web.fetch import Answer, Failed, Gone

AT_ONCE = 20

_log = log.logger("missing")


async def look_for_missing(
    store: Store,
    fetch: Fetch,
    now: Callable[[], datetime],
    *,
    turn: asyncio.Lock | None = None,
    told: Callable[[], None] = lambda: None,
) -> int:
    """Ask for the page of each story that is missing from its feed, where it is time; how many messages came of it.

    `turn` is a poller's: what is decided of a story is decided on what is known once its page was read.
    """
    turn = turn or asyncio.Lock()
    deliveries = 0
    for story in await store.missing(now(), limit=AT_ONCE):
        found = _found(await fetch(story.link, Validators()))
        async with turn:
            deliveries += await _judge(store, story.story_id, found, now())
    if deliveries:
        told()
    return deliveries


async def _judge(store: Store, story_id: str, found: Found, now: datetime) -> int:
    """Record what a page's answer comes to, unless the story stands in its feed again by now."""
    deliveries = 0
    for story in await store.missing(now, limit=1, story_id=story_id):
        resolution = looked(story, found, now)
        _log.info("missing story was looked for", story=story_id, link=story.link, found=found)
        deliveries += len(resolution.deliveries) if await store.resolve(resolution) else 0
    return deliveries


def _found(answer: Answer) -> Found:
    match answer:
        case Gone() | Failed(status=404):
            return "gone"
        case Failed():
            return "unknown"
        case _:
            return "there"
