"""A feed takes another address, alone or where another feed stands: nothing told is forgotten, lost or told twice."""

from dataclasses import replace

import pytest

from bot.outbox import ids
from bot.outbox.attempts import Sent
from bot.outbox.model import Push, Subscription, Validators
from bot.store import Store
from tests import build
from tests.build import CHANNEL, GUILD, HARBOUR, HOUR, MINUTE, NOW, OTHER_CHANNEL, QUAY
from tests.store import databases
from tests.store.steps import claimed_ids, claims, follow, poll, publish
from tests.store.two_feeds import (
    ELSEWHERE,
    FERRIES,
    HERE,
    HERE_TOO,
    NEW,
    OLD,
    TALKS,
    THERE,
    follow_both,
    known,
    move,
    tell,
    told,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")


# ------------------------------------------------------------------------------------------ an address of its own


async def test_a_feed_takes_an_address_that_nobody_has(store: Store) -> None:
    """It is the same feed, at another address and host."""
    await follow(store)
    await tell(store, TALKS, HERE, message_id=42)
    outcome = build.outcome(await poll(store), moved_to=ELSEWHERE, validators=Validators('"1"'), marks={"1": "a"})
    assert await store.record(outcome)
    moved = await store.feed_at(ELSEWHERE)
    assert moved is not None
    assert (moved.feed.feed_id, moved.followers, moved.stories) == (OLD.feed_id, 1, 1)
    assert moved.feed.validators == Validators('"1"')
    assert await store.feed_at(HARBOUR) is None
    assert [one.subscription for one in await store.following(GUILD)] == [HERE]
    assert len((await store.background(OLD.feed_id, [TALKS], NOW)).told) == 1


async def test_a_feed_that_moved_takes_turns_on_its_new_host(store: Store) -> None:
    """Its old host has nothing to do with it any more."""
    await follow(store)
    await follow(store, THERE, QUAY)
    moved = build.outcome(await poll(store), moved_to="https://quaynews.example/other", due_at=NOW)
    assert await store.record(moved)
    assert len(await store.claim_feeds(NOW, limit=9, lease=MINUTE)) == 1


async def test_a_feed_that_moved_is_followed_by_its_new_address(store: Store) -> None:
    """A channel that follows the same address twice has one subscription, though the address was another's."""
    await follow(store)
    await move(store, ELSEWHERE)
    again = await follow(store, build.subscription(ELSEWHERE), ELSEWHERE)
    assert (again.new, again.following.subscription) == (False, HERE)
    other = await follow(store, build.subscription(ELSEWHERE, channel_id=OTHER_CHANNEL), ELSEWHERE)
    assert other.new
    assert other.following.subscription == build.subscription(HARBOUR, channel_id=OTHER_CHANNEL)
    await store.unsubscribe(GUILD, HERE.subscription_id)
    back = await follow(store, build.subscription(ELSEWHERE, since=NOW + HOUR), ELSEWHERE)
    assert back.new
    assert back.following.subscription == replace(HERE, since=NOW + HOUR)


async def test_what_stands_at_an_address_that_was_left_is_another_feed(store: Store) -> None:
    """Stories are named after their feed: the newcomer gets a name that nobody has had."""
    await follow(store)
    await tell(store, TALKS, HERE, message_id=42)
    await move(store, ELSEWHERE)
    newcomer = await follow(store, build.subscription(HARBOUR, since=NOW + HOUR))
    assert newcomer.new
    assert newcomer.following.feed.address == HARBOUR
    assert newcomer.following.feed.feed_id != OLD.feed_id
    assert newcomer.following.subscription.feed_id == newcomer.following.feed.feed_id
    assert len(await store.following(GUILD)) == 2
    assert (await store.background(newcomer.following.feed.feed_id, [TALKS], NOW)).known == ()
    assert not (await follow(store, build.subscription(HARBOUR, since=NOW + 2 * HOUR))).new


async def test_a_feed_that_is_known_by_its_name_is_followed_where_it_stands_now(store: Store) -> None:
    """Somebody recognised it at another address: it moves there with all that it has."""
    await follow(store)
    await tell(store, TALKS, HERE, message_id=42)
    wish = Subscription(ids.subscription_id(OLD.feed_id, OTHER_CHANNEL), OLD.feed_id, GUILD, OTHER_CHANNEL, 1, NOW)
    followed = await store.subscribe(replace(OLD, address=ELSEWHERE), wish)
    assert followed.following.feed.feed_id == OLD.feed_id
    moved = await store.feed_at(ELSEWHERE)
    assert moved is not None
    assert (moved.followers, moved.stories) == (2, 1)


async def test_moving_to_where_it_stands_changes_nothing(store: Store) -> None:
    """A feed is no neighbour of itself."""
    await follow(store)
    await move(store, HARBOUR)
    found = await store.feed_at(HARBOUR)
    assert found is not None
    assert (found.feed.feed_id, found.followers) == (OLD.feed_id, 1)


# ------------------------------------------------------------------------------------------------- two become one


async def test_a_feed_that_moves_to_another_becomes_that_one(store: Store) -> None:
    """Whoever followed it follows the other, and it is nowhere to be seen."""
    await follow_both(store)
    await move(store)
    [one] = await store.feeds()
    assert (one.feed.feed_id, one.feed.address, one.followers) == (NEW.feed_id, QUAY, 2)
    assert await store.feed_at(HARBOUR) is None
    subscriptions = {one.subscription.channel_id: one.subscription for one in await store.following(GUILD)}
    assert subscriptions == {
        CHANNEL: replace(HERE, feed_id=NEW.feed_id, greeted=NOW - HOUR),
        OTHER_CHANNEL: replace(THERE, greeted=NOW - HOUR),
    }
    assert (await store.tally(NOW)).feeds == 1


async def test_the_one_feed_is_read_anew_at_once(store: Store) -> None:
    """In full, and by nobody who began before; it is there, whatever was thought of it."""
    await follow_both(store)
    outcome = build.outcome(
        await poll(store, QUAY), validators=Validators('"1"'), due_at=NOW + 5 * HOUR, gone=True, failures=9
    )
    assert await store.record(outcome)
    under_way = await poll(store, QUAY)
    await move(store)
    assert not await store.record(build.outcome(under_way))
    [claimed] = await store.claim_feeds(NOW, limit=9, lease=MINUTE)
    assert (claimed.feed.address, claimed.feed.validators, claimed.feed.failures) == (QUAY, Validators(), 0)
    assert claimed.feed.because == "Another feed has moved to its address."


async def test_a_feed_that_has_become_another_is_polled_no_more(store: Store) -> None:
    """Neither by turns nor on request; and a poll of it that was overtaken keeps nothing."""
    await follow_both(store)
    late = await poll(store)
    await move(store)
    assert await store.claim_feed(OLD.feed_id, NOW + HOUR, lease=MINUTE) is None
    assert not await store.hint(OLD.feed_id, NOW + HOUR)
    assert (await store.background(OLD.feed_id, [TALKS], NOW)).subscriptions == ()
    assert not await store.record(build.outcome(late, stories=(TALKS,)))


async def test_its_old_address_can_be_followed_anew(store: Store) -> None:
    """What is there by then is a feed of its own, until it moves again."""
    await follow_both(store)
    await tell(store, TALKS, HERE, message_id=42)
    await move(store)
    newcomer = await follow(store, build.subscription(HARBOUR, since=NOW + HOUR))
    assert newcomer.new
    assert newcomer.following.feed.feed_id not in (OLD.feed_id, NEW.feed_id)
    await tell(store, FERRIES, newcomer.following.subscription, message_id=43)
    await move(store)
    subscriptions = [one.subscription.channel_id for one in await store.following(GUILD)]
    assert sorted(subscriptions) == [CHANNEL, OTHER_CHANNEL]
    assert set(await told(store, TALKS, FERRIES)) == {(HERE.subscription_id, "1"), (HERE.subscription_id, "2")}


async def test_what_was_told_stays_told(store: Store) -> None:
    """Also of a story that the other feed has too: follow-ups reply to the digest that the channel has."""
    await follow_both(store)
    here = await tell(store, TALKS, HERE, message_id=42)
    there = await tell(store, TALKS, THERE, address=QUAY, message_id=43)
    only_here = await tell(store, FERRIES, HERE, message_id=44)
    await move(store)
    assert await told(store, TALKS, FERRIES) == {
        (HERE.subscription_id, "1"): here.delivery_id,
        (THERE.subscription_id, "1"): there.delivery_id,
        (HERE.subscription_id, "2"): only_here.delivery_id,
    }
    assert await known(store, TALKS) == ["1"]
    assert (await store.tally(NOW)).stories == 2


async def test_what_waits_goes_on(store: Store) -> None:
    """Each delivery to its channel, with what it replies to; one in flight settles."""
    await follow_both(store)
    await tell(store, TALKS, HERE, message_id=42)
    follow_up = build.follow_up_delivery(build.digest_delivery(TALKS, HERE))
    await publish(store, follow_up)
    waiting = await tell(store, FERRIES, THERE, address=QUAY)
    [first, flying] = await claims(store)
    assert first.reply_to == 42
    await move(store)
    assert await store.settle(first, Sent(45), NOW)
    assert await store.settle(flying, Sent(46), NOW)
    assert flying.delivery.delivery_id == waiting.delivery_id
    assert (await store.tally(NOW)).given_up == 0
    assert await claimed_ids(store) == []


async def test_why_something_was_posted_can_be_asked_afterwards(store: Store) -> None:
    """With the words as they stood in the revision of then, though the other feed has the story in others."""
    await follow_both(store)
    digest = await tell(store, TALKS, HERE, message_id=42)
    edited = replace(build.story("Edited", quotes=[build.REYES]), entry_id="1")
    await publish(store, revisions=(replace(build.revision(edited, 2), story_id=str(digest.story_id)),))
    other = replace(build.story("Otherwise", quotes=[build.OKAFOR]), entry_id="1")
    of_other = await tell(store, other, THERE, address=QUAY, message_id=43)
    await move(store)
    reasons = await store.reasons(digest.delivery_id)
    assert reasons is not None
    assert reasons.feed is not None
    assert (reasons.story, reasons.reasons, reasons.feed.feed_id) == (TALKS, ("It is new.",), NEW.feed_id)
    assert await store.quotes(digest.delivery_id) == TALKS.quotes
    assert await store.quotes(of_other.delivery_id) == other.quotes
    [known] = (await store.background(NEW.feed_id, [TALKS], NOW)).known
    assert (known.story, known.revision) == (other, 1)
    latest = await store.latest(GUILD, feed_id=NEW.feed_id, count=9)
    assert [(one.story, one.message_id) for one in latest] == [(other, 43)]


async def test_the_next_revision_follows_on_the_other_feeds(store: Store) -> None:
    """Numbers go on where they stood, and those of the lost feed take none of them."""
    await follow_both(store)
    await tell(store, TALKS, HERE, message_id=42)
    await tell(store, TALKS, THERE, address=QUAY, message_id=43)
    await move(store)
    [before] = (await store.background(NEW.feed_id, [TALKS], NOW)).known
    edited = replace(build.story("Edited"), entry_id="1")
    revision = replace(build.revision(edited, 2), story_id=before.story_id)
    await publish(store, address=QUAY, revisions=(revision,))
    [now] = (await store.background(NEW.feed_id, [TALKS], NOW)).known
    assert (now.story, now.revision) == (edited, 2)


# ------------------------------------------------------------------------------------------------- what is left


async def test_nothing_speaks_of_what_is_no_more(store: Store, address: str) -> None:
    """Neither of the lost feed, nor of its stories and subscriptions that the other had too."""
    await follow_both(store, HERE, HERE_TOO, THERE)
    await tell(store, TALKS, HERE, message_id=42)
    await tell(store, TALKS, HERE_TOO, address=QUAY)
    await tell(store, FERRIES, HERE)
    push = Push("https://hub.example", HARBOUR)
    assert await store.record(build.outcome(await poll(store), push=push, marks={"1": "a", "2": "b"}))
    assert len(await store.hub_leases(NOW, renew_before=NOW, ask_again=HOUR, limit=9)) == 1
    await move(store)
    assert await databases.loose_ends(address, OLD.feed_id) == []


# ------------------------------------------------------------------------------------------------- hubs


async def test_the_lost_feeds_hub_is_done_with(store: Store) -> None:
    """The other's own subscription stands."""
    await follow_both(store)
    for address in (HARBOUR, QUAY):
        outcome = build.outcome(await poll(store, address), push=Push("https://hub.example", address))
        assert await store.record(outcome)
    leases = await store.hub_leases(NOW, renew_before=NOW, ask_again=HOUR, limit=9)
    tokens = {lease.push.topic: lease.token for lease in leases}
    push = Push("https://hub.example", HARBOUR)
    assert await store.record(build.outcome(await poll(store), moved_to=QUAY, push=push))
    assert await store.hub_lease(tokens[HARBOUR]) is None
    assert await store.hub_lease(tokens[QUAY]) is not None
    assert len(await store.hub_leases(NOW, renew_before=NOW, ask_again=HOUR, limit=9)) == 1
