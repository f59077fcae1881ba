"""The configuration becomes a list of what is wrong: with itself, the token, the store, and what Discord allows."""

import asyncio
from pathlib import Path

import aiohttp
import discord

from bot import config as settings
from bot.client import first_missing, point_at
from bot.config import BadConfig, Config
from bot.outbox.model import Following
from bot.store import StoreUnavailable, check_store, open_store

PATIENCE = 20.0
"""Seconds that Discord is given to answer."""


async def problems(file: Path | None, *, ask_discord: bool) -> tuple[str, ...]:
    """All that is wrong, in plain words with what to do about it; empty where the bot can run.

    With `ask_discord` the token is tried, and the permissions in every channel that follows a feed.
    """
    found: list[str] = []
    try:
        config = settings.load(file)
    except BadConfig as error:
        found += error.problems
        config = error.usable or Config.model_construct()
    token = None
    try:
        token = settings.token(config)
    except BadConfig as error:
        found += error.problems
    in_store = await check_store(config.store.address.get_secret_value())
    found += in_store
    if token and ask_discord:
        found += await _asked(config, token, store_is_sound=not in_store)
    return tuple(found)


async def _asked(config: Config, token: str, *, store_is_sound: bool) -> list[str]:
    point_at(config.discord.api, config.discord.gateway)
    try:
        async with asyncio.timeout(PATIENCE), discord.Client(intents=discord.Intents.none()) as client:
            await client.login(token)
            return await _permissions(client, config) if store_is_sound else []
    except discord.LoginFailure:
        return ["Discord does not know the bot token. Reset it on your application's page (Bot, then Reset Token)."]
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        said = str(error) or "it took too long"
        return [f"Discord could not be asked at {config.discord.api}: {said}. Look at the network, or try again later."]
    except StoreUnavailable as error:
        return [str(error)]


async def _permissions(client: discord.Client, config: Config) -> list[str]:
    """What the bot lacks in each channel that follows a feed."""
    found: list[str] = []
    async with open_store(config.store.address.get_secret_value(), migrate=False) as store:
        async for listed in client.fetch_guilds(limit=None):
            followed = [one for one in await store.following(listed.id) if not one.subscription.ended]
            if followed:
                found += await _lacking(client, listed.id, followed)
    return found


async def _lacking(client: discord.Client, guild_id: int, followed: list[Following]) -> list[str]:
    guild = await client.fetch_guild(guild_id, with_counts=False)
    bot = await guild.fetch_member(client.user.id if client.user else 0)
    channels = {channel.id: channel for channel in await guild.fetch_channels()}
    found: list[str] = []
    for following in followed:
        title, channel = following.feed.masthead.title, channels.get(following.subscription.channel_id)
        if channel is None and not await _is_thread(client, following.subscription.channel_id):
            found.append(
                f"“{title}” is to be posted in a channel of {guild.name} that is gone or that the bot cannot see. "
                "Allow it “View Channel” there, or remove the feed with /feed remove."
            )
        elif channel is not None and (missing := first_missing(channel, bot)):
            found.append(f"“{title}” cannot be posted in #{channel.name} of {guild.name}: allow the bot “{missing}”.")
    return found


async def _is_thread(client: discord.Client, channel_id: int) -> bool:
    """Whether an id that is none of a server's channels is a thread, which lists of channels leave out."""
    try:
        return isinstance(await client.fetch_channel(channel_id), discord.Thread)
    except (discord.NotFound, discord.Forbidden, discord.InvalidData):
        return False
