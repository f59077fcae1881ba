"""What an editor would tell those who read a post before it was changed, case by case."""

import pytest

from bot.news.change import follow_up
from bot.news.model import Entry, FollowUp, Story
from bot.news.story import read_entry

LINK = "https://harbourlight.example/2025/09/talks.html"
STRIKE = """<p>Eleven days into the strike the two sides have found a date, and the ferries wait at the quay.</p>
<p>“The parties will go on consulting until the rota is settled,” said Ines Okafor, of the Port Authority.</p>
<p>The first ferry left at noon with four lorries and a hearse on board, and came back empty.</p>
<p>“We will not go back to work before Monday,” said Tom Reyes, the union's secretary.</p>
<p>Shops along the quay opened late, and the baker gave away what the crews had not fetched.</p>"""
PAPERS = """<p>What the papers say of the strike this morning, in the order in which they came.</p>
<h3>Dock union and port to reopen talks</h3><p>The Meridian, 18 Sep</p>
<p>The two sides meet in the old customs house on Monday at nine.</p>
<p>“We have a date and a room at last,” said Ana Duarte, transport minister.</p>
<h3>Ferry crews vote on Monday</h3><p>Harbour Light, 19 Sep</p>
<p>The ballot is held on the upper deck of the Halcyon.</p>
<h3>Baker feeds the picket line</h3><p>Quay News, 19 Sep</p>
<p>Four hundred rolls a day have gone to the gate since the strike began.</p>"""
TALKS = PAPERS[PAPERS.index("<h3>Dock") : PAPERS.index("<h3>Ferry")]
FERRIES = PAPERS[PAPERS.index("<h3>Ferry") : PAPERS.index("<h3>Baker")]
BAKER = PAPERS[PAPERS.index("<h3>Baker") :]
TUGS = "<h3>Tugs lie idle in the basin</h3><p>The Meridian, 20 Sep</p><p>Nine of them.</p>"
PARTIES = "The parties will go on consulting until the rota is settled,"
BACK = "We will not go back to work before Monday,"


def story(body: str, link: str = LINK, title: str = "Port and city talk") -> Story:
    """A post as it is read."""
    return read_entry(Entry("1", link, title, body, "html"))


def edited(body: str, old: str, new: str) -> str:
    """A post in which some words, which must stand in it, were replaced."""
    assert old in body
    return body.replace(old, new)


def told(found: FollowUp | None) -> list[str]:
    """All that a follow-up says, a line for each thing."""
    if found is None:
        return []
    lines = [
        line
        for one in found.passages
        for line in (
            *([f"headline: {one.headline.text}"] if one.headline else []),
            *(f"quote: {quote.text} ({quote.name})" for quote in one.quotes),
        )
    ]
    lines += [f"paragraph: {words}" for words in found.paragraphs]
    lines += [
        f"{one.kind}: {one.was} → {one.now} ({one.speaker or one.quote})"
        if one.kind != "headline"
        else f"{one.kind}: {one.was} → {one.now}"
        for one in found.corrections
    ]
    lines += ["closed"] if found.closed else []
    return lines + ([f"left: {found.left}"] if found.left else [])


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        pytest.param(
            STRIKE,
            edited(STRIKE, "not go back", "go back"),
            [f"quote: {BACK} → We will go back to work before Monday, (Tom Reyes)"],
            id="a negation is dropped",
        ),
        pytest.param(
            STRIKE,
            edited(STRIKE, "will go on consulting", "will stop consulting"),
            [f"quote: {PARTIES} → The parties will stop consulting until the rota is settled, (Ines Okafor)"],
            id="a word of a quote is put right",
        ),
        pytest.param(
            STRIKE,
            edited(STRIKE, "before Monday,”", "before Monday, whatever the port says of us,”"),
            [f"quote: {BACK} → We will not go back to work before Monday, whatever the port says of us, (Tom Reyes)"],
            id="a quote goes on",
        ),
        pytest.param(
            STRIKE,
            edited(STRIKE, " until the rota is settled,”", ",”"),
            [f"quote: {PARTIES} → The parties will go on consulting, (Ines Okafor)"],
            id="a quote is shortened",
        ),
        pytest.param(
            STRIKE,
            edited(
                STRIKE,
                "work before Monday,” said Tom Reyes, the union's secretary.",
                "work,” said Tom Reyes, the union's secretary, “before Monday.”",
            ),
            [],
            id="a quote is parted by who said it",
        ),
        pytest.param(
            STRIKE,
            STRIKE.replace("“", "&ldquo;").replace("”", "&rdquo;").replace("'", "’").replace(", ", ",&nbsp;"),
            [],
            id="marks and spaces are set anew",
        ),
        pytest.param(
            STRIKE,
            edited(
                STRIKE,
                "“We will not go back to work before Monday,” said Tom Reyes, the union's secretary.",
                "The union's secretary could not be reached.",
            ),
            [f"quote: {BACK} → None (Tom Reyes)"],
            id="a quote is withdrawn",
        ),
        pytest.param(
            STRIKE,
            edited(
                STRIKE,
                "“We will not go back to work before Monday,” said",
                "We will not go back to work before Monday, said",
            ),
            [],
            id="a quote loses its marks",
        ),
        pytest.param(
            STRIKE,
            edited(STRIKE, "said Tom Reyes, the", "said Marta Lindqvist, the"),
            [f"speaker: Tom Reyes → Marta Lindqvist ({BACK})"],
            id="another spoke",
        ),
        pytest.param(
            STRIKE,
            edited(STRIKE, "said Tom Reyes, the union's secretary", "it was heard at the gate"),
            [f"speaker: Tom Reyes → None ({BACK})"],
            id="nobody is known to have spoken",
        ),
        pytest.param(
            STRIKE,
            edited(STRIKE, "said Ines Okafor, of the Port Authority", "said Okafor"),
            [],
            id="a name is shortened",
        ),
        pytest.param(STRIKE, edited(STRIKE, "of the Port", "head of the Port"), [], id="a role is put right"),
        pytest.param(
            STRIKE + "<p>“The night boats are another matter,” he said.</p>",
            edited(STRIKE, "Shops", "Bo Lund, the baker, shrugged. Shops")
            + "<p>“The night boats are another matter,” he said.</p>",
            [],
            id="a pronoun is understood otherwise",
        ),
        pytest.param(
            STRIKE,
            STRIKE + "<p>The harbour master said that the night boats would sail from Thursday. Two crews signed.</p>",
            ["paragraph: The harbour master said that the night boats would sail from Thursday. Two crews signed."],
            id="a paragraph comes",
        ),
        pytest.param(
            STRIKE,
            edited(
                STRIKE,
                "came back empty.",
                "came back empty. It brought Dr. Bo Lund, three nurses and the week's post for the lighthouse.",
            ),
            ["paragraph: It brought Dr. Bo Lund, three nurses and the week's post for the lighthouse."],
            id="a paragraph gains a sentence",
        ),
        pytest.param(
            STRIKE,
            STRIKE + "<p>Dr. Bo Lund and three nurses were on the boat that left at ten, with the post.</p>",
            ["paragraph: Dr. Bo Lund and three nurses were on the boat that left at ten, with the post."],
            id="a paragraph begins with a title",
        ),
        pytest.param(STRIKE, STRIKE + "<p>Two crews signed on by ten.</p>", [], id="a few words come"),
        pytest.param(
            STRIKE,
            edited(
                STRIKE,
                "Shops along the quay opened late, and the baker gave away",
                "The shops along the quay opened late and a baker gave away all",
            ),
            [],
            id="a paragraph is worded anew",
        ),
        pytest.param(
            STRIKE,
            edited(
                STRIKE,
                "lorries and a hearse on board, and came",
                "lorries on board. There was a hearse as well. It came",
            ),
            [],
            id="a sentence is parted",
        ),
        pytest.param(
            PAPERS,
            edited(PAPERS, "Ferry crews vote on Monday", "Ferry crews to vote on Tuesday"),
            ["headline: Ferry crews vote on Monday → Ferry crews to vote on Tuesday"],
            id="a headline is reworded",
        ),
        pytest.param(
            PAPERS,
            edited(PAPERS, "Ferry crews vote on Monday", "Ballot aboard the Halcyon"),
            ["headline: Ferry crews vote on Monday → Ballot aboard the Halcyon"],
            id="an article has another headline",
        ),
        pytest.param(
            PAPERS,
            PAPERS + FERRIES.replace("Monday", "Tuesday").replace("upper", "lower"),
            ["headline: Ferry crews vote on Tuesday"],
            id="an article much like another comes",
        ),
        pytest.param(
            PAPERS,
            edited(PAPERS, FERRIES, ""),
            ["headline: Ferry crews vote on Monday → None"],
            id="an article is withdrawn",
        ),
        pytest.param(
            PAPERS,
            edited(PAPERS, BAKER, ""),
            ["headline: Baker feeds the picket line → None"],
            id="the last article is withdrawn",
        ),
        pytest.param(
            PAPERS,
            edited(PAPERS, TALKS, ""),
            ["headline: Dock union and port to reopen talks → None"],
            id="an article is withdrawn with its quote",
        ),
        pytest.param(
            PAPERS,
            edited(PAPERS, "<h3>Ferry crews vote on Monday</h3><p>Harbour Light, 19 Sep</p>", ""),
            [],
            id="only a headline goes",
        ),
        pytest.param(
            PAPERS,
            edited(PAPERS, TALKS, TUGS + TALKS).replace(BAKER, ""),
            ["headline: Tugs lie idle in the basin"],
            id="a list rolls on",
        ),
        pytest.param(
            PAPERS,
            PAPERS[: PAPERS.index("<h3>")] + TUGS,
            ["headline: Tugs lie idle in the basin"],
            id="a list begins anew",
        ),
        pytest.param(STRIKE, "", [], id="a post is emptied"),
        pytest.param(STRIKE, "<p>This post has been removed.</p>", [], id="a post is removed"),
        pytest.param(
            STRIKE,
            edited(STRIKE, STRIKE[STRIKE.index("work before") :], "work […]</p>"),
            [],
            id="a feed gives no more than the beginning",
        ),
        pytest.param(
            STRIKE,
            "<p>Something else stands here now, about a fire in the fish market that nobody has explained.</p>",
            ["paragraph: Something else stands here now, about a fire in the fish market that nobody has explained."],
            id="a post is replaced",
        ),
        pytest.param(STRIKE + "<p>More to come.</p>", STRIKE, ["closed"], id="a promise ends"),
        pytest.param(STRIKE + "<p>More to come.</p>", "", [], id="a promise is gone with the post"),
        pytest.param(STRIKE, STRIKE + "<p>More to come.</p>", [], id="a promise alone is no news"),
    ],
)
def test_a_follow_up_tells_what_an_editor_would(before: str, now: str, expected: list[str]) -> None:
    """No more and no less."""
    assert told(follow_up(story(before), story(now))) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Port and city never talk", ["headline: Port and city talk → Port and city never talk"]),
        ("The strike: a date at last", ["headline: Port and city talk → The strike: a date at last"]),
        ("UPDATED: Port and city talk", []),
        ("Port and city talk (updated 14:30)", []),
        ("Port and city talk | Harbour Light", []),
        ("Port and City Talk!", []),
    ],
)
def test_the_posts_own_headline_is_corrected_where_it_says_something_else(title: str, expected: list[str]) -> None:
    """Labels, the blog's name and capitals say nothing."""
    assert told(follow_up(story(STRIKE), story(STRIKE, title=title))) == expected


def test_a_headline_above_another_post_is_no_correction() -> None:
    """Who uses an address again has corrected nothing."""
    assert told(follow_up(story(STRIKE), story("<p>There was none.</p>", title="A fire in the fish market"))) == []


def test_what_was_told_before_the_last_revision_is_not_told_again() -> None:
    """An article that comes back is not new, however long it was away."""
    first, second = story(PAPERS), story(edited(PAPERS, BAKER, ""))
    assert told(follow_up(second, first)) == [
        "headline: Baker feeds the picket line",
    ]
    assert follow_up(second, first, (first,)) is None
