"""Where a name stands in a text; as what its bearer is introduced there, on either side of it, out."""

import re
from typing import NamedTuple

from bot.news.quotes import lexicon


class Role(NamedTuple):
    """Words that tell a role, and the offset where they begin (before a name) or end (behind one)."""

    words: str
    edge: int


_NOT_IN_ROLES = """
the a an and or but as at by in on to up with from into over under after before about against between through that which
who whom when where while if so than then not is are was were be been has have had do does did will would can could may
might must should its his her their our your my this these those told
"""
_STOPS = frozenset(_NOT_IN_ROLES.split())
_OWNERS = frozenset(("its", "his", "her", "their"))
_BEHIND_A_ROLE = frozenset(("of", "for", "at", "in", "with", "from", "to", "on", "and", "who", "based", "representing"))
_FARTHEST = 120
_MOST_PLAIN_WORDS = 2


def is_role(word: str) -> bool:
    """Whether a word names a role: "minister", "vice-president", "Sen."."""
    bare = word.rstrip(".")
    lower = bare.lower()
    return lower in lexicon.ROLES or lower.rpartition("-")[2] in lexicon.ROLES or bare in lexicon.SHORT_TITLES


def role_before(text: str, low: int, start: int) -> Role | None:
    """The role that stands right before a name ("Former US diplomat", "Russia's Minister of Defence")."""
    low = max(low, start - _FARTHEST)
    words = text[low:start].split(" ")
    if words.pop().strip() or not words:
        return None
    found, plain, taken = False, 0, 0
    for index in range(len(words) - 1, -1, -1):
        word = words[index].replace("\u00a0", " ").rpartition(" ")[2].strip("\n“\"‘'(")
        lower = word.lower()
        left = words[index - 1].lower() if index else ""
        if is_role(word) or lower in lexicon.MODIFIERS:
            found = found or is_role(word)
            plain = 0
        elif not word or not (word[-1].isalnum() or (word.endswith(("’", "'", ".")) and word[:1].isupper())):
            break
        elif word[0].isupper():
            if word in lexicon.NO_NAMES or (word.endswith(".") and len(word) > 4):
                break
        elif lower == "of":
            if not is_role(left):
                break
        elif not found:
            if left not in lexicon.SAYING or lower in _STOPS:
                break
            found = True
        elif plain == _MOST_PLAIN_WORDS or lower in _STOPS or lower in lexicon.CUES or lower.endswith("ly"):
            break
        else:
            plain += 1
        taken += 1
        if words[index] != word:
            break
    if not found:
        return None
    begin = start - sum(len(word) + 1 for word in words[len(words) - taken :])
    begin += len(text[begin:start]) - len(text[begin:start].lstrip(" \u00a0\n“\"‘'("))
    return Role(" ".join(text[begin:start].split()), begin)


_BEHIND = re.compile(
    r"""\s?(?:,|\s[–—-]|\()\s(?:aged\s)?(?:\d{1,3},\s)?(?:who\s(?:is|was)\s)?
        (?:(?:the|an?|its|their|his|her|one\sof\s(?:the|its))\s)?
        (?P<role>(?:[^,.;:()“”"«»—–\n]|(?<=[A-Z])\.(?=[A-Z\s])){3,140}?)
        (?=\s?[,;:)—–“”"]|\.(?:\s|$)|\s(?:who|which|said|says|told|added)\b|$)""",
    re.VERBOSE,
)


def role_behind(text: str, end: int, high: int) -> Role | None:
    """The role that stands behind a name ("Ana Duarte, transport minister,")."""
    match = _BEHIND.match(text, end, min(high, end + 180)) if text[end : end + 2].strip(" ,(–—-") == "" else None
    return Role(" ".join(match["role"].split()), match.end("role")) if match and _tells_role(match["role"]) else None


_PAUSE = re.compile(r"[,;:.“”\"()«»—–\n]")
_LEADING = frozenset(("the", "a", "an", "its", "their", "his", "her", "and", "but", "however"))


def role_and_comma_before(text: str, low: int, start: int, end: int) -> Role | None:
    """The role in "spokesperson for the Y, X, said": it stands before the name, between a pause and a comma."""
    before = text[max(low, start - _FARTHEST) : start]
    if not before.endswith((", ", ",\u00a0")) or text[end : end + 1] not in ",. ;":
        return None
    words = _PAUSE.split(before[:-2])[-1].split()
    while words and (words[0].lower() in _LEADING or words[0] in lexicon.SAYING):
        del words[0]
    if not words or not _tells_role(" ".join(words)):
        return None
    begin = before.rfind(" ".join(words))
    return Role(" ".join(words), start - len(before) + begin) if begin >= 0 else None


def _tells_role(phrase: str) -> bool:
    """Whether a phrase tells a role: a role's word, before it only what qualifies it, behind it what belongs to it."""
    words = phrase.split()
    for index, word in enumerate(words[:9]):
        behind = words[index + 1] if index + 1 < len(words) else ""
        if is_role(word) and not is_role(behind) and (not behind or behind.lower() in _BEHIND_A_ROLE):
            return True
        lower = word.lower()
        if (lower in _STOPS and lower not in _OWNERS and lower not in ("and", "the")) or lower in lexicon.CUES:
            return False
    return False
