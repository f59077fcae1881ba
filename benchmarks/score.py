"""Quotations as they are and as a system found them in; how many are right, and what is wrong with the rest, out.

*Exact* means that the same characters were found. *Joint* means that the characters shared are at least eight tenths
of those covered by either, and that the speaker is right: somebody who may be called by the same surname, the same
pronoun, or nobody where nobody is named.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

LEAST_SHARED = 0.8

ErrorKind = Literal[
    "wrong mention",
    "invented speaker",
    "missing speaker",
    "span too long",
    "span too short",
    "missed",
    "spurious",
]


@dataclass(frozen=True, slots=True)
class Said:
    """A quotation, `text[start:end]` of its article, with its speaker in the words of the text; None is nobody.

    `name` is whom a system takes the speaker for, where it says more than the words do.
    """

    start: int
    end: int
    speaker: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """A text and the quotations that stand in it, in order."""

    name: str
    text: str
    quotations: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Error:
    """What is wrong with one quotation."""

    kind: ErrorKind
    gold: Said | None
    found: Said | None


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts over quotations: `named` are those found at their place with a speaker, `named_right` the right ones."""

    gold: int = 0
    found: int = 0
    exact: int = 0
    joint: int = 0
    named: int = 0
    named_right: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        """The counts of both."""
        return Tally(
            self.gold + other.gold,
            self.found + other.found,
            self.exact + other.exact,
            self.joint + other.joint,
            self.named + other.named,
            self.named_right + other.named_right,
        )


@dataclass(frozen=True, slots=True)
class Rates:
    """Precision, recall and their harmonic mean, each from 0 to 1."""

    precision: float
    recall: float
    f1: float


def rates(right: int, found: int, gold: int) -> Rates:
    """The rates of so many right among the found and the gold; of nothing, nothing is right."""
    precision, recall = share(right, found), share(right, gold)
    return Rates(precision, recall, 2 * precision * recall / (precision + recall) if right else 0.0)


def share(part: int, whole: int) -> float:
    """The part in the whole, from 0 to 1; 0 where there is no whole."""
    return part / whole if whole else 0.0


def tally(gold: Iterable[Said], found: Iterable[Said]) -> Tally:
    """The counts for one article."""
    wanted, got = tuple(gold), tuple(found)
    places = {(quotation.start, quotation.end) for quotation in wanted}
    both = [(a, b) for a, b in _met(wanted, got) if a is not None and b is not None]
    right = [(a, b) for a, b in both if is_right(a, b)]
    return Tally(
        gold=len(wanted),
        found=len(got),
        exact=len(places & {(quotation.start, quotation.end) for quotation in got}),
        joint=len(right),
        named=sum(_is_named(b) for _, b in both),
        named_right=sum(_is_named(b) for _, b in right),
    )


def errors(gold: Iterable[Said], found: Iterable[Said]) -> tuple[Error, ...]:
    """Everything that is wrong with what was found in one article, in the order of the text."""
    wanted, got = tuple(gold), tuple(found)
    kinds = ((_kind(a, b, wanted, got), a, b) for a, b in _met(wanted, got))
    return tuple(sorted((Error(kind, a, b) for kind, a, b in kinds if kind is not None), key=_start))


def overlap(a: Said, b: Said) -> float:
    """The characters shared, in those that either covers."""
    shared = min(a.end, b.end) - max(a.start, b.start)
    return shared / (a.end - a.start + b.end - b.start - shared) if shared > 0 else 0.0


def is_right(gold: Said, found: Said) -> bool:
    """Whether a found quotation's speaker is the one who spoke."""
    if gold.speaker is None:
        return not _is_named(found)
    mentions = (mention for mention in (found.speaker, found.name) if mention)
    return any(called(gold.speaker) & called(mention) for mention in mentions)


def _start(error: Error) -> int:
    return min(said.start for said in (error.gold, error.found) if said is not None)


def _is_named(found: Said) -> bool:
    return bool(found.speaker or found.name)


def _met(gold: tuple[Said, ...], found: tuple[Said, ...]) -> Iterator[tuple[Said | None, Said | None]]:
    """Each quotation with the one found at its place, best meeting first; then those that met nobody."""
    meetings = sorted(
        (
            (-shared, i, j)
            for i, a in enumerate(gold)
            for j, b in enumerate(found)
            if (shared := overlap(a, b)) >= LEAST_SHARED
        ),
    )
    left_gold, left_found = dict(enumerate(gold)), dict(enumerate(found))
    for _, i, j in meetings:
        if i in left_gold and j in left_found:
            yield left_gold.pop(i), left_found.pop(j)
    for a in left_gold.values():
        yield a, None
    for b in left_found.values():
        yield None, b


def _kind(a: Said | None, b: Said | None, gold: tuple[Said, ...], found: tuple[Said, ...]) -> ErrorKind | None:
    if a is not None and b is not None:
        if is_right(a, b):
            return None
        if a.speaker is None:
            return "invented speaker"
        return "wrong mention" if _is_named(b) else "missing speaker"
    if a is not None:
        touching = max(found, key=lambda other: overlap(a, other), default=None)
        if touching is None or not overlap(a, touching):
            return "missed"
        return "span too long" if touching.end - touching.start > a.end - a.start else "span too short"
    # What touches a quotation is told with that quotation.
    return None if b is None or any(overlap(b, other) for other in gold) else "spurious"


# ----------------------------------------------------------------------------------------------------------- mentions

PRONOUNS = {
    form: forms[0]
    for forms in (
        ("he", "him", "his", "himself"),
        ("she", "her", "hers", "herself"),
        ("they", "them", "their", "theirs", "themselves"),
        ("it", "its", "itself"),
        ("i", "me", "my", "myself"),
        ("we", "us", "our", "ourselves"),
        ("you", "your", "yours"),
    )
    for form in forms
}
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_SEGMENT = re.compile(r"\s*(?:[,;:—–]|\s-\s|\b(?:who|which|whose)\b)\s*")
_LINK = re.compile(r"\s(?:of|for|at|in|on|from|with|to|and|by|near|behind|close|familiar|under|inside|within)\s")
_WORD = re.compile(r"\w[\w.&-]*\w|\w")
_NO_NAMES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv", "himself", "herself", "itself", "themselves"})


def called(mention: str) -> frozenset[str]:
    """The words by which somebody may be called, in lower case: a pronoun, a surname, or the noun that heads a phrase.

    "Minister of Works Ada Lind" may be called "lind" or "minister"; "a spokesman for Ada Lind" only "spokesman"; "the
    harbour's master, Tom Reyes," only "reyes".
    """
    plain = _ASIDE.sub(" ", mention).replace("’", "'").replace("'s", " ").replace("'", "").strip(" ,.;:\u00a0")
    if (pronoun := PRONOUNS.get(plain.casefold())) is not None:
        return frozenset({pronoun})
    heads = [heads for segment in _SEGMENT.split(plain) if (heads := _heads(segment))]
    named = next((words for words in heads if any(word[0].isupper() for word in words)), None)
    return frozenset(word.casefold() for word in named or (heads[0] if heads else ()))


def _heads(segment: str) -> tuple[str, ...]:
    """The last word of a phrase, and the one before a preposition; only that one where it is no name or title."""
    words, before = _named(segment), _named(_LINK.split(f" {segment} ", maxsplit=1)[0])
    if not words:
        return ()
    if not before or before[-1] == words[-1]:
        return (words[-1],)
    return (before[-1], words[-1]) if before[-1][0].isupper() else (before[-1],)


def _named(phrase: str) -> list[str]:
    return [word for word in _WORD.findall(phrase) if word.casefold() not in _NO_NAMES]
