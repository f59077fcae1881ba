"""Web pages in; the text of the article on each, as one extractor finds it, and the CPU-seconds that it took, out.

`python -m benchmarks.extractors NAME` reads pages as JSON from standard input: address and base64 of each.
"""

import base64
import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypedDict, cast

from benchmarks.measure import NotInstalled, answered, installed

Extract = Callable[[bytes, str], str]
"""Finds the article's text in a page's HTML; the page's address may help."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """What an extractor found on each page, and the CPU-seconds that each took."""

    texts: tuple[str, ...]
    seconds: tuple[float, ...]


class Answer(TypedDict):
    """What the process says: texts and seconds, or what is missing."""

    missing: str | None
    texts: list[str]
    seconds: list[float]


def late_edition() -> Extract:
    """Every word of the body that we hand over, captions and all."""
    from bot.news.hypertext import hypertext
    from bot.web.page import article

    def extract(html: bytes, address: str) -> str:
        entry = article(html, address)
        return hypertext(entry.body).text if entry else ""

    return extract


def trafilatura() -> Extract:
    """Trafilatura as its documentation shows it, without comments."""
    extract = installed("trafilatura").extract
    return lambda html, _: cast("str | None", extract(html, include_comments=False)) or ""


def justext() -> Extract:
    """The paragraphs that jusText takes for good, with its English list."""
    module = installed("justext")
    english = module.get_stoplist("English")

    def extract(html: bytes, _: str) -> str:
        return "\n".join(part.text for part in module.justext(html, english) if not part.is_boilerplate)

    return extract


def readability() -> Extract:
    """The summary that readability-lxml gives, as text."""
    document = installed("readability").Document
    parse = installed("lxml.html").document_fromstring

    def extract(html: bytes, _: str) -> str:
        return cast(str, parse(document(html.decode("utf-8", "replace")).summary()).text_content())

    return extract


EXTRACTORS: dict[str, Callable[[], Extract]] = {
    "Late Edition": late_edition,
    "trafilatura": trafilatura,
    "readability-lxml": readability,
    "jusText": justext,
}


def extracted(name: str, pages: tuple[tuple[bytes, str], ...], python: str = sys.executable) -> Extracted:
    """What an extractor finds on pages (HTML, address), in a process of its own; NotInstalled where it cannot run."""
    given = [(address, base64.b64encode(html).decode()) for html, address in pages]
    # The order of a set must not change what is found from run to run.
    said = cast(Answer, answered(python, "benchmarks.extractors", name, given, {"PYTHONHASHSEED": "0"}))
    return Extracted(tuple(said["texts"]), tuple(said["seconds"]))


def answer(name: str, pages: list[tuple[bytes, str]]) -> Answer:
    """What an extractor finds; a page on which it raises has no article for it."""
    try:
        extract = EXTRACTORS[name]()
    except NotInstalled as missing:
        return Answer(missing=str(missing), texts=[], seconds=[])
    texts, seconds = [], []
    for html, address in pages:
        begun = time.process_time()
        try:
            text = extract(html, address)
        except Exception:  # whatever a peer trips over, its user has no article
            text = ""
        seconds.append(time.process_time() - begun)
        texts.append(text)
    return Answer(missing=None, texts=texts, seconds=seconds)


if __name__ == "__main__":
    given = [(base64.b64decode(html), address) for address, html in json.load(sys.stdin)]
    json.dump(answer(sys.argv[1], given), sys.stdout)
