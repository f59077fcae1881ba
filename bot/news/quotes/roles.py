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
    words = text[max(low, start - _FARTHEST) : start].replace("\u00a0", " ").split(" ")
    if words.pop().strip():
        return None
    found, plain, taken = False, 0, 0
    for index in range(len(words) - 1, -1, -1):
        word = words[index].rpartition("\n")[2].lstrip("“\"‘'(")
        left = words[index - 1].lower() if index else ""
        if not _reads_on(word, left, found, plain):
            break
        tells = is_role(word) or (not found and left in lexicon.SAYING)
        found = found or tells
        plain = 0 if tells or word[0].isupper() or word.lower() in lexicon.MODIFIERS else plain + 1
        taken += len(word) + 1
        if words[index] != word:
            break
    return Role(" ".join(text[start - taken : start].split()), start - taken) if found else None


def _reads_on(word: str, left: str, found: bool, plain: int) -> bool:
    """Whether a word before a role, or before a name, belongs to the role; `left` is the word before it."""
    lower = word.lower()
    if not word or (word.endswith(".") and word.rstrip(".") not in lexicon.SHORT_TITLES and "." not in word[:-1]):
        return False
    if is_role(word) or lower in lexicon.MODIFIERS:
        return True
    if word[0].isupper():
        return word not in lexicon.NO_NAMES and (word[-1].isalnum() or word.endswith(("’", "'", ".")))
    if lower == "of":
        return is_role(left)
    if not word[-1].isalnum() or lower in _STOPS or lower in lexicon.CUES:
        return False
    # Right behind "said", any noun before a name tells its bearer's role.
    return (plain < _MOST_PLAIN_WORDS and not lower.endswith("ly")) if found else left in lexicon.SAYING


_BEHIND = re.compile(
    r"""\s?(?:,|\s[–—-]|\()\s(?:aged\s)?(?:\d{1,3},\s)?(?:who\s(?:is|was)\s)?
        (?P<article>(?:the|an?|its|their|his|her|one\sof\s(?:the|its))\s)?
        (?P<role>(?:[^,.;:()“”"«»—–\n]|(?<=[A-Z])\.(?=[A-Z\s])){3,140}?)
        (?=\s?[,;:)—–“”"]|\.(?:\s|$)|\s(?:who|which|said|says|told|added)\b|\s(?:from|since|until)\s\d{4}|$)""",
    re.VERBOSE,
)
_MOST_WORDS_BEHIND_AN_ARTICLE = 6


def role_behind(text: str, end: int, high: int) -> Role | None:
    """The role that stands behind a name ("Ana Duarte, transport minister,"); with an article, any noun may tell it."""
    match = _BEHIND.match(text, end, min(high, end + 180)) if text[end : end + 2].strip(" ,(–—-") == "" else None
    if match is None:
        return None
    words = match["role"].split()
    if match["article"] and len(words) > 1 and words[0].endswith(("’s", "'s")):
        del words[0]
    plain = match["article"] and text[match.end() : match.end() + 1] in (",", ".") and _tells_anything(words)
    return Role(" ".join(words), match.end("role")) if plain or _tells_role(words) else None


_PAUSE = re.compile(r"[,;:.“”\"()«»—–\n]")
_ARTICLES = frozenset(("the", "a", "an", "its", "their", "his", "her", "le", "la", "der", "die", "das"))


def role_and_comma_before(text: str, low: int, start: int, end: int) -> Role | None:
    """The role in "spokesperson for the Y, X, said": it stands before the name, between a pause and a comma."""
    before = text[max(low, start - _FARTHEST) : start]
    behind = text[end : end + 1]
    if not before.endswith((", ", ",\u00a0")) or behind not in (",", ".", " ", ";"):
        return None
    words = _PAUSE.split(before[:-2])[-1].split()
    for index in range(len(words)):
        article = words[index - 1].lower() if index else ""
        begins = not index or article in _ARTICLES or (index == 1 and words[0] in lexicon.SAYING)
        if words[index].lower() in _ARTICLES or not begins or (index > 2 and behind == " "):
            continue
        rest = words[index:]
        owned = article in _OWNERS and len(rest) <= _MOST_PLAIN_WORDS + 1 and _tells_anything(rest)
        if owned or _tells_role(rest):
            begin = before.rfind(" ".join(rest))
            return Role(" ".join(rest), start - len(before) + begin) if begin >= 0 else None
    return None


def _tells_role(words: list[str]) -> bool:
    """Whether words tell a role: a role's word, before it only what qualifies it, behind it what belongs to it."""
    for index, word in enumerate(words[:9]):
        behind = words[index + 1] if index + 1 < len(words) else ""
        if is_role(word) and not is_role(behind) and (not behind or behind.lower() in _BEHIND_A_ROLE):
            return True
        lower = word.lower()
        if (lower in _STOPS and lower not in _OWNERS and lower != "and") or lower in lexicon.CUES:
            return False
    return False


def _tells_anything(words: list[str]) -> bool:
    """Whether words may be the noun that somebody is said to be: few, the first no name, and nobody acts in them."""
    few = len(words) <= _MOST_WORDS_BEHIND_AN_ARTICLE or any(word in ("of", "at", "for", "from") for word in words[1:4])
    happens = any(
        word.lower() in lexicon.CUES or word.endswith("ing") for word in words[:_MOST_WORDS_BEHIND_AN_ARTICLE]
    )
    return few and not happens and words[0][:1].islower() and words[0] not in _STOPS
