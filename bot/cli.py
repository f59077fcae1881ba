"""The command line: each command reads what was typed, calls one part of the bot, and ends with a clear exit code."""

import asyncio
import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import aclosing
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TextIO, cast

import click

from bot.ending import WRONG, end, runs
from bot.feeds_cli import feeds

# Each command imports what it needs when it is called, so that `read` and `--help` need not wait for a library that
# speaks to Discord, and a filter takes no more memory than filtering does.

if TYPE_CHECKING:
    from bot.news.model import Length
    from bot.outbox.backtest import Backtest
    from bot.outbox.model import Message
    from bot.preview import Preview


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
@runs
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
@click.option(
    "--port", default=0, type=click.IntRange(0, 65535), help="Where the page is, on 127.0.0.1. Left out: any free port."
)
@click.option("--no-browser", is_flag=True, help="Only print the page's address.")
@click.option(
    "--openapi",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="A copy of Discord's OpenAPI description: every request is held against it too.",
)
@click.option(
    "--script",
    "scene",
    type=click.File(encoding="utf-8"),
    help="Instead: play this written scene, print what it shows, and end; nothing is kept.",
)
@click.option("--json", "as_json", is_flag=True, help="With --script: the messages as Discord writes them.")
@runs
async def sandbox(
    folder: Path,
    fresh: bool,
    port: int,
    no_browser: bool,
    openapi: Path | None,
    scene: TextIO | None,
    as_json: bool,
) -> None:
    """Run the whole bot beside a stand-in for Discord and a demo blog, all on this machine; no account needed.

    A page shows it, at the address that is printed.
    """
    from bot import app, sandboxed
    from bot.sandbox.scenes import script

    wishes = sandboxed.Wishes(folder, fresh=fresh, port=port, browse=not no_browser, openapi=openapi)
    if scene is not None:
        await sandboxed.play_scene(script.read(scene.read()), wishes, as_json=as_json)
        return
    if as_json:
        raise click.UsageError("--json goes with --script.")
    with app.stopping_on_signals() as stop:
        await sandboxed.play(wishes, stop=stop)


@main.command("preview")
@click.argument("what", required=False)
@click.option("--count", default=3, type=click.IntRange(1, 50), help="How many of a feed's stories. Left out: 3.")
@click.option(
    "--length",
    default="medium",
    type=click.Choice(["short", "medium", "long"]),
    help="How much to say. Left out: medium.",
)
@click.option("--explain", is_flag=True, help="Also why these quotes were chosen.")
@click.option("--json", "as_json", is_flag=True, help="The stories as data, one line of JSON each.")
@click.option("--as", "whose", metavar="SUBSCRIPTION", help="Instead of WHAT: the next edition of that one's channel.")
@click.option("--last-week", is_flag=True, help="With --as: all that the channel would have been told in seven days.")
@click.pass_obj
@runs
async def show(
    file: Path | None,
    what: str | None,
    count: int,
    length: "Length",
    explain: bool,
    as_json: bool,
    whose: str | None,
    last_week: bool,
) -> None:
    """Show the digests of WHAT as they would be posted; nothing is kept and nobody is told.

    WHAT is the address of a feed or a page, or a file: a feed, a post's HTML page, or its plain text.

    With --as, show what a channel would be told next by the settings that its subscriptions have;
    `late-edition feeds list --channels` shows the names of subscriptions.
    """
    if (what is None) == (whose is None):
        raise click.UsageError("Say WHAT to show, or --as and a subscription.")
    if last_week and whose is None:
        raise click.UsageError("--last-week goes with --as: it is the week of one channel.")
    if whose is not None:
        await _show_as(file, whose, last_week=last_week)
    elif what is not None:
        await _show(file, what, count=count, length=length, explain=explain, as_json=as_json)


async def _show(file: Path | None, what: str, *, count: int, length: "Length", explain: bool, as_json: bool) -> None:
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


async def _show_as(file: Path | None, whose: str, *, last_week: bool) -> None:
    from bot import app, log, preview
    from bot import config as settings

    config = settings.load(file)
    log.set_up("error", "lines")
    async with app.store_of(config) as store:
        if last_week:
            lines = [*_week(await preview.last_week_as(store, whose, app.now()))]
        else:
            awaiting = await preview.next_edition(store, whose, app.now())
            lines = [awaiting.told, *([_as_posted(awaiting.message)] if awaiting.message else [])]
    click.echo("\n".join(lines))


@main.command("read")
@click.argument("files", metavar="[FILE]...", nargs=-1)
@click.option("--feed", "as_feeds", is_flag=True, help="Each FILE is a feed; write its entries.")
@click.option("--address", metavar="URL", help="With --feed: where the feeds stand on the web, for relative links.")
@click.option("--jobs", default=1, type=click.IntRange(1, 256), help="How many processor cores to use. Left out: 1.")
@click.pass_context
def read(context: click.Context, files: tuple[str, ...], as_feeds: bool, address: str | None, jobs: int) -> None:
    """Read posts, or feeds, and write what is in them as lines of JSON.

    Posts are lines of JSON in one FILE: {"id", "text" or "html"}, and "title", "url", "author", "published" if you have
    them. Each is answered by its story, in order; a line that is no post by {"id", "error"}.

    With --feed, each FILE is a feed: RSS, Atom, RDF or JSON Feed. Each entry is one line: {"id", "link", "title",
    "published", "updated", "author", "html", "summary", "enclosures", "problems"}, and first of all "feed", the FILE,
    where there are several. A FILE that is no feed is answered by {"feed", "error"}. The exit code is 1 if none could
    be read.

    Without FILE, or for "-", standard input is read.
    """
    if as_feeds:
        _read_feeds(files or ("-",), address=address, jobs=jobs)
        return
    if len(files) > 1:
        raise click.UsageError("Posts stand in one FILE; for feeds, say --feed.")
    if address is not None:
        raise click.UsageError('--address goes with --feed; a post has its own "url".')
    stream = click.File("rb").convert("".join(files) or "-", None, context)
    _read_posts(cast(BinaryIO, stream), jobs=jobs)


def _read_posts(file: BinaryIO, *, jobs: int) -> None:
    from bot import reading
    from bot.progress import Progress

    shown = Progress("posts", sys.stderr)
    try:
        for line in reading.read(reading.lines(file), jobs=jobs):
            sys.stdout.write(line + "\n")
            shown.step()
    except BrokenPipeError:
        _stop_writing()
    shown.end()


@runs
async def _read_feeds(files: tuple[str, ...], *, address: str | None, jobs: int) -> None:
    from bot import reading
    from bot.progress import Progress
    from bot.room import Room, RoomError

    shown = Progress("feeds", sys.stderr)
    found_any = False
    jobs = min(jobs, len(files))
    try:
        async with (
            Room(workers=jobs) as room,
            aclosing(reading.feeds(room.do, files, address=address, jobs=jobs)) as answers,
        ):
            async for answer in answers:
                found_any |= answer.is_feed
                # Whoever reads along may pause, and the room's clocks go on.
                await asyncio.to_thread(_put, answer.lines)
                shown.step()
    except BrokenPipeError:
        _stop_writing()
    except RoomError as error:
        end(f"No feed can be read here: {error}.")
    shown.end()
    if not found_any:
        sys.exit(WRONG)


def _put(lines: str) -> None:
    sys.stdout.write(lines)
    sys.stdout.flush()


def _stop_writing() -> None:
    """Whoever read along has seen enough; Python would complain once more as it closes the pipe."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@main.command("check")
@click.option("--offline", is_flag=True, help="Do not ask Discord whether it knows the token and what the bot may do.")
@click.pass_obj
@runs
async def look_for_problems(file: Path | None, offline: bool) -> None:
    """Say what is wrong with the config, the token, the store and the permissions; exit 0 if nothing is."""
    from bot import check, log

    log.set_up("error", "lines")
    found = await check.problems(file, ask_discord=not offline)
    if found:
        end(*found)
    click.echo("All is well.")


@main.command("migrate")
@click.pass_obj
@runs
async def bring_up_to_date(file: Path | None) -> None:
    """Bring the store's tables up to this version; `run` does so by itself when it starts."""
    from bot import config as settings
    from bot.store import open_store

    async with open_store(settings.load(file).store.address.get_secret_value()):
        click.echo("The store is up to date.")


@main.command("backup")
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
@runs
async def back_up(file: Path | None, target: Path) -> None:
    """Write a complete copy of the store to TARGET, a new file, while the bot runs."""
    from bot import config as settings
    from bot.store import open_store

    async with open_store(settings.load(file).store.address.get_secret_value(), migrate=False) as store:
        await store.backup(target)
    click.echo(f"The store is copied to {target}.")


def _week(tried: "Backtest") -> Iterator[str]:
    """What was said in a week, a line for each message, in the time of this machine."""
    from bot.operate import shown
    from bot.outbox.backtest import summary, what

    yield summary(tried)
    for one in tried.messages:
        yield f"{one.at.astimezone():%a %d %b %H:%M}  {shown(what(one.message))}"


def _drawn(one: "Preview", *, explain: bool) -> str:
    from cogs import cards

    embeds = [cards.preview(one.digest), *([cards.explained(one.story)] if explain else [])]
    return _on_canvas({"embeds": embeds})


def _as_posted(message: "Message") -> str:
    from cogs.messages import rich_body

    return _on_canvas(rich_body(message))


def _on_canvas(body: Mapping[str, Any]) -> str:
    from bot.sandbox.terminal.draw import Canvas, drawn

    return drawn(body, Canvas(width=min(shutil.get_terminal_size().columns, 100), colour=sys.stdout.isatty()))


main.add_command(feeds)
