"""A page's HTML becomes the article in it."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.news.markup import plain
from bot.web.page import article, decoded, published

ADDRESS = "https://quaynews.example/2026/09/talks"
SPEECH = "“Nobody here wants to strand the islands,” said Lena Fors, spokesperson for the ferry crews."
PROSE = f"""
<p>The crews of the island ferries will vote on Monday on whether to stop the last boats of the day until the rota for
the night shift is settled, their spokesperson said on the quay.</p>
<p>{SPEECH}</p>
<p>The last boats carry some two hundred passengers to the islands on a winter's evening, most of them on their way home
from work, and the harbour office has no boats of its own to send instead.</p>
"""
FURNITURE = "<nav><a href='/'>Front page</a> <a href='/boats'>Boats</a></nav>"


def page(article: str, head: str = "") -> bytes:
    """A page of a site that no rule knows."""
    return (
        f"<!DOCTYPE html><html><head><title>Ferry crews vote | Quay News</title>{head}</head><body>{FURNITURE}"
        f"<div class='x7'><h1>Ferry crews vote on Monday</h1>{article}</div>"
        "<footer>All rights with Quay News. Write to us.</footer></body></html>"
    ).encode()


def test_a_page_of_a_known_system_is_read_by_its_rule() -> None:
    """The post's own body, whole, and nothing else of the page."""
    entry = article(page(f"<div class='post-body entry-content'>{PROSE}</div><p>No comments:</p>"), ADDRESS)
    assert entry is not None
    assert (entry.link, entry.form) == (ADDRESS, "html")
    assert SPEECH in entry.body
    assert "No comments" not in entry.body


def test_a_page_that_no_rule_knows_is_guessed_at() -> None:
    """The article's words stand, the furniture is left out."""
    entry = article(page(PROSE), ADDRESS)
    assert entry is not None
    assert (entry.entry_id, entry.link, entry.title) == (ADDRESS, ADDRESS, "Ferry crews vote on Monday")
    assert SPEECH in plain(entry.body)
    assert plain(entry.body).count("two hundred passengers") == 1
    assert "All rights" not in entry.body
    assert "Front page" not in entry.body


@pytest.mark.parametrize(
    "html", [b"", b"\0" * 100, b"<html></html>", b"<html><body><nav>Boats</nav></body></html>", b"\xff<"]
)
def test_a_page_without_an_article_has_none(html: bytes) -> None:
    """Nothing is made up."""
    assert article(html, ADDRESS) is None


@given(st.binary(max_size=300), st.none() | st.text(max_size=12))
def test_no_bytes_break_the_reading_of_a_page(html: bytes, charset: str | None) -> None:
    """Whatever a server sends and says of it, there is text."""
    assert isinstance(decoded(html, charset), str)


def test_a_deep_page_is_no_trap() -> None:
    """Half a million boxes in one another are no article; what is merely long and never closed may be one."""
    deep = b"<article>" + b"<b><div>" * 250_000 + PROSE.encode()
    assert article(deep, ADDRESS) is None
    assert article(b"<article>" + b"<p>Boats.<br>" * 1_000 + PROSE.encode(), ADDRESS) is not None


@pytest.mark.parametrize(
    ("html", "charset", "text"),
    [
        ("“Näht”".encode(), None, "“Näht”"),
        ("“Näht”".encode("cp1252"), "ISO-8859-1", "“Näht”"),
        ("“Näht”".encode("cp1252"), "us-ascii", "“Näht”"),
        ("Причал".encode("koi8-r"), "KOI8-R", "Причал"),
        (b"<meta charset='windows-1251'>" + "Причал".encode("cp1251"), None, "<meta charset='windows-1251'>Причал"),
        (b"<meta charset='windows-1251'>" + "Причал".encode(), "utf-8", "<meta charset='windows-1251'>Причал"),
        (b"\xef\xbb\xbfquay", None, "quay"),
        (b"quay", "zip", "quay"),
        (b"quay", "punycode", "quay"),
        (b"quay", "unicode_escape", "quay"),
        (b"quay\xff", "no-such-thing\0", "quay\ufffd"),
    ],
)
def test_a_page_is_decoded_as_it_says(html: bytes, charset: str | None, text: str) -> None:
    """The answer's word before the page's, UTF-8 without either; what is no text encoding is not believed."""
    assert decoded(html, charset) == text


@pytest.mark.parametrize(
    ("head", "moment"),
    [
        (
            "<meta property='article:published_time' content='2026-09-18T14:02:00+02:00'>",
            datetime(2026, 9, 18, 12, 2, tzinfo=UTC),
        ),
        ("<meta itemprop='datePublished' content='2026-09-18T14:02:00Z'>", datetime(2026, 9, 18, 14, 2, tzinfo=UTC)),
        (
            "<abbr itemprop='datePublished' title='2026-09-18T14:02:00Z'></abbr>",
            datetime(2026, 9, 18, 14, 2, tzinfo=UTC),
        ),
        (
            '<script type="application/ld+json">{"datePublished" : "2026-09-18T14:02:00Z"}</script>',
            datetime(2026, 9, 18, 14, 2, tzinfo=UTC),
        ),
        ("<meta property='article:published_time' content='2026-09-18'>", None),
        ("<meta property='article:published_time' content='0001-01-01T00:00:00+14:00'>", None),
        ("<meta property='article:published_time' content='yesterday'>", None),
        ("", None),
    ],
)
def test_a_page_says_when_it_was_published(head: str, moment: datetime | None) -> None:
    """In any of the usual ways, and only where the moment is certain."""
    assert published(page(PROSE, head).decode()) == moment
    entry = article(page(PROSE, head), ADDRESS)
    assert entry is not None
    assert entry.published == moment
