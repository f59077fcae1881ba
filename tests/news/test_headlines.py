"""Headlines, credits, notes and promises, one rule at a time."""

import pytest

from bot.news.credits import credit, is_date
from bot.news.headlines import Outline, outline
from bot.news.model import Credit
from bot.news.more import promises_more
from bot.news.prose import prose

ARTICLE = "The dock union and the Port Authority have agreed to meet again on Monday, and to look at the night shifts."


def text(body: str, title: str = "") -> Outline:
    """How a plain text is built."""
    return outline(title, prose(body, "text"))


def post(*paragraphs: str) -> Outline:
    """How a plain text of these paragraphs is built."""
    return text("\n\n".join(paragraphs))


def html(body: str, title: str = "Strike") -> Outline:
    """How an HTML body is built."""
    return outline(title, prose(body, "html"))


# -------------------------------------------------------------------------------------------------- its own headline


def test_the_feeds_title_is_the_headline() -> None:
    """It stands nowhere in the text."""
    found = html(f"<p>{ARTICLE}</p>", "Port and city talk")
    assert (found.headline.text, found.headline.start) == ("Port and city talk", None)


def test_a_title_that_the_body_repeats_is_a_heading_there() -> None:
    """It is no paragraph of the post."""
    found = html(f"<h1>Port and  city talk</h1><p>{ARTICLE}</p>", "Port and city talk")
    assert found.headline.start == 0
    assert found.blocks[0].kind == "heading"


@pytest.mark.parametrize(
    "above",
    [
        "",
        "Saturday 19 September 2025\n\n",
        "Harbour Light Blog\n\nSaturday, September 19, 2025\n\n",
        "2025-09-19\n\n",
        "NEWS\n\n",
        "Sport\n\n",
        "SPORT | FOOTBALL\n\n",
        "Opinion:\n\n",
        "News\n\nLocal news\n\n",
    ],
)
def test_without_a_title_the_first_line_that_reads_as_one_is_the_headline(above: str) -> None:
    """A date, the blog's name above a date and the name of a section are none."""
    assert (
        text(f"{above}Port and city agree to talk again\n\n{ARTICLE}").headline.text
        == "Port and city agree to talk again"
    )


def test_a_post_without_any_headline_is_called_by_its_first_sentence() -> None:
    """Cut between words, with an ellipsis, if it is long."""
    assert text("It rained. Then it stopped.").headline.text == "It rained."
    assert text("word " * 60 + "end.").headline.text.endswith("word …")


def test_an_empty_post_has_a_headline_too() -> None:
    """Something must stand above a digest."""
    assert text("").headline.text == "Untitled"


# ------------------------------------------------------------------------------------------------ carried headlines


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("The Meridian,\n18 September, 2025", Credit("The Meridian", None, "18 September, 2025")),
        ("The Meridian, 18 Sep", Credit("The Meridian", None, "18 Sep")),
        ("— The Meridian, September 18, 2025", Credit("The Meridian", None, "September 18, 2025")),
        ("— The Meridian", Credit("The Meridian")),
        ("By Jane Doe, The Meridian", Credit("The Meridian", "Jane Doe")),
        ("By Jane Doe", Credit(None, "Jane Doe")),
        ("By Jane Doe\nThe Meridian\n18 September 2025", Credit("The Meridian", "Jane Doe", "18 September 2025")),
        ("Source: The Meridian", Credit("The Meridian")),
        ("via meridian.example", Credit("meridian.example")),
    ],
)
def test_the_credit_below_a_headline_is_read(line: str, wanted: Credit) -> None:
    """Outlet, author and date, in the post's own words."""
    found = text(
        f"Port news of the day\n\nMore headlines coming later.\n\nUnion and port reopen talks\n\n{line}\n\n{ARTICLE}"
    )
    assert [(one.text, one.credit) for one in found.headlines] == [("Union and port reopen talks", wanted)]


def test_a_caption_may_stand_between_a_headline_and_its_credit() -> None:
    """The picture belongs to the article."""
    found = post(
        "Port news of the day", "Union and port talk", "The quay. © Quay Pictures", "The Meridian, 18 Sep", ARTICLE
    )
    assert [one.credit for one in found.headlines] == [Credit("The Meridian", None, "18 Sep")]


@pytest.mark.parametrize(
    "line",
    [
        "Ferry crews vote on Monday — The Meridian",
        "Ferry crews vote on Monday (The Meridian)",
        "Ferry crews vote on Monday | The Meridian",
    ],
)
def test_a_credit_may_end_the_headlines_own_line(line: str) -> None:
    """Behind a dash, a bar, or in brackets."""
    (found,) = html(f"<ul><li>{line}</li></ul>").headlines
    assert (found.text, found.credit) == ("Ferry crews vote on Monday", Credit("The Meridian"))


@pytest.mark.parametrize(
    "line",
    [
        "The long way home — what we know",
        "“We follow the talks” — Ana Duarte",
        "He left the port in May. (He came back.)",
        "A port (and a city)",
    ],
)
def test_a_dash_alone_makes_no_credit(line: str) -> None:
    """Only a name behind it does, and a quote's speaker is no outlet."""
    assert html(f"<p>{line}</p>").headlines == ()


def test_a_list_item_that_is_a_link_is_a_headline() -> None:
    """Its address is the article's."""
    (found,) = html(
        "<ul><li><a href='https://m.example/1'>Herring landings fall again</a></li><li>Thanks to all.</li></ul>"
    ).headlines
    assert (found.text, found.credit) == ("Herring landings fall again", Credit(link="https://m.example/1"))


def test_subheadings_of_an_article_are_no_headlines() -> None:
    """Nothing credits them to anybody else."""
    assert html(f"<p>{ARTICLE}</p><h2>What the union wants now</h2><p>{ARTICLE}</p>").headlines == ()


def test_a_byline_is_the_credit_of_the_posts_own_headline() -> None:
    """It carries nothing."""
    found = text(f"Port and city agree to talk again\n\nBy Jane Doe, The Meridian\n\n{ARTICLE}")
    assert (found.headline.credit, found.headlines) == (Credit("The Meridian", "Jane Doe"), ())


@pytest.mark.parametrize(
    "line",
    [
        "UPDATE: Ferry crews vote on Monday",
        "Update 2 (14:05): Ferry crews vote on Monday",
        "UPDATED 14:05 – Ferry crews vote on Monday",
        "UPDATE 20:50: Ferry crews vote on Monday",
        "Update, 20:50 GMT: Ferry crews vote on Monday",
        "UPDATE at 8.50pm – Ferry crews vote on Monday",
        "UPDATE: 20:50 Ferry crews vote on Monday",
        "Update 3 May 2025: Ferry crews vote on Monday",
        "UPDATE II: Ferry crews vote on Monday",
        "*UPDATE* Ferry crews vote on Monday",
    ],
)
def test_an_update_is_a_headline(line: str) -> None:
    """Without the word that announces it."""
    assert [one.text for one in text(f"Port and city talk\n\n{ARTICLE}\n\n{line}").headlines] == [
        "Ferry crews vote on Monday"
    ]


def test_an_entry_of_a_live_report_is_a_headline() -> None:
    """Without the time that it was written at."""
    assert [one.text for one in html(f"<h3>16:40 – Everybody is off</h3><p>{ARTICLE}</p>").headlines] == [
        "Everybody is off"
    ]


@pytest.mark.parametrize("line", ["UPDATE 20:50:", "Updated 20:50", "Update-free harbour for crews, says the union"])
def test_an_update_that_says_nothing_is_no_headline(line: str) -> None:
    """Nor is a line that only begins like one."""
    assert post("Port and city talk", ARTICLE, line).headlines == ()


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("ODRAVA, Feb 3 (Trident News)", Credit("Trident News", None, "Feb 3")),
        ("Odrava, 3 February (Trident News)", Credit("Trident News", None, "3 February")),
        ("By Callum Prewitt at Weir Park", Credit(None, "Callum Prewitt")),
    ],
)
def test_a_dateline_and_the_place_of_a_reporter_are_no_headlines(line: str, wanted: Credit) -> None:
    """They tell where an article comes from."""
    found = post("Grain leaves the port again", line, ARTICLE)
    assert (found.headlines, found.headline.credit) == ((), wanted)


def test_a_bare_outlet_below_a_headline_is_its_credit() -> None:
    """Where its name can be nothing else."""
    found = html(f"<h3>Herring landings fall again</h3><p>Valley Herald</p><p>{ARTICLE}</p>")
    assert [(one.text, one.credit) for one in found.headlines] == [
        ("Herring landings fall again", Credit("Valley Herald"))
    ]
    assert html(f"<h3>What the union wants</h3><p>Night Shifts</p><p>{ARTICLE}</p>").headlines == ()


def test_a_list_half_of_headlines_is_a_list_of_headlines() -> None:
    """Those without a link too, but not its sentences; one credit in a list of facts makes none."""
    items = ("Ferry fares rise by a third", "Crews vote on Monday – Quay News", "Thanks to all who wrote in.")
    linked = "<li><a href='https://m.example/1'>Herring landings fall again</a></li>"
    found = html(f"<ul>{linked}{''.join(f'<li>{item}</li>' for item in items)}</ul>").headlines
    assert [one.text for one in found] == [
        "Herring landings fall again",
        "Ferry fares rise by a third",
        "Crews vote on Monday",
    ]
    facts = "".join(f"<li>Quay {number} is closed to boats</li>" for number in range(9))
    assert len(html(f"<ul><li>{items[1]}</li>{facts}</ul>").headlines) == 1


def test_a_subtitle_above_the_byline_is_no_carried_headline() -> None:
    """The author is the post's own."""
    found = html(f"<h1>Strike</h1><h2>Crews go back on Monday, says union</h2><p>By Jane Doe</p><p>{ARTICLE}</p>")
    assert (found.headlines, found.headline.credit) == ((), Credit(None, "Jane Doe"))


def test_a_line_that_leads_in_a_list_is_no_note() -> None:
    """It ends with a colon."""
    assert html("<p>The links of the day:</p><ul><li>Crews vote on Monday – Quay News</li></ul>").note is None


def test_headlines_know_where_they_stand() -> None:
    """Their offset is that of their words."""
    body = f"Port and city talk\n\n{ARTICLE}\n\nUPDATE: Ferry crews vote on Monday"
    (found,) = text(body).headlines
    assert found.start is not None
    assert body[found.start :] == found.text


@pytest.mark.parametrize(
    "line",
    [
        "19 September 2025",
        "Sat, 19 Sep 2025",
        "September 19th, 2025",
        "19.9.2025",
        "2025-09-19",
        "Saturday 19 September",
    ],
)
def test_dates_are_known_in_many_forms(line: str) -> None:
    """Alone on their line."""
    assert is_date(line)


@pytest.mark.parametrize(
    "line", ["On 19 September the port closed", "19 crews", "May we come in", "Port, 19 Sep, 4 crews out"]
)
def test_a_line_that_says_more_is_no_date(line: str) -> None:
    """A date within a sentence is none."""
    assert not is_date(line)


@pytest.mark.parametrize(
    "line",
    ["The Meridian", "He said no.", "“We go out,” said Reyes, 18 Sep", "Reyes left in May 2025, and came back", ""],
)
def test_what_nothing_marks_as_a_credit_is_none(line: str) -> None:
    """A name alone may be anything."""
    assert credit(line) is None


# ------------------------------------------------------------------------------------------------------------ the note


def test_a_short_remark_above_the_first_carried_headline_is_the_authors_note() -> None:
    """It is theirs, not the article's."""
    remark = "Hardly a word of it in the nationals."
    found = post("Port news of the day", remark, "Union and port talk", "The Meridian, 18 Sep", ARTICLE)
    assert found.note == "Hardly a word of it in the nationals."


def test_the_first_paragraph_of_a_post_that_carries_nothing_is_no_note() -> None:
    """It is the post."""
    assert text(f"Port and city talk\n\nIt was a long night.\n\n{ARTICLE}").note is None


def test_an_article_above_a_carried_headline_is_no_note() -> None:
    """A note is a remark, not a report."""
    found = post("Port news of the day", *[ARTICLE] * 3, "Union and port talk", "The Meridian, 18 Sep", ARTICLE)
    assert found.note is None


# ------------------------------------------------------------------------------------------------------------ promises


@pytest.mark.parametrize(
    "line",
    [
        "More headlines coming later.",
        "More headlines coming later today…",
        "More to come.",
        "[More to follow]",
        "More soon",
        "*More headlines to come later*",
        "There will be more headlines later.",
        "Further updates to follow.",
        "Updates to follow as they come in.",
        "We will be adding more headlines throughout the day.",
        "I’ll post more tomorrow.",
        "This post will be updated.",
        "This page is being updated as more news comes in.",
        "This is a developing story.",
        "Check back for updates.",
        "Stay tuned for more.",
        "Watch this space!",
        "To be continued.",
        "Still to come: the shipping forecast.",
        "Last updated 21:15. We will add to this page through the night.",
        "Updated every few minutes, with more as we get it.",
        "We will add to this page as the night goes on.",
        "More tomorrow, when the jury returns.",
        "This is a developing story and will be updated as more information becomes available.",
        "Developing story, more to follow.",
        "BREAKING NEWS – more to follow",
        "Part 2 tomorrow.",
        "The second part will follow tomorrow.",
        "More on this story as we get it.",
        "More details as they emerge.",
        "More when I have it.",
        "I’ll update this post when I know more.",
        "We will bring you more on this story as it develops.",
        "Refresh this page for updates.",
        "Keep checking back.",
        "More stories will be added during the day.",
        "I'll be adding to this all day.",
        "More in the morning.",
        "More on Monday, when the court sits again.",
        "The rest tomorrow.",
        "We'll keep you posted.",
        "Further details when we have them.",
        "Full story to follow.",
        "Reaction to follow.",
    ],
)
def test_a_promise_is_known_in_its_usual_wordings(line: str) -> None:
    """A line of its own that says that more will come."""
    assert promises_more(line)


@pytest.mark.parametrize(
    "line",
    [
        "There is more to come from this team, said the coach.",
        "More than forty crews will come later.",
        "He promised more to come.",
        "“More to come,” he said.",
        "No more headlines coming.",
        "The story is developing a life of its own.",
        "More headlines than ever came from the port this year.",
        "Stay tuned for more was all that the screen said for an hour.",
        "The breaking news desk was closed.",
        "Later the crews came for more.",
        "More rain tomorrow.",
        "More tomorrow than today.",
        "Part 2 tomorrow night on Channel Nine promises murders.",
        "Stay tuned to Radio Quay for the match.",
        "More jobs to follow, says minister",
        "This post will be updated by the next treasurer, who starts in May.",
        "We will update the law.",
        "The best is still to come.",
        "More on Monday’s vote in the paper.",
        "More in sorrow than in anger.",
        "Developing a taste for it.",
        "To be continued is the title of her book.",
        "The rest is history.",
        "There is more to come.",
        "",
    ],
)
def test_a_sentence_about_something_else_promises_nothing(line: str) -> None:
    """Such words are common in news."""
    assert not promises_more(line)


def test_a_promise_is_told_wherever_it_stands() -> None:
    """At the end of a post as above its articles; the line becomes a note, and is not taken for the author's remark."""
    found = html(f"<p>{ARTICLE}</p><p><i>More headlines coming later.</i></p>")
    assert (found.more_coming, found.blocks[-1].kind, found.note) == (True, "note", None)
