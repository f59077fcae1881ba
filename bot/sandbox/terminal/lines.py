"""A text with Discord's markdown → stretches of one look each, and the lines of them that fit a terminal."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from markdown_it.token import Token
from markdown_it.utils import EnvType

from bot.sandbox.drawing import grammar, stamps
from bot.sandbox.drawing.elements import seen
from bot.sandbox.drawing.sight import Sight

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_UNITS = ((365 * 86400, "year"), (30 * 86400, "month"), (86400, "day"), (3600, "hour"), (60, "minute"))


@dataclass(frozen=True, slots=True)
class Canvas:
    """How to draw: columns, whether with colour, what "now" is, and the names of channels, people and roles by id."""

    width: int = 78
    colour: bool = False
    now: datetime | None = None
    channels: Mapping[str, str] | None = None
    people: Mapping[str, str] | None = None
    roles: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """How a stretch of text looks."""

    bold: bool = False
    italic: bool = False
    dim: bool = False
    link: bool = False
    underline: bool = False

    def on(self, words: str, canvas: Canvas) -> str:
        """The words as a terminal shows them so; nothing in them is for the terminal to obey."""
        words = _CONTROL.sub("", words)
        wanted = (self.bold, self.dim, self.italic, self.link or self.underline)
        codes = [code for code, is_wanted in zip("1234", wanted, strict=True) if is_wanted]
        return f"\x1b[{';'.join(codes)}m{words}\x1b[0m" if codes and canvas.colour else words


DEEPEST = 60
PLAIN = Look()
BOLD = Look(bold=True)
DIM = Look(dim=True)

_LOOKS = {
    "em": {"italic": True},
    "link": {"link": True},
    "strong": {"bold": True},
    "strong__": {"underline": True},
}
_SIGNS = {"spoiler_open": "||", "spoiler_close": "||", "s_open": "~~", "s_close": "~~"}
"""What stands for a mark that has no look on every terminal, and whose words would mislead without it."""


_TEXT = grammar.of_texts(deepest=DEEPEST)
_TITLE = grammar.of_titles(deepest=DEEPEST)


def text_lines(text: str, canvas: Canvas, columns: int) -> Iterator[str]:
    """A text as Discord draws it in a message: lines of so many columns, with quotes, lists, headings and code."""
    margins: list[tuple[str, str]] = []
    numbers: list[int | None] = []
    look = PLAIN
    for token in _TEXT.parse(seen(text).strip(), _environment(canvas)):
        match token.type:
            case "blockquote_open":
                margins.append((DIM.on("┃", canvas) + " ",) * 2)
            case "bullet_list_open":
                numbers.append(None)
            case "ordered_list_open":
                numbers.append(int(token.attrs.get("start", 1)))
            case "bullet_list_close" | "ordered_list_close":
                numbers.pop()
            case "list_item_open":
                number = numbers[-1]
                mark = "• " if number is None else f"{number}. "
                numbers[-1] = None if number is None else number + 1
                margins.append((mark, " " * len(mark)))
            case "blockquote_close" | "list_item_close":
                margins.pop()
            case "heading_open":
                look = BOLD
            case "subtext_open":
                look = DIM
            case "heading_close" | "subtext_close":
                look = PLAIN
            case "inline" | "blank":
                room = columns - sum(width(then) for _, then in margins)
                for line in wrapped(_stretches(token.children or (), canvas, look), canvas, room):
                    yield "".join(first for first, _ in margins) + line
                    margins = [(then, then) for _, then in margins]


def title_lines(text: str, canvas: Canvas, columns: int) -> Sequence[str]:
    """A text as Discord draws it in an embed's title and a field's name: in bold, and nothing in it leads anywhere."""
    (token,) = _TITLE.parseInline(_one_line(text), _environment(canvas))
    return wrapped(_stretches(token.children or (), canvas, BOLD), canvas, columns)


def runs(text: str, canvas: Canvas, look: Look) -> Iterator[tuple[str, Look]]:
    """The words of one line in stretches of one look each, with markup and escapes resolved."""
    (token,) = _TEXT.parseInline(seen(text), _environment(canvas))
    return _stretches(token.children or (), canvas, look)


def plain(text: str, canvas: Canvas) -> str:
    """The words of a text, without its marks."""
    return "".join(words for words, _ in runs(_one_line(text), canvas, PLAIN))


def width(text: str) -> int:
    """The columns that a text takes in a terminal."""
    return sum(
        0 if unicodedata.combining(character) else 1 + (unicodedata.east_asian_width(character) in "WF")
        for character in _ANSI.sub("", text)
    )


def wrapped(stretches: Iterable[tuple[str, Look]], canvas: Canvas, columns: int) -> Sequence[str]:
    """Lines of whole words. A word may be of several looks, and a longer one than the line stands alone."""
    lines: list[str] = []
    words: list[str] = [""]
    for text, look in stretches:
        for row, line in enumerate(text.split("\n")):
            if row:
                lines += _filled(words, columns)
                words = [""]
            for place, part in enumerate(line.split(" ")):
                if place:
                    words.append("")
                if part:
                    words[-1] += look.on(part, canvas)
    # The break that ends the last line begins no other.
    return lines if lines and words == [""] else [*lines, *_filled(words, columns)]


def _filled(words: Sequence[str], columns: int) -> Iterator[str]:
    """A line's words in as many lines as they need."""
    line, taken = words[0], width(words[0])
    for word in words[1:]:
        needed = width(word)
        if taken + 1 + needed <= columns:
            line, taken = f"{line} {word}", taken + 1 + needed
        else:
            yield line
            line, taken = word, needed
    yield line


def _stretches(tokens: Iterable[Token], canvas: Canvas, look: Look) -> Iterator[tuple[str, Look]]:
    looks, is_fresh = [look], True
    for token in tokens:
        name, _, end = token.type.rpartition("_")
        changed = _LOOKS.get("strong__" if token.markup == "__" else name)
        if changed and end == "open":
            looks.append(replace(looks[-1], **changed))
        elif changed and end == "close":
            looks.pop()
        elif words := _words(token, canvas):
            is_block = token.type == "fence"
            yield (
                ("\n" if is_block and not is_fresh else "") + words,
                replace(looks[-1], link=looks[-1].link or token.type == "mention"),
            )
            is_fresh = words.endswith("\n")


def _words(token: Token, canvas: Canvas) -> str:
    match token.type:
        case "time":
            return at(token.meta["moment"], token.meta["style"], canvas)
        case "fence":
            return f"{token.content}\n"
        case "code_inline":
            return f"`{token.content}`"
        case kind:
            return _SIGNS.get(kind, token.content)


def _environment(canvas: Canvas) -> EnvType:
    """What the rules are told: the names that a terminal knows."""
    sight = Sight("", canvas.people or {}, canvas.roles or {}, canvas.channels or {}, lambda address: None)
    return {"sight": sight, "quoted": False, "top": 0}


def _one_line(text: str) -> str:
    return " ".join(seen(text).split())


def at(moment: datetime, style: str, canvas: Canvas) -> str:
    """A moment in the style that a message asks for (Discord's documentation: Reference, Timestamp Styles)."""
    if style == "R":
        return ago(moment, canvas)
    try:
        return stamps.words(moment.astimezone(canvas.now.tzinfo if canvas.now else None), style)
    except OverflowError:  # in this zone it is beyond the first year or the last
        return stamps.words(moment, style)


def ago(moment: datetime, canvas: Canvas) -> str:
    """How long ago a moment is, or how long until it comes."""
    seconds = ((canvas.now or datetime.now(UTC)) - moment).total_seconds()
    for unit, name in _UNITS:
        count = int(abs(seconds) // unit)
        if count:
            spoken = f"{count} {name}{'' if count == 1 else 's'}"
            return f"{spoken} ago" if seconds > 0 else f"in {spoken}"
    return "just now"
