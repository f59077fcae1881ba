"""A command that cannot go on ends with a sentence and a code; and it runs where there is no uvloop, too."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.ending import TOKEN_DEAD, WRONG, runs
from bot.operate import NoSuchFeed, NotFound, NotPolled
from bot.opml import NotOpml
from bot.room import Broke
from bot.store import StoreUnavailable
from bot.web.guard import NotAWebAddress

SAY_LOOP = """
import asyncio
import os
from bot.ending import runs

@runs
async def say() -> None:
    print(type(asyncio.get_running_loop()).__module__.partition(".")[0])

say()
"""


def ended_with(error: BaseException) -> int:
    """The exit code of a command that raises this."""

    @runs
    async def command() -> None:
        raise error

    with pytest.raises(SystemExit) as ended:
        command()
    assert isinstance(ended.value.code, int)
    return ended.value.code


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (StoreUnavailable("The database is away."), "The database is away."),
        (NoSuchFeed("Nobody follows it."), "Nobody follows it."),
        (NotFound("No feed was found."), "No feed was found."),
        (NotPolled("It could not be read."), "It could not be read."),
        (NotOpml("It is not OPML."), "It is not OPML."),
        (NotAWebAddress("the address names no site"), "That cannot be asked: the address names no site. Write it"),
        (Broke("no process can be started"), "Nothing can be read here: no process can be started."),
    ],
    ids=lambda given: type(given).__name__ if isinstance(given, Exception) else "",
)
def test_what_is_foreseen_ends_with_a_sentence(
    error: Exception, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """On standard error, with a capital and a full stop, and no traceback."""
    assert ended_with(error) == WRONG
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(sentence)
    assert err.endswith(".\n")
    assert "Traceback" not in err


def test_ctrl_c_ends_as_shells_expect(capsys: pytest.CaptureFixture[str]) -> None:
    """128 and the number of SIGINT; whoever pressed it needs no explanation."""
    assert ended_with(KeyboardInterrupt()) == 130
    assert capsys.readouterr() == ("", "")


def test_what_nobody_foresaw_is_not_hidden() -> None:
    """A fault of ours shows where it came from."""

    @runs
    async def command() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        command()


def test_a_command_gets_what_was_typed() -> None:
    """Arguments pass through, and a command that ends well ends nothing else."""
    given: list[object] = []

    @runs
    async def command(*words: str, loud: bool) -> None:
        await asyncio.sleep(0)
        given.extend((*words, loud))

    command("a", "b", loud=True)
    assert given == ["a", "b", True]
    assert TOKEN_DEAD != WRONG


@pytest.mark.parametrize(("stands_in", "loop"), [(None, "uvloop"), ("raise ImportError", "asyncio")])
def test_asyncios_own_loop_will_do_where_there_is_no_uvloop(stands_in: str | None, loop: str, tmp_path: Path) -> None:
    """As on Windows; a module that cannot be imported stands before the real one on the path."""
    if stands_in:
        (tmp_path / "uvloop.py").write_text(stands_in)
    else:
        pytest.importorskip("uvloop")
    told = subprocess.run(
        [sys.executable, "-c", SAY_LOOP],
        env={"PYTHONPATH": os.pathsep.join((str(tmp_path), str(Path(__file__).parent.parent)))},
        capture_output=True,
        check=True,
        text=True,
        timeout=30,
    )
    assert told.stdout.strip() == loop
