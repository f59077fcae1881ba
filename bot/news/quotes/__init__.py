"""A text and its blocks in; its quotes, each word for word with its speaker and role, out."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from bot.news.model import Block, Quote, QuoteKind
from bot.news.quotes.marks import Span, is_long_enough, is_title, spans
from bot.news.quotes.people import cast
from bot.news.quotes.speaker import Speaker, speakers

__all__ = ["quotes"]

# What follows more than this is left unread: no post has so much, and what pretends to shall cost little.
_MOST_CHARACTERS = 300_000
_MOST_QUOTES = 1_000
# Marks of quotation, and words with a capital: every name begins with one.
_MOST_OF = ((re.compile(r"[“”„‟«»\"「」『』‘’'`]|,,"), 5_000), (re.compile(r"\b[A-ZÀ-ÖØ-Þ]"), 10_000))


def quotes(text: str, blocks: tuple[Block, ...]) -> tuple[Quote, ...]:
    """Every quotation of three words or more, in order; its speaker is words of the text, or nobody.

    The title of a work is no quote; what a post sets apart without marks is one only where it says whose it is.
    """
    read = tuple(_up_to(_reach(text), blocks))
    found = spans(text, read)[:_MOST_QUOTES]
    return tuple(
        _quote(text, span, speaker)
        for span, speaker in speakers(text, read, found, cast(text, read, found))
        if _is_said(text[span.start : span.end]) and (speaker or not span.whole)
    )


def _reach(text: str) -> int:
    """The offset up to which a text is read."""
    ends = (next(islice(pattern.finditer(text), most, None), None) for pattern, most in _MOST_OF)
    return min(_MOST_CHARACTERS, *(match.start() if match else len(text) for match in ends))


def _up_to(reach: int, blocks: tuple[Block, ...]) -> Iterator[Block]:
    """The blocks that begin before an offset, the last of them no longer than to it."""
    for block in blocks:
        if block.start >= reach:
            return
        yield block if block.end <= reach else replace(block, end=reach)


def _is_said(words: str) -> bool:
    return is_long_enough(words) and not is_title(words)


def _quote(text: str, span: Span, speaker: Speaker | None) -> Quote:
    words = text[span.start : span.end]
    who = speaker.who if speaker else None
    return Quote(
        start=span.start,
        end=span.end,
        text=words,
        kind=_kind(text, span, words),
        speaker=speaker.words if speaker else None,
        name=who.name if who else None,
        role=who.role if who else None,
        cue=speaker.cue if speaker else None,
        missing_mark=span.missing_mark,
    )


def _kind(text: str, span: Span, words: str) -> QuoteKind:
    """How a quotation stands: on its own, within a sentence of the reporter's, or set apart as a block."""
    if span.whole:
        return "block"
    ends = (
        words.rstrip("’'”\"»")[-1:] in (".", ",", "!", "?", "…", "—", "-")
        or text[span.outer_end : span.outer_end + 1] == ","
    )
    begins = text[max(span.outer - 2, 0) : span.outer].strip() in ("", ",", ":", ".", "!", "?", "—", "–")
    return "direct" if begins and (ends or words[0].isupper()) else "mixed"
