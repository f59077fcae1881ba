"""What is typed in a terminal is played as a member's, and what comes is drawn."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from bot.sandbox.terminal.draw import Canvas
from bot.sandbox.terminal.terminal import HELP, Terminal
from tests.sandbox.test_playing import Stage, acted


def terminal(played: Stage, said: list[str]) -> Terminal:
    """Open a terminal on #news for mira, who reads what is said."""
    world = played.discord.world
    channel, by = world.channel_named("news").id, world.user_named("mira").id
    return Terminal(played.discord, channel=channel, by=by, say=said.append, canvas=Canvas())


async def test_typed_lines_are_played() -> None:
    """A command, a button of the newest message that has it, a form that is shown; anything else asks for help."""
    async with acted() as played:
        said: list[str] = []
        typing = terminal(played, said)
        following = asyncio.create_task(typing.follow())
        await asyncio.sleep(0)
        await typing.play("/post words:Fog")
        await played.discord.wait_for_message(played.discord.world.channel_named("news").id)
        for line in ("press why", "/write", "/nothing", "press Less", "what now"):
            await typing.play(line)
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
        shown = "\n".join(said)
        assert "Only you see this:\nLate Edition [APP]" in shown
        assert "\nFog: no reason" in shown
        assert "\nDigest this\n┆ Words\n┆ []\n┆ How\n┆ ⟨Choose …: At once / Later⟩" in shown
        assert "Not done: there is no command /nothing" in shown
        assert "Not done: no message here has a button Less" in shown
        assert said[-1] == HELP


async def test_an_edit_is_drawn_by_what_it_changed() -> None:
    """A message that was drawn before is not drawn again whole."""
    async with acted() as played:
        said: list[str] = []
        typing = terminal(played, said)
        news = played.discord.world.channel_named("news").id
        following = asyncio.create_task(typing.follow())
        await asyncio.sleep(0)
        await typing.play("/post words:Fog")
        message = await played.discord.wait_for_message(news)
        world = played.discord.world
        world.change_message(replace(world.messages[news][int(message["id"])], content="More fog"))
        await asyncio.sleep(0.01)
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
        assert said[-1].split("\n")[2:] == ["- Fog", "+ More fog"]
        typing.show_history(1)
        assert len(said) == 3
