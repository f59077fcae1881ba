"""How much memory a bot held at moments of its lives in; the most of it, and how it grew, out."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

LONG_ENOUGH = 150.0
"""Seconds that a bot must have lived for its growth to be judged: at first it grows with all that it does."""

MOST_GROWTH = 0.2
"""By which part the memory in the last quarter of a life may exceed that in the second."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What a bot held, and its children together, in bytes, so many seconds after it was started."""

    age: float
    bot: int
    children: int


@dataclass(frozen=True, slots=True)
class Memory:
    """The most bytes that a bot held, and its children together; `growth` is None where none lived long enough."""

    bot: int
    children: int
    growth: float | None

    @property
    def is_growing(self) -> bool:
        """Whether it grew by more than a bot may that does the same all the time."""
        return self.growth is not None and self.growth > MOST_GROWTH


def memory(lives: Sequence[Sequence[Sample]]) -> Memory:
    """What these lives of a bot say of its memory; the longest tells of its growth."""
    everything = [sample for life in lives for sample in life]
    return Memory(
        bot=max((sample.bot for sample in everything), default=0),
        children=max((sample.children for sample in everything), default=0),
        growth=_growth(max(lives, key=len, default=())),
    )


def _growth(life: Sequence[Sample]) -> float | None:
    if not life or life[-1].age < LONG_ENOUGH:
        return None
    quarter = len(life) // 4
    before = median(sample.bot for sample in life[quarter : 2 * quarter])
    return median(sample.bot for sample in life[-quarter:]) / before - 1
