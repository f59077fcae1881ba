"""Broken markup in; the same as it was most likely meant, as far as a parser needs it, out."""

import re
from collections.abc import Sequence
from html.entities import html5

from bot.news.feed.bounds import MOST_MENDS, Span
from bot.news.feed.encoding import mended as in_utf8

_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r")
# An ampersand that begins no reference of XML's, with the name behind it if it is a reference of HTML's.
_BARE_AMPERSAND = re.compile(
    rb"&(?!(?:lt|gt|amp|quot|apos|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});)([A-Za-z][A-Za-z0-9]{1,31};)?"
)
# Numbers of characters that XML knows none of (XML 1.0, 2.2): controls, halves of pairs, and the last two.
_NO_CHARACTER = re.compile(
    rb"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01]|5529[6-9]|55[3-9]\d\d|56\d{3}|57[0-2]\d\d|573[0-3]\d|5734[0-3]|6553[45])"
    rb"|[xX]0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F]|[dD][89a-fA-F][0-9a-fA-F]{2}|[fF]{3}[eEfF])"
    rb"|0*(?:11[2-9]\d|1[2-9]\d\d|[2-9]\d{3})\d{3});"
)
_NO_CHARACTER_RAW = re.compile(rb"\xef\xbf[\xbe\xbf]")

_ROOTS_START = re.compile(rb"<([^\s<>/]{1,80})([^<>]*)>")
_NAMESPACE = re.compile(rb"""\sxmlns\s*=\s*(?:"[^"]*"|'[^']*')""")
_ROOTS_END = re.compile(rb"</(?:[\w.-]{1,40}:)?(?:rss|feed|rdf|channel)\s*>", re.IGNORECASE)
_TAG_WITH_VALUES = re.compile(rb"<[a-zA-Z][^<>=]*+=[^<>]*+>")
_VALUE = re.compile(rb"""("[^"]*"|'[^']*')|(\s[\w:.-]{1,60}=)([^\s"'<>]*[^\s"'<>/])""")

_PREFIX = rb"(?:[\w.-]{1,40}:)?"
_LEAVES = (
    rb"(?:title|link|guid|id|pubdate|date|published|updated|issued|modified|created|creator|subject|category|comments"
    rb"|description|summary|content|encoded|name|email|uri)"
)
# A field with tags in it: markup that should have been escaped, and breaks the feed where it is not whole.
_WITH_TAGS = re.compile(
    rb"(<(" + _PREFIX + _LEAVES + rb")(?:\s[^<>]*)?(?<!/)>)"
    rb"([^<]*+(?:<(?!/?" + _PREFIX + _LEAVES + rb"[\s/>])[^<]*+)++)(</\2\s*>)",
    re.IGNORECASE,
)
# A field that is not closed when the next one begins, or when what it stands in ends.
_UNCLOSED = re.compile(
    rb"<(" + _PREFIX + _LEAVES + rb")((?:\s[^<>]*)?(?<!/))>([^<]*)"
    rb"(?=<" + _PREFIX + _LEAVES + rb"[\s/>]|</(?!\1\s*>))",
    re.IGNORECASE,
)


def mended(body: bytes) -> bytes:
    """A body in which a parser finds no broken character: bytes, references, ampersands, the root's own tag."""
    body = in_utf8(body.translate(None, _CONTROLS))
    body = _NO_CHARACTER_RAW.sub("\ufffd".encode(), body)
    if b"&" in body:
        body = _with_references(body)
    return _TAG_WITH_VALUES.sub(_quoted, body)


def _quoted(tag: re.Match[bytes]) -> bytes:
    """A tag with its values between marks."""
    return _VALUE.sub(lambda part: part[1] or part[2] + b'"' + part[3] + b'"', tag[0])


def _with_references(markup: bytes) -> bytes:
    markup = _NO_CHARACTER.sub("\ufffd".encode(), markup.replace(b"&#X", b"&#x"))
    return _BARE_AMPERSAND.sub(_character, markup, count=MOST_MENDS)


def _character(match: re.Match[bytes]) -> bytes:
    """A character that only HTML knows by this name; an ampersand before what is no name is one, and no more."""
    known = html5.get(match[1].decode()) if match[1] else None
    return known.encode() if known and known not in "<>&\"'" else b"&amp;" + match[0][1:]


def breaks_off(body: bytes, spans: Sequence[Span]) -> bool:
    """Whether a body ends within its last entry.

    Told as if it were whole that entry would lose what was told before, and tell it again when it came back.
    """
    return not spans[-1].whole and not _ROOTS_END.search(body, spans[-1].start)


def roots_tags(body: bytes) -> tuple[bytes, bytes]:
    """The tag with which a body's root begins, and the one with which it ends."""
    start = _ROOTS_START.match(body)
    return (start[0].replace(b"/>", b">"), b"</" + start[1] + b">") if start else (b"<rss>", b"</rss>")


def without_a_namespace(body: bytes) -> bytes:
    """A body whose root declares no namespace of its own: one that nobody knows means RSS or Atom all the same."""
    start = _ROOTS_START.match(body)
    return _NAMESPACE.sub(b" ", start[0], count=1) + body[start.end() :] if start else body


def closed(markup: bytes) -> bytes:
    """The markup of an entry whose fields are whole: tags inside them are text, and each ends where the next begins."""
    markup = _WITH_TAGS.sub(lambda field: field[1] + field[3].replace(b"<", b"&lt;") + field[4], markup)
    return _UNCLOSED.sub(rb"<\1\2>\3</\1>", markup, count=MOST_MENDS)
