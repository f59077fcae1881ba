"""What is told after the first time, from the blog to the channel: what was added, reworded, promised, taken back."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.outbox.attempts import Later
from bot.outbox.due import Look, Missing, Resolution
from bot.sandbox import Drops, Fault, Permission
from tests.journeys.newsroom import MORE, QUOTED, Newsroom, Press, title, told

PROMISE = "<p>More headlines coming later.</p>"
SILENT = 1 << 12
DAY = timedelta(days=1)

FIRST = "<p>“My crew heard of it from the evening news, like everybody else,” Ana Duarte, a boatswain, said.</p>"
SECOND = "<p>“Until somebody shows me a rota I shall sleep at home,” Lena Fors, a pilot, said.</p>"

HEADLINE = "Night ferry from Sandholm to Brenna stays in port until January"
EVENT = (
    "<p>“The night ferry will not sail again before the new harbour wall is finished in January,” "
    "Ines Okafor, the mayor of Sandholm, said.</p>"
    "<p>“We have sold 340 tickets that we now have to pay back, and nobody has told us how,” "
    "Tom Reyes, a director of Lund Ferries, said.</p>"
)


async def standing(newsroom: Newsroom, words: str, *, place: int = 0) -> str:
    """What a message says once an edit has made it say these words."""
    await newsroom.discord.until(lambda: words in told(newsroom.posts()[place]), 15)
    return told(newsroom.posts()[place])


async def hour_passes(newsroom: Newsroom) -> None:
    """Let a delivery that waits for long be due, as it would be in an hour."""
    now = datetime.now(UTC)
    async with newsroom.store() as store:
        (claim,) = await store.claim_deliveries(now + timedelta(hours=2), limit=10, lease=timedelta(minutes=1))
        assert await store.settle(claim, Later(now, "an hour has passed", unsure=False), now)


async def debt_falls_due(newsroom: Newsroom) -> None:
    """Let the one follow-up or promise that is owed be due now."""
    now = datetime.now(UTC)
    async with newsroom.store() as store:
        (owed,) = await store.debts(now + DAY + timedelta(minutes=1), limit=10)
        assert await store.resolve(Resolution(now, owed=(replace(owed, due_at=now),)))


def edits(newsroom: Newsroom) -> list[int]:
    """How Discord answered each edit of a message in #news."""
    path = f"/channels/{newsroom.news.id}/messages/"
    return [each.status for each in newsroom.discord.requests if each.method == "PATCH" and each.path.startswith(path)]


async def test_a_correction_is_a_silent_reply_and_the_digest_points_to_it(newsroom: Newsroom) -> None:
    """Both wordings stand in the reply; the digest is edited once, and keeps its words."""
    newsroom.press.publish("talks")
    async with newsroom.bot():
        await newsroom.follow()
        (digest,) = await newsroom.posted(1)
        newsroom.press.edit("talks", QUOTED.replace("Monday", "Tuesday"))
        _, correction = await newsroom.posted(2)
        amended = await standing(newsroom, "Updated <t:")
        await newsroom.polled(3)
    assert "**Corrected** — was: “The cranes will move again on *Monday,*” → now:" in told(correction)
    assert "“The cranes will move again on *Tuesday,*” (Ines Okafor)" in told(correction)
    assert correction["message_reference"]["message_id"] == digest["id"]
    assert correction["flags"] & SILENT
    assert "Updated" not in told(digest)
    assert amended.startswith(told(digest))
    assert edits(newsroom) == [200]


async def test_a_promise_of_more_is_kept_and_then_taken_out(newsroom: Newsroom) -> None:
    """The digest promises, the follow-up brings it and says that this was all, and the promise is gone."""
    newsroom.press.publish("talks", QUOTED + PROMISE)
    async with newsroom.bot():
        await newsroom.follow()
        (digest,) = await newsroom.posted(1)
        newsroom.press.edit("talks", QUOTED + MORE)
        _, follow_up = await newsroom.posted(2)
        amended = await standing(newsroom, "Updated <t:")
    assert "More headlines coming later" in told(digest)
    assert "Ferry crews vote on Monday" in told(follow_up)
    assert told(follow_up).endswith("That was all for this post.")
    assert follow_up["flags"] & SILENT
    assert "More headlines coming later" not in amended
    assert "The cranes will move again" in amended


async def test_a_promise_that_nobody_keeps_is_taken_out_after_a_day(newsroom: Newsroom) -> None:
    """Nothing is posted for it, and nothing follows below, so the digest does not say so."""
    newsroom.press.publish("talks", QUOTED + PROMISE)
    async with newsroom.bot():
        await newsroom.follow()
        await newsroom.posted(1)
        await debt_falls_due(newsroom)
        await newsroom.discord.until(lambda: "coming later" not in told(newsroom.posts()[0]), 15)
        await newsroom.polled()
        (digest,) = newsroom.posts()
    assert "Updated" not in told(digest)
    assert edits(newsroom) == [200]


async def test_changes_soon_after_a_follow_up_are_gathered_into_one(newsroom: Newsroom) -> None:
    """Two edits within ten minutes are told together, once the ten minutes are over."""
    newsroom.press.publish("talks")
    async with newsroom.bot():
        await newsroom.follow()
        await newsroom.posted(1)
        newsroom.press.edit("talks", QUOTED + MORE)
        await newsroom.posted(2)
        newsroom.press.edit("talks", QUOTED + MORE + FIRST)
        await newsroom.polled()
        newsroom.press.edit("talks", QUOTED + MORE + FIRST + SECOND)
        await newsroom.polled()
        held_back = newsroom.posts()
        await newsroom.type("/digest set apart:0")
        await debt_falls_due(newsroom)
        digest, _, gathered = await newsroom.posted(3)
    assert len(held_back) == 2
    assert gathered["message_reference"]["message_id"] == digest["id"]
    assert "**Updated** — two more quotes" in told(gathered)
    assert "Ana Duarte" in told(gathered)
    assert "Lena Fors" in told(gathered)
    assert edits(newsroom) == [200]


async def test_a_post_that_is_taken_down_is_withdrawn_in_a_reply(newsroom: Newsroom) -> None:
    """Its page is asked for twice, three hours apart; a post whose page still stands is left alone."""
    newsroom.press.publish("tides", ago=timedelta(hours=2))
    async with newsroom.bot():
        await newsroom.follow()
        await newsroom.posted(1)
        newsroom.press.publish("vote", FIRST)
        await newsroom.posted(2)
        newsroom.press.publish("talks", QUOTED + PROMISE)
        await newsroom.posted(3)
        newsroom.press.unlisted.add("vote")
        newsroom.press.take_down("talks")
        await newsroom.polled()
    async with newsroom.bot():
        missing = await _found_gone(newsroom)
        assert len(newsroom.posts()) == 3
    async with newsroom.store() as store:
        past = datetime.now(UTC) - timedelta(hours=3)
        assert await store.resolve(Resolution(past, looks=(Look(missing.story_id, past, past),)))
    async with newsroom.bot():
        *others, digest, withdrawal = await newsroom.posted(4)
        amended = await standing(newsroom, "Updated <t:", place=2)
        await newsroom.polled(3)
        assert [told(message) for message in newsroom.posts()[:2]] == [told(message) for message in others]
        assert len(newsroom.posts()) == 4
    assert "**Withdrawn**" in told(withdrawal)
    assert "News of talks" in told(withdrawal)
    assert withdrawal["message_reference"]["message_id"] == digest["id"]
    assert withdrawal["flags"] & SILENT
    assert "More headlines coming later" not in amended


async def _found_gone(newsroom: Newsroom) -> Missing:
    """Wait until the page of the story that is missing was asked for and was gone."""
    async with asyncio.timeout(20), newsroom.store() as store:
        while True:
            missing = await store.missing(datetime.now(UTC) + DAY, limit=10)
            if gone := [one for one in missing if one.gone_at]:
                return gone[0]
            await asyncio.sleep(0.1)


async def test_an_event_that_two_blogs_carry_is_told_once(newsroom: Newsroom) -> None:
    """The first digest names the other blog, and what only the other quotes comes as a reply to it."""
    async with Press(name="Harbour Light") as other, newsroom.bot():
        for press in (newsroom.press, other):
            press.publish(f"tides-of-{press.name[:4]}".lower(), "<p>High water at nine.</p>", ago=timedelta(hours=2))
            await newsroom.follow(press=press)
        await newsroom.posted(2)
        newsroom.press.publish("ferry", EVENT, title=HEADLINE)
        digest = (await newsroom.posted(3))[2]
        other.publish("ferry", EVENT, title=HEADLINE)
        named = await standing(newsroom, "also: [Harbour Light]", place=2)
        other.edit("ferry", EVENT + FIRST)
        *_, follow_up = await newsroom.posted(4)
        amended = await standing(newsroom, "Updated <t:", place=2)
    assert title(digest) == HEADLINE
    assert "Updated" not in named
    assert "also: [Harbour Light]" in amended
    assert "**Also: [Harbour Light]" in told(follow_up)
    assert "one more quote" in told(follow_up)
    assert "Ana Duarte" in told(follow_up)
    assert "Tom Reyes" not in told(follow_up)
    assert follow_up["message_reference"]["message_id"] == digest["id"]


async def test_an_edit_of_a_digest_that_was_deleted_is_given_up_quietly(newsroom: Newsroom) -> None:
    """Nothing is posted again in its place, and nobody is bothered."""
    newsroom.press.publish("talks", QUOTED + PROMISE)
    async with newsroom.bot():
        await newsroom.follow()
        (digest,) = await newsroom.posted(1)
        await newsroom.type("/digest set follow_ups:0")
        newsroom.discord.world.delete_message(newsroom.news.id, int(digest["id"]))
        newsroom.press.edit("talks", QUOTED)
        await newsroom.polled(3)
        newsroom.press.publish("ferries")
        (ferries,) = await newsroom.posted(1)
        listed = await newsroom.type("/feed list")
    assert edits(newsroom) == [404]
    assert title(ferries) == "News of ferries"
    assert "All is well" in listed.messages[0]["embeds"][0]["description"]
    assert newsroom.posts(newsroom.discord.world.dm_with(newsroom.who("mira"))) == []


async def test_while_a_channel_is_hidden_edits_are_given_up_and_the_next_follow_up_mends_the_digest(
    newsroom: Newsroom,
) -> None:
    """An edit is not worth a word to anybody; what it would have said is said by the next one."""
    newsroom.press.publish("talks", QUOTED + PROMISE)
    async with newsroom.bot():
        await newsroom.follow()
        await newsroom.posted(1)
        await newsroom.type("/digest set follow_ups:0")
        newsroom.discord.world.deny_bot(newsroom.news.id, Permission.VIEW_CHANNEL)
        newsroom.press.edit("talks", QUOTED)
        await newsroom.polled(3)
        newsroom.discord.world.deny_bot(newsroom.news.id, Permission.NONE)
        await newsroom.type("/digest set follow_ups:6")
        before = told(newsroom.posts()[0])
        newsroom.press.edit("talks", QUOTED + MORE)
        digest, follow_up = await newsroom.posted(2)
        amended = await standing(newsroom, "Updated <t:")
    assert edits(newsroom) == [403, 200]
    assert newsroom.posts(newsroom.discord.world.dm_with(newsroom.who("mira"))) == []
    assert "More headlines coming later" in before
    assert "More headlines coming later" not in amended
    assert "Ferry crews vote on Monday" in told(follow_up)
    assert follow_up["message_reference"]["message_id"] == digest["id"]


async def test_a_follow_up_that_may_not_be_posted_comes_later_and_its_edit_after_it(newsroom: Newsroom) -> None:
    """The digest never says that something follows below before it does."""
    newsroom.press.publish("talks")
    async with newsroom.bot():
        await newsroom.follow()
        await newsroom.posted(1)
        newsroom.discord.world.deny_bot(newsroom.news.id, Permission.SEND_MESSAGES)
        newsroom.press.edit("talks", QUOTED + MORE)
        dm = newsroom.discord.world.dm_with(newsroom.who("mira"))
        (notice,) = await newsroom.posted(1, dm)
        await newsroom.polled()
        before = newsroom.posts()
        newsroom.discord.world.deny_bot(newsroom.news.id, Permission.NONE)
        await hour_passes(newsroom)
        digest, follow_up = await newsroom.posted(2)
        await standing(newsroom, "Updated <t:")
        assert len(newsroom.posts(dm)) == 1
    assert "“Send Messages”" in told(notice)
    assert ["Updated" in told(message) for message in before] == [False]
    assert follow_up["message_reference"]["message_id"] == digest["id"]
    assert edits(newsroom) == [200]


async def test_an_edit_that_discord_did_not_answer_is_made_again(newsroom: Newsroom) -> None:
    """To make it twice changes nothing, so nobody looks for it first."""
    newsroom.press.publish("talks")
    newsroom.discord.trouble.order(Fault("PATCH", "/channels/*/messages/*", Drops(), stored=True))
    async with newsroom.bot():
        await newsroom.follow()
        await newsroom.posted(1)
        newsroom.press.edit("talks", QUOTED + MORE)
        await newsroom.posted(2)
        await newsroom.discord.until(lambda: 200 in edits(newsroom)[-1:], 20)
        digest, _ = newsroom.posts()
    assert told(digest).count("Updated <t:") == 1
