"""A text, its blocks and its quotations in; the people and bodies that it names, with their roles, out."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from bot.news.model import Block
from bot.news.quotes import lexicon, names
from bot.news.quotes.marks import QUOTED_KINDS, Span
from bot.news.quotes.roles import is_role, role_and_comma_before, role_before, role_behind

Pronoun = Literal["he", "she"]
# A proper name may be anybody's or anything's: nothing around it tells.
Sort = Literal["person", "body", "place", "proper"]


@dataclass(slots=True, eq=False)
class Known:
    """Somebody that the text names: the fullest form of the name, and what else the text tells of them."""

    name: str
    sort: Sort
    role: str | None = None
    pronoun: Pronoun | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """Where the text names somebody: `start` to `end` the name, `outer` to `outer_end` with what it says of them."""

    start: int
    end: int
    outer: int
    outer_end: int
    who: Known
    quoted: bool


@dataclass(frozen=True, slots=True)
class Cast:
    """Every place where a text names somebody, in order."""

    mentions: tuple[Mention, ...]
    starts: tuple[int, ...]

    def between(self, start: int, end: int) -> Sequence[Mention]:
        """The mentions whose names begin in this stretch."""
        return self.mentions[bisect_right(self.starts, start - 1) : bisect_right(self.starts, end - 1)]


def cast(text: str, blocks: tuple[Block, ...], spans: tuple[Span, ...]) -> Cast:
    """Everybody that a text names, each mention resolved to the fullest name that the text gives."""
    found = [name for block in blocks if block.kind in QUOTED_KINDS for name in _names(text, block, spans)]
    register = _Register()
    for name in found:
        register.enter(name)
    within = {name.name for name in found if not _begins_sentence(text, name.start)}
    mentions: list[Mention] = []
    for name in found:
        who = register.find(name)
        alone = len(name.parts) == 1 and name.sort == "proper" and who.name == name.name
        if alone and (is_role(name.name) or (name.name not in within and not _speaks(text, name.end))):
            continue
        who.role = who.role or name.role
        who.pronoun = who.pronoun or name.pronoun
        mentions.append(Mention(name.start, name.end, name.outer, name.outer_end, who, name.quoted))
    return Cast(tuple(mentions), tuple(mention.start for mention in mentions))


def _begins_sentence(text: str, start: int) -> bool:
    before = text[max(start - 3, 0) : start].rstrip()
    return not before or before[-1] in '.!?:…“”"‘«„' or "\n" in text[max(start - 2, 0) : start]


_NEXT_WORD = re.compile(r"\s([a-z]+)")


def _speaks(text: str, end: int) -> bool:
    match = _NEXT_WORD.match(text, end)
    return match is not None and match[1] in lexicon.CUES


# ------------------------------------------------------------------------------------------------------ whose a name is


@dataclass(frozen=True, slots=True)
class _Name:
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


@dataclass(slots=True)
class _Bearers:
    """Those who bear a name, by where they are named with it in full."""

    starts: list[int] = field(default_factory=list)
    who: list[Known] = field(default_factory=list)

    def add(self, start: int, who: Known) -> None:
        if not self.who or self.who[-1] is not who:
            self.starts.append(start)
            self.who.append(who)

    def nearest(self, start: int, pronoun: Pronoun | None) -> Known:
        """The bearer named last before an offset, or else the first one after it."""
        last = max(bisect_right(self.starts, start) - 1, 0)
        for who in reversed(self.who[max(last - 20, 0) : last + 1]):
            if pronoun is None or who.pronoun in (None, pronoun):
                return who
        return self.who[last]


@dataclass(slots=True)
class _Register:
    """Everybody with a full name, to be found by it, by surname or by first name."""

    known: dict[str, Known] = field(default_factory=dict)
    by_last: dict[str, _Bearers] = field(default_factory=dict)
    by_first: dict[str, _Bearers] = field(default_factory=dict)

    def enter(self, name: _Name) -> None:
        if len(name.parts) == 1 and name.sort not in ("person", "body"):
            return
        who = self.known.setdefault(name.name, Known(name.name, name.sort))
        if name.sort == "person":
            who.sort = "person"
        who.pronoun = who.pronoun or name.pronoun
        if len(name.parts) > 1 and who.sort in ("person", "proper"):
            self.by_last.setdefault(name.parts[-1].casefold(), _Bearers()).add(name.start, who)
            self.by_first.setdefault(name.parts[0].casefold(), _Bearers()).add(name.start, who)

    def find(self, name: _Name) -> Known:
        if len(name.parts) == 1:
            bearers = self.by_last.get(name.name.casefold())
            if bearers is None and name.name in names.KNOWN:
                bearers = self.by_first.get(name.name.casefold())
            if bearers is not None:
                return bearers.nearest(name.start, name.pronoun)
        return self.known.setdefault(name.name, Known(name.name, name.sort))


# ------------------------------------------------------------------------------------------------------ names in a text

_CAPITAL = "A-ZÀ-ÖØ-Þ"
_DOTTED = "|".join(sorted(lexicon.SHORT_TITLES | lexicon.HONORIFICS | {"St", "Jr", "Sr"}))
_WORD = (
    rf"(?:(?:[{_CAPITAL}]\.){{1,4}}(?!\w)|(?:{_DOTTED})\."
    rf"|(?:al-|el-|[dl]['’])?[{_CAPITAL}]\w*(?:-\w+|['’](?!(?:s|re|ve|ll|d|m|t)\b)\w+)*)"
)
_LINK = r"(?:de|la|del|della|di|da|do|dos|das|du|van|von|der|den|ter|ten|le|el|al|bin|ibn|bint|abu|af|av|zu|y)"
_RUN = re.compile(rf"(?<![\w@#/.-]){_WORD}(?:[ \u00a0\n]{{1,2}}(?:{_LINK}[ \u00a0]){{0,2}}{_WORD}){{0,11}}")
_PART = re.compile(rf"{_WORD}|\S+")
_OF = re.compile(rf"[ \u00a0](?:of|for)[ \u00a0](?:the[ \u00a0])?{_WORD}(?:[ \u00a0]{_WORD}){{0,4}}")
_LEADS_IN = lexicon.NATIONS | lexicon.DEPARTMENTS


def _names(text: str, block: Block, spans: tuple[Span, ...]) -> Iterator[_Name]:
    """The names in a block: runs of capitalised words, without what only introduces them."""
    at = bisect_right(spans, block.start, key=lambda span: span.end)
    free_from = block.start
    for match in _RUN.finditer(text, block.start, block.end):
        start = match.start()
        while at < len(spans) and spans[at].end <= start:
            at += 1
        if start < free_from:
            continue
        quoted = at < len(spans) and spans[at].start <= start
        if name := _name(text, block, [part.span() for part in _PART.finditer(text, start, match.end())], quoted):
            free_from = name.end
            yield name


def _name(text: str, block: Block, parts: list[tuple[int, int]], quoted: bool) -> _Name | None:
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
    name = " ".join(text[start:end].split())
    if sort in ("body", "place"):
        return _Name(start, end, start, end, name, words, sort, None, None, quoted)
    before = role_before(text, block.start, start) or role_and_comma_before(text, block.start, start, end)
    behind = role_behind(text, end, block.end)
    role = before.words if before else behind.words if behind else None
    if role and sort == "proper" and (len(words) > 1 or before):
        sort = "person"
    outer = min(before.edge if before else start, start if titled is None else titled)
    outer_end = behind.edge if behind else end
    return _Name(start, end, outer, outer_end, name, words, sort, role, _pronoun(title, role, words), quoted)


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
            begins = word in lexicon.NO_NAMES and not (word in names.KNOWN and index + 2 == len(words) and index)
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
    if any(word in lexicon.BODIES for word in words):
        return "body"
    if words[-1] in lexicon.PLACES or all(word in lexicon.NATIONS for word in words):
        return "place"
    if len(words) > 1 and words[0] in names.KNOWN:
        return "person"
    return "body" if len(words) == 1 and len(words[0]) > 1 and words[0].isupper() else "proper"


def _pronoun(title: str, role: str | None, words: tuple[str, ...]) -> Pronoun | None:
    """The pronoun that a title, a role or a first name tells."""
    roles = set(role.lower().split()) if role else frozenset()
    if title in lexicon.HE_TITLES or roles & lexicon.HE_ROLES:
        return "he"
    if title in lexicon.SHE_TITLES or roles & lexicon.SHE_ROLES:
        return "she"
    if len(words) == 1 or (words[0] in names.HE and words[0] in names.SHE):
        return None
    return "he" if words[0] in names.HE else "she" if words[0] in names.SHE else None
