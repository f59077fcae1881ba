"""A hub that asks whether a subscription is wanted is answered to the letter, and nobody else is answered at all."""

import pytest

from bot.store import Store
from tests.build import HOUR, NOW, QUAY
from tests.push.hub import CALLBACK, TOPIC, Hub
from tests.push.steps import DAY, NOBODY, Clock, asked, nobody_follows, token, until


@pytest.mark.usefixtures("answers")
async def test_a_challenge_is_given_back_as_plain_text(store: Store, clock: Clock, hub: Hub) -> None:
    """No browser may be led to take it for a page of ours, and nothing tells what software answers."""
    await asked(store, clock, hub)
    challenge = "<script>alert('tide')</script> ö +&"
    heard = await hub.ask(hub.asked[0]["hub.callback"], mode="subscribe", topic=TOPIC, challenge=challenge)
    assert (heard.status, heard.text) == (200, challenge)
    assert heard.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert heard.headers["X-Content-Type-Options"] == "nosniff"
    assert "Server" not in heard.headers


@pytest.mark.usefixtures("answers")
async def test_what_we_do_not_want_is_not_confirmed(store: Store, clock: Clock, hub: Hub) -> None:
    """Another topic, the end of what is wanted, or no question at all: 404 (WebSub, 5.3.1), and nothing changes."""
    await asked(store, clock, hub)
    clock.time += HOUR
    questions: list[dict[str, str]] = [
        {"mode": "subscribe", "topic": QUAY, "challenge": "tide"},
        {"mode": "subscribe", "challenge": "tide"},
        {"mode": "subscribe", "topic": TOPIC},
        {"mode": "unsubscribe", "topic": TOPIC, "challenge": "tide"},
        {"mode": "denied", "topic": QUAY},
        {"mode": "publish", "topic": TOPIC, "challenge": "tide"},
        {},
    ]
    heard = [await hub.ask(hub.asked[0]["hub.callback"], **question) for question in questions]
    assert [(one.status, one.text) for one in heard] == [(404, "")] * len(questions)
    assert await until(store, hub) == NOW + 10 * DAY


@pytest.mark.usefixtures("answers")
async def test_nothing_is_served_but_the_callback(store: Store, clock: Clock, hub: Hub) -> None:
    """No other path, no other method, and no token that is not known."""
    await asked(store, clock, hub)
    challenge = {"mode": "subscribe", "topic": TOPIC, "challenge": "tide"}
    asked_at = hub.asked[0]["hub.callback"]
    for address in (
        NOBODY,
        CALLBACK,
        f"{CALLBACK}/",
        f"{CALLBACK}/{'x' * 5000}",
        f"{asked_at}/",
        f"https://bot.example/{token(hub)}",
        f"https://bot.example/other/{token(hub)}",
    ):
        assert (await hub.ask(address, **challenge)).status == 404
    assert (await hub.call("PUT", asked_at)).status == 404
    assert (await hub.call("POST", CALLBACK)).status == 404


@pytest.mark.usefixtures("answers")
async def test_the_end_of_what_nobody_wants_is_confirmed(store: Store, clock: Clock, hub: Hub) -> None:
    """A hub that asks whether it may forget us learns that it may, and that there is nothing to begin again."""
    await asked(store, clock, hub)
    await nobody_follows(store)
    question = {"topic": TOPIC, "challenge": "tide"}
    heard = await hub.ask(hub.asked[0]["hub.callback"], mode="unsubscribe", **question)
    assert (heard.status, heard.text) == (200, "tide")
    assert (await hub.ask(hub.asked[0]["hub.callback"], mode="subscribe", **question)).status == 404


@pytest.mark.usefixtures("answers")
async def test_a_subscription_that_is_denied_later_is_over(store: Store, clock: Clock, hub: Hub) -> None:
    """A hub may change its mind at any time (WebSub, 5.2)."""
    await asked(store, clock, hub)
    heard = await hub.ask(hub.asked[0]["hub.callback"], mode="denied", topic=TOPIC, reason="no\x1b[2J more")
    assert heard.status == 200
    assert await until(store, hub) is None
