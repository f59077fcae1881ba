"""What the bot did that somebody will ask about: refusals it deserved, pings, losses, requests, unknown routes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Literal, Self, TypeVar

from bot.sandbox.listeners import Listeners

REQUESTS_KEPT = 20_000
EXCHANGES_KEPT = 300
KEPT = 10_000
"""How much of each other kind is held; a long run counts on, and lets the oldest go."""

Noted = TypeVar("Noted")


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
    connection was dropped. The path comes with its query, and without the tokens of interactions. `sent` and `answered`
    are JSON as text, cut where they are very long, empty where there is none. What was objected to without a request,
    as that none came in time, has no method.
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


class Newest(list[Noted]):
    """A list that holds the newest of what was added to it, and counts all."""

    def __init__(self, most: int = KEPT) -> None:
        super().__init__()
        self._most = most
        self._let_go = 0

    @property
    def counted(self) -> int:
        """How many were added since it was last cleared, held or not."""
        return self._let_go + len(self)

    def append(self, one: Noted, /) -> None:
        """Add one."""
        super().append(one)
        self._let_the_oldest_go()

    def extend(self, more: Iterable[Noted], /) -> None:
        """Add several."""
        super().extend(more)
        self._let_the_oldest_go()

    def __iadd__(self, more: Iterable[Noted], /) -> Self:  # type: ignore[misc, override]  # `list` has its + narrower
        self.extend(more)
        return self

    def clear(self) -> None:
        """Forget all of them, and their number."""
        super().clear()
        self._let_go = 0

    def _let_the_oldest_go(self) -> None:
        too_many = len(self) - self._most
        if too_many > 0:
            self._let_go += too_many
            del self[:too_many]


_OBJECTIONS: ContextVar[list[Violation] | None] = ContextVar("_OBJECTIONS", default=None)
"""Where the request that is being answered gathers what is objected to in it; None between requests."""


@dataclass(slots=True)
class Ledger:
    """Everything that was noticed, in order; of each kind the newest are kept, and the newest requests in full.

    `unlike` are the stand-in's own faults: answers that are not as Discord's description has them. `clock` tells the
    world's time.
    """

    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    violations: Newest[Violation] = field(default_factory=Newest)
    pings: Newest[Ping] = field(default_factory=Newest)
    losses: Newest[Loss] = field(default_factory=Newest)
    unmodelled: Newest[str] = field(default_factory=Newest)
    unlike: Newest[str] = field(default_factory=Newest)
    requests: deque[Request] = field(default_factory=lambda: deque(maxlen=REQUESTS_KEPT))
    exchanges: deque[Exchange] = field(default_factory=lambda: deque(maxlen=EXCHANGES_KEPT))
    heard: Listeners[Exchange] = field(default_factory=Listeners)
    identifies: int = 0
    _exchanged: int = 0

    def record(self, where: str, *violations: Violation) -> None:
        """Record violations with the call in which they came."""
        found = [replace(violation, where=where) for violation in violations]
        self.violations += found
        gathering = _OBJECTIONS.get()
        if gathering is not None:
            gathering += found
        elif found:
            self.exchange("", where, 0, self.clock(), objections=tuple(found))

    def exchange(
        self,
        method: str,
        path: str,
        status: int,
        at: datetime,
        *,
        seconds: float = 0.0,
        sent: str = "",
        answered: str = "",
        objections: tuple[Violation, ...] = (),
    ) -> None:
        """Put one exchange on record, and tell whoever listens; what is objected to without a request has no method."""
        self._exchanged += 1
        told = Exchange(self._exchanged, at, method, path, status, seconds, sent, answered, objections)
        self.exchanges.append(told)
        self.heard.tell(told)

    @contextmanager
    def objections(self) -> Iterator[list[Violation]]:
        """Gather the violations that are recorded within, in this task and in those that it starts."""
        gathered: list[Violation] = []
        before = _OBJECTIONS.set(gathered)
        try:
            yield gathered
        finally:
            _OBJECTIONS.reset(before)
