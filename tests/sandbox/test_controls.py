"""What somebody reads on a button, a list or a field is enough to know which one they mean."""

import pytest

from bot.sandbox import Json
from bot.sandbox.people.controls import NoSuchField, button, choice, fields, labels


def message(*parts: Json) -> Json:
    """Make a message with these parts, in a row within a container."""
    return {"components": [{"type": 17, "components": [{"type": 1, "components": list(parts)}]}]}


def push(label: str, custom_id: str) -> Json:
    """Make a button."""
    return {"type": 2, "label": label, "custom_id": custom_id}


def options(*labels: str) -> list[Json]:
    """Make the options of a list, whose values are their labels in capitals."""
    return [{"label": label, "value": label.upper()} for label in labels]


def test_a_button_is_known_by_its_label() -> None:
    """Wholly before by its beginning, whatever the case, wherever it stands; beside text as well."""
    there = message(push("More quotes (5)", "quotes"), push("More", "more"), push("Why this?", "why"))
    assert [button(there, label) for label in ("more", "More quotes", "why", "Less")] == [
        ("more", ()),
        ("quotes", ()),
        ("why", ()),
        None,
    ]
    section = {"type": 9, "components": [], "accessory": push("Beside", "beside")}
    assert button({"components": [section]}, "Beside") == ("beside", ())


@pytest.mark.parametrize("more", [{"disabled": True}, {"custom_id": None, "url": "https://quay.example/"}])
def test_what_cannot_be_pressed_is_no_button(more: Json) -> None:
    """One that is disabled, or leads elsewhere, is passed over for the next that is called so."""
    assert button(message(push("More", "first") | more, push("More", "second")), "More") == ("second", ())


def test_a_list_is_known_by_what_it_offers() -> None:
    """All that is chosen must be in it; a list of channels takes what has a channel's sign."""
    there = message(
        {"type": 3, "custom_id": "feeds", "options": options("One", "Two")},
        {"type": 3, "custom_id": "times", "options": options("Two", "Three")},
        {"type": 8, "custom_id": "where"},
    )
    assert choice(there, ("Two", "One")) == ("feeds", ("TWO", "ONE"))
    assert choice(there, ("Three",)) == ("times", ("THREE",))
    assert choice(there, ("#news",)) == ("where", ("#news",))
    assert choice(there, ("One", "Three")) is None


def test_a_field_is_known_by_the_words_on_it() -> None:
    """A label stands on the field or around it; what is chosen is sent by its value, what is written as it is."""
    modal = {
        "title": "Digest this",
        "components": [
            {"type": 1, "components": [{"type": 4, "custom_id": "w", "label": "Words"}]},
            {
                "type": 18,
                "label": "How",
                "component": {"type": 3, "custom_id": "h", "options": options("Now", "Later")},
            },
            {"type": 18, "label": "Where", "component": {"type": 8, "custom_id": "c"}},
        ],
    }
    assert labels(modal) == ("Words", "How", "Where")
    given = fields(modal, {"words": "Fog\nheld", "how": "Later\nNow", "WHERE": "#news"})
    assert given == {"w": "Fog\nheld", "h": ("LATER", "NOW"), "c": ("#news",)}
    with pytest.raises(NoSuchField, match="no field “Moon”; its fields are: “Words”, “How”, “Where”"):
        fields(modal, {"Moon": "full"})
    with pytest.raises(NoSuchField, match="“How” does not offer “Never”, but: “Now”, “Later”"):
        fields(modal, {"How": "Never"})
