"""The command line: each command reads what was typed, calls one part of the bot, and ends with a clear exit code."""

import asyncio
import json
import os
import shutil
import sys
from collections.abc import Callable, Coroutine
from functools import wraps
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn, ParamSpec

import click

# Each command imports what it needs when it is called, so that `read` and `--help` need not wait for a library that
# speaks to Discord, and a filter takes no more memory than filtering does.

WRONG = 1
TOKEN_DEAD = 78
"""Exit code when Discord refuses the token: starting again without a new one is no use (EX_CONFIG of sysexits.h)."""

if TYPE_CHECKING:
    from bot.news.model import Length
    from bot.preview import Preview

Arguments = ParamSpec("Arguments")


def _runs(command: Callable[Arguments, Coroutine[Any, Any, None]]) -> Callable[Arguments, None]:
    """Let a command be a coroutine, and end it with a sentence rather than a traceback where it cannot go on."""

    @wraps(command)
    def run_it(*args: Arguments.args, **kwargs: Arguments.kwargs) -> None:
        try:
            asyncio.run(command(*args, **kwargs))
        except Exception as error:
            code, sentences = _ending(error)
            if not sentences:
                raise
            _end(*sentences, code=code)
        except KeyboardInterrupt:
            sys.exit(130)

    return run_it


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("late-edition"), prog_name="late-edition")
@click.option(
    "--config",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The TOML file to read. Left out: $LATE_EDITION_CONFIG, else config.toml where there is one.",
)
@click.pass_context
def main(context: click.Context, file: Path | None) -> None:
    """Late Edition turns blogs and news feeds into digests that people trust, and posts them to Discord."""
    context.obj = file


@main.command("run")
@click.pass_obj
@_runs
async def run(file: Path | None) -> None:
    """Run the bot.

    The token comes from LATE_EDITION_DISCORD__TOKEN, or from the file that discord.token_file names.
    """
    from bot import app, log
    from bot import config as settings

    config = settings.load(file)
    token = settings.token(config)
    log.set_up(config.log.level, config.log.form, [token])
    with app.stopping_on_signals() as stop:
        await app.run(config, stop=stop, say=click.echo)


@main.command("sandbox")
@click.option(
    "--folder",
    default=Path("sandbox"),
    type=click.Path(path_type=Path, file_okay=False),
    help="Where everything is kept, so that the next time goes on from here. Left out: ./sandbox.",
)
@click.option("--fresh", is_flag=True, help="Begin anew: forget what the folder holds of an earlier time.")
@_runs
async def sandbox(folder: Path, fresh: bool) -> None:
    """Run the whole bot beside a stand-in for Discord and a demo blog, all on this machine; no account needed."""
    from bot import app, sandboxed

    with app.stopping_on_signals() as stop:
        await sandboxed.play(folder, fresh=fresh, stop=stop)


@main.command("preview")
@click.argument("what")
@click.option("--count", default=3, type=click.IntRange(1, 50), help="How many of a feed's stories. Left out: 3.")
@click.option(
    "--length",
    default="medium",
    type=click.Choice(["short", "medium", "long"]),
    help="How much to say. Left out: medium.",
)
@click.option("--explain", is_flag=True, help="Also why these quotes were chosen.")
@click.option("--json", "as_json", is_flag=True, help="The stories as data, one line of JSON each.")
@click.pass_obj
@_runs
async def show(file: Path | None, what: str, count: int, length: "Length", explain: bool, as_json: bool) -> None:
    """Show the digests of WHAT as they would be posted; nothing is kept and nobody is told.

    WHAT is the address of a feed or a page, or a file: a feed, a post's HTML page, or its plain text.
    """
    from bot import app, log, preview
    from bot import config as settings
    from bot.news.data import as_data

    config = settings.load(file)
    log.set_up("error", "lines")
    if preview.is_file(what):
        shown = preview.of_file(Path(what), count=count, length=length)
    else:
        async with app.web_of(config) as web:
            shown = await preview.of_address(web.fetch, what, count=count, length=length)
    if not shown:
        raise preview.NothingToShow(f"{what} is a feed without entries; there is nothing to show yet.")
    if as_json:
        click.echo("\n".join(json.dumps(as_data(one.story), ensure_ascii=False) for one in shown))
    else:
        click.echo("\n\n".join(_drawn(one, explain=explain) for one in shown))


@main.command("read")
@click.argument("file", type=click.File("rb"), default="-")
@click.option("--jobs", default=1, type=click.IntRange(1, 256), help="How many processor cores to use. Left out: 1.")
def read_posts(file: BinaryIO, jobs: int) -> None:
    """Read posts as lines of JSON, from FILE or from standard input, and write each story as a line of JSON.

    A post is {"id", "text" or "html"}, and "title", "url", "author", "published" if you have them. Each line is
    answered by one, in order; one that is no post by {"id", "error"}.
    """
    from bot import reading
    from bot.progress import Progress

    shown = Progress("posts", sys.stderr)
    try:
        for line in reading.read(reading.lines(file), jobs=jobs):
            sys.stdout.write(line + "\n")
            shown.step()
    except BrokenPipeError:
        # Whoever read along has seen enough; Python would complain once more as it closes the pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    shown.end()


@main.command("check")
@click.option("--offline", is_flag=True, help="Do not ask Discord whether it knows the token and what the bot may do.")
@click.pass_obj
@_runs
async def look_for_problems(file: Path | None, offline: bool) -> None:
    """Say what is wrong with the config, the token, the store and the permissions; exit 0 if nothing is."""
    from bot import check, log

    log.set_up("error", "lines")
    found = await check.problems(file, ask_discord=not offline)
    if found:
        _end(*found)
    click.echo("All is well.")


@main.command("migrate")
@click.pass_obj
@_runs
async def bring_up_to_date(file: Path | None) -> None:
    """Bring the store's tables up to this version; `run` does so by itself when it starts."""
    from bot import config as settings
    from bot.store import open_store

    async with open_store(settings.load(file).store.address.get_secret_value()):
        click.echo("The store is up to date.")


@main.command("backup")
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
@_runs
async def back_up(file: Path | None, target: Path) -> None:
    """Write a complete copy of the store to TARGET, a new file, while the bot runs."""
    from bot import config as settings
    from bot.store import open_store

    async with open_store(settings.load(file).store.address.get_secret_value(), migrate=False) as store:
        await store.backup(target)
    click.echo(f"The store is copied to {target}.")


def _drawn(shown: "Preview", *, explain: bool) -> str:
    from bot.sandbox.draw import Canvas, drawn
    from cogs import cards

    canvas = Canvas(width=min(shutil.get_terminal_size().columns, 100), colour=sys.stdout.isatty())
    embeds = [cards.preview(shown.digest), *([cards.explained(shown.story)] if explain else [])]
    return drawn({"embeds": embeds}, canvas)


def _ending(error: Exception) -> tuple[int, tuple[str, ...]]:
    """The exit code and the sentences that an error ends with; no sentence for one that nobody expected."""
    from bot.app import NotListening
    from bot.client import TokenRefused
    from bot.config import BadConfig
    from bot.deliver import TokenIsDead
    from bot.preview import NothingToShow
    from bot.sandboxed import NotStarted
    from bot.store import NotBackedUp, StoreUnavailable

    match error:
        case BadConfig(problems=problems):
            return WRONG, problems
        case StoreUnavailable() | NotBackedUp() | NothingToShow() | NotStarted() | NotListening():
            return WRONG, (str(error),)
        case TokenRefused():
            return TOKEN_DEAD, (str(error),)
        case TokenIsDead():
            return TOKEN_DEAD, (
                "Discord no longer knows the bot's token. Nothing is lost: start again with a new one.",
            )
        case _:
            return WRONG, ()


def _end(*sentences: str, code: int = WRONG) -> NoReturn:
    for sentence in sentences:
        click.echo(sentence, err=True)
    sys.exit(code)
