"""What a channel is owed becomes its edition: in which order, how much of it, when, and what stays owed."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from bot.news.cluster import signature
from bot.news.digest import digest
from bot.news.model import Also, Edition, FollowUp, Masthead
from bot.outbox import ids
from bot.outbox.due import Awaited, Desk, OwedStory, Resolution
from bot.outbox.editions import LATE, SOON, UNSTUCK, Printed, print_edition
from bot.outbox.model import KnownStory, Nearby, Owed, Paid, Subscription, Told
from bot.outbox.settings import Budget, Quiet, Settings, Timetable
from bot.outbox.timetable import awaited
from tests.outbox.cases import HARBOUR, HOUR, MORE, OKAFOR, QUAY, QUIET, REYES, story, subscription

SIX = datetime(2026, 9, 18, 18, tzinfo=UTC)
AT_SIX = "harbour in 7 2026-09-18 18:00"
NEXT = datetime(2026, 9, 19, 8, tzinfo=UTC)
TWICE = Settings(timetable=Timetable((time(8), time(18))), most=2)
DAILY = Settings(timetable=Timetable((time(18),)), most=2)
TALKS = "Port and city agree to talk again after the strike"
FERRY = Masthead("Ferry Post", "https://ferrypost.example")
OUTLETS = {"harbour": HARBOUR, "quay": QUAY, "ferry": FERRY}


def reader(settings: Settings = TWICE, *, feed: str = "harbour", at: datetime = SIX) -> Subscription:
    """A channel's wish for a feed, whose edition is due then."""
    return replace(subscription(settings, feed=feed), edition_at=at, edition_set_at=at - 6 * HOUR)


def waits(
    name: str,
    *,
    feed: str = "harbour",
    hours: float = 2,
    body: str = QUIET,
    title: str | None = None,
    promised: datetime | None = None,
    withdrawn: bool = False,
) -> OwedStory:
    """A story that was published, and is owed since, so many hours before the edition; or was promised by one."""
    since = SIX - hours * HOUR
    now = replace(story(body, title=title or f"Title of {name}", name=name), published=since)
    by = f"edition of {promised:%H}" if promised else None
    return OwedStory(
        Owed(f"{feed} in 7", name, "story", since, promised_by=by, promised_at=promised),
        OUTLETS[feed],
        KnownStory(name, 1, "print", now),
        # Only a story whose event is to be found has a say in that.
        signature(now, OUTLETS[feed]) if title else None,
        withdrawn,
    )


def printed(*owed: OwedStory, to: tuple[Subscription, ...] = (), now: datetime = SIX, **more: Any) -> Printed:
    """The edition of a channel that is owed this."""
    return print_edition(Desk(7, to or (reader(),), owed, **more), now)


def edition(done: Printed) -> Edition:
    """The edition that came of it, which is what was put in the outbox."""
    assert done.edition is not None
    assert done.edition in [delivery.message for delivery in done.resolution.deliveries]
    return done.edition


def told(done: Printed) -> list[str]:
    """The stories that the edition tells, in its order."""
    return [brief.story_ids[0] for brief in edition(done).briefs]


def held(done: Printed) -> list[Owed]:
    """The stories that are owed from now on."""
    return [owed for owed in done.resolution.owed if owed.debt == "story"]


# ----------------------------------------------------------------------------------------------------- order


def test_what_was_promised_comes_first() -> None:
    """However old it is, and whatever is fresher or better; the longest promised before the others."""
    done = printed(
        waits("fresh", hours=1, body=OKAFOR),
        waits("second", hours=20, promised=SIX - 10 * HOUR),
        waits("first", hours=30, promised=SIX - 24 * HOUR),
        to=(reader(replace(TWICE, most=3)),),
    )
    assert told(done) == ["first", "second", "fresh"]
    assert (edition(done).held_over, edition(done).held_from) == (2, SIX - 24 * HOUR)


def test_one_feed_does_not_fill_an_edition() -> None:
    """A feed that has had its turn waits until the others had theirs."""
    many = [waits(f"harbour {number}", hours=1 + number / 10) for number in range(4)]
    done = printed(*many, waits("quay", feed="quay", hours=5), to=(reader(), reader(feed="quay")))
    assert told(done) == ["harbour 0", "quay"]


def test_a_promise_that_is_kept_counts_as_its_feeds_turn() -> None:
    """The other feed has the next."""
    done = printed(
        waits("promised", hours=20, promised=SIX - 10 * HOUR),
        waits("harbour", hours=1),
        waits("quay", feed="quay", hours=5),
        to=(reader(), reader(feed="quay")),
    )
    assert told(done) == ["promised", "quay"]


def test_what_many_carry_goes_before_what_one_does() -> None:
    """Two outlets on one event weigh more than a fresher story."""
    done = printed(
        waits("alone", hours=1),
        waits("talks", hours=6, title=TALKS, body=OKAFOR),
        waits("same", feed="quay", hours=5, title=f"{TALKS}, authority says", body=OKAFOR),
        to=(reader(replace(TWICE, most=1)), reader(replace(TWICE, most=1), feed="quay")),
    )
    (brief,) = edition(done).briefs
    assert brief.story_ids == ("talks", "same")
    assert brief.also == (Also(QUAY.title, "https://harbourlight.example/same"),)


def test_who_is_heard_and_how_fresh_it_is_decide_the_rest() -> None:
    """A named voice goes before none; of two alike the fresher one."""
    done = printed(
        waits("stale", hours=9), waits("fresh", hours=3), waits("heard", hours=3, body=OKAFOR), to=(reader(),)
    )
    assert told(done) == ["heard", "fresh"]


# ----------------------------------------------------------------------------------------------------- how much


def test_what_will_be_too_old_by_then_is_not_promised() -> None:
    """It is dropped aloud at once: a promise that cannot be kept is not made."""
    brief_limit = reader(replace(TWICE, limit=timedelta(hours=10)))
    done = printed(waits("a", hours=1), waits("b", hours=2), waits("c", hours=3), to=(brief_limit,))
    assert (edition(done).owed, edition(done).next_at, edition(done).dropped) == (0, None, 1)


def test_what_has_no_room_is_promised_for_the_next_hour() -> None:
    """The edition counts it and says when; the debt remembers who promised it."""
    done = printed(waits("a", hours=1), waits("b", hours=2), waits("c", hours=3), waits("d", hours=4))
    assert told(done) == ["a", "b"]
    assert (edition(done).owed, edition(done).next_at) == (2, NEXT)
    edition_id = ids.edition_id(7, (AT_SIX,))
    assert {(owed.story_id, owed.promised_by, owed.promised_at) for owed in held(done)} == {
        ("c", edition_id, SIX),
        ("d", edition_id, SIX),
    }
    assert set(done.resolution.paid) == {Paid("harbour in 7", name, "story") for name in ("a", "b")}


def test_an_edition_says_when_what_it_holds_back_really_comes() -> None:
    """Not when another feed's next edition does, which will not tell it."""
    mine = [waits(f"harbour {number}", hours=1 + number) for number in range(3)]
    done = printed(*mine, to=(reader(DAILY), reader(TWICE, feed="quay")))
    assert edition(done).next_at == SIX + 24 * HOUR


def test_the_first_promise_stands() -> None:
    """What is promised again stays promised since the first time, so that whoever waits longest comes first."""
    long_ago = waits("long ago", hours=20, promised=SIX - 10 * HOUR)
    done = printed(waits("longer", hours=30, promised=SIX - 24 * HOUR), long_ago, to=(reader(replace(TWICE, most=1)),))
    assert told(done) == ["longer"]
    assert held(done) == [long_ago.owed]


def test_an_edition_replies_to_the_one_that_promised() -> None:
    """So that readers find what it was held over from."""
    done = printed(waits("kept", hours=20, promised=SIX - 10 * HOUR))
    assert done.resolution.deliveries[0].replies_to == "edition of 08"
    assert printed(waits("new")).resolution.deliveries[0].replies_to is None


def test_an_edition_that_has_room_for_all_promises_nothing() -> None:
    """Nothing is owed, and no hour is named."""
    done = printed(waits("a"), waits("b"))
    assert (edition(done).owed, edition(done).next_at, held(done)) == (0, None, [])


def test_a_story_that_promises_more_is_owed_the_end_of_that() -> None:
    """Its line is taken out of the edition a day later, unless more comes."""
    done = printed(waits("more", body=MORE + QUIET))
    assert [(owed.debt, owed.due_at) for owed in done.resolution.owed] == [("promise", SIX + 24 * HOUR)]


def test_every_story_is_told_as_it_stands_and_explained() -> None:
    """Its place is in the reasons; so is that it was promised."""
    done = printed(waits("kept", hours=20, promised=SIX - 10 * HOUR), waits("new"))
    edition_id = ids.edition_id(7, (AT_SIX,))
    tellings = [(one.story_id, one.revision, one.delivery_id, one.root_id) for one in done.resolution.tellings]
    assert tellings == [("kept", 1, edition_id, edition_id), ("new", 1, edition_id, edition_id)]
    assert [one.reasons for one in done.resolution.decisions] == [
        ("“Title of kept”: it is number 1 in the edition; an earlier edition promised it.",),
        ("“Title of new”: it is number 2 in the edition.",),
    ]


# ----------------------------------------------------------------------------------------------------- never in silence


def test_what_grew_too_old_is_dropped_aloud() -> None:
    """An edition goes out to say so even where it has nothing else to say, below the one that promised."""
    done = printed(waits("old", hours=49, promised=SIX - 48 * HOUR))
    assert (edition(done).dropped, edition(done).briefs) == (1, ())
    assert done.resolution.paid == (Paid("harbour in 7", "old", "story"),)
    assert done.resolution.deliveries[0].replies_to == "edition of 18"
    (decision,) = done.resolution.decisions
    assert decision.delivery_id == done.resolution.deliveries[0].delivery_id


def test_how_old_a_story_may_be_is_a_setting() -> None:
    """A story is as old as its debt, whatever date its post bears."""
    settings = replace(TWICE, limit=3 * HOUR)
    late = replace(waits("dated long ago", hours=2).known.story, published=SIX - 90 * HOUR)
    backdated = replace(waits("backdated", hours=2), known=KnownStory("backdated", 1, "print", late))
    done = printed(waits("old", hours=4), backdated, to=(reader(settings),))
    assert (told(done), edition(done).dropped) == (["backdated"], 1)


def test_a_promise_that_the_blog_took_back_is_taken_back_aloud() -> None:
    """Where nobody was promised it, nobody hears of it."""
    done = printed(waits("gone", hours=20, promised=SIX - 10 * HOUR, withdrawn=True), waits("new"))
    assert (told(done), edition(done).withdrawn) == (["new"], 1)
    unheard = printed(waits("gone", withdrawn=True))
    assert (unheard.edition, unheard.resolution.deliveries) == (None, ())
    assert unheard.resolution.paid == (Paid("harbour in 7", "gone", "story"),)


def test_where_nothing_is_new_nothing_is_said() -> None:
    """The hour is noted as done all the same, and the next one awaited."""
    done = printed()
    assert (done.edition, done.resolution.deliveries) == (None, ())
    assert done.resolution.periods == (AT_SIX,)
    assert done.resolution.awaited == (Awaited("harbour in 7", NEXT, SIX),)


def test_a_heartbeat_is_an_edition_of_nothing() -> None:
    """For channels that want to see that the bot lives."""
    done = printed(to=(reader(replace(TWICE, heartbeat=True)),))
    assert (edition(done).briefs, edition(done).owed, edition(done).dropped) == ((), 0, 0)


# ----------------------------------------------------------------------------------------------------- once, in time


def test_while_an_edition_waits_in_the_outbox_there_is_no_other() -> None:
    """All stays owed, and it is looked again before the next hour whether the way is free."""
    done = printed(waits("a"), stuck=True)
    soon = Awaited("harbour in 7", SIX + UNSTUCK, SIX)
    assert (done.edition, done.resolution) == (None, Resolution(SIX, awaited=(soon,)))
    then = printed(waits("a"), to=(replace(reader(), edition_at=soon.at),), now=SIX + UNSTUCK)
    assert told(then) == ["a"]


def test_where_nothing_is_owed_nobody_waits_for_the_way_to_be_free() -> None:
    """The next hour is soon enough."""
    assert printed(stuck=True).resolution.awaited == (Awaited("harbour in 7", NEXT, SIX),)


def test_an_hour_that_was_printed_is_not_printed_again() -> None:
    """As after a crash, or where a clock was set back."""
    done = printed(waits("a"), printed=frozenset({AT_SIX}))
    assert (done.edition, done.resolution.deliveries, done.resolution.paid) == (None, (), ())
    assert [one.at for one in done.resolution.awaited] == [NEXT]


def test_printing_twice_is_printing_once() -> None:
    """The same desk makes the same delivery, under the same name."""
    stories = (waits("a"), waits("b"), waits("c"))
    assert printed(*stories) == printed(*stories)
    assert printed(*stories).resolution.deliveries[0].delivery_id == ids.edition_id(7, (AT_SIX,))


@pytest.mark.parametrize(("after", "late"), [(timedelta(), False), (LATE, False), (LATE + SOON, True)])
def test_an_edition_well_after_its_hour_says_that_it_is_late(after: timedelta, late: bool) -> None:
    """It keeps the name of the hour for which it was set."""
    done = edition(printed(waits("a"), now=SIX + after))
    assert (done.hour, done.name, done.late) == (SIX, "Evening edition", late)


def test_of_hours_that_were_missed_the_last_is_printed() -> None:
    """A bot that slept for days does not send them all at once."""
    woken = SIX + 40 * HOUR
    done = printed(waits("a"), now=woken)
    assert edition(done).hour == datetime(2026, 9, 20, 8, tzinfo=UTC)
    assert done.resolution.periods == ("harbour in 7 2026-09-20 08:00",)
    assert [one.at for one in done.resolution.awaited] == [datetime(2026, 9, 20, 18, tzinfo=UTC)]


def test_an_hour_that_a_wrong_clock_worked_out_is_worked_out_anew() -> None:
    """Nothing is printed before its time."""
    ahead = replace(reader(at=SIX + 900 * HOUR), edition_set_at=SIX + 890 * HOUR)
    done = printed(waits("a"), to=(ahead,))
    assert done.edition is None
    assert done.resolution.awaited == (Awaited("harbour in 7", NEXT, SIX),)


def test_whose_hour_has_not_come_is_not_told() -> None:
    """Its stories wait for its own hour, and that hour stands."""
    later = reader(feed="quay", at=SIX + HOUR)
    done = printed(waits("now"), waits("later", feed="quay"), to=(reader(), later))
    assert told(done) == ["now"]
    assert [one.subscription_id for one in done.resolution.awaited] == ["harbour in 7"]


def test_feeds_of_a_channel_share_its_edition() -> None:
    """One message for the hour, which is nobody's alone; each feed has had its edition."""
    settings = replace(TWICE, most=3)
    done = printed(
        waits("harbour"),
        waits("quay", feed="quay"),
        to=(reader(settings), reader(replace(settings, most=1), feed="quay")),
    )
    assert sorted(told(done)) == ["harbour", "quay"]
    (delivery,) = done.resolution.deliveries
    assert delivery.subscription_id is None
    assert len(done.resolution.periods) == 2
    assert printed(waits("alone")).resolution.deliveries[0].subscription_id == "harbour in 7"


def test_an_edition_of_several_hours_is_called_by_the_last() -> None:
    """As after a sleep, where one feed's hour was in the morning."""
    morning = replace(TWICE, timetable=Timetable((time(8),)))
    to = (reader(morning, at=SIX - 10 * HOUR), reader(DAILY, feed="quay"))
    done = edition(printed(waits("a"), waits("b", feed="quay"), to=to))
    assert (done.name, done.hour) == ("Evening edition", SIX)


def test_an_edition_is_called_by_the_clocks_there() -> None:
    """What is evening in one place is night in another."""
    tokyo = replace(TWICE, zone="Asia/Tokyo", timetable=Timetable((time(3),)))
    assert edition(printed(waits("a"), to=(reader(tokyo),))).name == "Night edition"


# ----------------------------------------------------------------------------------------------------- no timetable


def test_what_came_in_quiet_hours_is_told_when_they_end() -> None:
    """A feed that is told at once has its edition then, and only then."""
    quiet = Settings(quiet=Quiet(time(22), time(7)))
    morning = datetime(2026, 9, 19, 7, tzinfo=UTC)
    night = reader(quiet, at=morning)
    assert printed(waits("night"), to=(night,), now=morning - SOON).edition is None
    done = printed(waits("night"), to=(night,), now=morning)
    assert (told(done), edition(done).name) == (["night"], "Morning edition")
    assert done.resolution.awaited == (awaited(night, morning),)


def test_what_is_left_over_where_editions_end_is_told_minute_by_minute() -> None:
    """A channel that wants no editions any more gets what it is owed, as many at once as one held."""
    over = reader(replace(Settings(), most=2), at=SIX)
    stories = [waits(name, hours=place + 1) for place, name in enumerate("abc")]
    first = printed(*stories, to=(over,))
    assert (told(first), edition(first).owed, edition(first).next_at) == (["a", "b"], 1, SIX + SOON)
    left = OwedStory(held(first)[0], HARBOUR, stories[2].known, None)
    soon = replace(over, edition_at=SIX + SOON, edition_set_at=SIX)
    last = printed(left, to=(soon,), now=SIX + SOON)
    assert told(last) == ["c"]
    assert last.resolution.awaited == (Awaited("harbour in 7", None, SIX + SOON),)
    assert last.resolution.deliveries[0].replies_to == first.resolution.deliveries[0].delivery_id


# ----------------------------------------------------------------------------------------------------- one event


def event(**gathering: Any) -> Printed:
    """The edition of a channel where two outlets have one event, both quoting the same."""
    settings = replace(TWICE, **gathering)
    return printed(
        waits("talks", hours=6, title=TALKS, body=OKAFOR),
        waits("same", feed="quay", hours=5, title=f"{TALKS}, authority says", body=OKAFOR + REYES),
        to=(reader(settings), reader(settings, feed="quay")),
    )


def test_one_event_of_two_outlets_is_told_once() -> None:
    """Both are told by it, and what the second quotes beyond the first stands beside it."""
    done = event()
    (brief,) = edition(done).briefs
    assert [quote.name for passage in brief.passages for quote in passage.quotes] == ["Ines Okafor", "Tom Reyes"]
    assert {one.story_id for one in done.resolution.tellings} == {"talks", "same"}
    assert {one.story_id for one in done.resolution.paid} == {"talks", "same"}


def test_gathering_may_be_switched_off() -> None:
    """Then each outlet tells the event in its own words."""
    assert sorted(told(event(gathering="off"))) == ["same", "talks"]


def test_of_one_feed_no_two_stories_are_one_event() -> None:
    """A blog that writes of something twice has more to say of it, and says it, whoever else carries the event."""
    done = printed(
        waits("talks", hours=6, title=TALKS, body=OKAFOR),
        waits("again", hours=4, title=f"{TALKS}, authority says", body=OKAFOR),
        waits("same", feed="quay", hours=5, title=f"{TALKS}, authority says", body=OKAFOR),
        to=(reader(), reader(feed="quay")),
    )
    assert [brief.story_ids for brief in edition(done).briefs] == [("talks", "same"), ("again",)]


def test_the_story_that_was_promised_leads_its_event() -> None:
    """Though another outlet was first to have it."""
    done = printed(
        waits("first", feed="quay", hours=9, title=f"{TALKS}, authority says", body=OKAFOR),
        waits("promised", hours=8, title=TALKS, body=OKAFOR, promised=SIX - 10 * HOUR),
        to=(reader(), reader(feed="quay")),
    )
    assert [brief.story_ids for brief in edition(done).briefs] == [("promised", "first")]


def told_before(body: str) -> Nearby:
    """The channel was told of the event at once, by another feed, an hour before the edition."""
    there = replace(story(body, title=TALKS, name="first"), published=SIX - 2 * HOUR)
    then = SIX - HOUR
    standing = Told("ferry in 7", "first", "root", digest(there, FERRY), (there,), then, then)
    return Nearby("ferry in 7", 1, 7, FERRY, "first", there, signature(there, FERRY), standing)


def test_an_event_that_was_told_is_not_told_again() -> None:
    """The digest names the other outlet; nothing else is posted."""
    same = waits("same", feed="quay", title=f"{TALKS}, authority says", body=OKAFOR)
    done = printed(same, to=(reader(feed="quay"),), nearby=(told_before(OKAFOR),))
    assert done.edition is None
    (edit,) = done.resolution.deliveries
    assert edit.amends == "root"
    assert done.resolution.paid == (Paid("quay in 7", "same", "story"),)
    assert [one.root_id for one in done.resolution.tellings] == ["root"]


def test_what_an_outlet_adds_to_an_event_that_was_told_is_a_follow_up() -> None:
    """A reply to the digest, and not a place in the edition, which tells the rest."""
    same = waits("same", feed="quay", title=f"{TALKS}, authority says", body=OKAFOR + REYES)
    done = printed(same, waits("other", feed="quay"), to=(reader(feed="quay"),), nearby=(told_before(OKAFOR),))
    assert told(done) == ["other"]
    (follow_up,) = [one for one in done.resolution.deliveries if isinstance(one.message, FollowUp)]
    assert follow_up.replies_to == "root"


def test_a_channel_that_wants_no_follow_ups_gets_none_of_another_outlet() -> None:
    """Its story counts as told all the same."""
    settings = replace(TWICE, budget=Budget(most=0))
    same = waits("same", feed="quay", title=f"{TALKS}, authority says", body=OKAFOR + REYES)
    done = printed(same, to=(reader(settings, feed="quay"),), nearby=(told_before(OKAFOR),))
    assert [one.amends for one in done.resolution.deliveries] == ["root"]
    assert done.resolution.paid == (Paid("quay in 7", "same", "story"),)


def test_outlets_that_join_an_event_in_one_edition_share_its_budget() -> None:
    """What the second adds is owed, to be told once the first follow-up is long enough ago."""
    duarte = "<p>“My crew heard of it from the evening news, like everybody else,” Ana Duarte, a boatswain, said.</p>"
    done = printed(
        waits("first", feed="harbour", hours=1, title=f"{TALKS}, authority says", body=OKAFOR + REYES),
        waits("second", feed="quay", hours=1, title=f"{TALKS}, mayor says", body=OKAFOR + duarte),
        to=(reader(), reader(feed="quay")),
        nearby=(told_before(OKAFOR),),
    )
    assert [one.story_id for one in done.resolution.deliveries if isinstance(one.message, FollowUp)] == ["first"]
    assert [(one.subscription_id, one.story_id, one.debt, one.due_at) for one in done.resolution.owed] == [
        ("quay in 7", "second", "follow-up", SIX + timedelta(minutes=10))
    ]


# ----------------------------------------------------------------------------------------------------- left over

MORNING = datetime(2026, 9, 19, 7, tzinfo=UTC)
NIGHT = Settings(quiet=Quiet(time(22), time(7)), most=2)


def night(*names: str) -> list[OwedStory]:
    """Stories that came in the night, the freshest first."""
    return [waits(name, hours=place - 11) for place, name in enumerate(names)]


def test_what_quiet_hours_left_over_comes_soon_after_they_end() -> None:
    """The edition at their end holds two of three; it promises the third for a minute later, and not for tomorrow."""
    first = printed(*night("a", "b", "c"), to=(reader(NIGHT, at=MORNING),), now=MORNING)
    assert (told(first), edition(first).owed, edition(first).next_at) == (["a", "b"], 1, MORNING + SOON)
    assert first.resolution.awaited == (Awaited("harbour in 7", MORNING + SOON, MORNING),)


def test_what_quiet_hours_left_over_is_told_then_and_the_next_night_awaited() -> None:
    """The second edition is one of its own, a reply to the first."""
    owed = night("a", "b", "c")
    first = printed(*owed, to=(reader(NIGHT, at=MORNING),), now=MORNING)
    soon = replace(reader(NIGHT, at=MORNING + SOON), edition_set_at=MORNING)
    left = replace(owed[2], owed=held(first)[0])
    already = frozenset(first.resolution.periods)
    last = printed(left, to=(soon,), now=MORNING + SOON, printed=already)
    assert (told(last), edition(last).owed) == (["c"], 0)
    assert last.resolution.deliveries[0].replies_to == first.resolution.deliveries[0].delivery_id
    assert last.resolution.awaited == (Awaited("harbour in 7", MORNING + timedelta(days=1), MORNING + SOON),)


def test_only_where_it_is_told_at_once_does_what_is_left_over_come_soon() -> None:
    """A feed with a timetable, quiet hours or not, waits in the same channel for the next hour that was chosen."""
    timed = replace(NIGHT, timetable=Timetable((time(7), time(18))), most=2)
    done = printed(
        *night("a", "b", "c"),
        *(waits(f"quay {number}", feed="quay", hours=number - 11) for number in range(3)),
        to=(reader(NIGHT, at=MORNING), reader(timed, feed="quay", at=MORNING)),
        now=MORNING,
    )
    assert {one.subscription_id: one.at for one in done.resolution.awaited} == {
        "harbour in 7": MORNING + SOON,
        "quay in 7": MORNING + 11 * HOUR,
    }


def test_where_quiet_hours_left_nothing_over_the_next_night_is_awaited() -> None:
    """Nobody looks every minute for what is not there."""
    done = printed(*night("a", "b"), to=(reader(NIGHT, at=MORNING),), now=MORNING)
    assert done.resolution.awaited == (Awaited("harbour in 7", MORNING + timedelta(days=1), MORNING),)


@pytest.mark.parametrize(
    ("harbour", "quay", "kept"),
    [
        (3 * HOUR, 9 * HOUR, ["quay"]),
        (9 * HOUR, 3 * HOUR, ["harbour"]),
        (9 * HOUR, None, ["harbour", "quay"]),
        (3 * HOUR, 3 * HOUR, []),
    ],
)
def test_each_feed_of_a_channel_has_its_own_limit(
    harbour: timedelta | None, quay: timedelta | None, kept: list[str]
) -> None:
    """In one edition a story may be too old for its feed, and another of the same age not for its own."""
    to = (reader(replace(TWICE, limit=harbour)), reader(replace(TWICE, limit=quay), feed="quay"))
    done = printed(waits("harbour", hours=4), waits("quay", feed="quay", hours=4), to=to)
    assert (sorted(told(done)), edition(done).dropped) == (kept, 2 - len(kept))


def test_where_no_limit_is_set_it_follows_from_each_feeds_own_timetable() -> None:
    """Twice the longest wait for an edition: a weekly feed's story of three days is told, a daily feed's is not."""
    weekly = replace(TWICE, timetable=Timetable((time(18),), days=(SIX.weekday(),)))
    done = printed(
        waits("harbour", hours=72),
        waits("quay", feed="quay", hours=72),
        to=(reader(DAILY), reader(weekly, feed="quay")),
    )
    assert (told(done), edition(done).dropped) == (["quay"], 1)


def test_what_was_left_over_and_missed_its_moment_says_that_it_is_late() -> None:
    """A bot that slept from then on until the next night tells it as what was due in the morning."""
    soon = replace(reader(NIGHT, at=MORNING + SOON), edition_set_at=MORNING)
    done = edition(printed(*night("a"), to=(soon,), now=MORNING + 16 * HOUR))
    assert (done.hour, done.name, done.late) == (MORNING + SOON, "Morning edition", True)
