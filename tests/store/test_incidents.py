"""What a channel in trouble, or gone, means for who follows what there, and who is told of it."""

from dataclasses import replace
from datetime import datetime

import pytest

from bot.outbox.attempts import Ended, Later, Paused, Sent
from bot.outbox.model import Person, Subscription
from bot.store import Store
from tests import build
from tests.build import ADMIN, CHANNEL, GUILD, HOUR, MINUTE, NOW, OTHER_ADMIN, OTHER_CHANNEL, QUAY
from tests.store.steps import attempt, claim, claimed_ids, claims, digest, follow, post, publish

pytestmark = pytest.mark.asyncio(loop_scope="session")

MINE = build.subscription().subscription_id
NOTICE = build.notice()
PAUSED = Paused(NOW + HOUR, "I am not allowed “Send Messages” there", NOTICE)
GONE = Ended("the channel is gone", build.notice("A channel that followed a feed is gone"))
UNSURE = Later(NOW, "a timeout", unsure=True)


async def subscription_now(store: Store, channel_id: int = CHANNEL) -> Subscription:
    """The subscription of a channel as it stands."""
    [found] = [one.subscription for one in await store.following(GUILD) if one.subscription.channel_id == channel_id]
    return found


async def told_people(store: Store, now: datetime = NOW) -> list[int]:
    """Who is told something, in order; what is told them counts as posted."""
    people = []
    while to_people := [one for one in await claims(store, now) if isinstance(one.delivery.target, Person)]:
        for one in to_people:
            assert isinstance(one.delivery.target, Person)
            people.append(one.delivery.target.user_id)
            assert await store.settle(one, Sent(1), NOW)
    return people


# ------------------------------------------------------------------------------------------------- paused


async def test_a_channel_in_trouble_is_marked(store: Store) -> None:
    """All that the channel follows bears the mark, whichever feed found it out; other channels do not."""
    await follow(store)
    await follow(store, build.subscription(QUAY), QUAY)
    await follow(store, build.subscription(channel_id=OTHER_CHANNEL))
    await publish(store, digest(1))
    await attempt(store, PAUSED)
    troubles = {
        (one.feed.address, one.subscription.channel_id): one.subscription.trouble
        for one in await store.following(GUILD)
    }
    assert troubles == {
        (build.HARBOUR, CHANNEL): PAUSED.why,
        (QUAY, CHANNEL): PAUSED.why,
        (build.HARBOUR, OTHER_CHANNEL): None,
    }


async def test_each_person_is_told_once_of_an_incident(store: Store) -> None:
    """However many feeds somebody added to the channel, and however often it is tried."""
    await follow(store, build.subscription(added_by=ADMIN))
    await follow(store, build.subscription(QUAY, added_by=ADMIN), QUAY)
    await follow(store, build.subscription("https://c.example", added_by=OTHER_ADMIN), "https://c.example")
    await follow(store, build.subscription(channel_id=OTHER_CHANNEL, added_by=7))
    await publish(store, digest(1))
    await attempt(store, PAUSED)
    assert await told_people(store) == [ADMIN, OTHER_ADMIN]
    await attempt(store, replace(PAUSED, at=NOW + 2 * HOUR, why="“View Channel”"), NOW + HOUR)
    assert await told_people(store, NOW + HOUR) == []
    assert (await subscription_now(store, OTHER_CHANNEL)).trouble is None


async def test_a_notice_says_what_happened(store: Store) -> None:
    """It is a delivery like others, named so that Discord takes the name as a nonce."""
    await follow(store)
    await publish(store, digest(1))
    await attempt(store, PAUSED)
    notice = (await claim(store)).delivery
    assert (notice.target, notice.message, notice.created_at) == (Person(ADMIN), NOTICE, NOW)
    assert len(notice.delivery_id) == 20


async def test_who_joins_during_an_incident_is_told_too(store: Store) -> None:
    """Somebody who adds a feed to a channel in trouble learns of it; who knows already is not told again."""
    await follow(store)
    await publish(store, digest(1))
    await attempt(store, PAUSED)
    assert await told_people(store) == [ADMIN]
    await follow(store, build.subscription(QUAY, added_by=OTHER_ADMIN), QUAY)
    await attempt(store, replace(PAUSED, at=NOW + 2 * HOUR), NOW + HOUR)
    assert await told_people(store, NOW + HOUR) == [OTHER_ADMIN]


async def test_a_message_that_arrives_ends_the_incident(store: Store) -> None:
    """The mark goes, and the next trouble is told anew."""
    await follow(store)
    await publish(store, digest(1), digest(2))
    await attempt(store, PAUSED)
    assert await told_people(store) == [ADMIN]
    await post(store, now=NOW + HOUR)
    assert (await subscription_now(store)).trouble is None
    await attempt(store, replace(PAUSED, at=NOW + 3 * HOUR), NOW + 2 * HOUR)
    assert (await subscription_now(store)).trouble == PAUSED.why


async def test_the_next_incident_is_told_again(store: Store) -> None:
    """What was told of the first says nothing of the second."""
    await follow(store)
    await publish(store, digest(1), digest(2))
    await attempt(store, PAUSED)
    first = await claim(store)
    await store.settle(first, Sent(1), NOW)
    await post(store, now=NOW + HOUR)
    await attempt(store, replace(PAUSED, at=NOW + 3 * HOUR), NOW + 2 * HOUR)
    second = await claim(store, NOW + 2 * HOUR)
    assert second.delivery.target == first.delivery.target
    assert second.delivery.delivery_id != first.delivery.delivery_id


async def test_a_message_in_one_channel_does_not_end_anothers_trouble(store: Store) -> None:
    """Each channel has permissions of its own."""
    await follow(store)
    other = build.subscription(channel_id=OTHER_CHANNEL)
    await follow(store, other)
    await publish(store, digest(1))
    await attempt(store, PAUSED)
    await told_people(store)
    await publish(store, digest(2, other))
    await post(store)
    assert (await subscription_now(store)).trouble == PAUSED.why


async def test_trouble_keeps_the_doubt_of_an_earlier_attempt(store: Store) -> None:
    """The message may stand there since before the permission was lost."""
    await follow(store)
    await publish(store, digest(1))
    await attempt(store, UNSURE)
    await attempt(store, PAUSED, NOW + MINUTE)
    [again] = [one for one in await claims(store, NOW + HOUR) if one.delivery == digest(1)]
    assert again.unsure_since == NOW


async def test_trouble_leaves_no_doubt_of_its_own(store: Store) -> None:
    """Discord said that it did not take the message."""
    await follow(store)
    await publish(store, digest(1))
    await attempt(store, PAUSED)
    [again] = [one for one in await claims(store, NOW + HOUR) if one.delivery == digest(1)]
    assert again.unsure_since is None


async def test_a_channel_that_nobody_follows_any_more_troubles_nobody(store: Store) -> None:
    """Who has unsubscribed is not told that the last message did not arrive."""
    await follow(store)
    await publish(store, digest(1))
    flying = await claim(store)
    await store.unsubscribe(GUILD, MINE)
    assert await store.settle(flying, PAUSED, NOW)
    assert await claims(store, NOW + 2 * HOUR) == []


# ------------------------------------------------------------------------------------------------- ended


async def test_a_channel_that_is_gone_ends_its_subscriptions(store: Store) -> None:
    """Of all its feeds; what waits for it is given up, and other channels go on."""
    other = build.subscription(channel_id=OTHER_CHANNEL)
    for wish in (build.subscription(), other):
        await follow(store, wish)
    await follow(store, build.subscription(QUAY), QUAY)
    await publish(store, digest(1), digest(2), digest(3, other))
    mine, _ = await claims(store)
    await publish(store, digest(4, build.subscription(QUAY)), address=QUAY)
    assert await store.settle(mine, replace(GONE, notice=None), NOW)
    ended = {
        (one.feed.address, one.subscription.channel_id): one.subscription.ended for one in await store.following(GUILD)
    }
    assert ended == {
        (build.HARBOUR, CHANNEL): True,
        (QUAY, CHANNEL): True,
        (build.HARBOUR, OTHER_CHANNEL): False,
    }
    assert await claimed_ids(store, NOW + HOUR) == [digest(3, other).delivery_id]
    assert (await store.tally(NOW)).given_up == 3


async def test_who_added_a_channel_that_is_gone_is_told(store: Store) -> None:
    """Once each, and those alone whose subscription ended now."""
    await follow(store, build.subscription(added_by=OTHER_ADMIN))
    await follow(store, build.subscription(QUAY, added_by=ADMIN), QUAY)
    await follow(store, build.subscription("https://c.example", added_by=7), "https://c.example")
    await store.unsubscribe(GUILD, build.subscription("https://c.example").subscription_id)
    await publish(store, digest(1, build.subscription(added_by=OTHER_ADMIN)))
    await attempt(store, GONE)
    assert await told_people(store) == sorted([ADMIN, OTHER_ADMIN])


async def test_the_end_is_told_though_the_trouble_was(store: Store) -> None:
    """That a channel is gone is more than that it was closed to the bot."""
    await follow(store)
    await publish(store, digest(1))
    await attempt(store, replace(PAUSED, at=NOW))
    tried, told = await claims(store)
    await store.settle(told, Sent(1), NOW)
    await store.settle(tried, GONE, NOW)
    [notice] = await claims(store)
    assert notice.delivery.message == GONE.notice


async def test_a_person_who_takes_no_messages_ends_nothing_else(store: Store) -> None:
    """What waits for that person is given up, quietly; their subscriptions go on."""
    await follow(store)
    to_person = [build.notice_delivery(name) for name in ("one", "two")]
    to_other = build.notice_delivery("three", Person(OTHER_ADMIN))
    await publish(store, *to_person, to_other, digest(1))
    first, *_ = await claims(store, lease=MINUTE)
    assert first.delivery.target == Person(ADMIN)
    assert await store.settle(first, Ended("this person takes no messages", None), NOW)
    assert await subscription_now(store) == build.subscription()
    assert await claimed_ids(store, NOW + MINUTE) == [to_other.delivery_id, digest(1).delivery_id]


async def test_a_person_is_told_nothing_of_their_own_end(store: Store) -> None:
    """A notice that cannot be delivered makes no further notice, whatever it says."""
    await follow(store)
    await publish(store, build.notice_delivery("one"))
    await attempt(store, GONE)
    assert await claims(store, NOW + HOUR) == []
    assert await subscription_now(store) == build.subscription()


async def test_a_person_paused_troubles_no_channel(store: Store) -> None:
    """The notice waits, and nobody is told that somebody could not be told."""
    await follow(store)
    await publish(store, build.notice_delivery("one", Person(CHANNEL)))
    await attempt(store, PAUSED)
    assert await claims(store) == []
    assert len(await claims(store, NOW + HOUR)) == 1
    assert await subscription_now(store) == build.subscription()


async def test_a_channel_gone_before_it_was_marked_ends_quietly_without_a_notice(store: Store) -> None:
    """Where there is nothing to tell, nobody is told."""
    await follow(store)
    await publish(store, digest(1))
    await attempt(store, replace(GONE, notice=None))
    assert await claims(store, NOW + HOUR) == []
