"""Stories are kept, revision by revision, and found again as they stand now or stood then."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.news.addresses import address
from bot.news.change import fingerprint
from bot.news.cluster import Signature
from bot.news.model import Masthead, Quote, Story
from bot.outbox.due import Past
from bot.outbox.model import KnownStory, Revision
from bot.store import documents, keeping, rows
from bot.store.columns import key
from bot.store.engine import insert_new, insert_or_replace, portions
from bot.store.tables import feeds, quotes, revisions, signatures, stories

MASTHEAD = (feeds.c.title, feeds.c.site, feeds.c.icon)

_read = revisions.alias("read")


@dataclass(frozen=True, slots=True)
class Standing:
    """A story as it stands now, who publishes it, and whether they have taken it back."""

    known: KnownStory
    masthead: Masthead
    withdrawn: bool = False


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
    await keeping.keep(connection, newest)
    await _keep_signatures(connection, newest, at)


async def known(connection: AsyncConnection, feed_id: str, read: Sequence[Story]) -> tuple[KnownStory, ...]:
    """The stories of the feed that these may be: those that share an entry id, a link or a fingerprint."""
    of_feed = stories.c.feed_id == feed_id
    asked = (
        select(stories.c.story_id, stories.c.revision, stories.c.fingerprint, revisions.c.document)
        .join(revisions, revision_now())
        .where(
            # Each way has the feed to itself, or SQLite would go through all that the feed ever gave.
            (of_feed & stories.c.entry_key.in_({key(story.entry_id) for story in read}))
            | (of_feed & stories.c.link_key.in_(_link_keys(read)))
            | (of_feed & stories.c.fingerprint.in_({fingerprint(story) for story in read})),
            stories.c.revision > 0,
        )
        .order_by(revisions.c.read_at, stories.c.story_id)
    )
    return tuple(_known(row) for row in await connection.execute(asked))


async def now(connection: AsyncConnection, story_ids: Collection[str]) -> Mapping[str, Standing]:
    """How these stories stand now, by their names; one that was never read is not among them."""
    found = dict[str, Standing]()
    for portion in portions(story_ids):
        asked = (
            select(stories, revisions.c.document, *MASTHEAD)
            .join(revisions, revision_now())
            .join(feeds, feeds.c.feed_id == stories.c.feed_id)
            .where(stories.c.story_id.in_(portion))
        )
        found |= {
            row.story_id: Standing(_known(row), rows.masthead(row), row.withdrawn_at is not None)
            for row in await connection.execute(asked)
        }
    return found


async def past(connection: AsyncConnection, feed_ids: Collection[str], since: datetime) -> tuple[Past, ...]:
    """Every revision of these feeds' stories that was read since then, in the order in which they were read."""
    first = select(func.min(_read.c.read_at)).where(_read.c.story_id == stories.c.story_id).scalar_subquery()
    asked = (
        select(stories.c.feed_id, revisions, first.label("first_read_at"))
        .join(revisions, revisions.c.story_id == stories.c.story_id)
        .where(stories.c.feed_id.in_(feed_ids), revisions.c.read_at >= since)
        .order_by(revisions.c.read_at, revisions.c.story_id, revisions.c.revision)
    )
    return tuple(
        Past(row.feed_id, row.story_id, row.revision, documents.story(row.document), row.read_at, row.first_read_at)
        for row in await connection.execute(asked)
    )


def revision_now() -> ColumnElement[bool]:
    """That a revision is the newest of its story."""
    return and_(revisions.c.story_id == stories.c.story_id, revisions.c.revision == stories.c.revision)


def _known(row: rows.Found) -> KnownStory:
    return KnownStory(row.story_id, row.revision, row.fingerprint, documents.story(row.document))


def _link_keys(read: Sequence[Story]) -> Collection[str]:
    """By what stories at the same links are found; those of earlier versions were kept under the link as it stood."""
    links = {story.link for story in read if story.link}
    return {key(link) for link in links} | {key(address(link)) for link in links}


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
        # Its blog has it again, whatever was made of it before.
        values = {**_story(feed_id, revision), "withdrawn_at": None}
        await connection.execute(update(stories).where(this).values(values))
        await connection.execute(delete(quotes).where(quotes.c.story_id == revision.story_id))


async def _keep_quotes(connection: AsyncConnection, newest: Sequence[Revision]) -> None:
    said = [
        _quote(revision.story_id, position, quote)
        for revision in newest
        for position, quote in enumerate(revision.story.quotes)
    ]
    if said:
        await connection.execute(insert_new(connection, quotes), said)


async def _keep_signatures(connection: AsyncConnection, newest: Sequence[Revision], at: datetime) -> None:
    signed = [_signed(revision, revision.signature, at) for revision in newest if revision.signature]
    if signed:
        await connection.execute(insert_or_replace(connection, signatures), signed)


def _story(feed_id: str, revision: Revision) -> rows.Values:
    link = revision.story.link
    return {
        "story_id": revision.story_id,
        "feed_id": feed_id,
        "entry_key": key(revision.story.entry_id),
        "link_key": key(address(link)) if link else None,
        "fingerprint": revision.fingerprint,
        "revision": revision.revision,
        "entry_id": revision.story.entry_id,
        "link": link,
        "published": revision.story.published,
    }


def _signed(revision: Revision, signature: Signature, at: datetime) -> rows.Values:
    return {
        "story_id": revision.story_id,
        "document": documents.dump(signature),
        "at": revision.story.published or at,
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
