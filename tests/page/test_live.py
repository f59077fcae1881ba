"""An open page is told of everything that its person sees as it happens, and costs nothing once it is gone."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import replace

import pytest

from bot.sandbox import Json, MessageFlag, Permission, StandIn, World
from bot.sandbox.blog import Blog
from bot.sandbox.clock import Clock
from bot.sandbox.newsroom import Newsroom
from bot.sandbox.page.live import MOST_WAITING, Live, OpenPage
from bot.sandbox.things import Message
from tests.page.visit import Visit, harbour, visit
from tests.sandbox.client import wire


@pytest.fixture
async def here() -> AsyncIterator[Visit]:
    """Open the page over the harbour."""
    async with visit() as opened:
        yield opened


async def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds, five seconds at most."""
    for _ in range(1000):
        if holds():
            return
        await asyncio.sleep(0.005)
    raise TimeoutError


def whispered(world: World, name: str) -> Message:
    """Let the bot say something in #news that one person alone sees."""
    message = Message(
        world.next_id(),
        world.channel_named("news").id,
        world.bot.id,
        world.now(),
        "for you",
        flags=MessageFlag.EPHEMERAL,
        seen_by=world.user_named(name).id,
    )
    world.add_message(message)
    return message


# ---------------------------------------------------------------------------------------------------- messages


async def test_a_message_comes_changes_and_goes(here: Visit) -> None:
    """Each time as it then is, drawn for the person; of one that is gone only where it stood."""
    news, mira = here.channel("news"), here.person("mira")
    async with here.visitor.live(here.person("noor")) as stream:
        said = here.world.say(news, mira, "Good morning")
        told = await stream.next("message")
        assert (told["kind"], told["id"], told["channel"], told["author"]) == (
            "new",
            str(said.id),
            str(news),
            str(mira),
        )
        assert "Good morning" in told["html"]
        here.world.change_message(replace(said, content="Good evening"))
        told = await stream.next("message")
        assert (told["kind"], "Good evening" in told["html"]) == ("edit", True)
        here.world.delete_message(news, said.id)
        assert await stream.next("message") == {
            "event": "message",
            "kind": "gone",
            "id": str(said.id),
            "channel": str(news),
        }


async def test_what_one_does_not_see_is_not_told(here: Visit) -> None:
    """Neither a hidden channel's messages nor what was said to somebody else, nor that it is gone."""
    async with here.visitor.live(here.person("noor")) as stream:
        here.world.say(here.channel("editors"), here.person("mira"), "Among ourselves")
        secret = whispered(here.world, "mira")
        here.world.change_message(replace(secret, content="for you alone"))
        here.world.delete_message(secret.channel_id, secret.id)
        last = here.world.say(here.channel("general"), here.person("mira"), "For all")
        assert (await stream.next("message"))["id"] == str(last.id)


async def test_what_only_one_sees_is_told_to_that_one(here: Visit) -> None:
    """Whose it was is remembered until it is gone, also from before the page was opened."""
    early = whispered(here.world, "noor")
    async with here.visitor.live(here.person("noor")) as stream:
        secret = whispered(here.world, "noor")
        told = await stream.next("message")
        assert (told["kind"], told["id"], told["only_you"]) == ("new", str(secret.id), True)
        for message in (early, secret):
            here.world.delete_message(message.channel_id, message.id)
            told = await stream.next("message")
            assert (told["kind"], told["id"]) == ("gone", str(message.id))


async def test_whispers_from_before_are_known() -> None:
    """A world that is older than the page may hold some."""
    world = harbour()
    early = whispered(world, "noor")
    async with visit(world) as here, here.visitor.live(here.person("noor")) as stream:
        world.delete_message(early.channel_id, early.id)
        assert (await stream.next("message"))["id"] == str(early.id)


async def test_a_right_that_is_lost_counts_at_once(here: Visit) -> None:
    """From then on the channel is not told of."""
    news, guild = here.channel("news"), here.world.guild_named("Sandbox").id
    async with here.visitor.live(here.person("pia")) as stream:
        here.world.overwrite(news, guild, deny=Permission.VIEW_CHANNEL)
        here.world.say(news, here.person("mira"), "Among ourselves")
        last = here.world.say(here.channel("general"), here.person("mira"), "For all")
        assert (await stream.next("message"))["id"] == str(last.id)


# ------------------------------------------------------------------------------------------------ everything else


async def test_changed_places_and_commands_are_to_be_looked_at_again(here: Visit) -> None:
    """Channels, threads, roles, members and servers; many changes that wait together are told once."""
    guild = here.world.guild_named("Sandbox").id
    async with here.visitor.live(here.person("noor")) as stream:
        changes = (
            lambda: here.world.add_channel(guild, "ferry"),
            lambda: here.world.add_thread(here.channel("ferry"), "Timetable"),
            lambda: here.world.add_role(guild, "Pilots", 0),
            lambda: here.world.add_member(guild, here.person("pia")),
            lambda: here.world.set_available(guild, False),
            lambda: here.world.set_available(guild, True),
        )
        for change in changes:
            change()
            assert await stream.next("home", "commands") == {"event": "home"}
        for number in range(20):
            here.world.add_channel(guild, f"pier-{number}")
        here.world.set_commands(guild, ())
        assert [(await stream.next("home", "commands"))["event"] for _ in range(2)] == ["home", "commands"]


async def test_an_exchange_comes_with_the_totals(here: Visit) -> None:
    """As the wire has it, once it has been answered."""
    async with here.visitor.live(here.person("noor")) as stream:
        await here.bot.plain.post(here.channel("news"), content="x" * 2001)
        told = await stream.next("exchange")
        assert (told["exchange"]["status"], told["unmodelled"], told["unlike"]) == (400, 0, 0)
        assert told["objections"] == len(told["exchange"]["objections"]) == 1


async def test_whether_the_bot_is_there_is_told(here: Visit) -> None:
    """At first, when it comes, and when it goes."""
    async with here.visitor.live(here.person("noor")) as stream:
        assert await stream.next() == {"event": "bot", "connected": False}
        async with wire(here.discord) as bot:
            await bot.identify(here.discord)
            assert await stream.next("bot") == {"event": "bot", "connected": True}
            async with here.visitor.live(here.person("mira")) as other:
                assert await other.next() == {"event": "bot", "connected": True}
        assert await stream.next("bot") == {"event": "bot", "connected": False}


async def test_the_newsroom_is_told_as_it_now_is() -> None:
    """Many changes that come together are one."""
    clock = Clock()
    async with (
        Blog(now=clock) as blog,
        visit(newsroom=lambda discord: Newsroom(blog, clock, discord.trouble)) as here,
        here.visitor.live(here.person("noor")) as stream,
    ):
        names = [draft.name for draft in blog.drafts]
        for name in names:
            blog.publish(name)
        told = await stream.next("newsroom")
        assert {post["state"] for post in told["posts"]} == {"out"}
        blog.comment(names[0])
        blog.health = "down"
        assert (await stream.next("newsroom"))["blog"]["health"] == "down"


async def test_a_newsroom_that_stumbles_is_told_of_the_next_time() -> None:
    """What the state is made of may be away for a moment."""
    clock = Clock()
    stumbles = [True, False]

    async def next_edition() -> None:
        if stumbles.pop(0):
            raise OSError("the store is closing")

    async with (
        Blog(now=clock) as blog,
        visit(newsroom=lambda discord: Newsroom(blog, clock, discord.trouble, next_edition=next_edition)) as here,
        here.visitor.live(here.person("noor")) as stream,
    ):
        blog.health = "down"
        await until(lambda: len(stumbles) == 1)
        blog.health = "well"
        assert (await stream.next("newsroom"))["blog"]["health"] == "well"


# ---------------------------------------------------------------------------------------------------- its costs


async def test_a_page_that_goes_is_let_go(here: Visit) -> None:
    """Without waiting for the next thing to tell."""
    async with AsyncExitStack() as doors:
        for _ in range(3):
            await doors.enter_async_context(here.visitor.live(here.person("noor")))
        await doors.enter_async_context(here.visitor.live(here.person("mira")))
        assert here.page.open_pages == 4
    await until(lambda: here.page.open_pages == 0)


async def test_a_message_is_drawn_once_for_each_person_who_looks() -> None:
    """However many pages they have open; for nobody where nobody looks."""
    looked_for: list[str] = []

    def picture(address: str) -> None:
        looked_for.append(address)

    world = harbour()
    mira, noor, pia = (world.user_named(name).id for name in ("mira", "noor", "pia"))
    embed: Json = {"title": "The quay", "image": {"url": "https://quay.example/a.png"}}
    message = Message(world.next_id(), world.channel_named("news").id, mira, world.now(), embeds=(embed,))
    async with StandIn(world) as discord, Live(discord, None, picture) as live:
        with live.opened(mira, _never):
            world.add_message(message)
        each = len(looked_for)
        assert each > 0
        world.change_message(message)
        assert len(looked_for) == each
        with live.opened(noor, _never) as one, live.opened(noor, _never) as two, live.opened(pia, _never):
            world.change_message(message)
            assert len(looked_for) == each * 3
            for page in (one, two):
                assert (await page.next()).startswith(b"event: bot")
                assert (await page.next()).startswith(b"event: message")
        assert live.open_pages == 0


async def test_a_page_that_has_heard_nothing_gets_a_sign_of_life() -> None:
    """A comment, which a browser drops: else whatever stands between would take the connection for dead."""
    page = OpenPage(_never)
    assert await page.next(0.01) == b": still here\n\n"
    page.tell(b"something")
    assert await page.next(0.01) == b"something"


async def test_a_page_that_does_not_keep_up_is_cut() -> None:
    """At 500 events that wait; what it has missed it fetches anew."""
    cuts: list[int] = []
    page = OpenPage(lambda: cuts.append(1))
    for _ in range(MOST_WAITING):
        page.tell(b"event: message\ndata: {}\n\n")
    assert cuts == []
    page.tell(b"one more")
    page.tell(b"and another")
    assert cuts == [1]
    assert await page.next() == b""


async def test_a_browser_that_does_not_read_is_cut(here: Visit) -> None:
    """Its connection is broken, and nothing of it is kept; another page has missed nothing."""
    news, mira = here.channel("news"), here.person("mira")
    host, port = here.visitor.root.removeprefix("http://").split(":")
    cookies = "; ".join(f"{cookie.key}={cookie.value}" for cookie in here.visitor.session.cookie_jar)
    with socket.socket() as asleep:
        asleep.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        asleep.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(asleep, (host, int(port)))
        request = f"GET /live?as={mira} HTTP/1.1\r\nHost: {host}:{port}\r\nCookie: {cookies}\r\n\r\n"
        await loop.sock_sendall(asleep, request.encode())
        await until(lambda: here.page.open_pages == 1)
        async with here.visitor.live(here.person("noor")) as awake:
            said = 0
            while here.page.open_pages == 2:
                here.world.say(news, mira, "x" * 2000)
                said += 1
                assert "x" * 2000 in (await awake.next("message"))["html"]
                assert said < 20_000
            assert said > MOST_WAITING
            assert here.page.open_pages == 1


def _never() -> None:
    raise AssertionError("nobody is cut here")
