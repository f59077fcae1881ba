"""A damaged feed loses as little as can be."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.news.feed import MOST_ENTRIES, NotAFeed
from tests.news.feed.samples import item, items, only, read, rss


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
    """One with twice as many is read to the cap."""
    document = read(rss("".join(f"<item><guid>{n}</guid><title>t</title></item>" for n in range(MOST_ENTRIES * 2))))
    assert len(document.entries) == MOST_ENTRIES
    assert document.entries[0].entry_id == "0"
    assert document.problems == (f"It holds {2 * MOST_ENTRIES} entries; only the first {MOST_ENTRIES} are read.",)


def test_an_empty_feed_is_a_feed() -> None:
    """A new blog has nothing to say yet."""
    assert read(rss("")).entries == ()


def titles(body: str | bytes) -> list[str]:
    """The titles of a feed's entries."""
    return [entry.title for entry in read(body).entries]


@pytest.mark.parametrize(
    ("broken", "mended"),
    [
        ("n3 \x08", "n3"),
        ("n3 & so", "n3 & so"),
        ("n3 &nbsp;so", "n3 so"),
        ("n3 &eacute;", "n3 é"),
        ("n3 &nosuch; so", "n3 &nosuch; so"),
        ("n3 &#8;", "n3 \ufffd"),
        ("n3 &#xD800;", "n3 \ufffd"),
        ("n3 &#99999999;", "n3 \ufffd"),
        ("n3 &#X41;", "n3 A"),
        ("n3 \uffff", "n3 \ufffd"),
        ("n3 <b>so", "n3 so"),
    ],
)
def test_what_is_broken_in_one_title_harms_nothing_else(broken: str, mended: str) -> None:
    """Control characters, ampersands, names and numbers of no character, tags that are never closed."""
    whole = rss(items(6, "<link>https://b.example/</link>"))
    expected = [f"n{number}" for number in range(6)]
    expected[3] = mended
    assert titles(whole.replace("<title>n3<", f"<title>{broken}<")) == expected


@pytest.mark.parametrize("tag", ["title", "link", "guid", "item", "description"])
def test_a_tag_that_is_not_closed_loses_no_entry(tag: str) -> None:
    """The parsers that were measured lose two fifths of a feed to it."""
    whole = rss(items(6, f"<link>https://b.example/</link>{BODY}"))
    place = whole.index(f"</{tag}>", whole.index("n3"))
    document = read(whole[:place] + whole[place + len(tag) + 3 :])
    assert [entry.entry_id for entry in document.entries] == [str(number) for number in range(6)]
    assert [entry.title for entry in document.entries] == [f"n{number}" for number in range(6)]
    assert document.problems == ("It is not well-formed; it was read as far as possible.",)


def test_an_undeclared_prefix_of_a_known_vocabulary_means_what_it_usually_means() -> None:
    """`dc:creator` is an author, declared or not."""
    body = "<rss version='2.0'><channel><item><title>a</title><dc:creator>Ines</dc:creator></item></channel></rss>"
    assert only(body).author == "Ines"
    assert read(body).problems == ()


def test_values_without_marks_around_them_are_read() -> None:
    """One real feed writes `<rss version=2.0>`, and permalinks so as well."""
    body = """<rss version=2.0><channel><item><guid isPermaLink=true>https://b.example/1</guid><title>a</title>
        <pubDate>Fri, 18 Sep 2026 22:00:00 GMT</pubDate></item></channel></rss>"""
    assert (only(body).title, only(body).link) == ("a", "https://b.example/1")
    assert only(body).published is not None


def test_words_behind_the_end_do_no_harm() -> None:
    """Servers append what they like."""
    document = read(rss(item()) + "<!-- 0.2 s --><script>var a = 1 && 2;</script>")
    assert [entry.title for entry in document.entries] == ["Strike"]
    assert document.problems == ()


def test_tags_that_a_post_quotes_are_no_entries() -> None:
    """A post about feeds holds `<item>` in its text, whole, broken or commented out."""
    quoting = "<description><![CDATA[<item><title>quoted</title></item> and <item> and <!-- <rss> ]]></description>"
    commented = "<!-- <item><title>old</title></item> <![CDATA[ -->"
    for damage in ("", "<broken"):
        assert titles(rss(commented + items(3, quoting) + commented + damage)) == ["n0", "n1", "n2"]


def test_an_entry_that_breaks_off_within_a_quoted_tag_is_left_out() -> None:
    """What the text quotes is no place to cut at."""
    whole = rss(items(3, "<description><![CDATA[<p><item>quoted and quoted again</p>]]></description>"))
    assert titles(whole[: whole.rindex("again")]) == ["n0", "n1"]


def test_a_last_entry_that_is_not_closed_in_a_whole_feed_is_kept() -> None:
    """Only what breaks off is left out; here the feed goes on to its end."""
    whole = rss(items(3))
    place = whole.rindex("</item>")
    assert titles(whole[:place] + whole[place + len("</item>") :]) == ["n0", "n1", "n2"]


@pytest.mark.parametrize(
    "inside", ["<x/>" * 50_000, "<x " + " ".join(f"a{n}=''" for n in range(50_000)) + "/>"], ids=["tags", "attributes"]
)
def test_a_feed_that_is_larger_than_feeds_are_is_read_in_part(inside: str) -> None:
    """As many of its first entries as make a tree of ordinary size, and it says so."""
    document = read(rss("".join(f"<item><guid>{n}</guid><title>n{n}</title>{inside}</item>" for n in range(5))))
    assert [entry.title for entry in document.entries] == ["n0", "n1"]
    assert document.problems == ("It is larger than feeds are; only its first 2 entries are read.",)


@given(st.data())
def test_bytes_that_are_changed_in_one_entry_never_cost_another(data: st.DataObject) -> None:
    """Whatever is written over a part of one entry, the others stay what they were."""
    entries = [f"<item><guid>{n}</guid><title>n{n}</title>{BODY}</item>" for n in range(5)]
    before, struck, behind = (
        rss("|".join(entries[:2]) + "|").split("</channel>")[0],
        entries[2],
        rss("".join(entries[3:])),
    )
    behind = behind[behind.index("<item>") :]
    start = data.draw(st.integers(6, len(struck) - 8), "start")
    end = data.draw(st.integers(start, len(struck) - 7), "end")
    put = data.draw(
        st.sampled_from(["", "&", "&nbsp;", "\x08", "\ufffd", "x", "</title>", "<b>", "<title>", "=", '"']), "put"
    )
    read_anew = {entry.entry_id: entry for entry in read(before + struck[:start] + put + struck[end:] + behind).entries}
    expected = {entry.entry_id: entry for entry in read(before + struck + behind).entries}
    for number in ("0", "1", "3", "4"):
        assert read_anew[number] == expected[number]
