"""Two feeds of which one moves to the other's address: they are followed, tell their stories, and become one."""

from datetime import datetime

from bot.news.model import Story
from bot.outbox import ids
from bot.outbox.model import Decision, Delivery, Feed, Greeting, Subscription
from bot.store import Store
from tests import build
from tests.build import HARBOUR, HOUR, MINUTE, NOW, OTHER_CHANNEL, QUAY
from tests.store.steps import follow, poll, post, publish

OLD, NEW = build.feed(HARBOUR), build.feed(QUAY)
ELSEWHERE = "https://anchor.example/feed"
HERE = build.subscription(HARBOUR)
THERE = build.subscription(QUAY, channel_id=OTHER_CHANNEL)
HERE_TOO = build.subscription(QUAY, since=NOW + MINUTE)
TALKS, FERRIES = build.another_story(1), build.another_story(2)


async def follow_both(store: Store, *subscriptions: Subscription) -> None:
    """Let channels follow the two feeds; each has been greeted an hour ago."""
    for wish in subscriptions or (HERE, THERE):
        await follow(store, wish, HARBOUR if wish.feed_id == OLD.feed_id else QUAY)
        greeting = Greeting(wish.subscription_id, NOW - HOUR)
        await publish(store, address=HARBOUR if wish.feed_id == OLD.feed_id else QUAY, greetings=(greeting,))


async def tell(
    store: Store,
    told: Story,
    to: Subscription,
    *,
    address: str = HARBOUR,
    at: datetime = NOW,
    message_id: int | None = None,
) -> Delivery:
    """Poll a feed in which a story stands that a channel is told of, by a message or in the outbox."""
    delivery = build.digest_delivery(told, to)
    made = Decision(to.subscription_id, str(delivery.story_id), 1, delivery.delivery_id, ("It is new.",))
    outcome = build.outcome(
        await poll(store, address), stories=(told,), deliveries=(delivery,), decisions=(made,), at=at
    )
    assert await store.record(outcome)
    if message_id:
        await post(store, message_id)
    return delivery


async def move(store: Store, to: str = QUAY, *, at: datetime = NOW) -> None:
    """Poll the old feed, and let it take another address."""
    assert await store.record(build.outcome(await poll(store), moved_to=to, at=at))


async def told(store: Store, *stories: Story, feed: Feed = NEW) -> dict[tuple[str, str], str]:
    """Which digest told whom of which entry, as it is known where the feed's next poll is judged."""
    background = await store.background(feed.feed_id, stories, NOW)
    entries = {known.story_id: known.story.entry_id for known in background.known}
    for story in stories:
        entries.setdefault(ids.story_id(feed.feed_id, story.entry_id), story.entry_id)
    return {(one.subscription_id, entries[one.story_id]): one.root_id for one in background.told}


async def known(store: Store, *stories: Story) -> list[str]:
    """The entries of these that the new feed knows."""
    return sorted(one.story.entry_id for one in (await store.background(NEW.feed_id, stories, NOW)).known)
