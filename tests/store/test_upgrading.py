"""A database that an older version has filled is opened by this one, and nothing of it is lost."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from alembic import command
from sqlalchemy import Connection, MetaData, Table, insert, inspect, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.news.model import Story
from bot.outbox.attempts import Sent
from bot.outbox.due import Resolution
from bot.outbox.model import Channel, Delivery, Told, Watched
from bot.outbox.settings import Settings
from bot.store import Store, documents, open_store, rows
from bot.store.address import read_address
from bot.store.columns import key
from bot.store.engine import open_database
from bot.store.schema import VERSION_TABLE, alembic_config
from bot.store.tables import archive, sayings
from tests import build
from tests.build import HARBOUR, HOUR, MINUTE, NOW, OTHER_CHANNEL, QUAY
from tests.store.steps import claim, follow

ODD = "https://[harbour"

WISHES = (build.subscription(greeted=NOW - HOUR), build.subscription(QUAY, channel_id=OTHER_CHANNEL))
TALKS = build.story()
DIGEST = build.digest_delivery(TALKS, WISHES[0])
FOLLOW_UP = build.follow_up_delivery(DIGEST)

Rows = Mapping[str, Sequence[Mapping[str, object]]]


def micros(hours: int = 0) -> int:
    """A moment, so many hours from now, as the first version kept it."""
    return round((NOW + hours * HOUR).timestamp() * 1_000_000)


def first_rows() -> Rows:
    """What the first version kept of feeds, of who follows them, and of a story that was told and has changed."""
    story_id = build.story_id(TALKS)
    return {
        "feeds": [
            {
                "feed_id": build.feed(address).feed_id,
                "address": address,
                "title": f"Title {number}",
                "site": None,
                "icon": "https://pics.example/icon",
                "etag": f'"{number}"',
                "last_modified": None,
                "body_hash": "ab" * 32,
                "due_at": micros(number),
                "failures": number,
                "problem": None,
                "fence": 7,
                "lease_until": None,
            }
            for number, address in enumerate((HARBOUR, QUAY, "https://Anchor.example:8080/feed", ODD))
        ],
        "subscriptions": [
            {
                "subscription_id": wish.subscription_id,
                "feed_id": wish.feed_id,
                "guild_id": wish.guild_id,
                "channel_id": wish.channel_id,
                "added_by": wish.added_by,
                "since": micros(),
                "greeted": micros(-1) if wish.greeted else None,
                "ended": False,
                "removed": False,
            }
            for wish in WISHES
        ],
        "stories": [
            {
                "story_id": story_id,
                "feed_id": build.feed().feed_id,
                "entry_key": key(TALKS.entry_id),
                "link_key": key(str(TALKS.link)),
                "fingerprint": build.revision(TALKS).fingerprint,
                "revision": 2,
            }
        ],
        "revisions": [
            {
                "story_id": story_id,
                "revision": number,
                "fingerprint": build.revision(TALKS).fingerprint,
                "document": documents.dump(TALKS),
                "read_at": micros(number),
            }
            for number in (1, 2)
        ],
        "quotes": [
            {"story_id": story_id, "position": 0, "starts_at": 1, "ends_at": 2, "text": "We will talk", "name": "Reyes"}
        ],
        "deliveries": [first_delivery(DIGEST, "sent", message_id=42), first_delivery(FOLLOW_UP, "waiting")],
        "receipts": [{"delivery_id": DIGEST.delivery_id, "at": micros(), "ending": "sent"}],
        "decisions": [
            {
                "subscription_id": WISHES[0].subscription_id,
                "story_id": story_id,
                "revision": 1,
                "delivery_id": DIGEST.delivery_id,
                "reasons": documents.dump_reasons(["It is new."]),
                "at": micros(),
            }
        ],
        "holds": [{"since": micros(-9), "until": micros(-8), "why": "too fast"}],
    }


def first_delivery(delivery: Delivery, state: str, message_id: int | None = None) -> Mapping[str, object]:
    """A delivery as the first version kept it."""
    moments = {"created_at": micros(), "due_at": micros(), "posted_at": micros() if message_id else None}
    values = {**rows.delivery_values(delivery), **moments, "state": state, "message_id": message_id}
    return {name: value for name, value in values.items() if name != "amends"}


async def fill(address: str, *later: Story) -> None:
    """Make a database of the first version, with rows in all of its tables, and of stories that were read later."""

    def first_version(connection: Connection) -> None:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        assert set(first_rows()) == set(inspect(connection).get_table_names()) - {VERSION_TABLE}
        for name, values in first_rows().items():
            table = Table(name, MetaData(), autoload_with=connection)
            connection.execute(insert(table), list(values))
            if name in ("stories", "revisions"):
                for hours, story in enumerate(later, 3):
                    connection.execute(insert(table), {**values[0], **changed(story, hours)[name]})

    async def make(connection: AsyncConnection) -> None:
        await connection.run_sync(first_version)

    async with open_database(read_address(address)) as database:
        await database.write(make)


def changed(story: Story, hours: int) -> Mapping[str, Mapping[str, object]]:
    """What another story has of its own in the tables of stories, where it was read once, so many hours from now."""
    named = {"story_id": build.story_id(story), "revision": 1}
    return {
        "stories": {**named, "entry_key": key(story.entry_id), "link_key": None},
        "revisions": {**named, "document": documents.dump(story), "read_at": micros(hours)},
    }


async def kept(address: str) -> dict[str, list[Mapping[str, object]]]:
    """What stands in the columns that the first version had."""

    def look(connection: Connection) -> dict[str, list[Mapping[str, object]]]:
        found: dict[str, list[Mapping[str, object]]] = {}
        for name, values in first_rows().items():
            table = Table(name, MetaData(), autoload_with=connection)
            asked = select(*(table.c[column] for column in values[0])).order_by(*table.primary_key)
            found[name] = [dict(row._mapping) for row in connection.execute(asked)]
        return found

    async with open_database(read_address(address)) as database:
        return await database.read(lambda connection: connection.run_sync(look))


@pytest.fixture
async def old_address(bare_address: str) -> str:
    """The address of a database that the first version has filled."""
    await fill(bare_address)
    return bare_address


async def test_upgrading_changes_nothing_that_was_kept(old_address: str) -> None:
    """Every row of every table stands, word for word."""
    before = await kept(old_address)
    async with open_store(old_address):
        pass
    assert await kept(old_address) == before
    assert {name: len(found) for name, found in before.items()} == {
        name: len(values) for name, values in first_rows().items()
    }


async def test_an_upgraded_store_goes_on_where_the_old_one_stood(old_address: str) -> None:
    """Feeds are polled in turn, what was told is known, and what waits is posted, as a reply to what it answers."""
    async with open_store(old_address) as store:
        first, second = await store.claim_feeds(NOW + HOUR, limit=9, lease=MINUTE)
        assert (first.feed.address, first.feed.validators.etag, first.fence) == (HARBOUR, '"0"', 8)
        assert (second.feed.address, second.feed.failures) == (QUAY, 1)
        background = await store.background(first.feed.feed_id, [TALKS], NOW)
        assert background.subscriptions == (WISHES[0],)
        assert [(one.story, one.revision) for one in background.known] == [(TALKS, 2)]
        assert background.told == (
            Told(
                subscription_id=WISHES[0].subscription_id,
                story_id=str(DIGEST.story_id),
                root_id=DIGEST.delivery_id,
                standing=DIGEST.message,
                revisions=(TALKS, TALKS),
                told_at=NOW,
                last_at=NOW,
                follow_ups=1,
            ),
        )
        assert await store.record(build.outcome(first, marks={TALKS.entry_id: "a"}))
        waiting = await claim(store)
        assert (waiting.delivery, waiting.reply_to) == (FOLLOW_UP, 42)
        assert waiting.delivery.target == Channel(build.CHANNEL)
        assert await store.settle(waiting, Sent(43), NOW)


async def test_what_was_read_last_is_the_newest_after_upgrading(bare_address: str) -> None:
    """Lookups go by the numbers of the rows; the names of stories say nothing of when they were read."""
    read = [build.another_story(number) for number in range(9)]
    await fill(bare_address, *read)
    async with open_store(bare_address):
        pass
    names = [build.story_id(TALKS), *(build.story_id(story) for story in read)]
    assert names != sorted(names)

    async def numbered(connection: AsyncConnection) -> list[list[str]]:
        asked = [select(table.c.story_id).order_by(table.c.number) for table in (archive, sayings)]
        return [list(dict.fromkeys((await connection.execute(one)).scalars())) for one in asked]

    async with open_database(read_address(bare_address)) as database:
        in_archive, in_sayings = await database.read(numbered)
    quoting = [build.story_id(story) for story in (TALKS, *read) if story.quotes]
    assert (in_archive, in_sayings) == (names, quoting)


async def test_upgraded_feeds_are_found_by_what_is_new(old_address: str) -> None:
    """By their hosts, by their addresses, and by when they last changed."""
    async with open_store(old_address) as store:
        await check_hosts(store)
        again = await follow(store, build.subscription(since=NOW + HOUR))
        assert (again.new, again.following.subscription) == (False, WISHES[0])
        found = await store.feed_at(HARBOUR)
        assert found is not None
        assert (found.feed.changed_at, found.feed.polled_at, found.stories) == (NOW + 2 * HOUR, None, 1)
        assert await store.like(None, [TALKS.entry_id]) == ((found.feed, 1),)
        assert await store.marks(found.feed.feed_id) == {}


async def check_hosts(store: Store) -> None:
    """See that each feed takes turns with the others of its host alone."""
    neighbour = "https://anchor.example/other"
    for address in (neighbour, "https://Anchor.example:8080/feed", ODD):
        wish = replace(build.subscription(address), since=NOW - 2 * HOUR)
        await follow(store, wish, address)
    claimed = [one.feed.address for one in await store.claim_feeds(NOW + HOUR, limit=9, lease=MINUTE)]
    assert len(claimed) == 4
    assert {HARBOUR, QUAY, ODD} < set(claimed)


async def test_a_feed_that_never_brought_anything_has_never_changed(old_address: str) -> None:
    """Upgrading makes up nothing."""
    async with open_store(old_address) as store:
        found = await store.feed_at(QUAY)
        assert found is not None
        assert (found.feed.changed_at, found.feed.because, found.feed.gone) == (None, "", False)


async def test_what_was_told_before_upgrading_is_listed_and_followed_up(old_address: str) -> None:
    """What follows later is told by a reply to the digest of then, and a promise of then can be taken out of it."""
    subscription_id, story_id = WISHES[0].subscription_id, str(DIGEST.story_id)
    async with open_store(old_address) as store:
        [latest] = await store.latest(build.GUILD, feed_id=None, count=9)
        assert (latest.story, latest.message_id) == (TALKS, 42)
        case = await store.case(subscription_id, story_id)
        assert case is not None
        assert (case.known.revision, case.told.root_id, case.subscription.settings) == (
            2,
            DIGEST.delivery_id,
            Settings(),
        )
        edit = build.edit_delivery(DIGEST, replace(build.digest(TALKS), updated=NOW), created_at=NOW)
        assert await store.resolve(Resolution(NOW, deliveries=(edit,)))
        assert await store.settle(await claim(store), Sent(43), NOW)
        assert (await claim(store)).edits == 42


async def test_a_story_from_before_upgrading_is_watched_once_it_is_read_again(old_address: str) -> None:
    """Until then nobody knows where its page is."""
    async with open_store(old_address) as store:
        [first, *_] = await store.claim_feeds(NOW + HOUR, limit=9, lease=MINUTE)
        feed_id, story_id = first.feed.feed_id, str(DIGEST.story_id)
        assert (await store.background(feed_id, [TALKS], NOW)).watched == ()
        edited = build.story(quotes=[build.REYES])
        assert await store.record(build.outcome(first, revisions=(build.revision(edited, 3),)))
        watched = Watched(story_id, TALKS.entry_id, TALKS.published)
        assert (await store.background(feed_id, [TALKS], NOW)).watched == (watched,)
