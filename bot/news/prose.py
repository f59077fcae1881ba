"""An entry's body in (HTML or plain text); its text and the blocks that tile it, with links and pictures, out."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from bot.news.furniture import begins_comments, furniture, signs_a_tweet
from bot.news.markup import VOID, attributes, pieces
from bot.news.model import Block, BlockKind


@dataclass(frozen=True, slots=True)
class Link:
    """A stretch of the text that leads somewhere; the address is as the post has it."""

    start: int
    end: int
    address: str


@dataclass(frozen=True, slots=True)
class Image:
    """A picture and where it stands: before the character `start` of the text."""

    start: int
    address: str


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
    reader = _Reader()
    reader.read(body)
    text = "".join(reader.written)
    groups = _bold_headings(text, reader.groups, reader.bold)
    blocks = _classified(text, _blocks(text, _lines_of_groups(text, groups)))
    return Prose(text, blocks, tuple(reader.links), tuple(reader.images))


# ---------------------------------------------------------------------------------------------------------- from HTML

_BREAKING = """
p div section article header footer main aside nav ul ol li dl dt dd table caption thead tbody tfoot tr td th h1 h2 h3
h4 h5 h6 blockquote pre figure figcaption hr address center details summary body html
"""
_BLOCK_TAGS = frozenset(_BREAKING.split())
_KINDS: dict[str, BlockKind] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("td", "th"), "table"),
    **dict.fromkeys(("li", "dt", "dd"), "list"),
    "blockquote": "blockquote",
    "pre": "code",
    "figcaption": "caption",
    "nav": "boilerplate",
    "p": "paragraph",
}
_NO_PROSE = "svg form noscript template object video audio canvas button select head"
_DROPPED = frozenset(_NO_PROSE.split())
_STICKY: frozenset[BlockKind] = frozenset({"embed", "boilerplate", "caption", "code"})
_BOLD = frozenset({"b", "strong"})

_CLASSES: tuple[tuple[re.Pattern[str], BlockKind], ...] = (
    (
        re.compile(
            r"twitter-(?:tweet|video)|instagram-media|tiktok-embed|bluesky-embed|fb-(?:post|video)|reddit-embed"
            r"|mastodon-embed|embedded-post|digest-post-embed|wp-embedded-content"
        ),
        "embed",
    ),
    (
        re.compile(r"tr-caption(?!-container)|wp-caption-text|(?:image|photo)-caption|(?:^|\s)caption(?:\s|$)"),
        "caption",
    ),
    (
        re.compile(
            r"sharedaddy|jp-relatedposts|feedflare|post-footer|share-?(?:buttons|row|this)|addtoany|button-wrapper"
            r"|comment-?(?:form|list|s\b)|subscription-widget|subscribe-(?:widget|box|form)|newsletter-signup"
            r"|related-?posts|post-tags|upgrade-cta|paywall"
        ),
        "boilerplate",
    ),
)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_WHITE = re.compile(r"[\s\u200b\u2060\ufeff]+")
_SOFT_HYPHEN = "\u00ad"


@dataclass(slots=True)
class _Open:
    name: str
    kind: BlockKind
    hidden: bool


@dataclass(slots=True)
class _Reader:
    """Reads tags and texts one after the other, and keeps what has been written so far."""

    written: list[str] = field(default_factory=list)
    length: int = 0
    groups: list[Block] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    bold: list[tuple[int, int]] = field(default_factory=list)
    _open: list[_Open] = field(default_factory=lambda: [_Open("", "paragraph", False)])
    _depths: dict[str, int] = field(default_factory=dict)
    _group: int | None = None
    _space: str = ""
    _link: tuple[int, str] | None = None
    _bold_from: int | None = None

    def read(self, markup: str) -> None:
        lowered = markup.lower()
        closable = {name for name in _DROPPED if f"</{name}" in lowered}
        for piece in pieces(markup):
            if piece.kind == "text":
                if not self._open[-1].hidden:
                    self._write(piece.value)
            elif piece.kind == "close":
                self._close(piece.value)
            else:
                self._start(piece.value, piece.attributes, piece.value in closable)
        self._end_link()
        self._end_bold()
        self._break()

    def _start(self, name: str, raw: str, dropped: bool) -> None:
        above = self._open[-1]
        if name in _BLOCK_TAGS:
            self._break()
            if above.kind == "heading" and above.name in _KINDS:
                self._close(above.name)
                above = self._open[-1]
        found = attributes(raw) if raw and len(raw) < 20_000 else {}
        if name == "br":
            if self._space == "\n":
                self._break()
            else:
                self._space = "\n"
        elif name == "img" and not above.hidden:
            self._see(found)
        if name in VOID:
            return
        if name == "a" and "href" in found:
            self._end_link()
            self._link = (self.length + len(self._pending()), found["href"].strip())
        elif name in _BOLD and self._bold_from is None:
            self._bold_from = self.length + len(self._pending())
        hidden = above.hidden or dropped or ("style" in found and _HIDDEN.search(found["style"]) is not None)
        self._open.append(_Open(name, _kind(name, found, above.kind), hidden))
        self._depths[name] = self._depths.get(name, 0) + 1

    def _close(self, name: str) -> None:
        if name == "a":
            self._end_link()
        if name in _BLOCK_TAGS:
            self._break()
        if not self._depths.get(name):
            return
        while True:
            gone = self._open.pop().name
            self._depths[gone] -= 1
            if gone in _BOLD and not any(self._depths.get(bold) for bold in _BOLD):
                self._end_bold()
            if gone == name:
                return

    def _write(self, data: str) -> None:
        if self._open[-1].kind == "code":
            self._begin()
            self._put(data)
            return
        folded = _WHITE.sub(" ", data.replace(_SOFT_HYPHEN, ""))
        words = folded.strip(" ")
        if not words:
            self._space = self._space or folded
            return
        if folded[0] == " ":
            self._space = self._space or " "
        self._begin()
        self._put(words)
        self._space = " " if folded[-1] == " " else ""

    def _begin(self) -> None:
        pending = self._pending()
        if self._group is None:
            self._group = self.length + len(pending)
            self._kind_of_group = self._open[-1].kind
        self._put(pending)
        self._space = ""

    def _pending(self) -> str:
        """The white space that comes before the next word."""
        if self._group is None:
            return "\n\n" if self.length else ""
        return self._space

    _kind_of_group: BlockKind = "paragraph"

    def _put(self, data: str) -> None:
        self.written.append(data)
        self.length += len(data)

    def _break(self) -> None:
        if self._group is not None:
            self.groups.append(Block(self._kind_of_group, self._group, self.length))
        self._group = None
        self._space = ""

    def _end_link(self) -> None:
        if self._link is not None and self._link[0] < self.length:
            self.links.append(Link(self._link[0], self.length, self._link[1]))
        self._link = None

    def _end_bold(self) -> None:
        if self._bold_from is not None and self._bold_from < self.length:
            self.bold.append((self._bold_from, self.length))
        self._bold_from = None

    def _see(self, found: dict[str, str]) -> None:
        tracker = "1" in (found.get("width"), found.get("height")) or "0" in (found.get("width"), found.get("height"))
        if found.get("src") and not tracker:
            self.images.append(Image(self.length, found["src"].strip()))


def _kind(name: str, found: dict[str, str], above: BlockKind) -> BlockKind:
    if above in _STICKY:
        return above
    signs = f"{found.get('class', '')} {found.get('id', '')}" if "class" in found or "id" in found else ""
    for pattern, kind in _CLASSES if signs else ():
        if pattern.search(signs):
            return kind
    kind = _KINDS.get(name, above)
    return above if kind == "paragraph" and above in ("list", "blockquote") else kind


def _bold_headings(text: str, groups: list[Block], bold: list[tuple[int, int]]) -> Iterator[Block]:
    """The groups, where a line that is printed in bold from end to end has become a heading of its own."""
    starts = [start for start, _ in bold]
    for group in groups:
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


def _may_head(line: str) -> bool:
    return len(line) <= 200 and line[-1] not in ".,:;…" and not line.endswith((".”", '."'))


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
_FEWEST_SPACES_IN_PROSE = 8
_FEWEST_SPACES_IN_A_CELL = 20


def _classified(text: str, blocks: list[Block]) -> tuple[Block, ...]:
    """The blocks, with those that are no prose told apart."""
    told: list[Block] = []
    seen_prose = in_comments = False
    for block in blocks:
        line = text[block.start : block.end]
        kind, end = block.kind, block.end
        if kind not in _STICKY:
            kind = furniture(line) or kind
            spaces = line.count(" ")
            in_comments = in_comments or (seen_prose and begins_comments(line))
            if in_comments or (kind == "list" and told and told[-1].kind == "boilerplate"):
                kind = "boilerplate"
            elif kind == "table" and spaces >= _FEWEST_SPACES_IN_A_CELL:
                kind = "paragraph"
            elif signs_a_tweet(line) and told and told[-1].kind in ("paragraph", "caption"):
                told[-1] = Block("embed", told[-1].start, told[-1].end)
            elif kind == "paragraph" and (teaser := _TEASER.search(line, max(len(line) - 120, 0))):
                end = block.start + len(line[: teaser.start()].rstrip())
            seen_prose = seen_prose or (kind == "paragraph" and spaces >= _FEWEST_SPACES_IN_PROSE)
        if block.start < end:
            told.append(Block(kind, block.start, end))
        if end < block.end:
            told.append(Block("boilerplate", end + 1, block.end))
    return tuple(told)
