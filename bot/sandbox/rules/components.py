"""The components of a message → what Discord refuses of them (Documentation: Components)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import count

from bot.sandbox.ledger import Violation
from bot.sandbox.refusals import form
from bot.sandbox.rules.checks import (
    Check,
    anything,
    link,
    many,
    one_of,
    shape,
    snowflake,
    text,
    under,
    whole,
    yes_or_no,
)
from bot.sandbox.things import Json

ROW, BUTTON, SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER = 1, 2, 9, 10, 11, 12, 13, 14, 17
SELECTS = (3, 5, 6, 7, 8)
LINK_STYLE = 5
HOLDING_ONE = ("accessory", "component")
MOST_ROWS = 5
MOST_NESTED = 40
MOST_CHARACTERS = 4000

custom_id = text(100, 1)
_media = shape({"url": link(2048)}, {})
_emoji = shape({}, {"name": text(100), "animated": yes_or_no})
_option = shape(
    {"label": text(100, 1), "value": text(100, 1)},
    {"description": text(100), "default": yes_or_no, "emoji": _emoji},
)
_select = {"placeholder": text(150), "min_values": whole(0, 25), "max_values": whole(1, 25), "disabled": yes_or_no}
_select |= {"channel_types": many(whole(0, 16), 17)}
_preset = many(
    shape({"id": snowflake, "type": one_of(("user", "role", "channel"), "('user', 'role', 'channel')")}, {}), 25
)
_gallery_item = shape({"media": _media}, {"description": text(1024, 1), "spoiler": yes_or_no})


def _button(value: object, at: str) -> Iterator[Violation]:
    yield from _button_shape(value, at)
    if not isinstance(value, dict):
        return
    if value.get("style") == LINK_STYLE:
        if value.get("url") is None or value.get("custom_id") is not None:
            yield form(at, "BUTTON_COMPONENT_INVALID_LINK", "A link button must have a url and no custom id")
    elif value.get("custom_id") is None or value.get("url") is not None:
        yield form(at, "BUTTON_COMPONENT_CUSTOM_ID_REQUIRED", "A custom id is required, and no url")
    if not value.get("label") and not value.get("emoji"):
        yield form(at, "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED", "A label or an emoji is required")


_button_shape = shape(
    {"style": whole(1, 5)},
    {"label": text(80), "url": link(512), "custom_id": custom_id, "disabled": yes_or_no, "emoji": _emoji},
)


def _row(value: object, at: str) -> Iterator[Violation]:
    yield from _row_shape(value, at)
    inside = value.get("components") if isinstance(value, dict) else None
    kinds = [one.get("type") for one in inside if isinstance(one, dict)] if isinstance(inside, list) else []
    if len(kinds) > 1 and any(kind in SELECTS for kind in kinds):
        yield form(under(at, "components"), "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "A row holds 5 buttons or 1 select")


def among(rules: Mapping[int, Check], *allowed: int) -> Check:
    """Check a component that must be of one of these kinds, by the rules of its kind."""
    right_kind = one_of(allowed, str(allowed))

    def check(value: object, at: str) -> Iterator[Violation]:
        if not isinstance(value, dict):
            yield form(at, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType.")
            return
        wrong = tuple(right_kind(value.get("type"), under(at, "type")))
        yield from wrong
        if not wrong:
            yield from rules[value["type"]](value, at)

    return check


def _among(*allowed: int) -> Check:
    def check(value: object, at: str) -> Iterator[Violation]:
        yield from among(kinds, *allowed)(value, at)

    return check


_row_shape = shape({"components": many(_among(BUTTON, *SELECTS), 5, 1)}, {"id": anything})
kinds: dict[int, Check] = {
    ROW: _row,
    BUTTON: _button,
    3: shape({"custom_id": custom_id, "options": many(_option, 25, 1)}, _select),
    **{kind: shape({"custom_id": custom_id}, _select | {"default_values": _preset}) for kind in SELECTS[1:]},
    SECTION: shape({"components": many(_among(TEXT), 3, 1), "accessory": _among(BUTTON, THUMBNAIL)}, {}),
    TEXT: shape({"content": text(MOST_CHARACTERS, 1)}, {}),
    THUMBNAIL: shape({"media": _media}, {"description": text(1024, 1), "spoiler": yes_or_no}),
    GALLERY: shape({"items": many(_gallery_item, 10, 1)}, {}),
    FILE: shape({"file": _media}, {"spoiler": yes_or_no}),
    SEPARATOR: shape({}, {"divider": yes_or_no, "spacing": whole(1, 2)}),
    CONTAINER: shape(
        {"components": many(_among(ROW, TEXT, SECTION, GALLERY, SEPARATOR, FILE), MOST_NESTED, 1)},
        {"accent_color": whole(0, 0xFFFFFF), "spoiler": yes_or_no},
    ),
}
rows: Check = many(_among(ROW), MOST_ROWS)
layout: Check = many(_among(ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR, CONTAINER), MOST_NESTED)


def flattened(components: list[Json], at: str = "components") -> Iterator[tuple[str, Json]]:
    """List components with all that is nested in them, each with its field; each must be right by itself."""
    for index, component in enumerate(components):
        yield from _nested(component, f"{at}.{index}")


def _nested(component: Json, at: str) -> Iterator[tuple[str, Json]]:
    yield at, component
    yield from flattened(component.get("components") or [], f"{at}.components")
    for key in HOLDING_ONE:
        if component.get(key):
            yield from _nested(component[key], f"{at}.{key}")


def numbered(components: Iterable[Json]) -> list[Json]:
    """Give every component, at any depth, the id that Discord gives to those that have none."""
    return _numbered(components, count(1))


def _numbered(components: Iterable[Json], numbers: Iterator[int]) -> list[Json]:
    written: list[Json] = []
    for component in components:
        one: Json = {"id": next(numbers)} | component
        if "components" in component:
            one["components"] = _numbered(component["components"], numbers)
        for key in HOLDING_ONE:
            if component.get(key):
                (one[key],) = _numbered((component[key],), numbers)
        written.append(one)
    return written


def twice(components: list[Json], at: str = "components") -> Iterator[Violation]:
    """Find the custom ids that are used twice."""
    seen: set[str] = set()
    for where, component in flattened(components, at):
        name = component.get("custom_id")
        if name in seen:
            field = under(where, "custom_id")
            yield form(field, "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
        seen |= {name} if name else set()


def together(components: list[Json]) -> Iterator[Violation]:
    """Find what is wrong with the components of a message taken together: ids used twice, too many, too long."""
    everything = list(flattened(components))
    yield from twice(components)
    if len(everything) > MOST_NESTED:
        yield form("components", "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", f"Must be {MOST_NESTED} or fewer in all")
    if len(shown_text(components)) > MOST_CHARACTERS:
        yield form(
            "components", "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", f"Text exceeds {MOST_CHARACTERS} characters"
        )


def shown_text(components: list[Json]) -> str:
    """Join the text of every text display; each component must be right by itself."""
    return "".join(component["content"] for _, component in flattened(components) if component["type"] == TEXT)


def find(components: list[Json], wanted: Callable[[Json], bool]) -> Json | None:
    """Find the first component, at any depth, that is wanted."""
    return next((component for _, component in flattened(components) if wanted(component)), None)
