"""What an entry and a feed say of themselves, wherever they say it."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.news.model import Enclosure, Source
from tests.news.feed.samples import atom, item, only, read, rss


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


# ---------------------------------------------------------------------------------------------------- what they lead to


@pytest.mark.parametrize("relation", ["via", "related"])
def test_a_link_to_what_the_entry_is_about_serves_where_there_is_no_other(relation: str) -> None:
    """Link blogs point elsewhere, and nowhere else."""
    entry = only(atom(f"<entry><id>1</id><title>x</title><link rel='{relation}' href='https://b.example/1'/></entry>"))
    assert entry.link == "https://b.example/1"


def test_the_page_stands_above_every_other_link() -> None:
    """Comments, files and sources are links as well."""
    links = "".join(
        f"<link rel='{relation}' href='https://b.example/{relation}'/>"
        for relation in ("enclosure", "via", "self", "replies", "alternate")
    )
    assert only(atom(f"<entry><id>1</id><title>x</title>{links}</entry>")).link == "https://b.example/alternate"


def test_each_element_may_name_a_base_of_its_own() -> None:
    """XML Base counts from the nearest, and reaches into the content."""
    entry = only(
        atom(
            """<entry xml:base='two/'><id>1</id><title>x</title><link href='a.html'/><content type='html'
            xml:base='three/'>&lt;a href="b.html"&gt;b&lt;/a&gt; &lt;a href="https://c.example/"&gt;c&lt;/a&gt;
            &lt;img src='/d.png'&gt; &lt;a href="#e"&gt;e&lt;/a&gt;</content></entry>""",
            root="xml:base='https://b.example/one/'",
        )
    )
    assert entry.link == "https://b.example/one/two/a.html"
    assert entry.body.split("\n")[0] == (
        '<a href="https://b.example/one/two/three/b.html">b</a> <a href="https://c.example/">c</a>'
    )
    assert "<img src='https://b.example/d.png'> <a href=\"#e\">e</a>" in entry.body


def test_files_are_kept_with_their_kind_and_size_each_address_once() -> None:
    """Enclosures of RSS and Atom, and media; a size that is no number is none."""
    entry = only(
        rss(
            item(
                """<enclosure url='https://p.example/a.mp3' type='audio/mpeg' length='1200'/>
                <enclosure url='/b.mp3' length='many'/><media:content url='https://p.example/a.mp3' fileSize='1'/>
                <atom:link rel='enclosure' href='https://p.example/c.pdf' type='application/pdf'/>
                <enclosure url='ftp://p.example/d.mp3'/><enclosure/>"""
            )
        )
    )
    assert entry.enclosures == (
        Enclosure("https://p.example/a.mp3", "audio/mpeg", 1200),
        Enclosure("https://harbourlight.example/b.mp3"),
        Enclosure("https://p.example/c.pdf", "application/pdf"),
    )


# ------------------------------------------------------------------------------------------------------- who and whence


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("<author>ines@harbourlight.example (Ines Okafor)</author>", "Ines Okafor"),
        ("<author>Ines Okafor &lt;ines@harbourlight.example&gt;</author>", "Ines Okafor"),
        ("<author>ines@harbourlight.example</author>", "ines@harbourlight.example"),
        ("<dc:creator>Ines Okafor</dc:creator>", "Ines Okafor"),
        ("<itunes:author>Ines Okafor</itunes:author>", "Ines Okafor"),
        ("<author></author><dc:creator>Ines Okafor</dc:creator>", "Ines Okafor"),
        ("<atom:author><atom:name>Ines Okafor</atom:name></atom:author>", "Ines Okafor"),
        ("", None),
    ],
)
def test_an_author_is_named_in_many_ways(written: str, name: str | None) -> None:
    """A name is wanted rather than an address."""
    assert only(rss(item(written))).author == name


def test_all_authors_are_named() -> None:
    """Atom lets an entry have several."""
    people = "<author><name>Ines</name></author><author><name>Tom</name></author>"
    assert only(atom(f"<entry><id>1</id><title>x</title>{people}</entry>")).author == "Ines, Tom"


def test_the_feeds_author_wrote_what_names_no_other() -> None:
    """RFC 4287, 4.2.1."""
    head = "<title>t</title><author><name>Ines</name></author>"
    own = "<entry><id>2</id><title>y</title><author><name>Tom</name></author></entry>"
    document = read(atom(f"<entry><id>1</id><title>x</title></entry>{own}", head))
    assert [entry.author for entry in document.entries] == ["Ines", "Tom"]


def test_categories_are_the_feeds_words_each_once() -> None:
    """The label is for people, the term for programs."""
    entry = only(
        atom(
            """<entry><id>1</id><title>x</title><category term='port' label='The Port'/><category term='city'/>
            <category term='city'/><category term=''/></entry>"""
        )
    )
    assert entry.categories == ("The Port", "city")
    assert only(rss(item("<category>Port &amp;amp; city</category><dc:subject>Sea</dc:subject>"))).categories == (
        "Port & city",
        "Sea",
    )


def test_an_entry_of_a_planet_names_the_feed_from_which_it_comes() -> None:
    """Feeds of feeds say whence each entry is, in RSS and in Atom."""
    planet = """<entry><id>1</id><title>x</title><author><name>Tom</name></author><source><id>q</id>
        <title>Quay News</title><link href='https://quaynews.example/'/></source></entry>"""
    assert only(atom(planet)).source == Source("Quay News", "https://quaynews.example/")
    written = item("<source url='https://quaynews.example/feed'>Quay News</source>")
    assert only(rss(written)).source == Source("Quay News", "https://quaynews.example/feed")
    assert only(rss(item("<source/>"))).source is None


# ------------------------------------------------------------------------------------------------------------- the head


def test_a_feed_names_itself_its_address_and_its_hub() -> None:
    """What WebSub needs, and what tells two addresses of one feed apart from two feeds."""
    document = read(
        atom(
            "",
            """<id>tag:blogger.com,1999:blog-7</id><title>t</title><link rel='alternate' href='/'/>
            <link rel='self' href='https://harbourlight.example/feeds/posts/default?alt=atom'/>
            <link rel='hub' href='https://hub.example/'/><icon>/icon.png</icon>""",
        )
    )
    assert document.identity == "tag:blogger.com,1999:blog-7"
    assert document.topic == "https://harbourlight.example/feeds/posts/default?alt=atom"
    assert document.hub == "https://hub.example/"
    assert (document.masthead.site, document.masthead.icon) == (
        "https://harbourlight.example/",
        "https://harbourlight.example/icon.png",
    )


def test_an_rss_feed_names_itself_by_links_of_atom() -> None:
    """The page of a feed is not the address that it calls its own."""
    document = read(
        rss(
            "",
            """<title>t</title><atom:link rel='self' href='/feed'/><atom:link rel='hub' href='https://hub.example/'/>
            <link>https://harbourlight.example/</link><image><url>/i.png</url></image>""",
        )
    )
    assert document.topic == "https://harbourlight.example/feed"
    assert document.hub == "https://hub.example/"
    assert document.identity is None
    assert (document.masthead.site, document.masthead.icon) == (
        "https://harbourlight.example/",
        "https://harbourlight.example/i.png",
    )


@pytest.mark.parametrize(
    ("written", "pace"),
    [
        ("<ttl>60</ttl>", timedelta(hours=1)),
        ("<ttl>999999999</ttl>", timedelta(days=1)),
        ("<ttl>99999</ttl>", timedelta(days=1)),
        ("<ttl>0</ttl>", None),
        ("<ttl>-5</ttl>", None),
        ("<ttl>soon</ttl>", None),
        ("<sy:updatePeriod>hourly</sy:updatePeriod>", timedelta(hours=1)),
        ("<sy:updatePeriod> daily </sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", timedelta(hours=6)),
        ("<sy:updatePeriod>yearly</sy:updatePeriod>", timedelta(days=1)),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", timedelta(hours=1)),
        ("<ttl>30</ttl><sy:updatePeriod>hourly</sy:updatePeriod>", timedelta(hours=1)),
        ("<sy:updatePeriod>now and then</sy:updatePeriod>", None),
        ("", None),
    ],
)
def test_a_feed_may_ask_to_be_read_less_often_but_not_less_than_daily(written: str, pace: timedelta | None) -> None:
    """The longer of the two counts; what cannot be meant does not, and a year is a slip."""
    document = read(rss(item(), channel=f"<title>t</title>{written}"))
    assert document.pace == (pace if written != "<ttl>999999999</ttl>" else None)


def test_the_date_of_the_head_is_no_entrys_date() -> None:
    """A head's `updated` of 2026 was seen above a newest post of 2013."""
    head = "<title>t</title><updated>2026-01-01T00:00:00Z</updated>"
    assert only(atom("<entry><id>1</id><title>x</title></entry>", head)).published is None


def test_an_entry_that_says_only_when_it_changed_was_published_then() -> None:
    """Atom asks for no more than `updated`."""
    entry = only(atom("<entry><id>1</id><title>x</title><updated>2026-01-01T00:00:00Z</updated></entry>"))
    assert entry.published == entry.updated == datetime(2026, 1, 1, tzinfo=UTC)


def test_of_two_dates_the_one_that_can_be_read_counts() -> None:
    """A broken date does not hide a good one."""
    entry = only(rss(item("<pubDate>soon</pubDate><dc:date>2026-01-01T00:00:00Z</dc:date>")))
    assert entry.published == datetime(2026, 1, 1, tzinfo=UTC)
