"""Feeds of every kind, whole and damaged, and what is no feed."""

import json
import time
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.news.feed import MOST_BYTES, MOST_ENTRIES, NotAFeed, read_feed
from bot.news.model import Entry, FeedDocument

ADDRESS = "https://harbourlight.example/feeds/posts/default"


def read(body: str | bytes, content_type: str | None = None) -> FeedDocument:
    """The feed in a body, as served at the usual address."""
    raw = body.encode() if isinstance(body, str) else body
    return read_feed(raw, address=ADDRESS, content_type=content_type)


def only(body: str | bytes) -> Entry:
    """The only entry of a feed."""
    (entry,) = read(body).entries
    return entry


def rss(items: str, channel: str = "<title>Harbour Light</title><link>https://harbourlight.example/</link>") -> str:
    """An RSS 2.0 feed of these items."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
        <rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
             xmlns:media="http://search.yahoo.com/mrss/"><channel>{channel}{items}</channel></rss>"""


def atom(entries: str, head: str = "<title>Harbour Light</title>", root: str = "") -> str:
    """An Atom feed of these entries."""
    return f"""<?xml version='1.0' encoding='UTF-8'?><feed xmlns='http://www.w3.org/2005/Atom'
        xmlns:app='http://purl.org/atom/app#' xmlns:thr='http://purl.org/syndication/thread/1.0'
        xmlns:media='http://search.yahoo.com/mrss/' {root}>{head}{entries}</feed>"""


def item(inside: str = "") -> str:
    """An RSS item with an id of its own."""
    return f"<item><guid isPermaLink='false'>quay-1</guid><title>Strike</title>{inside}</item>"


# ------------------------------------------------------------------------------------------------------------ kinds


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


# ------------------------------------------------------------------------------------------------------------ fields


def test_links_are_resolved_against_the_feed() -> None:
    """A relative link counts from the feed's own address."""
    assert only(rss(item("<link>/2015/talks.html</link>"))).link == "https://harbourlight.example/2015/talks.html"


def test_links_are_resolved_against_the_feeds_own_base_where_it_names_one() -> None:
    """An `xml:base` on the root stands above the feed's address."""
    entry = only(
        atom("<entry><id>1</id><title>x</title><link href='a.html'/></entry>", root="xml:base='https://b.example/x/'")
    )
    assert entry.link == "https://b.example/x/a.html"


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "mailto:a@b.example"]
)
def test_only_web_addresses_are_kept(address: str) -> None:
    """A link that leads anywhere but to the web is no link."""
    assert only(rss(item(f"<link>{address}</link>"))).link is None


def test_an_entry_without_id_is_known_by_its_link() -> None:
    """Where a feed gives no id, the link is the next best."""
    assert only(rss("<item><title>a</title><link>https://quaynews.example/9</link></item>")).entry_id == (
        "https://quaynews.example/9"
    )


def test_an_entry_without_id_and_link_is_known_by_its_words() -> None:
    """The same words give the same id, other words another."""
    first = only(rss("<item><title>a</title><description>b</description></item>"))
    again = only(rss("<item><title>a</title><description>b</description><pubDate>x</pubDate></item>"))
    other = only(rss("<item><title>a</title><description>c</description></item>"))
    assert first.entry_id == again.entry_id != other.entry_id


def test_of_two_entries_with_one_id_the_first_is_kept() -> None:
    """Feeds list the newest first."""
    document = read(rss(item("<description>new</description>") + item("<description>old</description>")))
    assert [entry.body for entry in document.entries] == ["new"]


def test_a_permalink_guid_serves_as_the_link() -> None:
    """Some feeds give an entry's address only as its id."""
    assert only(rss("<item><guid>https://quaynews.example/5</guid><title>a</title></item>")).link == (
        "https://quaynews.example/5"
    )


def test_titles_are_plain_text() -> None:
    """Tags are taken out, references decoded and white space folded."""
    assert only(
        rss("<item><guid>1</guid><title>Talks &lt;em&gt;to&lt;/em&gt;\n  go&amp;nbsp;on &amp;amp; on</title></item>")
    ).title == ("Talks to go on & on")


def test_a_title_may_speak_of_less_and_more() -> None:
    """An angle bracket that opens no tag stays."""
    assert only(rss("<item><guid>1</guid><title>Profit &lt; 3 &gt; 2</title></item>")).title == "Profit < 3 > 2"


def test_a_summary_stands_in_for_a_body() -> None:
    """A feed of summaries gives what it gives."""
    entry = only(atom("<entry><id>1</id><title>x</title><summary>Only this much of it.</summary></entry>"))
    assert (entry.form, entry.body) == ("text", "Only this much of it.")


@pytest.mark.parametrize(
    "picture",
    [
        "<media:thumbnail url='https://p.example/a.jpg'/>",
        "<media:content url='https://p.example/a.jpg' medium='image'/>",
        "<media:content url='https://p.example/a.jpg' type='image/jpeg'/>",
        "<enclosure url='https://p.example/a.jpg' type='image/jpeg' length='1'/>",
    ],
)
def test_a_picture_may_be_given_in_several_ways(picture: str) -> None:
    """Thumbnails, media and enclosures that are images."""
    assert only(rss(item(picture))).image == "https://p.example/a.jpg"


def test_a_sound_file_is_no_picture() -> None:
    """An enclosure of another type is left alone."""
    assert only(rss(item("<enclosure url='https://p.example/a.mp3' type='audio/mpeg' length='1'/>"))).image is None


@pytest.mark.parametrize("date", ["yesterday-ish", "", "2026-99-99", "Fri, 99 Foo 2026 99:99:99 GMT"])
def test_a_date_that_cannot_be_read_is_none(date: str) -> None:
    """No date is better than a wrong one."""
    assert only(rss(item(f"<pubDate>{date}</pubDate>"))).published is None


def test_half_characters_and_nul_never_reach_an_entry() -> None:
    """No database and no message can hold them."""
    body = '{"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", "content_text": "a\\ud83d b\\u0000"}]}'
    assert only(body).body == "a\ufffd b\ufffd"


def test_the_masthead_is_named_for_the_host_where_the_feed_has_no_title() -> None:
    """Something must stand above a digest."""
    assert read(rss(item(), channel="")).masthead.title == "harbourlight.example"


# ------------------------------------------------------------------------------------------- what Blogger exports hold


def entry_of(kind: str, more: str = "") -> str:
    """An entry of a Blogger export."""
    return f"""<entry><id>{kind}</id><title>{kind}</title><content type='html'>words</content>{more}
        <category scheme='http://schemas.google.com/g/2005#kind'
                  term='http://schemas.google.com/blogger/2008/kind#{kind}'/></entry>"""


def test_pages_comments_and_settings_are_never_entries() -> None:
    """A Blogger export holds them beside the posts."""
    document = read(atom("".join(entry_of(kind) for kind in ("settings", "template", "page", "comment", "post"))))
    assert [entry.entry_id for entry in document.entries] == ["post"]


def test_drafts_are_never_entries() -> None:
    """Neither by the old mark of a draft nor by the new one."""
    old = entry_of("post", "<app:control><app:draft>yes</app:draft></app:control>")
    new = """<entry><id>new</id><title>n</title><blogger:type>POST</blogger:type>
        <blogger:status>DRAFT</blogger:status></entry>"""
    live = """<entry><id>live</id><title>l</title><blogger:type>POST</blogger:type>
        <blogger:status>LIVE</blogger:status></entry>"""
    comment = "<entry><id>c</id><title>c</title><blogger:type>COMMENT</blogger:type></entry>"
    document = read(atom(old + new + live + comment, root="xmlns:blogger='http://schemas.google.com/blogger/2018'"))
    assert [entry.entry_id for entry in document.entries] == ["live"]


# ------------------------------------------------------------------------------------------------------------- damage


def test_an_undeclared_prefix_does_no_harm() -> None:
    """Feeds use `media:` and `dc:` without declaring them."""
    item = "<item><title>a</title><dc:creator>Ines</dc:creator></item>"
    body = f"<rss version='2.0'><channel><title>t</title>{item}</channel></rss>"
    assert only(body).title == "a"


def test_bytes_that_are_no_utf_8_are_read_as_far_as_they_go() -> None:
    """One broken character does not lose a feed."""
    body = rss(item("<description>caf\xe9 au port</description>")).encode("latin-1")
    assert "au port" in only(body).body


def test_the_servers_charset_counts_where_the_feed_declares_none() -> None:
    """RFC 7303 lets the server name the encoding."""
    body = "<rss version='2.0'><channel><title>t</title><item><title>Порт</title></item></channel></rss>".encode(
        "cp1251"
    )
    (entry,) = read(body, "text/xml; charset=windows-1251").entries
    assert entry.title == "Порт"


def test_a_feed_that_was_cut_off_gives_what_came_whole() -> None:
    """The first entries of a truncated body are as good as ever."""
    whole = rss("".join(f"<item><guid>{n}</guid><title>n{n}</title></item>" for n in range(10)))
    document = read(whole[: whole.index("n5")])
    assert [entry.title for entry in document.entries][:5] == ["n0", "n1", "n2", "n3", "n4"]


BODY = "<description>" + "Nobody here wants another winter like the last. " * 5 + "</description>"


@given(st.integers(0, 2000))
def test_wherever_a_feed_breaks_off_no_entry_is_read_by_half(place: int) -> None:
    """Half an entry would be a post that has lost what it said, and that gains it again with the next poll."""
    whole = rss("".join(f"<item><guid>{number}</guid><title>Strike</title>{BODY}</item>" for number in range(4)))
    with suppress(NotAFeed):
        cut = read(whole[:place])
        assert set(cut.entries) <= set(read(whole).entries)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_read(encoding: str) -> None:
    """With and without a mark of the byte order."""
    declaration = "<?xml version='1.0' encoding='utf-16'?>"
    body = f"{declaration}<rss version='2.0'><channel><item><title>Hafen – Ö</title></item></channel></rss>"
    assert only(body.encode(encoding)).title == "Hafen – Ö"


def test_junk_before_the_declaration_is_passed_over() -> None:
    """Plugins print warnings and blank lines above a feed."""
    assert only("\n\n<br />Notice: undefined index\n" + rss(item())).title == "Strike"


def test_no_more_than_the_first_entries_are_read_and_the_feed_says_so() -> None:
    """A feed of a thousand entries is read to the cap."""
    document = read(rss("".join(f"<item><guid>{n}</guid><title>t</title></item>" for n in range(MOST_ENTRIES * 2))))
    assert len(document.entries) == MOST_ENTRIES
    assert document.entries[0].entry_id == "0"
    assert document.problems == ("It holds 1000 entries; only the first 500 are read.",)


def test_an_empty_feed_is_a_feed() -> None:
    """A new blog has nothing to say yet."""
    assert read(rss("")).entries == ()


# --------------------------------------------------------------------------------------------------- what is no feed


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
    """Each is read or refused within a second."""
    begun = time.perf_counter()
    with suppress(NotAFeed):
        read(body)
    assert time.perf_counter() - begun < 1.0


# --------------------------------------------------------------------------------------------------------------- laws

SCRAPS = st.sampled_from(
    [b"<rss", b" version='2.0'>", b"<channel>", b"<item>", b"</item>", b"<title>", b"</title>", b"<![CDATA[", b"]]>",
     b"<feed xmlns='http://www.w3.org/2005/Atom'>", b"<entry>", b"</entry>", b"<link href='", b"'/>", b"<id>", b"</id>",
     b"<rdf:RDF>", b"&amp;", b"&#0;", b"&#xD800;", b"<!DOCTYPE", b"<!--", b"-->", b"<?xml version='1.0' encoding='",
     b"utf-16", b"?>", b'{"version": "https://jsonfeed.org/version/1", "items": [', b'{"id": ', b"null", b"]}", b"}",
     b"<pubDate>", b"<media:content url='x'>", b"<content type='xhtml'>", b"http://[", b"\xff\xfe", b"\x00", b"<guid>"]
)  # fmt: skip


@given(st.lists(SCRAPS | st.binary(max_size=12), max_size=40).map(b"".join))
def test_no_bytes_break_the_parser(body: bytes) -> None:
    """Whatever the bytes are, they are a feed or are refused as none."""
    try:
        document = read(body)
    except NotAFeed:
        return
    for entry in document.entries:
        assert entry.entry_id
        assert entry.link is None or entry.link.startswith(("http://", "https://"))
        assert entry.published is None or entry.published.utcoffset() is not None
        f"{entry.title}{entry.body}".encode()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["id", "url", "title", "authors", "author", "name", "content_html", "image", "date_published"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@given(JSON, st.lists(JSON, max_size=3))
def test_no_json_breaks_the_parser(title: object, items: list[object]) -> None:
    """Fields of the wrong type are as good as missing."""
    body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": title, "items": items})
    assert all(entry.entry_id for entry in read(body).entries)
