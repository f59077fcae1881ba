"""What a channel would be told next, and would have been told last week; nothing is kept and nobody is told."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from bot import preview
from bot.news.model import Digest, Edition, FollowUp, Listed, Story
from bot.outbox.model import Subscription
from bot.outbox.plan import plan
from bot.outbox.settings import Settings, Timetable
from bot.preview import NothingToShow
from bot.store import Store, open_store
from tests import build
from tests.build import GUILD, HARBOUR, HOUR, NOW, QUAY
from tests.store.steps import follow, poll

DAILY = Settings(timetable=Timetable((time(18),)), most=2)
BEGAN = NOW - timedelta(days=3)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """A real store in which nothing is followed."""
    async with open_store(f"sqlite:///{tmp_path / 'store.db'}") as opened:
        yield opened


async def followed(store: Store, settings: Settings, address: str = HARBOUR) -> Subscription:
    """A channel that has followed a feed for three days, told as the settings say."""
    wish = build.subscription(address, since=BEGAN, greeted=BEGAN)
    subscribed = await follow(store, wish, address)
    await store.adjust(GUILD, [subscribed.following.subscription.subscription_id], settings, BEGAN)
    return subscribed.following.subscription


async def read(store: Store, *stories: Story, at: datetime, address: str = HARBOUR) -> None:
    """Poll a feed that gives these stories, as the bot does."""
    claimed = await poll(store, address)
    background = await store.background(claimed.feed.feed_id, stories, at)
    planned = plan(background, [Listed(one.entry_id, "", one) for one in stories], claimed.feed.masthead, at)
    outcome = build.outcome(claimed, at=at, revisions=planned.revisions, greetings=planned.greetings)
    decided = planned.decided
    assert await store.record(
        replace(
            outcome,
            deliveries=decided.deliveries,
            tellings=decided.tellings,
            decisions=decided.decisions,
            owed=decided.owed,
            paid=decided.paid,
        )
    )


def news(number: int, *, hours: float, address: str = "harbourlight", quotes: list[build.Said] | None = None) -> Story:
    """One story among several, published so many hours ago."""
    link = f"https://{address}.example/{number}"
    return build.story(f"Headline {number}", entry_id=link, link=link, published=NOW - hours * HOUR, quotes=quotes)


async def test_the_next_edition_is_shown_as_it_would_go_out_now(store: Store) -> None:
    """All that the channel is owed by all its feeds, though the hour has not come; what has no room is counted."""
    wish = await followed(store, DAILY)
    await followed(store, DAILY, QUAY)
    await read(store, news(1, hours=3), news(2, hours=2), at=NOW - HOUR)
    await read(store, news(3, hours=1, address="quaynews"), at=NOW - HOUR, address=QUAY)
    shown = await preview.next_edition(store, wish.subscription_id, NOW)
    assert isinstance(shown.message, Edition)
    assert (shown.message.name, shown.message.hour, shown.message.owed) == ("Next edition", NOW, 1)
    assert {brief.headline for brief in shown.message.briefs} == {"Headline 3", "Headline 2"}
    assert shown.told.startswith(f"The next edition of the channel {build.CHANNEL},")


async def test_looking_changes_nothing(store: Store) -> None:
    """Nothing is in the outbox, all is owed as before, and the hour stands."""
    wish = await followed(store, DAILY)
    await read(store, news(1, hours=3), at=NOW - HOUR)
    before = await store.desk(build.CHANNEL, NOW)
    assert await preview.next_edition(store, wish.subscription_id, NOW) == await preview.next_edition(
        store, wish.subscription_id, NOW
    )
    assert await store.desk(build.CHANNEL, NOW) == before
    assert (await store.tally(NOW)).waiting == 0


async def test_an_edition_of_nothing_would_not_go_out(store: Store) -> None:
    """It says so instead."""
    wish = await followed(store, DAILY)
    shown = await preview.next_edition(store, wish.subscription_id, NOW)
    assert shown.message is None
    assert shown.told == f"The channel {build.CHANNEL} is owed nothing now, so its next edition would not go out."


async def test_a_channel_that_is_told_at_once_is_shown_its_newest_story(store: Store) -> None:
    """As long as it wants its digests."""
    wish = await followed(store, Settings(length="short"))
    await read(store, news(1, hours=3), news(2, hours=2), at=NOW - HOUR)
    shown = await preview.next_edition(store, wish.subscription_id, NOW)
    assert isinstance(shown.message, Digest)
    assert shown.message.headline == "Headline 2"
    assert " at once" in shown.told


async def test_a_feed_of_which_nothing_was_told_has_nothing_to_show(store: Store) -> None:
    """And the answer says where to look further."""
    wish = await followed(store, Settings())
    with pytest.raises(NothingToShow, match=f"late-edition feeds why {HARBOUR}"):
        await preview.next_edition(store, wish.subscription_id, NOW)


async def test_a_name_that_nothing_has_is_answered_by_where_the_names_are(store: Store) -> None:
    """Both for the next edition and for last week."""
    for ask in (preview.next_edition, preview.last_week_as):
        with pytest.raises(NothingToShow, match=r"“nobody”\. `late-edition feeds list --channels` shows"):
            await ask(store, "nobody", NOW)


async def test_last_week_is_played_through_by_the_settings_that_a_channel_has(store: Store) -> None:
    """What was told at once: a digest, and what its story gained."""
    wish = await followed(store, Settings())
    await read(store, news(1, hours=30), at=NOW - 29 * HOUR)
    gained = [build.OKAFOR, build.REYES, build.said("Nobody was asked about the night ferry at all.", "Ana Duarte")]
    await read(store, news(1, hours=30, quotes=gained), at=NOW - 20 * HOUR)
    tried = await preview.last_week_as(store, wish.subscription_id, NOW)
    assert [type(one.message) for one in tried.messages] == [Digest, FollowUp]
    assert [one.at for one in tried.messages] == [NOW - 29 * HOUR, NOW - 20 * HOUR]


async def test_last_week_may_be_tried_with_other_settings(store: Store) -> None:
    """For all feeds of the channel; what the subscriptions have stays."""
    wish = await followed(store, Settings())
    await read(store, *(news(number, hours=30 + number) for number in range(3)), at=NOW - 29 * HOUR)
    tried = await preview.last_week(store, GUILD, build.CHANNEL, DAILY, NOW)
    assert [type(one.message) for one in tried.messages] == [Edition]
    assert tried.held_back == 1
    found = await store.subscription(wish.subscription_id)
    assert found
    assert found.subscription.settings == Settings()


async def test_a_channel_without_feeds_has_no_last_week(store: Store) -> None:
    """Other channels' feeds are not its own."""
    await followed(store, Settings())
    with pytest.raises(NothingToShow, match="follows no feed"):
        await preview.last_week(store, GUILD, build.OTHER_CHANNEL, None, NOW)
