"""What an admin wants otherwise is made of what stands; a new feed joins what its channel has."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import configure
from bot.configure import LONGEST_WORD, MOST_WORDS, NO_CHANGE, Change, agreed, changed, zones
from bot.news.feed import read_feed
from bot.news.model import Edition
from bot.outbox import typed
from bot.outbox.model import Validators
from bot.outbox.settings import AS_EVER, Quiet, Settings, Timetable
from bot.outbox.typed import NotUnderstood
from bot.store import Store, open_store
from bot.web.discover import Found
from bot.web.fetch import Fetched
from tests import build
from tests.build import CHANNEL, GUILD, HARBOUR, NOW, OTHER_CHANNEL, QUAY
from tests.store.steps import follow, poll

TWICE = Timetable((time(8), time(18)))
WEEKDAYS = Settings(Timetable((time(8), time(18)), (0, 1, 2, 3, 4)), "Europe/Kyiv")


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """A real store in which nothing is followed."""
    async with open_store(f"sqlite:///{tmp_path / 'store.db'}") as opened:
        yield opened


def found(address: str) -> Found:
    """A feed that stands at an address."""
    body = b'<rss version="2.0"><channel><title>Quay News</title></channel></rss>'
    fetched = Fetched(address, body, "application/rss+xml", Validators(), None)
    return Found(address, read_feed(body, address=address), fetched)


async def added(store: Store, address: str = QUAY, channel_id: int = CHANNEL) -> Settings:
    """How a feed is told that a channel begins to follow."""
    subscribed = await configure.follow(
        store, NOW, found(address), guild_id=GUILD, channel_id=channel_id, user_id=build.ADMIN
    )
    return subscribed.following.subscription.settings


async def stands(store: Store, address: str = HARBOUR, channel_id: int = CHANNEL) -> Settings:
    """How a subscription of the server is told now."""
    subscription_id = build.subscription(address, channel_id=channel_id).subscription_id
    following = await store.subscription(subscription_id)
    assert following is not None
    return following.subscription.settings


# ---------------------------------------------------------------------- what is typed becomes settings


def test_what_is_left_out_stays() -> None:
    """No change changes nothing, whatever stands; and one change changes one thing."""
    stands = replace(WEEKDAYS, quiet=Quiet(time(22), time(7)), most=9, without=("sport",), heartbeat=True)
    assert changed(stands, NO_CHANGE, NOW) == stands
    assert changed(stands, Change(length="long"), NOW) == replace(stands, length="long")


def test_every_option_is_set_as_it_was_typed() -> None:
    """All at once, as one may."""
    change = Change(
        times="8 and 18:30",
        days="Mon-Wed",
        zone="kyiv",
        quiet="22:00–07:00",
        most=8,
        length="short",
        follow_ups=2,
        without="Sport,  night  shift , sport",
        heartbeat=True,
        gathering="server",
    )
    wanted = changed(AS_EVER, change, NOW)
    assert wanted == Settings(
        timetable=Timetable((time(8), time(18, 30)), (0, 1, 2)),
        zone="Europe/Kyiv",
        quiet=Quiet(time(22), time(7)),
        most=8,
        length="short",
        heartbeat=True,
        budget=replace(AS_EVER.budget, most=2),
        without=("Sport", "night shift"),
        gathering="server",
    )


@pytest.mark.parametrize(
    ("times", "days"),
    [
        ("9", (0, 1, 2, 3, 4)),
        ("every 6 hours", (0, 1, 2, 3, 4)),
        ("midday", (0, 1, 2, 3, 4)),
        ("Saturday at 9", (5,)),
        ("every day at 9", (0, 1, 2, 3, 4, 5, 6)),
        ("9 daily", (0, 1, 2, 3, 4, 5, 6)),
    ],
)
def test_days_stay_unless_they_are_named_beside_the_hours(times: str, days: tuple[int, ...]) -> None:
    """Somebody who moves an hour keeps their free weekend."""
    timetable = changed(WEEKDAYS, Change(times=times), NOW).timetable
    assert timetable is not None
    assert timetable.days == days
    assert timetable.times != TWICE.times


def test_days_alone_leave_the_hours() -> None:
    """Where there are hours."""
    assert changed(WEEKDAYS, Change(days="sat, sun"), NOW).timetable == Timetable(TWICE.times, (5, 6))


def test_at_once_ends_editions_and_keeps_the_rest() -> None:
    """The zone too, for another time."""
    assert changed(WEEKDAYS, Change(times="at once"), NOW) == replace(WEEKDAYS, timetable=None)


def test_none_takes_quiet_hours_and_words_away() -> None:
    """There is a way back from each setting."""
    stands = replace(WEEKDAYS, quiet=Quiet(time(22), time(7)), without=("sport",))
    assert changed(stands, Change(quiet="none", without=" None "), NOW) == WEEKDAYS


@pytest.mark.parametrize(
    ("stands", "change", "why"),
    [
        (AS_EVER, Change(days="Mon–Fri"), "What is told at once is told on every day"),
        (AS_EVER, Change(most=3), "What is told at once has no editions"),
        (AS_EVER, Change(heartbeat=True), "What is told at once has no editions"),
        (AS_EVER, Change(times="at once", days="Monday"), "told at once"),
        (WEEKDAYS, Change(days="9:00"), "There are hours among the days"),
        (WEEKDAYS, Change(times="8", days="9:00"), "There are hours among the days"),
        (WEEKDAYS, Change(times="soon"), "“soon”"),
        (WEEKDAYS, Change(zone="Atlantis"), "“Atlantis”"),
        (WEEKDAYS, Change(quiet="at night"), "“at night”"),
        (WEEKDAYS, Change(quiet="07:00–19:00"), "would all fall into the quiet hours, 07:00–19:00"),
        (AS_EVER, Change(times="23:00", quiet="22:00–07:00"), "at 23:00 would all fall into the quiet hours"),
        (AS_EVER, Change(without=" , "), "No word was typed"),
        (AS_EVER, Change(without="x" * (LONGEST_WORD + 1)), f"longer than {LONGEST_WORD} characters"),
        (AS_EVER, Change(without=",".join(map(str, range(MOST_WORDS + 1)))), f"may leave out {MOST_WORDS}"),
    ],
)
def test_what_makes_no_sense_is_refused_in_plain_words(stands: Settings, change: Change, why: str) -> None:
    """Each says what is wrong, and ends with what to do instead."""
    with pytest.raises(NotUnderstood) as refused:
        changed(stands, change, NOW)
    assert why in str(refused.value)
    assert str(refused.value).endswith(".")


def test_as_many_words_as_are_allowed_are_kept() -> None:
    """In their order, each as long as it may be."""
    words = tuple(f"{number:0{LONGEST_WORD}}" for number in range(MOST_WORDS))
    assert changed(AS_EVER, Change(without=", ".join(words)), NOW).without == words


def test_what_is_no_text_is_kept_out_of_a_word() -> None:
    """Half of a surrogate pair cannot be stored; what joins letters is part of how some languages are written."""
    assert changed(AS_EVER, Change(without="sp\ud800ort, می\u200cروم"), NOW).without == ("sport", "می\u200cروم")


def test_an_edition_that_is_left_over_by_quiet_hours_is_enough() -> None:
    """Only hours that leave nothing are refused; the end of a quiet night is an hour like another."""
    assert changed(WEEKDAYS, Change(quiet="17:00–07:00"), NOW).quiet == Quiet(time(17), time(7))
    assert changed(AS_EVER, Change(times="7 and 23", quiet="22–7"), NOW).quiet == Quiet(time(22), time(7))


anything = st.none() | st.text(max_size=60) | st.sampled_from(("at once", "8", "every 6 hours", "Mon", "none", "22-7"))


@settings(max_examples=60, deadline=None)
@given(anything, anything, anything, anything, anything, st.sampled_from((AS_EVER, WEEKDAYS)))
def test_whatever_is_typed_is_understood_or_refused(
    times: str | None, days: str | None, zone: str | None, quiet: str | None, without: str | None, stands: Settings
) -> None:
    """And what was understood is understood again: to ask for it twice is to ask for it once."""
    change = Change(times=times, days=days, zone=zone, quiet=quiet, without=without)
    try:
        once = changed(stands, change, NOW)
    except NotUnderstood:
        return
    assert changed(once, change, NOW) == once


def test_a_time_zone_is_offered_by_any_beginning_of_its_name() -> None:
    """Before anything is typed those of large cities, every one of them real."""
    assert zones("UTC") == ["UTC"]
    assert zones("york")[0] == "America/New_York"
    assert zones("Europe/B")[0] == "Europe/Berlin"
    assert [zone for zone in zones("") if zone not in zones(zone)] == []
    assert [zone for zone in zones("/") if typed.zone(zone) != zone] == []
    assert zones("nowhere") == []


# ---------------------------------------------------------------------- what a channel's feeds agree on


def test_one_feed_speaks_for_its_channel() -> None:
    """With all its settings, its filter too."""
    assert agreed([replace(WEEKDAYS, without=("sport",))]) == replace(WEEKDAYS, without=("sport",))


def test_feeds_that_differ_agree_on_their_hours_at_least() -> None:
    """The zone belongs to the hours: eight o'clock is not the same everywhere."""
    assert agreed([replace(WEEKDAYS, most=3), replace(WEEKDAYS, most=7)]) == WEEKDAYS
    assert agreed([WEEKDAYS, replace(WEEKDAYS, zone="UTC")]) == AS_EVER
    assert agreed([]) == AS_EVER


# ---------------------------------------------------------------------- what is kept


async def test_each_subscription_is_changed_from_what_it_was(store: Store) -> None:
    """One command for a whole channel takes nothing away from a feed that has a filter of its own."""
    await follow(store)
    await follow(store, address=QUAY)
    both = {build.subscription(address).subscription_id for address in (HARBOUR, QUAY)}
    await configure.adjust(
        store, NOW, GUILD, [build.subscription(QUAY).subscription_id], Change(times="8", without="sport")
    )
    adjusted = await configure.adjust(store, NOW, GUILD, both, Change(times="8 and 18"))
    assert {one.subscription.subscription_id for one in adjusted} == both
    assert await stands(store, HARBOUR) == Settings(TWICE)
    assert await stands(store, QUAY) == Settings(TWICE, without=("sport",))


async def test_nothing_is_changed_where_the_change_makes_no_sense_for_one(store: Store) -> None:
    """All of a channel's feeds, or none of them."""
    await follow(store)
    await follow(store, address=QUAY)
    both = [build.subscription(address).subscription_id for address in (HARBOUR, QUAY)]
    await configure.adjust(store, NOW, GUILD, both[:1], Change(times="8"))
    with pytest.raises(NotUnderstood):
        await configure.adjust(store, NOW, GUILD, both, Change(days="Monday"))
    assert await stands(store, HARBOUR) == Settings(Timetable((time(8),)))
    assert await stands(store, QUAY) == AS_EVER


async def test_another_servers_subscription_is_never_changed(store: Store) -> None:
    """Every id is looked up within the server that asks."""
    await follow(store)
    name = build.subscription().subscription_id
    assert await configure.adjust(store, NOW, GUILD + 1, [name], Change(times="8")) == ()
    assert await stands(store) == AS_EVER


async def test_a_new_feed_joins_the_editions_of_its_channel(store: Store) -> None:
    """And not those of another channel."""
    await follow(store)
    await configure.adjust(store, NOW, GUILD, [build.subscription().subscription_id], Change(times="8 and 18"))
    assert await added(store) == Settings(TWICE)
    assert await added(store, channel_id=OTHER_CHANNEL) == AS_EVER


async def test_a_feed_that_was_removed_says_nothing_of_its_channel(store: Store) -> None:
    """Who begins again begins anew."""
    await follow(store)
    name = build.subscription().subscription_id
    await configure.adjust(store, NOW, GUILD, [name], Change(times="8 and 18"))
    await configure.unfollow(store, GUILD, name)
    assert await added(store) == AS_EVER


async def test_last_week_is_tried_with_the_change_and_nothing_is_kept(store: Store) -> None:
    """Three stories that came at different hours of a day are three messages, or one edition."""
    await follow(store, replace(build.subscription(), since=NOW - timedelta(days=30)))
    name = build.subscription().subscription_id
    for number in range(3):
        await publish_at(store, number, NOW - timedelta(hours=30 - number))
    before = await configure.rehearse(store, NOW, GUILD, CHANNEL, (), NO_CHANGE)
    tried = await configure.rehearse(store, NOW, GUILD, CHANNEL, [name], Change(times="8"))
    assert len(before.messages) == 3
    (edition,) = (one.message for one in tried.messages)
    assert isinstance(edition, Edition)
    assert len(edition.briefs) == 3
    assert await stands(store) == AS_EVER
    assert await store.claim_deliveries(NOW + timedelta(days=2), limit=9, lease=timedelta(minutes=1)) == ()


async def publish_at(store: Store, number: int, at: datetime) -> None:
    """Let a feed publish one story, which is read at that moment, and tell nobody."""
    assert await store.record(build.outcome(await poll(store), stories=(build.another_story(number),), at=at))
