"""Values in, bytes out, and back again: what passes between the bot and its child processes."""

import io
import pickle
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache
from operator import attrgetter
from struct import Struct
from typing import Any

MOST_BYTES = 16 * 2**20
"""Bytes of what a work may come to."""

MOST_VALUES = 100_000
"""Dataclasses in what a work may come to: a collection of more garbage than this holds up the event loop."""

HEAD = Struct("<c?Q")
"""What stands before a parcel: its kind, whether it is the sender's last, and its length in bytes."""

WORK = b"w"
READY, DONE, RAISED, REFUSED = b"y", b"d", b"r", b"n"
"""The kinds of a child's parcels: it stands ready, what a work returned, what it raised, why it has no answer."""

_PROTOCOL = 5


class TooLarge(Exception):
    """It is more than may pass; the message says so in plain words."""


def pack(value: object, most: int | None = None) -> bytes:
    """The value as bytes; raises `TooLarge` for more than `most` of them, and what pickle does for what cannot travel.

    Where `most` is given, `MOST_VALUES` holds too.
    """
    stream = io.BytesIO()
    _Packer(stream, None if most is None else MOST_VALUES).dump(value)
    if most is not None and stream.tell() > most:
        raise TooLarge(
            f"what came of it is too large: {stream.tell() / 2**20:.0f} MB, and {most // 2**20} MB is the most"
        )
    return stream.getvalue()


def unpack(parcel: bytes | bytearray) -> Any:
    """The value in a parcel that `pack` made."""
    return pickle.Unpickler(_Frames(parcel)).load()  # noqa: S301  both ends are ours


class _Packer(pickle.Pickler):
    """Takes dataclasses apart three times as fast as they do it themselves, and counts them."""

    def __init__(self, stream: io.BytesIO, most: int | None) -> None:
        super().__init__(stream, _PROTOCOL)
        self._left = most

    def reducer_override(self, value: Any) -> Any:
        taken_from = _values(type(value))  # type: ignore[arg-type]  # mypy holds that classes cannot be hashed
        if taken_from is None:
            return NotImplemented
        if self._left is not None:
            self._left -= 1
            if self._left < 0:
                raise TooLarge(f"what came of it has more than {MOST_VALUES:,} parts")
        return type(value), taken_from(value)


@cache
def _values(kind: type) -> Callable[[object], tuple[object, ...]] | None:
    """What takes the fields of a dataclass out of it, in the order in which it is made of them; None for all else."""
    if not is_dataclass(kind) or any(field.kw_only or not field.init for field in fields(kind)):
        return None
    names = [field.name for field in fields(kind)]
    return attrgetter(*names) if len(names) > 1 else None


class _Frames:
    """A parcel as a file that Python reads, frame by frame of 64 kB.

    Between two of them other threads get their turn; a parcel that C reads as a whole holds up the event loop.
    """

    def __init__(self, parcel: bytes | bytearray) -> None:
        self._rest = memoryview(parcel)

    def read(self, size: int) -> bytes:
        taken, self._rest = self._rest[:size], self._rest[size:]
        return taken.tobytes()

    def readinto(self, target: memoryview) -> int:
        size = min(len(target), len(self._rest))
        target[:size], self._rest = self._rest[:size], self._rest[size:]
        return size

    def readline(self) -> bytes:
        raise EOFError("parcels have no lines")
