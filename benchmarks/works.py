"""Works for the reading room, the harmless and the hostile: functions that a child process can be sent."""

import ctypes
import functools
import hashlib
import os
import sys
import threading
import time
from typing import Any

from bot.news.model import Block, Reading
from bot.news.stories import read_stories

_kept: list[bytes] = []

# ----------------------------------------------------------------------------------------------------------- harmless


def the_same(value: object) -> object:
    """Give back what was given."""
    return value


def length(body: bytes) -> int:
    """Give the length of a body."""
    return len(body)


def process(print_first: str = "") -> int:
    """Give the id of the process that does the work, after printing something."""
    print(print_first)
    print(print_first, file=sys.stderr)
    return os.getpid()


def stay(seconds: float) -> tuple[float, float]:
    """Take so long, and give the moments of beginning and end."""
    begun = time.monotonic()
    time.sleep(seconds)
    return begun, time.monotonic()


def keep(size: int) -> int:
    """Keep so many bytes for ever, and give the process."""
    _kept.append(b"x" * size)
    return os.getpid()


def read_before(body: bytes) -> Reading:
    """Give the feed's reading, made only the first time: what is left is the way here and back."""
    return _reading(body)


@functools.cache
def _reading(body: bytes) -> Reading:
    return read_stories(body, "https://quaynews.example/rss", None, {})


# ------------------------------------------------------------------------------------------------------------ hostile


def spin() -> None:
    """Take processor time without end."""
    while True:
        pass


def spin_in_threads() -> None:
    """Take the time of several processors without end, much of it in C."""
    for _ in range(3):
        threading.Thread(target=_hash_for_ever, daemon=True).start()
    _hash_for_ever()


def _hash_for_ever() -> None:
    while True:
        hashlib.blake2b(b"x" * 10_000_000)


def hang() -> None:
    """Wait without end."""
    time.sleep(1_000_000)


def eat() -> None:
    """Take memory without end."""
    eaten = []
    while True:
        eaten.append(bytearray(50_000_000))


def eat_at_once() -> None:
    """Take more memory than there is."""
    bytearray(2**46)


def crash() -> None:
    """Read what stands at address 0."""
    ctypes.string_at(0)


def leave(code: int) -> None:
    """End the process without a word."""
    os._exit(code)


def quit_politely() -> None:
    """End the process as programs do."""
    sys.exit()


def be_killed() -> None:
    """End as where the system runs out of memory."""
    os.kill(os.getpid(), 9)


def recurse() -> None:
    """Call itself without end."""
    recurse()


def nest() -> object:
    """Give a value nested too deeply to travel."""
    value: object = ()
    for _ in range(20_000):
        value = (value,)
    return value


def huge(size: int) -> bytes:
    """Give so many bytes."""
    return b"x" * size


def wide(size: int) -> str:
    """Give a text that takes four times as much memory as it does on its way."""
    return "x" * size + "\N{FOG}"


def numbers(count: int) -> list[int]:
    """Give so many numbers."""
    return list(range(count))


def blocks(count: int) -> tuple[Block, ...]:
    """Give so many parts."""
    return tuple(Block("paragraph", number, number + 1) for number in range(count))


def unsendable() -> Any:
    """Give something that cannot travel."""
    return threading.Lock()


class Odd(Exception):
    """It takes two to make it, so that it cannot be made again from its words."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(f"{one} and {other}")


def raise_odd() -> None:
    """Raise what cannot travel."""
    raise Odd("weir", "fog")


def raise_plain(why: str) -> None:
    """Raise what can."""
    raise ValueError(why)
