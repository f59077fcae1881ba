"""Subscriptions at hubs: whom to ask, how often, and what a token stands for."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.outbox.model import Push
from bot.store import HubLease, Store
from tests import build
from tests.build import GUILD, HARBOUR, HOUR, MINUTE, NOW, QUAY
from tests.store.steps import follow, poll

pytestmark = pytest.mark.asyncio(loop_scope="session")

MOMENT = timedelta(microseconds=1)
DAY = timedelta(days=1)
HUB = Push("https://hub.example", HARBOUR)
OTHER_HUB = Push("https://otherhub.example", HARBOUR)
MINE = build.subscription().subscription_id


async def name_hub(store: Store, push: Push | None = HUB, address: str = HARBOUR, *, gone: bool = False) -> None:
    """Poll a feed, which names this hub."""
    assert await store.record(build.outcome(await poll(store, address), push=push, gone=gone))


async def leases(store: Store, hours: float = 0, *, limit: int = 10) -> list[HubLease]:
    """The subscriptions that are to be asked for at an hour: a day before they end, an hour after a failure."""
    now = NOW + hours * HOUR
    return list(await store.hub_leases(now, renew_before=now + DAY, ask_again=HOUR, limit=limit))


async def begun(store: Store) -> HubLease:
    """The one subscription, about to be asked for the first time."""
    await follow(store)
    await name_hub(store)
    [lease] = await leases(store)
    return lease


async def test_a_feed_that_names_a_hub_is_to_be_asked_for(store: Store) -> None:
    """Under a token and a secret of its own, which nobody guesses and which stay."""
    await follow(store)
    assert await leases(store) == []
    await name_hub(store)
    [lease] = await leases(store)
    assert lease == HubLease(build.feed().feed_id, HUB, lease.token, lease.secret)
    assert len(lease.token) >= 22
    assert 22 <= len(lease.secret.encode()) < 200
    assert lease.token != lease.secret
    assert await leases(store) == [lease]
    assert await store.hub_lease(lease.token) == lease


async def test_each_feed_has_secrets_of_its_own(store: Store) -> None:
    """One that gets out opens no other."""
    for address in (HARBOUR, QUAY):
        await follow(store, build.subscription(address), address)
        await name_hub(store, Push(HUB.hub, address), address)
    one, other = await leases(store)
    assert len({one.token, one.secret, other.token, other.secret}) == 4
    assert {one.push.topic, other.push.topic} == {HARBOUR, QUAY}
    assert len(await leases(store, limit=1)) == 1


async def test_a_hub_has_time_to_answer(store: Store) -> None:
    """It was asked, and may verify the request within the hour; then it is asked again."""
    lease = await begun(store)
    await store.hub_asked(lease.token, NOW, failed=False)
    assert await leases(store, 1 - 1e-6) == []
    assert await leases(store, 1) == [replace(lease, asked_at=NOW, failures=1)]


async def test_a_hub_that_never_answers_is_asked_ever_more_rarely(store: Store) -> None:
    """Twice as long after each time, whether it refuses or says nothing; a week at most."""
    lease = await begun(store)
    hours = 0.0
    for times, wait in enumerate((1, 2, 4, 8, 16, 32, 64, 128, 168, 168)):
        await store.hub_asked(lease.token, NOW + hours * HOUR, failed=times % 2 == 0)
        hours += wait
        assert await leases(store, hours - 0.001) == []
        [again] = await leases(store, hours)
        assert again.failures == times + 1


async def test_a_granted_subscription_is_left_alone_until_it_is_to_be_renewed(store: Store) -> None:
    """What went wrong before is forgotten."""
    lease = await begun(store)
    await store.hub_asked(lease.token, NOW, failed=True)
    await store.hub_verified(lease.token, NOW + 10 * DAY)
    assert await leases(store, 24 * 9) == []
    granted = replace(lease, asked_at=NOW, until=NOW + 10 * DAY)
    assert await leases(store, 24 * 9 + 0.001) == [granted]
    assert await store.hub_lease(lease.token) == granted


async def test_a_renewal_that_is_not_answered_counts_as_any(store: Store) -> None:
    """The hub is not asked every minute of the last day."""
    lease = await begun(store)
    await store.hub_asked(lease.token, NOW, failed=False)
    await store.hub_verified(lease.token, NOW + 2 * DAY)
    [renewing] = await leases(store, 25)
    assert renewing.failures == 0
    await store.hub_asked(lease.token, NOW + 25 * HOUR, failed=False)
    assert await leases(store, 26 - 0.001) == []
    assert len(await leases(store, 26)) == 1
    await store.hub_verified(lease.token, NOW + 12 * DAY)
    assert await leases(store, 27) == []


async def test_a_hub_that_answers_before_its_request_is_over_is_heard(store: Store) -> None:
    """Some verify first and answer the request then: it was not in vain."""
    lease = await begun(store)
    await store.hub_verified(lease.token, NOW + 2 * DAY)
    await store.hub_asked(lease.token, NOW, failed=False)
    [renewing] = await leases(store, 25)
    assert renewing.failures == 0


async def test_a_hub_that_says_no_is_not_asked_at_once(store: Store) -> None:
    """Its no is one more failure, also where it ends what it had granted."""
    lease = await begun(store)
    await store.hub_asked(lease.token, NOW, failed=False)
    await store.hub_verified(lease.token, None)
    assert await leases(store, 1 - 0.001) == []
    [again] = await leases(store, 1)
    assert (again.until, again.failures) == (None, 1)
    await store.hub_asked(lease.token, NOW + HOUR, failed=False)
    await store.hub_verified(lease.token, NOW + 10 * DAY)
    await store.hub_verified(lease.token, None)
    assert len(await leases(store, 2)) == 1


async def test_who_was_never_asked_comes_first(store: Store) -> None:
    """Then whoever was asked longest ago."""
    addresses = [f"https://feed{number}.example" for number in range(3)]
    for address in addresses:
        await follow(store, build.subscription(address), address)
        await name_hub(store, Push(HUB.hub, address), address)
    tokens = {lease.push.topic: lease.token for lease in await leases(store)}
    for minutes, address in ((1, addresses[0]), (0, addresses[2])):
        await store.hub_asked(tokens[address], NOW + minutes * MINUTE, failed=True)
    topics = [lease.push.topic for lease in await leases(store, 5)]
    assert topics == [addresses[1], addresses[2], addresses[0]]


@pytest.mark.parametrize("other", [OTHER_HUB, Push(HUB.hub, QUAY)], ids=["hub", "topic"])
async def test_another_hub_or_topic_begins_anew(store: Store, other: Push) -> None:
    """The old token stands for nothing that is wanted."""
    lease = await begun(store)
    await store.hub_asked(lease.token, NOW, failed=False)
    await store.hub_verified(lease.token, NOW + 10 * DAY)
    await name_hub(store, other)
    assert await store.hub_lease(lease.token) is None
    [new] = await leases(store)
    assert new == HubLease(lease.feed_id, other, new.token, new.secret)
    assert new.token != lease.token
    assert new.secret != lease.secret


async def test_a_feed_that_names_no_hub_any_more_has_none(store: Store) -> None:
    """Until it names it again."""
    lease = await begun(store)
    await name_hub(store, None)
    assert await store.hub_lease(lease.token) is None
    assert await leases(store) == []
    await name_hub(store)
    assert await leases(store) == [lease]


async def test_nobody_asks_for_a_feed_that_nobody_wants(store: Store) -> None:
    """Its token stands for nothing, until somebody follows it again."""
    lease = await begun(store)
    await store.unsubscribe(GUILD, MINE)
    assert await store.hub_lease(lease.token) is None
    assert await leases(store) == []
    await follow(store)
    assert await leases(store) == [lease]


async def test_nobody_asks_for_a_feed_that_is_gone(store: Store) -> None:
    """Though channels follow it, and though it named a hub to the last."""
    lease = await begun(store)
    await name_hub(store, gone=True)
    assert await store.hub_lease(lease.token) is None
    assert await leases(store) == []


async def test_a_token_that_was_never_given_stands_for_nothing(store: Store) -> None:
    """And nothing comes of what is said to it."""
    lease = await begun(store)
    await store.hub_asked("\0nothing", NOW, failed=False)
    await store.hub_verified("nothing", NOW + DAY)
    assert await store.hub_lease("\0\ud800") is None
    assert await leases(store) == [lease]


@pytest.mark.parametrize("ask_again", [timedelta(0), timedelta(days=400_000)])
async def test_no_wait_is_too_short_or_too_long(store: Store, ask_again: timedelta) -> None:
    """A week is the most, whatever is asked for."""
    lease = await begun(store)
    await store.hub_asked(lease.token, NOW, failed=True)
    later = NOW + timedelta(days=7)
    assert len(await store.hub_leases(later, renew_before=later, ask_again=ask_again, limit=1)) == 1
