"""Many at once, and workers that die: nothing is lost, nothing is had twice, nothing stays half done."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TypeVar

import pytest
import pytest_asyncio
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from bot.outbox.model import Channel, Sent, Validators
from bot.store import Store, open_store, outbox
from bot.store.address import read_address
from bot.store.engine import Database, open_database
from bot.store.tables import feeds, metadata
from tests import build
from tests.build import CHANNEL, GUILD, HARBOUR, MINUTE, NOW, QUAY
from tests.store.steps import claim, claims, follow, poll, publish

pytestmark = pytest.mark.asyncio(loop_scope="session")

T = TypeVar("T")

WORKERS = 4
LOAD = 200


@pytest_asyncio.fixture(loop_scope="session")
async def workers(store: Store, address: str) -> AsyncIterator[list[Store]]:
    """Stores on one database, as several processes have them; the first is that of the other fixtures."""
    async with AsyncExitStack() as stack:
        others = [await stack.enter_async_context(open_store(address)) for _ in range(WORKERS - 1)]
        yield [store, *others]


@pytest_asyncio.fixture(loop_scope="session")
async def databases(store: Store, address: str) -> AsyncIterator[list[Database]]:
    """The same, one floor below: for transactions that the store has no method for."""
    async with AsyncExitStack() as stack:
        where = read_address(address)
        yield [await stack.enter_async_context(open_database(where)) for _ in range(WORKERS)]


async def count_one(connection: AsyncConnection) -> None:
    """Read a number, let others have their turn, and write the next one."""
    one = feeds.c.feed_id == build.feed().feed_id
    number = (await connection.execute(select(feeds.c.failures).where(one).with_for_update())).scalar_one()
    await asyncio.sleep(0)
    await connection.execute(update(feeds).where(one).values(failures=number + 1))


async def failures(connection: AsyncConnection) -> int:
    """The number."""
    return int((await connection.execute(select(feeds.c.failures))).scalar_one())


async def test_what_reads_and_then_writes_loses_nothing(store: Store, databases: Sequence[Database]) -> None:
    """Two hundred at once from several processes, each adding one to what it read, add two hundred."""
    await follow(store)
    await asyncio.gather(*(databases[turn % WORKERS].write(count_one) for turn in range(LOAD)))
    assert await databases[0].read(failures) == LOAD


async def test_the_drivers_own_transactions_would_lose_most(tmp_path: Path) -> None:
    """The reason why SQLite is told when transactions begin: left to itself it loses writes without a word."""
    engine = create_async_engine(f"sqlite+aiosqlite:///{tmp_path / 'plain.db'}", pool_size=8, max_overflow=0)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(metadata.create_all)
            await connection.execute(insert(feeds).values(a_feed()))

        async def count() -> None:
            async with engine.begin() as connection:
                await count_one(connection)

        await asyncio.gather(*(count() for _ in range(LOAD)))
        async with engine.connect() as connection:
            assert await failures(connection) < LOAD
    finally:
        await engine.dispose()


def a_feed() -> dict[str, object]:
    """A row of a feed."""
    feed = build.feed()
    return {
        "feed_id": feed.feed_id,
        "address": feed.address,
        "title": feed.masthead.title,
        "due_at": NOW,
        "failures": 0,
        "fence": 0,
    }


async def test_two_claimers_never_get_one_delivery(workers: Sequence[Store]) -> None:
    """Whoever asks, and however many at once: each target has one delivery in flight, and all are had."""
    wishes = [build.subscription(channel_id=CHANNEL + number) for number in range(20)]
    for wish in wishes:
        await follow(workers[0], wish)
    stories = tuple(build.story(entry_id=str(number), link=None) for number in range(2))
    await publish(
        workers[0], *(build.digest_delivery(story, wish) for story in stories for wish in wishes), stories=stories
    )
    rounds = await asyncio.gather(*(claims(worker, limit=7) for worker in workers for _ in range(3)))
    targets = [one.delivery.target for claimed in rounds for one in claimed]
    assert sorted(targets, key=str) == sorted((Channel(wish.channel_id) for wish in wishes), key=str)


async def test_a_target_has_one_in_flight_though_the_first_was_kept_last(
    store: Store, databases: Sequence[Database]
) -> None:
    """Of two polls at once the one that began first may be kept last: then what was claimed meanwhile has to count."""
    await follow(store)
    first, second = (build.digest_delivery(build.story(entry_id=str(number))) for number in (1, 2))

    async def keep_slowly(connection: AsyncConnection) -> None:
        await outbox.put(connection, [first])
        await asyncio.sleep(0.15)

    async def claim_slowly(connection: AsyncConnection) -> int:
        claimed = await outbox.claim(connection, NOW, limit=10, lease=MINUTE)
        await asyncio.sleep(0.15)
        return len(claimed)

    async def after(seconds: float, doing: Awaitable[T]) -> T:
        await asyncio.sleep(seconds)
        return await doing

    one, _, two, three = await asyncio.gather(
        databases[0].write(keep_slowly),
        after(0.03, databases[1].write(outbox.put, [second])),
        after(0.08, databases[2].write(claim_slowly)),
        after(0.19, databases[3].write(claim_slowly)),
    )
    assert (one, two + three) == (None, 1)


async def test_two_pollers_never_get_one_feed(workers: Sequence[Store]) -> None:
    """Each due feed is polled by one of them."""
    addresses = [f"https://feed{number}.example/rss" for number in range(20)]
    for address in addresses:
        await follow(workers[0], build.subscription(address), address)
    rounds = await asyncio.gather(
        *(worker.claim_feeds(NOW, limit=4, lease=MINUTE) for worker in workers for _ in range(3))
    )
    claimed = [one.feed.address for feeds_claimed in rounds for one in feeds_claimed]
    assert len(claimed) == len(set(claimed))
    assert len(claimed) + len(await workers[0].claim_feeds(NOW, limit=20, lease=MINUTE)) == len(addresses)


async def test_one_of_many_records_a_poll(workers: Sequence[Store]) -> None:
    """The same outcome from all sides is kept once."""
    await follow(workers[0])
    outcome = build.outcome(await poll(workers[0]), stories=(build.story(),))
    assert sum(await asyncio.gather(*(worker.record(outcome) for worker in workers))) == 1


async def test_one_of_many_settles_an_attempt(workers: Sequence[Store]) -> None:
    """The first word on an attempt is the last."""
    await follow(workers[0])
    await publish(workers[0], build.digest_delivery(), stories=(build.story(),))
    claimed = await claim(workers[0])
    settled = await asyncio.gather(*(worker.settle(claimed, Sent(1), NOW) for worker in workers))
    assert sum(settled) == 1


async def test_channels_that_follow_at_once_all_follow(workers: Sequence[Store]) -> None:
    """The feed is kept once, each channel is news once, however many ask and however often."""
    wishes = [build.subscription(channel_id=CHANNEL + number) for number in range(5)]
    subscribed = await asyncio.gather(*(follow(worker, wish) for worker in workers for wish in wishes))
    assert sum(one.new for one in subscribed) == len(wishes)
    assert len(await workers[0].following(GUILD)) == len(wishes)


async def test_writers_that_wait_for_each_other_both_come_through(store: Store, databases: Sequence[Database]) -> None:
    """Where two take the same rows in opposite orders one is called off, and does it again."""
    await follow(store)
    await follow(store, build.subscription(QUAY), QUAY)
    begun = []

    async def raise_both(connection: AsyncConnection, first: str, second: str) -> None:
        begun.append(first)
        for address in (first, second):
            this = feeds.c.address == address
            await connection.execute(update(feeds).where(this).values(failures=feeds.c.failures + 1))
            await asyncio.sleep(0.05)

    await asyncio.gather(databases[0].write(raise_both, HARBOUR, QUAY), databases[1].write(raise_both, QUAY, HARBOUR))
    assert [(await store.background(build.feed(at).feed_id, [])).feed.failures for at in (HARBOUR, QUAY)] == [2, 2]
    assert len(begun) >= 2


async def test_a_writer_that_is_called_away_leaves_no_trace(workers: Sequence[Store]) -> None:
    """Half of many writers are cancelled at any moment of theirs; the others and those after them are served."""
    wishes = [build.subscription(channel_id=CHANNEL + number) for number in range(40)]
    tasks = [asyncio.create_task(follow(workers[turn % 2], wish)) for turn, wish in enumerate(wishes)]
    for turn, task in enumerate(tasks):
        if turn % 4 > 1:
            task.cancel()
        await asyncio.sleep(0.001)
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    assert not [one for one in ended if isinstance(one, Exception)]
    kept = {one.subscription.channel_id for one in await workers[0].following(GUILD)}
    assert kept >= {
        wish.channel_id for wish, one in zip(wishes, ended, strict=True) if not isinstance(one, BaseException)
    }
    await follow(workers[0], build.subscription(channel_id=7))
    assert len(await workers[1].following(GUILD)) == len(kept) + 1


async def test_a_worker_that_is_killed_leaves_nothing_half_done(store: Store, address: str) -> None:
    """What it had committed stands; what it was about to keep is not there, and another can take over."""
    worker = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.store.dies_halfway", address),
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    assert worker.stdout is not None
    assert await worker.stdout.readline() == b"halfway\n"
    worker.kill()
    await worker.wait()
    background = await store.background(build.feed().feed_id, [build.story()])
    assert [one.channel_id for one in background.subscriptions] == [CHANNEL]
    assert (background.known, background.feed.validators) == ((), Validators())
    assert await claims(store) == []
    await publish(store, build.digest_delivery(), stories=(build.story(),))
    assert len(await claims(store)) == 1
