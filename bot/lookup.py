"""What people ask becomes what the store knows: stories and quotes by their words, and why something was posted."""

import re
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import datetime
from typing import TypeVar

from bot.news.asked import folded, query
from bot.news.model import Quote, Story
from bot.outbox.ids import ID_LENGTH
from bot.outbox.model import Following
from bot.store import Explained, Hits, Reasons, Said, Store, Told

MOST_ALIKE = 25
"""Stories that are looked at to find the one whose headline was typed."""

LONGEST_BEGINNING = 100
"""Characters that count of what somebody is still typing."""

Headlines = Callable[[Store, int, str, Collection[int], int], Awaitable[Sequence[Told | Explained]]]
"""What offers stories of a server, in these channels, for what somebody is typing, so many at most."""

_Found = TypeVar("_Found", Told, Explained)

_STORY_ID = re.compile(rf"[0-9a-f]{{{ID_LENGTH}}}")


async def latest(
    store: Store, guild_id: int, feed: str | None, count: int, channels: Collection[int]
) -> tuple[Told, ...]:
    """The newest stories that these channels of a server were told of; of one feed, where `feed` is its id."""
    return await store.latest(guild_id, feed_id=feed, count=count, channels=channels)


async def search(
    store: Store,
    guild_id: int,
    typed: str,
    channels: Collection[int],
    *,
    feed: str | None,
    since: datetime | None,
    count: int,
    skip: int = 0,
) -> Hits[Told]:
    """The stories with these words that such channels of a server were told of, the best first.

    Raises `NothingAsked` where nothing was typed that could be looked for.
    """
    return await store.search(
        guild_id, query(typed), feed_id=feed, since=since, channels=channels, count=count, skip=skip
    )


async def said(
    store: Store,
    guild_id: int,
    channels: Collection[int],
    *,
    words: str | None = None,
    speaker: str | None = None,
    feed: str | None,
    since: datetime | None,
    best: bool,
    count: int,
    skip: int = 0,
) -> Hits[Said]:
    """The quotes with these words, or of this speaker, in stories that such channels were told of.

    The newest come first, or the best. Raises `NothingAsked` as `search` does.
    """
    return await store.said(
        guild_id,
        words=None if words is None else query(words),
        speaker=None if speaker is None else query(speaker),
        feed_id=feed,
        since=since,
        channels=channels,
        best=best,
        count=count,
        skip=skip,
    )


async def speakers(
    store: Store, guild_id: int, typed: str, channels: Collection[int], count: int
) -> tuple[tuple[str, int], ...]:
    """Speakers whose name somebody may be typing, and how many of their quotes were told, most first."""
    return await store.speakers(guild_id, typed[:LONGEST_BEGINNING], channels=channels, count=count)


async def headlines(store: Store, guild_id: int, typed: str, channels: Collection[int], count: int) -> tuple[Told, ...]:
    """Stories whose headline somebody may be typing, the newest told first."""
    return await store.headlines(guild_id, typed[:LONGEST_BEGINNING], channels=channels, count=count)


async def decided_headlines(
    store: Store, guild_id: int, typed: str, channels: Collection[int], count: int
) -> tuple[Explained, ...]:
    """Stories, told or not, whose headline somebody may be typing, each with what was last decided for it.

    Those that were decided upon last come first.
    """
    return await store.decided_headlines(guild_id, typed[:LONGEST_BEGINNING], channels=channels, count=count)


async def story(store: Store, guild_id: int, typed: str, channels: Collection[int]) -> Told | None:
    """The story that somebody chose by its name, or whose headline alone has what they typed.

    None where there is none that such channels were told of, or more than one without one of just that headline.
    """
    if _STORY_ID.fullmatch(typed):
        return await store.told_story(guild_id, typed, channels=channels)
    return _meant(await headlines(store, guild_id, typed, channels, MOST_ALIKE), typed)


async def why_told(store: Store, guild_id: int, typed: str, channels: Collection[int]) -> tuple[Explained, ...]:
    """Why such channels were told of the story that somebody names as in `story`, or were not, told or not."""
    if _STORY_ID.fullmatch(typed):
        return await store.story_decisions(guild_id, typed, channels=channels)
    found = _meant(await decided_headlines(store, guild_id, typed, channels, MOST_ALIKE), typed)
    return await store.story_decisions(guild_id, found.story_id, channels=channels) if found else ()


async def quotes(store: Store, delivery_id: str) -> tuple[Quote, ...]:
    """All quotes of the story that a message tells of."""
    return await store.quotes(delivery_id)


async def why(store: Store, delivery_id: str) -> Reasons | None:
    """Why a message was posted; None if it is not one of ours."""
    return await store.reasons(delivery_id)


async def decisions(
    store: Store, guild_id: int, feed: str | None, count: int, channels: Collection[int]
) -> tuple[Explained, ...]:
    """What was last decided for stories in these channels, told or not, the newest first; `feed` is one feed's id."""
    return await store.decisions(guild_id, feed_id=feed, count=count, channels=channels)


async def feeds(
    store: Store, guild_id: int, typed: str, channels: Collection[int] | None = None
) -> tuple[Following, ...]:
    """What a server follows whose title or address contains what somebody is typing; None means in every channel."""
    wanted = typed.casefold().strip()
    return tuple(
        following
        for following in await store.following(guild_id)
        if (wanted in following.feed.masthead.title.casefold() or wanted in following.feed.address.casefold())
        and (channels is None or following.subscription.channel_id in channels)
    )


def meant(followed: Sequence[Following], typed: str) -> Following | None:
    """The one of these that somebody chose by its subscription's name, or whose feed's title they typed.

    None where there is none, or more than one of that title.
    """
    for following in followed:
        if typed == following.subscription.subscription_id:
            return following
    titled = [one for one in followed if typed.casefold().strip() == one.feed.masthead.title.casefold()]
    return titled[0] if len(titled) == 1 else None


def _meant(found: Sequence[_Found], typed: str) -> _Found | None:
    """The one of these stories that has just this headline, or else alone has what was typed in its headlines.

    Each word that was typed is how one of theirs begins. None where there is none, or more than one, or may be.
    """
    wanted = folded(typed)
    same = [one for one in found if wanted and folded(one.story.headline.text) == wanted]
    if not same and len(found) < MOST_ALIKE:
        same = [one for one in found if wanted and _begins(one.story, wanted)]
    return same[0] if len(same) == 1 else None


def _begins(story: Story, wanted: str) -> bool:
    words = [word for one in (story.headline, *story.headlines) for word in folded(one.text).split()]
    return all(any(word.startswith(begun) for word in words) for begun in wanted.split())
