"""A text and its allowed_mentions → whom it names and may ping (Documentation: Message, Allowed Mentions Object)."""

from __future__ import annotations

import re

from bot.sandbox.things import Json, Mentions

_USER = re.compile(r"<@!?(\d{1,20})>")
_ROLE = re.compile(r"<@&(\d{1,20})>")
_EVERYONE = re.compile(r"@(?:everyone|here)\b")


def allowed(text: str, allowed_mentions: Json | None, *, replied: int | None) -> Mentions:
    """Tell whom a text may ping; `replied` is the author of the message it replies to.

    Without allowed_mentions Discord lets everything ping, the author replied to as well.
    """
    everything: Json = {"parse": ["users", "roles", "everyone"], "replied_user": True}
    rule = everything if allowed_mentions is None else allowed_mentions
    parse = rule.get("parse") or ()
    users = _let(_ids(_USER, text), "users" in parse, rule.get("users"))
    if replied is not None and rule.get("replied_user") and replied not in users:
        users = (*users, replied)
    return Mentions(
        users=users,
        roles=_let(_ids(_ROLE, text), "roles" in parse, rule.get("roles")),
        everyone="everyone" in parse and _EVERYONE.search(text) is not None,
    )


def _ids(pattern: re.Pattern[str], text: str) -> tuple[int, ...]:
    return tuple(dict.fromkeys(int(found) for found in pattern.findall(text)))


def _let(named: tuple[int, ...], every: bool, listed: list[object] | None) -> tuple[int, ...]:
    among = {str(one) for one in listed or ()}
    return tuple(one for one in named if every or str(one) in among)
