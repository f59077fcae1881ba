"""What was read is remembered: the marks of entries, within bounds, and the articles of pages."""

from dataclasses import replace

import pytest

from bot.outbox.model import Greeting, KeptPage
from bot.store import Store
from bot.store.marks import MOST_MARKS
from tests import build
from tests.build import GUILD, HOUR, MINUTE, NOW, OTHER_CHANNEL, QUAY
from tests.store.steps import follow, poll

pytestmark = pytest.mark.asyncio(loop_scope="session")

FEED_ID = build.feed().feed_id
GREETING = Greeting(build.subscription().subscription_id, NOW)
PAGE = KeptPage("https://harbourlight.example/talks", "<p>Talks</p>", 1, "Ines Okafor", NOW, "https://pics.example/1")


async def mark(store: Store, marks: dict[str, str], minutes: int = 0) -> None:
    """Poll the feed at a minute, and read entries in it under these marks; every channel has been greeted then."""
    outcome = build.outcome(await poll(store), marks=marks, greetings=(GREETING,), at=NOW + minutes * MINUTE)
    assert await store.record(outcome)


async def test_marks_are_kept_by_entry(store: Store) -> None:
    """Those that are given again change, the others stay; other feeds have their own."""
    await follow(store)
    await follow(store, build.subscription(QUAY), QUAY)
    await mark(store, {"1": "a", "2": "b"})
    await mark(store, {"2": "c", "3": "d"})
    assert await store.marks(FEED_ID) == {"1": "a", "2": "c", "3": "d"}
    assert await store.marks(build.feed(QUAY).feed_id) == {}
    assert await store.marks("nothing") == {}


async def test_for_a_channel_that_has_not_seen_the_feed_nothing_was_read(store: Store) -> None:
    """Every entry is read again for its sake, until it has been greeted, or has left."""
    await follow(store)
    await mark(store, {"1": "a"})
    there = build.subscription(channel_id=OTHER_CHANNEL)
    await follow(store, there)
    assert await store.marks(FEED_ID) == {}
    await store.unsubscribe(GUILD, there.subscription_id)
    assert await store.marks(FEED_ID) == {"1": "a"}


async def test_an_imported_subscription_needs_no_second_reading(store: Store) -> None:
    """It wants nothing of what stands in the feed."""
    await follow(store)
    await mark(store, {"1": "a"})
    await follow(store, build.subscription(channel_id=OTHER_CHANNEL, greeted=NOW))
    assert await store.marks(FEED_ID) == {"1": "a"}


async def test_the_oldest_marks_are_dropped(store: Store) -> None:
    """Beyond a number, a feed's marks go in the order in which they were given last."""
    await follow(store)
    await mark(store, {"pinned": "p", "old": "o"})
    await mark(store, {f"{number}": "a" for number in range(MOST_MARKS - 2)}, minutes=1)
    assert len(await store.marks(FEED_ID)) == MOST_MARKS
    await mark(store, {"pinned": "q", "new": "n"}, minutes=2)
    marks = await store.marks(FEED_ID)
    assert marks["pinned"] == "q"
    assert marks["new"] == "n"
    assert "old" not in marks


async def test_what_one_outcome_marks_is_kept_together(store: Store) -> None:
    """A feed of more entries than that is not read anew at every poll."""
    await follow(store)
    many = {f"{number}": "a" for number in range(MOST_MARKS + 200)}
    await mark(store, many)
    assert await store.marks(FEED_ID) == many


async def test_an_entry_whose_mark_was_dropped_is_still_known(store: Store) -> None:
    """It is read again, but its story stands, and who was told of it."""
    await follow(store)
    outcome = build.outcome(
        await poll(store),
        marks={build.story().entry_id: "a"},
        stories=(build.story(),),
        deliveries=(build.digest_delivery(),),
        greetings=(GREETING,),
    )
    assert await store.record(outcome)
    await mark(store, {f"{number}": "b" for number in range(MOST_MARKS)}, minutes=1)
    assert build.story().entry_id not in await store.marks(FEED_ID)
    background = await store.background(FEED_ID, [build.story()], NOW)
    assert [known.story for known in background.known] == [build.story()]
    assert {told.root_id for told in background.told} == {build.digest_delivery().delivery_id}


async def test_an_outdated_outcome_leaves_no_marks(store: Store) -> None:
    """Nor pages, nor a rest: who was overtaken has nothing to say."""
    await follow(store)
    late = await poll(store)
    await poll(store)
    assert not await store.record(build.outcome(late, marks={"1": "a"}, pages=(PAGE,), greetings=(GREETING,)))
    await mark(store, {"2": "b"})
    assert await store.marks(FEED_ID) == {"2": "b"}
    assert await store.pages([PAGE.link]) == {}


async def test_pages_are_kept_by_link(store: Store) -> None:
    """Each as it was kept last; what was never kept is not there."""
    await follow(store)
    failed = KeptPage("https://harbourlight.example/" + "ü1" * 5_000, None, 2)
    assert await store.record(build.outcome(await poll(store), pages=(PAGE, failed)))
    assert await store.pages([failed.link, PAGE.link, "https://nowhere.example"]) == {
        PAGE.link: PAGE,
        failed.link: failed,
    }
    again = replace(failed, body="<p>At last</p>", tries=3, published=NOW - HOUR)
    assert await store.record(build.outcome(await poll(store), pages=(again,)))
    assert await store.pages([PAGE.link, failed.link]) == {PAGE.link: PAGE, failed.link: again}
    assert await store.pages([]) == {}


async def test_hostile_marks_and_pages_break_nothing(store: Store) -> None:
    """NUL and lone surrogates are kept as a mark each; an entry that is named so is merely read again."""
    await follow(store)
    hostile = "\0\ud800" * 5_000
    page = KeptPage(f"https://harbourlight.example/{hostile}", hostile, 1, hostile, None, hostile)
    await mark(store, {hostile: hostile, "1": "a"})
    assert await store.record(build.outcome(await poll(store), pages=(page,), identity=hostile, because=hostile))
    assert (await store.marks(FEED_ID))["1"] == "a"
    [kept] = (await store.pages([page.link])).values()
    assert kept.body == "\N{REPLACEMENT CHARACTER}?" * 5_000
    assert [shares for _, shares in await store.like(hostile, [])] == [0]
