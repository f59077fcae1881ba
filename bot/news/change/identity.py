"""A story in; its fingerprint, which changes with its words alone, out."""

import hashlib
import re

from bot.news.addresses import address
from bot.news.change.words import folded
from bot.news.model import BlockKind, Story

NOISE: frozenset[BlockKind] = frozenset({"boilerplate", "embed", "credit", "caption"})

# What the buttons and counters below a post are labelled with; a line of nothing else, and one of the first, is theirs.
_PRESSED = frozenset(
    """
    share shares shared like likes liked tweet tweets retweet retweets repost reposts reaction reactions view views
    comment comments commented reply replies response responses pin pins save saves clap claps bookmark facebook
    twitter whatsapp linkedin reddit pinterest telegram bluesky mastodon
    """.split()
)
_BESIDE = frozenset(
    """
    a add and be by click email first in leave link more new now of on opens people person post print read show sign
    the this times to total via window with x your
    """.split()
)
_NUMBER = re.compile(r"\d[\d.,]*[km]?")
_ANSWERS = re.compile(r"\d+ (?:thoughts?|comments?|responses?|replies) (?:on|to) .+")
_LONGEST_LABEL = 120


def fingerprint(story: Story) -> str:
    """A story's identity in its words: the SHA-256, in hex, of its headline, its text and where it stands.

    Dates, comments, counters, embeds, captions, credits, white space, marks and tracking parameters do not count.
    """
    lines = (story.text[block.start : block.end] for block in story.blocks if block.kind not in NOISE)
    said = " ".join(line for line in lines if not _is_counter(line))
    whole = "\n".join((address(story.link or ""), folded(story.headline.text), folded(said)))
    return hashlib.sha256(whole.encode("utf-8", "replace")).hexdigest()


def _is_counter(line: str) -> bool:
    """Whether a line is the label of a button or a counter: "12 shares", "Leave a comment"."""
    if len(line) > _LONGEST_LABEL:
        return False
    words = set(_NUMBER.sub("", line.casefold()).translate(_NO_MARKS).split())
    if words & _PRESSED and words <= _PRESSED | _BESIDE:
        return True
    return _ANSWERS.fullmatch(folded(line)) is not None


_NO_MARKS = {ord(mark): " " for mark in "()[]{}:;,.!?…|/•·»«+&#-–—\"'“”‘’"}
