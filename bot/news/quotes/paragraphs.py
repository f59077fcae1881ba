"""A block and its quotations in; the paragraph without what is quoted, cut into sentences, out."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from bot.news.model import Block
from bot.news.quotes import lexicon
from bot.news.quotes.marks import Span

# Stands for every character of a quotation, so that what is quoted is never taken for what is told.
QUOTED = "\ue000"

_SENTENCE_END = re.compile(rf"(?:(?<![.!?…])[.!?…]++[)\]’'\"”]*+|{QUOTED})\s++(?=[\"“„«‘(\[A-ZÀ-Þ{QUOTED}])")
_SHORT_WORDS = "|".join(sorted(lexicon.SHORT_TITLES))
_SHORT_FOR = re.compile(
    rf"(?:^|[\s(])(?:[A-Z]|[A-Z]\.[A-Z]|Mr|Mrs|Ms|Dr|St|Jr|Sr|vs|No|Inc|Ltd|Co|Corp|{_SHORT_WORDS})\.$"
)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block whose quotations are masked; `sentences` are where its sentences start. Offsets are the story's."""

    start: int
    end: int
    masked: str
    sentences: tuple[int, ...]

    def told(self, start: int, end: int) -> str:
        """What the paragraph tells between two offsets."""
        return self.masked[max(start - self.start, 0) : max(end - self.start, 0)]

    def sentence(self, at: int) -> int:
        """The number of the sentence in which an offset lies."""
        return bisect_right(self.sentences, at) - 1


def paragraph_of(text: str, block: Block, spans: Sequence[Span]) -> Paragraph:
    """The block with its quotations masked; a quotation that ends with a full stop ends its sentence."""
    pieces: list[str] = []
    at = block.start
    for span in spans:
        pieces += text[at : span.outer], QUOTED * (span.outer_end - span.outer)
        at = span.outer_end
    pieces.append(text[at : block.end])
    masked = "".join(pieces)
    stops = {span.outer_end for span in spans if span.end > span.start and text[span.end - 1] in ".!?…"}
    sentences = [block.start]
    for match in _SENTENCE_END.finditer(masked):
        if match[0][0] == QUOTED:
            if block.start + match.start() + 1 not in stops:
                continue
        elif match[0][0] == "." and _SHORT_FOR.search(masked, max(match.start() - 8, 0), match.start() + 1):
            continue
        sentences.append(block.start + match.end())
    return Paragraph(block.start, block.end, masked, tuple(sentences))
