"""What a run came to in; a table, a line of figures or JSON out."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from soak.count import Wrongs
from soak.memory import Memory

MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Report:
    """One run: its length with the wait for the end, what was done to the bot, and what the channels hold.

    `ends` counts the times that a blog was gone for good, `farewells` those that the bot told of; `whole` the digests
    that were told with their pages, of all `summaries`. `unanswered` counts commands, which a bot that is dead or has
    no gateway cannot answer: that is told, and is no wrong. `deaths` are ends of the bot that nobody ordered, `orphans`
    the children that outlived it, `objections` what the stand-in had to say of its requests and `impatience` what the
    blogs had; `waiting` counts deliveries that never left the outbox, `unread` are the blogs not read to their end.
    """

    seed: int
    store: str
    seconds: float
    posts: int
    edits: int
    kills: int
    children_kills: int
    ends: int
    farewells: int
    faults: int
    deliveries: int
    summaries: int
    whole: int
    waiting: int
    unread: tuple[str, ...]
    wrongs: Wrongs
    deaths: tuple[str, ...]
    orphans: tuple[str, ...]
    unanswered: int
    objections: tuple[str, ...]
    impatience: tuple[str, ...]
    memory: Memory

    @property
    def is_clean(self) -> bool:
        """Whether nothing at all was wrong."""
        # An end that the bot did not live to see is told to nobody.
        if self.farewells > self.ends:
            return False
        misdeeds = self.deaths + self.orphans + self.objections + self.impatience
        return not (self.waiting or self.unread or self.wrongs or misdeeds or self.memory.is_growing)


def as_table(report: Report) -> str:
    """The figures, one a line, and below them the first of the things that are wrong."""
    figures = {
        "seed": str(report.seed),
        "store": report.store,
        "minutes": f"{report.seconds / 60:.1f}",
        "posts, edits": f"{report.posts}, {report.edits}",
        "kills": str(report.kills),
        "kills of children": str(report.children_kills),
        "feeds' ends, farewells": f"{report.ends}, {report.farewells}",
        "faults": str(report.faults),
        "deliveries": str(report.deliveries),
        "commands unanswered": str(report.unanswered),
        "summaries, whole": f"{report.summaries}, {report.whole}",
        "memory, of children": f"{report.memory.bot // 10**6}, {report.memory.children // 10**6} MB",
        "memory's growth": "" if report.memory.growth is None else f"{report.memory.growth:+.0%}",
        **{name: str(len(found)) for name, found in _wrong(report)},
        "waiting for ever": str(report.waiting),
    }
    lines = [f"{name:<24}{value:>12}" for name, value in figures.items()]
    for name, found in _wrong(report):
        lines += [f"{name}: {what}" for what in found[:MOST_SHOWN]]
        if len(found) > MOST_SHOWN:
            lines.append(f"{name}: and {len(found) - MOST_SHOWN} more")
    return "\n".join(lines)


def as_json(report: Report) -> str:
    """Everything, for machines."""
    return json.dumps({**asdict(report), "is_clean": report.is_clean}, ensure_ascii=False, indent=2)


def _wrong(report: Report) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "lost", report.wrongs.lost
    yield "doubled", report.wrongs.doubled
    yield "out of order", report.wrongs.disordered
    yield "answers astray", report.wrongs.astray
    yield "never asked for", report.wrongs.unasked
    yield "blogs not read", report.unread
    yield "deaths unordered", report.deaths
    yield "children left behind", report.orphans
    yield "objections of Discord", report.objections
    yield "objections of blogs", report.impatience
