"""Candidates for a quotation's speaker in; the one who said it, or nobody, out."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from bot.news.quotes.voices import Voice

# By how a quotation stands, what each sign weighs there.
Weights = dict[str, dict[str, float]]
# Whoever is ahead of the next by less is nobody: a wrong speaker costs more trust than a missing one.
MARGIN = 0.1
# What is only set between marks must be ahead by more than this, or it is said by nobody: a lost quote costs more.
MARGIN_OF_NOTHING = 3.0
# Nor is somebody taken for the speaker lightly of whom nothing says that they speak.
ONLY_NAMED = "only named"
MARGIN_OF_NAMED = 1.4


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may have said a quotation, or nobody; the cue, if one says it; what speaks for and against it.

    `said` is False for the candidate that nothing is said, only set between marks.
    """

    voice: Voice | None
    cue: str | None
    signs: tuple[str, ...]
    said: bool = True


@cache
def weights() -> Weights:
    """What was learnt: by how a quotation stands, and by sign, the weight."""
    return read(Path(__file__).with_name("weights.tsv").read_text("utf-8"))


def read(table: str) -> Weights:
    """The weights in a table: a head with the ways to stand, then for each sign its weight anywhere and what each adds.

    An empty cell is zero.
    """
    head, *rows = (line.split("\t") for line in table.splitlines())
    shapes = head[2:]
    found: Weights = {shape: {} for shape in shapes}
    for sign, *cells in rows:
        general, *added = (float(cell) if cell else 0.0 for cell in cells)
        for shape, more in zip(shapes, added, strict=True):
            if weight := general + more:
                found[shape][sign] = weight
    return found


def choice(candidates: Sequence[Candidate], shape: str, weights: Weights) -> Candidate:
    """The best candidate, the first of equals; of them the first is nobody, the second that nothing is said.

    Nobody is chosen too where two rivals are too close, and where it is not sure enough that nothing is said. A
    sentence of its own between marks is always said.
    """
    scores = tuple(map(partial(_score, weights=weights[shape]), candidates))
    nobody, nothing, *_ = candidates
    best = scores.index(max(scores))
    chosen = candidates[best]
    if chosen is nothing:
        sure = shape.startswith("within") and scores[1] >= max((scores[0], *scores[2:])) + MARGIN_OF_NOTHING
    elif f"{ONLY_NAMED}, person" in chosen.signs and scores[best] < max(scores[:2]) + MARGIN_OF_NAMED:
        sure = False
    else:
        rivals = (score for one, score in zip(candidates, scores, strict=True) if _who(one) is not _who(chosen))
        sure = scores[best] >= max(rivals) + MARGIN
    return chosen if sure else nobody


def _score(candidate: Candidate, weights: dict[str, float]) -> float:
    weigh = weights.get
    return sum([weigh(sign, 0.0) for sign in candidate.signs])


def _who(candidate: Candidate) -> object:
    """Whoever a candidate is, so that two mentions of one person are no rivals."""
    return candidate.voice.who or candidate.voice if candidate.voice else candidate
