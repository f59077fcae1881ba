"""Claims and their payloads in, receipts out: channels that keep what is posted, and fail as they are told to."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from bot.outbox.attempts import Posted, RateLimited, Receipt, Refused, ReplyGone, Unanswered
from bot.outbox.model import Channel, Claim, Delivery, Message, Target

Trouble = Literal["lost", "unanswered", "refused", "limited", "limited everywhere", "blind"]
"""How an attempt fails: not taken and unanswered, taken and unanswered, or refused; "blind": nobody can look back."""

TROUBLES: tuple[Trouble, ...] = ("lost", "unanswered", "refused", "limited", "limited everywhere", "blind")

REMEMBERED = timedelta(minutes=1)
"""How long a nonce is known."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A message: the delivery that it was posted by, what it says now, and when it was posted by Discord's clock."""

    message_id: int
    delivery: Delivery
    says: Message
    at: datetime
    reply_to: int | None


@dataclass(slots=True)
class Discord:
    """Everything that was ever posted, by message; `deleted` are those that somebody took away.

    `wrongs` tells what no bot may ask for.
    """

    clock: Callable[[], datetime]
    troubles: deque[Trouble] = field(default_factory=deque)
    posted: dict[int, Standing] = field(default_factory=dict)
    deleted: set[int] = field(default_factory=set)
    unedited: set[str] = field(default_factory=set)
    wrongs: list[str] = field(default_factory=list)
    _nonces: dict[str, tuple[int, str, datetime]] = field(default_factory=dict)

    async def post(self, claim: Claim, payload: str) -> Receipt:
        """Take a message or an edit, unless there is trouble."""
        trouble = self.troubles.popleft() if self.troubles else None
        match trouble:
            case "lost":
                return Unanswered("the connection broke off")
            case "refused" if not claim.plain:
                self._note_unedited(claim)
                return Refused("an odd embed")
            case "limited" | "limited everywhere":
                return RateLimited(5.0, everywhere=trouble == "limited everywhere")
        receipt = self._edited(claim) if claim.delivery.amends else self._created(claim, payload)
        return Unanswered("a timeout") if trouble == "unanswered" else receipt

    async def find(self, claim: Claim) -> Receipt | None:
        """Look for the message of a claim."""
        if self.troubles and self.troubles[0] == "blind":
            self.troubles.popleft()
            return Unanswered("a timeout")
        for message in self.in_channel(claim.delivery.target):
            if message.delivery.delivery_id == claim.delivery.delivery_id:
                return Posted(message.message_id)
        return None

    def in_channel(self, target: Target) -> list[Standing]:
        """The messages that stand there, in order."""
        return [
            message
            for number, message in self.posted.items()
            if message.delivery.target == target and number not in self.deleted
        ]

    @property
    def channels(self) -> list[Target]:
        """Where something was posted, but for people."""
        return list(
            dict.fromkeys(
                one.delivery.target for one in self.posted.values() if isinstance(one.delivery.target, Channel)
            )
        )

    def _created(self, claim: Claim, payload: str) -> Receipt:
        nonce = claim.delivery.delivery_id
        if claim.reply_to is not None:
            answered = self.posted.get(claim.reply_to)
            if answered is None or answered.delivery.target != claim.delivery.target:
                self.wrongs.append(f"{nonce} replies to what was never posted there")
            elif claim.reply_to in self.deleted:
                return ReplyGone()
        now = self.clock()
        if (known := self._nonces.get(nonce)) and now - known[2] < REMEMBERED:
            number, body, _ = known
            if body != payload:
                self.wrongs.append(f"{nonce} comes again with another body")
            return Posted(number)
        number = len(self.posted) + 1
        self._nonces[nonce] = number, payload, now
        self.posted[number] = Standing(number, claim.delivery, claim.delivery.message, now, claim.reply_to)
        return Posted(number)

    def _edited(self, claim: Claim) -> Receipt:
        message = self.posted.get(claim.edits or 0)
        if message is None or message.delivery.delivery_id != claim.delivery.amends:
            self.wrongs.append(f"{claim.delivery.delivery_id} edits what is not its own")
            return Posted(None)
        if message.message_id in self.deleted:
            return Posted(None)
        self.posted[message.message_id] = replace(message, says=claim.delivery.message)
        return Posted(message.message_id)

    def _note_unedited(self, claim: Claim) -> None:
        if claim.delivery.amends:
            self.unedited.add(claim.delivery.amends)


def rendered(claim: Claim) -> str:
    """A claim's message as a body: the same for the same claim, another for another."""
    return f"{claim.delivery.delivery_id} {claim.delivery.message!r} plain={claim.plain} reply={claim.reply_to}"
