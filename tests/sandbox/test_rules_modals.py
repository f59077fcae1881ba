"""What Discord refuses of a modal, limit by limit, and what is not modelled of one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox import Json
from bot.sandbox.rules import modals

INPUT: Json = {"type": 4, "custom_id": "a", "style": 1}
OPTIONS: Json = {"options": [{"label": "l", "value": "v"}]}


def row(**parts: object) -> Json:
    """Make a row that holds an input with a label."""
    return {"type": 1, "components": [INPUT | {"label": "l"} | parts]}


def label(component: Json | None = None, **parts: object) -> Json:
    """Make a label that holds an input, or something else."""
    return {"type": 18, "label": "l", "component": INPUT if component is None else component} | parts


def modal(*components: Json, **parts: object) -> Json:
    """Make a modal of these components."""
    return {"custom_id": "m", "title": "t", "components": list(components)} | parts


@pytest.mark.parametrize(
    "right",
    [
        modal(row()),
        modal(label()),
        modal(row(min_length=0, max_length=4000, required=False, value="v" * 4000, placeholder="p" * 100)),
        modal(label(description="d" * 100, label="l" * 45), title="t" * 45),
        modal({"type": 10, "content": "c"}, label()),
        modal(label({"type": 3, "custom_id": "s", "required": False} | OPTIONS, description=None)),
        modal(*(label({"type": kind, "custom_id": str(kind), "required": None}) for kind in (5, 6, 7, 8))),
        modal(*(label(INPUT | {"custom_id": str(number)}) for number in range(5))),
    ],
)
def test_what_discord_takes_is_taken(right: Json) -> None:
    """At every limit, of the older kind and the newer one."""
    assert modals.refused(right) == ()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (modal(), "data.components"),
        (modal(*(label(INPUT | {"custom_id": str(number)}) for number in range(6))), "data.components"),
        (modal(label(), title=""), "data.title"),
        (modal(label(), title="t" * 46), "data.title"),
        (modal(label(), custom_id="c" * 101), "data.custom_id"),
        (modal(label(label="l" * 46)), "data.components.0.label"),
        (modal(label(description="d" * 101)), "data.components.0.description"),
        (modal(label(), label()), "data.components.1.component.custom_id"),
        (modal(label({"type": 2, "custom_id": "b", "style": 1, "label": "l"})), "data.components.0.component.type"),
        (modal(label({"type": 3, "custom_id": "s"})), "data.components.0.component.options"),
        (modal(label({"type": 5, "custom_id": "s", "disabled": True})), "data.components.0.component.disabled"),
        (modal(label({"type": 5, "custom_id": "s", "required": "no"})), "data.components.0.component.required"),
        (modal(row(label=None)), "data.components.0.components.0.label"),
        (modal(row(label="l" * 46)), "data.components.0.components.0.label"),
        (modal(row(style=3)), "data.components.0.components.0.style"),
        (modal(row(max_length=4001)), "data.components.0.components.0.max_length"),
        (modal(row(max_length=0)), "data.components.0.components.0.max_length"),
        (modal(row(min_length=4001)), "data.components.0.components.0.min_length"),
        (modal(row(min_length=3, max_length=2)), "data.components.0.components.0.min_length"),
        (modal(row(value="v" * 4001)), "data.components.0.components.0.value"),
        (modal(row(placeholder="p" * 101)), "data.components.0.components.0.placeholder"),
        (modal({"type": 1, "components": [INPUT | {"label": "l"}, INPUT | {"label": "l"}]}), "data.components.0."),
        (modal({"type": 1, "components": [{"type": 3, "custom_id": "s"} | OPTIONS]}), "data.components.0.components."),
        (modal({"type": 17, "components": [{"type": 10, "content": "c"}]}), "data.components.0.type"),
        (modal({"type": 18, "label": "l"}), "data.components.0.component"),
    ],
)
def test_what_discord_refuses_is_refused(wrong: Json, field: str) -> None:
    """Just past every limit, with the field that is wrong."""
    (found,) = modals.refused(wrong)
    assert found.field.startswith(field)
    assert (found.kind, found.code) == ("discord", 50035)


@pytest.mark.parametrize("kind", [19, 21, 22, 23])
def test_what_is_not_modelled_is_named(kind: int) -> None:
    """Uploads and boxes to tick, which Discord knows."""
    assert modals.unmodelled(modal(label(), label({"type": kind, "custom_id": "x"}))) == (modals.UNMODELLED[kind],)


def test_every_component_gets_an_id() -> None:
    """At any depth, beside those that have one."""
    opened = modals.opened(modal(row(), label(), {"type": 10, "content": "c", "id": 9}))
    assert [each["id"] for each in opened["components"]] == [1, 3, 9]
    assert opened["components"][0]["components"][0]["id"] == 2
    assert opened["components"][1]["component"]["id"] == 4


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(("type", "custom_id", "title", "components", "component", "label", "style")), inner
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(("custom_id", "title", "components")), _json))
def test_no_body_breaks_the_rules(body: Json) -> None:
    """Whatever is sent is judged, not stumbled over; what passes can be opened."""
    if not modals.refused(body):
        assert modals.opened(body)["components"]
    assert isinstance(modals.unmodelled(body), tuple)
