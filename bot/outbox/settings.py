"""What an admin may set for a subscription, and what stands where nothing is set."""

from dataclasses import dataclass
from datetime import time, timedelta
from typing import Literal

from bot.news.model import Length

Gathering = Literal["channel", "server", "off"]

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)


@dataclass(frozen=True, slots=True)
class Timetable:
    """The local times at which editions go out, in order, without a second.

    `days` are the days of the week on which they do, from 0 for Monday.
    """

    times: tuple[time, ...]
    days: tuple[int, ...] = EVERY_DAY


@dataclass(frozen=True, slots=True)
class Quiet:
    """The local hours in which nothing is posted, every day; they may begin in the evening and end in the morning."""

    begins: time
    ends: time


@dataclass(frozen=True, slots=True)
class Budget:
    """How much may be said of a story after its digest: at most so many follow-ups, so far apart, for so long.

    `most` is 0 where nobody wants any.
    """

    most: int = 6
    apart: timedelta = timedelta(minutes=10)
    lasts: timedelta = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Settings:
    """How a channel wants to be told of a feed.

    `timetable` is None for a subscription that is told at once. `zone` is the IANA name of the time zone in which its
    times are meant. `most` is how many stories one edition shows. `limit` is how old a story may be that an edition
    still tells, None for twice the longest wait between two editions, and two days at least. With `heartbeat` an
    edition goes out although there is nothing new. A story whose headline has one of the words `without` is not told.
    `gathering` says how far stories of one event are told once: in this channel, in all channels of the server, or
    not at all.
    """

    timetable: Timetable | None = None
    zone: str = "UTC"
    quiet: Quiet | None = None
    most: int = 5
    length: Length = "medium"
    limit: timedelta | None = None
    heartbeat: bool = False
    budget: Budget = Budget()
    without: tuple[str, ...] = ()
    gathering: Gathering = "channel"


AS_EVER = Settings()
"""What stands where nothing is set."""
