"""A JSON object from outside and a key → what stands there if it is of the kind that is asked for, else nothing."""

from bot.sandbox.things import Json

MOST = 100
_TOO_LARGE = 1 << 63


def text(what: Json, key: str) -> str:
    """The text under a key; a number is taken as its digits, anything else as no text."""
    value, counted = what.get(key), number(what, key)
    return value if isinstance(value, str) else "" if counted is None else str(counted)


def number(what: Json, key: str) -> int | None:
    """The whole number under a key, of 64 bits at most."""
    value = what.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _TOO_LARGE else None


def an_object(what: Json, key: str) -> Json:
    """The object under a key, an empty one where there is none."""
    value = what.get(key)
    return value if isinstance(value, dict) else {}


def objects(what: Json, key: str) -> list[Json]:
    """The objects in the list under a key, at most a hundred."""
    value = what.get(key)
    return [one for one in value[:MOST] if isinstance(one, dict)] if isinstance(value, list) else []
