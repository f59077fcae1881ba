"""How feeds are measured: live ones, damaged ones, hostile ones, their speed and the table."""

from datetime import UTC, datetime

import pytest

from benchmarks import feeds, feeds_damage, feeds_dates, feeds_hostile, feeds_live
from benchmarks.feeds_live import Counts, Seen
from benchmarks.table import OURS, text

NOON = datetime(2026, 9, 18, 12, tzinfo=UTC)


def seen(name: str, title: str = "Strike", link: str = "https://b.example/1", date: datetime | None = NOON) -> Seen:
    """An entry that is known by one name."""
    return Seen(frozenset({name}), title, link, date)


def feed(count: int) -> bytes:
    """An RSS feed of so many entries."""
    items = "".join(
        f"<item><guid isPermaLink='false'>{n}</guid><title>Herring {n}</title><link>https://b.example/{n}</link>"
        f"<pubDate>Fri, 18 Sep 2026 12:00:0{n} GMT</pubDate></item>"
        for n in range(count)
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>Quay</title>{items}</channel></rss>".encode()


@pytest.mark.parametrize("parse", feeds.PARSERS.values(), ids=feeds.PARSERS)
def test_each_parser_tells_what_it_sees_in_the_same_words(parse: feeds_live.Parser) -> None:
    """Else nobody could be compared."""
    first = parse(feed(2))[0]
    assert "0" in first.names or "https://b.example/0" in first.names
    assert (first.title, first.link) == ("Herring 0", "https://b.example/0")
    assert first.date == datetime(2026, 9, 18, 12, tzinfo=UTC)


def test_an_entry_that_anybody_finds_should_be_found() -> None:
    """The union counts, each entry once by any of its names."""
    mine, theirs, yours = seen("1"), seen("2"), Seen(frozenset({"1", "3"}), "Strike", "", None)
    assert feeds_live.union([(mine,), (theirs, yours)]) == (mine, theirs)
    counts, differences = feeds_live.judged("quay", (mine,), [(mine, theirs)])
    assert counts == Counts(entries=2, found=1, titles=1, links=1, dates=1, judged=1)
    assert [(one.what, one.entry) for one in differences] == [("entry", "Strike")]


def test_one_judge_who_agrees_is_enough() -> None:
    """White space apart; where all read something else it is told what."""
    own = seen("1", "Port and  city", "https://feeds.example/1", None)
    counts, differences = feeds_live.judged("quay", (own,), [(seen("1", "Port and city", "/1"),), (seen("1", "x"),)])
    assert (counts.titles, counts.links, counts.dates) == (1, 1, 0)
    assert [(one.what, one.ours, len(one.others)) for one in differences] == [("date", "None", 2)]


def test_of_a_damaged_feed_only_what_is_whole_can_be_kept() -> None:
    """A cut takes entries away; another damage takes none."""
    body = feed(8)
    cut = feeds_damage.DAMAGES["cut at 50 %"]
    kept, possible = feeds_damage.kept(body, cut, feeds_live.ours)
    assert kept == possible == cut(body).count(b"</item>")
    assert feeds_damage.kept(body, feeds_damage.DAMAGES["control character"], feeds_live.ours) == (8, 8)
    assert feeds_damage.kept(body, feeds_damage.DAMAGES["unclosed tag"], lambda damaged: ())[0] == 0


@pytest.mark.parametrize("kind", feeds_damage.DAMAGES)
def test_every_damage_changes_a_feed(kind: str) -> None:
    """A damage that does nothing would measure nothing."""
    assert feeds_damage.DAMAGES[kind](feed(6)) != feed(6)


def test_feeds_to_be_damaged_are_whole_and_have_entries_to_lose() -> None:
    """Too few entries, another encoding, JSON: none of these."""
    given = {"few": feed(2), "many": feed(6), "latin": feed(6).replace(b"Quay", b"Qu\xe9"), "json": b"{}"}
    assert set(feeds_damage.whole(given, feeds_live.ours)) == {"many"}


def test_the_twelve_hostile_feeds_are_of_the_size_that_is_asked_for() -> None:
    """And none is the same as another."""
    found = feeds_hostile.feeds(20_000)
    assert len(found) == len(set(found.values())) == 12
    assert max(map(len, found.values())) < 24_000


def test_what_a_feed_costs_is_measured_in_a_process_of_its_own() -> None:
    """Seconds of the processor, and memory beyond the feed."""
    cost = feeds_hostile.cost(feed(3), "ours")
    assert 0 < cost.seconds < 5
    assert 0 <= cost.memory < 50 * 2**20
    assert feeds_hostile.cost(feed(3), "nobody").seconds == feeds_hostile.PATIENCE


def test_dates_of_feedparsers_tests_are_found_without_running_them() -> None:
    """What is to be refused is left out."""
    source = """
@parametrize("a,b,c", (
    (_rfc822, "Fri, 18 Sep 2026 12:00:00 GMT", (2026, 9, 18, 12, 0, 0, 4, 261, 0)), (_rfc822, "never", None),
))
def test(a, b, c): raise SystemExit
"""
    assert feeds_dates.feedparsers(source) == (("Fri, 18 Sep 2026 12:00:00 GMT", NOON),)


def test_dates_of_minifluxs_tests_are_found() -> None:
    """Those with a moment, those in lists, and none that should fail."""
    source = """package date
func TestParseInvalidDate(t *testing.T) {
	Parse("invalid")
}
func TestParseAtomDate(t *testing.T) {
	date, err := Parse("2026-09-18T12:00:00Z")
	expectedTS := int64(1789732800)
}
func TestParseWeird(t *testing.T) {
	dates := []string{
		"Nov. 2026",
	}
}
"""
    dates = feeds_dates.minifluxs(source)
    assert dates == (("2026-09-18T12:00:00Z", NOON), ("Nov. 2026", None))
    assert feeds_dates.read((*dates, ("never", None), ("Nov. 2026", NOON)), feeds_live.ours) == 2


def test_the_table_shows_every_figure_beside_its_bar() -> None:
    """Entries, dates, damage and speed of a small collection."""
    given = {"quay": feed(6)}
    sections = [part(given, (OURS,))[0] for part in (feeds.live, feeds.damage, feeds.speed)]
    sections.append(feeds.read_dates("Quay", (("Nov. 2026", None),), (OURS,)))
    sections.append(feeds.hostile({"quay": feed(3)}, (OURS,))[0])
    printed = text(tuple(sections), ())
    for line in ("entries found, %", "titles as another reads them, %", "the worst way, %", "feeds/s", "read, of 1"):
        assert line in printed
    assert "≥ 99.9" in printed
    assert "≤ 250" in printed
