"""A story as it now stands becomes what it and its quotes are found by."""

from collections.abc import Sequence

from sqlalchemy import delete, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.news.model import Quote, Story
from bot.outbox.model import Revision
from bot.store import rows
from bot.store.engine import portions
from bot.store.tables import archive, sayings


async def keep(connection: AsyncConnection, newest: Sequence[Revision]) -> None:
    """Let these stories be found as they stand in these revisions, and no more as they stood before."""
    # A feed may bring the same twice; what is kept of it is the first.
    kept = dict[str, Story]()
    for revision in newest:
        kept.setdefault(revision.story_id, revision.story)
    for portion in portions(kept):
        for table in (archive, sayings):
            await connection.execute(delete(table).where(table.c.story_id.in_(portion)))
    if found_by := [_found_by(story_id, story) for story_id, story in kept.items()]:
        await connection.execute(insert(archive), found_by)
    said = [
        _saying(story_id, position, quote)
        for story_id, story in kept.items()
        for position, quote in enumerate(story.quotes)
    ]
    if said:
        await connection.execute(insert(sayings), said)


def _found_by(story_id: str, story: Story) -> rows.Values:
    headlines = [headline.text for headline in (story.headline, *story.headlines)]
    said = [quote.text for quote in story.quotes]
    # All that is said stands in the text; of the headlines some are only in the feed.
    return {
        "story_id": story_id,
        "headline": "\n".join(headlines),
        "said": "\n".join(said),
        "body": "\n".join([*headlines, story.text]),
    }


def _saying(story_id: str, position: int, quote: Quote) -> rows.Values:
    return {
        "story_id": story_id,
        "position": position,
        "said": quote.text,
        "name": quote.name or "",
        "who": "\n".join(part for part in (quote.name, quote.speaker, quote.role) if part),
    }
