"""The count finds what was lost, doubled, told out of order or answered astray, and nothing else."""

import dataclasses

from hypothesis import given
from hypothesis import strategies as st

from soak.count import Item, Seen, Wrongs, seen, together, wrongs

QUAY = (Item("Quay", 1, 0), Item("Quay", 2, 2))
FIRST, SECOND = ("Quay", 1), ("Quay", 2)
TOLD = (
    Seen(10, FIRST),
    Seen(11, SECOND, ((SECOND, 1),)),
    Seen(12, None, ((SECOND, 2),), reply_to=11),
)


def found(*held: Seen) -> Wrongs:
    """What is wrong with a channel that follows the Quay and holds these messages."""
    return wrongs("news", QUAY, held)


def test_a_channel_that_holds_what_it_is_owed_has_no_wrongs() -> None:
    """A note may stand in the digest or in a reply to it."""
    assert found(*TOLD) == Wrongs()
    assert not found(*TOLD)


def test_a_post_that_is_nowhere_is_lost() -> None:
    """It is named with its channel."""
    assert found(*TOLD[1:]) == Wrongs(lost=("item 1 of Quay in #news",))


def test_a_note_that_is_nowhere_is_lost() -> None:
    """A follow-up that never came leaves its notes untold."""
    assert found(*TOLD[:2]) == Wrongs(lost=("note 2 on item 2 of Quay in #news",))


def test_a_digest_that_stands_twice_is_doubled() -> None:
    """Its reply may answer the first of the two."""
    again = dataclasses.replace(TOLD[0], message_id=13)
    assert found(*TOLD, again) == Wrongs(doubled=("item 1 of Quay in #news, 2 times",))


def test_a_note_that_is_told_again_is_doubled() -> None:
    """Also where the second message tells something new beside it."""
    again = Seen(13, None, ((SECOND, 1), (SECOND, 2)), reply_to=11)
    assert found(*TOLD[:2], again) == Wrongs(doubled=("note 1 on item 2 of Quay in #news, 2 times",))


def test_a_post_that_overtakes_another_is_out_of_order() -> None:
    """What counts is the order of the channel."""
    assert found(TOLD[1], TOLD[0], TOLD[2]) == Wrongs(disordered=("item 1 of Quay after item 2 of Quay in #news",))


def test_a_follow_up_that_overtakes_another_is_out_of_order() -> None:
    """The notes of a post are told in the order in which it gained them."""
    first, second = (Seen(number, None, ((SECOND, note),), reply_to=11) for number, note in ((12, 2), (13, 1)))
    bare = Seen(11, SECOND)
    told = "note 1 on item 2 of Quay after note 2 on item 2 of Quay in #news"
    assert found(TOLD[0], bare, first, second) == Wrongs(disordered=(told,))


def test_a_follow_up_that_answers_another_digest_is_astray() -> None:
    """So is one that answers nothing."""
    for reply_to in (10, None):
        astray = dataclasses.replace(TOLD[2], reply_to=reply_to)
        assert found(*TOLD[:2], astray) == Wrongs(astray=("message 12 in #news",))


def test_a_message_that_tells_of_nothing_known_is_astray() -> None:
    """Whatever it is, the blogs did not cause it."""
    assert found(*TOLD, Seen(13, None)) == Wrongs(astray=("message 13 in #news",))


def test_a_post_that_the_channel_does_not_follow_was_not_asked_for() -> None:
    """It is no loss and no double, and wrong all the same."""
    assert found(*TOLD, Seen(13, ("Mill", 1))) == Wrongs(unasked=("item 1 of Mill in #news",))


@given(st.permutations(range(1, 7)), st.sets(st.integers(1, 6)))
def test_what_is_missing_is_lost_and_what_comes_back_is_doubled(order: list[int], left_out: set[int]) -> None:
    """However the posts of a blog are mixed, each that is missing is one loss, and each told again one double."""
    owed = [Item("Mill", number, 0) for number in range(1, 7)]
    kept = [Seen(place, ("Mill", number)) for place, number in enumerate(order) if number not in left_out]
    again = [dataclasses.replace(message, message_id=message.message_id + 100) for message in kept]
    assert len(wrongs("news", owed, kept).lost) == len(left_out)
    assert len(wrongs("news", owed, kept + again).doubled) == len(kept)
    ordered = [message.digest_of for message in kept] == sorted(message.digest_of or ("", 0) for message in kept)
    assert bool(wrongs("news", owed, kept).disordered) is not ordered


def test_a_digest_and_a_follow_up_are_read_as_discord_writes_them() -> None:
    """A digest has a title; a follow-up has a reference."""
    digest = {"id": "11", "embeds": [{"title": "Item 2 of Quay", "description": "**Note 1 on item 2 of Quay** — Quay"}]}
    follow_up = {
        "id": "12",
        "embeds": [{"description": "**Updated** — one more headline\n**Note 2 on item 2 of Quay**"}],
        "message_reference": {"message_id": "11"},
    }
    assert (seen(digest), seen(follow_up)) == TOLD[1:]


def test_a_digest_that_shows_what_stands_only_on_the_page_is_known_by_it() -> None:
    """Whether a summary was told whole is counted, and is nobody's wrong."""
    embed = {"title": "Item 3 of Slip", "description": "“We counted every hawser,” — Tom Reyes"}
    assert seen({"id": "14", "embeds": [embed]}) == Seen(14, ("Slip", 3), has_page=True)


def test_the_wrongs_of_all_channels_come_together() -> None:
    """None is lost on the way."""
    one, other = Wrongs(lost=("a",)), Wrongs(lost=("b",), doubled=("c",))
    assert together((one, Wrongs(), other)) == Wrongs(lost=("a", "b"), doubled=("c",))
