"""The bot's environment in; the bot as a process that is killed and started again, and what it died of, out."""

import asyncio
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

ENDS_WITHIN = 60.0


class Process:
    """The bot, kept running; `kills` counts those by order, `deaths` are the exit codes of all other ends."""

    def __init__(self, environment: Mapping[str, str], log: Path) -> None:
        self.kills = 0
        self.deaths: list[int] = []
        self._environment = environment
        self._log = log
        self._running: asyncio.subprocess.Process | None = None
        self._asleep = 0.0
        self._ordered = False
        self._ending = False

    async def keep(self) -> None:
        """Run the bot, and again whenever it has ended, until `end`."""
        while not self._ending:
            self._ordered = False
            with self._log.open("ab") as told:
                self._running = await asyncio.create_subprocess_exec(
                    sys.executable, "-m", "bot", "run", env=self._environment, stdout=told, stderr=told
                )
            if self._ending:
                self._running.kill()
            code = await self._running.wait()
            self._running = None
            if not self._ordered:
                self.deaths.append(code)
            await asyncio.sleep(self._asleep)
            self._asleep = 0.0

    @property
    def is_running(self) -> bool:
        """Whether there is a bot that could be troubled."""
        return self._running is not None and not self._ordered

    def kill(self, asleep: float) -> None:
        """Kill the bot without a word; it is started again after so many seconds. Nothing while it is dead already."""
        if self._running is not None and not self._ordered:
            self.kills += 1
            self._asleep = asleep
            self._ordered = True
            self._running.send_signal(signal.SIGKILL)

    async def end(self) -> None:
        """Ask the bot to end as it should; an end that it does not manage in time, or not well, is a death."""
        self._ending = self._ordered = True
        if self._running is None:
            return
        self._running.send_signal(signal.SIGTERM)
        try:
            code = await asyncio.wait_for(self._running.wait(), ENDS_WITHIN)
        except TimeoutError:
            self._running.kill()
            code = -signal.SIGKILL
        if code:
            self.deaths.append(code)
