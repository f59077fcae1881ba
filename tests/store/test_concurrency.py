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

from bot.outbox.attempts import Sent
from bot.outbox.due import Resolution
from bot.outbox.model import Channel, Push, Validators
from bot.store import Store, open_store, outbox
from bot.store.address import read_address
from bot.store.engine import Database, open_database
from bot.store.tables import feeds, metadata
from tests import build
from tests.build import CHANNEL, GUILD, HARBOUR, MINUTE, NOW, OTHER_CHANNEL, QUAY
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
    assert [(await store.background(build.feed(at).feed_id, [], NOW)).feed.failures for at in (HARBOUR, QUAY)] == [2, 2]
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


async def test_two_pollers_never_get_two_feeds_of_one_host(workers: Sequence[Store]) -> None:
    """Whoever asks, and however many at once: a host has one of them at its door."""
    addresses = [f"https://host{number % 5}.example/{number}" for number in range(20)]
    for address in addresses:
        await follow(workers[0], build.subscription(address), address)
    rounds = await asyncio.gather(
        *(worker.claim_feeds(NOW, limit=2, lease=MINUTE) for worker in workers for _ in range(2))
    )
    hosts = [one.feed.address.split("/")[2] for claimed in rounds for one in claimed]
    assert sorted(hosts) == [f"host{number}.example" for number in range(5)]


async def test_one_of_many_operators_leases_a_feed(workers: Sequence[Store]) -> None:
    """Though it is not due, it is polled once at a time."""
    await follow(workers[0])
    asked = [worker.claim_feed(build.feed().feed_id, NOW, lease=MINUTE) for worker in workers for _ in range(3)]
    assert sum(claimed is not None for claimed in await asyncio.gather(*asked)) == 1


async def test_a_new_subscription_at_a_hub_has_one_token(workers: Sequence[Store]) -> None:
    """Those who ask for it at once are given the same."""
    await follow(workers[0])
    push = Push("https://hub.example", HARBOUR)
    assert await workers[0].record(build.outcome(await poll(workers[0]), push=push))
    rounds = await asyncio.gather(
        *(worker.hub_leases(NOW, renew_before=NOW, ask_again=MINUTE, limit=1) for worker in workers for _ in range(2))
    )
    [token] = {lease.token for leases in rounds for lease in leases}
    assert await workers[0].hub_lease(token) is not None


async def test_an_address_has_one_feed_though_one_moves_there_as_it_is_followed(workers: Sequence[Store]) -> None:
    """Whichever comes first: the feed moves and is followed there, or is followed there and becomes that one."""
    await follow(workers[0])
    moved = build.outcome(await poll(workers[0]), moved_to=QUAY)
    wishes = [build.subscription(QUAY, channel_id=CHANNEL + number) for number in range(1, WORKERS)]
    done = await asyncio.gather(
        workers[0].record(moved),
        *(follow(worker, wish, QUAY) for worker, wish in zip(workers[1:], wishes, strict=True)),
    )
    assert done[0]
    [feed] = await workers[0].feeds()
    assert (feed.feed.address, feed.followers) == (QUAY, WORKERS)
    assert len(await workers[0].following(GUILD)) == WORKERS


async def test_two_feeds_that_move_to_each_other_both_come_through(workers: Sequence[Store]) -> None:
    """However silly: neither waits for ever, and everybody still follows what is there."""
    await follow(workers[0])
    await follow(workers[0], build.subscription(QUAY), QUAY)
    outcomes = [
        build.outcome(await poll(workers[0], HARBOUR), moved_to=QUAY),
        build.outcome(await poll(workers[0], QUAY), moved_to=HARBOUR),
    ]
    kept = await asyncio.gather(*(worker.record(one) for worker, one in zip(workers, outcomes, strict=False)))
    assert sum(kept) == 1
    assert len(await workers[0].following(GUILD)) == 1


async def test_of_many_workers_one_prints_an_edition(workers: Sequence[Store]) -> None:
    """At the same hour all of them find it due; what it tells is told once, and owed no more."""
    owed = [build.owed(str(number), debt="follow-up", due_at=NOW) for number in range(20)]
    await follow(workers[0])
    await publish(workers[0], owed=tuple(owed))
    printed = [
        Resolution(
            NOW,
            deliveries=(build.edition_delivery(f"by worker {number}"),),
            paid=tuple(build.paid(debt) for debt in (owed if number % 2 else reversed(owed))),
            periods=tuple(sorted(("one", "two"), reverse=bool(number % 2))),
        )
        for number in range(len(workers))
    ]
    assert len(await workers[0].debts(NOW, limit=99)) == len(owed)
    kept = await asyncio.gather(*(worker.resolve(one) for worker, one in zip(workers, printed, strict=True)))
    assert sum(kept) == 1
    assert (await workers[0].tally(NOW)).waiting == 1
    assert await workers[0].debts(NOW, limit=99) == ()


async def test_a_worker_that_is_killed_leaves_nothing_half_done(store: Store, address: str) -> None:
    """What it had committed stands; what it was about to keep is not there, and another can take over."""
    await let_one_die(address)
    background = await store.background(build.feed().feed_id, [build.story()], NOW)
    assert [one.channel_id for one in background.subscriptions] == [CHANNEL]
    assert (background.known, background.feed.validators) == ((), Validators())
    assert await claims(store) == []
    await publish(store, build.digest_delivery(), stories=(build.story(),))
    assert len(await claims(store)) == 1


async def test_a_worker_that_is_killed_leaves_two_feeds_two(store: Store, address: str) -> None:
    """While one was becoming the other nothing had moved; the next to poll it has it all to do, and can."""
    there = build.subscription(QUAY, channel_id=OTHER_CHANNEL)
    await follow(store, there, QUAY)
    await let_one_die(address, QUAY)
    assert [one.feed.address for one in await store.feeds()] == [HARBOUR, QUAY]
    assert {one.subscription for one in await store.following(GUILD)} == {build.subscription(), there}
    assert await claims(store) == []
    assert await store.record(build.outcome(await poll(store), stories=(build.story(),), moved_to=QUAY))
    [one] = await store.feeds()
    assert (one.feed.address, one.followers, one.stories) == (QUAY, 2, 1)


async def let_one_die(*arguments: str) -> None:
    """Run a worker until it is halfway, and kill it."""
    worker = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.store.dies_halfway", *arguments),
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    assert worker.stdout is not None
    assert await worker.stdout.readline() == b"halfway\n"
    worker.kill()
    await worker.wait()
