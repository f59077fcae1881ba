"""The fields of a feed's head in, what it says of itself out."""

from dataclasses import dataclass
from datetime import timedelta

from bot.news.feed import links
from bot.news.feed.entry import author_in, title_in
from bot.news.feed.names import Element, Fields, fields
from bot.news.feed.text import Ground, first
from bot.news.model import Masthead

LONGEST_PACE = timedelta(days=1)
"""No feed is asked less often than this because it says so: many a `ttl` is a slip."""

_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(days=7),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}


@dataclass(frozen=True, slots=True)
class Head:
    """What a feed says of itself, as in `FeedDocument`; `author` wrote every entry that names no other."""

    masthead: Masthead
    identity: str | None
    topic: str | None
    hub: str | None
    pace: timedelta | None
    author: str | None


def head_of(root: Element, channel: Element, ground: Ground, host: str) -> Head:
    """The head of a feed; RSS 1.0 keeps its picture beside the channel. Where it has no title the host is its name."""
    found = fields(channel)
    icon = links.icon_in(found, ground)
    if icon is None and root is not channel:
        icon = links.icon_in(fields(root), ground)
    return Head(
        masthead=Masthead(title_in(found, ground) or host, links.site_in(found, channel, ground), icon),
        identity=first(found, ground, "id") or None,
        topic=links.related_in(found, "self", ground),
        hub=links.related_in(found, "hub", ground),
        pace=pace_of(
            first(found, ground, "ttl"),
            first(found, ground, "sy:updateperiod"),
            first(found, ground, "sy:updatefrequency"),
        ),
        author=author_in(found, ground) if _names_persons(found) else None,
    )


def pace_of(minutes: str, period: str, frequency: str) -> timedelta | None:
    """How rarely a feed asks to be read, by RSS's `ttl` or the syndication module; None for what cannot be meant."""
    every = _PERIODS.get(period.lower(), timedelta(0)) / max(_number(frequency), 1)
    longest = max(timedelta(minutes=_number(minutes)), every)
    return min(longest, LONGEST_PACE) or None


def _number(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 8 else 0


def _names_persons(found: Fields) -> bool:
    """Whether the authors of a head are Atom's, who wrote what names no others (RFC 4287, 4.2.1)."""
    return any(len(author) for author in found.get("author", ()))
