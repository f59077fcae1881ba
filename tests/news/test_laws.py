"""What holds of every story, whatever its entry says."""

from dataclasses import replace
from itertools import pairwise
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.news.change import fingerprint, follow_up
from bot.news.digest import digest
from bot.news.model import Entry, Masthead, Story
from bot.news.story import entry_from_text, read_entry
from tests.news.posts import NAMES, entry, story

Form = Literal["html", "text"]

MARKS = [
    "“",
    "”",
    '"',
    "‘",
    "’",
    "'",
    "«",
    "»",
    "„",
    '12"',
    "«a b c»",
    ", ",
    ". ",
    ": ",
    "! ",
    " — ",
    "…",
    "\n",
    "\n\n",
]
PEOPLE = [
    "Tom Reyes",
    "Ines Okafor",
    "Reyes",
    " said",
    " told",
    " he ",
    " she ",
    "the ministry",
    "a spokesman for ",
    "Mr. ",
]
LINES = [
    "The Meridian, 18 Sep",
    "More to come.",
    "UPDATE: ",
    "pic.twitter.com/abc",
    "Quay (@quay) May 1, 2025",
    "No comments:",
]
TAGS = [
    "<p>",
    "</p>",
    "<br>",
    "<b>",
    "</b>",
    "<h3>",
    "<li>",
    "<blockquote>",
    "</blockquote>",
    "<table><tr><td>",
    "<script>",
    "<",
]
OTHERS = [
    "We go out tonight",
    "former harbour master ",
    "© ",
    "<a href='https://m.example/1'>",
    "&nbsp;",
    "&amp;",
    "&#x201c;",
]
STRANGE = ["\u00a0", "\u200b", "\ue000", "\ud800", "é", "Ö", "U.S. ", ">", "&#99999999999;"]
SCRAPS = st.sampled_from([*MARKS, *PEOPLE, *LINES, *TAGS, *OTHERS, *STRANGE])
TEXTS = st.lists(SCRAPS | st.text(max_size=6), max_size=40).map("".join)
FORMS: st.SearchStrategy[Form] = st.sampled_from(("html", "text"))
LINKS = st.sampled_from([None, "https://h.example/1", "no address"])
ENTRIES = st.builds(Entry, st.just("1"), LINKS, TEXTS, TEXTS, FORMS)


def folded(words: str) -> str:
    """Words with their white space folded, as names and headlines are printed."""
    return " ".join(words.split())


def check(read: Story) -> None:
    """Everything that must hold of a story."""
    text = read.text
    for quote in read.quotes:
        assert text[quote.start : quote.end] == quote.text
        assert len(quote.text.split()) >= 1
        for words in (quote.speaker, quote.name, quote.role):
            assert words is None or (words and folded(words) in folded(text))
        assert quote.speaker or not (quote.name or quote.role or quote.cue)
        assert quote.cue is None or quote.cue in text
    assert all(one.end <= following.start for one, following in pairwise(read.quotes))
    covered = 0
    for block in read.blocks:
        assert block.start < block.end
        assert not text[covered : block.start].strip()
        covered = block.end
    assert not text[covered:].strip()
    assert {key.quote for key in read.key_quotes} <= set(read.quotes)
    assert read.headline.text
    for headline in read.headlines:
        assert headline.start is None or folded(text[headline.start :]).startswith(headline.text)
    assert read.note is None or read.note in text
    assert read.lead is None or read.lead in text


@given(ENTRIES)
def test_every_story_is_true_to_its_text(entry: Entry) -> None:
    """Quotes stand word for word, speakers are words of the text, blocks tile it."""
    check(read_entry(entry))


@given(ENTRIES)
def test_reading_twice_is_reading_once(entry: Entry) -> None:
    """The same entry gives the same story, and nothing follows from it."""
    first, second = read_entry(entry), read_entry(entry)
    assert first == second
    assert fingerprint(first) == fingerprint(second)
    assert follow_up(first, second) is None


@given(ENTRIES, ENTRIES)
def test_a_follow_up_tells_only_what_is_new(before: Entry, now: Entry) -> None:
    """No quote of it stood in the revision before, none is told twice, and none says nothing."""
    old, new = read_entry(before), read_entry(now)
    found = follow_up(old, new)
    if found is None:
        return
    told = [quote.text for one in found.passages for quote in one.quotes]
    assert [words for words in told if words in old.text] == []
    assert len(set(told)) == len(told)
    assert found.passages or found.paragraphs or found.corrections or found.closed


@given(ENTRIES)
def test_a_digest_says_nothing_that_the_story_does_not(entry: Entry) -> None:
    """Shown quotes are the story's own, whole or cut at a sentence's end."""
    read = read_entry(entry)
    said = digest(read, Masthead("Harbour Light Blog"))
    shown = [quote for one in said.passages for quote in one.quotes]
    assert all(read.text[quote.start : quote.end] == quote.text for quote in shown)
    assert len(shown) + said.quotes_left == len(read.quotes)
    assert said.lead is None or not shown


@given(TEXTS)
def test_plain_text_stays_as_it_is(text: str) -> None:
    """Not a character of it is changed."""
    assert read_entry(entry_from_text(text)).text == text


@given(TEXTS, st.sampled_from(["utm_source=a", "fbclid=b", "utm_medium=rss&gclid=c"]))
def test_a_fingerprint_ignores_white_space_and_tracking(text: str, query: str) -> None:
    """How a text is spaced and how a reader came."""
    plain = read_entry(Entry("1", "https://h.example/1", "Strike", text, "html"))
    tracked = replace(plain, link=f"https://h.example/1?{query}")
    assert fingerprint(plain) == fingerprint(tracked)


@pytest.mark.parametrize("name", NAMES)
def test_the_laws_hold_of_every_post(name: str) -> None:
    """Of those of the collection too."""
    read = story(name)
    check(read)
    assert follow_up(read, read) is None


@pytest.mark.parametrize("name", NAMES)
def test_a_fingerprint_survives_other_white_space(name: str) -> None:
    """A post that is saved again with other spacing is the same."""
    post = entry(name)
    if post.form == "html":
        spaced = replace(post, body=post.body.replace("</p>", " </p>\n\n").replace("<br />", " <br/>\n"))
        assert fingerprint(read_entry(spaced)) == fingerprint(read_entry(post))
