"""A story before and now in; which headlines and quotes of before became which of now, in other words, out."""

from collections.abc import Iterator, Mapping

from bot.news.change.articles import Unit, addresses, articles, by_words, headline_words
from bot.news.change.edits import Edit, is_cut_short, still_stands
from bot.news.change.speakers import are_one, voice
from bot.news.change.words import ALIKE, folded, likeness, reworded
from bot.news.model import Correction, Headline, Quote

# Where another is named, only nearly the same words are the same quote.
_NEARLY_THE_SAME = 0.8


def own_headline(edit: Edit) -> Correction | None:
    """The post's own headline in other words: like it, or above what stands there still; None where it was kept.

    A headline that the post still has, or had already, as that of an article or in its text, is none that was reworded:
    a post without a title lends one from what stands first in it.
    """
    was, now = headline_words(edit.before.headline.text), headline_words(edit.now.headline.text)
    if not was or not now or was == now or not _replaces(edit, was, now):
        return None
    if likeness(was, now) < ALIKE and not still_stands(edit):
        return None
    return Correction("headline", edit.before.headline.text, edit.now.headline.text)


def reworded_headlines(edit: Edit) -> dict[Headline, Headline]:
    """Carried headlines that were reworded: over the same article, at the same address, or like the old one."""
    gone, come = _changed(by_words(edit.before.headlines), by_words(edit.now.headlines))
    left = {*gone.values(), *come.values()}
    pairs: dict[Headline, Headline] = {}
    for was, now in _same_articles(edit):
        if was in left and now in left:
            left -= {was, now}
            pairs[was] = now
    gone, come = ({words: one for words, one in side.items() if one in left} for side in (gone, come))
    return pairs | _alike(edit, gone, come)


def reworded_quotes(edit: Edit) -> dict[Quote, Quote]:
    """Quotes that were reworded, not cut off with the post; of another speaker only nearly the same words are."""
    gone, come = _changed(by_words(edit.before.quotes), by_words(edit.now.quotes))
    cut = is_cut_short(edit)
    return {
        was: now
        for was, now in _alike(edit, gone, come).items()
        if _is_one(was, now) and not (cut and folded(was.text).startswith(folded(now.text)))
    }


def _is_one(was: Quote, now: Quote) -> bool:
    one, other = voice(was), voice(now)
    same = one is None or other is None or are_one(one, other)
    return same or likeness(folded(was.text), folded(now.text)) >= _NEARLY_THE_SAME


def _changed(was: Mapping[str, Unit], now: Mapping[str, Unit]) -> tuple[dict[str, Unit], dict[str, Unit]]:
    """What is on one side alone."""
    gone = {words: one for words, one in was.items() if words not in now}
    return gone, {words: one for words, one in now.items() if words not in was}


def _alike(edit: Edit, gone: Mapping[str, Unit], come: Mapping[str, Unit]) -> dict[Unit, Unit]:
    """What became what, by the likeness of their words, in the order of before."""
    was, now = list(gone), list(come)
    pairs = [(was[i], now[j]) for i, j in sorted(reworded(was, now))]
    return {gone[one]: come[other] for one, other in pairs if _replaces(edit, one, other)}


def _replaces(edit: Edit, was: str, now: str) -> bool:
    """Whether some words stand there no more and others did not before, but for the one within the other."""
    return (not edit.new.holds(was) or _within(was, now)) and (not edit.old.holds(now) or _within(now, was))


def _within(words: str, more: str) -> bool:
    return f" {words} " in f" {more} "


def _same_articles(edit: Edit) -> Iterator[tuple[Headline, Headline]]:
    """Headlines of before and now that stand over the same article, told by its address or by a paragraph of it."""
    was, now = addresses(edit.before), addresses(edit.now)
    yield from ((was[link], now[link]) for link in was if link in now)
    over = {line: article.headline for article in articles(edit.now) for line in article.lines}
    for article in articles(edit.before):
        yield from ((article.headline, over[line]) for line in article.lines if line in over)
