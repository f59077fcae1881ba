"""Blogs, a bot and Discord, and whatever happens to them; what the bot decided and posted, out.

The bot is the real one from feed to outbox and from outbox to Discord, with a real store in a file.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import ParamSpec, TypeVar, cast

from bot import configure, deliver, edition, missing, poll
from bot.configure import Change
from bot.news.model import Entry, Masthead, Story
from bot.news.story import read_entry
from bot.outbox import ids
from bot.outbox.cadence import Bounds
from bot.outbox.due import Resolution
from bot.outbox.model import Feed, Outcome, Subscription, Validators
from bot.outbox.typed import NotUnderstood
from bot.poll import Poller
from bot.store import Store, open_store
from bot.web.fetch import Answer, Failed
from tests.build import ADMIN, CHANNEL, GUILD, HOUR, MINUTE, NOW, OTHER_CHANNEL
from tests.machine.blogs import Blog, EditKind, Post, word
from tests.machine.discord import Discord, rendered

P = ParamSpec("P")
T = TypeVar("T")

CHANNELS = (CHANNEL, OTHER_CHANNEL)
NAMES = ("Harbour", "Quay", "Meridian")

_LEASE = timedelta(seconds=90)
_BOUNDS = Bounds(quickest=timedelta(minutes=2), slowest=HOUR)
_FIRST_WORD = 10_000
"""Words below this are of events, ten of each; those after it of what is added to posts."""


class Died(Exception):
    """The bot's process is no more."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What was recorded in one transaction, and when by the bot's clock; `era` counts how often that was set back.

    `following` are the subscriptions of that moment, by name.
    """

    at: datetime
    era: int
    what: Outcome | Resolution
    following: tuple[str, ...]


@dataclass(slots=True)
class Fuse:
    """After so many more transactions the bot dies, before or after the last of them is kept; None for not at all."""

    left: int | None = None
    kept: bool = False
    dead: bool = False

    def burn(self) -> bool:
        """Let one transaction begin; whether it is the last. Raises `Died` where the bot is dead."""
        if self.dead:
            raise Died
        if self.left is None:
            return False
        self.left -= 1
        return self.left <= 0

    def end(self) -> None:
        """Let the bot die."""
        self.dead, self.left = True, None
        raise Died


class MortalStore:
    """A store that breaks off with its process, and tells what it has kept."""

    def __init__(self, store: Store, fuse: Fuse, tell: Callable[[Outcome | Resolution], None]) -> None:
        self._store, self._fuse, self._tell = store, fuse, tell

    def __getattr__(self, name: str) -> Callable[..., Awaitable[object]]:
        method: Callable[..., Awaitable[object]] = getattr(self._store, name)

        async def transaction(*args: object, **kwargs: object) -> object:
            last = self._fuse.burn()
            if last and not self._fuse.kept:
                self._fuse.end()
            answer = await method(*args, **kwargs)
            if name in ("record", "resolve") and answer:
                self._tell(cast(Outcome | Resolution, args[0]))
            if last:
                self._fuse.end()
            return answer

        return transaction


async def here(function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Read at once, in this thread."""
    return function(*args, **kwargs)


@cache
def read(entry: Entry) -> Story:
    """Read an entry; the same one is read once."""
    return read_entry(entry)


class World:
    """Three blogs, two channels of one server, and a bot between them.

    `time` is the true one, which blogs and Discord have; the bot's clock is off by `skew`. `kept` is all that the bot
    recorded, in order. `followed` are the living subscriptions, by name, and `began` is when they did. `regathered` and
    `skewed` say that somebody changed what is gathered where, and that the clock was ever wrong: then one event may be
    told twice.
    """

    def __init__(self) -> None:
        self.time, self.skew, self.era = NOW, timedelta(), 0
        self.blogs = [Blog(name) for name in NAMES]
        self.discord = Discord(lambda: self.time)
        # One after the other, else which comes first is left to chance.
        self.at_once = 1
        self.fuse = Fuse()
        self.kept: list[Kept] = []
        self.followed: dict[str, Subscription] = {}
        self.began: dict[str, datetime] = {}
        self.regathered = self.skewed = False
        self.events = 0
        self._words = map(word, count(_FIRST_WORD))
        self._folder = TemporaryDirectory(prefix="late-edition-")
        self._file = Path(self._folder.name) / "store.db"
        copyfile(_template(), self._file)
        self._runner = asyncio.Runner()
        # Tasks that died with their process are no news.
        self._runner.get_loop().set_exception_handler(lambda _, __: None)
        self._process = AsyncExitStack()
        self.store = self._opened()
        for channel_id, blog in ((CHANNEL, 0), (CHANNEL, 1), (OTHER_CHANNEL, 0), (OTHER_CHANNEL, 2)):
            self.follow(channel_id, blog)

    def close(self) -> None:
        """End it all."""
        self._runner.run(self._process.aclose())
        self._runner.close()
        self._folder.cleanup()

    def now(self) -> datetime:
        """What the bot's clock shows."""
        return self.time + self.skew

    def run(self, verb: Coroutine[None, None, T]) -> T | None:
        """Let the bot do something; None where it dies of it, and is started anew."""
        try:
            return self._runner.run(verb)
        except Died:
            self._runner.run(self._process.aclose())
            self.store = self._opened()
            return None
        finally:
            self.fuse.left = None

    # ---- what happens around the bot

    def publish(self, blog: int, *, also: int | None, more: bool) -> None:
        """A blog publishes, and another beside it on the same event, in the same words of the same person."""
        self.events += 1
        self.blogs[blog].publish(self._words, self.events, twin=False, more=more, now=self.time)
        if also is not None and also != blog:
            self.blogs[also].publish(self._words, self.events, twin=True, more=False, now=self.time)

    def step_clock(self, by: timedelta) -> None:
        """The bot's clock is set forward, or back."""
        self.era += by < timedelta()
        self.skew += by
        self.skewed = True

    def edit(self, blog: int, back: int, kind: EditKind) -> None:
        """A blog changes the post that stands so far behind its newest, if there is one."""
        posts = self.blogs[blog].posts
        if back < len(posts):
            self.blogs[blog].edit(posts[-1 - back], kind, self._words, self.time)

    def delete(self, back: int) -> None:
        """Somebody takes away the message that stands so far behind the newest."""
        number = len(self.discord.posted) - back
        if number > 0:
            self.discord.deleted.add(number)

    def leap(self, *, thorough: bool) -> None:
        """The bot's clock is a year ahead, and right again once all that so seemed due was done, or begun."""
        self.step_clock(timedelta(days=365))
        if thorough:
            self.tick()
        else:
            self.tell()
            self.deliver()
        self.step_clock(-timedelta(days=365))

    # ---- what the bot does

    def poll(self) -> None:
        """What is due is polled."""
        poller = Poller(self.store, self._fetch, self.now, _BOUNDS, _LEASE, elsewhere=here, read=read)
        self.run(poll.poll_due(poller, at_once=self.at_once))

    def tell(self) -> None:
        """What has fallen due is told."""
        self.run(edition.tell_due(self.store, self.now))

    def look(self) -> None:
        """The pages of what is missing are asked for."""
        self.run(missing.look_for_missing(self.store, self._fetch, self.now))

    def deliver(self) -> int:
        """What waits is posted, a message for each channel; how many attempts there were."""
        return (
            self.run(
                deliver.deliver_due(
                    self.store,
                    self.discord.post,
                    self.discord.find,
                    rendered,
                    self.now,
                    jitter=lambda: 1.0,
                    at_once=self.at_once,
                    lease=_LEASE,
                )
            )
            or 0
        )

    def tick(self) -> None:
        """All of it is done, as often as there is something to do."""
        self.poll()
        self.look()
        self.tell()
        while self.deliver():
            pass

    # ---- what admins do

    def follow(self, channel_id: int, blog: int) -> None:
        """A channel follows a blog, as it is told of its others; nothing where it does already."""
        name = subscription_id(channel_id, self.blogs[blog])
        if name in self.followed:
            return
        address = self.blogs[blog].address
        feed = Feed(ids.feed_id(address), address, Masthead(self.blogs[blog].name), Validators())
        alike = [one.settings for one in self.followed.values() if one.channel_id == channel_id]
        wish = Subscription(name, feed.feed_id, GUILD, channel_id, ADMIN, self.now(), settings=configure.agreed(alike))
        while self.run(self.store.subscribe(feed, wish)) is None:
            pass
        self.followed[name], self.began[name] = wish, self.time

    def toggle(self, channel_id: int, blog: int) -> None:
        """A channel follows a blog no more, or again."""
        name = subscription_id(channel_id, self.blogs[blog])
        self.regathered = True
        if name not in self.followed:
            self.follow(channel_id, blog)
            return
        del self.followed[name]
        while self.run(self.store.unsubscribe(GUILD, name)) is None:
            pass

    def adjust(self, channel_id: int, only: int | None, change: Change) -> None:
        """What a channel follows, or one blog of it, is told otherwise; nothing where that makes no sense."""
        names = [name for name, one in self.followed.items() if one.channel_id == channel_id]
        if only is not None:
            names = [name for name in names if name == subscription_id(channel_id, self.blogs[only])]
        self.regathered |= change.gathering is not None
        try:
            adjusted = self.run(configure.adjust(self.store, self.now(), GUILD, names, change)) or ()
        except NotUnderstood:
            return
        for one in adjusted:
            self.followed[one.subscription.subscription_id] = one.subscription

    # ---- the end

    def settle(self) -> None:
        """All is well again, and so much time goes by that nothing is left to do."""
        self.fuse.left = None
        self.skew = timedelta()
        self.discord.troubles.clear()
        for blog in self.blogs:
            blog.down = False
        for wait in (11 * MINUTE, HOUR, *9 * (12 * HOUR,)):
            self.time += wait
            self.tick()

    # ---- the parts

    async def _fetch(self, address: str, validators: Validators) -> Answer:
        blog = next((blog for blog in self.blogs if address.startswith(blog.site)), None)
        return blog.answer(address, validators) if blog else Failed("no such host")

    def _opened(self) -> Store:
        self._process = AsyncExitStack()
        self.fuse = Fuse()
        store = self._runner.run(self._process.enter_async_context(open_store(f"sqlite:///{self._file}")))
        # It has every method of a store, each by way of __getattr__, which no type can say.
        return cast(Store, MortalStore(store, self.fuse, self._note))

    def _note(self, what: Outcome | Resolution) -> None:
        self.kept.append(Kept(self.now(), self.era, what, tuple(self.followed)))


def subscription_id(channel_id: int, blog: Blog) -> str:
    """The name of a channel's wish for a blog."""
    return ids.subscription_id(ids.feed_id(blog.address), channel_id)


def story_id(blog: Blog, post: Post) -> str:
    """The store's name for a post."""
    return ids.story_id(ids.feed_id(blog.address), blog.entry_id(post))


@cache
def _template() -> Path:
    """A store with its tables and nothing in them, made once; the system clears its folder away."""
    folder = TemporaryDirectory(prefix="late-edition-")
    _KEPT_UNTIL_THE_END.append(folder)
    file = Path(folder.name) / "empty.db"

    async def make() -> None:
        async with open_store(f"sqlite:///{file}"):
            pass

    asyncio.run(make())
    return file


_KEPT_UNTIL_THE_END: list[TemporaryDirectory[str]] = []
