"""Every invented post is read as its editor reads it."""

import pytest

from bot.news.digest import digest
from bot.news.model import Masthead
from tests.news.posts import PLAIN_CASES, GoldHeadline, GoldQuote, gold, story

every_post = pytest.mark.parametrize("name", PLAIN_CASES)


@every_post
def test_headline_note_and_marker_are_the_editors(name: str) -> None:
    """The headline, the author's note and whether more is promised."""
    read, wanted = story(name), gold(name)
    expected = (wanted["headline"], wanted["note"], wanted["more_coming"])
    assert expected == (read.headline.text, read.note, read.more_coming)


@every_post
def test_carried_headlines_and_their_credits_are_the_editors(name: str) -> None:
    """Each carried headline in the post's order, with outlet, author, date as printed and link."""
    actual: list[GoldHeadline] = []
    for headline in story(name).headlines:
        one = GoldHeadline(text=headline.text)
        if headline.credit and headline.credit.outlet:
            one["outlet"] = headline.credit.outlet
        if headline.credit and headline.credit.author:
            one["author"] = headline.credit.author
        if headline.credit and headline.credit.date:
            one["date"] = headline.credit.date
        if headline.credit and headline.credit.link:
            one["link"] = headline.credit.link
        actual.append(one)
    assert gold(name)["headlines"] == actual


@every_post
def test_quotes_and_their_speakers_are_the_editors(name: str) -> None:
    """Each quote word for word, in order, with its speaker as printed, the name that means, the role and the cue."""
    actual: list[GoldQuote] = []
    for quote in story(name).quotes:
        one = GoldQuote(text=quote.text)
        if quote.speaker:
            one["speaker"] = quote.speaker
        if quote.name:
            one["name"] = quote.name
        if quote.role:
            one["role"] = quote.role
        if quote.cue:
            one["cue"] = quote.cue
        if quote.kind != "direct":
            one["kind"] = quote.kind
        if quote.missing_mark:
            one["missing_mark"] = True
        actual.append(one)
    assert gold(name)["quotes"] == actual


@every_post
def test_key_quotes_come_from_the_editors_speakers(name: str) -> None:
    """The speakers whose words carry the story, here in the post's order."""
    keys = sorted(story(name).key_quotes, key=lambda key: key.quote.start)
    assert gold(name)["key_speakers"] == [key.quote.name or key.quote.speaker for key in keys]


@every_post
def test_a_digest_shows_the_key_quotes_or_else_the_lead(name: str) -> None:
    """A digest has something to say of every post, and counts what it leaves out."""
    read, wanted = story(name), gold(name)
    said = digest(read, Masthead("Harbour Light Blog"))
    shown = [quote for passage in said.passages for quote in passage.quotes]
    assert wanted.get("digest_headline", wanted["headline"]) == said.headline
    assert len(read.quotes) == len(shown) + said.quotes_left
    assert (said.lead is None) == bool(shown)
    if "lead" in wanted:
        assert wanted["lead"] == said.lead
