"""What an admin sets is kept with the subscription, and says from then on when its editions come."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.outbox.attempts import Ended
from bot.outbox.settings import Budget, Quiet, Settings, Timetable
from bot.store import Store
from tests import build
from tests.build import CHANNEL, GUILD, HARBOUR, HOUR, MINUTE, NOW, OTHER_CHANNEL, QUAY
from tests.store.steps import attempt, follow, publish

pytestmark = pytest.mark.asyncio(loop_scope="session")

WISH = build.subscription()
MINE = WISH.subscription_id
EVENINGS = Settings(
    timetable=Timetable((time(8, 30), time(20)), days=(0, 1, 2, 3, 4)),
    zone="Europe/Kyiv",
    quiet=Quiet(time(22), time(7)),
    most=3,
    length="short",
    limit=timedelta(days=3),
    heartbeat=True,
    budget=Budget(2, timedelta(minutes=30), timedelta(days=2)),
    without=("weather", "погода"),
    gathering="server",
)
# A Friday, at eight in the evening in Kyiv.
AT_EIGHT = datetime(2026, 9, 18, 17, tzinfo=UTC)


async def test_a_subscription_begins_with_its_settings(store: Store) -> None:
    """They are seen wherever it is, and its first edition comes at the next hour that it chose."""
    await follow(store, replace(WISH, settings=EVENINGS))
    [listed] = await store.following(GUILD)
    [polled] = (await store.background(WISH.feed_id, [], NOW)).subscriptions
    awaiting = replace(WISH, settings=EVENINGS, edition_at=AT_EIGHT, edition_set_at=NOW)
    assert listed.subscription == polled == awaiting
    assert await store.editions_due(AT_EIGHT - MINUTE, limit=9) == ()
    assert await store.editions_due(AT_EIGHT, limit=9) == (CHANNEL,)


async def test_a_subscription_is_found_by_its_name(store: Store) -> None:
    """Ended or not, with its feed."""
    await follow(store)
    found = await store.subscription(MINE)
    assert found is not None
    assert (found.subscription, found.feed.address) == (WISH, HARBOUR)
    assert await store.subscription("nothing") is None
    await publish(store, build.digest_delivery(), stories=(build.story(),))
    await attempt(store, Ended("the channel is gone", None))
    ended = await store.subscription(MINE)
    assert ended is not None
    assert ended.subscription.ended
    await store.unsubscribe(GUILD, MINE)
    assert await store.subscription(MINE) is None


async def test_what_is_adjusted_comes_back_in_the_order_of_the_titles(store: Store) -> None:
    """Only what the server has: neither another server's nor what was removed."""
    quay, elsewhere = build.subscription(QUAY), build.subscription(channel_id=OTHER_CHANNEL, guild_id=GUILD + 1)
    removed = build.subscription(QUAY, channel_id=OTHER_CHANNEL)
    await store.subscribe(build.feed(QUAY, masthead=replace(build.MASTHEAD, title="Anchor")), quay)
    for wish, address in ((WISH, HARBOUR), (elsewhere, HARBOUR), (removed, QUAY)):
        await follow(store, wish, address)
    await store.unsubscribe(GUILD, removed.subscription_id)
    asked = [MINE, quay.subscription_id, elsewhere.subscription_id, removed.subscription_id, "nothing"]
    adjusted = await store.adjust(GUILD, asked, EVENINGS, NOW)
    assert [one.subscription for one in adjusted] == [replace(one, settings=EVENINGS) for one in (quay, WISH)]
    untouched = await store.subscription(elsewhere.subscription_id)
    assert untouched is not None
    assert untouched.subscription == elsewhere


async def test_adjusting_sets_the_next_hour(store: Store) -> None:
    """From the moment at which it was adjusted; there is none where editions were given up."""
    await follow(store)
    assert await store.editions_due(AT_EIGHT, limit=9) == ()
    await store.adjust(GUILD, [MINE], EVENINGS, NOW)
    assert await store.editions_due(AT_EIGHT, limit=9) == (CHANNEL,)
    await store.adjust(GUILD, [MINE], EVENINGS, AT_EIGHT)
    assert await store.editions_due(AT_EIGHT, limit=9) == ()
    await store.adjust(GUILD, [MINE], Settings(), AT_EIGHT)
    assert await store.editions_due(AT_EIGHT + timedelta(days=365), limit=9) == ()


async def test_what_is_owed_is_due_at_once_where_there_are_no_editions_any_more(store: Store) -> None:
    """It stays owed: whoever prints it tells it."""
    owed = build.owed(build.story_id(build.story()))
    await follow(store, replace(WISH, settings=EVENINGS))
    await publish(store, stories=(build.story(),), owed=(owed,))
    await store.adjust(GUILD, [MINE], Settings(), NOW)
    assert await store.editions_due(NOW, limit=9) == (CHANNEL,)
    assert [one.owed for one in (await store.desk(CHANNEL, NOW)).owed] == [owed]


async def test_following_once_more_leaves_the_settings(store: Store) -> None:
    """A channel that follows already is no news; one that begins anew begins as it says now."""
    await follow(store, replace(WISH, settings=EVENINGS))
    again = await follow(store)
    assert again.following.subscription.settings == EVENINGS
    await store.unsubscribe(GUILD, MINE)
    anew = await follow(store, replace(WISH, since=NOW + HOUR))
    assert anew.following.subscription.settings == Settings()
    assert await store.editions_due(AT_EIGHT, limit=9) == ()
