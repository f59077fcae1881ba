"""The body of a message → what Discord refuses of it, and what this house would not send."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.sandbox.ledger import Violation
from bot.sandbox.refusals import form
from bot.sandbox.rules import components, embeds
from bot.sandbox.rules.checks import Check, anything, many, one_of, shape, snowflake, text, whole, yes_or_no
from bot.sandbox.things import Json, MessageFlag

MOST_CONTENT = 2000
MOST_NONCE = 25
EDITING = frozenset(
    {"content", "tts", "embeds", "allowed_mentions", "components", "attachments", "flags", "sticker_ids"}
)
CREATING = EDITING | {"nonce", "enforce_nonce", "message_reference", "poll", "shared_client_theme"}
ANSWERING = EDITING - {"sticker_ids"} | {"poll"}
FOLLOWING_UP = ANSWERING | {"username", "avatar_url", "thread_name", "applied_tags"}

BEGINNING = CREATING - {"nonce", "enforce_nonce", "message_reference"}
UNMODELLED = (
    *("poll", "sticker_ids", "tts", "shared_client_theme"),
    *("username", "avatar_url", "thread_name", "applied_tags"),
)
FORWARD = 1

SENT_FLAGS = MessageFlag.SUPPRESS_EMBEDS | MessageFlag.SUPPRESS_NOTIFICATIONS | MessageFlag.COMPONENTS_V2
ANSWERED_FLAGS = SENT_FLAGS | MessageFlag.EPHEMERAL
EDITED_FLAGS = MessageFlag.SUPPRESS_EMBEDS | MessageFlag.COMPONENTS_V2

_BARE_LINK = re.compile(r"(?<!<)https?://[^\s<>]+", re.IGNORECASE)
_CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
_allowed_mentions = shape(
    {},
    {
        "parse": many(one_of(("users", "roles", "everyone"), "('users', 'roles', 'everyone')"), 3),
        "users": many(snowflake, 100),
        "roles": many(snowflake, 100),
        "replied_user": yes_or_no,
    },
)
_reference = shape(
    {"message_id": snowflake},
    {"channel_id": snowflake, "guild_id": snowflake, "fail_if_not_exists": yes_or_no, "type": whole(0, 1)},
)
_attachment = shape({"id": snowflake}, {"filename": text(1024), "description": text(1024)})


def _nonce(value: object, at: str) -> Iterator[Violation]:
    if isinstance(value, bool) or not isinstance(value, int | str):
        yield form(at, "NONCE_TYPE_CONVERT", "Must be a string or an integer.")
    elif isinstance(value, str) and len(value) > MOST_NONCE:
        yield form(at, "BASE_TYPE_MAX_LENGTH", f"Must be {MOST_NONCE} or fewer in length.")


def _each_part(layout: Check) -> Check:
    return shape(
        {},
        {
            "content": text(MOST_CONTENT),
            "nonce": _nonce,
            "enforce_nonce": yes_or_no,
            "tts": yes_or_no,
            "embeds": embeds.embeds,
            "components": layout,
            "allowed_mentions": _allowed_mentions,
            "message_reference": _reference,
            "sticker_ids": many(snowflake, 3),
            "attachments": many(_attachment, 10),
            "flags": whole(0, 2**31 - 1),
            "poll": anything,
        },
    )


_with_rows = _each_part(components.rows)
_with_layout = _each_part(components.layout)


def refused(body: Json, *, known: Iterable[str], flags: int, laid_out: bool = False) -> tuple[Violation, ...]:
    """List what Discord refuses of a body that may have these keys and flags; `laid_out` when the edited message is
    in Components V2 already.

    Whether a message is empty is asked apart (`empty`), because that depends on what it is made of.
    """
    found = [
        form(key, "UNKNOWN_KEY", "This key is not known for this call.") for key in sorted(body.keys() - set(known))
    ]
    in_layout = laid_out or bool(_flags(body) & MessageFlag.COMPONENTS_V2)
    found += (_with_layout if in_layout else _with_rows)(body, "")
    if _flags(body) & ~flags:
        found.append(form("flags", "BASE_TYPE_INVALID", "These flags cannot be set here."))
    if found:
        return tuple(found)
    if in_layout:
        found += [beside_a_layout(key) for key in ("content", "embeds", "poll", "sticker_ids") if body.get(key)]
    found += _mention_conflicts(body.get("allowed_mentions") or {})
    found += embeds.together(body.get("embeds") or [])
    found += components.together(body.get("components") or [])
    return tuple(found)


def unmodelled(body: Json) -> tuple[str, ...]:
    """List what Discord knows in a body that the rules accepted, and this stand-in does not."""
    forwards = (body.get("message_reference") or {}).get("type") == FORWARD
    return (*(key for key in UNMODELLED if body.get(key)), *(("forwards",) if forwards else ()))


def empty(content: str, embedded: Iterable[Json], others: Iterable[object]) -> bool:
    """Tell whether a message would show nothing; `others` are its files, stickers, poll or laid-out components."""
    return not content.strip() and not any(map(embeds.shows_something, embedded)) and not any(others)


def beside_a_layout(field: str) -> Violation:
    """Make the violation of a field that Components V2 excludes."""
    sign = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
    return form(field, sign, "This field cannot be used with Components V2.")


NOTHING = Violation("discord", 50006, "", "EMPTY", "Cannot send an empty message")


def unlike_the_house(body: Json, flags: int) -> Iterator[Violation]:
    """List what this house does not send: a body without allowed_mentions, an address that draws its own preview."""
    if body.get("allowed_mentions") is None:
        yield Violation("house", 0, "allowed_mentions", "MISSING", "every message says whom it may ping")
    if not flags & MessageFlag.SUPPRESS_EMBEDS and _BARE_LINK.search(_CODE.sub("", body.get("content") or "")):
        yield Violation("house", 0, "content", "BARE_LINK", "an address in the text draws a second preview")


def _flags(body: Json) -> int:
    flags = body.get("flags")
    return flags if isinstance(flags, int) else 0


def _mention_conflicts(allowed: Json) -> Iterator[Violation]:
    for kind in ("users", "roles"):
        if kind in (allowed.get("parse") or ()) and allowed.get(kind):
            yield form(
                "allowed_mentions",
                "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
                f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.',
            )
