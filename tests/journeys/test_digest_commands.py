"""What an admin sets of when and how a channel is told, and what they read; each answer is theirs alone."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import discord
import pytest

from bot.news.model import Masthead
from bot.outbox.backtest import Backtest, Said
from bot.outbox.model import Following
from bot.outbox.settings import Quiet, Settings, Timetable
from bot.sandbox import Answer, Permission
from cogs.chosen import channel_card, told, week_card
from tests import build
from tests.build import NOW
from tests.journeys.newsroom import Newsroom, Press, title


@pytest.fixture
async def following(newsroom: Newsroom) -> AsyncIterator[Newsroom]:
    """A bot whose #news follows a blog with one story."""
    newsroom.press.publish("talks", ago=timedelta(hours=2))
    async with newsroom.bot():
        await newsroom.follow()
        yield newsroom


def shown(answer: Answer) -> str:
    """What stands in an answer's embeds, titles and all."""
    embeds = [embed for message in answer.messages for embed in message["embeds"]]
    return "\n".join(str(embed.get(part, "")) for embed in embeds for part in ("title", "description"))


async def test_a_channel_is_told_at_the_hours_that_it_chose(following: Newsroom) -> None:
    """The answer says all of it in words, the next edition, and what last week would have been, to the admin alone;
    trying something else changes none of it."""
    await following.posted(1)
    answer = await following.type(
        "/digest set times:08:00 and 18:00 days:Mon–Fri zone:kyiv quiet:22:00–07:00 most:7 length:short follow_ups:3 "
        "without:Sport, night shift heartbeat:true together:the whole server"
    )
    tried = await following.type("/digest try times:at once quiet:none")
    shows = await following.type("/digest show")
    how = shown(answer)
    assert answer.ephemeral
    assert tried.ephemeral
    assert "How #news is told" in how
    assert (
        "Told at 08:00 and 18:00, Monday to Friday, Europe/Kyiv; quiet 22:00–07:00; 7 stories at most, short length; "
        "up to 3 follow-ups a story, 10 minutes apart, for 7 days; an edition also when there is nothing new; "
        "no headlines with “Sport”, “night shift”. One event is told once in the server."
    ) in how
    assert "Next edition: <t:" in how
    assert ":F>" in how
    assert "With these settings, last week: " in how
    assert "Last week, as it would have been" in shown(tried)
    assert "With these settings, last week: 1 message." in shown(tried)
    assert "**News of talks**" in shown(tried)
    assert shown(shows) == how


async def test_what_was_chosen_is_what_happens(following: Newsroom) -> None:
    """A story that comes now waits for its edition, is shown in the preview, and the reasons say so; before, where it
    was told at once, nothing waited."""
    await following.posted(1)
    at_once = await following.type("/digest preview")
    far = datetime.now(UTC) + timedelta(hours=12)
    await following.type(f"/digest set times:{far:%H}:00")
    following.press.publish("vote")
    await following.polled()
    preview = await following.type("/digest preview")
    why = await following.type("/digest why")
    instant = await following.type("/digest set times:at once")
    posts = await following.posted(2)
    assert "is told at once, and nothing waits" in at_once.text
    assert "News of talks" in shown(at_once)
    assert preview.ephemeral
    assert f"This is what <#{following.news.id}> waits for" in preview.text
    assert "News of vote" in shown(preview)
    assert "News of talks" not in shown(preview)
    assert why.ephemeral
    assert shown(why).index("News of vote") < shown(why).index("News of talks")
    assert "no message" in shown(why)
    assert "its newest story" in shown(why)
    assert "Told at once; medium length" in shown(instant)
    assert "Next edition" not in shown(instant)
    assert title(posts[0]) == "News of talks"
    assert "News of vote" in str(posts[1]["embeds"])


async def test_what_cannot_be_set_is_refused_with_what_to_type_instead(following: Newsroom) -> None:
    """Nothing of the command is done, and nothing of what was typed is markup in the answer."""
    refusals = {
        "times:*soon*": "“\\*soon\\*”",
        "times:25:00": "25:00",
        "days:Mon–Fri": "Give “times” as well",
        "most:3": "has no editions",
        "zone:Atlantis most:3 times:8": "“Atlantis”",
        "times:23:00 quiet:22:00–07:00": "would all fall into the quiet hours",
        f"without:{'x' * 41}": "longer than 40 characters",
        "": "Name what is to change",
        "feed:The Tide times:8": "I cannot tell which feed “The Tide” is",
        "channel:#general times:8": "follows nothing yet",
    }
    await following.posted(1)
    before = await following.type("/digest show")
    for options, why in refusals.items():
        refused = await following.type(f"/digest set {options}")
        assert why in refused.text
        assert refused.ephemeral
    assert shown(await following.type("/digest show")) == shown(before)
    # Discord keeps the rest from being sent at all.
    beyond = "most:0 most:26 follow_ups:-1 follow_ups:21 length:endless together:everywhere heartbeat:perhaps".split()
    by, channel = following.who("mira"), following.news.id
    unsent = [await following.discord.type(f"/digest set {option}", by=by, channel=channel) for option in beyond]
    assert [option for option, answer in zip(beyond, unsent, strict=True) if answer.failed is None] == []
    within = "most:1 times:8|most:25|follow_ups:0|follow_ups:20|length:long|together:off|heartbeat:true".split("|")
    sent = [await following.type(f"/digest set {option}") for option in within]
    assert [option for option, answer in zip(within, sent, strict=True) if "Told at 08:00" not in shown(answer)] == []


async def test_only_who_manages_the_server_and_may_write_in_a_channel_sets_how_it_is_told(following: Newsroom) -> None:
    """Who may only see it may read how it is told, and who cannot is told nothing of it. From members Discord hides the
    commands, and the bot refuses them as well."""
    world = following.discord.world
    noor, guild = following.who("noor"), following.news.guild_id or 0
    unmanaged = await following.discord.type("/digest show", by=noor, channel=following.news.id)
    for command in list(world.commands.values()):
        command.body["default_member_permissions"] = None
    member = [await following.type(f"/digest {rest}", by="noor") for rest in ("show", "set times:8", "why", "preview")]
    managers = world.add_role(guild, "Managers", Permission.MANAGE_GUILD)
    world.add_member(guild, noor, *world.members[(guild, noor)].roles, managers.id)
    world.overwrite(following.news.id, noor, deny=Permission.SEND_MESSAGES)
    here = following.general
    refused = await following.type("/digest set times:8 feed:Quay Notes", by="noor", channel=here)
    allowed = await following.type("/digest show channel:#news", by="noor", channel=here)
    world.overwrite(following.news.id, noor, deny=Permission.VIEW_CHANNEL)
    hidden = await following.type("/digest why feed:Quay Notes", by="noor", channel=here)
    assert unmanaged.failed is not None
    assert {answer.text for answer in member} == {
        "This command is for people who have the permission “Manage Server” in this server."
    }
    assert "You may not write in" in refused.text
    assert "Told at once" in shown(allowed)
    assert "that you and I can see" in hidden.text


async def test_choices_appear_while_somebody_types(following: Newsroom) -> None:
    """Feeds by their titles with their channels, and time zones by what they begin with."""
    by, channel = following.who("mira"), following.news.id
    offered = {
        line: await following.discord.autocomplete(f"/digest {line}", by=by, channel=channel)
        for line in ("set feed:quay", "try feed:", "why feed:tide", "set zone:new yo", "try zone:kyiv", "set zone:")
    }
    names = {line: [choice["name"] for choice in choices] for line, choices in offered.items()}
    assert names["set feed:quay"] == names["try feed:"] == ["Quay Notes → #news"]
    assert names["why feed:tide"] == []
    assert names["set zone:new yo"][0] == "America/New_York"
    assert names["try zone:kyiv"] == ["Europe/Kyiv"]
    assert len(names["set zone:"]) == 25
    chosen = offered["set feed:quay"][0]["value"]
    answer = await following.type(
        f"/digest set feed:{chosen} zone:{names['set zone:new yo'][0]} times:8", channel=following.general
    )
    assert "Told at 08:00, America/New York" in shown(answer)


async def test_feeds_that_are_told_differently_are_shown_apart(following: Newsroom) -> None:
    """A new feed joins the channel's editions, and one may then leave them."""
    await following.type("/digest set times:08:00 and 18:00")
    async with Press() as other:
        other.publish("tides", ago=timedelta(hours=1))
        added = await following.type(f"/feed add {other.address}/feed")
    assert "Its stories come with the editions at 08:00 and 18:00." in added.text
    together = await following.type("/digest show")
    by, channel = following.who("mira"), following.news.id
    one, _ = await following.discord.autocomplete("/digest set feed:", by=by, channel=channel)
    apart = await following.type(f"/digest set feed:{one['value']} times:at once")
    both = await following.type("/digest show")
    assert shown(together).count("Told at 08:00 and 18:00, UTC") == 1
    assert shown(together).count("**Quay Notes**") == 2
    assert shown(apart).count("Told ") == 1
    assert shown(both).count("Told at once") == shown(both).count("Told at 08:00 and 18:00") == 1


async def test_a_feed_that_is_added_in_quiet_hours_says_when_it_begins(following: Newsroom) -> None:
    """And nothing is posted before they end."""
    now = datetime.now(UTC)
    begins, ends = now - timedelta(hours=1), now + timedelta(hours=2)
    await following.posted(1)
    await following.type(f"/digest set quiet:{begins:%H:%M}–{ends:%H:%M}")
    async with Press() as other:
        other.publish("tides", ago=timedelta(hours=1))
        added = await following.type(f"/feed add {other.address}/feed")
        await following.polled()
        waiting = await following.type("/digest preview")
    assert "It is quiet there; its newest story is posted <t:" in added.text
    assert "News of tides" in shown(waiting)
    assert [title(message) for message in following.posts()] == ["News of talks"]


def test_an_answer_fits_however_many_feeds_differ_and_says_how_many_it_leaves_out() -> None:
    """With the longest names and words that there may be, all of them markup."""
    worst = Settings(
        timetable=Timetable(tuple(time(hour, 17) for hour in range(24)), (0, 2, 4)),
        zone="America/Argentina/ComodRivadavia",
        quiet=Quiet(time(22), time(7)),
        heartbeat=True,
        without=tuple(f"{number:02}" + "*" * 38 for number in range(20)),
    )
    feed = replace(build.feed(), masthead=Masthead("_*" * 500))
    feeds = [
        Following(replace(build.subscription(), settings=replace(worst, most=most)), feed) for most in range(1, 26)
    ]
    card = channel_card("quay-" * 20, feeds, "With these settings, last week: no message.", NOW)
    shown = card["description"]
    assert len(discord.Embed.from_dict(card)) <= 6000
    assert len(card["title"]) <= 256
    assert len(shown) <= 4096
    assert f"… and {25 - shown.count('Told at')} more" in shown
    assert shown.endswith("With these settings, last week: no message.")


def test_a_week_fits_however_much_was_said_in_it() -> None:
    """As many messages as there is room for, and how many more there are."""
    digest = replace(build.digest(build.story()), headline="[*" * 300)
    said = tuple(Said(NOW + timedelta(minutes=number), digest) for number in range(500))
    shown = week_card(Backtest(NOW, NOW + timedelta(days=7), said))["description"]
    assert len(shown) <= 4096
    assert f"… and {500 - shown.count('<t:')} more" in shown


def test_settings_that_nobody_chose_are_told_in_few_words() -> None:
    """A line that can be read aloud."""
    assert told(Settings()) == (
        "Told at once; medium length; up to 6 follow-ups a story, 10 minutes apart, for 7 days. "
        "One event is told once in the channel."
    )
