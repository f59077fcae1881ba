"""Every route of the stand-in is asked, and what it answers and tells keeps to Discord's description of its API."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import aiohttp
import pytest

from bot.sandbox import Permission, StandIn, World
from bot.sandbox.openapi.description import OpenApi
from bot.sandbox.things import ChannelKind, Command, Json
from tests.sandbox.client import QUIET, Http, Said, Wire, http, wire
from tests.sandbox.described import REPOSITORY, description, gaps, named, needs_description, routes, table

BUTTON: Json = {"type": 2, "style": 2, "label": "More", "custom_id": "more", "disabled": None}
SELECTS: tuple[Json, ...] = (
    {"type": 3, "custom_id": "pick", "options": [{"label": "one", "value": "1"}]},
    *({"type": kind, "custom_id": f"pick {kind}"} for kind in (5, 6, 7, 8)),
)
LAID_OUT: Json = {
    "flags": 1 << 15,
    "components": [
        {"type": 10, "content": "Talks go on"},
        {
            "type": 17,
            "components": [
                {
                    "type": 9,
                    "components": [{"type": 10, "content": "t"}],
                    "accessory": {"type": 11, "media": {"url": "https://harbour.example/ferry.png"}},
                },
                {"type": 12, "items": [{"media": {"url": "https://harbour.example/pier.png"}}]},
                {"type": 14},
                {"type": 1, "components": [BUTTON]},
            ],
        },
    ],
}
EMBEDDED: Json = {
    "content": "Hear <@1>",
    "embeds": [
        {
            "title": "Talks go on",
            "description": "d",
            "url": "https://harbour.example/talks",
            "color": 255,
            "timestamp": "2026-11-23T10:00:00+00:00",
            "author": {"name": "Harbour Light"},
            "footer": {"text": "f"},
            "fields": [{"name": "n", "value": "v"}, {"name": "n", "value": "v", "inline": True}],
            "image": {"url": "https://harbour.example/ferry.png"},
            "thumbnail": {"url": "https://harbour.example/pier.png"},
        },
        {"description": "d", "title": None},
    ],
    "components": [{"type": 1, "components": [BUTTON]}, *({"type": 1, "components": [one]} for one in SELECTS[:4])],
}
COMMAND: Json = {"name": "why", "description": "Why.", "default_member_permissions": "32", "contexts": [0, 1]}
MENU: Json = {"name": "Why this?", "type": 3, "default_member_permissions": 32}
OPTIONS: Json = COMMAND | {
    "options": [
        {"type": 1, "name": "of", "description": "d", "options": [
            {"type": 3, "name": "feed", "description": "d", "autocomplete": True, "required": True},
            {"type": 4, "name": "count", "description": "d", "min_value": 1, "max_value": 5},
            {"type": 7, "name": "where", "description": "d", "channel_types": [0, 5, 16]},
        ]},
    ]
}  # fmt: skip
ANSWERS: tuple[Json, ...] = (
    {"type": 4, "data": {"content": "a"}},
    {"type": 4, "data": LAID_OUT | {"flags": 1 << 15 | 1 << 6}},
    {"type": 5},
    {"type": 5, "data": {"flags": 1 << 6}},
)


@dataclass(frozen=True, slots=True)
class Case:
    """What is asked of a route: a body, and what stands in its path otherwise than usual."""

    body: object = None
    query: str = ""
    at: tuple[tuple[str, str], ...] = ()


def at(**places: str) -> Case:
    """Ask without a body in another place than usual."""
    return Case(at=tuple(places.items()))


ONCE = (Case(),)
REPLY: Json = QUIET | {"content": "m", "message_reference": {"message_id": "{message}"}}
POST: Json = QUIET | {"content": "A post's first message"}
CASES: dict[str, tuple[Case, ...]] = {
    "GET /gateway": ONCE,
    "GET /gateway/bot": ONCE,
    "GET /users/@me": ONCE,
    "POST /users/@me/channels": (Case({"recipient_id": "{user}"}),),
    "GET /users/@me/guilds": ONCE,
    "GET /users/{user}": ONCE,
    "GET /applications/@me": ONCE,
    "GET /oauth2/applications/@me": ONCE,
    "GET /guilds/{guild}": ONCE,
    "GET /guilds/{guild}/channels": ONCE,
    "GET /guilds/{guild}/roles": ONCE,
    "GET /guilds/{guild}/members/{user}": ONCE,
    "GET /guilds/{guild}/threads/active": ONCE,
    "GET /channels/{channel}": tuple(at(channel=kind) for kind in ("channel", "announcement", "forum", "thread", "dm")),
    "PATCH /channels/{channel}": (Case({"archived": True, "name": "Later talks"}, at=(("channel", "thread"),)),),
    "POST /channels/{channel}/threads": (
        Case({"name": "Talks", "type": 11, "auto_archive_duration": 60}),
        Case({"name": "Talks", "message": POST}, at=(("channel", "forum"),)),
    ),
    "GET /channels/{channel}/threads/archived/public": ONCE,
    "POST /channels/{channel}/messages": (
        Case(REPLY | {"nonce": "n", "enforce_nonce": True}),
        Case(QUIET | LAID_OUT),
        Case(EMBEDDED, at=(("channel", "dm"),)),
    ),
    "GET /channels/{channel}/messages": (Case(), Case(query="?limit=1&before={message}"), at(channel="thread")),
    "GET /channels/{channel}/messages/{message}": ONCE,
    "PATCH /channels/{channel}/messages/{message}": (Case(QUIET | {"content": "c", "components": []}),),
    "DELETE /channels/{channel}/messages/{message}": ONCE,
    "POST /channels/{channel}/messages/{message}/threads": (Case({"name": "Talks"}),),
    "POST /channels/{channel}/messages/{message}/crosspost": (
        at(channel="announcement", message="announced"),
    ),
    "POST /channels/{channel}/typing": ONCE,
    **{
        f"{method} /applications/{{application}}{place}/commands{one}": cases
        for place in ("", "/guilds/{guild}")
        for method, one, cases in (
            ("GET", "", ONCE),
            ("PUT", "", (Case([OPTIONS, MENU]), Case([]))),
            ("POST", "", (Case(MENU), Case(OPTIONS))),
            ("GET", "/{command}", ONCE),
            ("PATCH", "/{command}", (Case({"description": "Why it was."}),)),
            ("DELETE", "/{command}", ONCE),
        )
    },
    "POST /interactions/{id}/{token}/callback": tuple(
        Case(said, query) for said in ANSWERS for query in ("", "?with_response=true")
    ),
    "POST /webhooks/{application}/{token}": (Case(EMBEDDED), Case(QUIET | LAID_OUT)),
    "GET /webhooks/{application}/{token}/messages/{message}": (at(message="original"),),
    "PATCH /webhooks/{application}/{token}/messages/{message}": (
        Case({"content": "c"}, at=(("message", "original"),)),
    ),
    "DELETE /webhooks/{application}/{token}/messages/{message}": (at(message="original"),),
}  # fmt: skip
ASKED = [(route, case) for route in map(named, routes()) for case in CASES.get(route, ())]


@dataclass(frozen=True, slots=True)
class Stage:
    """A stand-in that is held against the description, with one of everything in it."""

    discord: StandIn
    http: Http
    wire: Wire
    names: dict[str, str]

    async def ask(self, route: str, case: Case, token: str | None = None) -> Said:
        """Ask a route as a case has it."""
        method, path = route.split(" ")
        names = self.names | {place: self.names[instead] for place, instead in case.at}
        return await self.http.ask(method, (path + case.query).format_map(names), _filled(case.body, names), token)


def _filled(body: object, names: dict[str, str]) -> object:
    """Put the ids of the stage where a body names them."""
    if isinstance(body, dict):
        return {key: _filled(value, names) for key, value in body.items()}
    return body.format_map(names) if isinstance(body, str) else body


def _world() -> World:
    """Make a world with a channel of every kind and commands of both."""
    world = World.small()
    guild = next(iter(world.guilds))
    world.set_commands(None, (Command(world.next_id(), None, COMMAND | {"default_member_permissions": None}),))
    world.add_channel(guild, "wire", ChannelKind.ANNOUNCEMENT, "As it comes in")
    world.add_channel(guild, "talk", ChannelKind.FORUM)
    world.add_thread(world.channel_named("news").id, "Ferries")
    role = next(role for role in world.roles.values() if role.bot_id == world.bot.id)
    world.roles[role.id] = replace(role, permissions=int(role.permissions) | TO_THREADS)
    return world


TO_THREADS = Permission.CREATE_PUBLIC_THREADS | Permission.MANAGE_THREADS


@asynccontextmanager
async def stage() -> AsyncIterator[Stage]:
    """Open the stand-in; noor has typed a command and nobody has answered yet."""
    world = _world()
    channels = {kind: world.channel_named(name).id for kind, name in CHANNELS.items()}
    noor, guild = world.user_named("noor").id, next(iter(world.guilds))
    channels["dm"] = world.dm_with(noor).id
    async with StandIn(world, openapi=description()) as discord, http(discord) as plain, wire(discord) as socket:
        await socket.identify(discord)
        typing = asyncio.create_task(
            discord.type("/why", by=noor, channel=channels["channel"], messages=0, finish_within=0)
        )
        heard = (await socket.until("INTERACTION_CREATE"))["d"]
        (command,) = world.commands_of(None)
        world.set_commands(guild, (Command(world.next_id(), guild, OPTIONS | {"name": "here"}),))
        names = {
            **{kind: str(channel) for kind, channel in channels.items()},
            "message": (await plain.post(channels["channel"], **EMBEDDED)).body["id"],
            "announced": (await plain.post(channels["announcement"], content="m")).body["id"],
            "original": "@original",
            "user": str(noor),
            "guild": str(guild),
            "application": str(world.bot.id),
            "command": str(command.id),
            "id": heard["id"],
            "token": heard["token"],
        }
        try:
            yield Stage(discord, plain, socket, names)
        finally:
            typing.cancel()
            await asyncio.wait([typing])


CHANNELS = {"channel": "news", "announcement": "wire", "forum": "talk", "thread": "Ferries"}


@needs_description
def test_every_route_is_asked() -> None:
    """A route without a case, or a case without a route, is not held against anything."""
    assert {named(route) for route in routes()} == CASES.keys()


@needs_description
@pytest.mark.parametrize(("route", "case"), ASKED)
async def test_an_answer_is_as_described(route: str, case: Case) -> None:
    """Where all is well; neither side says what the description does not know."""
    async with stage() as here:
        if "guilds/{guild}/commands/{command}" in route:
            (command,) = here.discord.world.commands_of(int(here.names["guild"]))
            here.names["command"] = str(command.id)
        if "/webhooks/" in route:
            await here.ask("POST /interactions/{id}/{token}/callback", Case({"type": 4, "data": {"content": "m"}}))
        said = await here.ask(route, case)
        assert said.status < 300, said.body
        assert here.discord.unlike == []
        assert [each for each in here.discord.violations if each.kind == "discord"] == []
        assert here.discord.unmodelled == []


@needs_description
@pytest.mark.parametrize("route", CASES)
async def test_a_refusal_is_as_described(route: str) -> None:
    """Without the token, for what is not there, for a body that is no JSON object, and too late."""
    async with stage() as here:
        await here.ask(route, Case(), token="nobody's")
        here.names.update(dict.fromkeys(("channel", "message", "user", "guild", "command", "id", "token"), "7"))
        await here.ask(route, Case({}))
        await here.ask(route, Case(["x"]))
        assert here.discord.unlike == []


@needs_description
async def test_what_breaks_the_description_is_a_violation() -> None:
    """Recorded with its route, and once: what a rule of the stand-in's refuses is not told twice."""
    async with stage() as here:
        remixed = Case(QUIET | {"content": "m", "attachments": [{"id": "0", "is_remix": 9}]})
        await here.ask("POST /channels/{channel}/messages", remixed)
        await here.ask("POST /channels/{channel}/messages", Case(QUIET | {"content": 5}))
        found = [(each.sign, each.field) for each in here.discord.violations if each.kind == "discord"]
        assert found == [("OPENAPI", "attachments.0.is_remix"), ("STRING_TYPE_CONVERT", "content")]
        assert here.discord.violations[0].where == f"POST /channels/{here.names['channel']}/messages"


@needs_description
async def test_a_body_that_nobody_reads_may_be_anything() -> None:
    """A call that takes none is answered, whatever came with it."""
    async with stage() as here, aiohttp.ClientSession() as session:
        headers = {"Authorization": f"Bot {here.discord.token}", "Content-Type": "application/json"}
        async with session.get(f"{here.discord.api}/users/@me", data=b"{", headers=headers) as said:
            assert said.status == 200
        assert here.discord.violations == []


@needs_description
async def test_what_arrives_on_the_gateway_is_as_described() -> None:
    """A guild with its roles, channels, threads and members, and a message, as far as they have schemas."""
    path = description()
    assert path is not None
    described = OpenApi.read(path)
    async with stage() as here, wire(here.discord) as socket:
        ready = await socket.identify(here.discord)
        arrival = (await socket.until("GUILD_CREATE"))["d"]
        await here.http.post(int(here.names["channel"]), content="m")
        message = (await socket.until("MESSAGE_CREATE"))["d"]
        parts = [
            ("UserResponse", ready["user"]),
            ("GuildResponse", arrival),
            *(("GuildChannelResponse", channel) for channel in arrival["channels"]),
            *(("ThreadResponse", thread) for thread in arrival["threads"]),
            *(("GuildMemberResponse", member) for member in arrival["members"]),
            ("MessageResponse", message),
        ]
        assert [told for schema, value in parts for told in described.value(schema, value)] == []


@pytest.mark.parametrize("written", [table(routes()), gaps()], ids=["routes", "gaps"])
def test_the_docs_say_what_the_code_does(written: str) -> None:
    """The tables are printed by `python -m tests.sandbox.described`."""
    assert written in (REPOSITORY / "docs" / "stand-in.md").read_text(encoding="utf-8")
