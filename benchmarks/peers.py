"""Texts in; the quotations that a user would find in them with something else, out, or what is not installed.

Each peer is used as its own documentation says, with the same care: paragraph by paragraph where an unclosed mark would
make it give up on the whole text, and with its quotations trimmed to the words between the marks.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, cast

from benchmarks.measure import Found, NotInstalled, installed
from benchmarks.score import Said

ADDRESSES = {
    "nearest “X said”": "benchmarks.peers:nearest_said",
    "textacy": "benchmarks.peers:textacy",
    "sayswho": "benchmarks.peers:sayswho",
}
MODEL = "en_core_web_sm"

_PARAGRAPH = re.compile(r"[^\n]+")
_BETWEEN_MARKS = re.compile(r"“([^“”\n]+)”|\"([^\"\n]+)\"|''([^\n]+?)''")
_OPENING_APOSTROPHES = re.compile(r"(?<!\S)''(?=\S)")
_WORD = re.compile(r"\w[\w’'-]*")
_WHO = r"(?P<{0}>(?:[A-Z][\w.’'-]+\s){{0,3}}[A-Z][\w’'-]+|he|she|they|it)"
_SAID = r"(?:said|says|told|added|asked|wrote|tweeted|argued|explained|noted|according to)"
_TOLD = re.compile(rf"\b(?:{_WHO.format('before')}\s{_SAID}|{_SAID}\s{_WHO.format('behind')})\b")


def nearest_said(texts: tuple[str, ...]) -> Iterator[Found]:
    """What twenty lines of regular expressions find: what stands between marks, and the nearest "X said" outside it."""
    return map(_nearest_said, texts)


def _nearest_said(text: str) -> Found:
    found: list[Said] = []
    for paragraph in _PARAGRAPH.finditer(text):
        marked = list(_BETWEEN_MARKS.finditer(text, paragraph.start(), paragraph.end()))
        told = [
            (match.start(), match["before"] or match["behind"])
            for match in _TOLD.finditer(text, paragraph.start(), paragraph.end())
            if not any(match.start() < quote.end() and match.end() > quote.start() for quote in marked)
        ]
        for quote in marked:
            start, end = next(span for span in quote.regs[1:] if span != (-1, -1))
            if len(_WORD.findall(text, start, end)) >= 3:
                nearest = min(told, key=lambda one: min(abs(one[0] - start), abs(one[0] - end)), default=None)
                found.append(_trimmed(text, start, end, nearest[1] if nearest else None))
    return tuple(found)


def _trimmed(text: str, start: int, end: int, speaker: str | None) -> Said:
    """A quotation without the marks and the white space at its ends."""
    marks = "“”„«»\"'‘’` \n\t\u00a0"
    words = text[start:end]
    start += len(words) - len(words.lstrip(marks))
    return Said(start, max(start, start + len(words.strip(marks))), speaker)


def textacy(texts: tuple[str, ...]) -> Iterator[Found]:
    """What textacy's `direct_quotations` finds in spaCy's parse of each paragraph."""
    direct_quotations = installed("textacy.extract").direct_quotations
    parse = _parser()

    def paragraph(text: str) -> list[Said]:
        try:
            return _triples(text, direct_quotations(parse(text)))
        except ValueError:  # an odd number of marks: it gives such a paragraph up, and says so
            return []

    return (
        tuple(
            Said(match.start() + said.start, match.start() + said.end, said.speaker)
            for match in _PARAGRAPH.finditer(text)
            for said in paragraph(match[0])
        )
        for text in texts
    )


def sayswho(texts: tuple[str, ...]) -> Iterator[Found]:
    """What the quote finder of sayswho finds in spaCy's parse of the whole text, without its coreference."""
    quote_finder = installed("sayswho.quote_finder").quote_finder
    parse = _parser()
    # Its own preparation makes one mark of two apostrophes; here every character keeps its place.
    ready = (_OPENING_APOSTROPHES.sub(' "', text).replace("''", '" ') for text in texts)
    return (tuple(_triples(text, quote_finder(parse(text)))) for text in ready)


class _Token(Protocol):
    text: str


class _Content(Protocol):
    start_char: int
    end_char: int


def _triples(text: str, triples: Iterable[tuple[list[_Token], list[_Token], _Content]]) -> list[Said]:
    return [
        _trimmed(text, content.start_char, content.end_char, " ".join(token.text for token in speaker))
        for speaker, _, content in triples
    ]


def _parser() -> Callable[[str], object]:
    """spaCy's small English pipeline."""
    spacy = installed("spacy")
    if not spacy.util.is_package(MODEL):
        raise NotInstalled(f"spaCy's English model, {MODEL}, is not installed")
    return cast(Callable[[str], object], spacy.load(MODEL))
