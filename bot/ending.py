"""A command in, the process's end out: an exit code, and a sentence rather than a traceback where it cannot go on."""

import asyncio
import sys
from collections.abc import Callable, Coroutine
from contextlib import suppress
from functools import wraps
from typing import Any, NoReturn, ParamSpec

import click

WRONG = 1
TOKEN_DEAD = 78
"""Exit code when Discord refuses the token: starting again without a new one is no use (EX_CONFIG of sysexits.h)."""

Arguments = ParamSpec("Arguments")


def runs(command: Callable[Arguments, Coroutine[Any, Any, None]]) -> Callable[Arguments, None]:
    """Let a command be a coroutine, and end it with a sentence rather than a traceback where it cannot go on."""

    @wraps(command)
    def run_it(*args: Arguments.args, **kwargs: Arguments.kwargs) -> None:
        loop_factory: Callable[[], asyncio.AbstractEventLoop] | None = None
        with suppress(ImportError):  # where there is no uvloop, as on Windows, asyncio's own loop will do
            from uvloop import new_event_loop as loop_factory
        try:
            with asyncio.Runner(loop_factory=loop_factory) as runner:
                runner.run(command(*args, **kwargs))
        except Exception as error:
            code, sentences = _ending(error)
            if not sentences:
                raise
            end(*sentences, code=code)
        except KeyboardInterrupt:
            sys.exit(130)

    return run_it


def end(*sentences: str, code: int = WRONG) -> NoReturn:
    """Say this on standard error, and end with this code."""
    for sentence in sentences:
        click.echo(sentence, err=True)
    sys.exit(code)


def _ending(error: Exception) -> tuple[int, tuple[str, ...]]:
    """The exit code and the sentences that an error ends with; no sentence for one that nobody expected."""
    from bot.app import NotListening
    from bot.client import TokenRefused
    from bot.config import BadConfig
    from bot.deliver import TokenIsDead
    from bot.operate import NoSuchFeed, NotFound, NotPolled
    from bot.opml import NotOpml
    from bot.preview import NothingToShow
    from bot.room import RoomError
    from bot.sandbox.scenes.playing import NotAsWritten
    from bot.sandbox.scenes.script import NotAScene
    from bot.stage import NotStarted
    from bot.store import NotBackedUp, StoreUnavailable
    from bot.web.guard import NotAWebAddress

    match error:
        case BadConfig(problems=problems):
            return WRONG, problems
        case StoreUnavailable() | NotBackedUp() | NothingToShow() | NotStarted() | NotListening() | NoSuchFeed():
            return WRONG, (str(error),)
        case NotFound() | NotPolled() | NotOpml() | NotAsWritten():
            return WRONG, (str(error),)
        case NotAScene(faults=faults):
            return WRONG, faults
        case NotAWebAddress():
            return WRONG, (f"That cannot be asked: {error}. Write it as in https://harbourlight.example/feed.",)
        case RoomError():
            return WRONG, (f"Nothing can be read here: {error}.",)
        case TokenRefused():
            return TOKEN_DEAD, (str(error),)
        case TokenIsDead():
            return TOKEN_DEAD, (
                "Discord no longer knows the bot's token. Nothing is lost: start again with a new one.",
            )
        case _:
            return WRONG, ()
