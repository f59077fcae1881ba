"""The connection to Discord: commands in, messages out; the cogs are loaded into it by name."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import discord
import yarl
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot import log
from bot.config import Posting
from bot.preview import Fetch
from bot.room import Elsewhere
from bot.scheduler import Scheduler
from bot.store import Store

COGS = ("cogs.errors", "cogs.posting", "cogs.news", "cogs.quotes", "cogs.feeds", "cogs.digest")

PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    embed_links=True,
    read_message_history=True,
    send_messages_in_threads=True,
)
"""All that the bot asks for, anywhere."""

LONGEST_WAIT = timedelta(minutes=5)
FATAL_CLOSES = {
    4004: "it no longer knows the bot's token. Reset it on your application's page (Bot, then Reset Token) and start "
    "again with the new one",
    4010: "it takes no connection of this kind any more. Install a newer Late Edition",
    4011: "the bot is in too many servers for one connection. Let it out of some",
    4012: "it takes no connection of this kind any more. Install a newer Late Edition",
    4013: "it takes no connection of this kind any more. Install a newer Late Edition",
    4014: "it does not allow the bot an intent that it asks for. Look at your application's page, under Bot",
}
"""Gateway close codes after which connecting again is no use (Discord's documentation, "Gateway Close Event Codes"),
each with why and what to do."""

_log = log.logger("client")


class TokenRefused(Exception):
    """Discord does not know the token, or does not let the bot use what it asks for: no use in trying again."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What the cogs are made of. A cog takes from here what it needs, when it is loaded.

    `elsewhere` reads what the web sends, away from the event loop. `give_up` ends the whole bot, for a reason that no
    waiting will mend. `jitter` draws a number from 0 to 1.
    """

    store: Store
    fetch: Fetch
    elsewhere: Elsewhere
    now: Callable[[], datetime]
    jitter: Callable[[], float]
    scheduler: Scheduler
    posting: Posting
    give_up: Callable[[Exception], None]


class Tree(discord.app_commands.CommandTree["Client"]):
    """The commands. What a command asks of its user is checked here, for every one and for its autocomplete."""

    async def interaction_check(self, interaction: discord.Interaction["Client"], /) -> bool:
        """Hold the user against the permissions that the command's group names.

        To Discord these are a hint, which a server may change, and subcommands ignore them. Raises
        `MissingPermissions`.
        """
        command = interaction.command
        root = command.root_parent or command if isinstance(command, discord.app_commands.Command) else command
        needed = getattr(root, "default_permissions", None) or discord.Permissions.none()
        if missing := [name for name, wanted in needed if wanted and not getattr(interaction.permissions, name)]:
            raise discord.app_commands.MissingPermissions(missing)
        return True


class Client(commands.Bot):
    """A discord.py client that knows the way to our cogs, and to the stand-in or proxy that the settings may name."""

    def __init__(self, parts: Parts, *, api: str, gateway: str) -> None:
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            tree_cls=Tree,
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            max_ratelimit_timeout=30.0,
        )
        self.parts = parts
        point_at(api, gateway)

    async def setup_hook(self) -> None:
        """Load the cogs, once the token has proved good."""
        for name in COGS:
            await self.load_extension(name)

    async def log_in(self, token: str) -> None:
        """Log in, however long Discord is away; raises `TokenRefused` where waiting will not help."""
        await _patiently("log in", lambda: self._log_in(token))
        _log.info("logged in", name=str(self.user))

    async def stay(self) -> None:
        """Tell Discord the commands and stay connected until closed; raises `TokenRefused` where that is no use."""
        telling = asyncio.create_task(_patiently("tell Discord the commands", self._tell_commands))
        try:
            await _patiently("stay connected", self._stay_connected)
        finally:
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)

    def invite(self) -> str:
        """The address at which a server's admin lets the bot in, with just the permissions that it needs."""
        return discord.utils.oauth_url(
            self.application_id or 0, permissions=PERMISSIONS, scopes=("bot", "applications.commands")
        )

    @contextlib.asynccontextmanager
    async def patience(self, seconds: float) -> AsyncIterator[None]:
        """Let what is asked of Discord in this block take so many seconds; raises `TimeoutError` after them."""
        try:
            async with asyncio.timeout(seconds):
                yield
        except TimeoutError:
            # A limit on the whole bot holds back every request until the one that met it has waited for its end; cut
            # short, that one would hold them back for ever. Should the limit last, Discord says so again.
            self.http._global_over.set()
            raise

    async def create_message(self, channel_id: int, body: dict[str, Any]) -> dict[str, Any]:
        """Post a message exactly as it was rendered; raises what discord.py raises.

        Not `channel.send`, which would render the message anew: a retry has to repeat the first body to the letter.
        """
        route = Route("POST", "/channels/{channel_id}/messages", channel_id=channel_id)
        message: dict[str, Any] = await self.http.request(route, json=body)
        return message

    async def edit_message(self, channel_id: int, message_id: int, body: dict[str, Any]) -> dict[str, Any]:
        """Let a message of ours be exactly as it was rendered anew; raises what discord.py raises."""
        route = Route(
            "PATCH", "/channels/{channel_id}/messages/{message_id}", channel_id=channel_id, message_id=message_id
        )
        message: dict[str, Any] = await self.http.request(route, json=body)
        return message

    async def messages_after(self, channel_id: int, moment: datetime) -> list[Mapping[str, Any]]:
        """Up to 100 messages that came to a channel after a moment, the oldest of them first."""
        after = discord.utils.time_snowflake(moment)
        found: Sequence[Mapping[str, Any]] = await self.http.logs_from(channel_id, 100, after=after)
        return sorted(found, key=lambda message: int(message["id"]))

    async def direct_channel(self, user_id: int) -> int:
        """The id of the channel in which a person is written to; asking again gives the same."""
        return (await self.create_dm(discord.Object(user_id))).id

    def missing_permission(self, channel_id: int) -> str | None:
        """The first permission that posting in a channel needs and the bot lacks, as Discord's settings name it.

        None where nothing is missing, or where the channel is not one that the bot can see at all.
        """
        channel = self.get_channel(channel_id)
        if not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
            return None
        return first_missing(channel, channel.guild.me)

    async def _log_in(self, token: str) -> None:
        try:
            await self.login(token)
        except discord.LoginFailure:
            raise TokenRefused(
                "Discord does not know this bot token. Reset it on your application's page (Bot, then Reset Token) "
                "and give the new one as LATE_EDITION_DISCORD__TOKEN."
            ) from None
        except BaseException:
            # A login that fails leaves its session open, and the next one would only open another over it.
            await self.http.close()
            self.http.connector = discord.utils.MISSING
            raise

    async def _tell_commands(self) -> None:
        told = await self.tree.sync()
        _log.info("told Discord the commands", commands=len(told))

    async def _stay_connected(self) -> None:
        try:
            await self.connect()
        except discord.PrivilegedIntentsRequired:
            raise _closed_for_good(4014) from None
        except discord.ConnectionClosed as error:
            if error.code in FATAL_CLOSES:
                raise _closed_for_good(error.code) from None
            raise
        except AttributeError as error:
            # When its very first connection fails, connect() asks a websocket that it does not have where to resume.
            if self.ws is not None:  # pragma: no cover
                raise
            raise OSError("the gateway could not be reached") from error


def _closed_for_good(code: int) -> TokenRefused:
    return TokenRefused(f"Discord closed the connection for good (code {code}): {FATAL_CLOSES[code]}.")


def point_at(api: str, gateway: str) -> None:
    """Tell discord.py where Discord is. These are its two places for that, and both are the whole process's."""
    Route.BASE = api
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)


def first_missing(channel: discord.abc.GuildChannel | discord.Thread, bot: discord.Member) -> str | None:
    """The first permission that the bot lacks to post in a channel, as Discord's settings name it; None if it may.

    In a locked thread only those write who may manage threads.
    """
    may = channel.permissions_for(bot)
    in_thread = isinstance(channel, discord.Thread)
    needed = {
        "View Channel": may.view_channel,
        "Send Messages in Threads" if in_thread else "Send Messages": (
            may.send_messages_in_threads if in_thread else may.send_messages
        ),
        "Embed Links": may.embed_links,
        "Read Message History": may.read_message_history,
        "Manage Threads": may.manage_threads or not (isinstance(channel, discord.Thread) and channel.locked),
    }
    return next((name for name, allowed in needed.items() if not allowed), None)


async def _patiently(what: str, attempt: Callable[[], Awaitable[None]]) -> None:
    """Try until it succeeds, waiting longer each time; only what waiting cannot mend is raised."""
    wait = 1.0
    while True:
        try:
            await attempt()
        except (OSError, TimeoutError, aiohttp.ClientError, discord.HTTPException, discord.GatewayNotFound) as error:
            _log.warning(f"could not {what}; trying again", seconds=wait, why=str(error) or type(error).__name__)
        except discord.ConnectionClosed as error:
            _log.warning(f"could not {what}; trying again", seconds=wait, why=f"closed with code {error.code}")
        else:
            return
        with contextlib.suppress(TimeoutError):
            await asyncio.sleep(wait)
        wait = min(wait * 2, LONGEST_WAIT.total_seconds())
