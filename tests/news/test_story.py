"""Entries from texts, stories from entries, and their pictures."""

import pytest

from bot.news.model import Entry, Picture
from bot.news.story import caption_and_credit, entry_from_text, read_entry

ADDRESS = "https://harbourlight.example/2025/talks.html"
POST = (
    "<p>The dock union and the Port Authority have agreed to meet again on Monday, and to look at the night shifts.</p>"
)


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
