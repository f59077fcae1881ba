"""The folder of WCXB in; how much of each page's article is found, and how fast, beside what others would pick, out.

`python -m benchmarks.pages --wcxb PATH [--split dev|test] [--peers [PYTHON]] [--json] [--worst N]`

F1, precision and recall count words as WCXB does, each page the same. Ours counts every word of the body that is handed
over, with its captions, which WCXB leaves out. The pages of `dev` are those from which our weights were learnt, so
their figure flatters us: `python -m benchmarks.learn_pages` tells what sites that were left out come to.
"""

import argparse
import json
import statistics
import sys
from pathlib import Path

from benchmarks import table
from benchmarks.extractors import EXTRACTORS, Extracted, extracted
from benchmarks.measure import NotInstalled
from benchmarks.table import OURS, Figure, Section
from benchmarks.wcxb import Overlap, WebPage, overlap, web_pages, words

BAR_F1 = 97.0
BAR_PACE = 15.0


def main(arguments: list[str] | None = None) -> None:
    """Measure, and print the table."""
    given = _arguments(arguments)
    pages = web_pages(given.wcxb, given.split, "article")
    results, missing = _results(pages, given.peers)
    section = figures(f"WCXB {given.split}, articles", pages, results)
    notes = (f"Bars: F1 {BAR_F1:.1f} %, {BAR_PACE:.0f} pages a CPU-second.", *missing)
    if given.json:
        print(json.dumps(table.values((section,), notes), ensure_ascii=False, indent=2))
    else:
        print(table.text((section,), notes))
    for line in worst(pages, results[OURS], given.worst):
        print(line, file=sys.stderr)


def figures(title: str, pages: tuple[WebPage, ...], results: dict[str, Extracted]) -> Section:
    """How well and how fast the articles are found, ours beside the peers'."""
    scores = {name: _scores(pages, result) for name, result in results.items()}
    paces = {name: len(pages) / max(sum(result.seconds), 1e-9) for name, result in results.items()}

    def figure(name: str, unit: str, values: dict[str, float]) -> Figure:
        return Figure(name, unit, values[OURS], tuple((peer, value) for peer, value in values.items() if peer != OURS))

    def mean(part: str) -> dict[str, float]:
        return {name: 100 * statistics.fmean(getattr(one, part) for one in those) for name, those in scores.items()}

    return Section(
        f"{title}: {len(pages)} pages",
        (
            figure("words of the article, F1", "%", mean("f1")),
            figure("words of the article, precision", "%", mean("precision")),
            figure("words of the article, recall", "%", mean("recall")),
            figure("pace", "pages/s", paces),
        ),
    )


def worst(pages: tuple[WebPage, ...], ours: Extracted, count: int) -> list[str]:
    """The pages on which we lose most, a line each."""
    scored = sorted(zip(_scores(pages, ours), pages, strict=True), key=lambda pair: pair[0].f1)
    return [
        f"{page.name} F1 {100 * score.f1:.0f} precision {100 * score.precision:.0f} recall {100 * score.recall:.0f}"
        f" {page.address}"
        for score, page in scored[:count]
    ]


def _scores(pages: tuple[WebPage, ...], result: Extracted) -> list[Overlap]:
    return [overlap(words(text), words(page.text)) for page, text in zip(pages, result.texts, strict=True)]


def _results(pages: tuple[WebPage, ...], python: str | None) -> tuple[dict[str, Extracted], tuple[str, ...]]:
    """What each extractor finds, and why the others were not measured; ours always runs in this Python."""
    given = tuple((page.html, page.address) for page in pages)
    results: dict[str, Extracted] = {}
    missing: list[str] = []
    for name in EXTRACTORS:
        try:
            here = name == OURS or python is None
            results[name] = extracted(name, given, sys.executable if here else str(python))
        except NotInstalled as reason:
            missing.append(f"{name} was not measured: {reason}.")
    return results, tuple(missing)


def _arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--wcxb", type=Path, metavar="PATH", required=True, help="the folder of WCXB")
    parser.add_argument("--split", choices=("dev", "test"), default="dev", help="which part of it; dev by default")
    parser.add_argument(
        "--peers", nargs="?", const=sys.executable, metavar="PYTHON", help="the Python that has the peers"
    )
    parser.add_argument("--json", action="store_true", help="print the table as JSON")
    parser.add_argument("--worst", type=int, default=0, metavar="N", help="name the pages on which we lose most")
    given = parser.parse_args(arguments)
    if not (given.wcxb / given.split / "ground-truth").is_dir():
        parser.error(f"{given.wcxb} does not hold WCXB: {given.split}/ground-truth is not there")
    return given


if __name__ == "__main__":
    main()
