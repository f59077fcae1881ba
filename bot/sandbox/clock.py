"""The machine's time, moved on by hand → the time in the sandbox, which stays moved on when it is opened again."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.sandbox.keep import Unreadable, write
from bot.sandbox.listeners import Listeners

FARTHEST = timedelta(days=366)
"""How far the sandbox may be ahead of the machine in all: enough for every hour and season."""


class Clock:
    """The sandbox's time, called for the moment that it shows; it goes on as the machine's does, and never back.

    `keep` is the file that remembers how far it was moved, None to forget. Raises `Unreadable` where the file holds
    something else.
    """

    def __init__(self, keep: Path | None = None, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._keep = keep
        self._now = now
        self._ahead = _recalled(keep)
        self._listeners: Listeners[datetime] = Listeners()

    def __call__(self) -> datetime:
        """Tell the time, in UTC."""
        return self._now() + self._ahead

    @property
    def ahead(self) -> timedelta:
        """How far it is ahead of the machine's."""
        return self._ahead

    def listen(self, listener: Callable[[datetime], None]) -> Callable[[], None]:
        """Call the listener with the new time whenever it is moved on; what is returned ends that."""
        return self._listeners.add(listener)

    def move(self, by: timedelta) -> None:
        """Move the time on; raises `ValueError` for a move back, or one of more than a year in all."""
        if by < timedelta():
            raise ValueError("the clock moves on, never back")
        if self._ahead + by > FARTHEST:
            raise ValueError("the clock is a year ahead by then, and goes no farther")
        self._ahead += by
        if self._keep:
            write(self._keep, json.dumps({"ahead": self._ahead.total_seconds()}))
        self._listeners.tell(self())

    def move_to(self, moment: datetime) -> None:
        """Move the time on to a moment; raises `ValueError` where that has passed, or is more than a year ahead."""
        self.move(moment - self())


def _recalled(keep: Path | None) -> timedelta:
    if keep is None or not keep.exists():
        return timedelta()
    try:
        ahead = timedelta(seconds=float(json.loads(keep.read_text(encoding="utf-8"))["ahead"]))
        if not timedelta() <= ahead <= FARTHEST:
            raise ValueError("no sandbox was ever there")
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as broken:
        raise Unreadable(
            f"{keep} does not hold the sandbox's clock ({broken!r}); move it away to begin anew"
        ) from broken
    return ahead
