"""Who may do what in a channel, by roles and overwrites."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox import permissions
from bot.sandbox.permissions import EVERYTHING, Permission
from bot.sandbox.things import Overwrite

GUILD, ROLE_A, ROLE_B, USER = 1, 2, 3, 4
SEE, SEND, EMBED = Permission.VIEW_CHANNEL, Permission.SEND_MESSAGES, Permission.EMBED_LINKS


def held(base: int, *overwrites: Overwrite) -> int:
    """Ask what a user with two roles may do."""
    return permissions.in_channel(base, overwrites, guild_id=GUILD, user_id=USER, roles=(ROLE_A, ROLE_B))


@pytest.mark.parametrize(
    ("overwrites", "expected"),
    [
        ([], SEE | SEND),
        ([Overwrite(GUILD, deny=SEND)], SEE),
        ([Overwrite(GUILD, deny=SEND), Overwrite(ROLE_A, allow=SEND)], SEE | SEND),
        ([Overwrite(ROLE_A, deny=SEND), Overwrite(ROLE_B, allow=SEND)], SEE | SEND),
        ([Overwrite(ROLE_A, allow=SEND), Overwrite(ROLE_B, deny=SEND)], SEE | SEND),
        ([Overwrite(ROLE_A, allow=EMBED), Overwrite(USER, deny=EMBED)], SEE | SEND),
        ([Overwrite(ROLE_A, deny=SEND), Overwrite(USER, allow=SEND)], SEE | SEND),
        ([Overwrite(USER, deny=SEND), Overwrite(ROLE_A, allow=SEND)], SEE),
        ([Overwrite(99, deny=SEE)], SEE | SEND),
    ],
)
def test_the_nearer_overwrite_wins(overwrites: list[Overwrite], expected: int) -> None:
    """@everyone's comes first, then the roles' as one (allowing beats denying), then the member's own."""
    assert held(SEE | SEND, *overwrites) == expected


def test_an_administrator_may_do_everything() -> None:
    """No overwrite denies anything to an administrator or to the owner."""
    admin = permissions.in_guild(everyone=SEE, roles=[Permission.ADMINISTRATOR], owner=False)
    owner = permissions.in_guild(everyone=Permission.NONE, roles=[], owner=True)
    assert admin == owner == EVERYTHING
    assert held(admin, Overwrite(USER, deny=SEE)) == EVERYTHING


def test_roles_add_up() -> None:
    """What any role grants is granted."""
    assert permissions.in_guild(everyone=SEE, roles=[SEND, EMBED], owner=False) == SEE | SEND | EMBED


def test_what_is_worth_nothing_alone_is_taken_away() -> None:
    """Without View Channel nothing is left; without sending, neither embeds nor files nor pings."""
    assert permissions.effective(SEND | EMBED, thread=False) == Permission.NONE
    assert permissions.effective(SEE | EMBED, thread=False) == SEE
    in_thread = SEE | EMBED | Permission.SEND_MESSAGES_IN_THREADS
    assert permissions.effective(in_thread, thread=True) == in_thread
    assert permissions.effective(SEE | SEND | EMBED, thread=True) == SEE | SEND


overwrites = st.builds(
    Overwrite,
    st.sampled_from([GUILD, ROLE_A, ROLE_B, USER]),
    st.integers(0, 255).map(lambda bits: bits << 10),
    st.integers(0, 255).map(lambda bits: bits << 10),
)


@given(st.integers(0, 255).map(lambda bits: bits << 10), st.lists(overwrites, max_size=4, unique_by=lambda o: o.target))
def test_a_members_own_overwrite_has_the_last_word(base: int, others: list[Overwrite]) -> None:
    """Whatever else is set, the member's own overwrite decides each permission that it names."""
    own = next((overwrite for overwrite in others if overwrite.target == USER), Overwrite(USER))
    result = held(base, *others)
    assert result & own.allow == own.allow
    assert result & own.deny & ~own.allow == 0
