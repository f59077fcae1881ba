"""What admins set: which channel follows which feed. Each command finds, checks, says, and only then changes."""

from collections.abc import Callable
from datetime import datetime

import discord
from discord import app_commands
from discord.ext import commands

from bot import configure, lookup, preview
from bot.client import Client, first_missing
from bot.outbox.model import Following
from bot.preview import Fetch
from bot.scheduler import POLLING
from bot.store import Store
from bot.web.discover import Found, discover
from cogs import cards, text
from cogs.errors import NotPossible, failed

Place = discord.TextChannel | discord.Thread
MOST_CHOICES = 25
ANSWERABLE = 14 * 60.0
"""Seconds for which an answer's buttons work: Discord forgets an interaction after 15 minutes."""


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class Feeds(commands.GroupCog, group_name="feed", group_description="Let channels follow blogs and news feeds"):
    """The /feed commands, for those who manage the server; answered to them alone."""

    def __init__(self, store: Store, fetch: Fetch, now: Callable[[], datetime], poll_soon: Callable[[], None]) -> None:
        self._store = store
        self._fetch = fetch
        self._now = now
        self._poll_soon = poll_soon

    @app_commands.command(name="add", description="Let a channel follow a blog or a news feed")
    @app_commands.describe(
        address="The address of the blog, the news site or the feed", channel="Where to post; here if left out"
    )
    async def add(self, interaction: discord.Interaction[Client], address: str, channel: Place | None = None) -> None:
        """Find the feed, show its newest story, check what the bot may do there, and follow."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        place = _place(interaction, channel)
        _require_right(interaction, place)
        found = await discover(self._fetch, address)
        if not isinstance(found, Found):
            raise NotPossible(f"I found no feed there: {text.plain(found.why)}")
        await self._follow(interaction, found, place)

    @app_commands.command(name="list", description="What this server follows, and how it goes")
    async def followed(self, interaction: discord.Interaction[Client]) -> None:
        """Show every subscription with its channel and what troubles it."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        followed = await configure.following(self._store, interaction.guild_id or 0)
        if not followed:
            raise NotPossible("This server follows nothing yet. Begin with `/feed add` and a blog's address.")
        await interaction.followup.send(embed=discord.Embed.from_dict(cards.followed(followed)), ephemeral=True)

    @app_commands.command(name="remove", description="Let a channel follow a feed no more")
    @app_commands.describe(feed="The feed and its channel")
    async def remove(self, interaction: discord.Interaction[Client], feed: str) -> None:
        """End one subscription."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        chosen = await self._subscription(interaction, feed)
        _require_right(interaction, _seen(interaction, chosen.subscription.channel_id))
        removed = await configure.unfollow(self._store, interaction.guild_id or 0, chosen.subscription.subscription_id)
        if removed is None:
            raise NotPossible("That feed was removed already.")
        await interaction.followup.send(
            f"<#{removed.subscription.channel_id}> no longer follows **{_title(removed)}**. What was posted stays.",
            ephemeral=True,
        )

    @app_commands.command(name="test", description="Ask a feed now and show its newest story, to you alone")
    @app_commands.describe(feed="The feed and its channel")
    async def test(self, interaction: discord.Interaction[Client], feed: str) -> None:
        """Show what the feed gives now and whether the bot could post it; post and keep nothing."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        chosen = await self._subscription(interaction, feed)
        found = await discover(self._fetch, chosen.feed.address)
        if not isinstance(found, Found):
            raise NotPossible(f"**{_title(chosen)}** could not be read just now: {text.plain(found.why)}")
        place = _seen(interaction, chosen.subscription.channel_id)
        missing = "View Channel" if place is None else first_missing(place, place.guild.me)
        where = f"<#{chosen.subscription.channel_id}>"
        able = f"I may post in {where}." if missing is None else _allow(where, missing)
        problems = "".join(f"\n- {text.plain(problem)}" for problem in found.document.problems[:5])
        entries = cards.number(len(found.document.entries), "entry", "entries")
        head = f"**{_title(chosen)}** answers, with {entries}. {able}{problems}"
        await self._show(interaction, head, found)

    @remove.autocomplete("feed")
    @test.autocomplete("feed")
    async def _subscriptions(
        self, interaction: discord.Interaction[Client], typed: str
    ) -> list[app_commands.Choice[str]]:
        found = await lookup.feeds(self._store, interaction.guild_id or 0, typed)
        return [
            app_commands.Choice(name=_choice(interaction, following), value=following.subscription.subscription_id)
            for following in found[:MOST_CHOICES]
        ]

    async def _follow(self, interaction: discord.Interaction[Client], found: Found, place: Place) -> None:
        title = text.within(text.plain(found.document.masthead.title), 200)
        if missing := first_missing(place, place.guild.me):
            head = f"Found: **{title}**. {_allow(place.mention, missing)}, then press the button."
            await self._show(interaction, head, found, _TryAgain(self, found, place))
            return
        subscribed = await configure.follow(
            self._store,
            self._now(),
            found,
            guild_id=place.guild.id,
            channel_id=place.id,
            user_id=interaction.user.id,
        )
        self._poll_soon()
        if not subscribed.new:
            head = f"{place.mention} follows **{title}** already. This is its newest story:"
        elif found.document.entries:
            head = f"{place.mention} now follows **{title}**. Its newest story is posted there in a moment:"
        else:
            head = f"{place.mention} now follows **{title}**. It has no entries yet; the first is posted when it comes."
        await self._show(interaction, head, found)

    async def _show(
        self, interaction: discord.Interaction[Client], head: str, found: Found, view: discord.ui.View | None = None
    ) -> None:
        shown = await preview.of_document(found.document, count=1)
        await interaction.followup.send(
            head,
            embeds=[discord.Embed.from_dict(cards.preview(one.digest)) for one in shown],
            view=view or discord.utils.MISSING,
            ephemeral=True,
            allowed_mentions=discord.AllowedMentions.none(),
        )

    async def _subscription(self, interaction: discord.Interaction[Client], typed: str) -> Following:
        """The subscription that somebody chose, or whose feed they named; only this server's count."""
        followed = await configure.following(self._store, interaction.guild_id or 0)
        for following in followed:
            if typed == following.subscription.subscription_id:
                return following
        named = [one for one in followed if typed.casefold().strip() == one.feed.masthead.title.casefold()]
        if len(named) == 1:
            return named[0]
        raise NotPossible(
            f"I cannot tell which feed “{text.within(text.plain(typed), 100)}” is. Pick one of the choices that appear "
            "while you type; `/feed list` shows them all."
        )


class _TryAgain(discord.ui.View):
    """The button under "allow me this, then try again"; only who sees the answer can press it."""

    def __init__(self, feeds: Feeds, found: Found, place: Place) -> None:
        super().__init__(timeout=ANSWERABLE)
        self._feeds = feeds
        self._found = found
        self._place = place

    @discord.ui.button(label="Try again", style=discord.ButtonStyle.primary)
    async def again(self, interaction: discord.Interaction[Client], button: discord.ui.Button["_TryAgain"]) -> None:
        """Check once more, and follow if nothing is missing now."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        _require_manager(interaction)
        _require_right(interaction, self._place)
        await self._feeds._follow(interaction, self._found, self._place)

    async def on_error(  # type: ignore[override]  # the library types the interaction by its own client
        self, interaction: discord.Interaction[Client], error: Exception, item: discord.ui.Item["_TryAgain"]
    ) -> None:
        """Hand it to where every failure is answered."""
        await failed(interaction, error)


def _place(interaction: discord.Interaction[Client], channel: Place | None) -> Place:
    """The channel that was named, else the one in which the command was typed."""
    place = _seen(interaction, channel.id if channel else interaction.channel_id or 0)
    if place is None:
        raise NotPossible(
            "I can post in text channels, announcement channels and threads that I can see. Name one with the "
            "`channel` option, or allow me “View Channel” there."
        )
    return place


def _seen(interaction: discord.Interaction[Client], channel_id: int) -> Place | None:
    """A channel of the server that asks, as the bot knows it; None for one elsewhere, or that it cannot see."""
    found = interaction.guild.get_channel_or_thread(channel_id) if interaction.guild else None
    return found if isinstance(found, discord.TextChannel | discord.Thread) else None


def _require_manager(interaction: discord.Interaction[Client]) -> None:
    if not interaction.permissions.manage_guild:
        raise app_commands.MissingPermissions(["manage_guild"])


def _require_right(interaction: discord.Interaction[Client], place: Place | None) -> None:
    """Who sets what is posted in a channel must be able to write there themselves."""
    if place is None or not isinstance(interaction.user, discord.Member):
        return
    may = place.permissions_for(interaction.user)
    may_write = may.send_messages_in_threads if isinstance(place, discord.Thread) else may.send_messages
    if not (may.view_channel and may_write):
        raise NotPossible(f"You may not write in {place.mention} yourself, so you cannot set what is posted there.")


def _allow(where: str, missing: str) -> str:
    return f"I may not post in {where} yet: allow me “{missing}” there"


def _title(following: Following) -> str:
    return text.within(text.plain(following.feed.masthead.title), 200)


def _choice(interaction: discord.Interaction[Client], following: Following) -> str:
    place = _seen(interaction, following.subscription.channel_id)
    where = f" → #{place.name}" if place else ""
    return text.within(text.clean(following.feed.masthead.title), 100 - len(where) - 2) + where


async def setup(client: Client) -> None:
    """Load the cog."""
    parts = client.parts
    await client.add_cog(Feeds(parts.store, parts.fetch, parts.now, lambda: parts.scheduler.soon(POLLING)))
