"""A story before and now in; which of its headlines and quotes were taken back, out."""

import re
from collections.abc import Collection

from bot.news.change.articles import Article, articles, headline_words
from bot.news.change.edits import Edit, is_cut_short, still_stands
from bot.news.change.words import folded
from bot.news.model import Headline, Quote

_PIECE = re.compile(r"[^.!?…;,:—–]+")
_FEWEST_WORDS_OF_PIECE = 4


def withdrawn(edit: Edit, kept: Collection[Headline | Quote]) -> tuple[list[Headline], list[Quote]]:
    """The carried headlines and the quotes that a post took back while the rest of it stands.

    Of an article that is gone, the headline tells enough. A post that was emptied, replaced or cut short, or a list
    from whose end the oldest fell as the newest came, took nothing back. `kept` are those that were reworded.
    """
    if is_cut_short(edit) or _rolls_on(edit):
        return [], []
    gone = [one for one in articles(edit.before) if one.headline not in kept and _is_gone(edit, one)]
    stretches = [(one.start, one.end) for one in gone]
    quotes = [
        quote
        for quote in edit.before.quotes
        if quote not in kept
        and (quote.speaker or quote.kind != "mixed")
        and not any(start <= quote.start < end for start, end in stretches)
        and _is_unsaid(edit, quote)
    ]
    if not still_stands(edit, sorted([*stretches, *((quote.start, quote.end) for quote in quotes)])):
        return [], []
    few = 2 * len(gone) <= len(edit.before.headlines)
    return [one.headline for one in gone] if few else [], quotes


def _rolls_on(edit: Edit) -> bool:
    """Whether headlines came in at the top of a list as others fell from its end."""
    was = [headline_words(one.text) for one in edit.before.headlines]
    now = [headline_words(one.text) for one in edit.now.headlines]
    return bool(was and now) and now[0] not in was and was[-1] not in now and was[0] in now


def _is_gone(edit: Edit, article: Article) -> bool:
    """Whether neither a headline nor a line of its article stands any more."""
    words = headline_words(article.headline.text)
    return not edit.new.holds(words) and not any(edit.new.holds(line) for line in article.lines)


def _is_unsaid(edit: Edit, quote: Quote) -> bool:
    """Whether neither a quote nor a piece of it, long enough to tell, stands anywhere any more."""
    pieces = (folded(piece) for piece in _PIECE.findall(quote.text))
    telling = [piece for piece in pieces if piece.count(" ") >= _FEWEST_WORDS_OF_PIECE - 1]
    return not any(edit.new.holds(words) for words in (folded(quote.text), *telling))
