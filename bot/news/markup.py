"""HTML in, its tags and texts out: one linear pass over whatever the web holds, without a tree."""

import html
import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

_NO_CONTENT = "area base br col embed hr img input link meta param source track wbr"
VOID = frozenset(_NO_CONTENT.split())

# Their content is not markup (HTML Standard, 13.2.5): it ends at the closing tag and nowhere else.
_RAW = frozenset(["script", "style", "textarea", "title", "iframe", "noembed", "noframes", "xmp"])

# A quotation mark opens a value only after "=", and a value that never ends is read as if it had no marks. The groups
# are atomic: no input makes them go back.
_TAG = re.compile(r"""<(/?)([a-zA-Z][^\s/>]*+)((?>[^>"'=]++|=\s*+(?>"[^"]*+"|'[^']*+')|["'=])*+)>""")
_BARE_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*+)([^>]*+)>")
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]++)(?>\s*+=\s*+(?>"([^"]*+)"|'([^']*+)'|([^\s"'<>]++)))?""")
_LONG_NUMBER = re.compile(r"&#0*[0-9]{8,}+;?")

# How often a tag may turn out to have no end before quotation marks in tags are no longer believed.
_PATIENCE = 20


# Elements that mark words, or a part of one, and part nothing (HTML Standard, 4.5).
_WITHIN_WORDS = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark nobr q s samp small span strike strong "
    "sub sup time tt u var wbr".split()
)


class Piece(NamedTuple):
    """A stretch of markup: of a text its `value`; of a tag its name, what stood behind the name, and its offsets."""

    kind: Literal["text", "open", "close"]
    value: str
    attributes: str = ""
    start: int = 0
    end: int = 0


def pieces(markup: str) -> Iterator[Piece]:
    """The tags and decoded texts of some HTML, in order; comments, doctypes, scripts and styles are left out."""
    position, written, patience = 0, 0, _PATIENCE
    last_end = max(markup.rfind(">"), 0)
    while (start := markup.find("<", position, last_end)) >= 0:
        if markup[start + 1] in "!?":
            if start > written:
                yield Piece("text", unescape(markup[written:start]))
            position = written = _end_of_declaration(markup, start)
            continue
        match = (_TAG if patience else _BARE_TAG).match(markup, start)
        if match is None:
            if patience and _BARE_TAG.match(markup, start):
                patience -= 1
            else:
                position = start + 1
            continue
        if start > written:
            yield Piece("text", unescape(markup[written:start]))
        name = match[2].lower()
        position = written = match.end()
        if match[1]:
            yield Piece("close", name, "", start, position)
        elif name in _RAW:
            closing = re.compile(rf"</{name}[^>]*>", re.IGNORECASE).search(markup, position)
            position = written = closing.end() if closing else len(markup)
        else:
            yield Piece("open", name, match[3], start, position)
    if written < len(markup):
        yield Piece("text", unescape(markup[written:]))


def _end_of_declaration(markup: str, start: int) -> int:
    closing = "-->" if markup.startswith("<!--", start) else ">"
    end = markup.find(closing, start + 2)
    return end + len(closing) if end >= 0 else len(markup)


def attributes(raw: str) -> dict[str, str]:
    """What stands in a tag, by lower-case name; the first of two with one name counts, as in browsers."""
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(raw):
        found.setdefault(name.lower(), unescape(double or single or bare))
    return found


def unescape(text: str) -> str:
    """Text with its character references decoded; a number too long to be a character becomes U+FFFD."""
    return html.unescape(_LONG_NUMBER.sub("\ufffd", text)) if "&" in text else text


def plain(markup: str) -> str:
    """Markup as one line of words: no tags, references decoded, white space folded; "<i>Dawn</i>’s" is one word."""
    if "<" not in markup and "&" not in markup:
        return " ".join(markup.split())
    words = (
        piece.value if piece.kind == "text" else "" if piece.value in _WITHIN_WORDS else " " for piece in pieces(markup)
    )
    return " ".join("".join(words).split())
