"""How an attempt ended decides what comes next: done, later, otherwise, or never."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.news.model import Edition, Withdrawal
from bot.outbox import retry
from bot.outbox.attempts import (
    Again,
    Ended,
    GivenUp,
    Later,
    Paused,
    PermissionLost,
    Posted,
    RateLimited,
    Receipt,
    Refused,
    ReplyGone,
    Sent,
    TargetGone,
    TokenDead,
    Unanswered,
)
from bot.outbox.model import Channel, Claim, Delivery, Message, Notice, Person, Target

NOW = datetime(2026, 9, 18, 12, 0, tzinfo=UTC)
NEWS = Channel(7)


def claim(
    target: Target = NEWS, *, attempts: int = 0, plain: bool = False, unsure_since: datetime | None = None
) -> Claim:
    """A claim on a delivery to this target."""
    delivery = Delivery("d" * 20, target, Notice("News of talks", "They talk."), NOW)
    return Claim(delivery, 1, attempts, plain, None, unsure_since, None)


def test_what_was_posted_is_done() -> None:
    """Even where it was deleted since, which Discord tells by a message without an id."""
    assert retry.judge(Posted(99), claim(), NOW, jitter=0.5) == Sent(99)
    assert retry.judge(Posted(None), claim(), NOW, jitter=0.5) == Sent(None)


def test_silence_is_tried_again_in_doubt() -> None:
    """The message may have been taken: the next attempt has to look first."""
    judged = retry.judge(Unanswered("a reset"), claim(), NOW, jitter=1)
    assert judged == Later(NOW + retry.FIRST_WAIT, "a reset", unsure=True)


@given(st.integers(0, 10_000), st.floats(0, 1))
def test_the_wait_grows_and_stays_bearable(attempts: int, jitter: float) -> None:
    """However often it failed, a delivery is tried again within minutes, and never at once."""
    judged = retry.judge(Unanswered("a reset"), claim(attempts=attempts), NOW, jitter=jitter)
    assert isinstance(judged, Later)
    assert timedelta(0) < judged.at - NOW <= retry.LONGEST_WAIT


@pytest.mark.parametrize("everywhere", [True, False])
def test_a_limit_is_kept_to_and_leaves_no_doubt(everywhere: bool) -> None:
    """What was refused for haste was not stored; a limit on the bot holds back every post."""
    judged = retry.judge(RateLimited(12.5, everywhere), claim(), NOW, jitter=0.5)
    assert isinstance(judged, Later)
    assert (judged.at, judged.unsure, judged.everywhere) == (NOW + timedelta(seconds=12.5), False, everywhere)


def test_a_dead_token_loses_nothing() -> None:
    """The delivery waits for the bot to be started with another."""
    judged = retry.judge(TokenDead(), claim(), NOW, jitter=0.5)
    assert isinstance(judged, Later)
    assert not judged.unsure


def test_a_channel_that_is_gone_ends_and_is_told() -> None:
    """The notice says what was to be posted, and what to do."""
    judged = retry.judge(TargetGone("unknown channel"), claim(), NOW, jitter=0.5)
    assert isinstance(judged, Ended)
    assert judged.notice is not None
    assert "“News of talks”" in judged.notice.text
    assert "/feed add" in judged.notice.text
    assert judged.notice.channel_id == 7


@pytest.mark.parametrize("receipt", [TargetGone("no messages"), PermissionLost(None)])
def test_a_person_who_takes_no_messages_is_left_alone(receipt: TargetGone | PermissionLost) -> None:
    """It ends quietly: nobody is told of somebody's choice."""
    judged = retry.judge(receipt, claim(Person(42)), NOW, jitter=0.5)
    assert isinstance(judged, Ended)
    assert judged.notice is None


@pytest.mark.parametrize(
    ("missing", "named"), [("Send Messages", "“Send Messages”"), (None, "“View Channel” and “Send Messages”")]
)
def test_a_lost_permission_pauses_and_is_named(missing: str | None, named: str) -> None:
    """The channel is tried again rarely, and the notice says what to allow."""
    judged = retry.judge(PermissionLost(missing), claim(), NOW, jitter=0.5)
    assert isinstance(judged, Paused)
    assert judged.at == NOW + retry.PROBE
    assert named in judged.why
    assert named in judged.notice.text


def test_a_message_that_is_refused_is_tried_plainer_once() -> None:
    """The subscription is never ended for one message."""
    assert retry.judge(Refused("too long"), claim(), NOW, jitter=0.5) == Again("too long", plain=True, reply=True)
    assert retry.judge(Refused("too long"), claim(plain=True), NOW, jitter=0.5) == GivenUp("too long")


def test_a_digest_that_was_deleted_does_not_hold_back_its_follow_up() -> None:
    """It is posted without the reply, as decorated as it was."""
    judged = retry.judge(ReplyGone(), claim(plain=True), NOW, jitter=0.5)
    assert isinstance(judged, Again)
    assert (judged.plain, judged.reply) == (True, False)


def test_a_nonce_is_trusted_for_less_than_a_minute() -> None:
    """Discord publishes no number; a minute was seen."""
    assert retry.nonce_holds(claim(), NOW)
    assert retry.nonce_holds(claim(unsure_since=NOW - timedelta(seconds=44)), NOW)
    assert not retry.nonce_holds(claim(unsure_since=NOW - timedelta(seconds=45)), NOW)


def edit(target: Target = NEWS) -> Claim:
    """A claim on a delivery that amends another."""
    told = claim(target)
    return replace(told, delivery=replace(told.delivery, amends="r" * 20), edits=99)


@pytest.mark.parametrize(
    ("receipt", "why"),
    [
        (Posted(None), "the message to edit is gone"),
        (ReplyGone(), "the message to edit is gone"),
        (Refused("edited too often"), "edited too often"),
        (PermissionLost("View Channel"), "the message may not be edited there now"),
    ],
)
@pytest.mark.parametrize("target", [NEWS, Person(42)])
def test_an_edit_that_cannot_be_made_is_given_up_quietly(receipt: Receipt, why: str, target: Target) -> None:
    """Nobody is told, no channel is paused, and the subscription goes on: the follow-up says what there is to say."""
    assert retry.judge(receipt, edit(target), NOW, jitter=0.5) == GivenUp(why)


@pytest.mark.parametrize(
    "receipt",
    [Posted(99), Unanswered("a reset"), RateLimited(12.5, False), RateLimited(900, True), TokenDead()],
)
def test_an_edit_that_may_still_be_made_is_judged_as_a_post(receipt: Receipt) -> None:
    """Silence, haste and a dead token say nothing of the message."""
    assert retry.judge(receipt, edit(), NOW, jitter=0.5) == retry.judge(receipt, claim(), NOW, jitter=0.5)


def test_a_channel_that_is_gone_ends_at_an_edit_too() -> None:
    """It is as gone as it would be for a post."""
    assert isinstance(retry.judge(TargetGone("unknown channel"), edit(), NOW, jitter=0.5), Ended)


@pytest.mark.parametrize(
    ("message", "about"),
    [
        (Edition("Evening edition", NOW, ()), "I could not post the evening edition: "),
        (Withdrawal("News of talks", None), "I could not post that “News of talks” was withdrawn: "),
    ],
)
def test_a_notice_names_what_was_to_be_posted(message: Message, about: str) -> None:
    """An edition by its hour, a withdrawal by what it takes back."""
    told = claim()
    judged = retry.judge(
        PermissionLost(None), replace(told, delivery=replace(told.delivery, message=message)), NOW, jitter=0.5
    )
    assert isinstance(judged, Paused)
    assert judged.notice.text.startswith(about)
