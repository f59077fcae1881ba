"""A folder and some wishes → the sandbox's stage, open: a stand-in for Discord, a demo blog, a clock and the bot."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from bot import app, log
from bot import config as settings
from bot.config import Config
from bot.sandbox import Clock, Newsroom, StandIn, Unreadable, World, blog, load
from bot.sandbox.page import Page
from bot.sandbox.town import PEOPLE, town
from bot.store import Store, StoreUnavailable

LOOPBACK = "127.0.0.1"
READY_WITHIN = 20.0
COMMANDS_WITHIN = 5.0
MOST_MESSAGES = 2000
"""How many messages a channel keeps: a sandbox that is left alone for days must not grow without end."""


class NotStarted(Exception):
    """The sandbox cannot begin; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """How somebody wants the sandbox: where it is kept, whether begun anew, where its page is, whether to open it.

    `port` 0 is any that is free; `openapi` is a copy of Discord's OpenAPI description to hold requests against.
    """

    folder: Path
    fresh: bool = False
    port: int = 0
    browse: bool = True
    openapi: Path | None = None


@dataclass(slots=True)
class Stage:
    """Everything but the bot, open; `store` is the bot's once it is there."""

    discord: StandIn
    blog: blog.Blog
    clock: Clock
    newsroom: Newsroom = field(init=False)
    store: Store | None = None

    def __post_init__(self) -> None:
        self.newsroom = Newsroom(self.blog, self.clock, self.discord.trouble, next_edition=self._next_edition)

    async def _next_edition(self) -> datetime | None:
        try:
            return await self.store.next_edition() if self.store else None
        except StoreUnavailable:  # as while it closes
            return None


@contextlib.asynccontextmanager
async def staged(wishes: Wishes, say: Callable[[str], None]) -> AsyncIterator[Stage]:
    """Open everything but the bot in a folder that is there; raises `NotStarted`."""
    folder = wishes.folder
    async with contextlib.AsyncExitStack() as doors:
        try:
            say("1/3 Opening a stand-in for Discord …")
            clock, kept = Clock(folder / "clock.json"), folder / "discord.json"
            world = load(kept) if kept.exists() else town(clock=clock)
            discord = await doors.enter_async_context(_stand_in(world, clock, kept, wishes.openapi))
            say("2/3 Opening the demo blog …")
            demo = await doors.enter_async_context(blog.Blog(keep=folder / "blog.json", now=clock))
        except Unreadable as error:
            raise NotStarted(f"{error} Begin anew with --fresh.") from None
        except OSError as error:
            raise _taken(error) from None
        yield Stage(discord, demo, clock)


@contextlib.asynccontextmanager
async def watched(stage: Stage, port: int) -> AsyncIterator[Page]:
    """The page on which a stage is watched, open; raises `NotStarted`."""
    async with contextlib.AsyncExitStack() as doors:
        page = _page_of(stage, port=port)
        try:
            await doors.enter_async_context(page)
        except OSError as error:
            raise _taken(error) from None
        yield page


def _stand_in(world: World, clock: Clock, keep: Path, openapi: Path | None) -> StandIn:
    try:
        return StandIn(world, keep=keep, clock=clock, openapi=openapi, most_messages=MOST_MESSAGES)
    except Unreadable as error:
        raise NotStarted(f"{openapi} cannot be used: {error}.") from None


def _page_of(stage: Stage, *, port: int) -> Page:
    world = stage.discord.world
    known = {user.name: user.id for user in world.users.values()}
    about = {known[person.name]: person.about for person in PEOPLE if person.name in known}
    return Page(
        stage.discord, newsroom=stage.newsroom, clock=stage.clock, about=about, port=port, pictures=stage.blog.picture
    )


def _taken(error: OSError) -> NotStarted:
    return NotStarted(
        f"The sandbox could not open its addresses on {LOOPBACK}: {error.strerror or error}. Is it running in another "
        "terminal? Else name another port with --port, or begin anew with --fresh."
    )


@contextlib.asynccontextmanager
async def acting(
    stage: Stage, folder: Path, stop: asyncio.Event, *, every: timedelta
) -> AsyncIterator[asyncio.Task[None]]:
    """Run the bot on a stage; `stop` is set when that is left. Raises `NotStarted` where it could not begin."""
    config = settings.for_sandbox(
        api=stage.discord.api,
        gateway=stage.discord.gateway,
        token=stage.discord.token,
        store=folder / "late-edition.db",
        every=every,
    )
    bot = asyncio.create_task(app.run(config, stop=stop, say=lambda invite: None, now=stage.clock))
    watching = asyncio.create_task(_watch_editions(stage, config))
    try:
        yield bot
    finally:
        stop.set()
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        await _ended(bot)


async def _watch_editions(stage: Stage, config: Config) -> None:
    """Once the bot is there, and with it its store, let the newsroom know when the next edition comes."""
    await stage.discord.ready(READY_WITHIN)
    async with app.store_of(config) as store:
        stage.store = store
        try:
            await asyncio.Event().wait()
        finally:
            stage.store = None


async def _ended(bot: asyncio.Task[None]) -> None:
    try:
        await bot
    except StoreUnavailable as error:
        raise NotStarted(f"{error} Or begin anew with --fresh.") from None


async def ready(stage: Stage) -> None:
    """Wait until the bot is connected and its commands are known; raises `NotStarted`."""
    try:
        await stage.discord.ready(READY_WITHIN)
    except TimeoutError:
        raise NotStarted(
            "The bot did not connect in time; late-edition.log, in the sandbox's folder, says why."
        ) from None
    # Discord hears of the commands a moment after the bot has connected; without them a line says what is wrong.
    with contextlib.suppress(TimeoutError):
        await stage.discord.until(lambda: bool(stage.discord.world.commands), COMMANDS_WITHIN)


def prepare(wishes: Wishes) -> None:
    """Make the folder, and let the bot's log be written there; raises `NotStarted`."""
    folder = wishes.folder
    try:
        if wishes.fresh and folder.exists():
            _forget(folder)
        folder.mkdir(parents=True, exist_ok=True)
        log.set_up("info", "lines", file=folder / "late-edition.log")
    except OSError as error:
        raise NotStarted(f"The folder {folder} cannot be used: {error.strerror}. Name another with --folder.") from None


def _forget(folder: Path) -> None:
    """Remove what a sandbox keeps, and nothing else that may be in the folder."""
    for kept in ("discord.json", "blog.json", "clock.json", "late-edition.log", "late-edition.db"):
        for file in folder.glob(f"{kept}*"):
            file.unlink()
