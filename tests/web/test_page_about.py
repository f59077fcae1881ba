"""What a page says of itself is believed as words, never as markup."""

from datetime import UTC, datetime

import pytest

from bot.web.about import about

ADDRESS = "https://quaynews.example/talks"


def script(json: str) -> str:
    """A page whose JSON-LD is this."""
    return (
        f'<html><head><title>Talks | Quay News</title><script type="application/ld+json">{json}</script></head></html>'
    )


def test_a_page_tells_its_article_in_json_ld() -> None:
    """Among other nodes, in a graph, with authors and pictures in lists."""
    told = about(
        script(
            """{"@graph": [{"@type": "Organization", "name": "Quay News"}, {"@type": ["NewsArticle"],
            "headline": "Talks resume", "author": [{"@type": "Person", "name": "Ines Okafor"}, {"name": "Tom Reyes"}],
            "datePublished": "2026-09-18T14:02:00+02:00", "image": [{"url": "/quay.jpg"}],
            "articleBody": "The crews &amp; the <b>harbour</b> met."}]}"""
        ),
        ADDRESS,
    )
    assert (told.title, told.author) == ("Talks resume", "Ines Okafor")
    assert told.published == datetime(2026, 9, 18, 12, 2, tzinfo=UTC)
    assert told.image == "https://quaynews.example/quay.jpg"
    assert told.told == "The crews & the harbour met."


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="author" content="Ines Okafor">',
        '<meta property="article:author" content="Ines Okafor">',
        '<p>By <a rel="author" href="/ines">Ines Okafor</a>, Ansley</p>',
        '<p itemprop="author" itemscope><span itemprop="name">Ines Okafor</span></p><p>Ansley</p>',
        '<meta property="article:author" content="https://social.example/ines"><a rel="author">Ines Okafor</a>',
    ],
)
def test_a_page_names_its_author(head: str) -> None:
    """In any of the usual ways; an address is no name."""
    assert about(head).author == "Ines Okafor"


def test_the_title_for_sharing_is_before_the_one_of_the_window() -> None:
    """The window's often carries the name of the site."""
    told = about('<title>Talks | Quay News</title><meta property="og:title" content="Talks &lt;b&gt;resume&lt;/b&gt;">')
    assert (told.title, told.page_title) == ("Talks resume", "Talks | Quay News")


@pytest.mark.parametrize("image", ["javascript:alert(1)", "data:image/png;base64,AAAA", "http://[bad", ""])
def test_only_pictures_on_the_web_are_told(image: str) -> None:
    """Nothing else can be fetched."""
    assert about(f'<meta property="og:image" content="{image}">', ADDRESS).image is None


@pytest.mark.parametrize(
    "json",
    [
        "{",
        "[" * 100_000,
        '{"a":' * 50_000,
        "null",
        '"NewsArticle"',
        '{"@type": "NewsArticle", "headline": {"name": 7}}',
    ],
    ids=["broken", "deep list", "deep node", "null", "text", "number"],
)
def test_broken_json_ld_tells_nothing(json: str) -> None:
    """And breaks nothing: the window's title is left."""
    told = about(script(json))
    assert (told.title, told.page_title, told.told) == ("", "Talks | Quay News", "")


def test_a_page_that_says_nothing_has_nothing() -> None:
    """No field is made up."""
    told = about("")
    assert (told.title, told.page_title, told.told) == ("", "", "")
    assert (told.author, told.published, told.image, told.link) == (None, None, None, None)
