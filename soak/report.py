"""What a run came to in; a table, a line of figures or JSON out."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from soak.count import Wrongs

MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Report:
    """One run: its length with the wait for the end, what was done to the bot, and what the channels hold.

    `deaths` are ends of the bot that nobody ordered, `objections` what the stand-in had to say of its requests;
    `waiting` counts deliveries that never left the outbox.
    """

    seed: int
    store: str
    seconds: float
    posts: int
    edits: int
    kills: int
    faults: int
    deliveries: int
    waiting: int
    wrongs: Wrongs
    deaths: tuple[str, ...]
    objections: tuple[str, ...]

    @property
    def is_clean(self) -> bool:
        """Whether nothing at all was wrong."""
        return not (self.waiting or self.wrongs or self.deaths or self.objections)


def as_table(report: Report) -> str:
    """The figures, one a line, and below them the first of the things that are wrong."""
    figures = {
        "seed": str(report.seed),
        "store": report.store,
        "minutes": f"{report.seconds / 60:.1f}",
        "posts, edits": f"{report.posts}, {report.edits}",
        "kills": str(report.kills),
        "faults": str(report.faults),
        "deliveries": str(report.deliveries),
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
    yield "deaths unordered", report.deaths
    yield "objections of Discord", report.objections
