"""The world of the sandbox: who sees what, and who may do what."""

import pytest

from bot.sandbox.permissions import Permission
from bot.sandbox.town import ADMIN, CLUB, PEOPLE, SERVER, town
from bot.sandbox.world import World

WRITES = Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES | Permission.USE_APPLICATION_COMMANDS


@pytest.fixture(scope="module")
def world() -> World:
    """The world as it is made."""
    return town()


def may(world: World, who: str, channel: str) -> Permission:
    """What somebody may do in a channel; the bot is somebody too."""
    return Permission(world.permissions(world.channel_named(channel).id, world.user_named(who).id))


def test_an_admin_may_do_everything_in_the_first_server_alone(world: World) -> None:
    """Mira owns one server, and is a member of the other."""
    guilds = {guild.name: guild for guild in world.guilds.values()}
    mira = world.user_named(ADMIN).id
    assert world.guild_permissions(guilds[SERVER].id, mira) & Permission.MANAGE_GUILD
    assert not world.guild_permissions(guilds[CLUB].id, mira) & Permission.MANAGE_GUILD


def test_a_member_writes_where_members_do(world: World) -> None:
    """A member writes in #news, reads #announcements, and does not see #editors."""
    assert may(world, "noor", "news") & WRITES == WRITES
    assert may(world, "noor", "announcements") & WRITES == Permission.VIEW_CHANNEL
    assert may(world, "noor", "editors") == Permission.NONE


def test_a_newcomer_reads_and_no_more(world: World) -> None:
    """A newcomer sees the channels, and may neither write there nor use commands; the other server is not theirs."""
    assert may(world, "pia", "news") & WRITES == Permission.VIEW_CHANNEL
    assert may(world, "pia", "quay") == Permission.NONE


@pytest.mark.parametrize(
    ("channel", "lacking"),
    [
        ("news", Permission.NONE),
        ("locked", Permission.SEND_MESSAGES | Permission.EMBED_LINKS),
        ("plain", Permission.EMBED_LINKS),
        ("editors", Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES | Permission.EMBED_LINKS),
    ],
)
def test_the_bot_lacks_what_a_channel_says(world: World, channel: str, lacking: Permission) -> None:
    """Where the bot lacks a right, it is the one that the topic names, with what is worth nothing without it."""
    wanted = Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES | Permission.EMBED_LINKS
    assert wanted & ~may(world, world.bot.name, channel) == lacking


def test_everybody_who_may_be_chosen_is_there(world: World) -> None:
    """Each person is in the world, with words on who they are."""
    assert [world.user_named(person.name).name for person in PEOPLE] == ["mira", "noor", "pia"]
    assert all(person.about for person in PEOPLE)
