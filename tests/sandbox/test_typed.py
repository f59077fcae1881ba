"""What a person types is read as Discord's own clients read it, or refused with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox import Mistyped, Permission, World
from bot.sandbox.people import filled, typed
from bot.sandbox.things import Attachment, Command, Json

STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, FILE = range(3, 12)


def option(name: str, kind: int = STRING, **parts: object) -> Json:
    """Make an option."""
    return {"name": name, "description": "d", "type": kind} | parts


def world_with(*options: Json, **parts: object) -> World:
    """Make the small world, its command /do with these options."""
    world = World.small()
    body = {"name": "do", "description": "d", "options": list(options)} | parts
    world.set_commands(None, (Command(world.next_id(), None, body),))
    return world


def scene(world: World, name: str = "noor", channel: str = "news") -> typed.Scene:
    """Let somebody type in a channel, with one file at hand."""
    file = Attachment(7, "feeds.opml", 9, "http://127.0.0.1/attachments/1/7/feeds.opml", "text/xml")
    return typed.Scene(world, world.channel_named(channel), world.user_named(name).id, {file.name: file})


def read(line: str, here: typed.Scene) -> Json:
    """Read a whole line."""
    return typed.command_data(typed.line(line, here), here)


def read_so_far(line: str, here: typed.Scene) -> Json:
    """Read a line that is still being typed."""
    return typed.completion_data(typed.line(line, here), here)


def values(line: str, *options: Json) -> dict[str, object]:
    """Read a line for a command with these options; return the values by name."""
    data = read(line, scene(world_with(*options)))
    return {each["name"]: each["value"] for each in data["options"]}


def reason(line: str, *options: Json) -> str:
    """Read a line that is wrong for a command with these options; return why."""
    with pytest.raises(Mistyped) as mistake:
        read(line, scene(world_with(*options)))
    return str(mistake.value)


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("/do a:one b:two", {"a": "one", "b": "two"}),
        ("/do b:two a:one", {"b": "two", "a": "one"}),
        ("/do a:one two  b: three four ", {"a": "one two", "b": "three four"}),
        ("/do a:https://quay.example/b:1", {"a": "https://quay.example/b:1"}),
        ("/do https://quay.example b:two", {"a": "https://quay.example", "b": "two"}),
        ("do a:one", {"a": "one"}),
        ("  /do   a:one", {"a": "one"}),
        ("/do a:α: β", {"a": "α: β"}),
    ],
)
def test_options_are_read_by_name(line: str, read: dict[str, object]) -> None:
    """Values reach to the next option's name; words before any name are the first required option's."""
    assert values(line, option("a", required=True), option("b")) == read


def test_each_type_has_its_own_reading() -> None:
    """Numbers, truths, channels, people, roles and files are found by how one writes them."""
    world = world_with(
        option("n", INTEGER),
        option("x", NUMBER),
        option("yes", BOOLEAN),
        option("who", USER),
        option("where", CHANNEL),
        option("as", ROLE),
        option("any", MENTIONABLE),
        option("file", FILE),
    )
    noor, general = world.user_named("noor").id, world.channel_named("general").id
    readers = world.role_named("Readers").id
    line = f"/do n:-3 x:1.5 yes:True who:@noor where:#general as:@readers any:<@&{readers}> file:feeds.opml"
    data = read(line, scene(world))
    assert [each["value"] for each in data["options"]] == [
        *(-3, 1.5, True),
        *(str(noor), str(general), str(readers), str(readers), "7"),
    ]
    resolved = data["resolved"]
    assert {kind: list(found) for kind, found in resolved.items()} == {
        "users": [str(noor)],
        "members": [str(noor)],
        "channels": [str(general)],
        "roles": [str(readers)],
        "attachments": ["7"],
    }
    assert resolved["channels"][str(general)]["permissions"].isdigit()


@pytest.mark.parametrize(
    ("typed_as", "found"),
    [("#news", True), ("news", True), ("<#{id}>", True), ("{id}", True), ("#nowhere", False), ("<#1>", False)],
)
def test_a_channel_is_named_as_one_names_it(typed_as: str, found: bool) -> None:
    """By its name with or without "#", by a mention or by its id; no other."""
    world = world_with(option("where", CHANNEL))
    news = world.channel_named("news").id
    line = "/do where:" + typed_as.format(id=news)
    if found:
        assert read(line, scene(world))["options"][0]["value"] == str(news)
    else:
        with pytest.raises(Mistyped):
            read(line, scene(world))


@pytest.mark.parametrize(
    ("line", "options", "why"),
    [
        ("/other", [], "there is no command /other; the commands are: /do"),
        ("/do b:1", [option("a", required=True), option("b")], "/do needs a"),
        ("/do stray", [option("a")], "/do does not know what 'stray' is for; its options are: a:"),
        ("/do a:1 a:2", [option("a")], "a is given twice"),
        ("/do a:", [option("a")], "a has 1 to 6000 characters"),
        ("/do a:abcd", [option("a", max_length=3)], "a has 1 to 3 characters"),
        ("/do n:x", [option("n", INTEGER)], "n is a number, not 'x'"),
        ("/do n:1.5", [option("n", INTEGER)], "n is a number, not '1.5'"),
        ("/do n:11", [option("n", INTEGER, min_value=1, max_value=10)], "n is from 1 to 10, not 11"),
        ("/do x:nan", [option("x", NUMBER)], "x is from None to None, not nan"),
        ("/do yes:maybe", [option("yes", BOOLEAN)], "yes is true or false, not 'maybe'"),
        ("/do who:@nobody", [option("who", USER)], "who: nothing here is called '@nobody'"),
        ("/do file:none", [option("file", FILE)], "file wants a file, and there is none called 'none'"),
        ("/do c:three", [option("c", choices=[{"name": "One", "value": "1"}])], "c is one of: One"),
        ("/do", [option("go", 1), option("stop", 1)], "/do goes on with one of: go, stop"),
        ("/do back", [option("go", 1), option("stop", 1)], "/do goes on with one of: go, stop"),
    ],
)
def test_what_is_wrong_is_said(line: str, options: Sequence[Json], why: str) -> None:
    """What Discord would not send is refused, with what is wrong and what would be right."""
    assert reason(line, *options) == why


def test_a_choice_is_picked_by_its_name_or_value() -> None:
    """Discord's clients show names and send values."""
    choices = option("c", choices=[{"name": "At once", "value": "instant"}])
    assert values("/do c:At once", choices) == values("/do c:instant", choices) == {"c": "instant"}


def test_a_channel_of_another_type_is_not_offered() -> None:
    """An option that wants announcements does not take a text channel."""
    assert "nothing here" in reason("/do where:#news", option("where", CHANNEL, channel_types=[5]))


def test_subcommands_nest() -> None:
    """A group's subcommand wraps its options once for each step."""
    group = option("group", 2, options=[option("sub", 1, options=[option("a")])])
    data = read("/do group sub a:one", scene(world_with(group)))
    inside = {"name": "a", "type": STRING, "value": "one"}
    sub = {"name": "sub", "type": 1, "options": [inside]}
    assert data["options"] == [{"name": "group", "type": 2, "options": [sub]}]


def test_a_guilds_own_command_comes_first() -> None:
    """Of two commands with one name the guild's is meant, and the data says so."""
    world = world_with()
    guild = world.guild_named("Sandbox").id
    mine = Command(world.next_id(), guild, {"name": "do", "description": "d"})
    world.set_commands(guild, (mine,))
    data = read("/do", scene(world))
    assert (data["id"], data["guild_id"]) == (str(mine.id), str(guild))


def test_a_context_menus_entry_is_not_typed() -> None:
    """What stands in a message's menu is no slash command, even under a command's name."""
    with pytest.raises(Mistyped, match="no command /do"):
        read("/do", scene(world_with(type=3)))


@pytest.mark.parametrize(
    ("parts", "who", "allowed"),
    [
        ({}, "noor", True),
        ({"default_member_permissions": str(int(Permission.MANAGE_GUILD))}, "noor", False),
        ({"default_member_permissions": str(int(Permission.MANAGE_GUILD))}, "mira", True),
        ({"default_member_permissions": str(int(Permission.VIEW_CHANNEL))}, "noor", True),
        ({"default_member_permissions": "0"}, "noor", False),
        ({"default_member_permissions": "0"}, "mira", True),
        ({"contexts": [0]}, "noor", True),
        ({"contexts": [1, 2]}, "noor", False),
    ],
)
def test_a_command_is_shown_to_those_who_may_use_it(parts: Json, who: str, allowed: bool) -> None:
    """A member needs every permission that the command names; "0" leaves it to administrators."""
    world = world_with(**parts)
    if allowed:
        assert read("/do", scene(world, who))["name"] == "do"
    else:
        with pytest.raises(Mistyped):
            read("/do", scene(world, who))


@pytest.mark.parametrize("parts", [{"dm_permission": False}, {"contexts": [0]}])
def test_a_guilds_command_is_not_for_direct_messages(parts: Json) -> None:
    """A command for guilds is not shown in a DM."""
    world = world_with(**parts)
    noor = world.user_named("noor").id
    with pytest.raises(Mistyped, match="in a DM"):
        read("/do", typed.Scene(world, world.dm_with(noor), noor))


def test_nobody_types_where_they_may_use_no_commands() -> None:
    """Without Use Application Commands, or without seeing the channel, no command is there."""
    for denied in (Permission.USE_APPLICATION_COMMANDS, Permission.VIEW_CHANNEL):
        world = world_with()
        world.overwrite(world.channel_named("news").id, world.user_named("noor").id, deny=denied)
        with pytest.raises(Mistyped, match="may not use commands"):
            read("/do", scene(world))


def test_a_completion_is_of_the_last_option() -> None:
    """What stands before it is read as far as it can be; what is completed stays as it was typed."""
    world = world_with(option("n", INTEGER), option("where", CHANNEL), option("a", autocomplete=True))
    news = str(world.channel_named("news").id)
    data = read_so_far("/do n:2 where:#news a: Har ", scene(world))
    assert [each["value"] for each in data["options"]] == [2, news, "Har"]
    assert [each.get("focused") for each in data["options"]] == [None, None, True]
    data = read_so_far("/do n:x a:", scene(world))
    assert [each["value"] for each in data["options"]] == ["x", ""]
    with pytest.raises(Mistyped):
        read_so_far("/do a:Har n:2", scene(world))


@given(st.text(max_size=40))
def test_no_line_breaks_the_reading(line: str) -> None:
    """Any text is read or refused."""
    here = scene(world_with(option("a", required=True), option("n", INTEGER), option("who", USER)))
    for text in (line, f"/do {line}", f"/do a:{line}", f"/do a:x n:{line}", f"/do a:x who:{line}"):
        with suppress(Mistyped):
            assert read(text, here)["name"] == "do"


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_options_break_the_reading(name: str, text: str) -> None:
    """Any command, any option and any value are read or refused, whether to be sent or to be completed."""
    here = scene(world_with(option("a", required=True, autocomplete=True), option("n", INTEGER), option("who", USER)))
    for command, options in ((name, {"a": text}), ("do", {name: text}), ("do", {"a": text, "n": text, "who": text})):
        with suppress(Mistyped):
            assert typed.command_data(typed.chosen(command, options, here), here)["name"] == "do"
        with suppress(Mistyped):
            focused = typed.completion_data(typed.chosen(command, options, here), here, name or "a")
            assert focused["options"][-1] == {"name": "a", "type": STRING, "value": options["a"], "focused": True}


@given(st.text(st.sampled_from("ab: °x"), max_size=12), st.integers())
def test_a_line_and_its_options_are_read_alike(text: str, number: int) -> None:
    """Where a line can say it at all, what it says is what its options say."""
    here = scene(world_with(option("a", required=True), option("n", INTEGER)))
    options = {"a": text.strip(), "n": str(number)}
    with suppress(Mistyped):
        of_line = typed.line(f"/do a:{options['a']} n:{number}", here)
        if {each["name"]: value for each, value in of_line.typed} == options:
            assert typed.command_data(of_line, here) == typed.command_data(typed.chosen("do", options, here), here)


MODAL: Json = {
    "custom_id": "m",
    "title": "t",
    "components": [
        {"type": 10, "id": 1, "content": "c"},
        {"type": 1, "id": 2, "components": [{"type": 4, "id": 3, "custom_id": "note", "style": 1, "label": "Note"}]},
        {"type": 18, "id": 4, "label": "Who", "component": {"type": 5, "id": 5, "custom_id": "who", "required": False}},
    ],
}


@given(st.dictionaries(st.sampled_from(("note", "who", "other")), st.text(max_size=8) | st.tuples(st.text(max_size=8))))
def test_no_fields_break_a_form(fields: dict[str, str | tuple[str, ...]]) -> None:
    """Any fields are taken or refused; what is taken comes back in the form's own order."""
    with suppress(Mistyped):
        data = filled.submitted(MODAL, fields, scene(World.small()))
        assert [component["id"] for component in data["components"]] == [1, 2, 4]
        assert data["components"][1]["components"][0]["value"] == fields["note"]


def test_what_a_form_brings_is_sent_when_nobody_touches_it() -> None:
    """A text, the options and the people that are chosen before."""
    world = World.small()
    noor = str(world.user_named("noor").id)
    options = [{"label": name, "value": name, "default": name == "b"} for name in "ab"]
    held: list[Json] = [
        {"type": 4, "custom_id": "text", "style": 2, "value": "as before"},
        {"type": 3, "custom_id": "pick", "options": options},
        {"type": 5, "custom_id": "who", "default_values": [{"id": noor, "type": "user"}]},
    ]
    labels = [{"type": 18, "id": at, "label": "l", "component": {"id": 9} | each} for at, each in enumerate(held)]
    data = filled.submitted(MODAL | {"components": labels}, {}, scene(world))
    assert [each["component"].get("value", each["component"].get("values")) for each in data["components"]] == [
        "as before",
        ["b"],
        [noor],
    ]
    assert list(data["resolved"]["users"]) == [noor]
    assert filled.submitted(MODAL | {"components": labels[:2]}, {"pick": "a"}, scene(world))["components"][1] == {
        "type": 18,
        "id": 1,
        "component": {"type": 3, "id": 9, "custom_id": "pick", "values": ["a"]},
    }
