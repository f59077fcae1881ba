"""Who follows what: subscribing, unsubscribing, following again, and the list that a server sees."""

from dataclasses import replace

import pytest

from bot.news.model import Masthead
from bot.outbox.attempts import Ended, Later, Paused, Sent
from bot.outbox.model import Channel, Greeting, Validators
from bot.store import Store
from tests import build
from tests.build import GUILD, HARBOUR, HOUR, MINUTE, NOW, OTHER_ADMIN, OTHER_CHANNEL, QUAY
from tests.store.steps import attempt, claim, claimed_ids, claims, follow, poll, post, publish

pytestmark = pytest.mark.asyncio(loop_scope="session")

MINE = build.subscription().subscription_id


async def test_a_channel_begins_to_follow(store: Store) -> None:
    """The answer shows the subscription and its feed as they are kept, due at once."""
    subscribed = await follow(store)
    assert subscribed.new
    assert subscribed.following.subscription == build.subscription()
    because = "A channel has just begun to follow it."
    assert subscribed.following.feed == replace(build.feed(), due_at=NOW, because=because)


async def test_a_channel_that_follows_already_is_no_news(store: Store) -> None:
    """Asking twice changes nothing in the subscription: it keeps its date, its founder and its greeting."""
    await follow(store)
    await publish(store, greetings=(Greeting(MINE, NOW),))
    again = await follow(store, build.subscription(since=NOW + HOUR, added_by=OTHER_ADMIN))
    assert not again.new
    assert again.following.subscription == build.subscription(greeted=NOW)


async def test_a_second_channel_follows_the_same_feed(store: Store) -> None:
    """A feed is kept once, as it was first found; the second channel is news all the same."""
    await follow(store)
    renamed = build.feed(masthead=Masthead("Another name"))
    second = await store.subscribe(renamed, build.subscription(channel_id=OTHER_CHANNEL))
    assert second.new
    assert second.following.feed.masthead == build.MASTHEAD
    assert (await store.tally(NOW)).feeds == 1


async def test_a_new_subscription_makes_the_feed_due_and_read_in_full(store: Store) -> None:
    """The channel is greeted at once, so the feed must not answer that nothing has changed."""
    await follow(store)
    outcome = build.outcome(await poll(store), validators=Validators('"1"', "today", "ab"), due_at=NOW + 5 * HOUR)
    await store.record(outcome)
    await follow(store, build.subscription(channel_id=OTHER_CHANNEL, since=NOW + MINUTE))
    [claimed] = await store.claim_feeds(NOW + MINUTE, limit=1, lease=MINUTE)
    assert claimed.feed.validators == Validators()


async def test_a_feed_that_was_due_already_stays_so(store: Store) -> None:
    """A new subscription never puts a poll off."""
    await follow(store)
    await follow(store, build.subscription(channel_id=OTHER_CHANNEL, since=NOW + HOUR))
    assert len(await store.claim_feeds(NOW, limit=1, lease=MINUTE)) == 1


async def test_a_poll_under_way_loses_its_fence_to_a_new_subscription(store: Store) -> None:
    """It knows nothing of the new channel, and its validators would keep that channel's greeting away."""
    await follow(store)
    under_way = await poll(store)
    await follow(store, build.subscription(channel_id=OTHER_CHANNEL))
    assert not await store.record(build.outcome(under_way, stories=(build.story(),)))
    assert len(await store.claim_feeds(NOW, limit=1, lease=MINUTE)) == 1


async def test_a_subscription_that_was_removed_lives_again(store: Store) -> None:
    """It begins anew: with a new date and founder, not greeted and without trouble."""
    await follow(store)
    await publish(store, greetings=(Greeting(MINE, NOW),))
    await store.unsubscribe(GUILD, MINE)
    again = await follow(store, build.subscription(since=NOW + HOUR, added_by=OTHER_ADMIN))
    assert again.new
    assert again.following.subscription == build.subscription(since=NOW + HOUR, added_by=OTHER_ADMIN)
    assert len(await store.following(GUILD)) == 1


async def test_a_subscription_that_had_ended_lives_again(store: Store) -> None:
    """A channel that was gone and is back is served again."""
    await follow(store)
    await publish(store, build.digest_delivery(), stories=(build.story(),))
    await attempt(store, Ended("the channel is gone", None))
    again = await follow(store, build.subscription(since=NOW + HOUR))
    assert again.new
    assert again.following.subscription == build.subscription(since=NOW + HOUR)


async def test_unsubscribing_answers_what_was_followed(store: Store) -> None:
    """The answer says which feed it was; asked again there is none."""
    await follow(store)
    gone = await store.unsubscribe(GUILD, MINE)
    assert gone is not None
    assert (gone.subscription, gone.feed.address) == (build.subscription(), HARBOUR)
    assert await store.unsubscribe(GUILD, MINE) is None
    assert await store.following(GUILD) == ()


async def test_only_the_server_that_follows_can_unsubscribe(store: Store) -> None:
    """An id from another server opens nothing."""
    await follow(store)
    assert await store.unsubscribe(GUILD + 1, MINE) is None
    assert await store.unsubscribe(GUILD, "nothing") is None
    assert len(await store.following(GUILD)) == 1


async def test_unsubscribing_drops_what_waits(store: Store) -> None:
    """Nothing more is posted to a channel for a feed that it does not follow; other feeds go on."""
    await follow(store)
    await follow(store, build.subscription(QUAY), QUAY)
    other = build.digest_delivery(build.story("Ferries run again"), build.subscription(QUAY))
    await publish(store, build.digest_delivery(), build.digest_delivery(build.story(entry_id="2")))
    await publish(store, other, address=QUAY)
    await store.unsubscribe(GUILD, MINE)
    assert await claimed_ids(store) == [other.delivery_id]
    assert (await store.tally(NOW)).given_up == 2


async def test_unsubscribing_lets_what_is_in_flight_settle(store: Store) -> None:
    """A message on its way to Discord arrives or not; its end is written down."""
    await follow(store)
    digest = build.digest_delivery()
    await publish(store, digest, build.follow_up_delivery(digest), stories=(build.story(),))
    flying = await claim(store)
    await store.begin_attempt(flying, "{}", NOW)
    await store.unsubscribe(GUILD, MINE)
    assert await store.settle(flying, Sent(1), NOW)
    tally = await store.tally(NOW)
    assert (tally.posted, tally.given_up, tally.waiting) == (1, 1, 0)


async def test_what_was_in_flight_is_not_tried_again_once_unsubscribed(store: Store) -> None:
    """An attempt that has to wait, or whose worker died, ends there."""
    await follow(store)
    await publish(store, build.digest_delivery(), stories=(build.story(),))
    flying = await claim(store)
    await store.unsubscribe(GUILD, MINE)
    assert await store.settle(flying, Later(NOW + MINUTE, "too fast", unsure=False), NOW)
    assert await claims(store, NOW + HOUR) == []
    assert (await store.tally(NOW)).given_up == 1


async def test_a_dead_workers_delivery_is_not_posted_once_unsubscribed(store: Store) -> None:
    """A lease that ran out on something that nobody wants any more is not renewed."""
    await follow(store)
    await publish(store, build.digest_delivery(), stories=(build.story(),))
    await claim(store)
    await store.unsubscribe(GUILD, MINE)
    assert await claims(store, NOW + HOUR) == []


async def test_a_poll_that_ends_after_its_channel_left_posts_nothing_there(store: Store) -> None:
    """What was planned for a channel that unsubscribed meanwhile is given up, and holds nothing else up."""
    await follow(store)
    await follow(store, build.subscription(QUAY), QUAY)
    other = build.digest_delivery(build.story("Ferries run again"), build.subscription(QUAY))
    under_way = await poll(store)
    await store.unsubscribe(GUILD, MINE)
    assert await store.record(build.outcome(under_way, deliveries=(build.digest_delivery(),)))
    await publish(store, other, address=QUAY)
    assert await claimed_ids(store) == [other.delivery_id]


async def test_history_outlives_the_subscription(store: Store) -> None:
    """Why something was posted can be asked after the channel has left."""
    await follow(store)
    await publish(store, build.digest_delivery(), stories=(build.story(),))
    await post(store)
    await store.unsubscribe(GUILD, MINE)
    told = await store.reasons(build.digest_delivery().delivery_id)
    assert told is not None
    assert told.story == build.story()


async def test_what_a_server_follows_is_listed_by_title(store: Store) -> None:
    """Titles are in the order of the alphabet, capital or not; channels of one feed keep together."""
    for address, title in ((HARBOUR, "harbour"), (QUAY, "Quay"), ("https://anchor.example", "Anchor")):
        feed = build.feed(address, masthead=Masthead(title))
        for channel_id in (OTHER_CHANNEL, build.CHANNEL):
            await store.subscribe(feed, build.subscription(address, channel_id=channel_id))
    await follow(store, build.subscription(channel_id=7, guild_id=GUILD + 1))
    listed = await store.following(GUILD)
    assert [one.feed.masthead.title for one in listed] == ["Anchor", "Anchor", "harbour", "harbour", "Quay", "Quay"]
    assert [one.subscription.channel_id for one in listed] == [build.CHANNEL, OTHER_CHANNEL] * 3


async def test_an_ended_subscription_is_listed_until_it_is_removed(store: Store) -> None:
    """An admin sees that a channel is gone, and can take it off the list."""
    await follow(store)
    await publish(store, build.digest_delivery(), stories=(build.story(),))
    await attempt(store, Ended("the channel is gone", None))
    [listed] = await store.following(GUILD)
    assert listed.subscription.ended
    assert await store.unsubscribe(GUILD, MINE) is not None
    assert await store.following(GUILD) == ()


async def test_following_again_after_trouble_begins_without_it(store: Store) -> None:
    """A channel that was in trouble when it left comes back with a clean record."""
    await follow(store)
    await publish(store, build.digest_delivery(), stories=(build.story(),))
    await attempt(store, Paused(NOW + HOUR, "I am not allowed “Send Messages” there", build.notice()))
    await store.unsubscribe(GUILD, MINE)
    again = await follow(store, build.subscription(since=NOW + HOUR))
    assert again.following.subscription.trouble is None


async def test_ids_as_large_as_discords_are_kept(store: Store) -> None:
    """Discord's ids have up to 63 bits."""
    largest = (1 << 63) - 1
    wish = build.subscription(channel_id=largest, guild_id=largest, added_by=largest)
    assert (await follow(store, wish)).following.subscription == wish
    await publish(store, build.digest_delivery(to=wish), stories=(build.story(),))
    assert (await claim(store)).delivery.target == Channel(largest)
