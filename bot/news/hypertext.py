"""HTML in; the words that its readers see, in groups of one kind each, with links, pictures and bold print, out."""

import re
from dataclasses import dataclass, field

from bot.news.markup import VOID, attributes, pieces, unescape
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
class Hypertext:
    """What HTML shows: its text, with blank lines between the groups that tile it, and what stands where in it."""

    text: str
    groups: tuple[Block, ...]
    links: tuple[Link, ...]
    images: tuple[Image, ...]
    bold: tuple[tuple[int, int], ...]


# They hold words that are not markup: groups of one kind, told by a tag's name or by its class.
STICKY: frozenset[BlockKind] = frozenset({"embed", "boilerplate", "caption", "code", "note", "credit"})


def hypertext(markup: str) -> Hypertext:
    """What some HTML shows, read in one pass, however broken or deep it is."""
    reader = _Reader()
    reader.read(markup)
    return Hypertext(
        "".join(reader.written), tuple(reader.groups), tuple(reader.links), tuple(reader.images), tuple(reader.bold)
    )


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
    "summary": "heading",
    "p": "paragraph",
}
_NO_PROSE = "svg form noscript template object video audio canvas button select head"
_DROPPED = frozenset(_NO_PROSE.split())
_BOLD = frozenset({"b", "strong"})

_CLASSES: tuple[tuple[re.Pattern[str], BlockKind], ...] = (
    (
        re.compile(
            r"twitter-(?:tweet|video)|(?:^|\s)tweet(?:\s|$)|instagram-media|tiktok-embed|bluesky-embed|fb-(?:post|video)|reddit-embed"
            r"|mastodon-embed|embedded-post|digest-post-embed|wp-embedded-content|(?:kg-)?bookmark-card|mixtapeEmbed"
        ),
        "embed",
    ),
    (
        re.compile(
            r"tr-caption(?!-container)|wp-caption-text|(?:^|\s|(?<!cta)[-_])caption(?:\s|$)"
            r"|(?:image|photo|media|picture)[-_]{1,2}credits?|(?:^|\s)(?:legende|bildunterschrift|foto-?pie|pie-?(?:de-?)?foto)(?:\s|$)"
        ),
        "caption",
    ),
    (
        re.compile(
            r"sharedaddy|jp-relatedposts|feedflare|post-footer|share-?(?:buttons|row|this)|addtoany|button-wrapper"
            r"|comment-?(?:form|list|s\b)|subscription-widget|subscribe-(?:widget|box|form)|newsletter-signup"
            r"|related-?posts|post-tags|upgrade-cta|paywall|kg-signup|kg-cta|jetpack-subscriptions"
            r"|author-?(?:bio|box|info|card)|about-the-author|saboxplugin|affiliate-(?:note|notice|disclosure)"
            r"|captioned-button-wrap|cta-caption|community-chat|directMessage|hide-text|install-substack"
            r"|ez-toc|(?:^|\s)(?:toc|lwptoc|table-of-contents)(?:[-_\s]|$)|yarpp|(?:post|posts)-navigation|nav-links"
            r"|(?:^|[\s_-])newsletter(?:[-_]|\s|$)|(?:^|[\s_-])(?:related|recommended|topics|tags|keywords|tag-list)(?:[-_]\w+)*(?:\s|$)"
            r"|(?:^|\s)(?:social|share|sharing|breadcrumbs?|kicker|eyebrow|overline|read-?more|also-read|cta|promo|donate)(?:[-_]\w+)*(?:\s|$)|mc4wp|convertkit"
            r"|(?:^|\s)ad(?:vert|vertisement|-slot|-unit|-container)?(?:\s|$)|kg-(?:button|header|email|file)-card"
            r"|wp-block-(?:buttons?|query|jetpack|latest-posts|latest-comments|tag-cloud|social-links|search)"
            r"|(?:^|\s)(?:entry|post)-(?:meta|footer|tags)(?:\s|$)|(?:cat|tags)-links|essb_links|heateor_sss|a2a_kit"
        ),
        "boilerplate",
    ),
    (re.compile(r"(?:^|[\s-])pull-?quote"), "blockquote"),
    (
        re.compile(
            r"(?:^|\s)(?:footnotes?|footnote-content|wp-block-footnotes|footnotes-list|corrections?|editors?-note)(?:\s|$)"
        ),
        "note",
    ),
    (
        re.compile(
            r"tumblr_blog|(?:^|\s)(?:(?:article|post|entry)[-_]{1,2})?(?:byline|author(?:[-_]name)?|auteur|firma|dateline|date)(?:\s|$)"
        ),
        "credit",
    ),
)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_WHITE = re.compile(r"[\s\u200b\u2060\ufeff]+")
_SOFT_HYPHEN = "\u00ad"
_ANY_TAG = re.compile(r"<[^<>]*>")
_LONGEST_TAG = 20_000
_MOST_PIECES = 100_000
MOST_BLOCKS = 4_000
"""What follows so many blocks is no longer told apart: no post has more, and what pretends to shall cost little."""


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
    _kind_of_group: BlockKind = "paragraph"
    _space: str = ""
    _link: tuple[int, str] | None = None
    _bold_from: int | None = None

    def read(self, markup: str) -> None:
        # What is never closed would take the rest of the post with it.
        lowered = markup.lower()
        rest = ""
        closable = {name for name in _DROPPED if f"</{name}" in lowered}
        for number, piece in enumerate(pieces(markup)):
            if piece.kind == "text":
                if not self._open[-1].hidden:
                    self._write(piece.value)
            elif piece.kind == "close":
                self._close(piece.value)
            elif number < _MOST_PIECES and len(self.groups) < MOST_BLOCKS:
                self._start(piece.value, piece.attributes, piece.value in closable)
            else:
                rest = markup[piece.start :]
                break
        self._end_link()
        self._end_bold()
        self._break()
        self._open.append(_Open("", "boilerplate", False))
        self._write(unescape(_ANY_TAG.sub(" ", rest)))
        self._break()

    def _start(self, name: str, raw: str, dropped: bool) -> None:
        above = self._open[-1]
        if name in _BLOCK_TAGS:
            self._break()
            if above.kind == "heading" and above.name in _KINDS:
                self._close(above.name)
                above = self._open[-1]
        found = attributes(raw) if raw and len(raw) < _LONGEST_TAG else {}
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
        if self._open[-1].kind == "code" and (self._group is not None or data.strip()):
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
        is_tracker = bool({found.get("width"), found.get("height")} & {"0", "1"})
        if found.get("src") and not is_tracker:
            self.images.append(Image(self.length, found["src"].strip()))


def _kind(name: str, found: dict[str, str], above: BlockKind) -> BlockKind:
    if above in STICKY:
        return above
    # The id of a heading or a section is the slug of its words.
    signs = found.get("class") or (found.get("id", "") if name in ("div", "aside", "ul", "ol") else "")
    for pattern, kind in _CLASSES if signs else ():
        if pattern.search(signs) and (kind != "credit" or above == "paragraph"):
            return kind
    kind = _KINDS.get(name, above)
    return above if kind == "paragraph" and above in ("list", "blockquote") else kind
