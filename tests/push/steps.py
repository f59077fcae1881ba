"""What tests of hubs do again and again: name a hub in a feed, ask hubs, answer them, look when a feed is due."""

from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import datetime, timedelta

from bot import push
from bot.outbox.model import Push
from bot.store import Store
from tests import build
from tests.build import HARBOUR, HOUR, NOW
from tests.push.hub import CALLBACK, TOPIC, Hub, post
from tests.store.steps import poll

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
NOBODY = f"{CALLBACK}/nobody-knows-this-token"


class Clock:
    """The time, which passes only as told; and a bell that rings where a feed became due at once."""

    def __init__(self) -> None:
        self.time = NOW
        self.rung = 0

    def now(self) -> datetime:
        """The time."""
        return self.time

    def ring(self) -> None:
        """Ring the bell."""
        self.rung += 1


def answering(
    store: Store, clock: Clock, port: int, patience: timedelta = push.PATIENCE
) -> AbstractAsyncContextManager[None]:
    """Answer hubs where they look for the bot."""
    return push.answering(f"127.0.0.1:{port}", CALLBACK, store, clock.now, clock.ring, patience=patience)


async def polled(
    store: Store, hub: str, address: str = HARBOUR, *, at: datetime = NOW - HOUR, topic: str = TOPIC
) -> None:
    """Poll a feed, which names a hub."""
    outcome = build.outcome(await poll(store, address), at=at, due_at=at + DAY)
    assert await store.record(replace(outcome, push=Push(hub, topic)))


async def asked(store: Store, clock: Clock, hub: Hub) -> None:
    """Ask hubs for what is to be asked for, and wait until they have verified it."""
    await push.ask_hubs(store, post, clock.now, callback=CALLBACK)
    await hub.settled()


async def due_in(store: Store, clock: Clock) -> timedelta:
    """In how long the first feed is due."""
    following, *_ = await store.following(build.GUILD)
    assert following.feed.due_at is not None
    return following.feed.due_at - clock.time


async def until(store: Store, hub: Hub) -> datetime | None:
    """Until when the newest form's subscription is granted."""
    lease = await store.hub_lease(token(hub))
    assert lease is not None
    return lease.until


def token(hub: Hub) -> str:
    """The token in the newest form's callback."""
    return hub.asked[-1]["hub.callback"].removeprefix(f"{CALLBACK}/")


async def nobody_follows(store: Store) -> None:
    """Let the channel follow the feed no more."""
    assert await store.unsubscribe(build.GUILD, build.subscription().subscription_id)
