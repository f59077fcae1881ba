"""A block in; the names that stand in it, each with what introduces it, out."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from bot.news.model import Block
from bot.news.quotes import lexicon, names
from bot.news.quotes.marks import Span
from bot.news.quotes.roles import role_and_comma_before, role_before, role_behind

Pronoun = Literal["he", "she"]
# A proper name may be anybody's or anything's: nothing around it tells.
Sort = Literal["person", "body", "place", "proper"]


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it stands: `start` to `end`, with titles and roles `outer` to `outer_end`; `parts` are its words.

    `called` are the words of the roles beside it, in lower case.
    """

    start: int
    end: int
    outer: int
    outer_end: int
    name: str
    parts: tuple[str, ...]
    sort: Sort
    role: str | None
    pronoun: Pronoun | None
    quoted: bool
    called: tuple[str, ...] = ()


_CAPITAL = "A-ZÀ-ÖØ-Þ"
_DOTTED = "|".join(sorted(lexicon.SHORT_TITLES | lexicon.HONORIFICS | {"St", "Jr", "Sr"}))
_WORD = (
    rf"(?:(?:[{_CAPITAL}]\.){{1,4}}(?!\w)|(?:{_DOTTED})\."
    rf"|(?:al-|el-|[dl]['’])?[{_CAPITAL}]\w*(?:-\w+|['’](?!(?:s|re|ve|ll|d|m|t)\b)\w+)*(?:(?<=s)’(?=[ ][{_CAPITAL}]))?)"
)
_LINK = r"(?:de|la|del|della|di|da|do|dos|das|du|van|von|der|den|ter|ten|le|el|al|bin|ibn|bint|abu|af|av|zu|y|&)"
_RUN = re.compile(rf"(?<![\w@#/.-]){_WORD}(?:[ \u00a0\n]{{1,2}}(?:{_LINK}[ \u00a0]){{0,2}}{_WORD}){{0,11}}")
_PART = re.compile(rf"{_WORD}|\S+")
_OF = re.compile(rf"[ \u00a0](?:of|for)[ \u00a0](?:the[ \u00a0])?{_WORD}(?:[ \u00a0]{_WORD}){{0,4}}")
_AGED_OR_WHO = re.compile(r",\s(?:aged\s)?\d{1,3}\b|,\swho(?:se)?\b")
_WORDS = re.compile(r"[\w-]+")
_PLACED = re.compile(r"\b(?:in|at|near|outside|across|over|through|towards)\s(?:the\s)?$")
# As in Park Ji-won or Cheng Hui-ling.
_GIVEN_NAME_LAST = re.compile(r"[A-Z][a-z]{1,5}-[a-z]{2,6}")
_LEADS_IN = lexicon.NATIONS | lexicon.DEPARTMENTS
_BODIES_ANYWHERE = lexicon.BODIES - lexicon.BODIES_AT_THE_END


def names_in(text: str, block: Block, spans: tuple[Span, ...]) -> Iterator[Name]:
    """The names in a block: runs of capitalised words, without what only introduces them."""
    at = bisect_right(spans, block.start, key=lambda span: span.end)
    free_from = block.start
    for match in _RUN.finditer(text, block.start, block.end):
        start = match.start()
        while at < len(spans) and spans[at].end <= start:
            at += 1
        if start < free_from or match[0] in lexicon.NO_NAMES:
            continue
        quoted = at < len(spans) and spans[at].start <= start
        if name := _name(text, block, [part.span() for part in _PART.finditer(text, start, match.end())], quoted):
            free_from = name.end
            yield name


def _name(text: str, block: Block, parts: list[tuple[int, int]], quoted: bool) -> Name | None:
    words = tuple(text[start:end] for start, end in parts)
    first = _first_of_name(words)
    title = words[first - 1].rstrip(".") if first else ""
    titled = next((parts[index][0] for index in range(first) if _belongs(words[index])), None)
    words = words[first:]
    if not words or (len(words) == 1 and not title and words[0] in lexicon.NO_NAMES):
        return None
    start, end = parts[first][0], parts[-1][1]
    sort = _sort(words, title)
    if sort == "body" and (match := _OF.match(text, end, min(block.end, end + 80))):
        end = match.end()
    elif sort == "proper" and _AGED_OR_WHO.match(text, end):
        sort = "person"
    elif sort == "proper" and _PLACED.search(text, max(block.start, start - 14), start):
        sort = "place"
    if title.lower() == "the" and sort != "person" and (text[end : end + 1] == ":" or parts[0][0] > block.start + 2):
        start = _with_article(text, start, parts[first - 1][0], end)
    name = " ".join(text[start:end].split())
    if sort in ("body", "place") or block.kind == "credit":
        return Name(start, end, start, end, name, words, sort, None, None, quoted)
    before = role_before(text, block.start, start) or role_and_comma_before(text, block.start, start, end)
    behind = role_behind(text, end, block.end)
    role = before.words if before else None
    if behind and (role is None or " " not in role):
        role = behind.words
    if role and sort == "proper" and (len(words) > 1 or before):
        sort = "person"
    outer = min(before.edge if before else start, start if titled is None else titled)
    outer_end = behind.edge if behind else end
    called = f"{before.words if before else ''} {behind.words if behind else ''}".lower()
    pronoun = _pronoun(title, called, words)
    return Name(start, end, outer, outer_end, name, words, sort, role, pronoun, quoted, tuple(_WORDS.findall(called)))


_STARTED = re.compile(r"[.!?…:“”\"‘«„]\s*$")


def _with_article(text: str, start: int, article: int, end: int) -> int:
    """Where a name starts whose article has a capital: with it, unless only the sentence gives it that."""
    within = not _STARTED.search(text, max(article - 4, 0), article) and "\n" not in text[max(article - 2, 0) : article]
    return article if within or text[end : end + 1] == ":" else start


def _belongs(word: str) -> bool:
    """Whether a capitalised word before a name belongs to it, as titles do, rather than only beginning a sentence."""
    if word.lower() in lexicon.SAYING:
        return False
    return word not in lexicon.NO_NAMES or word.rstrip(".") in lexicon.HONORIFICS


def _first_of_name(words: tuple[str, ...]) -> int:
    """Which of some capitalised words begins the name: behind titles, nations and the first word of a sentence."""
    first = 0
    for index, word in enumerate(words):
        bare = word.rstrip(".")
        last = index + 1 == len(words)
        if bare in lexicon.HONORIFICS or bare in lexicon.SHORT_TITLES:
            first = index + 1
        elif bare.lower() in lexicon.ROLES:
            before = words[index - 1].rstrip(".") if index else ""
            if not last and before not in lexicon.HONORIFICS and before not in names.KNOWN:
                first = index + 1
        elif index == first:
            introduces = bare.lower() in lexicon.MODIFIERS or bare.lower() in lexicon.SAYING
            capitalised = bare.title() if bare.isupper() else bare
            begins = capitalised in lexicon.NO_NAMES and not (word in names.KNOWN and index + 2 == len(words) and index)
            belongs_elsewhere = (
                index + 2 < len(words)
                and word in _LEADS_IN
                and not any(word in lexicon.BODIES for word in words[index:])
            )
            if introduces or begins or belongs_elsewhere:
                first = index + 1
    return first


def _sort(words: tuple[str, ...], title: str) -> Sort:
    if title in lexicon.HONORIFICS or (title and title not in lexicon.NO_NAMES and title not in _LEADS_IN):
        return "person"
    if words[-1] in lexicon.BODIES or any(word in _BODIES_ANYWHERE for word in words):
        return "body"
    if words[-1] in lexicon.PLACES or all(word in lexicon.NATIONS for word in words):
        return "place"
    if len(words) > 1 and (words[0] in names.KNOWN or _GIVEN_NAME_LAST.fullmatch(words[-1])):
        return "person"
    return "body" if len(words) == 1 and len(words[0]) > 1 and words[0].isupper() else "proper"


def _pronoun(title: str, called: str, words: tuple[str, ...]) -> Pronoun | None:
    """The pronoun that a title, a role or a first name tells."""
    roles = set(called.split())
    if title in lexicon.HE_TITLES or roles & lexicon.HE_ROLES:
        return "he"
    if title in lexicon.SHE_TITLES or roles & lexicon.SHE_ROLES:
        return "she"
    if words[0] in names.HE and words[0] in names.SHE:
        return None
    return "he" if words[0] in names.HE else "she" if words[0] in names.SHE else None
