"""What is said of a story: its key quotes, its lead, its digest."""

from dataclasses import replace

import pytest

from bot.news.digest import LONGEST_QUOTE, digest, shortened, without_masthead
from bot.news.model import Entry, Headline, Length, Masthead, Quote, Story
from bot.news.story import read_entry

MASTHEAD = Masthead("Harbour Light Blog", "https://harbourlight.example/")
FILLER = "The quay was quiet for the rest of that day, and nobody went out."


def story(*paragraphs: str) -> Story:
    """A post of these paragraphs."""
    return read_entry(Entry("1", "https://harbourlight.example/1", "Strike", "\n\n".join(paragraphs), "text"))


def key_words(*paragraphs: str) -> list[str]:
    """The words of a post's key quotes, the strongest first."""
    return [key.quote.text for key in story(*paragraphs).key_quotes]


# ---------------------------------------------------------------------------------------------------------- key quotes


def test_at_most_three_quotes_are_key_and_nobody_has_a_second_turn_before_all_had_one() -> None:
    """A story is carried by several voices."""
    speakers = ("Tom Reyes", "Ines Okafor", "Ana Duarte", "Pia Lindqvist")
    paragraphs = [
        f"“We go out tonight whatever happens,” said {one}. “And tomorrow night as well.”" for one in speakers
    ]
    assert len(story(*paragraphs).quotes) == 8
    names = [key.quote.name for key in story(*paragraphs).key_quotes]
    assert sorted(str(name) for name in names) == ["Ana Duarte", "Ines Okafor", "Tom Reyes"]


def test_nobodys_quote_is_not_key_where_somebody_is_named() -> None:
    """People want to know who speaks."""
    assert key_words(
        "“It was a long night for everybody here.”", "“We go out tonight whatever happens,” said Tom Reyes."
    ) == ["We go out tonight whatever happens,"]


def test_a_whole_sentence_outweighs_a_fragment_of_the_same_speaker() -> None:
    """A reader understands it alone."""
    words = key_words("Tom Reyes called it “a very long night for us”. “We go out tonight whatever happens,” he said.")
    assert words == ["We go out tonight whatever happens,"]


def test_questions_are_not_key() -> None:
    """An interviewer's question carries nothing."""
    assert key_words(
        "Ana Duarte: “Do you miss the radio at night?”", "Tom Reyes: “I miss the voices more than the radio.”"
    ) == ["I miss the voices more than the radio."]


def test_a_role_and_an_early_place_speak_for_a_quote() -> None:
    """Whoever has an office and speaks first comes first."""
    first = "“We go out tonight whatever happens,” said harbour master Tom Reyes."
    assert key_words(first, FILLER, "“We stay in tonight whatever happens,” said Ines Okafor.")[0] == (
        "We go out tonight whatever happens,"
    )


def test_reasons_are_told_in_plain_words() -> None:
    """Somebody may ask why."""
    (key,) = story("“We go out tonight whatever happens to us there,” said harbour master Tom Reyes.").key_quotes
    assert key.reasons == ("its speaker is named, with a role", "early in the post", "a full sentence", "9 words long")


def test_a_quote_that_says_what_the_post_is_about_goes_before_an_earlier_one() -> None:
    """The words that recur in a post tell what it is about."""
    about = "The night ferry stops on Sunday, and the island council has no other ferry."
    words = story(
        "The island council stops the night ferry.",
        "“I had soup and a long sleep that day,” said Tom Reyes.",
        f"“{about}” said Ines Okafor.",
        "Nobody on the island knew of it. The ferry had no passengers on Sunday night, says the council.",
    ).key_quotes
    assert (words[0].quote.text, words[0].reasons[0]) == (about, "close to what the post is about")


def test_who_alone_is_quoted_is_heard_up_to_three_times() -> None:
    """A speech is one voice, and more than one sentence of it."""
    sayings = [f"“We go out tonight for reason number {number},” said Tom Reyes." for number in ("one", "two", "six")]
    assert len(key_words(*sayings, "“We go out tonight, and that is the whole of it,” he said.")) == 3


def test_few_words_are_key_only_where_there_is_nothing_longer() -> None:
    """A story with one good quote still shows it."""
    assert key_words("“We go out tonight,” said Tom Reyes.") == ["We go out tonight,"]
    assert key_words("“We go out tonight,” said Tom Reyes.", "“We all stay in tonight,” said Ines Okafor.") == [
        "We all stay in tonight,"
    ]


# ---------------------------------------------------------------------------------------------------------------- lead


def test_the_lead_is_the_first_sentence_and_a_second_if_the_first_is_short() -> None:
    """Two short sentences are read as fast as a long one."""
    assert story("It rained on the whole coast all day. The crews stayed in. Nobody minded.").lead == (
        "It rained on the whole coast all day. The crews stayed in."
    )
    long = "It rained " + "and rained " * 12 + "on the whole coast all day."
    assert story(f"{long} The crews stayed in.").lead == long


def test_the_lead_passes_over_what_says_nothing() -> None:
    """Greetings and captions."""
    assert story("Dear readers,", "Photo: Quay Pictures", "It rained on the whole coast all day.").lead == (
        "It rained on the whole coast all day."
    )


def test_a_post_without_prose_has_no_lead() -> None:
    """Nothing is invented."""
    assert story("").lead is None


# -------------------------------------------------------------------------------------------------------------- digest


def test_quotes_stand_under_the_headline_below_which_they_were_said() -> None:
    """The post's own words under none."""
    post = story(
        "“It was a long night for everybody here,” said Pia Lindqvist.",
        "Ferry crews vote on Monday — The Meridian",
        "“We go out tonight whatever happens,” said Tom Reyes.",
        "Bridge toll to rise in spring — Quay News",
        FILLER,
    )
    shown = [
        (one.headline.text if one.headline else None, [quote.name for quote in one.quotes])
        for one in digest(post, MASTHEAD).passages
    ]
    assert shown == [
        (None, ["Pia Lindqvist"]),
        ("Ferry crews vote on Monday", ["Tom Reyes"]),
        ("Bridge toll to rise in spring", []),
    ]


def test_the_lead_stands_only_where_no_quote_does() -> None:
    """One of the two, never both."""
    assert digest(story(FILLER), MASTHEAD).lead == FILLER
    assert digest(story(FILLER, "“We go out tonight whatever happens,” said Tom Reyes."), MASTHEAD).lead is None


def test_the_quotes_that_are_not_shown_are_counted() -> None:
    """Readers may ask for them."""
    post = story(
        "“We go out tonight whatever happens,” said Tom Reyes. “We always do.” He added that it was “a long night”."
    )
    assert digest(post, MASTHEAD).quotes_left == 2


@pytest.mark.parametrize("separator", [" | ", " - ", " — ", " – ", " :: ", " » "])
def test_the_blogs_own_name_behind_a_headline_is_dropped(separator: str) -> None:
    """It stands above the digest already."""
    assert (
        without_masthead(f"Port and city talk{separator}harbour light blog", "Harbour Light Blog")
        == "Port and city talk"
    )


def test_a_name_of_several_parts_is_dropped_whole() -> None:
    """It may hold a bar of its own."""
    assert without_masthead("Port and city talk | Harbour | News", "Harbour | News") == "Port and city talk"


@pytest.mark.parametrize("headline", ["Port | city", "Harbour Light Blog", " | Harbour Light Blog", "Talks - and more"])
def test_any_other_end_of_a_headline_is_kept(headline: str) -> None:
    """The wording is the author's."""
    assert without_masthead(headline, "Harbour Light Blog") == headline


def quote(text: str) -> Quote:
    """A quote of some words."""
    return Quote(100, 100 + len(text), text, "direct")


def test_a_long_quote_is_cut_at_a_sentences_end_and_says_so() -> None:
    """Its offsets are those of the words that are shown."""
    long = quote("We go out tonight. " * 20 + "And that is all.")
    short = shortened(long, LONGEST_QUOTE["medium"])
    assert short.cut
    assert short.text.endswith("tonight.")
    assert LONGEST_QUOTE["medium"] - 20 < len(short.text) <= LONGEST_QUOTE["medium"]
    assert (short.start, short.end) == (100, 100 + len(short.text))
    assert long.text.startswith(short.text)


def test_a_long_first_sentence_is_never_cut() -> None:
    """Half a sentence misquotes."""
    first = "We go out " + "and out " * 50 + "tonight."
    assert shortened(quote(first), 280) == quote(first)
    assert shortened(quote(f"{first} And again."), 280).text == first


def test_a_short_digest_says_less_and_a_long_one_more() -> None:
    """One quote, up to three, up to six with the lead; whatever is shown is the story's own words."""
    said = "“We shall go out on the tide and come back with it number {0},” said {1}, a pilot."
    speakers = ("Ebba Rasmussen", "Tom Reyes", "Ana Duarte", "Ines Okafor", "Lena Fors")
    told = story("The pilots of the harbour met on the quay for an hour.", *map(said.format, range(5), speakers))
    lengths: tuple[Length, ...] = ("short", "medium", "long")
    shown = {length: digest(told, Masthead("Harbour Light Blog"), length) for length in lengths}
    quoted = {length: sum(len(one.quotes) for one in each.passages) for length, each in shown.items()}
    assert quoted == {"short": 1, "medium": 3, "long": 5}
    assert [shown[length].lead is not None for length in shown] == [False, False, True]
    assert [shown[length].quotes_left for length in shown] == [4, 2, 0]


def test_a_short_quote_is_left_alone() -> None:
    """Most are."""
    assert shortened(quote("We go out tonight."), 280) == quote("We go out tonight.")


def test_a_headline_known_only_from_the_feed_has_no_place_in_the_text() -> None:
    """It is shown all the same."""
    post = replace(story(FILLER), headlines=(Headline("Ferry crews vote on Monday"),))
    assert [one.headline for one in digest(post, MASTHEAD).passages] == [Headline("Ferry crews vote on Monday")]


def test_a_post_that_is_one_short_quote_shows_it() -> None:
    """Too short for a key quote, and no prose beside it; a digest without words would say nothing."""
    body = "<p>“It is thick,” Ebba Rasmussen said.</p><p>More headlines coming later</p>"
    story = read_entry(Entry("1", None, "Fog holds the boats", body, "html"))
    assert (story.key_quotes, story.lead) == ((), None)
    (passage,) = digest(story, Masthead("Harbour Light")).passages
    assert [(quote.text, quote.name) for quote in passage.quotes] == [("It is thick,", "Ebba Rasmussen")]
