"""What is dumped comes back: every story, message, rhythm, setting and signature, word for word."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.news.cluster import signature
from bot.news.model import (
    Also,
    Block,
    Brief,
    Correction,
    Credit,
    Digest,
    Edition,
    FollowUp,
    Headline,
    KeyQuote,
    Masthead,
    Passage,
    Picture,
    Quote,
    Story,
    Withdrawal,
)
from bot.outbox.model import Message, Notice, Rhythm
from bot.outbox.settings import Budget, Quiet, Settings, Timetable
from bot.store import StoreUnavailable, documents
from tests import build

TEXT = st.text(max_size=12)
SCALAR_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
MOMENTS = st.none() | st.datetimes(timezones=st.just(UTC))
ALSO = st.builds(Also, SCALAR_TEXT, st.none() | SCALAR_TEXT)


def several(values: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    """A few of them, in a tuple."""
    return st.lists(values, max_size=2).map(tuple)


def stories(text: st.SearchStrategy[str]) -> st.SearchStrategy[Story]:
    """Stories whose every field may hold anything that it can."""
    words = st.none() | text
    moments = st.none() | st.datetimes(timezones=st.just(UTC))
    numbers = st.integers(0, 1 << 40)
    quotes = st.builds(Quote, numbers, numbers, text, st.just("mixed"), words, words, words, words)
    headlines = st.builds(Headline, text, st.none() | st.builds(Credit, words, words, words, words), numbers)
    return st.builds(
        Story,
        entry_id=text,
        link=words,
        published=moments,
        author=words,
        text=text,
        blocks=several(st.builds(Block, st.just("paragraph"), numbers, numbers)),
        headline=headlines,
        note=words,
        more_coming=st.booleans(),
        headlines=several(headlines),
        quotes=several(quotes),
        key_quotes=several(st.builds(KeyQuote, quotes, several(text))),
        lead=words,
        picture=st.none() | st.builds(Picture, text, words, words),
    )


def editions(passages: st.SearchStrategy[tuple[Passage, ...]]) -> st.SearchStrategy[Edition]:
    """Editions whose every field may hold anything that it can."""
    briefs = st.builds(
        Brief,
        story_ids=several(SCALAR_TEXT),
        outlet=ALSO,
        headline=SCALAR_TEXT,
        link=st.none() | SCALAR_TEXT,
        passages=passages,
        lead=st.none() | SCALAR_TEXT,
        published=MOMENTS,
        also=several(ALSO),
        more_coming=st.booleans(),
        updated=MOMENTS,
    )
    return st.builds(
        Edition,
        name=SCALAR_TEXT,
        hour=st.datetimes(timezones=st.just(UTC)),
        briefs=several(briefs),
        owed=st.integers(0, 99),
        next_at=MOMENTS,
        dropped=st.integers(0, 99),
        withdrawn=st.integers(0, 99),
        held_over=st.integers(0, 99),
        held_from=MOMENTS,
        late=st.booleans(),
    )


def messages() -> st.SearchStrategy[Message]:
    """Messages of every kind."""
    passages = stories(SCALAR_TEXT).map(lambda story: (Passage(story.headline, story.quotes), Passage(None, ())))
    words = st.none() | SCALAR_TEXT
    return st.one_of(
        st.builds(
            Digest,
            masthead=st.builds(Masthead, SCALAR_TEXT, words, words),
            headline=SCALAR_TEXT,
            link=words,
            note=words,
            more_coming=st.booleans(),
            passages=passages,
            lead=words,
            quotes_left=st.integers(0, 99),
            picture=st.none() | st.builds(Picture, SCALAR_TEXT, words, words),
            published=MOMENTS,
            also=several(ALSO),
            updated=MOMENTS,
        ),
        st.builds(
            FollowUp,
            headline=SCALAR_TEXT,
            link=words,
            passages=passages,
            more_coming=st.booleans(),
            closed=st.booleans(),
            paragraphs=several(SCALAR_TEXT),
            corrections=several(
                st.builds(
                    Correction, st.sampled_from(["headline", "quote", "speaker"]), SCALAR_TEXT, words, words, words
                )
            ),
            left=st.integers(0, 99),
            outlet=st.none() | ALSO,
        ),
        st.builds(Withdrawal, SCALAR_TEXT, words),
        editions(passages),
        st.builds(Notice, SCALAR_TEXT, SCALAR_TEXT, st.none() | st.integers(1, 1 << 62)),
    )


@settings(max_examples=50)
@given(stories(SCALAR_TEXT))
def test_a_story_comes_back_as_it_was(story: Story) -> None:
    """NUL and all: a document holds every character that there is."""
    assert documents.story(documents.dump(story)) == story


@settings(max_examples=50)
@given(messages())
def test_a_message_comes_back_as_it_was(message: Message) -> None:
    """As the kind of message that it was, though the kinds are alike."""
    back = documents.message(documents.dump(message))
    assert (type(back), back) == (type(message), message)


@settings(max_examples=50)
@given(stories(TEXT))
def test_what_is_no_character_is_replaced_one_for_one(story: Story) -> None:
    """A lone surrogate has no place in any encoding; the rest of the text stays where it was."""
    text = documents.dump(story)
    assert text.encode()
    assert "\0" not in text
    assert len(documents.story(text).text) == len(story.text)


@given(
    st.builds(
        Rhythm,
        moments=st.lists(st.datetimes(timezones=st.just(UTC)), max_size=3).map(tuple),
        pace=st.none() | st.timedeltas(),
        promise=st.none() | SCALAR_TEXT,
        promised_at=st.none() | st.datetimes(timezones=st.just(UTC)),
    )
)
def test_a_rhythm_comes_back_as_it_was(rhythm: Rhythm) -> None:
    """To the microsecond, however long its pace."""
    assert documents.rhythm(documents.dump(rhythm)) == rhythm


@given(
    st.builds(
        Settings,
        timetable=st.none() | st.builds(Timetable, st.lists(st.times(), max_size=3).map(tuple)),
        zone=SCALAR_TEXT,
        quiet=st.none() | st.builds(Quiet, st.times(), st.times()),
        most=st.integers(0, 99),
        length=st.sampled_from(["short", "medium", "long"]),
        limit=st.none() | st.timedeltas(),
        heartbeat=st.booleans(),
        budget=st.builds(Budget, st.integers(0, 99), st.timedeltas(), st.timedeltas()),
        without=st.lists(SCALAR_TEXT, max_size=3).map(tuple),
        gathering=st.sampled_from(["channel", "server", "off"]),
    )
)
def test_settings_come_back_as_they_were(wished: Settings) -> None:
    """Hours to the microsecond, though nobody sets them so."""
    assert documents.settings(documents.dump(wished)) == wished


@settings(max_examples=30)
@given(stories(SCALAR_TEXT))
def test_a_signature_comes_back_as_it_was(story: Story) -> None:
    """Whatever its story is like."""
    signed = signature(story, build.MASTHEAD)
    assert documents.signature(documents.dump(signed)) == signed


@given(st.lists(SCALAR_TEXT, max_size=4).map(tuple))
def test_reasons_come_back_as_they_were(reasons: tuple[str, ...]) -> None:
    """In their order."""
    assert documents.reasons(documents.dump_reasons(reasons)) == reasons


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("[]", id="a list"),
        pytest.param("{}", id="an empty document"),
        pytest.param('{"version": 1, "kind": "poem", "body": {}}', id="another kind"),
        pytest.param('{"version": 1, "kind": [], "body": {}}', id="no kind at all"),
        pytest.param('{"version": 1, "kind": "story", "body": {}}', id="a body that lacks everything"),
        pytest.param("[" * 100_000, id="deep"),
        pytest.param(documents.dump(build.notice()), id="a notice"),
    ],
)
def test_what_is_no_story_is_not_read_as_one(text: str) -> None:
    """A damaged database is said to be damaged."""
    with pytest.raises(StoreUnavailable, match="restore a backup"):
        documents.story(text)


def test_a_story_is_no_message() -> None:
    """Each column holds documents of its own kind."""
    with pytest.raises(StoreUnavailable, match="a story stands where a message should"):
        documents.message(documents.dump(build.story()))
    with pytest.raises(StoreUnavailable, match="a rhythm stands where a message should"):
        documents.message(documents.dump(Rhythm()))
    with pytest.raises(StoreUnavailable, match="a notice stands where a rhythm should"):
        documents.rhythm(documents.dump(build.notice()))
    with pytest.raises(StoreUnavailable, match="settings stands where a message should"):
        documents.message(documents.dump(Settings()))
    with pytest.raises(StoreUnavailable, match="a notice stands where settings should"):
        documents.settings(documents.dump(build.notice()))
    with pytest.raises(StoreUnavailable, match="a settings stands where a signature should"):
        documents.signature(documents.dump(Settings()))
    with pytest.raises(StoreUnavailable, match="its reasons"):
        documents.reasons("{}")


def test_a_document_of_a_later_version_is_refused() -> None:
    """Reading it half would be worse; it says which version it is."""
    document = json.loads(documents.dump(build.story()))
    later = json.dumps({**document, "version": documents.VERSION + 1})
    with pytest.raises(StoreUnavailable, match=f"a story of version {documents.VERSION + 1}"):
        documents.story(later)


# ---------------------------------------------------------------------------------------------- from before

# As they were dumped before digests named other outlets and follow-ups took anything back.
OLD_DIGEST = """
{"version": 1, "kind": "digest", "body": {
  "masthead": {"title": "Harbour Light Blog", "site": "https://harbourlight.example", "icon": null},
  "headline": "Port and city agree to talk again", "link": "https://harbourlight.example/talks", "note": null,
  "more_coming": true,
  "passages": [{"headline": {"text": "Crews vote", "credit": null, "start": 40}, "quotes": [
    {"start": 52, "end": 64, "text": "We will talk", "kind": "direct", "speaker": "he", "name": "Tom Reyes",
     "role": "former harbour master", "cue": "said", "missing_mark": false, "cut": false}]}],
  "lead": null, "quotes_left": 2, "picture": null, "published": "2026-09-18T13:02:05.123456Z"}}
"""
OLD_FOLLOW_UP = """
{"version": 1, "kind": "follow-up", "body": {
  "headline": "Port and city agree to talk again", "link": null,
  "passages": [{"headline": {"text": "Ferry crews vote on Monday", "credit": null, "start": null}, "quotes": []}],
  "more_coming": false, "closed": true}}
"""


def test_a_digest_from_before_is_read_as_it_was() -> None:
    """It names no other outlet, and nothing was posted below it."""
    quote = Quote(52, 64, "We will talk", "direct", "he", "Tom Reyes", role="former harbour master", cue="said")
    assert documents.message(OLD_DIGEST) == Digest(
        masthead=Masthead("Harbour Light Blog", "https://harbourlight.example"),
        headline="Port and city agree to talk again",
        link="https://harbourlight.example/talks",
        note=None,
        more_coming=True,
        passages=(Passage(Headline("Crews vote", start=40), (quote,)),),
        lead=None,
        quotes_left=2,
        picture=None,
        published=datetime(2026, 9, 18, 13, 2, 5, 123456, tzinfo=UTC),
        also=(),
        updated=None,
    )


def test_a_follow_up_from_before_is_read_as_it_was() -> None:
    """It took nothing back, and left nothing out."""
    assert documents.message(OLD_FOLLOW_UP) == FollowUp(
        headline="Port and city agree to talk again",
        link=None,
        passages=(Passage(Headline("Ferry crews vote on Monday"), ()),),
        more_coming=False,
        closed=True,
    )
