"""The form that an interaction has opened, as Discord writes it → its fields, as the page fills them in."""

from __future__ import annotations

from collections.abc import Iterator

from bot.sandbox.drawing import markdown
from bot.sandbox.drawing.sight import Sight
from bot.sandbox.rules.components import ROW, TEXT
from bot.sandbox.rules.modals import LABEL, TEXT_INPUT
from bot.sandbox.things import Json

SELECTS = {3: "select", 5: "user", 6: "role", 7: "mentionable", 8: "channel"}
"""The kinds of field in which one chooses, by Discord's numbers."""

PARAGRAPH = 2


def modal(interaction: int, form: Json, sight: Sight) -> Json:
    """Write a form that the rules accepted: its title, and a field for each thing in it that is read or filled in."""
    fields = [field for component in form["components"] for field in _fields(component, sight)]
    return {"interaction": str(interaction), "title": form["title"], "fields": fields}


def _fields(component: Json, sight: Sight) -> Iterator[Json]:
    match component["type"]:
        case kind if kind == ROW:  # the older form: a row around a field, which carries its own label
            yield from (_field(inside, inside) for inside in component["components"])
        case kind if kind == LABEL:
            yield _field(component["component"], component)
        case kind if kind == TEXT:
            yield _blank("text") | {"html": markdown.block(component["content"], sight)}


def _field(what: Json, labelled: Json) -> Json:
    """Write what is filled in, with the label that it has or that stands around it."""
    return _blank(_kind(what)) | {
        "custom_id": what["custom_id"],
        "label": labelled.get("label") or "",
        "description": labelled.get("description") or "",
        "required": what.get("required") is not False,
        "shortest": what.get("min_length"),
        "longest": what.get("max_length"),
        "least": 1 if what.get("min_values") is None else what["min_values"],
        "most": 1 if what.get("max_values") is None else what["max_values"],
        "placeholder": what.get("placeholder") or "",
        "value": what.get("value") or "",
        "options": [_option(option) for option in what.get("options") or ()],
    }


def _kind(what: Json) -> str:
    if what["type"] == TEXT_INPUT:
        return "paragraph" if what["style"] == PARAGRAPH else "short"
    return SELECTS[what["type"]]


def _option(option: Json) -> Json:
    return {
        "label": option["label"],
        "value": option["value"],
        "description": option.get("description") or "",
        "default": bool(option.get("default")),
    }


def _blank(kind: str) -> Json:
    return {
        "kind": kind,
        "custom_id": "",
        "label": "",
        "description": "",
        "required": False,
        "shortest": None,
        "longest": None,
        "least": 0,
        "most": 0,
        "placeholder": "",
        "value": "",
        "options": [],
        "html": "",
    }
