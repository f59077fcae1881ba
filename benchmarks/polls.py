"""Feeds in, made up or yours; how many polls a minute one core can do, beside the limit and what others do, out.

`python -m benchmarks.polls [--feeds FOLDER] [--peers PYTHON] [--polls N] [--rounds N] [--json]`
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from xml.sax.saxutils import escape

import trustme

ROOT = Path(__file__).parent.parent

_HEAD = ("polls a minute, one core", "ours", "bar", "limit", "of the limit", "best peer", "times as many")

_WORDS = (
    "harbour light quay ferry crane tide council rota strike night bridge market school tram budget vote minister "
    "union letter winter roof river museum ticket queue bread the of and to in that for with on at from by"
).split()


@dataclass(frozen=True, slots=True)
class Line:
    """One thing measured, and the pollers that show it: ours, the limit, others by what they are called."""

    title: str
    ours: str
    bar: int
    limit: str
    peers: tuple[tuple[str, str], ...]
    polls_of_peers: int


@dataclass(frozen=True, slots=True)
class Measured:
    """Polls a minute on one core: the middle one of the rounds, None where it could not be measured."""

    title: str
    bar: int
    ours: float | None
    limit: float | None
    peers: tuple[tuple[str, float], ...]


_READERS = (("aiohttp + feedparser", "aiohttp-feedparser-read"), ("reader (stores too)", "reader-read"))
LINES = (
    Line("not modified (304)", "ours-304", 25_000, "limit-304", (("reader (stores too)", "reader-304"),), 150),
    Line("a body (200), read in the process", "ours-read", 12_000, "limit-read", _READERS, 60),
    Line("a body (200), read in the room", "ours-room", 12_000, "limit-read", _READERS, 60),
)


def main(arguments: list[str] | None = None) -> None:
    """Measure, and print the table."""
    given = _arguments(arguments)
    with tempfile.TemporaryDirectory() as folder:
        feeds = tuple(sorted(given.feeds.iterdir())) if given.feeds else written(Path(folder))
        with serving(Path(folder), feeds) as site:
            measured = tuple(_measure(line, site, given.polls, given.rounds, given.peers) for line in LINES)
        about = _about(feeds)
    if given.json:
        print(json.dumps([asdict(one) for one in measured], indent=2))
    else:
        print(text(measured, about))


def written(folder: Path, count: int = 20) -> tuple[Path, ...]:
    """Write made-up feeds of an ordinary size, RSS and Atom in turn; the same ones each time."""
    paths = []
    for number in range(count):
        paths.append(folder / f"feed-{number}.xml")
        paths[-1].write_text((_rss if number % 2 else _atom)(Random(number)), "utf-8")
    return tuple(paths)


def text(measured: tuple[Measured, ...], about: str) -> str:
    """Write the figures one below the other."""
    rows = (_HEAD, *map(_row, measured))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]) for row in rows]
    others = [
        f"{one.title}: " + ", ".join(f"{name} {rate:,.0f}" for name, rate in one.peers) for one in measured if one.peers
    ]
    return "\n".join([*lines, "", *others, about])


class Site:
    """A running site: `handshakes` asks it how many there have been."""

    def __init__(self, process: "subprocess.Popen[str]", trusted: Path) -> None:
        self._process = process
        self.trusted = trusted
        self.port = int(self._line())

    def handshakes(self) -> int:
        assert self._process.stdin
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return int(self._line())

    def _line(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline()


@contextmanager
def serving(folder: Path, feeds: tuple[Path, ...]) -> Iterator[Site]:
    """Let the site run in a process of its own, whose time is nobody's."""
    authority = trustme.CA()
    certificate, trusted = folder / "site.pem", folder / "authority.pem"
    authority.issue_cert("*.feeds.example").private_key_and_cert_chain_pem.write_to_path(certificate)
    authority.cert_pem.write_to_path(trusted)
    command = [sys.executable, "-m", "benchmarks.pollsite", str(certificate), *map(str, feeds)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        yield Site(process, trusted)
        assert process.stdin
        process.stdin.close()


def _measure(line: Line, site: Site, polls: int, rounds: int, peers: Path | None) -> Measured:
    """Measure ours and the limit in turn, so that what else this machine does weighs on both, and then the peers."""
    ours, limit = list[float](), list[float]()
    for _ in range(rounds):
        ours += rates(line.ours, site, polls, sys.executable)
        limit += rates(line.limit, site, polls, sys.executable)
    theirs = [(name, rates(poller, site, line.polls_of_peers, peers)) for name, poller in line.peers if peers]
    return Measured(
        line.title,
        line.bar,
        statistics.median(ours) if ours else None,
        statistics.median(limit) if limit else None,
        tuple((name, found[0]) for name, found in theirs if found),
    )


def rates(poller: str, site: Site, polls: int, python: str | Path) -> list[float]:
    """Have a poller poll in a process of its own; none where something that it needs is missing."""
    before = site.handshakes()
    ran = subprocess.run(
        [python, "-m", "benchmarks.pollers", poller, str(site.port), str(polls)],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "SSL_CERT_FILE": str(site.trusted)},
    )
    said = json.loads(ran.stdout)
    if "missing" in said:
        print(f"{poller}: {said['missing']} is not installed", file=sys.stderr)
        return []
    if (made := site.handshakes() - before) != said["handshakes"]:
        raise SystemExit(f"{poller}: there were {made} handshakes for {said['handshakes']} polls; this is no measure")
    return [60 * polls / said["seconds"]]


def _row(one: Measured) -> tuple[str, ...]:
    peer = max(one.peers, key=lambda named: named[1], default=None)
    return (
        one.title,
        _number(one.ours),
        f"{one.bar:,}",
        _number(one.limit),
        f"{one.ours / one.limit:.0%}" if one.ours and one.limit else "–",
        f"{_number(peer[1])} {peer[0]}" if peer else "–",
        f"{one.ours / peer[1]:.0f}" if one.ours and peer else "–",
    )


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f}"


def _about(feeds: tuple[Path, ...]) -> str:
    sizes = [feed.stat().st_size / 1000 for feed in feeds]
    return (
        f"{len(feeds)} feeds of {statistics.mean(sizes):.0f} kB, sent with gzip; a full TLS handshake for each poll. "
        "CPU time of the poller alone. The limit is aiohttp, and fastfeedparser for what is read."
    )


def _rss(random: Random) -> str:
    items = "".join(
        f"<item><title>{_sentence(random)}</title><link>https://quay.example/{n}</link><guid>quay-{n}</guid>"
        f"<pubDate>Fri, 18 Sep 2026 {n:02}:00:00 GMT</pubDate>"
        f"<description>{escape(_post(random))}</description></item>"
        for n in range(20)
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>Quay News</title>{items}</channel></rss>"


def _atom(random: Random) -> str:
    entries = "".join(
        f"<entry><title>{_sentence(random)}</title><link href='https://harbourlight.example/{n}'/><id>light-{n}</id>"
        f"<updated>2026-09-18T{n:02}:00:00Z</updated>"
        f"<content type='html'>{escape(_post(random))}</content></entry>"
        for n in range(20)
    )
    return (
        f"<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'><title>Harbour Light</title>{entries}</feed>"
    )


def _post(random: Random) -> str:
    return "".join(f"<p>{' '.join(_sentence(random) for _ in range(5))}</p>" for _ in range(8))


def _sentence(random: Random) -> str:
    return " ".join(random.choices(_WORDS, k=14)).capitalize() + "."


def _arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.polls", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--feeds", type=Path, help="a folder of feeds to serve instead of made-up ones")
    parser.add_argument("--peers", type=Path, help="the Python that has the peers")
    parser.add_argument("--polls", type=int, default=2_000, help="how many polls a round")
    parser.add_argument("--rounds", type=int, default=3, help="how many rounds; the middle one counts")
    parser.add_argument("--json", action="store_true", help="as JSON")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
