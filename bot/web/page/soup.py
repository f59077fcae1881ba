"""A page's HTML in; its stretches of text, each in the elements around it, out, however broken the tags are."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from bot.news.markup import VOID, Piece, attributes, pieces

_BLOCKS = """
p div section article header footer main aside nav ul ol li dl dt dd table caption thead tbody tfoot tr td th h1 h2 h3
h4 h5 h6 blockquote pre figure figcaption hr address center details summary body html form fieldset legend label button
dialog
"""
BLOCKS = frozenset(_BLOCKS.split())
# What these hold is no text of the page.
DROPPED = frozenset("svg noscript template select object canvas video audio math datalist map".split())
# Elements that the next of their kind closes (HTML Standard, 13.1.2.4), and where to stop looking for them.
_CLOSED_BY = {
    "li": frozenset({"li"}),
    "dt": frozenset({"dt", "dd"}),
    "dd": frozenset({"dt", "dd"}),
    "td": frozenset({"td", "th"}),
    "th": frozenset({"td", "th"}),
    "tr": frozenset({"tr"}),
}
_HOLDERS = frozenset({"ul", "ol", "dl", "table", "div"})
_STAND_IN_A_PARAGRAPH = frozenset({"button", "label", "legend"})
_LONGEST_TAG = 20_000
# The longest of eight hundred articles needs half of these; what comes after them is not read.
MOST_PIECES = 30_000
MOST_STRETCHES = 3_500
_FARTHEST = 200

SENTENCE_END = re.compile(r"[.!?…][”\"’')\]]*(?:\s|$)")
_WORD = re.compile(r"\w+")


@dataclass(slots=True, eq=False)
class Element:
    """An element that may hold text; the numbers count the stretches that begin in it, once the page has been read.

    `prose` counts the words of whole sentences among its `words`, `linked` those that lead elsewhere.
    """

    name: str
    attributes: dict[str, str]
    above: "Element | None"
    depth: int = 0
    dropped: bool = False
    words: int = 0
    linked: int = 0
    prose: int = 0
    stretches: int = 0
    tokens: frozenset[str] | None = None


@dataclass(slots=True, eq=False)
class Stretch:
    """Text that no block's border interrupts; `words` counts it, `linked` those of them that lead elsewhere."""

    element: Element
    text: str = ""
    words: int = 0
    linked: int = 0
    parts: list[str] = field(default_factory=list)

    @property
    def block(self) -> str:
        """The name of the nearest element around it that is a block, empty where there is none."""
        element: Element | None = self.element
        for _ in range(_FARTHEST):
            if element is None or element.name in BLOCKS:
                break
            element = element.above
        return element.name if element is not None else ""

    @property
    def is_prose(self) -> bool:
        """Whether it reads as sentences that are not there for their links."""
        return self.words >= 10 and self.linked <= 0.4 * self.words and SENTENCE_END.search(self.text) is not None


class Step(NamedTuple):
    """One thing met on the way through a page: text or a break or a picture in a stretch, or an element's border.

    `place` is the number of the stretch that was being read, or that comes next.
    """

    kind: Literal["text", "open", "close", "void"]
    element: Element
    value: str
    place: int


@dataclass(slots=True)
class Soup:
    """A page: its stretches in order, the steps that tell where they and the elements begin and end, the elements.

    The first element is the page itself; each comes before those that stand in it. `whole`: it was read to its end.
    """

    stretches: list[Stretch]
    steps: list[Step]
    elements: list[Element]
    whole: bool = True

    @property
    def heading(self) -> str:
        """The words of its first heading of the first rank, empty where it has none."""
        return next((stretch.text for stretch in self.stretches if stretch.block == "h1"), "")

    @property
    def deepest(self) -> int:
        """How deep its elements nest."""
        return max(element.depth for element in self.elements)


def soup(html: str) -> Soup:
    """Read a page into stretches of text; it takes time in proportion to the page, however its elements nest."""
    reader = _Reader()
    lowered = html.lower()
    # What is never closed would take the rest of the page with it.
    reader.dropped = frozenset(name for name in DROPPED if f"</{name}" in lowered)
    whole = True
    for number, piece in enumerate(pieces(html)):
        if number >= MOST_PIECES or len(reader.stretches) >= MOST_STRETCHES:
            whole = False
            break
        reader.read[piece.kind](piece)
    reader.end()
    _counted(reader.elements, reader.stretches)
    return Soup(reader.stretches, reader.steps, reader.elements, whole)


class _Reader:
    """Reads tags and texts one after the other, and keeps which elements are open."""

    def __init__(self) -> None:
        root = Element("", {}, None)
        self.elements = [root]
        self.stretches: list[Stretch] = []
        self.steps: list[Step] = []
        self.dropped: frozenset[str] = frozenset()
        self.read: dict[str, Callable[[Piece], None]] = {"text": self._text, "open": self._open, "close": self._close}
        self._stack = [root]
        self._open_names: dict[str, int] = {}
        self._stretch: Stretch | None = None
        self._begun = 0
        self._linked = False
        self._broken = False

    def end(self) -> None:
        self._break()
        while len(self._stack) > 1:
            self._pop()

    def _text(self, piece: Piece) -> None:
        top, text = self._stack[-1], piece.value
        if top.dropped:
            return
        if text.isspace():
            if self._stretch is not None:
                self._stretch.parts.append(text)
                self._step("text", top, text)
            return
        if self._stretch is None:
            self._stretch, self._begun = Stretch(top), len(self.steps)
        stretch = self._stretch
        stretch.parts.append(text)
        words = len(_WORD.findall(text))
        stretch.words += words
        stretch.linked += words if self._linked else 0
        self._step("text", top, text)
        self._broken = False

    def _open(self, piece: Piece) -> None:
        name = piece.value
        if name in BLOCKS:
            self._break()
            self._end_what_it_closes(name)
        top = self._stack[-1]
        if name in VOID:
            if not top.dropped and name in ("br", "img", "hr"):
                self._void(name, piece, top)
            return
        found = attributes(piece.attributes) if piece.attributes and len(piece.attributes) < _LONGEST_TAG else {}
        dropped = top.dropped or (name in self.dropped and "shadowrootmode" not in found)
        if dropped and piece.attributes.endswith("/"):
            return
        element = Element(name, found, top, top.depth + 1, dropped)
        self.elements.append(element)
        self._stack.append(element)
        self._open_names[name] = self._open_names.get(name, 0) + 1
        self._step("open", element)
        if name == "a":
            self._linked = True

    def _void(self, name: str, piece: Piece, top: Element) -> None:
        if name == "br" and self._stretch is not None:
            self._stretch.parts.append(" ")
        if name == "br" and self._broken:
            self._break()
        self._step("void", top, f"{name} {piece.attributes}" if len(piece.attributes) < _LONGEST_TAG else name)
        self._broken = name == "br"

    def _close(self, piece: Piece) -> None:
        name = piece.value
        if name == "a":
            self._linked = False
        if name in BLOCKS:
            self._break()
        if not self._open_names.get(name):
            return
        if name in BLOCKS or name in DROPPED:
            self._pop_to(name)
        else:
            self._pop_nearest(frozenset({name}), BLOCKS)

    def _end_what_it_closes(self, name: str) -> None:
        """End the elements whose end tag may be left out before this one."""
        if self._open_names.get("p") and name not in _STAND_IN_A_PARAGRAPH:
            self._pop_nearest(frozenset({"p"}), BLOCKS)
        if name in _CLOSED_BY:
            self._pop_nearest(_CLOSED_BY[name], _HOLDERS)

    def _pop_nearest(self, names: frozenset[str], borders: frozenset[str]) -> None:
        """Pop the stack down to the nearest element of one of the names, if no border stands between."""
        for index in range(len(self._stack) - 1, max(len(self._stack) - _FARTHEST, 0), -1):
            name = self._stack[index].name
            if name in names:
                self._pop_to(name)
                return
            if name in borders:
                return

    def _pop_to(self, name: str) -> None:
        while self._pop() != name:
            pass

    def _pop(self) -> str:
        element = self._stack.pop()
        self._open_names[element.name] -= 1
        self._step("close", element)
        return element.name

    def _break(self) -> None:
        stretch, self._stretch = self._stretch, None
        if stretch is None:
            return
        if not stretch.words:
            # A bar, a bullet: left out, that it may not stand beside the words that come next.
            self.steps[self._begun :] = [step for step in self.steps[self._begun :] if step.kind != "text"]
            return
        stretch.text = " ".join("".join(stretch.parts).split())
        stretch.parts.clear()
        self.stretches.append(stretch)

    def _step(self, kind: Literal["text", "open", "close", "void"], element: Element, value: str = "") -> None:
        self.steps.append(Step(kind, element, value, len(self.stretches)))


def _counted(elements: list[Element], stretches: list[Stretch]) -> None:
    """Count what stands in each element; those within come after it in the list."""
    for stretch in stretches:
        element = stretch.element
        element.stretches += 1
        element.words += stretch.words
        element.linked += stretch.linked
        element.prose += stretch.words if stretch.is_prose else 0
    for element in reversed(elements):
        if element.above is not None:
            element.above.stretches += element.stretches
            element.above.words += element.words
            element.above.linked += element.linked
            element.above.prose += element.prose
