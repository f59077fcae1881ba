"""Stories in; what stands in them, to be asked for by its words, and which sentences of another do not, out."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.news.change.identity import NOISE
from bot.news.change.words import folded
from bot.news.model import Block, Story

# So many characters are searched through for what is asked; with posts of an honest length nobody asks for as much.
_MOST_SEARCHED = 100_000_000
# What stands behind so many characters of a post is not asked for. More is known: it may have come to stand earlier.
_MOST_CHARACTERS = 300_000
_MOST_KNOWN = 2 * _MOST_CHARACTERS

_MARKED = re.compile(r"[“„«\"]([^“”„«»\"]{1,2000})[”“»\"]")
_ENDING = re.compile(r"(?<![.!?…])[.!?…]++[)\]’'\"”»]*+\s++(?=[\"“„«‘(\[¿¡—–A-ZÀ-ÖØ-ÞЀ-Я0-9])")
_SHORT_FOR = re.compile(
    r"(?:^|[\s(.])(?:[A-ZÀ-Þ]|Mr|Mrs|Ms|Dr|St|Jr|Sr|No|Inc|Ltd|Co|Corp|Prof|Gen|Sen|Rep|Gov|Col|Capt|Lt|Sgt|Rev)\.$"
)


class Known:
    """What stands in some stories: their headlines, their texts, and what is quoted in them, read as one speech."""

    def __init__(self, stories: Sequence[Story]) -> None:
        self._lines: set[str] = set()
        texts: list[str] = []
        for story in stories:
            spoken = [folded(quote.text) for quote in story.quotes]
            headings = [folded(headline.text) for headline in (story.headline, *story.headlines)]
            text = story.text[:_MOST_KNOWN]
            lines = [folded(text[block.start : block.end]) for block in story.blocks if block.start < _MOST_KNOWN]
            self._lines.update(spoken, headings, lines)
            # A quotation may be parted, or made one, by who said it standing in its midst or behind it.
            marked = folded(" ".join(_MARKED.findall(text)))
            texts += (f" {words} " for words in (headings[0], " ".join(lines), " ".join(spoken), marked))
        self._text = "\n".join(texts)
        self._searches = _MOST_SEARCHED // (len(self._text) + 1)

    def holds(self, words: str) -> bool:
        """Whether these folded words stand there, in a row; no words at all do, and so does what was asked too late.

        To take for known what is not costs a reader less than to be told it twice.
        """
        if not words or words in self._lines or self._searches <= 0:
            return True
        self._searches -= 1
        return f" {words} " in self._text


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a story, `text[start:end]`; `words` are its own, folded, and `fresh` those that were not known."""

    block: Block
    start: int
    end: int
    words: str
    fresh: bool


def sentences(story: Story, known: Known) -> tuple[Sentence, ...]:
    """The sentences of a story but for its furniture, each told apart by whether it is known."""
    return tuple(_sentences(story, known))


def _sentences(story: Story, known: Known) -> Iterator[Sentence]:
    for block in story.blocks:
        if block.end > _MOST_CHARACTERS:
            return
        if block.kind in NOISE:
            continue
        whole = folded(story.text[block.start : block.end])
        if known.holds(whole):
            yield Sentence(block, block.start, block.end, whole, False)
            continue
        for start, end in split(story.text, block):
            words = folded(story.text[start:end])
            yield Sentence(block, start, end, words, not known.holds(words))


def split(text: str, block: Block) -> Iterator[tuple[int, int]]:
    """Where the sentences of a block stand; none ends within a quotation."""
    opening, closing = ("„", "“”") if text.find("„", block.start, block.end) >= 0 else ("“«", "”»")
    start = read = block.start
    opened = straight = 0
    for match in _ENDING.finditer(text, block.start, block.end):
        opened += _count(text, opening, read, match.end()) - _count(text, closing, read, match.end())
        straight += text.count('"', read, match.end())
        read = match.end()
        if (
            opened <= 0
            and straight % 2 == 0
            and not _SHORT_FOR.search(text, max(start - 1, match.start() - 6, 0), match.start() + 1)
        ):
            yield start, match.start() + len(match[0].rstrip())
            start = read
    yield start, block.end


def _count(text: str, marks: str, start: int, end: int) -> int:
    return sum(text.count(mark, start, end) for mark in marks)
