"""A story's quotes and blocks in; the two or three quotes that carry it, or the sentences that do, out."""

import re
from collections import Counter
from collections.abc import Iterator

from bot.news.model import Block, KeyQuote, Quote

MOST = 3
FEWEST_WORDS = 5
_READS_WELL = range(8, 36)

_FULL_SENTENCE = re.compile(r"[“\"'‘\[(]?[A-Z0-9À-Þ].*[.!,…’\"”]$", re.DOTALL)
_CONTENT_WORD = re.compile(r"\w{4,}")


def key_quotes(quotes: tuple[Quote, ...], text: str) -> tuple[KeyQuote, ...]:
    """The quotes that carry a story, the strongest first: at most three, one for each speaker.

    Where anybody is named, a quote of nobody's is none of them.
    """
    named = any(quote.speaker for quote in quotes)
    common = Counter(_CONTENT_WORD.findall(text.casefold()))
    first = _first_words(quotes)
    fit = [quote for quote in quotes if _stands_alone(quote) and (quote.speaker or not named)]
    best: dict[str | int, Quote] = {}
    for quote in sorted(fit, key=lambda quote: (-_score(quote, text, common, quote in first), quote.start)):
        best.setdefault(quote.name or quote.speaker or quote.start, quote)
    return tuple(KeyQuote(quote, tuple(_reasons(quote, text))) for quote in list(best.values())[:MOST])


def _first_words(quotes: tuple[Quote, ...]) -> frozenset[Quote]:
    """What each speaker is quoted with first."""
    first: dict[str, Quote] = {}
    for quote in quotes:
        if quote.kind != "mixed":
            first.setdefault(quote.name or quote.speaker or "", quote)
    return frozenset(first.values())


def _stands_alone(quote: Quote) -> bool:
    """Whether a quote says something by itself, as a few words of nobody's, or a mere question, do not."""
    long_enough = len(quote.text.split()) >= FEWEST_WORDS
    return long_enough and quote.text[-1] != "?" and (quote.speaker is not None or quote.kind != "mixed")


def _score(quote: Quote, text: str, common: Counter[str], is_first: bool) -> float:
    words = len(quote.text.split())
    score = 2.0 if quote.name else 1.2 if quote.speaker else 0.0
    score += 0.6 if quote.role else 0.0
    score += 1.2 if _FULL_SENTENCE.match(quote.text) else 0.0
    score += 0.5 if is_first else 0.0
    score -= 0.8 if quote.kind == "mixed" else 0.0
    score += 1.0 if words in _READS_WELL else 0.3 if words > _READS_WELL.stop else 0.0
    score += 1.4 * (1 - quote.start / max(len(text), 1))
    score += 0.8 * _closeness(quote, common)
    return score - (0.3 if quote.missing_mark else 0.0)


def _closeness(quote: Quote, common: Counter[str]) -> float:
    """How much of a quote, from 0 to 1, is said in words that the rest of the story uses too."""
    words = set(_CONTENT_WORD.findall(quote.text.casefold()))
    return sum(common[word] > 1 for word in words) / len(words) if words else 0.0


def _reasons(quote: Quote, text: str) -> Iterator[str]:
    words = len(quote.text.split())
    if quote.name:
        yield "its speaker is named, with a role" if quote.role else "its speaker is named"
    elif quote.speaker:
        yield "the post says who spoke"
    if _FULL_SENTENCE.match(quote.text):
        yield "a full sentence"
    if words in _READS_WELL:
        yield f"{words} words long"
    if quote.start * 3 < len(text):
        yield "early in the post"


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
