"""Orders for things to go wrong → what befalls each request: errors, limits, dropped and hanging connections."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Answers:
    """The answer is this status, with a body in Discord's shape that carries the code."""

    status: int
    code: int = 0
    message: str = "It was ordered to fail."


@dataclass(frozen=True, slots=True)
class Limits:
    """The answer is 429: wait so many seconds; `everywhere` when it is the limit of the whole bot."""

    retry_after: float
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class Blocks:
    """The answer is Cloudflare's 429: HTML, and no Via header."""


@dataclass(frozen=True, slots=True)
class Drops:
    """The connection is dropped without an answer."""


@dataclass(frozen=True, slots=True)
class Hangs:
    """The answer comes so many seconds late."""

    seconds: float


Ending: TypeAlias = Answers | Limits | Blocks | Drops | Hangs


@dataclass(frozen=True, slots=True)
class Fault:
    """What befalls the requests of a method whose path (after /api/v10) fits a pattern such as "/channels/*/messages".

    It befalls the next `times` of them (None: until it is lifted), and comes after the request has been carried out
    when it is `stored`, else before. A method of "*" is any.
    """

    method: str
    path: str
    ending: Ending
    stored: bool = False
    times: int | None = 1

    def fits(self, method: str, path: str) -> bool:
        """Tell whether it befalls this request."""
        return self.method in ("*", method) and fnmatchcase(path, self.path)


class Trouble:
    """The faults that are ordered, and whether everything is down."""

    def __init__(self, break_connections: Callable[[], None]) -> None:
        self.is_down = False
        self._break_connections = break_connections
        self._faults: list[Fault] = []

    @property
    def ordered(self) -> tuple[Fault, ...]:
        """The faults that are still ordered, the first one first."""
        return tuple(self._faults)

    def down(self) -> None:
        """Break the gateway's connections and answer everything with 503 until it is up again."""
        self.is_down = True
        self._break_connections()

    def up(self) -> None:
        """End what `down` began."""
        self.is_down = False

    def order(self, *faults: Fault) -> None:
        """Order faults; of those that fit a request, the one ordered first befalls it."""
        self._faults += faults

    def lift(self, *faults: Fault) -> None:
        """Lift these very faults where they are still ordered, everybody's where none is named."""
        self._faults = [one for one in self._faults if faults and not any(one is fault for fault in faults)]

    def befalling(self, method: str, path: str) -> Fault | None:
        """Take the fault that befalls a request, and count it; None when all goes well."""
        for index, fault in enumerate(self._faults):
            if fault.fits(method, path):
                if fault.times is not None:
                    self._faults[index : index + 1] = [replace(fault, times=fault.times - 1)] if fault.times > 1 else []
                return fault
        return None
