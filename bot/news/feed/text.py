"""Elements in; the text or the markup that they hold, links made whole, out."""

import base64
import binascii
import html
import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml import etree

from bot.news.feed.names import Element, Fields, name_of
from bot.news.feed.sections import MARK, Sections, restored
from bot.news.markup import unescape

_WHOLE_ADDRESS = re.compile(r"https?://[a-z0-9][a-z0-9.-]*(?::\d{1,5})?(?:/[!#-;=?-_a-z~]*)?", re.ASCII)
_LONGEST_ADDRESS = 4000

# Media types whose content Atom writes in base 64 (RFC 4287, 4.1.3.3).
_BINARY = re.compile(r"(?!text/)\w+/(?!.*xml$)")
_TAG = re.compile(r"<[^<>]*+>")
_NAMESPACE = re.compile(r'\sxmlns(?::[\w.-]+)?="[^"]*"')
_PREFIX = re.compile(r"(</?)[\w.-]+:(?=[\w.-])")
# A link that names no scheme; the sign of equation stands first because it is quickly found.
_RELATIVE = re.compile(
    r"""=(?:(?<=href=)|(?<=src=)|(?<=HREF=)|(?<=SRC=)|(?<=cite=)|(?<=poster=))"""
    r"""(["'])(?![a-zA-Z][a-zA-Z0-9+.-]{0,30}:|\#)([^"'<>]*)\1"""
)


@dataclass(frozen=True, slots=True)
class Ground:
    """What the elements of one feed stand on: the address from which its links count, and its sections of text."""

    address: str
    sections: Sections = ()


def first(found: Fields, ground: Ground, *names: str) -> str:
    """The text of the first of these fields that holds any, without the white space around it; "" if none does."""
    for name in names:
        if name in found:
            for element in found[name]:
                if text := inside(element, ground).strip():
                    return text
    return ""


def inside(element: Element, ground: Ground) -> str:
    """What an element holds: its text, or the markup of its children where it has any."""
    if len(element):
        return _children(element, ground)
    text = element.text or ""
    return restored(text, ground.sections) if MARK in text else text


def markup(element: Element, ground: Ground) -> str:
    """What an element of HTML or XHTML holds (RFC 4287, 3.1), its relative links made whole where it names a base."""
    written = inside(element, ground)
    if kind := element.get("type"):
        written = _typed(written, kind.lower(), bool(len(element)))
    if element.get("mode") == "base64":
        written = _decoded(written)
    base = element.base
    return linked(written, _joined(ground.address, base)) if base and "=" in written else written


def _typed(written: str, kind: str, has_children: bool) -> str:
    if has_children and kind in ("html", "text/html") and "&lt;" in written:
        return unescape(written)  # some wrap escaped HTML in one real element more
    return _decoded(written) if "/" in kind and _BINARY.match(kind) else written


def linked(written: str, base: str) -> str:
    """Markup with its relative links counted from a base; with those left alone that make no address."""

    return _RELATIVE.sub(lambda link: f"={link[1]}{_joined(base, link[2])}{link[1]}", written)


def _joined(base: str, written: str) -> str:
    """An address counted from a base; as it is written where it makes none."""
    try:
        return urljoin(base, written)
    except ValueError:
        return written


def _decoded(written: str) -> str:
    try:
        return base64.b64decode(written, validate=False).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return written


def _children(element: Element, ground: Ground) -> str:
    """The markup inside an element; inside its only child where that is the `div` that Atom asks for."""
    if len(element) == 1 and not (element.text or "").strip() and name_of(element[0].tag) in ("xhtml:div", "div"):
        element = element[0]
    written = str(etree.tostring(element, encoding="unicode", with_tail=False))
    opened, closed = written.find(">"), written.rfind("</")
    written = written[opened + 1 : closed] if closed > opened else ""
    if " xmlns" in written:
        written = _TAG.sub(lambda tag: _NAMESPACE.sub("", tag[0]), written)
    prefixed = any(child.tag[0] == "{" and child.prefix for child in element)
    return restored(_PREFIX.sub(r"\1", written) if prefixed else written, ground.sections, html.escape)


def linked_from(element: Element, written: str | None, ground: Ground) -> str | None:
    """The web address that an element writes, counted from its base; None for what is none."""
    if written is None or (len(written) <= _LONGEST_ADDRESS and _WHOLE_ADDRESS.fullmatch(written)):
        return written
    base = element.base
    return web_address(written, _joined(ground.address, base) if base else ground.address)


def web_address(written: str, base: str) -> str | None:
    """An absolute web address, counted from a base; None for anything else."""
    if len(written) > _LONGEST_ADDRESS:
        return None
    written = "".join(written.split())
    if _WHOLE_ADDRESS.fullmatch(written):
        return written
    try:
        address = urljoin(base, written) if written else ""
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if parts.scheme in ("http", "https") and parts.hostname else None
