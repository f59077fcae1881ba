"""The sandbox's folder is its own alone, what is not its own stays, and the clock waits for what was just published."""

import asyncio
import time
from datetime import timedelta
from pathlib import Path

import pytest

from bot.sandbox import World, load
from bot.sandbox.keep import save
from bot.stage import STORE, WORLD, NotStarted, Wishes, acting, ready, staged, watched

OFTEN = timedelta(seconds=0.4)


def unsaid(words: str) -> None:
    """Say nothing."""


async def test_a_folder_holds_one_sandbox_at_a_time(tmp_path: Path) -> None:
    """A second one is told where the first is, even where it wants to begin anew; afterwards the folder is free."""
    async with staged(Wishes(tmp_path), unsaid):
        for wishes in (Wishes(tmp_path), Wishes(tmp_path, fresh=True)):
            with pytest.raises(NotStarted, match=r"running in .* already"):
                async with staged(wishes, unsaid):
                    pass
    assert load(tmp_path / WORLD).guilds
    async with staged(Wishes(tmp_path, fresh=True), unsaid) as stage:
        assert stage.begins


async def test_beginning_anew_forgets_what_is_the_sandboxs_own(tmp_path: Path) -> None:
    """A real bot's store and somebody's copies lie in the same folder, and stay there."""
    others = ("late-edition.db", "late-edition.db.bak", "discord.json.mine", "config.toml")
    own = (STORE, f"{STORE}-wal", WORLD, "blog.json", "clock.json")
    for name in (*others, *own):
        (tmp_path / name).write_text("{")
    async with staged(Wishes(tmp_path, fresh=True), unsaid):
        assert [name for name in others if (tmp_path / name).read_text() != "{"] == []
        assert not (tmp_path / STORE).exists()


async def test_a_taken_port_is_named_with_what_helps(tmp_path: Path) -> None:
    """The page's port is chosen, so another can be."""
    async with staged(Wishes(tmp_path), unsaid) as stage, watched(stage, 0) as page:
        port = int(page.address.split(":")[2].split("/")[0])
        with pytest.raises(NotStarted, match=rf"port {port} .*--port"):
            async with watched(stage, port):
                pass


async def test_a_world_without_its_store_is_begun_with(tmp_path: Path) -> None:
    """The bot knows nothing there, whatever its channels hold."""
    save(World.small(), tmp_path / WORLD)
    async with staged(Wishes(tmp_path), unsaid) as stage:
        assert stage.begins
        assert [guild.name for guild in stage.discord.world.guilds.values()] == ["Sandbox"]


async def test_the_clock_waits_for_what_was_published_a_moment_ago(tmp_path: Path) -> None:
    """The edition that is jumped to holds it, and a blog that has said nothing new holds up nobody."""
    async with (
        staged(Wishes(tmp_path), unsaid) as stage,
        acting(stage, tmp_path, asyncio.Event(), every=OFTEN),
    ):
        await ready(stage)
        mira, news = stage.discord.world.user_named("mira").id, stage.discord.world.channel_named("news").id
        await stage.discord.type(f"/feed add {stage.blog.home}", by=mira, channel=news)
        await stage.discord.type("/digest set times:18:00", by=mira, channel=news)
        await stage.newsroom.do("publish", post="fog")
        await stage.newsroom.do("clock", to="edition")
        edition = await stage.discord.wait_for_message(news, lambda message: "Fog holds" in str(message), 20)
        assert edition["author"]["bot"]
        began = time.monotonic()
        await stage.newsroom.do("clock", by="60")
        assert time.monotonic() - began < 1
