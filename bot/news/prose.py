"""An entry's body in (HTML or plain text); its text and the blocks that tile it, with links and pictures, out."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby, islice, pairwise
from typing import Literal

from bot.news.furniture import begins_comments, calls_on_readers, furniture, is_biography, signs_a_tweet, signs_off
from bot.news.hypertext import MOST_BLOCKS, STICKY, Hypertext, Image, Link, hypertext
from bot.news.markup import unescape
from bot.news.model import Block, BlockKind

Lines = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Prose:
    """What a body says: its text, the blocks that tile it but for white space, its links and its pictures.

    Of plain text, `text` is that very text.
    """

    text: str
    blocks: tuple[Block, ...]
    links: tuple[Link, ...] = ()
    images: tuple[Image, ...] = ()

    def link(self, start: int, end: int) -> Link | None:
        """The first link that touches a stretch of the text and leads to the web."""
        first = bisect_right(self.links, start, key=lambda link: link.end)
        link = self.links[first] if first < len(self.links) else None
        return link if link and link.start < end and link.address.startswith(("http://", "https://")) else None


def prose(body: str, form: Literal["html", "text"]) -> Prose:
    """What a body says, block by block; it never fails, and takes time in proportion to the body."""
    if form == "text":
        return Prose(body, _told(body, _lines_of_text(body)))
    shown = hypertext(_markup(body))
    if len(shown.text) > _LONGEST_FRAME and all(group.kind == "boilerplate" for group in shown.groups):
        # A class that holds the whole post names its template, not what it is.
        shown = replace(shown, groups=tuple(replace(group, kind="paragraph") for group in shown.groups))
    groups = _lines_of_groups(shown.text, _bold_headings(shown))
    return Prose(shown.text, _told(shown.text, groups, shown.links), shown.links, shown.images)


def _told(text: str, groups: Iterable[tuple[BlockKind, Lines]], links: tuple[Link, ...] = ()) -> tuple[Block, ...]:
    """The blocks of a text; all that follows `MOST_BLOCKS` is one, which nothing is read in."""
    read: list[tuple[BlockKind, Lines]] = []
    left = MOST_BLOCKS
    for kind, lines in groups:
        read.append((kind, lines[:left]))
        left -= len(lines)
        if left <= 0:
            break
    blocks = _with_ending(text, _classified(text, _blocks(text, read)), links)
    rest = _LINE.search(text, read[-1][1][-1][1]) if left <= 0 else None
    return (*blocks, Block("boilerplate", rest.start(), len(text.rstrip()))) if rest else blocks


_LONGEST_FRAME = 400
_ESCAPED = re.compile(
    r"\s*&lt;(?:p|div|br|h[1-6]|span|strong|b|em|i|a|img|ul|ol|figure|blockquote|table)\b", re.IGNORECASE
)
_SHORTCODE = re.compile(r"\[caption\b[^\[\]<>]{0,500}\]")


def _markup(body: str) -> str:
    """A body as the HTML that it was meant to be: not escaped twice, and WordPress's `[caption]` an element."""
    if "<" not in body and _ESCAPED.match(body):
        body = unescape(body)
    if "[/caption]" in body:
        body = _SHORTCODE.sub("<figcaption>", body).replace("[/caption]", "</figcaption>")
    return body


def _bold_headings(shown: Hypertext) -> Iterator[Block]:
    """The groups, where a line that is printed in bold from end to end has become a heading of its own."""
    text, bold = shown.text, shown.bold
    starts = [start for start, _ in bold]
    for group in shown.groups:
        if group.kind not in ("paragraph", "blockquote") or not starts:
            yield group
            continue
        begin, end = group.start, group.start
        for start, stop in _split(text, group):
            index = bisect_right(starts, start) - 1
            if index >= 0 and bold[index][1] >= stop and _may_head(text[start:stop]):
                if begin < end:
                    yield Block(group.kind, begin, end)
                yield Block("heading", start, stop)
                begin = stop + 1
            elif begin > end:
                begin = start
            end = stop
        if begin < end:
            yield Block(group.kind, begin, end)


# What one person says to another: who speaks, a colon, and words between marks to the end.
_SPOKEN = re.compile(r"[^:“\"]{1,40}:\s?[“\"].*[”\"]", re.DOTALL)


def _may_head(line: str) -> bool:
    ends = line[-1] in ".,:;…" or line.endswith((".”", '."'))
    return len(line) <= 200 and not ends and not _SPOKEN.fullmatch(line)


# ------------------------------------------------------------------------------------------------------ line by line

_LINE = re.compile(r"\S[^\n]*")
# Text in which so many lines go on in lower case was broken to fit a page, not to begin something new.
_FEWEST_NARROW = 3
_NARROW_SHARE = 0.2
_WIDEST_PAGE = 90


def _lines_of_text(text: str) -> Iterator[tuple[BlockKind, Lines]]:
    """The lines of a plain text, those together that no blank line parts."""
    lines: Lines = []
    before = 0
    for match in _LINE.finditer(text):
        if lines and text.find("\n", before + 1, match.start()) >= 0:
            yield "paragraph", lines
            lines = []
        lines.append((match.start(), match.start() + len(match[0].rstrip())))
        before = match.end()
        if len(lines) > MOST_BLOCKS:
            break
    if lines:
        yield "paragraph", lines


def _lines_of_groups(text: str, groups: Iterable[Block]) -> Iterator[tuple[BlockKind, Lines]]:
    """The lines of what was read from HTML; code keeps its line breaks."""
    for group in groups:
        yield group.kind, [(group.start, group.end)] if group.kind == "code" else _split(text, group)


def _split(text: str, group: Block) -> Lines:
    matches = islice(_LINE.finditer(text, group.start, group.end), MOST_BLOCKS + 1)
    return [(match.start(), match.start() + len(match[0].rstrip())) for match in matches]


def _blocks(text: str, groups: list[tuple[BlockKind, Lines]]) -> list[Block]:
    """Each line a block of its own, unless it only goes on where the line before it was too narrow to."""
    breaks = sum(len(lines) - 1 for _, lines in groups)
    lowered = sum(text[start].islower() for _, lines in groups for start, _ in lines[1:])
    narrow = lowered >= max(_FEWEST_NARROW, breaks * _NARROW_SHARE) or (
        lowered > 0 and breaks > 1 and _is_full(text, groups)
    )
    blocks: list[Block] = []
    for kind, lines in groups:
        begin, end = lines[0]
        for start, stop in lines[1:]:
            if not narrow and not text[start].islower():
                blocks.append(Block(kind, begin, end))
                begin = start
            end = stop
        blocks.append(Block(kind, begin, end))
    return blocks


def _is_full(text: str, groups: list[tuple[BlockKind, Lines]]) -> bool:
    """Whether every line that is broken off was too full for the next word, and none is wider than a page."""
    width = max(stop - start for _, lines in groups for start, stop in lines)
    breaks = (pair for _, lines in groups for pair in pairwise(lines))
    return width <= _WIDEST_PAGE and all(
        stop - start + len(text[after:end].split(maxsplit=1)[0]) >= width for (start, stop), (after, end) in breaks
    )


_TEASER = re.compile(
    r"(?:\s|(?<=[.…\])]))(?P<words>(?:Read [Mm]ore|READ MORE|Read [Tt]he [Rr]est|Continue [Rr]eading|Keep [Rr]eading"
    r"|Weiterlesen|Lire la suite|(?:Leer|Ver) más|Seguir leyendo|Leia mais|Ler mais|Continue lendo"
    r"|Читать (?:далее|дальше|полностью)|Читати (?:далі|повністю))\b[^.\n]{0,80})$"
)
_WORD = re.compile(r"[^\W\d_]{2}")
_LONGEST_TWEET = 280
_LONGEST_CREDIT = 120
# What is set apart to keep its lines, and is words: verse, or a letter.
_VERSE = re.compile(r"[^\W\d_][^{}()<>=|$\\#/_\[\]+*%&@`~^0-9]*[.!?…”»]\s*")
_FEWEST_SPACES_IN_PROSE = 8
_FEWEST_SPACES_IN_A_CELL = 20


def _classified(text: str, blocks: list[Block]) -> tuple[Block, ...]:
    """The blocks, with those that are no prose told apart."""
    told: list[Block] = []
    seen_prose = in_comments = heads_boilerplate = below_boilerplate = False
    for block in blocks:
        line = text[block.start : block.end]
        kind, end, rest = block.kind, block.end, block.end
        if (kind == "credit" and len(line) > _LONGEST_CREDIT) or (kind == "code" and _VERSE.fullmatch(line)):
            kind = "paragraph"
        if kind not in STICKY:
            # In a table, "Print" or "Home" is what it says.
            kind = (furniture(line) if kind != "table" or line.count(" ") > 1 else None) or kind
            spaces = line.count(" ")
            in_comments = in_comments or (seen_prose and begins_comments(line))
            below_boilerplate = block.kind == "list" and (below_boilerplate or heads_boilerplate)
            heads_boilerplate = block.kind != "list" and kind == "boilerplate" and _WORD.search(line) is not None
            if in_comments or below_boilerplate:
                kind = "boilerplate"
            elif (
                kind == "caption"
                and told
                and told[-1].kind == "credit"
                and "\n\n" not in text[told[-1].end : block.start]
            ):
                kind = "credit"
            elif kind == "paragraph" and told and _is_shouted(line):
                kind = "heading"
            elif kind == "table" and spaces >= _FEWEST_SPACES_IN_A_CELL:
                kind = "paragraph"
            elif signs_a_tweet(line) and told and _is_its_tweet(text, told[-1], block):
                told[-1] = replace(told[-1], kind="embed")
            elif kind == "paragraph" and (teaser := _TEASER.search(line, max(len(line) - 120, 0))):
                end, rest = block.start + len(line[: teaser.start()].rstrip()), block.start + teaser.start("words")
            seen_prose = seen_prose or (kind == "paragraph" and spaces >= _FEWEST_SPACES_IN_PROSE)
        if block.start < end:
            told.append(Block(kind, block.start, end))
        if rest < block.end:
            told.append(Block("boilerplate", rest, block.end))
    return tuple(_with_lists(text, told))


def _is_shouted(line: str) -> bool:
    """Whether a line is in capitals from end to end, as headings are where nothing else can mark them."""
    return 3 <= len(line) <= 80 and line.isupper() and line[-1] not in '.,:;!?…”"»' and line[0].isalpha()


def _is_its_tweet(text: str, before: Block, signature: Block) -> bool:
    """Whether a block is the tweet that a signature below it signs.

    Right above it, it is. Past an empty line it may as well be the article's own paragraph, and is taken for that where
    it is longer than a tweet or holds a quotation: to lose somebody's words costs more than to show a tweet.
    """
    if before.kind not in ("paragraph", "caption"):
        return False
    if text.count("\n", before.end, signature.start) <= 1:
        return True
    words = text[before.start : before.end]
    return len(words) <= _LONGEST_TWEET and not any(mark in words for mark in '“”"«»„')


_ITEM = re.compile(
    r"(?P<bullet>[•·▪◦‣*+–-]|\d{1,2}[.)])\s+\S|(?P<time>\(?(?:\d{1,2}:)?\d{1,2}:\d{2}\)?)\s+(?:[—–-]\s*)?\S"
)
_LONGEST_ITEM = 300
# A dash may also open what somebody says, and then another stands before who says it.
_TALK = re.compile(r"[,!?…]\s[—–-]\s")


def _with_lists(text: str, blocks: list[Block]) -> list[Block]:
    """The blocks, where paragraphs that begin as items do, two or more in a row, are a list."""
    for marks, run in groupby(range(len(blocks)), key=lambda index: _marks_item(text, blocks[index])):
        items = tuple(run)
        if marks and len(items) >= 2:
            for index in items:
                blocks[index] = replace(blocks[index], kind="list")
    return blocks


def _marks_item(text: str, block: Block) -> str | None:
    """What marks a paragraph as the item of a list, None where nothing does."""
    if block.kind != "paragraph" or block.end - block.start > _LONGEST_ITEM:
        return None
    item = _ITEM.match(text, block.start, block.end)
    if item is None or (text[block.start] in "–-" and _TALK.search(text, block.start, block.end)):
        return None
    return "number" if text[block.start].isdigit() and item["bullet"] else item["bullet"] or "time"


def _with_ending(text: str, blocks: tuple[Block, ...], links: tuple[Link, ...]) -> tuple[Block, ...]:
    """The blocks, where nothing is prose below the last of it: who wrote the post, and what is asked of its readers."""
    ended = list(blocks)
    for index in range(len(ended) - 1, 0, -1):
        block = ended[index]
        if block.kind not in ("paragraph", "list"):
            continue
        line = text[block.start : block.end]
        # Every item of a list may be a link.
        if calls_on_readers(line, block.kind == "paragraph" and _is_linked(block, links)) or is_biography(line):
            ended[index] = replace(block, kind="boilerplate")
            continue
        if block.kind == "paragraph" and signs_off(line):
            ended[index] = replace(block, kind="credit")
        break
    return tuple(ended)


def _is_linked(block: Block, links: tuple[Link, ...]) -> bool:
    first = bisect_right(links, block.start, key=lambda link: link.end)
    return first < len(links) and links[first].start <= block.start and links[first].end >= block.end - 1
