"""Every button of the newsroom does what it says, or says why it cannot; the scene waits for whoever presses one."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.sandbox import Answers, Fault, Json
from bot.sandbox.blog import Blog
from bot.sandbox.blog.post import drawer
from bot.sandbox.blog.scene import SCENE, Step
from bot.sandbox.clock import Clock
from bot.sandbox.newsroom import CannotBe, Newsroom
from bot.sandbox.trouble import Hangs, Limits, Trouble

AFTERNOON = datetime(2026, 9, 18, 15, 30, tzinfo=UTC)
TALKS = "Port and city agree to talk again after the strike"


class Room:
    """A newsroom with everything that its buttons move, each of them to be looked at."""

    def __init__(self, blog: Blog, clock: Clock, scene: tuple[Step, ...] = SCENE) -> None:
        self.blog = blog
        self.clock = clock
        self.dropped = 0
        self.edition: datetime | None = None
        self.trouble = Trouble(self._drop)
        self.newsroom = Newsroom(blog, clock, self.trouble, next_edition=self._next_edition, scene=scene)

    def _drop(self) -> None:
        self.dropped += 1

    async def _next_edition(self) -> datetime | None:
        return self.edition

    async def post(self, name: str) -> Json:
        """What the state says of a post."""
        (post,) = [post for post in (await self.newsroom.state())["posts"] if post["name"] == name]
        return dict(post)

    async def buttons(self, name: str) -> list[str]:
        """What can be done with a post."""
        return [button["do"] for button in (await self.post(name))["acts"]]

    async def scene(self) -> tuple[bool, str | None]:
        """Whether the scene plays, and what comes next."""
        scene = (await self.newsroom.state())["scene"]
        return scene["playing"], scene["next"]

    async def left(self) -> float | None:
        """In how many seconds that comes, rounded."""
        left = (await self.newsroom.state())["scene"]["left"]
        return left if left is None else round(left)


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    """A newsroom on an afternoon, with nothing published."""
    clock = Clock(now=lambda: AFTERNOON)
    async with Blog(now=clock) as blog:
        yield Room(blog, clock)


# --------------------------------------------------------------------------------------------------------------- posts


async def test_a_newsroom_begins_with_a_full_drawer(room: Room) -> None:
    """Nothing is out, everything is well, and a post can be published."""
    state = await room.newsroom.state()
    assert {key: state[key] for key in ("blog", "clock", "discord", "scene")} == {
        "blog": {
            "name": "Harbour Light Blog",
            "address": f"{room.blog.home}/",
            "feed": room.blog.feed,
            "health": "well",
        },
        "clock": {"now": AFTERNOON.isoformat(), "ahead": 0.0, "edition": None},
        "discord": {"health": "well"},
        "scene": {"playing": False, "next": None, "left": None},
    }
    assert [post["name"] for post in state["posts"]] == list(drawer())
    assert len(state["posts"]) == 6
    assert await room.post("talks") == {
        "name": "talks",
        "title": TALKS,
        "state": "drawer",
        "address": None,
        "published": None,
        "pasted": False,
        "text": None,
        "acts": [
            {
                "do": "publish",
                "label": "Publish",
                "hint": "It stands in the feed at once; the bot posts it when it next reads the feed.",
            }
        ],
    }


async def test_a_post_goes_through_everything_that_can_be_done(room: Room) -> None:
    """Each button says what it did, and is there only while it can do it."""
    said, offered = [], [await room.buttons("talks")]
    for act in ("publish", "edit", "reword", "comment", "withdraw", "restore"):
        said.append(await room.newsroom.do(act, post="talks"))
        offered.append(await room.buttons("talks"))
    assert said == [
        f"“{TALKS}” is out.",
        f"“{TALKS}” has two more headlines.",
        f"A quote in “{TALKS}” has other words now.",
        f"A reader has commented on “{TALKS}”.",
        f"“{TALKS}” is withdrawn: its page is not found.",
        f"“{TALKS}” is back.",
    ]
    assert offered == [
        ["publish"],
        ["edit", "reword", "comment", "withdraw"],
        ["reword", "comment", "withdraw"],
        ["comment", "withdraw"],
        ["comment", "withdraw"],
        ["restore"],
        ["comment", "withdraw"],
    ]


async def test_where_a_post_stands_is_told(room: Room) -> None:
    """Its address only while somebody would find it there."""
    await room.newsroom.do("publish", post="fog")
    out = await room.post("fog")
    await room.newsroom.do("withdraw", post="fog")
    gone = await room.post("fog")
    address = f"{room.blog.home}/2026/09/fog-holds-morning-boats-until-ten.html"
    assert (out["state"], out["address"], out["published"]) == ("out", address, AFTERNOON.isoformat())
    assert (gone["state"], gone["address"], gone["published"]) == ("withdrawn", None, AFTERNOON.isoformat())


async def test_a_slip_is_mended(room: Room) -> None:
    """Once, in the post that has one."""
    await room.newsroom.do("publish", post="pilots")
    assert "correct" in await room.buttons("pilots")
    said = await room.newsroom.do("correct", post="pilots")
    assert said == "“Statement of the harbour pilots on night work” says now what was meant."
    assert "correct" not in await room.buttons("pilots")


async def test_a_withdrawal_says_how_long_it_takes(room: Room) -> None:
    """And that the bot cannot tell it of the oldest post in the feed."""

    async def hint(name: str) -> str:
        (button,) = [button for button in (await room.post(name))["acts"] if button["do"] == "withdraw"]
        return str(button["hint"])

    await room.newsroom.do("publish", post="fog")
    await room.newsroom.do("clock", by="60")
    await room.newsroom.do("publish", post="week")
    patient = "The bot tells it when the page is still gone 3 hours later: move the clock on."
    assert (await hint("week"), "fallen off its end" in await hint("fog")) == (patient, True)
    await room.newsroom.do("withdraw", post="fog")
    assert "fallen off its end" in await hint("week")


async def test_a_post_can_be_written_in_and_rewritten(room: Room) -> None:
    """It is published at once, and its text is there to be changed."""
    assert (
        await room.newsroom.do("paste", title="A seal on the slip", text="It left.") == "“A seal on the slip” is out."
    )
    post = await room.post("pasted-1")
    assert (post["pasted"], post["text"], post["state"]) == (True, "It left.", "out")
    assert await room.buttons("pasted-1") == ["rewrite", "comment", "withdraw"]
    said = await room.newsroom.do("rewrite", post="pasted-1", title="A seal again", text="It is back.")
    assert said == "“A seal again” is rewritten."
    after = await room.post("pasted-1")
    assert (after["title"], after["text"], after["address"]) == ("A seal again", "It is back.", post["address"])


@pytest.mark.parametrize(
    ("act", "given", "why"),
    [
        ("sing", {}, "There is no such act: choose one of publish"),
        ("", {}, "There is no such act"),
        ("publish", {}, "“publish” needs “post”"),
        ("publish", {"post": "talks", "to": "well"}, "give it that, and nothing else"),
        ("publish", {"act": "edit", "self": "x"}, "“publish” needs “post”"),
        ("publish", {"post": "none"}, "There is no such post"),
        ("publish", {"post": "x" * 100_000}, "There is no such post"),
        ("edit", {"post": "talks"}, "is not out: publish it first"),
        ("reword", {"post": "talks"}, "is not out: publish it first"),
        ("correct", {"post": "talks"}, "is not out: publish it first"),
        ("comment", {"post": "talks"}, "is not out: publish it first"),
        ("withdraw", {"post": "talks"}, "is not out: publish it first"),
        ("restore", {"post": "talks"}, "is not out: publish it first"),
        ("rewrite", {"post": "talks", "title": "a", "text": "b"}, "is not out: publish it first"),
        ("rewrite", {"post": "talks", "title": "a"}, "needs “post” and “text” and “title”"),
        ("paste", {"title": "a"}, "needs “text” and “title”"),
        ("paste", {"title": "", "text": ""}, "needs a title and a text"),
        ("paste", {"title": "x" * 301, "text": "b"}, "shorten it to 300"),
        ("paste", {"title": "a", "text": "x" * 40_001}, "shorten it to 40,000"),
        ("clock", {}, "“clock” needs “by”, or “to”"),
        ("clock", {"by": "600", "to": "18:00"}, "“clock” needs “by”, or “to”"),
        *[
            ("clock", {"by": by}, "by 31 days at most")
            for by in ("", "0", "-5", "1.5", "nan", "2678401", "9" * 5000, "٣")
        ],
        *[("clock", {"to": to}, "an hour such as 18:00") for to in ("", "24:00", "18", "18:60", "18:00:00", "noon")],
        ("clock", {"to": "edition"}, "No channel waits for an edition: choose hours with /digest set."),
        ("discord", {"to": "ill"}, "Discord can be well, down, slow, limited"),
        ("blog", {"to": "slow"}, "The blog can be well, down, hanging, broken"),
        ("scene", {"to": "stop"}, "The scene can play or pause"),
        ("scene", {"to": "play"}, "The scene is over"),
    ],
)
async def test_what_cannot_be_is_said_with_what_to_do(room: Room, act: str, given: dict[str, str], why: str) -> None:
    """And it changes nothing."""
    before, told = await room.newsroom.state(), list[None]()
    room.newsroom.listen(lambda: told.append(None))
    with pytest.raises(CannotBe) as refused:
        await room.newsroom.do(act, **given)
    assert why in str(refused.value)
    assert len(str(refused.value)) < 200
    assert (await room.newsroom.state(), told) == (before, [])


# --------------------------------------------------------------------------------------------------------------- clock


@pytest.mark.parametrize(
    ("given", "moment", "said"),
    [
        ({"by": "600"}, AFTERNOON + timedelta(minutes=10), "It is 15:40 UTC on 18 September 2026."),
        ({"by": "2678400"}, AFTERNOON + timedelta(days=31), "It is 15:30 UTC on 19 October 2026."),
        ({"to": "18:00"}, datetime(2026, 9, 18, 18, tzinfo=UTC), "It is 18:00 UTC on 18 September 2026."),
        ({"to": "15:30"}, datetime(2026, 9, 19, 15, 30, tzinfo=UTC), "It is 15:30 UTC on 19 September 2026."),
        ({"to": "7:05"}, datetime(2026, 9, 19, 7, 5, tzinfo=UTC), "It is 07:05 UTC on 19 September 2026."),
    ],
)
async def test_the_clock_is_moved_on(room: Room, given: dict[str, str], moment: datetime, said: str) -> None:
    """By seconds, or to the next such hour."""
    assert await room.newsroom.do("clock", **given) == said
    state = (await room.newsroom.state())["clock"]
    assert state == {"now": moment.isoformat(), "ahead": (moment - AFTERNOON).total_seconds(), "edition": None}


async def test_the_clock_moves_to_the_next_edition(room: Room) -> None:
    """When it is due, there is nowhere to move to."""
    room.edition = AFTERNOON + timedelta(hours=2, minutes=30)
    assert (await room.newsroom.state())["clock"]["edition"] == room.edition.isoformat()
    assert await room.newsroom.do("clock", to="edition") == "It is 18:00 UTC on 18 September 2026."
    assert room.clock() == room.edition
    assert await room.newsroom.do("clock", to="edition") == "The edition is due already: the bot is about to post it."
    assert room.clock() == room.edition


async def test_the_clock_goes_no_farther_than_a_year(room: Room) -> None:
    """In all: then only a new sandbox goes on."""
    room.clock.move(timedelta(days=350))
    with pytest.raises(CannotBe, match=r"a year ahead .* Begin anew with --fresh"):
        await room.newsroom.do("clock", by="2592000")
    assert room.clock.ahead == timedelta(days=350)


# -------------------------------------------------------------------------------------------------------------- health


async def test_discord_falls_ill_and_gets_well(room: Room) -> None:
    """One way at a time, and what others have ordered stays ordered."""
    other = Fault("GET", "/users/@me", Answers(500), times=None)
    room.trouble.order(other)

    async def fares(to: str) -> tuple[str, bool, object, object]:
        await room.newsroom.do("discord", to=to)
        read = room.trouble.befalling("GET", "/channels/1")
        post = room.trouble.befalling("POST", "/channels/1/messages")
        assert room.trouble.ordered[0] == other
        health = (await room.newsroom.state())["discord"]["health"]
        return health, room.trouble.is_down, read and read.ending, post and post.ending

    assert await fares("slow") == ("slow", False, Hangs(2.0), Hangs(2.0))
    assert await fares("limited") == ("limited", False, None, Limits(3.0))
    assert await fares("down") == ("down", True, None, None)
    assert room.dropped == 1
    assert await fares("slow") == ("slow", False, Hangs(2.0), Hangs(2.0))
    assert await fares("well") == ("well", False, None, None)


async def test_an_order_like_the_newsrooms_own_is_not_lifted(room: Room) -> None:
    """It is somebody else's."""
    theirs = Fault("POST", "/channels/*/messages", Limits(3.0), times=None)
    room.trouble.order(theirs)
    await room.newsroom.do("discord", to="limited")
    await room.newsroom.do("discord", to="well")
    assert room.trouble.ordered == (theirs,)


async def test_trouble_that_others_ordered_or_lifted_is_told(room: Room) -> None:
    """The state says how things are, not which button was pressed last."""
    room.trouble.down()
    assert (await room.newsroom.state())["discord"] == {"health": "down"}
    room.trouble.up()
    await room.newsroom.do("discord", to="slow")
    room.trouble.lift()
    assert (await room.newsroom.state())["discord"] == {"health": "well"}


@pytest.mark.parametrize("health", ["down", "hanging", "broken", "well"])
async def test_the_blog_falls_ill_and_gets_well(room: Room, health: str) -> None:
    """As the button says, in words that say what the bot does about it."""
    said = await room.newsroom.do("blog", to=health)
    assert said.startswith("The blog")
    assert "the bot" in said
    assert room.blog.health == health
    assert (await room.newsroom.state())["blog"]["health"] == health


# ----------------------------------------------------------------------------------------------------------- listeners


async def test_whoever_listens_hears_of_everything(room: Room) -> None:
    """Whoever did it; and nothing more once they have had enough."""
    told: list[str] = []
    what = ""
    end = room.newsroom.listen(lambda: told.append(what))
    what = "button"
    await room.newsroom.do("publish", post="fog")
    what = "blog"
    room.blog.comment("fog")
    what = "clock"
    room.clock.move(timedelta(hours=1))
    what = "discord"
    await room.newsroom.do("discord", to="slow")
    what = "health"
    await room.newsroom.do("blog", to="down")
    end()
    what = "afterwards"
    room.blog.comment("fog")
    assert told == ["button", "blog", "clock", "discord", "health"]


# --------------------------------------------------------------------------------------------------------------- scene


class Played:
    """A scene that is played with a pause as long as the test wants it."""

    def __init__(self, room: Room) -> None:
        self.said: list[str] = []
        self.waited: list[float] = []
        self._enough = asyncio.Event()
        self._task = asyncio.create_task(room.newsroom.play(self._pause, self.said.append))

    async def _pause(self, seconds: float) -> None:
        self.waited.append(seconds)
        await self._enough.wait()
        self._enough.clear()

    async def goes_on(self) -> None:
        """Let a pause end, and everything happen that then happens."""
        self._enough.set()
        await self.settles()

    async def settles(self) -> None:
        """Let everything happen that happens by itself."""
        for _ in range(5):
            await asyncio.sleep(0)

    async def ends(self) -> None:
        """Let pauses be as short as they like."""
        while not self._task.done():
            await self.goes_on()
        await self._task

    async def is_broken_off(self) -> None:
        """End it before its time."""
        self._task.cancel()
        await asyncio.wait({self._task})


async def at_once(seconds: float) -> None:
    """A pause that is over when it begins."""


async def test_the_scene_shows_all_that_a_blog_does(room: Room) -> None:
    """A post goes out, keeps its promise, is corrected and commented on; two are left for whoever watches."""
    told: list[tuple[str, tuple[str, ...]]] = []
    await room.newsroom.play(at_once, lambda sentence: told.append((sentence, room.blog.published)))
    assert told[:2] == [
        (f"The blog publishes “{TALKS}”.", ("talks",)),
        (f"The blog adds to “{TALKS}” what it had promised.", ("talks",)),
    ]
    assert "A reader comments on “Fog holds the morning boats until ten”" in told[5][0]
    assert len(told) == len(SCENE)
    talks, pilots, fog = (room.blog.post(name) for name in ("talks", "pilots", "fog"))
    assert talks is not None
    assert pilots is not None
    assert fog is not None
    assert (talks.edited, pilots.corrected, fog.comments) == (True, True, 1)
    assert set(drawer()) - set(room.blog.published) == {"islands", "hearing"}
    assert await room.scene() == (False, None)


async def test_the_next_step_is_told(room: Room) -> None:
    """With the seconds until it comes, while the scene plays."""
    played = Played(room)
    await played.settles()
    assert (await room.scene(), await room.left()) == ((True, f"publishes “{TALKS}”"), 3)
    await played.goes_on()
    assert (await room.scene(), await room.left()) == ((True, f"adds to “{TALKS}” what it had promised"), 12)
    assert await room.newsroom.do("scene", to="pause") == "The scene waits."
    assert (await room.scene(), await room.left()) == ((False, f"adds to “{TALKS}” what it had promised"), None)
    await played.is_broken_off()
    assert await room.scene() == (False, None)


async def test_a_paused_scene_waits(room: Room) -> None:
    """Also when it was paused in the middle of a pause; then it goes on with the step that it owes."""
    played = Played(room)
    await played.settles()
    await room.newsroom.do("scene", to="pause")
    await played.goes_on()
    assert (room.blog.published, played.waited) == ((), [3])
    assert await room.newsroom.do("scene", to="play") == "The scene goes on."
    await played.settles()
    assert (room.blog.published, played.waited) == ((), [3, 3])
    await played.goes_on()
    assert room.blog.published == ("talks",)
    await played.is_broken_off()


@pytest.mark.parametrize(
    ("act", "given"),
    [("publish", {"post": "week"}), ("publish", {"post": "talks"}), ("paste", {"title": "A seal", "text": "It left."})],
)
async def test_whoever_presses_a_button_of_the_blog_pauses_the_scene(
    room: Room, act: str, given: dict[str, str]
) -> None:
    """And is told so; what they did is not done again."""
    played = Played(room)
    await played.settles()
    said = await room.newsroom.do(act, **given)
    assert said.endswith("is out. The scene waits: press Play to let it go on.")
    assert (await room.scene())[0] is False
    assert "The scene waits" not in await room.newsroom.do("publish", post="hearing")
    await room.newsroom.do("scene", to="play")
    await played.ends()
    assert sorted(set(room.blog.published)) == sorted(room.blog.published)
    assert {"talks", "pilots", "fog", "week"} < set(room.blog.published)


@pytest.mark.parametrize(
    ("act", "given"), [("clock", {"by": "60"}), ("discord", {"to": "slow"}), ("blog", {"to": "down"})]
)
async def test_other_buttons_let_the_scene_play(room: Room, act: str, given: dict[str, str]) -> None:
    """As what cannot be does."""
    played = Played(room)
    await played.settles()
    await room.newsroom.do(act, **given)
    with pytest.raises(CannotBe):
        await room.newsroom.do("edit", post="talks")
    assert (await room.scene())[0] is True
    await played.is_broken_off()


async def test_a_scene_leaves_alone_what_is_withdrawn(room: Room) -> None:
    """And does the rest."""
    await room.newsroom.do("publish", post="talks")
    await room.newsroom.do("withdraw", post="talks")
    await room.newsroom.play(at_once, lambda sentence: None)
    talks = room.blog.post("talks")
    assert talks is not None
    assert (talks.withdrawn, talks.edited) == (True, False)
    assert room.blog.published == ("pilots", "fog", "week")


async def test_a_scene_ends_when_somebody_else_has_done_the_rest(room: Room) -> None:
    """While it waited for them."""
    short = Room(room.blog, room.clock, scene=(Step(3, "publish", "fog"),))
    played = Played(short)
    await played.settles()
    await short.newsroom.do("publish", post="fog")
    assert await short.scene() == (False, None)
    await played.goes_on()
    await played.ends()
    assert played.said == []


async def test_a_scene_that_was_broken_off_goes_on(tmp_path: Path) -> None:
    """At any step: nothing is done twice, nothing is left out."""
    for steps in range(len(SCENE) + 1):
        keep = tmp_path / f"{steps}.json"
        async with Blog(keep) as first:
            played = Played(Room(first, Clock()))
            await played.settles()
            for _ in range(steps):
                await played.goes_on()
            await played.is_broken_off()
            assert len(played.said) == steps
        told = played.said
        async with Blog(keep) as second:
            await Room(second, Clock()).newsroom.play(at_once, told.append)
        assert len(told) == len(set(told)) == len(SCENE)
