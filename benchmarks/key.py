"""A text and the pieces chosen to stand for it in; how well they do, out.

*Hit@3*: one of the quotes that an editor would show is among the first three pieces, at least half of it.

*Content gain@3*: a story's content are the words that recur in it (four letters or more, no function words), each as
often as it recurs. What three pieces cover of it is the share of these recurrences whose word stands in the pieces. The
gain is 0 where they cover no more than three pieces drawn at random from the same pool (all quotes, or all sentences),
and 1 where they cover as much as the three that cover most, chosen one after another; below 0 is worse than chance. It
is None for a pool of three or fewer, and where every choice covers the same.
"""

import math
import random
import re
import statistics
from collections import Counter
from collections.abc import Iterator

from benchmarks.score import Said

SHOWN = 3
DRAWS = 200

_WORD = re.compile(r"[^\W\d_][\w’'-]{3,}")
_SENTENCE = re.compile(r"[^\s][^\n]*?(?:[.!?…]+[”\"’')\]]*(?=\s|$)|(?=\n|$))")
_FUNCTION_WORDS = frozenset(
    """
    about after again against also although always among another because been before being below between both cannot
    could does doing down during each even ever every from further have having here hers herself himself however into
    itself just less like made make many might more most much must myself never only other others ought ours over
    rather said same says shall she'd should since some such than that that's their them themselves then there these
    they they're this those though through told under until upon very want were what what's when where whether which
    while whom whose will with within without would your yours yourself
    """.split()
)


def sentences(text: str) -> tuple[Said, ...]:
    """The sentences of a text, paragraph by paragraph, in order; of two words or more."""
    return tuple(Said(*match.span()) for match in _SENTENCE.finditer(text) if " " in match[0])


def central(text: str, pool: tuple[Said, ...]) -> tuple[Said, ...]:
    """The three pieces that lie nearest to the story's centre: the sum of its sentences, rare words weighing more."""
    told = [frozenset(_words(text[piece.start : piece.end])) for piece in sentences(text)]
    spread = Counter(word for words in told for word in words)
    rarity = {word: math.log(1 + len(told) / count) for word, count in spread.items()}
    centre = {word: count * rarity[word] for word, count in spread.items()}

    def nearness(piece: Said) -> float:
        words = frozenset(_words(text[piece.start : piece.end])) & rarity.keys()
        length = math.sqrt(sum(rarity[word] ** 2 for word in words))
        return sum(rarity[word] * centre[word] for word in words) / length if length else 0.0

    return tuple(sorted(pool, key=nearness, reverse=True)[:SHOWN])


def hit(gold: tuple[Said, ...], chosen: tuple[Said, ...]) -> bool:
    """Whether one of the gold quotes is among the first three pieces chosen."""
    return any(
        2 * (min(quote.end, piece.end) - max(quote.start, piece.start)) >= quote.end - quote.start
        for quote in gold
        for piece in chosen[:SHOWN]
    )


def gain(text: str, chosen: tuple[Said, ...], pool: tuple[Said, ...]) -> float | None:
    """How much of the story's content the first three pieces cover, from chance (0) to the best of the pool (1)."""
    if len(pool) <= SHOWN:
        return None
    weights = {word: count - 1 for word, count in Counter(_words(text)).items() if count > 1}
    told = [frozenset(_words(text[piece.start : piece.end])) & weights.keys() for piece in pool]
    draw = random.Random(len(text))
    chance = statistics.fmean(_weight(draw.sample(told, SHOWN), weights) for _ in range(DRAWS))
    most = _weight(_best(told, weights), weights)
    shown = [frozenset(_words(text[piece.start : piece.end])) for piece in chosen[:SHOWN]]
    return (_weight(shown, weights) - chance) / (most - chance) if most > chance else None


def _words(text: str) -> Iterator[str]:
    words = (match[0].casefold().replace("’", "'").removesuffix("'s") for match in _WORD.finditer(text))
    return (word for word in words if word not in _FUNCTION_WORDS)


def _weight(told: list[frozenset[str]], weights: dict[str, int]) -> int:
    return sum(weights.get(word, 0) for word in frozenset().union(*told))


def _best(told: list[frozenset[str]], weights: dict[str, int]) -> list[frozenset[str]]:
    best: list[frozenset[str]] = []
    for _ in range(SHOWN):
        best.append(max(told, key=lambda words: _weight([*best, words], weights)))
    return best
