"""A stranger runs the sandbox, sees a digest and its follow-up, types a command, leaves, and comes back."""

import asyncio
import signal
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from pathlib import Path

from bot.sandbox import keep


async def start(folder: Path) -> Process:
    """The sandbox as a process of its own, with somebody at the keyboard."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "sandbox", "--folder", str(folder)), stdin=PIPE, stdout=PIPE, stderr=STDOUT
    )


async def seen(sandbox: Process, words: str, *, within: float = 45) -> str:
    """Read the terminal until it shows these words, and return all that it showed."""
    assert sandbox.stdout
    shown = ""
    async with asyncio.timeout(within):
        while words not in shown:
            line = await sandbox.stdout.readline()
            assert line, shown
            shown += line.decode()
    return shown


async def leave(sandbox: Process) -> str:
    """Press Ctrl-C, and return what is still shown."""
    assert sandbox.stdout
    sandbox.send_signal(signal.SIGINT)
    rest = await asyncio.wait_for(sandbox.stdout.read(), 30)
    assert await sandbox.wait() == 0, rest.decode()
    return rest.decode()


async def test_the_sandbox_plays_the_whole_river_and_goes_on_where_it_was(tmp_path: Path) -> None:
    """Nothing is posted twice by coming back, and what was seen is there."""
    folder = tmp_path / "sandbox"
    sandbox = await start(folder)
    assert sandbox.stdin
    opening = await seen(sandbox, "The blog publishes")
    sandbox.stdin.write(b"/feed list\n/nonsense\n")
    filled = await seen(sandbox, "in reply to: Port and city agree to talk again after the strike")
    await seen(sandbox, "That was all for this post.")
    sandbox.stdin.write(b"/news latest\n")
    await seen(sandbox, "Latest news")
    closing = await leave(sandbox)
    assert "3/3 Starting the bot" in opening
    assert "Feeds of this server" in filled
    assert "Not done:" in filled
    assert "goes on from here" in closing

    again = await start(folder)
    await seen(again, "Welcome back")
    await seen(again, "That was all for this post.")
    await leave(again)
    world = keep.load(folder / "discord.json")
    news = world.history(world.channel_named("news").id)
    titles = [message.embeds[0].get("title") for message in news if message.embeds]
    assert titles.count("Port and city agree to talk again after the strike") == 1


async def test_a_sandbox_left_at_once_begins_where_nothing_had_begun(tmp_path: Path) -> None:
    """Whoever presses Ctrl-C before the channel follows the blog finds no silent sandbox the next time."""
    first = await start(tmp_path)
    await seen(first, "3/3 Starting the bot")
    await leave(first)
    again = await start(tmp_path)
    await seen(again, "/feed add http://127.0.0.1")
    await seen(again, "More headlines coming later")
    await leave(again)


async def test_a_sandbox_that_is_broken_says_how_to_begin_anew(tmp_path: Path) -> None:
    """Exit code 1 and a sentence."""
    (tmp_path / "discord.json").write_text("{")
    sandbox = await start(tmp_path)
    assert sandbox.stdout
    shown = (await sandbox.stdout.read()).decode()
    assert await sandbox.wait() == 1
    assert "--fresh" in shown
    assert "Traceback" not in shown
