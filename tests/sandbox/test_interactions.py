"""Commands, completions and presses, typed by people and answered by a real client."""

from __future__ import annotations

import discord
import pytest
from discord import app_commands

from bot.sandbox import Mistyped, StandIn, World
from tests.sandbox.client import Client, connected


class Newsroom(Client):
    """A client with commands such as a news bot's."""

    def __init__(self) -> None:
        super().__init__()
        news = app_commands.Group(name="news", description="What was said.")
        feed = app_commands.Group(
            name="feed",
            description="Which feeds are followed.",
            guild_only=True,
            default_permissions=discord.Permissions(manage_guild=True),
        )

        @news.command(description="The newest headlines.")
        async def latest(
            interaction: discord.Interaction, count: app_commands.Range[int, 1, 10] = 1, feed: str = "every feed"
        ) -> None:
            await interaction.response.send_message(f"{count} of {feed}")

        @latest.autocomplete("feed")
        async def feeds(interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
            known = ["Harbour Light Blog", "The Meridian"]
            where = interaction.namespace.count
            return [app_commands.Choice(name=f"{name} ({where})", value=name) for name in known if typed in name]

        @news.command(description="Why something was posted.")
        async def why(interaction: discord.Interaction) -> None:
            await interaction.response.defer(ephemeral=True)
            view = discord.ui.View()
            view.add_item(discord.ui.Button(label="More", custom_id="more"))
            await interaction.followup.send("for this reason", view=view)
            await interaction.followup.send("and for that one", ephemeral=True)

        @news.command(description="Think, then say it.")
        async def slowly(interaction: discord.Interaction) -> None:
            await interaction.response.defer()
            await interaction.edit_original_response(content="thought about it")

        @feed.command(description="Follow a feed.")
        async def add(
            interaction: discord.Interaction, address: str, channel: discord.TextChannel | None = None
        ) -> None:
            place = channel.mention if channel else "here"
            await interaction.response.send_message(f"{address} goes {place}", ephemeral=True)

        @feed.command(name="import", description="Follow many feeds.")
        async def import_(interaction: discord.Interaction, file: discord.Attachment) -> None:
            await interaction.response.send_message((await file.read()).decode())

        self.tree.add_command(news)
        self.tree.add_command(feed)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        if interaction.type is discord.InteractionType.component:
            assert interaction.message is not None
            await interaction.response.edit_message(content="and more", view=None)


@pytest.fixture
def world() -> World:
    """Make the small world."""
    return World.small()


def people(world: World) -> tuple[int, int, int]:
    """Name mira (who owns the guild), noor and the channel #news by their ids."""
    return world.user_named("mira").id, world.user_named("noor").id, world.channel_named("news").id


async def test_a_typed_command_is_answered(world: World) -> None:
    """Options are read by name, whatever their order, values with spaces included."""
    _, noor, news = people(world)
    async with StandIn(world) as standin, connected(standin, Newsroom()):
        answer = await standin.type("/news latest feed:Harbour Light Blog count:3", by=noor, channel=news)
        assert (answer.text, answer.ephemeral, answer.deferred, answer.failed) == (
            "3 of Harbour Light Blog",
            False,
            False,
            None,
        )
        assert 0 < answer.seconds < 3
        (stored,) = standin.messages(news)
        assert stored["interaction_metadata"]["user"]["username"] == "noor"
        assert (await standin.type("/news latest", by=noor, channel=news)).text == "1 of every feed"
        assert standin.violations == []


async def test_a_deferred_answer_is_waited_for(world: World) -> None:
    """The answer comes when the bot is done thinking, in the place of the message that said so."""
    _, noor, news = people(world)
    async with StandIn(world) as standin, connected(standin, Newsroom()):
        answer = await standin.type("/news slowly", by=noor, channel=news)
        assert (answer.text, answer.deferred, answer.ephemeral) == ("thought about it", True, False)
        assert [message["flags"] for message in standin.messages(news)] == [0]


async def test_an_ephemeral_answer_is_seen_by_one(world: World) -> None:
    """Nobody finds it in the channel; its follow-ups are waited for when they are asked for, and it can be pressed."""
    mira, noor, news = people(world)
    async with StandIn(world) as standin, connected(standin, Newsroom()) as client:
        answer = await standin.type("/news why", by=noor, channel=news, messages=2)
        assert (answer.text, answer.ephemeral, answer.deferred) == (
            "for this reason\nand for that one",
            True,
            True,
        )
        assert standin.messages(news) == ()
        assert [message async for message in client.text_channel(news).history()] == []
        shown = int(answer.messages[0]["id"])
        assert (await standin.press(shown, "more", by=mira, channel=news)).failed == "that message is not there"
        pressed = await standin.press(shown, "more", by=noor, channel=news)
        assert (pressed.text, pressed.messages[0]["components"]) == ("and more", [])
        gone = await standin.press(shown, "more", by=noor, channel=news)
        assert gone.failed == "nothing to press there: more"
        assert standin.violations == []


async def test_a_completion_offers_choices(world: World) -> None:
    """The last option is the one completed; what stands before it is sent along."""
    _, noor, news = people(world)
    async with StandIn(world) as standin, connected(standin, Newsroom()):
        offered = await standin.autocomplete("/news latest count:2 feed:Har", by=noor, channel=news)
        assert offered == ({"name": "Harbour Light Blog (2)", "value": "Harbour Light Blog"},)
        assert len(await standin.autocomplete("/news latest feed:", by=noor, channel=news)) == 2
        with pytest.raises(Mistyped):
            await standin.autocomplete("/news latest count:", by=noor, channel=news)


async def test_a_command_is_for_those_who_may_use_it(world: World) -> None:
    """Without the permission it needs, or in a DM, Discord would not even show it."""
    mira, noor, news = people(world)
    async with StandIn(world) as standin, connected(standin, Newsroom()):
        line = "/feed add https://harbourlight.example channel:#general"
        refused = await standin.type(line, by=noor, channel=news)
        assert refused.failed == "/feed is not for you: it needs permissions that you do not have here"
        general = world.channel_named("general").id
        allowed = await standin.type(line, by=mira, channel=news)
        assert allowed.text == f"https://harbourlight.example goes <#{general}>"
        private = await standin.type(line, by=mira, channel=world.dm_with(mira).id)
        assert private.failed == "/feed cannot be used in a DM"


async def test_a_command_may_be_used_in_a_direct_message(world: World) -> None:
    """In a DM the person is a user, not a member."""
    mira, _, _ = people(world)
    async with StandIn(world) as standin, connected(standin, Newsroom()):
        answer = await standin.type("/news latest count:2", by=mira, channel=world.dm_with(mira).id)
        assert answer.text == "2 of every feed"


async def test_a_file_is_handed_over(world: World) -> None:
    """An option that wants a file gets one that is at hand."""
    mira, _, news = people(world)
    async with StandIn(world) as standin, connected(standin, Newsroom()):
        answer = await standin.type(
            "/feed import file:feeds.opml", by=mira, channel=news, files={"feeds.opml": b"two feeds"}
        )
        assert answer.text == "two feeds"
