"""What two feeds that become one told and have not told yet: every channel hears of everything, and once."""

from dataclasses import replace

import pytest

from bot.news.asked import query
from bot.news.model import Story
from bot.outbox.attempts import Ended
from bot.store import Store
from tests import build
from tests.build import CHANNEL, GUILD, HARBOUR, HOUR, MINUTE, NOW, OTHER_CHANNEL, QUAY
from tests.store.steps import attempt, claim, claims, follow, poll, post, publish
from tests.store.two_feeds import (
    ELSEWHERE,
    FERRIES,
    HERE,
    HERE_TOO,
    NEW,
    TALKS,
    THERE,
    follow_both,
    known,
    move,
    tell,
    told,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")


# ------------------------------------------------------------------------------------------------- a channel of both


@pytest.mark.parametrize("older", [HARBOUR, QUAY])
async def test_a_channel_that_follows_both_keeps_the_older_subscription(store: Store, older: str) -> None:
    """Whichever feed it is of, and what either told it counts for that one."""
    wishes = {
        address: build.subscription(address, since=NOW if address == older else NOW + MINUTE)
        for address in (HARBOUR, QUAY)
    }
    await follow_both(store, *wishes.values())
    here = await tell(store, TALKS, wishes[HARBOUR], message_id=42)
    there = await tell(store, FERRIES, wishes[QUAY], address=QUAY, message_id=43)
    await move(store)
    kept = replace(wishes[older], feed_id=NEW.feed_id, greeted=NOW - HOUR)
    assert [one.subscription for one in await store.following(GUILD)] == [kept]
    assert await told(store, TALKS, FERRIES) == {
        (kept.subscription_id, "1"): here.delivery_id,
        (kept.subscription_id, "2"): there.delivery_id,
    }
    assert not (await follow(store, HERE_TOO, QUAY)).new
    assert await store.unsubscribe(GUILD, kept.subscription_id) is not None
    assert await store.following(GUILD) == ()


async def test_a_living_subscription_is_kept_before_an_older_one_that_ended(store: Store) -> None:
    """Who left one feed long ago and follows the other still follows it."""
    await follow_both(store, HERE, HERE_TOO)
    digest = await tell(store, TALKS, HERE, message_id=42)
    await store.unsubscribe(GUILD, HERE.subscription_id)
    assert await store.record(build.outcome(await poll(store), moved_to=QUAY))
    [kept] = await store.following(GUILD)
    assert kept.subscription == replace(HERE_TOO, greeted=NOW - HOUR)
    assert await told(store, TALKS) == {(HERE_TOO.subscription_id, "1"): digest.delivery_id}


async def test_a_channel_that_has_just_begun_is_still_greeted(store: Store) -> None:
    """What it saw of the other feed before it left that one does not count."""
    await follow_both(store, HERE)
    await store.unsubscribe(GUILD, HERE.subscription_id)
    await follow(store, HERE_TOO, QUAY)
    await move(store)
    assert [one.subscription.greeted for one in await store.following(GUILD)] == [None]


async def test_who_left_both_has_left(store: Store) -> None:
    """Nobody follows again by a move."""
    await follow_both(store, HERE, HERE_TOO, THERE)
    for wish in (HERE, HERE_TOO):
        await store.unsubscribe(GUILD, wish.subscription_id)
    await move(store)
    assert [one.subscription.channel_id for one in await store.following(GUILD)] == [OTHER_CHANNEL]


async def test_a_channel_is_told_once_what_waits_for_it_twice(store: Store) -> None:
    """The later of two digests is dropped; what replied to it replies to the other."""
    await follow_both(store, HERE, HERE_TOO)
    first = await tell(store, TALKS, HERE)
    second = await tell(store, TALKS, HERE_TOO, address=QUAY)
    follow_up = build.follow_up_delivery(second)
    await publish(store, follow_up, address=QUAY)
    await move(store)
    assert (await post(store, 42)).delivery.delivery_id == first.delivery_id
    reply = await claim(store)
    assert (reply.delivery.delivery_id, reply.reply_to) == (follow_up.delivery_id, 42)
    assert (await store.tally(NOW)).given_up == 1
    reasons = await store.reasons(second.delivery_id)
    assert reasons is not None
    assert reasons.posted_at is None


async def test_a_channel_is_not_told_what_the_other_feed_has_told_it(store: Store) -> None:
    """What waits is dropped where the same was posted, whichever was planned first."""
    await follow_both(store, HERE, HERE_TOO)
    await tell(store, TALKS, HERE, message_id=42)
    await tell(store, TALKS, HERE_TOO, address=QUAY)
    await publish(store, build.follow_up_delivery(build.digest_delivery(TALKS, HERE)))
    await publish(store, build.follow_up_delivery(build.digest_delivery(TALKS, HERE_TOO)), address=QUAY)
    await move(store)
    follow_up = await post(store, 43)
    assert follow_up.reply_to == 42
    assert await claims(store) == []


async def test_a_follow_up_replies_to_the_first_of_two_digests(store: Store) -> None:
    """Where a channel was told by both before, the same one each time."""
    await follow_both(store, HERE, HERE_TOO)
    await tell(store, TALKS, HERE_TOO, address=QUAY, message_id=42)
    second = await tell(store, TALKS, HERE)
    await post(store, 43, NOW + MINUTE)
    await move(store)
    first = build.digest_delivery(TALKS, HERE_TOO)
    assert await told(store, TALKS) == {(HERE.subscription_id, "1"): first.delivery_id}
    assert second.delivery_id != first.delivery_id


async def test_a_channel_that_was_lost_stays_lost(store: Store) -> None:
    """A subscription that ended moves as it is, and is listed until somebody takes it off."""
    await follow_both(store)
    await tell(store, TALKS, HERE)
    await attempt(store, Ended("the channel is gone", None))
    await move(store)
    ended = {one.subscription.channel_id: one.subscription.ended for one in await store.following(GUILD)}
    assert ended == {CHANNEL: True, OTHER_CHANNEL: False}


# ------------------------------------------------------------------------------------------ what only one has read


async def test_what_the_other_feed_has_not_read_yet_is_news_to_its_channels(store: Store) -> None:
    """The story is not known to it before its next poll, but those who were told of it are."""
    await follow_both(store)
    assert await store.record(build.outcome(await poll(store, QUAY), at=NOW))
    later = NOW + 5 * HOUR
    digest = await tell(store, TALKS, HERE, at=later, message_id=42)
    assert await store.record(build.outcome(await poll(store), marks={"1": "a"}, moved_to=QUAY, at=later))
    assert await known(store, TALKS) == []
    assert await store.marks(NEW.feed_id) == {}
    assert await told(store, TALKS) == {(HERE.subscription_id, "1"): digest.delivery_id}
    assert await store.quotes(digest.delivery_id) == TALKS.quotes
    assert [one.story for one in await store.latest(GUILD, feed_id=None, count=9)] == [TALKS]
    there = await tell(store, TALKS, THERE, address=QUAY, at=later)
    assert await known(store, TALKS) == ["1"]
    assert await told(store, TALKS) == {
        (HERE.subscription_id, "1"): digest.delivery_id,
        (THERE.subscription_id, "1"): there.delivery_id,
    }
    assert await store.quotes(digest.delivery_id) == TALKS.quotes
    assert (await store.tally(NOW)).stories == 1


async def test_what_the_lost_feed_has_not_read_yet_is_news_to_its_channels(store: Store) -> None:
    """A poll of the other may have been quicker, and have found more."""
    await follow_both(store)
    quicker = NOW + MINUTE
    there = await tell(store, TALKS, THERE, address=QUAY, at=quicker, message_id=42)
    assert await store.record(build.outcome(await poll(store, QUAY), marks={"1": "a"}, at=quicker))
    await move(store)
    assert await known(store, TALKS) == []
    assert await store.marks(NEW.feed_id) == {}
    assert await told(store, TALKS) == {(THERE.subscription_id, "1"): there.delivery_id}
    assert await store.quotes(there.delivery_id) == TALKS.quotes


async def test_what_is_to_be_read_anew_is_found_meanwhile(store: Store) -> None:
    """With its quotes and who said them; once it has been read, as it was read."""
    await follow_both(store)
    assert await store.record(build.outcome(await poll(store, QUAY), at=NOW))
    later = NOW + 5 * HOUR
    old = build.story(TALKS.headline.text, entry_id=TALKS.entry_id, quotes=[build.REYES])
    await tell(store, old, HERE, at=later, message_id=42)
    await move(store, at=later)
    assert await known(store, TALKS) == []
    assert await found(store, TALKS.headline.text) == ([old], ["Tom Reyes"])
    await tell(store, TALKS, THERE, address=QUAY, at=later)
    assert await found(store, TALKS.headline.text) == ([TALKS], [quote.name for quote in TALKS.quotes])


async def found(store: Store, typed: str) -> tuple[list[Story], list[str | None]]:
    """The stories that the channels were told of by these words, and who may be asked for as a speaker in them."""
    channels = [CHANNEL]
    hits = await store.search(GUILD, query(typed), feed_id=None, since=None, channels=channels, count=9)
    offered = await store.speakers(GUILD, "", channels=channels, count=9)
    quotes = await store.said(GUILD, words=None, speaker=None, feed_id=None, since=None, channels=channels, count=9)
    assert {name for name, _ in offered} == {one.quote.name for one in quotes.found if one.quote.name}
    return [told.story for told in hits.found], [one.quote.name for one in quotes.found]


async def test_what_was_read_long_ago_is_no_news(store: Store) -> None:
    """The other feed has looked since, and what it did not find then it will not be blamed for."""
    await follow_both(store)
    digest = await tell(store, TALKS, HERE, message_id=42)
    assert await store.record(build.outcome(await poll(store), marks={"1": "a", "2": "b"}))
    later = NOW + 5 * HOUR
    assert await store.record(build.outcome(await poll(store, QUAY), marks={"2": "c", "3": "d"}, at=later))
    await move(store, at=later)
    assert await known(store, TALKS) == ["1"]
    assert await store.marks(NEW.feed_id) == {"1": "a", "2": "c", "3": "d"}
    assert await told(store, TALKS) == {(HERE.subscription_id, "1"): digest.delivery_id}


async def test_a_feed_that_failed_has_not_looked(store: Store) -> None:
    """What is news to its channels is counted from when it last brought something."""
    await follow_both(store)
    assert await store.record(build.outcome(await poll(store, QUAY), stories=(FERRIES,)))
    later = NOW + 5 * HOUR
    await tell(store, TALKS, HERE, at=NOW + 3 * HOUR, message_id=42)
    assert await store.record(build.outcome(await poll(store, QUAY), failures=3, problem="no answer", at=later))
    await move(store, at=later)
    assert await known(store, TALKS, FERRIES) == ["2"]


async def test_unread_stories_move_on_unread(store: Store) -> None:
    """A feed that becomes another, which becomes a third before anybody has read it: all are told once."""
    await follow_both(store)
    later = NOW + 5 * HOUR
    digest = await tell(store, TALKS, HERE, at=later, message_id=42)
    third = build.subscription(ELSEWHERE, channel_id=7)
    await follow(store, third, ELSEWHERE)
    await move(store, at=later)
    assert await store.record(build.outcome(await poll(store, QUAY), moved_to=ELSEWHERE, at=later))
    feed = build.feed(ELSEWHERE)
    assert (await store.background(feed.feed_id, [TALKS], NOW)).known == ()
    assert await told(store, TALKS, feed=feed) == {(HERE.subscription_id, "1"): digest.delivery_id}
    assert await store.quotes(digest.delivery_id) == TALKS.quotes
    assert len(await store.following(GUILD)) == 3
