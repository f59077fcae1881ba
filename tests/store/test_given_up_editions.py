"""An edition that cannot be posted tells nobody: what it was to tell is owed again."""

from datetime import datetime

import pytest

from bot.outbox.attempts import GivenUp
from bot.outbox.due import Awaited, Resolution
from bot.outbox.model import Telling
from bot.store import Store
from tests import build
from tests.store import steps

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def given_up(store: Store) -> None:
    """An edition that tells of a story is printed, and Discord will not have it."""
    who, story = build.subscription(), build.story()
    await steps.follow(store, who)
    debt = build.owed(build.story_id(story), who)
    await steps.publish(store, stories=(story,), owed=(debt,))
    await steps.print_edition(store, {build.story_id(story): who}, paid=(build.paid(debt),))
    assert await store.resolve(Resolution(build.NOW, awaited=(Awaited(who.subscription_id, None, build.NOW),)))
    assert (await store.desk(who.channel_id, build.NOW)).owed == ()
    await steps.attempt(store, GivenUp("Discord will not have it"))


async def test_what_an_edition_could_not_tell_is_owed_to_the_next(store: Store) -> None:
    """It is not told, and not lost."""
    await given_up(store)
    desk = await store.desk(build.CHANNEL, build.NOW)
    assert [one.known.story for one in desk.owed] == [build.story()]
    assert (await store.background(build.feed().feed_id, [build.story()], build.NOW)).told == ()


@pytest.mark.parametrize(("when", "due"), [(build.NOW + build.MINUTE, ()), (build.NOW + build.HOUR, (build.CHANNEL,))])
async def test_where_no_edition_is_to_come_there_is_one_an_hour_later(
    store: Store, when: datetime, due: tuple[int, ...]
) -> None:
    """At once would be once a minute, for as long as Discord says no."""
    await given_up(store)
    assert await store.editions_due(when, limit=9) == due


async def test_what_joined_a_digest_that_nobody_will_see_is_owed_again(store: Store) -> None:
    """The digest of one feed waits, a story of another counts as told by it, and then the first is followed no more."""
    mine, other = build.subscription(), build.subscription(build.QUAY)
    await steps.follow(store, mine)
    await steps.follow(store, other, build.QUAY)
    root = build.digest_delivery(build.story(), mine)
    await steps.publish(store, root, stories=(build.story(),))
    quay = build.story(entry_id="quay")
    joined = Telling(other.subscription_id, build.story_id(quay, build.QUAY), 1, root.delivery_id, root.delivery_id)
    claimed = await steps.poll(store, build.QUAY)
    assert await store.record(build.outcome(claimed, stories=(quay,), tellings=(joined,)))
    assert (await store.desk(build.CHANNEL, build.NOW)).owed == ()
    await store.unsubscribe(build.GUILD, mine.subscription_id)
    desk = await store.desk(build.CHANNEL, build.NOW)
    assert [one.owed.subscription_id for one in desk.owed] == [other.subscription_id]
    assert await store.editions_due(build.NOW + build.HOUR, limit=9) == (build.CHANNEL,)
