"""A modal that the bot opens → what Discord refuses of it (Documentation: Interaction Callback Modal, Components)."""

from __future__ import annotations

from collections.abc import Iterator

from bot.sandbox.ledger import Violation
from bot.sandbox.refusals import form
from bot.sandbox.rules import components
from bot.sandbox.rules.checks import Check, anything, many, shape, text, under, whole, yes_or_no
from bot.sandbox.rules.components import ROW, SELECTS, TEXT, among, custom_id, kinds
from bot.sandbox.things import Json

TEXT_INPUT, LABEL = 4, 18
MOST_FIELDS = 5
LONGEST_TITLE = LONGEST_LABEL = 45
LONGEST_TEXT = 4000
UNMODELLED = {19: "file uploads", 21: "radio groups", 22: "groups of checkboxes", 23: "checkboxes"}
"""What a label may hold at Discord and not here, by the number of its kind."""

_text_input = {
    "min_length": whole(0, LONGEST_TEXT),
    "max_length": whole(1, LONGEST_TEXT),
    "required": yes_or_no,
    "value": text(LONGEST_TEXT),
    "placeholder": text(100),
}
_input_in_row: Check = shape(
    {"custom_id": custom_id, "style": whole(1, 2), "label": text(LONGEST_LABEL, 1)}, _text_input
)
_input_in_label: Check = shape({"custom_id": custom_id, "style": whole(1, 2)}, _text_input)


def _select(value: object, at: str) -> Iterator[Violation]:
    yield from among(kinds, *SELECTS)(value, at)
    if isinstance(value, dict) and value.get("disabled"):
        yield form(under(at, "disabled"), "COMPONENT_DISABLED_IN_MODAL", "A select cannot be disabled in a modal")
    if isinstance(value, dict) and value.get("required") is not None:
        yield from yes_or_no(value["required"], under(at, "required"))


def _ordered(check: Check) -> Check:
    """Check also that the shortest text that an input takes is no longer than the longest."""

    def both(value: object, at: str) -> Iterator[Violation]:
        found = tuple(check(value, at))
        yield from found
        if found or not isinstance(value, dict):
            return
        if (value.get("min_length") or 0) > (value.get("max_length") or LONGEST_TEXT):
            yield form(under(at, "min_length"), "TEXT_INPUT_LENGTH_RANGE", "Must be no more than max_length.")

    return both


_held = {TEXT_INPUT: _ordered(_input_in_label), **dict.fromkeys(SELECTS, _select)}
_kinds: dict[int, Check] = {
    ROW: shape({"components": many(among({TEXT_INPUT: _ordered(_input_in_row)}, TEXT_INPUT), 1, 1)}, {}),
    TEXT: kinds[TEXT],
    LABEL: shape(
        {"label": text(LONGEST_LABEL, 1), "component": among(_held, TEXT_INPUT, *SELECTS)},
        {"description": text(100)},
    ),
}
_modal = shape(
    {
        "custom_id": custom_id,
        "title": text(LONGEST_TITLE, 1),
        "components": many(among(_kinds, ROW, TEXT, LABEL), MOST_FIELDS, 1),
    },
    {"flags": anything},
)


def refused(modal: Json, at: str = "data") -> tuple[Violation, ...]:
    """List what Discord refuses of a modal."""
    found = tuple(_modal(modal, at))
    return found or tuple(components.twice(modal["components"], under(at, "components")))


def unmodelled(modal: Json) -> tuple[str, ...]:
    """List what stands in a modal's labels that Discord knows and this stand-in does not."""
    inside = modal.get("components")
    labels = [each for each in inside if isinstance(each, dict)] if isinstance(inside, list) else []
    held = [each["component"].get("type") for each in labels if isinstance(each.get("component"), dict)]
    return tuple(UNMODELLED[kind] for kind in held if isinstance(kind, int) and kind in UNMODELLED)


def opened(modal: Json) -> Json:
    """Give every component of a modal the id that Discord gives to those that have none."""
    return modal | {"components": components.numbered(modal["components"])}
