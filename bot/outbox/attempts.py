"""How an attempt to post ended, and what follows from it for the delivery and its target."""

from dataclasses import dataclass
from datetime import datetime

from bot.outbox.model import Notice


@dataclass(frozen=True, slots=True)
class Posted:
    """The message stands in the channel; `message_id` is None where it stood and was deleted since."""

    message_id: int | None


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Nobody knows whether the message was taken: a timeout, a reset, a 5xx."""

    why: str


@dataclass(frozen=True, slots=True)
class RateLimited:
    """Not taken, too fast. `everywhere`: the limit is on the whole bot, not on this channel. `seconds` to wait."""

    seconds: float
    everywhere: bool


@dataclass(frozen=True, slots=True)
class TokenDead:
    """Discord no longer knows the bot's token."""


@dataclass(frozen=True, slots=True)
class TargetGone:
    """The channel or its server is no more, or the person takes no messages."""

    why: str


@dataclass(frozen=True, slots=True)
class PermissionLost:
    """The bot may not post there; `missing` names the permission as Discord's settings do, None if unknown."""

    missing: str | None


@dataclass(frozen=True, slots=True)
class Refused:
    """Discord will not take this message as it is."""

    why: str


@dataclass(frozen=True, slots=True)
class ReplyGone:
    """The message to reply to is gone."""


Receipt = Posted | Unanswered | RateLimited | TokenDead | TargetGone | PermissionLost | Refused | ReplyGone


@dataclass(frozen=True, slots=True)
class Sent:
    """Done: the delivery leaves the outbox."""

    message_id: int | None


@dataclass(frozen=True, slots=True)
class Later:
    """Try again at `at`. `unsure`: the message may have been taken. `everywhere`: no other delivery goes before."""

    at: datetime
    why: str
    unsure: bool
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class Again:
    """Try again at once with another rendering: `plain`, without decoration; or without the reply."""

    why: str
    plain: bool
    reply: bool


@dataclass(frozen=True, slots=True)
class Paused:
    """Nothing can be posted there until somebody acts; `at` is when to look again, `notice` what to tell them once."""

    at: datetime
    why: str
    notice: Notice


@dataclass(frozen=True, slots=True)
class Ended:
    """The target is gone: its subscriptions end, what waits for it is given up; `notice` is what to tell whoever
    added them, None to end quietly."""

    why: str
    notice: Notice | None


@dataclass(frozen=True, slots=True)
class GivenUp:
    """This message cannot be posted; the subscription goes on."""

    why: str


Settlement = Sent | Later | Again | Paused | Ended | GivenUp
