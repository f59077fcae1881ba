"""The gateway's conversation: begun, compressed, broken off, resumed, refused."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.sandbox import PRIVILEGED, Permission, StandIn, World
from bot.sandbox.gateway import EVENTS_KEPT, Connection
from tests.sandbox.client import INTENTS, Wire, http, wire

GUILDS, GUILD_MESSAGES, CONTENT = 1, 1 << 9, 1 << 15


async def begun(standin: StandIn, socket: Wire, **more: Any) -> str:
    """Identify, hear of the guild, and return the session's id."""
    ready = await socket.identify(standin, **more)
    await socket.until("GUILD_CREATE")
    session: str = ready["session_id"]
    return session


@pytest.mark.parametrize("compress", [None, "zlib-stream", "zstd-stream"])
async def test_a_session_begins(compress: str | None) -> None:
    """READY names the bot, the session and the guilds to come; GUILD_CREATE brings each, plain or compressed."""
    async with StandIn() as standin, wire(standin, compress) as socket:
        ready = await socket.identify(standin)
        guild = await socket.until("GUILD_CREATE")
        assert ready["user"]["id"] == ready["application"]["id"] == str(standin.world.bot.id)
        assert ready["guilds"] == [{"id": guild["d"]["id"], "unavailable": True}]
        assert ready["resume_gateway_url"] == standin.gateway
        assert [channel["name"] for channel in guild["d"]["channels"]] == ["news", "general"]
        assert [member["user"]["username"] for member in guild["d"]["members"]] == ["Late Edition"]
        assert (guild["s"], guild["d"]["member_count"]) == (2, 3)
        await standin.ready()


async def test_a_heartbeat_is_acknowledged() -> None:
    """HELLO names the interval, and each heartbeat is answered with op 11."""
    async with StandIn() as standin, wire(standin) as socket:
        assert socket.seen[0]["d"] == {"heartbeat_interval": 41_250}
        await socket.send(1, None)
        assert (await socket.next())["op"] == 11


async def test_a_compression_that_is_not_spoken_is_refused_openly() -> None:
    """An unknown stream is refused before the conversation begins, and noted as not modelled."""
    async with StandIn() as standin, aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refusal:
            await session.ws_connect(f"{standin.gateway}?compress=lz4-stream")
        assert refusal.value.status == 400
        assert "lz4-stream" in standin.unmodelled[0]


@pytest.mark.parametrize("compress", ["zlib-stream", "zstd-stream"])
async def test_a_stream_goes_on_from_payload_to_payload(compress: str) -> None:
    """Each payload can be read when its own message is there, and is smaller for what was said before."""
    async with StandIn() as standin, wire(standin, compress) as socket:
        await begun(standin, socket)
        news, noor = standin.world.channel_named("news").id, standin.world.user_named("noor").id
        sizes: list[int] = []
        inflate = socket.inflate
        assert inflate is not None

        def measured(data: bytes) -> bytes:
            sizes.append(len(data))
            return inflate(data)

        socket.inflate = measured
        for number in range(5):
            standin.world.say(news, noor, f"message {number}")
            await socket.until("MESSAGE_CREATE")
        assert len(sizes) == 5
        assert max(sizes[1:]) < sizes[0]


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ({"token": "another"}, 4004),
        ({"intents": 1 << 30}, 4013),
        ({"intents": "1"}, 4013),
        ({"intents": GUILDS | CONTENT}, 4014),
        ({"shard": [2, 2]}, 4010),
        ({"shard": "0/1"}, 4010),
    ],
)
async def test_an_identify_that_is_wrong_ends_the_conversation(payload: dict[str, object], code: int) -> None:
    """Wrong token, unknown or privileged intents, no shard: each has a close code of its own."""
    async with StandIn() as standin, wire(standin) as socket:
        await socket.send(2, {"token": standin.token, "intents": GUILDS} | payload)
        assert await socket.closing() == code
        assert standin.identifies == 1


async def test_privileged_intents_may_be_granted() -> None:
    """An application that was granted them may ask for them."""
    async with StandIn(privileged_intents=PRIVILEGED) as standin, wire(standin) as socket:
        await socket.identify(standin, GUILDS | CONTENT)


@pytest.mark.parametrize(("sent", "code"), [("{", 4002), ("[]", 4002), ('{"op": 3}', 4003), ('{"op": 14}', 4003)])
async def test_nothing_is_heard_before_identify(sent: str, code: int) -> None:
    """What is no payload, or comes too early, closes the connection."""
    async with StandIn() as standin, wire(standin) as socket:
        await socket.socket.send_str(sent)
        assert await socket.closing() == code


async def test_an_unknown_op_closes_the_connection() -> None:
    """After IDENTIFY an op that does not exist is 4001."""
    async with StandIn() as standin, wire(standin) as socket:
        await begun(standin, socket)
        await socket.send(99)
        assert await socket.closing() == 4001


async def test_identifying_twice_is_a_violation() -> None:
    """A second IDENTIFY on one connection is 4005, and held against the bot."""
    async with StandIn() as standin, wire(standin) as socket:
        await begun(standin, socket)
        await socket.send(2, {"token": standin.token, "intents": GUILDS})
        assert await socket.closing() == 4005
        assert [violation.code for violation in standin.violations] == [4005]


async def test_a_storm_of_identifies_is_a_violation() -> None:
    """More than ten within five seconds are held against the bot; ten are not."""
    async with StandIn() as standin:
        for _ in range(10):
            async with wire(standin) as socket:
                await socket.identify(standin)
        assert standin.violations == []
        async with wire(standin) as socket:
            await socket.identify(standin)
        assert [violation.sign for violation in standin.violations] == ["STORM"]


async def test_what_was_missed_is_told_on_resume() -> None:
    """A session whose connection broke is told everything after the last event it heard, then RESUMED."""
    async with StandIn() as standin:
        news, noor = standin.world.channel_named("news").id, standin.world.user_named("noor").id
        async with wire(standin) as socket:
            session = await begun(standin, socket)
            standin.world.say(news, noor, "heard")
            heard = (await socket.until("MESSAGE_CREATE"))["s"]
            await socket.socket.close(code=4000)
        standin.world.say(news, noor, "missed one")
        standin.world.say(news, noor, "missed two")
        async with wire(standin) as socket:
            await socket.send(6, {"token": standin.token, "session_id": session, "seq": heard})
            first, second = await socket.until("MESSAGE_CREATE"), await socket.until("MESSAGE_CREATE")
            resumed = await socket.until("RESUMED")
            assert [first["s"], second["s"], resumed["s"]] == [heard + 1, heard + 2, heard + 3]
            standin.world.say(news, noor, "heard again")
            assert (await socket.until("MESSAGE_CREATE"))["s"] == heard + 4
        assert standin.identifies == 1


@pytest.mark.parametrize("wrong", [{"session_id": "unknown"}, {"seq": 99}, {"seq": None}, {"session_id": None}])
async def test_a_session_that_is_not_known_is_invalid(wrong: dict[str, object]) -> None:
    """RESUME of another session, or of events that never were, is answered with op 9."""
    async with StandIn() as standin:
        async with wire(standin) as socket:
            session = await begun(standin, socket)
            await socket.socket.close(code=4000)
        async with wire(standin) as socket:
            await socket.send(6, {"token": standin.token, "session_id": session, "seq": 2} | wrong)
            assert (await socket.until("op 9"))["d"] is False


@pytest.mark.parametrize(("code", "resumable"), [(1000, False), (1001, False), (4000, True), (1006, True)])
async def test_a_client_that_leaves_ends_its_session(code: int, resumable: bool) -> None:
    """Closing with 1000 or 1001 ends the session; any other end, or none at all, leaves it to be resumed."""
    async with StandIn() as standin:
        async with wire(standin) as socket:
            session = await begun(standin, socket)
            if code == 1006:
                transport = socket.socket.get_extra_info("socket")
                assert transport is not None
                transport.shutdown(2)
            else:
                await socket.socket.close(code=code)
        async with wire(standin) as socket:
            await socket.send(6, {"token": standin.token, "session_id": session, "seq": 2})
            assert (await socket.next())["t" if resumable else "op"] == ("RESUMED" if resumable else 9)


async def test_a_resume_takes_the_session_from_its_old_connection() -> None:
    """The connection that held the session is closed, and hears no more."""
    async with StandIn() as standin, wire(standin) as old, wire(standin) as new:
        session = await begun(standin, old)
        await new.send(6, {"token": standin.token, "session_id": session, "seq": 2})
        await new.until("RESUMED")
        assert await old.closing() == 4000


async def test_invalidating_forgets_the_session() -> None:
    """After op 9 the old session cannot be resumed."""
    async with StandIn() as standin, wire(standin) as socket:
        session = await begun(standin, socket)
        standin.invalidate()
        assert (await socket.until("op 9"))["d"] is False
        await socket.send(6, {"token": standin.token, "session_id": session, "seq": 2})
        assert (await socket.until("op 9"))["d"] is False


async def test_being_asked_to_reconnect_is_op_7() -> None:
    """The request to reconnect carries nothing, and the session stays."""
    async with StandIn() as standin, wire(standin) as socket:
        await begun(standin, socket)
        standin.reconnect()
        assert (await socket.until("op 7"))["d"] is None


async def test_messages_are_heard_by_intent_and_by_sight() -> None:
    """Without the intent, or without View Channel, no message is heard; other events still are."""
    async with StandIn() as standin, wire(standin) as deaf, wire(standin) as hearing:
        world = standin.world
        news, general, noor = (
            world.channel_named("news").id,
            world.channel_named("general").id,
            world.user_named("noor").id,
        )
        await begun(standin, deaf, intents=GUILDS)
        await begun(standin, hearing, intents=GUILDS | GUILD_MESSAGES)
        world.deny_bot(general, Permission.VIEW_CHANNEL)
        world.say(general, noor, "unseen")
        world.say(news, noor, "seen")
        world.delete_channel(news)
        for socket in (deaf, hearing):
            await socket.until("CHANNEL_DELETE")
        assert [p["t"] for p in deaf.seen[3:]] == ["CHANNEL_UPDATE", "CHANNEL_DELETE"]
        assert [p["t"] for p in hearing.seen[3:]] == ["CHANNEL_UPDATE", "MESSAGE_CREATE", "CHANNEL_DELETE"]


async def test_what_others_say_is_hidden_without_the_content_intent() -> None:
    """The event comes without its content, but for the bot's own and with the privileged intent."""
    async with (
        StandIn(privileged_intents=PRIVILEGED) as standin,
        http(standin) as plain,
        wire(standin) as without,
        wire(standin) as granted,
    ):
        news, noor = standin.world.channel_named("news").id, standin.world.user_named("noor").id
        await begun(standin, without, intents=INTENTS.value)
        await begun(standin, granted, intents=INTENTS.value | CONTENT)
        standin.world.say(news, noor, "hello")
        await plain.post(news, content="from the bot")
        heard = [
            [(await socket.until("MESSAGE_CREATE"))["d"]["content"] for _ in range(2)] for socket in (without, granted)
        ]
        assert heard == [["", "from the bot"], ["hello", "from the bot"]]


async def test_roles_and_members_are_told_as_they_change() -> None:
    """A role's change and the bot's own membership come with the guilds intent alone; other members do not."""
    async with StandIn() as standin, wire(standin) as socket:
        world = standin.world
        await begun(standin, socket, intents=GUILDS)
        guild, noor = world.guild_named("Sandbox").id, world.user_named("noor").id
        mine = world.role_named("Late Edition")
        world.set_role(mine.id, Permission.VIEW_CHANNEL)
        world.add_member(guild, noor)
        world.add_member(guild, world.bot.id, mine.id)
        told = await socket.until("GUILD_MEMBER_UPDATE")
        assert told["d"]["user"]["id"] == str(world.bot.id)
        assert [p["t"] for p in socket.seen[3:]] == ["GUILD_ROLE_UPDATE", "GUILD_MEMBER_UPDATE"]
        assert socket.seen[3]["d"]["role"]["permissions"] == str(int(Permission.VIEW_CHANNEL))


async def test_a_shard_hears_of_its_guilds_alone() -> None:
    """READY and events of a guild go to the one shard that Discord's formula gives it to; DMs go to shard zero."""
    now = datetime(2026, 9, 18, 12, tzinfo=UTC)
    world = World(clock=lambda: now)
    mira = world.add_user("mira")
    channels: list[int] = []
    for name in ("even", "odd"):
        guild = world.add_guild(name, owner_id=mira.id)
        assert (guild.id >> 22) % 2 == len(channels)
        world.invite_bot(guild.id)
        channels.append(world.add_channel(guild.id, f"of-{name}").id)
        now += timedelta(milliseconds=1)
    async with StandIn(world) as standin, wire(standin) as zero, wire(standin) as one:
        for shard, socket in enumerate((zero, one)):
            ready = await socket.identify(standin, shard=[shard, 2])
            assert [int(guild["id"]) for guild in ready["guilds"]] == [world.channels[channels[shard]].guild_id]
            assert (await socket.until("GUILD_CREATE"))["d"]["name"] == ("even", "odd")[shard]
        for place, text in ((channels[1], "odd"), (world.dm_with(mira.id).id, "dm"), (channels[0], "even")):
            world.say(place, mira.id, text)
        world.say(channels[1], mira.id, "odd again")
        heard = [
            [(await socket.until("MESSAGE_CREATE"))["d"]["channel_id"] for _ in range(2)] for socket in (zero, one)
        ]
        dm = world.dm_with(mira.id).id
        assert heard == [[str(dm), str(channels[0])], [str(channels[1]), str(channels[1])]]


async def test_a_guild_in_an_outage_is_not_brought() -> None:
    """READY names it as unavailable, and nothing more of it is told until it is back."""
    async with StandIn() as standin, wire(standin) as socket:
        world = standin.world
        guild = world.guild_named("Sandbox").id
        world.set_available(guild, False)
        ready = await socket.identify(standin)
        world.say(world.channel_named("news").id, world.user_named("noor").id, "unheard")
        world.set_available(guild, True)
        back = await socket.next()
        assert [each["id"] for each in ready["guilds"]] == [str(guild)]
        assert (back["t"], back["s"], back["d"]["unavailable"]) == ("GUILD_CREATE", 2, False)


async def test_a_guild_comes_with_its_open_threads() -> None:
    """GUILD_CREATE lists the threads that are not archived and that the bot can see."""
    async with StandIn() as standin, wire(standin) as socket:
        world = standin.world
        news, general = world.channel_named("news").id, world.channel_named("general").id
        world.add_thread(news, "open")
        world.archive(world.add_thread(news, "archived").id)
        world.add_thread(general, "unseen")
        world.deny_bot(general, Permission.VIEW_CHANNEL)
        await socket.identify(standin)
        told = (await socket.until("GUILD_CREATE"))["d"]
        assert [thread["name"] for thread in told["threads"]] == ["open"]


async def test_without_the_guilds_intent_no_guild_is_told() -> None:
    """Messages come all the same, when they are asked for."""
    async with StandIn() as standin, wire(standin) as socket:
        await socket.identify(standin, GUILD_MESSAGES)
        world = standin.world
        world.add_channel(world.guild_named("Sandbox").id, "wire")
        world.say(world.channel_named("news").id, world.user_named("noor").id, "m")
        assert (await socket.next())["t"] == "MESSAGE_CREATE"


async def test_asking_for_members_is_not_modelled() -> None:
    """The request is recorded rather than left without an answer unseen."""
    async with StandIn() as standin, wire(standin) as socket:
        await begun(standin, socket)
        await socket.send(8, {"guild_id": "1", "query": "", "limit": 0})
        await socket.send(1, None)
        await socket.until("op 11")
        assert standin.unmodelled == ["gateway op 8"]


class Wall(asyncio.Transport):
    """A transport that takes nothing, and remembers whether it was broken off."""

    broken = False

    def abort(self) -> None:
        """Break it off."""
        self.broken = True


async def test_a_client_that_reads_nothing_is_cut_off() -> None:
    """What it has not heard is not kept for it without bound; it may resume."""
    wall = Wall()
    connection = Connection(web.WebSocketResponse(), wall, None)
    for number in range(EVENTS_KEPT):
        connection.tell({"s": number})
    assert not wall.broken
    connection.tell({"s": EVENTS_KEPT})
    assert wall.broken
    assert connection.outgoing.qsize() == EVENTS_KEPT
