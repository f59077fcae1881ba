"""What is kept becomes answers for people: what was told last, which feeds there are, and how things stand."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Select, Subquery, func, null, select, true, union
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.outbox.model import Feed
from bot.store import documents, rows
from bot.store.columns import key
from bot.store.feeds import is_due, is_wanted
from bot.store.hosts import resting
from bot.store.interface import Polled, Tally, Told
from bot.store.stories import revision_now
from bot.store.tables import deliveries, feeds, living, quotes, revisions, stories, subscriptions, told, waiting
from bot.store.tellings import stands

_root, _saying = (deliveries.alias(name) for name in ("root", "saying"))

_MOST_ALIKE = 100
"""Entries of feeds that name them 1, 2, 3 are in thousands of feeds; those that share most are enough."""


async def latest(
    connection: AsyncConnection,
    guild_id: int,
    *,
    feed_id: str | None,
    count: int,
    channels: Collection[int] | None = None,
) -> tuple[Told, ...]:
    """The stories that a server's channels were told of, the newest first, each once and as it now stands."""
    roots = _newest_roots(guild_id, feed_id, channels)
    asked = (
        select(feeds, revisions.c.document, roots.c.channel_id, roots.c.message_id, roots.c.told_at)
        .select_from(roots)
        .join(stories, stories.c.story_id == roots.c.story_id)
        .join(revisions, revision_now())
        .join(feeds, feeds.c.feed_id == stories.c.feed_id)
        .order_by(roots.c.told_at.desc(), roots.c.sequence.desc(), roots.c.story_id)
    )
    return tuple(
        Told(documents.story(row.document), rows.feed(row), row.channel_id, row.message_id, row.told_at)
        for row in await connection.execute(asked.limit(count))
    )


async def polled(connection: AsyncConnection) -> tuple[Polled, ...]:
    """Every feed that somebody wants, by the feeds' titles."""
    found = [_polled(row) for row in await connection.execute(_with_counts().where(is_wanted()))]
    return tuple(sorted(found, key=lambda one: (one.feed.masthead.title.casefold(), one.feed.address)))


async def polled_at(connection: AsyncConnection, address: str) -> Polled | None:
    """The feed at an address, wanted or not; None where there is none."""
    found = (await connection.execute(_with_counts().where(feeds.c.address_key == key(address)))).one_or_none()
    return _polled(found) if found else None


async def like(
    connection: AsyncConnection, identity: str | None, entry_ids: Collection[str]
) -> tuple[tuple[Feed, int], ...]:
    """The feeds that live and have this identity or some of these entries, those that share most first."""
    keys = {key(entry_id) for entry_id in entry_ids}
    shared = select(stories.c.feed_id, stories.c.entry_key).where(stories.c.entry_key.in_(keys))
    named = select(feeds.c.feed_id, null()).where(feeds.c.identity_key == key(identity or ""))
    alike = (union(shared, named) if identity else shared.distinct()).subquery("alike")
    counted = (
        select(alike.c.feed_id, func.count(alike.c.entry_key).label("shares")).group_by(alike.c.feed_id).subquery()
    )
    asked = (
        select(feeds, counted.c.shares)
        .join(counted, counted.c.feed_id == feeds.c.feed_id)
        .where(is_wanted(), feeds.c.gone.is_(False))
        .order_by(counted.c.shares.desc(), feeds.c.feed_id)
        .limit(_MOST_ALIKE)
    )
    return tuple((rows.feed(row), row.shares) for row in await connection.execute(asked))


async def tally(connection: AsyncConnection, now: datetime) -> Tally:
    """How things stand: feeds and subscriptions that live, and since when what is due has waited."""
    settled = select(deliveries.c.state, func.count().label("number")).where(~waiting()).group_by(deliveries.c.state)
    number = {row.state: row.number for row in await connection.execute(settled)}
    # Walked until one is found that is wanted, where the smallest of all would be sought through all.
    longest_due = (
        select(feeds.c.due_at)
        .where(is_due(now), feeds.c.host.not_in(resting(now)), is_wanted())
        .order_by(feeds.c.due_at)
        .limit(1)
    )
    longest_waiting = select(func.min(deliveries.c.created_at)).where(waiting())
    return Tally(
        feeds=await _count(connection, feeds.c.feed_id, is_wanted()),
        failing_feeds=await _count(connection, feeds.c.feed_id, is_wanted() & (feeds.c.failures > 0)),
        subscriptions=await _count(connection, subscriptions.c.subscription_id, living()),
        stories=await _count(connection, stories.c.story_id, true()),
        quotes=await _count(connection, quotes.c.story_id, true()),
        waiting=await _count(connection, deliveries.c.sequence, waiting()),
        posted=number.get("sent", 0),
        given_up=number.get("given_up", 0),
        oldest_due=(await connection.execute(longest_due)).scalar_one_or_none(),
        oldest_waiting=(await connection.execute(longest_waiting)).scalar_one(),
    )


def _with_counts() -> Select[*tuple[object, ...]]:
    followers = select(func.count()).where(subscriptions.c.feed_id == feeds.c.feed_id, living())
    kept = select(func.count()).where(stories.c.feed_id == feeds.c.feed_id)
    return select(feeds, followers.scalar_subquery().label("followers"), kept.scalar_subquery().label("stories"))


def _polled(row: rows.Found) -> Polled:
    return Polled(rows.feed(row), row.followers, row.stories)


def _newest_roots(guild_id: int, feed_id: str | None, channels: Collection[int] | None) -> Subquery:
    """Of each story the message that told it last in the server's channels, or in those of them that count.

    A story that was told beside another, or by a follow-up, stands where that message does.
    """
    told_at = func.coalesce(_root.c.posted_at, _root.c.created_at)
    latest_first = (told_at.desc(), _root.c.sequence.desc())
    ranked = (
        select(
            told.c.story_id,
            _root.c.sequence,
            _root.c.message_id,
            subscriptions.c.channel_id,
            told_at.label("told_at"),
            func.row_number().over(partition_by=told.c.story_id, order_by=latest_first).label("place"),
        )
        .join(subscriptions, subscriptions.c.subscription_id == told.c.subscription_id)
        .join(_root, _root.c.delivery_id == told.c.root_id)
        .join(_saying, _saying.c.delivery_id == told.c.delivery_id)
        .where(
            subscriptions.c.guild_id == guild_id,
            subscriptions.c.removed.is_(False),
            subscriptions.c.feed_id == feed_id if feed_id else true(),
            subscriptions.c.channel_id.in_(channels) if channels is not None else true(),
            stands(_root),
            stands(_saying),
        )
        .subquery("ranked")
    )
    return select(ranked).where(ranked.c.place == 1).subquery("roots")


async def _count(connection: AsyncConnection, what: ColumnElement[str], where: ColumnElement[bool]) -> int:
    return int((await connection.execute(select(func.count(what)).where(where))).scalar_one())
