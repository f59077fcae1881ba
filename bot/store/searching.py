"""What somebody looks for becomes the stories, quotes and speakers that their server was told of."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, Table, case, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.news import asked
from bot.news.asked import Query
from bot.outbox.model import Decision
from bot.store import documents, fulltext, rows
from bot.store.fulltext import Wanted
from bot.store.interface import Explained, Hits, Said, Told
from bot.store.stories import revision_now
from bot.store.tables import archive, decisions, feeds, quotes, revisions, sayings, stories, subscriptions
from bot.store.within import Within, followed, heard, told_there


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much of the index a lookup goes through, in rows.

    Where no more than `few` stories were told there, only they are looked through, else all that are kept. Of what
    fits the newest `most` are put in order: of words that everything has, nobody reads more. Where those that were told
    there do not fill the first page, the newest `far` are looked at, and the newest told come first; all pages of a
    list are taken from the same.
    """

    few: int
    most: int
    far: int


USUAL = Bounds(few=10_000, most=1_000, far=10_000)


async def search(
    connection: AsyncConnection, within: Within, query: Query, *, count: int, skip: int = 0, bounds: Bounds = USUAL
) -> Hits[Told]:
    """The stories with these words, the best first."""
    wanted = [Wanted(archive.c.body, query, above=(archive.c.headline, archive.c.said))]
    found, at_least = await _look(connection, within, archive, wanted, best=True, enough=count, bounds=bounds)
    return Hits(await _stories(connection, found[skip : skip + count]), len(found), at_least)


async def said(
    connection: AsyncConnection,
    within: Within,
    *,
    words: Query | None,
    speaker: Query | None,
    best: bool,
    count: int,
    skip: int = 0,
    bounds: Bounds = USUAL,
) -> Hits[Said]:
    """The quotes with these words, of a speaker with those in name or role; the newest told first, or the best."""
    both = ((sayings.c.said, words), (sayings.c.who, speaker))
    wanted = [Wanted(column, query) for column, query in both if query]
    best = best and words is not None
    found, at_least = await _look(connection, within, sayings, wanted, best=best, enough=count, bounds=bounds)
    page = found[skip : skip + count]
    there = zip(page, await _stories(connection, page), strict=True)
    quoted = tuple(Said(told.story.quotes[row.position], row.position, told) for row, told in there)
    return Hits(quoted, len(found), at_least)


async def speakers(
    connection: AsyncConnection, within: Within, typed: str, *, count: int
) -> tuple[tuple[str, int], ...]:
    """Who has words in their name that begin so, and how many quotes of theirs were told, most first."""
    beginnings = asked.beginnings(typed)
    wanted = [Wanted(sayings.c.name, beginnings)] if beginnings else []
    found, _ = await _look(connection, within, sayings, wanted, best=False, enough=1)
    named = Counter(row.name for row in found if row.name)
    begun = [(name, number) for name, number in named.items() if _begins(name, typed)]
    return tuple(sorted(begun, key=lambda one: (-one[1], one[0]))[:count])


async def headlines(connection: AsyncConnection, within: Within, typed: str, *, count: int) -> tuple[Told, ...]:
    """The stories whose headlines have words that begin so, the newest told first."""
    beginnings = asked.beginnings(typed)
    wanted = [Wanted(archive.c.headline, beginnings)] if beginnings else []
    found, _ = await _look(connection, within, archive, wanted, best=False, enough=count)
    return await _stories(connection, found[:count])


async def told_story(connection: AsyncConnection, within: Within, story_id: str) -> Told | None:
    """A story by its name; None unless it was told there, or where its blog has taken it back."""
    this = select(archive.c.number, archive.c.story_id).where(archive.c.story_id == story_id).subquery("this")
    found = (await connection.execute(select(told_there(within, this)))).all()
    return next(iter(await _stories(connection, found)), None)


async def story_decisions(connection: AsyncConnection, within: Within, story_id: str) -> tuple[Explained, ...]:
    """Why a story was told last in each of the channels, and what was decided since; the newest channel first."""
    newest = (
        select(
            *(func.max(decisions.c.number).label("number"), subscriptions.c.channel_id),
            func.max(case((decisions.c.delivery_id.is_not(None), decisions.c.number))).label("telling"),
        )
        .join(subscriptions, subscriptions.c.subscription_id == decisions.c.subscription_id)
        .where(decisions.c.story_id == story_id, followed(within))
        .group_by(subscriptions.c.channel_id)
        .subquery("newest")
    )
    either = or_(decisions.c.number == newest.c.number, decisions.c.number == newest.c.telling)
    asked_for = _explaining(newest, either).order_by(newest.c.number.desc(), decisions.c.number)
    return tuple(_explained(row) for row in await connection.execute(asked_for))


async def decided_headlines(
    connection: AsyncConnection, within: Within, typed: str, *, count: int, bounds: Bounds = USUAL
) -> tuple[Explained, ...]:
    """What was last decided for stories whose headlines have words that begin so, told or not, the newest first."""
    await fulltext.prepare(connection)
    beginnings = asked.beginnings(typed)
    wanted = [Wanted(archive.c.headline, beginnings)] if beginnings else []
    following = select(subscriptions.c.subscription_id).where(followed(within))
    known = select(decisions.c.story_id).where(decisions.c.subscription_id.in_(following)).distinct()
    some = known.limit(bounds.few + 1).subquery()
    many = (await connection.execute(select(func.count()).select_from(some))).scalar_one() > bounds.few
    among = None if many else select(archive.c.number).where(archive.c.story_id.in_(known))
    matched = fulltext.matches(
        connection, archive, wanted, ranked=False, among=among, most=bounds.far, far=bounds.far
    ).cte("matched")
    newest = (
        select(func.max(decisions.c.number).label("number"))
        .select_from(matched)
        .join(archive, archive.c.number == matched.c.number)
        .join(decisions, decisions.c.story_id == archive.c.story_id)
        .where(decisions.c.subscription_id.in_(following))
        .group_by(decisions.c.story_id)
        .order_by(func.max(decisions.c.number).desc())
        .limit(count)
        .subquery("newest")
    )
    asked_for = _explaining(newest, decisions.c.number == newest.c.number).order_by(decisions.c.number.desc())
    return tuple(_explained(row) for row in await connection.execute(asked_for))


def _explaining(some: Subquery, chosen: ColumnElement[bool]) -> Select[Any]:
    """The decisions that are chosen of some, each with its feed, its channel and the story as it was decided upon."""
    return (
        select(decisions, feeds, revisions.c.document, subscriptions.c.channel_id)
        .select_from(some)
        .join(decisions, chosen)
        .join(subscriptions, subscriptions.c.subscription_id == decisions.c.subscription_id)
        .join(stories, stories.c.story_id == decisions.c.story_id)
        .join(revisions, (revisions.c.story_id == stories.c.story_id) & (revisions.c.revision == decisions.c.revision))
        .join(feeds, feeds.c.feed_id == stories.c.feed_id)
    )


async def _look(
    connection: AsyncConnection,
    within: Within,
    table: Table,
    wanted: Sequence[Wanted],
    *,
    best: bool,
    enough: int,
    bounds: Bounds = USUAL,
) -> tuple[Sequence[rows.Found], bool]:
    """What an index has with all that is wanted and was told there, in order, and whether there may be more."""
    await fulltext.prepare(connection)
    among = await _among(connection, within, table, bounds.few)
    for most, ranked in ((bounds.most, best), (bounds.far, False)):
        found = fulltext.matches(connection, table, wanted, ranked=ranked, among=among, most=most, far=bounds.far)
        hits, looked_at, tried = await _told(connection, within, table, found)
        if looked_at < most or len(hits) >= enough or among is not None:
            break
    return hits, looked_at == most or tried == bounds.far


async def _among(connection: AsyncConnection, within: Within, table: Table, few: int) -> Select[int] | None:
    """The numbers of all rows that can have been told there; None where they are too many to go through."""
    some = heard(within).distinct().limit(few + 1).subquery()
    if (await connection.execute(select(func.count()).select_from(some))).scalar_one() > few:
        return None
    return select(table.c.number).where(table.c.story_id.in_(heard(within)))


async def _told(
    connection: AsyncConnection, within: Within, table: Table, found: Select[int, float, int]
) -> tuple[Sequence[rows.Found], int, int | None]:
    """Those of what was found that were told there, the best and then the newest first; how many were found, tried."""
    matched = found.cte("matched")
    is_quote = "position" in table.c
    named = (table.c.position, quotes.c.name) if is_quote else ()
    candidates = select(matched, table.c.story_id, *named).join(table, table.c.number == matched.c.number)
    if is_quote:
        same = (quotes.c.story_id == table.c.story_id) & (quotes.c.position == table.c.position)
        candidates = candidates.outerjoin(quotes, same)
    hits = told_there(within, candidates.subquery("candidates"))
    counted = select(func.count().label("looked_at"), func.max(matched.c.tried).label("tried")).subquery("counted")
    asked_for = (
        select(counted, hits)
        .select_from(counted.outerjoin(hits, true()))
        .order_by(hits.c.score.desc(), hits.c.told_at.desc(), hits.c.sequence.desc(), hits.c.story_id)
    )
    if is_quote:
        asked_for = asked_for.order_by(hits.c.position)
    rows_found = (await connection.execute(asked_for)).all()
    one = rows_found[0]
    return [row for row in rows_found if row.number is not None], one.looked_at, one.tried


async def _stories(connection: AsyncConnection, found: Sequence[rows.Found]) -> tuple[Told, ...]:
    """The stories of these rows as they now stand, each with where it was told."""
    asked_for = (
        select(stories.c.story_id, feeds, revisions.c.document)
        .join(revisions, revision_now())
        .join(feeds, feeds.c.feed_id == stories.c.feed_id)
        .where(stories.c.story_id.in_({row.story_id for row in found}))
    )
    read = {
        row.story_id: (documents.story(row.document), rows.feed(row)) for row in await connection.execute(asked_for)
    }
    return tuple(Told(*read[row.story_id], row.channel_id, row.message_id, row.told_at, row.story_id) for row in found)


def _explained(row: rows.Found) -> Explained:
    reasons = documents.reasons(row.reasons)
    decision = Decision(row.subscription_id, row.story_id, row.revision, row.delivery_id, reasons)
    return Explained(decision, row.at, rows.feed(row), documents.story(row.document), row.channel_id)


def _begins(name: str, typed: str) -> bool:
    """Whether each word that is typed, a single letter too, is how a word of the name begins."""
    words = asked.folded(name).split()
    return all(any(word.startswith(begun) for word in words) for begun in asked.folded(typed).split())
