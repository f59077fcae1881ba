"""A feed's bytes become stories: what is new or changed is read, and nothing else."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.news.feed import NotAFeed
from bot.news.model import MOST_DATES, Block, Enclosure, Entry, Reading, Source, Story
from bot.news.stories import LONGEST_BODY, MOST_CHARACTERS, MOST_PIECES, mark, read_stories
from bot.news.story import read_entry
from tests import build

ADDRESS = "https://quaynews.example/rss"
QUOTED = "&lt;p&gt;“It is too thick to see the bow of my own boat,” Ebba Rasmussen, a pilot, said.&lt;/p&gt;"
ENTRY = Entry(
    entry_id="1",
    link="https://quaynews.example/fog",
    title="Fog holds the boats",
    body="<p>It is thick.</p>",
    form="html",
    author="Lena Fors",
    published=build.NOW,
    updated=build.NOW,
    image="https://quaynews.example/fog.jpg",
    summary="Thick.",
    summary_only=False,
    categories=("harbour",),
    enclosures=(Enclosure("https://quaynews.example/fog.mp3", "audio/mpeg", 7),),
    source=Source("The Meridian", "https://meridian.example"),
)
CHANGED: dict[str, object] = {
    "link": None,
    "title": "Fog lets the boats go",
    "body": "<p>It is thin.</p>",
    "form": "text",
    "author": None,
    "published": build.NOW - build.HOUR,
    "image": None,
    "summary": "",
    "summary_only": True,
    "categories": ("harbour", "fog"),
    "enclosures": (Enclosure("https://quaynews.example/fog.mp3", "audio/mpeg", 8),),
    "source": None,
}


def feed(*entries: str) -> bytes:
    """An RSS feed of these items, each given as what stands in it."""
    items = "".join(f"<item>{entry}</item>" for entry in entries)
    return f'<rss version="2.0"><channel><title>Quay News</title>{items}</channel></rss>'.encode()


def item(number: int, title: str = "Fog", published: datetime = build.NOW, rest: str = "") -> str:
    """What stands in an item: an id, a title, a date and a quote."""
    date = published.strftime("%a, %d %b %Y %H:%M:%S +0000")
    return (
        f"<guid>{number}</guid><title>{title}</title><pubDate>{date}</pubDate><description>{QUOTED}</description>{rest}"
    )


def read(body: bytes, known: Reading | None = None) -> Reading:
    """The feed as read, after it was read before as `known`."""
    return read_stories(body, ADDRESS, None, {one.entry_id: one.mark for one in known.listed} if known else {})


def read_again(body: bytes, known: Reading) -> list[str]:
    """The ids of the entries that are read where `known` was read before."""
    return [one.entry_id for one in read(body, known).listed if one.story]


def test_a_feed_is_read_into_stories_in_its_order() -> None:
    """Each with its mark; the document comes without its entries."""
    reading = read(feed(item(2), item(1)))
    assert [one.entry_id for one in reading.listed] == ["2", "1"]
    assert all(one.story and one.story.quotes[0].name == "Ebba Rasmussen" for one in reading.listed)
    assert reading.document.masthead.title == "Quay News"
    assert (reading.document.entries, reading.unread) == ((), ())


def test_what_was_read_before_is_not_read_again() -> None:
    """It is listed all the same, in its place and under its mark."""
    first = read(feed(item(2), item(1)))
    second = read(feed(item(2), item(1)), first)
    assert [(one.entry_id, one.mark) for one in second.listed] == [(one.entry_id, one.mark) for one in first.listed]
    assert [one.story for one in second.listed] == [None, None]


def test_only_what_is_new_or_changed_is_read() -> None:
    """An edit of one entry costs the reading of one."""
    first = read(feed(item(2), item(1)))
    assert read_again(feed(item(3), item(2, title="Fog lifts"), item(1)), first) == ["3", "2"]


def test_a_date_of_update_that_moves_reads_nothing_anew() -> None:
    """Blogger moves it with every comment."""
    body = (
        b'<feed xmlns="http://www.w3.org/2005/Atom"><title>Quay News</title><entry><id>1</id><title>Fog</title>'
        b"<published>2026-09-18T08:00:00Z</published><updated>%s</updated><content>Thick.</content></entry></feed>"
    )
    first = read(body % b"2026-09-18T08:00:00Z")
    assert first.listed[0].story
    assert read_again(body % b"2026-09-19T08:00:00Z", first) == []


def test_a_mark_changes_with_everything_that_is_said_of_an_entry() -> None:
    """Every field but its name in the feed and the date of its update is here, so that none is forgotten."""
    assert set(CHANGED) == {field.name for field in fields(Entry)} - {"entry_id", "updated"}
    changed = {name: replace(ENTRY, **{name: value}) for name, value in CHANGED.items()}  # type: ignore[arg-type]  # each fits
    assert {name for name, entry in changed.items() if mark(entry) == mark(ENTRY)} == set()
    assert mark(replace(ENTRY, updated=None)) == mark(ENTRY)


def test_an_entry_that_trips_the_reader_does_not_silence_the_feed() -> None:
    """It is told with what was raised, and not listed, so that it has another try."""
    reading = read_stories(feed(item(1), item(2), item(3)), ADDRESS, None, {}, trips_over_two)
    assert [one.entry_id for one in reading.listed] == ["1", "3"]
    assert reading.unread == (("2", "ZeroDivisionError: no reason"),)


def trips_over_two(entry: Entry) -> Story:
    """A reader that one entry is too much for."""
    if entry.entry_id == "2":
        raise ZeroDivisionError("no reason")
    return read_entry(entry)


def test_of_a_summary_the_entry_comes_too() -> None:
    """Whoever looks for the rest on the page needs what the feed said."""
    short = (
        "<guid>9</guid><title>Fog</title><link>https://quaynews.example/9</link><description>Boats […]</description>"
    )
    whole, summary = read(feed(item(1), short)).listed
    assert whole.entry is None
    assert summary.entry
    assert summary.entry.link == "https://quaynews.example/9"


def test_the_newest_dates_come_first_and_not_all_of_them() -> None:
    """They tell how often a feed publishes, and the order in the feed tells nothing."""
    dates = [build.NOW.replace(microsecond=0) - timedelta(hours=hours) for hours in range(MOST_DATES + 4)]
    reading = read(feed(*(item(number, published=date) for number, date in enumerate(reversed(dates)))))
    assert reading.published == tuple(dates[:MOST_DATES])
    assert reading.published[0].tzinfo is UTC


def test_what_a_full_reading_has_no_place_for_waits_for_the_next() -> None:
    """By then what was read is known, and nothing is lost."""
    body = feed(item(1), item(2), item(3))
    first = read_stories(body, ADDRESS, None, {}, a_third_and_more)
    assert [one.entry_id for one in first.listed] == ["1", "2"]
    assert [entry_id for entry_id, _ in first.unread] == ["3"]
    marks = {one.entry_id: one.mark for one in first.listed}
    second = read_stories(body, ADDRESS, None, marks, a_third_and_more)
    assert [one.entry_id for one in second.listed if one.story] == ["3"]
    assert second.unread == ()


def a_third_and_more(entry: Entry) -> Story:
    """A story of which two find place in a reading."""
    return replace(build.story(entry_id=entry.entry_id), blocks=(Block("paragraph", 0, 1),) * (MOST_PIECES // 3 + 1))


def test_of_an_entry_longer_than_any_reading_the_beginning_is_read() -> None:
    """Up to a paragraph's end; it is told, and the entry does not wait, so that the feed's validators advance."""
    paragraphs = "<p>It is thick.</p>" * (MOST_CHARACTERS // 18)
    long = f"<guid>2</guid><title>Fog</title><description><![CDATA[{paragraphs}]]></description>"
    body = feed(item(1), long, item(3))
    reading = read_stories(body, ADDRESS, None, {}, as_printed)
    assert [one.entry_id for one in reading.listed if one.story] == ["1", "2", "3"]
    assert reading.unread == ()
    story = reading.listed[1].story
    assert story
    assert LONGEST_BODY // 2 < len(story.text) <= LONGEST_BODY
    assert story.text.endswith("<p>It is thick.")
    assert [problem for problem in reading.document.problems if "in part" in problem] == [
        "entry 2 was read in part: it is longer than any post"
    ]
    assert [one.story for one in read(body, reading).listed] == [None, None, None]


def test_of_a_long_body_that_says_little_all_is_read() -> None:
    """As of one that holds a picture."""
    picture = "A" * (MOST_CHARACTERS + 1)
    shown = f"&lt;img src='data:image/png;base64,{picture}'&gt;&lt;p&gt;It is thick.&lt;/p&gt;"
    reading = read(feed(f"<guid>1</guid><title>Fog</title><description>{shown}</description>"))
    assert reading.listed[0].story
    assert reading.listed[0].story.text == "It is thick."
    assert reading.document.problems == ()


def as_printed(entry: Entry) -> Story:
    """A story whose text is the entry's body, mark-up and all."""
    return replace(build.story(entry_id=entry.entry_id, quotes=[]), text=entry.body)


def test_what_no_cut_makes_short_enough_is_left_out() -> None:
    """It is told among the document's problems, keeps nobody out, and does not wait for a reading that never comes."""
    reading = read_stories(feed(item(1), item(2), item(3)), ADDRESS, None, {}, first_without_end)
    assert [one.entry_id for one in reading.listed] == ["2", "3"]
    assert reading.unread == ()
    assert reading.document.problems == ("entry 1 was not read: it is longer than any post",)


def first_without_end(entry: Entry) -> Story:
    """A story that for the first entry has no end."""
    text = "x" * (MOST_CHARACTERS + 1) if entry.entry_id == "1" else "x"
    return replace(build.story(entry_id=entry.entry_id, quotes=[]), text=text)


def test_what_is_no_feed_is_said_to_be_none() -> None:
    """The words are those of whoever looked."""
    with pytest.raises(NotAFeed, match="web page"):
        read(b"<!doctype html><title>Quay News</title>")


@given(st.binary(max_size=400) | st.text(max_size=200).map(lambda text: feed(item(1, title=text))))
def test_no_bytes_break_it(body: bytes) -> None:
    """They are a feed or they are none, and what is unread has a reason."""
    try:
        reading = read(body)
    except NotAFeed:
        return
    assert all(why for _, why in reading.unread)
    assert read_again(body, reading) == []
