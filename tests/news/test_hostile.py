"""Posts made to cost much: each is read in little time, and what a reader would see in it is found all the same."""

import time
from collections.abc import Callable

import pytest

from bot.news.model import Entry, Story
from bot.news.story import read_entry

LENGTH = 500_000
MOST_SECONDS = 2.0
"""Of CPU time, several times what any of them takes."""

OPENING = "“It is too thick to see the bow of my own boat,” Ebba Rasmussen, a pilot, said.\n\n"
SAID = "“It is too thick today,” Ebba Rasmussen said. "

REPEATED = {
    "straight marks": '"',
    "opening marks": "“",
    "closing marks": "”",
    "single marks": "'",
    "marks of every sort": "“‘«„\"'’”»",
    "quotations without a beginning": "ab cd ef.” ",
    "quotations without an end": "“Ab cd ef. ",
    "quotations within quotations": "“ab ‘cd “ef ",
    "quotations": SAID,
    "paragraphs of quotations": f"{SAID}\n\n",
    "lines of quotations": f"{SAID}\n",
    "colons before quotations": ": “a b c”",
    "dashes and names": "“a b c” — Ebba Rasmussen ",
    "names": "Ebba Rasmussen, ",
    "names one letter long": "E\u0301",
    "initials": "A. B. C. Rasmussen said. ",
    "roles": "Ebba Rasmussen, the head of A, ",
    "cues": "said ",
    "pronouns and cues": "he said ",
    "pronouns and cues around quotations": f"“Ab cd ef,” {'he said ' * 40}\n\n",
    "full stops": ".",
    "dots between words": "… ",
    "brackets": "(a [",
    "one word": "a",
    "capitals": "Aa",
    "combining marks": "a\u0301",
    "scripts mixed": "Пrиvеt ",
    "credits": "A. Photo: ",
    "calls to readers": "Follow us (@a) ",
}
BEGUN = {
    "capitals behind an open quotation": ("“ab cd, ", "Aa"),
    "initials behind an open quotation": ("“ab cd, ", "A."),
    "dots behind a quotation": (SAID, "…"),
    "stops behind an open quotation": ("“ab cd ", "! "),
    "a role without an end": ("“It is thick,” Ebba Rasmussen, the ", "minister "),
}
HOSTILE = {
    **{name: (again * LENGTH)[:LENGTH] for name, again in REPEATED.items() if len(again) == 1},
    **{name: again * (LENGTH // len(again)) for name, again in REPEATED.items() if len(again) > 1},
    **{name: first + again * (LENGTH // len(again)) for name, (first, again) in BEGUN.items()},
}


def read(body: str) -> Story:
    """The story in a plain text."""
    return read_entry(Entry("1", None, "Fog", body, "text"))


def seconds(act: Callable[[], object]) -> float:
    """How much CPU time something takes."""
    begun = time.process_time()
    act()
    return time.process_time() - begun


@pytest.mark.parametrize("name", HOSTILE)
def test_no_post_costs_much(name: str) -> None:
    """Whatever it repeats, and however often."""
    assert seconds(lambda: read(HOSTILE[name])) < MOST_SECONDS


@pytest.mark.parametrize("name", ["straight marks", "names", "dots between words", "pronouns and cues", "one word"])
def test_what_stands_before_it_is_found(name: str) -> None:
    """A hostile rest takes nothing from a post's beginning."""
    first = read(OPENING + HOSTILE[name]).quotes[0]
    assert (first.text, first.name, first.role, first.cue) == (
        "It is too thick to see the bow of my own boat,",
        "Ebba Rasmussen",
        "pilot",
        "said",
    )


def test_a_long_post_is_read_to_its_end() -> None:
    """It may have hundreds of quotations and tens of thousands of words."""
    plain = "The boats lay still and the harbour was empty for most of the day. " * 4
    found = read(f"{SAID}{plain}\n\n" * 700).quotes
    assert len(found) == 700
    assert {quote.name for quote in found} == {"Ebba Rasmussen"}


def test_of_quotations_without_number_the_first_are_read() -> None:
    """What is told is true to the text all the same."""
    story = read(f"{SAID}\n\n" * 3_000)
    assert len(story.quotes) == 1_000
    assert all(story.text[quote.start : quote.end] == quote.text for quote in story.quotes)


def test_a_row_of_stops_still_ends_a_sentence() -> None:
    """Of the first sentence nothing is taken for what the second says."""
    story = read(f"Ebba Rasmussen waited{'.' * 500} “It is too thick today,” Tom Reyes said.")
    assert [quote.name for quote in story.quotes] == ["Tom Reyes"]


def test_a_quotation_without_a_beginning_starts_with_its_sentence() -> None:
    """A mark before it that closes nothing makes no difference."""
    story = read("“It is thick today,” he said ab.” cd. The bow is gone from sight.” Nobody sailed.")
    assert [quote.text for quote in story.quotes if quote.missing_mark] == ["The bow is gone from sight."]
