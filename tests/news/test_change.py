"""What a later revision adds, and what makes it the same story."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.news.change import MOST, fingerprint, follow_up
from bot.news.model import Entry, FollowUp, Story
from bot.news.story import read_entry

LINK = "https://harbourlight.example/2025/09/talks.html"
FIRST = """<p>Hardly a word of it in the nationals.</p><p>More headlines coming later.</p>
<h3>Dock union and port to reopen talks</h3><p>The Meridian, 18 Sep</p>
<p>“The parties have agreed to go on consulting,” said Ines Okafor, spokesperson for the Port Authority.</p>"""
SECOND = """<h3>Ferry crews vote on Monday</h3><p>Harbour Light, 19 Sep</p>
<p>“We follow the talks, we do not lead them,” said transport minister Ana Duarte.</p>"""


def story(body: str, link: str = LINK, title: str = "Port and city talk") -> Story:
    """A post as it is read."""
    return read_entry(Entry("1", link, title, body, "html"))


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
        FIRST.replace("More headlines coming later.", ""),
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
