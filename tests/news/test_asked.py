"""What is typed becomes words to look for, folded as the texts are in which they are looked for."""

from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.news.asked import (
    LONGEST_QUERY,
    MOST_TERMS,
    NothingAsked,
    Query,
    Term,
    beginnings,
    folded,
    query,
)


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("harbour strike", [Term(("harbour",)), Term(("strike",))]),
        ('"night shift" port', [Term(("night", "shift")), Term(("port",))]),
        ("“night shift„ «port»", [Term(("night", "shift")), Term(("port",))]),
        ('night "shift to', [Term(("night",)), Term(("shift", "to"))]),
        ("ferr*", [Term(("ferr",), prefix=True)]),
        ('"ferry cre*" "night shi"*', [Term(("ferry", "cre"), prefix=True), Term(("night", "shi"), prefix=True)]),
        ("l'Équipe", [Term(("l", "equipe"))]),
        ("re-opened *port", [Term(("re", "opened")), Term(("port",))]),
        ("AND NOT (port:1) & -x", [Term(("and",)), Term(("not",)), Term(("port", "1")), Term(("x",))]),
        ("Port port PORT", [Term(("port",))]),
        ("港口 2", [Term(("港", "口")), Term(("2",))]),
        ("港*", [Term(("港",), prefix=True)]),
    ],
)
def test_words_phrases_and_beginnings_can_be_typed(typed: str, terms: list[Term]) -> None:
    """Whatever marks people have for quotations, and whatever else a search engine may have signs for."""
    assert query(typed) == Query(tuple(terms))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "no word"),
        ("“ ” * … ??", "no word"),
        ("port a*", "2 letters"),
        (" ".join(f"w{number}" for number in range(MOST_TERMS + 1)), "20 are the most"),
        ("port " * LONGEST_QUERY, "200 characters"),
    ],
)
def test_what_cannot_be_looked_for_is_said(typed: str, said: str) -> None:
    """In a sentence that tells what can."""
    with pytest.raises(NothingAsked, match=said):
        query(typed)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("  The  Port's night-shift,\nagain…", "the port s night shift again"),
        ("Élan VITAL, Łódź, straße, Œuvre, İzmir, Ærø", "elan vital lodz strasse oeuvre izmir aero"),
        ("ﬁnal ½ ① №", "final 1 2 1 no"),
        ("п'ять Ёлок", "п ять елок"),
        ("港口は閉鎖 ABC", "港 口 は 閉 鎖 abc"),
        ("ですが ﾊﾟｽ か\u3099", "で す が パ ス が"),
        ("दान दिन क\u094d\u200dष", "दान दिन क\u094dष"),
        ("น้ำ ที่", "น\u0e49\u0e4dา ที่"),
        ("مُحَمَّد مــحمد أحمد שָׁלוֹם", "محمد محمد احمد שלום"),
        ("hafen\u00adstreik", "hafenstreik"),
        ("snake_case\0nul\ud800", "snake case nul"),
        ("x" * 150, "x" * 100),
    ],
)
def test_words_are_folded(text: str, words: str) -> None:
    """Case, accents and punctuation make no difference, nor how a letter is written."""
    assert folded(text) == words


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    """What is kept may be folded again, and stays what it is."""
    assert folded(folded(text)) == folded(text)


@given(st.text())
def test_folded_words_are_letters_and_digits(text: str) -> None:
    """With the signs that belong to them; nothing that has a meaning in a database's own language of queries."""
    words = folded(text).split(" ") if text and folded(text) else []
    assert all(words)
    assert {category(character)[0] for word in words for character in word} <= {"L", "N", "M"}


@given(st.text(), st.text())
def test_words_do_not_depend_on_what_stands_beside_them(one: str, other: str) -> None:
    """A text's words are those of its sentences, so that a phrase of it is found in it."""
    assert folded(f"{one}. {other}").split() == [*folded(one).split(), *folded(other).split()]


@given(st.text(max_size=LONGEST_QUERY))
def test_every_query_has_words(typed: str) -> None:
    """It has some to look for, and no more than are allowed, or it is none."""
    try:
        terms = query(typed).terms
    except NothingAsked:
        return
    assert 0 < len(terms) <= MOST_TERMS
    assert all(term.words and "" not in term.words for term in terms)


@pytest.mark.parametrize(
    ("typed", "words"),
    [("Ferr cre", ["ferr", "cre"]), ("o'Bri f", ["bri"]), ("f", []), (" …", []), ("港", ["港"])],
)
def test_what_is_being_typed_begins_words(typed: str, words: list[str]) -> None:
    """A letter alone tells too little."""
    terms = tuple(Term((word,), prefix=True) for word in words)
    assert beginnings(typed) == (Query(terms) if terms else None)


def test_only_so_much_of_what_is_being_typed_counts() -> None:
    """Nobody waits for a list that is made for a whole page."""
    found = beginnings(" ".join(f"word{number}" for number in range(10_000)))
    assert found is not None
    assert len(found.terms) == MOST_TERMS
