"""What is no feed is refused in plain words, and what means harm costs little."""

import time
from contextlib import suppress

import pytest

from bot.news.feed import MOST_BYTES, NotAFeed
from tests.news.feed.samples import read


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "It is empty."),
        (b" \n\t ", "It is empty."),
        (b"<!DOCTYPE html><html><head><title>x</title></head><body><p>Hello</p></body></html>", "It is a web page"),
        (
            b"<?xml version='1.0'?><!DOCTYPE html><html xmlns='http://www.w3.org/1999/xhtml'><body/></html>",
            "It is a web page",
        ),
        (b'{"items": "none"}', "It is JSON, but not a JSON Feed."),
        (b'{"version": "https://example.org/other", "items": []}', "It is JSON, but not a JSON Feed."),
        (b"[1, 2, 3]", "It is JSON, but not a JSON Feed."),
        (b"{broken", "cannot be read as JSON"),
        (b"<opml version='2.0'><body/></opml>", "It is XML, but not a feed."),
        (b"<rss><!ENTITY", "nothing in it can be read"),
        (b"<feed xmlns='x'></f", "nothing in it can be read"),
        (b"Not found", "It is neither RSS nor Atom nor JSON Feed."),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "It is neither RSS nor Atom nor JSON Feed."),
    ],
)
def test_what_is_no_feed_is_named_for_what_it_is(body: bytes, told: str) -> None:
    """People who give a wrong address read why it is wrong."""
    with pytest.raises(NotAFeed, match=told):
        read(body)


def test_a_body_beyond_the_cap_is_refused_unread() -> None:
    """Nothing of it is parsed."""
    with pytest.raises(NotAFeed, match="too large"):
        read(b"<rss>" + b" " * MOST_BYTES)


def test_a_feed_that_declares_entities_is_refused() -> None:
    """A few lines of entities within entities would fill a machine's memory."""
    laughs = '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">'
    with pytest.raises(NotAFeed, match="entities"):
        read(f"<?xml version='1.0'?><!DOCTYPE rss [{laughs}]><rss><channel><title>&c;</title></channel></rss>")


@pytest.mark.parametrize(
    "body",
    [
        b"<rss><channel><item>" + b"<a>" * 300_000,
        b"<rss version='2.0'><channel><item><description>" + b"<![CDATA[" * 100_000,
        b"<rss " + b"".join(b" xmlns:a%d='u%d'" % (n, n) for n in range(20_000)) + b"><channel><item/></channel></rss>",
        b"<rss version='2.0'><channel>" + b"<item><guid>x</guid></item>" * 100_000,
        b'{"version": "https://jsonfeed.org/version/1", "items": ' + b"[" * 500_000,
        b'{"version": "https://jsonfeed.org/version/1", "items": [{"id": ' + b"9" * 100_000 + b"}]}",
        b"<rss version='2.0'><channel><item><pubDate>" + b"1 " * 500_000 + b"</pubDate></item></channel></rss>",
    ],
    ids=["deep", "cdata", "namespaces", "items", "brackets", "digits", "date"],
)
def test_hostile_feeds_cost_little(body: bytes) -> None:
    """Each is read or refused within a second of the processor."""
    begun = time.process_time()
    with suppress(NotAFeed):
        read(body)
    assert time.process_time() - begun < 1.0


@pytest.mark.parametrize("body", [b"https://harbourlight.example/feed", b"/etc/hostname", b"file:///etc/hostname"])
def test_what_looks_like_an_address_or_a_file_is_never_opened(body: bytes) -> None:
    """A parser that opens what it is given would give away files, and reach where it may not."""
    with pytest.raises(NotAFeed, match="neither RSS nor Atom"):
        read(body)


def test_a_doctype_that_only_names_characters_of_html_is_let_through() -> None:
    """Old feeds of RSS 1.0 bring in HTML's names; they are read without asking anybody."""
    body = b"""<!DOCTYPE rdf:RDF [<!ENTITY % HTMLlat1 PUBLIC "-//W3C//ENTITIES Latin 1//EN" "http://w.example/l.ent">
        %HTMLlat1;]><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
        <item rdf:about="1"><title>Caf&eacute;</title></item></rdf:RDF>"""
    assert read(body).entries[0].title == "Café"


def test_a_doctype_of_html_above_a_feed_makes_no_page_of_it() -> None:
    """Somebody's template did that to a real feed of 35 entries."""
    body = b"<!DOCTYPE html><feed xmlns='http://www.w3.org/2005/Atom'><entry><id>1</id><title>x</title></entry></feed>"
    assert len(read(body).entries) == 1


@pytest.mark.parametrize("mark", ["\U0010ffff", "&#1114111;", "&#x10FFFF;", "&#x000010ffff;", "&#0001114111;"])
def test_no_feed_has_a_section_of_its_text_more_than_once(mark: str) -> None:
    """A feed that could would be eight megabytes, and hundreds of times as many when it is read."""
    body = f"""<rss version='2.0'><channel><item><title>{mark}0{mark}</title><description><![CDATA[Only here.]]>
        </description></item></channel></rss>"""
    (entry,) = read(body.encode()).entries
    assert entry.title == "\ufffd0\ufffd"
    assert entry.body == "Only here."


@pytest.mark.parametrize(
    "inside",
    [
        "<author>" + "a@" * 200_000 + "</author>",
        "<title>" + "<" * 200_000 + "</title>",
        "<link>" + "http://[" * 50_000 + "</link>",
        "<a " + "b=c " * 100_000,
        "<content type='xhtml'><div><b " + " ".join(f"xmlns:a{n}='u'" for n in range(5000)) + "/></div></content>",
        "<description>" + "&lt;a href=" * 50_000 + "</description>",
        "<description>" + "Read more " * 50_000 + "</description>",
        "<category>x</category>" * 30_000,
        "<!--" * 100_000,
    ],
    ids=["author", "less", "link", "unquoted", "namespaces", "href", "invitations", "categories", "comments"],
)
def test_no_field_costs_more_than_its_size(inside: str) -> None:
    """Each is read within a second of the processor, whatever it holds."""
    body = (
        f"<rss version='2.0' xml:base='http://['><channel><item><guid>1</guid>{inside}</item></channel></rss>".encode()
    )
    begun = time.process_time()
    with suppress(NotAFeed):
        read(body)
        read(b"<!--" * 15_000 + body)
    assert time.process_time() - begun < 1.0


def test_a_base_that_is_no_address_harms_nothing() -> None:
    """Links count from the feed then."""
    body = b"""<feed xmlns='http://www.w3.org/2005/Atom' xml:base='http://['><entry><id>1</id><link href='/a'/>
        <content type='html'>&lt;a href="/b"&gt;b&lt;/a&gt;</content></entry></feed>"""
    (entry,) = read(body).entries
    assert entry.body.startswith("<a href=")
