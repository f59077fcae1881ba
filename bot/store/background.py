"""Stories of a feed, newly read, in; all that is known of them, of their feed and of who was told, out."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.news.cluster import Signature, signature
from bot.news.model import Masthead, Story
from bot.outbox import ids
from bot.outbox.model import Background, KnownStory, Owed, Subscription, Watched
from bot.store import rows, tellings
from bot.store import stories as kept_stories
from bot.store.nearby import nearby
from bot.store.tables import deliveries, feeds, living, owed, stories, subscriptions, told

WATCHED = timedelta(days=7)
"""How long a story is watched for after somebody was told of it."""


async def background(connection: AsyncConnection, feed_id: str, read: Sequence[Story], now: datetime) -> Background:
    """What is known of the feed, of those of its stories that these may be, and of who was told of them."""
    feed = rows.feed((await connection.execute(select(feeds).where(feeds.c.feed_id == feed_id))).one())
    asked = (
        select(subscriptions)
        .where(subscriptions.c.feed_id == feed_id, living())
        .order_by(subscriptions.c.since, subscriptions.c.subscription_id)
    )
    wishes = tuple(rows.subscription(row) for row in await connection.execute(asked))
    known = await kept_stories.known(connection, feed_id, read)
    # Of a story that this feed has not read itself, only a feed that became this one, it is known who was told.
    story_ids = {story.story_id for story in known} | {ids.story_id(feed_id, story.entry_id) for story in read}
    of_feed = subscriptions.c.feed_id == feed_id
    return Background(
        feed=feed,
        subscriptions=wishes,
        known=known,
        told=await tellings.known(connection, of_feed & told.c.story_id.in_(story_ids)),
        owed=await _owed(connection, feed_id, story_ids),
        nearby=await nearby(connection, wishes, partial(_new, read, known, wishes, feed.masthead), now),
        watched=await _watched(connection, feed_id, now - WATCHED),
    )


def _new(
    read: Sequence[Story], known: Sequence[KnownStory], wishes: Sequence[Subscription], masthead: Masthead
) -> Sequence[Signature]:
    """The signatures of those of the stories that may be news to somebody: not of a feed's whole past."""
    before = {one.story.entry_id for one in known}
    greeted = [wish.greeted for wish in wishes if wish.greeted]
    if not greeted:
        return ()
    news = (one for one in read if one.entry_id not in before and (one.published or max(greeted)) >= min(greeted))
    return [signature(story, masthead) for story in news]


async def _owed(connection: AsyncConnection, feed_id: str, story_ids: Collection[str]) -> tuple[Owed, ...]:
    asked = (
        select(owed)
        .join(subscriptions, subscriptions.c.subscription_id == owed.c.subscription_id)
        .where(subscriptions.c.feed_id == feed_id, living(), owed.c.story_id.in_(story_ids))
        .order_by(owed.c.since, owed.c.subscription_id, owed.c.story_id, owed.c.debt)
    )
    return tuple(rows.owed(row) for row in await connection.execute(asked))


async def _watched(connection: AsyncConnection, feed_id: str, since: datetime) -> tuple[Watched, ...]:
    """The feed's stories with a page that were told since then and that their blog has not taken back."""
    somebody = (
        exists()
        .where(told.c.story_id == stories.c.story_id, told.c.subscription_id == subscriptions.c.subscription_id)
        .where(living(), deliveries.c.delivery_id == told.c.root_id, tellings.stands(deliveries))
    )
    asked = (
        select(stories.c.story_id, stories.c.entry_id, stories.c.published)
        .where(stories.c.feed_id == feed_id, stories.c.told_at >= since, somebody)
        .where(stories.c.link.is_not(None), stories.c.withdrawn_at.is_(None))
        .order_by(stories.c.published.desc().nulls_last(), stories.c.story_id)
    )
    return tuple(Watched(row.story_id, row.entry_id, row.published) for row in await connection.execute(asked))
