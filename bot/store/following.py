"""A channel's wish for a feed is kept, adjusted, taken back, and listed for the server that has it."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import and_, bindparam, case, exists, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.outbox import ids, timetable
from bot.outbox.model import Feed, Following, Greeting, Subscription, Validators
from bot.outbox.settings import Settings
from bot.store import debts, outbox, rows
from bot.store.columns import Moment, key
from bot.store.engine import insert_or_replace, take_turns
from bot.store.interface import Subscribed
from bot.store.tables import deliveries, feeds, owed, story_owed, subscriptions

FOLLOWED = "A channel has just begun to follow it."
ADDRESSING = 0x1A7E_0004
"""For who gives feeds their addresses: of two at once each could find the same address free."""


async def subscribe(connection: AsyncConnection, feed: Feed, subscription: Subscription) -> Subscribed:
    """Let a channel follow a feed from `subscription.since` on, the moment at which the feed is due.

    The feed is the one that stands at its address now, whatever its name; so is the subscription.
    """
    await take_turns(connection, ADDRESSING)
    feed_id = await _settled(connection, feed, subscription)
    await ask_anew(connection, feed_id, subscription.since, FOLLOWED)
    mine = (subscriptions.c.feed_id == feed_id) & (subscriptions.c.channel_id == subscription.channel_id)
    before = (await connection.execute(select(subscriptions).where(mine))).one_or_none()
    new = before is None or before.ended or before.removed
    if new:
        name = before.subscription_id if before else _name(feed_id, subscription)
        begun = replace(subscription, feed_id=feed_id, subscription_id=name)
        await connection.execute(insert_or_replace(connection, subscriptions).values(_begun(begun)))
        # A poll that was under way when it ended may have owed it something since.
        await debts.forget(connection, subscriptions.c.subscription_id == name)
    stands = (await connection.execute(select(subscriptions, feeds).join(feeds).where(mine))).one()
    return Subscribed(rows.following(stands), new=new)


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
    await debts.forget(connection, subscriptions.c.subscription_id == subscription_id)
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
    return _by_title([rows.following(row) for row in await connection.execute(asked)])


async def one(connection: AsyncConnection, subscription_id: str) -> Following | None:
    """A subscription, ended or not; None where there is none, or it was removed."""
    asked = (
        select(subscriptions, feeds)
        .join(feeds)
        .where(subscriptions.c.subscription_id == subscription_id, subscriptions.c.removed.is_(False))
    )
    found = (await connection.execute(asked)).one_or_none()
    return rows.following(found) if found else None


async def adjust(
    connection: AsyncConnection,
    guild_id: int,
    subscription_ids: Collection[str],
    settings: Settings,
    now: datetime,
) -> tuple[Following, ...]:
    """Let these of a server's subscriptions be told as the settings say from now on."""
    these = (
        subscriptions.c.guild_id == guild_id,
        subscriptions.c.subscription_id.in_(subscription_ids),
        subscriptions.c.removed.is_(False),
    )
    await connection.execute(update(subscriptions).where(*these).values(rows.settings_values(settings)))
    found = (await connection.execute(select(subscriptions, feeds).join(feeds).where(*these))).all()
    adjusted = [rows.following(row) for row in found]
    for one in adjusted:
        await expect_edition(connection, one.subscription, now)
    # What was held back is judged anew: perhaps for hours that are quiet no more.
    names = [one.subscription.subscription_id for one in adjusted]
    held = and_(owed.c.subscription_id.in_(names), owed.c.debt == "follow-up")
    await connection.execute(update(owed).where(held).values(due_at=now))
    return _by_title(adjusted)


async def expect_edition(connection: AsyncConnection, subscription: Subscription, now: datetime) -> None:
    """Work out when a subscription's next edition is due; where there is none any more, what is owed is due now."""
    awaited = timetable.awaited(subscription, now)
    owing = exists().where(owed.c.subscription_id == subscription.subscription_id, story_owed())
    if awaited.at is None and (await connection.execute(select(owing))).scalar_one():
        awaited = replace(awaited, at=now)
    await connection.execute(
        update(subscriptions)
        .where(subscriptions.c.subscription_id == subscription.subscription_id)
        .values(rows.awaited_values(awaited))
    )


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


async def ask_anew(connection: AsyncConnection, feed_id: str, now: datetime, because: str) -> None:
    """Make a feed due, to be read in full, and take it from whoever polls it now; one that was gone is back.

    That poll knows nothing of the channels that the feed has gained, and its validators would hide from the next one
    what these are to be told.
    """
    moment = literal(now, Moment)
    waits = feeds.c.due_at < moment
    await connection.execute(
        update(feeds)
        .where(feeds.c.feed_id == feed_id)
        .values(
            due_at=case((waits & feeds.c.gone.is_(False), feeds.c.due_at), else_=moment),
            because=case((waits & feeds.c.gone.is_(False), feeds.c.because), else_=because),
            failures=case((feeds.c.gone, 0), else_=feeds.c.failures),
            problem=case((feeds.c.gone, None), else_=feeds.c.problem),
            gone=False,
            fence=feeds.c.fence + 1,
            lease_until=None,
            **rows.validators_values(Validators()),
        )
    )


def _by_title(found: Sequence[Following]) -> tuple[Following, ...]:
    # Sorted here, for each database has its own idea of the alphabet.
    return tuple(sorted(found, key=lambda one: (one.feed.masthead.title.casefold(), one.subscription.channel_id)))


async def _settled(connection: AsyncConnection, feed: Feed, subscription: Subscription) -> str:
    """The name of the feed that stands at an address; where none does one is added, or moves there."""
    there = select(feeds.c.feed_id).where(feeds.c.address_key == key(feed.address))
    if found := (await connection.execute(there)).scalar_one_or_none():
        return str(found)
    named = (await connection.execute(select(feeds).where(feeds.c.feed_id == feed.feed_id))).one_or_none()
    if named is None:
        await connection.execute(insert(feeds).values(_added(feed, subscription)))
        return feed.feed_id
    if named.address_key and feed.feed_id != ids.feed_id(feed.address):
        # Whoever asks knows this feed by its name, and where it stands now.
        await connection.execute(
            update(feeds).where(feeds.c.feed_id == feed.feed_id).values(rows.address_values(feed.address))
        )
        return feed.feed_id
    # The feed that began at this address has moved on, and took its name along: what is here now is another.
    other = replace(feed, feed_id=secrets.token_hex(ids.ID_LENGTH // 2))
    await connection.execute(insert(feeds).values(_added(other, subscription)))
    return other.feed_id


def _name(feed_id: str, subscription: Subscription) -> str:
    if feed_id == subscription.feed_id:
        return subscription.subscription_id
    return ids.subscription_id(feed_id, subscription.channel_id)


def _added(feed: Feed, subscription: Subscription) -> rows.Values:
    return {
        "feed_id": feed.feed_id,
        **rows.address_values(feed.address),
        **rows.masthead_values(feed.masthead),
        **rows.identity_values(feed.identity),
        "due_at": subscription.since,
        "because": FOLLOWED,
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
        **rows.settings_values(subscription.settings),
        **rows.awaited_values(timetable.awaited(subscription, subscription.since)),
    }
