"""Stories are kept, revision by revision, and become the background against which newly read ones are judged."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.news.change import fingerprint
from bot.news.model import Quote, Story
from bot.outbox import ids
from bot.outbox.model import Background, KnownStory, Revision, Told
from bot.store import documents, rows
from bot.store.engine import insert_new
from bot.store.tables import deliveries, feeds, key, living, quotes, revisions, stories, subscriptions


async def background(connection: AsyncConnection, feed_id: str, read: Sequence[Story]) -> Background:
    """What is known of the feed, of those of its stories that these may be, and of who was told of them."""
    feed = (await connection.execute(select(feeds).where(feeds.c.feed_id == feed_id))).one()
    wishes = (
        select(subscriptions)
        .where(subscriptions.c.feed_id == feed_id, living())
        .order_by(subscriptions.c.since, subscriptions.c.subscription_id)
    )
    known = await _known(connection, feed_id, read)
    return Background(
        feed=rows.feed(feed),
        subscriptions=tuple(rows.subscription(row) for row in await connection.execute(wishes)),
        known=known,
        # Of a story that this feed has not read itself, only a feed that became this one, it is known who was told.
        told=await _told(
            connection,
            feed_id,
            {story.story_id for story in known} | {ids.story_id(feed_id, story.entry_id) for story in read},
        ),
    )


async def keep(connection: AsyncConnection, feed_id: str, read: Sequence[Revision], at: datetime) -> None:
    """Keep these revisions of the feed's stories; one that is kept already stays as it is."""
    kept = await _kept(connection, read)
    new = [revision for revision in read if (revision.story_id, revision.revision) not in kept]
    if not new:
        return
    newest = _newest(new, kept)
    known = {story_id for story_id, _ in kept}
    await _add(connection, feed_id, [revision for revision in newest if revision.story_id not in known])
    await _bring_forward(connection, feed_id, [revision for revision in newest if revision.story_id in known])
    await connection.execute(insert_new(connection, revisions), [_revision(revision, at) for revision in new])
    await _keep_quotes(connection, newest)


def revision_now() -> ColumnElement[bool]:
    """That a revision is the newest of its story."""
    return and_(revisions.c.story_id == stories.c.story_id, revisions.c.revision == stories.c.revision)


async def _known(connection: AsyncConnection, feed_id: str, read: Sequence[Story]) -> tuple[KnownStory, ...]:
    of_feed = stories.c.feed_id == feed_id
    asked = (
        select(stories.c.story_id, stories.c.revision, stories.c.fingerprint, revisions.c.document)
        .join(revisions, revision_now())
        .where(
            # Each way has the feed to itself, or SQLite would go through all that the feed ever gave.
            (of_feed & stories.c.entry_key.in_({key(story.entry_id) for story in read}))
            | (of_feed & stories.c.link_key.in_({key(story.link) for story in read if story.link}))
            | (of_feed & stories.c.fingerprint.in_({fingerprint(story) for story in read})),
            stories.c.revision > 0,
        )
        .order_by(revisions.c.read_at, stories.c.story_id)
    )
    return tuple(
        KnownStory(row.story_id, row.revision, row.fingerprint, documents.story(row.document))
        for row in await connection.execute(asked)
    )


async def _told(connection: AsyncConnection, feed_id: str, story_ids: Collection[str]) -> frozenset[Told]:
    asked = (
        select(deliveries.c.subscription_id, deliveries.c.story_id, deliveries.c.delivery_id)
        .join(subscriptions, subscriptions.c.subscription_id == deliveries.c.subscription_id)
        .where(
            subscriptions.c.feed_id == feed_id,
            living(),
            deliveries.c.story_id.in_(story_ids),
            deliveries.c.kind == "digest",
            deliveries.c.state != "given_up",
        )
        # A channel that followed the feed twice may have two: follow-ups reply to the first that was posted.
        .order_by(deliveries.c.posted_at.desc().nulls_first(), deliveries.c.sequence.desc())
    )
    found = await connection.execute(asked)
    first = {(row.subscription_id, row.story_id): row.delivery_id for row in found}
    return frozenset(Told(*whom, delivery_id) for whom, delivery_id in first.items())


async def _kept(connection: AsyncConnection, read: Sequence[Revision]) -> frozenset[tuple[str, int]]:
    asked = select(revisions.c.story_id, revisions.c.revision).where(
        revisions.c.story_id.in_({revision.story_id for revision in read})
    )
    return frozenset((row.story_id, row.revision) for row in await connection.execute(asked))


def _newest(new: Sequence[Revision], kept: frozenset[tuple[str, int]]) -> tuple[Revision, ...]:
    """Of each story its newest revision, unless a newer one is kept."""
    newest = dict[str, int]()
    for story_id, number in (*kept, *((revision.story_id, revision.revision) for revision in new)):
        newest[story_id] = max(number, newest.get(story_id, 0))
    return tuple(revision for revision in new if revision.revision == newest[revision.story_id])


async def _add(connection: AsyncConnection, feed_id: str, new: Sequence[Revision]) -> None:
    if new:
        await connection.execute(insert_new(connection, stories), [_story(feed_id, revision) for revision in new])


async def _bring_forward(connection: AsyncConnection, feed_id: str, changed: Sequence[Revision]) -> None:
    """Let stories that are kept stand as these later revisions say."""
    for revision in changed:
        this = stories.c.story_id == revision.story_id
        await connection.execute(update(stories).where(this).values(_story(feed_id, revision)))
        await connection.execute(delete(quotes).where(quotes.c.story_id == revision.story_id))


async def _keep_quotes(connection: AsyncConnection, newest: Sequence[Revision]) -> None:
    said = [
        _quote(revision.story_id, position, quote)
        for revision in newest
        for position, quote in enumerate(revision.story.quotes)
    ]
    if said:
        await connection.execute(insert_new(connection, quotes), said)


def _story(feed_id: str, revision: Revision) -> rows.Values:
    link = revision.story.link
    return {
        "story_id": revision.story_id,
        "feed_id": feed_id,
        "entry_key": key(revision.story.entry_id),
        "link_key": key(link) if link else None,
        "fingerprint": revision.fingerprint,
        "revision": revision.revision,
    }


def _revision(revision: Revision, at: datetime) -> rows.Values:
    return {
        "story_id": revision.story_id,
        "revision": revision.revision,
        "fingerprint": revision.fingerprint,
        "document": documents.dump(revision.story),
        "read_at": at,
    }


def _quote(story_id: str, position: int, quote: Quote) -> rows.Values:
    return {
        "story_id": story_id,
        "position": position,
        "starts_at": quote.start,
        "ends_at": quote.end,
        "text": quote.text,
        "speaker": quote.speaker,
        "name": quote.name,
        "role": quote.role,
        "cue": quote.cue,
    }
