"""Stories of several feeds in; which of them are of one event, and why, out."""

import math
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice, repeat

from bot.news import terms
from bot.news.common_words import WORTH
from bot.news.model import BlockKind, Headline, Masthead, Story

WINDOW = timedelta(hours=120)
"""Two stories further apart than this are of two events."""

_NO_DATE = datetime.max.replace(tzinfo=UTC)

FEWEST_SHARED = 2
"""Two stories that share fewer telling words than this are not known to be of one event.

One of the words is a name to either, unless one of the stories names nobody, as in a script without capitals.
"""

MOST_COMPARED = 12
"""The most stories with which one is compared: those that share the most telling words with it."""


@dataclass(frozen=True, slots=True)
class Signature:
    """What a story shares with others of the same event, small enough to be kept and compared by the thousand.

    All words are stems. `headline` are the significant ones of its headline, `words` those and the ones of its first
    paragraphs, `names` and `numbers` the names and figures there. `quotes` are the beginnings of its quotes, folded,
    the key ones first. `masthead` are the words of its feed's name. `at` is when it was published, None if unknown.
    """

    headline: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    masthead: tuple[str, ...] = ()
    at: datetime | None = None


def same_event(one: Signature, other: Signature) -> str | None:
    """Why two stories are of the same event, as a phrase for people; None where they are not known to be."""
    return _reason(_bag(one), _bag(other))


def pairs(these: Mapping[str, Signature], those: Mapping[str, Signature]) -> Iterator[tuple[str, str, str]]:
    """Every two of these and those that are of the same event, by their names, each with the reason.

    Of more than `MOST_COMPARED` that share enough words with a story, only so many are compared with it.
    """
    shelf = _Shelf(those)
    for name in sorted(these):
        bag = _bag(these[name])
        for other, its_bag in shelf.likely(name, bag):
            if reason := _reason(bag, its_bag):
                yield name, other, reason


def clusters(stories: Mapping[str, Signature]) -> tuple[tuple[str, ...], ...]:
    """The stories by events: the same whatever order they come in, each event's names in order.

    Each is of the same event as the first of it to be published. That two are alike to a third is not enough: a report
    of today is like one of yesterday, that is like one of the day before, and in the end all is one event.
    """
    alike = defaultdict(set)
    for one, other, _ in pairs(stories, stories):
        alike[one].add(other)
        alike[other].add(one)
    order = sorted(stories, key=lambda name: (stories[name].at is None, stories[name].at or _NO_DATE, name))
    place = {name: number for number, name in enumerate(order)}
    leader: dict[str, str] = {}
    events = defaultdict(list)
    for name in order:
        earlier = {leader[other] for other in alike[name] if other in leader}
        fits = (lead for lead in earlier if lead in alike[name] or same_event(stories[name], stories[lead]))
        leader[name] = min(fits, key=place.__getitem__, default=name)
        events[leader[name]].append(name)
    return tuple(sorted(tuple(sorted(names)) for names in events.values()))


# ------------------------------------------------------------------------------------------------ what speaks for one

# For one event (above 0) and against it; the sum has to be above 0. The weights are those of a logistic regression on
# pairs written for it (tests/data/events: own, later) and on unlike posts of public feeds, made stricter: a wrong merge
# is worse than an event told twice.
_TO_BEGIN_WITH = -0.1
_SHARED_WORDS = 1.8
_SHARED_FIGURES = 2.5
_SAME_QUOTE = 5.1
_OTHER_HEADLINE = -1.4
_APART = -1.2
# What one outlet posts twice is hardly ever the same news.
_SAME_OUTLET = -6.4

# No story is looked for by a word that tells so little.
_COMMONEST = frozenset(word for word, worth in WORTH.items() if worth < 0.3)
# How many times as much as a word a name tells, and how few words are no measure of what is shared.
_NAMED, _FEW_WORDS = 1.5, 8.0
# So much of the shorter of two stories is in the other where one is a copy, which says the same on any day.
_COPIED = 0.8
# Seconds: closer than this is no closer; two stories are taken to be so far apart where a date is missing; what is
# quoted later than this is often recalled beside other news.
_HOUR = 3600.0
_CLOSE, _UNDATED, _FRESH, _WINDOW = 6 * _HOUR, 48 * _HOUR, 48 * _HOUR, WINDOW.total_seconds()


@dataclass(frozen=True, slots=True)
class _Bag:
    """A signature as it is compared.

    `telling` are its words but the commonest, and `weight` is how much all of them tell. `stretches` are those by which
    its quotes are known again, `seconds` its date, since 1970.
    """

    headline: frozenset[str]
    words: frozenset[str]
    telling: frozenset[str]
    names: frozenset[str]
    numbers: frozenset[str]
    stretches: frozenset[str]
    masthead: tuple[str, ...]
    seconds: float | None
    weight: float


def _bag(signature: Signature) -> _Bag:
    words = frozenset(signature.words)
    return _Bag(
        headline=frozenset(signature.headline),
        words=words,
        telling=words - _COMMONEST,
        names=frozenset(signature.names),
        numbers=frozenset(signature.numbers),
        stretches=frozenset(stretch for quote in signature.quotes for stretch in _stretches(quote)),
        masthead=signature.masthead,
        seconds=signature.at.timestamp() if signature.at else None,
        weight=max(_told(words), _FEW_WORDS),
    )


def _reason(one: _Bag, other: _Bag) -> str | None:
    shared = one.telling & other.telling
    if len(shared) < FEWEST_SHARED:
        return None
    if one.names and other.names and shared.isdisjoint(one.names) and shared.isdisjoint(other.names):
        return None
    dated = one.seconds is not None and other.seconds is not None
    apart = abs((one.seconds or 0) - (other.seconds or 0)) if dated else _UNDATED
    if apart > _WINDOW:
        return None
    both = one.words & other.words
    worth, shorter = _told(both), min(one.weight, other.weight)
    told = worth + (_NAMED - 1) * _told((both & one.names) | (both & other.names))
    figures = one.numbers & other.numbers
    speaks = (
        _TO_BEGIN_WITH
        + _SHARED_WORDS * math.log((1 + told) / math.sqrt(shorter))
        + _SHARED_FIGURES * math.log1p(_worth(figures))
        + _APART * math.log1p(max(apart, _CLOSE) / _HOUR)
        + (_SAME_OUTLET if one.masthead and one.masthead == other.masthead else 0)
    )
    if speaks + _SAME_QUOTE <= 0:  # as of most pairs: the rest cannot make up for it
        return None
    quoted = not one.stretches.isdisjoint(other.stretches)
    if quoted and (apart <= _FRESH or worth >= _COPIED * shorter):
        speaks += _SAME_QUOTE
    if _name_others(one, other):
        speaks += _OTHER_HEADLINE
    return _phrase(one, other, len(shared), figures, quoted) if speaks > 0 else None


def _name_others(one: _Bag, other: _Bag) -> bool:
    """Whether the headlines of both name somebody or some place, and none of them in common."""
    names = one.names | other.names
    ours, theirs = one.headline & names, other.headline & names
    return bool(ours and theirs and ours.isdisjoint(theirs))


def _phrase(one: _Bag, other: _Bag, shared: int, figures: frozenset[str], quoted: bool) -> str:
    said = [f"{shared} of {min(len(one.telling), len(other.telling))} telling words are the same"]
    if quoted:
        said.append("both quote the same words")
    if long := sorted((figure for figure in figures if len(figure) > 1), key=lambda figure: (-len(figure), figure)):
        said.append(f"both give {', '.join(long[:3])}")
    return "; ".join(said)


def _told(words: Iterable[str]) -> float:
    """How much words tell, together."""
    return math.fsum(map(WORTH.get, words, repeat(1.0)))


_YEAR = re.compile(r"(?:19|20)\d\d")


def _worth(numbers: Iterable[str]) -> float:
    """How much figures tell: one of three digits or more is rarely the same by chance, a year or a small one often."""
    return math.fsum(0.3 if _YEAR.fullmatch(number) else (0.6, 1.0, 1.5)[min(len(number), 3) - 1] for number in numbers)


def _stretches(quote: str) -> Iterator[str]:
    """The stretches that are no catchphrase: of so many words, so many of them significant, and the quote whole."""
    words = quote.split()
    if len(words) > 3:
        yield quote
    for length, fewest in ((5, 2), (6, 1), (8, 0)):
        for start in range(len(words) - length + 1):
            stretch = words[start : start + length]
            if sum(word not in terms.FUNCTION_WORDS for word in stretch) >= fewest:
                yield " ".join(stretch)


# -------------------------------------------------------------------------------------------- whom to compare with whom


class _Shelf:
    """Stories in the order of their dates, by the words that they hold: for each word a bit for each story."""

    def __init__(self, stories: Mapping[str, Signature]) -> None:
        bags = {name: _bag(story) for name, story in stories.items()}
        dated = sorted((bag.seconds, name) for name, bag in bags.items() if bag.seconds is not None)
        self._seconds = [seconds for seconds, _ in dated]
        self._names = [*(name for _, name in dated), *sorted(name for name, bag in bags.items() if bag.seconds is None)]
        self._bags = [bags[name] for name in self._names]
        self._everything = (1 << len(self._names)) - 1
        self._nameless = 0
        self._holders: dict[str, int] = defaultdict(int)
        self._namers: dict[str, int] = defaultdict(int)
        for at, bag in enumerate(self._bags):
            self._nameless |= 0 if bag.names else 1 << at
            for word in bag.telling:
                self._holders[word] |= 1 << at
            for word in bag.names & bag.telling:
                self._namers[word] |= 1 << at

    def likely(self, name: str, bag: _Bag) -> Iterator[tuple[str, _Bag]]:
        """The others that may be of the same event, those that share the most telling words first."""
        among = self._near(bag) & self._named(bag)
        found = (at for stories in _by_count(self._counts(bag), among, 0) for at in _bits(stories))
        others = ((self._names[at], self._bags[at]) for at in found if self._names[at] != name)
        return islice(others, MOST_COMPARED)

    def _near(self, bag: _Bag) -> int:
        """The stories that are not too far apart from one in time."""
        if bag.seconds is None:
            return self._everything
        too_early = (1 << bisect_left(self._seconds, bag.seconds - _WINDOW)) - 1
        too_late = (1 << len(self._seconds)) - (1 << bisect_right(self._seconds, bag.seconds + _WINDOW))
        return self._everything & ~(too_early | too_late)

    def _named(self, bag: _Bag) -> int:
        """The stories that share a name with one, or are nameless as one of the two."""
        if not bag.names:
            return self._everything
        found = self._nameless
        for word in bag.telling:
            found |= (self._holders if word in bag.names else self._namers).get(word, 0)
        return found

    def _counts(self, bag: _Bag) -> Sequence[int]:
        """How many of its telling words each story shares, in binary: the ones of all stories, the twos, the fours …"""
        digits = [0] * len(bag.telling).bit_length()
        for word in bag.telling:
            carry, at = self._holders.get(word, 0), 0
            while carry:
                digits[at], carry = digits[at] ^ carry, digits[at] & carry
                at += 1
        return digits


def _by_count(digits: Sequence[int], among: int, count: int) -> Iterator[int]:
    """The stories that share enough words, those that share the most first; `count` is what they share beyond these."""
    if not among or count + (1 << len(digits)) <= FEWEST_SHARED:
        return
    if not digits:
        yield among
        return
    *lower, highest = digits
    yield from _by_count(lower, among & highest, count + (1 << len(lower)))
    yield from _by_count(lower, among & ~highest, count)


def _bits(number: int) -> Iterator[int]:
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest


# ------------------------------------------------------------------------------------------------------- what is shared

_MOST_HEADLINE, _MOST_WORDS, _MOST_NAMES, _MOST_NUMBERS, _MOST_MASTHEAD = 12, 60, 12, 12, 6
_MOST_QUOTES, _MOST_QUOTED = 4, 16
# Characters that are read: what a story is about stands there, and what follows is often of something else.
_REACH = 1_500
_MOST_BLOCKS = 40
_PROSE: frozenset[BlockKind] = frozenset({"paragraph", "blockquote", "list"})
# So much of the shorter of two headlines stands in both where they are of one article.
_SAME_HEADLINE = 0.6


def signature(story: Story, masthead: Masthead) -> Signature:
    """What a story of that feed shares with others; the words of the feed's own name are none of it.

    Of a post that carries several articles only what stands under its own headline counts: a press review is of no
    event.
    """
    own = tuple(_own(story))
    paragraphs = tuple(islice(_paragraphs(story, own), _MOST_BLOCKS))
    head = tuple(terms.tokens(story.headline.text[:_REACH]))
    body = tuple(terms.tokens("\n".join(paragraphs)[:_REACH]))
    name = _first(_MOST_MASTHEAD, (token.stem for token in terms.tokens(masthead.title[:_REACH])))
    quotes = [*(key.quote for key in story.key_quotes), *story.quotes]
    said = (quote.text for quote in quotes if any(start <= quote.start < end for start, end in own))
    return Signature(
        headline=_first(_MOST_HEADLINE, (token.stem for token in head), name),
        words=_first(_MOST_WORDS, (token.stem for token in (*head, *body)), name),
        names=_first(_MOST_NAMES, (token.stem for token in body if token.is_name), name),
        numbers=_first(_MOST_NUMBERS, (token.number for token in (*head, *body))),
        quotes=_first(_MOST_QUOTES, map(_folded, said)),
        masthead=name,
        at=story.published,
    )


def _own(story: Story) -> Iterator[tuple[int, int]]:
    """The stretches of a post's text that are of its own headline, as offsets."""
    carried = [(headline.start, headline) for headline in story.headlines if headline.start is not None]
    if len(carried) < 2:
        yield 0, len(story.text)
        return
    starts = [start for start, _ in carried]
    yield 0, starts[0]
    own = _stems(story.headline)
    for (start, headline), end in zip(carried, [*starts[1:], len(story.text)], strict=True):
        words = _stems(headline)
        if len(words & own) >= _SAME_HEADLINE * max(min(len(words), len(own)), 1):
            yield start, end


def _stems(headline: Headline) -> set[str]:
    return {token.stem for token in terms.tokens(headline.text[:_REACH]) if token.stem}


def _paragraphs(story: Story, own: Sequence[tuple[int, int]]) -> Iterator[str]:
    for block in story.blocks:
        if block.kind in _PROSE and any(start <= block.start < end for start, end in own):
            yield story.text[block.start : min(block.end, block.start + _REACH)]


def _first(most: int, words: Iterable[str], without: Sequence[str] = ()) -> tuple[str, ...]:
    """The first so many words, each once, of those that are any."""
    return tuple(islice(dict.fromkeys(word for word in words if word and word not in without), most))


def _folded(quote: str) -> str:
    return " ".join(word[: terms.LONGEST] for _, word in islice(terms.words(quote), _MOST_QUOTED))
