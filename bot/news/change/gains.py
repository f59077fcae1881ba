"""A story before and now, or one of another outlet, in; what is to be told of it to who read the first, out."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from bot.news.change.articles import Unit, articles, by_words, headline_words
from bot.news.change.edits import Edit, edit, is_cut_short, still_stands
from bot.news.change.known import Known, Sentence, sentences
from bot.news.change.rewordings import own_headline, reworded_headlines, reworded_quotes
from bot.news.change.speakers import speaker_corrections, voice
from bot.news.change.withdrawals import withdrawn
from bot.news.change.words import echoes, folded
from bot.news.digest import passages
from bot.news.model import Also, Block, BlockKind, Correction, FollowUp, Headline, Passage, Quote, Story
from bot.news.rank import FEWEST_WORDS

MOST = 5
"""Headlines, quotes and corrections, of each, that a follow-up shows."""

MOST_PARAGRAPHS = 2

_PROSE: frozenset[BlockKind] = frozenset({"paragraph", "blockquote", "list"})
_LONGEST_PARAGRAPH = 280
_LONGEST_SENTENCE = 600
_FEWEST_WORDS = 12


def follow_up(before: Story, now: Story, earlier: Sequence[Story] = ()) -> FollowUp | None:
    """What a later revision adds to what was told and takes back of it; None where it does neither.

    `before` is the revision that was told last, `earlier` are those told before that. What stood in any of them is not
    new; what was reworded, withdrawn or is somebody else's is told by comparison with `before` alone. What a new
    article says is told by its headline.
    """
    change = edit(before, now)
    told = Known([before, *earlier]) if earlier else change.old
    headlines, quotes = reworded_headlines(change), reworded_quotes(change)
    new_headlines = _without(_new(now.headlines, told), headlines.values())
    new_quotes = _without(_new(now.quotes, told), quotes.values())
    shown = [*_starts(_new(now.headlines, change.old)), *_starts(_new(now.quotes, change.old))]
    heralded = _heralded(now, new_headlines)
    read = [sentence for sentence in sentences(now, told) if bisect_right(heralded, sentence.start) % 2 == 0]
    paragraphs = _paragraphs(change, read, sorted(shown))
    corrections = _corrections(change, headlines, quotes)
    gained = bool(new_headlines or new_quotes or paragraphs)
    ended = before.more_coming and not now.more_coming and not is_cut_short(change)
    closed = ended and (gained or still_stands(change))
    if not (gained or corrections or closed):
        return None
    excerpts = [excerpt for paragraph in paragraphs if (excerpt := _excerpt(now, paragraph))][:MOST_PARAGRAPHS]
    found = _gains(now, new_headlines, new_quotes)
    return replace(
        found,
        closed=closed,
        paragraphs=tuple(excerpts),
        corrections=tuple(corrections[:MOST]),
        left=found.left + len(paragraphs) - len(excerpts) + max(len(corrections) - MOST, 0),
    )


def brings(told: Sequence[Story], other: Story, outlet: Also) -> FollowUp | None:
    """What another outlet's story of the same event adds to what was told; None where it adds nothing.

    That is who else is quoted, or with what else, and which articles it carries; its own headline alone is no news.
    """
    known = Known(told)
    heads = [headline_words(one.text) for story in told for one in (story.headline, *story.headlines)]
    said = [folded(quote.text) for story in told for quote in story.quotes]
    own = headline_words(other.headline.text)
    headlines = [one for one in _new(other.headlines, known) if headline_words(one.text) != own]
    headlines = _unlike(headlines, heads)
    quotes = [one for one in _new(other.quotes, known) if one.speaker and _length(one.text) >= FEWEST_WORDS]
    quotes = _unlike(quotes, said)
    return replace(_gains(other, headlines, quotes), outlet=outlet) if headlines or quotes else None


def _gains(story: Story, headlines: Sequence[Headline], quotes: Sequence[Quote]) -> FollowUp:
    """New headlines and quotes of a story, as many as are shown; of the quotes, those with a speaker before others."""
    heads = headlines[:MOST]
    said = sorted(quotes, key=lambda quote: (quote.speaker is None, quote.start))[:MOST]
    return FollowUp(
        headline=story.headline.text,
        link=story.link,
        passages=tuple(
            one if one.headline in heads else Passage(None, one.quotes) for one in passages(story, heads, said)
        ),
        more_coming=story.more_coming,
        closed=False,
        left=len(headlines) - len(heads) + len(quotes) - len(said),
    )


def _new(units: Iterable[Unit], known: Known) -> list[Unit]:
    """The headlines or quotes whose words do not stand in what is known."""
    return [unit for words, unit in by_words(units).items() if not known.holds(words)]


def _starts(units: Iterable[Headline | Quote]) -> Iterator[int]:
    return (unit.start for unit in units if unit.start is not None)


def _without(units: Sequence[Unit], others: Iterable[Unit]) -> list[Unit]:
    unwanted = set(others)
    return [unit for unit in units if unit not in unwanted]


def _unlike(units: Sequence[Unit], texts: Sequence[str]) -> list[Unit]:
    """The headlines or quotes that say none of these folded texts again in other words."""
    again = echoes([folded(unit.text) for unit in units], texts)
    return [unit for index, unit in enumerate(units) if index not in again]


def _corrections(
    change: Edit, headlines: Mapping[Headline, Headline], quotes: Mapping[Quote, Quote]
) -> list[Correction]:
    """What was told and stands there no more: of headlines, then of quotes, then who said them."""
    own = own_headline(change)
    taken_headlines, taken_quotes = withdrawn(change, {*headlines, *quotes})
    found = [
        *([own] if own else []),
        *(Correction("headline", was.text, now.text) for was, now in headlines.items()),
        *(Correction("headline", one.text, None) for one in taken_headlines),
        *(Correction("quote", was.text, now.text, voice(was)) for was, now in quotes.items()),
        *(Correction("quote", one.text, None, voice(one)) for one in taken_quotes),
        *speaker_corrections(change),
    ]
    # A post without a title has its first article's headline for its own.
    return list(dict.fromkeys(found))


# ---------------------------------------------------------------------------------------------------------- paragraphs

Stretch = tuple[Sentence, ...]


def _paragraphs(change: Edit, read: Sequence[Sentence], starts: Sequence[int]) -> list[Stretch]:
    """Of each paragraph that says something new, the first new sentences in a row that are of substance.

    One in which a headline or quote starts (`starts`) that is new is told by that; and what words an old sentence anew
    says nothing new.
    """
    fresh = [sentence for sentence in read if sentence.fresh]
    gone = [sentence.words for sentence in change.was if sentence.fresh]
    again = {fresh[index] for index in echoes([sentence.words for sentence in fresh], gone)}
    found: dict[str, Stretch] = {}
    for block, row in groupby(read, key=lambda sentence: sentence.block):
        if block.kind not in _PROSE or _is_among(starts, block):
            continue
        runs = (tuple(run) for new, run in groupby(row, key=lambda one: one.fresh and one not in again) if new)
        for run in runs:
            if sum(_length(one.words) for one in run) >= _FEWEST_WORDS:
                found.setdefault(" ".join(one.words for one in run), run)
                break
    return list(found.values())


def _heralded(story: Story, headlines: Collection[Headline]) -> list[int]:
    """Where the articles under these headlines start and end, by turns: what lies between has an odd number before."""
    wanted = set(headlines)
    return [place for one in articles(story) if one.headline in wanted for place in (one.start, one.end)]


def _is_among(starts: Sequence[int], block: Block) -> bool:
    """Whether one of these offsets, in order, lies in a block."""
    return bisect_left(starts, block.start) < bisect_left(starts, block.end)


def _excerpt(story: Story, stretch: Stretch) -> str | None:
    """As many of these sentences as are shown, the first whole however long; None where that is longer than any."""
    start, end = stretch[0].start, stretch[0].end
    if end - start > _LONGEST_SENTENCE:
        return None
    ends = [one.end for one in stretch if one.end - start <= _LONGEST_PARAGRAPH]
    return " ".join(story.text[start : max(ends, default=end)].split())


def _length(words: str) -> int:
    return len(words.split())
