"""Lists of feeds go out and come in again; whatever came instead of one is told apart, and costs little."""

import time
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from bot.opml import DEEPEST, MOST_BYTES, MOST_FOLDERS, MOST_OUTLINES, NotOpml, Outline, read_opml, write_opml

NOW = datetime(2026, 9, 18, 12, 2, tzinfo=UTC)


def opml(body: str, head: str = "<?xml version='1.0' encoding='utf-8'?>") -> bytes:
    """A list with this in its body."""
    return f"{head}<opml version='2.0'><head><title>Feeds</title></head><body>{body}</body></opml>".encode()


def line(name: str, rest: str = "") -> str:
    """A feed in a list."""
    return f'<outline type="rss" text="{name}" xmlUrl="https://{name}.example/feed" {rest}/>'


def feed(name: str, category: str = "") -> Outline:
    """The same, as it is read."""
    return Outline(f"https://{name}.example/feed", name, category)


# ------------------------------------------------------------------------------------------------------------ coming in


def test_feeds_are_read_with_the_folders_that_they_lie_in() -> None:
    """In the list's order, however deep."""
    folders = f"<outline text='News'>{line('tide')}<outline text='Ports'>{line('quay')}</outline></outline>"
    assert read_opml(opml(line("harbour") + folders + line("crane"))) == (
        feed("harbour"),
        feed("tide", "News"),
        feed("quay", "News/Ports"),
        feed("crane"),
    )


def test_a_feed_that_is_listed_twice_is_read_once() -> None:
    """Where it stands first, however its address is spelled."""
    twice = '<outline text="Other" xmlUrl="https://TIDE.example/feed"/>'
    assert read_opml(opml(f"<outline text='News'>{line('tide')}</outline>{line('tide')}{twice}")) == (
        feed("tide", "News"),
    )


def test_a_category_counts_where_there_is_no_folder() -> None:
    """Exports that know no folders give it in an attribute, the first of several being the one."""
    assert read_opml(opml(line("tide", 'category="/News/Ports,Ships"'))) == (feed("tide", "News/Ports"),)
    inside = f"<outline text='Mine'>{line('tide', 'category=News')}</outline>"
    assert read_opml(opml(inside)) == (feed("tide", "Mine"),)


def test_what_only_its_reader_knows_is_no_address() -> None:
    """Readers list searches and shared tags of their own by a path; a machine of one's own network has a scheme."""
    own = "<outline text='Mine' xmlUrl='user/1005/state/broadcast'/><outline text='Home' xmlUrl='http://nas/feed'/>"
    assert read_opml(opml(own)) == (
        Outline("user/1005/state/broadcast", "Mine", problem="the address names no site"),
        Outline("http://nas/feed", "Home"),
    )


@pytest.mark.parametrize(
    ("written", "outline"),
    [
        (
            "<outline xmlUrl='https://a.example/?x=1&amp;y=2' title='A &amp; B'/>",
            ("https://a.example/?x=1&y=2", "A & B"),
        ),
        ("<outline xmlUrl='https://a.example/?x=1&y=2' text='A & B'/>", ("https://a.example/?x=1&y=2", "A & B")),
        ("<OUTLINE XMLURL=https://a.example/ TEXT=A>", ("https://a.example/", "A")),
        ("<outline xmlUrl=' feed:https://a.example ' text=' A\n  feed '/>", ("https://a.example/", "A feed")),
        ("<outline xmlUrl='a.example/feed'/>", ("https://a.example/feed", "")),
        ("<outline xmlUrl='https://a.example/' text='A'></outline></outline></outline>", ("https://a.example/", "A")),
    ],
)
def test_what_exports_get_wrong_is_forgiven(written: str, outline: tuple[str, str]) -> None:
    """Bare ampersands, other cases, missing and surplus ends."""
    assert read_opml(opml(written)) == (Outline(*outline),)


@pytest.mark.parametrize(
    ("encoding", "head"),
    [
        ("utf-8", ""),
        ("utf-8", "<?xml version='1.0' encoding='utf-8'?>"),
        ("utf-8", "<?xml version='1.0' encoding='iso-8859-1'?>"),
        ("utf-8-sig", "<?xml version='1.0' encoding='utf-8'?>"),
        ("utf-16", "<?xml version='1.0' encoding='utf-16'?>"),
        ("cp1252", "<?xml version='1.0' encoding='windows-1252'?>"),
        ("cp1252", "<?xml version='1.0'?>"),
        ("cp1252", "<?xml version='1.0' encoding='x-none'?>"),
    ],
)
def test_titles_are_read_in_whatever_encoding(encoding: str, head: str) -> None:
    """What it declares counts less than what it is."""
    body = opml(line("Häfen"), head).decode().encode(encoding)
    assert [outline.title for outline in read_opml(body)] == ["Häfen"]


def test_what_cannot_be_followed_is_told() -> None:
    """So that nothing is lost without a word; what is no feed at all stands behind the feeds."""
    found = read_opml(
        opml(
            "<outline text='Site' xmlUrl='' htmlUrl='https://site.example/'/>"
            "<outline text='More' type='include' url='https://lists.example/more.opml'/>"
            f"<outline text='Long' xmlUrl='https://a.example/{'x' * 3000}'/>"
            "<outline text='File' xmlUrl='file:///etc/passwd'/>" + line("tide")
        )
    )
    assert [one.title for one in found] == ["Long", "File", "tide", "Site", "More"]
    assert [(one.title, one.address, one.problem) for one in found if one.problem][1:] == [
        ("File", "file:///etc/passwd", "only web addresses (https://…) can be read, not “file:”"),
        ("Site", "https://site.example/", "the list names its site, but not its feed"),
        ("More", "https://lists.example/more.opml", "it is a list of feeds, not a feed"),
    ]


def test_a_list_without_feeds_is_empty() -> None:
    """Which is no error."""
    assert read_opml(opml("<outline text='News'/>")) == ()


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "It is not OPML"),
        (b"\x00\xff\xfe garbage", "It is not OPML"),
        (b"<html><body>Log in</body></html>", "It is not OPML"),
        (b"<opml>" + b" " * MOST_BYTES, "The list is larger than 8 MB."),
        (opml("<outline text='x'>" * (DEEPEST + 1)), "The list has more than 100 folders in one another."),
        (opml("<outline text='x'/>" * (MOST_OUTLINES + 1)), "The list is longer than 20,000 lines."),
    ],
)
def test_what_is_no_list_is_refused(body: bytes, why: str) -> None:
    """With what it is instead."""
    with pytest.raises(NotOpml, match=why):
        read_opml(body)


def test_a_list_reads_nothing_but_itself() -> None:
    """Entities that it declares stay words; none is fetched, none multiplies."""
    declared = "<!DOCTYPE opml [<!ENTITY a SYSTEM 'file:///etc/passwd'><!ENTITY b '&a;&a;'><!ENTITY c '&b;&b;'>]>"
    assert [outline.title for outline in read_opml(opml(line("&a;&c;"), declared))] == ["&a;&c;"]


@pytest.mark.parametrize(
    "body",
    [
        opml(("<outline text='x'>" * (DEEPEST - 1) + line("a") + "</outline>" * (DEEPEST - 1)) * 190),
        opml("".join(f"<outline xmlUrl='https://a.example/{number}'>" for number in range(15_000))),
        b"<opml>" + b"<outline " + b"a='b' " * 300_000 + b"/></opml>",
        b"<opml><body>" + b"<x>" * 500_000,
        b"<opml>" + b"&" * 4_000_000,
    ],
)
def test_no_list_takes_long(body: bytes) -> None:
    """Nor much memory: deep, wide, unclosed or full of rubbish, it is read or refused."""
    began = time.process_time()
    with suppress(NotOpml):
        read_opml(body)
    assert time.process_time() - began < 2


@given(st.binary(max_size=200), st.text(max_size=100))
def test_no_bytes_break_the_reader(noise: bytes, words: str) -> None:
    """It raises one thing only."""
    for body in (noise, b"<opml>" + noise, opml(words), opml(f"<outline xmlUrl='{words}' text='{words}'/>")):
        with suppress(NotOpml):
            assert all(outline.address for outline in read_opml(body) if outline.problem is None)


# ------------------------------------------------------------------------------------------------------------ going out

words = st.text(max_size=40).map(lambda text: "".join(character for character in text if character.isprintable()))
titles = words.map(lambda text: " ".join(text.split()))
folders = titles.map(lambda text: text.replace("/", "").strip()).filter(bool)
feeds = st.builds(
    lambda number, title, path: Outline(f"https://a.example/{number}", title or f"https://a.example/{number}", path),
    st.integers(0, 10**9),
    titles,
    st.lists(folders, max_size=MOST_FOLDERS).map("/".join),
)


@given(st.lists(feeds, max_size=12, unique_by=lambda outline: outline.address), st.text(max_size=40))
def test_what_is_written_is_read_again(outlines: list[Outline], title: str) -> None:
    """Every feed with its title and its folders; those of one folder stay in order."""
    found = read_opml(write_opml(outlines, title, NOW))
    assert sorted(found, key=lambda one: one.address) == sorted(outlines, key=lambda one: one.address)
    for folder in {one.category for one in outlines}:
        assert [one for one in found if one.category == folder] == [one for one in outlines if one.category == folder]


@given(st.text(), st.text(), st.text(), st.text())
def test_any_words_can_be_written(address: str, title: str, category: str, name: str) -> None:
    """What comes out is XML, whatever goes in."""
    root = etree.fromstring(write_opml([Outline(address, title, category)], name, NOW))
    assert len(root.findall(".//outline[@type='rss']")) == 1


def test_a_list_is_opml_as_other_readers_know_it() -> None:
    """Version 2.0, with a title, its date, and a folder opened once."""
    outlines = (feed("tide", "News"), feed("harbour"), feed("quay", "News"), Outline("x", problem="it is no address"))
    root = etree.fromstring(write_opml(outlines, "Feeds of #news", NOW))
    assert (root.tag, root.get("version")) == ("opml", "2.0")
    assert [child.text for child in root.find("head")] == ["Feeds of #news", "Fri, 18 Sep 2026 12:02:00 +0000"]
    assert [(one.get("text"), one.get("xmlUrl")) for one in root.find("body").iter("outline")] == [
        ("News", None),
        ("tide", "https://tide.example/feed"),
        ("quay", "https://quay.example/feed"),
        ("harbour", "https://harbour.example/feed"),
    ]


def test_ten_thousand_feeds_go_out_and_in_within_two_seconds() -> None:
    """Of processor time, both ways together."""
    outlines = tuple(feed(f"blog{number}", f"Folder {number % 40}/Inner {number % 7}") for number in range(10_000))
    began = time.process_time()
    found = read_opml(write_opml(outlines, "Feeds", NOW))
    took = time.process_time() - began
    assert set(found) == set(outlines)
    assert took < 2
