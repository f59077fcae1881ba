"""Tags of any kind become stretches of text, and the stretches that are kept become HTML again."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.news.hypertext import hypertext
from bot.news.markup import pieces
from bot.web.page import article
from bot.web.page.cut import cut
from bot.web.page.soup import MOST_STRETCHES, soup

ADDRESS = "https://quaynews.example/2026/09/talks"
TAGS = (
    """<p> </p> <li> <ul> </ul> <b> </b> </div> <br> <svg> </svg> <td> <table> boat quay < &lt;p&gt; – </a>""".split()
)
MARKUP = st.lists(st.sampled_from([*TAGS, "<div class=a>", "<a href=x>", "<img src=q>", " "])).map("".join)


def texts(html: str) -> list[str]:
    """The texts of a page's stretches."""
    return [stretch.text for stretch in soup(html).stretches]


def test_a_stretch_ends_where_a_block_does() -> None:
    """Not where words are only printed otherwise, or a single line breaks."""
    assert texts("<p>The <b>last</b> boat<br>leaves.</p><p>Then<br><br>nothing.") == [
        "The last boat leaves.",
        "Then",
        "nothing.",
    ]


def test_end_tags_may_be_left_out_as_html_allows() -> None:
    """The next of their kind ends an element, and stands beside it."""
    page = soup("<ul><li>One<li>Two</ul><table><tr><td>A<td>B<tr><td>C</table>")
    assert [stretch.text for stretch in page.stretches] == ["One", "Two", "A", "B", "C"]
    assert page.deepest == 3


def test_what_is_not_shown_as_text_is_no_stretch() -> None:
    """Drawings, lists to choose from, what stands in for scripts."""
    assert texts("<svg><text>N</text></svg><select><option>Ansley</select><noscript>Boats</noscript>Quay") == ["Quay"]


def test_what_is_never_closed_does_not_swallow_the_page() -> None:
    """A drawing without an end, a button around everything."""
    assert texts("<svg><p>Boats</p>") == ["Boats"]
    assert texts("<header><button>Menu</header><main><p>Boats</p></main>") == ["Menu", "Boats"]


def test_elements_count_the_words_in_them() -> None:
    """Those of the elements within among them; a stretch counts where it begins."""
    page = soup("<div>One <a href=x>two</a><p>three</p></div><p>four</p>")
    assert [(one.name, one.words, one.linked) for one in page.elements] == [
        ("", 4, 1),
        ("div", 3, 1),
        ("a", 0, 0),
        ("p", 1, 0),
        ("p", 1, 0),
    ]


def test_a_cut_keeps_words_and_markup_of_what_is_chosen() -> None:
    """And the pictures among them, even those that a page loads late."""
    html = (
        "<div><nav><p>Boats</p><img src=logo.png></nav><div class=x><p onclick=evil()>One &lt; <b>two</b></p>"
        "<img src='data:,' data-src='/quay.jpg' alt='Quay'><p>No</p><ul><li>three</ul></div></div>"
    )
    assert cut(soup(html), frozenset({1, 3})) == (
        '<div class="x"><p>One &lt; <b>two</b></p><img src="/quay.jpg" alt="Quay"><ul><li>three</li></ul></div>'
    )


@given(MARKUP)
def test_a_cut_of_everything_loses_no_word(html: str) -> None:
    """And what it writes is balanced."""
    page = soup(html)
    places = frozenset(range(len(page.stretches)))
    if not places:
        return
    body = cut(page, places)
    assert hypertext(body).text.split() == " ".join(stretch.text for stretch in page.stretches).split()
    opened = [piece.kind for piece in pieces(body) if piece.kind != "text" and piece.value not in ("br", "img")]
    assert opened.count("open") == opened.count("close")


@given(st.text(max_size=300) | MARKUP)
def test_no_page_breaks_the_reading(html: str) -> None:
    """Whatever stands in it, there is an article or none."""
    entry = article(html.encode(), ADDRESS)
    assert entry is None or len(re.findall(r"\w+", hypertext(entry.body).text)) >= 15


PROSE = "<p>The crews of the island ferries will vote on Monday on whether to stop the last boats of the day.</p>"


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 100_000 + PROSE,
        '<div class="article post entry">' * 60_000 + PROSE,
        f'<div class="{"post " * 600_000}">{PROSE}',
        "<p>x" * 700_000,
        "<ul>" + "<li><a href=x>Boats go now</a>" * 90_000,
        '<script type="application/ld+json">' * 80_000,
        '<script type="application/ld+json">{"@type":"Article","articleBody":"' + "boat " * 90_000 + '"}</script>'
        + "<p>boat boat boat boat quay" * 60_000,
        "</div>" * 400_000 + PROSE,
        "<nav><a href=x>boats go</a>" * 30 + "<p>" * 30_000 + "<div>" * 60_000,
        "blogger.com<div class=post-body>" * 90_000,
    ],
    ids=["divs", "classes", "attribute", "paragraphs", "links", "scripts", "told", "ends", "deep at last", "bodies"],
)  # fmt: skip
def test_a_hostile_page_costs_about_a_second(html: str) -> None:
    """However it nests, repeats or swells; twice of what it should take is allowed for a busy machine."""
    begun = time.process_time()
    article(html.encode()[:3_000_000], ADDRESS)
    assert time.process_time() - begun < 2.0


def test_a_page_is_read_only_so_far() -> None:
    """No article has so many stretches."""
    assert len(texts("<p>x" * 10_000)) == MOST_STRETCHES
