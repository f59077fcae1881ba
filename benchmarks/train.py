"""PolNeAR's training articles in; the weights by which speakers are chosen, as `weights.tsv`, out.

`python -m benchmarks.train --polnear PATH [--out FILE] [--rounds 3]`

A log-linear model over the candidates of each quotation (nobody is one of them), learnt from the articles as they are
and made noisy. What was chosen for one quotation is a sign for the next, so the candidates are gathered anew in every
round with the weights of the round before. The same articles give the same weights.
"""

import argparse
import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from benchmarks import noise, polnear
from benchmarks.score import LEAST_SHARED, Article, Said, is_right, overlap
from bot.news.headlines import outline
from bot.news.model import Block
from bot.news.prose import prose
from bot.news.quotes.choice import Candidate, Weights, read
from bot.news.quotes.marks import Span, is_long_enough, is_title, spans
from bot.news.quotes.people import Cast, cast
from bot.news.quotes.reference import tell_pronouns
from bot.news.quotes.speaker import choices

EPOCHS = 10
# How long the first steps are, and how strongly every weight is drawn back to nothing.
RATE = 0.05
DECAY = 0.02
# What is seen less often, or weighs less, is left out; a slope that is less steep is no step.
FEWEST_SEEN = 6
LEAST_WEIGHT = 0.05
LEAST_SLOPE = 0.001
# A few signs are all that the very first round knows.
_FIRST = {
    "right behind": 6.0,
    "right before": 5.0,
    "same speech": 4.0,
    "speech of several paragraphs": 6.0,
    "stands alone": 3.0,
    "nobody: ": 1.5,
}
# Too rare to be learnt, and never wrong: a name behind a dash, right behind a quotation.
_GIVEN = "signed\t8.0"
SHAPES = (
    "alone",
    "opens",
    "opens, only quotations",
    "own sentence, first",
    "own sentence, later",
    "led in, first",
    "led in, later",
    "within, first",
    "within, later",
)

Feature = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Read:
    """An article as the bot reads it before it asks who speaks."""

    article: Article
    text: str
    blocks: tuple[Block, ...]
    spans: tuple[Span, ...]
    cast: Cast


@dataclass(frozen=True, slots=True)
class Example:
    """A quotation's candidates by the numbers of their features, and which of them are right."""

    candidates: tuple[tuple[int, ...], ...]
    right: tuple[int, ...]


def main(arguments: list[str] | None = None) -> None:
    """Train, and write the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.train", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--polnear", type=Path, metavar="PATH", required=True, help="the folder of PolNeAR")
    parser.add_argument("--out", type=Path, metavar="FILE", default=Path("bot/news/quotes/weights.tsv"))
    parser.add_argument("--rounds", type=int, default=3, help="how often candidates are gathered anew")
    given = parser.parse_args(arguments)
    articles = polnear.articles(given.polnear, "train")
    everything = [_read(one) for article in articles for one in (article, noise.noisy(article))]
    table = _table([*_FIRST.values()], [(sign, "") for sign in _FIRST])
    for number in range(given.rounds):
        examples, names = _examples(everything, read(table))
        print(f"round {number + 1}: {len(examples)} quotations, {len(names)} features, oracle {_oracle(examples):.1%}")
        table = _table(_learnt(examples, len(names)), names)
        given.out.write_text(table, "utf-8")
        print(f"{table.count(chr(10)) - 1} signs, {len(table.encode()) / 1000:.0f} kB")


def _read(article: Article) -> Read:
    said = prose(article.text, "text")
    blocks = outline("", said).blocks
    found = spans(said.text, blocks)
    known = cast(said.text, blocks, found)
    tell_pronouns(said.text, found, known)
    return Read(article, said.text, blocks, found, known)


def _examples(everything: Iterable[Read], weights: Weights) -> tuple[list[Example], list[Feature]]:
    """Every quotation that the gold knows, and the features seen often enough, by number."""
    gathered = [(shape, candidates, right) for one in everything for shape, candidates, right in _told(one, weights)]
    seen = Counter(
        feature
        for shape, candidates, _ in gathered
        for candidate in candidates
        for feature in _features(shape, candidate)
    )
    names = sorted(feature for feature, count in seen.items() if count >= FEWEST_SEEN)
    numbers = {feature: number for number, feature in enumerate(names)}
    examples = [
        Example(
            tuple(
                tuple(numbers[feature] for feature in _features(shape, candidate) if feature in numbers)
                for candidate in candidates
            ),
            right,
        )
        for shape, candidates, right in gathered
    ]
    return examples, names


def _features(shape: str, candidate: Candidate) -> Iterator[Feature]:
    """The signs, and those without details once more for how the quotation stands."""
    for sign in candidate.signs:
        yield sign, ""
        if "," not in sign:
            yield sign, shape


def _told(one: Read, weights: Weights) -> Iterator[tuple[str, tuple[Candidate, ...], tuple[int, ...]]]:
    for made in choices(one.text, one.blocks, one.spans, one.cast, weights):
        words = one.text[made.span.start : made.span.end]
        if made.span.whole or not is_long_enough(words) or is_title(words):
            continue
        place = Said(made.span.start, made.span.end)
        gold = next((said for said in one.article.quotations if overlap(said, place) >= LEAST_SHARED), None)
        right = tuple(n for n, candidate in enumerate(made.candidates) if _fits(gold, candidate, one.text))
        yield made.shape, made.candidates, right


def _fits(gold: Said | None, candidate: Candidate, text: str) -> bool:
    voice = candidate.voice
    if gold is None or not candidate.said:
        return gold is None and not candidate.said
    if gold.speaker is None or voice is None:
        return gold.speaker is None and voice is None
    return _same(gold.speaker, text[voice.start : voice.end], voice.who.name if voice.who else None)


@cache
def _same(gold: str, speaker: str, name: str | None) -> bool:
    return is_right(Said(0, 0, gold), Said(0, 0, speaker, name))


def _oracle(examples: list[Example]) -> float:
    return sum(bool(one.right) for one in examples) / max(len(examples), 1)


def _learnt(examples: list[Example], count: int) -> list[float]:
    """The weights that make the right candidates likely: steps down the slope, shorter where many went before.

    They are the mean of those at the end of each epoch in the second half, which generalises better than the last.
    """
    weights, squares, total = [0.0] * count, [1e-6] * count, [0.0] * count
    usable = [one for one in examples if one.right and len(one.right) < len(one.candidates)]
    order = random.Random(7)
    for epoch in range(EPOCHS):
        order.shuffle(usable)
        for one in usable:
            for feature, slope in _slopes(one, weights).items():
                slope += DECAY * weights[feature]
                squares[feature] += slope * slope
                weights[feature] -= RATE * slope / math.sqrt(squares[feature])
        if epoch >= EPOCHS // 2:
            total = [before + weight for before, weight in zip(total, weights, strict=True)]
    return [weight / (EPOCHS - EPOCHS // 2) for weight in total]


def _slopes(one: Example, weights: list[float]) -> dict[int, float]:
    """How steeply each feature makes the right candidates of one quotation less likely."""
    scores = [sum(map(weights.__getitem__, candidate)) for candidate in one.candidates]
    top = max(scores)
    odds = [math.exp(score - top) for score in scores]
    everybody, righteous = sum(odds), sum(odds[n] for n in one.right)
    slopes: dict[int, float] = defaultdict(float)
    for n, candidate in enumerate(one.candidates):
        slope = odds[n] / everybody - (odds[n] / righteous if n in one.right else 0.0)
        if abs(slope) > LEAST_SLOPE:
            for feature in candidate:
                slopes[feature] += slope
    return slopes


def _table(weights: list[float], names: list[Feature]) -> str:
    rows: dict[str, dict[str, str]] = defaultdict(dict)
    for (sign, shape), weight in zip(names, weights, strict=True):
        if abs(weight) >= LEAST_WEIGHT and sign != _GIVEN.split("\t")[0]:
            rows[sign][shape] = f"{weight:.1f}"
    columns = ("", *SHAPES)
    lines = ["\t".join(("sign", "anywhere", *SHAPES))]
    lines += ["\t".join((sign, *(rows[sign].get(shape, "") for shape in columns))) for sign in sorted(rows)]
    return "\n".join([*lines, _GIVEN + "\t" * len(SHAPES)]) + "\n"


if __name__ == "__main__":
    main()
