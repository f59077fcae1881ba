"""The names of notices: one for each person and incident, short enough for a nonce."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.outbox.model import Person
from bot.store.notices import notice_id, notices
from tests import build
from tests.build import ADMIN, CHANNEL, NOW, OTHER_ADMIN, OTHER_CHANNEL


def test_each_person_has_one_notice() -> None:
    """Whoever added several feeds is told once, and always in the same order."""
    made = notices(
        build.notice(), [OTHER_ADMIN, ADMIN, OTHER_ADMIN], incident="paused", channel_id=CHANNEL, since=NOW, now=NOW
    )
    assert [one.target for one in made] == [Person(ADMIN), Person(OTHER_ADMIN)]
    assert {one.message for one in made} == {build.notice()}


def test_every_part_of_the_meaning_counts() -> None:
    """Another incident, channel, moment or person is another notice."""
    names = {
        notice_id("paused", CHANNEL, NOW, ADMIN),
        notice_id("ended", CHANNEL, NOW, ADMIN),
        notice_id("paused", OTHER_CHANNEL, NOW, ADMIN),
        notice_id("paused", CHANNEL, NOW + timedelta(microseconds=1), ADMIN),
        notice_id("paused", CHANNEL, NOW, OTHER_ADMIN),
    }
    assert len(names) == 5


@given(st.integers(0, 1 << 63), st.integers(0, 1 << 63))
def test_a_name_is_short_enough_for_a_nonce(channel_id: int, user_id: int) -> None:
    """Discord takes 25 characters; the same meaning has the same name."""
    name = notice_id("paused", channel_id, NOW, user_id)
    assert len(name) == 20
    assert name == notice_id("paused", channel_id, NOW, user_id)
