"""Every limit of a slash command: one at the limit is right, one step further is refused where it broke."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox.rules import commands
from bot.sandbox.things import Json


def command(*options: Json, **parts: object) -> Json:
    """Make a command that is right, but for these parts."""
    return {"name": "news", "description": "What was said.", "options": list(options)} | parts


def option(name: str = "count", kind: int = 3, **parts: object) -> Json:
    """Make an option that is right, but for these parts."""
    return {"name": name, "description": "How many.", "type": kind} | parts


def options(count: int, kind: int = 3) -> list[Json]:
    """Make so many options with names of their own."""
    return [option(f"o{index}", kind) for index in range(count)]


def choices(count: int, name: str = "c", value: str = "v") -> list[Json]:
    """Make so many choices."""
    return [{"name": name, "value": value}] * count


LIMITS: list[tuple[str, Any, Any, str]] = [
    ("name", command(name="n" * 32), command(name="n" * 33), "name"),
    ("letters of a name", command(name="late-edition_2"), command(name="late edition"), "name"),
    ("lower case", command(name="news"), command(name="News"), "name"),
    ("description", command(description="d" * 100), command(description="d" * 101), "description"),
    ("description is there", command(description="d"), command(description=""), "description"),
    ("options", command(*options(25)), command(*options(26)), "options"),
    ("subcommands", command(*options(25, 1)), command(*options(26, 1)), "options"),
    ("option names differ", command(*options(2)), command(*options(1), *options(1)), "options"),
    (
        "required first",
        command(option("a", required=True), option("b")),
        command(option("b"), option("a", required=True)),
        "options",
    ),
    ("one kind of option", command(option("a", 1)), command(option("a", 1), option("b")), "options"),
    ("option type", command(option(kind=11)), command(option(kind=12)), "options.0.type"),
    ("option name", command(option("n" * 32)), command(option("n" * 33)), "options.0.name"),
    (
        "option description",
        command(option(description="d" * 100)),
        command(option(description="d" * 101)),
        "options.0.description",
    ),
    (
        "choices",
        command(option(choices=choices(25))),
        command(option(choices=choices(26))),
        "options.0.choices",
    ),
    (
        "choice name",
        command(option(choices=choices(1, name="c" * 100))),
        command(option(choices=choices(1, name="c" * 101))),
        "options.0.choices.0.name",
    ),
    (
        "choice value",
        command(option(choices=choices(1, value="v" * 100))),
        command(option(choices=choices(1, value="v" * 101))),
        "options.0.choices.0.value",
    ),
    (
        "choices or completions",
        command(option(autocomplete=True)),
        command(option(autocomplete=True, choices=choices(1))),
        "options.0.autocomplete",
    ),
    (
        "one level of groups",
        command(option("g", 2, options=[option("s", 1)])),
        command(option("g", 2, options=[option("g", 2)])),
        "options.0.options.0.type",
    ),
    (
        "plain options in a subcommand",
        command(option("s", 1, options=options(25))),
        command(option("s", 1, options=[option("t", 1)])),
        "options.0.options.0.type",
    ),
    (
        "permissions",
        command(default_member_permissions="32"),
        command(default_member_permissions="x"),
        "default_member_permissions",
    ),
    (
        "all characters",
        command(
            *[option(f"o{i:02}", choices=choices(3, "c" * 100, "v" * 100)) for i in range(13)],
            name="n" * 32,
            description="d" * 12,
        ),
        command(
            *[option(f"o{i:02}", choices=choices(3, "c" * 100, "v" * 100)) for i in range(13)],
            name="n" * 32,
            description="d" * 13,
        ),
        "",
    ),
]


@pytest.mark.parametrize(
    ("right", "wrong", "field"), [limit[1:] for limit in LIMITS], ids=[limit[0] for limit in LIMITS]
)
def test_a_command_at_the_limit_is_right_and_one_beyond_it_is_refused(right: Json, wrong: Json, field: str) -> None:
    """At the limit nothing is refused; beyond it the one field that breaks it is."""
    assert list(commands.refused(right)) == []
    assert [violation.field for violation in commands.refused(wrong)] == [field]


def test_a_context_menu_entry_has_a_name_and_nothing_else() -> None:
    """Its name may have capitals and spaces; a description is refused."""
    assert list(commands.refused({"type": 3, "name": "Why this?"})) == []
    assert [v.field for v in commands.refused({"type": 3, "name": "Why this?", "description": "d"})] == ["description"]


def test_one_place_has_a_hundred_commands_of_different_names() -> None:
    """Two of one name, or a hundred and one, are refused together."""
    hundred = [command(name=f"c{index}") for index in range(100)]
    assert list(commands.refused_together(hundred)) == []
    assert len(list(commands.refused_together([*hundred, command(name="one-more")]))) == 1
    assert len(list(commands.refused_together([command(), command()]))) == 1
    assert list(commands.refused_together([command(), {"type": 3, "name": "news"}])) == []


@pytest.mark.parametrize(
    ("offered", "count"),
    [
        (choices(25, "n" * 100, "v" * 100), 0),
        ([{"name": "three", "value": 3}], 0),
        (choices(26), 1),
        (choices(1, "n" * 101), 1),
        (choices(1, value="v" * 101), 1),
        ([{"name": "n"}], 1),
        (None, 1),
    ],
)
def test_completions_have_limits_of_their_own(offered: object, count: int) -> None:
    """At most 25 choices answer a completion, each name and value at most 100 characters."""
    assert len(list(commands.completions(offered))) == count


WORDS = ["name", "description", "type", "options", "choices", "value", "required", "autocomplete", "contexts"]
anything = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 12) | st.text(max_size=5),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inside, max_size=5),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(anything)
def test_no_command_breaks_the_rules(body: object) -> None:
    """Whatever JSON comes is judged, never stumbled over."""
    for violation in commands.refused(body):
        assert violation.code == 50035
