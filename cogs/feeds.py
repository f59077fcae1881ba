"""What admins set: which channel follows which feed. Each command finds, checks, says, and only then changes."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Self

import discord
from discord import app_commands
from discord.ext import commands

from bot import configure, lookup, pages, preview
from bot.client import Client, first_missing
from bot.news.model import Masthead
from bot.outbox.model import Following
from bot.outbox.settings import Settings
from bot.outbox.timetable import quiet_until
from bot.outbox.typed import said
from bot.preview import Fetch
from bot.room import Elsewhere, RoomError
from bot.scheduler import POLLING
from bot.store import Store
from bot.web.discover import Found, NothingFound, discover
from bot.web.named import Named
from cogs import cards, text
from cogs.errors import NotPossible, failed
from cogs.places import Place, choice, seen

MOST_CHOICES = 25
LONGEST_ID = 100
"""Characters of a button's id, in Discord's documentation of message components."""

MOST_OTHERS = 3
MOST_PROBLEMS = 5
LONGEST_ADDRESS = 250
"""Characters of an address that is shown for somebody to copy; three of them and a name each fit a message."""


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class Feeds(commands.GroupCog, group_name="feed", group_description="Let channels follow blogs and news feeds"):
    """The /feed commands, for those who manage the server; answered to them alone."""

    def __init__(
        self,
        store: Store,
        fetch: Fetch,
        elsewhere: Elsewhere,
        now: Callable[[], datetime],
        poll_soon: Callable[[], None],
    ) -> None:
        self._store = store
        self._fetch = fetch
        self._elsewhere = elsewhere
        self._now = now
        self._poll_soon = poll_soon

    @app_commands.command(name="add", description="Let a channel follow a blog or a news feed")
    @app_commands.describe(
        address="The address of the blog, the news site or the feed", channel="Where to post; here if left out"
    )
    async def add(self, interaction: discord.Interaction[Client], address: str, channel: Place | None = None) -> None:
        """Find the feed, show its newest story, check what the bot may do there, and follow."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await self.follow(interaction, address, channel.id if channel else interaction.channel_id or 0)

    @app_commands.command(name="list", description="What this server follows, and how it goes")
    async def followed(self, interaction: discord.Interaction[Client]) -> None:
        """Show every subscription with its channel and what troubles it."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        followed = await configure.following(self._store, interaction.guild_id or 0)
        if not followed:
            raise NotPossible("This server follows nothing yet. Begin with `/feed add` and a blog's address.")
        for page in cards.followed(followed):
            await interaction.followup.send(embed=discord.Embed.from_dict(page), ephemeral=True)

    @app_commands.command(name="remove", description="Let a channel follow a feed no more")
    @app_commands.describe(feed="The feed and its channel")
    async def remove(self, interaction: discord.Interaction[Client], feed: str) -> None:
        """End one subscription."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        chosen = await self._subscription(interaction, feed)
        _require_right(interaction, seen(interaction, chosen.subscription.channel_id))
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
        found = await discover(self._fetch, chosen.feed.address, self._elsewhere)
        if not isinstance(found, Found):
            raise NotPossible(f"**{_title(chosen)}** could not be read just now: {text.plain(found.why)}")
        place = seen(interaction, chosen.subscription.channel_id)
        missing = "View Channel" if place is None else first_missing(place, place.guild.me)
        where = f"<#{chosen.subscription.channel_id}>"
        able = f"I may post in {where}." if missing is None else _allow(where, missing)
        entries = cards.number(len(found.document.entries), "entry", "entries")
        head = f"**{_title(chosen)}** answers, with {entries}. {able}"
        await self._show(interaction, "\n".join((head, *_problems(found))), found)

    @remove.autocomplete("feed")
    @test.autocomplete("feed")
    async def _subscriptions(
        self, interaction: discord.Interaction[Client], typed: str
    ) -> list[app_commands.Choice[str]]:
        found = await lookup.feeds(self._store, interaction.guild_id or 0, typed)
        return [
            app_commands.Choice(name=choice(interaction, following), value=following.subscription.subscription_id)
            for following in found[:MOST_CHOICES]
        ]

    async def follow(self, interaction: discord.Interaction[Client], address: str, channel_id: int) -> None:
        """Let a channel follow the feed at an address, or say what is missing for that; raises `NotPossible`."""
        place = _place(interaction, channel_id)
        _require_right(interaction, place)
        found = await discover(self._fetch, address, self._elsewhere)
        if not isinstance(found, Found):
            raise NotPossible("\n".join((_nothing(found), *_others(found.others))))
        title, holding = _named(found.document.masthead), _holding(found)
        if missing := first_missing(place, place.guild.me):
            again = TryAgain(place.id, found.address)
            then = "press the button" if again.fits else "type the command again"
            head = f"Found: **{title}** ({holding}). {_allow(place.mention, missing)}, then {then}."
            shown = "Here is its newest story as it would look:"
            await self._show(interaction, _told(head, found, shown), found, again if again.fits else None)
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
        if subscribed.new:
            settings = subscribed.following.subscription.settings
            head, shown = f"{place.mention} now follows **{title}** ({holding}).", _begins(settings, self._now())
        else:
            head, shown = f"{place.mention} follows **{title}** already ({holding}).", "This is its newest story:"
        await self._show(interaction, _told(head, found, shown), found)

    async def _show(
        self, interaction: discord.Interaction[Client], head: str, found: Found, button: "TryAgain | None" = None
    ) -> None:
        entries = (await pages.whole(self._fetch, self._elsewhere, found.newest),) if found.newest else ()
        newest = replace(found.document, entries=entries)
        try:
            shown = await preview.of_document(newest, count=1, elsewhere=self._elsewhere)
        except RoomError as error:
            shown, head = (), f"{head}\nIt cannot be shown: {error}."
        view = discord.ui.View(timeout=None).add_item(button) if button else discord.utils.MISSING
        await interaction.followup.send(
            head,
            embeds=[discord.Embed.from_dict(cards.preview(one.digest)) for one in shown],
            view=view,
            ephemeral=True,
            allowed_mentions=discord.AllowedMentions.none(),
        )

    async def _subscription(self, interaction: discord.Interaction[Client], typed: str) -> Following:
        """The subscription that somebody chose, or whose feed they named; only this server's count."""
        followed = await configure.following(self._store, interaction.guild_id or 0)
        if meant := lookup.meant(followed, typed):
            return meant
        raise NotPossible(
            f"I cannot tell which feed “{text.within(text.plain(typed), 100)}” is. Pick one of the choices that appear "
            "while you type; `/feed list` shows them all."
        )


class TryAgain(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]],
    template=re.compile(rf"{cards.MARK}:follow:(?P<channel>\d{{1,20}}):(?P<address>\S+)"),
):
    """The button under "allow me this, then try again". Its id says all, so it outlives the bot's process."""

    def __init__(self, channel_id: int, address: str) -> None:
        custom_id = f"{cards.MARK}:follow:{channel_id}:{address}"
        self.fits = len(custom_id) <= LONGEST_ID
        super().__init__(discord.ui.Button(label="Try again", style=discord.ButtonStyle.primary, custom_id=custom_id))
        self._channel_id = channel_id
        self._address = address

    @classmethod
    async def from_custom_id(  # type: ignore[override]  # the library types the interaction by its own client
        cls, interaction: discord.Interaction[Client], item: discord.ui.Item[discord.ui.View], match: re.Match[str]
    ) -> Self:
        """Read what a pressed button is to try again."""
        return cls(int(match["channel"]), match["address"])

    async def callback(  # type: ignore[override]  # the library types the interaction by its own client
        self, interaction: discord.Interaction[Client]
    ) -> None:
        """Check once more, and follow if nothing is missing now."""
        try:
            await interaction.response.defer(ephemeral=True, thinking=True)
            _require_manager(interaction)
            feeds = interaction.client.get_cog(Feeds.__name__)
            if isinstance(feeds, Feeds):
                await feeds.follow(interaction, self._address, self._channel_id)
        except Exception as error:
            # The library would only log it, and the person would see that nothing answers.
            await failed(interaction, error)


def _place(interaction: discord.Interaction[Client], channel_id: int) -> Place:
    """The channel with this id, where the bot could post."""
    place = seen(interaction, channel_id)
    if place is None:
        raise NotPossible(
            "I can post in text channels, announcement channels and threads that I can see. Name one with the "
            "`channel` option, or allow me “View Channel” there."
        )
    return place


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


def _nothing(found: NothingFound) -> str:
    """Why there is nothing to follow, and what may help."""
    help_ = " If you know the address of the feed itself, give that one." if found.was_read else ""
    return f"I found no feed there: {text.within(text.plain(found.why), 1000)}.{help_}"


def _holding(found: Found) -> str:
    """What a feed holds, and since when there is nothing newer."""
    return f"{found.holds}, newest {discord.utils.format_dt(found.newest_at, 'R')}" if found.newest_at else found.holds


def _told(head: str, found: Found, shown: str) -> str:
    """What is said above a feed's newest story, if it has one; `shown` introduces that story."""
    site = found.document.masthead.site
    posts = "To follow the posts, give the blog's own address" + (f": {_copied(site)}" if site and _fits(site) else "")
    comments = (f"This feed holds what readers say of the posts. {posts}.",) if found.holds == "comments" else ()
    last = shown if found.document.entries else "It has no entries yet; the first is posted when it comes."
    return "\n".join((head, *_problems(found), *comments, *_others(found.others), last))


def _begins(settings: Settings, now: datetime) -> str:
    """When the stories of a feed that was added come to its channel; the newest is shown below."""
    if settings.timetable:
        return f"Its stories come with the editions {said(settings.timetable)}. This is its newest:"
    if until := quiet_until(settings, now):
        return f"It is quiet there; its newest story is posted {discord.utils.format_dt(until, 'R')}:"
    return "Its newest story is posted there in a moment:"


def _problems(found: Found) -> tuple[str, ...]:
    """What is wrong with a feed, a line each."""
    return tuple(f"- {text.plain(problem)}" for problem in found.document.problems[:MOST_PROBLEMS])


def _others(named: tuple[Named, ...]) -> tuple[str, ...]:
    """A line about the other feeds that a page names, if there are any that can be shown."""
    shown = [one for one in named if _fits(one.address)][:MOST_OTHERS]
    if not shown:
        return ()
    feeds = [f"{text.within(text.plain(one.title), 100)} {_copied(one.address)}".strip() for one in shown]
    more = f" (and {len(named) - len(shown)} more)" if len(named) > len(shown) else ""
    return (f"It also names: {'; '.join(feeds)}{more}. Give one of these addresses to follow it instead.",)


def _fits(address: str) -> bool:
    return len(address) <= LONGEST_ADDRESS and text.is_web(address)


def _copied(address: str) -> str:
    """An address to copy, which draws no preview of what stands there."""
    return f"`{address}`"


def _title(following: Following) -> str:
    return _named(following.feed.masthead)


def _named(masthead: Masthead) -> str:
    return text.within(text.plain(cards.name(masthead)), 200)


async def setup(client: Client) -> None:
    """Load the cog, and the button."""
    parts = client.parts
    client.add_dynamic_items(TryAgain)
    await client.add_cog(
        Feeds(parts.store, parts.fetch, parts.elsewhere, parts.now, lambda: parts.scheduler.soon(POLLING))
    )
