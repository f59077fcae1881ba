"""Nothing yet → the world of the sandbox: two servers, three people with different rights, channels of every kind."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.sandbox.permissions import Permission
from bot.sandbox.things import ChannelKind
from bot.sandbox.world import READER, World

NEWCOMER = Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY
MEMBER = READER | Permission.USE_APPLICATION_COMMANDS
LOOKS_ONLY = Permission.SEND_MESSAGES | Permission.USE_APPLICATION_COMMANDS

SERVER, CLUB = "Sandbox", "Ferry Club"
CHANNEL, ADMIN = "news", "mira"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom one may be in the sandbox, and what makes them different from the others."""

    name: str
    about: str


PEOPLE = (
    Person(ADMIN, f"admin of {SERVER}, member of {CLUB}"),
    Person("noor", f"member of {SERVER}, admin of {CLUB}"),
    Person("pia", "newcomer: may read, and no more"),
)


def town(*, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> World:
    """Make the world of the sandbox.

    The bot's role holds what it needs and no more. In #locked it may not send, in #plain it may not embed links, and
    #editors is hidden from it and from members, so that what it says of each can be seen.
    """
    world = World(clock=clock)
    mira, noor, pia = (world.add_user(person.name) for person in PEOPLE)
    _sandbox(world, mira.id, noor.id, pia.id)
    _club(world, noor.id, mira.id)
    return world


def _sandbox(world: World, owner: int, member: int, newcomer: int) -> None:
    guild = world.add_guild(SERVER, owner_id=owner, everyone=NEWCOMER)
    readers = world.add_role(guild.id, "Readers", MEMBER)
    world.add_member(guild.id, owner, readers.id)
    world.add_member(guild.id, member, readers.id)
    world.add_member(guild.id, newcomer)
    bots = world.invite_bot(guild.id)
    world.add_channel(guild.id, CHANNEL, topic="Follows the demo blog")
    world.add_channel(guild.id, "general", topic="For everything else")
    announced = world.add_channel(
        guild.id, "announcements", ChannelKind.ANNOUNCEMENT, topic="Members read, the bot and mira write"
    )
    world.overwrite(announced.id, readers.id, deny=LOOKS_ONLY)
    world.add_channel(guild.id, "stories", ChannelKind.FORUM, topic="A post for each story")
    locked = world.add_channel(guild.id, "locked", topic="The bot may read here, and not write")
    world.overwrite(locked.id, bots.id, deny=Permission.SEND_MESSAGES)
    plain = world.add_channel(guild.id, "plain", topic="The bot may write here, and not embed links")
    world.overwrite(plain.id, bots.id, deny=Permission.EMBED_LINKS)
    editors = world.add_channel(guild.id, "editors", topic="For mira alone: members and the bot do not see it")
    world.overwrite(editors.id, guild.id, deny=Permission.VIEW_CHANNEL)


def _club(world: World, owner: int, member: int) -> None:
    guild = world.add_guild(CLUB, owner_id=owner, everyone=NEWCOMER)
    members = world.add_role(guild.id, "Members", MEMBER)
    world.add_member(guild.id, owner, members.id)
    world.add_member(guild.id, member, members.id)
    world.invite_bot(guild.id)
    world.add_channel(guild.id, "quay", topic="Another server, with another admin")
    world.add_channel(guild.id, "chat")
