"""What a person does to the blog, the clock and Discord's health → that it happens, and how everything stands."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from bot.sandbox.blog.post import BLOG, Act, CannotBe, Draft, Post, acts, address
from bot.sandbox.blog.scene import SCENE, Step, doing, next_step, take, told
from bot.sandbox.blog.site import Blog, Health
from bot.sandbox.clock import Clock
from bot.sandbox.listeners import Listeners
from bot.sandbox.things import Json
from bot.sandbox.trouble import Fault, Hangs, Limits, Trouble

__all__ = ["CannotBe", "Newsroom", "nothing_awaited"]

DiscordHealth: TypeAlias = Literal["well", "down", "slow", "limited"]

LONGEST_MOVE = timedelta(days=31)

_OF_POST = {"post"}
_WANTED: dict[str, tuple[set[str], ...]] = {
    "publish": (_OF_POST,),
    "edit": (_OF_POST,),
    "reword": (_OF_POST,),
    "correct": (_OF_POST,),
    "comment": (_OF_POST,),
    "withdraw": (_OF_POST,),
    "restore": (_OF_POST,),
    "paste": ({"title", "text"},),
    "rewrite": ({"post", "title", "text"},),
    "clock": ({"by"}, {"to"}),
    "discord": ({"to"},),
    "blog": ({"to"},),
    "scene": ({"to"},),
}

_LABELS: dict[Act, tuple[str, str]] = {
    "publish": ("Publish", "It stands in the feed at once; the bot posts it when it next reads the feed."),
    "edit": ("Edit: add two headlines", "The bot tells what is new, as a reply to what it has posted."),
    "reword": ("Reword a quote", "The bot says what was quoted before, and what is quoted now."),
    "correct": ("Mend a slip", "The bot says what the post said before, and what it says now."),
    "rewrite": ("Rewrite", "The bot judges by the words alone whether there is something to tell."),
    "comment": ("Comment", "The post's date moves, its words do not: the bot has nothing to post."),
    "withdraw": ("Withdraw", "The bot tells it when the page is still gone 3 hours later: move the clock on."),
    "restore": ("Restore", "Its page is there again, and it stands in the feed in its old place."),
}
_FELL_OFF = "The bot says nothing: with no older post in the feed, this one may as well have fallen off its end."

_DONE: dict[str, str] = {
    "publish": "“{}” is out.",
    "edit": "“{}” has two more headlines.",
    "reword": "A quote in “{}” has other words now.",
    "correct": "“{}” says now what was meant.",
    "comment": "A reader has commented on “{}”.",
    "withdraw": "“{}” is withdrawn: its page is not found.",
    "restore": "“{}” is back.",
    "rewrite": "“{}” is rewritten.",
}

_BLOG: dict[Health, str] = {
    "well": "The blog answers as it should. After failures the bot waits before it asks again: move the clock on.",
    "down": "The blog answers everything with 503; the bot waits longer after each failure, a day at most.",
    "hanging": "The blog answers nobody; the bot gives up on an answer after a while, and asks again later.",
    "broken": "The blog's feed is cut off in the middle; the bot reads what is whole, and calls nothing withdrawn.",
}
_DISCORD: dict[DiscordHealth, str] = {
    "well": "Discord answers as it should.",
    "down": "Discord is down: the bot is cut off, and whatever it has to post waits.",
    "slow": "Discord answers everything 2 seconds late.",
    "limited": "Discord takes no post in any channel, and asks the bot to try again after 3 seconds, until it is well.",
}
_ORDERS: dict[DiscordHealth, Fault] = {
    "slow": Fault("*", "*", Hangs(2.0), times=None),
    "limited": Fault("POST", "/channels/*/messages", Limits(3.0), times=None),
}


async def nothing_awaited() -> datetime | None:
    """No channel waits for an edition."""
    return None


async def nothing_to_read() -> None:
    """Whoever reads the blog has read all of it."""


class Newsroom:
    """The buttons beside the page: posts, the clock, and what goes wrong; `next_edition` tells when one is awaited.

    `caught_up` returns once whoever reads the blog has read what is new in it: the clock moves on after that. `follow`
    names the bot's command that follows an address, and its option for that; None where there is none.
    """

    def __init__(
        self,
        blog: Blog,
        clock: Clock,
        trouble: Trouble,
        *,
        next_edition: Callable[[], Awaitable[datetime | None]] = nothing_awaited,
        caught_up: Callable[[], Awaitable[None]] = nothing_to_read,
        follow: tuple[str, str] | None = None,
        scene: tuple[Step, ...] = SCENE,
    ) -> None:
        self._blog = blog
        self._clock = clock
        self._trouble = trouble
        self._next_edition = next_edition
        self._caught_up = caught_up
        self._follow = follow
        self._scene = scene
        self._has_player = False
        self._playing = asyncio.Event()
        self._playing.set()
        self._step_at: float | None = None
        self._listeners: Listeners[None] = Listeners()
        blog.listen(self._changed)
        clock.listen(lambda _: self._changed())
        self._of_post: dict[str, Callable[[str], None]] = {
            "publish": blog.publish,
            "edit": blog.edit,
            "reword": blog.reword,
            "correct": blog.correct,
            "comment": blog.comment,
            "withdraw": blog.withdraw,
            "restore": blog.restore,
        }

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call the listener whenever the state may have changed; what is returned ends that."""
        return self._listeners.add(lambda _: listener())

    # ------------------------------------------------------------------------------------------------- how all stands

    async def state(self) -> Json:
        """How everything stands, and what can be done now, as JSON."""
        edition = await self._next_edition()
        return {
            "blog": {
                "name": BLOG,
                "address": f"{self._blog.home}/",
                "feed": self._blog.feed,
                "health": self._blog.health,
            },
            "posts": [self._told(draft) for draft in self._blog.drafts],
            "clock": {
                "now": self._clock().isoformat(),
                "ahead": self._clock.ahead.total_seconds(),
                "edition": edition.isoformat() if edition else None,
            },
            "discord": {"health": self._discord},
            "scene": {"playing": self._is_playing, "next": self._coming(), "left": self._left()},
            "follow": self._follow and {"command": self._follow[0], "option": self._follow[1]},
        }

    def _told(self, draft: Draft) -> Json:
        post = self._blog.post(draft.name)
        is_out = post is not None and not post.withdrawn
        return {
            "name": draft.name,
            "title": draft.title,
            "state": "drawer" if post is None else "out" if is_out else "withdrawn",
            "address": address(post, self._blog.home) if post and is_out else None,
            "published": post.published.isoformat() if post else None,
            "pasted": draft.text is not None,
            "text": draft.text,
            "acts": [self._button(act, post) for act in acts(draft, post)],
        }

    def _button(self, act: Act, post: Post | None) -> Json:
        label, hint = _LABELS[act]
        if act == "withdraw" and post and not self._has_older(post):
            hint = _FELL_OFF
        return {"do": act, "label": label, "hint": hint}

    def _has_older(self, post: Post) -> bool:
        """Tell whether an older post stands in the feed, by which one that is gone is missed."""
        others = (self._blog.post(name) for name in self._blog.published)
        return any(other and other.published < post.published for other in others)

    @property
    def _discord(self) -> DiscordHealth:
        if self._trouble.is_down:
            return "down"
        return next((ill for ill, fault in _ORDERS.items() if fault in self._trouble.ordered), "well")

    @property
    def _is_playing(self) -> bool:
        return self._has_player and self._playing.is_set() and next_step(self._blog, self._scene) is not None

    def _coming(self) -> str | None:
        """What the scene brings next; None where it brings nothing."""
        step = next_step(self._blog, self._scene) if self._has_player else None
        return None if step is None else doing(step)

    def _left(self) -> float | None:
        """In how many of this machine's seconds the scene brings it; None where it does not play."""
        if self._step_at is None or not self._is_playing:
            return None
        return max(0.0, round(self._step_at - asyncio.get_running_loop().time(), 1))

    def _changed(self) -> None:
        self._listeners.tell(None)

    # ---------------------------------------------------------------------------------------------- what a person does

    async def do(self, act: str, /, **given: str) -> str:
        """Do what a button says; return a sentence of what happened, or raise `CannotBe`."""
        if act not in _WANTED:
            raise CannotBe(f"There is no such act: choose one of {', '.join(_WANTED)}.")
        if set(given) not in _WANTED[act]:
            wanted = ", or ".join(" and ".join(f"“{name}”" for name in sorted(names)) for names in _WANTED[act])
            raise CannotBe(f"“{act}” needs {wanted}: give it that, and nothing else.")
        match act:
            case "clock":
                # What was published a moment ago belongs to the edition that is jumped to.
                await self._caught_up()
                return self._move(given["by"]) if "by" in given else await self._move_to(given["to"])
            case "discord":
                return self._fall(given["to"])
            case "blog":
                return self._suffer(given["to"])
            case "scene":
                return self._direct(given["to"])
        return self._interrupted(self._print(act, **given))

    def _print(self, act: str, post: str = "", title: str = "", text: str = "") -> str:
        """Do something to a post."""
        if act == "paste":
            post, act = self._blog.paste(title, text), "publish"
        elif act == "rewrite":
            self._blog.rewrite(post, title, text)
        else:
            self._of_post[act](post)
        return _DONE[act].format(next(draft.title for draft in self._blog.drafts if draft.name == post))

    def _interrupted(self, said: str) -> str:
        """Let the scene wait for whoever does something of their own, and say so."""
        if not self._is_playing:
            return said
        self._playing.clear()
        self._changed()
        return f"{said} The scene waits: press Play to let it go on."

    def _move(self, by: str) -> str:
        seconds = int(by) if re.fullmatch(r"[0-9]{1,7}", by) else 0
        if not 0 < seconds <= LONGEST_MOVE.total_seconds():
            raise CannotBe(f"The clock moves on by whole seconds, and by {LONGEST_MOVE.days} days at most at a time.")
        return self._moved(timedelta(seconds=seconds))

    async def _move_to(self, to: str) -> str:
        if to == "edition":
            moment = await self._next_edition()
            if moment is None:
                raise CannotBe("No channel waits for an edition: choose hours with /digest set.")
            if moment <= self._clock():
                return "The edition is due already: the bot is about to post it."
            return self._moved(moment - self._clock())
        if not (hour := re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", to)):
            raise CannotBe("The clock moves to an hour such as 18:00 (UTC), or to the next edition.")
        now = self._clock()
        moment = now.replace(hour=int(hour[1]), minute=int(hour[2]), second=0, microsecond=0)
        return self._moved((moment if moment > now else moment + timedelta(days=1)) - now)

    def _moved(self, by: timedelta) -> str:
        try:
            self._clock.move(by)
        except ValueError as no:
            raise CannotBe(f"That cannot be: {no}. Begin anew with --fresh to set it back.") from None
        now = self._clock()
        return f"It is {now:%H:%M} UTC on {now.day} {now:%B %Y}."

    def _fall(self, to: str) -> str:
        """Let Discord fall into a state of health; what others have ordered stays ordered."""
        for health, said in _DISCORD.items():
            if health == to:
                self._trouble.lift(*_ORDERS.values())
                if health == "down":
                    self._trouble.down()
                else:
                    self._trouble.up()
                self._trouble.order(*(fault for ill, fault in _ORDERS.items() if ill == health))
                self._changed()
                return said
        raise CannotBe(f"Discord can be {', '.join(_DISCORD)}: choose one.")

    def _suffer(self, to: str) -> str:
        """Let the blog fall into a state of health."""
        for health, said in _BLOG.items():
            if health == to:
                self._blog.health = health
                return said
        raise CannotBe(f"The blog can be {', '.join(_BLOG)}: choose one.")

    # ---------------------------------------------------------------------------------------------------- the scene

    async def play(self, pause: Callable[[float], Awaitable[None]], say: Callable[[str], None]) -> None:
        """Play the scene from where the blog stands to its end, waiting while it is paused.

        `pause` takes seconds, `say` a sentence on what has just happened.
        """
        self._has_player = True
        try:
            while next_step(self._blog, self._scene):
                await self._playing.wait()
                step = next_step(self._blog, self._scene)
                if step is None:  # whoever let the scene wait has done the rest of it
                    return
                self._step_at = asyncio.get_running_loop().time() + step.pause
                self._changed()
                await pause(step.pause)
                self._step_at = None
                if self._playing.is_set() and next_step(self._blog, self._scene) == step:
                    take(self._blog, step)
                    say(told(step))
        finally:
            self._has_player, self._step_at = False, None
            self._changed()

    def _direct(self, to: str) -> str:
        if to not in ("play", "pause"):
            raise CannotBe("The scene can play or pause: choose one.")
        if not self._has_player:
            raise CannotBe("The scene is over: publish what is left in the drawer, or write a post of your own.")
        if to == "play":
            self._playing.set()
        else:
            self._playing.clear()
        self._changed()
        return "The scene goes on." if to == "play" else "The scene waits."
