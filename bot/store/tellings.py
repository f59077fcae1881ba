"""Who was told of which story is kept, and becomes what a channel knows of it: the message and the revisions."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, FromClause, Select, and_, delete, distinct, func, or_, select, tuple_, update
from sqlalchemy import case as only
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.news.model import Edition, Story
from bot.outbox.due import Case
from bot.outbox.model import Message, Owed, Telling, Told
from bot.store import debts, documents, rows, stories
from bot.store.engine import insert_new, portions
from bot.store.tables import deliveries, living, revisions, subscriptions, told
from bot.store.tables import stories as kept_stories

ANOTHER_EDITION = timedelta(hours=1)

Whom = tuple[str, str]
"""A subscription and a story, by their names."""

_saying, _root = (deliveries.alias(name) for name in ("saying", "root"))


async def keep(connection: AsyncConnection, tellings: Sequence[Telling], at: datetime) -> None:
    """Keep who was told of what at that moment; what is kept already stays as it stands."""
    if tellings:
        await connection.execute(insert_new(connection, told), [_values(telling, at) for telling in tellings])
        for portion in portions({telling.story_id for telling in tellings}):
            these = kept_stories.c.story_id.in_(portion)
            await connection.execute(update(kept_stories).where(these).values(told_at=at))


async def owe_again(connection: AsyncConnection, roots: Collection[str]) -> None:
    """Owe to their next edition what channels were told by messages that are given up now.

    That is all that an edition was to tell, and what had joined a digest from other feeds; the digest's own story is
    given up with it. Where no edition is to come, one is due an hour after the message was made: at once would be again
    and again, where it is Discord that will not have it.
    """
    root = deliveries.alias("root")
    asked = (
        select(told, subscriptions.c.edition_at, root.c.created_at)
        .join(root, root.c.delivery_id == told.c.root_id)
        .join(subscriptions, subscriptions.c.subscription_id == told.c.subscription_id)
        .where(told.c.root_id.in_(roots), living())
        .where(or_(root.c.kind == "edition", root.c.subscription_id != told.c.subscription_id))
    )
    for row in (await connection.execute(asked)).all():
        await debts.owe(connection, [Owed(row.subscription_id, row.story_id, "story", row.at)])
        whose, which = told.c.subscription_id == row.subscription_id, told.c.story_id == row.story_id
        await connection.execute(delete(told).where(whose, which, told.c.root_id == row.root_id))
        if row.edition_at is None:
            await connection.execute(
                update(subscriptions)
                .where(subscriptions.c.subscription_id == row.subscription_id)
                .values(edition_at=row.created_at + ANOTHER_EDITION, edition_set_at=None)
            )


def stands(table: FromClause) -> ColumnElement[bool]:
    """That a delivery was sent or still waits: what was given up told nobody."""
    return table.c.state != "given_up"


async def known(connection: AsyncConnection, which: ColumnElement[bool]) -> tuple[Told, ...]:
    """What living subscriptions were told, where rows of `told` and `subscriptions` are such; the oldest roots first.

    A channel that followed a feed twice may have two roots of one story: the first that was posted counts.
    """
    by_whom = defaultdict[Whom, list[rows.Found]](list)
    for row in await connection.execute(_asked(which)):
        by_whom[row.subscription_id, row.story_id].append(row)
    root_ids = {found[0].root_id for found in by_whom.values()}
    standing = await _standing(connection, root_ids)
    beside = await _beside(connection, root_ids)
    named = {(row.story_id, row.revision) for found in by_whom.values() for row in found if row.revision is not None}
    told_there = {(row.story_id, row.revision) for found in beside.values() for row in found}
    texts = await _texts(connection, named | told_there)
    return tuple(
        _told(whom, found, standing[found[0].root_id], beside[found[0].root_id], texts)
        for whom, found in by_whom.items()
    )


async def cases(connection: AsyncConnection, which: ColumnElement[bool]) -> tuple[Case, ...]:
    """What is to be known of each living subscription and story that it was told of, where the telling is such."""
    found = await known(connection, which)
    now = await stories.now(connection, {one.story_id for one in found})
    wishes = dict[str, rows.Found]()
    for portion in portions({one.subscription_id for one in found}):
        asked = select(subscriptions).where(subscriptions.c.subscription_id.in_(portion))
        wishes |= {row.subscription_id: row for row in await connection.execute(asked)}
    return tuple(
        Case(
            rows.subscription(wishes[one.subscription_id]),
            now[one.story_id].masthead,
            now[one.story_id].known,
            one,
            now[one.story_id].withdrawn,
        )
        for one in found
        if one.story_id in now
    )


async def case(connection: AsyncConnection, subscription_id: str, story_id: str) -> Case | None:
    """What is to be known of a living subscription and a story; None where it was not told of it."""
    found = await cases(connection, (told.c.subscription_id == subscription_id) & (told.c.story_id == story_id))
    return found[0] if found else None


def _asked(which: ColumnElement[bool]) -> Select[*tuple[object, ...]]:
    return (
        select(
            *(told.c.subscription_id, told.c.story_id, told.c.delivery_id, told.c.root_id, told.c.revision),
            *(_saying.c.kind, _saying.c.created_at, kept_stories.c.feed_id),
            func.coalesce(_root.c.posted_at, _root.c.created_at).label("told_at"),
        )
        .join(subscriptions, subscriptions.c.subscription_id == told.c.subscription_id)
        .join(_saying, _saying.c.delivery_id == told.c.delivery_id)
        .join(_root, _root.c.delivery_id == told.c.root_id)
        .outerjoin(kept_stories, kept_stories.c.story_id == told.c.story_id)
        .where(which, living(), stands(_saying), stands(_root))
        .order_by(_root.c.posted_at.nulls_last(), _root.c.sequence, told.c.story_id, told.c.revision)
    )


def _told(
    whom: Whom,
    found: Sequence[rows.Found],
    standing: Message,
    beside: Sequence[rows.Found],
    texts: Mapping[tuple[str, int], Story],
) -> Told:
    first, (subscription_id, story_id) = found[0], whom
    numbers = sorted({row.revision for row in found if row.revision is not None})
    followed_up = {
        row.delivery_id: row.created_at for row in found if row.kind == "follow-up" and row.delivery_id != row.root_id
    }
    others = [row for row in beside if row.feed_id != first.feed_id and _is_beside(row.story_id, story_id, standing)]
    return Told(
        subscription_id=subscription_id,
        story_id=story_id,
        root_id=first.root_id,
        standing=standing,
        revisions=tuple(texts[story_id, number] for number in numbers if (story_id, number) in texts),
        told_at=first.told_at,
        # An event has one budget, however many outlets carry it.
        last_at=max([*followed_up.values(), *(row.last_at for row in others if row.last_at)], default=first.told_at),
        follow_ups=len(followed_up) + sum(row.follow_ups for row in others),
        beside=tuple(texts[row.story_id, row.revision] for row in others if (row.story_id, row.revision) in texts),
    )


def _is_beside(one: str, other: str, message: Message) -> bool:
    """Whether two stories that a message tells are of one event; an edition tells of several events."""
    return not isinstance(message, Edition) or any({one, other} <= set(brief.story_ids) for brief in message.briefs)


async def _standing(connection: AsyncConnection, root_ids: Collection[str]) -> Mapping[str, Message]:
    """The message of each of these deliveries as its newest edit leaves it."""
    newest = dict[str, str]()
    for portion in portions(root_ids):
        edit = deliveries.c.amends.in_(portion) & stands(deliveries)
        asked = (
            select(func.coalesce(deliveries.c.amends, deliveries.c.delivery_id).label("root_id"), deliveries.c.message)
            .where(or_(deliveries.c.delivery_id.in_(portion), edit))
            .order_by(deliveries.c.sequence)
        )
        newest |= {row.root_id: row.message for row in await connection.execute(asked)}
    # A digest is the same in all the channels of a feed, but for its edits.
    read = {text: documents.message(text) for text in set(newest.values())}
    return {root_id: read[text] for root_id, text in newest.items()}


async def _beside(connection: AsyncConnection, root_ids: Collection[str]) -> Mapping[str, Sequence[rows.Found]]:
    """The stories that were told under each of these roots, each by its newest revision, with its follow-ups."""
    found = defaultdict[str, list[rows.Found]](list)
    followed = and_(_saying.c.kind == "follow-up", _saying.c.delivery_id != told.c.root_id)
    for portion in portions(root_ids):
        asked = (
            select(
                *(told.c.root_id, told.c.story_id, kept_stories.c.feed_id),
                func.max(told.c.revision).label("revision"),
                func.count(distinct(only((followed, told.c.delivery_id)))).label("follow_ups"),
                func.max(only((followed, _saying.c.created_at))).label("last_at"),
            )
            .join(_saying, _saying.c.delivery_id == told.c.delivery_id)
            .join(kept_stories, kept_stories.c.story_id == told.c.story_id)
            .where(told.c.root_id.in_(portion), told.c.revision.is_not(None), stands(_saying))
            .group_by(told.c.root_id, told.c.story_id, kept_stories.c.feed_id)
            .order_by(func.min(told.c.at), told.c.story_id)
        )
        for row in await connection.execute(asked):
            found[row.root_id].append(row)
    return found


async def _texts(connection: AsyncConnection, named: Collection[tuple[str, int]]) -> Mapping[tuple[str, int], Story]:
    """The stories as they were in these revisions."""
    found = dict[tuple[str, int], Story]()
    for portion in portions(named):
        these = tuple_(revisions.c.story_id, revisions.c.revision).in_(portion)
        asked = select(revisions.c.story_id, revisions.c.revision, revisions.c.document).where(these)
        found |= {
            (row.story_id, row.revision): documents.story(row.document) for row in await connection.execute(asked)
        }
    return found


def _values(telling: Telling, at: datetime) -> rows.Values:
    return {
        "subscription_id": telling.subscription_id,
        "story_id": telling.story_id,
        "delivery_id": telling.delivery_id,
        "revision": telling.revision,
        "root_id": telling.root_id,
        "at": at,
    }
