"""What channels know from other feeds of the events that are in a feed now."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.news.cluster import WINDOW, same_event, signature
from bot.news.model import Story
from bot.outbox.attempts import GivenUp
from bot.outbox.model import Nearby, Subscription
from bot.outbox.settings import Gathering, Settings
from bot.store import Store
from tests import build
from tests.build import GUILD, HARBOUR, HOUR, NOW, OTHER_CHANNEL, QUAY
from tests.store.one_event import READ, READER, TOLD
from tests.store.steps import attempt, follow, post, publish

pytestmark = pytest.mark.asyncio(loop_scope="session")

WISH = build.subscription()


def reader(gathering: Gathering = "channel", *, channel_id: int = build.CHANNEL, guild_id: int = GUILD) -> Subscription:
    """A channel that follows the other feed and gathers stories so far."""
    wish = build.subscription(QUAY, channel_id=channel_id, guild_id=guild_id, greeted=NOW - timedelta(days=30))
    return replace(wish, settings=Settings(gathering=gathering))


async def tell(store: Store, told: Story = TOLD) -> None:
    """Tell a channel of a story of one feed."""
    await follow(store, WISH)
    await publish(store, build.digest_delivery(told), stories=(told,))


async def read_too(store: Store, wish: Subscription) -> None:
    """Let a channel follow the other feed, which goes by another name."""
    await store.subscribe(build.feed(QUAY, masthead=READER), wish)


async def nearby(store: Store, read: Story = READ, days: int = 0) -> tuple[Nearby, ...]:
    """What is known from other feeds where the second feed is polled, so many days from now."""
    return (await store.background(build.feed(QUAY).feed_id, [read], NOW + timedelta(days=days))).nearby


async def test_the_stories_are_of_one_event() -> None:
    """Whatever follows here hangs on it."""
    assert same_event(signature(TOLD, build.MASTHEAD), signature(READ, READER))


async def test_what_the_channel_was_told_by_another_feed_is_known(store: Store) -> None:
    """With the story as it now stands, whose it is and how it was told."""
    await tell(store)
    await read_too(store, reader())
    [near] = await nearby(store)
    assert (near.subscription_id, near.guild_id, near.channel_id) == (WISH.subscription_id, GUILD, WISH.channel_id)
    assert (near.story, near.story_id, near.masthead) == (TOLD, build.story_id(TOLD), build.MASTHEAD)
    assert near.signature == signature(TOLD, build.MASTHEAD)
    assert near.told is not None
    assert (near.told.root_id, near.told.revisions) == (build.digest_delivery(TOLD).delivery_id, (TOLD,))


async def test_what_the_channel_is_owed_from_another_feed_is_known(store: Store) -> None:
    """It is told by nothing yet."""
    await follow(store, WISH)
    await publish(store, stories=(TOLD,), owed=(build.owed(build.story_id(TOLD)),))
    await read_too(store, reader())
    assert [(near.story_id, near.told) for near in await nearby(store)] == [(build.story_id(TOLD), None)]


async def test_other_events_are_not_known(store: Store) -> None:
    """Only what is of the same event as one of the stories is looked up."""
    await tell(store, build.story("Choir sings in the old mill", quotes=[]))
    await read_too(store, reader())
    assert await nearby(store) == ()


@pytest.mark.parametrize(
    ("gathering", "channel_id", "guild_id", "found"),
    [
        pytest.param("off", build.CHANNEL, GUILD, 0, id="off"),
        pytest.param("channel", OTHER_CHANNEL, GUILD, 0, id="another channel"),
        pytest.param("server", OTHER_CHANNEL, GUILD, 1, id="another channel of the server"),
        pytest.param("server", OTHER_CHANNEL, GUILD + 1, 0, id="another server"),
    ],
)
async def test_stories_are_gathered_as_far_as_a_subscription_says(
    store: Store, gathering: Gathering, channel_id: int, guild_id: int, found: int
) -> None:
    """In the channel, in the whole server, or not at all."""
    await tell(store)
    await read_too(store, reader(gathering, channel_id=channel_id, guild_id=guild_id))
    assert len(await nearby(store)) == found


async def test_what_nobody_was_told_is_not_known(store: Store) -> None:
    """A digest that was given up, a story that was only read, a channel that follows no more."""
    await tell(store)
    await read_too(store, reader())
    await attempt(store, GivenUp("refused"))
    assert await nearby(store) == ()
    await publish(store, replace(build.digest_delivery(TOLD), delivery_id="again"))
    assert len(await nearby(store)) == 1
    await store.unsubscribe(GUILD, WISH.subscription_id)
    assert await nearby(store) == ()


async def test_stories_of_the_same_feed_are_not_near(store: Store) -> None:
    """What a feed has told itself is known as its own."""
    await tell(store)
    background = await store.background(build.feed(HARBOUR).feed_id, [TOLD], NOW)
    assert (len(background.told), background.nearby) == (1, ())


async def test_what_is_long_past_is_not_known(store: Store) -> None:
    """Two stories so far apart are of two events."""
    await tell(store, replace(TOLD, published=NOW - WINDOW + HOUR))
    await read_too(store, reader())
    assert len(await nearby(store, replace(READ, published=NOW - HOUR))) == 1
    assert await nearby(store, replace(READ, published=NOW - HOUR), days=1) == ()


async def test_a_story_without_a_date_counts_from_when_it_was_read(store: Store) -> None:
    """Its blog does not say when it was published."""
    await tell(store, replace(TOLD, published=None))
    await read_too(store, reader())
    assert len(await nearby(store)) == 1
    assert await nearby(store, days=6) == ()


async def test_a_later_revision_is_near_by_what_it_says_now(store: Store) -> None:
    """The event of a story is that of its newest words."""
    await tell(store, build.story("Choir sings in the old mill", quotes=[]))
    await read_too(store, reader())
    await post(store)
    await publish(store, revisions=(build.revision(TOLD, 2),))
    [near] = await nearby(store)
    assert near.told is not None
    assert (near.story, len(near.told.revisions)) == (TOLD, 1)
