"""What people look up and what they read: pages that are theirs alone, and nothing of what they may not see."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

import discord
import pytest

from bot.client import Client
from bot.sandbox import Answer, Answers, Fault, Json, Permission, shapes
from bot.sandbox.things import Channel
from bot.sandbox.world import World
from cogs.news import seen_by
from tests.journeys.newsroom import MORE, QUOTED, Newsroom, Press

LONG_WORDS = '"the night shift will wait" night shift wait more weeks for an answer answer* nigh*'
READ = Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY | Permission.USE_APPLICATION_COMMANDS
TALKS = QUOTED + "".join(
    f"<p>“The night shift will wait {number} more weeks for an answer,” Okafor said.</p>" for number in range(2, 13)
)


@dataclass(frozen=True, slots=True)
class Asking:
    """Somebody who asks in a channel of a server."""

    guild: discord.Guild
    user: discord.Member
    channel_id: int


@pytest.fixture
async def told(newsroom: Newsroom) -> AsyncIterator[Newsroom]:
    """A bot whose #news was told of a story with 12 quotes of Ines Okafor."""
    newsroom.press.publish("talks", TALKS, title="Port and city agree to talk", ago=timedelta(hours=2))
    async with newsroom.bot():
        await newsroom.follow()
        await newsroom.discord.until(lambda: len(newsroom.posts()) == 1)
        yield newsroom


async def look(
    newsroom: Newsroom, line: str, *, by: str = "noor", channel: Channel | None = None, messages: int = 1
) -> Answer:
    """Type a lookup, which must be answered in so many messages, and to that person alone."""
    place = channel or newsroom.news
    answer = await newsroom.discord.type(line, by=newsroom.who(by), channel=place.id, messages=messages)
    assert answer.failed is None, answer.failed
    assert answer.ephemeral
    return answer


async def press(newsroom: Newsroom, message: Json, label: str, *, channel: Channel | None = None) -> Answer:
    """Press the button of this name, which must be answered."""
    answer = await newsroom.discord.press(
        int(message["id"]),
        buttons(message)[label]["custom_id"],
        by=newsroom.who("noor"),
        channel=(channel or newsroom.news).id,
    )
    assert answer.failed is None, answer.failed
    return answer


async def choices(newsroom: Newsroom, line: str) -> dict[str, str]:
    """What is offered to noor in #general who has typed so far: by its name, what it stands for."""
    found = await newsroom.discord.autocomplete(line, by=newsroom.who("noor"), channel=newsroom.general.id)
    return {choice["name"]: choice["value"] for choice in found}


def buttons(message: Json) -> dict[str, Json]:
    """The buttons under a message by their names."""
    return {button["label"]: button for row in message["components"] for button in row["components"]}


def shown(answer: Answer) -> str:
    """What stands in an answer's embeds: titles, text and footers."""
    embeds = [embed for message in answer.messages for embed in message["embeds"]]
    parts = (str(embed.get(part, "")) for embed in embeds for part in ("title", "description"))
    return "\n".join([*parts, *(embed["footer"]["text"] for embed in embeds if "footer" in embed)])


async def test_the_quotes_of_a_speaker_are_turned_page_by_page(told: Newsroom) -> None:
    """Each with its speaker, role, headline, feed, date and digest; on and back in the same message, to the one who
    asks alone, though the bot was told of part of the name."""
    digest = told.posts()[0]
    first = await look(told, "/quote by speaker:okafor")
    (message,) = first.messages
    second = await press(told, message, "Next ›")
    third = await press(told, second.messages[0], "Next ›")
    again = await press(told, third.messages[0], "‹ Back")
    assert message["embeds"][0]["title"] == "12 quotes of okafor, newest first"
    assert (
        "> “The cranes will move again on Monday,”\n— Ines Okafor, spokesperson for the Port Authority\n"
        f"[Port and city agree to talk]({told.press.address}/talks) · Quay Notes · <t:"
    ) in shown(first)
    assert f"/{told.news.id}/{digest['id']})" in shown(first)
    assert [shown(page).splitlines()[-1] for page in (first, second, third, again)] == [
        "1–5 of 12",
        "6–10 of 12",
        "11–12 of 12",
        "6–10 of 12",
    ]
    assert {page.messages[0]["id"] for page in (first, second, third, again)} == {message["id"]}
    assert shown(again) == shown(second)
    assert buttons(message)["‹ Back"]["disabled"]
    assert buttons(third.messages[0])["Next ›"]["disabled"]


async def test_quotes_are_found_by_words_phrases_and_beginnings(told: Newsroom) -> None:
    """The best first or the newest, of one feed, and since a day; case and accents do not matter."""
    phrase = await look(told, '/quote find words:"CRANES will" monda*')
    found = await look(told, "/quote find words:wìll feed:Quay Notes since:2 days")
    newest = await press(told, found.messages[0], "Newest first")
    (offered,) = (await choices(told, "/quote by speaker:oka")).items()
    chosen = await look(told, f"/quote by speaker:{offered[1]}")
    assert 'One quote with "CRANES will" monda\\*' in shown(phrase)
    assert "12 quotes with “wìll”, best first\n-# in Quay Notes · since <t:" in shown(found)
    assert "12 quotes with “wìll”, newest first\n-# in Quay Notes · since <t:" in shown(newest)
    assert "Best first" in buttons(newest.messages[0])
    assert offered == ("Ines Okafor (12 quotes)", "Ines Okafor")
    assert "12 quotes of Ines Okafor" in shown(chosen)


async def test_a_list_goes_on_after_a_restart(newsroom: Newsroom) -> None:
    """Unless its words were too long for a button: then it is said that it is to be asked for again."""
    newsroom.press.publish("talks", TALKS)
    async with newsroom.bot():
        await newsroom.follow()
        await newsroom.discord.until(lambda: len(newsroom.posts()) == 1)
        short = await look(newsroom, "/quote by speaker:okafor")
        long = await look(newsroom, f"/quote find words:{LONG_WORDS}")
        before = await press(newsroom, long.messages[0], "Next ›")
    newsroom.discord.world.commands.clear()
    async with newsroom.bot():
        after = await press(newsroom, short.messages[0], "Next ›")
        forgotten = await press(newsroom, before.messages[0], "‹ Back")
    assert shown(before).endswith("6–10 of 11")
    assert shown(after).endswith("6–10 of 12")
    assert "This list is from before I was restarted, or from long ago; ask again." in forgotten.text


async def test_stories_are_found_shown_and_explained(told: Newsroom) -> None:
    """By any of their words, the best first; whole, with what the digest had no room for; and why they were told."""
    (digest,) = told.posts()
    little = "<p>There is little talk of it at the harbour.</p>"
    told.press.publish("vote", MORE + little, title="Ferry crews agree to talks while port and city wait")
    await told.posted(2)
    both = await look(told, "/news search words:talk since:2 days")
    one = await look(told, "/news search words:ferry cre*")
    offered = await choices(told, "/news story story:talk cit")
    story = await look(told, f"/news story story:{offered['Port and city agree to talk — Quay Notes']}", messages=2)
    typed = await look(told, "/news why story:PORT and city agree to talk")
    other = await look(told, "/news why story:ferr")
    either = await look(told, "/news why story:agree to talk")
    assert both.messages[0]["embeds"][0]["title"] == "Two stories with “talk”, best first"
    assert shown(both).index("[Port and city agree") < shown(both).index("[Ferry crews agree")
    assert shown(one).startswith("One story with “ferry cre\\*”\n**[Ferry crews agree to talk")
    assert [name.split(" agree")[0] for name in offered] == ["Ferry crews", "Port and city"]
    assert shown(story).startswith(f"Port and city agree to talk\n-# Told in <#{told.news.id}> <t:")
    assert f"/{told.news.id}/{digest['id']})" in shown(story)
    assert "12 quotes in this story" in shown(story)
    assert "12 more weeks" in shown(story)
    assert f"Quay Notes → <#{told.news.id}> · told <t:" in shown(typed)
    assert "**[Port and city agree to talk](" in shown(typed)
    assert "**[Ferry crews agree to talk" in shown(other)
    assert "I cannot tell which story that is." in either.text


async def test_a_story_that_was_told_nowhere_can_be_asked_for(newsroom: Newsroom) -> None:
    """It is offered to whoever asks why, and to nobody who wants to read it; words of its headline are enough."""
    newsroom.press.publish("fog", MORE, title="Fog holds up the ferries", ago=timedelta(hours=3))
    newsroom.press.publish("talks", TALKS, title="Port and city agree to talk", ago=timedelta(hours=2))
    async with newsroom.bot():
        await newsroom.follow()
        await newsroom.posted(1)
        read = await choices(newsroom, "/news story story:fog")
        offered = await choices(newsroom, "/news why story:fog")
        chosen = await look(newsroom, f"/news why story:{offered['Fog holds up the ferries — Quay Notes']}")
        typed = await look(newsroom, "/news why story:fog ferries")
    assert read == {}
    assert "It stood in the feed before this channel followed it." in shown(chosen)
    assert shown(typed) == shown(chosen)


async def test_a_letter_names_a_story_only_if_a_word_of_its_headline_begins_so(told: Newsroom) -> None:
    """Though there is but one story."""
    for ask, answered in (("story", 2), ("why", 1)):
        refused = await look(told, f"/news {ask} story:x")
        found = await look(told, f"/news {ask} story:p c", messages=answered)
        assert "I cannot tell which story that is." in refused.text
        assert "Port and city agree to talk" in shown(found)


async def test_a_list_that_has_become_shorter_is_shown_to_its_end(told: Newsroom) -> None:
    """Its post was written anew meanwhile: what was on the next page is gone."""
    before = await look(told, "/quote by speaker:okafor")
    told.press.edit("talks", "".join(TALKS.partition("</p>")[:2]) + MORE)
    await told.polled()
    after = await press(told, before.messages[0], "Next ›")
    assert before.messages[0]["embeds"][0]["title"] == "12 quotes of okafor, newest first"
    assert shown(after).startswith("One quote of okafor\n> “The cranes will move again on Monday,”")
    assert buttons(after.messages[0]) == {}


async def test_what_cannot_be_looked_for_is_answered_with_what_can(told: Newsroom) -> None:
    """In one sentence or two, with an example; nothing of what was typed is markup in the answer."""
    refusals = {
        "/quote find words:…?!": "There is no word to look for in that.",
        "/quote find words:a*": "needs 2 letters or more",
        "/quote by speaker:*": "There is no word to look for in that.",
        f"/news search words:{' '.join(f'w{number}' for number in range(21))}": "too many words",
        "/news search words:port since:*soon*": "“\\*soon\\*” names no day. Type “7 days”",
        "/quote by speaker:Okafor since:2099-01-01": "“2099-01-01” has not come yet.",
        "/quote by speaker:Okafor feed:The Tide": "follows no feed called “The Tide”",
        "/quote by speaker:@here": "No quote of \\@here was told here. Try one part of the name",
        "/quote find words:icebergs since:7 days": "No quote holds “icebergs”. Try fewer words, or `begin*`. Leaving",
        "/news search words:icebergs": "No story that was told here holds “icebergs”. Try fewer words",
        "/news story story:icebergs": "I cannot tell which story that is.",
        "/news why story:0123456789abcdef0123": "I cannot tell which story that is.",
    }
    for line, why in refusals.items():
        assert why in (await look(told, line)).text


async def test_nothing_is_told_of_a_channel_that_one_cannot_see(told: Newsroom) -> None:
    """Neither found, nor offered, nor shown on another page of a list from before; whoever sees it is told."""
    (story_id,) = (await choices(told, "/news story story:")).values()
    before = await look(told, "/quote by speaker:okafor", channel=told.general)
    of_feed = await look(told, "/quote by speaker:okafor feed:Quay Notes", channel=told.general)
    told.discord.world.overwrite(told.news.id, told.who("noor"), deny=Permission.VIEW_CHANNEL)
    lines = ("/quote by speaker:okafor", "/quote find words:cranes", "/news search words:port")
    hidden = [await look(told, line, channel=told.general) for line in lines]
    by_id = [await look(told, f"/news {ask} story:{story_id}", channel=told.general) for ask in ("story", "why")]
    offered = [
        await choices(told, line)
        for line in ("/quote by speaker:", "/quote find feed:", "/news search feed:", "/news story story:po")
    ]
    turned = [await press(told, page.messages[0], "Next ›", channel=told.general) for page in (before, of_feed)]
    seen = await look(told, "/quote by speaker:okafor", by="mira", channel=told.general)
    assert [answer.text.split(" ")[0] for answer in hidden] == ["No"] * 3
    assert {answer.text for answer in by_id} == {
        "I cannot tell which story that is. Pick one of the choices that appear while you type; `/news search` finds "
        "stories by any of their words."
    }
    assert offered == [{}] * 4
    assert "No quote of okafor was told here." in turned[0].text
    assert "No channel that you see follows that feed any more" in turned[1].text
    assert "12 quotes of okafor" in shown(seen)


async def test_nothing_is_told_of_another_server(told: Newsroom) -> None:
    """Its stories are not found by a name that somebody carried over, and its list is none in this server."""
    world = told.discord.world
    club = world.add_guild("Ferry Club", owner_id=told.who("noor"), everyone=READ)
    world.invite_bot(club.id)
    quay = world.add_channel(club.id, "quay")
    async with Press("Tide Notes") as press_of_club:
        press_of_club.publish("tides", "<p>“The tide waits for nobody,” Lena Brandt said.</p>", title="Tides")
        added = await told.type(f"/feed add {press_of_club.address} channel:#quay", by="noor", channel=quay)
        await told.posted(1, quay)
    assert "now follows" in added.text
    (choice,) = await told.discord.autocomplete("/news story story:", by=told.who("noor"), channel=quay.id)
    there = await look(told, "/quote by speaker:brandt", channel=quay)
    here = [
        await look(told, line)
        for line in (
            "/quote by speaker:brandt",
            "/news search words:tides",
            f"/news story story:{choice['value']}",
            f"/news why story:{choice['value']}",
            "/news search words:tides feed:Tide Notes",
        )
    ]
    assert "One quote of brandt" in shown(there)
    assert [shown(answer) for answer in here] == [""] * 5
    assert await choices(told, "/quote by speaker:bra") == {}


async def test_lookups_are_for_servers(told: Newsroom) -> None:
    """Discord offers none of them in direct messages; the bot refuses them as well."""
    world, noor = told.discord.world, told.who("noor")
    dm = world.dm_with(noor)
    hidden = await told.discord.type("/quote by speaker:okafor", by=noor, channel=dm.id)
    for command in list(world.commands.values()):
        command.body["contexts"], command.body["dm_permission"] = None, True
    refused = [
        await told.type(line, by="noor", channel=dm)
        for line in ("/quote by speaker:okafor", "/quote find words:cranes", "/news search words:port")
    ]
    offered = await told.discord.autocomplete("/quote by speaker:oka", by=noor, channel=dm.id)
    assert hidden.failed is not None
    assert {answer.text for answer in refused} == {"This command works in a server, not in direct messages."}
    assert offered == ()


async def test_a_page_that_discord_does_not_take_leaves_the_one_before(told: Newsroom) -> None:
    """Whoever pressed is told so, and may press again."""
    first = await look(told, "/quote by speaker:okafor")
    told.discord.trouble.order(Fault("PATCH", "/webhooks/*/messages/@original", Answers(400, 50035)))
    failed = await press(told, first.messages[0], "Next ›")
    again = await press(told, first.messages[0], "Next ›")
    assert "It is in my log under" in failed.text
    assert shown(again).endswith("6–10 of 12")


def test_a_private_thread_is_for_those_who_ask_in_it_or_manage_threads() -> None:
    """Nobody else is known to be in it; a public one is seen by whoever sees its channel."""
    world = World.small()
    news = world.channel_named("news")
    public, private = world.add_thread(news.id, "shifts"), world.add_thread(news.id, "sources")
    # The library takes nothing but its own shapes, and the stand-in knows public threads alone.
    arrival: Any = world.arrival(news.guild_id or 0)
    next(thread for thread in arrival["threads"] if thread["id"] == str(private.id))["type"] = 12
    state = discord.Client(intents=discord.Intents(guilds=True))._connection
    guild = discord.Guild(state=state, data=arrival)

    def seen(name: str, channel_id: int) -> frozenset[int]:
        user = world.user_named(name)
        member: Any = shapes.member(world.members[guild.id, user.id], user)
        asking = Asking(guild, discord.Member(data=member, guild=guild, state=state), channel_id)
        return seen_by(cast(discord.Interaction[Client], asking)) & {news.id, public.id, private.id}

    assert seen("noor", news.id) == {news.id, public.id}
    assert seen("noor", private.id) == {news.id, public.id, private.id}
    assert seen("mira", news.id) == {news.id, public.id, private.id}
