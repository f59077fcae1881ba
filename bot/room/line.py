"""Parcels to a child process and its answers back, over the pipes to its standard input and output; no thread waits."""

import asyncio
import contextlib
import os
import sys
from typing import NamedTuple, Self, cast

from bot.room.parcel import HEAD, MOST_BYTES, READY, WORK

_SETTINGS = "LATE_EDITION_"
"""How the names of the bot's settings begin in the environment, the token's among them."""


class HungUp(Exception):
    """It is at an end; `code` is the child's exit code, negative for the signal that ended it, None if it lives."""

    def __init__(self, code: int | None) -> None:
        super().__init__(code)
        self.code = code


class NotReady(Exception):
    """It did not get so far as to be asked anything; the message says why, as far as that is known."""


class Answer(NamedTuple):
    """What a child sent: a kind of parcel, and the parcel."""

    kind: bytes
    parcel: bytearray


class Line(asyncio.SubprocessProtocol):
    """A line to a child process, which answers one parcel at a time; `ended` is done when the child is gone."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.ended: asyncio.Future[None] = loop.create_future()
        self._transport: asyncio.SubprocessTransport | None = None
        self._answer: asyncio.Future[Answer | None] = loop.create_future()
        self._hung_up = False
        self._head = b""
        self._parcel = bytearray()
        self._filled = 0

    @classmethod
    async def to(cls, module: str, *arguments: object) -> Self:
        """Start a process that runs one of our modules, with this one's import path and without its secrets.

        Before anything is asked of it, it is to say that it is ready; raises `NotReady` where it does not.
        """
        environment = {name: value for name, value in os.environ.items() if not name.startswith(_SETTINGS)}
        _, line = await asyncio.get_running_loop().subprocess_exec(
            cls,
            *(sys.executable, "-P", "-m", module, *map(str, arguments)),
            env={**environment, "PYTHONPATH": os.pathsep.join(path or os.curdir for path in sys.path)},
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,  # out of the terminal's reach: Ctrl-C is for the bot alone
        )
        try:
            said = await line.answered()
            if said.kind != READY:
                raise NotReady(said.parcel.decode("utf-8", "replace"))
        except HungUp as error:
            raise NotReady(f"exit code {error.code}") from None
        except BaseException:
            line.end()
            await line.ended
            raise
        return line

    @property
    def over(self) -> bool:
        """Whether nothing more can be asked."""
        return self._hung_up or self.ended.done()

    def send(self, parcel: bytes) -> None:
        """Ask for a work; raises `HungUp` if nothing will come of it.

        Whoever stops waiting for the answer must end the line, else it would be taken for the next work's.
        """
        if self.over or self._transport is None:
            raise HungUp(None)
        self._answer = asyncio.get_running_loop().create_future()
        pipe = cast(asyncio.WriteTransport, self._transport.get_pipe_transport(0))
        pipe.write(HEAD.pack(WORK, False, len(parcel)))
        pipe.write(parcel)

    async def answered(self) -> Answer:
        """Wait for the answer to what was sent, or at first for the word that the child is ready; raises `HungUp`."""
        answer = await self._answer
        if answer is None:
            raise HungUp(self._transport.get_returncode() if self._transport else None)
        return answer

    def end(self) -> None:
        """End the child, whatever it is at; soon after, it has `ended`."""
        self._hung_up = True
        # The transport is closed only when the child is gone: closed at once, it would look how the child ended, and
        # the event loop, which looks too, would have nothing to find.
        if self._transport is not None:
            with contextlib.suppress(ProcessLookupError):
                self._transport.kill()

    # ------------------------------------------------------------------------------------------- what the loop tells

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The child runs."""
        self._transport = cast(asyncio.SubprocessTransport, transport)

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        """A piece of an answer has come."""
        missing = HEAD.size - len(self._head)
        if missing:
            self._head += data[:missing]
            if len(self._head) < HEAD.size:
                return
            length = HEAD.unpack(self._head)[2]
            self._parcel, self._filled = bytearray(min(length, MOST_BYTES + 1)), 0
            data = data[missing:]
        start, self._filled = self._filled, self._filled + len(data)
        if self._filled > len(self._parcel) or len(self._parcel) > MOST_BYTES or self._answer.done():
            self.end()  # it sends what nobody asked for
            return
        self._parcel[start : self._filled] = data
        if self._filled == len(self._parcel):
            kind, last, _ = HEAD.unpack(self._head)
            self._hung_up |= last
            self._answer.set_result(Answer(kind, self._parcel))
            self._head, self._parcel = b"", bytearray()

    def connection_lost(self, exc: Exception | None) -> None:
        """The child is gone, and whatever it sent has come."""
        if self._transport is not None:
            self._transport.close()
        if not self.ended.done():
            self.ended.set_result(None)
        if not self._answer.done():
            self._answer.set_result(None)
