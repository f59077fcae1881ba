"""Folders of feeds in; one table of how well and how fast they are read, beside two other parsers, out.

`python -m benchmarks.feeds --feeds FOLDER --suite FOLDER [--miniflux PATH] [--peers] [--json]`

The feeds are any files, one feed each; the suite is feedparser's `tests`; Miniflux's path is its source, or its file of
tests of dates. feedparser and fastfeedparser judge the live feeds in any case; with `--peers` they are measured, too,
which takes minutes. Times are of the processor, on one core.
"""

import argparse
import io
import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from benchmarks import feeds_damage, feeds_dates, feeds_hostile, feeds_live, feeds_suite, table
from benchmarks.feeds_live import FASTFEEDPARSER, FEEDPARSER, Counts, Difference, Parser
from benchmarks.measure import NotInstalled, installed
from benchmarks.table import OURS, Figure, Section
from bot.news.feed import read_feed

ROUNDS = 3
MOST_DIFFERENCES = 20

PARSERS: Mapping[str, Parser] = {
    OURS: feeds_live.ours,
    FEEDPARSER: feeds_live.by_feedparser,
    FASTFEEDPARSER: feeds_live.by_fastfeedparser,
}
ADAPTERS: Mapping[str, feeds_suite.Adapter] = {
    OURS: feeds_suite.by_ours,
    FEEDPARSER: feeds_suite.by_feedparser,
    FASTFEEDPARSER: feeds_suite.by_fastfeedparser,
}
READERS: Mapping[str, Callable[[bytes], object]] = {
    OURS: lambda body: read_feed(body, address=feeds_live.ADDRESS),
    FEEDPARSER: lambda body: installed(FEEDPARSER).parse(io.BytesIO(body)),
    FASTFEEDPARSER: lambda body: installed(FASTFEEDPARSER).parse(body),
}
"""The parsers as they are called, for what they take alone."""
_HOSTILE_NAMES = {OURS: "ours", FEEDPARSER: FEEDPARSER, FASTFEEDPARSER: FASTFEEDPARSER}


def main() -> None:
    """Measure, and print the table."""
    given = _arguments()
    peers = (FEEDPARSER, FASTFEEDPARSER) if given.peers else ()
    names = (OURS, *peers)
    sections: list[Section] = []
    notes: list[str] = []
    try:
        if given.feeds:
            feeds = {path.name: path.read_bytes() for path in sorted(given.feeds.iterdir()) if path.is_file()}
            # Speed first: what the others keep in memory would slow the collector of garbage down.
            for part in (speed, damage, live):
                section, said = part(feeds, names)
                sections.append(section)
                notes += said
        section, said = hostile(feeds_hostile.feeds(), names)
        sections.append(section)
        notes += said
        for name, dates in _dates(given):
            sections.append(read_dates(name, dates, names))
        if given.suite:
            section, said = suite(feeds_suite.cases(given.suite), names)
            sections.append(section)
            notes += said
    except NotInstalled as missing:
        raise SystemExit(f"{missing}: it is one of the judges.") from None
    if given.json:
        print(json.dumps(table.values(tuple(sections), tuple(notes)), ensure_ascii=False, indent=2))
    else:
        print(table.text(tuple(sections), tuple(notes)))


def live(feeds: Mapping[str, bytes], names: Sequence[str]) -> tuple[Section, list[str]]:
    """How many of the entries that any parser finds each finds, and how often another agrees with what it reads."""
    found = {name: {feed: parse(body) for feed, body in feeds.items()} for name, parse in PARSERS.items()}
    counts: dict[str, Counts] = {}
    differences: list[Difference] = []
    for name in names:
        others = [other for other in found if other != name]
        judged = [
            feeds_live.judged(feed, found[name][feed], [found[other][feed] for other in others]) for feed in feeds
        ]
        counts[name] = sum((count for count, _ in judged), Counts())
        differences += [difference for _, told in judged for difference in told if name == OURS]

    def figure(title: str, share: Callable[[Counts], tuple[int, int]], bar: float) -> Figure:
        return _figure(title, "%", {name: _percent(*share(count)) for name, count in counts.items()}, bar)

    return (
        Section(
            f"Live feeds: {len(feeds)}, {sum(map(len, feeds.values())) / 1e6:.0f} MB, {counts[OURS].entries} entries",
            (
                figure("entries found", lambda count: (count.found, count.entries), 99.9),
                figure("titles as another reads them", lambda count: (count.titles, count.judged), 99.8),
                figure("links", lambda count: (count.links, count.judged), 99.8),
                figure("dates", lambda count: (count.dates, count.judged), 99.8),
            ),
        ),
        [
            f"{one.feed}, {one.what} of “{one.entry[:60]}”: {one.ours or 'nothing'}, others: {', '.join(one.others)}"
            for one in differences[:MOST_DIFFERENCES]
        ],
    )


def damage(feeds: Mapping[str, bytes], names: Sequence[str]) -> tuple[Section, list[str]]:
    """How many entries are left of whole feeds after each damage; of cut ones, of those entries that are left whole."""
    whole = feeds_damage.whole(feeds, PARSERS[OURS])
    figures = []
    for kind, break_it in feeds_damage.DAMAGES.items():
        left = {name: [feeds_damage.kept(body, break_it, PARSERS[name]) for body in whole.values()] for name in names}
        kept = {name: _percent(sum(k for k, _ in pairs), sum(n for _, n in pairs)) for name, pairs in left.items()}
        figures.append(_figure(kind, "%", kept, 99))
    worst = {name: min(dict(_all(figure))[name] for figure in figures) for name in names} if whole else {}
    return Section(
        f"Entries kept of {len(whole)} feeds, damaged in {len(figures)} ways",
        (*figures, _figure("the worst way", "%", worst, 99)),
    ), []


def speed(feeds: Mapping[str, bytes], names: Sequence[str]) -> tuple[Section, list[str]]:
    """Bodies in memory to entries, on one core: megabytes and feeds a second, each feed in the best of its rounds."""
    seconds = {name: sum(_quickest(READERS[name], body) for body in feeds.values()) for name in names}
    size = sum(map(len, feeds.values())) / 1e6
    return Section(
        "Speed, processor time",
        (
            _figure("read", "MB/s", {name: size / max(took, 1e-9) for name, took in seconds.items()}, 100),
            _figure("read", "feeds/s", {name: len(feeds) / max(took, 1e-9) for name, took in seconds.items()}, 500),
        ),
    ), []


def hostile(feeds: Mapping[str, bytes], names: Sequence[str]) -> tuple[Section, list[str]]:
    """What the dearest of some hostile feeds costs."""
    costs = {
        name: {kind: feeds_hostile.cost(feed, _HOSTILE_NAMES[name]) for kind, feed in feeds.items()} for name in names
    }
    slowest = max(costs[OURS], key=lambda kind: costs[OURS][kind].seconds)
    largest = max(costs[OURS], key=lambda kind: costs[OURS][kind].memory)
    seconds = {name: max(cost.seconds for cost in found.values()) for name, found in costs.items()}
    memory = {name: max(cost.memory for cost in found.values()) / 2**20 for name, found in costs.items()}
    return Section(
        f"Hostile feeds: {len(feeds)}, of up to {max(map(len, feeds.values())) / 1e6:.0f} MB",
        (
            _figure("processor time at worst", "ms", {name: 1000 * most for name, most in seconds.items()}, 250, True),
            _figure("memory at worst", "MB", memory, 32, True),
        ),
    ), [f"Hostile: the slowest is “{slowest}”, the largest “{largest}”; {feeds_hostile.PATIENCE:.0f} s is no answer."]


def read_dates(name: str, dates: feeds_dates.Dates, names: Sequence[str]) -> Section:
    """How many dates of another parser's tests are read."""
    found = {parser: float(feeds_dates.read(dates, PARSERS[parser])) for parser in names}
    return Section(f"Dates of {name}'s tests", (_figure(f"read, of {len(dates)}", "", found, len(dates)),))


def suite(cases: Sequence[feeds_suite.Case], names: Sequence[str]) -> tuple[Section, list[str]]:
    """The share of a suite's expectations that are met, of those that count and of the others."""
    tallies = {name: feeds_suite.tallies(cases, ADAPTERS[name]) for name in names}
    figures = [
        _figure(
            f"{one.subject}{'' if one.subject in feeds_suite.COUNTED else ' (not counted)'}, of {one.expected}",
            "%",
            {name: _percent(tallies[name][place].met, one.expected) for name in names},
            None,
        )
        for place, one in enumerate(tallies[OURS])
    ]
    counted = {
        name: _percent(
            sum(one.met for one in found if one.subject in feeds_suite.COUNTED),
            sum(one.expected for one in found if one.subject in feeds_suite.COUNTED),
        )
        for name, found in tallies.items()
    }
    return Section(
        f"feedparser's suite: {len(cases)} expectations",
        (_figure("met, of those that count", "%", counted, 95), *figures),
    ), ["The suite: " + " ".join((feeds_suite.__doc__ or "").split("\n\n")[1].split())]


def _dates(given: argparse.Namespace) -> Iterable[tuple[str, feeds_dates.Dates]]:
    if given.suite and (own := given.suite / "test_date_parsers.py").is_file():
        yield FEEDPARSER, feeds_dates.feedparsers(own.read_text("utf-8"))
    if given.miniflux:
        yield "Miniflux", feeds_dates.minifluxs(feeds_dates.minifluxs_test(given.miniflux).read_text("utf-8"))


def _quickest(parse: Callable[[bytes], object], body: bytes) -> float:
    """CPU-seconds for a feed in the best of a few rounds."""
    rounds = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        with suppress(Exception):  # a parser that gives up has taken what it has taken
            parse(body)
        rounds.append(time.process_time() - begun)
        if rounds[-1] > 1:
            break
    return min(rounds)


def _figure(name: str, unit: str, values: Mapping[str, float], bar: float | None, less: bool = False) -> Figure:
    theirs = tuple((peer, value) for peer, value in values.items() if peer != OURS)
    return Figure(name, unit, values.get(OURS), theirs, less, bar)


def _all(figure: Figure) -> tuple[tuple[str, float], ...]:
    return ((OURS, figure.ours or 0.0), *figure.peers)


def _percent(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 100.0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.feeds", description="How well feeds are read, how fast."
    )
    parser.add_argument("--feeds", type=Path, metavar="FOLDER", help="live feeds, one a file")
    parser.add_argument("--suite", type=Path, metavar="FOLDER", help="feedparser's tests")
    parser.add_argument("--miniflux", type=Path, metavar="PATH", help="Miniflux's source, or its tests of dates")
    parser.add_argument("--peers", action="store_true", help="measure feedparser and fastfeedparser, too")
    parser.add_argument("--json", action="store_true", help="print the table as JSON")
    return parser.parse_args()


if __name__ == "__main__":
    main()
