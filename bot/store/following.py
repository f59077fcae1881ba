"""A channel's wish for a feed is kept, taken back, and listed for the server that has it."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import bindparam, case, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.outbox.model import Feed, Following, Greeting, Subscription, Validators
from bot.store import outbox, rows
from bot.store.engine import insert_new
from bot.store.interface import Subscribed
from bot.store.tables import Moment, deliveries, feeds, subscriptions


async def subscribe(connection: AsyncConnection, feed: Feed, subscription: Subscription) -> Subscribed:
    """Let a channel follow a feed from `subscription.since` on, the moment at which the feed is due."""
    await _ask_anew(connection, feed, subscription)
    mine = subscriptions.c.subscription_id == subscription.subscription_id
    before = (await connection.execute(select(subscriptions).where(mine))).one_or_none()
    if before is None:
        await connection.execute(insert(subscriptions).values(_begun(subscription)))
    elif before.ended or before.removed:
        await connection.execute(update(subscriptions).where(mine).values(_begun(replace(subscription, greeted=None))))
    stands = (await connection.execute(select(subscriptions, feeds).join(feeds).where(mine))).one()
    return Subscribed(rows.following(stands), new=before is None or before.ended or before.removed)


async def unsubscribe(connection: AsyncConnection, guild_id: int, subscription_id: str) -> Following | None:
    """Take a wish back and give up what waits for it, but for what is in flight; None where it was not there."""
    mine = (
        subscriptions.c.subscription_id == subscription_id,
        subscriptions.c.guild_id == guild_id,
        subscriptions.c.removed.is_(False),
    )
    asked = select(subscriptions, feeds).join(feeds).where(*mine).with_for_update(of=subscriptions)
    found = (await connection.execute(asked)).one_or_none()
    if found is None:
        return None
    await connection.execute(update(subscriptions).where(*mine).values(removed=True))
    not_in_flight = deliveries.c.lease_until.is_(None)
    await outbox.give_up(
        connection, (deliveries.c.subscription_id == subscription_id) & not_in_flight, outbox.NOT_FOLLOWED
    )
    return rows.following(found)


async def following(connection: AsyncConnection, guild_id: int) -> tuple[Following, ...]:
    """What a server follows, by the feeds' titles, ended or not."""
    asked = (
        select(subscriptions, feeds)
        .join(feeds)
        .where(subscriptions.c.guild_id == guild_id, subscriptions.c.removed.is_(False))
    )
    found = [rows.following(row) for row in await connection.execute(asked)]
    # Sorted here, for each database has its own idea of the alphabet.
    return tuple(sorted(found, key=lambda one: (one.feed.masthead.title.casefold(), one.subscription.channel_id)))


async def greet(connection: AsyncConnection, greetings: Sequence[Greeting]) -> None:
    """Remember when each of these subscriptions first saw its feed; what is remembered already stays."""
    if not greetings:
        return
    await connection.execute(
        update(subscriptions)
        .where(subscriptions.c.subscription_id == bindparam("whose"), subscriptions.c.greeted.is_(None))
        .values(greeted=bindparam("seen")),
        [{"whose": greeting.subscription_id, "seen": greeting.greeted} for greeting in greetings],
    )


async def _ask_anew(connection: AsyncConnection, feed: Feed, subscription: Subscription) -> None:
    """Make the feed due, to be read in full, and take it from whoever polls it now.

    That poll knows nothing of the new subscription, and its validators would hide from the next one what the channel
    is to be greeted with.
    """
    await connection.execute(insert_new(connection, feeds).values(_added(feed, subscription)))
    now = literal(subscription.since, Moment)
    await connection.execute(
        update(feeds)
        .where(feeds.c.feed_id == feed.feed_id)
        .values(
            due_at=case((feeds.c.due_at < now, feeds.c.due_at), else_=now),
            fence=feeds.c.fence + 1,
            lease_until=None,
            **rows.validators_values(Validators()),
        )
    )


def _added(feed: Feed, subscription: Subscription) -> rows.Values:
    return {
        "feed_id": feed.feed_id,
        "address": feed.address,
        **rows.masthead_values(feed.masthead),
        "due_at": subscription.since,
        "failures": feed.failures,
        "problem": feed.problem,
        "fence": 0,
    }


def _begun(subscription: Subscription) -> rows.Values:
    return {
        "subscription_id": subscription.subscription_id,
        "feed_id": subscription.feed_id,
        "guild_id": subscription.guild_id,
        "channel_id": subscription.channel_id,
        "added_by": subscription.added_by,
        "since": subscription.since,
        "greeted": subscription.greeted,
        "trouble": None,
        "troubled_since": None,
        "ended": False,
        "removed": False,
    }
