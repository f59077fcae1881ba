"""A real discord.py client takes the stand-in for Discord."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import discord
import pytest

from bot.sandbox import Answers, Fault, Permission, StandIn, World
from tests.sandbox.client import Client, connected, pointed_at


async def test_a_client_connects_and_finds_the_guild_as_it_is() -> None:
    """The client's cache holds the guild, its channels, the bot's roles and what it may do."""
    async with StandIn() as standin, connected(standin) as client:
        (guild,) = client.guilds
        assert [channel.name for channel in guild.text_channels] == ["news", "general"]
        assert client.user is not None
        assert client.user.id == standin.world.bot.id
        held = guild.text_channels[0].permissions_for(guild.me)
        assert (held.send_messages, held.embed_links, held.read_message_history, held.manage_messages) == (
            True,
            True,
            True,
            False,
        )
        assert standin.identifies == 1
    assert standin.violations == []
    assert standin.unmodelled == []


async def test_a_wrong_token_cannot_log_in() -> None:
    """A client with another token is refused before it connects."""
    async with StandIn() as standin, pointed_at(standin), Client() as client:
        with pytest.raises(discord.LoginFailure):
            await client.login("not-the-token")
    assert standin.identifies == 0


async def test_a_message_goes_out_and_comes_back() -> None:
    """What the client sends is stored, shown in history and heard as an event of its own."""
    async with StandIn() as standin, connected(standin) as client:
        news = standin.world.channel_named("news").id
        heard = asyncio.create_task(client.wait_for("message", timeout=5))
        sent = await client.text_channel(news).send("Ferry crews vote", embed=discord.Embed(title="On Monday"))
        assert (await heard).id == sent.id
        (stored,) = standin.messages(news)
        assert (stored["id"], stored["content"]) == (str(sent.id), "Ferry crews vote")
        assert stored["embeds"][0]["title"] == "On Monday"
        found = [message async for message in client.text_channel(news).history()]
        assert [(message.id, message.embeds[0].title) for message in found] == [(sent.id, "On Monday")]
    assert standin.violations == []


async def test_a_reply_is_a_reply() -> None:
    """A message that replies says to which, and holds it."""
    async with StandIn() as standin, connected(standin) as client:
        news = client.text_channel(standin.world.channel_named("news").id)
        first = await news.send("The talks begin")
        second = await news.send("The talks go on", reference=first)
        again = await news.fetch_message(second.id)
        assert again.type is discord.MessageType.reply
        assert again.reference is not None
        assert again.reference.message_id == first.id
        assert isinstance(again.reference.resolved, discord.Message)
        assert again.reference.resolved.content == "The talks begin"


async def test_an_edit_and_a_deletion_are_heard() -> None:
    """A client hears of its own edits and deletions."""
    async with StandIn() as standin, connected(standin) as client:
        news = client.text_channel(standin.world.channel_named("news").id)
        sent = await news.send("one")
        edited = asyncio.create_task(client.wait_for("raw_message_edit", timeout=5))
        await asyncio.sleep(0)
        changed = await sent.edit(content="two")
        assert (await edited).message.content == "two"
        assert changed.edited_at is not None
        deleted = asyncio.create_task(client.wait_for("raw_message_delete", timeout=5))
        await asyncio.sleep(0)
        await changed.delete()
        assert (await deleted).message_id == sent.id
        assert standin.messages(news.id) == ()


async def test_the_same_nonce_within_the_window_is_the_same_message() -> None:
    """Two sends with one nonce make one message, whatever the second one says; after the window they make two."""
    now = [datetime(2026, 9, 18, 12, tzinfo=UTC)]
    async with StandIn(World.small(clock=lambda: now[0])) as standin, connected(standin) as client:
        news = client.text_channel(standin.world.channel_named("news").id)
        first = await news.send("as it was", nonce="delivery-1")
        now[0] += timedelta(seconds=59)
        second = await news.send("as it would be now", nonce="delivery-1")
        assert (second.id, second.content) == (first.id, "as it was")
        now[0] += timedelta(seconds=1)
        third = await news.send("as it would be now", nonce="delivery-1")
        assert third.id != first.id
        assert len(standin.messages(news.id)) == 2


async def test_a_client_resumes_after_op_7_and_hears_what_it_missed() -> None:
    """Asked to reconnect, the client resumes: no second IDENTIFY, and nothing is lost."""
    async with StandIn() as standin, connected(standin) as client:
        news, noor = standin.world.channel_named("news").id, standin.world.user_named("noor").id
        resumed = asyncio.create_task(client.wait_for("resumed", timeout=5))
        heard = asyncio.create_task(client.wait_for("message", timeout=5))
        await asyncio.sleep(0)
        standin.reconnect()
        standin.world.say(news, noor, "while you were away")
        await resumed
        assert (await heard).author.name == "noor"
        assert standin.identifies == 1


async def test_a_client_resumes_after_a_close_that_allows_it() -> None:
    """Close code 4000 resumes the session."""
    async with StandIn() as standin, connected(standin) as client:
        resumed = asyncio.create_task(client.wait_for("resumed", timeout=5))
        await asyncio.sleep(0)
        standin.close_gateway(4000)
        await resumed
        assert standin.identifies == 1


async def test_a_client_identifies_again_when_its_session_is_over() -> None:
    """Op 9 begins a new session."""
    async with StandIn() as standin, connected(standin) as client:
        again = asyncio.create_task(client.wait_for("connect", timeout=5))
        await asyncio.sleep(0)
        standin.invalidate()
        await again
        assert standin.identifies == 2
    assert standin.violations == []


@pytest.mark.parametrize("code", [4004, 4013, 4014])
async def test_a_close_that_ends_for_good_ends_the_client(code: int) -> None:
    """After 4004, 4013 and 4014 a client does not come back by itself."""
    async with StandIn() as standin:
        standin.refuse_sessions(code)
        with pytest.raises((discord.ConnectionClosed, discord.PrivilegedIntentsRequired)):
            async with connected(standin):
                pass
        assert standin.identifies == 1


async def test_a_client_without_the_permission_is_told_so() -> None:
    """A channel where the bot may not send refuses with 50013; one it does not see, with 50001."""
    async with StandIn() as standin, connected(standin) as client:
        news = client.text_channel(standin.world.channel_named("news").id)
        known = asyncio.create_task(client.wait_for("guild_channel_update", timeout=5))
        await asyncio.sleep(0)
        standin.world.deny_bot(news.id, Permission.SEND_MESSAGES)
        await known
        assert not news.permissions_for(news.guild.me).send_messages
        with pytest.raises(discord.Forbidden) as refusal:
            await news.send("no")
        assert refusal.value.code == 50013
        standin.world.deny_bot(news.id, Permission.VIEW_CHANNEL)
        with pytest.raises(discord.Forbidden) as refusal:
            await news.send("no")
        assert refusal.value.code == 50001
    assert standin.violations == []


async def test_a_deleted_channel_is_gone() -> None:
    """The client hears that a channel was deleted, and a message to it is refused with 10003."""
    async with StandIn() as standin, connected(standin) as client:
        news = client.text_channel(standin.world.channel_named("news").id)
        gone = asyncio.create_task(client.wait_for("guild_channel_delete", timeout=5))
        await asyncio.sleep(0)
        standin.world.delete_channel(news.id)
        assert (await gone).id == news.id
        with pytest.raises(discord.NotFound) as refusal:
            await news.send("too late")
        assert refusal.value.code == 10003


async def test_an_outage_is_not_a_removal() -> None:
    """A guild in an outage stays the client's, unavailable; one that removed the bot goes."""
    async with StandIn() as standin, connected(standin) as client:
        (guild,) = client.guilds
        out = asyncio.create_task(client.wait_for("guild_unavailable", timeout=5))
        await asyncio.sleep(0)
        standin.world.set_available(guild.id, False)
        await out
        back = asyncio.create_task(client.wait_for("guild_available", timeout=5))
        await asyncio.sleep(0)
        standin.world.set_available(guild.id, True)
        await back
        removed = asyncio.create_task(client.wait_for("guild_remove", timeout=5))
        await asyncio.sleep(0)
        standin.world.remove_bot(guild.id)
        assert (await removed).id == guild.id


async def test_a_direct_message_reaches_those_who_take_them() -> None:
    """A DM is opened and sent; one to a person who takes none is refused with 50007."""
    async with StandIn() as standin, connected(standin) as client:
        mira, noor = standin.world.user_named("mira").id, standin.world.user_named("noor").id
        standin.world.members_without_dms.add(noor)
        sent = await (await client.fetch_user(mira)).send("for you alone")
        assert [message["content"] for message in standin.messages(sent.channel.id)] == ["for you alone"]
        with pytest.raises(discord.Forbidden) as refusal:
            await (await client.fetch_user(noor)).send("for nobody")
        assert refusal.value.code == 50007


async def test_an_ordered_503_reaches_the_caller() -> None:
    """discord.py does not retry 503, so the caller sees it once and may send again."""
    async with StandIn() as standin, connected(standin) as client:
        standin.trouble.order(Fault("POST", "/channels/*/messages", Answers(503)))
        news = client.text_channel(standin.world.channel_named("news").id)
        with pytest.raises(discord.DiscordServerError):
            await news.send("once")
        await news.send("twice")
        assert [message["content"] for message in standin.messages(news.id)] == ["twice"]


async def test_files_go_up_and_come_down() -> None:
    """A file sent with a message is attached to it and can be read again."""
    async with StandIn() as standin, connected(standin) as client:
        news = client.text_channel(standin.world.channel_named("news").id)
        standin.world.overwrite(news.id, standin.world.bot.id, allow=Permission.ATTACH_FILES)
        sent = await news.send("the list", file=discord.File(__file__, "feeds.opml", description="every feed"))
        (attachment,) = sent.attachments
        assert (attachment.filename, attachment.description) == ("feeds.opml", "every feed")
        assert (await attachment.read()).startswith(b'"""A real discord.py client')


async def test_a_stand_in_reopened_at_its_port_is_the_same_discord() -> None:
    """After an outage the client identifies again at the same address, and the world is as it was."""
    world = World.small()
    async with StandIn(world) as standin:
        port = int(standin.api.split(":")[2].split("/")[0])
        async with connected(standin) as client:
            news = client.text_channel(world.channel_named("news").id)
            await news.send("before", nonce="delivery-2")
            await standin.__aexit__(None, None, None)
            with pytest.raises(OSError, match="onnect"):
                await news.send("during")
            async with StandIn(world, port=port) as reopened:
                await reopened.ready()
                await news.send("before", nonce="delivery-2")
                assert [message["content"] for message in reopened.messages(news.id)] == ["before"]
                assert reopened.identifies == 1
