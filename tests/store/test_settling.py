"""How each end of an attempt is written down, and what follows from it."""

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.outbox.model import (
    Again,
    Delivery,
    Ended,
    GivenUp,
    Later,
    Paused,
    Person,
    Sent,
    Settlement,
    Subscription,
)
from bot.store import Store
from bot.store.address import read_address
from bot.store.engine import open_database
from bot.store.tables import receipts
from tests import build
from tests.build import ADMIN, CHANNEL, GUILD, HOUR, MINUTE, NOW, OTHER_ADMIN, OTHER_CHANNEL, QUAY
from tests.store.steps import attempt, claim, claimed_ids, claims, follow, post, publish

pytestmark = pytest.mark.asyncio(loop_scope="session")

MINE = build.subscription().subscription_id
NOTICE = build.notice()
PAUSED = Paused(NOW + HOUR, "I am not allowed “Send Messages” there", NOTICE)
GONE = Ended("the channel is gone", build.notice("A channel that followed a feed is gone"))
UNSURE = Later(NOW, "a timeout", unsure=True)
SURE = Later(NOW, "too fast", unsure=False)


def digest(number: int, to: Subscription | None = None) -> Delivery:
    """One digest among several for a channel."""
    story = build.story(f"Headline {number}", entry_id=str(number), link=f"https://harbourlight.example/{number}")
    return build.digest_delivery(story, to)


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


# ------------------------------------------------------------------------------------------------- sent


async def test_what_is_sent_leaves_the_outbox(store: Store) -> None:
    """It is never claimed again, and when it was posted is known."""
    await follow(store)
    await publish(store, digest(1))
    await post(store, 42, NOW + MINUTE)
    assert await claims(store, NOW + HOUR) == []
    reasons = await store.reasons(digest(1).delivery_id)
    assert reasons is not None
    assert reasons.posted_at == NOW + MINUTE


async def test_an_attempt_settles_once(store: Store) -> None:
    """A second word on the same attempt comes too late."""
    await follow(store)
    await publish(store, digest(1))
    settled = await attempt(store, SURE)
    assert not await store.settle(settled, GivenUp("refused"), NOW)
    assert len(await claims(store)) == 1


async def test_an_outdated_fence_settles_nothing(store: Store) -> None:
    """Whoever lost the lease cannot say how the delivery ended, nor put anything off, nor end a subscription."""
    await follow(store)
    await publish(store, digest(1))
    late = await claim(store)
    in_time = await claim(store, NOW + MINUTE)
    endings: list[Settlement] = [
        Sent(1),
        replace(SURE, at=NOW + HOUR, everywhere=True),
        Again("refused", plain=True, reply=False),
        PAUSED,
        GONE,
        GivenUp("refused"),
    ]
    for ending in endings:
        assert not await store.settle(late, ending, NOW + MINUTE)
    assert await subscription_now(store) == build.subscription()
    assert await store.settle(in_time, replace(SURE, at=NOW + MINUTE), NOW + MINUTE)
    assert replace(await claim(store, NOW + MINUTE), fence=late.fence) == late


async def test_a_settled_lease_frees_its_channel(store: Store) -> None:
    """The next delivery need not wait until the lease would have run out."""
    await follow(store)
    await publish(store, digest(1), digest(2))
    await post(store)
    assert await claimed_ids(store) == [digest(2).delivery_id]


async def test_every_attempts_end_is_kept(store: Store, address: str) -> None:
    """When it ended, how, and why: who asks later can be told."""
    await follow(store)
    await publish(store, digest(1), digest(2))
    await attempt(store, replace(UNSURE, at=NOW + MINUTE))
    await post(store, now=NOW + MINUTE)
    await attempt(store, GivenUp("refused"), NOW + HOUR)
    async with open_database(read_address(address)) as database:
        kept = await database.read(all_receipts)
    assert kept == [
        (digest(1).delivery_id, NOW, "later", "a timeout"),
        (digest(1).delivery_id, NOW + MINUTE, "sent", None),
        (digest(2).delivery_id, NOW + HOUR, "given_up", "refused"),
    ]


async def all_receipts(connection: AsyncConnection) -> list[tuple[object, ...]]:
    """Every receipt, in the order in which it was written."""
    asked = select(receipts.c.delivery_id, receipts.c.at, receipts.c.ending, receipts.c.why).order_by(receipts.c.number)
    return [tuple(row) for row in await connection.execute(asked)]


# ------------------------------------------------------------------------------------------------- later, again


async def test_a_delivery_put_off_keeps_its_payload(store: Store) -> None:
    """The same message is tried again, and the attempts are counted."""
    await follow(store)
    await publish(store, digest(1))
    await attempt(store, UNSURE)
    again = await claim(store)
    assert (again.payload, again.attempts) == ('{"content": "…"}', 1)


async def test_doubt_lasts_from_the_earliest_attempt(store: Store) -> None:
    """Each timeout may have been the one that posted."""
    await follow(store)
    await publish(store, digest(1))
    await attempt(store, UNSURE)
    await attempt(store, replace(UNSURE, at=NOW + HOUR), NOW + MINUTE)
    assert (await claim(store, NOW + HOUR)).unsure_since == NOW


async def test_an_answer_clears_the_doubt_of_its_own_attempt(store: Store) -> None:
    """Discord said that it did not take the message."""
    await follow(store)
    await publish(store, digest(1))
    await attempt(store, SURE)
    assert (await claim(store)).unsure_since is None


async def test_an_answer_leaves_the_doubt_of_an_earlier_attempt(store: Store) -> None:
    """That the second was not taken says nothing of the first."""
    await follow(store)
    await publish(store, digest(1))
    await attempt(store, UNSURE)
    await attempt(store, SURE, NOW + MINUTE)
    assert (await claim(store, NOW + MINUTE)).unsure_since == NOW


async def test_a_timeout_without_a_beginning_is_doubted_too(store: Store) -> None:
    """Better one search too many than one message."""
    await follow(store)
    await publish(store, digest(1))
    assert await store.settle(await claim(store), UNSURE, NOW)
    assert (await claim(store)).unsure_since == NOW


async def test_another_rendering_begins_afresh(store: Store) -> None:
    """The refused payload is dropped, the next one is plain and may go at once, without doubt."""
    await follow(store)
    await publish(store, digest(1))
    await attempt(store, UNSURE)
    await attempt(store, Again("refused", plain=True, reply=True))
    again = await claim(store)
    assert (again.payload, again.plain, again.unsure_since, again.attempts) == (None, True, None, 2)


async def test_a_reply_that_is_gone_is_not_answered_again(store: Store) -> None:
    """The message goes without a reply, and what was plain stays plain."""
    await follow(store)
    follow_up = build.follow_up_delivery(digest(1))
    await publish(store, digest(1), follow_up)
    await post(store, 42)
    assert (await attempt(store, Again("refused", plain=True, reply=True))).reply_to == 42
    assert (await attempt(store, Again("the message is gone", plain=False, reply=False))).reply_to == 42
    last = await claim(store)
    assert (last.plain, last.reply_to) == (True, None)


# ------------------------------------------------------------------------------------------------- given up


async def test_what_is_given_up_takes_its_replies_along(store: Store) -> None:
    """A follow-up of something that nobody saw would puzzle; what else waits goes on."""
    await follow(store)
    first = build.follow_up_delivery(digest(1))
    second = replace(build.follow_up_delivery(digest(1), "Night shifts end"), replies_to=first.delivery_id)
    await publish(store, digest(1), first, second, digest(2))
    await attempt(store, GivenUp("refused"))
    assert (await store.tally(NOW)).given_up == 3
    assert await claimed_ids(store) == [digest(2).delivery_id]
    assert await subscription_now(store) == build.subscription()


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
