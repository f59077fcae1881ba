"""Everybody sees of the world what is theirs to see, and no more."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.sandbox import ChannelKind, Json, MessageFlag, Permission, World
from bot.sandbox.page import named, view
from bot.sandbox.things import Channel, Message
from tests.page.visit import harbour

NOW = datetime(2026, 9, 18, 17, 0, tzinfo=UTC)


def nothing_loaded(address: str) -> None:
    """Load no picture."""


def home(world: World, name: str) -> Json:
    """Look at all the places of somebody."""
    viewer = world.user_named(name).id
    people = [view.person(user, f"{user.name} here") for user in world.users.values() if not user.bot]
    return view.home(world, viewer, people, NOW)


def channels(world: World, name: str, server: str = "Sandbox") -> dict[str, Json]:
    """List the channels of a server that somebody sees, by name."""
    (found,) = (one for one in home(world, name)["servers"] if one["name"] == server)
    return {channel["name"]: channel for channel in found["channels"]}


def seen(world: World, name: str, channel: Channel, before: int | None = None) -> Json:
    """Look at a channel's messages as somebody."""
    return view.messages(world, channel, world.user_named(name).id, before, nothing_loaded)


def whispered(world: World, name: str, content: str, flags: int = 0) -> Message:
    """Let the bot say something in #news that one person alone sees."""
    message = Message(
        world.next_id(),
        world.channel_named("news").id,
        world.bot.id,
        world.now(),
        content,
        flags=MessageFlag.EPHEMERAL | flags,
        seen_by=world.user_named(name).id,
    )
    world.add_message(message)
    return message


# ------------------------------------------------------------------------------------------------------- places


def test_one_sees_the_servers_that_one_is_in() -> None:
    """Others are not even named; in a server one is its owner, an admin, a member with a role, or a newcomer."""
    world = harbour()
    club = world.guild_named("Ferry Club")
    admins = world.add_role(club.id, "Admins", Permission.MANAGE_GUILD)
    assert [(one["name"], one["initials"]) for one in home(world, "noor")["servers"]] == [
        ("Sandbox", "S"),
        ("Ferry Club", "FC"),
    ]
    roles = {name: home(world, name)["servers"][0]["role"] for name in ("mira", "noor", "pia")}
    assert roles == {"mira": "owner", "noor": "member", "pia": "newcomer"}
    assert len(home(world, "mira")["servers"]) == 1
    world.add_member(club.id, world.user_named("mira").id, admins.id)
    assert home(world, "mira")["servers"][1]["role"] == "admin"


def test_a_server_in_an_outage_is_not_shown() -> None:
    """It comes back when it is available again."""
    world = harbour()
    world.set_available(world.guild_named("Ferry Club").id, False)
    assert [one["name"] for one in home(world, "noor")["servers"]] == ["Sandbox"]


def test_who_one_is_stands_among_the_people() -> None:
    """Everybody whom one can be is listed, and the time is the sandbox's."""
    world = harbour()
    told = home(world, "noor")
    assert told["me"] == {"id": str(world.user_named("noor").id), "name": "noor", "about": "noor here"}
    assert [person["name"] for person in told["people"]] == ["mira", "noor", "pia"]
    assert told["now"] == NOW.isoformat()


def test_hidden_channels_are_left_out() -> None:
    """With their threads; and a thread stands behind its channel, a post behind its forum."""
    world = harbour()
    assert list(channels(world, "noor")) == ["news", "About the ferry", "general", "stories", "The strike"]
    assert list(channels(world, "mira"))[-2:] == ["editors", "Not for members"]


def test_a_channel_tells_its_kind_and_place() -> None:
    """A thread and a forum's post name what they are under."""
    world = harbour()
    told = channels(world, "noor")
    kinds = {name: channel["kind"] for name, channel in told.items()}
    assert kinds == {
        "news": "text",
        "About the ferry": "thread",
        "general": "text",
        "stories": "forum",
        "The strike": "thread",
    }
    assert told["About the ferry"]["parent"] == told["news"]["id"]
    assert told["The strike"]["parent"] == told["stories"]["id"]
    assert (told["news"]["parent"], told["stories"]["topic"]) == (None, "A post for each story")


def test_every_kind_of_channel_has_a_name() -> None:
    """A kind that the world gains is to be named here too."""
    assert set(view.KINDS) == set(ChannelKind)


def test_a_dm_with_the_bot_is_called_after_it() -> None:
    """It is shown to the one whose it is."""
    world = harbour()
    (dm,) = home(world, "mira")["dms"]
    assert (dm["name"], dm["kind"], dm["can"]) == (
        "Late Edition",
        "dm",
        {"send": True, "commands": True, "history": True},
    )
    assert home(world, "noor")["dms"] == []


@pytest.mark.parametrize(
    ("name", "channel", "send", "commands"),
    [
        ("noor", "news", True, True),
        ("pia", "news", False, False),
        ("noor", "stories", False, False),
        ("noor", "The strike", True, True),
        ("pia", "The strike", False, False),
    ],
)
def test_rights_are_those_of_the_person_there(name: str, channel: str, send: bool, commands: bool) -> None:
    """A newcomer only looks on; a forum is written in by nobody, its posts are."""
    can = channels(harbour(), name)[channel]["can"]
    assert can == {"send": send, "commands": commands, "history": True}


def test_a_locked_thread_is_for_those_who_manage_threads() -> None:
    """One that is only archived is open to all: writing there brings it back."""
    world = harbour()
    thread = world.channel_named("About the ferry").id
    world.archive(thread)
    assert [channels(world, "noor")["About the ferry"][part] for part in ("archived",)] == [True]
    assert channels(world, "noor")["About the ferry"]["can"]["send"]
    world.archive(thread, locked=True)
    sends = {name: channels(world, name)["About the ferry"]["can"]["send"] for name in ("mira", "noor")}
    assert sends == {"mira": True, "noor": False}


def test_the_newest_message_marks_a_channel() -> None:
    """The newest of those that this person sees; null where there is none."""
    world = harbour()
    news = world.channel_named("news")
    assert channels(world, "noor")["news"]["last"] is None
    said = world.say(news.id, world.user_named("mira").id, "Good morning")
    secret = whispered(world, "mira", "for you")
    assert channels(world, "noor")["news"]["last"] == str(said.id)
    assert channels(world, "mira")["news"]["last"] == str(secret.id)


# ----------------------------------------------------------------------------------------------------- messages


def test_messages_come_in_pages() -> None:
    """The newest 50, oldest first; and before one of them the 50 that stand there, until there are no more."""
    world = harbour()
    news, mira = world.channel_named("news"), world.user_named("mira").id
    said = [str(world.say(news.id, mira, f"line {number}").id) for number in range(120)]
    newest = seen(world, "noor", news)
    assert ([message["id"] for message in newest["messages"]], newest["more"]) == (said[70:], True)
    older = seen(world, "noor", news, before=int(said[50]))
    assert ([message["id"] for message in older["messages"]], older["more"]) == (said[:50], False)


def test_a_message_is_drawn_with_its_facts() -> None:
    """Who said it, where and when, and what it is."""
    world = harbour()
    news, mira = world.channel_named("news"), world.user_named("mira").id
    said = world.say(news.id, mira, "Good <b>morning</b>")
    (shown,) = seen(world, "noor", news)["messages"]
    html = shown.pop("html")
    assert shown == {
        "id": str(said.id),
        "channel": str(news.id),
        "author": str(mira),
        "bot": False,
        "at": said.at.isoformat(),
        "only_you": False,
        "thinking": False,
    }
    assert html.startswith("<article ")
    assert "Good &lt;b&gt;morning&lt;/b&gt;" in html


def test_an_ephemeral_answer_is_its_own_persons() -> None:
    """Nobody else finds it, however they page."""
    world = harbour()
    news = world.channel_named("news")
    whispered(world, "noor", "", MessageFlag.LOADING)
    (shown,) = seen(world, "noor", news)["messages"]
    assert (shown["bot"], shown["only_you"], shown["thinking"]) == (True, True, True)
    assert seen(world, "mira", news)["messages"] == []


def test_without_history_nothing_earlier_is_seen() -> None:
    """But the answers that one was given oneself."""
    world = harbour()
    news = world.channel_named("news")
    world.overwrite(news.id, world.guild_named("Sandbox").id, deny=Permission.READ_MESSAGE_HISTORY)
    world.say(news.id, world.user_named("mira").id, "Good morning")
    answer = whispered(world, "noor", "for you")
    assert channels(world, "noor")["news"]["can"]["history"] is False
    assert [message["id"] for message in seen(world, "noor", news)["messages"]] == [str(answer.id)]
    assert seen(world, "pia", news) == {"messages": [], "more": False}


def test_names_are_those_that_a_person_knows() -> None:
    """Channels that they do not see have no name, and neither has a role elsewhere."""
    world = harbour()
    noor, news = world.user_named("noor").id, world.channel_named("news")
    sight = view.sight(world, news, noor, nothing_loaded)
    assert sight.viewer == str(noor)
    assert set(sight.people.values()) == {"Late Edition", "mira", "noor", "pia"}
    assert set(sight.roles.values()) == {"@everyone", "Readers", "Late Edition"}
    assert "general" in sight.channels.values()
    assert "editors" not in sight.channels.values()
    assert {"/feed", "/latest"} < set(sight.commands.values())


# ------------------------------------------------------------------------------------- names that may be picked


def picked(kind: str, like: str = "", name: str = "noor", where: str = "news") -> list[str]:
    """List the names that are offered."""
    world = harbour()
    viewer = world.user_named(name).id
    channel = world.dm_with(viewer) if where == "DM" else world.channel_named(where)
    return [choice["name"] for choice in named.named(world, channel, viewer, kind, like)]


@pytest.mark.parametrize(
    ("kind", "like", "offered"),
    [
        ("channel", "", ["#news", "#About the ferry", "#general", "#stories", "#The strike"]),
        ("channel", "#GEN", ["#general"]),
        ("user", "", ["@mira", "@noor", "@Late Edition", "@pia"]),
        ("role", "", ["@everyone", "@Readers", "@Late Edition"]),
        ("mentionable", "late", ["@Late Edition", "@Late Edition"]),
        ("user", "nobody", []),
    ],
)
def test_names_of_a_kind_are_offered(kind: str, like: str, offered: list[str]) -> None:
    """Those that hold what was typed, in whatever case; channels only where the person sees them."""
    assert picked(kind, like) == offered


def test_in_a_dm_there_are_two() -> None:
    """The person and the bot, and neither channels nor roles."""
    assert [picked(kind, where="DM") for kind in ("mentionable", "channel", "role")] == [
        ["@noor", "@Late Edition"],
        [],
        [],
    ]


def test_at_most_25_names_are_offered() -> None:
    """As many as Discord shows."""
    world = harbour()
    guild, noor = world.guild_named("Sandbox").id, world.user_named("noor").id
    for number in range(40):
        world.add_role(guild, f"role {number}", 0)
    assert len(named.named(world, world.channel_named("news"), noor, "role", "role")) == 25
