"""What admins set becomes what the store keeps: who follows which feed."""

from datetime import datetime

from bot.outbox import ids
from bot.outbox.model import Feed, Following, Subscription, Validators
from bot.store import Store, Subscribed
from bot.web.discover import Found


async def follow(
    store: Store, now: datetime, found: Found, *, guild_id: int, channel_id: int, user_id: int
) -> Subscribed:
    """Let a channel follow a feed that was found; its newest story is posted there, and all that comes after."""
    feed_id = ids.feed_id(found.address)
    feed = Feed(feed_id, found.address, found.document.masthead, Validators(), due_at=now)
    subscription = Subscription(
        subscription_id=ids.subscription_id(feed_id, channel_id),
        feed_id=feed_id,
        guild_id=guild_id,
        channel_id=channel_id,
        added_by=user_id,
        since=now,
    )
    return await store.subscribe(feed, subscription)


async def unfollow(store: Store, guild_id: int, subscription_id: str) -> Following | None:
    """Let a channel follow a feed no more; None where that server has no such subscription."""
    return await store.unsubscribe(guild_id, subscription_id)


async def following(store: Store, guild_id: int) -> tuple[Following, ...]:
    """What a server follows, and what troubles it."""
    return await store.following(guild_id)
