"""What everybody may ask: the latest news, and what the buttons under a digest tell."""

import re
from typing import Self

import discord
from discord import app_commands
from discord.ext import commands

from bot import lookup
from bot.client import Client
from bot.outbox.model import Channel, Person
from bot.store import Store
from cogs import cards, text
from cogs.errors import NotPossible, failed

MOST_CHOICES = 25


@app_commands.guild_only()
class News(commands.GroupCog, group_name="news", group_description="Look up what was posted here"):
    """The /news commands."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @app_commands.command(name="latest", description="The newest stories of the feeds that this server follows")
    @app_commands.describe(feed="Only stories of this feed", count="How many stories, from 1 to 10; 5 if left out")
    async def latest(
        self,
        interaction: discord.Interaction[Client],
        feed: str | None = None,
        count: app_commands.Range[int, 1, 10] = 5,
    ) -> None:
        """Show the newest stories, each with the way to its digest."""
        guild_id = interaction.guild_id or 0
        await interaction.response.defer(thinking=True)
        channels = _seen_by(interaction)
        feed_id = await self._feed(guild_id, feed, channels) if feed else None
        stories = await lookup.latest(self._store, guild_id, feed_id, count, channels)
        if not stories:
            raise NotPossible(
                "Nothing has been posted here yet. An admin can let a channel follow a feed with `/feed add`."
            )
        embed = discord.Embed.from_dict(cards.latest(stories, guild_id))
        await interaction.followup.send(embed=embed, allowed_mentions=discord.AllowedMentions.none())

    @latest.autocomplete("feed")
    async def _feeds(self, interaction: discord.Interaction[Client], typed: str) -> list[app_commands.Choice[str]]:
        found = await lookup.feeds(self._store, interaction.guild_id or 0, typed, _seen_by(interaction))
        names = {following.feed.feed_id: cards.name(following.feed.masthead) for following in found}
        return [
            app_commands.Choice(name=text.within(name, 100), value=feed_id)
            for feed_id, name in list(names.items())[:MOST_CHOICES]
        ]

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


def _seen_by(interaction: discord.Interaction[Client]) -> frozenset[int]:
    """The channels of the server that whoever asks may see: nothing is told of the others."""
    guild, person = interaction.guild, interaction.user
    if guild is None or not isinstance(person, discord.Member):
        return frozenset()
    threads = (thread for thread in guild.threads if thread.parent is not None)
    return frozenset(place.id for place in (*guild.channels, *threads) if place.permissions_for(person).view_channel)


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
    await client.add_cog(News(client.parts.store))
    client.add_dynamic_items(Ask)
