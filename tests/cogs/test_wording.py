"""A correction shows what differs, word by word, and never half a word."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.news.model import Correction
from cogs import text, wording
from tests.cogs.samples import corrections

LONG = (
    "We have talked for many days and nights about the rota and the cranes and the ferries, and in the end what counts "
    "is that contacts have been restored and that both sides have agreed to stop consulting until the spring, when the "
    "new board of the port will meet in the old harbour house."
)


@pytest.mark.parametrize(
    ("made", "line"),
    [
        (
            Correction("quote", "agreed to stop consulting", "agreed to go on consulting", "Ines Okafor"),
            "was: “agreed to *stop* consulting” → now: “agreed to *go on* consulting” (Ines Okafor)",
        ),
        (Correction("quote", "We follow.", None, "Ana Duarte"), "withdrawn: “We follow.” (Ana Duarte)"),
        (Correction("quote", "We follow.", "We do not follow."), "was: “We follow.” → now: “We *do not* follow.”"),
        (
            Correction("headline", "Port closes at 5", "Port closes at 6"),
            "was: “Port closes at *5*” → now: “Port closes at *6*” (headline)",
        ),
        (
            Correction("speaker", "Ines Okafor", "Tom Reyes", quote="We follow."),
            "was: Ines Okafor → now: Tom Reyes (“We follow.”)",
        ),
        (
            Correction("speaker", "Ines Okafor", None, quote="We follow."),
            "was: Ines Okafor → now: nobody is named (“We follow.”)",
        ),
    ],
)
def test_a_correction_reads_as_designed(made: Correction, line: str) -> None:
    """What it was, what it is now, and whose it is."""
    assert wording.correction(made) == line


def test_of_a_long_quote_the_words_around_the_difference_are_shown() -> None:
    """A reader sees what changed without reading it twice."""
    was, now = wording.wordings(LONG, LONG.replace("stop", "go on"))
    assert was == r"\[…\] both sides have agreed to *stop* consulting until the spring, when \[…\]"
    assert now == r"\[…\] both sides have agreed to *go on* consulting until the spring, when \[…\]"


def test_what_was_only_left_out_is_shown_where_it_stood() -> None:
    """The shorter wording has nothing in italics, and the same words around the gap."""
    was, now = wording.wordings(LONG, LONG.replace(" until the spring,", ""))
    assert was == r"\[…\] have agreed to stop consulting *until the spring,* when the new board of \[…\]"
    assert now == r"\[…\] have agreed to stop consulting when the new board of \[…\]"


def test_the_beginning_and_the_end_are_near_a_difference_there() -> None:
    """Nothing is left out before the first word or after the last."""
    was, now = wording.wordings(f"Yes. {LONG} Never.", f"No. {LONG} Always.")
    assert was == r"*Yes.* We have talked for many \[…\] in the old harbour house. *Never.*"
    assert now == r"*No.* We have talked for many \[…\] in the old harbour house. *Always.*"


def test_marks_alone_are_no_difference_but_digits_are() -> None:
    """A comma that became a full stop is not what was corrected."""
    assert wording.wordings("We pay 5,", "We pay 6.") == ("We pay *5,*", "We pay *6.*")
    assert wording.wordings("“We pay,” he", "We pay. he") == ("“We pay,” he", "We pay. he")


words = st.sampled_from("the port and city talk again of five cranes no more".split())
sentences = st.lists(words, max_size=80)
short_sentences = st.lists(words, max_size=wording.LONGEST // 8)


@given(sentences, sentences)
def test_every_word_that_is_shown_is_one_of_the_quote(was: list[str], now: list[str]) -> None:
    """In its order, and none is cut in two."""
    for words, line in zip((was, now), wording.wordings(" ".join(was), " ".join(now)), strict=True):
        rest = iter(words)
        assert all(word in rest for word in line.replace("*", "").replace(r"\[…\]", "").split())


@given(short_sentences, short_sentences)
def test_what_is_not_in_italics_stands_in_both(was: list[str], now: list[str]) -> None:
    """Where both are short enough to be shown whole, only italics differ."""
    kept = [re.sub(r"\*[^*]*\*", "", line).split() for line in wording.wordings(" ".join(was), " ".join(now))]
    assert kept[0] == kept[1]


@given(corrections)
def test_no_correction_breaks_out_of_its_line(made: Correction) -> None:
    """Whatever it is made of, it is one line of bounded length."""
    line = wording.correction(made)
    assert "\n" not in line
    assert text.size(line) < 3500


def test_hostile_wordings_take_no_time() -> None:
    """Megabytes of words against another is looked at for a moment."""
    begun = time.process_time()
    wording.correction(Correction("quote", "xxxxx " * 1_000_000, "y " * 2_500_000))
    wording.correction(Correction("quote", "ab " * 400 + "c " * 400, "a b " * 400 + "c d " * 200))
    assert time.process_time() - begun < 0.5
