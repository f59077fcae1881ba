"""What whoever runs the bot relies on: checks, exit codes, monitors, and a token that never shows."""

import asyncio
import sys
from asyncio.subprocess import PIPE, STDOUT

import aiohttp

from bot.config import Health
from bot.sandbox import Answers, Fault, Permission
from tests.journeys.newsroom import Newsroom


async def late_edition(newsroom: Newsroom, *words: str, token: str | None = None) -> tuple[int, str]:
    """The exit code and the words of a command, run against the stand-in and the newsroom's store."""
    environment = newsroom.environment() | ({"LATE_EDITION_DISCORD__TOKEN": token} if token else {})
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *words), env=environment, stdout=PIPE, stderr=STDOUT
    )
    told, _ = await asyncio.wait_for(process.communicate(), 30)
    return process.returncode or 0, told.decode()


async def test_check_tries_the_token_and_the_permissions(newsroom: Newsroom) -> None:
    """A channel that follows a feed and lacks a permission is named with it."""
    newsroom.press.publish("talks")
    async with newsroom.bot():
        await newsroom.follow()
        await newsroom.posted(1)
    assert (await late_edition(newsroom, "check")) == (0, "All is well.\n")
    newsroom.discord.world.deny_bot(newsroom.news.id, Permission.EMBED_LINKS)
    code, told = await late_edition(newsroom, "check")
    assert code == 1
    assert "“Quay Notes” cannot be posted in #news of Sandbox: allow the bot “Embed Links”" in told
    code, told = await late_edition(newsroom, "check", token=newsroom.discord.token[:-1] + "9")
    assert code == 1
    assert "Discord does not know the bot token" in told


async def test_a_token_that_discord_refuses_ends_the_bot_with_a_code_of_its_own(newsroom: Newsroom) -> None:
    """No restart loop: starting again with the same token is no use."""
    wrong = newsroom.discord.token[:-1] + "9"
    code, told = await late_edition(newsroom, "run", token=wrong)
    assert code == 78
    assert "Discord does not know this bot token" in told
    assert wrong not in told


async def test_a_token_that_dies_while_running_ends_the_bot_and_loses_nothing(newsroom: Newsroom) -> None:
    """What waits is posted when the bot is started with a token that is good."""
    newsroom.press.publish("talks")
    async with newsroom.bot_process() as bot:
        await newsroom.follow()
        await newsroom.posted(1)
        newsroom.discord.trouble.order(Fault("POST", "/channels/*/messages", Answers(401), times=None))
        newsroom.press.publish("vote")
        assert await asyncio.wait_for(bot.wait(), 20) == 78
    newsroom.discord.trouble.lift()
    async with newsroom.bot_process():
        await newsroom.posted(2, within=30)
    assert newsroom.discord.token not in (newsroom.folder / "bot.log").read_text(encoding="utf-8")


async def test_run_prints_the_invite_link_with_just_the_permissions_it_needs(newsroom: Newsroom) -> None:
    """View Channel, Send Messages, Embed Links, Read Message History, Send Messages in Threads; nothing else."""
    async with newsroom.bot_process():
        pass
    told = (newsroom.folder / "bot.log").read_text(encoding="utf-8")
    needed = (1 << 10) | (1 << 11) | (1 << 14) | (1 << 16) | (1 << 38)
    (invite,) = [line for line in told.splitlines() if "oauth2/authorize" in line]
    assert f"permissions={needed}" in invite
    assert "scope=bot+applications.commands" in invite


async def test_monitors_are_answered(newsroom: Newsroom, unused_tcp_port: int) -> None:
    """Whether all is well, and counts as Prometheus reads them."""
    newsroom.press.publish("talks")
    listening = newsroom.config().model_copy(update={"health": Health(listen=f"127.0.0.1:{unused_tcp_port}")})
    async with newsroom.bot(listening), aiohttp.ClientSession(f"http://127.0.0.1:{unused_tcp_port}") as monitor:
        await newsroom.follow()
        await newsroom.posted(1)
        async with monitor.get("/healthz") as health:
            assert (health.status, await health.text()) == (200, "ok\n")
        async with monitor.get("/metrics") as metrics:
            told = (await metrics.text()).splitlines()
    assert "late_edition_feeds 1" in told
    assert "late_edition_posted 1" in told
    assert "late_edition_waiting 0" in told
