"""WCXB's pages for development in; the weights by which a page's article is told, as `weights.py`, out.

`PYTHON -m benchmarks.learn_pages --wcxb PATH [--out FILE]`, with a Python that has scikit-learn.

A logistic regression over the signs of each stretch of text, in two steps: the few signs that matter are chosen by one
that is drawn to zero (L1), and weighed by one that is not. Some of the gold is cut short: pages on which what was
learnt from other sites is far off are not learnt from. What is printed is measured on sites that were left out.
"""

import argparse
import json
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.measure import installed
from benchmarks.wcxb import WebPage, overlap, web_pages, words
from bot.web.about import about
from bot.web.page.charset import decoded
from bot.web.page.choice import is_caption
from bot.web.page.signs import Signs, signs
from bot.web.page.soup import soup

FOLDS = 5
FEWEST_SITES = 8
FEWEST_WORDS_TO_REPEAT = 8
# How weakly weights are drawn to zero when signs are chosen, and when they are weighed.
CHOOSING = 0.03
WEIGHING = 0.2
LEAST_F1 = 0.85
# A page's words count alike, however many they are, but those of very short pages.
FEWEST_WORDS = 150
_RUN = 4
_FEWEST_FOR_RUNS = 6
_HEAD = "What each sign weighs that a stretch belongs to the article, in tenths; learnt by `benchmarks.learn_pages`."


@dataclass(frozen=True, slots=True)
class Example:
    """A stretch of a page: its signs, its words, whether it belongs to the article; captions are not learnt from."""

    page: int
    signs: Signs
    words: list[str]
    belongs: bool
    caption: bool


Matrix = Any  # of scipy, which has no types


def main(arguments: list[str] | None = None) -> None:
    """Learn, tell how well, and write the table."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.learn_pages", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--wcxb", type=Path, metavar="PATH", required=True, help="the folder of WCXB")
    parser.add_argument("--out", type=Path, metavar="FILE", default=Path("bot/web/page/weights.py"))
    given = parser.parse_args(arguments)
    pages = web_pages(given.wcxb)
    examples = [example for number, page in enumerate(pages) for example in _examples(number, page)]
    sites = [pages[example.page].site for example in examples]
    names = _names(examples, sites)
    usable = set(range(len(pages)))
    for _ in range(2):
        scores = _scores(pages, examples, _left_out(pages, examples, sites, names, usable))
        print(f"sites left out: F1 {100 * statistics.fmean(scores):.2f}, learnt from {len(usable)} pages", flush=True)
        usable = {number for number, score in enumerate(scores) if score >= LEAST_F1}
    scores = _scores(pages, examples, _left_out(pages, examples, sites, names, usable))
    print(f"sites left out: F1 {100 * statistics.fmean(scores):.2f}, learnt from {len(usable)} pages")
    rows = [n for n, one in enumerate(examples) if one.page in usable and not one.caption]
    start, weights = _learnt(_matrix(examples, names), examples, pages, rows, names)
    given.out.write_text(_module(start, weights), "utf-8")
    print(f"{len(weights)} signs")


def belonging(stretches: Sequence[list[str]], gold: str) -> list[bool]:
    """Which stretches (as words) belong to the article: long ones by their runs of words, short ones by their lines.

    A short one that is no line of its own must stand among long ones that belong.
    """
    wanted = words(gold)
    runs = {tuple(wanted[n : n + _RUN]) for n in range(len(wanted) - _RUN + 1)}
    lines = {" ".join(words(line)) for line in gold.splitlines()}
    whole = f" {' '.join(wanted)} "
    shares = [_share(stretch, runs) for stretch in stretches]
    found = []
    for place, (stretch, share) in enumerate(zip(stretches, shares, strict=True)):
        if share is not None:
            found.append(share > 0.5)
            continue
        before = next((one for one in reversed(shares[:place]) if one is not None), 0.0)
        behind = next((one for one in shares[place + 1 :] if one is not None), 0.0)
        near = [one or 0.0 for one in shares[max(place - 4, 0) : place + 5]]
        line = " ".join(stretch)
        is_line = line in lines and max(near) > 0.7
        found.append(is_line or (f" {line} " in whole and before > 0.7 and behind > 0.7))
    return found


def _share(stretch: list[str], runs: set[tuple[str, ...]]) -> float | None:
    """How many of a stretch's runs are the article's, None where it is too short to tell."""
    if len(stretch) < _FEWEST_FOR_RUNS:
        return None
    own = [tuple(stretch[n : n + _RUN]) for n in range(len(stretch) - _RUN + 1)]
    return sum(run in runs for run in own) / len(own)


def _examples(number: int, page: WebPage) -> Iterable[Example]:
    html = decoded(page.html)
    read, known = soup(html), about(html, page.address)
    title = known.title or read.heading or known.page_title
    seen: set[str] = set()
    kept = []
    for stretch, those in zip(read.stretches, signs(read, title, known.told), strict=True):
        if stretch.words >= FEWEST_WORDS_TO_REPEAT and stretch.text in seen:
            continue
        seen.add(stretch.text)
        kept.append((stretch, those, words(stretch.text)))
    belongs = belonging([those for _, _, those in kept], page.text)
    return (
        Example(number, those, own, right, is_caption(stretch))
        for (stretch, those, own), right in zip(kept, belongs, strict=True)
    )


def _names(examples: list[Example], sites: list[str]) -> list[str]:
    """The signs that enough sites have."""
    seen: dict[str, set[str]] = defaultdict(set)
    for example, site in zip(examples, sites, strict=True):
        for sign in example.signs:
            seen[sign].add(site)
    return sorted(sign for sign, where in seen.items() if len(where) >= FEWEST_SITES)


def _matrix(examples: list[Example], names: list[str]) -> Matrix:
    numbers = {name: number for number, name in enumerate(names)}
    columns = [[numbers[sign] for sign in one.signs if sign in numbers] for one in examples]
    rows = [row for row, those in enumerate(columns) for _ in those]
    flat = [column for those in columns for column in those]
    return installed("scipy.sparse").csr_matrix(([1.0] * len(flat), (rows, flat)), shape=(len(examples), len(names)))


def _left_out(
    pages: tuple[WebPage, ...], examples: list[Example], sites: list[str], names: list[str], usable: set[int]
) -> list[bool]:
    """Which stretches are chosen by what was learnt from other sites than theirs."""
    matrix = _matrix(examples, names)
    chosen = [False] * len(examples)
    folds = installed("sklearn.model_selection").GroupKFold(FOLDS)
    for learning, testing in folds.split(matrix, groups=sites):
        rows = [n for n in learning if examples[n].page in usable and not examples[n].caption]
        start, weights = _learnt(matrix, examples, pages, rows, names)
        for n in testing:
            chosen[n] = start + sum(weights.get(sign, 0) for sign in examples[n].signs) > 0
    return chosen


def _scores(pages: tuple[WebPage, ...], examples: list[Example], chosen: list[bool]) -> list[float]:
    found: dict[int, list[str]] = defaultdict(list)
    for example, is_chosen in zip(examples, chosen, strict=True):
        if is_chosen:
            found[example.page] += example.words
    return [overlap(found[number], words(page.text)).f1 for number, page in enumerate(pages)]


def _learnt(
    matrix: Matrix, examples: list[Example], pages: tuple[WebPage, ...], rows: list[int], names: list[str]
) -> tuple[int, dict[str, int]]:
    """Where the sum starts, and the weights of the signs that matter, in tenths: whole numbers add up in any order."""
    regression = installed("sklearn.linear_model").LogisticRegression
    right = [examples[n].belongs for n in rows]
    lengths = Counter({number: max(len(words(page.text)), FEWEST_WORDS) for number, page in enumerate(pages)})
    counts = [(len(examples[n].words) + 1) / lengths[examples[n].page] for n in rows]
    mean = statistics.fmean(counts)
    counts = [count / mean for count in counts]
    sparse = regression(C=CHOOSING, l1_ratio=1, solver="liblinear", random_state=0)
    sparse.fit(matrix[rows], right, sample_weight=counts)
    columns = [n for n, weight in enumerate(sparse.coef_[0]) if abs(weight) > 0.001]
    full = regression(C=WEIGHING, solver="liblinear", random_state=0)
    full.fit(matrix[rows][:, columns], right, sample_weight=counts)
    weights = {names[n]: round(10 * float(weight)) for n, weight in zip(columns, full.coef_[0], strict=True)}
    return round(10 * float(full.intercept_[0])), {name: weight for name, weight in weights.items() if weight}


def _module(start: int, weights: dict[str, int]) -> str:
    lines = [f"    {json.dumps(name)}: {weights[name]}," for name in sorted(weights)]
    head = f'"""{_HEAD}"""'
    return "\n".join([head, "", f"START = {start}", "WEIGHTS = {", *lines, "}"]) + "\n"


if __name__ == "__main__":
    main()
