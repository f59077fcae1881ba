"""A story in; what is said of it the first time out."""

import re
from collections.abc import Collection
from dataclasses import replace

from bot.news.model import Digest, Headline, Masthead, Passage, Quote, Story

LONGEST_QUOTE = 280
_SENTENCE_END = re.compile(r"[.!?…][’'”\")\]]*(?=\s)")
_SEPARATOR = re.compile(r"\s(?:[|–—»-]|::)\s")


def digest(story: Story, masthead: Masthead) -> Digest:
    """What is said of a story the first time: its key quotes under the headlines where they stand, or else its lead."""
    shown = [key.quote for key in story.key_quotes]
    return Digest(
        masthead=masthead,
        headline=without_masthead(story.headline.text, masthead.title),
        link=story.link,
        note=story.note,
        more_coming=story.more_coming,
        passages=passages(story, story.headlines, shown),
        lead=None if shown else story.lead,
        quotes_left=len(story.quotes) - len(shown),
        picture=story.picture,
        published=story.published,
    )


def passages(story: Story, headlines: Collection[Headline], quotes: Collection[Quote]) -> tuple[Passage, ...]:
    """These headlines and quotes in the post's order, each quote under the carried headline below which it stands.

    A headline that is wanted for none of its quotes has an empty passage; long quotes are shortened.
    """
    above: dict[Quote, Headline | None] = {}
    for quote in quotes:
        over = [one for one in story.headlines if one.start is not None and one.start <= quote.start]
        above[quote] = over[-1] if over else None
    order = sorted(above, key=lambda quote: quote.start)
    return tuple(
        Passage(headline, tuple(shortened(quote) for quote in order if above[quote] == headline))
        for headline in (None, *story.headlines)
        if headline in above.values() or headline in headlines
    )


def shortened(quote: Quote) -> Quote:
    """The quote, or as many of its first sentences as are read at a glance; `cut` then tells that it went on."""
    if len(quote.text) <= LONGEST_QUOTE:
        return quote
    ends = [match.end() for match in _SENTENCE_END.finditer(quote.text)]
    end = max((end for end in ends if end <= LONGEST_QUOTE), default=ends[0] if ends else len(quote.text))
    return replace(quote, end=quote.start + end, text=quote.text[:end], cut=True) if end < len(quote.text) else quote


def without_masthead(headline: str, title: str) -> str:
    """The headline without the blog's own name behind it, as many sites print it in their titles."""
    name = " ".join(title.split()).casefold()
    for separator in _SEPARATOR.finditer(headline):
        if " ".join(headline[separator.end() :].split()).casefold() == name:
            return headline[: separator.start()].strip() or headline
    return headline
