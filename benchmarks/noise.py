"""An article in; the same article with the faults that blogs have, its quotations moved to where they now stand, out.

A quarter of the opening marks at a paragraph's start and six in a hundred closing marks are lost; marks are straight in
one paragraph and curly in the next; between the paragraphs stand captions with their credits and what embedded posts
leave behind, and at the end a comment form. The same seed gives the same faults.
"""

import random
import re

from benchmarks.polnear import DOUBLE_MARK
from benchmarks.score import Article, Said

LOST_OPENING = 0.25
LOST_CLOSING = 0.06
RESTYLED = 0.3
RESIDUE = 0.12

_BETWEEN = (
    "Rowers wait below the weir at Ansley. © Foto Nordlicht",
    "The hall before the vote © Reuben Achterberg / Lantern Press",
    "A ferry leaves the north quay (File photo © Tideline Images)",
    "— Mara Lindqvist (@maralindq) 14 September 2021",
    "pic.twitter.com/q7Zr0LmeXa",
    "#weirwatch #ansley https://t.co/Vb3kQ0e1Lp",
    "Ansley Rowing Club (@ansleyrows) March 3, 2020",
    "View this post on Instagram",
)
_FORM = (
    "Leave a Reply",
    "Your email address will not be published. Required fields are marked *",
    "Name *",
    "Email *",
    "Save my name, email, and website in this browser for the next time I comment.",
    "Post Comment",
)
_STRAIGHT = str.maketrans("“”‘’", "\"\"''")


def noisy(article: Article, seed: int = 0) -> Article:
    """The article as a careless blog would carry it."""
    chance = random.Random(f"{seed}/{article.name}")
    written: list[str] = []
    length = 0
    moved: list[int] = []
    for number, line in enumerate(article.text.splitlines(keepends=True)):
        if number and line.strip() and chance.random() < RESIDUE:
            residue = f"{chance.choice(_BETWEEN)}\n\n"
            written.append(residue)
            length += len(residue)
        for character in _worn(line, chance):
            moved.append(length)
            written.append(character)
            length += len(character)
    text = "\n".join(("".join(written).rstrip(), "", *_FORM))
    return Article(article.name, text, tuple(_moved(quotation, moved) for quotation in article.quotations))


def _moved(quotation: Said, moved: list[int]) -> Said:
    return Said(moved[quotation.start], moved[quotation.end - 1] + 1, quotation.speaker, quotation.name)


def _worn(line: str, chance: random.Random) -> list[str]:
    """A paragraph's characters, one string for each; a lost mark leaves an empty one."""
    lost: set[int] = set()
    opened = False
    for mark in DOUBLE_MARK.finditer(line):
        opened = mark[0] in ("“", "``") or (mark[0] != "”" and not opened)
        odds = LOST_CLOSING if not opened else 0.0 if line[: mark.start()].strip() else LOST_OPENING
        if chance.random() < odds:
            lost.update(range(*mark.span()))
    restyled = _restyled(line) if chance.random() < RESTYLED else line
    return ["" if at in lost else character for at, character in enumerate(restyled)]


def _restyled(line: str) -> str:
    """The same paragraph with its curly marks made straight, or, where there are none, its straight ones curly."""
    if re.search("[“”‘’]", line):
        return line.translate(_STRAIGHT)
    curly = re.sub(r"(?<![^\s(\[—–-])\"", "“", line).replace('"', "”")
    # Two apostrophes are a double mark of their own, and stay one.
    return re.sub(r"(?<!')'(?!')", lambda mark: _single(curly, mark.start()), curly)


def _single(line: str, at: int) -> str:
    return "’" if at and line[at - 1] not in " \t\u00a0([—–“-" else "‘"
