"""Threads, the posts of forums, and what is published from announcement channels."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import discord
import pytest

from bot.sandbox import BOT_NEEDS, ChannelKind, Json, MessageFlag, Permission, World
from tests.sandbox.client import QUIET, connected, wire
from tests.sandbox.room import Room, room

OPENS = BOT_NEEDS | Permission.CREATE_PUBLIC_THREADS
TALKS: Json = {"name": "talks", "type": 11}


@asynccontextmanager
async def hall(granted: int = OPENS, world: World | None = None) -> AsyncIterator[Room]:
    """Open the small world with a forum and an announcement channel in it, the bot's role granting something."""
    world = world or World.small()
    guild = world.guild_named("Sandbox").id
    world.add_channel(guild, "wire", ChannelKind.ANNOUNCEMENT)
    world.add_channel(guild, "stories", ChannelKind.FORUM)
    world.set_role(world.role_named("Late Edition").id, granted)
    async with room(world) as here:
        yield here


def channel(here: Room, name: str) -> int:
    """Name a channel by its id."""
    return here.discord.world.channel_named(name).id


async def test_a_thread_is_opened_and_talked_in() -> None:
    """Whoever opens it owns it; its messages are counted, and those that are gone are counted off."""
    async with hall() as here:
        opened = await here.http.ask("POST", f"/channels/{here.news}/threads", TALKS | {"auto_archive_duration": 60})
        assert opened.status == 201
        assert (opened.body["type"], opened.body["owner_id"]) == (11, str(here.bot))
        assert opened.body["thread_metadata"]["auto_archive_duration"] == 60
        thread = int(opened.body["id"])
        for text in ("one", "two"):
            assert (await here.http.post(thread, content=text)).status == 200
        first, second = here.discord.messages(thread)
        await here.http.ask("DELETE", f"/channels/{thread}/messages/{first['id']}")
        now = (await here.http.ask("GET", f"/channels/{thread}")).body
        assert (now["message_count"], now["total_message_sent"], now["last_message_id"]) == (1, 2, second["id"])
        assert here.discord.violations == []


async def test_a_message_begins_one_thread() -> None:
    """The thread has the message's id, the message says that it has one, and a second is refused."""
    async with hall() as here:
        message = (await here.http.post(here.news, content="m")).body["id"]
        path = f"{here.path}/{message}/threads"
        opened = await here.http.ask("POST", path, {"name": "talks"})
        assert (opened.status, opened.body["id"], opened.body["parent_id"]) == (201, message, str(here.news))
        shown = (await here.http.ask("GET", f"{here.path}/{message}")).body
        assert shown["flags"] & MessageFlag.HAS_THREAD
        assert shown["thread"]["name"] == "talks"
        again = await here.http.ask("POST", path, {"name": "talks"})
        assert (again.status, again.code) == (400, 160004)
        assert (await here.http.ask("POST", f"{here.path}/1/threads", {"name": "talks"})).code == 10008


async def test_a_forum_takes_posts_and_no_messages() -> None:
    """A post is a thread whose first message has its id; what is wrong with that is told as a part of it."""
    async with hall(BOT_NEEDS) as here:
        forum = channel(here, "stories")
        assert (await here.http.post(forum, content="m")).code == 50008
        path = f"/channels/{forum}/threads"
        opened = await here.http.ask("POST", path, {"name": "talks", "message": QUIET | {"content": "first"}})
        assert (opened.status, opened.body["type"], opened.body["message_count"]) == (201, 11, 0)
        assert opened.body["message"]["id"] == opened.body["id"] == opened.body["message"]["channel_id"]
        assert [message["content"] for message in here.discord.messages(int(opened.body["id"]))] == ["first"]
        assert (await here.http.ask("POST", path, {"name": "talks"})).body["errors"].keys() == {"message"}
        long = await here.http.ask("POST", path, {"name": "talks", "message": QUIET | {"content": "x" * 2001}})
        assert list(long.body["errors"]["message"]) == ["content"]
        empty = await here.http.ask("POST", path, {"name": "talks", "message": QUIET})
        assert empty.code == 50006
        assert len(here.discord.world.threads_of(here.discord.world.guild_named("Sandbox").id)) == 1
        assert here.discord.messages(forum) == ()


@pytest.mark.parametrize(
    ("place", "body", "code", "field"),
    [
        ("news", {"type": 11}, 50035, "name"),
        ("news", {"name": "", "type": 11}, 50035, "name"),
        ("news", {"name": "x" * 101, "type": 11}, 50035, "name"),
        ("news", TALKS | {"auto_archive_duration": 61}, 50035, "auto_archive_duration"),
        ("news", TALKS | {"type": 10}, 50035, "type"),
        ("wire", TALKS, 50035, "type"),
    ],
)
async def test_a_thread_that_is_wrong_is_refused(place: str, body: Json, code: int, field: str) -> None:
    """Its name, its kind and its minutes are held against Discord's rules."""
    async with hall() as here:
        said = await here.http.ask("POST", f"/channels/{channel(here, place)}/threads", body)
        assert (said.status, said.code, list(said.body["errors"])) == (400, code, [field])


async def test_a_thread_belongs_under_a_channel() -> None:
    """None is opened in a DM or in another thread."""
    async with hall() as here:
        world = here.discord.world
        thread = world.add_thread(here.news, "talks").id
        for place in (thread, world.dm_with(world.user_named("noor").id).id):
            assert (await here.http.ask("POST", f"/channels/{place}/threads", TALKS)).code == 50024
        said = (await here.http.post(thread, content="m")).body["id"]
        path = f"/channels/{thread}/messages/{said}/threads"
        assert (await here.http.ask("POST", path, {"name": "deeper"})).code == 50024


async def test_threads_need_their_own_permissions() -> None:
    """To open one beside a channel, to write in one, and to post in a forum are three different rights."""
    async with hall(BOT_NEEDS) as here:
        world = here.discord.world
        message = (await here.http.post(here.news, content="m")).body["id"]
        for path in (f"/channels/{here.news}/threads", f"{here.path}/{message}/threads"):
            assert (await here.http.ask("POST", path, TALKS)).code == 50013
        thread = world.add_thread(here.news, "talks").id
        world.deny_bot(here.news, Permission.SEND_MESSAGES_IN_THREADS)
        assert (await here.http.post(thread, content="m")).code == 50013
        assert (await here.http.post(here.news, content="m")).status == 200
        forum = channel(here, "stories")
        world.deny_bot(forum, Permission.SEND_MESSAGES)
        body = {"name": "talks", "message": QUIET | {"content": "m"}}
        assert (await here.http.ask("POST", f"/channels/{forum}/threads", body)).code == 50013


@pytest.mark.parametrize(
    ("granted", "mine", "locked", "body", "code"),
    [
        (OPENS, True, False, {"name": "other"}, 200),
        (OPENS, True, False, {"archived": True}, 200),
        (OPENS, True, False, {"locked": True}, 50013),
        (OPENS, False, False, {"name": "other"}, 50013),
        (OPENS, False, False, {"archived": True}, 50013),
        (OPENS, False, False, {"archived": False}, 200),
        (OPENS, False, True, {"archived": False}, 50013),
        (OPENS | Permission.MANAGE_THREADS, False, True, {"archived": False}, 200),
        (OPENS | Permission.MANAGE_THREADS, False, False, {"locked": True, "archived": True}, 200),
        (OPENS | Permission.MANAGE_THREADS, False, False, {"name": ""}, 50035),
    ],
)
async def test_a_thread_is_changed_by_whoever_may(
    granted: int, mine: bool, locked: bool, body: Json, code: int
) -> None:
    """Its owner all but locks it, anybody takes it out of the archive, and Manage Threads does everything."""
    async with hall(granted) as here:
        world = here.discord.world
        thread = world.add_thread(here.news, "talks", here.bot if mine else None).id
        if locked:
            world.archive(thread, locked=True)
        said = await here.http.ask("PATCH", f"/channels/{thread}", body)
        assert (said.status if said.status == 200 else said.code) == code
        if code == 200:
            metadata = said.body["thread_metadata"]
            assert body == {key: said.body.get(key, metadata.get(key)) for key in body}


async def test_an_archived_thread_is_only_taken_out() -> None:
    """Nothing else changes in it; with Manage Threads a locked one is written in, once it is out."""
    async with hall(OPENS | Permission.MANAGE_THREADS) as here:
        thread = here.discord.world.add_thread(here.news, "talks").id
        here.discord.world.archive(thread, locked=True)
        assert (await here.http.ask("PATCH", f"/channels/{thread}", {"name": "other"})).code == 50083
        assert (await here.http.post(thread, content="m")).code == 50083
        assert (await here.http.ask("PATCH", f"/channels/{thread}", {"archived": False})).status == 200
        assert (await here.http.post(thread, content="m")).status == 200


async def test_threads_are_listed() -> None:
    """The open ones of a guild, the archived ones of a channel by page; none that the bot does not see."""
    now = datetime(2026, 9, 18, 12, tzinfo=UTC)

    def clock() -> datetime:
        return now

    world = World.small(clock=clock)
    async with hall(world=world) as here:
        guild = world.guild_named("Sandbox").id
        hidden = channel(here, "general")
        for place, name in ((here.news, "a"), (here.news, "b"), (here.news, "c"), (here.news, "open"), (hidden, "no")):
            thread = world.add_thread(place, name).id
            now += timedelta(minutes=1)
            if len(name) == 1:
                world.archive(thread)
        world.deny_bot(hidden, Permission.VIEW_CHANNEL)
        active = (await here.http.ask("GET", f"/guilds/{guild}/threads/active")).body
        assert [thread["name"] for thread in active["threads"]] == ["open"]
        path = f"/channels/{here.news}/threads/archived/public"
        page = (await here.http.ask("GET", f"{path}?limit=2")).body
        assert ([thread["name"] for thread in page["threads"]], page["has_more"]) == (["c", "b"], True)
        before = page["threads"][-1]["thread_metadata"]["archive_timestamp"].removesuffix("+00:00")
        rest = (await here.http.ask("GET", f"{path}?limit=2&before={before}")).body
        assert ([thread["name"] for thread in rest["threads"]], rest["has_more"]) == (["a"], False)
        for wrong in ("limit=1", "limit=101", "before=noon"):
            assert (await here.http.ask("GET", f"{path}?{wrong}")).code == 50035
        world.deny_bot(here.news, Permission.READ_MESSAGE_HISTORY)
        assert (await here.http.ask("GET", path)).code == 50013
        assert (await here.http.ask("GET", "/guilds/1/threads/active")).code == 10004


async def test_an_announcement_is_published_once() -> None:
    """It says so then; a second time, or from another channel, it is refused."""
    async with hall() as here:
        announced = channel(here, "wire")
        message = (await here.http.post(announced, content="m")).body["id"]
        path = f"/channels/{announced}/messages/{message}/crosspost"
        published = await here.http.ask("POST", path)
        assert (published.status, published.body["flags"], published.body["edited_timestamp"]) == (200, 1, None)
        assert (await here.http.ask("POST", path)).code == 40033
        elsewhere = (await here.http.post(here.news, content="m")).body["id"]
        assert (await here.http.ask("POST", f"{here.path}/{elsewhere}/crosspost")).code == 50024


async def test_anothers_announcement_needs_more() -> None:
    """Manage Messages beside Send Messages."""
    async with hall() as here:
        world, announced = here.discord.world, channel(here, "wire")
        said = world.say(announced, world.user_named("mira").id, "m").id
        path = f"/channels/{announced}/messages/{said}/crosspost"
        assert (await here.http.ask("POST", path)).code == 50013
        world.set_role(world.role_named("Late Edition").id, OPENS | Permission.MANAGE_MESSAGES)
        assert (await here.http.ask("POST", path)).status == 200
        mine = (await here.http.post(announced, content="m")).body["id"]
        world.deny_bot(announced, Permission.SEND_MESSAGES)
        assert (await here.http.ask("POST", f"/channels/{announced}/messages/{mine}/crosspost")).code == 50013


@pytest.mark.parametrize(
    ("place", "body", "what"),
    [
        ("news", {"name": "talks"}, "private threads"),
        ("news", {"name": "talks", "type": 12}, "private threads"),
        ("news", TALKS | {"rate_limit_per_user": 5}, "rate_limit_per_user"),
        ("stories", {"name": "talks", "message": {"content": "m"}, "applied_tags": ["1"]}, "applied_tags"),
        ("stories", {"name": "talks", "message": {"sticker_ids": ["1"]}}, "sticker_ids"),
    ],
)
async def test_what_a_thread_asks_for_that_is_not_modelled_is_told(place: str, body: Json, what: str) -> None:
    """Nothing is opened, and the record names what it was."""
    async with hall() as here:
        path = f"/channels/{channel(here, place)}/threads"
        said = await here.http.ask("POST", path, body)
        assert (said.status, said.body["message"]) == (400, f"Not modelled by the stand-in: {what}")
        assert here.discord.unmodelled == [f"POST {path}: {what}"]
        assert here.discord.violations == []


async def test_the_gateway_tells_of_threads() -> None:
    """A thread that is opened, changed and deleted, and the message that it began with."""
    async with hall() as here, wire(here.discord) as socket:
        await socket.identify(here.discord)
        await socket.until("GUILD_CREATE")
        message = (await here.http.post(here.news, content="m")).body["id"]
        await here.http.ask("POST", f"{here.path}/{message}/threads", {"name": "talks"})
        created = (await socket.until("THREAD_CREATE"))["d"]
        assert (created["id"], created["newly_created"]) == (message, True)
        assert (await socket.until("MESSAGE_UPDATE"))["d"]["thread"]["id"] == message
        await here.http.ask("PATCH", f"/channels/{message}", {"archived": True})
        assert (await socket.until("THREAD_UPDATE"))["d"]["thread_metadata"]["archived"] is True
        here.discord.world.delete_channel(int(message))
        assert (await socket.until("THREAD_DELETE"))["d"]["id"] == message


async def test_a_thread_out_of_sight_is_not_told_of() -> None:
    """Nor that it was opened, nor that it is gone; what comes after is the first that is heard."""
    async with hall() as here, wire(here.discord) as socket:
        await socket.identify(here.discord)
        await socket.until("GUILD_CREATE")
        world = here.discord.world
        world.deny_bot(here.news, Permission.VIEW_CHANNEL)
        world.delete_channel(world.add_thread(here.news, "hidden").id)
        world.add_thread(channel(here, "general"), "open")
        assert (await socket.until("THREAD_CREATE"))["d"]["name"] == "open"
        assert not [payload for payload in socket.seen if payload["t"] == "THREAD_DELETE"]


async def test_a_real_client_finds_its_way() -> None:
    """It opens a thread from a message and a post in a forum, writes there, and publishes an announcement."""
    async with hall() as here, connected(here.discord) as client:
        message = await client.text_channel(here.news).send("m")
        thread = await message.create_thread(name="talks", auto_archive_duration=1440)
        await thread.send("in there")
        forum = client.get_channel(channel(here, "stories"))
        assert isinstance(forum, discord.ForumChannel)
        post = await forum.create_thread(name="a story", content="first")
        await post.thread.send("second")
        assert [each["content"] for each in here.discord.messages(post.thread.id)] == ["first", "second"]
        await thread.edit(archived=True)
        archived = [each.name async for each in client.text_channel(here.news).archived_threads()]
        assert archived == ["talks"]
        announced = await client.text_channel(channel(here, "wire")).send("m")
        await announced.publish()
        assert (await announced.fetch()).flags.crossposted
        assert (here.discord.violations, here.discord.unmodelled) == ([], [])
