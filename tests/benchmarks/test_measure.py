"""Systems run in a process of their own."""

import pytest

from benchmarks.child import answer
from benchmarks.measure import BARE, NotInstalled, installed, measured
from benchmarks.score import Said

TEXT = "“The weir will hold,” said Ada Lind.\n\nTom Reyes said: “I can’t swim a stroke.”"
REGEX = "benchmarks.peers:nearest_said"


def test_what_a_system_finds_comes_back_as_it_found_it() -> None:
    """Across the border of a process every field stays."""
    expected = (Said(1, 20, "Ada Lind"), Said(TEXT.index("I can"), len(TEXT) - 1, "Tom Reyes"))
    assert measured(REGEX, (TEXT,)).found == (expected,)


def test_nothing_finds_nothing_and_takes_memory_all_the_same() -> None:
    """The bare interpreter is what the others are measured over."""
    bare = measured(BARE, (TEXT, TEXT))
    assert bare.found == ((), ())
    assert len(bare.seconds) == 2
    assert bare.peak > 1_000_000


def test_a_system_that_is_not_there_is_said_to_be_missing() -> None:
    """Whoever reads the table is told, not left with an empty column."""
    with pytest.raises(NotInstalled, match="module"):
        measured("benchmarks.nowhere:find", (TEXT,))


def test_a_python_that_is_not_there_is_said_to_be_missing() -> None:
    """A wrong path is told in the same way."""
    with pytest.raises(NotInstalled, match="nowhere"):
        measured(REGEX, (TEXT,), "/nowhere/python")


def test_a_module_that_is_not_installed_is_named() -> None:
    """The reason is one that can be acted upon."""
    with pytest.raises(NotInstalled, match="weir_of_ansley is not installed"):
        installed("weir_of_ansley")


def test_ours_gives_the_name_behind_a_pronoun() -> None:
    """Our own answer carries what the peers do not have."""
    text = "“The weir will hold this winter,” said Ada Lind.\n\n“It held in the flood,” she said."
    assert answer("benchmarks.ours:whole", (text,))["found"][0][1][2:] == ("she", "Ada Lind")
