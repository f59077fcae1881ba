"""Edits of what was posted: they follow it and what caused them, and are dropped where there is nothing to edit."""

from dataclasses import replace

import pytest

from bot.news.model import Digest
from bot.outbox.attempts import Again, Ended, GivenUp, Sent
from bot.outbox.due import Resolution
from bot.outbox.model import Delivery
from bot.store import Store
from tests import build
from tests.build import GUILD, HOUR, MINUTE, NOW
from tests.store.steps import attempt, claim, claimed_ids, follow, post, publish

pytestmark = pytest.mark.asyncio(loop_scope="session")

DIGEST = build.digest_delivery()
FOLLOW_UP = build.follow_up_delivery(DIGEST)
UPDATED: Digest = replace(build.digest(build.story()), updated=NOW)
EDIT = build.edit_delivery(DIGEST, UPDATED, after=FOLLOW_UP)


async def plan(store: Store, *deliveries: Delivery) -> None:
    """Let a channel follow the feed, and put these deliveries in the outbox."""
    await follow(store)
    await publish(store, *deliveries, stories=(build.story(),))


async def test_an_edit_names_the_message_that_it_changes(store: Store) -> None:
    """It answers nothing, though it follows what caused it."""
    await plan(store, DIGEST, FOLLOW_UP, EDIT)
    assert (await post(store, 42)).edits is None
    assert (await post(store, 43)).reply_to == 42
    claimed = await claim(store)
    assert (claimed.delivery, claimed.edits, claimed.reply_to) == (EDIT, 42, None)


async def test_an_edit_overtakes_neither_what_it_changes_nor_what_caused_it(store: Store) -> None:
    """Each is posted in its turn."""
    await plan(store, DIGEST, FOLLOW_UP, EDIT)
    for expected in (DIGEST, FOLLOW_UP, EDIT):
        assert (await post(store)).delivery == expected
    assert await claimed_ids(store) == []


async def test_an_edit_of_a_message_that_is_not_there_is_given_up(store: Store) -> None:
    """Somebody has deleted the message; nobody is bothered with that."""
    await plan(store, DIGEST, EDIT)
    await post(store, None)
    assert await claimed_ids(store) == []
    tally = await store.tally(NOW)
    assert (tally.waiting, tally.given_up) == (0, 1)


async def test_an_edit_of_what_was_never_planned_is_given_up(store: Store) -> None:
    """There is no such message, and it must not wait for ever."""
    await plan(store, replace(EDIT, amends="nothing", replies_to=None), build.notice_delivery("next", DIGEST.target))
    assert await claimed_ids(store) == ["next"]


async def test_an_edit_goes_with_what_it_changes(store: Store) -> None:
    """And with what caused it; what was to follow the edit goes as well."""
    await plan(store, DIGEST, FOLLOW_UP, EDIT, replace(EDIT, delivery_id="another", replies_to=None))
    await attempt(store, GivenUp("refused"))
    tally = await store.tally(NOW)
    assert (tally.waiting, tally.given_up) == (0, 4)


async def test_an_edit_goes_with_the_follow_up_that_caused_it(store: Store) -> None:
    """A digest must not say that there is more below where there is not."""
    await plan(store, DIGEST, FOLLOW_UP, EDIT)
    await post(store, 42)
    await attempt(store, GivenUp("refused"))
    assert await claimed_ids(store) == []
    assert (await store.tally(NOW)).given_up == 2


async def test_an_edit_that_is_planned_after_its_cause_was_given_up_is_dropped(store: Store) -> None:
    """A poll may have been under way meanwhile."""
    await plan(store, DIGEST, FOLLOW_UP)
    await post(store, 42)
    await attempt(store, GivenUp("refused"))
    await publish(store, EDIT, replace(EDIT, delivery_id="by itself", replies_to=None))
    assert await claimed_ids(store) == ["by itself"]


async def test_an_edit_is_dropped_where_nobody_follows_any_more(store: Store) -> None:
    """What stands there stands."""
    await plan(store, DIGEST, EDIT)
    await post(store, 42)
    await store.unsubscribe(GUILD, build.subscription().subscription_id)
    assert await claimed_ids(store) == []


async def test_an_edit_is_tried_again_like_anything_else(store: Store) -> None:
    """Without decoration where Discord will not have it; it still knows what it changes."""
    await plan(store, DIGEST, replace(EDIT, replies_to=None))
    await post(store, 42)
    await attempt(store, Again("refused", plain=True, reply=True))
    claimed = await claim(store)
    assert (claimed.plain, claimed.edits) == (True, 42)
    assert await store.settle(claimed, Sent(42), NOW)
    assert (await store.tally(NOW)).posted == 2


# ---------------------------------------------------------------------------------------------- editions


FIRST = build.edition_delivery("first")
SECOND = replace(build.edition_delivery("second"), replies_to="first")


async def test_an_edition_answers_the_one_before(store: Store) -> None:
    """Where that one stands."""
    await plan(store)
    assert await store.resolve(Resolution(NOW, deliveries=(FIRST, SECOND)))
    await post(store, 42)
    assert (await claim(store)).reply_to == 42


async def test_an_edition_is_posted_though_the_one_that_it_answers_was_given_up(store: Store) -> None:
    """It says what it has to say by itself; an edit of the first goes with it."""
    await plan(store)
    edit = build.edit_delivery(FIRST, build.edition("another"))
    late = replace(SECOND, delivery_id="late")
    assert await store.resolve(Resolution(NOW, deliveries=(FIRST, edit, SECOND)))
    await attempt(store, GivenUp("refused"))
    assert await store.resolve(Resolution(NOW + HOUR, deliveries=(late,)))
    claimed = await post(store, now=NOW + MINUTE)
    assert (claimed.delivery, claimed.reply_to) == (SECOND, None)
    assert (await claim(store, NOW + HOUR)).delivery == late


async def test_an_edit_of_an_edition_goes_with_its_cause(store: Store) -> None:
    """It is no edition of its own, though it reads like one."""
    await plan(store)
    caused = replace(FOLLOW_UP, replies_to="first")
    edit = build.edit_delivery(FIRST, build.edition("another"), after=caused)
    assert await store.resolve(Resolution(NOW, deliveries=(FIRST, caused, edit)))
    await post(store, 42)
    await attempt(store, GivenUp("refused"))
    assert await claimed_ids(store) == []


async def test_editions_go_with_their_channel(store: Store) -> None:
    """Where it is gone there is nowhere to post them."""
    await plan(store)
    assert await store.resolve(Resolution(NOW, deliveries=(FIRST, SECOND)))
    await attempt(store, Ended("the channel is gone", None))
    assert (await store.tally(NOW)).given_up == 2
