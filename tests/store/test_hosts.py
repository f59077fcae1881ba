"""Whose turn it is: one feed of a host at a time, none of a host that rests, none that is gone; and what hints do."""

from datetime import timedelta

import pytest

from bot.outbox.model import Rest, Validators
from bot.store import Store
from tests import build
from tests.build import GUILD, HARBOUR, HOUR, MINUTE, NOW, OTHER_CHANNEL, QUAY
from tests.store.steps import FAR, follow, poll

pytestmark = pytest.mark.asyncio(loop_scope="session")

MOMENT = timedelta(microseconds=1)
NEWS, SPORT = (f"https://quaynews.example:8080/{name}" for name in ("news", "sport"))
FEED_ID = build.feed().feed_id


async def follow_all(store: Store, *addresses: str) -> None:
    """Let a channel follow feeds, each a minute after the one before."""
    for number, address in enumerate(addresses):
        await follow(store, build.subscription(address, since=NOW - HOUR + number * MINUTE), address)


async def claimed(store: Store, *, limit: int = 10) -> list[str]:
    """The addresses that are claimed now."""
    return [one.feed.address for one in await store.claim_feeds(NOW, limit=limit, lease=HOUR)]


async def end(store: Store) -> None:
    """Let a poll find that a feed is gone."""
    gone = build.outcome(await poll(store), gone=True, problem="the server answered 410 Gone", failures=1)
    assert await store.record(gone)


# ------------------------------------------------------------------------------------------------- one of a host


async def test_feeds_of_one_host_take_turns(store: Store) -> None:
    """The one that is due longest goes first; the port makes no other host of it."""
    await follow_all(store, SPORT, NEWS, QUAY, HARBOUR)
    assert await claimed(store) == [SPORT, HARBOUR]
    assert await claimed(store) == []


async def test_a_host_is_free_again_once_its_feed_is_recorded(store: Store) -> None:
    """The next of its feeds need not wait for the lease to run out."""
    await follow_all(store, SPORT, NEWS)
    [first] = await store.claim_feeds(NOW, limit=10, lease=HOUR)
    assert await store.record(build.outcome(first))
    assert await claimed(store) == [NEWS]


async def test_a_crowded_host_does_not_keep_others_from_the_limit(store: Store) -> None:
    """However many of its feeds are due before them."""
    crowd = [f"https://crowd.example/{number}" for number in range(12)]
    await follow_all(store, *crowd, HARBOUR, QUAY)
    assert await claimed(store, limit=3) == [crowd[0], HARBOUR, QUAY]


async def test_feeds_that_are_due_at_one_moment_are_all_claimed(store: Store) -> None:
    """As after an import, which gives thousands the same."""
    addresses = {f"https://feed{number}.example/{path}" for number in range(5) for path in ("a", "b")}
    for address in addresses:
        await follow(store, build.subscription(address), address)
    got = [one.feed.address for _ in range(5) for one in await store.claim_feeds(NOW, limit=2, lease=HOUR)]
    assert len({address.split("/")[2] for address in got}) == 5


# ------------------------------------------------------------------------------------------------- rest


async def test_a_host_that_wishes_to_be_left_alone_is(store: Store) -> None:
    """Every feed of it, until then; other hosts go on."""
    await follow_all(store, SPORT, NEWS, HARBOUR)
    rest = Rest("quaynews.example", NOW + HOUR)
    assert await store.record(build.outcome(await poll(store, SPORT), rest=rest, due_at=NOW - HOUR))
    assert [one.feed.address for one in await store.claim_feeds(NOW, limit=9, lease=MINUTE)] == [HARBOUR]
    assert await store.claim_feed(build.feed(NEWS).feed_id, NOW, lease=MINUTE) is None
    assert not await store.hint(build.feed(NEWS).feed_id, NOW)
    until_then = await store.claim_feeds(NOW + HOUR - MOMENT, limit=9, lease=MINUTE)
    assert [one.feed.address for one in until_then] == [HARBOUR]
    rested = await store.claim_feeds(NOW + HOUR, limit=9, lease=MINUTE)
    assert [one.feed.address for one in rested] == [SPORT]


@pytest.mark.parametrize(("first", "second"), [(2, 1), (1, 2)])
async def test_the_longest_rest_counts(store: Store, first: int, second: int) -> None:
    """A host that says two hours and then one is left alone for two."""
    await follow_all(store, QUAY, HARBOUR)
    for hours in (first, second):
        rest = Rest("QuayNews.example", NOW + hours * HOUR)
        assert await store.record(build.outcome(await poll(store, HARBOUR), rest=rest))
    quay = build.feed(QUAY).feed_id
    assert await store.claim_feed(quay, NOW + 2 * HOUR - MOMENT, lease=MINUTE) is None
    assert await store.claim_feed(quay, NOW + 2 * HOUR, lease=MINUTE) is not None


async def test_a_rest_that_is_over_is_none(store: Store) -> None:
    """Not even one that was over before it was written down."""
    await follow_all(store, QUAY, HARBOUR)
    assert await store.record(build.outcome(await poll(store, HARBOUR), rest=Rest("quaynews.example", NOW)))
    assert await claimed(store) == [QUAY]


async def test_a_feed_is_leased_on_request(store: Store) -> None:
    """Though it is not due; under a fence of its own, as long as nobody else is at it."""
    await follow(store)
    outcome = build.outcome(await poll(store), validators=Validators('"1"'), due_at=NOW + 5 * HOUR)
    assert await store.record(outcome)
    claimed = await store.claim_feed(FEED_ID, NOW, lease=MINUTE)
    assert claimed is not None
    assert (claimed.feed.validators, claimed.feed.due_at) == (Validators('"1"'), NOW + 5 * HOUR)
    assert await store.claim_feed(FEED_ID, NOW + MINUTE - MOMENT, lease=MINUTE) is None
    again = await store.claim_feed(FEED_ID, NOW + MINUTE, lease=MINUTE)
    assert again is not None
    assert not await store.record(build.outcome(claimed))
    assert await store.record(build.outcome(again))
    assert await store.claim_feed("nothing", NOW, lease=MINUTE) is None


# ------------------------------------------------------------------------------------------------- gone


async def test_a_feed_that_is_gone_is_asked_no_more(store: Store) -> None:
    """But listed, with what is wrong, so that people can take it off or follow it anew."""
    await follow(store)
    await end(store)
    assert await store.claim_feeds(FAR, limit=10, lease=MINUTE) == ()
    assert not await store.hint(FEED_ID, NOW + HOUR)
    [listed] = await store.following(GUILD)
    assert (listed.feed.gone, listed.feed.problem) == (True, "the server answered 410 Gone")
    [polled] = await store.feeds()
    assert polled.feed == listed.feed


async def test_following_a_feed_that_was_gone_brings_it_back(store: Store) -> None:
    """Somebody found it there: it is due at once, and nothing is held against it."""
    await follow(store)
    await end(store)
    later = NOW + 5 * HOUR
    await follow(store, build.subscription(channel_id=OTHER_CHANNEL, since=later))
    [back] = await store.claim_feeds(later, limit=10, lease=MINUTE)
    assert (back.feed.gone, back.feed.failures, back.feed.problem) == (False, 0, None)
    assert back.feed.due_at == later


async def test_an_operator_may_look_whether_a_feed_is_really_gone(store: Store) -> None:
    """What is read there then brings it back."""
    await follow(store)
    await end(store)
    claimed = await store.claim_feed(FEED_ID, NOW + HOUR, lease=MINUTE)
    assert claimed is not None
    assert await store.record(build.outcome(claimed, at=NOW + HOUR))
    assert len(await store.claim_feeds(FAR, limit=10, lease=MINUTE)) == 1


# ------------------------------------------------------------------------------------------------- hints


async def test_a_hint_makes_a_feed_due(store: Store) -> None:
    """And says why; its validators are sent as ever."""
    await follow(store)
    outcome = build.outcome(await poll(store), validators=Validators('"1"'), due_at=NOW + 5 * HOUR)
    assert await store.record(outcome)
    assert await store.hint(FEED_ID, NOW + HOUR)
    [due] = await store.claim_feeds(NOW + HOUR, limit=10, lease=MINUTE)
    assert (due.feed.due_at, due.feed.because) == (NOW + HOUR, "Its hub says that it has changed.")
    assert due.feed.validators == Validators('"1"')


async def test_hints_make_no_flood(store: Store) -> None:
    """A feed is left alone for a minute after each poll, whatever its hub says."""
    await follow(store)
    assert await store.record(build.outcome(await poll(store), due_at=NOW + 5 * HOUR))
    assert await store.hint(FEED_ID, NOW + MINUTE / 2)
    assert await store.claim_feeds(NOW + MINUTE - MOMENT, limit=10, lease=MINUTE) == ()
    assert len(await store.claim_feeds(NOW + MINUTE, limit=10, lease=MINUTE)) == 1


async def test_a_hint_puts_nothing_off(store: Store) -> None:
    """What is due already stays so, for the reason it had."""
    await follow(store)
    assert await store.hint(FEED_ID, NOW + HOUR)
    [due] = await store.claim_feeds(NOW, limit=10, lease=MINUTE)
    assert due.feed.because == "A channel has just begun to follow it."


async def test_a_hint_during_a_poll_is_not_forgotten(store: Store) -> None:
    """The poll may have looked before the change: the feed is due again a minute after it."""
    await follow(store)
    [under_way] = await store.claim_feeds(NOW, limit=10, lease=HOUR)
    assert await store.hint(FEED_ID, NOW + MOMENT)
    assert await store.record(build.outcome(under_way, due_at=NOW + 5 * HOUR, because="It publishes once a day."))
    assert await store.claim_feeds(NOW + MINUTE - MOMENT, limit=10, lease=MINUTE) == ()
    [again] = await store.claim_feeds(NOW + MINUTE, limit=10, lease=MINUTE)
    assert again.feed.because == "Its hub says that it has changed."
    assert await store.record(build.outcome(again, at=NOW + MINUTE, due_at=NOW + 5 * HOUR))
    assert await store.claim_feeds(NOW + 5 * HOUR - MOMENT, limit=10, lease=MINUTE) == ()


async def test_a_hint_is_served_by_whoever_takes_a_poll_over(store: Store) -> None:
    """The poll that heard of it may have died: the next one looks after the change."""
    await follow(store)
    await store.claim_feeds(NOW, limit=10, lease=MINUTE)
    assert await store.hint(FEED_ID, NOW + MOMENT)
    [taken_over] = await store.claim_feeds(NOW + MINUTE, limit=10, lease=MINUTE)
    assert await store.record(build.outcome(taken_over, at=NOW + MINUTE, due_at=NOW + 5 * HOUR))
    assert await store.claim_feeds(NOW + 5 * HOUR - MOMENT, limit=10, lease=MINUTE) == ()


async def test_a_hint_for_nothing_known_is_none(store: Store) -> None:
    """A callback's address may outlive its feed."""
    assert not await store.hint("nothing", NOW)
