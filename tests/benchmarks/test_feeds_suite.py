"""How another parser's suite is read: without running it, and leaving nothing out silently."""

from pathlib import Path

import pytest

from benchmarks import feeds, feeds_suite
from benchmarks.feeds_suite import Case, Encoding, Markup, Words, met, subject_of
from benchmarks.table import OURS

CASE = """<!--
Description: a title
Expect:      not bozo and entries[0]['title'] == 'Port <b>and</b> city'
-->
<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Port and city</title></entry></feed>"""


@pytest.mark.parametrize(
    ("expectation", "subject"),
    [
        ("not bozo and feed['title'] == 'x'", "title"),
        ("entries[0]['title_detail']['value'] == 'x'", "title"),
        ("entries[0].link == 'x'", "link"),
        ("not bozo and entries[0]['updated_parsed'] == (2026, 1, 1)", "date"),
        ("entries[0]['content'][0]['value'] == 'x'", "content"),
        ("bozo and encoding == 'utf-8'", "encoding"),
        ("ord(entries[0]['description']) == 8230", "content"),
        ("feed['tagline'] == 'x'", "anything else"),
        ("feed['title'] == 'x' and feed['rights'] == 'y'", "anything else"),
        ("feed['title'] == 'x' and entries[0]['link'] == 'y'", "title"),
        ("1", "anything else"),
        ("bozo", "anything else"),
        ("not 'modified' in locals()", "anything else"),
        ("open('x').read(", "anything else"),
    ],
)
def test_what_an_expectation_is_about_follows_from_what_it_names(expectation: str, subject: str) -> None:
    """The first of the five subjects that it names; if it names anything else beside, it does not count."""
    assert subject_of("wellformed/atom/x.xml", expectation) == subject


def test_the_folder_of_the_sanitiser_is_counted_apart() -> None:
    """Whatever its expectations name."""
    assert subject_of("wellformed/sanitize/x.xml", "entries[0]['description'] == ''") == "sanitising"


@pytest.mark.parametrize(
    ("expectation", "is_met"),
    [
        ("not bozo and title == 'a'", True),
        ("title == 'b' or title == 'a'", True),
        ("title == title == 'b'", False),
        ("not title == 'b'", True),
        ("entries[0]['date'] == (1, 2)", True),
        ("entries[1]['date'] == (1, 2)", False),
        ("len(entries) == 1 and ord(title) == 97", True),
        ("missing == 'a'", False),
        ("title.upper() == 'A'", False),
        ("__import__('os').getcwd()", False),
        ("title == ", False),
    ],
)
def test_an_expectation_is_judged_without_being_run(expectation: str, is_met: bool) -> None:
    """Comparing, counting and looking up are understood; a call of anything is not."""
    assert met(expectation, {"title": "a", "entries": [{"date": (1, 2)}]}) is is_met


def test_what_says_the_same_is_the_same() -> None:
    """Words without their tags, markup without its white space, encodings by all their names."""
    assert Words("Port and city") == "Port <b>and</b> city"
    assert Words("Port") != "City"
    assert Markup("<p class='a' id=b>x<br/></p>") == '<div><p id="b" class="a">x<br /></p></div>'
    assert Markup("<p>x</p>") != "<b>x</b>"
    assert Encoding("cp1252", b"") == "iso-8859-1"
    assert Encoding("utf-8", b"plain") == "us-ascii"
    assert Encoding("utf-8", "ö".encode()) != "us-ascii"


def test_cases_are_read_from_their_files(tmp_path: Path) -> None:
    """The feed, its headers, what is expected; a file without an expectation is none."""
    (tmp_path / "http_a.xml").write_text(CASE.replace("Description", "Header: Content-type: text/plain\nDescription"))
    (tmp_path / "b.xml").write_text("<feed/>")
    (case,) = feeds_suite.cases(tmp_path)
    assert (case.name, case.subject, case.content_type) == ("http_a.xml", "title", "text/plain")
    assert case.address == "http://127.0.0.1:8097/http_a.xml"


@pytest.mark.parametrize("adapter", feeds.ADAPTERS.values(), ids=feeds.ADAPTERS)
def test_each_parser_answers_by_the_suites_names(adapter: feeds_suite.Adapter) -> None:
    """A title, a link, a date and a content are found by all three."""
    body = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Quay</title><entry><title>Herring</title><id>1</id>
        <link href="https://b.example/1"/><updated>2026-09-18T12:00:00Z</updated>
        <content type="html">&lt;p&gt;Fewer.&lt;/p&gt;</content></entry></feed>"""
    found = adapter(Case("x.xml", body, (), "", "title"))
    for expectation in (
        "feed['title'] == 'Quay'",
        "entries[0]['title'] == 'Herring'",
        "entries[0]['link'] == 'https://b.example/1'",
        "entries[0]['updated_parsed'] == (2026, 9, 18, 12, 0, 0, 4, 261, 0)",
        "entries[0]['content'][0]['value'] == '<p>Fewer.</p>'",
    ):
        assert met(expectation, found), expectation


def test_every_expectation_stands_in_the_table() -> None:
    """Those that do not count, too."""
    cases = [
        Case("a.xml", CASE.encode(), (), "entries[0]['title'] == 'Port and city'", "title"),
        Case("b.xml", CASE.encode(), (), "bozo", "anything else"),
        Case("c/sanitize/c.xml", CASE.encode(), (), "entries[0]['description'] == 'y'", "sanitising"),
    ]
    section, notes = feeds.suite(cases, (OURS,))
    shown = {figure.name: figure.ours for figure in section.figures}
    assert shown["met, of those that count"] == 100
    assert shown["title, of 1"] == 100
    assert shown["sanitising (not counted), of 1"] == 0
    assert "anything else (not counted), of 1" in shown
    assert "counted apart" in notes[0]
