"""Entries from texts and pages, stories from entries, and their pictures."""

import time

import pytest

from bot.news.model import Entry, Picture
from bot.news.story import caption_and_credit, entry_from_page, entry_from_text, read_entry

ADDRESS = "https://harbourlight.example/2025/talks.html"
POST = (
    "<p>The dock union and the Port Authority have agreed to meet again on Monday, and to look at the night shifts.</p>"
)


def page(body: str, head: str = "") -> str:
    """A web page with navigation around a post."""
    above = "<nav><a href='/'>Home of all the news from the harbour and the islands</a></nav>"
    below = "<footer>© 2025</footer>"
    return f"<!DOCTYPE html><html><head><title>T</title>{head}</head><body>{above}{body}{below}</body></html>"


# --------------------------------------------------------------------------------------------------------------- pages


@pytest.mark.parametrize(
    "body",
    [
        f"<h3 class='post-title entry-title'>Talks resume</h3><div class='post-body entry-content'>{POST}</div>",
        f"<article><h1 class='entry-title'>Talks resume</h1><div class='entry-content'>{POST}</div></article>",
        f"<h1 class='post-title'>Talks resume</h1><div class='available-content'><div class='body'>{POST}</div></div>",
        f"<h1 class='gh-article-title'>Talks resume</h1><section class='gh-content'>{POST}</section>",
        f"<h1>Talks resume</h1><div itemprop='articleBody'>{POST}</div>",
        f"<h1>Talks resume</h1><article><div><section>{POST}</section></div></article>",
    ],
    ids=["blogger", "wordpress", "substack", "ghost", "microdata", "article"],
)
def test_the_post_on_a_page_is_found_by_the_marks_of_its_system(body: str) -> None:
    """Its title and its body, and nothing of what stands around it."""
    entry = entry_from_page(page(body), ADDRESS)
    assert entry is not None
    assert entry.title == "Talks resume"
    assert POST in entry.body
    assert "Home of all" not in entry.body
    assert (entry.entry_id, entry.link, entry.form) == (ADDRESS, ADDRESS, "html")


def test_elements_of_one_name_within_a_body_do_not_end_it() -> None:
    """Bodies hold divisions of their own."""
    entry = entry_from_page(page(f"<div class='post-body'><div>{POST}</div><div>The end of it.</div></div>"), None)
    assert entry is not None
    assert entry.body.endswith("<div>The end of it.</div>")


def test_a_page_tells_its_author_address_date_and_picture() -> None:
    """In its head, where its address is not known otherwise."""
    head = """<link rel="canonical" href="https://harbourlight.example/a"><meta name="author" content="Ines Okafor">
        <meta property="article:published_time" content="2025-09-18T22:00:00+12:00">
        <meta property="og:image" content="/quay.jpg"><meta property="og:title" content="Talks resume">"""
    entry = entry_from_page(page(f"<div class='post-body'>{POST}</div>", head), None)
    assert entry is not None
    assert (entry.title, entry.author, entry.link) == ("Talks resume", "Ines Okafor", "https://harbourlight.example/a")
    assert entry.published is not None
    assert entry.published.isoformat() == "2025-09-18T10:00:00+00:00"
    assert entry.image == "https://harbourlight.example/quay.jpg"


@pytest.mark.parametrize(
    "body", ["<div><p>Some words.</p></div>", f"<div>{POST}</div>", "<article>Too short.</article>", ""]
)
def test_a_page_that_no_rule_fits_is_left_to_others(body: str) -> None:
    """None says so."""
    assert entry_from_page(page(body), ADDRESS) is None


@pytest.mark.parametrize(
    "html",
    ["<div class='post-body'>" * 30_000, "<article><h1>" * 30_000, "<b a='" * 50_000, "<div>" * 50_000 + POST],
)
def test_hostile_pages_cost_no_more_than_long_ones(html: str) -> None:
    """However deep they are."""
    begun = time.perf_counter()
    entry_from_page(html, ADDRESS)
    assert time.perf_counter() - begun < 3.0


# ----------------------------------------------------------------------------------------------------------- stories


def test_a_text_is_an_entry_known_by_its_words() -> None:
    """The same text is the same entry."""
    once, again = entry_from_text("Talks resume\n\nIt rained."), entry_from_text("Talks resume\n\nIt rained.")
    assert once == again
    assert (once.title, once.form, once.link) == ("", "text", None)
    assert read_entry(once).headline.text == "Talks resume"


def test_a_story_keeps_what_its_entry_says_of_itself() -> None:
    """Its id, its link, its author."""
    story = read_entry(Entry("tag:1", ADDRESS, "Talks resume", POST, "html", "Ines Okafor"))
    assert (story.entry_id, story.link, story.author) == ("tag:1", ADDRESS, "Ines Okafor")


# ----------------------------------------------------------------------------------------------------------- pictures


def picture(body: str, image: str | None = None) -> Picture | None:
    """The picture of a post."""
    return read_entry(Entry("1", ADDRESS, "Talks", body, "html", image=image)).picture


def test_the_first_picture_of_a_post_is_its_picture() -> None:
    """Resolved against the post's address."""
    assert picture("<img src='/quay.jpg'><p>Words.</p><img src='/gate.jpg'>") == Picture(
        "https://harbourlight.example/quay.jpg"
    )


def test_a_caption_belongs_to_the_picture_above_it() -> None:
    """With whose it is."""
    body = "<figure><img src='/quay.jpg'><figcaption>The quay at night. © Quay Pictures</figcaption></figure>"
    assert picture(body) == Picture("https://harbourlight.example/quay.jpg", "The quay at night.", "© Quay Pictures")


def test_a_caption_below_another_picture_is_not_the_first_ones() -> None:
    """A wrong caption tells a wrong story."""
    body = "<img src='/quay.jpg'><p>Words.</p><figure><img src='/gate.jpg'><figcaption>The gate</figcaption></figure>"
    assert picture(body) == Picture("https://harbourlight.example/quay.jpg")


def test_the_feeds_picture_stands_in_where_the_post_shows_none() -> None:
    """It takes the caption that the post has."""
    assert picture("<p class='caption'>The quay. Photo: Edda Winther</p>", "https://p.example/t.jpg") == Picture(
        "https://p.example/t.jpg", "The quay.", "Photo: Edda Winther"
    )


def test_a_caption_that_lost_its_picture_still_tells_whose_it_was() -> None:
    """A text is copied without its pictures."""
    assert picture("<p class='caption'>The quay at night. © Quay Pictures</p>") == Picture(
        None, "The quay at night.", "© Quay Pictures"
    )


@pytest.mark.parametrize(
    "address", ["data:image/png;base64,AAAA", "javascript:alert(1)", "file:///etc/passwd", "http://[bad"]
)
def test_only_pictures_on_the_web_are_shown(address: str) -> None:
    """Nothing else can be fetched."""
    assert picture(f"<img src='{address}'>") is None


@pytest.mark.parametrize(
    ("line", "caption", "credit"),
    [
        ("The quay at night. © Quay Pictures", "The quay at night.", "© Quay Pictures"),
        ("The quay at night (Photo by Noor Haddad)", "The quay at night", "Photo by Noor Haddad"),
        ("The quay at night. Image: Noor Haddad", "The quay at night.", "Image: Noor Haddad"),
        ("© Quay Pictures", None, "© Quay Pictures"),
        ("The quay at night", "The quay at night", None),
    ],
)
def test_a_caption_tells_what_it_shows_and_whose_it_is(line: str, caption: str | None, credit: str | None) -> None:
    """Both as printed."""
    assert caption_and_credit(line) == (caption, credit)
