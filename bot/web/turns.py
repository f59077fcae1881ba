"""A host that is to be asked → whose turn it is: one at a time, with a pause between, and not while it rests."""

import asyncio
import heapq
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from weakref import WeakValueDictionary


class Resting(Exception):
    """It is a host that wishes to be left alone, for as long as `left`."""

    def __init__(self, host: str, left: timedelta) -> None:
        minutes = max(round(left / timedelta(minutes=1)), 1)
        super().__init__(f"the server wishes to be left alone for {minutes} more minute{'' if minutes == 1 else 's'}")
        self.host = host
        self.left = left


class Turns:
    """Keeps requests to one host apart: `pause` is in seconds, from the end of one to the beginning of the next.

    `now` tells until when a host rests. Only hosts that were asked within the pause, or that rest, are remembered.
    """

    def __init__(self, pause: float, now: Callable[[], datetime]) -> None:
        self._pause = pause
        self._now = now
        # A lock lives for as long as somebody holds it or waits for it.
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._ended: dict[str, float] = {}  # the longest ago first
        self._rests: dict[str, datetime] = {}
        self._rests_by_end: list[tuple[datetime, str]] = []  # a heap

    def __len__(self) -> int:
        """Count the hosts that are remembered."""
        self._forget()
        return len({*self._ended, *self._rests, *self._locks})

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait until a host may be asked, and keep everybody else waiting meanwhile; raises `Resting`."""
        clock = asyncio.get_running_loop().time
        async with self._locks.setdefault(host, asyncio.Lock()):
            self._forget()
            if host in self._rests:
                raise Resting(host, self._rests[host] - self._now())
            if host in self._ended:
                await asyncio.sleep(self._ended[host] + self._pause - clock())
            try:
                yield
            finally:
                self._ended.pop(host, None)
                self._ended[host] = clock()

    def rest(self, host: str, wait: timedelta) -> None:
        """Let nobody ask a host for that long."""
        until = self._now() + wait
        self._rests[host] = until
        heapq.heappush(self._rests_by_end, (until, host))

    def _forget(self) -> None:
        """Forget the hosts that may be asked again."""
        over = asyncio.get_running_loop().time() - self._pause
        while self._ended and next(iter(self._ended.values())) <= over:
            del self._ended[next(iter(self._ended))]
        while self._rests_by_end and self._rests_by_end[0][0] <= self._now():
            until, host = heapq.heappop(self._rests_by_end)
            if self._rests.get(host) == until:
                del self._rests[host]
