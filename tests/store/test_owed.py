"""What channels are owed: kept until it is paid, found when it falls due, and forgotten with whom it was owed to."""

from dataclasses import replace

import pytest

from bot.outbox.attempts import Ended
from bot.outbox.due import Resolution
from bot.outbox.model import Debt, Owed
from bot.store import Store
from tests import build
from tests.build import CHANNEL, GUILD, HOUR, MINUTE, NOW, OTHER_CHANNEL
from tests.store.steps import attempt, follow, poll, publish

pytestmark = pytest.mark.asyncio(loop_scope="session")

WISH = build.subscription()
STORY = build.story()
STORY_ID = build.story_id(STORY)
FOLLOW_UP = build.owed(STORY_ID, debt="follow-up", due_at=NOW + HOUR)
PROMISE = build.owed(STORY_ID, debt="promise", due_at=NOW + 2 * HOUR)
TO_COME = build.owed(STORY_ID)


async def owed(store: Store) -> tuple[Owed, ...]:
    """What is known to be owed of the story where its feed is polled."""
    return (await store.background(build.feed().feed_id, [STORY], NOW)).owed


async def due(store: Store, hours: int = 9, limit: int = 9) -> list[Debt]:
    """The kinds of debts that have fallen due so many hours from now."""
    return [one.debt for one in await store.debts(NOW + hours * HOUR, limit=limit)]


async def owe(store: Store, *debts: Owed) -> None:
    """Let a channel follow the feed, and be owed this."""
    await follow(store)
    await publish(store, stories=(STORY,), owed=debts)


async def test_what_is_owed_is_known_where_its_story_is_judged(store: Store) -> None:
    """Each kind of debt once, as it was made; of other stories nothing."""
    await owe(store, FOLLOW_UP, PROMISE, TO_COME, build.owed("another"))
    assert set(await owed(store)) == {FOLLOW_UP, PROMISE, TO_COME}


async def test_debts_fall_due_the_longest_due_first(store: Store) -> None:
    """A story is owed to an edition, and falls due by no clock of its own."""
    await owe(store, PROMISE, FOLLOW_UP, TO_COME)
    assert await store.debts(NOW + HOUR - MINUTE, limit=9) == ()
    assert await store.debts(NOW + HOUR, limit=9) == (FOLLOW_UP,)
    assert await due(store) == ["follow-up", "promise"]
    assert await due(store, limit=1) == ["follow-up"]


async def test_what_is_owed_already_is_owed_since_then(store: Store) -> None:
    """Only the moment at which it falls due moves."""
    await owe(store, FOLLOW_UP)
    later = replace(FOLLOW_UP, since=NOW + MINUTE, due_at=NOW + 3 * HOUR)
    await publish(store, owed=(later,))
    assert await owed(store) == (replace(FOLLOW_UP, due_at=NOW + 3 * HOUR),)


async def test_an_edition_that_holds_a_story_back_promises_it(store: Store) -> None:
    """The last promise counts; a poll that finds it owed takes none away."""
    await owe(store, TO_COME)
    for name, at in (("first", NOW + HOUR), ("second", NOW + 2 * HOUR)):
        promised = replace(TO_COME, since=NOW + HOUR, promised_by=name, promised_at=at)
        assert await store.resolve(Resolution(at, owed=(promised,)))
    await publish(store, owed=(replace(TO_COME, since=NOW + 3 * HOUR),))
    assert await owed(store) == (replace(TO_COME, promised_by="second", promised_at=NOW + 2 * HOUR),)


async def test_what_is_paid_is_owed_no_more(store: Store) -> None:
    """The other debts of the story stay."""
    await owe(store, FOLLOW_UP, PROMISE)
    await publish(store, paid=(build.paid(FOLLOW_UP),))
    assert await owed(store) == (PROMISE,)


async def test_a_poll_that_pays_what_was_paid_meanwhile_is_overtaken(store: Store) -> None:
    """It would tell again what an hour that came meanwhile has told; so it keeps nothing, and the feed stays due."""
    await owe(store, FOLLOW_UP, PROMISE)
    claimed = await poll(store)
    late = build.outcome(claimed, paid=(build.paid(PROMISE), build.paid(TO_COME)))
    assert not await store.record(late)
    assert await owed(store) == (FOLLOW_UP, PROMISE)
    assert (await poll(store)).feed.due_at == claimed.feed.due_at


async def test_a_poll_that_was_overtaken_pays_nothing(store: Store) -> None:
    """What was held back is told by whoever has the feed now."""
    await owe(store, FOLLOW_UP)
    claimed = await poll(store)
    await poll(store)
    assert not await store.record(build.outcome(claimed, paid=(build.paid(FOLLOW_UP),)))
    assert await owed(store) == (FOLLOW_UP,)


async def test_who_is_owed_a_story_awaits_an_edition(store: Store) -> None:
    """Though it wished for none any more while the poll was under way."""
    await owe(store, TO_COME)
    assert await store.editions_due(NOW, limit=9) == (CHANNEL,)


async def test_one_outcome_may_pay_a_debt_and_make_it_anew(store: Store) -> None:
    """What is owed afterwards is what it says of it last."""
    await owe(store, FOLLOW_UP)
    anew = replace(FOLLOW_UP, since=NOW + HOUR, due_at=NOW + 5 * HOUR)
    await publish(store, paid=(build.paid(FOLLOW_UP),), owed=(anew,))
    assert await owed(store) == (anew,)


async def test_what_was_paid_meanwhile_is_not_paid_again(store: Store) -> None:
    """Whoever comes second keeps nothing at all, neither what it would say nor what it pays beside."""
    await owe(store, FOLLOW_UP, PROMISE)
    first = Resolution(NOW, paid=(build.paid(FOLLOW_UP),))
    second = Resolution(
        NOW,
        deliveries=(build.digest_delivery(),),
        tellings=(build.telling(build.digest_delivery()),),
        owed=(TO_COME,),
        paid=(build.paid(PROMISE), build.paid(FOLLOW_UP)),
    )
    assert await store.resolve(first)
    assert not await store.resolve(second)
    assert await owed(store) == (PROMISE,)
    assert (await store.background(build.feed().feed_id, [STORY], NOW)).told == ()
    assert (await store.tally(NOW)).waiting == 0
    assert await store.resolve(replace(second, paid=(build.paid(PROMISE),)))
    assert await owed(store) == (TO_COME,)


async def test_only_the_channels_that_the_debt_names_are_owed(store: Store) -> None:
    """Another channel of the same feed has its own."""
    other = build.subscription(channel_id=OTHER_CHANNEL)
    theirs = build.owed(STORY_ID, other, debt="follow-up", due_at=NOW)
    await follow(store, other)
    await owe(store, FOLLOW_UP, theirs)
    await publish(store, paid=(build.paid(theirs),))
    assert await owed(store) == (FOLLOW_UP,)


async def test_a_channel_that_follows_no_more_is_owed_nothing(store: Store) -> None:
    """Nor when it follows again, whatever a poll under way came to meanwhile."""
    await owe(store, FOLLOW_UP, TO_COME)
    await store.unsubscribe(GUILD, WISH.subscription_id)
    assert await due(store) == []
    await follow(store, build.subscription(channel_id=OTHER_CHANNEL))
    await publish(store, owed=(FOLLOW_UP,))
    assert await due(store) == []
    await follow(store, replace(WISH, since=NOW + HOUR))
    assert (await owed(store), await due(store)) == ((), [])


async def test_a_channel_that_is_gone_is_owed_nothing(store: Store) -> None:
    """What others are owed stays."""
    other = build.subscription(channel_id=OTHER_CHANNEL)
    theirs = build.owed(STORY_ID, other, debt="promise", due_at=NOW)
    await follow(store, other)
    await owe(store, FOLLOW_UP, theirs)
    await publish(store, build.digest_delivery())
    claimed = await attempt(store, Ended("the channel is gone", None))
    assert claimed.delivery.subscription_id == WISH.subscription_id
    assert await owed(store) == (theirs,)
    assert (await store.desk(CHANNEL, NOW)).subscriptions == ()
