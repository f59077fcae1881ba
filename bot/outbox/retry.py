"""How an attempt to post ended becomes what to do next: done, later, otherwise, or never."""

from datetime import datetime, timedelta

from bot.news.model import Digest, Edition, FollowUp, Withdrawal
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
    Settlement,
    TargetGone,
    TokenDead,
    Unanswered,
)
from bot.outbox.model import Channel, Claim, Message, Notice, Person

FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(minutes=5)
PROBE = timedelta(hours=1)
"""How often a channel that lost a permission is tried again unasked."""

NONCE_WINDOW = timedelta(seconds=45)
"""How long Discord surely still knows a nonce.

Its documentation says "the past few minutes" without a number; a minute was seen, and this keeps clear of it.
"""


def judge(receipt: Receipt, claim: Claim, now: datetime, *, jitter: float) -> Settlement:
    """What an attempt's end means for its delivery; `jitter` is a number from 0 to 1.

    An edit that cannot be made is given up quietly: what it says stands in the follow-up as well.
    """
    if claim.delivery.amends is not None and (why := _not_edited(receipt)):
        return GivenUp(why)
    match receipt:
        case Posted(message_id):
            return Sent(message_id)
        case Unanswered(why):
            return Later(now + _backoff(claim.attempts, jitter), why, unsure=True)
        case RateLimited(seconds, everywhere):
            return Later(
                now + timedelta(seconds=seconds), "Discord asked to slow down", unsure=False, everywhere=everywhere
            )
        case TokenDead():
            return Later(now + FIRST_WAIT, "Discord does not know the bot's token", unsure=False)
        case TargetGone(why):
            return Ended(why, _gone(claim))
        case PermissionLost(missing):
            return _paused(claim, missing, now)
        case Refused(why):
            return GivenUp(why) if claim.plain else Again(why, plain=True, reply=True)
        case ReplyGone():
            return Again("the message to reply to is gone", plain=claim.plain, reply=False)


def nonce_holds(claim: Claim, now: datetime) -> bool:
    """Whether Discord would return the first message, rather than make a second, if the same nonce is sent now."""
    return claim.unsure_since is None or now - claim.unsure_since < NONCE_WINDOW


def _not_edited(receipt: Receipt) -> str | None:
    """Why a message cannot be edited; None where it was, or may still be."""
    match receipt:
        case Posted(None) | ReplyGone():
            return "the message to edit is gone"
        case PermissionLost():
            return "the message may not be edited there now"
        case Refused(why):
            return why
    return None


def _backoff(attempts: int, jitter: float) -> timedelta:
    """Full jitter: anywhere up to a ceiling that doubles, so that a crowd of deliveries does not come back as one."""
    ceiling = min(FIRST_WAIT * (1 << min(attempts, 16)), LONGEST_WAIT)
    return max(ceiling * jitter, timedelta(milliseconds=100))


def _paused(claim: Claim, missing: str | None, now: datetime) -> Settlement:
    permission = f"“{missing}”" if missing else "“View Channel” and “Send Messages”"
    match claim.delivery.target:
        case Channel(channel_id):
            why = f"I am not allowed {permission} there"
            text = (
                f"I could not post {_about(claim.delivery.message)}: I am not allowed {permission} in that channel. "
                "Allow it in the channel's settings, and what is waiting is posted within the hour. Nothing is lost "
                "meanwhile."
            )
            return Paused(now + PROBE, why, Notice("A channel no longer lets me post", text, channel_id))
        case Person():
            return Ended("this person takes no messages from the bot", None)


def _gone(claim: Claim) -> Notice | None:
    match claim.delivery.target:
        case Channel(channel_id):
            text = (
                f"I wanted to post {_about(claim.delivery.message)}, but the channel is gone, or I was removed from "
                "its server. Nothing more is posted there. To have the feed in another channel, use /feed add there."
            )
            return Notice("A channel that followed a feed is gone", text, channel_id)
        case Person():
            return None


def _about(message: Message) -> str:
    match message:
        case Digest(headline=headline) | FollowUp(headline=headline):
            return f"“{headline}”"
        case Withdrawal(headline=headline):
            return f"that “{headline}” was withdrawn"
        case Edition(name=name):
            return f"the {name[:1].lower()}{name[1:]}"
        case Notice(title=title):
            return f"“{title}”"
