"""Laws that hold of every feed, and of what is none."""

import json

from hypothesis import given
from hypothesis import strategies as st

from bot.news.feed import NotAFeed
from tests.news.feed.samples import read

SCRAPS = st.sampled_from(
    [b"<rss", b" version='2.0'>", b"<channel>", b"<item>", b"</item>", b"<title>", b"</title>", b"<![CDATA[", b"]]>",
     b"<feed xmlns='http://www.w3.org/2005/Atom'>", b"<entry>", b"</entry>", b"<link href='", b"'/>", b"<id>", b"</id>",
     b"<rdf:RDF>", b"&amp;", b"&#0;", b"&#xD800;", b"<!DOCTYPE", b"<!--", b"-->", b"<?xml version='1.0' encoding='",
     b"utf-16", b"?>", b'{"version": "https://jsonfeed.org/version/1", "items": [', b'{"id": ', b"null", b"]}", b"}",
     b"<pubDate>", b"<media:content url='x'>", b"<content type='xhtml'>", b"http://[", b"\xff\xfe", b"\x00", b"<guid>",
     b" xml:base='http://['", "\U0010ffff0\U0010ffff".encode()]
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
