"""A world → the page over it on loopback, a visitor in it, and a small bot that gives the answers it was told to."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import aiohttp
from yarl import URL

from bot.sandbox import ChannelKind, Event, Json, Permission, StandIn, World
from bot.sandbox.newsroom import Newsroom
from bot.sandbox.page import Page, Pictures, no_pictures
from bot.sandbox.things import Command
from tests.sandbox.client import Http, http

STRING, INTEGER, CHANNEL = 3, 4, 7
ROW: Json = {"type": 1, "components": [{"type": 2, "style": 1, "custom_id": "more", "label": "More"}]}
COMMANDS: tuple[Json, ...] = (
    {
        "name": "feed",
        "description": "Which feeds are followed.",
        "default_member_permissions": str(int(Permission.MANAGE_GUILD)),
        "options": [
            {
                "name": "add",
                "type": 1,
                "description": "Follow a feed.",
                "options": [
                    {"name": "address", "description": "Where it is.", "type": STRING, "required": True},
                    {"name": "channel", "description": "Where it goes.", "type": CHANNEL},
                ],
            },
            {"name": "list", "type": 1, "description": "List the feeds."},
        ],
    },
    {
        "name": "latest",
        "description": "The newest headlines.",
        "options": [
            {"name": "feed", "description": "Of which feed.", "type": STRING, "autocomplete": True},
            {"name": "count", "description": "How many.", "type": INTEGER, "min_value": 1, "max_value": 10},
        ],
    },
    {"name": "Digest this", "type": 3},
    {"name": "Quotes of", "type": 2},
)


def harbour() -> World:
    """Make two servers: mira owns the first, noor is a member, pia new there; the second is noor's alone."""
    world = World.small()
    mira, noor, pia = world.user_named("mira").id, world.user_named("noor").id, world.add_user("pia").id
    first = world.guild_named("Sandbox").id
    world.set_role(first, Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY)
    world.set_role(
        world.role_named("Readers").id,
        Permission.SEND_MESSAGES | Permission.SEND_MESSAGES_IN_THREADS | Permission.USE_APPLICATION_COMMANDS,
    )
    world.add_member(first, pia)
    stories = world.add_channel(first, "stories", ChannelKind.FORUM, topic="A post for each story")
    world.add_thread(stories.id, "The strike")
    world.add_thread(world.channel_named("news").id, "About the ferry")
    editors = world.add_channel(first, "editors")
    world.overwrite(editors.id, first, deny=Permission.VIEW_CHANNEL)
    world.add_thread(editors.id, "Not for members")
    second = world.add_guild("Ferry Club", owner_id=noor)
    world.add_channel(second.id, "quay")
    world.invite_bot(second.id)
    world.dm_with(mira)
    world.set_commands(None, tuple(Command(world.next_id(), None, body) for body in COMMANDS))
    return world


@dataclass
class Bot:
    """Answers commands, presses and forms by their names, each with what it was told to answer; else it is silent."""

    plain: Http
    answers: Mapping[str, Json]
    heard: list[Json] = field(default_factory=list)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def hear(self, event: Event) -> None:
        """Answer an interaction."""
        if event.name == "INTERACTION_CREATE":
            self.heard.append(event.data)
            task = asyncio.create_task(self._answer(event.data))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _answer(self, interaction: Json) -> None:
        data = interaction["data"]
        body = self.answers.get(data.get("custom_id") or data["name"])
        if body is not None:
            path = f"/interactions/{interaction['id']}/{interaction['token']}/callback"
            said = await self.plain.ask("POST", path, body)
            assert said.status == 204, said


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page answered."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def body(self) -> Json:
        """Read it as JSON."""
        read: Json = json.loads(self.text)
        return read


@dataclass(frozen=True, slots=True)
class Visitor:
    """A browser at the page, which holds the cookie once it was let in."""

    session: aiohttp.ClientSession
    root: str

    async def ask(self, method: str, path: str, **more: object) -> Shown:
        """Ask for a path, following nothing."""
        address = URL(self.root + path, encoded=True)
        async with self.session.request(method, address, allow_redirects=False, **more) as answer:  # type: ignore[arg-type]  # passed on as it came
            return Shown(answer.status, dict(answer.headers), await answer.text(errors="replace"))

    async def get(self, path: str, **query: object) -> Json:
        """Read JSON; what is asked for is found."""
        shown = await self.ask("GET", str(URL(path).with_query({name: str(value) for name, value in query.items()})))
        assert shown.status == 200, shown
        return shown.body

    async def post(self, path: str, **body: object) -> Shown:
        """Do something."""
        return await self.ask("POST", path, json=body)

    @asynccontextmanager
    async def live(self, person: int) -> AsyncIterator[Stream]:
        """Listen as a person."""
        async with self.session.get(f"{self.root}/live?as={person}") as answer:
            assert answer.content_type == "text/event-stream"
            yield Stream(answer.content)


@dataclass
class Stream:
    """The events that a page is told."""

    content: aiohttp.StreamReader

    async def next(self, *names: str) -> Json:
        """Wait for the next event of some names, any where none is named; its data has its name under "event"."""
        async with asyncio.timeout(5):
            while True:
                text = (await self.content.readuntil(b"\n\n")).decode()
                name, _, data = text.removeprefix("event: ").partition("\ndata: ")
                if data and (not names or name in names):
                    told: Json = {"event": name} | json.loads(data)
                    return told


@dataclass(frozen=True, slots=True)
class Visit:
    """Everything that a test needs of an open page."""

    discord: StandIn
    page: Page
    bot: Bot
    visitor: Visitor

    @property
    def world(self) -> World:
        """The world that the page shows."""
        return self.discord.world

    def person(self, name: str) -> int:
        """Name a person by their id."""
        return self.world.user_named(name).id

    def channel(self, name: str) -> int:
        """Name a channel by its id."""
        return self.world.channel_named(name).id


@asynccontextmanager
async def visit(
    world: World | None = None,
    *,
    answers: Mapping[str, Json] | None = None,
    newsroom: Callable[[StandIn], Newsroom] | None = None,
    about: Mapping[int, str] | None = None,
    pictures: Pictures = no_pictures,
    answer_within: timedelta = timedelta(seconds=3),
) -> AsyncIterator[Visit]:
    """Open the page over a world and let one visitor in."""
    async with StandIn(world or harbour(), answer_within=answer_within) as discord, http(discord) as plain:
        bot = Bot(plain, answers or {})
        discord.world.listen(bot.hear)
        beside = None if newsroom is None else newsroom(discord)
        async with (
            Page(discord, newsroom=beside, about=about or {}, pictures=pictures) as page,
            aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session,
        ):
            visitor = Visitor(session, page.address.partition("/?")[0])
            assert (await visitor.ask("GET", "/?" + page.address.partition("/?")[2])).status == 200
            yield Visit(discord, page, bot, visitor)


async def pressable(here: Visit) -> str:
    """Let the bot post a message with a button; its id."""
    posted = await here.bot.plain.post(here.channel("news"), content="Port and city talk", components=[ROW])
    assert posted.status == 200
    return str(posted.body["id"])
