"""Stories that are missing from their feeds become withdrawals, once their pages are gone for hours."""

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
    store: Store, fetch: Fetch, now: Callable[[], datetime], *, told: Callable[[], None] = lambda: None
) -> int:
    """Ask for the page of each story that is missing from its feed, where it is time; how many messages came of it."""
    deliveries = 0
    for story in await store.missing(now(), limit=AT_ONCE):
        found = _found(await fetch(story.link, Validators()))
        resolution = looked(story, found, now())
        kept = await store.resolve(resolution)
        _log.info("missing story was looked for", story=story.story_id, link=story.link, found=found)
        if kept and resolution.deliveries:
            deliveries += len(resolution.deliveries)
            told()
    return deliveries


def _found(answer: Answer) -> Found:
    match answer:
        case Gone() | Failed(status=404):
            return "gone"
        case Failed():
            return "unknown"
        case _:
            return "there"
