"""A heartbeat of "something has changed" → whoever waits for something looks again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Pulse:
    """Beats whenever anything has changed."""

    def __init__(self) -> None:
        self._next = asyncio.Event()

    def beat(self) -> None:
        """Let everybody who waits look again."""
        self._next.set()
        self._next = asyncio.Event()

    async def until(self, holds: Callable[[], bool], timeout: float) -> None:
        """Wait until something holds, looking again at each beat; TimeoutError after so many seconds."""
        async with asyncio.timeout(timeout):
            while not holds():
                await self._next.wait()
