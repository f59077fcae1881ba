"""Hubs are asked for what is wanted, in time and not too often, and one that does not answer holds up nobody."""

from collections.abc import Mapping

import aiohttp
import pytest

from bot import push
from bot.outbox.model import Push
from bot.store import Store
from bot.web.fetch import Failed
from tests.build import HOUR, MINUTE, NOW, QUAY
from tests.push.hub import CALLBACK, TOPIC, Hub, post
from tests.push.steps import DAY, NOBODY, Clock, asked, polled, token, until
from tests.store.steps import follow


class Nobody:
    """A way out on which no hub can be reached; `tried` holds the addresses."""

    def __init__(self) -> None:
        self.tried: list[str] = []

    async def post(self, address: str, form: Mapping[str, str]) -> int | Failed:
        """Fail."""
        self.tried.append(address)
        return Failed("the server could not be reached")


@pytest.mark.usefixtures("answers")
async def test_a_feed_that_names_a_hub_is_subscribed_to(store: Store, clock: Clock, hub: Hub) -> None:
    """The hub is asked once, verifies, and what it grants is kept."""
    hub.lease = "432000"
    await asked(store, clock, hub)
    await asked(store, clock, hub)
    [form] = hub.asked
    assert form["hub.topic"] == TOPIC
    assert [(heard.status, heard.text) for heard in hub.heard] == [(200, "tide-4711")]
    assert await until(store, hub) == NOW + 5 * DAY


@pytest.mark.usefixtures("answers")
async def test_each_subscription_has_an_address_and_a_secret_of_its_own(store: Store, clock: Clock, hub: Hub) -> None:
    """Nobody can guess them, nor learn the one from the other (WebSub, 5.1)."""
    await follow(store, address=QUAY)
    await polled(store, hub.address, QUAY, topic=QUAY)
    await asked(store, clock, hub)
    tokens = {form["hub.callback"].removeprefix(f"{CALLBACK}/") for form in hub.asked}
    secrets = {form["hub.secret"] for form in hub.asked}
    assert len(tokens | secrets) == 4
    assert all(len(hidden) >= 22 for hidden in tokens | secrets)


async def test_without_a_callback_nobody_is_asked_or_answered(
    store: Store, clock: Clock, hub: Hub, unused_tcp_port: int
) -> None:
    """An operator who sets nothing has polling alone, and no open port."""
    await push.ask_hubs(store, post, clock.now, callback="")
    assert hub.asked == []
    async with push.answering(f"127.0.0.1:{unused_tcp_port}", "", store, clock.now, clock.ring):
        with pytest.raises(aiohttp.ClientConnectorError):
            await hub.ask(NOBODY)


@pytest.mark.usefixtures("answers")
async def test_a_subscription_is_renewed_before_it_ends(store: Store, clock: Clock, hub: Hub) -> None:
    """A day before, and under the same address and secret, so that nothing is missed meanwhile."""
    await asked(store, clock, hub)
    clock.time += 9 * DAY - HOUR
    await asked(store, clock, hub)
    assert len(hub.asked) == 1
    clock.time += 2 * HOUR
    await asked(store, clock, hub)
    first, renewed = hub.asked
    assert renewed == first
    assert await until(store, hub) == clock.time + 10 * DAY


@pytest.mark.usefixtures("answers")
async def test_a_short_lease_is_renewed_when_it_ends_and_not_at_every_tick(
    store: Store, clock: Clock, hub: Hub
) -> None:
    """It is always within a day of its end; the hub is asked once an hour all the same."""
    hub.lease = "600"
    await asked(store, clock, hub)
    clock.time += HOUR - MINUTE
    await asked(store, clock, hub)
    assert len(hub.asked) == 1
    clock.time += 2 * MINUTE
    await asked(store, clock, hub)
    assert len(hub.asked) == 2


@pytest.mark.usefixtures("answers")
@pytest.mark.parametrize(("status", "mode"), [(400, "subscribe"), (202, "denied"), (202, "nothing")])
async def test_a_hub_that_does_not_grant_is_asked_again_later(
    store: Store, clock: Clock, hub: Hub, status: int, mode: str
) -> None:
    """It refuses, it denies or it never verifies: at first an hour is waited, then longer."""
    hub.status, hub.mode = status, mode
    times: list[int] = []
    for minutes in range(0, 400, 10):
        clock.time = NOW + minutes * MINUTE
        before = len(hub.asked)
        await asked(store, clock, hub)
        times += [minutes] * (len(hub.asked) - before)
    assert times[:2] == [0, 60]
    assert 3 <= len(times) <= 4
    assert await until(store, hub) is None


@pytest.mark.parametrize(("status", "failures"), [(202, 0), (204, 0), (307, 1), (400, 1), (503, 1)])
async def test_a_refusal_is_known_at_once(store: Store, clock: Clock, hub: Hub, status: int, failures: int) -> None:
    """Whoever takes the form may still verify it (WebSub, 5.1.2; older hubs answer 204)."""
    hub.status, hub.mode = status, "nothing"
    await asked(store, clock, hub)
    lease = await store.hub_lease(token(hub))
    assert lease is not None
    assert lease.failures == failures


async def test_a_hub_that_is_away_holds_up_nobody(store: Store, clock: Clock, hub: Hub) -> None:
    """Its other subscriptions wait with the first, and those at other hubs do not."""
    gone = Push("https://gone.example/", TOPIC)
    for number in range(3):
        address = f"https://harbour{number}.example/feed"
        await follow(store, address=address)
        await polled(store, gone.hub, address)
    tried = Nobody()

    async def some_way_out(address: str, form: Mapping[str, str]) -> int | Failed:
        return await (tried.post if address == gone.hub else post)(address, form)

    for _ in range(2):
        await push.ask_hubs(store, some_way_out, clock.now, callback=CALLBACK)
    assert tried.tried == [gone.hub]
    assert len(hub.asked) == 1


async def test_a_hub_named_without_https_is_asked_with_it_first(store: Store, clock: Clock) -> None:
    """Where that does not work it is asked as the feed names it."""
    await polled(store, "http://hub.example/")
    tried = Nobody()
    await push.ask_hubs(store, tried.post, clock.now, callback=CALLBACK)
    assert tried.tried == ["https://hub.example/", "http://hub.example/"]
