"""A text, its blocks and its quotations in; everybody that the text names, and where it does, out."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.news.model import Block
from bot.news.quotes import lexicon
from bot.news.quotes.marks import QUOTED_KINDS, Span
from bot.news.quotes.naming import Name, Pronoun, Sort, names_in
from bot.news.quotes.roles import is_role


@dataclass(slots=True, eq=False)
class Known:
    """Somebody that the text names: the fullest form of the name, and what else the text tells of them.

    `called` are the words of all their roles and titles, in lower case.
    """

    name: str
    sort: Sort
    role: str | None = None
    pronoun: Pronoun | None = None
    called: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Mention:
    """Where the text names somebody: `start` to `end` the name, `outer` to `outer_end` with what it says of them.

    `quoted` says that the name stands within a quotation, `begins` that a sentence begins with it.
    """

    start: int
    end: int
    outer: int
    outer_end: int
    who: Known
    quoted: bool
    begins: bool


@dataclass(frozen=True, slots=True)
class Cast:
    """Every place where a text names somebody, in order."""

    mentions: tuple[Mention, ...]
    starts: tuple[int, ...]

    def between(self, start: int, end: int) -> Sequence[Mention]:
        """The mentions whose names begin in this stretch."""
        return self.mentions[bisect_right(self.starts, start - 1) : bisect_right(self.starts, end - 1)]


_SPEAKS = re.compile(r"\s(?P<word>[a-z]+)|\s?:")


def cast(text: str, blocks: tuple[Block, ...], spans: tuple[Span, ...]) -> Cast:
    """Everybody that a text names, each mention resolved to the fullest name that the text gives."""
    found = [name for block in blocks if _tells_names(text, block) for name in names_in(text, block, spans)]
    register = _Register()
    for name in found:
        register.enter(name)
    within = {name.name for name in found if not begins_sentence(text, name.start)}
    mentions: list[Mention] = []
    for name in found:
        who = register.find(name)
        alone = len(name.parts) == 1 and name.sort == "proper" and who.name == name.name
        speaks = _SPEAKS.match(text, name.end)
        if len(name.parts) == 1 and who.name == name.name and _is_human(name.name.lower()):
            continue
        if alone and name.name not in within and not _is_saying(speaks):
            continue
        who.role = who.role or name.role
        who.pronoun = who.pronoun or name.pronoun
        who.called.update(name.called)
        begins = begins_sentence(text, name.outer)
        mentions.append(Mention(name.start, name.end, name.outer, name.outer_end, who, name.quoted, begins))
    return Cast(tuple(mentions), tuple(mention.start for mention in mentions))


_LOWER_WORD = re.compile(r"(?<!\S)[a-z]{4,}")


def _tells_names(text: str, block: Block) -> bool:
    """Whether a block is read for names: prose and credits, and headings that are not In Capitals Throughout."""
    if block.kind == "heading":
        return len(_LOWER_WORD.findall(text, block.start, min(block.end, block.start + 300))) >= 3
    return block.kind in QUOTED_KINDS or block.kind == "credit"


def _is_human(word: str) -> bool:
    """Whether a word, in the singular or the plural, is no name but what anybody may be called."""
    return is_role(word) or word in lexicon.HUMANS or word.removesuffix("s") in lexicon.HUMANS


def _is_saying(behind: re.Match[str] | None) -> bool:
    """Whether a colon or a cue stands behind a word: then even one that begins its sentence is a name."""
    return behind is not None and (behind["word"] is None or behind["word"] in lexicon.CUES)


# A sentence begins with somebody even if a few words come before, but not if they make an object of them.
_OPENING = re.compile(r"(?:(?:^|[.!?…:]\s+|\n\s*)(?:[\w’'-]+\s){0,3}?|[“”\"‘’«»„]\s*)$")
_OBJECT = re.compile(
    r"\b(?:of|for|from|at|in|with|by|to|on|near|against|about|than|and|or|as|told|asked|when|if)\s(?:the\s)?$"
)


def begins_sentence(text: str, start: int) -> bool:
    """Whether a sentence begins at an offset, or a few words before it."""
    low = max(start - 50, 0)
    return _OPENING.search(text, low, start) is not None and _OBJECT.search(text, max(start - 12, 0), start) is None


# How many bearers of one name are looked at before the last of them counts.
_MOST_BEARERS = 20


@dataclass(slots=True)
class _Bearers:
    """Those who bear a name, by where they are named with it in full."""

    starts: list[int] = field(default_factory=list)
    who: list[Known] = field(default_factory=list)

    def add(self, start: int, who: Known) -> None:
        if not self.who or self.who[-1] is not who:
            self.starts.append(start)
            self.who.append(who)

    def nearest(self, name: Name) -> Known | None:
        """Whose name ends (or begins) with a shorter one: named last before it, or else first after it."""
        at = max(bisect_right(self.starts, name.start), 1)
        folded = name.name.casefold()
        for who in (*reversed(self.who[max(at - _MOST_BEARERS, 0) : at]), *self.who[at : at + _MOST_BEARERS]):
            fuller = who.name.casefold()
            fits = fuller.endswith(f" {folded}") or (fuller.startswith(f"{folded} ") and who.sort == "person")
            if fits and (name.pronoun is None or who.pronoun in (None, name.pronoun)):
                return who
        return None


@dataclass(slots=True)
class _Register:
    """Everybody with a full name, to be found by it, by its last word or by its first."""

    known: dict[str, Known] = field(default_factory=dict)
    by_word: dict[str, _Bearers] = field(default_factory=dict)

    def enter(self, name: Name) -> None:
        if len(name.parts) == 1 and name.sort not in ("person", "body"):
            return
        who = self.known.setdefault(name.name, Known(name.name, name.sort))
        if name.sort == "person":
            who.sort = "person"
        who.pronoun = who.pronoun or name.pronoun
        if len(name.parts) > 1 and who.sort != "place" and not self._fuller(name):
            for word in {name.parts[-1].casefold(), name.parts[0].casefold()}:
                self.by_word.setdefault(word, _Bearers()).add(name.start, who)

    def find(self, name: Name) -> Known:
        """Whoever bears a name in its fullest form: "Van der Olm" is Renske van der Olm, "Park" Park Hae-dan."""
        return self._fuller(name) or self.known.setdefault(name.name, Known(name.name, name.sort))

    def _fuller(self, name: Name) -> Known | None:
        bearers = self.by_word.get(name.parts[-1].casefold())
        return bearers.nearest(name) if bearers else None
