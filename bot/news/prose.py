"""An entry's body in (HTML or plain text); its text and the blocks that tile it, with links and pictures, out."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from bot.news.furniture import begins_comments, furniture, is_biography, signs_a_tweet
from bot.news.hypertext import STICKY, Hypertext, Image, Link, hypertext
from bot.news.model import Block, BlockKind


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
        return Prose(body, _classified(body, _blocks(body, _lines_of_text(body))))
    shown = hypertext(body)
    groups = _lines_of_groups(shown.text, _bold_headings(shown))
    return Prose(shown.text, _classified(shown.text, _blocks(shown.text, groups)), shown.links, shown.images)


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

Lines = list[tuple[int, int]]

_LINE = re.compile(r"\S[^\n]*")
# Text in which so many lines go on in lower case was broken to fit a page, not to begin something new.
_FEWEST_NARROW = 3
_NARROW_SHARE = 0.2


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
    if lines:
        yield "paragraph", lines


def _lines_of_groups(text: str, groups: Iterable[Block]) -> Iterator[tuple[BlockKind, Lines]]:
    """The lines of what was read from HTML; code keeps its line breaks."""
    for group in groups:
        yield group.kind, [(group.start, group.end)] if group.kind == "code" else _split(text, group)


def _split(text: str, group: Block) -> Lines:
    matches = _LINE.finditer(text, group.start, group.end)
    return [(match.start(), match.start() + len(match[0].rstrip())) for match in matches]


def _blocks(text: str, groups: Iterable[tuple[BlockKind, Lines]]) -> list[Block]:
    """Each line a block of its own, unless it only goes on where the line before it was too narrow to."""
    groups = list(groups)
    breaks = sum(len(lines) - 1 for _, lines in groups)
    lowered = sum(text[start].islower() for _, lines in groups for start, _ in lines[1:])
    narrow = lowered >= max(_FEWEST_NARROW, breaks * _NARROW_SHARE)
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


_TEASER = re.compile(r"\s(?:Read more|Read the rest|Continue reading|Keep reading)\b[^.\n]{0,80}$")
_LONGEST_TWEET = 280
_FEWEST_SPACES_IN_PROSE = 8
_FEWEST_SPACES_IN_A_CELL = 20


def _classified(text: str, blocks: list[Block]) -> tuple[Block, ...]:
    """The blocks, with those that are no prose told apart."""
    told: list[Block] = []
    seen_prose = in_comments = False
    for block in blocks:
        line = text[block.start : block.end]
        kind, end = block.kind, block.end
        if kind not in STICKY:
            kind = furniture(line) or kind
            spaces = line.count(" ")
            in_comments = in_comments or (seen_prose and begins_comments(line))
            if in_comments or (kind == "list" and told and told[-1].kind == "boilerplate"):
                kind = "boilerplate"
            elif kind == "table" and spaces >= _FEWEST_SPACES_IN_A_CELL:
                kind = "paragraph"
            elif signs_a_tweet(line) and told and _is_its_tweet(text, told[-1], block):
                told[-1] = replace(told[-1], kind="embed")
            elif kind == "paragraph" and (teaser := _TEASER.search(line, max(len(line) - 120, 0))):
                end = block.start + len(line[: teaser.start()].rstrip())
            seen_prose = seen_prose or (kind == "paragraph" and spaces >= _FEWEST_SPACES_IN_PROSE)
        if block.start < end:
            told.append(Block(kind, block.start, end))
        if end < block.end:
            told.append(Block("boilerplate", end + 1, block.end))
    return tuple(_without_biography(text, told))


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


def _without_biography(text: str, blocks: list[Block]) -> list[Block]:
    """The blocks, where a last paragraph that only tells who wrote the post is no prose."""
    prose = [index for index, block in enumerate(blocks) if block.kind == "paragraph"]
    last = prose[-1] if len(prose) > 1 else None
    if last is not None and is_biography(text[blocks[last].start : blocks[last].end]):
        blocks[last] = replace(blocks[last], kind="boilerplate")
    return blocks
