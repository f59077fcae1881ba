"""A message or a form, and the words that somebody reads on it → the button, the choice or the field that is meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from bot.sandbox.rules.components import BUTTON, SELECTS, flattened
from bot.sandbox.rules.modals import TEXT_INPUT
from bot.sandbox.things import Json

OF_OPTIONS = SELECTS[0]

Control: TypeAlias = tuple[str, tuple[str, ...]]
"""What can be pressed or chosen from: its custom id, and the values chosen."""


class NoSuchField(LookupError):
    """It is a form without such a field, or a field without such a choice; the message says which there are."""


def button(message: Json, label: str) -> Control | None:
    """Find the button that is called so, or else begins so; None where the message has none."""
    wanted = label.casefold()
    there = [(str(one.get("label") or "").casefold(), str(one["custom_id"])) for one in _usable(message, (BUTTON,))]
    called = [custom_id for words, custom_id in there if words == wanted]
    begins = [custom_id for words, custom_id in there if words.startswith(wanted)]
    return next(((custom_id, ()) for custom_id in called + begins), None)


def choice(message: Json, chosen: tuple[str, ...]) -> Control | None:
    """Find the list that offers all of this; None where the message has none.

    A list of channels, people or roles takes what is written with its sign: "#news", "@mira".
    """
    for one in _usable(message, SELECTS):
        offered = _values(one)
        if one["type"] == OF_OPTIONS and all(option in offered for option in chosen):
            return str(one["custom_id"]), tuple(offered[option] for option in chosen)
        if one["type"] != OF_OPTIONS and all(option.startswith(("#", "@")) for option in chosen):
            return str(one["custom_id"]), chosen
    return None


def fields(modal: Json, filled: Mapping[str, str]) -> dict[str, str | tuple[str, ...]]:
    """What was filled in by the words on a form's fields → by custom id, as it is sent; raises `NoSuchField`."""
    there = dict(_fields(modal))
    given: dict[str, str | tuple[str, ...]] = {}
    for label, text in filled.items():
        field = there.get(label.casefold())
        if field is None:
            known = ", ".join(_named(one) for one in labels(modal)) or "none"
            raise NoSuchField(f"the form has no field {_named(label)}; its fields are: {known}")
        given[str(field["custom_id"])] = text if field["type"] == TEXT_INPUT else _chosen(label, field, text)
    return given


def labels(modal: Json) -> tuple[str, ...]:
    """The words on a form's fields, from top to bottom."""
    return tuple(str(one["label"]) for _, one in flattened(modal["components"]) if one.get("label"))


def _usable(message: Json, kinds: tuple[int, ...]) -> Iterator[Json]:
    for _, one in flattened(message.get("components") or []):
        if one.get("type") in kinds and one.get("custom_id") and not one.get("disabled"):
            yield one


def _fields(modal: Json) -> Iterator[tuple[str, Json]]:
    """Each field of a form by the words on it; a label stands on its field, or around it."""
    for _, one in flattened(modal["components"]):
        if one.get("label"):
            yield str(one["label"]).casefold(), one.get("component") or one


def _chosen(label: str, field: Json, text: str) -> tuple[str, ...]:
    lines = tuple(line.strip() for line in text.split("\n") if line.strip())
    if field["type"] != OF_OPTIONS:
        return lines
    offered = _values(field)
    for line in lines:
        if line not in offered:
            known = ", ".join(map(_named, offered))
            raise NoSuchField(f"{_named(label)} does not offer {_named(line)}, but: {known}")
    return tuple(offered[line] for line in lines)


def _values(select: Json) -> dict[str, str]:
    return {str(option["label"]): str(option["value"]) for option in select.get("options") or ()}


def _named(words: str) -> str:
    return f"“{words}”"
