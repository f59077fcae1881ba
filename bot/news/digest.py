"""A story in; what is said of it the first time out."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from bot.news.model import Also, Brief, Credit, Digest, Headline, Length, Masthead, Passage, Quote, Story

QUOTES: dict[Length, int] = {"short": 1, "medium": 3, "long": 6}
"""The most quotes that a digest shows."""

BRIEF_QUOTES: dict[Length, int] = {"short": 0, "medium": 1, "long": 3}
"""The most quotes that an edition shows of one story."""

LONGEST_QUOTE: dict[Length, int] = {"short": 180, "medium": 280, "long": 600}
"""Characters of a quote that a digest shows, if it can be cut at a sentence's end before that."""

_SENTENCE_END = re.compile(r"[.!?…][’'”\")\]]*(?=\s)")
_WORD = re.compile(r"\w+")
_SEPARATOR = re.compile(r"\s(?:[|–—»-]|::)\s")


@dataclass(frozen=True, slots=True)
class Beside:
    """Another feed's story of the same event."""

    story_id: str
    story: Story
    masthead: Masthead


def digest(story: Story, masthead: Masthead, length: Length = "medium") -> Digest:
    """What is said of a story the first time: its key quotes under the headlines where they stand, or else its lead.

    A long one shows the lead as well, and beside the key quotes other whole ones whose speaker is named. Of a post that
    is no more than a short quote, that quote is shown: there is nothing else to say of it.
    """
    shown = [key.quote for key in story.key_quotes][: QUOTES[length]]
    if not shown and story.lead is None:
        shown = [quote for quote in story.quotes if quote.speaker][: QUOTES[length]]
    if length == "long":
        others = [quote for quote in story.quotes if quote.name and quote.kind != "mixed" and quote not in shown]
        shown += others[: QUOTES[length] - len(shown)]
    return Digest(
        masthead=masthead,
        headline=_title(story, masthead),
        link=story.link,
        note=story.note,
        more_coming=story.more_coming,
        passages=passages(story, story.headlines, shown, length),
        lead=None if shown and length != "long" else story.lead,
        quotes_left=len(story.quotes) - len(shown),
        picture=story.picture,
        published=story.published,
    )


def brief(story_id: str, story: Story, masthead: Masthead, length: Length, beside: Sequence[Beside] = ()) -> Brief:
    """What an edition says of a story: its first key quotes, or else its lead; of a short one, its headline alone.

    Where other outlets carry the same event they are named, and what they quote that this one does not stands beside
    its own.
    """
    shown = [key.quote for key in story.key_quotes][: BRIEF_QUOTES[length]]
    said = [_words(quote) for quote in shown]
    others: list[Passage] = []
    for one in beside:
        keys = (key.quote for key in one.story.key_quotes if _words(key.quote) not in said)
        quotes = [] if length == "short" else [shortened(quote, LONGEST_QUOTE[length]) for quote in keys][:1]
        said += [_words(quote) for quote in quotes]
        if quotes:
            credit = Credit(outlet=one.masthead.title, link=one.story.link)
            others.append(Passage(Headline(_title(one.story, one.masthead), credit), tuple(quotes)))
    own = tuple(shortened(quote, LONGEST_QUOTE[length]) for quote in shown)
    return Brief(
        story_ids=(story_id, *(one.story_id for one in beside)),
        outlet=Also(masthead.title, masthead.site),
        headline=_title(story, masthead),
        link=story.link,
        passages=(*((Passage(None, own),) if own else ()), *others),
        lead=None if own or length == "short" else story.lead,
        published=story.published,
        also=tuple(Also(one.masthead.title, one.story.link) for one in beside),
        more_coming=story.more_coming,
    )


def _words(quote: Quote) -> list[str]:
    """A quote's words alone: each outlet has marks of its own around them."""
    return _WORD.findall(quote.text.casefold())


def _title(story: Story, masthead: Masthead) -> str:
    return without_masthead(story.headline.text, masthead.title)


def passages(
    story: Story, headlines: Collection[Headline], quotes: Collection[Quote], length: Length = "medium"
) -> tuple[Passage, ...]:
    """These headlines and quotes in the post's order, each quote under the carried headline below which it stands.

    A headline that is wanted for none of its quotes has an empty passage; long quotes are shortened.
    """
    above: dict[Quote, Headline | None] = {}
    for quote in quotes:
        over = [one for one in story.headlines if one.start is not None and one.start <= quote.start]
        above[quote] = over[-1] if over else None
    order = sorted(above, key=lambda quote: quote.start)
    return tuple(
        Passage(headline, tuple(shortened(quote, LONGEST_QUOTE[length]) for quote in order if above[quote] == headline))
        for headline in (None, *story.headlines)
        if headline in above.values() or headline in headlines
    )


def shortened(quote: Quote, longest: int) -> Quote:
    """The quote, or as many of its first sentences as `longest` characters hold; `cut` then tells that it went on.

    Its first sentence stands whole, however long it is.
    """
    if len(quote.text) <= longest:
        return quote
    ends = [match.end() for match in _SENTENCE_END.finditer(quote.text)]
    end = max((end for end in ends if end <= longest), default=ends[0] if ends else len(quote.text))
    return replace(quote, end=quote.start + end, text=quote.text[:end], cut=True) if end < len(quote.text) else quote


def without_masthead(headline: str, title: str) -> str:
    """The headline without the blog's own name behind it, as many sites print it in their titles."""
    name = " ".join(title.split()).casefold()
    for separator in _SEPARATOR.finditer(headline):
        if " ".join(headline[separator.end() :].split()).casefold() == name:
            return headline[: separator.start()].strip() or headline
    return headline
