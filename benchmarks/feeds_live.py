"""Live feeds in; of the entries that any parser finds in them, how many each finds, and how often they agree, out."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from benchmarks.measure import NotInstalled, installed
from bot.news.feed import MOST_ENTRIES, NotAFeed, read_feed
from bot.news.markup import plain
from bot.news.model import Entry

ADDRESS = "https://feeds.example/feed"
"""Where the feeds are taken to come from: nobody wrote down where they did."""

FEEDPARSER, FASTFEEDPARSER = "feedparser", "fastfeedparser"


@dataclass(frozen=True, slots=True)
class Seen:
    """An entry as a parser gives it, in plain words; the date is the one of publication, None where it gives none.

    `names` is by what it is known again: its id and its link, or, where it has neither, its words, for the bot takes
    entries without either that say the same for one.
    """

    names: frozenset[str]
    title: str
    link: str
    date: datetime | None


Parser = Callable[[bytes], tuple[Seen, ...]]


@dataclass(frozen=True, slots=True)
class Counts:
    """Of the entries that anybody finds: how many are found, and of these whose title, link and date a judge shares."""

    entries: int = 0
    found: int = 0
    titles: int = 0
    links: int = 0
    dates: int = 0
    judged: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.entries + other.entries,
            self.found + other.found,
            self.titles + other.titles,
            self.links + other.links,
            self.dates + other.dates,
            self.judged + other.judged,
        )


@dataclass(frozen=True, slots=True)
class Difference:
    """Where nobody shares what we read: the feed, the entry, what is read and what the others read instead."""

    feed: str
    entry: str
    what: str
    ours: str
    others: tuple[str, ...]


def ours(body: bytes) -> tuple[Seen, ...]:
    """What the bot's own parser finds, at most as many entries as it ever reads."""
    try:
        document = read_feed(body, address=ADDRESS)
    except NotAFeed:
        return ()
    return tuple(_own(entry) for entry in document.entries)


def _own(entry: Entry) -> Seen:
    # An entry without a link may have a name of our own making, by which nobody else knows it.
    said = frozenset() if entry.link else _names("", "", entry.title, entry.body)
    names = _names(entry.entry_id, entry.link or "", entry.title, entry.body) | said
    return Seen(names, entry.title, entry.link or "", entry.published)


def by_fastfeedparser(body: bytes) -> tuple[Seen, ...]:
    """What fastfeedparser finds; nothing where it raises."""
    try:
        entries = installed(FASTFEEDPARSER).parse(body)["entries"]
    except NotInstalled:
        raise
    except Exception:  # whatever it raises, it has found nothing
        return ()
    return tuple(_seen(entry, _iso(entry.get("published"))) for entry in entries)


def by_feedparser(body: bytes) -> tuple[Seen, ...]:
    """What feedparser finds, without the sanitising that only a page needs."""
    entries = installed(FEEDPARSER).parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False).entries
    return tuple(
        _seen(entry, _tuple(entry.get("published_parsed") or entry.get("updated_parsed"))) for entry in entries
    )


def _seen(entry: Any, date: datetime | None) -> Seen:
    identity, link = (str(entry.get(name) or "").strip() for name in ("id", "link"))
    title = plain(str(entry.get("title") or ""))
    return Seen(_names(identity, link, title, str(entry.get("description") or "")), title, link, date)


def _names(identity: str, link: str, title: str, words: str) -> frozenset[str]:
    return frozenset({identity, link} - {""}) or frozenset({"".join(plain(f"{title} {words}").split())})


def _iso(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None


def _tuple(parsed: Sequence[int] | None) -> datetime | None:
    try:
        return datetime(*parsed[:6], tzinfo=UTC) if parsed else None  # type: ignore[misc, arg-type]  # six numbers
    except ValueError:
        return None


def union(found: Sequence[tuple[Seen, ...]]) -> tuple[Seen, ...]:
    """The entries that any of the parsers found, each once; of those that are the same, the first parser's word."""
    known: list[Seen] = []
    names: set[str] = set()
    for entry in (entry for entries in found for entry in entries):
        if names.isdisjoint(entry.names):
            known.append(entry)
        names |= entry.names
    return tuple(known)


def judged(
    feed: str, found: tuple[Seen, ...], others: Sequence[tuple[Seen, ...]]
) -> tuple[Counts, tuple[Difference, ...]]:
    """How one parser's entries stand beside the others', and where nobody agrees with it."""
    others = [entries[:MOST_ENTRIES] for entries in others]
    everything = union([found, *others])
    mine = {name: entry for entry in reversed(found) for name in entry.names}
    theirs = [{name: entry for entry in reversed(entries) for name in entry.names} for entries in others]
    counts, differences = Counts(), []
    for entry in everything:
        own = next((mine[name] for name in entry.names if name in mine), None)
        peers = [peer for known in theirs if (peer := next((known[n] for n in entry.names if n in known), None))]
        if own is None:
            counts += Counts(entries=1)
            differences.append(Difference(feed, entry.title, "entry", "", (entry.link,)))
            continue
        same = {
            "title": not peers or any(_same(own.title, peer.title) for peer in peers),
            "link": not peers or any(_same(own.link, peer.link and urljoin(ADDRESS, peer.link)) for peer in peers),
            "date": not peers or any(own.date == peer.date for peer in peers),
        }
        counts += Counts(1, 1, same["title"], same["link"], same["date"], 1)
        differences += [
            Difference(feed, own.title, what, str(getattr(own, what)), tuple(str(getattr(p, what)) for p in peers))
            for what, is_same in same.items()
            if not is_same
        ]
    return counts, tuple(differences)


def _same(one: str, other: str) -> bool:
    return "".join(one.split()) == "".join(other.split())
