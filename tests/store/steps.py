"""What tests of the store do again and again: follow a feed, publish in it, claim what is due, settle it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.news.model import Brief, Story
from bot.outbox.attempts import Sent, Settlement
from bot.outbox.due import Resolution
from bot.outbox.model import (
    Claim,
    ClaimedFeed,
    Decision,
    Delivery,
    Greeting,
    Owed,
    Paid,
    Revision,
    Subscription,
    Telling,
)
from bot.store import Store, Subscribed
from tests import build
from tests.build import HARBOUR, MINUTE, NOW

FAR = NOW + timedelta(days=3650)


def digest(number: int, to: Subscription | None = None) -> Delivery:
    """The digest of one story among several."""
    return build.digest_delivery(build.another_story(number), to)


async def follow(store: Store, subscription: Subscription | None = None, address: str = HARBOUR) -> Subscribed:
    """Let a channel follow the feed at an address."""
    return await store.subscribe(build.feed(address), subscription or build.subscription(address))


async def poll(store: Store, address: str = HARBOUR) -> ClaimedFeed:
    """Claim one feed, due or not, by a lease that holds until somebody else asks."""
    known = await store.feed_at(address)
    assert known is not None
    claimed = await store.claim_feed(known.feed.feed_id, FAR, lease=timedelta(0))
    assert claimed is not None
    return claimed


async def publish(
    store: Store,
    *deliveries: Delivery,
    address: str = HARBOUR,
    stories: tuple[Story, ...] = (),
    revisions: tuple[Revision, ...] = (),
    greetings: tuple[Greeting, ...] = (),
    decisions: tuple[Decision, ...] = (),
    owed: tuple[Owed, ...] = (),
    paid: tuple[Paid, ...] = (),
) -> None:
    """Poll a feed, and record that it gave these stories and came to these deliveries."""
    outcome = build.outcome(
        await poll(store, address),
        stories=stories,
        revisions=revisions,
        greetings=greetings,
        deliveries=deliveries,
        decisions=decisions,
        owed=owed,
        paid=paid,
    )
    assert await store.record(outcome)


async def print_edition(
    store: Store,
    told: Mapping[str, Subscription],
    *,
    briefs: tuple[Brief, ...] | None = None,
    paid: tuple[Paid, ...] = (),
    name: str = "edition",
) -> Delivery:
    """Put an edition in the outbox that tells subscriptions of stories, by their names; a brief each, or these."""
    edition = build.edition_delivery(name, *told)
    if briefs is not None:
        edition = replace(edition, message=replace(build.edition(), briefs=briefs))
    tellings = tuple(Telling(to.subscription_id, story_id, 1, name, name) for story_id, to in told.items())
    assert await store.resolve(Resolution(NOW, deliveries=(edition,), tellings=tellings, paid=paid))
    return edition


async def claims(store: Store, now: datetime = NOW, *, limit: int = 100, lease: timedelta = MINUTE) -> list[Claim]:
    """Claim what may be posted now."""
    return list(await store.claim_deliveries(now, limit=limit, lease=lease))


async def claimed_ids(store: Store, now: datetime = NOW) -> list[str]:
    """Claim what may be posted now; only the ids."""
    return [claim.delivery.delivery_id for claim in await claims(store, now)]


async def claim(store: Store, now: datetime = NOW) -> Claim:
    """Claim the one delivery that may be posted now."""
    [only] = await claims(store, now)
    return only


async def attempt(store: Store, settlement: Settlement, now: datetime = NOW) -> Claim:
    """Claim the one delivery that may be posted now, and let its attempt end so."""
    claimed = await claim(store, now)
    assert await store.begin_attempt(claimed, '{"content": "…"}', now)
    assert await store.settle(claimed, settlement, now)
    return claimed


async def post(store: Store, message_id: int | None = 900_000_000_000_000_001, now: datetime = NOW) -> Claim:
    """Claim the one delivery that may be posted now, and post it."""
    return await attempt(store, Sent(message_id), now)
