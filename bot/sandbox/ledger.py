"""What the bot did that somebody will ask about: refusals it deserved, pings, losses, requests, unknown routes."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from bot.sandbox.listeners import Listeners

REQUESTS_KEPT = 20_000
EXCHANGES_KEPT = 300


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that a body or a call broke.

    What breaks Discord's rules is refused with `code` (its JSON error code, or the gateway's close code) and `sign`
    (its word for a bad field); what breaks the house's is only recorded, with code 0. `field` is dotted
    (`embeds.0.title`), `where` the call ("POST /channels/…").
    """

    kind: Literal["discord", "house"]
    code: int
    field: str
    sign: str
    what: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Ping:
    """A message that rang: for `who` ("everyone" or a mention such as "<@1>") in a channel."""

    channel_id: int
    message_id: int
    who: str


@dataclass(frozen=True, slots=True)
class Loss:
    """Something Discord took from a message, or will not show, without refusing it."""

    channel_id: int
    message_id: int
    what: str


@dataclass(frozen=True, slots=True)
class Request:
    """One request and the status of its answer (0: the connection was dropped); `at` in seconds of the event loop."""

    at: float
    method: str
    path: str
    status: int


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request in full, for whoever wants to look: what was sent and answered, and what was objected to.

    `number` counts exchanges from 1; `at` is the world's time, `seconds` what the answer took, `status` 0 where the
    connection was dropped. `sent` and `answered` are JSON as text, cut where they are very long, empty where there is none.
    """

    number: int
    at: datetime
    method: str
    path: str
    status: int
    seconds: float
    sent: str = ""
    answered: str = ""
    objections: tuple[Violation, ...] = ()


@dataclass(slots=True)
class Ledger:
    """Everything that was noticed, in order; only the newest requests are kept, and of them the newest in full."""

    violations: list[Violation] = field(default_factory=list)
    pings: list[Ping] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)
    unmodelled: list[str] = field(default_factory=list)
    requests: deque[Request] = field(default_factory=lambda: deque(maxlen=REQUESTS_KEPT))
    exchanges: deque[Exchange] = field(default_factory=lambda: deque(maxlen=EXCHANGES_KEPT))
    heard: Listeners[Exchange] = field(default_factory=Listeners)
    identifies: int = 0

    def record(self, where: str, *violations: Violation) -> None:
        """Record violations with the call in which they came."""
        self.violations += [replace(violation, where=where) for violation in violations]
