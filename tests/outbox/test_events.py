"""A story whose event a channel knows from another feed: told by what it adds, or noted, or left alone."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.news.change import fingerprint
from bot.news.cluster import signature
from bot.news.model import Also, Digest, Entry, FollowUp, Story
from bot.news.story import read_entry
from bot.outbox import events, later
from bot.outbox.decided import Decided
from bot.outbox.due import Case
from bot.outbox.model import KnownStory, Nearby
from bot.outbox.settings import Budget, Gathering, Settings
from tests.outbox.cases import HARBOUR, HELD, HOUR, NOW, OKAFOR, QUAY, REYES, story, subscription, told

TITLE = "Port and city agree to talk again after the strike"
FIRST = story(OKAFOR, title=TITLE)
MERIDIAN = replace(QUAY, title="The Meridian")
DUARTE = "<p>“My crew heard of it from the evening news, like everybody else,” Ana Duarte, a boatswain, said.</p>"


def other(body: str = OKAFOR) -> Story:
    """The same event as another outlet has it; the quote is the same, word for word."""
    entry = Entry(
        "quay", "https://quaynews.example/talks", f"{TITLE}, authority says", body, "html", published=NOW - HOUR / 2
    )
    return read_entry(entry)


def nearby(**more: Any) -> Nearby:
    """The channel was told of the event by the harbour's blog."""
    near = Nearby("harbour in 7", 1, 7, HARBOUR, "talks", FIRST, signature(FIRST, HARBOUR), told(FIRST))
    return replace(near, **more)


def follower(gathering: Gathering = "channel", *, channel: int = 7) -> Any:
    """The same channel as a follower of the other feed."""
    return subscription(Settings(gathering=gathering), feed="quay", channel=channel)


def known(now: Story) -> KnownStory:
    """The other outlet's story, new."""
    return KnownStory("quay story", 1, fingerprint(now), now)


def test_a_channel_that_was_told_of_the_event_is_found() -> None:
    """By the quote that both have word for word."""
    found = events.told_of(follower(), signature(other(), QUAY), (nearby(),))
    assert found
    assert found[0].story_id == "talks"


def test_what_is_owed_to_an_edition_was_told_to_nobody() -> None:
    """The edition gathers it."""
    assert events.told_of(follower(), signature(other(), QUAY), (nearby(told=None),)) is None


def test_how_far_stories_are_gathered_is_a_setting() -> None:
    """This channel, the whole server, or not at all."""
    elsewhere = nearby(channel_id=8, subscription_id="harbour in 8")
    asked = signature(other(), QUAY)
    assert events.told_of(follower("channel"), asked, (elsewhere,)) is None
    assert events.told_of(follower("server"), asked, (elsewhere,)) is not None
    assert events.told_of(follower("off"), asked, (nearby(),)) is None


def test_the_first_to_tell_it_leads() -> None:
    """And this channel's own telling goes before another channel's."""
    later_one = nearby(story_id="later", told=told(FIRST, told_at=NOW))
    elsewhere = nearby(story_id="elsewhere", channel_id=8, told=told(FIRST, told_at=NOW - 9 * HOUR))
    found = events.told_of(follower("server"), signature(other(), QUAY), (elsewhere, later_one, nearby()))
    assert found
    assert found[0].story_id == "talks"


def test_a_story_that_brings_nothing_is_noted_in_the_digest() -> None:
    """It counts as told, by that digest; no message is posted."""
    done = events.joined(follower(), QUAY, known(other()), nearby(), "the same quote", NOW)
    (edit,) = done.deliveries
    assert (edit.amends, edit.replies_to) == ("root", None)
    assert isinstance(edit.message, Digest)
    assert edit.message.also == (Also("Quay News", "https://quaynews.example/talks"),)
    assert [(one.story_id, one.revision, one.delivery_id, one.root_id) for one in done.tellings] == [
        ("quay story", 1, "root", "root")
    ]
    assert f"It is the same event as “{TITLE}” (Harbour Light Blog): the same quote." in done.decisions[0].reasons


def test_a_new_quote_follows_below_the_first_digest() -> None:
    """Under the outlet that has it."""
    done = events.joined(follower(), QUAY, known(other(OKAFOR + REYES)), nearby(), "the same quote", NOW)
    follow_up, edit = done.deliveries
    assert isinstance(follow_up.message, FollowUp)
    assert follow_up.message.outlet == Also("Quay News", "https://quaynews.example/talks")
    assert [quote.name for passage in follow_up.message.passages for quote in passage.quotes] == ["Tom Reyes"]
    assert (follow_up.replies_to, edit.replies_to) == ("root", follow_up.delivery_id)
    assert isinstance(edit.message, Digest)
    assert (edit.message.updated, len(edit.message.also)) == (NOW, 1)


def test_a_new_quote_that_may_not_be_told_yet_is_owed() -> None:
    """It is told when its time comes, and judged then by what the digest's own story said."""
    soon = told(FIRST, follow_ups=1, last_at=NOW - timedelta(minutes=4))
    done = events.joined(follower(), QUAY, known(other(OKAFOR + REYES)), nearby(told=soon), "the same quote", NOW)
    assert [(one.debt, one.due_at) for one in done.owed] == [("follow-up", NOW + timedelta(minutes=6))]
    assert [one.revision for one in done.tellings] == [None]
    held = replace(soon, story_id="quay story", revisions=(), beside=(FIRST,), last_at=NOW - HOUR)
    then = later.changed(Case(follower(), QUAY, known(other(OKAFOR + REYES)), held), HELD, NOW)
    message = then.deliveries[0].message
    assert isinstance(message, FollowUp)
    assert [quote.name for passage in message.passages for quote in passage.quotes] == ["Tom Reyes"]


def test_where_another_channel_was_told_nothing_is_posted() -> None:
    """The server wants it told once; the decision says where."""
    elsewhere = nearby(channel_id=8)
    done = events.joined(follower("server"), QUAY, known(other(REYES)), elsewhere, "the same quote", NOW)
    assert (done.deliveries, done.tellings, done.owed) == ((), (), ())
    assert done.decisions[0].reasons[-1] == "Another channel of this server was told of it."


def test_two_stories_that_join_at_once_are_both_named() -> None:
    """The second edit builds on the first, and does not undo it."""
    standings = events.Standings()
    first = events.joined(follower(), QUAY, known(other()), standings.seen(nearby()), "the same quote", NOW)
    standings.note(first, other())
    third = replace(QUAY, title="The Meridian")
    second = events.joined(follower(), third, known(other()), standings.seen(nearby()), "the same quote", NOW)
    message = second.deliveries[0].message
    assert isinstance(message, Digest)
    assert [also.title for also in message.also] == ["Quay News", "The Meridian"]


def test_two_stories_that_join_at_once_do_not_say_the_same() -> None:
    """A quote that both bring is told once."""
    standings = events.Standings()
    both = other(OKAFOR + REYES)
    first = events.joined(follower(), QUAY, known(both), standings.seen(nearby()), "the same quote", NOW)
    standings.note(first, both)
    third = replace(QUAY, title="The Meridian")
    second = events.joined(follower(), third, known(both), standings.seen(nearby()), "the same quote", NOW)
    assert isinstance(first.deliveries[0].message, FollowUp)
    assert [delivery.amends for delivery in second.deliveries] == ["root"]


def test_a_story_that_only_joined_the_event_gathers_no_other() -> None:
    """It may be like a third that has little to do with the first."""
    joined = nearby(masthead=QUAY, subscription_id="quay in 7", story_id="quay story")
    third = subscription(feed="meridian")
    assert events.told_of(third, signature(other(), HARBOUR), (joined,)) is None


# ----------------------------------------------------------------------------------------------------- one budget


def both_join(budget: Budget, near: Nearby) -> tuple[Decided, Decided]:
    """What comes of two outlets that join one event in one poll, each with a quote of its own."""
    standings = events.Standings()
    who = subscription(Settings(budget=budget), feed="quay")
    one, another = other(OKAFOR + REYES), other(OKAFOR + DUARTE)
    first = events.joined(who, QUAY, known(one), standings.seen(near), "the same quote", NOW)
    standings.note(first, one)
    return first, events.joined(who, MERIDIAN, known(another), standings.seen(near), "the same quote", NOW)


def follow_ups(decided: Decided) -> list[FollowUp]:
    """The follow-ups that are posted."""
    return [one.message for one in decided.deliveries if isinstance(one.message, FollowUp)]


def test_outlets_that_join_at_once_share_one_budget() -> None:
    """The one follow-up that an event may have is the first outlet's; the other is named in the digest alone."""
    first, second = both_join(Budget(most=1), nearby())
    assert (len(follow_ups(first)), follow_ups(second), second.owed) == (1, [], ())
    assert second.decisions[0].reasons[-1] == "The story's budget of follow-ups is used up here (1)."
    assert [(one.revision, one.delivery_id) for one in second.tellings] == [(1, "root")]


def test_what_an_event_has_had_before_counts_as_well() -> None:
    """Five of six follow-ups were posted earlier, and one more comes of two outlets."""
    spent = nearby(told=told(FIRST, follow_ups=5, last_at=NOW - HOUR))
    first, second = both_join(Budget(most=6), spent)
    assert (len(follow_ups(first)), follow_ups(second), second.owed) == (1, [], ())


def test_outlets_that_join_at_once_are_told_as_far_apart_as_others() -> None:
    """The second waits from the first one's moment on, although an hour has passed since the event's last follow-up."""
    quiet_since = nearby(told=told(FIRST, follow_ups=1, last_at=NOW - HOUR))
    for near in (nearby(), quiet_since):
        first, second = both_join(Budget(apart=timedelta(minutes=10)), near)
        assert (len(follow_ups(first)), follow_ups(second)) == (1, [])
        assert [(one.debt, one.due_at) for one in second.owed] == [("follow-up", NOW + timedelta(minutes=10))]


def test_only_follow_ups_of_an_event_count_against_its_budget() -> None:
    """An outlet that was named in the digest has cost nothing, and another event's follow-up is not this one's."""
    standings = events.Standings()
    who = subscription(Settings(budget=Budget(most=1)), feed="quay")
    elsewhere = nearby(told=told(FIRST, root_id="another root"))
    for near, one in ((nearby(), other()), (elsewhere, other(OKAFOR + DUARTE))):
        standings.note(events.joined(who, QUAY, known(one), standings.seen(near), "the same quote", NOW), one)
    last = events.joined(who, MERIDIAN, known(other(REYES)), standings.seen(nearby()), "the same quote", NOW)
    assert len(follow_ups(last)) == 1
