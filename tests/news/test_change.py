"""What a later revision adds, and what makes it the same story."""

import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.news.change import MOST, brings, fingerprint, follow_up
from bot.news.change.words import ALIKE, folded, likeness
from bot.news.model import Also, FollowUp, Story
from tests.news.test_change_cases import FERRIES, LINK, STRIKE, TUGS, story, told

FIRST = """<p>Hardly a word of it in the nationals.</p><p>More headlines coming later.</p>
<h3>Dock union and port to reopen talks</h3><p>The Meridian, 18 Sep</p>
<p>“The parties have agreed to go on consulting,” said Ines Okafor, spokesperson for the Port Authority.</p>"""
SECOND = """<h3>Ferry crews vote on Monday</h3><p>Harbour Light, 19 Sep</p>
<p>“We follow the talks, we do not lead them,” said transport minister Ana Duarte.</p>"""


def gained(before: str, now: str) -> FollowUp:
    """What a revision adds, where it must add something."""
    found = follow_up(story(before), story(now))
    assert found is not None
    return found


def shown(found: FollowUp) -> list[tuple[str | None, list[str]]]:
    """A follow-up's headlines, each with the words of the quotes under it."""
    return [
        (one.headline.text if one.headline else None, [quote.text for quote in one.quotes]) for one in found.passages
    ]


# ----------------------------------------------------------------------------------------------------------- follow-up


def test_a_new_article_is_a_new_headline_with_its_quotes() -> None:
    """Nothing that was there before is told again."""
    assert shown(gained(FIRST, FIRST + SECOND)) == [
        ("Ferry crews vote on Monday", ["We follow the talks, we do not lead them,"])
    ]


@pytest.mark.parametrize(
    "added",
    [
        "<h3>Ferry crews vote on Monday</h3><p>— Harbour Light</p>",
        "<ul><li>Ferry crews vote on Monday — Harbour Light</li></ul>",
        "<p>UPDATE: Ferry crews vote on Monday</p>",
        "<p><b>Ferry crews vote on Monday</b></p>",
    ],
)
def test_a_new_headline_needs_no_article(added: str) -> None:
    """A line, a list item, an update."""
    assert shown(gained(FIRST, FIRST + added)) == [("Ferry crews vote on Monday", [])]


def test_a_new_quote_under_an_old_headline_stands_under_none() -> None:
    """The headline is not news."""
    assert shown(gained(FIRST, FIRST + "<p>“We follow the talks tonight,” said Ana Duarte.</p>")) == [
        (None, ["We follow the talks tonight,"])
    ]


@pytest.mark.parametrize(
    "now",
    [
        FIRST,
        FIRST.replace("“", '"').replace("”", '"'),
        FIRST.replace(" ", "\u00a0"),
        FIRST.replace("</p>", "</p>\n\n<p></p>"),
        FIRST.replace("Hardly", "Scarcely"),
        FIRST.replace("18 Sep", "19 Sep"),
        FIRST.replace("Dock union and port to reopen talks", "Dock Union and Port to reopen talks!"),
        FIRST + "<p>3 comments:</p><p>“I was there and it was cold,” said Anonymous.</p>",
        FIRST + "<blockquote class='twitter-tweet'>“We go out tonight,” said Tom Reyes.</blockquote>",
        "",
    ],
)
def test_what_only_rewords_moves_or_loses_something_adds_nothing(now: str) -> None:
    """Marks, white space, dates, comments and embeds are not news."""
    assert follow_up(story(FIRST), story(now)) is None


def test_articles_in_another_order_add_nothing() -> None:
    """The same words are the same news."""
    assert follow_up(story(FIRST + SECOND), story(SECOND + FIRST)) is None


def test_words_that_were_there_without_marks_are_no_new_quote() -> None:
    """A repaired mark is no news."""
    broken = FIRST.replace("“The parties", "The parties").replace("consulting,”", "consulting,")
    assert follow_up(story(broken), story(FIRST)) is None


def test_the_end_of_a_promise_is_told_with_what_was_gained() -> None:
    """Readers need not wait any more."""
    closing = gained(FIRST, FIRST.replace("More headlines coming later.", "") + SECOND)
    open_still = gained(FIRST, FIRST + SECOND)
    assert (closing.more_coming, closing.closed) == (False, True)
    assert (open_still.more_coming, open_still.closed) == (True, False)


def test_a_flood_of_additions_is_cut_to_the_most_telling() -> None:
    """Five headlines, and five quotes of those who are named."""
    heads = "".join(f"<h3>Headline number {n} of the day</h3><p>The Meridian, 19 Sep</p>" for n in range(9))
    nobody = "".join(f"<p>There is “a need of number {n} here” now.</p>" for n in range(9))
    named = "".join(f"<p>“We go out as number {n},” said Tom Reyes.</p>" for n in range(9))
    found = gained(FIRST, FIRST + heads + nobody + named)
    quotes = [quote for one in found.passages for quote in one.quotes]
    assert len([one for one in found.passages if one.headline]) == MOST
    assert [quote.text for quote in quotes] == [f"We go out as number {n}," for n in range(MOST)]


def test_all_that_is_not_shown_is_counted() -> None:
    """Nine of each came, of which five headlines and quotes and two paragraphs are shown."""
    heads = "".join(f"<h3>Headline number {n} of the day</h3><p>The Meridian, 19 Sep</p>" for n in range(9))
    words = ["boats", "tugs", "cranes", "lorries", "trains", "trams", "carts", "barges", "planes"]
    said = "".join(f"<p>“We go out with {one} and nets,” said Tom Reyes.</p>" for one in words)
    paragraphs = "".join(
        f"<p>{one.title()} {one}ward went {one}ing the {one}ish {one}er of {one}land for {one}s and {one}y.</p>"
        for one in words
    )
    found = follow_up(story(STRIKE), story(STRIKE + paragraphs + said + heads))
    assert found is not None
    assert (len(found.paragraphs), found.left) == (2, 7 + 4 + 4)


def test_corrections_beyond_the_first_are_counted() -> None:
    """Five of nine are shown."""
    words = ["boats", "tugs", "cranes", "lorries", "trains", "trams", "carts", "barges", "planes"]
    body = "".join(f"<p>“We go out with our own {one} and some nets,” said Tom Reyes.</p>" for one in words)
    found = follow_up(story(STRIKE + body), story(STRIKE + body.replace("some", "no")))
    assert found is not None
    assert (len(found.corrections), found.passages, found.left) == (5, (), 4)


def test_a_long_paragraph_ends_with_a_sentence() -> None:
    """Nothing is cut within a sentence."""
    one = "The boats of the western quay went out before the fog had lifted and were not seen for an hour."
    found = follow_up(
        story(STRIKE),
        story(STRIKE + f"<p>{one} {one.replace('western', 'eastern')} {one.replace('western', 'inner')}</p>"),
    )
    assert found is not None
    assert found.paragraphs == (f"{one} {one.replace('western', 'eastern')}",)


# ------------------------------------------------------------------------------------------------------ another outlet

MERIDIAN = Also("The Meridian", "https://meridian.example/strike")


def test_another_outlet_brings_what_others_said() -> None:
    """Its own headline and its paragraphs are the same event, told again."""
    other = story(
        "<p>The port of Odrava has been quiet for eleven days, and nobody in town can remember such a silence.</p>"
        "<p>“We won't go back to work before Monday,” said Tom Reyes.</p>"
        "<p>“Nobody has asked the islanders what they eat,” said Bo Lund, a baker.</p><p>More to come.</p>",
        "https://meridian.example/strike",
        "Silence in the harbour",
    )
    found = brings([story(STRIKE)], other, MERIDIAN)
    assert told(found) == ["quote: Nobody has asked the islanders what they eat, (Bo Lund)"]
    assert found is not None
    assert (found.headline, found.link, found.outlet) == ("Silence in the harbour", other.link, MERIDIAN)


def test_another_outlet_brings_articles_that_are_not_known_in_other_words() -> None:
    """A headline that is like a known one is no news."""
    other = story(FERRIES.replace("vote on Monday", "to vote on Monday morning") + TUGS, title="Strike press review")
    assert told(brings([story(STRIKE), story(FERRIES)], other, MERIDIAN)) == ["headline: Tugs lie idle in the basin"]


@pytest.mark.parametrize(
    "body",
    [
        "",
        STRIKE,
        "<p>“Nobody asked us,” said Bo Lund, a baker.</p>",
        "<p>There is a need of “something else than mere words and dates” now.</p>",
        "<p>The port of Odrava has been quiet for eleven days, and nobody in town can remember such a silence.</p>",
    ],
    ids=["nothing", "the same", "a few words", "nobody's words", "a paragraph"],
)
def test_another_outlet_that_adds_nothing_brings_nothing(body: str) -> None:
    """What is known, short or nobody's is no reason to speak."""
    assert brings([story(STRIKE)], story(body, title="Silence in the harbour"), MERIDIAN) is None


# ------------------------------------------------------------------------------------------------------------ likeness


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dock union and port to reopen talks", "Dock unions and port reopen talks"),
        ("Minister rejects call to step in", "Minister accepts call to step in"),
        ("Man bites dog on pier", "Dog bites man on pier"),
        ("Three hurt in ferry fire", "Four hurt in ferry fire"),
        ("Mayor resigns over harbour deal", "Mayor to resign over the harbour deal"),
        ("Storm closes island school for a week", "Storm shuts the island school for a week"),
    ],
)
def test_one_text_in_two_wordings_is_alike(one: str, other: str) -> None:
    """Endings, order and a word or two may differ."""
    assert likeness(folded(one), folded(other)) >= ALIKE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ferry crews vote on Monday", "Dock crews strike on Tuesday"),
        ("Mayor resigns over harbour deal", "Mayor opens the new harbour baths"),
        ("Storm closes island school for a week", "Island school wins prize for its garden"),
        ("We will not go back to work before Monday", "We will not be told what to eat by the port"),
        ("The talks go on", "The boats go out"),
    ],
)
def test_two_texts_on_one_matter_are_not_alike(one: str, other: str) -> None:
    """Names and little words in common do not make them one."""
    assert likeness(folded(one), folded(other)) < ALIKE


@pytest.mark.parametrize(
    ("one", "other"),
    [("1,000 boats", "1000 boats"), ("Har\u00adbour", "harbour"), ("Jose\u0301", "José"), ("“A – b…”", '"a - B..."')],
)
def test_types_make_no_difference(one: str, other: str) -> None:
    """Thousands, soft hyphens, accents, marks."""
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("one", "other"), [("$5", "€5"), ("-5 degrees", "5 degrees"), ("1.5m", "15m"), ("5%", "5"), ("can", "can't")]
)
def test_an_amount_and_a_negation_make_a_difference(one: str, other: str) -> None:
    """They are what a story may turn on."""
    assert folded(one) != folded(other)


HOSTILE = {
    "paragraphs": ("<p>{} crane{} boat{} and so on, as said of quay {} at noon by all who were there.</p>", 20_000),
    "quotes": ("<p>“We {} go{} out to{} quay {} now,” said Tom Reyes.</p>", 30_000),
    "headlines": ("<h3>Crane {} boat{} out{} quay {} now</h3><p>The Meridian, 18 Sep</p>", 28_000),
    "one line": ("Ab {} go{} cd{} {}. ", 100_000),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_two_huge_stories_are_compared_in_little_time(name: str) -> None:
    """Of two megabytes each, none of whose lines is the other's."""
    form, most = HOSTILE[name]
    before, now = (story("".join(form.format(*[sign + str(n)] * 4) for n in range(most))[:2_000_000]) for sign in "xy")
    begun = time.process_time()
    follow_up(before, now)
    brings([before], now, MERIDIAN)
    assert time.process_time() - begun < 1.5


# --------------------------------------------------------------------------------------------------------- fingerprint


@pytest.mark.parametrize(
    "link",
    [
        f"{LINK}?utm_source=feed&utm_medium=rss",
        f"{LINK}?fbclid=abc",
        f"{LINK}#comments",
        f"{LINK}?m=1",
        LINK.replace("https", "http"),
        LINK.replace("harbourlight", "HarbourLight"),
        f"{LINK}/",
    ],
)
def test_a_fingerprint_ignores_how_a_reader_came(link: str) -> None:
    """Tracking parameters, fragments, letter case of the host."""
    assert fingerprint(story(FIRST, link)) == fingerprint(story(FIRST))


@pytest.mark.parametrize(
    "body",
    [
        FIRST.replace("</p>", " </p>\n"),
        FIRST + "<p>3 comments:</p><p>Well said.</p>",
        FIRST + "<blockquote class='twitter-tweet'>We go out tonight</blockquote>",
        FIRST + "<figure><img src='a.jpg' width='320'><figcaption>The quay</figcaption></figure>",
        FIRST.replace("18 Sep", "18 September 2025"),
        FIRST.replace("“", '"').replace("”", '"'),
        FIRST + "<p>Share this:</p><p>Posted by Ines at 10:14</p>",
    ],
)
def test_a_fingerprint_ignores_what_is_not_the_story(body: str) -> None:
    """White space, comments, embeds, pictures, credits, marks, share rows."""
    assert fingerprint(story(body)) == fingerprint(story(FIRST))


BLOGGER = """<div class="separator" style="clear: both;"><a href="https://blogger.example/img/s1600/quay.jpg"
imageanchor="1"><img border="0" data-original-height="640" height="213" src="https://blogger.example/img/s320/quay.jpg"
width="320" /></a></div><br />The night boats sail again from Thursday, says the port.<br />
<br />“We have a date,” said Ana Duarte.
<a name='more'></a><br /><div class="blogger-post-footer"><img width='1' height='1'
src='https://blogger.example/tracker/1-2?l=quay' alt='' /></div>"""
WORDPRESS = """<figure class="wp-block-image size-large"><img width="1024" height="683"
src="https://i0.wp.example/quay.jpg?resize=1024%2C683&#038;ssl=1"
srcset="https://i0.wp.example/quay.jpg?w=300 300w" /></figure>
<p class="wp-block-paragraph">The night boats sail again from Thursday.</p>
<p>&#8220;We have a date,&#8221; said Ana Duarte.</p>
<div class="sharedaddy sd-sharing-enabled"><h3 class="sd-title">Share this:</h3><ul><li class="share-x">
<a class="share-icon" href="https://quay.example/?share=x&#038;nb=1">
<span>Click to share on X (Opens in new window)</span>
<span>3</span></a></li></ul></div><p><a href="https://quay.example/2025/09/talks/#respond">Leave a comment</a></p>"""


@pytest.mark.parametrize(
    ("body", "old", "new"),
    [
        (BLOGGER, "s320", "s640"),
        (BLOGGER, 'height="213"', 'height="426"'),
        (BLOGGER, "tracker/1-2", "tracker/3-4"),
        (BLOGGER, "<a name='more'></a>", ""),
        (BLOGGER, "<a name='more'></a>", "<p>Posted by Ines at 10:14</p><p>3 comments:</p><p>Well done, crews.</p>"),
        (WORDPRESS, "resize=1024%2C683", "resize=640%2C480"),
        (WORDPRESS, 'width="1024"', 'width="640"'),
        (WORDPRESS, "<span>3</span>", "<span>12</span>"),
        (WORDPRESS, "nb=1", "nb=2"),
        (WORDPRESS, "&#8220;", "“"),
        (WORDPRESS, "Leave a comment", "3 Comments »"),
        (WORDPRESS, "Leave a comment", "4 Responses to “Talks”"),
        (WORDPRESS, "</ul></div>", "</ul></div><p>12 shares</p><p>1.2K views</p><p>5 people like this</p>"),
    ],
)
def test_a_fingerprint_ignores_what_a_blog_puts_around_its_words(body: str, old: str, new: str) -> None:
    """Sizes of pictures, counters, forms for comments: and nothing is told of them."""
    assert old in body
    before, now = story(body), story(body.replace(old, new))
    assert fingerprint(now) == fingerprint(before)
    assert follow_up(before, now) is None


@pytest.mark.parametrize(
    "line", ["12 boats", "Share prices fell", "The first comment came late", "Print workers reply"]
)
def test_a_fingerprint_counts_short_lines_of_words(line: str) -> None:
    """What has one of the words of a button in it may be news."""
    assert fingerprint(story(f"{FIRST}<p>{line}</p>{SECOND}")) != fingerprint(story(FIRST + SECOND))


def test_a_fingerprint_ignores_dates_and_ids() -> None:
    """Touching a post is not editing it."""
    once = story(FIRST)
    assert fingerprint(replace(once, published=datetime(2030, 1, 1, tzinfo=UTC), entry_id="2")) == fingerprint(once)


@pytest.mark.parametrize(
    "other",
    [
        story(FIRST + SECOND),
        story(FIRST, title="Another headline"),
        story(FIRST, "https://harbourlight.example/other"),
        story(FIRST, f"{LINK}?p=12"),
        story(FIRST.replace("More headlines coming later.", "")),
        story(FIRST.replace("agreed", "refused")),
    ],
    ids=["article", "headline", "address", "number", "promise", "word"],
)
def test_another_story_has_another_fingerprint(other: Story) -> None:
    """One word makes a difference."""
    assert fingerprint(other) != fingerprint(story(FIRST))


def test_a_fingerprint_is_a_sha_256_in_hex() -> None:
    """Sixty-four digits."""
    assert len(fingerprint(story(FIRST))) == 64
    assert int(fingerprint(story(FIRST)), 16) >= 0
