"""Pairs of stories, each of one event or of two, in; how many are told apart, beside what else one might pick, out.

`python -m benchmarks.events` with the collections of tests/data/events measures on each, and how fast ten thousand
stories are compared with ten thousand. Whatever needs a threshold takes the one that is best on the first collection.
Ours was fitted to own.json and later.json; held_out.json is for measuring alone.

A collection is JSON: `stories` by name, each with `outlet`, `title`, `published` (ISO 8601, or null) and `html`; and
`pairs` of their names, `a` and `b`, each with whether they are of the `same` event and the `kind` of pair that it is.
"""

import argparse
import json
import math
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import TypedDict, cast

from benchmarks import table
from benchmarks.score import Rates, rates
from benchmarks.table import Figure, Section
from bot.news.cluster import WINDOW, Signature, clusters, pairs, same_event, signature
from bot.news.model import Entry, Masthead
from bot.news.story import read_entry

PRECISION, RECALL, SECONDS = 98, 80, 5
"""What is aimed at: hundredths of the pairs told, and CPU-seconds for ten thousand stories against ten thousand."""

JACCARD = 0.55
STORIES = 10_000
SAMPLE = 400

TITLES, COSINE = "title Jaccard", "tf-idf cosine"

NOTES = (
    "Precision is of the pairs that are called one event, recall of those that are.",
    "In an edition: as the stories of each collection are gathered there, each of one event with the first of it.",
    f"{TITLES}: {JACCARD} or more of the words of both titles are in both.",
    f"{COSINE}: our own, words of title and text, at the threshold that is best on the first collection.",
    f"Both are given the same window as ours: {WINDOW / timedelta(hours=1):.0f} hours.",
    f"Speed: {STORIES:,} made-up stories against as many; the peer on {SAMPLE} against {SAMPLE}.",
)


@dataclass(frozen=True, slots=True)
class Told:
    """A story of a collection: its title, its words and when it was published, and what ours is given of it."""

    title: str
    words: Counter[str]
    at: datetime | None
    signature: Signature


@dataclass(frozen=True, slots=True)
class Pair:
    """Two stories, and whether they are of one event."""

    one: Told
    other: Told
    same: bool


Likeness = Callable[[Told, Told], float]
"""How alike two stories are, from 0 to 1."""


# ---------------------------------------------------------------------------------------------------------- collections


class _Story(TypedDict):
    outlet: str
    title: str
    published: str | None
    html: str


class _Pair(TypedDict):
    a: str
    b: str
    same: bool
    kind: str


class _Collection(TypedDict):
    stories: dict[str, _Story]
    pairs: list[_Pair]


def collection(path: Path) -> tuple[Pair, ...]:
    """The pairs of a collection."""
    read = cast(_Collection, json.loads(path.read_text(encoding="utf-8")))
    stories = {name: _told(name, story) for name, story in read["stories"].items()}
    return tuple(Pair(stories[pair["a"]], stories[pair["b"]], pair["same"]) for pair in read["pairs"])


def _told(name: str, story: _Story) -> Told:
    at = datetime.fromisoformat(story["published"]) if story["published"] else None
    read = read_entry(Entry(name, None, story["title"], story["html"], "html", published=at))
    words = Counter(_words(f"{story['title']} {read.text}"))
    return Told(story["title"], words, at, signature(read, Masthead(story["outlet"])))


def _words(text: str) -> list[str]:
    return re.findall(r"\w\w+", text.casefold())


# ------------------------------------------------------------------------------------------------------------- deciders


def ours(pair: Pair) -> bool:
    """Whether ours calls two stories one event."""
    return same_event(pair.one.signature, pair.other.signature) is not None


def gathered(among: Iterable[Pair]) -> Callable[[Pair], bool]:
    """Call two stories one event that ours puts into one, be it by way of a third story of the collection."""
    stories = {id(story): story for pair in among for story in (pair.one, pair.other)}
    names = {story: f"{number:06}" for number, story in enumerate(stories)}
    events = clusters({names[story]: told.signature for story, told in stories.items()})
    event = {name: number for number, event in enumerate(events) for name in event}
    return lambda pair: event[names[id(pair.one)]] == event[names[id(pair.other)]]


def by(likeness: Likeness, threshold: float) -> Callable[[Pair], bool]:
    """Call two stories one event that are so much alike, and not too far apart."""
    return lambda pair: _are_near(pair) and likeness(pair.one, pair.other) >= threshold


def _are_near(pair: Pair) -> bool:
    one, other = pair.one.at, pair.other.at
    return one is None or other is None or abs(one - other) <= WINDOW


def title_jaccard(one: Told, other: Told) -> float:
    """The words that both titles have, in those that either has."""
    ours, theirs = set(_words(one.title)), set(_words(other.title))
    return len(ours & theirs) / (len(ours | theirs) or 1)


def cosine(among: Iterable[Pair]) -> Likeness:
    """The cosine of two stories' words, each weighed by how often it is in its story and how rarely in a collection."""
    stories = {id(story): story for pair in among for story in (pair.one, pair.other)}.values()
    spread = Counter(word for story in stories for word in story.words)
    # As scikit-learn weighs them when nothing else is said: smoothed, as if one more story held every word.
    rarity = {word: math.log((1 + len(stories)) / (1 + count)) + 1 for word, count in spread.items()}

    def weights(story: Told) -> dict[str, float]:
        return {word: count * rarity.get(word, 0.0) for word, count in story.words.items()}

    def likeness(one: Told, other: Told) -> float:
        ours, theirs = weights(one), weights(other)
        both = math.fsum(weight * theirs.get(word, 0.0) for word, weight in ours.items())
        return both / (math.hypot(*ours.values()) * math.hypot(*theirs.values()) or 1.0)

    return likeness


def best_threshold(likeness: Likeness, among: Iterable[Pair]) -> float:
    """The threshold, in hundredths, with the best F1 on these pairs; the lowest of equals."""
    scored = [(likeness(pair.one, pair.other), pair) for pair in among]
    alike = {id(pair): score for score, pair in scored}
    told = [pair for _, pair in scored]

    def f1(hundredths: int) -> float:
        return measured(told, lambda pair: _are_near(pair) and alike[id(pair)] >= hundredths / 100).f1

    return max(range(1, 101), key=f1) / 100


def measured(among: Iterable[Pair], decide: Callable[[Pair], bool]) -> Rates:
    """How many of these pairs are told right."""
    told = [(decide(pair), pair.same) for pair in among]
    right = sum(called and same for called, same in told)
    return rates(right, sum(called for called, _ in told), sum(same for _, same in told))


def agreement(name: str, among: tuple[Pair, ...], peers: Mapping[str, Callable[[Pair], bool]]) -> Section:
    """How many pairs of a collection ours and the peers tell right."""
    mine, grouped = measured(among, ours), measured(among, gathered(among))
    theirs = {peer: measured(among, decide) for peer, decide in peers.items()}

    def figure(what: str, part: Callable[[Rates], float], bar: float | None = None) -> Figure:
        return Figure(what, "%", 100 * part(mine), tuple((k, 100 * part(v)) for k, v in theirs.items()), bar=bar)

    same = sum(pair.same for pair in among)
    return Section(
        f"{name}: {len(among)} pairs, {same} of one event",
        (
            figure("precision", lambda one: one.precision, PRECISION),
            figure("recall", lambda one: one.recall, RECALL),
            figure("F1", lambda one: one.f1),
            Figure("precision, in an edition", "%", 100 * grouped.precision),
            Figure("recall, in an edition", "%", 100 * grouped.recall),
        ),
    )


# ---------------------------------------------------------------------------------------------------------------- speed

_BEGIN = datetime(2026, 9, 14, tzinfo=UTC)
_DAYS = 7
_WORDS, _NAMES = 30_000, 5_000
_AN_EVENT_HAS = 3


def made_up(count: int, seed: int, events: int = 0) -> dict[str, Signature]:
    """So many stories of a week, about three of each event; words and names are as rare as in news (Zipf's law).

    The events are the same whatever the seed of the stories.
    """
    drawn = Random(0)
    facts = [_fact(drawn) for _ in range(events or max(count // _AN_EVENT_HAS, 1))]
    chance = Random(seed)
    return {f"{seed}/{number}": _story(chance.choice(facts), chance) for number in range(count)}


def hostile(count: int) -> dict[str, Signature]:
    """So many stories that all hold the same words and are all of the same moment."""
    words = tuple(f"x{number}" for number in range(60))
    return {str(number): Signature(words[:12], words, words[:12], at=_BEGIN) for number in range(count)}


@dataclass(frozen=True, slots=True)
class _Fact:
    """An event: the words and names that are told of it, its figures and when it happened."""

    words: tuple[str, ...]
    names: tuple[str, ...]
    numbers: tuple[str, ...]
    quote: str
    at: datetime


def _zipf(kind: str, count: int) -> tuple[list[str], list[float]]:
    return [f"{kind}{rank}" for rank in range(count)], list(accumulate(1 / (rank + 10) for rank in range(count)))


_VOCABULARY, _PEOPLE = _zipf("w", _WORDS), _zipf("n", _NAMES)


def _draw(chance: Random, among: tuple[list[str], list[float]], count: int) -> tuple[str, ...]:
    words, weights = among
    return tuple(chance.choices(words, cum_weights=weights, k=count))


def _fact(chance: Random) -> _Fact:
    return _Fact(
        _draw(chance, _VOCABULARY, 20),
        _draw(chance, _PEOPLE, 6),
        tuple(str(chance.randrange(2, 2_000)) for _ in range(3)),
        " ".join(_draw(chance, _VOCABULARY, 12)),
        _BEGIN + timedelta(minutes=chance.randrange(_DAYS * 24 * 60)),
    )


def _story(fact: _Fact, chance: Random) -> Signature:
    names = (*chance.sample(fact.names, 4), *_draw(chance, _PEOPLE, 2))
    words = (*chance.sample(fact.words, 14), *names, *_draw(chance, _VOCABULARY, 40))
    return Signature(
        headline=words[:7],
        words=tuple(dict.fromkeys(words)),
        names=names,
        numbers=(*fact.numbers[:2], str(chance.randrange(2, 2_000))),
        quotes=(fact.quote,) if chance.random() < 0.5 else (),
        masthead=(f"m{chance.randrange(300)}",),
        at=fact.at + timedelta(minutes=chance.randrange(600)),
    )


def seconds(these: Mapping[str, Signature], those: Mapping[str, Signature]) -> float:
    """The CPU-seconds in which every two of these and those that are of one event are found."""
    begun = time.process_time()
    for _ in pairs(these, those):
        pass
    return time.process_time() - begun


def speed(count: int, among: tuple[Pair, ...]) -> Section:
    """How fast so many made-up stories are compared with as many, and the titles of a collection with each other."""
    usual = seconds(made_up(count, 1), made_up(count, 2))
    worst = seconds(hostile(count), hostile(count))
    titles = [pair.one for pair in among][:SAMPLE]
    begun = time.process_time()
    for one in titles:
        for other in titles:
            title_jaccard(one, other)
    peer = len(titles) ** 2 / (time.process_time() - begun)
    stories = f"{count:,} against {count:,}"
    return Section(
        "Speed",
        (
            Figure(stories, "s", usual, less_is_better=True, bar=SECONDS),
            Figure(f"{stories}, all of the same words", "s", worst, less_is_better=True),
            Figure("pairs told apart a second", "1,000", count**2 / usual / 1000, ((TITLES, peer / 1000),)),
        ),
    )


def main(arguments: list[str] | None = None) -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.events", description="Measure who tells events apart.")
    parser.add_argument("collections", type=Path, nargs="+", help="JSON files of pairs; thresholds fit the first")
    parser.add_argument("--stories", type=int, default=STORIES, help="how many stories are compared with as many")
    parser.add_argument("--json", action="store_true", help="the table as JSON")
    asked = parser.parse_args(arguments)
    read = {path.stem: collection(path) for path in cast(list[Path], asked.collections)}
    shown, *_ = read.values()
    threshold = best_threshold(cosine(shown), shown)
    sections = [
        agreement(name, among, {TITLES: by(title_jaccard, JACCARD), COSINE: by(cosine(among), threshold)})
        for name, among in read.items()
    ]
    notes = (*NOTES, f"The threshold of the {COSINE} is {threshold:.2f}.")
    figures = (*sections, speed(asked.stories, shown))
    print(json.dumps(table.values(figures, notes)) if asked.json else table.text(figures, notes))


if __name__ == "__main__":
    main()
