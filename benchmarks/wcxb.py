"""The folder of WCXB in; its web pages of one kind, and the words that belong to each page's article, out.

WCXB is the Web Content Extraction Benchmark of Murrough Foley (CC-BY 4.0). Nothing of it is kept in this repository.
"""

import gzip
import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import cast

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class WebPage:
    """A page with its address, the site that it is from, and the text of its article as people see it."""

    name: str
    address: str
    site: str
    html: bytes
    text: str


@dataclass(frozen=True, slots=True)
class Overlap:
    """How much of what was found belongs to the article, how much of the article was found, and both in one; 0 to 1."""

    precision: float
    recall: float
    f1: float


def web_pages(folder: Path, split: str = "dev", kind: str = "article") -> tuple[WebPage, ...]:
    """The pages of one kind in a part of the collection, in the order of their names."""
    sites = cast(dict[str, dict[str, str]], json.loads((folder / "metadata.json").read_text("utf-8"))["files"])
    found = []
    for file in sorted((folder / split / "ground-truth").glob("*.json")):
        if sites.get(file.stem, {}).get("page_type") == kind:
            gold = json.loads(file.read_text("utf-8"))
            html = gzip.decompress((folder / split / "html" / f"{file.stem}.html.gz").read_bytes())
            text = gold["ground_truth"].get("main_content") or ""
            found.append(WebPage(file.stem, gold.get("url") or "", sites[file.stem]["domain"], html, text))
    return tuple(found)


def words(text: str) -> list[str]:
    """The words of a text as WCXB counts them, in lower case."""
    return _WORD.findall(text.lower())


def overlap(found: list[str], gold: list[str]) -> Overlap:
    """How far two bags of words agree, as WCXB's own `evaluate.py` counts it."""
    if not found or not gold:
        alike = float(not found and not gold)
        return Overlap(alike, alike, alike)
    shared = sum((Counter(found) & Counter(gold)).values())
    precision, recall = shared / len(found), shared / len(gold)
    return Overlap(precision, recall, 2 * precision * recall / (precision + recall) if shared else 0.0)
