"""A story in; the articles that it carries, and their headlines and quotes by their words, out."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from bot.news.addresses import address
from bot.news.change.identity import NOISE
from bot.news.change.words import folded
from bot.news.model import Headline, Quote, Story

Unit = TypeVar("Unit", Headline, Quote)

_FEWEST_SPACES = 4
# What a blog puts before and behind a headline, and says nothing of the news.
_LABEL = re.compile(
    r"""^\W*(?:updated?|live|breaking(?:\snews)?)\b[\s\d]*[:|–—-]\s*
      | ^\s*[\[(]\s?(?:updated?|live)\b[^\])]{0,30}[\])]\s*
      | [\[(]\s?(?:updated?|live)\b[^\])]{0,30}[\])]\W*$
      | \s(?:[|»]|::)\s[^|»:]{1,60}$""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Article:
    """A carried headline with what stands under it, `text[start:end]`; `lines` are its paragraphs, folded."""

    headline: Headline
    start: int
    end: int
    lines: tuple[str, ...]


def articles(story: Story) -> tuple[Article, ...]:
    """The articles of a story, each up to the next."""
    heads = [(one.start, one) for one in story.headlines if one.start is not None]
    ends = [*(start for start, _ in heads[1:]), len(story.text)]
    lines: list[list[str]] = [[] for _ in heads]
    at = -1
    for block in story.blocks:
        own = False
        while at + 1 < len(heads) and heads[at + 1][0] < block.end:
            at, own = at + 1, True
        line = story.text[block.start : block.end]
        if at >= 0 and not own and block.kind not in NOISE and line.count(" ") >= _FEWEST_SPACES:
            lines[at].append(folded(line))
    return tuple(
        Article(headline, start, end, tuple(under))
        for (start, headline), end, under in zip(heads, ends, lines, strict=False)
    )


def addresses(story: Story) -> dict[str, Headline]:
    """The carried headlines by where their articles stand, those that share no address with another."""
    found = [(address(one.credit.link), one) for one in story.headlines if one.credit and one.credit.link]
    shared = Counter(link for link, _ in found)
    # A site's front page is no article's address.
    return {link: headline for link, headline in found if shared[link] == 1 and ("/" in link or link[-1] != "?")}


def by_words(units: Iterable[Unit]) -> dict[str, Unit]:
    """Headlines or quotes by their folded words, the first of each; none that has no word."""
    found: dict[str, Unit] = {}
    for unit in units:
        found.setdefault(_words_of(unit), unit)
    found.pop("", None)
    return found


def _words_of(unit: Headline | Quote) -> str:
    return headline_words(unit.text) if isinstance(unit, Headline) else folded(unit.text)


def headline_words(headline: str) -> str:
    """A headline's folded words without what a blog puts around it: "UPDATED:", "(live)", "| Harbour Light"."""
    return folded(_LABEL.sub("", headline)) or folded(headline)
