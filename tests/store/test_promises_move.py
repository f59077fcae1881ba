"""Two feeds become one: what was told, owed and printed for either goes on as the one that is left."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from bot.outbox.due import Resolution
from bot.outbox.model import Owed, Subscription
from bot.outbox.settings import Settings, Timetable
from bot.store import Store
from tests import build
from tests.build import CHANNEL, HARBOUR, HOUR, NOW, OTHER_CHANNEL, QUAY
from tests.store import databases
from tests.store.one_event import READ, READER, TOLD
from tests.store.steps import claims, poll, post, print_edition, publish
from tests.store.two_feeds import ELSEWHERE, FERRIES, HERE, HERE_TOO, NEW, OLD, TALKS, THERE, follow_both, move, tell

pytestmark = pytest.mark.asyncio(loop_scope="session")

EVENING = Settings(Timetable((time(18),)))
AT_SIX = datetime(2026, 9, 18, 18, tzinfo=NOW.tzinfo)
LOST_ID, KEPT_ID = build.story_id(TALKS, HARBOUR), build.story_id(TALKS, QUAY)


async def owed(store: Store, channel_id: int = CHANNEL) -> list[tuple[str, str]]:
    """The subscriptions that are owed stories in a channel, and which entry."""
    desk = await store.desk(channel_id, NOW)
    return [(one.owed.subscription_id, one.known.story.entry_id) for one in desk.owed]


async def owe_both(store: Store, here: Subscription, there: Subscription) -> None:
    """Let the same post be owed to two subscriptions, each of one of the feeds."""
    await follow_both(store, here, there)
    await publish(store, stories=(TALKS,), owed=(build.owed(LOST_ID, here),))
    await publish(store, stories=(TALKS,), owed=(build.owed(KEPT_ID, there),), address=QUAY)


async def test_what_was_owed_is_owed_still(store: Store, address: str) -> None:
    """Each channel by its own subscription, of the one story that there is now."""
    await owe_both(store, HERE, THERE)
    await move(store)
    assert await owed(store) == [(HERE.subscription_id, "1")]
    assert await owed(store, OTHER_CHANNEL) == [(THERE.subscription_id, "1")]
    assert await databases.loose_ends(address, OLD.feed_id) == []


async def test_a_channel_that_was_owed_a_post_by_both_feeds_is_owed_it_once(store: Store, address: str) -> None:
    """By the older subscription, at the hours that this one chose."""
    here = replace(HERE, settings=EVENING)
    await owe_both(store, here, HERE_TOO)
    await move(store)
    assert await owed(store) == [(HERE.subscription_id, "1")]
    assert await store.editions_due(AT_SIX - HOUR, limit=9) == ()
    assert await store.editions_due(AT_SIX, limit=9) == (CHANNEL,)
    assert await databases.loose_ends(address, OLD.feed_id) == []


async def test_what_is_owed_to_a_channel_without_editions_is_due_at_once(store: Store) -> None:
    """The subscription that chose them is no more."""
    await owe_both(store, HERE, replace(HERE_TOO, settings=EVENING))
    await move(store, at=NOW + HOUR)
    assert await owed(store) == [(HERE.subscription_id, "1")]
    assert await store.editions_due(NOW + HOUR, limit=9) == (CHANNEL,)


async def test_what_one_subscription_told_the_other_does_not_owe(store: Store) -> None:
    """The channel has read it; a follow-up that was held back is still to come."""
    await follow_both(store, HERE, HERE_TOO)
    await tell(store, TALKS, HERE, message_id=42)
    held = build.owed(LOST_ID, HERE, debt="follow-up", due_at=NOW + HOUR)
    await publish(store, owed=(held,))
    await publish(store, stories=(TALKS,), owed=(build.owed(KEPT_ID, HERE_TOO),), address=QUAY)
    await move(store)
    assert await owed(store) == []
    assert await store.debts(NOW + HOUR, limit=9) == (replace(held, story_id=KEPT_ID),)
    assert await store.case(HERE.subscription_id, KEPT_ID) is not None


async def test_an_edition_that_told_of_a_post_for_both_feeds_told_it_once(store: Store, address: str) -> None:
    """It is the root of both, and both revisions were told."""
    await owe_both(store, HERE, HERE_TOO)
    await print_edition(store, {LOST_ID: HERE, KEPT_ID: HERE_TOO})
    await post(store, 42)
    await move(store)
    [told] = (await store.background(NEW.feed_id, [TALKS], NOW)).told
    assert (told.subscription_id, told.root_id, told.follow_ups) == (HERE.subscription_id, "edition", 0)
    assert await databases.loose_ends(address, OLD.feed_id) == []


async def test_a_digest_that_waits_is_dropped_where_an_edition_told_the_post(store: Store) -> None:
    """What would have followed it follows the edition."""
    await follow_both(store, HERE, HERE_TOO)
    await publish(store, stories=(TALKS,))
    await print_edition(store, {LOST_ID: HERE})
    digest = await tell(store, TALKS, HERE_TOO, address=QUAY)
    await publish(store, build.follow_up_delivery(digest), address=QUAY)
    await move(store)
    [told] = (await store.background(NEW.feed_id, [TALKS], NOW)).told
    assert told.root_id == "edition"
    assert (await post(store, 42)).delivery.delivery_id == "edition"
    assert [one.reply_to for one in await claims(store)] == [42]


async def test_what_was_printed_for_either_is_printed(store: Store) -> None:
    """An edition of the hour before the two became one is not printed again."""
    await follow_both(store, HERE, HERE_TOO)
    periods = tuple(f"{one.subscription_id} 2026-09-18 18:00" for one in (HERE, HERE_TOO))
    assert await store.resolve(Resolution(NOW, periods=periods))
    await move(store)
    waiting = replace(HERE, settings=EVENING)
    await store.adjust(build.GUILD, [HERE.subscription_id], waiting.settings, NOW)
    assert (await store.desk(CHANNEL, NOW)).printed == frozenset(periods)


async def test_a_story_that_is_missed_is_missed_still(store: Store) -> None:
    """By the feed that is left, with those who were told."""
    await follow_both(store)
    await tell(store, FERRIES, HERE, message_id=42)
    name = build.story_id(FERRIES)
    assert await store.record(build.outcome(await poll(store), missing=(name,)))
    await move(store)
    [missing] = await store.missing(NOW, limit=9)
    assert (missing.link, [case.subscription.feed_id for case in missing.cases]) == (FERRIES.link, [NEW.feed_id])
    watched = (await store.background(NEW.feed_id, [], NOW + timedelta(days=1))).watched
    assert [(one.entry_id, one.published) for one in watched] == [("2", FERRIES.published)]


async def test_what_a_story_shares_with_others_is_known_after_the_move(store: Store) -> None:
    """It is near to a third feed's, though the feed that read it is no more."""
    anchor = build.feed(ELSEWHERE, masthead=READER)
    await follow_both(store)
    digest = await tell(store, TOLD, HERE, message_id=42)
    await move(store)
    await store.subscribe(anchor, build.subscription(ELSEWHERE, greeted=build.NOW - timedelta(days=30)))
    [near] = (await store.background(anchor.feed_id, [READ], NOW)).nearby
    assert (near.story, near.subscription_id) == (TOLD, HERE.subscription_id)
    assert near.told is not None
    assert near.told.root_id == digest.delivery_id


async def test_debts_of_every_kind_follow_their_story(store: Store) -> None:
    """Under its new name."""
    await follow_both(store)
    debts: tuple[Owed, ...] = tuple(
        build.owed(LOST_ID, HERE, debt=debt, due_at=NOW) for debt in ("follow-up", "promise")
    )
    await publish(store, stories=(TALKS,), address=QUAY)
    await publish(store, stories=(TALKS,), owed=debts)
    await move(store)
    assert set(await store.debts(NOW, limit=9)) == {replace(one, story_id=KEPT_ID) for one in debts}
