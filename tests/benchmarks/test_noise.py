"""The faults that are put into invented articles, and what they leave as it was."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.noise import noisy
from benchmarks.score import Article, Said

PARAGRAPHS = (
    "“The weir will hold,” said Ada Lind, who keeps it. “It held in ’84.”",
    "Rowers were less sure.",
    "“I have seen it shake, and I have seen it leak,” said Tom Reyes, “and I can’t swim.”",
    '"Nobody asked the ferryman," he added.',
    "''Nobody ever does,'' the ferryman said.",
)


def article(name: str, paragraphs: tuple[str, ...]) -> Article:
    """An article whose quotations are all that stands between double marks."""
    text = "\n\n".join(paragraphs)
    marked = re.finditer(r"“([^”]+)”|\"([^\"]+)\"|''(.+?)''", text)
    spans = (next(span for span in match.regs[1:] if span != (-1, -1)) for match in marked)
    return Article(name, text, tuple(Said(*span, speaker="Ada Lind") for span in spans))


def plain(words: str) -> str:
    """Words without regard to how their marks are drawn."""
    return words.translate(str.maketrans("“”‘’", "\"\"''"))


ARTICLES = st.builds(article, st.text(max_size=6), st.lists(st.sampled_from(PARAGRAPHS), min_size=1).map(tuple))


@given(ARTICLES, st.integers(0, 99))
def test_every_quotation_stands_where_it_is_said_to_stand(clean: Article, seed: int) -> None:
    """Its offsets lead to the same words, and its speaker is the same."""
    worn = noisy(clean, seed)
    before = [(plain(clean.text[said.start : said.end]), said.speaker) for said in clean.quotations]
    assert [(plain(worn.text[said.start : said.end]), said.speaker) for said in worn.quotations] == before


@given(ARTICLES, st.integers(0, 99))
def test_the_same_seed_gives_the_same_faults(clean: Article, seed: int) -> None:
    """A figure can be measured again."""
    assert noisy(clean, seed) == noisy(clean, seed)


@given(ARTICLES, st.integers(0, 99))
def test_no_word_of_the_article_is_lost(clean: Article, seed: int) -> None:
    """Only marks are; what is added stands between the paragraphs."""
    worn = re.findall(r"\w+", noisy(clean, seed).text)
    rest = iter(worn)
    assert all(word in rest for word in re.findall(r"\w+", clean.text))


def test_another_seed_gives_other_faults() -> None:
    """The faults are drawn, not fixed."""
    clean = article("weir", PARAGRAPHS * 4)
    assert len({noisy(clean, seed).text for seed in range(8)}) == 8


@pytest.mark.parametrize(
    ("fault", "least", "most"),
    [
        (r"(?m)^Nobody asked|^Nobody ever|^The weir|^I have", 0.2, 0.3),
        (r"(?:keeps it\. .It held in .84\.|swim\.|ferryman,|hold,|leak,|does,)(?![”\"]|'')", 0.035, 0.09),
    ],
)
def test_marks_are_lost_as_often_as_in_blogs(fault: str, least: float, most: float) -> None:
    """A quarter of the opening marks at a paragraph's start, and six in a hundred closing marks."""
    text = noisy(article("weir", PARAGRAPHS * 150), 7).text
    places = 4 * 150 if fault.startswith("(?m)") else 6 * 150
    assert least < len(re.findall(fault, text)) / places < most


def test_residue_a_caption_and_a_comment_form_are_added() -> None:
    """What is no part of the article stands in lines of its own."""
    lines = noisy(article("weir", PARAGRAPHS * 30), 1).text.splitlines()
    assert any("©" in line for line in lines)
    assert any(line.startswith("pic.twitter.com/") for line in lines)
    assert lines[-1] == "Post Comment"


def test_straight_and_curly_marks_are_mixed() -> None:
    """The same sentence is found with either."""
    text = noisy(article("weir", PARAGRAPHS * 30), 1).text
    assert "“Nobody asked" in text
    assert '"Nobody asked' in text
