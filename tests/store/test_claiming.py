"""Which deliveries may be posted now: one for each target, in order, and never past what stands first."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.outbox.attempts import Again, GivenUp, Later, Paused
from bot.outbox.model import Channel, Person
from bot.store import Store
from tests import build
from tests.build import CHANNEL, HARBOUR, HOUR, MINUTE, NOW, OTHER_CHANNEL, QUAY
from tests.store.steps import attempt, claim, claimed_ids, claims, digest, follow, post, publish

pytestmark = pytest.mark.asyncio(loop_scope="session")

MOMENT = timedelta(microseconds=1)
OTHER = build.subscription(channel_id=OTHER_CHANNEL)


async def followed(store: Store) -> None:
    """Two channels follow the feed."""
    await follow(store)
    await follow(store, OTHER)


async def test_a_claim_carries_the_delivery_as_it_was_planned(store: Store) -> None:
    """Before its first attempt there is no payload, no doubt and no message to answer."""
    await followed(store)
    await publish(store, digest(1))
    claimed = await claim(store)
    assert claimed.delivery == digest(1)
    assert (claimed.attempts, claimed.plain, claimed.payload) == (0, False, None)
    assert (claimed.unsure_since, claimed.reply_to) == (None, None)


async def test_each_target_has_one_delivery_in_flight(store: Store) -> None:
    """The first of each channel is claimed, the oldest first; the second waits for the first to settle."""
    await followed(store)
    await publish(store, digest(1), digest(2), digest(3, OTHER), digest(4, OTHER))
    claimed = await claims(store)
    assert [one.delivery.delivery_id for one in claimed] == [
        digest(1).delivery_id,
        digest(3, OTHER).delivery_id,
    ]
    assert await claims(store, NOW + MINUTE - MOMENT) == []
    await store.settle(claimed[0], GivenUp("refused"), NOW)
    assert await claimed_ids(store) == [digest(2).delivery_id]


async def test_the_limit_takes_the_oldest(store: Store) -> None:
    """Where there is more than is asked for, what was planned first goes first."""
    await followed(store)
    await publish(store, digest(1, OTHER), digest(2), digest(3))
    [claimed] = await claims(store, limit=1)
    assert claimed.delivery == digest(1, OTHER)
    assert await claims(store, limit=0) == []


async def test_a_lease_that_ran_out_is_given_again_under_a_higher_fence(store: Store) -> None:
    """A worker that died holds a channel up no longer than its lease."""
    await followed(store)
    await publish(store, digest(1))
    first = await claim(store)
    second = await claim(store, NOW + MINUTE)
    assert second.delivery == first.delivery
    assert second.fence > first.fence


async def test_nothing_overtakes_the_first(store: Store) -> None:
    """While the first waiting delivery of a channel is not yet due, nothing behind it is posted there."""
    await followed(store)
    await publish(store, digest(1), digest(2), digest(3, OTHER))
    first, _ = await claims(store)
    await store.settle(first, Later(NOW + HOUR, "a timeout", unsure=False), NOW)
    await publish(store, digest(4))
    assert await claims(store, NOW + HOUR - MOMENT, lease=timedelta(0)) != []  # the other channel goes on
    assert digest(2).delivery_id not in await claimed_ids(store, NOW + HOUR - MOMENT)
    assert digest(1).delivery_id in await claimed_ids(store, NOW + HOUR)


async def test_a_channel_and_a_person_of_one_number_are_two_targets(store: Store) -> None:
    """What waits for a person does not hold up a channel that happens to have the same id."""
    await followed(store)
    for_person = build.notice_delivery("to a person", Person(CHANNEL))
    await publish(store, for_person, digest(1))
    [first] = await claims(store, limit=1)
    assert first.delivery == for_person
    assert await claimed_ids(store) == [digest(1).delivery_id]


async def test_a_delivery_is_not_due_before_it_was_made(store: Store) -> None:
    """Nothing is posted before the moment for which it was planned."""
    await followed(store)
    await publish(store, replace(digest(1), created_at=NOW + MINUTE))
    assert await claims(store, NOW + MINUTE - MOMENT) == []
    assert len(await claims(store, NOW + MINUTE)) == 1


async def test_a_follow_up_answers_its_digest(store: Store) -> None:
    """Once the digest stands in the channel the follow-up is claimed with the message that it replies to."""
    await followed(store)
    follow_up = build.follow_up_delivery(digest(1))
    await publish(store, digest(1), follow_up)
    await post(store, message_id=42)
    claimed = await claim(store)
    assert (claimed.delivery, claimed.reply_to) == (follow_up, 42)


async def test_a_follow_up_waits_for_its_digest_in_another_channel(store: Store) -> None:
    """Even where order alone does not hold it back, no reply goes before what it replies to."""
    await followed(store)
    elsewhere = replace(build.follow_up_delivery(digest(1)), target=Channel(OTHER_CHANNEL))
    await publish(store, digest(1), elsewhere, digest(2, OTHER))
    first = await claim(store)
    assert first.delivery == digest(1)
    await store.settle(first, Later(NOW + MINUTE, "a timeout", unsure=True), NOW)
    assert await claims(store) == []
    await post(store, 42, NOW + MINUTE)
    assert (await claim(store, NOW + MINUTE)).reply_to == 42


async def test_a_reply_to_what_comes_later_does_not_wait_for_ever(store: Store) -> None:
    """A delivery that waits for one behind it would stop its channel; it goes without the reply."""
    await followed(store)
    follow_up = build.follow_up_delivery(digest(1))
    await publish(store, follow_up, digest(1))
    assert (await post(store)).delivery == follow_up
    assert (await post(store)).delivery == digest(1)


async def test_a_reply_to_nothing_known_goes_without_it(store: Store) -> None:
    """Where there is no message to answer there is none to wait for."""
    await followed(store)
    await publish(store, build.follow_up_delivery(digest(1)))
    assert (await claim(store)).reply_to is None


async def test_a_reply_to_a_message_that_is_gone_has_none_to_answer(store: Store) -> None:
    """A digest that stood in the channel and was deleted has no message left."""
    await followed(store)
    await publish(store, digest(1), build.follow_up_delivery(digest(1)))
    await post(store, message_id=None)
    assert (await claim(store)).reply_to is None


async def test_a_follow_up_planned_as_its_digest_was_given_up_is_given_up(store: Store) -> None:
    """A poll under way may plan a reply to what has been given up meanwhile; readers would not understand it."""
    await followed(store)
    await publish(store, digest(1))
    await attempt(store, GivenUp("refused"))
    await publish(store, build.follow_up_delivery(digest(1)), digest(2))
    assert await claimed_ids(store) == [digest(2).delivery_id]
    assert (await store.tally(NOW)).given_up == 2


async def test_while_posts_are_held_everywhere_there_is_nothing(store: Store) -> None:
    """A limit on the whole bot stops every channel until it is over."""
    await followed(store)
    await publish(store, digest(1), digest(2, OTHER))
    first, second = await claims(store)
    await store.settle(first, Later(NOW + HOUR, "too fast", unsure=False, everywhere=True), NOW)
    await store.settle(second, Later(NOW + MINUTE, "too fast", unsure=False, everywhere=True), NOW)
    assert await claims(store, NOW + HOUR - MOMENT) == []
    assert len(await claims(store, NOW + HOUR)) == 2


async def test_a_limit_on_one_channel_holds_no_other(store: Store) -> None:
    """Discord's limits are mostly a channel's own."""
    await followed(store)
    await publish(store, digest(1), digest(2, OTHER), digest(3, OTHER))
    first, second = await claims(store)
    await store.settle(first, Later(NOW + HOUR, "too fast", unsure=False), NOW)
    await store.settle(second, GivenUp("refused"), NOW)
    assert await claimed_ids(store) == [digest(3, OTHER).delivery_id]


async def test_the_payload_is_frozen_at_the_first_attempt(store: Store) -> None:
    """Discord returns the first message for a nonce, so what was first tried is what is tried again."""
    await followed(store)
    await publish(store, digest(1))
    first = await claim(store)
    assert await store.begin_attempt(first, '{"content": "first"}', NOW)
    assert await store.begin_attempt(first, '{"content": "second"}', NOW)
    assert (await claim(store, NOW + HOUR)).payload == '{"content": "first"}'


async def test_an_attempt_that_nobody_saw_end_is_doubted(store: Store) -> None:
    """A worker that died between posting and settling may have posted; the doubt dates from the earliest attempt."""
    await followed(store)
    await publish(store, digest(1))
    await store.begin_attempt(await claim(store), "{}", NOW)
    second = await claim(store, NOW + HOUR)
    assert (second.attempts, second.unsure_since) == (1, NOW)
    await store.begin_attempt(second, "{}", NOW + HOUR)
    third = await claim(store, NOW + 2 * HOUR)
    assert (third.attempts, third.unsure_since) == (2, NOW)


async def test_an_attempt_under_an_outdated_fence_does_not_begin(store: Store) -> None:
    """Whoever lost the lease must not post: another may be at it."""
    await followed(store)
    await publish(store, digest(1))
    late = await claim(store)
    in_time = await claim(store, NOW + MINUTE)
    assert not await store.begin_attempt(late, '{"late": 1}', NOW + MINUTE)
    assert await store.begin_attempt(in_time, "{}", NOW + MINUTE)
    again = await claim(store, NOW + HOUR)
    assert (again.payload, again.attempts) == ("{}", 1)


async def test_an_attempt_does_not_begin_after_its_lease_was_ended(store: Store) -> None:
    """A claim is good for what was claimed then, until it is settled."""
    await followed(store)
    await publish(store, digest(1))
    settled = await attempt(store, Again("without decoration", plain=True, reply=True))
    assert not await store.begin_attempt(settled, "{}", NOW)


async def test_a_paused_channel_is_looked_at_again(store: Store) -> None:
    """Until then its whole lane waits; then the first goes first."""
    await followed(store)
    await publish(store, digest(1), digest(2))
    await attempt(store, Paused(NOW + HOUR, "I am not allowed “Send Messages” there", build.notice()))
    to_channel = [one for one in await claims(store) if one.delivery.target == Channel(CHANNEL)]
    assert to_channel == []
    later = [one for one in await claims(store, NOW + HOUR) if one.delivery.target == Channel(CHANNEL)]
    assert [one.delivery for one in later] == [digest(1)]


async def test_feeds_share_a_channels_order(store: Store) -> None:
    """A channel reads what two feeds have for it in the order in which it was planned."""
    await followed(store)
    await follow(store, build.subscription(QUAY), QUAY)
    other = build.digest_delivery(build.another_story(2), build.subscription(QUAY))
    await publish(store, digest(1), address=HARBOUR)
    await publish(store, other, address=QUAY)
    await publish(store, digest(3), address=HARBOUR)
    assert [(await post(store)).delivery for _ in range(3)] == [digest(1), other, digest(3)]
