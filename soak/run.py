"""A script and a database in; the blogs, the stand-in and the bot brought together, troubled and counted, out."""

import asyncio
import contextlib
import os
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.sandbox import StandIn, World
from bot.sandbox.pace import BOT, MESSAGES
from bot.store import Store, open_store
from soak.blog import Blog
from soak.count import Item, Seen, Wrongs, seen, together, wrongs
from soak.memory import memory
from soak.process import Process
from soak.report import Report
from soak.script import (
    Break,
    Cast,
    Close,
    Down,
    Edit,
    End,
    Event,
    Fail,
    Invalidate,
    Kill,
    KillChild,
    Moment,
    Move,
    Publish,
    Reconnect,
    StopChild,
)

CAST = Cast(blogs=4, movers=(2, 3), mortals=(1,))
FOLLOWS: dict[str, tuple[tuple[int, int], ...]] = {
    "news": ((0, 0), (1, 0), (2, 0), (3, 0)),
    "general": ((0, 0),),
    "port": ((1, 0), (2, 1), (3, 0)),
    "town": ((2, 1), (0, 0)),
}
"""Which blogs, by their numbers, each channel follows, and by which of their doors."""

EACH_BY_ITSELF = "together:off apart:0 follow_ups:20"
"""As the blogs are read in the count: posts that say the same are told each, and every note as soon as it is there."""

ADMIN = "mira"
"""Who adds the blogs, and hears of it when one has ended."""

LINUX = sys.platform == "linux"

NONCE_WINDOW = timedelta(seconds=50)
"""Little more than the bot relies on, and less than it sleeps."""

UNANSWERED = "NO_ANSWER"
"""What the stand-in calls it when nobody answers a command: a bot that is dead, or whom the gateway has put out."""

IN_TROUBLE = frozenset({UNANSWERED, "LATE", "TWICE"})
"""What Discord notices of commands while it is broken itself, or the bot is being killed: nobody's fault."""

SETTLES_WITHIN = 420.0
QUIET = 2.0
TOLD_EVERY = 10.0


@dataclass(slots=True)
class Scene:
    """Everything that stands around the bot, and the bot."""

    discord: StandIn
    blogs: tuple[Blog, ...]
    bot: Process
    store: str
    faults: int = 0
    ends: int = 0
    returns: set[asyncio.Task[None]] = field(default_factory=set)

    def owed(self, channel: str) -> tuple[Item, ...]:
        """What a channel is owed by now."""
        return tuple(item for blog, _ in FOLLOWS[channel] for item in self.blogs[blog].said())

    def wrongs(self) -> Wrongs:
        """What is wrong by now in all channels."""
        return together(wrongs(channel, self.owed(channel), self.held(channel)) for channel in FOLLOWS)

    def held(self, channel: str) -> list[Seen]:
        """What the bot has told a channel of its own accord."""
        return [
            seen(message)
            for message in self.discord.messages(self.discord.world.channel_named(channel).id)
            if message["author"].get("bot") and not message.get("interaction_metadata")
        ]

    def deliveries(self) -> int:
        """How many messages stand in the channels."""
        return sum(len(self.held(channel)) for channel in FOLLOWS)

    def of_summaries(self) -> list[Seen]:
        """The digests of posts of which the feed shows only the first words."""
        names = {blog.name for blog in self.blogs if blog.summaries}
        held = [message for channel in FOLLOWS for message in self.held(channel)]
        return [message for message in held if message.digest_of and message.digest_of[0] in names]

    def impatience(self) -> tuple[str, ...]:
        """Which blogs were asked while they wished to be left alone."""
        return tuple(f"{blog.name} was asked {blog.impatient} times too soon" for blog in self.blogs if blog.impatient)

    def farewells(self) -> int:
        """How often somebody was told that a feed has ended."""
        world = self.discord.world
        told = self.discord.messages(world.dm_with(world.user_named(ADMIN).id).id)
        return sum("A feed has ended" in str(message) for message in told)

    def unanswered(self) -> int:
        """How many commands the bot left without an answer."""
        return sum(violation.sign == UNANSWERED for violation in self.discord.violations)

    def objections(self) -> tuple[str, ...]:
        """What the stand-in noticed that nobody may do, whatever goes wrong."""
        noticed = [violation for violation in self.discord.violations if violation.sign not in IN_TROUBLE]
        return (*map(str, noticed), *self.discord.unmodelled, *map(str, self.discord.pings))


async def run(seed: int, moments: Sequence[Moment], store: str, folder: Path, say: Callable[[str], None]) -> Report:
    """Play a script to the bot on an empty store, wait until all is delivered, and count."""
    began = time.monotonic()
    async with _scene(store, folder) as scene:
        await _follow(scene)
        say("Every channel follows its blogs; trouble begins.")
        await _play(scene, moments, say)
        say("Trouble is over; waiting until nothing waits.")
        waiting, unread = await _settled(scene)
        await scene.bot.end()
        digests = scene.of_summaries()
        return Report(
            seed=seed,
            store=store.split(":", 1)[0],
            seconds=time.monotonic() - began,
            posts=sum(isinstance(moment.event, Publish) for moment in moments),
            edits=sum(isinstance(moment.event, Edit) for moment in moments),
            kills=scene.bot.kills,
            children_kills=scene.bot.children_kills,
            ends=scene.ends,
            farewells=scene.farewells(),
            faults=scene.faults,
            deliveries=scene.deliveries(),
            summaries=len(digests),
            whole=sum(digest.has_page for digest in digests),
            waiting=waiting,
            unread=unread,
            wrongs=scene.wrongs(),
            deaths=tuple(f"exit code {code}" for code in scene.bot.deaths),
            orphans=tuple(scene.bot.orphans),
            unanswered=scene.unanswered(),
            objections=scene.objections(),
            impatience=scene.impatience(),
            memory=memory(scene.bot.lives),
        )


@contextlib.asynccontextmanager
async def _scene(store: str, folder: Path) -> AsyncIterator[Scene]:
    world = World.small()
    for channel in FOLLOWS:
        if channel not in {known.name for known in world.channels.values()}:
            world.add_channel(next(iter(world.guilds)), channel)
    async with contextlib.AsyncExitStack() as doors:
        blogs = tuple([await doors.enter_async_context(blog) for blog in _blogs()])
        standing = StandIn(world, nonce_window=NONCE_WINDOW, messages_pace=MESSAGES, bot_pace=BOT)
        discord = await doors.enter_async_context(standing)
        bot = Process(_environment(discord, store), folder / "bot.log")
        keeping = asyncio.create_task(bot.keep())
        scene = Scene(discord, blogs, bot, store)
        try:
            yield scene
        finally:
            for returning in scene.returns:
                returning.cancel()
            await bot.end()
            await keeping


def _blogs() -> tuple[Blog, ...]:
    """Two that stay where they are, one with two feeds that become one, and one that shows only summaries.

    Linux has a whole network on loopback, so that there a blog that rests does not silence the others.
    """
    hosts = [f"127.0.0.{number}" if LINUX else "127.0.0.1" for number in range(2, 6)]
    return (
        Blog("Quay", hosts[0]),
        Blog("Mill", hosts[1]),
        Blog("Ferry", hosts[2], doors=("/feed", "/rss")),
        Blog("Slip", hosts[3], summaries=True),
    )


def _environment(discord: StandIn, store: str) -> dict[str, str]:
    """The bot's settings, with little patience, so that much happens in a minute."""
    return {
        **os.environ,
        "LATE_EDITION_DISCORD__TOKEN": discord.token,
        "LATE_EDITION_DISCORD__API": discord.api,
        "LATE_EDITION_DISCORD__GATEWAY": discord.gateway,
        "LATE_EDITION_STORE__ADDRESS": store,
        "LATE_EDITION_POLLING__EVERY": "500ms",
        "LATE_EDITION_POLLING__SLOWEST": "500ms",
        "LATE_EDITION_POLLING__PAUSE": "0s",
        "LATE_EDITION_POLLING__TICK": "100ms",
        "LATE_EDITION_POLLING__TIMEOUT": "1s",
        "LATE_EDITION_POLLING__ALLOW": "127.0.0.0/8",
        "LATE_EDITION_READING__TIMEOUT": "2s",
        "LATE_EDITION_POSTING__TICK": "100ms",
        "LATE_EDITION_POSTING__TIMEOUT": "7s",
        "LATE_EDITION_POSTING__LEASE": "14s",
    }


async def _follow(scene: Scene) -> None:
    """Let every channel follow its blogs, and wait until each has been greeted."""
    discord = scene.discord
    await discord.ready(30)
    await discord.until(lambda: bool(discord.world.commands), 30)
    for blog in scene.blogs:
        blog.publish()
    for channel, followed in FOLLOWS.items():
        for number, door in followed:
            answer = await _add(scene, scene.blogs[number].addresses[door], channel)
            if "now follows" not in answer:
                raise RuntimeError(f"#{channel} was to follow {scene.blogs[number].name}, but: {answer}")
    await discord.until(lambda: not scene.wrongs().lost, 30)


async def _add(scene: Scene, address: str, channel: str) -> str:
    """Have somebody add a feed, with every change told apart from the others, and tell what the answer was."""
    added = await _typed(scene, f"/feed add {address} channel:#{channel}")
    if "follows" in added:
        await _typed(scene, f"/digest set channel:#{channel} {EACH_BY_ITSELF}")
    return added


async def _typed(scene: Scene, line: str) -> str:
    discord = scene.discord
    admin, place = discord.world.user_named(ADMIN).id, discord.world.channel_named("news").id
    answer = await discord.type(line, by=admin, channel=place)
    return answer.failed or answer.text


async def _play(scene: Scene, moments: Sequence[Moment], say: Callable[[str], None]) -> None:
    began = time.monotonic()
    told = 0.0
    for number, moment in enumerate(moments, 1):
        await asyncio.sleep(moment.at - (time.monotonic() - began))
        _perform(moment.event, scene)
        if moment.at - told >= TOLD_EVERY:
            told = moment.at
            say(
                f"{moment.at:5.0f} of {moments[-1].at:.0f} s: {number} of {len(moments)} events, "
                f"{scene.bot.kills} kills, {scene.deliveries()} deliveries"
            )


def _perform(event: Event, scene: Scene) -> None:
    discord = scene.discord
    if not isinstance(event, Publish | Edit | Kill):
        # What nobody asks meanwhile would all befall the bot when it wakes, and little else would happen to it.
        if not scene.bot.is_running:
            return
        scene.faults += 1
    match event:
        case Publish(blog):
            scene.blogs[blog].publish()
        case Edit(blog, back):
            scene.blogs[blog].edit(back)
        case Kill(asleep):
            scene.bot.kill(asleep)
            for each in scene.blogs:
                each.forgive()
        case Down(seconds):
            discord.trouble.down()
            asyncio.get_running_loop().call_later(seconds, discord.trouble.up)
        case Break(fault):
            discord.trouble.order(fault)
        case Close(code):
            discord.close_gateway(code)
        case Reconnect():
            discord.reconnect()
        case Invalidate():
            discord.invalidate()
        case Fail(blog, failures):
            scene.blogs[blog].failures += failures
        case Move(blog):
            scene.blogs[blog].move()
        case End(blog, seconds):
            _end(scene, blog, seconds)
        case KillChild(which):
            scene.bot.kill_child(which)
        case StopChild(which):
            scene.bot.stop_child(which)


def _end(scene: Scene, number: int, seconds: float) -> None:
    """Let a blog be gone for good until it is not; one that is gone already stays so."""
    if scene.blogs[number].ended:
        return
    scene.blogs[number].ended = True
    scene.ends += 1
    channel, door = next((channel, door) for channel, all_ in FOLLOWS.items() for blog, door in all_ if blog == number)
    returning = asyncio.create_task(_return(scene, scene.blogs[number], door, channel, seconds))
    scene.returns.add(returning)
    returning.add_done_callback(scene.returns.discard)


async def _return(scene: Scene, blog: Blog, door: int, channel: str, seconds: float) -> None:
    """Have a blog back after so many seconds, and added anew by somebody who does not give up."""
    await asyncio.sleep(seconds)
    blog.ended = False
    # Whoever tries again is told of nothing meanwhile.
    while "follows" not in await _add(scene, blog.addresses[door], channel):  # noqa: ASYNC110
        await asyncio.sleep(1)


async def _settled(scene: Scene) -> tuple[int, tuple[str, ...]]:
    """Lift all trouble and wait until every blog is read to its end and nothing waits.

    Returns how many deliveries still wait, and what blogs are not read.
    """
    scene.discord.trouble.up()
    scene.discord.trouble.lift()
    for blog in scene.blogs:
        blog.failures.clear()
    deadline = time.monotonic() + SETTLES_WITHIN
    async with open_store(scene.store, migrate=False) as store:
        while True:
            waiting, unread = (await store.tally(datetime.now(UTC))).waiting, await _unread(scene, store)
            if not (waiting or unread or scene.returns) or time.monotonic() > deadline:
                break
            await asyncio.sleep(0.5)
    # One message too many would come now.
    await asyncio.sleep(QUIET)
    return waiting, unread


async def _unread(scene: Scene, store: Store) -> tuple[str, ...]:
    """The blogs whose feed is not known as it now stands, or not where it now stands."""
    feeds = [polled.feed for polled in await store.feeds()]
    known = {(feed.address, None if feed.gone else feed.validators.etag) for feed in feeds}
    return tuple(
        blog.name
        for blog in scene.blogs
        if {one for one in known if one[0].startswith(blog.root)} != {(where, blog.version) for where in blog.stands_at}
    )
