"""The dates of two well-kept parsers' own tests in; how many of them a parser of feeds reads as is meant there, out."""

import ast
import re
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape

from benchmarks.feeds_live import Parser

Dates = tuple[tuple[str, datetime | None], ...]
"""Dates as written, each with the moment that is meant; None where the tests only want it to be read."""

_GO_STRING = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
_PARSED = re.compile(r'Parse\("((?:[^"\\\n]|\\.)*)"\)')
_SECONDS = re.compile(r"int64\((\d+)\)")
_LIST = re.compile(r"\[\]string\{(.*?)\n\t\}", re.DOTALL)


def feedparsers(source: str) -> Dates:
    """The dates that feedparser's tests of dates want to be read; what they want refused is left out.

    Those refusals are one dialect's, and another of the dialects may know the form.
    """
    cases = (node.elts for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Tuple) and len(node.elts) == 3)
    found = []
    for parser, written, meant in cases:
        if isinstance(parser, ast.Name) and isinstance(written, ast.Constant) and isinstance(meant, ast.Tuple):
            year, month, day, hour, minute, second = ast.literal_eval(meant)[:6]
            found.append((str(written.value), datetime(year, month, day, hour, minute, second, tzinfo=UTC)))
    return tuple(found)


def minifluxs(source: str) -> Dates:
    """The dates that Miniflux's tests of dates want to be read."""
    found: list[tuple[str, datetime | None]] = []
    for function in source.split("\nfunc ")[1:]:
        seconds = _SECONDS.search(function)
        meant = datetime.fromtimestamp(int(seconds[1]), UTC) if seconds else None
        written = [match[1] for listed in _LIST.finditer(function) for match in _GO_STRING.finditer(listed[1])]
        if seconds or "RSSDate" in function.partition("(")[0]:
            written += [match[1] for match in _PARSED.finditer(function)]
        found += [(_unescaped(date), meant) for date in written]
    return tuple(found)


def _unescaped(written: str) -> str:
    return written.replace("\\n", "\n").replace('\\"', '"').replace("\\\\", "\\")


def read(dates: Dates, parse: Parser) -> int:
    """How many of the dates a parser reads as they are meant, each as the date of an item of RSS."""
    return sum(_is_read(written, meant, parse) for written, meant in dates)


def _is_read(written: str, meant: datetime | None, parse: Parser) -> bool:
    body = f"""<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>t</title><item><title>t</title>
        <guid isPermaLink="false">1</guid><pubDate>{escape(written)}</pubDate></item></channel></rss>"""
    found = parse(body.encode())
    date = found[0].date.replace(microsecond=0) if found and found[0].date else None
    return date is not None and meant in (None, date)


def minifluxs_test(path: Path) -> Path:
    """The file of Miniflux's tests of dates, given itself or the folder of Miniflux's source."""
    return path / "internal" / "reader" / "date" / "parser_test.go" if path.is_dir() else path
