"""A command that failed becomes one answer that says what happened and what to do; the only place that does so."""

import secrets

import aiohttp
import discord
from discord import app_commands

from bot import log
from bot.client import Client
from bot.store import StoreUnavailable
from cogs import text

ANSWERED = 40060
TOO_LATE = frozenset({10062, ANSWERED, 50027})
"""The interaction ran out, or was answered already: nobody is left to be answered."""

LONGEST = 2000
"""Characters that Discord takes in a message."""

_log = log.logger("errors")


class NotPossible(app_commands.AppCommandError):
    """What was asked for cannot be done; the message says why and what would help, for the person who asked."""


async def failed(interaction: discord.Interaction[Client], error: Exception) -> None:
    """Say what went wrong in a command or a button, to the person who asked alone."""
    cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
    if isinstance(cause, discord.HTTPException) and cause.code in TOO_LATE:
        _log.info("answer came too late", command=_command(interaction))
        return
    words = explanation(cause)
    if words is None:
        number = secrets.token_hex(4)
        _log.error("command failed", command=_command(interaction), number=number, exc_info=cause)
        words = (
            f"Something went wrong on my side. It is in my log under {number}: try again, and tell whoever runs me if "
            "it stays so."
        )
    await answer(interaction, words)


def explanation(error: Exception) -> str | None:
    """What to say of an error; None for one that nobody expected."""
    match error:
        case NotPossible():
            return str(error)
        case app_commands.MissingPermissions(missing_permissions=missing):
            names = ", ".join(f"“{name.replace('_', ' ').replace('guild', 'server').title()}”" for name in missing)
            return f"This command is for people who have the permission {names} in this server."
        case app_commands.NoPrivateMessage():
            return "This command works in a server, not in direct messages."
        case app_commands.TransformerError(value=value, type=discord.AppCommandOptionType.channel):
            return (
                f"I cannot see “{text.plain(str(value))}”: it is archived, or closed to me. Open it again, or allow me "
                "“View Channel” there; then try again."
            )
        case app_commands.TransformerError(value=value):
            return f"I cannot use “{text.plain(str(value))}” there. Pick one of the choices that appear while you type."
        case app_commands.CommandNotFound() | app_commands.CommandSignatureMismatch():
            return "This command has changed since Discord last heard of it. Wait a minute, then try again."
        case app_commands.CommandOnCooldown(retry_after=seconds):
            return f"That was too quick; try again in {seconds:.0f} seconds."
        case StoreUnavailable():
            return "I cannot reach my records just now. Nothing was changed; try again in a minute."
        case _:
            return None


async def answer(interaction: discord.Interaction[Client], words: str) -> None:
    """Say something to the person who asked alone, whether or not the answer had begun."""
    if interaction.type is discord.InteractionType.autocomplete:
        return
    words = text.within(words, LONGEST)
    try:
        await _said(interaction, words)
    except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
        _log.info("could not answer", command=_command(interaction), why=str(error))


async def _said(interaction: discord.Interaction[Client], words: str) -> None:
    if not interaction.response.is_done():
        try:
            await interaction.response.send_message(words, ephemeral=True)
            return
        except discord.HTTPException as error:
            if error.code != ANSWERED:
                raise
            # The connection broke after Discord had heard that an answer would come: it still waits for that.
    await interaction.followup.send(words, ephemeral=True)


def _command(interaction: discord.Interaction[Client]) -> str:
    return interaction.command.qualified_name if interaction.command else str(interaction.type)


async def setup(client: Client) -> None:
    """Hand every command that fails to `failed`."""
    client.tree.error(failed)
