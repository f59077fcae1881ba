"""What is logged can be read by people or machines, and holds no secret, not even in a traceback."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from bot import log

SECRET = "MTIzNDU2.GaBcDe.the-token-itself"


@pytest.fixture(autouse=True)
def _left_as_it_was() -> Iterator[None]:
    """The log is the whole process's: other tests find it as they left it."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    for handler in root.handlers:
        handler.close()
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.mark.parametrize("form", ["lines", "json"])
def test_a_secret_is_blotted_out_wherever_it_comes_from(form: str, tmp_path: Path) -> None:
    """From our own events, from a library's, and from the traceback of an error."""
    written = tmp_path / "log.txt"
    log.set_up("info", "json" if form == "json" else "lines", [SECRET], file=written)
    log.logger("here").info("token given", token=SECRET)
    logging.getLogger("a.library").warning("it said %s", SECRET)
    try:
        raise ValueError(f"bad token {SECRET}")
    except ValueError:
        log.logger("here").exception("it failed")
    told = written.read_text(encoding="utf-8")
    assert SECRET not in told
    assert told.count(log.HIDDEN) >= 3
    assert "Traceback" in told


def test_events_for_machines_are_a_line_of_json_each(tmp_path: Path) -> None:
    """The event, its facts, its time, its level and where it comes from."""
    written = tmp_path / "log.txt"
    log.set_up("info", "json", file=written)
    log.logger("poll").info("feed polled", feed="https://harbourlight.example/feed", deliveries=2)
    (line,) = written.read_text(encoding="utf-8").splitlines()
    told = json.loads(line)
    assert (told["event"], told["level"], told["logger"], told["deliveries"]) == ("feed polled", "info", "poll", 2)


def test_what_is_below_the_level_is_not_told(tmp_path: Path) -> None:
    """The level holds for libraries too."""
    written = tmp_path / "log.txt"
    log.set_up("warning", "lines", file=written)
    log.logger("poll").info("feed polled")
    logging.getLogger("a.library").info("chatter")
    assert written.read_text(encoding="utf-8") == ""


def test_a_log_file_does_not_grow_without_end(tmp_path: Path) -> None:
    """It becomes the one before, of which there is one."""
    file = tmp_path / "bot.log"
    log.set_up("info", "lines", file=file)
    for _ in range(60):
        log.logger("test").info("x" * 200_000)
    assert sorted(kept.name for kept in tmp_path.iterdir()) == ["bot.log", "bot.log.1"]
    assert all(kept.stat().st_size <= log.LARGEST for kept in tmp_path.iterdir())
