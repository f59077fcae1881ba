"""Markup in; the same without its CDATA sections, and these apart, out: what they hold is text, whatever it looks like.

A tree is built in half the time without them, half a feed is sections as a rule, and no quoted tag in one is taken for
a tag.
"""

import re
from collections.abc import Callable

from bot.news.feed.encoding import mended

MARK = "\U0010ffff"
"""Stands on both sides of a section's number where the section stood: a code point that no text may hold."""

_OPENING = b"<![CDATA["
_MARK = MARK.encode()
_MARKS_FIRST_BYTE = _MARK[:1]  # one byte is found in a tenth of the time of four, and hardly any feed holds this one
_PLACE = re.compile(f"{MARK}([0-9]{{1,6}}){MARK}")
_MOST_SECTIONS = 100_000

Sections = tuple[bytes, ...]


def lifted(body: bytes, root: int) -> tuple[bytes, Sections]:
    """The markup from its root on, with a place for each section, and the sections.

    One that never ends is left where it stands.
    """
    kept: list[bytes] = []
    sections: list[bytes] = []
    position = root
    while (start := body.find(_OPENING, position)) >= 0 and len(sections) < _MOST_SECTIONS:
        comment = body.rfind(b"<!--", position, start)
        if comment >= 0 and body.find(b"-->", comment, start) < 0:
            end = body.find(b"-->", start)
            if end < 0:
                break
            kept.append(body[position : end + 3])
        else:
            end = body.find(b"]]>", start)
            if end < 0:
                break
            kept += (body[position:start], b"%b%d%b" % (_MARK, len(sections), _MARK))
            sections.append(body[start + len(_OPENING) : end])
        position = end + 3
    markup = b"".join([*kept, body[position:]])
    if _MARKS_FIRST_BYTE in body and markup.count(_MARK) != 2 * len(sections):
        return lifted(body.replace(_MARK, "\ufffd".encode()), root)  # somebody would have a section more than once
    return markup, tuple(sections)


def restored(text: str, sections: Sections, written: Callable[[str], str] = str) -> str:
    """A text with its sections back in their places, each as `written` writes it."""
    if _PLACE.fullmatch(text):
        return written(_section(text[1:-1], sections))  # a section and nothing else, as nearly always
    return _PLACE.sub(lambda place: written(_section(place[1], sections)), text)


def _section(number: str, sections: Sections) -> str:
    """What a section holds, its lines broken as XML breaks them; U+FFFD for one that the feed itself made up."""
    place = int(number)
    if place >= len(sections):
        return "\ufffd"
    section = sections[place]
    try:
        text = section.decode()
    except UnicodeDecodeError:
        text = mended(section).decode()
    return text.replace("\r\n", "\n").replace("\0", "\ufffd") if b"\r" in section or b"\0" in section else text
