"""What people do at the page, option by option and field by field, answered by a real client."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import discord
import pytest
from discord import app_commands

from bot.sandbox import Answer, ChannelKind, Json, Mistyped, Permission, StandIn, World
from bot.sandbox.interactions import SILENCE
from bot.sandbox.people.filled import Given
from bot.sandbox.things import Command
from tests.sandbox.client import Client, connected


class Form(discord.ui.Modal, title="Which feed?"):
    """A form of the kind that Discord has now: labels that hold an input or a select."""

    words = discord.ui.TextDisplay[discord.ui.LayoutView]("Nothing is followed yet.")
    address = discord.ui.Label[discord.ui.LayoutView](
        text="Address", component=discord.ui.TextInput(custom_id="address", min_length=4, max_length=20)
    )
    note = discord.ui.Label[discord.ui.LayoutView](
        text="Note", component=discord.ui.TextInput(custom_id="note", required=False, style=discord.TextStyle.long)
    )
    place = discord.ui.Label[discord.ui.LayoutView](
        text="Place", component=discord.ui.ChannelSelect(custom_id="place", required=False)
    )
    pace = discord.ui.Label[discord.ui.LayoutView](
        text="Pace",
        component=discord.ui.Select(
            custom_id="pace", options=[discord.SelectOption(label=name, value=name) for name in ("now", "evenings")]
        ),
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """Say what was filled in."""
        assert isinstance(self.address.component, discord.ui.TextInput)
        assert isinstance(self.place.component, discord.ui.ChannelSelect)
        assert isinstance(self.pace.component, discord.ui.Select)
        where = [channel.name for channel in self.place.component.values]
        said = f"{self.address.component.value} {where} {self.pace.component.values}"
        await interaction.response.send_message(said, ephemeral=True)


class Rename(discord.ui.Modal, title="A new name"):
    """A form of the older kind, opened from a message that it changes."""

    name = discord.ui.TextInput[discord.ui.View](label="Name", custom_id="name", default="Harbour")

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """Change the message."""
        await interaction.response.edit_message(content=f"now {self.name.value}")


class Chooser(discord.ui.View):
    """Selects of every kind, and a button that opens a form."""

    @discord.ui.select(cls=discord.ui.UserSelect, custom_id="who", max_values=2)
    async def who(self, interaction: discord.Interaction, select: discord.ui.UserSelect[Chooser]) -> None:
        """Say who was chosen."""
        await interaction.response.send_message(" ".join(user.name for user in select.values))

    @discord.ui.select(cls=discord.ui.MentionableSelect, custom_id="whom", min_values=0)
    async def whom(self, interaction: discord.Interaction, select: discord.ui.MentionableSelect[Chooser]) -> None:
        """Say who or which role was chosen."""
        await interaction.response.send_message(" ".join(each.name for each in select.values) or "nobody")

    @discord.ui.select(
        cls=discord.ui.ChannelSelect, custom_id="where", channel_types=[discord.ChannelType.text], min_values=1
    )
    async def where(self, interaction: discord.Interaction, select: discord.ui.ChannelSelect[Chooser]) -> None:
        """Say which channel was chosen."""
        await interaction.response.send_message(" ".join(channel.name for channel in select.values))

    @discord.ui.button(label="Rename", custom_id="rename")
    async def rename(self, interaction: discord.Interaction, button: discord.ui.Button[Chooser]) -> None:
        """Open a form."""
        await interaction.response.send_modal(Rename())


class Desk(Client):
    """A client with a slash command of two words, a message command, a user command and forms."""

    def __init__(self) -> None:
        super().__init__()
        feed = app_commands.Group(name="feed", description="Which feeds are followed.")

        @feed.command(description="Follow a feed.")
        async def add(interaction: discord.Interaction, address: str, limit: int = 3, place: str = "here") -> None:
            await interaction.response.send_message(f"{address} {limit} {place} {interaction.locale}")

        @add.autocomplete("address")
        async def addresses(interaction: discord.Interaction, so_far: str) -> list[app_commands.Choice[str]]:
            where = interaction.namespace.place
            return [app_commands.Choice(name=f"{so_far}… {where}", value=so_far)]

        @feed.command(description="Ask which feed.")
        async def ask(interaction: discord.Interaction) -> None:
            await interaction.response.send_modal(Form())

        @feed.command(description="Think about it.")
        async def think(interaction: discord.Interaction) -> None:
            await interaction.response.defer()

        @feed.command(description="Choose.")
        async def choose(interaction: discord.Interaction) -> None:
            await interaction.response.send_message("choose", view=Chooser(), ephemeral=True)

        @app_commands.context_menu(name="Why this?")
        async def why(interaction: discord.Interaction, message: discord.Message) -> None:
            assert message.guild is not None
            said = f"“{message.content}” of {message.author.name} in {message.channel}, {message.guild.name}"
            await interaction.response.send_message(said, ephemeral=True)

        @app_commands.context_menu(name="What did they say?")
        async def quotes(interaction: discord.Interaction, person: discord.Member) -> None:
            await interaction.response.send_message(f"{person.name} said nothing")

        for command in (feed, why, quotes):
            self.tree.add_command(command)


@dataclass(frozen=True, slots=True)
class Room:
    """A stand-in that a client with commands is connected to, and who and what is in it."""

    discord: StandIn
    mira: int
    noor: int
    news: int


@asynccontextmanager
async def desk() -> AsyncIterator[Room]:
    """Open the small world with a client in it."""
    world = World.small()
    mira, noor, news = world.user_named("mira").id, world.user_named("noor").id, world.channel_named("news").id
    async with StandIn(world) as standin, connected(standin, Desk()):
        yield Room(standin, mira, noor, news)
        assert (standin.violations, standin.unmodelled) == ([], [])


async def test_a_command_is_used_option_by_option() -> None:
    """The values are read as those of a typed line are, and the person's language comes along."""
    async with desk() as here:
        given = {"address": "a place: with words", "limit": "7"}
        answer = await here.discord.use("feed add", given, by=here.noor, channel=here.news)
        assert (answer.text, answer.failed) == ("a place: with words 7 here en-GB", None)
        assert answer.interaction > 0
        (shown,) = here.discord.messages(here.news)
        assert shown["interaction"]["name"] == "feed add"


@pytest.mark.parametrize(
    ("command", "given", "why"),
    [
        ("feed add", {}, "/feed add needs address"),
        ("feed add", {"address": "a", "limit": "many"}, "limit is a number, not 'many'"),
        ("feed add", {"address": "a", "pace": "now"}, "/feed add does not know 'pace'; its options are: address:, lim"),
        ("feed add now", {"address": "a"}, "/feed add does not know 'now'; its options are: address:"),
        ("feed", {}, "/feed goes on with one of: add, ask, think, choose"),
        ("feeds", {}, "there is no command /feeds; the commands are: /feed"),
    ],
)
async def test_what_is_wrong_is_told_and_not_sent(command: str, given: dict[str, str], why: str) -> None:
    """Discord's client would not send it."""
    async with desk() as here:
        answer = await here.discord.use(command, given, by=here.noor, channel=here.news)
        assert answer.failed is not None
        assert answer.failed.startswith(why)
        assert answer.interaction == 0


async def test_any_option_is_completed() -> None:
    """The option in focus need not be the last; the others are sent along as far as they can be read."""
    async with desk() as here:
        given = {"address": "harb", "limit": "x", "place": "quay"}
        choices = await here.discord.complete("feed add", given, "address", by=here.noor, channel=here.news)
        assert choices == ({"name": "harb… quay", "value": "harb"},)
        with pytest.raises(Mistyped, match="completes nothing"):
            await here.discord.complete("feed add", given, "limit", by=here.noor, channel=here.news)
        with pytest.raises(Mistyped, match="completes nothing"):
            await here.discord.complete("feed add", given, "none", by=here.noor, channel=here.news)


async def test_a_message_command_gets_the_message() -> None:
    """It is found by name, not by the name of a slash command, and its message is sent with it."""
    async with desk() as here:
        said = here.discord.world.say(here.news, here.mira, "no plans").id
        answer = await here.discord.menu("Why this?", by=here.noor, channel=here.news, message_id=said)
        assert (answer.text, answer.ephemeral) == ("“no plans” of mira in news, Sandbox", True)
        for name, message, why in [
            ("Why this?", 1, "that message is not there"),
            ("feed", said, "there is no command feed; the commands are: Why this?"),
            ("Why this?", int(answer.messages[0]["id"]), "what only you can see has no commands"),
        ]:
            refused = await here.discord.menu(name, by=here.noor, channel=here.news, message_id=message)
            assert refused.failed == why


async def test_a_user_command_gets_the_person() -> None:
    """Whoever is chosen comes as the member that they are."""
    async with desk() as here:
        name = "What did they say?"
        answer = await here.discord.menu_of_user(name, by=here.noor, channel=here.news, user=here.mira)
        assert answer.text == "mira said nothing"
        nobody = await here.discord.menu_of_user(name, by=here.noor, channel=here.news, user=1)
        assert nobody.failed == "that person is not there"


async def opened(here: Room) -> int:
    """Open the form of labels, and return the interaction that did."""
    answer = await here.discord.use("feed ask", {}, by=here.noor, channel=here.news)
    assert answer.modal is not None
    assert answer.modal["title"] == "Which feed?"
    return answer.interaction


async def submit(here: Room, interaction: int, fields: Given) -> Answer:
    """Let noor send a form."""
    return await here.discord.submit(interaction, fields, by=here.noor)


async def test_a_form_is_filled_in_and_sent_once() -> None:
    """Texts, choices and channels reach the bot; then the form is closed, and it was never anybody else's."""
    async with desk() as here:
        interaction = await opened(here)
        stranger = await here.discord.submit(interaction, {"address": "quay"}, by=here.mira)
        assert stranger.failed == "that form is not open"
        right: Given = {"address": "quay", "place": ("#general",), "pace": ("now",)}
        answer = await submit(here, interaction, right)
        assert (answer.text, answer.ephemeral) == ("quay ['general'] ['now']", True)
        assert (await submit(here, interaction, right)).failed == "that form is not open"


async def test_a_form_that_is_wrong_stays_open() -> None:
    """Each field is checked as a client would; what is corrected can be sent."""
    async with desk() as here:
        interaction = await opened(here)
        right: Given = {"address": "quay", "pace": ("now",)}
        wrongs: list[tuple[Given, str]] = [
            ({"address": ""}, "Address must be filled in"),
            ({"address": "abc"}, "Address has 4 to 20 characters, not 3"),
            ({"address": "a" * 21}, "Address has 4 to 20 characters, not 21"),
            ({"address": ("quay",)}, "Address is a text"),
            ({"pace": ()}, "Pace takes 1, not 0"),
            ({"pace": ("never",)}, "Pace does not offer never"),
            ({"pace": ("now", "evenings")}, "Pace takes 1, not 2"),
            ({"pace": ("now", "now")}, "Pace takes nothing twice"),
            ({"place": ("#nowhere",)}, "Place: nothing here is called '#nowhere'"),
            ({"other": "x"}, "the form has no field other"),
        ]
        for wrong, why in wrongs:
            assert (await submit(here, interaction, {**right, **wrong})).failed == why
        assert (await submit(here, interaction, right)).text == "quay [] ['now']"


async def test_a_form_of_a_message_changes_it() -> None:
    """What a form of the older kind brings is there before anybody types; its answer may change the message."""
    async with desk() as here:
        chooser = await here.discord.use("feed choose", {}, by=here.noor, channel=here.news)
        message = int(chooser.messages[0]["id"])
        form = await here.discord.press(message, "rename", by=here.noor, channel=here.news)
        assert form.modal is not None
        answer = await submit(here, form.interaction, {})
        assert [each["id"] for each in answer.messages] == [str(message)]
        assert answer.text == "now Harbour"


async def test_people_roles_and_channels_are_chosen() -> None:
    """Selects of each kind name what is there, as many as they take, each once."""
    async with desk() as here:
        world = here.discord.world
        shown = await here.discord.use("feed choose", {}, by=here.noor, channel=here.news)
        message = int(shown.messages[0]["id"])
        hidden = world.add_channel(world.guild_named("Sandbox").id, "editors")
        world.overwrite(hidden.id, world.role_named("Readers").id, deny=Permission.VIEW_CHANNEL)
        world.add_channel(world.guild_named("Sandbox").id, "wire", ChannelKind.ANNOUNCEMENT)

        async def chosen(custom_id: str, *values: str) -> str | None:
            answer = await here.discord.press(message, custom_id, by=here.noor, channel=here.news, values=values)
            return answer.failed or answer.text

        assert await chosen("who", str(here.mira), "@noor") == "mira noor"
        assert await chosen("who") == "who takes 1 to 2, not 0"
        assert await chosen("who", "mira", str(here.mira)) == "who takes nothing twice"
        assert await chosen("whom", "@Readers") == "Readers"
        assert await chosen("whom") == "nobody"
        assert await chosen("where", "#general") == "general"
        assert await chosen("where", "#editors") == "where: nothing here is called '#editors'"
        assert await chosen("where", "#wire") == "where: nothing here is called '#wire'"


async def test_a_person_says_something_where_they_may() -> None:
    """Whom a message names is told with it; where one may not write, nothing is written."""
    async with desk() as here:
        world = here.discord.world
        answer = await here.discord.say(f" well, <@{here.mira}> ", by=here.noor, channel=here.news)
        assert (answer.text, answer.failed) == (f"well, <@{here.mira}>", None)
        assert [named["username"] for named in answer.messages[0]["mentions"]] == ["mira"]
        forum = world.add_channel(world.guild_named("Sandbox").id, "stories", ChannelKind.FORUM)
        thread = world.add_thread(here.news, "talks")
        world.archive(thread.id)
        assert (await here.discord.say("in there", by=here.noor, channel=thread.id)).failed is None
        assert not world.channels[thread.id].archived
        world.archive(thread.id, locked=True)
        newcomer = world.add_user("pia")
        world.add_member(world.guild_named("Sandbox").id, newcomer.id)
        for text, by, channel, why in [
            (" ", here.noor, here.news, "there is nothing to say"),
            ("a" * 2001, here.noor, here.news, "a message has 2000 characters at most, not 2001"),
            ("m", here.noor, forum.id, "a forum takes posts, not messages"),
            ("m", here.noor, thread.id, "you may not send messages here"),
            ("m", newcomer.id, here.news, "that channel is not there"),
            ("m", here.noor, world.dm_with(here.mira).id, "that channel is not there"),
            ("m", here.noor, 1, "that channel is not there"),
        ]:
            assert (await here.discord.say(text, by=by, channel=channel)).failed == why
        assert len(world.history(here.news)) == 1


async def test_a_person_is_offered_what_they_may_use() -> None:
    """All three kinds, as far as the place and the person's rights allow."""
    async with desk() as here:
        world = here.discord.world

        def names(by: int, channel: int) -> list[str]:
            return sorted(command.body["name"] for command in here.discord.offered(by, channel))

        everything = ["What did they say?", "Why this?", "feed"]
        assert names(here.noor, here.news) == everything
        assert names(here.noor, world.dm_with(here.noor).id) == everything
        forum = world.add_channel(world.guild_named("Sandbox").id, "stories", ChannelKind.FORUM)
        assert names(here.noor, forum.id) == []
        assert names(here.noor, 1) == []
        admins = {"name": "op", "description": "d", "default_member_permissions": "32"}
        personal = {"name": "own", "description": "d", "integration_types": [1]}
        guild = world.guild_named("Sandbox").id
        world.set_commands(guild, tuple(Command(world.next_id(), guild, body) for body in (admins, personal)))
        assert names(here.noor, here.news) == everything
        assert names(here.mira, here.news) == sorted([*everything, "op"])
        world.remove_bot(guild)
        assert names(here.mira, here.news) == []


async def test_without_waiting_the_first_answer_is_enough() -> None:
    """That the bot is thinking is an answer, where no message is wanted."""
    async with desk() as here:
        answer = await here.discord.use("feed think", {}, by=here.noor, channel=here.news, messages=0, finish_within=0)
        assert (answer.failed, answer.deferred, answer.messages) == (None, True, ())


async def test_silence_is_told_when_the_time_for_an_answer_is_over() -> None:
    """Without a client nobody answers."""
    world = World.small()
    noor, news = world.user_named("noor").id, world.channel_named("news").id
    body: Json = {"name": "why", "description": "d"}
    world.set_commands(None, (Command(world.next_id(), None, body),))
    async with StandIn(world, answer_within=timedelta(seconds=0.1)) as standin:
        silent = await standin.use("why", {}, by=noor, channel=news, messages=0, finish_within=0)
        assert silent.failed == SILENCE
