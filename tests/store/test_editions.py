"""Editions: which channels wait for one, what it is made of, and that it is printed once."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from bot.news.cluster import signature
from bot.outbox.attempts import Ended, GivenUp
from bot.outbox.due import Awaited, Look, OwedStory, Resolution
from bot.outbox.model import Subscription
from bot.outbox.settings import Settings, Timetable
from bot.store import Store
from tests import build
from tests.build import CHANNEL, GUILD, HARBOUR, HOUR, MINUTE, NOW, OTHER_CHANNEL, QUAY
from tests.store.steps import attempt, claimed_ids, follow, poll, post, print_edition, publish

pytestmark = pytest.mark.asyncio(loop_scope="session")

EVENING = Settings(Timetable((time(18),)))
AT_SIX = datetime(2026, 9, 18, 18, tzinfo=NOW.tzinfo)
WISH = replace(build.subscription(), settings=EVENING)
STORY = build.story()
STORY_ID = build.story_id(STORY)
OWED = build.owed(STORY_ID)
PERIOD = f"{WISH.subscription_id} 2026-09-18 18:00"


def evening(address: str = HARBOUR, channel_id: int = CHANNEL, at: time = time(18)) -> Subscription:
    """A channel that wants a feed's stories by an edition, each day at that hour."""
    return replace(build.subscription(address, channel_id=channel_id), settings=Settings(Timetable((at,))))


async def owe(store: Store) -> None:
    """Let a channel that waits for the evening be owed a story."""
    await follow(store, WISH)
    await publish(store, stories=(STORY,), owed=(OWED,))


# ---------------------------------------------------------------------------------------------- when


async def test_a_channel_waits_for_the_hours_that_it_chose(store: Store) -> None:
    """From the moment at which it follows; one that is told at once waits for none."""
    await follow(store, WISH)
    await follow(store, build.subscription(channel_id=OTHER_CHANNEL))
    assert await store.editions_due(AT_SIX - MINUTE, limit=9) == ()
    assert await store.editions_due(AT_SIX, limit=9) == (CHANNEL,)


async def test_the_channel_that_waits_longest_comes_first_and_once(store: Store) -> None:
    """However many of its subscriptions are due."""
    await follow(store, evening(channel_id=1, at=time(20)))
    await follow(store, evening(channel_id=2, at=time(19)))
    await follow(store, evening(QUAY, channel_id=1), QUAY)
    assert await store.editions_due(AT_SIX + 5 * HOUR, limit=9) == (1, 2)
    assert await store.editions_due(AT_SIX + 5 * HOUR, limit=1) == (1,)
    assert await store.editions_due(AT_SIX + HOUR, limit=9) == (1, 2)


async def test_an_hour_that_was_worked_out_in_the_future_is_due(store: Store) -> None:
    """A clock was wrong then, and the hour may be too; it is worked out anew."""
    await follow(store, WISH)
    ahead = Awaited(WISH.subscription_id, AT_SIX + timedelta(days=400), NOW + timedelta(days=399))
    assert await store.resolve(Resolution(NOW, awaited=(ahead,)))
    assert await store.editions_due(NOW, limit=9) == (CHANNEL,)
    assert await store.resolve(Resolution(NOW, awaited=(Awaited(WISH.subscription_id, AT_SIX, NOW),)))
    assert await store.editions_due(NOW, limit=9) == ()
    assert await store.editions_due(AT_SIX, limit=9) == (CHANNEL,)


async def test_a_channel_that_follows_no_more_waits_for_nothing(store: Store) -> None:
    """Its hour may have been set: it is nobody's."""
    await follow(store, WISH)
    await store.unsubscribe(GUILD, WISH.subscription_id)
    assert await store.editions_due(AT_SIX, limit=9) == ()


# ---------------------------------------------------------------------------------------------- of what


async def test_a_desk_has_what_the_channel_is_owed(store: Store) -> None:
    """Each story as it now stands, whose it is and what it shares with others."""
    await owe(store)
    edited = build.story(quotes=[build.REYES])
    await publish(store, revisions=(build.revision(edited, 2),))
    desk = await store.desk(CHANNEL, NOW)
    awaiting = replace(WISH, edition_at=AT_SIX, edition_set_at=NOW)
    assert (desk.channel_id, desk.subscriptions, desk.printed, desk.stuck) == (CHANNEL, (awaiting,), frozenset(), False)
    [owed] = desk.owed
    assert (owed.owed, owed.masthead, owed.withdrawn) == (OWED, build.MASTHEAD, False)
    assert (owed.known.story, owed.known.revision) == (edited, 2)
    assert owed.signature == signature(edited, build.MASTHEAD)


async def test_what_is_owed_longest_comes_first(store: Store) -> None:
    """Of stories owed since one moment the oldest; those without a date come last."""
    await follow(store, WISH)
    ages = {"1": NOW, "2": None, "3": NOW - HOUR, "4": NOW}
    stories = {name: build.story(entry_id=name, link=None, published=at) for name, at in ages.items()}
    owed = tuple(
        build.owed(build.story_id(story), since=NOW - HOUR if name == "4" else NOW) for name, story in stories.items()
    )
    await publish(store, stories=tuple(stories.values()), owed=owed)
    assert [one.known.story.entry_id for one in (await store.desk(CHANNEL, NOW)).owed] == ["4", "3", "1", "2"]


async def test_a_desk_has_what_all_feeds_of_the_channel_owe(store: Store) -> None:
    """But for what is told at once, which waits for nothing; and nothing of other channels."""
    of_quay = build.story("Ferries", entry_id="2")
    other = evening(channel_id=OTHER_CHANNEL)
    anchor = "https://anchor.example/feed"
    for wish, address in (
        (WISH, HARBOUR),
        (evening(QUAY), QUAY),
        (build.subscription(anchor), anchor),
        (other, HARBOUR),
    ):
        await follow(store, wish, address)
    await publish(store, stories=(STORY,), owed=(OWED, build.owed(STORY_ID, other)))
    await publish(
        store, stories=(of_quay,), owed=(build.owed(build.story_id(of_quay, QUAY), evening(QUAY)),), address=QUAY
    )
    desk = await store.desk(CHANNEL, NOW)
    assert {one.subscription_id for one in desk.subscriptions} == {WISH.subscription_id, evening(QUAY).subscription_id}
    assert {one.known.story.headline.text for one in desk.owed} == {build.HEADLINE, "Ferries"}


async def test_other_debts_are_on_no_desk(store: Store) -> None:
    """Follow-ups and promises fall due by a clock of their own."""
    await follow(store, WISH)
    debts = (build.owed(STORY_ID, debt="follow-up", due_at=NOW), build.owed(STORY_ID, debt="promise", due_at=NOW))
    await publish(store, stories=(STORY,), owed=debts)
    assert (await store.desk(CHANNEL, NOW)).owed == ()


async def test_a_channel_without_editions_has_a_desk_for_what_it_is_still_owed(store: Store) -> None:
    """It chose to be told at once, and has stories from before."""
    await owe(store)
    await store.adjust(GUILD, [WISH.subscription_id], Settings(), NOW)
    desk = await store.desk(CHANNEL, NOW)
    assert [one.settings for one in desk.subscriptions] == [Settings()]
    assert [one.owed for one in desk.owed] == [OWED]


async def test_a_promise_that_nobody_could_read_was_not_made(store: Store) -> None:
    """The edition that promised a story was given up."""
    await owe(store)
    promised = replace(OWED, promised_by="edition", promised_at=AT_SIX)
    edition = build.edition_delivery()
    assert await store.resolve(Resolution(NOW, deliveries=(edition,), owed=(promised,)))
    assert [one.owed for one in (await store.desk(CHANNEL, NOW)).owed] == [promised]
    await attempt(store, GivenUp("refused"))
    assert [one.owed for one in (await store.desk(CHANNEL, NOW)).owed] == [OWED]


async def test_a_story_that_its_blog_took_back_is_marked(store: Store) -> None:
    """Another channel was told of it, so that it was missed; read again, it is back."""
    await owe(store)
    await publish(store, build.digest_delivery(to=build.subscription(channel_id=OTHER_CHANNEL)))
    assert await store.record(build.outcome(await poll(store), missing=(STORY_ID,)))
    gone = Look(STORY_ID, None, NOW, withdrawn=True)
    assert await store.resolve(Resolution(NOW, looks=(gone,)))
    assert [one.withdrawn for one in await on_desk(store)] == [True]
    await publish(store, revisions=(build.revision(build.story("It is back"), 2),))
    assert [one.withdrawn for one in await on_desk(store)] == [False]


async def on_desk(store: Store) -> tuple[OwedStory, ...]:
    """What the channel's next edition may tell."""
    return (await store.desk(CHANNEL, NOW)).owed


async def test_an_edition_that_waits_in_the_outbox_holds_the_next_one_up(store: Store) -> None:
    """One of this channel, until it is posted; an edit of it is no edition."""
    await owe(store)
    edition = build.edition_delivery()
    assert await store.resolve(
        Resolution(NOW, deliveries=(edition, build.edition_delivery("x", channel_id=OTHER_CHANNEL)))
    )
    assert (await store.desk(CHANNEL, NOW)).stuck
    assert await claimed_ids(store) == ["edition", "x"]
    assert (await store.desk(CHANNEL, NOW)).stuck


async def test_an_edit_of_an_edition_holds_nothing_up(store: Store) -> None:
    """It is posted when its turn comes."""
    await owe(store)
    edition = await print_edition(store, {STORY_ID: WISH}, paid=(build.paid(OWED),))
    await post(store)
    edit = build.edit_delivery(edition, build.edition("another"))
    assert await store.resolve(Resolution(NOW, deliveries=(edit,)))
    assert not (await store.desk(CHANNEL, NOW)).stuck


# ---------------------------------------------------------------------------------------------- once


async def test_an_edition_is_printed_once(store: Store) -> None:
    """Whoever comes second keeps nothing: neither deliveries nor what is paid and awaited."""
    await owe(store)
    first = Resolution(NOW, periods=(PERIOD,))
    second = Resolution(
        NOW,
        deliveries=(build.edition_delivery(),),
        paid=(build.paid(OWED),),
        periods=("another 2026-09-18 18:00", PERIOD),
        awaited=(Awaited(WISH.subscription_id, None, NOW),),
    )
    assert await store.resolve(first)
    assert not await store.resolve(second)
    desk = await store.desk(CHANNEL, NOW)
    assert ([one.owed for one in desk.owed], desk.printed, desk.stuck) == ([OWED], frozenset({PERIOD}), False)
    assert await store.editions_due(AT_SIX, limit=9) == (CHANNEL,)
    assert await store.resolve(replace(second, periods=("another 2026-09-18 18:00",)))


async def test_what_was_printed_is_remembered_for_ten_days(store: Store) -> None:
    """And whatever was printed later than now, when a clock was wrong."""
    await follow(store, WISH)
    assert await store.resolve(Resolution(NOW, periods=(PERIOD,)))
    for days, found in ((-300, 1), (0, 1), (10, 1), (11, 0)):
        assert len((await store.desk(CHANNEL, NOW + timedelta(days=days))).printed) == found
    assert (await store.desk(OTHER_CHANNEL, NOW)).printed == frozenset()


async def test_an_edition_tells_and_pays_in_one_go(store: Store) -> None:
    """What it tells is told, what it pays is owed no more, and the next hour is awaited."""
    await owe(store)
    edition = build.edition_delivery("edition", STORY_ID)
    telling = replace(build.telling(build.digest_delivery()), delivery_id="edition", root_id="edition")
    resolution = Resolution(
        AT_SIX,
        deliveries=(edition,),
        tellings=(telling,),
        paid=(build.paid(OWED),),
        periods=(PERIOD,),
        awaited=(Awaited(WISH.subscription_id, AT_SIX + timedelta(days=1), AT_SIX),),
    )
    assert await store.resolve(resolution)
    assert (await store.desk(CHANNEL, AT_SIX)).owed == ()
    [told] = (await store.background(WISH.feed_id, [STORY], AT_SIX)).told
    assert (told.root_id, told.standing, told.revisions) == ("edition", edition.message, (STORY,))
    assert await store.editions_due(AT_SIX, limit=9) == ()
    assert await claimed_ids(store) == ["edition"]


async def test_an_edition_that_is_known_is_left_as_it_stands(store: Store) -> None:
    """Its id says for which channel and hour it is."""
    await follow(store, WISH)
    assert await store.resolve(Resolution(NOW, deliveries=(build.edition_delivery(),)))
    other = replace(build.edition_delivery(), message=build.edition("another"))
    assert await store.resolve(Resolution(NOW, deliveries=(other,)))
    assert (await post(store)).delivery == build.edition_delivery()
    assert await claimed_ids(store) == []


# ---------------------------------------------------------------------------------------------- the next of all


async def test_where_no_channel_waits_there_is_no_next_edition(store: Store) -> None:
    """Nobody follows anything, or all are told at once."""
    assert await store.next_edition() is None
    await follow(store)
    assert await store.next_edition() is None


async def test_the_next_edition_is_the_earliest_of_all(store: Store) -> None:
    """Of whatever channel, however many there are, and though its hour may have come already."""
    await follow(store)
    for number, hour in enumerate((21, 19, 20), start=1):
        await follow(store, evening(channel_id=number, at=time(hour)))
    assert await store.next_edition() == AT_SIX + HOUR
    overdue = Awaited(evening(channel_id=3).subscription_id, NOW - HOUR, NOW)
    assert await store.resolve(Resolution(NOW, awaited=(overdue,)))
    assert await store.next_edition() == NOW - HOUR


async def test_a_channel_that_follows_no_more_has_no_next_edition(store: Store) -> None:
    """The next one is another's, and there is none when nobody is left."""
    other = evening(channel_id=OTHER_CHANNEL, at=time(20))
    for wish in (WISH, other):
        await follow(store, wish)
    await store.unsubscribe(GUILD, WISH.subscription_id)
    assert await store.next_edition() == AT_SIX + 2 * HOUR
    await store.unsubscribe(GUILD, other.subscription_id)
    assert await store.next_edition() is None


async def test_a_channel_that_is_gone_has_no_next_edition(store: Store) -> None:
    """Nobody is left there to read one."""
    await owe(store)
    assert await store.resolve(Resolution(NOW, deliveries=(build.edition_delivery(),)))
    assert await store.next_edition() == AT_SIX
    await attempt(store, Ended("the channel is gone", None))
    assert await store.next_edition() is None
