"""A text and its blocks in; every quotation in it out, word for word, with missing marks made good."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from bot.news.model import Block, BlockKind
from bot.news.quotes import lexicon

QUOTED_KINDS: frozenset[BlockKind] = frozenset({"paragraph", "blockquote", "list", "note"})
FEWEST_WORDS = 3

_MARK = re.compile(r"[“”„‟«»\"「」『』]|``|''|,,(?=\w)")
_WORD = re.compile(r"\w[\w’'-]*")
# Sought from where a row of stops begins, and never from within it: one without end would cost its square.
_SENTENCE_END = re.compile(r"(?<![.!?…])[.!?…]++[)\]’']?(?=\s|$)")
_BEFORE_A_CLOSING_MARK = frozenset(".,!?…;:—–-")


@dataclass(frozen=True, slots=True)
class Span:
    """A quotation in a block: `start` to `end` its words, `outer` to `outer_end` with its marks.

    `whole` is a block that the post sets apart as a quotation, without marks.
    """

    start: int
    end: int
    outer: int
    outer_end: int
    block: int
    missing_mark: bool = False
    whole: bool = False


def spans(text: str, blocks: tuple[Block, ...]) -> tuple[Span, ...]:
    """Every quotation, in order, however short; none lies within another."""
    found: list[Span] = []
    for index, block in enumerate(blocks):
        if block.kind not in QUOTED_KINDS:
            continue
        mine = list(_in_block(text, block, index, _goes_on(text, blocks, index)))
        if not mine and block.kind == "blockquote":
            mine = [Span(block.start, block.end, block.start, block.end, index, whole=True)]
        found += mine
    single = _between_single_marks(text, blocks)
    outside = [span for span in found if not _lies_within(span, single)]
    if single and not any(is_long_enough(text[span.start : span.end]) for span in outside if not span.whole):
        return tuple(sorted((*outside, *single), key=lambda span: span.start))
    return tuple(found)


def _lies_within(span: Span, others: list[Span]) -> bool:
    at = bisect_right(others, span.outer, key=lambda other: other.outer) - 1
    return at >= 0 and others[at].outer_end >= span.outer_end


def is_long_enough(words: str) -> bool:
    """Whether there are three words or more."""
    return sum(1 for _ in zip(range(FEWEST_WORDS), _WORD.finditer(words), strict=False)) == FEWEST_WORDS


def is_title(words: str) -> bool:
    """Whether some words are the title of a work or a programme: every long word has a capital, and no full stop."""
    long = [word for word in words[:100].split() if len(word) > 3 and word[0].isalpha()]
    return len(long) >= 2 and len(words) < 100 and words[-1] not in ".!?" and all(word[0].isupper() for word in long)


# ------------------------------------------------------------------------------------------------------- double marks


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    char: str
    opens: bool
    closes: bool


def _marks(text: str, block: Block) -> Iterator[_Mark]:
    """The marks of a block; what a straight or a crossed mark does is told by what stands beside it."""
    for match in _MARK.finditer(text, block.start, block.end):
        before = text[match.start() - 1] if match.start() > block.start else " "
        behind = text[match.end()] if match.end() < block.end else " "
        free_before = before.isspace() or before in "([{—–-/‘'"
        free_behind = behind.isspace() or behind in ".,;:!?)]}—–-/…’'"
        char = match[0]
        if char in ("„", "‟", "``", ",,", "「", "『"):
            opens, closes = True, False
        elif char in "」』":
            opens, closes = False, True
        elif char == "“":
            opens, closes = True, not free_before and free_behind
        elif char in "”»":
            opens, closes = free_before and not free_behind, not free_before or free_behind
        elif char == "«":
            opens, closes = free_before or not free_behind, not free_before
        elif before.isdigit() and not free_behind:
            continue
        else:
            opens, closes = free_before or not free_behind, free_behind or not free_before
            if free_before != free_behind:
                opens, closes = free_before, free_behind
        yield _Mark(match.start(), match.end(), char, opens, closes)


def _in_block(text: str, block: Block, index: int, goes_on: bool) -> Iterator[Span]:
    marks = list(_marks(text, block))
    begun: _Mark | None = None
    depth, free_from = 0, block.start
    for at, mark in enumerate(marks):
        if begun is None:
            if mark.opens and not (mark.closes and mark.char in "“«"):
                begun, depth = mark, 0
            elif mark.start > block.start and text[mark.start - 1] in _BEFORE_A_CLOSING_MARK:
                if span := _without_opening(text, mark, index, free_from, block.start):
                    yield span
                # Where no sentence has ended before this mark, the next one need not look for its end again.
                free_from = mark.end
        elif not _are_of_a_kind(begun, mark):
            continue
        elif mark.opens and not mark.closes:
            if _closings_to_come(marks, at, begun) > depth + (0 if goes_on and begun.start == block.start else 1):
                depth += 1
            else:
                if span := _without_closing(text, begun, index, mark.start):
                    yield span
                begun, depth = mark, 0
        elif depth:
            depth -= 1
        else:
            yield _span(text, begun.end, mark.start, begun.start, mark.end, index)
            begun, free_from = None, mark.end
    if begun is not None:
        if goes_on and not _told_within(text, begun, block.end):
            yield _span(text, begun.end, block.end, begun.start, block.end, index)
        elif span := _without_closing(text, begun, index, block.end):
            yield span


def _goes_on(text: str, blocks: tuple[Block, ...], index: int) -> bool:
    """Whether the next paragraph begins with an opening mark, as in a speech of several paragraphs."""
    for block in blocks[index + 1 : index + 4]:
        if block.kind in QUOTED_KINDS:
            return text[block.start] in '“„«»"”‟‘'
        if block.kind not in ("embed", "caption"):
            return False
    return False


_FAMILY = {"«": 1, "»": 1, "「": 2, "」": 2, "『": 3, "』": 3}


def _are_of_a_kind(first: _Mark, second: _Mark) -> bool:
    return _FAMILY.get(first.char) == _FAMILY.get(second.char)


def _closings_to_come(marks: list[_Mark], at: int, begun: _Mark) -> int:
    """How many more marks close than open from here on, at its highest: whether a quote within a quote can end."""
    balance = highest = 0
    for mark in marks[at : at + 12]:
        if _are_of_a_kind(begun, mark):
            balance += -1 if mark.opens and not mark.closes else 1
            highest = max(highest, balance + 1)
    return highest


def _span(text: str, start: int, end: int, outer: int, outer_end: int, block: int, missing: bool = False) -> Span:
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    return Span(start, max(start, start + len(words.strip())), outer, outer_end, block, missing)


# ------------------------------------------------------------------------------------------------------ missing marks

_TELLING = re.compile(
    r"[,?!]\s(?=(?:he|she|they|(?:[A-ZÀ-Þ][\w.’'-]++\s?){1,4}(?:,\s[^,“”\"]{1,100},)?)\s(?P<cue>[a-z]+)\b"
    r"|(?P<sure>(?:said|says|added)\s(?:he|she|[A-Z])|adding\s(?:that|how)\b"
    r"|(?:the|an?|one|another|his|her|its)(?:\s[\w’'-]+){1,4}?\s(?:said|says|added|asked|wrote)\b))"
)


def _without_opening(text: str, mark: _Mark, index: int, free_from: int, block_start: int) -> Span | None:
    """A quotation without its opening mark starts where its line starts; behind another one, with its sentence."""
    start = max(block_start, text.rfind("\n", free_from, mark.start) + 1)
    if start < free_from:
        sentence = _SENTENCE_END.search(text, free_from, mark.start)
        if sentence is None or not text[sentence.end() : mark.start].strip():
            return None
        start = sentence.end()
    return _span(text, start, mark.start, start, mark.end, index, missing=True)


def _without_closing(text: str, begun: _Mark, index: int, limit: int) -> Span | None:
    """A quotation without its closing mark ends where somebody is said to say it, else with the last full sentence."""
    if told := _told_within(text, begun, limit):
        end = told.start() + 1
    else:
        end = max((match.end() for match in _SENTENCE_END.finditer(text, begun.end, limit)), default=begun.end)
    return _span(text, begun.end, end, begun.start, end, index, missing=True) if end > begun.end else None


def _told_within(text: str, begun: _Mark, limit: int) -> re.Match[str] | None:
    for match in _TELLING.finditer(text, begun.end, limit):
        if match["sure"] or match["cue"] in lexicon.SAYING:
            return match
    return None


# ------------------------------------------------------------------------------------------------------- single marks

_SINGLE_OPENING = re.compile(r"(?:(?<=[\s([—–])|^)[‘'](?=\w)(?!\d|(?:tis|twas|til|em|cause|n)\b)", re.MULTILINE)
_STOPS = (",", ".", ";", ":", "!", "?", ")")
_SINGLE_CLOSING = re.compile(r"[’'](?=[\s.,;:!?)\]—–-]|$)")


def _between_single_marks(text: str, blocks: tuple[Block, ...]) -> list[Span]:
    """The quotations of a post in the British manner.

    Nothing is taken for one unless, somewhere in the post, a single mark closes as no apostrophe does: behind a comma
    or a full stop.
    """
    found, sure = [], False
    for index, block in enumerate(blocks):
        if block.kind not in QUOTED_KINDS:
            continue
        openings = [match.start() for match in _SINGLE_OPENING.finditer(text, block.start, block.end)]
        for opening, limit in zip(openings, [*openings[1:], block.end], strict=False):
            closings = [match.start() for match in _SINGLE_CLOSING.finditer(text, opening + 2, limit)]
            strong = next((at for at in closings if text[at - 1] in ",.?!…"), None)
            plain = next((at for at in closings if text[at - 1] not in "sS" or text[at + 1 : at + 2] in _STOPS), None)
            end = plain if strong is None else strong
            if end is not None:
                sure = sure or strong is not None
                found.append(_span(text, opening + 1, end, opening, end + 1, index))
            elif not closings and limit == block.end and _goes_on(text, blocks, index):
                found.append(_span(text, opening + 1, limit, opening, limit, index))
    return found if sure else []
