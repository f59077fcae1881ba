"""What a channel is told of a story after its digest: at once, gathered, or never; and what the digest then says."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from bot.news import amend
from bot.news.digest import Beside, brief, digest
from bot.news.model import Also, Digest, Edition, FollowUp, Story, Withdrawal
from bot.outbox import later
from bot.outbox.decided import Decided
from bot.outbox.due import Case
from bot.outbox.model import Message, Paid
from bot.outbox.settings import AS_EVER, Budget, Quiet, Settings
from bot.outbox.spending import PROMISE_STANDS, promises
from tests.outbox.cases import (
    HARBOUR,
    HELD,
    HOUR,
    MORE,
    NOW,
    OKAFOR,
    PROMISED,
    QUAY,
    QUIET,
    REYES,
    case,
    known,
    story,
    subscription,
    told,
)

GAINED = case(story(), story(QUIET + OKAFOR))
TALKS = known(story()).story_id
PAID = Paid("harbour in 7", TALKS, "follow-up")


def test_what_a_post_gained_is_told_below_its_digest() -> None:
    """A reply to the digest; and the digest itself is edited to say so, once the reply is posted."""
    follow_up, edit = later.changed(GAINED, (), NOW).deliveries
    assert isinstance(follow_up.message, FollowUp)
    assert (follow_up.replies_to, follow_up.amends) == ("root", None)
    assert [quote.name for passage in follow_up.message.passages for quote in passage.quotes] == ["Ines Okafor"]
    assert (edit.amends, edit.replies_to) == ("root", follow_up.delivery_id)
    assert edit.message == replace(_digest(GAINED.told.standing), updated=NOW)


def test_it_is_told_as_it_stood_then() -> None:
    """What comes after is judged by this revision."""
    (telling,) = later.changed(GAINED, (), NOW).tellings
    follow_up = later.changed(GAINED, (), NOW).deliveries[0]
    assert (telling.revision, telling.delivery_id, telling.root_id) == (2, follow_up.delivery_id, "root")


def test_a_digest_that_says_so_already_is_not_edited_again() -> None:
    """Discord allows few edits of old messages, and one is enough."""
    standing = replace(_digest(GAINED.told.standing), updated=NOW - HOUR)
    second = replace(GAINED, told=replace(GAINED.told, standing=standing, follow_ups=1, last_at=NOW - HOUR))
    assert [delivery.amends for delivery in later.changed(second, (), NOW).deliveries] == [None]


def test_the_promise_goes_from_the_digest_when_it_was_kept() -> None:
    """One edit does both: something follows, and nothing more is coming."""
    kept = case(story(MORE + QUIET), story(QUIET + OKAFOR))
    done = later.changed(kept, PROMISED, NOW)
    message = _digest(done.deliveries[1].message)
    assert (message.more_coming, message.updated) == (False, NOW)
    assert done.paid == (Paid("harbour in 7", TALKS, "promise"),)


def test_changes_are_gathered_until_the_last_follow_up_is_long_enough_ago() -> None:
    """Ten minutes apart: until then it is owed, and says then all that there is to say."""
    soon = replace(GAINED, told=replace(GAINED.told, follow_ups=1, last_at=NOW - timedelta(minutes=4)))
    done = later.changed(soon, (), NOW)
    assert done.deliveries == ()
    assert [(one.debt, one.due_at) for one in done.owed] == [("follow-up", NOW + timedelta(minutes=6))]
    then = later.changed(soon, HELD, NOW + timedelta(minutes=6))
    assert isinstance(then.deliveries[0].message, FollowUp)
    assert then.paid == (PAID,)


def test_the_first_follow_up_need_not_wait() -> None:
    """It is follow-ups that are kept apart; the digest was no follow-up."""
    at_once = replace(GAINED, told=replace(GAINED.told, told_at=NOW, last_at=NOW))
    assert len(later.changed(at_once, (), NOW).deliveries) == 2


def test_a_clock_that_was_set_back_holds_nothing_for_longer() -> None:
    """What was told "in two hours" was told just now."""
    ahead = replace(GAINED, told=replace(GAINED.told, follow_ups=1, last_at=NOW + 2 * HOUR))
    assert [one.due_at for one in later.changed(ahead, (), NOW).owed] == [NOW + timedelta(minutes=10)]


@pytest.mark.parametrize(
    ("settings", "follow_ups", "hours", "why"),
    [
        (Settings(budget=Budget(most=0)), 0, 1, "This channel wants no follow-ups."),
        (Settings(), 6, 1, "The story's budget of follow-ups is used up here (6)."),
        (Settings(), 0, 24 * 8, "The story was told more than 7 days ago, and follow-ups end there."),
    ],
    ids=["none wanted", "used up", "too long ago"],
)
def test_beyond_the_budget_nothing_is_posted_and_it_is_said_why(
    settings: Settings, follow_ups: int, hours: int, why: str
) -> None:
    """A debt that stood from before is paid with it."""
    then = NOW - hours * HOUR
    spent = case(story(), story(OKAFOR), settings, follow_ups=follow_ups, told_at=then, last_at=then)
    done = later.changed(spent, HELD, NOW)
    assert (done.deliveries, done.owed, done.paid) == ((), (), (PAID,))
    assert [decision.reasons for decision in done.decisions] == [(why,)]


def test_beyond_the_budget_a_promise_is_taken_out_all_the_same() -> None:
    """An edit rings for nobody, and a line that no longer holds is not left standing."""
    spent = case(story(MORE + QUIET), story(OKAFOR), Settings(budget=Budget(most=0)))
    done = later.changed(spent, PROMISED, NOW)
    assert [(delivery.amends, _digest(delivery.message).more_coming) for delivery in done.deliveries] == [
        ("root", False)
    ]
    assert done.paid == (Paid("harbour in 7", TALKS, "promise"),)


def test_nothing_is_posted_in_quiet_hours() -> None:
    """It is held back until they end."""
    quiet = Settings(quiet=Quiet(time(11), time(13)))
    done = later.changed(case(story(), story(OKAFOR), quiet), (), NOW)
    assert done.deliveries == ()
    assert [one.due_at for one in done.owed] == [NOW + HOUR]


def test_a_change_that_was_taken_back_is_owed_no_more() -> None:
    """Held back and gone again: nobody ever saw it, and nobody is told."""
    done = later.changed(case(story(), story()), HELD, NOW)
    assert (done.deliveries, done.paid) == ((), (PAID,))


def test_what_was_told_once_is_never_news_again() -> None:
    """A post that loses a quote and gains it again says nothing new, whichever revision is the last that was told."""
    with_both, with_one = story(QUIET + OKAFOR + REYES), story(QUIET + REYES)
    regained = case(with_both, with_both, revisions=(with_both, with_one), follow_ups=1, last_at=NOW - HOUR)
    assert [
        passage
        for delivery in later.changed(regained, (), NOW).deliveries
        if isinstance(delivery.message, FollowUp)
        for passage in delivery.message.passages
    ] == []


def test_a_correction_that_is_taken_back_and_made_again_is_told_each_time() -> None:
    """Else a channel would be left with what no longer holds: the names of the two follow-ups differ."""
    one, other = story(title="Talks begin on Monday in the port"), story(title="Talks begin on Tuesday in the port")
    first = later.changed(case(one, other), (), NOW).deliveries[0]
    again = case(one, other, revisions=(one, other, one), follow_ups=2, last_at=NOW - HOUR)
    third = later.changed(again, (), NOW).deliveries[0]
    assert first.message == third.message
    assert first.delivery_id != third.delivery_id


def test_a_withdrawal_answers_the_digest_and_ends_what_was_owed() -> None:
    """Its headline is the one that was told."""
    gone = case(story(MORE + QUIET), story(title="Nothing to see here"))
    done = later.withdrawn(gone, (*HELD, *PROMISED), NOW)
    message, edit = done.deliveries
    assert message.message == Withdrawal("Port and city agree to talk again", "https://harbourlight.example/talks")
    assert message.replies_to == "root"
    assert (_digest(edit.message).updated, _digest(edit.message).more_coming) == (NOW, False)
    assert {one.debt for one in done.paid} == {"follow-up", "promise"}


def test_a_withdrawal_waits_for_quiet_hours_to_end() -> None:
    """It is a message like any other."""
    quiet = Settings(quiet=Quiet(time(11), time(13)))
    done = later.withdrawn(case(story(), story(), quiet), (), NOW)
    assert (done.deliveries, [one.due_at for one in done.owed]) == ((), [NOW + HOUR])


def test_a_promise_ends_after_a_day() -> None:
    """Made where a story is told that makes it; then its line is taken out, and nothing is posted."""
    (owed,) = promises(subscription().subscription_id, known(story(MORE)), NOW)
    assert (owed.debt, owed.due_at) == ("promise", NOW + PROMISE_STANDS)
    assert promises(subscription().subscription_id, known(story()), NOW) == ()
    over = later.promise_over(case(story(MORE + QUIET), story(MORE + QUIET)), NOW)
    assert [(one.amends, one.replies_to, _digest(one.message).more_coming) for one in over.deliveries] == [
        ("root", None, False)
    ]


def test_two_stories_of_one_edition_have_edits_of_their_own() -> None:
    """An edit whose name is known is not made: the promise of the second story would stand for ever."""
    over = case(story(MORE + QUIET), story(MORE + QUIET))
    closed = case(story(MORE + QUIET), story(QUIET + OKAFOR), Settings(budget=Budget(most=0)))
    for one, decide in ((over, later.promise_over), (closed, lambda held, now: later.changed(held, (), now))):
        other = replace(one, known=replace(one.known, story_id="another"))
        edits = [decide(each, NOW).deliveries[0].delivery_id for each in (one, other)]
        assert len(set(edits)) == 2


def _digest(message: object) -> Digest:
    assert isinstance(message, Digest)
    return message


# ----------------------------------------------------------------------------------------------------- whose promise

PROMISING = story(MORE + QUIET, name="talks")
QUAYS = replace(PROMISING, entry_id="quay talks")
LEADING = brief("talks", PROMISING, HARBOUR, "medium", [Beside("quay talks", QUAYS, QUAY)])
FERRIES = brief("ferries", PROMISING, HARBOUR, "medium")
IN_A_DIGEST = amend.joined(digest(PROMISING, HARBOUR), "talks", Also(QUAY.title, None), "quay talks")
IN_AN_EDITION = Edition("Afternoon edition", NOW - HOUR, (LEADING, FERRIES))


def of_quay(now: Story, standing: Message, settings: Settings = AS_EVER) -> Case:
    """A story of another outlet that was told by this message, which the harbour's blog leads, and which promised."""
    before = told(QUAYS, subscription_id="quay in 7", standing=standing)
    return Case(subscription(settings, feed="quay"), QUAY, replace(known(now), story_id="quay talks"), before)


def of_harbour(story_id: str, now: Story, settings: Settings = AS_EVER) -> Case:
    """A story that leads a place in the edition."""
    return Case(
        subscription(settings), HARBOUR, replace(known(now), story_id=story_id), told(PROMISING, standing=IN_AN_EDITION)
    )


def promising(message: object) -> list[bool]:
    """For each place in a message, whether it says that more is coming."""
    match message:
        case Digest():
            return [message.more_coming]
        case Edition():
            return [one.more_coming for one in message.briefs]
        case _:
            raise AssertionError("it is neither a digest nor an edition")


def amended(done: Decided) -> list[list[bool]]:
    """The same for each message that is edited, as it stands then."""
    return [promising(one.message) for one in done.deliveries if one.amends]


@pytest.mark.parametrize("standing", [IN_A_DIGEST, IN_AN_EDITION], ids=["digest", "edition"])
def test_a_story_that_joined_takes_out_no_promise_of_the_one_that_leads(standing: Message) -> None:
    """It was all for its own post; the post that leads may still bring more. Its own debt is paid."""
    done = later.changed(of_quay(story(QUIET + OKAFOR), standing), PROMISED, NOW)
    assert isinstance(done.deliveries[0].message, FollowUp)
    assert done.deliveries[0].message.closed
    assert amended(done) == [promising(standing)]
    assert done.paid == (Paid("quay in 7", "quay talks", "promise"),)


@pytest.mark.parametrize("standing", [IN_A_DIGEST, IN_AN_EDITION], ids=["digest", "edition"])
def test_a_story_that_joined_and_is_told_no_more_edits_nothing(standing: Message) -> None:
    """Beyond the budget its promise ends in silence."""
    done = later.changed(of_quay(story(QUIET + OKAFOR), standing, Settings(budget=Budget(most=0))), PROMISED, NOW)
    assert (done.deliveries, done.paid) == ((), (Paid("quay in 7", "quay talks", "promise"),))


@pytest.mark.parametrize("standing", [IN_A_DIGEST, IN_AN_EDITION], ids=["digest", "edition"])
def test_a_story_that_joined_and_is_taken_back_leaves_the_promise(standing: Message) -> None:
    """The post that leads still stands on its blog."""
    done = later.withdrawn(of_quay(QUAYS, standing), PROMISED, NOW)
    assert amended(done) == [promising(standing)]


@pytest.mark.parametrize("settings", [AS_EVER, Settings(budget=Budget(most=0))], ids=["told", "beyond the budget"])
@pytest.mark.parametrize(("story_id", "left"), [("talks", [False, True]), ("ferries", [True, False])])
def test_a_story_takes_its_own_promise_out_of_an_edition(settings: Settings, story_id: str, left: list[bool]) -> None:
    """The other places in the edition stay as they are, whether a follow-up is posted or not."""
    assert amended(later.changed(of_harbour(story_id, story(QUIET + OKAFOR), settings), PROMISED, NOW)) == [left]


@pytest.mark.parametrize(("story_id", "left"), [("talks", [False, True]), ("ferries", [True, False])])
def test_a_promise_that_is_over_goes_from_its_own_place_in_an_edition(story_id: str, left: list[bool]) -> None:
    """Those of the others are over when their own time is."""
    assert amended(later.due(of_harbour(story_id, PROMISING), "promise", NOW)) == [left]


@pytest.mark.parametrize("standing", [IN_A_DIGEST, IN_AN_EDITION], ids=["digest", "edition"])
def test_a_promise_of_a_story_that_joined_is_over_in_silence(standing: Message) -> None:
    """It is paid, and no message changes: the promise that stands there is another's."""
    done = later.due(of_quay(QUAYS, standing), "promise", NOW)
    assert (done.deliveries, done.paid) == ((), (Paid("quay in 7", "quay talks", "promise"),))
