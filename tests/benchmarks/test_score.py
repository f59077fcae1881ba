"""The scores of quotations whose right answer is plain."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.score import Rates, Said, Tally, called, errors, is_right, overlap, rates, tally

SPANS = st.builds(lambda start, length: Said(start, start + length), st.integers(0, 60), st.integers(1, 20))


def apart(found: list[Said]) -> tuple[Said, ...]:
    """Those spans that do not run into one before."""
    kept: list[Said] = []
    for said in sorted(found, key=lambda one: (one.start, one.end)):
        if not kept or kept[-1].end <= said.start:
            kept.append(said)
    return tuple(kept)


@given(st.lists(SPANS).map(apart))
def test_what_is_found_as_it_should_be_is_all_right(gold: tuple[Said, ...]) -> None:
    """Whoever finds just the gold makes no error."""
    many = len(gold)
    assert Tally(gold=many, found=many, exact=many, joint=many) == tally(gold, gold)
    assert errors(gold, gold) == ()


@given(st.lists(SPANS).map(apart), st.lists(SPANS).map(apart))
def test_nothing_counts_twice(gold: tuple[Said, ...], found: tuple[Said, ...]) -> None:
    """There is never more that is right than there is, or than was found."""
    counts = tally(gold, found)
    assert counts.exact <= counts.joint <= min(counts.gold, counts.found)


@given(st.lists(SPANS).map(apart), st.lists(SPANS).map(apart))
def test_each_gold_quotation_is_right_or_told_as_wrong(gold: tuple[Said, ...], found: tuple[Said, ...]) -> None:
    """The errors account for every gold quotation that is not right."""
    wrong = [error for error in errors(gold, found) if error.gold is not None]
    assert tally(gold, found).joint + len(wrong) == len(gold)


@given(SPANS, SPANS)
def test_overlap_is_the_same_both_ways(a: Said, b: Said) -> None:
    """Sharing is mutual, and whole only where both are the same."""
    assert overlap(a, b) == overlap(b, a)
    assert (overlap(a, b) == 1) == (a == b)


def test_overlap_is_the_shared_part_of_what_either_covers() -> None:
    """Eight characters of ten, and none of two that only touch."""
    assert overlap(Said(0, 10), Said(2, 10)) == 0.8
    assert overlap(Said(0, 10), Said(10, 20)) == 0


def test_two_quotations_found_as_one_are_at_most_one() -> None:
    """A found quotation answers for one gold quotation only."""
    assert tally((Said(0, 90), Said(92, 100)), (Said(0, 100),)).joint == 1


def test_rates_are_shares_and_their_harmonic_mean() -> None:
    """Six right of eight found and twelve there."""
    assert rates(6, 8, 12) == Rates(0.75, 0.5, 0.6)


def test_nothing_found_is_no_error_of_arithmetic() -> None:
    """No quotation, no rate."""
    assert rates(0, 0, 0) == Rates(0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("gold", "found"),
    [
        ("Minister of Works Ada Lind", "Lind"),
        ("Ada Lind, the minister of works,", "Ms. Lind"),
        ("the harbour’s master, Tom Reyes", "Tom Reyes"),
        ("Reyes (Ind.-Ansley)", "Tom Reyes"),
        ("Juan Reyes Jr.", "Reyes"),
        ("Ada Lind of the Weir Trust", "Ada Lind"),
        ("a spokesman for the Weir Trust", "the spokesman"),
        ("Lind’s", "Ada Lind"),
        ("Ada Lind herself", "Lind"),
        ("his", "He"),
        ("two rowers who asked not to be named", "rowers"),
    ],
)
def test_a_speaker_is_right_by_surname_pronoun_or_noun(gold: str, found: str) -> None:
    """However a mention is dressed, it is the same somebody."""
    assert is_right(Said(0, 9, gold), Said(0, 9, found))


@pytest.mark.parametrize(
    ("gold", "found"),
    [
        ("a spokesman for Ada Lind", "Ada Lind"),
        ("Ada Lind", "Tom Reyes"),
        ("he", "she"),
        ("he", "Tom Reyes"),
        ("the Reyes campaign", "Reyes"),
        (None, "Tom Reyes"),
        ("Tom Reyes", None),
    ],
)
def test_a_speaker_is_wrong_by_another_name(gold: str | None, found: str | None) -> None:
    """Whoever speaks for somebody is not that somebody, and nobody is not anybody."""
    assert not is_right(Said(0, 9, gold), Said(0, 9, found))


def test_the_name_behind_a_pronoun_counts() -> None:
    """Where the words say "he", the name that is shown with them is looked at too."""
    assert is_right(Said(0, 9, "Tom Reyes"), Said(0, 9, "he", name="Tom Reyes"))


def test_nobody_is_right_where_nobody_is_named() -> None:
    """To name nobody is an answer."""
    assert is_right(Said(0, 9), Said(0, 9))


@given(st.text(max_size=40))
def test_any_mention_can_be_read(mention: str) -> None:
    """Whatever a system says somebody is called, it is read, and no case of letters matters to the answer."""
    assert all(word == word.casefold() for word in called(mention))


@pytest.mark.parametrize(
    ("kind", "gold", "found"),
    [
        ("wrong mention", Said(10, 30, "Lind"), Said(10, 30, "Reyes")),
        ("invented speaker", Said(10, 30), Said(10, 30, "Reyes")),
        ("missing speaker", Said(10, 30, "Lind"), Said(10, 30)),
        ("span too long", Said(10, 30, "Lind"), Said(10, 50, "Lind")),
        ("span too short", Said(10, 30, "Lind"), Said(10, 20, "Lind")),
        ("missed", Said(10, 30, "Lind"), None),
        ("spurious", None, Said(10, 30, "Lind")),
    ],
)
def test_an_error_is_told_by_its_kind(kind: str, gold: Said | None, found: Said | None) -> None:
    """Each way of being wrong has its name, and is told once."""
    told = errors((gold,) if gold else (), (found,) if found else ())
    assert [error.kind for error in told] == [kind]


def test_a_speaker_named_for_words_never_said_is_not_asked_for() -> None:
    """The precision of speakers looks only at quotations that are there."""
    counts = tally((Said(0, 20, "Lind"),), (Said(0, 20, "Lind"), Said(40, 60, "Reyes")))
    assert (counts.named, counts.named_right) == (1, 1)
