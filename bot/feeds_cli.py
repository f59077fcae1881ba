"""The commands for operators, `late-edition feeds …`: what is followed, how it goes and why; lists in and out."""

import asyncio
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

_ID = click.IntRange(1, 2**63 - 1)


def _placed(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that say where to post, and who hears when something is wrong there."""
    options = (
        click.option("--server", type=_ID, required=True, help="The id of the server (Copy Server ID)."),
        click.option("--channel", type=_ID, required=True, help="The id of the channel to post in (Copy Channel ID)."),
        click.option("--person", type=_ID, required=True, help="The id of who is told when something goes wrong."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.group()
def feeds() -> None:
    """Look after feeds from the command line, while the bot runs or not.

    Ids are Discord's: switch on Developer Mode in its settings, and Copy ID stands in the menu of servers, channels and
    people.
    """


@feeds.command("add")
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
        click.echo(await operate.add(store, find, app.now(), address, _place(server, channel, person)))


@feeds.command("list")
@click.pass_obj
@runs
async def listed(file: Path | None) -> None:
    """List every feed that is followed, with how it goes."""
    from bot import app, operate

    async with app.store_of(_config(file)) as store:
        lines = tuple(await operate.listed(store, app.now()))
    click.echo("\n".join(lines) if lines else "No feed is followed yet. Begin with `late-edition feeds add`.")


@feeds.command("why")
@click.argument("address")
@click.pass_obj
@runs
async def why(file: Path | None, address: str) -> None:
    """Say all that is known of the feed at ADDRESS: when it is asked next, why then, and what is wrong with it."""
    from bot import app, operate

    async with app.store_of(_config(file)) as store:
        click.echo("\n".join(await operate.why(store, app.now(), address)))


@feeds.command("poll")
@click.argument("address")
@click.pass_obj
@runs
async def poll(file: Path | None, address: str) -> None:
    """Ask the feed at ADDRESS now, though it is not due; what is new is posted by the running bot."""
    from bot import app, operate

    config = _config(file)
    async with app.store_of(config) as store, app.web_of(config) as web, app.room_of(config) as room:
        click.echo(await operate.poll_now(app.poller_of(config, store, web, room), address))


@feeds.command("import")
@click.argument("file", metavar="OPML", type=click.File("rb"))
@_placed
@click.pass_obj
@runs
async def bring_in(config_file: Path | None, file: BinaryIO, server: int, channel: int, person: int) -> None:
    """Let a channel follow every feed in an OPML file, from now on; "-" is standard input.

    Nothing that stands in the feeds already is posted.
    """
    from bot import app, operate
    from bot.opml import MOST_BYTES, read_opml
    from bot.progress import Progress

    outlines = read_opml(file.read(MOST_BYTES + 1))
    shown = Progress("feeds", sys.stderr)
    async with app.store_of(_config(config_file)) as store:
        done = await operate.bring_in(store, app.now(), outlines, _place(server, channel, person), shown.step)
    shown.end()
    for problem in done.refused:
        click.echo(problem, err=True)
    known = len(outlines) - done.new - len(done.refused)
    click.echo(f"{done.new:,} new, {known:,} followed already, {len(done.refused):,} that cannot be followed.")


@feeds.command("export")
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
    click.echo(f"{len(outlines):,} feeds are written to {target}.")


def _config(file: Path | None) -> "Config":
    from bot import config as settings
    from bot import log

    log.set_up("error", "lines")
    return settings.load(file)


def _place(server: int, channel: int, person: int) -> "Place":
    from bot.operate import Place

    return Place(server, channel, person)
