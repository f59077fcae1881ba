"""A script and a database in; the blogs, the stand-in and the bot brought together, troubled and counted, out."""

import asyncio
import contextlib
import os
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.sandbox import StandIn, World
from bot.sandbox.pace import BOT, MESSAGES
from bot.store import open_store
from soak.blog import Blog
from soak.count import Item, Seen, Wrongs, seen, together, wrongs
from soak.process import Process
from soak.report import Report
from soak.script import Break, Close, Down, Edit, Event, Fail, Invalidate, Kill, Moment, Publish, Reconnect

BLOGS = ("Quay", "Mill", "Ferry")
FOLLOWS: dict[str, tuple[int, ...]] = {"news": (0, 1, 2), "general": (0,), "port": (1, 2), "town": (2, 0)}
"""Which blogs, by their numbers, each channel follows."""

NONCE_WINDOW = timedelta(seconds=50)
"""Little more than the bot relies on, and less than it sleeps."""

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

    def owed(self, channel: str) -> tuple[Item, ...]:
        """What a channel is owed by now."""
        return tuple(item for blog in FOLLOWS[channel] for item in self.blogs[blog].said())

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

    def objections(self) -> tuple[str, ...]:
        """What the stand-in noticed that nobody may do."""
        return (*map(str, self.discord.violations), *self.discord.unmodelled, *map(str, self.discord.pings))


async def run(seed: int, moments: Sequence[Moment], store: str, folder: Path, say: Callable[[str], None]) -> Report:
    """Play a script to the bot on an empty store, wait until all is delivered, and count."""
    began = time.monotonic()
    async with _scene(store, folder) as scene:
        await _follow(scene)
        say("Every channel follows its blogs; trouble begins.")
        await _play(scene, moments, say)
        say("Trouble is over; waiting until nothing waits.")
        waiting = await _settled(scene)
        await scene.bot.end()
        return Report(
            seed=seed,
            store=store.split(":", 1)[0],
            seconds=time.monotonic() - began,
            posts=sum(isinstance(moment.event, Publish) for moment in moments),
            edits=sum(isinstance(moment.event, Edit) for moment in moments),
            kills=scene.bot.kills,
            faults=scene.faults,
            deliveries=scene.deliveries(),
            waiting=waiting,
            wrongs=scene.wrongs(),
            deaths=tuple(f"exit code {code}" for code in scene.bot.deaths),
            objections=scene.objections(),
        )


@contextlib.asynccontextmanager
async def _scene(store: str, folder: Path) -> AsyncIterator[Scene]:
    world = World.small()
    for channel in FOLLOWS:
        if channel not in {known.name for known in world.channels.values()}:
            world.add_channel(next(iter(world.guilds)), channel)
    async with contextlib.AsyncExitStack() as doors:
        blogs = tuple([await doors.enter_async_context(Blog(name)) for name in BLOGS])
        standing = StandIn(world, nonce_window=NONCE_WINDOW, messages_pace=MESSAGES, bot_pace=BOT)
        discord = await doors.enter_async_context(standing)
        bot = Process(_environment(discord, store), folder / "bot.log")
        keeping = asyncio.create_task(bot.keep())
        try:
            yield Scene(discord, blogs, bot, store)
        finally:
            await bot.end()
            await keeping


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
    admin, place = discord.world.user_named("mira").id, discord.world.channel_named("news").id
    for channel, followed in FOLLOWS.items():
        for number in followed:
            line = f"/feed add {scene.blogs[number].address} channel:#{channel}"
            answer = await discord.type(line, by=admin, channel=place)
            if answer.failed or "now follows" not in answer.text:
                raise RuntimeError(f"“{line}” was answered with: {answer.failed or answer.text}")
    await discord.until(lambda: not scene.wrongs().lost, 30)


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


async def _settled(scene: Scene) -> int:
    """Lift all trouble, wait until every blog is read to its end and nothing waits; how many deliveries still do."""
    scene.discord.trouble.up()
    scene.discord.trouble.lift()
    for blog in scene.blogs:
        blog.failures.clear()
    deadline = time.monotonic() + SETTLES_WITHIN
    async with open_store(scene.store, migrate=False) as store:
        while True:
            waiting = (await store.tally(datetime.now(UTC))).waiting
            is_over = not waiting and all(blog.is_taken() for blog in scene.blogs)
            if is_over or time.monotonic() > deadline:
                break
            await asyncio.sleep(0.5)
    # One message too many would come now.
    await asyncio.sleep(QUIET)
    return waiting
