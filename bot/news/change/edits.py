"""A story before and now in; what of the first still stands, out."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from bot.news.change.identity import NOISE
from bot.news.change.known import Known, Sentence, sentences
from bot.news.model import Story

_CUT = re.compile(r"(?:…|\.\.\.|\[(?:…|\.\.\.)\])\W*$")


@dataclass(frozen=True, slots=True)
class Edit:
    """A story before and now, and what stands in each; `was` are the sentences of the first, fresh where gone."""

    before: Story
    now: Story
    old: Known
    new: Known
    was: tuple[Sentence, ...]


def edit(before: Story, now: Story) -> Edit:
    """What became of a story, ready to be asked about."""
    new = Known([now])
    return Edit(before, now, Known([before]), new, sentences(before, new))


def still_stands(edit: Edit, taken: Sequence[tuple[int, int]] = ()) -> bool:
    """Whether at least half of the story of before stands in that of now, but for stretches that were taken from it."""
    begins = [start for start, _ in taken]
    rest = standing = 0
    for sentence in edit.was:
        nearest = bisect_right(begins, sentence.end - 1) - 1
        if nearest >= 0 and taken[nearest][1] > sentence.start:
            continue
        rest += len(sentence.words)
        standing += 0 if sentence.fresh else len(sentence.words)
    return 2 * standing >= rest > 0


def is_cut_short(edit: Edit) -> bool:
    """Whether a feed that gave the whole post now gives its beginning alone."""
    return _trails_off(edit.now) and not _trails_off(edit.before)


def _trails_off(story: Story) -> bool:
    last = next((block for block in reversed(story.blocks) if block.kind not in NOISE), None)
    return last is not None and _CUT.search(story.text, max(last.start, last.end - 10), last.end) is not None
