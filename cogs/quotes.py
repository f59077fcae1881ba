"""What everybody may ask of what was said: the quotes of a speaker, and quotes by their words."""

import discord
from discord import app_commands
from discord.app_commands import Choice
from discord.ext import commands

from bot import lookup
from bot.client import Client
from bot.store import Store
from cogs import found, text
from cogs.found import Asked
from cogs.news import MOST_CHOICES, OPTIONS, News, Since, Words, in_server, offered, seen_by, the_news


@app_commands.guild_only()
class Quotes(commands.GroupCog, group_name="quote", group_description="Look up who said what"):
    """The /quote commands, answered to whoever asks alone."""

    def __init__(self, store: Store, news: News) -> None:
        self._store = store
        self._news = news

    async def interaction_check(  # type: ignore[override]  # the library types the interaction by its own client
        self, interaction: discord.Interaction[Client]
    ) -> bool:
        """Refuse direct messages, from which Discord only hides the commands; raises `NoPrivateMessage`."""
        return in_server(interaction)

    @app_commands.command(name="by", description="What somebody said, word for word, the newest first")
    @app_commands.describe(speaker=OPTIONS["speaker"], feed=OPTIONS["feed"], since=OPTIONS["since"])
    async def by(
        self,
        interaction: discord.Interaction[Client],
        speaker: Words,
        feed: str | None = None,
        since: Since | None = None,
    ) -> None:
        """List the quotes of a speaker."""
        await self._news.look(interaction, Asked("by", speaker), feed, since)

    @app_commands.command(name="find", description="Find quotes by their words, the best first")
    @app_commands.describe(words=OPTIONS["words"], feed=OPTIONS["feed"], since=OPTIONS["since"])
    async def find(
        self,
        interaction: discord.Interaction[Client],
        words: Words,
        feed: str | None = None,
        since: Since | None = None,
    ) -> None:
        """List the quotes with these words."""
        await self._news.look(interaction, Asked("find", words, best=True), feed, since)

    @by.autocomplete("feed")
    @find.autocomplete("feed")
    async def _feeds(self, interaction: discord.Interaction[Client], typed: str) -> list[Choice[str]]:
        return await offered(self._news.feeds(interaction, typed))

    @by.autocomplete("speaker")
    async def _speakers(self, interaction: discord.Interaction[Client], typed: str) -> list[Choice[str]]:
        return await offered(self._named(interaction, typed))

    async def _named(self, interaction: discord.Interaction[Client], typed: str) -> list[Choice[str]]:
        speakers = await lookup.speakers(
            self._store, interaction.guild_id or 0, typed, seen_by(interaction), MOST_CHOICES
        )
        return [
            Choice(name=found.speaker_choice(name, quotes), value=name)
            for name, quotes in speakers
            if 0 < text.size(name) <= found.LONGEST_CHOICE
        ]


async def setup(client: Client) -> None:
    """Load the cog."""
    await client.add_cog(Quotes(client.parts.store, the_news(client)))
