"""A function and what it is given in, what it returned out: done by one of a few child processes that are kept warm."""

import asyncio
import os
import signal
from collections.abc import Callable
from types import TracebackType
from typing import ParamSpec, Protocol, Self, TypeVar, cast

from bot.room.line import Answer, HungUp, Line, NotReady
from bot.room.parcel import RAISED, REFUSED, pack, unpack

P = ParamSpec("P")
T = TypeVar("T")

_CHILD = "bot.room.child"
_CLOSED = "the reading room is closed"
_SECONDS_TO_START = 60.0
_SECONDS_TO_END = 5.0
# Bytes of an answer that may be unpacked in the event loop, in some twenty milliseconds at worst.
_QUICKLY_UNPACKED = 2**18
_OUT_OF_TIME = frozenset(-getattr(signal, name) for name in ("SIGPROF", "SIGXCPU") if hasattr(signal, name))
_SIGNALS = {each.value: each.name for each in signal.Signals}


class RoomError(Exception):
    """It could not be done; the message goes on from "could not be read: "."""


class TookTooLong(RoomError):
    """It was ended because it took more time than a work may."""


class Broke(RoomError):
    """It broke off: it took too much memory, came to too much, or brought down the process that did it."""


class Elsewhere(Protocol):
    """Does a work away from the event loop: a `Room`'s `do`, or where a thread is enough, `asyncio.to_thread`."""

    async def __call__(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what the work returned; raise what it raised, or a `RoomError`."""


class Room:
    """So many child processes, each of which does one work at a time, within limits; an async context manager.

    A work may take `seconds` by the clock and as many of processor time, and its process `memory` bytes in all (of
    data, where the system counts them). Whoever asks for more at once than there are processes waits.
    """

    def __init__(self, *, workers: int = 2, seconds: float = 30, memory: int = 1_000_000_000) -> None:
        self._workers = workers
        self._seconds = seconds
        self._memory = memory
        self._closed = False
        # Of whom nothing is asked right now; in the place of one that could not be started, why.
        self._free: asyncio.Queue[Line | str] = asyncio.Queue()
        self._lines: set[Line] = set()
        self._starting: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        for _ in range(self._workers):
            self._hire()
        try:
            await asyncio.gather(*self._starting)
            for _ in range(self._workers):
                self._free.put_nowait(await self._first())
        except BaseException:
            await self.close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def do(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Do a work, a function of some module, in a child; return what it returned and raise what it raised.

        Raises `TookTooLong` and `Broke` where the child had to be ended or broke; another takes its place.
        """
        parcel = pack((work, args, kwargs))
        line = await self._taken()
        answer = None
        try:
            async with asyncio.timeout(self._seconds):
                line.send(parcel)
                del parcel  # it may be large, and the wait long
                answer = await line.answered()
        except TimeoutError:
            raise TookTooLong(f"it took more than {self._seconds:g} s") from None
        except HungUp as error:
            raise self._ending(error.code) from None
        finally:
            if answer is None:
                line.end()  # also where the caller gave up: nobody waits for what the child is at
            self._give_back(line)
        return cast(T, await _come_to(answer))

    async def close(self) -> None:
        """End every child, whatever it is at."""
        self._closed = True
        self._free.put_nowait(_CLOSED)
        for task in self._starting:
            task.cancel()
        for line in self._lines:
            line.end()
        ending = [*self._starting, *(line.ended for line in self._lines)]
        if ending:
            await asyncio.wait(ending, timeout=_SECONDS_TO_END)

    async def _first(self) -> Line:
        """Wait for a child that has just begun; what befell one of them need not befall the next."""
        try:
            return await self._taken()
        except Broke:
            return await self._taken()

    async def _taken(self) -> Line:
        """Wait for a child that is free."""
        while True:
            line = await self._free.get()
            if self._closed:
                self._free.put_nowait(_CLOSED)  # whoever waits behind this one is to hear it too
                raise self._ending(None)
            if isinstance(line, Line) and not line.over:
                return line
            self._hire()
            if isinstance(line, str):
                raise Broke(f"no process can be started to read in ({line})")

    def _give_back(self, line: Line) -> None:
        if not line.over:
            self._free.put_nowait(line)
        elif not self._closed:
            self._hire()

    def _hire(self) -> None:
        task = asyncio.create_task(self._start())
        self._starting.add(task)
        task.add_done_callback(self._starting.discard)

    async def _start(self) -> None:
        try:
            async with asyncio.timeout(_SECONDS_TO_START):
                line = await Line.to(_CHILD, os.getpid(), self._seconds, self._memory)
        except (NotReady, OSError) as error:  # a TimeoutError is an OSError
            self._free.put_nowait(str(error) or type(error).__name__)
            return
        self._lines.add(line)
        line.ended.add_done_callback(lambda _: self._lines.discard(line))
        self._free.put_nowait(line)

    def _ending(self, code: int | None) -> RoomError:
        """Why a child gave no answer, as its exit code tells."""
        if self._closed:
            return Broke(_CLOSED)
        if code in _OUT_OF_TIME:
            return TookTooLong(f"it took more than {self._seconds:g} s of processor time")
        if code is not None and code < 0:
            return Broke(f"the process that read it was ended ({_SIGNALS.get(-code, -code)})")
        return Broke("the process that read it came to an end")


async def _come_to(answer: Answer) -> object:
    """What a work returned; raises what it raised, and `Broke` where it came to nothing that can be had."""
    if answer.kind == REFUSED:
        raise Broke(answer.parcel.decode())
    quick = len(answer.parcel) < _QUICKLY_UNPACKED
    come = unpack(answer.parcel) if quick else await asyncio.to_thread(unpack, answer.parcel)
    if answer.kind == RAISED:
        raise cast(Exception, come)
    return come
