"""The whole bot beside a stand-in for Discord and a demo blog, in a terminal: to be tried without an account."""

import asyncio
import contextlib
import shutil
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import click

from bot import app, log
from bot import config as settings
from bot.sandbox import StandIn, Unreadable, blog
from bot.sandbox.draw import Canvas
from bot.sandbox.terminal import HELP, Terminal, typed_lines
from bot.store import StoreUnavailable

LOOPBACK = "127.0.0.1"
CHANNEL = "news"
ADMIN = "mira"
SHOWN_OF_BEFORE = 4
READY_WITHIN = 20.0
COMMANDS_WITHIN = 5.0


class NotStarted(Exception):
    """The sandbox cannot begin; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class _Stage:
    """Everything but the bot, open."""

    discord: StandIn
    blog: blog.Blog
    terminal: Terminal


async def play(folder: Path, *, fresh: bool, stop: asyncio.Event) -> None:
    """Run the sandbox until `stop` is set or "quit" is typed; what happened stays in `folder` for the next time.

    Raises `NotStarted`.
    """
    _prepare(folder, fresh=fresh)
    async with _stage(folder) as stage:
        config = settings.for_sandbox(
            api=stage.discord.api,
            gateway=stage.discord.gateway,
            token=stage.discord.token,
            store=folder / "late-edition.db",
        )
        _say("3/3 Starting the bot …")
        bot = asyncio.create_task(app.run(config, stop=stop, say=lambda invite: None))
        showing = asyncio.create_task(_show(stage, stop))
        try:
            await asyncio.wait({bot, showing}, return_when=asyncio.FIRST_COMPLETED)
            if showing.done():
                showing.result()
        finally:
            stop.set()
            _say("\nClosing …")
            showing.cancel()
            await asyncio.gather(showing, return_exceptions=True)
            await _ended(bot)
    _say(f"Everything is kept in {folder}; the same command goes on from here, and with --fresh begins anew.")


async def _ended(bot: asyncio.Task[None]) -> None:
    try:
        await bot
    except StoreUnavailable as error:
        raise NotStarted(f"{error} Or begin anew with --fresh.") from None


async def _show(stage: _Stage, stop: asyncio.Event) -> None:
    """What a person sees and does: the channel as it fills, the newsroom at work, and a line to type in."""
    try:
        await stage.discord.ready(READY_WITHIN)
    except TimeoutError:
        raise NotStarted(
            "The bot did not connect in time; late-edition.log, in the sandbox's folder, says why."
        ) from None
    tasks = [asyncio.create_task(stage.terminal.follow())]
    try:
        await _open_channel(stage)
        tasks.append(asyncio.create_task(blog.play(stage.blog, pause=asyncio.sleep, say=_aside)))
        tasks.append(asyncio.create_task(_obey(stage.terminal, stop)))
        await stop.wait()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _open_channel(stage: _Stage) -> None:
    """Let the channel follow the blog, as an admin would; or show what it held when the sandbox was left."""
    # A channel that was left before anything stood in it is begun with anew: following twice changes nothing.
    if stage.discord.messages(stage.discord.world.channel_named(CHANNEL).id):
        _say(f"\nWelcome back. #{CHANNEL} as you left it:")
        stage.terminal.show_history(SHOWN_OF_BEFORE)
        return
    line = f"/feed add {stage.blog.home}"
    _say(f"\nThe bot is ready. {ADMIN}, who manages this server, types in #{CHANNEL}:\n\n  {line}")
    # Discord hears of the commands a moment after the bot has connected; without them the line says what is wrong.
    with contextlib.suppress(TimeoutError):
        await stage.discord.until(lambda: bool(stage.discord.world.commands), COMMANDS_WITHIN)
    await stage.terminal.play(line)


async def _obey(terminal: Terminal, stop: asyncio.Event) -> None:
    _say(f"\n{HELP}\n")
    if sys.stdin is None:  # as where a process is started with its input closed
        return
    async for line in typed_lines(sys.stdin):
        if line.strip() in ("quit", "exit"):
            stop.set()
            return
        if line.strip():
            await terminal.play(line.strip())


@contextlib.asynccontextmanager
async def _stage(folder: Path) -> AsyncIterator[_Stage]:
    async with contextlib.AsyncExitStack() as doors:
        try:
            _say("1/3 Opening a stand-in for Discord …")
            discord = await doors.enter_async_context(StandIn(keep=folder / "discord.json"))
            _say("2/3 Opening the demo blog …")
            demo = await doors.enter_async_context(blog.Blog(keep=folder / "blog.json"))
        except Unreadable as error:
            raise NotStarted(f"{error} Begin anew with --fresh.") from None
        except OSError as error:
            raise NotStarted(
                f"The sandbox could not open its addresses on {LOOPBACK}: {error.strerror or error}. Is it running in "
                "another terminal? Else begin anew with --fresh."
            ) from None
        world = discord.world
        canvas = Canvas(
            width=min(shutil.get_terminal_size().columns, 90),
            colour=sys.stdout.isatty(),
            channels={str(channel.id): channel.name for channel in world.channels.values()},
        )
        terminal = Terminal(
            discord, channel=world.channel_named(CHANNEL).id, by=world.user_named(ADMIN).id, say=_say, canvas=canvas
        )
        yield _Stage(discord, demo, terminal)


def _prepare(folder: Path, *, fresh: bool) -> None:
    try:
        if fresh and folder.exists():
            _forget(folder)
        folder.mkdir(parents=True, exist_ok=True)
        log.set_up("info", "lines", file=folder / "late-edition.log")
    except OSError as error:
        raise NotStarted(f"The folder {folder} cannot be used: {error.strerror}. Name another with --folder.") from None


def _forget(folder: Path) -> None:
    """Remove what a sandbox keeps, and nothing else that may be in the folder."""
    for kept in ("discord.json", "blog.json", "late-edition.log", "late-edition.db"):
        for file in folder.glob(f"{kept}*"):
            file.unlink()


def _say(words: str) -> None:
    click.echo(words)


def _aside(words: str) -> None:
    click.echo(click.style(f"\n  · {words}", dim=True))
