"""The bot's environment in; the bot as a process that is killed and started again, and what it left behind, out."""

import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from soak import room
from soak.memory import Sample

ENDS_WITHIN = 60.0
CHILDREN_END_WITHIN = 3.0
SAMPLED_EVERY = 1.0


class Process:
    """The bot, kept running.

    `kills` and `children_kills` count those by order, `deaths` are the exit codes of all other ends, `orphans` the
    children that outlived a bot, and `lives` what each bot held in memory.
    """

    def __init__(self, environment: Mapping[str, str], log: Path) -> None:
        self.kills = 0
        self.children_kills = 0
        self.deaths: list[int] = []
        self.orphans: list[str] = []
        self.lives: list[list[Sample]] = []
        self._environment = environment
        self._log = log
        self._running: asyncio.subprocess.Process | None = None
        self._dead: list[int] = []
        self._asleep = 0.0
        self._ordered = False
        self._ending = False

    async def keep(self) -> None:
        """Run the bot, and again whenever it has ended, until `end`."""
        while not self._ending:
            self._ordered = False
            with self._log.open("ab") as told:
                self._running = await asyncio.create_subprocess_exec(
                    sys.executable, "-m", "soak.hasty", "run", env=self._environment, stdout=told, stderr=told
                )
            if self._ending:
                self._running.kill()
            watching = asyncio.create_task(self._watch(self._running.pid))
            code = await self._running.wait()
            watching.cancel()
            self._dead.append(self._running.pid)
            self._running = None
            if not self._ordered:
                self.deaths.append(code)
            await self._look_for_orphans()
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

    def kill_child(self, which: float) -> None:
        """Kill one of the processes in which the bot reads: the first at 0, the last below 1."""
        self._signal_child(which, signal.SIGKILL)

    def stop_child(self, which: float) -> None:
        """Let one of the processes in which the bot reads do nothing more."""
        self._signal_child(which, signal.SIGSTOP)

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

    def _signal_child(self, which: float, sign: signal.Signals) -> None:
        children = room.children(self._running.pid) if self._running else ()
        if children:
            self.children_kills += 1
            _send(children[int(which * len(children))], sign)

    async def _watch(self, bot: int) -> None:
        """Write down what a bot holds, for as long as it lives."""
        began, life = time.monotonic(), list[Sample]()
        self.lives.append(life)
        while True:
            await asyncio.sleep(SAMPLED_EVERY)
            children = sum(map(room.resident, room.children(bot)))
            life.append(Sample(time.monotonic() - began, room.resident(bot), children))

    async def _look_for_orphans(self) -> None:
        """Children have a moment to end after their bot; those that do not are told of, and ended.

        Those of all bots that ever died: one that was just being started cannot be seen at once.
        """
        until = time.monotonic() + CHILDREN_END_WITHIN
        # The system sends no word of it.
        while room.children(*self._dead) and time.monotonic() < until:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        for child in room.children(*self._dead):
            self.orphans.append(f"process {child} outlived its bot")
            _send(child, signal.SIGKILL)


def _send(process: int, sign: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, sign)
