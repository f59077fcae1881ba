"""What is measured of pairs of stories is measured as it is."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from benchmarks.events import (
    JACCARD,
    Pair,
    Told,
    agreement,
    best_threshold,
    by,
    collection,
    cosine,
    gathered,
    hostile,
    made_up,
    main,
    measured,
    ours,
    speed,
    title_jaccard,
)
from bot.news.cluster import WINDOW, Signature

NOON = datetime(2026, 9, 14, 12, tzinfo=UTC)


def told(title: str, at: datetime | None = NOON) -> Told:
    """A story that is its title."""
    return Told(title, Counter(title.split()), at, Signature(at=at))


def pair(one: str, other: str, same: bool, apart: timedelta = timedelta()) -> Pair:
    """Two stories that are their titles."""
    return Pair(told(one), told(other, NOON + apart), same)


PAIRS = (
    pair("ferry crews vote to strike", "ferry crews vote for strike", True),
    pair("ferry crews vote to strike", "boats will stand still", True),
    pair("rain on monday", "rain on tuesday", False),
)


def written(folder: Path) -> Path:
    """A collection of two stories and one pair."""
    story = {
        "outlet": "Quay News",
        "title": "Ferry crews vote",
        "published": NOON.isoformat(),
        "html": "<p>They do.</p>",
    }
    stories = {"a": story, "b": {**story, "published": None}}
    path = folder / "small.json"
    path.write_text(json.dumps({"stories": stories, "pairs": [{"a": "a", "b": "b", "same": True, "kind": "copy"}]}))
    return path


def test_a_collection_is_read_as_it_is_written(tmp_path: Path) -> None:
    """Stories by name, pairs by their names, dates or none."""
    (read,) = collection(written(tmp_path))
    assert read.same
    assert (read.one.title, read.one.at, read.other.at) == ("Ferry crews vote", NOON, None)
    assert read.one.words["vote"] == 1
    assert read.one.signature.masthead == ("quay", "news")


def test_precision_and_recall_are_of_those_called_and_of_those_that_are() -> None:
    """Two of three that are called one event are; both that are, are called."""
    everything = measured(PAIRS, lambda pair: True)
    assert (everything.precision, everything.recall) == (2 / 3, 1.0)
    nothing = measured(PAIRS, lambda pair: False)
    assert (nothing.precision, nothing.recall) == (0.0, 0.0)


def test_what_is_like_the_second_of_an_event_alone_is_another() -> None:
    """Each story is of the same event as the first of it, or else its own."""

    def telling(*words: str) -> Told:
        names = tuple(f"{word}ville" for word in words)
        return Told("", Counter(), NOON, Signature(words=names, names=names, numbers=words, at=NOON))

    first, both, last, alone = (
        telling(*words)
        for words in (
            ("1001", "1002", "1003"),
            ("1001", "1002", "1003", "1004", "1005", "1006"),
            ("1004", "1005", "1006"),
            ("1007",),
        )
    )
    among = (Pair(first, both, True), Pair(both, last, True), Pair(first, last, True), Pair(first, alone, False))
    assert [ours(pair) for pair in among] == [True, True, False, False]
    assert [gathered(among)(pair) for pair in among] == [True, False, False, False]


def test_titles_are_alike_by_the_words_they_share() -> None:
    """Four words of six are in both of the first; the rest is far below the bar."""
    alike = [title_jaccard(pair.one, pair.other) for pair in PAIRS]
    assert alike == [4 / 6, 0.0, 2 / 4]
    assert [by(title_jaccard, JACCARD)(pair) for pair in PAIRS] == [True, False, False]


def test_a_peer_is_given_the_same_window() -> None:
    """What is too far apart for ours is too far apart for whom it is compared with."""
    far = pair("ferry crews vote", "ferry crews vote", False, WINDOW + timedelta(hours=1))
    assert not by(title_jaccard, JACCARD)(far)


def test_the_cosine_is_one_of_the_same_words_and_none_of_others() -> None:
    """In between, a word that is rare in the collection tells more than one that is in every story."""
    among = (pair("rain ferry", "rain crews", False), pair("rain ferry", "sun ferry", True))
    likeness = cosine(among)
    assert likeness(told("rain ferry"), told("rain ferry")) == pytest.approx(1)
    assert likeness(told("rain ferry"), told("sun crews")) == 0
    assert likeness(told("ferry crews"), told("sun crews")) > likeness(told("rain crews"), told("rain sun"))


def test_the_threshold_is_the_best_on_the_pairs_that_are_shown() -> None:
    """It stands where those of one event begin."""
    likeness = {"near": 0.8, "nearer": 0.9, "far": 0.3}
    shown = tuple(pair(name, name, name != "far") for name in likeness)
    threshold = best_threshold(lambda one, other: likeness[one.title], shown)
    assert 0.3 < threshold <= 0.8
    assert measured(shown, by(lambda one, other: likeness[one.title], threshold)).f1 == 1


def test_ours_and_the_peers_stand_beside_each_other() -> None:
    """The table says how many pairs there are, and what is aimed at."""
    section = agreement("small", PAIRS, {"always": lambda pair: True})
    assert section.title == "small: 3 pairs, 2 of one event"
    assert [(figure.name, figure.ours, figure.bar) for figure in section.figures] == [
        ("precision", 0.0, 98),
        ("recall", 0.0, 80),
        ("F1", 0.0, None),
        ("precision, in an edition", 0.0, None),
        ("recall, in an edition", 0.0, None),
    ]
    assert section.figures[1].peers == (("always", 100.0),)


def test_made_up_stories_are_the_same_for_the_same_seed() -> None:
    """A figure can be measured again; another seed tells the same events in other words."""
    assert made_up(20, 1) == made_up(20, 1)
    assert set(made_up(20, 1).values()).isdisjoint(made_up(20, 2).values())


def test_the_hostile_stories_share_all_their_words() -> None:
    """Nothing tells them apart but their names."""
    assert len(hostile(30)) == 30
    assert len(set(hostile(30).values())) == 1


def test_speed_is_measured_in_seconds_of_the_processor() -> None:
    """A handful of stories takes some of them."""
    usual, worst, rate = speed(50, PAIRS).figures
    assert usual.ours is not None
    assert worst.ours is not None
    assert 0 < usual.ours < 1
    assert 0 < worst.ours < 1
    assert rate.peers


def test_the_table_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """For people, and as JSON."""
    path = str(written(tmp_path))
    main([path, "--stories", "20"])
    assert "small: 1 pairs, 1 of one event" in capsys.readouterr().out
    main([path, "--stories", "20", "--json"])
    assert [section["title"] for section in json.loads(capsys.readouterr().out)["sections"]][1] == "Speed"
