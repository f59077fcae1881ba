"""How many of the invented posts are read as their editors read them, measure by measure.

Every measure has its floor, the share that is reached, and the names of the posts that are missed. Both are exact: a
post that is newly missed fails here, and so does one that is no longer missed but still on its list.
"""

import statistics
from collections.abc import Callable, Iterable
from itertools import groupby

import pytest

from benchmarks import key, ours
from bot.news.model import Headline
from tests.news.posts import NAMES, GoldHeadline, gold, story


def headline(name: str) -> bool:
    """Whether the post has its editor's headline."""
    return gold(name)["headline"] == story(name).headline.text


def note(name: str) -> bool:
    """Whether the author's remark is found, or none where there is none."""
    return gold(name)["note"] == story(name).note


def more_coming(name: str) -> bool:
    """Whether the post is known to promise more, or not to."""
    return gold(name)["more_coming"] == story(name).more_coming


def headlines(name: str) -> bool:
    """Whether the carried headlines are its editor's, each with its credit, and in order."""
    return gold(name)["headlines"] == [told(one) for one in story(name).headlines]


def blocks(name: str) -> bool:
    """Whether the post falls into its editor's blocks, neighbours of one kind taken together."""
    read = story(name)
    found = runs([(one.kind, read.text[one.start : one.end]) for one in read.blocks])
    wanted = runs(gold(name)["blocks"])
    alike = [kind for kind, _ in wanted] == [kind for kind, _ in found]
    return alike and all(opens(words, openings) for (_, words), (_, openings) in zip(found, wanted, strict=True))


def key_quotes(name: str) -> bool:
    """Whether one of its editor's key quotes is key, half of it at least; or none, where the editor has none."""
    wanted, shown = gold(name)["key"], [one.quote.text for one in story(name).key_quotes]
    if not wanted:
        return not shown
    pairs = [(whole, words) for whole in wanted for words in shown]
    return any(whole in words or (words in whole and 2 * len(words) >= len(whole)) for whole, words in pairs)


def told(one: Headline) -> GoldHeadline:
    """A headline with what its credit says, in the form of the gold."""
    form = GoldHeadline(text=one.text)
    if one.credit and one.credit.outlet:
        form["outlet"] = one.credit.outlet
    if one.credit and one.credit.author:
        form["author"] = one.credit.author
    if one.credit and one.credit.date:
        form["date"] = one.credit.date
    if one.credit and one.credit.link:
        form["link"] = one.credit.link
    return form


def runs(found: Iterable[tuple[str, str]]) -> list[tuple[str, tuple[str, ...]]]:
    """Blocks with neighbours of one kind joined, their white space folded."""
    joined = groupby(found, key=lambda one: one[0])
    return [(kind, tuple(" ".join(words.split()) for _, words in run)) for kind, run in joined]


def opens(words: tuple[str, ...], openings: tuple[str, ...]) -> bool:
    """Whether a run of blocks opens with the first of these openings, and has the others in order."""
    rest = " ".join(words)
    if not rest.startswith(openings[0]):
        return False
    for opening in openings:
        _, found, rest = rest.partition(opening)
        if not found:
            return False
    return True


MISSED: dict[Callable[[str], bool], tuple[str, ...]] = {
    headline: (),
    note: (),
    more_coming: (),
    headlines: (),
    blocks: (),
    key_quotes: (),
}


@pytest.mark.parametrize("measure", MISSED, ids=lambda measure: measure.__name__)
def test_a_post_is_missed_only_if_it_is_known_to_be(measure: Callable[[str], bool]) -> None:
    """The lists may shrink, and do so with the change that finds a post."""
    assert MISSED[measure] == tuple(name for name in NAMES if not measure(name))


def test_most_of_the_key_quotes_are_the_editors() -> None:
    """A floor: it may rise, not fall."""
    keys = [(name, one.quote.text) for name in NAMES for one in story(name).key_quotes]
    right = sum(any(text in one or one in text for one in gold(name)["key"]) for name, text in keys)
    assert right / len(keys) >= 0.72


def test_key_quotes_cover_two_thirds_of_what_the_best_three_would() -> None:
    """A floor: the share of a story's recurring words that they say, from chance to the best of its quotes."""
    read = [story(name) for name in NAMES]
    gains = [key.gain(one.text, ours.shown(one), ours.found(one)) for one in read]
    assert statistics.fmean(gain for gain in gains if gain is not None) >= 0.66


def test_no_post_with_a_quote_of_somebody_known_goes_without_a_key_quote() -> None:
    """Four words of a speaker are enough, if they are no question."""
    for name in NAMES:
        read = story(name)
        sayings = [one for one in read.quotes if one.speaker and len(one.text.split()) >= 4 and one.text[-1] != "?"]
        assert bool(read.key_quotes) >= bool(sayings), name
