"""Settings are tried on what a channel's feeds brought: what would have been said, counted and in one sentence."""

import time as clock
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.news.model import Digest, Edition, FollowUp, Story
from bot.outbox import ids
from bot.outbox.backtest import MOST_REVISIONS, Backtest, Said, backtest, summary, what
from bot.outbox.due import Past
from bot.outbox.model import Subscription
from bot.outbox.settings import AS_EVER, Budget, Quiet, Settings, Timetable
from tests.outbox.cases import HARBOUR, HOUR, MORE, OKAFOR, QUAY, QUIET, REYES, story

SINCE = datetime(2026, 9, 11, 12, tzinfo=UTC)
UNTIL = SINCE + timedelta(days=7)
MASTHEADS = {"harbour": HARBOUR, "quay": QUAY}
TALKS = "Port and city agree to talk again after the strike"
DUARTE = "<p>“Nobody was asked about the night ferry at all,” Ana Duarte, transport minister, said.</p>"
DAILY = Settings(timetable=Timetable((time(18),)), most=2)


def wish(settings: Settings = AS_EVER, *, feed: str = "harbour", greeted: datetime | None = None) -> Subscription:
    """A channel that follows a feed, since today unless it was greeted before."""
    return Subscription(f"{feed} in 7", feed, 1, 7, 42, UNTIL, greeted, settings=settings)


def article(name: str, *, hours: float, title: str | None = None, body: str = QUIET) -> Story:
    """A story that was published so many hours after the beginning."""
    return replace(story(body, title=title or f"Title of {name}", name=name), published=SINCE + hours * HOUR)


def past(read: Story, *, hours: float, feed: str = "harbour", revision: int = 1, first: float | None = None) -> Past:
    """A story as it was read so many hours after the beginning, and for the first time then unless said otherwise."""
    at, first_at = SINCE + hours * HOUR, SINCE + (hours if first is None else first) * HOUR
    return Past(feed, ids.story_id(feed, read.entry_id), revision, read, at, first_at)


def tried(*read: Past, to: tuple[Subscription, ...] = (wish(),)) -> Backtest:
    """What a channel would have been told of this in a week."""
    return backtest(to, MASTHEADS, read, SINCE, UNTIL)


def kinds(done: Backtest) -> list[type]:
    """What the messages are, in their order."""
    return [type(one.message) for one in done.messages]


def week() -> tuple[Past, ...]:
    """Three stories on one morning, and what one of them gained in the evening."""
    first = article("first", hours=1)
    return (
        past(first, hours=1.5),
        past(article("second", hours=2), hours=2.5),
        past(article("third", hours=3), hours=3.5),
        past(article("first", hours=1, body=QUIET + OKAFOR), hours=9, revision=2, first=1.5),
    )


def test_a_week_at_once_is_a_digest_a_story_and_its_follow_ups() -> None:
    """Each at the moment at which it was read; the edit of the digest is no message."""
    done = tried(*week())
    assert kinds(done) == [Digest, Digest, Digest, FollowUp]
    assert [one.at - SINCE for one in done.messages] == [1.5 * HOUR, 2.5 * HOUR, 3.5 * HOUR, 9 * HOUR]
    assert (done.digests, done.editions, done.follow_ups) == (3, 0, 1)


def test_a_week_of_editions_holds_back_what_has_no_room() -> None:
    """What is more than an edition holds comes a day later, as it stands by then; an empty hour brings nothing."""
    done = tried(*week(), to=(wish(DAILY),))
    assert kinds(done) == [Edition, Edition]
    assert [one.at - SINCE for one in done.messages] == [6 * HOUR, 30 * HOUR]
    assert (done.editions, done.held_back) == (2, 1)


def test_what_an_edition_has_room_for_is_not_held_back() -> None:
    """Though it owes something else: that more was coming is taken out of it a day later."""
    done = tried(past(article("more", hours=1, body=MORE + QUIET), hours=2), to=(wish(DAILY),))
    assert (done.editions, done.held_back) == (1, 0)


def test_what_is_too_old_for_an_edition_is_counted() -> None:
    """The edition says so, and so does the sentence."""
    stories = [past(article(str(number), hours=1 + number / 10), hours=2) for number in range(4)]
    done = tried(*stories, to=(wish(replace(DAILY, limit=20 * HOUR)),))
    assert (done.held_back, done.dropped) == (0, 2)
    assert "2 headlines too old to be told" in summary(done)


def test_what_is_not_wanted_is_counted() -> None:
    """A story that is older than the subscription was not kept from anybody."""
    old = past(article("old", hours=-900, title="Old fog"), hours=1)
    fog = past(article("fog", hours=1, title="Fog again"), hours=2)
    done = tried(old, fog, past(article("sun", hours=2), hours=3), to=(wish(Settings(without=("fog",))),))
    assert (len(done.messages), done.filtered) == (1, 1)


@pytest.mark.parametrize("settings", [AS_EVER, DAILY])
def test_an_event_of_two_outlets_is_counted_once(settings: Settings) -> None:
    """Told at once the second names its outlet in the digest; in an edition both are one item."""
    done = tried(
        past(article("talks", hours=1, title=TALKS, body=OKAFOR), hours=1.5),
        past(article("same", hours=2, title=f"{TALKS}, authority says", body=OKAFOR), hours=2.5, feed="quay"),
        to=(wish(settings), wish(settings, feed="quay")),
    )
    assert (len(done.messages), done.merged) == (1, 1)


def test_a_story_from_before_is_known_and_not_told() -> None:
    """Nor are its changes, since nobody was told what they change."""
    before = past(replace(article("old", hours=-5), published=None), hours=-4)
    after = past(replace(before.story, text=f"{before.story.text} More."), hours=2, revision=2, first=-4)
    assert tried(before, after).messages == ()
    assert tried(after).messages == ()


def test_a_feed_that_renews_its_ids_has_nothing_new() -> None:
    """What was known from before is known by its link and headline."""
    before = article("old", hours=-5)
    again = replace(article("old", hours=1, body=OKAFOR), entry_id="renewed")
    assert tried(past(before, hours=-4), past(again, hours=2)).messages == ()
    assert len(tried(past(again, hours=2)).messages) == 1


def test_follow_ups_are_counted_against_their_budget() -> None:
    """The third change is one too many."""
    bodies = (QUIET, QUIET + OKAFOR, QUIET + OKAFOR + REYES, QUIET + OKAFOR + REYES + DUARTE)
    changes = [
        past(article("talks", hours=1, body=body), hours=2 + number, revision=1 + number, first=2)
        for number, body in enumerate(bodies)
    ]
    assert kinds(tried(*changes)) == [Digest, FollowUp, FollowUp, FollowUp]
    assert kinds(tried(*changes, to=(wish(Settings(budget=Budget(most=2))),))) == [Digest, FollowUp, FollowUp]


def test_a_channel_that_has_just_begun_is_tried_as_if_it_had_followed_all_along() -> None:
    """It is its feeds' last week that is asked for, and not its own."""
    assert len(tried(*week(), to=(wish(greeted=UNTIL),)).messages) == 4
    assert len(tried(*week(), to=(wish(greeted=SINCE - 99 * HOUR),)).messages) == 4


def test_a_follow_up_that_had_to_wait_is_told_when_its_time_has_come() -> None:
    """What came in quiet hours is said when they end, all of it at once."""
    first, second = QUIET + OKAFOR, QUIET + OKAFOR + REYES
    night = Settings(quiet=Quiet(time(20), time(7)))
    done = tried(
        past(article("talks", hours=1), hours=1),
        past(article("talks", hours=1, body=first), hours=10, revision=2, first=1),
        past(article("talks", hours=1, body=second), hours=11, revision=3, first=1),
        to=(wish(night),),
    )
    assert [(type(one.message), one.at - SINCE) for one in done.messages] == [(Digest, HOUR), (FollowUp, 19 * HOUR)]


def test_what_was_not_followed_or_had_ended_is_left_out() -> None:
    """Only living subscriptions count, and only their feeds."""
    elsewhere = past(article("elsewhere", hours=1), hours=2, feed="quay")
    assert tried(elsewhere).messages == ()
    assert tried(*week(), to=(replace(wish(), ended=True),)) == Backtest(SINCE, UNTIL, ())
    assert tried() == Backtest(SINCE, UNTIL, ())


def test_what_was_read_after_the_end_is_left_out() -> None:
    """A week is a week."""
    assert tried(past(article("tomorrow", hours=170), hours=171)).messages == ()


def test_the_newest_are_tried_where_there_are_too_many_and_it_says_so() -> None:
    """The work is bounded: some seconds at the worst, whatever the feeds have brought."""
    many = [past(article(str(number), hours=number / 20), hours=number / 20) for number in range(MOST_REVISIONS + 5)]
    began = clock.process_time()
    done = tried(*many)
    assert clock.process_time() - began < 15
    assert (len(done.messages), done.cut) == (MOST_REVISIONS, 5)
    assert summary(done).endswith(" Only the newest 1,000 posts and changes were tried.")


def test_a_back_test_is_a_sentence() -> None:
    """How much would have been said, and what would not, without a word that counts nothing."""
    digests = tuple(Said(SINCE, one.message) for one in tried(*week()).messages)
    some = Backtest(SINCE, UNTIL, digests, held_back=9)
    assert summary(some) == "With these settings, last week: 4 messages, 1 of them a follow-up; 9 headlines held back."
    one = Backtest(SINCE, UNTIL, digests[:1], held_back=1, filtered=1, merged=2)
    assert summary(one) == (
        "With these settings, last week: 1 message; 1 headline held back; 1 headline not wanted; "
        "2 headlines told by another outlet."
    )
    assert summary(Backtest(UNTIL - 48 * HOUR, UNTIL, ())) == "With these settings, in the last 2 days: no message."


def test_each_message_is_a_line() -> None:
    """What it is, and the headlines that it tells."""
    first, *_, last = tried(*week()).messages
    assert what(first.message) == "Digest: Title of first"
    assert what(last.message) == "Follow-up: Title of first"
    edition = tried(*week(), to=(wish(DAILY),)).messages[0]
    assert what(edition.message) == "Evening edition (1 held back): Title of third; Title of second"
