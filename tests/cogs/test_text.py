"""Words from outside are shown as they stand: nothing in them draws, links, mentions or hides."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs import text

MARKUP = re.compile(r"(?<!\\)(?:\\\\)*[*_~|`\[\]<>@]")


def read(shown: str) -> str:
    """What Discord shows of escaped text: a backslash before punctuation goes, the character stays."""
    return re.sub(r"\\([^0-9A-Za-z\s])", r"\1", shown)


@given(st.text())
def test_no_markup_survives(words: str) -> None:
    """Every character that could mean something to Discord is escaped."""
    assert MARKUP.search(text.plain(words)) is None


@given(st.text(alphabet=st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs"))))
def test_the_words_stay_the_words(words: str) -> None:
    """What is escaped reads as it was written, but for runs of white space."""
    seen = " ".join(text.clean(words).split())
    assert read(text.plain(words)) == seen


@pytest.mark.parametrize(
    "trick",
    [
        "\u202eabc",
        "\u2066x\u2069",
        "a\u200bb",
        "\ufeffx",
        "x\U000e0041",
        "\x1b[31m",
        "\x00",
        "\u00ad",
    ],
)
def test_what_cannot_be_seen_is_taken_out(trick: str) -> None:
    """Marks of direction, zero widths, tags and controls never reach a reader."""
    left = text.plain(trick) + text.clean(trick)
    assert all(unicodedata.category(character) not in ("Cf", "Cc") for character in left)


def test_joined_emoji_stay_whole() -> None:
    """A joiner is part of some scripts and many emoji."""
    assert text.plain("👩‍🚒") == "👩‍🚒"


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("# not a heading", "\\# not a heading"),
        ("- not a list", "\\- not a list"),
        ("-# not small", "\\-# not small"),
        ("1. not a list", "1\\. not a list"),
        ("> not a quote", "\\> not a quote"),
        ("see https://evil.example", "see https\\://evil.example"),
        ("[here](https://evil.example)", "\\[here\\](https\\://evil.example)"),
        ("<t:1:R> <#1> <@1> @everyone", "\\<t:1:R\\> \\<#1\\> \\<\\@1\\> \\@everyone"),
        ("12.5 per cent – a “record”", "12.5 per cent – a “record”"),
        ("two\nlines", "two lines"),
    ],
)
def test_markup_is_shown_as_it_was_typed(words: str, shown: str) -> None:
    """Each of these would be drawn, linked or would ring if it were left alone."""
    assert text.plain(words) == shown


@given(st.text(), st.integers(10, 80))
def test_what_is_shortened_fits_and_breaks_no_escape(words: str, limit: int) -> None:
    """A shortened text is within its limit, and a backslash at its end would eat what follows."""
    shown = text.within(text.plain(words), limit)
    assert text.size(shown) <= limit
    assert MARKUP.search(shown) is None
    assert not re.search(r"(?<!\\)(?:\\\\)*\\$", shown.removesuffix(" …"))


def test_a_text_is_shortened_at_a_word() -> None:
    """Our ellipsis stands apart, so that it is seen to be ours."""
    assert text.within("The crews vote on Monday morning", 20) == "The crews vote on …"


@given(st.lists(st.sampled_from(["One.", "Two is longer!", "Three?", "And “four.”"]), min_size=1), st.integers(12, 60))
def test_a_quote_is_cut_only_where_a_sentence_ends(sentences: list[str], limit: int) -> None:
    """Whole sentences, or nothing."""
    shown = text.sentences_within(" ".join(sentences), limit)
    if shown is None:
        assert len(sentences[0]) + 4 + 2 > limit
    else:
        kept = shown.removesuffix(" […]")
        assert any(kept == " ".join(sentences[:count]) for count in range(1, len(sentences) + 1))
        assert text.size(shown) <= limit


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "https://a.example/) [x](https://b.example", "file:///etc/passwd", "//x", "", "https://"],
)
def test_only_addresses_of_the_web_become_links(address: str) -> None:
    """Words whose address cannot be trusted to stay in its place stand alone."""
    assert text.link("words", address) == "words"
    assert text.site(address) is None


def test_a_site_is_named_by_its_host() -> None:
    """The way people name it, without "www."."""
    assert text.site("https://www.harbourlight.example/2026/talks") == "harbourlight.example"


def test_accents_upon_accents_are_shortened_and_not_lost() -> None:
    """Where a text has no better place to be parted, something of it is still shown."""
    assert text.within("z" + "\u0336" * 900, 100).startswith("z\u0336")
