"""The children of a bot are found by the bot that they were started by, also when it is gone."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from soak import room

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has /proc")

NOBODY = 2**22 + 1
"""No process has this id: Linux has none beyond 2**22."""


@pytest.fixture
def child() -> Iterator[subprocess.Popen[bytes]]:
    """A process whose command line is that of a child of nobody."""
    line = [sys.executable, "-c", "print(flush=True); input()", "-m", "bot.room.child", str(NOBODY), "2"]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        yield process
        process.kill()


def test_a_child_is_found_while_it_lives(child: subprocess.Popen[bytes]) -> None:
    """Under the bot that it names and no other; what is dead is not left behind, though nobody has looked yet."""
    assert room.children(NOBODY) == (child.pid,)
    assert room.children(NOBODY + 1, NOBODY) == (child.pid,)
    assert room.children(NOBODY + 1) == ()
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert room.children(NOBODY) == ()


def test_what_a_process_holds_is_known_until_it_is_gone(child: subprocess.Popen[bytes]) -> None:
    """In bytes."""
    assert room.resident(os.getpid()) > 10**6
    child.kill()
    child.wait()
    assert room.resident(child.pid) == 0
