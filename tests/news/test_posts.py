"""Every invented post is read as its editor reads it: the plain cases without a fault, all of them nearly so."""

import pytest

from bot.news.digest import digest
from bot.news.model import Masthead, Quote
from tests.news.posts import NAMES, PLAIN_CASES, GoldHeadline, GoldQuote, gold, story

every_post = pytest.mark.parametrize("name", NAMES)
every_plain_case = pytest.mark.parametrize("name", PLAIN_CASES)


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


@every_plain_case
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


@every_plain_case
def test_key_quotes_come_from_the_editors_speakers(name: str) -> None:
    """The speakers whose words carry the story, here in the post's order."""
    keys = sorted(story(name).key_quotes, key=lambda key: key.quote.start)
    assert gold(name)["key_speakers"] == list(dict.fromkeys(key.quote.name or key.quote.speaker for key in keys))


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


# ------------------------------------------------------------------------------------------------ over all of the posts


def said_by_the_right_one(wanted: GoldQuote, found: Quote) -> bool:
    """Whether a quote has its editor's speaker: the same name, or else the same words, or nobody."""
    if wanted.get("name"):
        return wanted.get("name") == found.name
    return (wanted.get("speaker"), None) == (found.speaker, found.name)


def pairs() -> list[tuple[GoldQuote, Quote | None]]:
    """Each quote of the editors with the quote of the same words that was found, or None."""
    paired: list[tuple[GoldQuote, Quote | None]] = []
    for name in NAMES:
        found = {quote.text: quote for quote in story(name).quotes}
        paired += [(wanted, found.get(wanted["text"])) for wanted in gold(name)["quotes"]]
    return paired


def test_nearly_every_quote_is_found_and_given_to_its_speaker() -> None:
    """The measures by which a change of the rules is judged; they may rise, not fall."""
    paired = pairs()
    spans = sum(found is not None for _, found in paired) / len(paired)
    speakers = sum(found is not None and said_by_the_right_one(wanted, found) for wanted, found in paired) / len(paired)
    assert spans > 0.97
    assert speakers > 0.87


def test_hardly_ever_is_a_quote_given_to_somebody_else() -> None:
    """A wrong name costs more trust than a missing one."""
    named = [(wanted, found) for wanted, found in pairs() if found is not None and found.name]
    assert sum(wanted.get("name") != found.name for wanted, found in named) / len(named) < 0.05


def test_hardly_anything_else_is_taken_for_a_quote() -> None:
    """Titles, tweets, captions and forms hold none."""
    extra = sum(
        quote.text not in {one["text"] for one in gold(name)["quotes"]}
        for name in NAMES
        for quote in story(name).quotes
    )
    assert extra / len(pairs()) < 0.02


def test_nearly_every_block_is_of_its_editors_kind() -> None:
    """By its first words."""
    right = total = 0
    for name in NAMES:
        read = story(name)
        kinds = [(block.kind, " ".join(read.text[block.start : block.end].split())) for block in read.blocks]
        for kind, opening in gold(name)["blocks"]:
            total += 1
            right += any(found == kind and words.startswith(" ".join(opening.split())) for found, words in kinds)
    assert right / total > 0.94


def test_most_key_quotes_are_the_editors() -> None:
    """Editors would choose most of them too."""
    keys = [(name, key.quote.text) for name in NAMES for key in story(name).key_quotes]
    assert sum(any(text.startswith(one) for one in gold(name)["key"]) for name, text in keys) / len(keys) > 0.7
