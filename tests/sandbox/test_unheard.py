"""What a bot could not hear is not held against it, and what it left undone stands on the wire."""

import asyncio
from datetime import timedelta

import aiohttp
import pytest

from bot.sandbox import StandIn
from bot.sandbox.interactions import SILENCE
from bot.sandbox.things import Command
from tests.sandbox.client import http

SOON = timedelta(seconds=0.05)


def asked(discord: StandIn) -> tuple[int, int]:
    """A command is known; whoever types it, and where."""
    world = discord.world
    world.set_commands(None, (Command(world.next_id(), None, {"name": "hello", "description": "Say hello"}),))
    return world.user_named("mira").id, world.channel_named("news").id


async def test_a_bot_that_is_not_connected_is_blamed_for_nothing() -> None:
    """It could not hear the command, and its answer, once it has heard, comes late for no fault of its own."""
    async with StandIn(answer_within=SOON) as discord, http(discord) as plain:
        mira, news = asked(discord)
        events: list[dict[str, str]] = []
        stop = discord.world.listen(lambda event: events.append(event.data))
        answer = await discord.type("/hello", by=mira, channel=news)
        stop()
        assert answer.failed == SILENCE
        told = next(event for event in events if "token" in event)
        hook = f"/interactions/{told['id']}/{told['token']}/callback"
        late = await plain.ask("POST", hook, {"type": 4, "data": {"content": "hello"}})
        assert (late.status, discord.violations) == (404, [])


async def test_silence_of_a_bot_that_heard_stands_among_the_exchanges() -> None:
    """Nobody would find an objection that belongs to no request."""
    async with StandIn(answer_within=SOON) as discord, aiohttp.ClientSession() as session:
        mira, news = asked(discord)
        async with session.ws_connect(discord.gateway) as socket:
            await socket.receive()
            identify = {"token": discord.token, "intents": 1, "properties": {}}
            await socket.send_json({"op": 2, "d": identify})
            await discord.ready()
            answer = await discord.type("/hello", by=mira, channel=news)
        assert answer.failed == SILENCE
        (found,) = [one for one in discord.ledger.exchanges if one.objections]
        assert (found.method, found.path, found.status) == ("", "/hello", 0)
        assert [one.sign for one in found.objections] == ["NO_ANSWER"]
        assert len(discord.violations) == 1


@pytest.mark.parametrize("host", ["harbour.example", "harbour.example:80", "[::1]"])
async def test_another_name_for_the_stand_in_is_refused(host: str) -> None:
    """A page elsewhere may point its own name at this machine."""
    async with StandIn() as discord, aiohttp.ClientSession() as session:
        async with session.get(f"{discord.api}/gateway", headers={"Host": host}) as refused:
            assert refused.status == 421
        async with session.get(f"{discord.api}/gateway") as known:
            assert known.status == 200


async def test_nothing_is_taken_while_discord_is_down() -> None:
    """No client could send it: it is refused at once, and the bot hears nothing of it."""
    async with StandIn() as discord:
        mira, news = asked(discord)
        discord.trouble.down()
        async with asyncio.timeout(1):
            refusals = [
                await discord.type("/hello", by=mira, channel=news),
                await discord.say("hello", by=mira, channel=news),
            ]
        assert [answer.failed for answer in refusals] == ["Discord is down, and takes nothing"] * 2
        assert discord.messages(news) == ()
        assert [command.body["name"] for command in discord.offered(mira, news)] == ["hello"]
