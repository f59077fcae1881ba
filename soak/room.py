"""The ids of bots in; the processes in which they read, and how much memory each takes, out (Linux only)."""

import os
from collections.abc import Collection, Iterator
from pathlib import Path

_PROCESSES = Path("/proc")


def children(*bots: int) -> tuple[int, ...]:
    """The processes that these bots have started to read in, also where one has ended and left them behind."""
    return tuple(sorted(_children(frozenset(str(bot).encode() for bot in bots))))


def resident(process: int) -> int:
    """Bytes of memory that a process holds, 0 for one that is gone."""
    try:
        return int((_PROCESSES / str(process) / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def _children(bots: Collection[bytes]) -> Iterator[int]:
    for place in _PROCESSES.glob("[0-9]*"):
        try:
            # A zombie has no command line left, and holds nothing but its number.
            words = (place / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"bot.room.child" in words and words[words.index(b"bot.room.child") + 1] in bots:
            yield int(place.name)
