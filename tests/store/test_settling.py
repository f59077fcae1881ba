"""How each end of an attempt is written down, and what follows from it."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.outbox.attempts import Again, Ended, GivenUp, Later, Paused, Sent, Settlement
from bot.store import Store
from bot.store.address import read_address
from bot.store.engine import open_database
from bot.store.tables import receipts
from tests import build
from tests.build import GUILD, HOUR, MINUTE, NOW
from tests.store.steps import attempt, claim, claimed_ids, claims, digest, follow, post, publish

pytestmark = pytest.mark.asyncio(loop_scope="session")

PAUSED = Paused(NOW + HOUR, "I am not allowed “Send Messages” there", build.notice())
GONE = Ended("the channel is gone", build.notice("A channel that followed a feed is gone"))
UNSURE = Later(NOW, "a timeout", unsure=True)
SURE = Later(NOW, "too fast", unsure=False)


# ------------------------------------------------------------------------------------------------- sent


async def test_what_is_sent_leaves_the_outbox(store: Store) -> None:
    """It is never claimed again, and when it was posted is known."""
    await follow(store)
    await publish(store, digest(1))
    await post(store, 42, NOW + MINUTE)
    assert await claims(store, NOW + HOUR) == []
    reasons = await store.reasons(digest(1).delivery_id)
    assert reasons is not None
    assert reasons.posted_at == NOW + MINUTE


async def test_an_attempt_settles_once(store: Store) -> None:
    """A second word on the same attempt comes too late."""
    await follow(store)
    await publish(store, digest(1))
    settled = await attempt(store, SURE)
    assert not await store.settle(settled, GivenUp("refused"), NOW)
    assert len(await claims(store)) == 1


async def test_an_outdated_fence_settles_nothing(store: Store) -> None:
    """Whoever lost the lease cannot say how the delivery ended, nor put anything off, nor end a subscription."""
    await follow(store)
    await publish(store, digest(1))
    late = await claim(store)
    in_time = await claim(store, NOW + MINUTE)
    endings: list[Settlement] = [
        Sent(1),
        replace(SURE, at=NOW + HOUR, everywhere=True),
        Again("refused", plain=True, reply=False),
        PAUSED,
        GONE,
        GivenUp("refused"),
    ]
    for ending in endings:
        assert not await store.settle(late, ending, NOW + MINUTE)
    assert [one.subscription for one in await store.following(GUILD)] == [build.subscription()]
    assert await store.settle(in_time, replace(SURE, at=NOW + MINUTE), NOW + MINUTE)
    assert replace(await claim(store, NOW + MINUTE), fence=late.fence) == late


async def test_a_settled_lease_frees_its_channel(store: Store) -> None:
    """The next delivery need not wait until the lease would have run out."""
    await follow(store)
    await publish(store, digest(1), digest(2))
    await post(store)
    assert await claimed_ids(store) == [digest(2).delivery_id]


async def test_every_attempts_end_is_kept(store: Store, address: str) -> None:
    """When it ended, how, and why: who asks later can be told."""
    await follow(store)
    await publish(store, digest(1), digest(2))
    await attempt(store, replace(UNSURE, at=NOW + MINUTE))
    await post(store, now=NOW + MINUTE)
    await attempt(store, GivenUp("refused"), NOW + HOUR)
    async with open_database(read_address(address)) as database:
        kept = await database.read(all_receipts)
    assert kept == [
        (digest(1).delivery_id, NOW, "later", "a timeout"),
        (digest(1).delivery_id, NOW + MINUTE, "sent", None),
        (digest(2).delivery_id, NOW + HOUR, "given_up", "refused"),
    ]


async def all_receipts(connection: AsyncConnection) -> list[tuple[object, ...]]:
    """Every receipt, in the order in which it was written."""
    asked = select(receipts.c.delivery_id, receipts.c.at, receipts.c.ending, receipts.c.why).order_by(receipts.c.number)
    return [tuple(row) for row in await connection.execute(asked)]


# ------------------------------------------------------------------------------------------------- later, again


async def test_a_delivery_put_off_keeps_its_payload(store: Store) -> None:
    """The same message is tried again, and the attempts are counted."""
    await follow(store)
    await publish(store, digest(1))
    await attempt(store, UNSURE)
    again = await claim(store)
    assert (again.payload, again.attempts) == ('{"content": "…"}', 1)


async def test_doubt_lasts_from_the_earliest_attempt(store: Store) -> None:
    """Each timeout may have been the one that posted."""
    await follow(store)
    await publish(store, digest(1))
    await attempt(store, UNSURE)
    await attempt(store, replace(UNSURE, at=NOW + HOUR), NOW + MINUTE)
    assert (await claim(store, NOW + HOUR)).unsure_since == NOW


async def test_an_answer_clears_the_doubt_of_its_own_attempt(store: Store) -> None:
    """Discord said that it did not take the message."""
    await follow(store)
    await publish(store, digest(1))
    await attempt(store, SURE)
    assert (await claim(store)).unsure_since is None


async def test_an_answer_leaves_the_doubt_of_an_earlier_attempt(store: Store) -> None:
    """That the second was not taken says nothing of the first."""
    await follow(store)
    await publish(store, digest(1))
    await attempt(store, UNSURE)
    await attempt(store, SURE, NOW + MINUTE)
    assert (await claim(store, NOW + MINUTE)).unsure_since == NOW


async def test_a_timeout_without_a_beginning_is_doubted_too(store: Store) -> None:
    """Better one search too many than one message."""
    await follow(store)
    await publish(store, digest(1))
    assert await store.settle(await claim(store), UNSURE, NOW)
    assert (await claim(store)).unsure_since == NOW


async def test_another_rendering_begins_afresh(store: Store) -> None:
    """The refused payload is dropped, the next one is plain and may go at once, without doubt."""
    await follow(store)
    await publish(store, digest(1))
    await attempt(store, UNSURE)
    await attempt(store, Again("refused", plain=True, reply=True))
    again = await claim(store)
    assert (again.payload, again.plain, again.unsure_since, again.attempts) == (None, True, None, 2)


async def test_a_reply_that_is_gone_is_not_answered_again(store: Store) -> None:
    """The message goes without a reply, and what was plain stays plain."""
    await follow(store)
    follow_up = build.follow_up_delivery(digest(1))
    await publish(store, digest(1), follow_up)
    await post(store, 42)
    assert (await attempt(store, Again("refused", plain=True, reply=True))).reply_to == 42
    assert (await attempt(store, Again("the message is gone", plain=False, reply=False))).reply_to == 42
    last = await claim(store)
    assert (last.plain, last.reply_to) == (True, None)


# ------------------------------------------------------------------------------------------------- given up


async def test_what_is_given_up_takes_its_replies_along(store: Store) -> None:
    """A follow-up of something that nobody saw would puzzle; what else waits goes on."""
    await follow(store)
    first = build.follow_up_delivery(digest(1))
    second = replace(build.follow_up_delivery(digest(1), "Night shifts end"), replies_to=first.delivery_id)
    await publish(store, digest(1), first, second, digest(2))
    await attempt(store, GivenUp("refused"))
    assert (await store.tally(NOW)).given_up == 3
    assert await claimed_ids(store) == [digest(2).delivery_id]
    assert [one.subscription for one in await store.following(GUILD)] == [build.subscription()]
