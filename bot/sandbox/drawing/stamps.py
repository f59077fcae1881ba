"""A moment and a style → the `<time>` in which the page writes it anew in the reader's own zone."""

from datetime import UTC, datetime, timedelta

from bot.sandbox.drawing.elements import Html, element

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_STYLES = {
    "t": "{0:%H:%M}",
    "T": "{0:%H:%M:%S}",
    "d": "{0:%d/%m/%Y}",
    "D": "{0.day} {0:%B %Y}",
    "F": "{0:%A}, {0.day} {0:%B %Y %H:%M}",
    "s": "{0:%d/%m/%Y %H:%M}",
    "S": "{0:%d/%m/%Y %H:%M:%S}",
}
_LONG = "{0.day} {0:%B %Y %H:%M}"


def after(seconds: int) -> datetime | None:
    """The moment so many seconds after 1970 began, None outside the years 1 to 9999."""
    try:
        return _EPOCH + timedelta(seconds=seconds)
    except OverflowError:
        return None


def written(iso: str) -> datetime | None:
    """The moment that an ISO 8601 text names, None where it names none."""
    try:
        moment = datetime.fromisoformat(iso)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def words(moment: datetime, style: str) -> str:
    """A moment of UTC in words (Discord's documentation: Reference, Timestamp Styles).

    How long ago it is ("R") only the page knows, which keeps the clock; until it says so the moment stands in full.
    """
    return _STYLES.get(style, _LONG).format(moment)


def stamp(moment: datetime, style: str, class_: str = "stamp") -> Html:
    """A moment as an element, in one of Discord's styles."""
    return element("time", words(moment, style), class_=class_, datetime=moment.isoformat(), data_style=style)
