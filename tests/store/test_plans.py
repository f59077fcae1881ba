"""How SQLite finds what the bot asks for all day: never by reading through all that was ever kept."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from bot.outbox.model import Ended, GivenUp, Later, Paused, Sent
from bot.store import feeds, following, lookup, open_store, outbox, settling, stories
from bot.store.address import read_address
from bot.store.engine import Database, open_database
from tests import build
from tests.build import GUILD, HOUR, MINUTE, NOW
from tests.store.steps import follow, publish

SETTLED = 100_000

Values = tuple[str | int | None, ...]

FILL = """
    WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < :settled)
    INSERT INTO deliveries (delivery_id, target_kind, target_id, kind, message, created_at, subscription_id, story_id,
                            state, due_at, fence, attempts, plain, no_reply, posted_at)
    SELECT n, 'channel', n % 500, 'digest', '{}', n, n % 500, n, 'sent', n, 1, 1, 0, 0, n FROM number
"""

# Walking these is no reading through: they hold only what waits, or stop at what is not yet due.
SHORT = ("deliveries_waiting", "deliveries_leased", "deliveries_oldest", "deliveries_replying", "feeds_due")


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """A year's deliveries, nearly all of them settled."""
    address = f"sqlite:///{tmp_path / 'year.db'}"
    async with open_store(address) as store:
        await follow(store)
        told = [build.story(entry_id=str(number), link=None) for number in range(5)]
        await publish(store, *(build.digest_delivery(story) for story in told), stories=tuple(told))
    with closing(sqlite3.connect(tmp_path / "year.db")) as file, file:
        file.execute("PRAGMA synchronous = OFF")
        file.execute(FILL, {"settled": SETTLED})
    async with open_database(read_address(address)) as opened:
        yield opened


async def test_nothing_reads_through_what_is_settled(database: Database, tmp_path: Path) -> None:
    """Every statement of a day's work finds its rows by an index, however long the bot has been at it."""
    asked: list[tuple[str, Values | list[Values]]] = []
    for engine in (database.readers, database.writers):
        event.listen(engine.sync_engine, "before_cursor_execute", lambda *told: asked.append((told[2], told[3])))

    await a_days_work(database)

    with closing(sqlite3.connect(tmp_path / "year.db")) as file:
        steps = {
            (row[3], statement)
            for statement, values in asked
            for row in file.execute(f"EXPLAIN QUERY PLAN {statement}", one_of(values))
        }
    assert len(asked) > 40
    assert {step for step in steps if is_long_way(step[0])} == set()


async def a_days_work(database: Database) -> None:
    """Each of the things that the bot does again and again, once."""
    write, read = database.write, database.read
    [claimed_feed] = await write(feeds.claim, NOW + HOUR, limit=10, lease=MINUTE)
    await read(stories.background, claimed_feed.feed.feed_id, [build.story()])
    await write(feeds.record, build.outcome(claimed_feed, revisions=(build.revision(build.story()),)))
    for settlement in (
        Later(NOW, "too fast", unsure=True),
        Paused(NOW, "I am not allowed “Send Messages” there", build.notice()),
        Sent(1),
        GivenUp("refused"),
        Ended("the channel is gone", build.notice()),
    ):
        claimed, *_ = await write(outbox.claim, NOW, limit=10, lease=timedelta(0))
        await write(outbox.begin_attempt, claimed, "{}", NOW)
        assert await write(settling.settle, claimed, settlement, NOW)
    await write(following.subscribe, build.feed(), build.subscription())
    await read(following.following, GUILD)
    await read(lookup.latest, GUILD, feed_id=None, count=5)
    await read(lookup.reasons, build.digest_delivery().delivery_id)
    await write(following.unsubscribe, GUILD, build.subscription().subscription_id)


def one_of(values: Values | list[Values]) -> Values:
    """The values of one run of a statement that may be run with many."""
    return values[0] if isinstance(values, list) else values


def is_long_way(step: str) -> bool:
    """Whether a step reads through a table, or through all that one feed ever gave."""
    tables = ("deliveries", "lane", "flying", "answered", "stories", "revisions", "subscriptions", "feeds", "decisions")
    reads_through = step.startswith(tuple(f"SCAN {table}" for table in tables)) and not step.endswith(SHORT)
    return reads_through or (step.startswith("SEARCH stories") and step.endswith("(feed_id=?)"))
