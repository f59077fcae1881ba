"""Candidates for a quotation's speaker in; the one who said it, or nobody, out."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.news.quotes.attributions import Voice


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may have said a quotation, what speaks for and against it, and how many characters lie between."""

    voice: Voice
    cue: str | None
    signs: tuple[str, ...]
    distance: int = 0


WEIGHTS = {
    "right behind": 6.0,
    "speech of several paragraphs": 6.0,
    "right before": 5.5,
    "goes on": 4.5,
    "before, in its sentence": 4.2,
    "led in": 4.0,
    "same speech": 3.9,
    "behind, in its sentence": 3.6,
    "stands alone": 2.6,
    "goes on after telling": 2.4,
    "stands alone, after telling": 2.4,
    "right behind, after a full stop": 2.2,
    "same paragraph": 2.0,
    "person of the sentence before": 1.0,
    "judging": -0.8,
    "not surely the subject": -0.9,
    "others are named": -1.2,
    "in an aside": -1.6,
    "another speaks between": -3.0,
}
PER_CHARACTER = -0.004
# Whoever scores less is nobody: a wrong speaker costs more trust than a missing one.
LEAST = 1.5


def score(candidate: Candidate) -> float:
    """How much speaks for a candidate."""
    return sum(WEIGHTS[sign] for sign in candidate.signs) + PER_CHARACTER * candidate.distance


def choice(candidates: Sequence[Candidate]) -> Candidate | None:
    """The best candidate, the first of equals; None where nobody is good enough."""
    best = max(candidates, key=score, default=None)
    return best if best is not None and score(best) >= LEAST else None
