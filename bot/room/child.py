"""Works in at standard input, what they came to out at standard output: the child's side of the reading room.

`python -m bot.room.child PARENT SECONDS MEMORY`: the parent's process id, CPU-seconds for each work, bytes in all.
"""

import os
import signal
import sys
import traceback
from typing import BinaryIO

from bot.room.parcel import DONE, HEAD, MOST_BYTES, RAISED, READY, REFUSED, TooLarge, pack, unpack

MOST_WORKS = 2000
"""Works after which a child makes way for a fresh one, so that nothing piles up in it."""

MOST_GROWTH = 250_000_000
"""Bytes that a child may have grown by since it stood ready, before it makes way for a fresh one."""

NICENESS = 10
"""How much a child steps back behind the bot itself, whose heartbeat Discord waits for."""

_LONGEST_WORDS = 200

_PARENT_DEATH = 1  # PR_SET_PDEATHSIG, of linux/prctl.h

_SAMPLE = b"""<rss version="2.0"><channel><title>A feed</title><item><title>Fog holds the boats</title><description>
&lt;p&gt;"It is too thick to see the bow of my own boat," Ebba Rasmussen, a pilot, said.&lt;/p&gt;
</description></item></channel></rss>"""


def main(parent: int, seconds: float, memory: int) -> None:
    """Do one work after another, until standard input ends or so much has been done that a fresh child is better."""
    came, sent = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    # What a work prints must not get between the parcels.
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    _step_back()
    _end_with(parent)
    try:
        _warm_up()
        _bound(memory)
    except Exception as error:
        _send(sent, REFUSED, True, _words(error))
        return
    _send(sent, READY, False, b"")
    fresh = _resident()
    for left in reversed(range(MOST_WORKS)):
        head = came.read(HEAD.size)
        if len(head) < HEAD.size:
            return
        _allow(seconds)
        kind, parcel = _answer(came.read(HEAD.unpack(head)[2]), memory)
        last = not left or _resident() > fresh + MOST_GROWTH
        _send(sent, kind, last, parcel)
        _allow(0)
        if last:
            os._exit(0)  # whatever a work may have left running


def _answer(parcel: bytes, memory: int) -> tuple[bytes, bytes]:
    """What a work came to: a kind of parcel, and the parcel."""
    try:
        return _done(parcel)
    except MemoryError:
        return REFUSED, f"it takes more than {memory // 1_000_000:,} MB of memory".encode()
    except TooLarge as error:
        return REFUSED, str(error).encode()


def _done(parcel: bytes) -> tuple[bytes, bytes]:
    try:
        work, given, named = unpack(parcel)
        came = work(*given, **named)
    except MemoryError:
        raise
    except Exception as error:
        return _raised(error)
    try:
        return DONE, pack(came, MOST_BYTES)
    except (MemoryError, TooLarge):
        raise
    except Exception as error:
        return REFUSED, b"what came of it cannot be handed over; " + _words(error)


def _raised(error: Exception) -> tuple[bytes, bytes]:
    """An exception with the way it came as a note; of one that cannot travel, its name and its words."""
    try:
        error.add_note("".join(traceback.format_exception(error)))
        parcel = pack(error, MOST_BYTES)
        unpack(parcel)
        return RAISED, parcel
    except Exception:
        return REFUSED, _words(error)


def _words(error: Exception) -> bytes:
    return f"{type(error).__name__}: {error}"[:_LONGEST_WORDS].encode("utf-8", "replace")


def _send(sent: BinaryIO, kind: bytes, last: bool, parcel: bytes) -> None:
    sent.write(HEAD.pack(kind, last, len(parcel)))
    sent.write(parcel)
    sent.flush()


# ------------------------------------------------------------------------------------------------------------- limits


def _step_back() -> None:
    """Leave Ctrl-C and the way to end to the parent, and the processor to whatever is more urgent."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    if sys.platform != "win32":
        os.nice(NICENESS)


def _end_with(parent: int) -> None:
    """Have Linux end this process with its parent, even in the midst of a work; elsewhere standard input tells it."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PARENT_DEATH, int(signal.SIGKILL))
        if os.getppid() != parent:
            sys.exit()


def _warm_up() -> None:
    """Read a feed, so that the first one that matters need not wait for modules and word lists to be loaded."""
    from bot.news.stories import read_stories

    read_stories(_SAMPLE, "https://warm.example/feed", None, {})


def _bound(memory: int) -> None:
    """Allow so many bytes of memory, and no core dump; where Python has no `resource`, nothing is bounded."""
    if sys.platform != "win32":
        import resource

        # Data, not address space: libraries reserve much that they never touch.
        for what, most in ((resource.RLIMIT_DATA, memory), (resource.RLIMIT_CORE, 0)):
            _, hard = resource.getrlimit(what)
            allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(what, (allowed, allowed))


def _allow(seconds: float) -> None:
    """Let the system end this process when it has used so much CPU time from now on; 0 for no end.

    The parent sees to the time by the clock; this holds even where the parent itself hangs or is gone.
    """
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)


def _resident() -> int:
    """Bytes of memory that this process holds, 0 where nothing tells."""
    try:
        with open("/proc/self/statm") as told:
            return int(told.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]))
