"""Requests as they come → whether Discord would have them yet, and the X-RateLimit headers it would write."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """So many requests in so many seconds."""

    limit: int
    seconds: float


MESSAGES = Pace(5, 5.0)
"""How many messages Discord takes in one channel, as its headers have long said."""

BOT = Pace(50, 1.0)
"""How many requests Discord takes of one bot (Documentation: Rate Limits, Global Rate Limit)."""


class Bucket:
    """The requests that count against one pace now."""

    def __init__(self, pace: Pace) -> None:
        self.pace = pace
        self._taken: deque[float] = deque()

    def take(self, now: float) -> float:
        """Take one request, at a time in seconds; return the seconds to wait when there is no room for it, else 0."""
        while self._taken and self._taken[0] <= now - self.pace.seconds:
            self._taken.popleft()
        if len(self._taken) >= self.pace.limit:
            return self._taken[0] + self.pace.seconds - now
        self._taken.append(now)
        return 0.0

    def headers(self, name: str, now: float) -> dict[str, str]:
        """Write what Discord says of a bucket with every answer."""
        wait = self._taken[0] + self.pace.seconds - now if self._taken else 0.0
        return {
            "X-RateLimit-Limit": str(self.pace.limit),
            "X-RateLimit-Remaining": str(max(0, self.pace.limit - len(self._taken))),
            "X-RateLimit-Reset": f"{time.time() + wait:.3f}",
            "X-RateLimit-Reset-After": f"{wait:.3f}",
            "X-RateLimit-Bucket": name,
        }
