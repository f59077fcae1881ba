"""The whole bot on a stage of its own, for a person who tries it without an account: a page, a terminal, a scene."""

import asyncio
import os
import shutil
import sys
import webbrowser
from dataclasses import replace
from datetime import timedelta
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from bot.sandbox import StandIn
from bot.sandbox.page import Page
from bot.sandbox.scenes import playing, script
from bot.sandbox.terminal.draw import Canvas
from bot.sandbox.terminal.terminal import HELP, Terminal, typed_lines
from bot.sandbox.town import ADMIN, CHANNEL
from bot.stage import NotStarted, Stage, Wishes, acting, ready, staged, watched

__all__ = ["NotStarted", "Wishes", "play", "play_scene"]

SHOWN_OF_BEFORE = 4
PATIENCE = timedelta(seconds=2)
"""How often the bot asks the demo blog while somebody watches."""

HASTE = timedelta(seconds=0.5)
"""How often it asks where a scene is played, and nobody watches."""


async def play(wishes: Wishes, *, stop: asyncio.Event) -> None:
    """Run the sandbox until `stop` is set or "quit" is typed; what happened stays in its folder for the next time.

    Raises `NotStarted`.
    """
    async with staged(wishes, _say) as stage, watched(stage, wishes.port) as page:
        _say("3/3 Starting the bot …")
        async with acting(stage, wishes.folder, stop, every=PATIENCE) as bot:
            showing = asyncio.create_task(_show(stage, page, wishes, stop))
            try:
                await asyncio.wait({bot, showing}, return_when=asyncio.FIRST_COMPLETED)
                if showing.done():
                    showing.result()
            finally:
                _say("\nClosing …")
                showing.cancel()
                await asyncio.gather(showing, return_exceptions=True)
    _say(f"Everything is kept in {wishes.folder}; the same command goes on from here, and with --fresh begins anew.")


async def play_scene(steps: tuple[script.Step, ...], wishes: Wishes, *, as_json: bool) -> None:
    """Play a written scene on a stage that is gone afterwards, and print what it shows.

    Raises `NotStarted`, and `NotAsWritten` where something does not come as the scene says.
    """
    with TemporaryDirectory(prefix="late-edition-") as scratch:
        wishes = replace(wishes, folder=Path(scratch))
        async with (
            staged(wishes, _unsaid) as stage,
            acting(stage, wishes.folder, asyncio.Event(), every=HASTE),
        ):
            await ready(stage)
            await playing.play(steps, stage.discord, stage.newsroom, say=_say, as_json=as_json)


async def _show(stage: Stage, page: Page, wishes: Wishes, stop: asyncio.Event) -> None:
    """What a person sees and does: the page, the channel as it fills, the newsroom at work, and a line to type in."""
    await ready(stage)
    _say(f"\nOpen this in a browser:\n\n  {page.address}\n")
    if wishes.browse and _has_a_screen():
        await asyncio.to_thread(_browse, wishes.folder / "open.html", page.address)
    terminal = _terminal(stage.discord)
    tasks = [asyncio.create_task(terminal.follow())]
    try:
        await _open_channel(stage, terminal)
        tasks.append(asyncio.create_task(stage.newsroom.play(pause=asyncio.sleep, say=_aside)))
        tasks.append(asyncio.create_task(_obey(terminal, stop)))
        await stop.wait()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _open_channel(stage: Stage, terminal: Terminal) -> None:
    """Let the channel follow the blog, as an admin would; or show what it held when the sandbox was left."""
    # A channel that was left before anything stood in it is begun with anew: following twice changes nothing.
    if not stage.begins and stage.discord.messages(stage.discord.world.channel_named(CHANNEL).id):
        _say(f"\nWelcome back. #{CHANNEL} as you left it:")
        terminal.show_history(SHOWN_OF_BEFORE)
        return
    line = f"/feed add {stage.blog.home}"
    _say(f"\nThe bot is ready. {ADMIN}, who manages this server, types in #{CHANNEL}:\n\n  {line}")
    await terminal.play(line)


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


def _terminal(discord: StandIn) -> Terminal:
    world = discord.world
    canvas = Canvas(
        width=min(shutil.get_terminal_size().columns, 90),
        colour=sys.stdout.isatty(),
        channels={str(channel.id): channel.name for channel in world.channels.values()},
    )
    channel, by = world.channel_named(CHANNEL).id, world.user_named(ADMIN).id
    return Terminal(discord, channel=channel, by=by, say=_say, canvas=canvas)


def _browse(door: Path, address: str) -> None:
    """Open a browser by way of a file that nobody else may read: command lines are for everybody on a machine."""
    door.unlink(missing_ok=True)
    door.touch(mode=0o600)
    door.write_text(f'<!doctype html><meta http-equiv="refresh" content="0;url={escape(address)}">', encoding="utf-8")
    webbrowser.open(door.absolute().as_uri())


def _has_a_screen() -> bool:
    """Whether a browser would open a window: a text browser would take the terminal away from whoever types in it."""
    if not sys.stdout.isatty():
        return False
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _say(words: str) -> None:
    click.echo(words)


def _aside(words: str) -> None:
    click.echo(click.style(f"\n  · {words}", dim=True))


def _unsaid(words: str) -> None:
    """Let a scene's output be the scene alone."""
