"""What admins set becomes what the store keeps: who follows which feed."""

from dataclasses import replace
from datetime import datetime

from bot.outbox import ids, moves
from bot.outbox.model import Feed, Following, Subscription, Validators
from bot.store import Store, Subscribed
from bot.web.discover import Found


async def follow(
    store: Store, now: datetime, found: Found, *, guild_id: int, channel_id: int, user_id: int
) -> Subscribed:
    """Let a channel follow a feed that was found; its newest story is posted there, and all that comes after.

    A feed that is known under another host is followed as that one, so that nothing of it is told twice.
    """
    feed = await _feed(store, now, found)
    subscription = Subscription(
        subscription_id=ids.subscription_id(feed.feed_id, channel_id),
        feed_id=feed.feed_id,
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


async def _feed(store: Store, now: datetime, found: Found) -> Feed:
    """The feed that was found, as it is known or as a new one."""
    document = found.document
    entry_ids = frozenset(entry.entry_id for entry in document.entries)
    like = await store.like(document.identity, entry_ids)
    if same := moves.same_feed(found.address, document.identity, entry_ids, like):
        # Who asks for it by its new host knows better than a feed that cannot be read where it was.
        return replace(same, address=found.address) if same.failures else same
    return Feed(ids.feed_id(found.address), found.address, document.masthead, Validators(), due_at=now)
