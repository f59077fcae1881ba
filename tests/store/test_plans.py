"""How SQLite finds what the bot asks for all day: never by reading through all that was ever kept."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import time, timedelta
from pathlib import Path
from time import process_time

import pytest
from sqlalchemy import event

from bot.outbox.attempts import Ended, GivenUp, Later, Paused, Sent
from bot.outbox.due import Awaited, Look, Resolution
from bot.outbox.model import KeptPage, Push, Rest
from bot.outbox.settings import Settings, Timetable
from bot.store import (
    background,
    clock,
    debts,
    desk,
    explaining,
    feeds,
    following,
    hubs,
    lookup,
    marks,
    missing,
    open_store,
    outbox,
    resolving,
    settling,
    tellings,
)
from bot.store.address import read_address
from bot.store.engine import Database, open_database
from tests import build
from tests.build import GUILD, HARBOUR, HOUR, MINUTE, NOW
from tests.store.steps import follow, publish

SETTLED = 100_000

Values = tuple[str | int | None, ...]

FILL = """
    WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < :settled)
    INSERT INTO deliveries (delivery_id, target_kind, target_id, kind, message, created_at, subscription_id, story_id,
                            state, due_at, fence, attempts, plain, no_reply, posted_at)
    SELECT n, 'channel', n % 500, 'digest', '{}', n, n % 500, n, 'sent', n, 1, 1, 0, 0, n FROM number
"""

TOLD = """
    INSERT INTO told (subscription_id, story_id, delivery_id, revision, root_id, at)
    SELECT subscription_id, story_id, delivery_id, 1, delivery_id, created_at FROM deliveries
    WHERE typeof(story_id) = 'text' AND kind = 'digest' AND state = 'sent'
"""

FOLLOW_UP_OWED = build.owed(build.story_id(build.story()), debt="follow-up", due_at=NOW)

DUE = 50_000

# Four of five stand on one host, and are due first.
MANY_FEEDS = """
    WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < :feeds)
    INSERT INTO feeds (feed_id, address, address_key, host, title, due_at, failures, fence)
    SELECT n, n, n, CASE WHEN n <= :feeds * 4 / 5 THEN 'crowd.example' ELSE n || '.example' END, 'A feed', n, 0, 0
    FROM number
"""
THEIR_FOLLOWERS = """
    INSERT INTO subscriptions (subscription_id, feed_id, guild_id, channel_id, added_by, since, ended, removed)
    SELECT feed_id, feed_id, 1, 1, 1, 1, 0, 0 FROM feeds
"""

# Walking these is no reading through: they hold only what waits, or stop at what is not yet due. Feeds that name a hub
# are gone through now and then, by those columns alone in which the question is answered.
SHORT = (
    "deliveries_waiting",
    "deliveries_leased",
    "deliveries_oldest",
    "deliveries_replying",
    "deliveries_amending",
    "subscriptions_awaiting",
    "subscriptions_ahead",
    "owed_due",
    "stories_to_ask",
    "feeds_due",
    "feeds_leased",
    "feeds_pushed",
)


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
        file.execute(TOLD)
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
    await write(feeds.hint, build.feed().feed_id, NOW + HOUR)
    [claimed_feed] = await write(feeds.claim, NOW + HOUR, limit=10, lease=MINUTE)
    await read(marks.marks, claimed_feed.feed.feed_id)
    await read(marks.kept, ["https://harbourlight.example/1"])
    await read(background.background, claimed_feed.feed.feed_id, [build.story()], NOW)
    outcome = build.outcome(
        claimed_feed,
        revisions=(build.revision(build.story()),),
        tellings=(build.telling(build.digest_delivery()),),
        owed=(build.owed("1"), FOLLOW_UP_OWED),
        missing=(build.story_id(build.story()),),
        marks={"1": "a"},
        pages=(KeptPage("https://harbourlight.example/1", None, 1),),
        rest=Rest("quaynews.example", NOW + HOUR),
        push=Push("https://hub.example", HARBOUR),
        moved_to="https://harbourlight.example/moved",
    )
    assert await write(feeds.record, outcome)
    await what_falls_due(database)
    found = await read(hubs.waiting, NOW, renew_before=NOW, ask_again=HOUR, limit=10)
    [lease] = await write(hubs.begin, found, NOW, renew_before=NOW, ask_again=HOUR)
    await write(hubs.asked, lease.token, NOW, failed=False)
    await write(hubs.verified, lease.token, NOW + HOUR)
    assert await read(hubs.lease, lease.token)
    assert await write(feeds.claim_one, build.feed().feed_id, NOW + HOUR, lease=timedelta(0))
    assert await read(lookup.like, "tag:1", ["1"])
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
    await read(explaining.reasons, build.digest_delivery().delivery_id)
    await write(following.unsubscribe, GUILD, build.subscription().subscription_id)


async def what_falls_due(database: Database) -> None:
    """What the bot asks of the clock, and what comes of it, once each."""
    write, read = database.write, database.read
    wish = build.subscription()
    hourly = Settings(Timetable((time(8),)), gathering="server")
    await write(following.adjust, GUILD, [wish.subscription_id], hourly, NOW)
    await read(following.one, wish.subscription_id)
    await read(background.background, wish.feed_id, [build.story()], NOW)
    await read(clock.is_wrong, NOW)
    await read(desk.editions_due, NOW, limit=10)
    await read(desk.desk, wish.channel_id, NOW)
    await read(debts.due, NOW, limit=10)
    await read(missing.due, NOW, limit=10)
    await read(tellings.case, wish.subscription_id, build.story_id(build.story()))
    resolution = Resolution(
        NOW,
        periods=(f"{wish.subscription_id} 2026-09-18 08:00",),
        paid=(build.paid(FOLLOW_UP_OWED),),
        awaited=(Awaited(wish.subscription_id, NOW, NOW),),
        looks=(Look(build.story_id(build.story()), NOW, NOW),),
    )
    assert await write(resolving.resolve, resolution)


def one_of(values: Values | list[Values]) -> Values:
    """The values of one run of a statement that may be run with many."""
    return values[0] if isinstance(values, list) else values


def is_long_way(step: str) -> bool:
    """Whether a step reads through a table, or through all that one feed ever gave."""
    tables = (
        *("deliveries", "lane", "flying", "answered", "stories", "revisions", "subscriptions", "feeds", "decisions"),
        *("leased", "marks", "pages", "hub_leases", "told", "owed", "periods", "signatures", "saying", "root"),
        *("amended", "promise"),
    )
    reads_through = step.startswith(tuple(f"SCAN {table}" for table in tables)) and not step.endswith(SHORT)
    all_of_a_feed = step.startswith("SEARCH stories") and step.endswith("(feed_id=?)")
    return reads_through or (all_of_a_feed and "stories_missed" not in step)


async def test_a_claim_among_many_feeds_is_quick(tmp_path: Path) -> None:
    """All of fifty thousand feeds are due, on many hosts or on one: the feeds of a host are passed over by an index."""
    address = f"sqlite:///{tmp_path / 'many.db'}"
    async with open_store(address) as store:
        with closing(sqlite3.connect(tmp_path / "many.db")) as file, file:
            file.execute("PRAGMA synchronous = OFF")
            file.execute(MANY_FEEDS, {"feeds": DUE})
            file.execute(THEIR_FOLLOWERS)
        for limit in (1, 20):
            began = process_time()
            claimed = await store.claim_feeds(NOW, limit=limit, lease=MINUTE)
            spent = process_time() - began
            assert len(claimed) == limit
            assert spent < 0.2
