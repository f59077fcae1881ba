"""Discord's JSON error codes → the answer that carries them."""

from __future__ import annotations

from collections.abc import Iterable

from bot.sandbox.ledger import Ledger, Violation
from bot.sandbox.things import Json

REASONS: dict[int, tuple[int, str]] = {
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10007: (404, "Unknown Member"),
    10008: (404, "Unknown Message"),
    10011: (404, "Unknown Role"),
    10013: (404, "Unknown User"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    10063: (404, "Unknown application command"),
    20012: (403, "You are not authorized to perform this action on this application"),
    40033: (400, "This message has already been crossposted."),
    40060: (400, "Interaction has already been acknowledged."),
    50001: (403, "Missing Access"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50007: (403, "Cannot send messages to this user"),
    50008: (400, "Cannot send messages in a non-text channel"),
    50013: (403, "Missing Permissions"),
    50024: (400, "Cannot execute action on this channel type"),
    50027: (401, "Invalid Webhook Token"),
    50033: (400, "Invalid Recipient(s)"),
    50035: (400, "Invalid Form Body"),
    50083: (400, "Thread is archived"),
    50109: (400, "The request body contains invalid JSON."),
    160002: (403, "Cannot reply without permission to read message history"),
    160004: (400, "A thread has already been created for this message"),
    160005: (400, "Thread is locked"),
}
"""HTTP status and message by code, from Discord's documentation (Opcodes and Status Codes, JSON error codes)."""


class Refused(Exception):
    """It is refused: answered with a status and a body in Discord's shape.

    `violations` are recorded against the bot and told in the body; `told` is only told, where nobody is to blame.
    """

    def __init__(self, code: int, violations: Iterable[Violation] = (), told: Iterable[Violation] = ()) -> None:
        self.status, message = REASONS[code]
        self.violations = tuple(violations)
        self.body: Json = {"message": message, "code": code}
        if code == 50035:
            self.body["errors"] = nested((*self.violations, *told))
        super().__init__(message)


class NotModelled(Refused):
    """It is not modelled: Discord would take it, and this stand-in cannot tell what would come of it."""

    def __init__(self, what: str) -> None:
        Exception.__init__(self, what)
        self.status = 400
        self.violations = ()
        self.body = {"message": f"Not modelled by the stand-in: {what}", "code": 0}


def say_not_modelled(ledger: Ledger, where: str, what: Iterable[str]) -> None:
    """Record what a call asks for that is not modelled, and refuse the call; do nothing where it asks for none."""
    found = ", ".join(what)
    if found:
        ledger.unmodelled.append(f"{where}: {found}")
        raise NotModelled(found)


def broken(violations: Iterable[Violation]) -> Refused:
    """Make the refusal that these violations earn; they are all of one code."""
    found = tuple(violations)
    return Refused(found[0].code, found)


def form(field: str, sign: str, what: str) -> Violation:
    """Make the violation of a field that is not as Discord wants it (50035)."""
    return Violation("discord", 50035, field, sign, what)


def nested(violations: Iterable[Violation]) -> Json:
    """Nest violations by their dotted fields, as Discord's `errors` object does."""
    errors: Json = {}
    for violation in violations:
        place = errors
        for part in filter(None, violation.field.split(".")):
            place = place.setdefault(part, {})
        place.setdefault("_errors", []).append({"code": violation.sign, "message": violation.what})
    return errors
