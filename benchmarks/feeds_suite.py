"""feedparser's own suite of feeds in; which of its expectations a parser meets, by what they are about, out.

Each file holds a feed and, in a comment, what feedparser must make of it. The rule by which an expectation counts: it
names nothing but the title or the link of the feed, the title, the link, a date or the content of an entry, or the
encoding. What it says of well-formedness (`bozo`) is left out of account, because a reader has no use for it. The
folder `sanitize` is about taking out of HTML what could do harm, which is no parser's work here; it is counted apart.
"""

import ast
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Literal
from urllib.parse import urljoin

from benchmarks.feeds_live import FASTFEEDPARSER, FEEDPARSER
from benchmarks.measure import NotInstalled, installed
from bot.news.feed import NotAFeed, read_feed
from bot.news.feed.dates import moment
from bot.news.feed.encoding import encoding_named, encoding_of
from bot.news.feed.text import linked
from bot.news.markup import VOID, attributes, pieces, plain
from bot.news.model import Entry

Subject = Literal["title", "link", "date", "content", "encoding", "sanitising", "anything else"]
COUNTED: tuple[Subject, ...] = ("title", "link", "date", "content", "encoding")

ADDRESS = "http://127.0.0.1:8097/"
"""Where the suite pretends to serve its files."""

_EXPECTATION = re.compile(r"Description:\s*(.*?)\s*Expect:\s*(.*)\s*-->")
_HEADER = re.compile(r"^\s*Header:\s+([^:\s]+):(.*)$", re.MULTILINE)
_TAG_OF_AN_ENTRY = re.compile(rb"(<(?:entry|item)\b[^>]*>)", re.IGNORECASE)
_DATES = ("published", "published_parsed", "updated", "updated_parsed")
_SUBJECTS: dict[tuple[str, ...], Subject] = {
    ("feed", "title"): "title",
    ("feed", "title_detail", "value"): "title",
    ("entries", "title"): "title",
    ("entries", "title_detail", "value"): "title",
    ("feed", "link"): "link",
    ("entries", "link"): "link",
    **{("entries", name): "date" for name in _DATES},
    ("entries", "description"): "content",
    ("entries", "summary"): "content",
    ("entries", "summary_detail", "value"): "content",
    ("entries", "content", "value"): "content",
    ("encoding",): "encoding",
}


@dataclass(frozen=True, slots=True)
class Case:
    """One file of the suite: where it stands, its feed, the headers it is served with, and what is expected of it."""

    name: str
    body: bytes
    headers: tuple[tuple[str, str], ...]
    expectation: str
    subject: Subject

    @property
    def content_type(self) -> str | None:
        """What the server says of the body; nothing where the suite serves it from no server."""
        named = dict(self.headers).get("content-type")
        return named if named or "http" not in self.name else "text/xml"

    @property
    def address(self) -> str:
        """Where the feed says that it is."""
        return urljoin(ADDRESS + self.name, dict(self.headers).get("content-location", ""))


class Unreadable(ValueError):
    """An expectation that says what this reader of expectations does not understand."""


# --------------------------------------------------------------------------------------------------------- the suite


def cases(suite: Path) -> tuple[Case, ...]:
    """The files under a suite's folder that expect something."""
    found = (_case(path, suite) for path in sorted(suite.rglob("*.xml")))
    return tuple(case for case in found if case is not None)


def _case(path: Path, suite: Path) -> Case | None:
    body = path.read_bytes()
    text = _text(body)
    expected = _EXPECTATION.search(text)
    if expected is None:
        return None
    name = path.relative_to(suite).as_posix()
    headers = tuple((key.lower(), value.strip()) for key, value in _HEADER.findall(text))
    return Case(name, body, headers, expected[2].strip(), subject_of(name, expected[2].strip()))


def _text(body: bytes) -> str:
    encoding = encoding_of(body, None)
    return body.decode(encoding if encoding.startswith(("utf-16", "utf-32")) else "utf-8", "replace")


def subject_of(name: str, expectation: str) -> Subject:
    """What an expectation is about, by the rule that the module states: the first of what it names."""
    if "/sanitize/" in name:
        return "sanitising"
    try:
        named = [path for path in _paths(ast.parse(expectation, mode="eval").body) if path not in _IGNORED]
    except SyntaxError:
        return "anything else"
    subjects = [_SUBJECTS.get(path, "anything else") for path in named]
    return subjects[0] if subjects and "anything else" not in subjects else "anything else"


_IGNORED = {("bozo",), ("len",), ("ord",)}


def _paths(node: ast.expr) -> Iterator[tuple[str, ...]]:
    """The things that an expression names, each as the keys that lead to it."""
    if isinstance(node, ast.Name | ast.Subscript | ast.Attribute):
        yield tuple(_keys(node))
    else:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                yield from _paths(child)


def _keys(node: ast.expr) -> list[str]:
    match node:
        case ast.Name(id=name):
            return [name]
        case ast.Attribute(value=value, attr=name) | ast.Subscript(value=value, slice=ast.Constant(value=str(name))):
            return [*_keys(value), name]
        case ast.Subscript(value=value):
            return _keys(value)
    return ["?"]


# ------------------------------------------------------------------------------------------------- how it is judged


def met(expectation: str, found: Mapping[str, object]) -> bool:
    """Whether what a parser found meets an expectation; one that cannot be understood is not met."""
    try:
        return bool(_value(ast.parse(expectation, mode="eval").body, found))
    except (LookupError, TypeError, ValueError, AttributeError, SyntaxError):
        return False


def _value(node: ast.expr, found: Mapping[str, object]) -> object:
    """What an expression comes to: only comparing, counting and looking things up is understood, nothing is run."""
    match node:
        case ast.BoolOp(op=ast.And(), values=values):
            return all(_value(value, found) for value in values)
        case ast.BoolOp(op=ast.Or(), values=values):
            return any(_value(value, found) for value in values)
        case ast.UnaryOp(op=ast.Not(), operand=ast.Name(id="bozo")) | ast.Name(id="bozo"):
            return True
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return not _value(operand, found)
        case ast.Compare(left=left, ops=ops, comparators=comparators) if all(isinstance(op, ast.Eq) for op in ops):
            sides = [_value(side, found) for side in (left, *comparators)]
            return all(one == other for one, other in pairwise(sides))
        case ast.Constant(value=value):
            return value
        case ast.Tuple(elts=parts):
            return tuple(_value(part, found) for part in parts)
        case ast.List(elts=parts):
            return [_value(part, found) for part in parts]
        case ast.Name(id=name):
            return found[name]
        case ast.Subscript(value=value, slice=key):
            return _value(value, found)[_value(key, found)]  # type: ignore[index]  # anything else is not met
        case ast.Attribute(value=value, attr=name):
            return _value(value, found)[name]  # type: ignore[index]  # as above
        case ast.Call(func=ast.Name(id="len"), args=[argument]):
            return len(_value(argument, found))  # type: ignore[arg-type]  # as above
        case ast.Call(func=ast.Name(id="ord"), args=[argument]):
            return ord(str(_value(argument, found)))
    raise Unreadable(ast.dump(node))


class Words(str):
    """Plain words, which are the same as markup that says them."""

    __hash__ = str.__hash__
    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and " ".join(self.split()) in (plain(other), " ".join(other.split()))


class Markup(str):
    """Markup, which is the same as other markup if its tags, their attributes and its words are.

    A `div` around the whole says nothing, nor do the names of namespaces.
    """

    __hash__ = str.__hash__
    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and _canonical(self) == _canonical(other)


class Moment:
    """A moment, which is the same as the date that names it, written out or in six numbers and more."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __hash__(self) -> int:
        return hash(self.at)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, str):
            return moment(other) == self.at
        return isinstance(other, tuple) and tuple(self.at.timetuple())[:6] == other[:6]


class Encoding:
    """An encoding, which is the same as another name by which the web knows it.

    Text in ASCII alone is in UTF-8 as well as in ASCII, which is Windows-1252 to the web.
    """

    def __init__(self, codec: str, body: bytes) -> None:
        self.codecs = {codec, "cp1252"} if codec == "utf-8" and body.isascii() else {codec}

    def __hash__(self) -> int:
        return hash(frozenset(self.codecs))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, str):
            return False
        meant = encoding_named(other) or other
        return any(codec.lower().replace("-", "") == meant.lower().replace("-", "") for codec in self.codecs)


def _canonical(markup: str) -> tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]:
    parts = []
    for piece in pieces(markup):
        value = " ".join(piece.value.split())
        named = {name: written for name, written in attributes(piece.attributes).items() if "xmlns" not in name}
        if value:
            parts.append((piece.kind, value, tuple(sorted(named.items()))))
        if piece.kind == "open" and piece.attributes.rstrip().endswith("/") and value not in VOID:
            parts.append(("close", value, ()))
    if len(parts) > 1 and parts[0][:2] == ("open", "div") and parts[-1][:2] == ("close", "div"):
        parts = parts[1:-1]
    return tuple(parts)


# ------------------------------------------------------------------------------------------------- what parsers find

Adapter = Callable[[Case], Mapping[str, object]]


def by_ours(case: Case) -> Mapping[str, object]:
    """What the bot's own parser finds, by feedparser's names.

    An entry that holds nothing but a date is none to it, so where dates are asked for every entry is given a title. A
    link that counts from the feed's own address it leaves to whoever follows it; here that is done before comparing.
    """
    encoding = Encoding(encoding_of(case.body, case.content_type), case.body)
    body = _TAG_OF_AN_ENTRY.sub(rb"\1<title>untitled</title>", case.body) if case.subject == "date" else case.body
    try:
        document = read_feed(body, address=case.address, content_type=case.content_type)
    except NotAFeed:
        return {"feed": {}, "entries": [], "encoding": encoding}
    return {
        "feed": _keyed({"title": Words(document.masthead.title), "link": document.masthead.site}),
        "entries": [_entry(entry, case.address) for entry in document.entries],
        "encoding": encoding,
    }


def _entry(entry: Entry, address: str) -> dict[str, object]:
    body = Markup(linked(entry.body, address)) if entry.form == "html" else Words(entry.body)
    return _keyed(
        {
            "title": Words(entry.title),
            "link": entry.link,
            "published": Moment(entry.published) if entry.published else None,
            "updated": Moment(entry.updated) if entry.updated else None,
            "summary": Markup(linked(entry.summary, address)) if entry.summary else body,
            "content": [{"value": body}],
        }
    )


def _keyed(fields: dict[str, object]) -> dict[str, object]:
    """The fields that there are, under all the names by which the suite calls them."""
    found = {name: value for name, value in fields.items() if value is not None}
    for name in ("published", "updated"):
        if name in found:
            found[f"{name}_parsed"] = found[name]
    for name in ("title", "summary"):
        if name in found:
            found[f"{name}_detail"] = {"value": found[name]}
    if "summary" in found:
        found["description"] = found["summary"]
    return found


def by_feedparser(case: Case) -> Mapping[str, object]:
    """What feedparser itself finds."""
    headers = {"content-location": case.address, **dict(case.headers)}
    if case.content_type:
        headers["content-type"] = case.content_type
    found = installed(FEEDPARSER).parse(case.body, response_headers=headers)
    encoding = encoding_named(found.get("encoding") or "") or ""
    return {"feed": found.feed, "entries": found.entries, "encoding": Encoding(encoding, case.body)}


def by_fastfeedparser(case: Case) -> Mapping[str, object]:
    """What fastfeedparser finds, by feedparser's names, and judged as leniently as the bot's own."""
    try:
        found = installed(FASTFEEDPARSER).parse(case.body)
    except NotInstalled:
        raise
    except Exception:  # whatever it raises, it has found nothing
        return {"feed": {}, "entries": []}
    entries = []
    for entry in found["entries"]:
        content = entry.get("content") or [{}]
        body = Markup(content[0].get("value") or entry.get("description") or "")
        dates = {name: moment(entry.get(name) or "") for name in ("published", "updated")}
        entries.append(
            _keyed(
                {
                    "title": Words(plain(entry.get("title") or "")),
                    "link": entry.get("link"),
                    **{name: Moment(date) if date else None for name, date in dates.items()},
                    "summary": Markup(entry.get("description") or body),
                    "content": [{"value": body}],
                }
            )
        )
    feed = found["feed"]
    return {
        "feed": _keyed({"title": Words(plain(feed.get("title") or "")), "link": feed.get("link")}),
        "entries": entries,
    }


@dataclass(frozen=True, slots=True)
class Tally:
    """Of the expectations about one subject, how many there are and how many a parser meets."""

    subject: Subject
    met: int
    expected: int


def tallies(suite: Sequence[Case], adapter: Adapter) -> tuple[Tally, ...]:
    """How many of the suite's expectations a parser meets, by what they are about."""
    answers = [(case.subject, met(case.expectation, adapter(case))) for case in suite]
    subjects: tuple[Subject, ...] = (*COUNTED, "sanitising", "anything else")
    return tuple(
        Tally(
            subject,
            sum(is_met for about, is_met in answers if about == subject),
            sum(about == subject for about, _ in answers),
        )
        for subject in subjects
    )
