"""One post from its feed to a channel, and its follow-up as a reply, whatever happens on the way."""

import asyncio
import re
import signal
from datetime import timedelta
from pathlib import Path

import pytest

from bot.sandbox import Answers, Drops, Fault, Hangs, Limits, Permission
from tests.journeys.newsroom import MORE, QUOTED, Newsroom, opened, title

CREATE = ("POST", "/channels/*/messages")


async def test_a_digest_and_then_its_follow_up_as_a_reply(newsroom: Newsroom) -> None:
    """What a post gains later answers the message that told of it first, and rings for nobody."""
    newsroom.press.publish("talks", title="Port and city agree to talk")
    async with newsroom.bot():
        await newsroom.follow()
        (digest,) = await newsroom.posted(1)
        newsroom.press.edit("talks", QUOTED + MORE)
        _, follow_up = await newsroom.posted(2)
    assert title(digest) == "Port and city agree to talk"
    assert "Ines Okafor, spokesperson for the Port Authority" in digest["embeds"][0]["description"]
    assert follow_up["message_reference"]["message_id"] == digest["id"]
    assert follow_up["type"] == 19
    told = follow_up["embeds"][0]["description"]
    assert "Ferry crews vote on Monday" in told
    assert "Tom Reyes, former harbour master" in told
    assert "Ines Okafor" not in told


async def test_only_the_newest_story_greets_a_channel(newsroom: Newsroom) -> None:
    """What stood in the feed before the channel followed it never surfaces, not even when the window slides back."""
    for days, name in enumerate(("new", "older", "oldest")):
        newsroom.press.publish(name, ago=timedelta(days=days))
    async with newsroom.bot():
        await newsroom.follow()
        await newsroom.posted(1)
        newsroom.press.publish("ancient", ago=timedelta(days=900))
        await newsroom.polled()
        assert [title(message) for message in newsroom.posts()] == ["News of new"]


async def test_two_channels_that_follow_one_feed_ask_it_once(newsroom: Newsroom) -> None:
    """Each new version of the feed is fetched in full once, and told in both channels."""
    newsroom.press.publish("talks")
    async with newsroom.bot():
        await newsroom.follow(newsroom.news)
        await newsroom.follow(newsroom.general)
        await newsroom.posted(1, newsroom.news)
        await newsroom.posted(1, newsroom.general)
        before = newsroom.press.answered_in_full
        newsroom.press.publish("vote")
        await newsroom.posted(2, newsroom.news)
        await newsroom.posted(2, newsroom.general)
        assert newsroom.press.answered_in_full == before + 1


async def test_a_feed_that_changes_only_its_dates_posts_nothing(newsroom: Newsroom) -> None:
    """A date alone never causes a post."""
    newsroom.press.publish("talks")
    async with newsroom.bot():
        await newsroom.follow()
        await newsroom.posted(1)
        newsroom.press.touch("talks")
        await newsroom.polled(3)
        assert len(newsroom.posts()) == 1


async def test_while_discord_is_down_nothing_is_lost_and_nothing_overtakes(newsroom: Newsroom) -> None:
    """What was published meanwhile arrives afterwards, in its order, once."""
    newsroom.press.publish("first")
    async with newsroom.bot():
        await newsroom.follow()
        await newsroom.posted(1)
        newsroom.discord.trouble.down()
        for name in ("second", "third", "fourth"):
            newsroom.press.publish(name)
            await newsroom.polled(2)
        newsroom.discord.trouble.up()
        posts = await newsroom.posted(4, within=40)
    assert [title(message) for message in posts] == [
        f"News of {name}" for name in ("first", "second", "third", "fourth")
    ]


async def test_the_bot_may_be_started_while_discord_is_down(newsroom: Newsroom) -> None:
    """The very first connection may fail too; the bot waits and then does its work."""
    newsroom.press.publish("talks")
    newsroom.discord.trouble.down()
    lifted = asyncio.get_running_loop().call_later(1.5, newsroom.discord.trouble.up)
    async with newsroom.bot():
        await newsroom.follow()
        await newsroom.posted(1)
    lifted.cancel()


@pytest.mark.parametrize("forgets_at_once", [False, True])
async def test_killed_between_post_and_settle_it_posts_nothing_twice(tmp_path: Path, forgets_at_once: bool) -> None:
    """Started again, the bot finds its message in the channel, whether or not Discord still knows the nonce."""
    window = timedelta(0) if forgets_at_once else timedelta(seconds=60)
    async with opened(tmp_path, nonce_window=window) as newsroom:
        await _killed_after_posting(newsroom)
        async with newsroom.bot_process():
            newsroom.press.publish("ferries")
            posts = await newsroom.posted(3, within=30)
    assert [title(message) for message in posts] == ["News of talks", "News of vote", "News of ferries"]


async def test_killed_and_unable_to_look_back_it_relies_on_the_nonce(newsroom: Newsroom) -> None:
    """A channel whose past may not be read looks empty; soon after the kill Discord itself knows the message."""
    await _killed_after_posting(newsroom)
    newsroom.discord.world.deny_bot(newsroom.news.id, Permission.READ_MESSAGE_HISTORY)
    async with newsroom.bot_process():
        newsroom.press.publish("ferries")
        posts = await newsroom.posted(3, within=30)
    assert [title(message) for message in posts] == ["News of talks", "News of vote", "News of ferries"]


async def _killed_after_posting(newsroom: Newsroom) -> None:
    """Kill the bot when its second digest stands in the channel and it does not know that yet."""
    newsroom.press.publish("talks")
    async with newsroom.bot_process() as bot:
        await newsroom.follow()
        await newsroom.posted(1)
        newsroom.discord.trouble.order(Fault(*CREATE, Hangs(30), stored=True))
        newsroom.press.publish("vote")
        await newsroom.discord.until(lambda: len(newsroom.posts()) == 2, 15)
        bot.send_signal(signal.SIGKILL)
        await bot.wait()
    newsroom.discord.trouble.lift()


@pytest.mark.parametrize(
    "fault",
    [
        Fault(*CREATE, Answers(503)),
        Fault(*CREATE, Answers(503), stored=True),
        Fault(*CREATE, Answers(500), stored=True),
        Fault(*CREATE, Drops()),
        Fault(*CREATE, Drops(), stored=True),
        Fault(*CREATE, Hangs(10), stored=True),
        Fault(*CREATE, Limits(0.4)),
        Fault(*CREATE, Limits(0.4, everywhere=True)),
    ],
    ids=lambda fault: f"{type(fault.ending).__name__}-{getattr(fault.ending, 'status', '')}-stored-{fault.stored}",
)
async def test_whatever_discord_answers_a_delivery_arrives_once(newsroom: Newsroom, fault: Fault) -> None:
    """An error before the message is stored loses nothing; one after it doubles nothing."""
    newsroom.press.publish("talks")
    newsroom.discord.trouble.order(fault)
    async with newsroom.bot():
        await newsroom.follow()
        await newsroom.posted(1, within=30)
        newsroom.press.publish("vote")
        posts = await newsroom.posted(2, within=30)
    assert [title(message) for message in posts] == ["News of talks", "News of vote"]


async def test_a_limit_on_the_whole_bot_that_outlasts_an_attempt_does_not_silence_it(newsroom: Newsroom) -> None:
    """The attempt that met the limit is cut short by its own timeout; whatever comes after it still goes out."""
    newsroom.press.publish("talks")
    newsroom.discord.trouble.order(Fault(*CREATE, Limits(3, everywhere=True)))
    async with newsroom.bot():
        await newsroom.follow()
        posts = await newsroom.posted(1, within=15)
    assert [title(message) for message in posts] == ["News of talks"]


async def test_a_channel_that_vanished_is_disabled_and_the_admin_told(newsroom: Newsroom) -> None:
    """Nothing more is tried there; whoever added the feed hears of it once, in a direct message."""
    newsroom.press.publish("talks")
    async with newsroom.bot():
        await newsroom.follow()
        await newsroom.posted(1)
        gone = newsroom.news.id
        newsroom.discord.world.delete_channel(gone)
        newsroom.press.publish("vote")
        dm = newsroom.discord.world.dm_with(newsroom.who("mira"))
        (notice,) = await newsroom.posted(1, dm)
        newsroom.press.publish("ferries")
        await asyncio.sleep(1)
        listed = await newsroom.type("/feed list", channel=newsroom.general)
        attempts = [request for request in newsroom.discord.requests if request.path == f"/channels/{gone}/messages"]
    assert title(notice) == "A channel that followed a feed is gone"
    assert "Ended" in listed.messages[0]["embeds"][0]["description"]
    assert [request.status for request in attempts].count(404) == 1
    assert len(newsroom.posts(dm)) == 1


async def test_a_digest_that_was_deleted_does_not_silence_its_follow_up(newsroom: Newsroom) -> None:
    """What is new is told all the same, as a message of its own."""
    newsroom.press.publish("talks")
    async with newsroom.bot():
        await newsroom.follow()
        (digest,) = await newsroom.posted(1)
        newsroom.discord.world.delete_message(newsroom.news.id, int(digest["id"]))
        newsroom.press.edit("talks", QUOTED + MORE)
        (follow_up,) = await newsroom.posted(1)
    assert follow_up["embeds"][0]["description"].startswith("**Updated**")


async def test_a_lost_permission_pauses_the_channel_and_is_told_once(newsroom: Newsroom) -> None:
    """The notice names the permission and the channel, and nothing that waits is lost."""
    newsroom.press.publish("talks")
    async with newsroom.bot():
        await newsroom.follow()
        await newsroom.posted(1)
        newsroom.discord.world.deny_bot(newsroom.news.id, Permission.SEND_MESSAGES)
        newsroom.press.publish("vote")
        dm = newsroom.discord.world.dm_with(newsroom.who("mira"))
        (notice,) = await newsroom.posted(1, dm)
        newsroom.press.publish("ferries")
        await newsroom.polled(3)
        listed = await newsroom.type("/feed list", channel=newsroom.general)
        assert len(newsroom.posts(dm)) == 1
    told = notice["embeds"][0]["description"]
    assert "“Send Messages”" in told
    assert f"<#{newsroom.news.id}>" in told
    assert "Paused: I am not allowed “Send Messages” there" in listed.messages[0]["embeds"][0]["description"]
    assert len(newsroom.posts()) == 1


async def test_a_feed_that_fails_is_asked_again_and_loses_nothing(newsroom: Newsroom) -> None:
    """While a site is away its validators stay; what was published meanwhile is told when it is back."""
    newsroom.press.publish("talks")
    async with newsroom.bot():
        await newsroom.follow()
        await newsroom.posted(1)
        newsroom.press.down = True
        await newsroom.polled(1)
        newsroom.press.publish("vote")
        newsroom.press.down = False
        posts = await newsroom.posted(2, within=20)
    assert [title(message) for message in posts] == ["News of talks", "News of vote"]


async def test_a_feeds_text_pings_nobody_and_draws_nothing(newsroom: Newsroom) -> None:
    """Mentions, markup and tricks in a title or a quote are shown as the words that they are."""
    nasty = "@everyone <@&1> **[click](https://evil.example)** \u202eabc <t:1:R> `x` https://evil.example"
    newsroom.press.publish("talks", f"<p>“We say @here and @everyone to {nasty},” Ines Okafor said.</p>", title=nasty)
    async with newsroom.bot():
        await newsroom.follow()
        (digest,) = await newsroom.posted(1)
    shown = digest["embeds"][0]["title"] + digest["embeds"][0]["description"]
    assert "\\@everyone" in shown
    assert re.search(r"(?<!\\)\]\(", shown) is None
    assert "\u202e" not in shown
    assert digest["mention_everyone"] is False
