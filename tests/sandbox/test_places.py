"""What the stand-in says of the bot, guilds, channels, people and commands, and what it does not know."""

from __future__ import annotations

import pytest

from bot.sandbox import Json, StandIn, World
from bot.sandbox.things import Member
from tests.sandbox.client import http, wire

COMMAND: Json = {"name": "why", "description": "Why.", "options": []}


async def test_the_gateway_is_told_and_sessions_are_counted() -> None:
    """Both routes give the gateway's address; /gateway/bot says how many sessions may still begin."""
    async with StandIn() as standin, http(standin) as plain:
        async with wire(standin) as socket:
            await socket.identify(standin)
        assert (await plain.ask("GET", "/gateway")).body == {"url": standin.gateway}
        said = (await plain.ask("GET", "/gateway/bot")).body
        assert (said["url"], said["session_start_limit"]["remaining"]) == (standin.gateway, 999)


async def test_many_guilds_need_more_shards() -> None:
    """One is recommended for each thousand that are full, and one for the rest."""
    world = World.small()
    async with StandIn(world) as standin, http(standin) as plain:
        assert (await plain.ask("GET", "/gateway/bot")).body["shards"] == 1
        for guild in range(1, 1000):
            world.members[guild, world.bot.id] = Member(guild, world.bot.id, (), world.now())
        assert (await plain.ask("GET", "/gateway/bot")).body["shards"] == 2


async def test_a_strange_page_of_guilds_is_only_an_empty_one() -> None:
    """What is no number counts as nothing."""
    async with StandIn() as standin, http(standin) as plain:
        assert len((await plain.ask("GET", "/users/@me/guilds?after=x")).body["list"]) == 1
        assert (await plain.ask("GET", "/users/@me/guilds?limit=x")).body["list"] == []


async def test_the_bot_knows_itself() -> None:
    """The user and the application are one, owned by a person."""
    async with StandIn() as standin, http(standin) as plain:
        me = (await plain.ask("GET", "/users/@me")).body
        for path in ("/applications/@me", "/oauth2/applications/@me"):
            application = (await plain.ask("GET", path)).body
            assert (application["id"], application["owner"]["username"]) == (me["id"], "mira")


async def test_a_guild_is_told_with_what_is_in_it() -> None:
    """The guild, its channels (not its threads), its roles and its members."""
    async with StandIn() as standin, http(standin) as plain:
        world = standin.world
        guild, news, noor = world.guild_named("Sandbox").id, world.channel_named("news").id, world.user_named("noor").id
        thread = world.add_thread(news, "the talks").id
        assert (await plain.ask("GET", f"/guilds/{guild}")).body["name"] == "Sandbox"
        channels = (await plain.ask("GET", f"/guilds/{guild}/channels")).body["list"]
        assert [channel["name"] for channel in channels] == ["news", "general"]
        roles = (await plain.ask("GET", f"/guilds/{guild}/roles")).body["list"]
        assert [role["name"] for role in roles] == ["@everyone", "Readers", "Late Edition"]
        assert roles[2]["tags"] == {"bot_id": str(world.bot.id)}
        member = (await plain.ask("GET", f"/guilds/{guild}/members/{noor}")).body
        assert (member["user"]["username"], member["roles"]) == ("noor", [roles[1]["id"]])
        assert (await plain.ask("GET", f"/channels/{thread}")).body["parent_id"] == str(news)


async def test_a_direct_message_is_for_people() -> None:
    """No DM is opened with the bot itself, or with nobody."""
    async with StandIn() as standin, http(standin) as plain:
        for nobody in (standin.world.bot.id, 1, "x", None):
            said = await plain.ask("POST", "/users/@me/channels", {"recipient_id": nobody})
            assert (said.status, said.code) == (400, 50033)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/guilds/1", 10004),
        ("/guilds/x", 10004),
        ("/channels/1", 10003),
        ("/channels/²", 10003),
        ("/users/1", 10013),
        ("/channels/99999999999999999999999999", 10003),
    ],
)
async def test_what_is_not_there_is_unknown(path: str, code: int) -> None:
    """Each kind has its own code, and a strange id is only an unknown one."""
    async with StandIn() as standin, http(standin) as plain:
        said = await plain.ask("GET", path)
        assert (said.status, said.code) == (404, code)
        assert standin.unmodelled == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/stickers/1"),
        ("PUT", "/channels/1/messages/2/reactions/x/@me"),
        ("DELETE", "/users/@me"),
        ("PATCH", "/channels/{news}"),
    ],
)
async def test_what_is_not_modelled_says_so(method: str, path: str) -> None:
    """An unknown route, or a method that a route does not have, is a 404 that is recorded."""
    async with StandIn() as standin, http(standin) as plain:
        path = path.format(news=standin.world.channel_named("news").id)
        said = await plain.ask(method, path, {"name": "n"})
        assert said.status == 404
        assert "not modelled" in said.body["message"]
        assert standin.unmodelled == [f"{method} {path}"]


@pytest.mark.parametrize("place", ["", "/guilds/{guild}"])
async def test_commands_are_synced(place: str) -> None:
    """All at once, one by one, changed and deleted; a command that keeps its name keeps its id."""
    async with StandIn() as standin, http(standin) as plain:
        world = standin.world
        guild = world.guild_named("Sandbox").id
        path = f"/applications/{world.bot.id}{place.format(guild=guild)}/commands"
        (first,) = (await plain.ask("PUT", path, [COMMAND])).body["list"]
        assert (first["application_id"], first.get("guild_id")) == (str(world.bot.id), str(guild) if place else None)
        both = (await plain.ask("PUT", path, [COMMAND | {"name": "latest"}, COMMAND])).body["list"]
        assert [command["name"] for command in both] == ["latest", "why"]
        assert both[1]["id"] == first["id"]
        replaced = await plain.ask("POST", path, COMMAND | {"description": "Why so."})
        assert (replaced.status, replaced.body["id"]) == (200, first["id"])
        assert (await plain.ask("POST", path, COMMAND | {"name": "more"})).status == 201
        one = f"{path}/{first['id']}"
        assert (await plain.ask("PATCH", one, {"description": "Because."})).body["description"] == "Because."
        assert (await plain.ask("GET", one)).body["name"] == "why"
        assert (await plain.ask("DELETE", one)).status == 204
        assert (await plain.ask("GET", one)).code == 10063
        assert [c["name"] for c in (await plain.ask("GET", path)).body["list"]] == ["latest", "more"]
        assert standin.violations == []


async def test_commands_that_are_wrong_are_refused_together() -> None:
    """One wrong command refuses the sync; two of one name do; what was there stays."""
    async with StandIn() as standin, http(standin) as plain:
        path = f"/applications/{standin.world.bot.id}/commands"
        await plain.ask("PUT", path, [COMMAND])
        wrong = await plain.ask("PUT", path, [COMMAND, COMMAND | {"name": "No"}])
        assert (wrong.status, list(wrong.body["errors"])) == (400, ["1"])
        for body in ([COMMAND, COMMAND], {"name": "why"}, ["why"]):
            assert (await plain.ask("PUT", path, body)).code == 50035
        assert (await plain.ask("POST", path, "why")).code == 50035
        one = (await plain.ask("GET", path)).body["list"][0]["id"]
        assert (await plain.ask("PATCH", f"{path}/{one}", {"name": ""})).code == 50035
        assert [command["name"] for command in (await plain.ask("GET", path)).body["list"]] == ["why"]
        assert len(standin.violations) == 6


async def test_another_applications_commands_are_not_the_bots() -> None:
    """Another application is refused, and so is a guild that the bot is not in."""
    async with StandIn() as standin, http(standin) as plain:
        assert (await plain.ask("GET", "/applications/1/commands")).code == 20012
        path = f"/applications/{standin.world.bot.id}/guilds/1/commands"
        assert (await plain.ask("PUT", path, [COMMAND])).code == 50001
