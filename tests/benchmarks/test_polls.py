"""What polls cost: the feeds, the site, the pollers and the table."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.polls import Measured, Site, rates, serving, text, written
from bot.news.feed import read_feed


@pytest.fixture(scope="module")
def feeds(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    """A made-up feed of each form."""
    return written(tmp_path_factory.mktemp("feeds"), count=2)


@pytest.fixture(scope="module")
def site(feeds: tuple[Path, ...]) -> Iterator[Site]:
    """The site that serves them, in a process of its own."""
    with serving(feeds[0].parent, feeds) as site:
        yield site


def test_made_up_feeds_are_feeds_of_an_ordinary_size(feeds: tuple[Path, ...]) -> None:
    """Twenty entries, each with its words."""
    for feed in feeds:
        document = read_feed(feed.read_bytes(), address="https://quay.example/feed")
        assert len(document.entries) == 20
        assert all(len(entry.body) > 2_000 and entry.link for entry in document.entries)


def test_made_up_feeds_are_the_same_each_time(feeds: tuple[Path, ...], tmp_path: Path) -> None:
    """So that two measures are of one thing."""
    assert [feed.read_bytes() for feed in written(tmp_path, count=2)] == [feed.read_bytes() for feed in feeds]


@pytest.mark.parametrize("poller", ["ours-304", "ours-read", "limit-read"])
def test_every_poll_is_a_full_handshake(site: Site, poller: str) -> None:
    """The site counts them; a poller that makes fewer is not measured."""
    before = site.handshakes()
    (rate,) = rates(poller, site, 5, sys.executable)
    assert rate > 0
    assert site.handshakes() - before == 5 + 20


def test_a_poller_that_is_not_installed_is_left_out(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    """The table says nothing of it, and whoever measures learns why."""
    assert rates("reader-304", site, 5, sys.executable) == []
    assert "reader-304: reader is not installed" in capsys.readouterr().err


def test_the_table_tells_ours_beside_the_bar_the_limit_and_the_best_peer() -> None:
    """What was not measured is a dash."""
    table = text(
        (
            Measured("not modified", 25_000, 30_000.0, 40_000.0, (("slow", 500.0), ("slower", 400.0))),
            Measured("a body", 12_000, None, None, ()),
        ),
        "2 feeds",
    )
    assert [line.split() for line in table.splitlines()][1:3] == [
        ["not", "modified", "30,000", "25,000", "40,000", "75%", "500", "slow", "60"],
        ["a", "body", "–", "12,000", "–", "–", "–", "–"],
    ]
    assert "not modified: slow 500, slower 400" in table
