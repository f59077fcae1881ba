"""Each dialect of RSS, Atom and JSON Feed is read."""

import json
from datetime import UTC, datetime

import pytest

from bot.news.model import Enclosure
from tests.news.feed.samples import atom, only, read, rss


def test_an_rss_2_item_keeps_its_id_link_title_body_author_and_dates() -> None:
    """Every field of an ordinary item arrives, the date in UTC."""
    entry = only(
        rss(
            """<item><guid isPermaLink="false">quay-1</guid><link>https://harbourlight.example/strike</link>
            <title>Port &amp;amp; city talk</title><author>ines@harbourlight.example (Ines Okafor)</author>
            <pubDate>Fri, 18 Sep 2015 22:00:00 +1200</pubDate>
            <description>Short.</description>
            <content:encoded><![CDATA[<p>The <b>whole</b> post.</p>]]></content:encoded></item>"""
        )
    )
    assert entry.entry_id == "quay-1"
    assert entry.link == "https://harbourlight.example/strike"
    assert entry.title == "Port & city talk"
    assert (entry.form, entry.body) == ("html", "<p>The <b>whole</b> post.</p>")
    assert entry.published == datetime(2015, 9, 18, 10, 0, tzinfo=UTC)
    assert entry.updated is None


def test_rss_0_91_with_a_plain_doctype_is_read() -> None:
    """The doctype that RSS 0.91 prescribes declares no entities of its own, and is let through."""
    document = read(
        """<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"
        "http://my.netscape.example/publish/formats/rss-0.91.dtd">
        <rss version="0.91"><channel><title>Quay News</title><link>https://quaynews.example/</link>
        <item><title>Old news</title><link>https://quaynews.example/1</link><description>From 1999.</description></item>
        </channel></rss>"""
    )
    assert document.masthead.title == "Quay News"
    assert [entry.entry_id for entry in document.entries] == ["https://quaynews.example/1"]


def test_rss_1_items_stand_beside_the_channel() -> None:
    """RDF feeds keep their items outside the channel."""
    entry = only(
        """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
        xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://quaynews.example/"><title>Quay</title>
        <link>https://quaynews.example/</link></channel><item rdf:about="https://quaynews.example/2">
        <title>Herring</title><link>https://quaynews.example/2</link><dc:date>2026-01-09T21:00:00Z</dc:date>
        <description>Fewer of them.</description></item></rdf:RDF>"""
    )
    assert (entry.title, entry.link) == ("Herring", "https://quaynews.example/2")
    assert entry.published == datetime(2026, 1, 9, 21, 0, tzinfo=UTC)


def test_a_blogger_post_may_have_no_title_and_a_count_of_comments() -> None:
    """Blogger leaves titles empty, counts comments with each entry and names a thumbnail."""
    document = read(
        atom(
            """<entry><id>tag:blogger.com,1999:blog-7.post-11</id>
            <published>2015-09-19T10:00:00.000+12:00</published><updated>2015-09-20T10:00:00.000+12:00</updated>
            <category scheme='http://schemas.google.com/g/2005#kind'
                      term='http://schemas.google.com/blogger/2008/kind#post'/>
            <title type='text'></title><content type='html'>&lt;b&gt;Talks&lt;/b&gt;&lt;br /&gt;resume</content>
            <link rel='replies' href='https://harbourlight.example/feeds/11/comments/default'/>
            <link rel='alternate' href='https://harbourlight.example/2015/09/talks.html'/>
            <author><name>Harbour Light</name></author>
            <media:thumbnail url='https://harbourlight.example/s72/quay.jpg' height='72' width='72'/>
            <thr:total>3</thr:total></entry>"""
        )
    )
    (entry,) = document.entries
    assert entry.title == ""
    assert entry.link == "https://harbourlight.example/2015/09/talks.html"
    assert entry.author == "Harbour Light"
    assert entry.image == "https://harbourlight.example/s72/quay.jpg"
    assert (entry.form, entry.body) == ("html", "<b>Talks</b><br />resume")


@pytest.mark.parametrize("version", ["1", "1.1"])
def test_json_feed_is_read(version: str) -> None:
    """Both versions of JSON Feed, with the author where each keeps it."""
    author = {"author": {"name": "Ines"}} if version == "1" else {"authors": [{"name": "Ines"}]}
    feed = {
        "version": f"https://jsonfeed.org/version/{version}",
        "title": "Low Water",
        "home_page_url": "https://lowwater.example/",
        "icon": "/icon.png",
        "items": [
            {
                "id": 7,
                "url": "/pier",
                "title": "A pier",
                "content_html": "<p>Sold.</p>",
                "image": "/pier.png",
                **author,
            },
            {"id": "8", "content_text": "Two lines.\n\nNo markup.", "date_published": "2026-02-01T08:00:00+01:00"},
        ],
    }
    document = read(json.dumps(feed))
    first, second = document.entries
    assert document.masthead.icon == "https://harbourlight.example/icon.png"
    assert (first.entry_id, first.link, first.author) == ("7", "https://harbourlight.example/pier", "Ines")
    assert (first.form, first.image) == ("html", "https://harbourlight.example/pier.png")
    assert (second.form, second.body) == ("text", "Two lines.\n\nNo markup.")
    assert second.published == datetime(2026, 2, 1, 7, 0, tzinfo=UTC)


def test_json_feed_gives_what_the_other_kinds_give() -> None:
    """Summary, tags, attachments, authors, the address that it calls its own and its hub."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Low Water",
        "feed_url": "https://lowwater.example/feed.json",
        "hubs": [{"type": "rssCloud", "url": "https://c.example/"}, {"type": "WebSub", "url": "https://h.example/"}],
        "authors": [{"name": "Tom Reyes"}],
        "items": [
            {
                "id": "1",
                "url": "https://lowwater.example/1",
                "title": "A pier",
                "content_html": "<p>The whole of it.</p>",
                "summary": "A part of it.",
                "tags": ["piers", "piers", "", 7],
                "attachments": [{"url": "/1.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 12}, {"url": 3}],
            }
        ],
    }
    document = read(json.dumps(feed))
    (entry,) = document.entries
    assert (document.topic, document.hub) == ("https://lowwater.example/feed.json", "https://h.example/")
    assert (entry.summary, entry.summary_only, entry.author) == ("A part of it.", False, "Tom Reyes")
    assert entry.categories == ("piers",)
    assert entry.enclosures == (Enclosure("https://harbourlight.example/1.mp3", "audio/mpeg", 12),)


def test_atom_0_3_is_read() -> None:
    """The draft had other names for the dates, and escaped its content or wrote it in base 64."""
    document = read(
        """<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title mode="base64">SGFyYm91cg==</title>
        <link rel="alternate" type="text/html" href="https://harbourlight.example/"/><entry><id>1</id><title>x</title>
        <issued>2004-05-01T10:00:00Z</issued><modified>2004-05-02T10:00:00Z</modified>
        <content type="text/html" mode="escaped">&lt;p&gt;Old.&lt;/p&gt;</content></entry></feed>"""
    )
    (entry,) = document.entries
    assert document.masthead.title == "Harbour"
    assert entry.body == "<p>Old.</p>"
    assert (entry.published, entry.updated) == (
        datetime(2004, 5, 1, 10, tzinfo=UTC),
        datetime(2004, 5, 2, 10, tzinfo=UTC),
    )


def test_xhtml_is_given_as_the_markup_inside_its_div() -> None:
    """The `div` belongs to Atom, not to the post (RFC 4287, 3.1.1.3); text that looks like a tag stays text."""
    entry = only(
        atom(
            """<entry><id>1</id>
            <title type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>A <b>pier</b></div></title>
            <content type='xhtml'><x:div xmlns:x='http://www.w3.org/1999/xhtml'><x:p>1 &lt; 2 <x:br/>and
            <![CDATA[3 > 2]]></x:p></x:div></content></entry>"""
        )
    )
    assert entry.title == "A pier"
    assert entry.body.split() == "<p>1 &lt; 2 <br/>and 3 &gt; 2</p>".split()


def test_a_feed_whose_namespace_nobody_knows_is_read_all_the_same() -> None:
    """Some give RSS a namespace of their own, as one real feed of 338 entries does."""
    body = (
        "<rss version='2.0' xmlns='https://quaynews.example/ns'><channel><item><title>a</title></item></channel></rss>"
    )
    assert only(body).title == "a"


def test_a_feed_may_have_a_prefix_on_every_name() -> None:
    """Prefixes are free in XML, and RSS and Atom may carry one."""
    body = """<a:feed xmlns:a='http://www.w3.org/2005/Atom'><a:title>Quay</a:title><a:entry><a:id>1</a:id>
        <a:title>Herring</a:title><a:link href='https://quaynews.example/1'/></a:entry></a:feed>"""
    assert (only(body).title, only(body).link) == ("Herring", "https://quaynews.example/1")


def test_the_channel_definition_format_is_read() -> None:
    """The oldest of them all keeps links and dates in its tags."""
    document = read(
        """<CHANNEL HREF="https://quaynews.example/"><TITLE>Quay</TITLE><ITEM HREF="/1"
        LASTMOD="1998-01-09T21:00:00Z"><TITLE>Herring</TITLE><ABSTRACT>Fewer of them.</ABSTRACT></ITEM></CHANNEL>"""
    )
    (entry,) = document.entries
    assert document.masthead.site == "https://quaynews.example/"
    assert (entry.title, entry.body, entry.link) == ("Herring", "Fewer of them.", "https://harbourlight.example/1")
    assert entry.updated == datetime(1998, 1, 9, 21, tzinfo=UTC)


def test_youtube_keeps_everything_in_a_group_of_media() -> None:
    """Title, description, picture and film stand inside `media:group`."""
    entry = only(
        atom(
            """<entry><id>yt:video:7</id><title>Launch</title><link href='https://tube.example/watch?v=7'/>
            <media:group><media:title>Launch</media:title><media:content url='https://tube.example/v/7'
            type='video/mp4' fileSize='900'/><media:thumbnail url='https://tube.example/7.jpg'/>
            <media:description>The new ferry goes down the slip.</media:description></media:group></entry>"""
        )
    )
    assert entry.body == "The new ferry goes down the slip."
    assert entry.image == "https://tube.example/7.jpg"
    assert entry.enclosures == (Enclosure("https://tube.example/v/7", "video/mp4", 900),)
    assert not entry.summary_only
