"""What is wrong, by article, in; how often each kind of error was made, and each with the words around it, out."""

import re
from collections import Counter
from dataclasses import dataclass

from benchmarks.score import PRONOUNS, Article, Error, Said

MARGIN = 90


@dataclass(frozen=True, slots=True)
class Wrong:
    """An error, where it was made, and in which collection."""

    corpus: str
    article: Article
    error: Error


def breakdown(wrong: tuple[Wrong, ...]) -> str:
    """The kinds with their counts, the most frequent first, and below them every error."""
    lines = []
    for corpus in dict.fromkeys(one.corpus for one in wrong):
        mine = [one for one in wrong if one.corpus == corpus]
        lines.append(f"\n{corpus}: {len(mine)} errors")
        lines += _counts([one.error.kind for one in mine], "  ")
        lines.append("  of these, by how the speaker is printed and where the quotation stands:")
        lines += _counts([f"{one.error.kind}: {circumstances(one.article, one.error)}" for one in mine], "    ")
    return "\n".join([*lines, *map(_told, sorted(wrong, key=lambda one: (one.corpus, one.error.kind)))])


def circumstances(article: Article, error: Error) -> str:
    """How the right speaker is printed, and whether the quotation shares its paragraph with anything."""
    at = error.gold or error.found
    speaker = at.speaker if at else None
    place = "alone in its paragraph" if at and is_alone(article.text, at) else "beside other words"
    return f"{_manner(speaker)}, {place}"


def is_alone(text: str, said: Said) -> bool:
    """Whether fewer than two words stand in a quotation's paragraph beside it."""
    start, end = text.rfind("\n", 0, said.start) + 1, text.find("\n", said.end)
    beside = f"{text[start : said.start]} {text[said.end : end if end >= 0 else len(text)]}"
    return len(re.findall(r"\w+", beside)) < 2


def _manner(speaker: str | None) -> str:
    if speaker is None:
        return "nobody"
    if speaker.casefold() in PRONOUNS:
        return "a pronoun"
    return "a name" if re.search(r"\b[A-ZÀ-Þ]", speaker) else "a noun"


def _counts(kinds: list[str], margin: str) -> list[str]:
    return [f"{margin}{count:5}  {kind}" for kind, count in Counter(kinds).most_common()]


def _told(one: Wrong) -> str:
    at = one.error.gold or one.error.found or Said(0, 0)
    around = " ".join(one.article.text[max(0, at.start - MARGIN) : at.end + MARGIN].split())
    return (
        f"\n{one.error.kind} in {one.article.name} ({one.corpus})"
        f"\n  should be {one.error.gold}\n  is        {one.error.found}\n  {around}"
    )
