"""What a person chose in a select, or wrote into a modal → the data that Discord sends of it, or why it sends none."""

from __future__ import annotations

from collections.abc import Mapping

from bot.sandbox.people import options
from bot.sandbox.people.offered import Mistyped, Scene
from bot.sandbox.rules import components
from bot.sandbox.rules.commands import CHANNEL, MENTIONABLE, ROLE, USER
from bot.sandbox.rules.modals import LABEL, LONGEST_TEXT, TEXT_INPUT
from bot.sandbox.things import Json

Given = Mapping[str, str | tuple[str, ...]]
"""What was given for each field of a modal, by custom_id: a text, or the values chosen."""

_OF_SELECTS = {5: USER, 6: ROLE, 7: MENTIONABLE, 8: CHANNEL}
"""Which type of option takes what a select of a kind takes (Documentation: Component Types)."""


def pressed(component: Json, values: tuple[str, ...], scene: Scene) -> Json:
    """Write the data of a press; Mistyped when a select does not take these values."""
    data: Json = {"custom_id": component["custom_id"], "component_type": component["type"], "id": component["id"]}
    if component["type"] == components.BUTTON:
        return data
    resolved: dict[str, Json] = {}
    data["values"] = _values(component, values, scene, resolved)
    return data | {"resolved": resolved} if resolved else data


def submitted(modal: Json, given: Given, scene: Scene) -> Json:
    """Write the data of a modal that was filled in; Mistyped when a field is missing, unknown or beyond its bounds."""
    fields = {field["custom_id"] for _, field in components.flattened(modal["components"]) if "custom_id" in field}
    strange = [name for name in given if name not in fields]
    if strange:
        raise Mistyped(f"the form has no field {', '.join(strange)}")
    resolved: dict[str, Json] = {}
    written = [_written(component, given, scene, resolved) for component in modal["components"]]
    data: Json = {"custom_id": modal["custom_id"], "components": written}
    return data | {"resolved": resolved} if resolved else data


def _written(component: Json, given: Given, scene: Scene, resolved: dict[str, Json]) -> Json:
    """Write one component of a modal as it is sent back: its kind and id, and what was given inside."""
    head: Json = {"type": component["type"], "id": component["id"]}
    if component["type"] == components.ROW:
        rows = component["components"]
        return head | {"components": [_field(each, each.get("label"), given, scene, resolved) for each in rows]}
    if component["type"] == LABEL:
        return head | {"component": _field(component["component"], component["label"], given, scene, resolved)}
    return head


def _field(field: Json, label: str | None, given: Given, scene: Scene, resolved: dict[str, Json]) -> Json:
    head: Json = {"type": field["type"], "id": field["id"], "custom_id": field["custom_id"]}
    value = given.get(field["custom_id"])
    called = field | {"label": label or field["custom_id"]}
    if field["type"] == TEXT_INPUT:
        text = field.get("value") or "" if value is None else value
        if not isinstance(text, str):
            raise Mistyped(f"{called['label']} is a text")
        _check_text(called, text)
        return head | {"value": text}
    chosen = _preset(field) if value is None else tuple(filter(None, [value] if isinstance(value, str) else value))
    if not chosen and field.get("required") is False:
        return head | {"values": []}
    return head | {"values": _values(called, chosen, scene, resolved)}


def _preset(select: Json) -> tuple[str, ...]:
    """List what a select has chosen before anybody touches it."""
    of_options = [option["value"] for option in select.get("options") or () if option.get("default")]
    return (*of_options, *(str(each["id"]) for each in select.get("default_values") or ()))


def _check_text(field: Json, text: str) -> None:
    if not text.strip() and field.get("required") is not False:
        raise Mistyped(f"{field['label']} must be filled in")
    least, most = field.get("min_length") or 0, field.get("max_length") or LONGEST_TEXT
    if text and not least <= len(text) <= most:
        raise Mistyped(f"{field['label']} has {least} to {most} characters, not {len(text)}")


def _values(select: Json, values: tuple[str, ...], scene: Scene, resolved: dict[str, Json]) -> list[str]:
    """Check the values of a select, and add whom or what they name to `resolved`."""
    name = select.get("label") or select["custom_id"]
    if select["type"] == components.SELECTS[0]:
        known = [option["value"] for option in select["options"]]
        strange = [value for value in values if value not in known]
        if strange:
            raise Mistyped(f"{name} does not offer {', '.join(strange)}")
        chosen = list(values)
    else:
        option = {"name": name, "type": _OF_SELECTS[select["type"]], "channel_types": select.get("channel_types")}
        chosen = [options.named(option, value, scene, resolved) for value in values]
    least, most = (1 if select.get(key) is None else select[key] for key in ("min_values", "max_values"))
    if len(set(chosen)) < len(chosen):
        raise Mistyped(f"{name} takes nothing twice")
    if not least <= len(chosen) <= most:
        raise Mistyped(f"{name} takes {least if least == most else f'{least} to {most}'}, not {len(chosen)}")
    return chosen
