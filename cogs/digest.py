"""What admins set of when and how channels are told: each command answers what that comes to, to them alone."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Literal

import discord
from discord import app_commands
from discord.app_commands import Choice, Range
from discord.ext import commands

from bot import configure, lookup, preview
from bot.client import Client
from bot.configure import NO_CHANGE, Change
from bot.news.model import Digest, Edition, Length
from bot.outbox.backtest import summary
from bot.outbox.model import Following
from bot.outbox.settings import Gathering
from bot.outbox.typed import NotUnderstood
from bot.preview import NothingToShow
from bot.store import Store
from cogs import cards, text
from cogs.chosen import channel_card, week_card
from cogs.errors import NotPossible
from cogs.lines import Json
from cogs.messages import rich_body
from cogs.places import Place, choice, seen

Together = Literal["this channel", "the whole server", "off"]
Typed = Range[str, 1, 200]

GATHERINGS: dict[Together, Gathering] = {"this channel": "channel", "the whole server": "server", "off": "off"}
MOST_CHOICES = 25
MOST_DECISIONS = 15

OPTIONS = {
    "channel": "The channel; here if left out",
    "feed": "Only this feed; all that the channel follows if left out",
    "times": "When: “at once”, “08:00 and 18:00”, “every 6 hours”",
    "days": "On which days: “Mon–Fri”, “Sat, Sun”, “every day”",
    "zone": "The time zone of all hours, by a large city in it: “Europe/Kyiv”",
    "quiet": "Hours in which nothing is posted: “22:00–07:00”, or “none”",
    "most": "How many stories an edition shows",
    "length": "How much is told of a story",
    "follow_ups": "How many follow-ups a story may have; 0 for none",
    "apart": "How many minutes lie between two follow-ups of a story",
    "for_days": "For how many days a story may have follow-ups",
    "without": "Words that keep a story out when its headline has one: “sport, horoscope”, or “none”",
    "heartbeat": "Whether an edition comes although there is nothing new",
    "together": "How far an event that several feeds tell of is told once",
}


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class Digests(commands.GroupCog, group_name="digest", group_description="Set when and how channels are told the news"):
    """The /digest commands, for those who manage the server; answered to them alone."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now

    @app_commands.command(name="set", description="Change when and how a channel is told; what you leave out stays")
    @app_commands.describe(**OPTIONS)
    async def change(
        self,
        interaction: discord.Interaction[Client],
        channel: Place | None = None,
        feed: str | None = None,
        times: Typed | None = None,
        days: Typed | None = None,
        zone: Typed | None = None,
        quiet: Typed | None = None,
        most: Range[int, 1, 25] | None = None,
        length: Length | None = None,
        follow_ups: Range[int, 0, 20] | None = None,
        apart: Range[int, 0, 1440] | None = None,
        for_days: Range[int, 1, 30] | None = None,
        without: Range[str, 1, 1000] | None = None,
        heartbeat: bool | None = None,
        together: Together | None = None,
    ) -> None:
        """Change the settings of a channel's feeds, or of one, and say how it is told now."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        gathering = GATHERINGS[together] if together else None
        change = Change(
            times, days, zone, quiet, most, length, follow_ups, apart, for_days, without, heartbeat, gathering
        )
        if change == NO_CHANGE:
            raise NotPossible("Name what is to change, such as `times`. `/digest show` tells how it stands.")
        place, these = await self._meant(interaction, channel, feed)
        _require_right(interaction, place)
        with _understood():
            adjusted = await configure.adjust(self._store, self._now(), place.guild.id, _subscriptions(these), change)
        await self._show(interaction, place, adjusted)

    @app_commands.command(name="show", description="When and how a channel is told")
    @app_commands.describe(channel=OPTIONS["channel"])
    async def show(self, interaction: discord.Interaction[Client], channel: Place | None = None) -> None:
        """Say how a channel is told, feed by feed where they differ."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        place, these = await self._meant(interaction, channel, None)
        await self._show(interaction, place, these)

    @app_commands.command(name="try", description="What last week would have been with other settings; nothing changes")
    @app_commands.describe(**OPTIONS)
    async def rehearse(
        self,
        interaction: discord.Interaction[Client],
        channel: Place | None = None,
        feed: str | None = None,
        times: Typed | None = None,
        days: Typed | None = None,
        zone: Typed | None = None,
        quiet: Typed | None = None,
        most: Range[int, 1, 25] | None = None,
        length: Length | None = None,
        follow_ups: Range[int, 0, 20] | None = None,
        apart: Range[int, 0, 1440] | None = None,
        for_days: Range[int, 1, 30] | None = None,
        without: Range[str, 1, 1000] | None = None,
        heartbeat: bool | None = None,
        together: Together | None = None,
    ) -> None:
        """List what would have been posted last week."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        gathering = GATHERINGS[together] if together else None
        change = Change(
            times, days, zone, quiet, most, length, follow_ups, apart, for_days, without, heartbeat, gathering
        )
        place, these = await self._meant(interaction, channel, feed)
        with _understood():
            last_week = await configure.rehearse(
                self._store, self._now(), place.guild.id, place.id, _subscriptions(these), change
            )
        await _send(interaction, week_card(last_week))

    @app_commands.command(name="preview", description="A channel's next edition as it would go out now, to you alone")
    @app_commands.describe(channel=OPTIONS["channel"])
    async def upcoming(self, interaction: discord.Interaction[Client], channel: Place | None = None) -> None:
        """Show the next edition; post and keep nothing."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        place, these = await self._meant(interaction, channel, None)
        # One that waits for an edition, if there is one, speaks for them all.
        one = next((one for one in these if one.subscription.edition_at), these[0])
        try:
            awaiting = await preview.next_edition(self._store, one.subscription.subscription_id, self._now())
        except NothingToShow:
            raise NotPossible(f"{place.mention} is told at once, and nothing was told yet.") from None
        await interaction.followup.send(
            _introduced(place, awaiting.message),
            embeds=[discord.Embed.from_dict(embed) for embed in _shown(awaiting.message)],
            ephemeral=True,
            allowed_mentions=discord.AllowedMentions.none(),
        )

    @app_commands.command(name="why", description="Why the newest stories were told in a channel, or were not")
    @app_commands.describe(channel=OPTIONS["channel"], feed="Only stories of this feed")
    async def why(
        self, interaction: discord.Interaction[Client], channel: Place | None = None, feed: str | None = None
    ) -> None:
        """Tell what was decided, and the reasons."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        place, these = await self._meant(interaction, channel, feed)
        feed_id = these[0].feed.feed_id if feed else None
        decided = await lookup.decisions(self._store, place.guild.id, feed_id, MOST_DECISIONS, {place.id})
        if not decided:
            raise NotPossible(
                f"Nothing was decided for {place.mention} yet. A feed that was just added is read within minutes."
            )
        for page in cards.decided(decided):
            await _send(interaction, page)

    @change.autocomplete("feed")
    @rehearse.autocomplete("feed")
    @why.autocomplete("feed")
    async def _feeds(self, interaction: discord.Interaction[Client], typed: str) -> list[Choice[str]]:
        found = await lookup.feeds(self._store, interaction.guild_id or 0, typed)
        return [
            Choice(name=choice(interaction, one), value=one.subscription.subscription_id)
            for one in found[:MOST_CHOICES]
        ]

    @change.autocomplete("zone")
    @rehearse.autocomplete("zone")
    async def _zones(self, interaction: discord.Interaction[Client], typed: str) -> list[Choice[str]]:
        return [Choice(name=zone, value=zone) for zone in configure.zones(typed)[:MOST_CHOICES]]

    async def _meant(
        self, interaction: discord.Interaction[Client], channel: Place | None, feed: str | None
    ) -> tuple[Place, Sequence[Following]]:
        """The channel that is meant, which whoever asks can see, and what it follows of what is meant."""
        followed = [
            one
            for one in await configure.following(self._store, interaction.guild_id or 0)
            if not one.subscription.ended and (channel is None or one.subscription.channel_id == channel.id)
        ]
        one_feed = _feed(followed, feed) if feed else None
        where = one_feed.subscription.channel_id if one_feed else channel.id if channel else interaction.channel_id
        place = _place(interaction, where or 0)
        these = [one_feed] if one_feed else [one for one in followed if one.subscription.channel_id == place.id]
        if not these:
            raise NotPossible(
                f"{place.mention} follows nothing yet. Begin with `/feed add` and a blog's address, or name another "
                "channel."
            )
        return place, these

    async def _show(
        self, interaction: discord.Interaction[Client], place: Place, followed: Sequence[Following]
    ) -> None:
        now = self._now()
        last_week = await configure.rehearse(self._store, now, place.guild.id, place.id, (), NO_CHANGE)
        await _send(interaction, channel_card(place.name, followed, summary(last_week), now))


def _feed(followed: Sequence[Following], typed: str) -> Following:
    if one := lookup.meant(followed, typed):
        return one
    raise NotPossible(
        f"I cannot tell which feed “{text.within(text.plain(typed), 100)}” is. Pick one of the choices that appear "
        "while you type; `/feed list` shows them all."
    )


def _place(interaction: discord.Interaction[Client], channel_id: int) -> Place:
    """The channel of the server that asks, where the bot and whoever asks can see it."""
    found = seen(interaction, channel_id)
    if found and _rights(interaction, found).view_channel:
        return found
    raise NotPossible(
        "I tell of text channels, announcement channels and threads that you and I can see. Name one with the "
        "`channel` option, or allow me “View Channel” there."
    )


def _rights(interaction: discord.Interaction[Client], place: Place) -> discord.Permissions:
    """What whoever asks may do in a channel."""
    person = interaction.user
    return place.permissions_for(person) if isinstance(person, discord.Member) else discord.Permissions.none()


def _require_right(interaction: discord.Interaction[Client], place: Place) -> None:
    """Who sets how a channel is told must be able to write there themselves."""
    may = _rights(interaction, place)
    if not (may.send_messages_in_threads if isinstance(place, discord.Thread) else may.send_messages):
        raise NotPossible(f"You may not write in {place.mention} yourself, so you cannot set how it is told.")


def _subscriptions(these: Sequence[Following]) -> frozenset[str]:
    return frozenset(one.subscription.subscription_id for one in these)


async def _send(interaction: discord.Interaction[Client], embed: Json) -> None:
    await interaction.followup.send(
        embed=discord.Embed.from_dict(embed), ephemeral=True, allowed_mentions=discord.AllowedMentions.none()
    )


@contextmanager
def _understood() -> Iterator[None]:
    """Tell whoever typed what makes no sense that it does not, and why."""
    try:
        yield
    except NotUnderstood as error:
        raise NotPossible(text.plain(str(error))) from None


# ---------------------------------------------------------------------- how a channel is told


def _introduced(place: Place, message: Digest | Edition | None) -> str:
    """What it is that stands below."""
    match message:
        case Edition():
            return f"This is what {place.mention} waits for, as it would go out now:"
        case Digest():
            return f"{place.mention} is told at once, and nothing waits. So it is told of its newest story:"
        case None:
            return f"Nothing waits for {place.mention}: an edition that went out now would have nothing to tell."


def _shown(message: Digest | Edition | None) -> Sequence[Json]:
    embeds: Sequence[Json] = rich_body(message)["embeds"] if message else ()
    return embeds


# ---------------------------------------------------------------------- what last week would have been


async def setup(client: Client) -> None:
    """Load the cog."""
    await client.add_cog(Digests(client.parts.store, client.parts.now))
