"""Texts in; their words alone, and how alike two texts are in them, out."""

import re
import unicodedata
from collections.abc import Sequence

ALIKE = 0.6
"""Texts at least so alike, from 0 to 1, are one text in two wordings."""

# An amount keeps its sign: 5, -5, $5, €5 and 5% are no two of them the same.
_WORD = re.compile(r"\w+|[$£€¥₹₽₴%‰]|(?<!\w)-(?=\d)")
_THOUSANDS = re.compile(r"[,'’\u00a0\u2009\u202f](?<=\d.)(?=\d{3}(?!\d))")
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]")

# Endings come and go when a text is worded anew, so words are compared by so many of their first letters.
_STEM = 6
_MOST_WORDS = 100
_MUCH, _LITTLE = 5, 2
_MOST_PAIRS = 10_000
_SAME_AGAIN = 0.8

Stems = frozenset[str]


def folded(text: str) -> str:
    """A text's words alone, so that no mark, no letter's case and no white space makes a difference."""
    plain = _UNSEEN.sub("", _THOUSANDS.sub("", unicodedata.normalize("NFC", text))).replace("−", "-")
    return " ".join(_WORD.findall(plain.casefold()))


def likeness(one: str, other: str) -> float:
    """How much of two folded texts is common to them, from 0 to 1, whatever the order; short words weigh little."""
    return _shared(_stems(one), _stems(other))


def reworded(gone: Sequence[str], come: Sequence[str]) -> list[tuple[int, int]]:
    """Which folded text became which: pairs of indices, the likest first, each text in one of them at most."""
    old, new = [_stems(text) for text in gone], [_stems(text) for text in come]
    alike = [
        (-value, i + j, sorted((gone[i], come[j])), i, j)
        for i, j in _near(len(gone), len(come))
        if (value := _shared(old[i], new[j])) >= ALIKE
    ]
    pairs: list[tuple[int, int]] = []
    left_old, left_new = set(range(len(gone))), set(range(len(come)))
    for *_, i, j in sorted(alike):
        if i in left_old and j in left_new:
            left_old.remove(i)
            left_new.remove(j)
            pairs.append((i, j))
    return pairs


def echoes(these: Sequence[str], those: Sequence[str]) -> set[int]:
    """Which of these folded texts, by their indices, say again in other words what one of those says, or a part."""
    new, old = [_stems(text) for text in these], [_stems(text) for text in those]
    return {
        i
        for i, j in _near(len(these), len(those))
        if _shared(new[i], old[j]) >= ALIKE or _weight(new[i] & old[j]) >= _SAME_AGAIN * max(_weight(new[i]), 1)
    }


def _near(these: int, those: int) -> list[tuple[int, int]]:
    """The pairs to be compared: all, or where that were too many, those at about the same place in their rows."""
    reach = _MOST_PAIRS // max(these, those, 1)
    middles = ((i, i * those // these) for i in range(these))
    return [(i, j) for i, at in middles for j in range(max(at - reach, 0), min(at + reach + 1, those))]


def _stems(words: str) -> Stems:
    return frozenset(word[:_STEM] for word in words.split(" ", _MOST_WORDS)[:_MOST_WORDS])


def _shared(one: Stems, other: Stems) -> float:
    """Twice what they share by what both hold (Dice's coefficient)."""
    common = one & other
    return 2 * _weight(common) / (_weight(one) + _weight(other)) if common else 0.0


def _weight(stems: Stems) -> int:
    """What stems weigh: much for a word of substance or a number, little for what every sentence has."""
    return sum(_MUCH if len(stem) > 3 or stem.isdigit() else _LITTLE for stem in stems)
