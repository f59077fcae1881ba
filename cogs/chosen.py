"""How a channel chose to be told, and what last week would have been with that, become cards."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import discord

from bot.news.model import Digest, Edition, FollowUp, Withdrawal
from bot.outbox.backtest import Backtest, Said, summary
from bot.outbox.cadence import said
from bot.outbox.model import Following
from bot.outbox.settings import Budget, Settings, Timetable
from bot.outbox.timetable import next_slot
from bot.outbox.typed import quiet_said
from bot.outbox.typed import said as said_times
from cogs import cards, lines, text
from cogs.lines import DESCRIPTION, INK, Json

MOST_NAMES = 5


def channel_card(name: str, followed: Sequence[Following], last_week: str, now: datetime) -> Json:
    """How a channel is told: its feeds with the same settings together, and what last week was like so."""
    alike: dict[Settings, list[Following]] = {}
    for one in followed:
        alike.setdefault(one.subscription.settings, []).append(one)
    shown = [
        "\n".join(filter(None, (_names(feeds), told(settings), _left_out(settings, now), _next(settings, now))))
        for settings, feeds in alike.items()
    ]
    return {
        "title": f"How #{text.within(text.clean(name), 100)} is told",
        "description": _fitting(shown, "\n\n", f"\n{text.plain(last_week)}"),
        "color": INK,
    }


def told(settings: Settings) -> str:
    """How a channel chose to be told, in words."""
    zone = f", {text.within(text.plain(settings.zone.replace('_', ' ')), 60)}"
    timetable, quiet = settings.timetable, settings.quiet
    parts = [f"Told {said_times(timetable)}{zone if timetable else ''}"]
    most = f"{settings.most} {'story' if settings.most == 1 else 'stories'} at most"
    if quiet and timetable:
        parts.append(f"quiet {quiet_said(quiet)}")
    elif quiet:
        parts.append(f"quiet {quiet_said(quiet)}{zone}; what comes meanwhile is told at {quiet.ends:%H:%M}, {most}")
    parts += [f"{f'{most}, ' if timetable else ''}{settings.length} length", _follow_ups(settings.budget)]
    if settings.heartbeat and (timetable or quiet):
        parts.append("an edition also when there is nothing new")
    if settings.without:
        words = ", ".join(f"“{text.within(text.plain(word), 50)}”" for word in settings.without)
        parts.append(f"no headlines with {words}")
    return f"{'; '.join(parts)}. {cards.GATHERED[settings.gathering]}."


def _follow_ups(budget: Budget) -> str:
    if budget.most == 0:
        return "no follow-ups"
    number = f"{budget.most} follow-up{'' if budget.most == 1 else 's'}"
    apart = f", {said(budget.apart)} apart" if budget.apart and budget.most > 1 else ""
    return f"up to {number} a story{apart}, for {said(budget.lasts)}"


def _left_out(settings: Settings, now: datetime) -> str:
    """The hours that were chosen and have no edition, since they are quiet; empty where there are none."""
    if settings.timetable is None or settings.quiet is None:
        return ""
    each = (
        replace(settings, timetable=replace(settings.timetable, times=(hour,))) for hour in settings.timetable.times
    )
    alone = zip(settings.timetable.times, (next_slot(one, now) for one in each), strict=True)
    left_out = tuple(hour for hour, slot in alone if slot is None or slot.hour != hour)
    return f"No edition {said_times(Timetable(left_out))}, when it is quiet." if left_out else ""


def _next(settings: Settings, now: datetime) -> str:
    slot = next_slot(settings, now) if settings.timetable else None
    return f"Next edition: {discord.utils.format_dt(slot.at, 'F')}" if slot else ""


def _names(feeds: Sequence[Following]) -> str:
    named = [f"**{text.within(text.plain(cards.name(one.feed.masthead)), 60)}**" for one in feeds[:MOST_NAMES]]
    left = len(feeds) - len(named)
    return ", ".join(named) + (f" and {left} more" if left else "")


def _fitting(pieces: Sequence[str], gap: str, last: str = "") -> str:
    """As many of these pieces as fit an embed, how many are left, and what stands at the end."""
    shown, count = lines.fitted(pieces, DESCRIPTION - text.size(last) - 40, gap=gap)
    left = len(pieces) - count
    return "\n".join(filter(None, (shown, f"… and {left} more" if left else "", last)))


# ---------------------------------------------------------------------- what a channel is told next


def week_card(tried: Backtest) -> Json:
    """What would have been said, and all of it that fits."""
    said_in_all = text.plain(summary(tried))
    shown = [f"{said_in_all}\n", *map(_message, tried.messages)] if tried.messages else [said_in_all]
    return {"title": "Last week, as it would have been", "description": _fitting(shown, "\n"), "color": INK}


def _message(one: Said) -> str:
    return f"{lines.moment(one.at, 'f')} {_what(one)}"


def _what(one: Said) -> str:
    match one.message:
        case Edition(name=name, briefs=briefs):
            return f"{text.plain(name)}, {cards.number(len(briefs), 'story', 'stories')}"
        case Digest(headline=headline):
            return f"**{_short(headline)}**"
        case FollowUp(headline=headline):
            return f"Follow-up to {_short(headline)}"
        case Withdrawal(headline=headline):
            return f"Withdrawn: {_short(headline)}"
        case _:
            return "A notice"


def _short(headline: str) -> str:
    return text.within(lines.title(headline), 100)
