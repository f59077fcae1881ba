"""A folder and some wishes → the sandbox's stage, open: a stand-in for Discord, a demo blog, a clock and the bot."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from bot import app, log
from bot import config as settings
from bot.config import Config
from bot.sandbox import Clock, Newsroom, StandIn, Unreadable, World, blog, load
from bot.sandbox.page import Page
from bot.sandbox.standin import LOOPBACK
from bot.sandbox.town import PEOPLE, town
from bot.store import Store, StoreUnavailable

try:
    import fcntl
except ImportError:  # as on Windows, where a folder is held by nobody
    fcntl = None  # type: ignore[assignment]  # the module is there or it is not

WORLD, BLOG, CLOCK, LOG, STORE = "discord.json", "blog.json", "clock.json", "late-edition.log", "sandbox.db"
"""What a sandbox keeps in its folder; its store is not called as a real bot's, lest it be taken for one."""

READY_WITHIN = 20.0
READ_WITHIN = 60
"""How many tenths of a second the clock waits for the bot to read what was published a moment ago."""

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
    """Everything but the bot, open; `begins` where that knows nothing yet; `store` is the bot's, once it is there."""

    discord: StandIn
    blog: blog.Blog
    clock: Clock
    begins: bool
    newsroom: Newsroom = field(init=False)
    store: Store | None = None
    unread: bool = False

    def __post_init__(self) -> None:
        self.newsroom = Newsroom(
            self.blog,
            self.clock,
            self.discord.trouble,
            next_edition=self._next_edition,
            caught_up=self._caught_up,
            follow=("feed add", "address"),
        )
        self.blog.listen(self._changed)

    async def _next_edition(self) -> datetime | None:
        try:
            return await self.store.next_edition() if self.store else None
        except StoreUnavailable:  # as while it closes
            return None

    def _changed(self) -> None:
        self.unread = True

    async def _caught_up(self) -> None:
        """Wait until the bot has read what has changed in the blog, or a while, as where it cannot."""
        # Once it asks again, it has recorded what it was answered the time before.
        enough = self.blog.asked + 2
        for _ in range(READ_WITHIN):
            if not self.unread or self.blog.asked >= enough:
                break
            await asyncio.sleep(0.1)
        self.unread = False


@contextlib.asynccontextmanager
async def staged(wishes: Wishes, say: Callable[[str], None]) -> AsyncIterator[Stage]:
    """Open everything but the bot, in a folder of its own; raises `NotStarted`."""
    folder = wishes.folder
    async with contextlib.AsyncExitStack() as doors:
        doors.enter_context(_prepared(wishes))
        begins = not (folder / STORE).exists()
        try:
            say("1/3 Opening a stand-in for Discord …")
            clock, kept = Clock(folder / CLOCK), folder / WORLD
            world = load(kept) if kept.exists() else town(clock=clock)
            discord = await doors.enter_async_context(_stand_in(world, clock, kept, wishes.openapi))
            say("2/3 Opening the demo blog …")
            demo = await doors.enter_async_context(blog.Blog(keep=folder / BLOG, now=clock))
        except Unreadable as error:
            raise NotStarted(f"{error} Begin anew with --fresh.") from None
        except OSError as error:
            raise NotStarted(
                f"The sandbox could not open its addresses on {LOOPBACK}: {error.strerror or error}. The blog's is "
                "always the one of the last time; begin anew with --fresh, and it is another."
            ) from None
        yield Stage(discord, demo, clock, begins)


@contextlib.asynccontextmanager
async def watched(stage: Stage, port: int) -> AsyncIterator[Page]:
    """The page on which a stage is watched, open; raises `NotStarted`."""
    async with contextlib.AsyncExitStack() as doors:
        page = _page_of(stage, port=port)
        try:
            await doors.enter_async_context(page)
        except OSError as error:
            raise NotStarted(
                f"The page cannot be at port {port} of {LOOPBACK}: {error.strerror or error}. Name another with --port."
            ) from None
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


@contextlib.asynccontextmanager
async def acting(
    stage: Stage, folder: Path, stop: asyncio.Event, *, every: timedelta
) -> AsyncIterator[asyncio.Task[None]]:
    """Run the bot on a stage; `stop` is set when that is left. Raises `NotStarted` where it could not begin."""
    config = settings.for_sandbox(
        api=stage.discord.api,
        gateway=stage.discord.gateway,
        token=stage.discord.token,
        store=folder / STORE,
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


@contextlib.contextmanager
def _prepared(wishes: Wishes) -> Iterator[None]:
    """Make the folder, have it for this sandbox alone, and let the bot's log be written there."""
    folder = wishes.folder
    with contextlib.ExitStack() as doors:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            doors.enter_context(_alone(folder))
            if wishes.fresh:
                _forget(folder)
            log.set_up("info", "lines", file=folder / LOG)
            doors.callback(log.set_up, "warning", "lines")
        except OSError as error:
            raise NotStarted(
                f"The folder {folder} cannot be used: {error.strerror}. Name another with --folder."
            ) from None
        yield


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder until the end: two sandboxes in one would write over each other's files, or forget them."""
    with (folder / "sandbox.lock").open("w") as held:
        if fcntl is not None:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise NotStarted(
                    f"A sandbox is running in {folder} already. Look for its address in the other terminal, or name "
                    "another folder with --folder."
                ) from None
        yield


def _forget(folder: Path) -> None:
    """Remove what a sandbox keeps, and nothing else that may be in the folder."""
    for kept in (WORLD, BLOG, CLOCK, LOG, STORE):
        for ending in ("", ".new", ".1", "-wal", "-shm", "-journal"):
            (folder / f"{kept}{ending}").unlink(missing_ok=True)
