"""What admins set becomes what the store keeps: who follows which feed, and how each channel is told."""

import asyncio
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import available_timezones

from bot.news.model import Length
from bot.outbox import ids, moves, typed
from bot.outbox.backtest import Backtest, backtest
from bot.outbox.model import Feed, Following, Subscription, Validators
from bot.outbox.settings import AS_EVER, Budget, Gathering, Settings, Timetable
from bot.outbox.timetable import next_slot
from bot.outbox.typed import NotUnderstood
from bot.store import Store, Subscribed
from bot.web.discover import Found

MOST_WORDS = 20
LONGEST_WORD = 40
"""Words that a channel may filter by, and the characters of one."""

WEEK = timedelta(days=7)

LARGE_ZONES = tuple(
    """Pacific/Honolulu America/Los_Angeles America/Denver America/Chicago America/New_York America/Halifax
    America/Sao_Paulo Atlantic/Azores UTC Europe/London Africa/Lagos Europe/Berlin Europe/Kyiv Africa/Cairo
    Europe/Istanbul Africa/Nairobi Asia/Dubai Asia/Karachi Asia/Kolkata Asia/Dhaka Asia/Jakarta Asia/Shanghai
    Asia/Tokyo Australia/Sydney Pacific/Auckland""".split()
)
"""One of each offset that many people live in."""

_NO_WORDS = frozenset({"none", "no", "nothing", "off"})


@dataclass(frozen=True, slots=True)
class Change:
    """What an admin wants to be otherwise; what is None stays as it is.

    Times, days, zone, quiet hours and the words of a filter are as they were typed; see `bot.outbox.typed`. `apart` is
    how many minutes lie between two follow-ups, `for_days` how many days a story may have any.
    """

    times: str | None = None
    days: str | None = None
    zone: str | None = None
    quiet: str | None = None
    most: int | None = None
    length: Length | None = None
    follow_ups: int | None = None
    apart: int | None = None
    for_days: int | None = None
    without: str | None = None
    heartbeat: bool | None = None
    gathering: Gathering | None = None


NO_CHANGE = Change()


async def follow(
    store: Store, now: datetime, found: Found, *, guild_id: int, channel_id: int, user_id: int
) -> Subscribed:
    """Let a channel follow a feed that was found; its newest story is told there, and all that comes after.

    It is told as the channel is told of its other feeds, so that it joins their editions. A feed that is known under
    another host is followed as that one, so that nothing of it is told twice.
    """
    feed = await _feed(store, now, found)
    others = _living(await store.following(guild_id), channel_id)
    subscription = Subscription(
        subscription_id=ids.subscription_id(feed.feed_id, channel_id),
        feed_id=feed.feed_id,
        guild_id=guild_id,
        channel_id=channel_id,
        added_by=user_id,
        since=now,
        settings=agreed([one.subscription.settings for one in others]),
    )
    return await store.subscribe(feed, subscription)


async def unfollow(store: Store, guild_id: int, subscription_id: str) -> Following | None:
    """Let a channel follow a feed no more; None where that server has no such subscription."""
    return await store.unsubscribe(guild_id, subscription_id)


async def following(store: Store, guild_id: int) -> tuple[Following, ...]:
    """What a server follows, and what troubles it."""
    return await store.following(guild_id)


async def adjust(
    store: Store, now: datetime, guild_id: int, subscription_ids: Collection[str], change: Change
) -> tuple[Following, ...]:
    """Let these subscriptions of a server be told otherwise; those that it has come back, by their feeds' titles.

    Raises `NotUnderstood` where the change makes no sense for one of them; then nothing is changed.
    """
    wanted: dict[Settings, list[str]] = {}
    for one in await store.following(guild_id):
        if one.subscription.subscription_id in subscription_ids:
            settings = changed(one.subscription.settings, change, now)
            wanted.setdefault(settings, []).append(one.subscription.subscription_id)
    for settings, names in wanted.items():
        await store.adjust(guild_id, names, settings, now)
    return tuple(one for one in await store.following(guild_id) if one.subscription.subscription_id in subscription_ids)


async def rehearse(
    store: Store, now: datetime, guild_id: int, channel_id: int, subscription_ids: Collection[str], change: Change
) -> Backtest:
    """What a channel would have been told in the last seven days, had these of its subscriptions been changed before.

    Nothing is. Raises `NotUnderstood` as `adjust` does.
    """
    followed = _living(await store.following(guild_id), channel_id)
    wishes = [
        replace(one.subscription, settings=changed(one.subscription.settings, change, now))
        if one.subscription.subscription_id in subscription_ids
        else one.subscription
        for one in followed
    ]
    mastheads = {one.feed.feed_id: one.feed.masthead for one in followed}
    past = await store.past(mastheads, now - WEEK)
    return await asyncio.to_thread(backtest, wishes, mastheads, past, now - WEEK, now)


def changed(settings: Settings, change: Change, now: datetime) -> Settings:
    """The settings as an admin wants them; raises `NotUnderstood`, which says what makes no sense in them.

    Days stay as they are where only times are named, and times where only days are.
    """
    wanted = replace(
        settings,
        timetable=_timetable(settings.timetable, change),
        zone=settings.zone if change.zone is None else typed.zone(change.zone),
        quiet=settings.quiet if change.quiet is None else typed.quiet(change.quiet),
        most=settings.most if change.most is None else change.most,
        length=change.length or settings.length,
        heartbeat=settings.heartbeat if change.heartbeat is None else change.heartbeat,
        without=settings.without if change.without is None else _words(change.without),
        gathering=change.gathering or settings.gathering,
    )
    wanted = replace(wanted, budget=_budget(wanted.budget, change))
    if trouble := _senseless(wanted, change, now):
        raise NotUnderstood(trouble)
    return wanted


def _budget(budget: Budget, change: Change) -> Budget:
    return Budget(
        most=budget.most if change.follow_ups is None else change.follow_ups,
        apart=budget.apart if change.apart is None else timedelta(minutes=change.apart),
        lasts=budget.lasts if change.for_days is None else timedelta(days=change.for_days),
    )


def agreed(told: Sequence[Settings]) -> Settings:
    """How a new feed of a channel is told, as the channel's others are: as they all are, or when they all are.

    Where they do not even agree on that, nothing is set.
    """
    if len(set(told)) == 1:
        return told[0]
    hours = {(one.timetable, one.zone, one.quiet) for one in told}
    if len(hours) == 1:
        return replace(AS_EVER, timetable=told[0].timetable, zone=told[0].zone, quiet=told[0].quiet)
    return AS_EVER


def zones(words: str) -> Sequence[str]:
    """The time zones whose names hold these words, those that have a part which begins with them first.

    Where there are no words yet, those of large cities.
    """
    wanted = words.casefold().strip().replace(" ", "_")
    if not wanted:
        return LARGE_ZONES
    found = [name for name in _zones() if wanted in name.casefold()]
    return sorted(found, key=lambda name: (not _begins(name.casefold(), wanted), name not in LARGE_ZONES, name))


def _living(followed: Iterable[Following], channel_id: int) -> Sequence[Following]:
    return [one for one in followed if one.subscription.channel_id == channel_id and not one.subscription.ended]


def _timetable(kept: Timetable | None, change: Change) -> Timetable | None:
    if change.times is not None and change.days is not None:
        _require_no_hours(change.times, change.days)
        return typed.timetable(change.times, change.days)
    if change.times is not None:
        chosen = typed.timetable(change.times)
        return replace(chosen, days=kept.days) if chosen and kept and not _names_days(change.times) else chosen
    if change.days is None:
        return kept
    if kept is None:
        raise NotUnderstood("What is told at once is told on every day. Give “times” as well, such as “08:00”.")
    times = " and ".join(hour.isoformat("minutes") for hour in kept.times)
    _require_no_hours(times, change.days)
    return typed.timetable(times, change.days)


def _require_no_hours(times: str, days: str) -> None:
    chosen, alone = typed.timetable(times, days), typed.timetable(times)
    if chosen and alone and chosen.times != alone.times:
        raise NotUnderstood("There are hours among the days. Give them as “times”.")


def _names_days(times: str) -> bool:
    """Whether days stand beside the hours, "every day" too: then they cannot be told for Monday alone."""
    try:
        on_mondays = typed.timetable(times, "Monday")
    except NotUnderstood:
        return True
    return on_mondays is None or on_mondays.days != (0,)


def _words(listed: str) -> tuple[str, ...]:
    """The words of a filter, which commas part, each once; none for "none"."""
    if listed.casefold().strip() in _NO_WORDS:
        return ()
    # Half of a surrogate pair is no text, and could not be kept.
    parts = (" ".join(part.split()) for part in listed.encode(errors="ignore").decode().split(","))
    words: dict[str, str] = {}
    for word in filter(None, parts):
        words.setdefault(word.casefold(), word)
    if not words:
        raise NotUnderstood("No word was typed. Type them such as “sport, horoscope”, or “none”.")
    if len(words) > MOST_WORDS:
        raise NotUnderstood(f"These are {len(words)} words, and a channel may leave out {MOST_WORDS}. Name fewer.")
    if too_long := next((word for word in words.values() if len(word) > LONGEST_WORD), None):
        raise NotUnderstood(
            f"“{too_long[:LONGEST_WORD]}…” is longer than {LONGEST_WORD} characters. Put commas between the words."
        )
    return tuple(words.values())


def _senseless(wanted: Settings, change: Change, now: datetime) -> str | None:
    """What makes no sense in settings that somebody wants; None where all does."""
    has_editions = wanted.timetable is not None or wanted.quiet is not None
    if (change.most is not None or change.heartbeat) and not has_editions:
        return "What is told at once has no editions. Give “times” as well, such as “08:00 and 18:00”."
    slot = next_slot(wanted, now)
    if wanted.timetable and wanted.quiet and slot and slot.hour not in wanted.timetable.times:
        return (
            f"The editions {typed.said(wanted.timetable)} would all fall into the quiet hours, "
            f"{typed.quiet_said(wanted.quiet)}. Choose other times, or other quiet hours."
        )
    return None


def _begins(name: str, wanted: str) -> bool:
    return any(part.startswith(wanted) for part in (name, *name.split("/")))


@cache
def _zones() -> Sequence[str]:
    """The names by places, for these say when the clocks are changed, and UTC."""
    named = (name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    return (*sorted(named), "UTC")


async def _feed(store: Store, now: datetime, found: Found) -> Feed:
    """The feed that was found, as it is known or as a new one."""
    document = found.document
    entry_ids = frozenset(entry.entry_id for entry in document.entries)
    like = await store.like(document.identity, entry_ids)
    if same := moves.same_feed(found.address, document.identity, entry_ids, like):
        # Who asks for it by its new host knows better than a feed that cannot be read where it was.
        return replace(same, address=found.address) if same.failures else same
    return Feed(ids.feed_id(found.address), found.address, document.masthead, Validators(), due_at=now)
