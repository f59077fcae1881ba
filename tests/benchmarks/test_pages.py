"""How much of an article is found, and by whom."""

import gzip
import json
from pathlib import Path

import pytest

from benchmarks.extractors import EXTRACTORS, Extracted, answer, extracted
from benchmarks.learn_pages import belonging
from benchmarks.measure import NotInstalled
from benchmarks.pages import figures, main, worst
from benchmarks.table import OURS
from benchmarks.wcxb import Overlap, WebPage, overlap, web_pages, words

TEXT = (
    "The crews of the island ferries will vote on Monday on whether to stop the last boats of the day. "
    "The harbour office has no boats of its own to send instead, its spokesperson said on the quay."
)
PAGE = (
    f"<html><body><nav><a href='/'>Boats</a></nav><article><h1>Talks</h1><p>{TEXT}</p></article></body></html>".encode()
)


def collection(folder: Path) -> Path:
    """A collection of one article and one page of another kind."""
    for name in ("ground-truth", "html"):
        (folder / "dev" / name).mkdir(parents=True)
    kinds = {"0001": "article", "0002": "forum"}
    files = {name: {"page_type": kind, "domain": "quaynews.example"} for name, kind in kinds.items()}
    (folder / "metadata.json").write_text(json.dumps({"files": files}))
    for name in kinds:
        gold = {"url": "https://quaynews.example/talks", "ground_truth": {"main_content": TEXT}}
        (folder / "dev" / "ground-truth" / f"{name}.json").write_text(json.dumps(gold))
        (folder / "dev" / "html" / f"{name}.html.gz").write_bytes(gzip.compress(PAGE))
    return folder


def test_words_are_counted_however_they_are_ordered() -> None:
    """Each as often as both have it."""
    assert overlap(words("Boats, boats!"), words("boats go")) == Overlap(0.5, 0.5, 0.5)
    assert overlap([], []) == Overlap(1.0, 1.0, 1.0)
    assert overlap(["boats"], []) == Overlap(0.0, 0.0, 0.0)


def test_only_pages_of_the_kind_are_read(tmp_path: Path) -> None:
    """With their sites, by which what is learnt is left out of what is measured."""
    (page,) = web_pages(collection(tmp_path))
    assert (page.name, page.site, page.html, page.text) == ("0001", "quaynews.example", PAGE, TEXT)


@pytest.mark.parametrize("name", ["Late Edition", "trafilatura"])
def test_an_extractor_finds_the_article(name: str) -> None:
    """Those that are installed for the bot itself."""
    (text,) = answer(name, [(PAGE, "https://quaynews.example/talks")])["texts"]
    assert overlap(words(text), words(TEXT)).recall == 1.0


def test_every_figure_is_given_for_ours_and_the_peers() -> None:
    """F1, precision, recall and pace."""
    page = WebPage("0001", "https://quaynews.example/talks", "quaynews.example", PAGE, TEXT)
    results = {OURS: Extracted((TEXT,), (0.5,)), "a snail": Extracted(("",), (2.0,))}
    section = figures("Articles", (page,), results)
    assert [(figure.ours, figure.peers) for figure in section.figures] == [
        (100.0, (("a snail", 0.0),)),
        (100.0, (("a snail", 0.0),)),
        (100.0, (("a snail", 0.0),)),
        (2.0, (("a snail", 0.5),)),
    ]
    assert worst((page,), results["a snail"], 1) == ["0001 F1 0 precision 0 recall 0 https://quaynews.example/talks"]


def test_the_table_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From the collection's folder to the last note."""
    main(["--wcxb", str(collection(tmp_path))])
    printed = capsys.readouterr().out
    assert "WCXB dev, articles: 1 pages" in printed
    assert "Bars: F1 97.0 %" in printed


def test_what_cannot_run_is_named() -> None:
    """Not left with an empty column."""
    with pytest.raises(NotInstalled, match="nowhere"):
        extracted("trafilatura", (), "/nowhere/python")
    assert set(EXTRACTORS) >= {OURS, "trafilatura", "readability-lxml", "jusText"}


def test_stretches_belong_by_their_runs_and_by_their_lines() -> None:
    """A short one must stand among those that belong, or it may be anything."""
    gold = f"The vote\n\n{TEXT}\n\nWhat is next\n\n{TEXT[::-1]}"
    stretches = [
        words(one) for one in ("The vote", TEXT, "next", TEXT[::-1], "Share this with all of your friends today")
    ]
    assert belonging(stretches, gold) == [True, True, True, True, False]
