"""What a clock that was a year ahead has put off comes now; what is honestly waited for does not."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.outbox.attempts import Later
from bot.outbox.model import Rest
from bot.store import Store
from tests import build
from tests.build import HOUR, MINUTE, NOW
from tests.store import steps

pytestmark = pytest.mark.asyncio(loop_scope="session")

A_YEAR = timedelta(days=365)
DEBT = build.owed(build.story_id(build.story()), debt="follow-up", due_at=NOW + A_YEAR)


async def test_nothing_is_set_right_where_nothing_is_wrong(store: Store) -> None:
    """Neither a rest of a week nor a promise of a day."""
    await steps.follow(store)
    promise = replace(DEBT, debt="promise", due_at=NOW + 24 * HOUR)
    claimed = await steps.poll(store)
    rest = Rest("harbourlight.example", NOW + timedelta(days=7))
    assert await store.record(build.outcome(claimed, owed=(promise,), rest=rest, due_at=NOW + timedelta(days=7)))
    assert not await store.set_right(NOW)


async def test_a_feed_that_was_polled_a_year_ahead_is_due_now(store: Store) -> None:
    """So is what is owed, and the host that wished for a rest then is asked again."""
    await steps.follow(store)
    claimed = await steps.poll(store)
    rest = Rest("harbourlight.example", NOW + A_YEAR)
    assert await store.record(build.outcome(claimed, owed=(DEBT,), rest=rest, due_at=NOW + A_YEAR))
    assert await store.claim_feeds(NOW, limit=9, lease=MINUTE) == ()
    assert await store.set_right(NOW)
    assert [one.feed.address for one in await store.claim_feeds(NOW, limit=9, lease=MINUTE)] == [build.HARBOUR]
    assert [one.debt for one in await store.debts(NOW, limit=9)] == ["follow-up"]
    assert not await store.set_right(NOW)


async def test_a_feed_and_a_delivery_that_were_leased_then_are_free_now(store: Store) -> None:
    """Whoever had them is long gone."""
    await steps.follow(store)
    await steps.publish(store, build.digest_delivery(), stories=(build.story(),))
    assert len(await store.claim_feeds(NOW + A_YEAR, limit=9, lease=MINUTE)) == 1
    assert len(await store.claim_deliveries(NOW + A_YEAR, limit=9, lease=MINUTE)) == 1
    assert await store.set_right(NOW + HOUR)
    assert len(await store.claim_deliveries(NOW + HOUR, limit=9, lease=MINUTE)) == 1
    assert await store.claim_feed(build.feed().feed_id, NOW + HOUR, lease=MINUTE)


async def test_a_delivery_and_a_hold_that_were_put_off_then_are_due_now(store: Store) -> None:
    """A limit on the whole bot holds every post, and must not do so for a year."""
    await steps.follow(store)
    await steps.publish(store, build.digest_delivery(), stories=(build.story(),))
    await steps.attempt(store, Later(NOW + A_YEAR, "Discord asked to slow down", unsure=False, everywhere=True))
    assert await steps.claims(store) == []
    assert await store.set_right(NOW)
    assert len(await steps.claims(store, NOW + MINUTE)) == 1
