"""The memory of a bot is told by its most, and by how it grew in its longest life."""

from hypothesis import given
from hypothesis import strategies as st

from soak.memory import LONG_ENOUGH, Memory, Sample, memory


def life(seconds: int, begun: int, gained: int) -> list[Sample]:
    """A life with a sample each second, in which so many bytes are gained with each."""
    return [Sample(float(age), begun + gained * age, 7) for age in range(1, seconds + 1)]


def test_a_bot_that_gains_and_gains_is_growing() -> None:
    """Half as much again in three minutes is no longer what it does at first."""
    found = memory([life(200, 100_000, 500)])
    assert found == Memory(bot=200_000, children=7, growth=found.growth)
    assert found.is_growing


@given(st.integers(1, 10**10), st.lists(st.integers(1, 10**9), max_size=9))
def test_a_bot_that_holds_what_it_held_is_not(held: int, at_first: list[int]) -> None:
    """However much that is, and whatever it took to begin with."""
    beginning = [Sample(float(age), held + more, 0) for age, more in enumerate(at_first)]
    found = memory([[*beginning, *life(int(LONG_ENOUGH), held, 0)]])
    assert found.growth == 0
    assert not found.is_growing


def test_short_lives_tell_of_the_most_alone() -> None:
    """A bot that has just begun grows with all that it does."""
    assert memory([life(20, 100, 50), life(10, 100, 99), []]) == Memory(bot=1100, children=7, growth=None)
    assert memory([]) == Memory(0, 0, None)
