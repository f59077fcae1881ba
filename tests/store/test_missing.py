"""Stories that are missing from their feeds: which are watched for, whose page to ask for, and what came of it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.outbox.attempts import GivenUp
from bot.outbox.due import Look, Missing, Resolution
from bot.outbox.model import Watched
from bot.store import Store
from tests import build
from tests.build import GUILD, HARBOUR, HOUR, MINUTE, NOW, OTHER_CHANNEL, QUAY
from tests.store.steps import attempt, follow, poll, publish

pytestmark = pytest.mark.asyncio(loop_scope="session")

WISH = build.subscription()
STORY = build.story()
STORY_ID = build.story_id(STORY)
LINK = str(STORY.link)


async def tell(store: Store) -> None:
    """Let a channel follow the feed, and tell it of the story."""
    await follow(store)
    await publish(store, build.digest_delivery(), stories=(STORY,))


async def watched(store: Store, now: datetime = NOW) -> tuple[Watched, ...]:
    """The stories that are to be missed where they are gone from the feed."""
    return (await store.background(build.feed().feed_id, [], now)).watched


async def miss(store: Store, *story_ids: str, at: datetime = NOW, address: str = HARBOUR) -> None:
    """Poll a feed from which these stories are missing."""
    assert await store.record(build.outcome(await poll(store, address), missing=story_ids, at=at))


async def missing(store: Store, now: datetime = NOW) -> list[tuple[datetime, datetime | None, int]]:
    """The stories whose pages are to be asked for: since when missing, since when gone, how often asked."""
    return [(one.since, one.gone_at, one.tries) for one in await store.missing(now, limit=9)]


async def look(store: Store, again_at: datetime | None, gone_at: datetime | None, *, withdrawn: bool = False) -> None:
    """Keep what came of asking for the story's page."""
    assert await store.resolve(Resolution(NOW, looks=(Look(STORY_ID, again_at, gone_at, withdrawn),)))


# ---------------------------------------------------------------------------------------------- watched


async def test_a_story_is_watched_for_a_week_after_it_was_told(store: Store) -> None:
    """By its entry and its date, which say whether it should stand in the feed."""
    await tell(store)
    assert await watched(store) == (Watched(STORY_ID, STORY.entry_id, STORY.published),)
    assert len(await watched(store, NOW + timedelta(days=7))) == 1
    assert await watched(store, NOW + timedelta(days=7, minutes=1)) == ()


async def test_what_nobody_was_told_or_has_no_page_is_not_watched(store: Store) -> None:
    """Nobody would miss it, or nobody could ask for it."""
    await follow(store)
    of_no_page = build.story(entry_id="2", link=None)
    stories = (STORY, of_no_page, build.another_story(3))
    await publish(store, build.digest_delivery(), build.digest_delivery(of_no_page), stories=stories)
    assert [one.story_id for one in await watched(store)] == [STORY_ID]
    await attempt(store, GivenUp("refused"))
    assert await watched(store) == ()


async def test_a_story_that_was_taken_back_is_watched_no_more(store: Store) -> None:
    """It is gone, and that has been told."""
    await tell(store)
    await miss(store, STORY_ID)
    await look(store, None, NOW, withdrawn=True)
    assert await watched(store) == ()


# ---------------------------------------------------------------------------------------------- missing


async def test_the_page_of_a_missing_story_is_asked_for_at_once(store: Store) -> None:
    """With all that is known of those who were told."""
    await tell(store)
    await follow(store, build.subscription(channel_id=OTHER_CHANNEL))
    await miss(store, STORY_ID)
    case = await store.case(WISH.subscription_id, STORY_ID)
    assert case is not None
    assert await store.missing(NOW, limit=9) == (Missing(STORY_ID, LINK, NOW, None, 0, (case,)),)


async def test_what_is_missing_still_is_missing_since_then(store: Store) -> None:
    """Another poll that does not find it changes nothing; nor does one that read nothing."""
    await tell(store)
    await miss(store, STORY_ID)
    await look(store, NOW + HOUR, NOW + MINUTE)
    await miss(store, STORY_ID, at=NOW + MINUTE)
    assert await store.record(build.outcome(await poll(store)))
    assert await missing(store, NOW + HOUR - MINUTE) == []
    assert await missing(store, NOW + HOUR) == [(NOW, NOW + MINUTE, 1)]


async def test_a_story_that_is_there_again_is_missed_no_longer(store: Store) -> None:
    """Should it go once more, all begins anew."""
    await tell(store)
    await miss(store, STORY_ID)
    await look(store, NOW + HOUR, NOW)
    await miss(store)
    assert await missing(store, NOW + HOUR) == []
    await miss(store, STORY_ID, at=NOW + 2 * HOUR)
    assert await missing(store, NOW + 2 * HOUR) == [(NOW + 2 * HOUR, None, 0)]


async def test_one_that_came_back_while_its_page_was_asked_for_stays_back(store: Store) -> None:
    """What came of asking is of no interest any more."""
    await tell(store)
    await miss(store, STORY_ID)
    await miss(store)
    await look(store, None, NOW, withdrawn=True)
    assert len(await watched(store)) == 1
    assert await missing(store, NOW + HOUR) == []


async def test_a_page_that_is_there_need_not_be_asked_for_again(store: Store) -> None:
    """A story that slid out of its feed is no news."""
    await tell(store)
    await miss(store, STORY_ID)
    await look(store, None, None)
    assert await missing(store, NOW + timedelta(days=30)) == []


async def test_each_feed_misses_its_own_stories(store: Store) -> None:
    """What another feed has or lacks says nothing of them."""
    await tell(store)
    await follow(store, build.subscription(QUAY), QUAY)
    await miss(store, STORY_ID)
    await miss(store, address=QUAY)
    assert len(await missing(store)) == 1
    await miss(store)
    await miss(store, STORY_ID, address=QUAY)
    assert await missing(store) == []


async def test_the_story_that_waits_longest_comes_first(store: Store) -> None:
    """So many as are asked for."""
    await follow(store)
    stories = [build.another_story(number) for number in (1, 2, 3)]
    names = [build.story_id(story) for story in stories]
    await publish(store, *(build.digest_delivery(story) for story in stories), stories=tuple(stories))
    await miss(store, names[2])
    await miss(store, *names, at=NOW + MINUTE)
    found = await store.missing(NOW + HOUR, limit=2)
    assert [one.story_id for one in found] == [names[2], min(names[:2])]
    assert [[case.known.story for case in one.cases] for one in found] == [
        [stories[names.index(one.story_id)]] for one in found
    ]


async def test_nobody_is_left_to_be_told(store: Store) -> None:
    """The story is missing all the same; whoever asks for its page may leave it."""
    await tell(store)
    await miss(store, STORY_ID)
    await store.unsubscribe(GUILD, WISH.subscription_id)
    assert [one.cases for one in await store.missing(NOW, limit=9)] == [()]


async def test_a_story_that_is_taken_back_is_told_once(store: Store) -> None:
    """Its page is not asked for again, and what is told of it is kept with that."""
    await tell(store)
    await miss(store, STORY_ID)
    digest = build.digest_delivery()
    said = replace(digest, delivery_id="gone", message=build.withdrawal(), replies_to=digest.delivery_id)
    resolution = Resolution(NOW, deliveries=(said,), looks=(Look(STORY_ID, None, NOW, withdrawn=True),))
    assert await store.resolve(resolution)
    assert await missing(store, NOW + timedelta(days=30)) == []
    assert (await store.tally(NOW)).waiting == 2


async def test_who_hears_of_it_later_hears_that_it_was_taken_back(store: Store) -> None:
    """As where it was quiet in the channel when the page was found to be gone."""
    await tell(store)
    await miss(store, build.story_id(build.story()))
    await look(store, None, NOW, withdrawn=True)
    case = await store.case(build.subscription().subscription_id, build.story_id(build.story()))
    assert case is not None
    assert case.withdrawn
