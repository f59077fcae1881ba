"""The stand-in as those see it who open it, wait at it and watch it."""

from __future__ import annotations

import ast
import asyncio
from pathlib import Path

import pytest

import bot.sandbox
from bot.sandbox import StandIn, Unknown, World
from tests.sandbox.client import http


@pytest.mark.parametrize("host", ["0.0.0.0", "localhost", "::1", ""])
def test_it_binds_loopback_alone(host: str) -> None:
    """Any other host is refused before anything is opened."""
    with pytest.raises(ValueError, match=r"127\.0\.0\.1 alone"):
        StandIn(host=host)


def test_it_knows_nothing_of_the_bot() -> None:
    """It imports nothing of the bot's but itself, no cog and no client library."""
    for file in Path(bot.sandbox.__file__).parent.rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        outside = {name for name in names if not f"{name}.".startswith("bot.sandbox.")}
        assert {name.split(".")[0] for name in outside}.isdisjoint({"bot", "cogs", "discord"}), file.name


async def test_its_addresses_are_those_of_loopback() -> None:
    """The addresses name the port it got; a token looks like a real one and is the same for the same bot."""
    async with StandIn() as standin:
        port = int(standin.api.removeprefix("http://127.0.0.1:").removesuffix("/api/v10"))
        assert port > 0
        assert standin.gateway == f"ws://127.0.0.1:{port}/gateway"
        assert [len(part) for part in standin.token.split(".")] == [26, 6, 38]
        assert StandIn(standin.world).token == standin.token


async def test_a_fixed_port_can_be_opened_again() -> None:
    """Closed and opened at once, the address is the same."""
    async with StandIn() as standin:
        port = int(standin.api.split(":")[2].split("/")[0])
        async with http(standin) as plain:
            await plain.ask("GET", "/gateway")
    async with StandIn(port=port) as again:
        assert again.api == standin.api


async def test_a_message_is_waited_for() -> None:
    """One that is there is found at once, one to come when it comes, and one that never comes is a TimeoutError."""
    async with StandIn() as standin:
        world = standin.world
        news, noor = world.channel_named("news").id, world.user_named("noor").id
        coming = asyncio.create_task(standin.wait_for_message(news, lambda message: message["content"] == "two"))
        await asyncio.sleep(0)
        world.say(news, noor, "one")
        world.say(news, noor, "two")
        assert (await coming)["content"] == "two"
        assert (await standin.wait_for_message(news))["content"] == "one"
        with pytest.raises(TimeoutError):
            await standin.wait_for_message(news, lambda message: message["content"] == "three", timeout=0.02)
        with pytest.raises(TimeoutError):
            await standin.ready(timeout=0.02)


async def test_a_channel_can_be_watched() -> None:
    """Whoever watches sees what happens there, in order, and nothing of other channels."""
    async with StandIn() as standin:
        world = standin.world
        news, general, noor = (
            world.channel_named("news").id,
            world.channel_named("general").id,
            world.user_named("noor").id,
        )
        watching = standin.watch(news)
        first = asyncio.ensure_future(anext(watching))
        await asyncio.sleep(0)
        world.say(general, noor, "elsewhere")
        said = world.say(news, noor, "here")
        world.delete_message(news, said.id)
        world.delete_channel(news)
        names = [(await first).name, *[(await anext(watching)).name for _ in range(2)]]
        assert names == ["MESSAGE_CREATE", "MESSAGE_DELETE", "CHANNEL_DELETE"]
        await watching.aclose()


async def test_people_and_places_that_are_not_there_are_refused() -> None:
    """A name that nothing has is Unknown; a command typed in no channel fails."""
    async with StandIn() as standin:
        world = standin.world
        for missing in (world.user_named, world.guild_named, world.role_named, world.channel_named):
            with pytest.raises(Unknown):
                missing("nowhere")
        assert (await standin.type("/why", by=1, channel=2)).failed is not None
        private = world.dm_with(world.user_named("noor").id)
        with pytest.raises(Unknown):
            world.add_thread(private.id, "t")


def test_the_small_world_is_as_it_is_told() -> None:
    """One guild, two channels, its owner, a member and the bot, which may do what it needs and no more."""
    world = World.small()
    assert [guild.name for guild in world.guilds.values()] == ["Sandbox"]
    assert [channel.name for channel in world.channels.values()] == ["news", "general"]
    assert [user.name for user in world.users.values()] == ["Late Edition", "mira", "noor"]
    held = world.permissions(world.channel_named("news").id, world.bot.id)
    everyone = bot.sandbox.Permission.USE_APPLICATION_COMMANDS
    assert held == bot.sandbox.BOT_NEEDS | everyone
