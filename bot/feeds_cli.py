"""The commands for operators, `late-edition feeds …`: what is followed, how it goes and why; lists in and out."""

import asyncio
import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from bot.ending import end, runs

if TYPE_CHECKING:
    from bot.config import Config
    from bot.operate import Place


def _id(typed: str) -> int:
    """Read an id of Discord's, as large as the store takes it; raises `click.BadParameter`."""
    if re.fullmatch(r"[0-9]{1,19}", typed) and 0 < int(typed) < 2**63:
        return int(typed)
    raise click.BadParameter(
        f"“{typed[:40]}” is no id. Discord's ids are numbers such as 810000000000000001: switch on Developer Mode in "
        "its settings, and Copy ID stands in the menu of servers, channels and people."
    )


def _placed(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that say where to post, and who hears when something is wrong there."""
    wanted = (
        ("--server", "The id of the server (Copy Server ID)."),
        ("--channel", "The id of the channel to post in (Copy Channel ID)."),
        ("--person", "The id of who is told when something goes wrong (Copy User ID)."),
    )
    for name, told in reversed(wanted):
        command = click.option(name, type=_id, metavar="ID", required=True, help=told)(command)
    return command


@click.group()
def feeds() -> None:
    """Look after feeds from the command line, while the bot runs or not.

    Ids are Discord's: switch on Developer Mode in its settings, and Copy ID stands in the menu of servers, channels and
    people.
    """


@feeds.command("add", short_help="Let a channel follow a feed.")
@click.argument("address")
@_placed
@click.pass_obj
@runs
async def add(file: Path | None, address: str, server: int, channel: int, person: int) -> None:
    """Let a channel follow the feed at ADDRESS, or the one that the page there leads to."""
    from bot import app, operate
    from bot.web.discover import discover

    config = _config(file)
    async with app.store_of(config) as store, app.web_of(config) as web, app.room_of(config) as room:
        find = partial(discover, web.fetch, elsewhere=room.do)
        lines = await operate.add(store, find, app.now(), address, _place(server, channel, person))
    click.echo("\n".join(lines))


@feeds.command("list")
@click.option("--channels", is_flag=True, help="Also which channels follow each feed, and their subscriptions' names.")
@click.option("--json", "as_json", is_flag=True, help="For programs: a line of JSON for each feed.")
@click.pass_obj
@runs
async def listed(file: Path | None, channels: bool, as_json: bool) -> None:
    """List every feed that is followed, and how it goes.

    "due" is asked as soon as the bot runs and its turn comes.
    """
    from bot import app, operate

    async with app.store_of(_config(file)) as store:
        show = operate.listed_as_data if as_json else operate.listed
        lines = tuple(await show(store, app.now(), channels=channels))
    if lines:
        click.echo("\n".join(lines))
    elif not as_json:
        click.echo("No feed is followed yet. Begin with `late-edition feeds add`.")


@feeds.command("why", short_help="Say when a feed is asked, and how it went.")
@click.argument("address")
@click.pass_obj
@runs
async def why(file: Path | None, address: str) -> None:
    """Say all that is known of the feed at ADDRESS: how the last polls went, when it is asked next, and why then."""
    from bot import app, operate

    async with app.store_of(_config(file)) as store:
        click.echo("\n".join(await operate.why(store, app.now(), address)))


@feeds.command("poll", short_help="Ask a feed now.")
@click.argument("address")
@click.pass_obj
@runs
async def poll(file: Path | None, address: str) -> None:
    """Ask the feed at ADDRESS now, though it is not due; what is new is posted by the running bot."""
    from bot import app, operate

    config = _config(file)
    async with app.store_of(config) as store, app.web_of(config) as web, app.room_of(config) as room:
        click.echo(await operate.poll_now(app.poller_of(config, store, web, room), address))


@feeds.command("remove", short_help="Let a channel follow a feed no more.")
@click.argument("address")
@click.option("--server", type=_id, metavar="ID", required=True, help="The id of the server (Copy Server ID).")
@click.option("--channel", type=_id, metavar="ID", required=True, help="The id of the channel (Copy Channel ID).")
@click.pass_obj
@runs
async def remove(file: Path | None, address: str, server: int, channel: int) -> None:
    """Let a channel follow the feed at ADDRESS no more; what was posted stays."""
    from bot import app, operate

    async with app.store_of(_config(file)) as store:
        click.echo(await operate.remove(store, address, server, channel))


@feeds.command("import", short_help="Let a channel follow all feeds of an OPML file.")
@click.argument("file", metavar="OPML", type=click.File("rb"))
@_placed
@click.pass_obj
def bring_in(config_file: Path | None, file: BinaryIO, server: int, channel: int, person: int) -> None:
    """Let a channel follow every feed in an OPML file, from now on; "-" is standard input.

    Nothing that stands in the feeds already is posted. What is followed already stays as it is, so that an import which
    was stopped can be begun again.
    """
    from bot.opml import MOST_BYTES

    # Not in the event loop, which would not hear Ctrl-C while a terminal is waited for.
    try:
        body = file.read(MOST_BYTES + 1)
    except OSError as error:
        end(f"{file.name} cannot be read: {error.strerror}.")
    _bring_in(config_file, body, _place(server, channel, person))


@runs
async def _bring_in(config_file: Path | None, body: bytes, place: "Place") -> None:
    from bot import app, operate
    from bot.opml import read_opml
    from bot.progress import Progress
    from bot.store import StoreUnavailable

    outlines = read_opml(body)
    if not outlines:
        end("The list names no feeds. Export it anew from the reader that it came from.")
    total = _feeds(len(outlines))
    shown = Progress("feeds", sys.stderr, len(outlines))
    async with app.store_of(_config(config_file)) as store:
        try:
            done = await operate.bring_in(store, app.now(), outlines, place, shown.step)
        except (asyncio.CancelledError, StoreUnavailable):
            shown.end()
            click.echo(
                f"Stopped after {shown.done:,} of {total}, which are kept. The same command goes on from there.",
                err=True,
            )
            raise
    shown.end()
    for problem in done.refused:
        click.echo(operate.shown(problem), err=True)
    known = len(outlines) - done.new - len(done.refused)
    told = f"Of {total}: {done.new:,} new, {known:,} followed already, {len(done.refused):,} that cannot be followed."
    if len(done.refused) == len(outlines):
        end(told)
    click.echo(told)


@feeds.command("export", short_help="Write all feeds to an OPML file.")
@click.argument("target", metavar="OPML", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@click.pass_obj
@runs
async def take_out(file: Path | None, target: Path) -> None:
    """Write every feed that is followed to an OPML file, which other readers take; "-" is standard output."""
    from bot import app, operate
    from bot.opml import write_opml

    async with app.store_of(_config(file)) as store:
        outlines = await operate.taken_out(store)
    written = write_opml(outlines, "Late Edition", datetime.now(UTC))
    if str(target) == "-":
        sys.stdout.buffer.write(written)
        return
    try:
        await asyncio.to_thread(target.write_bytes, written)
    except OSError as error:
        end(f"{target} cannot be written: {error.strerror}.")
    click.echo(f"Written to {target}: {_feeds(len(outlines))}.")


def _config(file: Path | None) -> "Config":
    from bot import config as settings
    from bot import log

    log.set_up("error", "lines")
    return settings.load(file)


def _feeds(number: int) -> str:
    return f"{number:,} feed{'' if number == 1 else 's'}"


def _place(server: int, channel: int, person: int) -> "Place":
    from bot.operate import Place

    return Place(server, channel, person)
