"""Channels in which the bot posts: found in the server that asks, and offered beside the feeds that they follow."""

import discord

from bot.client import Client
from bot.outbox.model import Following
from cogs import lines, text

Place = discord.TextChannel | discord.Thread


def seen(interaction: discord.Interaction[Client], channel_id: int) -> Place | None:
    """A channel of the server that asks, as the bot knows it; None for one elsewhere, or that it cannot see."""
    found = interaction.guild.get_channel_or_thread(channel_id) if interaction.guild else None
    return found if isinstance(found, discord.TextChannel | discord.Thread) else None


def choice(interaction: discord.Interaction[Client], following: Following) -> str:
    """A feed and its channel, as they are offered while somebody types."""
    place = seen(interaction, following.subscription.channel_id)
    where = f" → #{text.within(text.clean(place.name), 40)}" if place else ""
    return text.within(lines.name(following.feed.masthead), 100 - text.size(where)) + where
