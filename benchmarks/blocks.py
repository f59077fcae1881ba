"""Labelled entries in; how many of their blocks are told rightly, kind by kind and beside tag names alone, out.

`python -m benchmarks.blocks tests/data/blocks/shown tests/data/blocks/unseen [--json] [--errors]`

An entry is an HTML or a text file. Its first line holds the title; in the body, `<?kind?>` stands before each block and
`<?hidden?>` before what no reader sees. So nothing is written twice, and a browser shows the entry as it is.

A block is *right* if one of its kind was found at its place, and the two share nine tenths of the letters of the
longer; white space does not count. Paragraphs, headings and captions are compared one by one, the other kinds by their
runs: how a list, a tweet or a footer falls into pieces makes no difference to anybody. *Micro* counts every block once,
*macro* every kind. *Letters* is the share of an entry's letters that have the right kind.
"""

import argparse
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from html.parser import HTMLParser
from itertools import groupby
from pathlib import Path
from typing import Literal, get_args

from benchmarks import table
from benchmarks.score import rates, share
from benchmarks.table import Figure, Section
from bot.news.model import BlockKind, Entry
from bot.news.story import read_entry

KINDS: tuple[BlockKind, ...] = get_args(BlockKind)
ONE_BY_ONE = frozenset({"paragraph", "heading", "caption"})
LEAST_SHARED = 0.9

Form = Literal["html", "text"]
Words = tuple[tuple[str, str], ...]
"""Kinds and words, in the order of the text."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """An entry, and the blocks that an editor sees in it."""

    name: str
    title: str
    body: str
    form: Form
    blocks: Words


@dataclass(frozen=True, slots=True)
class Piece:
    """A block as the letters that it covers, counted over all that an entry shows."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found in one entry beside what is there: blocks by kind, letters, and in words what is wrong."""

    gold: Counter[str]
    found: Counter[str]
    right: Counter[str]
    letters: int
    letters_right: int
    wrong: tuple[str, ...]


def main(arguments: list[str] | None = None) -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.blocks", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER", help="a folder of labelled entries")
    parser.add_argument("--json", action="store_true", help="print the table as JSON")
    parser.add_argument("--errors", action="store_true", help="print what is wrong, entry by entry, before the table")
    given = parser.parse_args(arguments)
    sections = []
    for folder in given.folders:
        entries = labelled(folder)
        if not entries:
            parser.error(f"{folder} holds no labelled entries")
        ours = tuple(judged(entry.blocks, told(entry)) for entry in entries)
        naive = tuple(judged(entry.blocks, by_tags(entry)) for entry in entries)
        sections.append(section(f"{folder.name}: {len(entries)} entries", ours, {"tag names": naive}))
        if given.errors:
            print(
                *(f"{entry.name}: {line}" for entry, one in zip(entries, ours, strict=True) for line in one.wrong),
                sep="\n",
            )
    if given.json:
        print(json.dumps(table.values(tuple(sections), ()), ensure_ascii=False, indent=2))
    else:
        print(table.text(tuple(sections), ()))


def section(title: str, ours: tuple[Judged, ...], peers: dict[str, tuple[Judged, ...]]) -> Section:
    """The F1 of every kind that is there, of all blocks and of the kinds on average, and the letters', in per cent."""
    kinds = [kind for kind in KINDS if any(one.gold[kind] for one in ours)]

    def figure(name: str, value: Callable[[tuple[Judged, ...]], float]) -> Figure:
        return Figure(name, "%", 100 * value(ours), tuple((peer, 100 * value(those)) for peer, those in peers.items()))

    def of_kind(kind: str) -> Figure:
        count = sum(one.gold[kind] for one in ours)
        return figure(f"{kind}, F1 over {count}", lambda those: f1(those, [kind]))

    return Section(
        title,
        (
            figure("all blocks, F1 (micro)", lambda those: f1(those, KINDS)),
            figure("all kinds, F1 (macro)", lambda those: sum(f1(those, [kind]) for kind in kinds) / len(kinds)),
            figure("letters", lambda those: share(sum(one.letters_right for one in those), _letters(those))),
            *map(of_kind, kinds),
        ),
    )


def f1(those: Iterable[Judged], kinds: Iterable[str]) -> float:
    """The F1 of these kinds of blocks over some entries, from 0 to 1."""
    counts = [(one.right[kind], one.found[kind], one.gold[kind]) for one in those for kind in kinds]
    return rates(*(sum(column) for column in zip(*counts, strict=True))).f1


def _letters(those: Iterable[Judged]) -> int:
    return sum(one.letters for one in those)


# ------------------------------------------------------------------------------------------------------------- entries

_MARK = re.compile(r"<\?([a-z]+)\?>")
_TITLE = re.compile(r"<title>(.*)</title>\n")


def labelled(folder: Path) -> tuple[Labelled, ...]:
    """The labelled entries of a folder, by name; ValueError where one has no title or a kind that is none."""
    return tuple(_entry(path) for path in sorted(folder.iterdir()) if path.suffix in (".html", ".txt"))


def _entry(path: Path) -> Labelled:
    source = path.read_text("utf-8")
    title = _TITLE.match(source)
    if title is None:
        raise ValueError(f"{path.name} does not begin with its title")
    marked = source[title.end() :]
    form: Form = "html" if path.suffix == ".html" else "text"
    blocks = _marked_html(marked) if form == "html" else _marked_text(marked)
    if unknown := {kind for kind, _ in blocks} - {*KINDS, "hidden"}:
        raise ValueError(f"{path.name} has blocks of no kind: {', '.join(sorted(unknown))}")
    shown = tuple((kind, words) for kind, words in blocks if kind != "hidden" and _squeezed(words))
    return Labelled(path.stem, title[1], _MARK.sub("", marked), form, shown)


def _marked_text(marked: str) -> Words:
    _, *parts = _MARK.split(marked)
    return tuple(zip(parts[::2], parts[1::2], strict=True))


def _marked_html(marked: str) -> Words:
    reader = _Marked()
    reader.feed(marked)
    reader.close()
    return tuple((kind, "".join(words)) for kind, words in reader.blocks)


@dataclass(eq=False)
class _Marked(HTMLParser):
    """Reads the texts of some HTML, block by block as the marks part them."""

    blocks: list[tuple[str, list[str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_pi(self, data: str) -> None:
        self.blocks.append((data.removesuffix("?"), []))

    def handle_data(self, data: str) -> None:
        # Inside these, what stands is no text (HTML Standard, 13.1.2.1).
        if self.blocks and self.cdata_elem not in ("script", "style"):
            self.blocks[-1][1].append(data)


# ------------------------------------------------------------------------------------------------------------- systems


def told(entry: Labelled) -> Words:
    """What we take each block for."""
    story = read_entry(Entry(entry.name, None, entry.title, entry.body, entry.form))
    return tuple((block.kind, story.text[block.start : block.end]) for block in story.blocks)


def by_tags(entry: Labelled) -> Words:
    """What each block is by the names of its tags alone, and a paragraph where no tag says more."""
    if entry.form == "text":
        return tuple(("paragraph", words) for words in re.split(r"\n\s*\n", entry.body) if words.strip())
    reader = _Tags()
    reader.feed(entry.body)
    reader.close()
    reader.part()
    return tuple(reader.blocks)


_BY_TAG: dict[str, BlockKind] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("li", "dt", "dd"), "list"),
    **dict.fromkeys(("td", "th", "caption"), "table"),
    "blockquote": "blockquote",
    "figcaption": "caption",
    "pre": "code",
}
_PARTING = frozenset((*_BY_TAG, *"p div section article aside header footer nav ul ol table tr figure hr".split()))


@dataclass(eq=False)
class _Tags(HTMLParser):
    """Reads HTML as the names of its tags have it; a doubled line break parts, too."""

    blocks: list[tuple[str, str]] = field(default_factory=list)
    _words: list[str] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _PARTING or (tag == "br" and self._words and self._words[-1] == "\n"):
            self.part()
        elif tag == "br":
            self._words.append("\n")
        if tag in _BY_TAG:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _PARTING:
            self.part()
        if tag in self._open:
            del self._open[len(self._open) - 1 - self._open[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        if self.cdata_elem not in ("script", "style") and data.strip():
            self._words.append(data)

    def part(self) -> None:
        """End the block that is being read."""
        if words := "".join(self._words).strip():
            self.blocks.append((_BY_TAG[self._open[-1]] if self._open else "paragraph", words))
        self._words = []


# ------------------------------------------------------------------------------------------------------------- judging


def judged(gold: Words, found: Words) -> Judged:
    """How what was found agrees with what is there."""
    there, letters = _pieces(gold)
    got, seen = _pieces(found)
    places = _places(letters, seen)
    right: Counter[str] = Counter()
    wrong: list[str] = []
    matched: set[Piece] = set()
    for piece in got:
        mine = {places[at] for at in range(piece.start, piece.end)} - {None}
        least = LEAST_SHARED * (piece.end - piece.start)
        twin = next((one for one in there if one not in matched and _agree(one, piece.kind, mine, least)), None)
        if twin:
            matched.add(twin)
            right[piece.kind] += 1
        else:
            wrong.append(f"found {piece.kind}: {_shortened(seen[piece.start : piece.end])}")
    wrong += [f"missed {one.kind}: {_shortened(letters[one.start : one.end])}" for one in there if one not in matched]
    kinds = [piece.kind for piece in there for _ in range(piece.start, piece.end)]
    ours = [(places[at], piece.kind) for piece in got for at in range(piece.start, piece.end)]
    return Judged(
        gold=Counter(piece.kind for piece in there),
        found=Counter(piece.kind for piece in got),
        right=right,
        letters=len(letters),
        letters_right=sum(at is not None and kinds[at] == kind for at, kind in ours),
        wrong=tuple(wrong),
    )


def _pieces(blocks: Words) -> tuple[tuple[Piece, ...], str]:
    """The blocks over their letters, and these; neighbours of a kind that is not compared one by one are one piece."""
    pieces: list[Piece] = []
    letters: list[str] = []
    length = 0
    for kind, words in _joined(blocks):
        letters.append(words)
        pieces.append(Piece(kind, length, length + len(words)))
        length += len(words)
    return tuple(pieces), "".join(letters)


def _joined(blocks: Words) -> Iterator[tuple[str, str]]:
    for kind, run in groupby(blocks, key=lambda block: block[0]):
        words = [squeezed for _, words in run if (squeezed := _squeezed(words))]
        yield from ((kind, one) for one in (words if kind in ONE_BY_ONE else ["".join(words)]) if one)


def _squeezed(words: str) -> str:
    """Words without white space and without what no reader sees."""
    return re.sub(r"[\s\u00ad\u200b\u200c\u2060\ufeff]+", "", words)


def _places(letters: str, seen: str) -> list[int | None]:
    """Where each letter that was seen stands among those that are there, None for one that is not."""
    if letters == seen:
        return list(range(len(seen)))
    places: list[int | None] = [None] * len(seen)
    for there, here, size in SequenceMatcher(None, letters, seen, autojunk=False).get_matching_blocks():
        places[here : here + size] = range(there, there + size)
    return places


def _agree(one: Piece, kind: str, places: set[int | None], least: float) -> bool:
    if one.kind != kind:
        return False
    shared = sum(at in places for at in range(one.start, one.end))
    return shared >= max(least, LEAST_SHARED * (one.end - one.start))


def _shortened(words: str) -> str:
    return words if len(words) <= 70 else f"{words[:45]}…{words[-20:]}"


if __name__ == "__main__":
    main()
