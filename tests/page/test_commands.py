"""Commands as Discord keeps them are listed as people pick them."""

from __future__ import annotations

from bot.sandbox.page import commands
from bot.sandbox.things import Command, Json
from tests.page.visit import COMMANDS


def listed(*bodies: Json) -> Json:
    """List some commands."""
    return commands.listed(Command(number, None, body) for number, body in enumerate(bodies, 1))


def test_every_leaf_is_a_command_of_its_own() -> None:
    """A command with subcommands cannot be used itself; what can be is named with all its words, in order of names."""
    nested = {"name": "mute", "type": 2, "description": "d", "options": [{"name": "feed", "type": 1}]}
    digest = {"name": "digest", "description": "d", "options": [nested]}
    names = [command["name"] for command in listed(*COMMANDS, digest)["slash"]]
    assert names == ["digest mute feed", "feed add", "feed list", "latest"]


def test_the_menus_have_lists_of_their_own() -> None:
    """What stands in a message's or a person's menu is not typed."""
    told = listed(*COMMANDS)
    assert (told["message"], told["user"]) == ([{"name": "Digest this"}], [{"name": "Quotes of"}])


def test_an_option_tells_what_may_be_given() -> None:
    """Its kind, whether it is wanted, and its bounds: null where it has none."""
    (latest,) = (command for command in listed(*COMMANDS)["slash"] if command["name"] == "latest")
    assert latest["description"] == "The newest headlines."
    assert latest["options"][1] == {
        "name": "count",
        "description": "How many.",
        "kind": "integer",
        "required": False,
        "autocomplete": False,
        "choices": [],
        "min": 1,
        "max": 10,
        "shortest": None,
        "longest": None,
    }
    (add,) = (command for command in listed(*COMMANDS)["slash"] if command["name"] == "feed add")
    assert [(option["kind"], option["required"]) for option in add["options"]] == [("string", True), ("channel", False)]


def test_every_kind_of_option_has_a_name() -> None:
    """Discord numbers them from 3 to 11."""
    options = [{"name": f"o{kind}", "description": "d", "type": kind} for kind in range(3, 12)]
    (command,) = listed({"name": "do", "description": "d", "options": options})["slash"]
    assert [option["kind"] for option in command["options"]] == (
        "string integer boolean user channel role mentionable number attachment".split()
    )


def test_a_choice_has_its_value_as_one_types_it() -> None:
    """A number is written out, as whatever is given for an option is."""
    option = {"name": "n", "description": "d", "type": 4, "choices": [{"name": "Two", "value": 2}]}
    (command,) = listed({"name": "do", "description": "d", "options": [option]})["slash"]
    assert command["options"][0]["choices"] == [{"name": "Two", "value": "2"}]


def test_nothing_offered_is_nothing_listed() -> None:
    """Without commands every list is empty."""
    assert listed() == {"slash": [], "message": [], "user": []}
