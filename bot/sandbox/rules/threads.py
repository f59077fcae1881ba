"""The body that opens a thread or changes one → what Discord refuses of it (Documentation: Channel, Start Thread)."""

from __future__ import annotations

from bot.sandbox.ledger import Violation
from bot.sandbox.rules.checks import Check, anything, one_of, shape, text, whole, yes_or_no
from bot.sandbox.things import ChannelKind, Json

MINUTES = (60, 1440, 4320, 10080)
PRIVATE = 12
SLOWEST = 21600
UNMODELLED = ("rate_limit_per_user", "applied_tags")

_name = text(100, 1)
_details = {"auto_archive_duration": one_of(MINUTES, str(MINUTES)), "rate_limit_per_user": whole(0, SLOWEST)}
_from_message: Check = shape({"name": _name}, _details)
_of_forum: Check = shape({"name": _name, "message": shape({}, {})}, _details | {"applied_tags": anything})
_changed: Check = shape(
    {},
    _details
    | {"name": _name, "archived": yes_or_no, "locked": yes_or_no, "invitable": yes_or_no, "applied_tags": anything},
)


def refused_from_message(body: Json) -> tuple[Violation, ...]:
    """List what Discord refuses of a body that opens a thread from a message."""
    return tuple(_from_message(body, ""))


def refused_alone(body: Json, parent: ChannelKind) -> tuple[Violation, ...]:
    """List what Discord refuses of a body that opens a thread under a channel, or a post in a forum."""
    if parent is ChannelKind.FORUM:
        return tuple(_of_forum(body, ""))
    fitting = (
        (ChannelKind.ANNOUNCEMENT_THREAD,) if parent is ChannelKind.ANNOUNCEMENT else (ChannelKind.THREAD, PRIVATE)
    )
    kinds = {"type": one_of(fitting, str(tuple(map(int, fitting))))}
    return tuple(shape({"name": _name}, _details | kinds | {"invitable": yes_or_no})(body, ""))


def refused_change(body: Json) -> tuple[Violation, ...]:
    """List what Discord refuses of a body that changes a thread."""
    return tuple(_changed(body, ""))


def unmodelled(body: Json, parent: ChannelKind | None = None) -> tuple[str, ...]:
    """List what a body asks for that is not modelled; a thread under a text channel is private unless it says not."""
    private = parent is ChannelKind.TEXT and body.get("type") in (None, PRIVATE)
    return (*(key for key in UNMODELLED if body.get(key)), *(("private threads",) if private else ()))
