"""A folder with the PolNeAR collection in; its articles, each with the quotations in it and who spoke them, out.

A *quotation* is the contiguous piece of a paragraph between an opening and a closing double mark, without them, of
three words or more, of which at least half was annotated as one attribution's content. In a speech of several
paragraphs each paragraph is a piece; a quotation within another is part of it. A piece whose closing mark is missing
ends where the annotated content ends. Words between marks that nobody annotated (scare quotes, titles) are none.

Its speaker is the source of the shortest such content, among those whose source does not stand within the piece itself
(“I think that …” is not said by “I”, but by whoever says it). Where no source is annotated it is nobody. "Who",
"which" and "that" stand for the name or the word before them. Where several annotators read an article, the first in
order counts.

The collection has no licence: it is read where it lies, and nothing of its text is kept.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from benchmarks.score import Article, Said

Split = Literal["train", "dev"]
FEWEST_WORDS = 3

_ENTITY = re.compile(r"(T\d+)\t(Source|Cue|Content) ([\d; ]+)\t")
_EVENT = re.compile(r"E\d+\t(.+)")
_PART = re.compile(r"(Source|Cue|Content)\d*:(T\d+)")
_WORD = re.compile(r"\w[\w’'-]*")
DOUBLE_MARK = re.compile(r"[“”\"]|''|``")
_VERB = re.compile(r"(?:said|says|say|told|added|asked|wrote|according to|tweeted)$")
_RELATIVE = frozenset({"who", "which", "that"})
_ANTECEDENT = re.compile(r"(?:(?:[A-ZÀ-Þ][\w.’'-]*\s)*[A-ZÀ-Þ][\w.’'-]*|\w+)(?=\W{0,3}$)")


@dataclass(frozen=True, slots=True)
class Attribution:
    """Stretches of a text that one annotator joined; `source` is empty where nobody is named."""

    content: tuple[tuple[int, int], ...]
    source: tuple[tuple[int, int], ...]


def articles(folder: Path, split: Split) -> tuple[Article, ...]:
    """The articles of one part of the collection, by name; FileNotFoundError where it does not lie in this folder.

    Only `train` and `dev` are read: `test` is kept for one measurement at the end.
    """
    return tuple(
        _article(path, folder / "data" / split / "attributions") for path in _texts(folder / "data" / split / "text")
    )


def _texts(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise FileNotFoundError(folder)
    return sorted(folder.glob("*.txt"))


def _article(path: Path, folder: Path) -> Article:
    # Offsets count the characters of the file, so its line ends stay as they are.
    text = path.read_bytes().decode("utf-8")
    annotated = sorted(other for other in folder.glob("*.ann") if other.stem.rpartition("_")[0] == path.stem)
    attributions = _attributions(annotated[0].read_bytes().decode("utf-8"), text) if annotated else ()
    return Article(path.stem, text, tuple(quotations(text, attributions)))


def _attributions(annotation: str, text: str) -> tuple[Attribution, ...]:
    stretches = {match[1]: _stretches(match[3]) for match in _ENTITY.finditer(annotation)}
    found = []
    for event in _EVENT.finditer(annotation):
        parts: dict[str, list[tuple[int, int]]] = {"Source": [], "Cue": [], "Content": []}
        for kind, key in _PART.findall(event[1]):
            parts[kind] += stretches.get(key, ())
        source = tuple(sorted(parts["Source"]))
        cue = tuple(sorted(parts["Cue"]))
        if source and cue and _VERB.match(_words(text, source)) and not _VERB.match(_words(text, cue)):
            source = cue
        found.append(Attribution(tuple(sorted(parts["Content"])), source))
    return tuple(found)


def _stretches(offsets: str) -> tuple[tuple[int, int], ...]:
    pairs = (part.split() for part in offsets.split(";"))
    return tuple((int(start), int(end)) for start, end in pairs)


def _words(text: str, stretches: tuple[tuple[int, int], ...]) -> str:
    return " ".join(text[start:end].strip() for start, end in stretches)


def quotations(text: str, attributions: tuple[Attribution, ...]) -> Iterator[Said]:
    """The quotations of a text, in order."""
    for start, end, closed in _pieces(text):
        told = [one for one in attributions if 2 * _covered(one.content, start, end) >= end - start]
        if not closed:
            told = [one for one in attributions if _covered(one.content, start, end)]
            end = max((min(stop, end) for one in told for at, stop in one.content if at < end), default=start)
            end = start + len(text[start:end].rstrip())
        if told and sum(1 for _ in _WORD.finditer(text, start, end)) >= FEWEST_WORDS:
            yield Said(start, end, _speaker(text, start, end, told))


def _speaker(text: str, start: int, end: int, told: list[Attribution]) -> str | None:
    outer = [one for one in told if not _covered(one.source, start, end)]
    if not outer:
        return None
    nearest = min(outer, key=lambda one: sum(stop - at for at, stop in one.content))
    words = _words(text, nearest.source).strip()
    if words.casefold() in _RELATIVE:
        before = text[max(0, nearest.source[0][0] - 80) : nearest.source[0][0]]
        antecedent = _ANTECEDENT.search(before)
        return antecedent[0] if antecedent else words
    return words or None


def _covered(stretches: tuple[tuple[int, int], ...], start: int, end: int) -> int:
    """How many characters between two offsets lie in these stretches."""
    return sum(max(0, min(stop, end) - max(at, start)) for at, stop in stretches)


def _pieces(text: str) -> Iterator[tuple[int, int, bool]]:
    """What stands between double marks, paragraph by paragraph, and whether its end is known.

    It is known at a closing mark, and at the end of a paragraph behind which the next one opens.
    """
    lines = [match for match in re.finditer(r"[^\n]+", text) if match[0].strip()]
    for line, below in zip(lines, [*lines[1:], None], strict=True):
        marks = list(DOUBLE_MARK.finditer(text, line.start(), line.end()))
        begun, depth = -1, 0
        for number, mark in enumerate(marks):
            if begun < 0:
                # At a paragraph's start even a closing mark opens: some editors set it so by mistake.
                begun = mark.end() if mark[0] != "”" or not text[line.start() : mark.start()].strip() else -1
            elif mark[0] == "“":
                if _closings(marks[number + 1 :]) > 1:
                    depth += 1
                else:
                    begun, depth = mark.end(), 0
            elif depth and mark[0] == "”":
                depth -= 1
            else:
                yield *_stripped(text, begun, mark.start()), True
                begun, depth = -1, 0
        if begun >= 0:
            goes_on = below is not None and DOUBLE_MARK.match(below[0].lstrip()) is not None
            yield *_stripped(text, begun, line.end()), goes_on


def _closings(marks: list[re.Match[str]]) -> int:
    """How many more curly marks close than open."""
    return sum(1 if mark[0] == "”" else -1 if mark[0] == "“" else 0 for mark in marks)


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), max(start, start + len(words.rstrip()))
