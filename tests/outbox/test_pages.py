"""A page's article takes the place of a summary where it is about the same, and is asked for a few times at most."""

from bot.news.model import Entry
from bot.outbox import pages

LINK = "https://harbourlight.example/talks"
SUMMARY = Entry(
    "1", LINK, "Port and city agree to talk", "The port authority and the city reopen their talks …", "text",
    summary_only=True,
)  # fmt: skip
ARTICLE = Entry(
    LINK,
    LINK,
    "Port and city agree to talk",
    "<p>The port authority and the city reopen their talks on Monday.</p><p>“We will talk,” Ines Okafor said.</p>",
    "html",
    author="Mira Lindqvist",
    image="https://harbourlight.example/quay.jpg",
)


def test_an_article_takes_the_place_of_its_summary() -> None:
    """With its author and picture, where the feed names none; the summary is kept beside it."""
    whole = pages.fuller(SUMMARY, pages.kept(LINK, ARTICLE))
    assert (whole.body, whole.form, whole.author, whole.image) == (ARTICLE.body, "html", ARTICLE.author, ARTICLE.image)
    assert (whole.summary, whole.summary_only) == (SUMMARY.body, False)
    assert (whole.entry_id, whole.title, whole.link) == (SUMMARY.entry_id, SUMMARY.title, SUMMARY.link)


def test_a_page_about_something_else_changes_nothing() -> None:
    """A page that asks for a login or for consent has a text too."""
    consent = Entry(
        LINK, LINK, "", "<p>Before you go on, choose which cookies you accept from our partners.</p>", "html"
    )
    assert pages.fuller(SUMMARY, pages.kept(LINK, consent)) is SUMMARY


def test_a_page_that_says_less_changes_nothing() -> None:
    """The summary is then the better text."""
    shorter = Entry(LINK, LINK, "", "<p>Port, city: authority talks</p>", "html")
    assert pages.fuller(SUMMARY, pages.kept(LINK, shorter)) is SUMMARY


def test_a_page_is_asked_for_until_it_was_read() -> None:
    """Three times at most; a page without an article is not asked for again."""
    assert not pages.is_settled(None)
    assert pages.is_settled(pages.kept(LINK, ARTICLE))
    assert pages.is_settled(pages.kept(LINK, None))
    page = None
    tries = 0
    while not pages.is_settled(page):
        page = pages.missed(LINK, page)
        tries += 1
    assert tries == pages.MOST_TRIES
    assert pages.fuller(SUMMARY, pages.kept(LINK, None)) is SUMMARY
