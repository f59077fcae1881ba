"""A story's quotes and blocks in; the two or three quotes that carry it, or the sentences that do, out."""

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from bot.news.model import Block, BlockKind, KeyQuote, Quote

MOST = 3
FEWEST_WORDS = 5
# Where no quote is longer, one of so many words is key if somebody is known to have said it.
FEWEST_WORDS_OF_ALL = 4

_READS_WELL = range(8, 36)
_FURNITURE: frozenset[BlockKind] = frozenset({"boilerplate", "embed", "credit", "caption", "code"})

_FULL_SENTENCE = re.compile(r"[“\"'‘\[(]?[A-Z0-9À-Þ].*[.!,…’\"”]$", re.DOTALL)
_SENTENCE = re.compile(r"[^.!?…\n]+")
_CONTENT_WORD = re.compile(r"[^\W\d_]{4,}")
_FUNCTION_WORDS = frozenset(
    """
    about after again against also although always among because been before being between both came come could does
    doing done down during each either else even ever every from goes going gone have having here hers herself himself
    however into itself just know less like made make many might more most much must myself never none nothing once
    only onto other others ought ours over perhaps quite rather really said says shall should since some something
    still such than that their theirs them themselves then there these they thing things think this those though
    through told took under unless until upon very want wants well went were what whatever when where whether which
    while whom whose will with within without would your yours yourself
    """.split()
)


@dataclass(frozen=True, slots=True)
class _Merit:
    """What speaks for a quote or, below 0, against it: how much, and in plain words if a reader may ask."""

    weight: float
    reason: str | None = None


def key_quotes(quotes: tuple[Quote, ...], text: str, blocks: tuple[Block, ...]) -> tuple[KeyQuote, ...]:
    """The quotes that carry a story, the strongest first: at most three, of as many speakers as there are.

    Nobody has a second turn before everybody has had one. Where anybody is named, a quote of nobody's is none of them.
    """
    fit = _fit(quotes)
    if not fit:
        return ()
    words = {quote: _content(quote.text) for quote in fit}
    weights = _weights(text, blocks)
    most = max(_weight(words[quote], weights) for quote in fit) or 1.0
    first = _first_words(quotes)
    standing = {quote: tuple(_merits(quote, quote.start / len(text), quote in first)) for quote in fit}
    chosen: list[KeyQuote] = []
    told: set[str] = set()
    while len(chosen) < MOST and (waiting := _waiting(fit, [key.quote for key in chosen])):
        # What a stronger quote has told already brings a reader no nearer to the story.
        near = {quote: _weight(words[quote] - told, weights) / most for quote in waiting}
        merits = {quote: (*standing[quote], _nearness(near[quote])) for quote in waiting}
        best = max(waiting, key=lambda quote: (sum(merit.weight for merit in merits[quote]), -quote.start))
        chosen.append(KeyQuote(best, _reasons(merits[best])))
        told |= words[best]
    return tuple(chosen)


# ----------------------------------------------------------------------------------------------------- who may be heard


def _fit(quotes: tuple[Quote, ...]) -> list[Quote]:
    """The quotes that say something by themselves, as a mere question, or a few words of nobody's, do not."""
    named = any(quote.speaker for quote in quotes)
    said = [quote for quote in quotes if quote.text[-1] != "?"]
    told = [quote for quote in said if quote.speaker or not (named or quote.kind == "mixed")]
    telling = [quote for quote in told if len(quote.text.split()) >= FEWEST_WORDS]
    return telling or [q for q in told if q.speaker and len(q.text.split()) >= FEWEST_WORDS_OF_ALL]


def _waiting(fit: list[Quote], chosen: list[Quote]) -> list[Quote]:
    """Whose turn it is: all who were not heard yet, or else who has more to say than a few words in a sentence."""
    heard = {_voice(quote) for quote in chosen}
    new = [quote for quote in fit if _voice(quote) not in heard]
    return new or [quote for quote in fit if quote.kind != "mixed" and quote not in chosen]


def _voice(quote: Quote) -> str | int:
    return quote.name or quote.speaker or quote.start


def _first_words(quotes: tuple[Quote, ...]) -> frozenset[Quote]:
    """What each speaker is quoted with first."""
    first: dict[str, Quote] = {}
    for quote in quotes:
        if quote.kind != "mixed":
            first.setdefault(quote.name or quote.speaker or "", quote)
    return frozenset(first.values())


# ------------------------------------------------------------------------------------------------- what speaks for whom


def _merits(quote: Quote, depth: float, is_first: bool) -> Iterator[_Merit]:
    """What a quote has for and against it whatever the story is about; `depth` is where it stands, from 0 to 1."""
    length = len(quote.text.split())
    if quote.name:
        yield _Merit(2.6, "its speaker is named, with a role") if quote.role else _Merit(2.0, "its speaker is named")
    elif quote.speaker:
        yield _Merit(1.2, "the post says who spoke")
    if _FULL_SENTENCE.match(quote.text):
        yield _Merit(1.2, "a full sentence")
    if length in _READS_WELL:
        yield _Merit(1.0, f"{length} words long")
    elif length > _READS_WELL[-1]:
        yield _Merit(0.3)
    if is_first:
        yield _Merit(0.5)
    if quote.kind == "mixed":
        yield _Merit(-0.8)
    if quote.missing_mark:
        yield _Merit(-0.3)
    yield _Merit(1.4 * (1 - depth), "early in the post" if depth < 1 / 3 else None)


def _nearness(near: float) -> _Merit:
    """How near to the story's centre a quote is, from 0 to 1, next to the nearest."""
    return _Merit(4.0 * near, "close to what the post is about" if near > 1 / 2 else None)


def _reasons(merits: tuple[_Merit, ...]) -> tuple[str, ...]:
    told = [merit for merit in merits if merit.reason]
    return tuple(merit.reason or "" for merit in sorted(told, key=lambda merit: -merit.weight))


# --------------------------------------------------------------------------------------------------- the story's centre


def _weights(text: str, blocks: tuple[Block, ...]) -> dict[str, float]:
    """How much each word that recurs in a story tells of it: its frequency among sentences by the square of its rarity.

    This is a word's share in the scalar product of a sentence with the sum of all, each weighed by tf-idf.
    """
    prose = (text[block.start : block.end] for block in blocks if block.kind not in _FURNITURE)
    sentences = [words for paragraph in prose for one in _SENTENCE.findall(paragraph) if (words := _content(one))]
    spread = Counter(word for words in sentences for word in words)
    return {word: count * math.log(1 + len(sentences) / count) ** 2 for word, count in spread.items() if count > 1}


def _weight(words: set[str], weights: dict[str, float]) -> float:
    # Exact, so that the order of a set, which differs from run to run, makes no difference.
    return math.fsum(weights.get(word, 0.0) for word in words)


def _content(words: str) -> set[str]:
    return set(_CONTENT_WORD.findall(words.casefold())) - _FUNCTION_WORDS


# ------------------------------------------------------------------------------------------------------------ the lead

_SENTENCE_END = re.compile(r"[.!?…][\"”’»)\]]*(?=\s+[“\"‘«(A-Z0-9À-Þ])")
_FEWEST_SPACES = 6
_SHORT_SENTENCE = 120
_LONGEST_LEAD = 300


def lead(text: str, blocks: tuple[Block, ...]) -> str | None:
    """The first sentence of substance, or the first two where one is short; None where there is no prose."""
    for block in blocks:
        paragraph = text[block.start : block.end]
        if block.kind in ("paragraph", "blockquote", "list") and paragraph.count(" ") >= _FEWEST_SPACES:
            ends = [match.end() for match in _SENTENCE_END.finditer(paragraph)][:2]
            first, second = [*ends, len(paragraph), len(paragraph)][:2]
            return paragraph[: second if first <= _SHORT_SENTENCE and second <= _LONGEST_LEAD else first]
    return None
