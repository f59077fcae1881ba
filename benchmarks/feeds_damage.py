"""Whole feeds in; how many of their entries a parser still finds when each is damaged in the ways of the web, out."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from benchmarks.feeds_live import Parser

MOST_FEEDS = 80

_DECLARATION = re.compile(rb"^\s*<\?xml[^>]*\?>\s*")
_ENTRY = re.compile(rb"<(?:item|entry)[\s>]", re.IGNORECASE)
_ENTRYS_END = re.compile(rb"</(?:item|entry)\s*>", re.IGNORECASE)
_TITLE = re.compile(rb"(<title[^<>]*>)([^<>]+)(</title>)", re.IGNORECASE)
_CDATA = re.compile(rb"<!\[CDATA\[.*?\]\]>", re.DOTALL)

Damage = Callable[[bytes], bytes]


def _in_a_title(body: bytes, insert: bytes) -> bytes:
    """The feed with something put into the title of the entry in its middle, before the last letter."""
    titles = list(_TITLE.finditer(body, _first_entry(body)))
    if not titles:
        middle = (_first_entry(body) + len(body)) // 2
        place = body.find(b">", middle) + 1
        return body[:place] + insert + body[place:]
    place = titles[len(titles) // 2].end(2) - 1
    return body[:place] + insert + body[place:]


def _first_entry(body: bytes) -> int:
    found = _ENTRY.search(body)
    return found.start() if found else 0


def _unclosed(body: bytes) -> bytes:
    """The feed without the end tag of one title in its middle."""
    titles = list(_TITLE.finditer(body, _first_entry(body)))
    if not titles:
        return _in_a_title(body, b"<b>")
    title = titles[len(titles) // 2]
    return body[: title.start(3)] + body[title.end(3) :]


def _misdeclared(body: bytes) -> bytes:
    return b'<?xml version="1.0" encoding="iso-8859-1"?>' + _DECLARATION.sub(b"", body)


def _undeclared(body: bytes) -> bytes:
    """The feed with a field of a vocabulary that it never declares in its middle entry."""
    entries = list(_ENTRY.finditer(body))
    if not entries:
        return body
    place = body.find(b">", entries[len(entries) // 2].start()) + 1
    return body[:place] + b"<quay:tide>high</quay:tide>" + body[place:]


def _in_utf_16(body: bytes) -> bytes:
    text = _DECLARATION.sub(b"", body).decode("utf-8", "replace")
    return f"<?xml version='1.0' encoding='utf-16'?>{text}".encode("utf-16")


DAMAGES: Mapping[str, Damage] = MappingProxyType(
    {
        "cut at 50 %": lambda body: body[: len(body) // 2],
        "cut at 90 %": lambda body: body[: len(body) * 9 // 10],
        "control character": lambda body: _in_a_title(body, b"\x08"),
        "bare ampersand": lambda body: _in_a_title(body, b" & "),
        "undefined entity": lambda body: _in_a_title(body, b"&nbsp;"),
        "unclosed tag": _unclosed,
        "bad UTF-8": lambda body: _in_a_title(body, b"\xe9 \xff"),
        "text before the declaration": lambda body: b"\n\nWarning: undefined index in feed.php on line 7\n" + body,
        "undeclared prefix": _undeclared,
        "junk after the end": lambda body: body + b"<!-- served in 0.2 s --><script>var a = 1;</script> &&&",
        "UTF-16": _in_utf_16,
        "wrong declaration": _misdeclared,
    }
)


def whole(feeds: Mapping[str, bytes], parse: Parser) -> dict[str, bytes]:
    """The first feeds that are XML in UTF-8 and hold entries enough to lose some."""
    fit = {
        name: body
        for name, body in feeds.items()
        if _is_utf_8(body)
        and _ENTRY.search(body)
        and len(_ENTRYS_END.findall(_CDATA.sub(b"", body))) == len(parse(body)) >= 5
    }
    return dict(list(fit.items())[:MOST_FEEDS])


def _is_utf_8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return not body.lstrip().startswith(b"{")


def kept(body: bytes, damage: Damage, parse: Parser) -> tuple[int, int]:
    """How many entries are left after a damage, and how many could be: those that are whole in what is left."""
    damaged = damage(body)
    entries = parse(body)
    if damaged == body[: len(damaged)]:
        entries = entries[: len(_ENTRYS_END.findall(_CDATA.sub(b"", damaged)))]
    left = parse(damaged)
    names = frozenset[str]().union(*(entry.names for entry in left))
    return sum(not names.isdisjoint(entry.names) for entry in entries), len(entries)
