"""Discord closes the line: where that is for good the bot says why and ends, else it comes back."""

import asyncio

import pytest

from bot import app
from bot.client import TokenRefused
from tests.journeys.newsroom import Newsroom


@pytest.mark.parametrize("code", [4004, 4011, 4013, 4014])
async def test_a_line_that_is_closed_for_good_ends_the_bot_with_the_reason(code: int, newsroom: Newsroom) -> None:
    """The code, what it means and what to do; ending without a word would look like an end that was asked for."""
    newsroom.discord.refuse_sessions(code)
    with pytest.raises(TokenRefused, match=rf"code {code}\): (it|the bot) .*\. .*"):
        await asyncio.wait_for(app.run(newsroom.config(), stop=asyncio.Event(), say=lambda words: None), 20)


async def test_a_line_that_breaks_is_taken_up_again(newsroom: Newsroom) -> None:
    """After a close that may be resumed, and when Discord asks for it, commands are answered as before."""
    async with newsroom.bot():
        newsroom.discord.close_gateway(4009)
        await asyncio.sleep(1)
        await newsroom.discord.ready(10)
        closed = await newsroom.type("/feed list")
        newsroom.discord.reconnect()
        await asyncio.sleep(1)
        await newsroom.discord.ready(10)
        asked = await newsroom.type("/feed list")
    assert "follows nothing yet" in closed.text
    assert "follows nothing yet" in asked.text
