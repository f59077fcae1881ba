"""Editions at the hours that a channel chose: what they tell, what they promise, and each of them once."""

import asyncio
import signal
from datetime import UTC, datetime, timedelta

import pytest

from bot.sandbox import Fault, Hangs
from tests.journeys.newsroom import Newsroom, told

CREATE = ("POST", "/channels/*/messages")
NEWS = {
    "Harbour wall will be finished in January": "Ines Okafor, spokesperson for the Port Authority",
    "Choir sings once more in the old mill": "Lena Fors, a singer",
    "School on Little Skerry gets its second teacher": "Birgit Aalto, the head of the school",
    "Fish market opens on Sundays until spring": "Tom Reyes, a fishmonger",
    "New lamp for the old light": "Ana Duarte, a keeper",
}
"""Headlines that have nothing to do with each other, and who is heard below each."""


def minute(ago: timedelta) -> datetime:
    """A whole minute so long ago: an hour that an admin can choose."""
    return (datetime.now(UTC) - ago).replace(second=0, microsecond=0)


def publish(newsroom: Newsroom, *headlines: str) -> None:
    """Put up these posts, each with a quote of its own."""
    for number, headline in enumerate(headlines):
        body = f"<p>“It took us {len(headline)} days to {headline[:9].lower()},” {NEWS[headline]}, said.</p>"
        newsroom.press.publish(f"post-{len(newsroom.press.posts)}-{number}", body, title=headline)


async def waiting(newsroom: Newsroom, hour: datetime, *headlines: str, most: int = 5) -> None:
    """Let #news follow the blog, be told at that hour of the day alone, and be owed these stories."""
    newsroom.press.publish("tides", ago=timedelta(hours=2))
    await newsroom.follow()
    await newsroom.posted(1)
    await newsroom.type(f"/digest set times:{hour:%H:%M} most:{most}")
    publish(newsroom, *headlines)
    await newsroom.polled()
    assert len(newsroom.posts()) == 1


async def test_what_finds_no_room_is_promised_and_opens_the_next_edition(newsroom: Newsroom) -> None:
    """Two of four headlines now; the other two next time, in a reply, before what is new."""
    *four, fifth = NEWS
    hour, next_hour = minute(timedelta(minutes=3)), minute(timedelta(minutes=2))
    async with newsroom.bot():
        await waiting(newsroom, hour, *four, most=2)
        await newsroom.let_come(hour)
        _, edition = await newsroom.posted(2)
        publish(newsroom, fifth)
        await newsroom.type(f"/digest set times:{next_hour:%H:%M} most:3")
        await newsroom.polled()
        await newsroom.let_come(next_hour)
        *_, next_edition = await newsroom.posted(3)
        await newsroom.let_come(next_hour)
        await newsroom.polled()
        assert len(newsroom.posts()) == 3
    now, later = told(edition), told(next_edition)
    in_time = [headline for headline in four if headline in now]
    held_over = [headline for headline in four if headline not in in_time]
    assert len(in_time) == 2
    assert f"edition** · 2 of 4 headlines · <t:{hour.timestamp():.0f}:f>" in now
    assert f"More headlines coming later — 2 more at <t:{(hour + timedelta(days=1)).timestamp():.0f}:" in now
    assert next_edition["message_reference"]["message_id"] == edition["id"]
    assert "3 headlines" in later
    assert later.index("Held over from") < min(map(later.index, held_over))
    assert max(map(later.index, held_over)) < later.index("Since then:") < later.index(fifth)
    assert not any(headline in later for headline in in_time)
    assert "coming later" not in later
    assert ["(late" in text for text in (now, later)] == [False, False]


async def test_an_edition_that_the_bot_slept_through_comes_late_and_once(newsroom: Newsroom) -> None:
    """It says for when it was meant; started once more, the bot does not print it again."""
    hour = minute(timedelta(hours=1))
    headline, *_ = NEWS
    async with newsroom.bot():
        await waiting(newsroom, hour, headline)
    await newsroom.let_come(hour)
    async with newsroom.bot():
        _, edition = await newsroom.posted(2)
    await newsroom.let_come(hour)
    async with newsroom.bot():
        await newsroom.polled()
        assert len(newsroom.posts()) == 2
    assert f"edition** · 1 headline (late: meant for <t:{hour.timestamp():.0f}:f>)" in told(edition)
    assert headline in told(edition)


@pytest.mark.parametrize("stored", [False, True])
async def test_killed_between_printing_and_posting_an_edition_is_posted_once(newsroom: Newsroom, stored: bool) -> None:
    """Whether Discord had taken it or not, there is one of it once the bot lives again."""
    hour = minute(timedelta(minutes=2))
    headline, *_ = NEWS
    async with newsroom.bot_process() as bot:
        await waiting(newsroom, hour, headline)
        newsroom.discord.trouble.order(Fault(*CREATE, Hangs(30), stored=stored, times=None))
        await newsroom.let_come(hour)
        await _printed(newsroom, posted=stored)
        bot.send_signal(signal.SIGKILL)
        await bot.wait()
    newsroom.discord.trouble.lift()
    assert len(newsroom.posts()) == 1 + stored
    async with newsroom.bot_process():
        _, edition = await newsroom.posted(2, within=30)
        await newsroom.polled()
        assert len(newsroom.posts()) == 2
    assert headline in told(edition)


async def _printed(newsroom: Newsroom, *, posted: bool) -> None:
    """Wait until an edition is in the outbox, and stands in the channel too if Discord is to have taken it."""
    async with asyncio.timeout(20), newsroom.store() as store:
        while True:
            if (await store.tally(datetime.now(UTC))).waiting and len(newsroom.posts()) == 1 + posted:
                return
            await asyncio.sleep(0.05)


async def test_a_story_of_an_edition_is_followed_up_in_a_reply_and_marked_in_its_place(newsroom: Newsroom) -> None:
    """The edit touches that story alone; the others stand as they stood."""
    hour = minute(timedelta(minutes=2))
    headline, other, *_ = NEWS
    async with newsroom.bot():
        await waiting(newsroom, hour, headline, other)
        await newsroom.let_come(hour)
        _, edition = await newsroom.posted(2)
        name = next(post.name for post in newsroom.press.posts.values() if post.title == headline)
        body = newsroom.press.posts[name].body
        newsroom.press.edit(name, f"{body}<p>“Nobody asked the crews before that,” Nils Brandt, a pilot, said.</p>")
        *_, follow_up = await newsroom.posted(3)
        await newsroom.discord.until(lambda: "Updated <t:" in told(newsroom.posts()[1]), 15)
        amended = told(newsroom.posts()[1])
    before, after = told(edition).split("\n\n"), amended.split("\n\n")
    changed = [place for place, words in enumerate(before) if after[place] != words]
    assert len(after) == len(before)
    assert [headline in before[place] for place in changed] == [True]
    assert [after[place].startswith(before[place]) for place in changed] == [True]
    assert "Nils Brandt" in told(follow_up)
    assert follow_up["message_reference"]["message_id"] == edition["id"]


async def test_where_nothing_is_new_there_is_no_edition_unless_the_channel_wants_one(newsroom: Newsroom) -> None:
    """An hour passes in silence; the next one says that there is nothing."""
    hour, next_hour = minute(timedelta(minutes=3)), minute(timedelta(minutes=2))
    async with newsroom.bot():
        await waiting(newsroom, hour)
        await newsroom.let_come(hour)
        await newsroom.polled()
        silent = newsroom.posts()
        await newsroom.type(f"/digest set times:{next_hour:%H:%M} heartbeat:true")
        await newsroom.let_come(next_hour)
        _, edition = await newsroom.posted(2)
    assert len(silent) == 1
    assert told(edition).endswith("Nothing new since the last edition.")
