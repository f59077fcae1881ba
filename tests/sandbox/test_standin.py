"""The stand-in as those see it who open it, wait at it and watch it."""

from __future__ import annotations

import ast
import asyncio
from pathlib import Path

import pytest

import bot.sandbox
from bot.sandbox import ChannelKind, StandIn, Unknown, World
from bot.sandbox.door import Upload
from bot.sandbox.rest.files import MOST_BYTES, Files
from bot.sandbox.things import Attachment, Mentions, Message
from tests.sandbox.client import http, wire


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


async def test_a_channel_keeps_its_newest_messages() -> None:
    """The oldest are let go without a word, with their files, each channel's apart from the others'."""
    async with StandIn(most_messages=3) as standin:
        world = standin.world
        news, general, noor = (
            world.channel_named("news").id,
            world.channel_named("general").id,
            world.user_named("noor").id,
        )
        heard: list[str] = []
        world.files[7] = b"a picture"
        file = Attachment(7, "ferry.png", 9, "http://127.0.0.1/attachments/1/7/ferry.png", "image/png")
        world.add_message(Message(world.next_id(), news, noor, world.now(), "0", attachments=(file,)))
        world.say(general, noor, "apart")
        world.listen(lambda event: heard.append(event.name))
        for number in range(1, 5):
            world.say(news, noor, str(number))
        assert [message["content"] for message in standin.messages(news)] == ["2", "3", "4"]
        assert [message["content"] for message in standin.messages(general)] == ["apart"]
        assert (heard, world.files) == (["MESSAGE_CREATE"] * 4, {})


async def test_it_tells_whether_a_client_is_connected() -> None:
    """From its session's beginning to the end of its connection."""
    async with StandIn() as standin:
        assert not standin.connected
        async with wire(standin) as socket:
            await socket.identify(standin)
            assert standin.connected
        await standin.until(lambda: not standin.connected)


def test_places_have_a_topic_and_a_kind() -> None:
    """Which Discord tells; a thread is of its parent's kind, and owned by whoever is named."""
    world = World.small()
    guild, noor = world.guild_named("Sandbox").id, world.user_named("noor").id
    forum = world.add_channel(guild, "stories", ChannelKind.FORUM, topic="A post for each")
    wire = world.add_channel(guild, "wire", ChannelKind.ANNOUNCEMENT)
    assert (world.written_channel(forum)["topic"], world.written_channel(wire)["topic"]) == ("A post for each", None)
    thread, post = world.add_thread(wire.id, "talks"), world.add_thread(forum.id, "a post", noor)
    assert (thread.kind, post.kind) == (ChannelKind.ANNOUNCEMENT_THREAD, ChannelKind.THREAD)
    assert (thread.owner_id, post.owner_id) == (world.guild_named("Sandbox").owner_id, noor)


def test_what_somebody_says_rings_for_whom_they_may_call() -> None:
    """A person is named by anybody, everyone and a role by those who may."""
    world = World.small()
    guild, news = world.guild_named("Sandbox"), world.channel_named("news").id
    mira, noor, readers = world.user_named("mira").id, world.user_named("noor").id, world.role_named("Readers").id
    text = f"@everyone <@&{readers}> <@{mira}>"
    assert world.say(news, noor, text).mentions == Mentions(users=(mira,))
    assert world.say(news, guild.owner_id, text).mentions == Mentions((mira,), (readers,), everyone=True)


async def test_uploaded_files_are_not_kept_without_bound() -> None:
    """The newest are, as many as fit."""
    world = World.small()
    files = Files(world)
    half = Upload("0", "half.bin", "application/octet-stream", bytes(MOST_BYTES // 2))
    first, second, third = (files.stored(1, {}, [half])[0].id for _ in range(3))
    assert list(world.files) == [second, third]
    assert first not in world.files
