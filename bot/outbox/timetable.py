"""Settings and a moment in; when the next edition goes out, and whether it is quiet now, out."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import groupby, pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.outbox.due import Awaited
from bot.outbox.model import Subscription
from bot.outbox.settings import Quiet, Settings, Timetable

LEAST_LIMIT = timedelta(days=2)
"""However often editions go out, a story that is younger is still told."""

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Slot:
    """An hour that was chosen on one local day, and the moment at which it comes, in UTC."""

    day: date
    hour: time
    at: datetime


def next_slot(settings: Settings, after: datetime) -> Slot | None:
    """The first hour after a moment at which an edition goes out; None for a subscription that has none.

    An hour that the clocks pass over comes at the first minute that there is; one that comes twice is its first. Hours
    that so come at one moment are one edition, that of the last of them.

    An hour in the quiet time is none. Where that leaves none, and for a subscription that is told at once but has
    quiet hours, the hour is their end: what was held back is told then.
    """
    zone = _zone(settings.zone)
    for at, together in groupby(_slots(settings, zone, after.astimezone(zone).date()), key=lambda slot: slot.at):
        if at > after:
            *_, last = together
            return last
    return None


def quiet_until(settings: Settings, now: datetime) -> datetime | None:
    """When the quiet hours end that it is in now, in UTC; None where it is not quiet."""
    if settings.quiet is None:
        return None
    zone = _zone(settings.zone)
    begins, ends = settings.quiet.begins, settings.quiet.ends
    today = now.astimezone(zone).date()
    # Tomorrow's may have begun: a clock that is set back just after midnight shows today once more.
    for day in (today - _DAY, today, today + _DAY):
        until = _moment(day + _DAY if ends < begins else day, ends, zone)
        if _moment(day, begins, zone) <= now < until:
            return until
    return None


def local_hour(settings: Settings, moment: datetime) -> str:
    """What the clock shows there at a moment: "07:00"."""
    return f"{moment.astimezone(_zone(settings.zone)):%H:%M}"


def limit(settings: Settings) -> timedelta:
    """How old a story may be that an edition still tells."""
    if settings.limit is not None:
        return settings.limit
    hours = _hours(settings)
    week = [
        timedelta(days=day, hours=hour.hour, minutes=hour.minute) for day in sorted(hours.days) for hour in hours.times
    ]
    waits = (later - earlier for earlier, later in pairwise([*week, *(first + _WEEK for first in week[:1])]))
    return max(2 * max(waits, default=timedelta()), LEAST_LIMIT)


def period(subscription_id: str, slot: Slot) -> str:
    """The name of a subscription's edition of one local day and hour, which is printed once."""
    return f"{subscription_id} {slot.day.isoformat()} {slot.hour.isoformat('minutes')}"


def awaited(subscription: Subscription, now: datetime) -> Awaited:
    """When a subscription's next edition is due."""
    slot = next_slot(subscription.settings, now)
    return Awaited(subscription.subscription_id, slot.at if slot else None, now)


def _slots(settings: Settings, zone: tzinfo, today: date) -> Iterator[Slot]:
    """The slots of yesterday, which quiet hours may have put off until today, and of the eight days after, in order."""
    hours = _hours(settings)
    for day in (today + number * _DAY for number in range(-1, 8)):
        if day.weekday() in hours.days:
            for hour in hours.times:
                at = _moment(day, hour, zone)
                # An hour that was passed over may so come into the quiet time, though it does not lie in it.
                yield Slot(day, hour, quiet_until(settings, at) or at)


def _hours(settings: Settings) -> Timetable:
    """The hours at which editions really go out, without those that are quiet."""
    chosen, quiet = settings.timetable or Timetable(()), settings.quiet
    if quiet is None:
        return chosen
    return replace(chosen, times=tuple(hour for hour in chosen.times if not _lies_in(quiet, hour)) or (quiet.ends,))


def _lies_in(quiet: Quiet, hour: time) -> bool:
    if quiet.begins <= quiet.ends:
        return quiet.begins <= hour < quiet.ends
    return hour >= quiet.begins or hour < quiet.ends


def _moment(day: date, hour: time, zone: tzinfo) -> datetime:
    """The first moment, in UTC, at which the clocks there show this hour of this day, or have passed it over."""
    shown = datetime.combine(day, hour, zone)
    at = shown.astimezone(UTC)
    if at.astimezone(zone) == shown:
        return at
    # No clock shows it. Read with the offset that comes after, it lies before the change; with the one before, as `at`
    # does, it lies at the change or after it (PEP 495).
    before = shown.replace(fold=1).astimezone(UTC)
    minutes = range((at - before) // _MINUTE + 1)
    passed = bisect_left(minutes, True, key=lambda minute: (before + minute * _MINUTE).astimezone(zone) >= shown)
    return before + passed * _MINUTE


def _zone(name: str) -> tzinfo:
    """The time zone of this name; UTC for one that this machine does not know, or does not know any more."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC
