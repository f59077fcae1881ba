"""What everybody may ask: the latest news, stories by their words, and what the buttons under a digest tell."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import Self

import discord
from discord import app_commands
from discord.app_commands import Choice, Range
from discord.ext import commands

from bot import lookup
from bot.client import Client
from bot.news.asked import LONGEST_QUERY, NothingAsked
from bot.outbox.model import Channel, Person
from bot.outbox.since import LONGEST as LONGEST_SINCE
from bot.outbox.since import since as moment
from bot.outbox.typed import NotUnderstood
from bot.store import Hits, Said, Store, StoreUnavailable, Told
from cogs import cards, found, text
from cogs.errors import NotPossible, failed
from cogs.found import Asked, Memory
from cogs.lines import Json

MOST_CHOICES = 25

Words = Range[str, 1, LONGEST_QUERY]
Since = Range[str, 1, LONGEST_SINCE]

OPTIONS = {
    "words": "Words, a “phrase” in quotation marks, or how a word begin*",
    "speaker": "Who said it: a name, or a part of one",
    "story": "Words of its headline; choose it from what appears",
    "feed": "Only stories of this feed",
    "since": "How far back: “7 days”, “2 weeks”, “yesterday”, “2026-09-01”; all that was told if left out",
}

UNKNOWN_STORY = (
    "I cannot tell which story that is. Pick one of the choices that appear while you type; `/news search` finds "
    "stories by any of their words."
)
FORGOTTEN = "This list is from before I was restarted, or from long ago; ask again."


@app_commands.guild_only()
class News(commands.GroupCog, group_name="news", group_description="Look up what was posted here"):
    """The /news commands, and the lists that they and the /quote commands answer with."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now
        self._memory = Memory()

    async def interaction_check(  # type: ignore[override]  # the library types the interaction by its own client
        self, interaction: discord.Interaction[Client]
    ) -> bool:
        """Refuse direct messages, from which Discord only hides the commands; raises `NoPrivateMessage`."""
        return in_server(interaction)

    @app_commands.command(name="latest", description="The newest stories of the feeds that this server follows")
    @app_commands.describe(feed=OPTIONS["feed"], count="How many stories, from 1 to 10; 5 if left out")
    async def latest(
        self, interaction: discord.Interaction[Client], feed: str | None = None, count: Range[int, 1, 10] = 5
    ) -> None:
        """Show the newest stories, each with the way to its digest."""
        guild_id = interaction.guild_id or 0
        await interaction.response.defer(thinking=True)
        channels = seen_by(interaction)
        feed_id = await self._feed(guild_id, feed, channels) if feed else None
        stories = await lookup.latest(self._store, guild_id, feed_id, count, channels)
        if not stories:
            raise NotPossible(
                "Nothing has been posted here yet. An admin can let a channel follow a feed with `/feed add`."
            )
        embed = discord.Embed.from_dict(cards.latest(stories, guild_id))
        await interaction.followup.send(embed=embed, allowed_mentions=discord.AllowedMentions.none())

    @app_commands.command(name="search", description="Find stories that were told here, by their words")
    @app_commands.describe(words=OPTIONS["words"], feed=OPTIONS["feed"], since=OPTIONS["since"])
    async def search(
        self,
        interaction: discord.Interaction[Client],
        words: Words,
        feed: str | None = None,
        since: Since | None = None,
    ) -> None:
        """List the stories with these words, the best first."""
        await self.look(interaction, Asked("search", words, best=True), feed, since)

    @app_commands.command(name="story", description="One story as it now stands, with all its quotes")
    @app_commands.describe(story=OPTIONS["story"])
    async def story(self, interaction: discord.Interaction[Client], story: Words) -> None:
        """Show a story, and where it was told."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        guild_id = interaction.guild_id or 0
        told = await lookup.story(self._store, guild_id, story, seen_by(interaction))
        if told is None:
            raise NotPossible(UNKNOWN_STORY)
        for page in found.whole(told, guild_id):
            await _send(interaction, page)

    @app_commands.command(name="why", description="Why a story was told in the channels that you see, or was not")
    @app_commands.describe(story=OPTIONS["story"])
    async def why(self, interaction: discord.Interaction[Client], story: Words) -> None:
        """Tell what was decided for a story in each channel, and the reasons."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        decided = await lookup.why_told(self._store, interaction.guild_id or 0, story, seen_by(interaction))
        if not decided:
            raise NotPossible(UNKNOWN_STORY)
        for page in cards.decided(decided):
            await _send(interaction, page)

    @latest.autocomplete("feed")
    @search.autocomplete("feed")
    async def _feeds(self, interaction: discord.Interaction[Client], typed: str) -> list[Choice[str]]:
        return await offered(self.feeds(interaction, typed))

    @story.autocomplete("story")
    async def _stories(self, interaction: discord.Interaction[Client], typed: str) -> list[Choice[str]]:
        return await offered(self._headlines(interaction, typed, lookup.headlines))

    @why.autocomplete("story")
    async def _decided(self, interaction: discord.Interaction[Client], typed: str) -> list[Choice[str]]:
        return await offered(self._headlines(interaction, typed, lookup.decided_headlines))

    async def feeds(self, interaction: discord.Interaction[Client], typed: str) -> list[Choice[str]]:
        """The feeds that are offered to somebody who types: those of channels that they see."""
        followed = await lookup.feeds(self._store, interaction.guild_id or 0, typed, seen_by(interaction))
        names = {following.feed.feed_id: cards.name(following.feed.masthead) for following in followed}
        return [
            Choice(name=text.within(name, found.LONGEST_CHOICE), value=feed_id)
            for feed_id, name in list(names.items())[:MOST_CHOICES]
        ]

    async def look(
        self, interaction: discord.Interaction[Client], asked: Asked, feed: str | None, since: str | None
    ) -> None:
        """Answer somebody with the first page of what they look for, in a feed and since a moment as they typed them.

        Raises `NotPossible`.
        """
        await interaction.response.defer(ephemeral=True, thinking=True)
        try:
            # In whole seconds, as the ids of buttons say it: all pages are of one list.
            begins = moment(since, self._now()).replace(microsecond=0) if since else None
        except NotUnderstood as error:
            raise NotPossible(text.plain(str(error))) from None
        feed_id = await self._feed(interaction.guild_id or 0, feed, seen_by(interaction)) if feed else None
        await self._show(interaction, replace(asked, typed=text.clean(asked.typed), feed_id=feed_id, since=begins))

    async def turn(self, interaction: discord.Interaction[Client], button_id: str) -> None:
        """Put the page that a button asks for in the place of the one above it; raises `NotPossible`."""
        await interaction.response.defer()
        asked = found.asked_by(button_id, self._memory)
        if asked is None:
            raise NotPossible(FORGOTTEN)
        await self._show(interaction, asked)

    async def _show(self, interaction: discord.Interaction[Client], asked: Asked) -> None:
        """Let the answer be a page, of what whoever asks may see now."""
        guild_id, channels = interaction.guild_id or 0, seen_by(interaction)
        feed = await self._name(guild_id, asked.feed_id, channels) if asked.feed_id else None
        try:
            hits = await self._hits(guild_id, asked, channels)
            if not hits.found and asked.at:
                # There is less than there was, or than there might have been: this is the last page now.
                asked = replace(asked, at=min(asked.at, hits.total), back=True)
                hits = await self._hits(guild_id, asked, channels)
        except NothingAsked as error:
            raise NotPossible(text.plain(str(error))) from None
        if not hits.found:
            raise NotPossible(found.nothing(asked, at_least=hits.at_least))
        page = found.page(asked, hits, guild_id, feed)
        view = discord.ui.View(timeout=None)
        for way in page.ways:
            view.add_item(Turn(found.button_id(way.asked, self._memory), way.label, leads=way.leads))
        await interaction.edit_original_response(
            embed=discord.Embed.from_dict(page.embed), view=view, allowed_mentions=discord.AllowedMentions.none()
        )

    async def _hits(self, guild_id: int, asked: Asked, channels: frozenset[int]) -> Hits[Told] | Hits[Said]:
        skip, count = found.window(asked)
        feed, since = asked.feed_id, asked.since
        if asked.kind == "search":
            return await lookup.search(
                self._store, guild_id, asked.typed, channels, feed=feed, since=since, count=count, skip=skip
            )
        return await lookup.said(
            self._store,
            guild_id,
            channels,
            words=asked.typed if asked.kind == "find" else None,
            speaker=asked.typed if asked.kind == "by" else None,
            feed=feed,
            since=since,
            best=asked.best,
            count=count,
            skip=skip,
        )

    async def _headlines(
        self, interaction: discord.Interaction[Client], typed: str, headlines: lookup.Headlines
    ) -> list[Choice[str]]:
        stories = await headlines(self._store, interaction.guild_id or 0, typed, seen_by(interaction), MOST_CHOICES)
        return [Choice(name=found.story_choice(one), value=one.story_id) for one in stories]

    async def _feed(self, guild_id: int, typed: str, channels: frozenset[int]) -> str:
        """The feed that somebody chose, or whose name they typed; only feeds of channels that they see count."""
        followed = await lookup.feeds(self._store, guild_id, "", channels)
        wanted = typed.casefold().strip()
        for following in followed:
            if typed == following.feed.feed_id or wanted == following.feed.masthead.title.casefold():
                return following.feed.feed_id
        matching = {following.feed.feed_id for following in await lookup.feeds(self._store, guild_id, typed, channels)}
        if len(matching) == 1:
            return matching.pop()
        raise NotPossible(
            f"This server follows no feed called “{text.within(text.plain(typed), 100)}”. Pick one of the choices that "
            "appear while you type."
        )

    async def _name(self, guild_id: int, feed_id: str, channels: frozenset[int]) -> str:
        """What a feed is called that a channel follows which whoever asks sees."""
        for following in await lookup.feeds(self._store, guild_id, "", channels):
            if following.feed.feed_id == feed_id:
                return cards.name(following.feed.masthead)
        raise NotPossible("No channel that you see follows that feed any more; ask again without it.")


def the_news(client: Client) -> News:
    """The cog that answers with lists; raises `LookupError` where it is not loaded."""
    cog = client.get_cog(News.__name__)
    if isinstance(cog, News):
        return cog
    raise LookupError("cogs.news is not loaded")


def in_server(interaction: discord.Interaction[Client]) -> bool:
    """Whether somebody asks in a server; raises `NoPrivateMessage` where they do not."""
    if interaction.guild_id is None:
        raise app_commands.NoPrivateMessage
    return True


async def offered(choices: Awaitable[list[Choice[str]]]) -> list[Choice[str]]:
    """What is offered to somebody who types; nothing while the records are away, as the command itself will say."""
    try:
        return await choices
    except StoreUnavailable:
        return []


def seen_by(interaction: discord.Interaction[Client]) -> frozenset[int]:
    """The channels of the server that whoever asks may see: nothing is told of the others.

    Who is in a private thread cannot be known here, so it counts for those who ask in it or manage threads.
    """
    guild, person = interaction.guild, interaction.user
    if guild is None or not isinstance(person, discord.Member):
        return frozenset()
    threads = [thread for thread in guild.threads if thread.parent is not None]
    private = {thread.id for thread in threads if thread.is_private()} - {interaction.channel_id}
    seen = ((place.id, place.permissions_for(person)) for place in (*guild.channels, *threads))
    return frozenset(
        its_id for its_id, may in seen if may.view_channel and (its_id not in private or may.manage_threads)
    )


async def _send(interaction: discord.Interaction[Client], embed: Json) -> None:
    await interaction.followup.send(
        embed=discord.Embed.from_dict(embed), ephemeral=True, allowed_mentions=discord.AllowedMentions.none()
    )


class Turn(discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=found.TEMPLATE):
    """A button under a page, which leads to another; its id says which, so it outlives the bot's process."""

    def __init__(self, button_id: str, label: str = "", *, leads: bool = True) -> None:
        super().__init__(discord.ui.Button(label=label, custom_id=button_id, disabled=not leads))

    @classmethod
    async def from_custom_id(  # type: ignore[override]  # the library types the interaction by its own client
        cls, interaction: discord.Interaction[Client], item: discord.ui.Item[discord.ui.View], match: re.Match[str]
    ) -> Self:
        """Read what a pressed button asks for."""
        return cls(match.string)

    async def callback(  # type: ignore[override]  # the library types the interaction by its own client
        self, interaction: discord.Interaction[Client]
    ) -> None:
        """Turn the page."""
        try:
            await the_news(interaction.client).turn(interaction, self.custom_id)
        except Exception as error:
            # The library would only log it, and the person would see that nothing answers.
            await failed(interaction, error)


class Ask(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]],
    template=re.compile(rf"{cards.MARK}:(?P<does>quotes|why):(?P<delivery>[0-9a-f]{{20}})"),
):
    """A button under a message of ours. Its id says all, so it works however old the message is."""

    def __init__(self, does: str, delivery_id: str) -> None:
        super().__init__(discord.ui.Button(custom_id=f"{cards.MARK}:{does}:{delivery_id}"))
        self._does = does
        self._delivery_id = delivery_id

    @classmethod
    async def from_custom_id(  # type: ignore[override]  # the library types the interaction by its own client
        cls, interaction: discord.Interaction[Client], item: discord.ui.Item[discord.ui.View], match: re.Match[str]
    ) -> Self:
        """Read what a pressed button asks for."""
        return cls(match["does"], match["delivery"])

    async def callback(  # type: ignore[override]  # the library types the interaction by its own client
        self, interaction: discord.Interaction[Client]
    ) -> None:
        """Answer the person who pressed it, alone."""
        try:
            await self._answer(interaction)
        except Exception as error:
            # The library would only log it, and the person would see that nothing answers.
            await failed(interaction, error)

    async def _answer(self, interaction: discord.Interaction[Client]) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        store = interaction.client.parts.store
        reasons = await lookup.why(store, self._delivery_id)
        here = {Channel(interaction.channel_id or 0), Person(interaction.user.id)}
        if reasons is None or reasons.delivery.target not in here:
            raise NotPossible("I no longer know this message.")
        pages = (
            cards.quotes(await lookup.quotes(store, self._delivery_id))
            if self._does == "quotes"
            else (cards.why(reasons),)
        )
        for page in pages:
            await interaction.followup.send(
                embed=discord.Embed.from_dict(page), ephemeral=True, allowed_mentions=discord.AllowedMentions.none()
            )


async def setup(client: Client) -> None:
    """Load the cog, and the buttons."""
    await client.add_cog(News(client.parts.store, client.parts.now))
    client.add_dynamic_items(Ask, Turn)
