"""A world that is kept in a file is the same world when it is loaded again."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path

import pytest

from bot.sandbox import ChannelKind, Json, Permission, StandIn, Unreadable, World, keep
from bot.sandbox.things import Message
from tests.sandbox.client import QUIET, http


def told(world: World) -> list[object]:
    """Tell all there is in a world, as Discord would write it."""
    return [
        [world.arrival(guild.id) for guild in world.guilds.values()],
        [world.written_channel(channel) for channel in world.channels.values()],
        [world.written(message) for channel in world.channels for message in world.history(channel)],
        [(command.id, command.guild_id, command.body) for command in world.commands.values()],
        world.members_without_dms,
        world.last_id,
    ]


async def furnished(path: Path | None = None) -> World:
    """Make a world with something of every kind in it."""
    world = World.small()
    news, noor = world.channel_named("news").id, world.user_named("noor").id
    async with StandIn(world, keep=path) as standin, http(standin) as plain:
        shown: Json = {"type": 17, "components": [{"type": 10, "content": f"“laid out” <@{noor}>"}]}
        body = {"components": [shown], "flags": 1 << 15, "allowed_mentions": {"parse": ["users"]}}
        first = (await plain.ask("POST", f"/channels/{news}/messages", body)).body["id"]
        await plain.post(news, content="m", embeds=[{"title": "t"}], message_reference={"message_id": first})
        second = int((await plain.post(news, content="n")).body["id"])
        await plain.ask("PATCH", f"/channels/{news}/messages/{second}", QUIET | {"content": "o"})
        await plain.post(world.dm_with(noor).id, content="d")
        command = {"name": "why", "description": "Why."}
        await plain.ask("PUT", f"/applications/{world.bot.id}/commands", [command])
    world.deny_bot(news, Permission.EMBED_LINKS)
    world.archive(world.add_thread(news, "the talks").id, locked=True)
    world.add_channel(world.guild_named("Sandbox").id, "wire", ChannelKind.ANNOUNCEMENT)
    world.members_without_dms.add(noor)
    return world


async def test_a_kept_world_is_the_same(tmp_path: Path) -> None:
    """Guilds, channels, people, messages, commands and the counter come back as they were."""
    world = await furnished()
    keep.save(world, tmp_path / "world.json")
    again = keep.load(tmp_path / "world.json")
    assert told(again) == told(world)
    assert again.next_id() > world.last_id


async def test_a_file_of_before_is_read(tmp_path: Path) -> None:
    """What a file of an earlier time does not say of people, channels and messages has a value of its own."""
    path = tmp_path / "world.json"
    world = await furnished()
    keep.save(world, path)
    kept = json.loads(path.read_text())
    since = {
        "users": ("locale",),
        "channels": ("topic", "archives_after", "moved", "said", "deleted", "last_message_id"),
    }
    for kind, names in since.items():
        for each in kept[kind]:
            for name in names:
                del each[name]
    path.write_text(json.dumps(kept))
    again = keep.load(path)
    assert [user.locale for user in again.users.values()] == ["en-GB"] * 3
    thread = again.channel_named("the talks")
    told_of = again.written_channel(thread)["thread_metadata"]
    assert told_of["archive_timestamp"] == told_of["create_timestamp"]


async def test_the_newest_messages_are_kept(tmp_path: Path) -> None:
    """Of a long channel the oldest are left behind, and no id is given twice for that."""
    path = tmp_path / "world.json"
    world = World.small()
    news, noor = world.channel_named("news").id, world.user_named("noor").id
    for number in range(keep.MOST_MESSAGES + 3):
        world.say(news, noor, str(number))
    keep.save(world, path)
    again = keep.load(path)
    assert [message.content for message in again.history(news)] == [str(n) for n in range(3, keep.MOST_MESSAGES + 3)]
    assert again.say(news, noor, "next").id > world.history(news)[-1].id


async def test_saving_rests(tmp_path: Path) -> None:
    """After a slow saving it waits twenty times as long; what came meanwhile is saved when it closes."""
    world = World.small()
    news, noor = world.channel_named("news").id, world.user_named("noor").id
    saved: list[int] = []

    def slowly(picture: Json, path: Path) -> None:
        time.sleep(0.05)
        saved.append(len(picture["messages"]))

    async with keep.Keeper(world, tmp_path / "world.json", slowly):
        for _ in range(2):
            world.say(news, noor, "m")
            await asyncio.sleep(keep.SAVES_AFTER + 0.15)
        assert saved == [1]
    assert saved == [1, 2]


async def test_a_saving_that_fails_is_tried_again(tmp_path: Path) -> None:
    """A full disk ends nothing while the world is open; what is wrong is told when it closes."""
    world = World.small()
    news, noor = world.channel_named("news").id, world.user_named("noor").id
    tried: list[int] = []

    def failing(picture: Json, path: Path) -> None:
        tried.append(len(picture["messages"]))
        raise OSError("no space left")

    keeper = keep.Keeper(world, tmp_path / "world.json", failing)
    await keeper.__aenter__()
    for _ in range(2):
        world.say(news, noor, "m")
        await asyncio.sleep(keep.SAVES_AFTER + 0.1)
    assert tried == [1, 2]
    with pytest.raises(OSError, match="no space left"):
        await keeper.__aexit__(None, None, None)


async def test_what_one_person_saw_is_not_kept(tmp_path: Path) -> None:
    """An ephemeral message belongs to an interaction, and ends with it."""
    world = World.small()
    news = world.channel_named("news").id
    said = world.say(news, world.user_named("noor").id, "m")
    world.messages[news][said.id + 1] = Message(said.id + 1, news, world.bot.id, said.at, "psst", seen_by=1)
    keep.save(world, tmp_path / "world.json")
    assert list(keep.load(tmp_path / "world.json").messages[news]) == [said.id]


async def test_a_stand_in_keeps_its_world(tmp_path: Path) -> None:
    """What was said is in the file soon after, and the next stand-in at that file goes on from there."""
    path = tmp_path / "deep" / "world.json"
    async with StandIn(keep=path) as standin, http(standin) as plain:
        news = standin.world.channel_named("news").id
        await plain.post(news, content="m")
    async with StandIn(keep=path) as again:
        assert [message["content"] for message in again.messages(news)] == ["m"]
        assert again.token == standin.token
    assert [file.name for file in path.parent.iterdir()] == ["world.json"]


async def test_a_change_is_saved_while_the_stand_in_is_open(tmp_path: Path) -> None:
    """A process that is killed loses no more than the last moment."""
    path = tmp_path / "world.json"
    async with StandIn(keep=path) as standin:
        news, noor = standin.world.channel_named("news").id, standin.world.user_named("noor").id
        standin.world.say(news, noor, "m")
        async with asyncio.timeout(5):
            while not path.exists():  # noqa: ASYNC110 - a file tells nobody that it is there
                await asyncio.sleep(0.01)
        assert [message.content for message in keep.load(path).history(news)] == ["m"]


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "{}", '{"version": 2}', "null", "\x00", '{"version": 1, "users": [{"id": 1}]}', "[" * 100_000],
)
def test_a_broken_file_is_named(tmp_path: Path, text: str) -> None:
    """What holds no world is refused with the file's name, and not overwritten."""
    path = tmp_path / "world.json"
    path.write_text(text)
    with pytest.raises(Unreadable, match=r"world\.json"):
        StandIn(keep=path)
    assert path.read_text() == text


async def test_a_file_with_something_missing_is_broken(tmp_path: Path) -> None:
    """A message whose author is gone is found when the file is loaded."""
    path = tmp_path / "world.json"
    keep.save(await furnished(), path)
    kept = json.loads(path.read_text())
    kept["users"] = [user for user in kept["users"] if user["name"] != "noor"]
    kept["messages"][0]["author_id"] = 5
    path.write_text(json.dumps(kept))
    with pytest.raises(Unreadable):
        keep.load(path)
