"""A written scene is played against the stand-in, a small bot and the newsroom, or the line is named that failed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from textwrap import dedent

import discord
import pytest
from discord import app_commands

from bot.sandbox import StandIn
from bot.sandbox.blog import Blog
from bot.sandbox.clock import Clock
from bot.sandbox.newsroom import Newsroom
from bot.sandbox.scenes.playing import NotAsWritten, play
from bot.sandbox.scenes.script import read
from bot.sandbox.town import town
from tests.sandbox.client import Client, connected

NOON = datetime(2026, 9, 18, 12, 0, tzinfo=UTC)


class Form(discord.ui.Modal, title="Digest this"):
    """Asks for words and a choice, and says what was given."""

    words: discord.ui.TextInput[Form] = discord.ui.TextInput(label="Words", style=discord.TextStyle.paragraph)
    how: discord.ui.Label[Form] = discord.ui.Label(
        text="How",
        component=discord.ui.Select(
            custom_id="how",
            options=[discord.SelectOption(label="At once", value="1"), discord.SelectOption(label="Later", value="2")],
        ),
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        select = self.how.component
        assert isinstance(select, discord.ui.Select)
        await interaction.response.send_message(f"{self.words.value} ({select.values[0]})", ephemeral=True)


class Bot(Client):
    """A bot that posts what it is told to, and has a button, a list, a menu and a form."""

    def __init__(self) -> None:
        super().__init__()

        @self.tree.command(description="Post something.")
        async def post(interaction: discord.Interaction, words: str) -> None:
            view = discord.ui.View()
            view.add_item(discord.ui.Button(label="Why this? (2)", custom_id="why"))
            options = [discord.SelectOption(label="Harbour", value="h"), discord.SelectOption(label="Quay", value="q")]
            view.add_item(discord.ui.Select(custom_id="feeds", options=options, max_values=2))
            assert isinstance(interaction.channel, discord.TextChannel)
            await interaction.response.send_message(f"Posted: {words}", ephemeral=True)
            await interaction.channel.send(words, view=view)

        @self.tree.command(description="Ask for words.")
        async def write(interaction: discord.Interaction) -> None:
            await interaction.response.send_modal(Form())

        @self.tree.command(description="Answer in two messages.")
        async def twice(interaction: discord.Interaction) -> None:
            await interaction.response.send_message("The first.", ephemeral=True)
            await asyncio.sleep(0.05)
            await interaction.followup.send("The second.", ephemeral=True)

        @self.tree.command(description="For admins.")
        @app_commands.default_permissions(manage_guild=True)
        async def settle(interaction: discord.Interaction) -> None:
            await interaction.response.send_message("Settled.")

        @self.tree.context_menu(name="Digest this")
        async def digest(interaction: discord.Interaction, message: discord.Message) -> None:
            await interaction.response.send_message(f"Digested: {message.content}", ephemeral=True)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        if interaction.type is discord.InteractionType.component:
            assert interaction.message is not None
            chosen = interaction.data.get("values") if interaction.data else None
            values = " and ".join(chosen) if isinstance(chosen, list) else "no reason"
            await interaction.response.send_message(f"{interaction.message.content}: {values}", ephemeral=True)


@dataclass
class Stage:
    """Everything that a scene is played on, what it has shown, and how long it has paused."""

    discord: StandIn
    newsroom: Newsroom
    clock: Clock
    blog: Blog
    shown: list[str] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)

    async def play(self, scene: str, *, as_json: bool = False) -> str:
        """Play a scene, and return what it has shown."""

        async def pause(seconds: float) -> None:
            self.pauses.append(seconds)

        steps = read(dedent(scene))
        await play(steps, self.discord, self.newsroom, say=self.shown.append, as_json=as_json, pause=pause)
        return "\n".join(self.shown)

    async def failing(self, scene: str) -> str:
        """Play a scene that does not go as it is written, and return why."""
        with pytest.raises(NotAsWritten) as raised:
            await self.play(scene)
        why = str(raised.value)
        assert why.startswith(f"line {raised.value.line}: ")
        return why


@asynccontextmanager
async def stage() -> AsyncIterator[Stage]:
    """Open a stage without a bot."""
    clock = Clock(now=lambda: NOON)
    async with StandIn(town(clock=clock), clock=clock) as standin, Blog(now=clock) as blog:
        yield Stage(standin, Newsroom(blog, clock, standin.trouble), clock, blog)


@asynccontextmanager
async def acted() -> AsyncIterator[Stage]:
    """Open a stage on which the bot is, and knows its commands."""
    async with stage() as opened, connected(opened.discord, Bot()):
        await opened.discord.until(lambda: bool(opened.discord.world.commands))
        yield opened


async def test_a_scene_is_played_and_its_channel_shown() -> None:
    """What the bot says is waited for; at the end the channel is shown as the person who acts sees it."""
    async with acted() as played:
        shown = await played.play(
            """\
            wait for the bot
            as mira in #news
            expect no messages
            /post words:Fog at {blog}
            expect "Posted: Fog at http"
            expect no "boats"
            wait for 1 message
            wait for "Fog at {blog}/" within 0.1 s
            """.replace("{blog}/", "{blog}")
        )
        assert shown.split("\n\n") == [
            "#news of Sandbox, as mira sees it:",
            f"Only you see this:\nLate Edition [APP]  12:00:00\nPosted: Fog at {played.blog.home}",
            f"Late Edition [APP]  12:00:00\nFog at {played.blog.home}\n⟨Why this? (2)⟩\n⟨Choose …: Harbour / Quay⟩",
        ]


async def test_json_shows_messages_as_discord_writes_them() -> None:
    """Each channel that is shown is a line, so that another program can read them one by one."""
    async with acted() as played:
        scene = """\
            as mira in #news
            /post words:Fog
            wait for 1 message
            show
            as noor in #news
            show
            as noor in DM
            show
            """
        mira, noor, private = map(json.loads, (await played.play(scene, as_json=True)).split("\n"))
        assert [one["content"] for one in mira["messages"]] == ["Posted: Fog", "Fog"]
        assert [one["content"] for one in noor["messages"]] == ["Fog"]
        assert (noor["channel"], noor["server"], noor["as"]) == ("news", "Sandbox", "noor")
        assert private == {"channel": "DM", "server": None, "as": "noor", "messages": []}


async def test_what_stands_under_a_message_is_used() -> None:
    """A button is known by how its label begins, a list by what it offers; of two messages the newest is meant."""
    async with acted() as played:
        await played.play(
            """\
            as noor in #news
            /post words:Fog
            wait for 1 message
            /post words:Boats
            wait for 2 messages
            press why this?
            expect "Boats: no reason"
            press "Why this? (2)" on "Fog"
            expect "Fog: no reason"
            choose "Quay" and "Harbour" on "Fog"
            expect "Fog: q and h"
            menu "Digest this" on "Boats"
            expect "Digested: Boats"
            expect 2 messages
            expect no objections
            """
        )


async def test_a_form_is_filled_and_sent() -> None:
    """A field is known by the words on it; in a list of choices each line chooses."""
    async with acted() as played:
        await played.play(
            """\
            as mira in #news
            /write
            expect "Digest this"
            expect "At once / Later"
            fill words:
                Fog held
                the boats.
            fill How: Later
            submit
            expect "the boats. (2)"
            """
        )


async def test_an_answer_is_all_of_its_messages() -> None:
    """One that comes after the first is waited for a moment; whoever acts meanwhile, the answer is the same."""
    async with acted() as played:
        await played.play(
            """\
            as mira in #news
            /twice
            expect "The second."
            as noor in #general
            expect "The first."
            """
        )


async def test_what_one_person_sees_does_not_end_a_wait() -> None:
    """A channel's message is one that everybody sees."""
    async with acted() as played:
        why = await played.failing('as mira in #news\n/twice\nwait for "The first." within 0.05 s\n')
        assert why == "line 3: waited 0.05 s: no message of #news of Sandbox says “The first.”; it is empty"


async def test_people_speak() -> None:
    """What a person says is not the bot's."""
    async with acted() as played:
        shown = await played.play(
            'as noor in #quay of Ferry Club\nsay "Good morning"\nexpect "Good"\nexpect no messages\n'
        )
        assert "Noor  12:00:00\nGood morning" in shown


async def test_a_refusal_is_expected_or_ends_the_scene() -> None:
    """What Discord does not allow is told with its reason, and how to write that it is meant."""
    async with acted() as played:
        await played.play(
            'as noor in #news\n/settle\nexpect refused "not for you"\nas mira in #news\n/settle\nexpect "Settled"\n'
        )
        why = await played.failing('as noor in #news\n\n/settle\nexpect "Settled"\n')
        assert why.startswith("line 3: not done: /settle is not for you")
        assert why.endswith("Where that is meant, write below it: expect refused")
        why = await played.failing('as noor in #news\n/settle\nexpect refused "the moon"\n')
        assert why.startswith("line 3: it was refused otherwise than with “the moon”: /settle is not for you")
        why = await played.failing("as mira in #news\n/settle\nexpect refused\n")
        assert why.startswith("line 3: it was not refused; the answer is: Late Edition [APP]")


async def test_an_expectation_that_fails_names_its_line() -> None:
    """And says what was there instead."""
    async with acted() as played:
        begin = "as mira in #news\n/post words:Fog\nwait for 1 message\n"
        why = await played.failing(f'{begin}expect "Boats"\n')
        assert why.startswith("line 4: the answer does not say “Boats”, but: Only you see this: Late Edition")
        assert why.endswith("Posted: Fog")
        assert (await played.failing(f'{begin}expect no "Fog"\n')).startswith("line 4: the answer says “Fog”: Only you")
        assert await played.failing(f"{begin}expect 2 messages\n") == (
            "line 4: #news of Sandbox has 1 message since the beginning, not 2"
        )
        why = await played.failing('as mira in #news\npress "Less"\n')
        assert why == "line 2: no message of #news of Sandbox has a button “Less” that can be used"
        why = await played.failing('as mira in #news\nchoose "Moon" on "Fog"\n')
        assert why == "line 2: no message of #news of Sandbox offers Moon that can be used and says “Fog”"
        why = await played.failing('as mira in #general\nmenu "Digest this" on "Fog"\n')
        assert why == "line 2: #general of Sandbox has no message that everybody sees and says “Fog”"


async def test_a_form_that_is_not_there_is_told() -> None:
    """Nor is one filled with what it does not ask for."""
    async with acted() as played:
        assert "no form has opened" in await played.failing("as mira in #news\nsubmit\n")
        why = await played.failing("as mira in #news\n/write\nfill Moon: full\nsubmit\n")
        assert why == "line 4: the form has no field “Moon”; its fields are: “Words”, “How”"
        why = await played.failing("as mira in #news\n/write\nfill Words: Fog\nfill How: Never\nsubmit\n")
        assert why == "line 5: “How” does not offer “Never”, but: “At once”, “Later”"


async def test_a_wait_ends() -> None:
    """What does not come in time is named, with what there is."""
    async with stage() as played:
        why = await played.failing("as mira in #news\nwait for 2 messages within 0.05 s\n")
        assert why == "line 2: waited 0.05 s: #news of Sandbox has 0 of 2 messages"
        why = await played.failing('as mira in #news\nwait for "Fog" within 0.05 s\n')
        assert why == "line 2: waited 0.05 s: no message of #news of Sandbox says “Fog”; it is empty"
        why = await played.failing('as mira in #news\nsay "Boats"\nwait for "Fog" within 0.05 s\n')
        assert why.endswith("no message of #news of Sandbox says “Fog”; its newest is: Mira 12:00:00 Boats")
        why = await played.failing("wait for the bot within 0.05 s\n")
        assert why == "line 1: waited 0.05 s: the bot is not connected, or has no commands yet"


async def test_nobody_is_made_up() -> None:
    """Who or what is not there is told with what is; a channel that a person does not see is not there."""
    async with stage() as played:
        assert await played.failing("as ola in #news\n") == (
            "line 1: nobody is called ola; the people are: mira, noor, pia"
        )
        why = await played.failing("as noor in #editors\n")
        assert why.startswith("line 1: noor sees no #editors; there is: #news of Sandbox, #general of Sandbox,")
        assert "#quay of Ferry Club" in why
        why = await played.failing("as Pia in #quay of Ferry Club\n")
        assert why == "line 1: Pia sees no #quay of Ferry Club; there is: no server of that name"
        await played.play("as mira in #editors\nshow #quay of Ferry Club\n")
        assert played.shown == ["#quay of Ferry Club, as mira sees it:"]


async def test_the_newsroom_does_what_is_written() -> None:
    """A post is called by its name or its title, and one that the scene brings along is written anew."""
    async with stage() as played:
        shown = await played.play(
            """\
            publish talks
            edit "Port and city agree to talk again after the strike"
            paste "Fog"
                Held the boats,
                see {feed}.
            rewrite "Fog" as "More fog"
                Thick.
            blog down
            discord slow
            jump 90 min
            jump to 18:00
            wait 2.5 s
            """
        )
        state = await played.newsroom.state()
        posts = {post["title"]: post for post in state["posts"]}
        talks = played.blog.post("talks")
        assert (shown, played.pauses, talks is not None and talks.edited) == ("", [2.5], True)
        assert (posts["More fog"]["text"], posts["More fog"]["state"]) == ("Thick.", "out")
        assert (state["blog"]["health"], state["discord"]["health"]) == ("down", "slow")
        assert played.clock() == NOON.replace(hour=18)


async def test_what_the_newsroom_cannot_do_ends_the_scene() -> None:
    """In the newsroom's own words, with the number of the line."""
    async with stage() as played:
        assert (await played.failing("publish talks\npublish talks\n")).startswith("line 2: ")
        assert "No channel waits for an edition" in await played.failing("jump to the edition\n")
        assert (await played.failing("withdraw nothing-at-all\n")).startswith("line 1: ")


async def test_an_objection_is_told() -> None:
    """The first line says which call it was, and what the stand-in has against it."""
    async with acted() as played:
        why = await played.failing("as mira in #news\n/post words:{blog}\nwait for 1 message\nexpect no objections\n")
        assert why.startswith("line 4: there is an objection to ")


async def test_only_what_is_new_counts() -> None:
    """What stood in the channel before the scene began is not the scene's; what was objected to then neither."""
    async with acted() as played:
        await played.play("as mira in #news\n/post words:{blog}\nwait for 1 message\n")
        await played.play("as mira in #news\nexpect no messages\nexpect no objections\n")
