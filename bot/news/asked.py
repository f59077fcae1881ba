"""What somebody types to look for becomes a query; its words and those of a text are folded alike."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST_QUERY = 200
"""Characters that may be typed."""

MOST_TERMS = 20
"""Words and phrases that may be looked for at once."""

SHORTEST_BEGINNING = 2
"""Letters that a beginning has at least; what begins with one letter is nearly everything."""

_LONGEST_WORD = 100
"""Characters of a word that count; PostgreSQL keeps no word above 2,046 bytes ("Text Search Limitations")."""


class NothingAsked(ValueError):
    """It is nothing that could be looked for; the message says what would be."""


@dataclass(frozen=True, slots=True)
class Term:
    """Folded words that follow each other; where `prefix`, the last of them is only how a word begins."""

    words: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: all of these terms, wherever they stand."""

    terms: tuple[Term, ...]


# Letters that Unicode does not take apart, though people type them without what makes them special.
_PLAIN = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h", "ı": "i", "ŋ": "n"}
)
# What people leave out: accents, the points of Arabic and Hebrew, and what only tells how letters are joined or drawn.
_LEFT_OUT = re.compile(
    "[\u00ad\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f"
    "\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0898-\u089f\u08ca-\u08e1\u08e3-\u08ff\u1ab0-\u1aff\u1dc0-\u1dff"
    "\u200c\u200d\u20d0-\u20ff\ufb1e\ufe00-\ufe0f\ufe20-\ufe2f\U000e0100-\U000e01ef]+"
)
# Marks that make another letter of a Japanese one, and belong to no other.
_VOICE_MARKS = "\u3099\u309a"
_VOICED = re.compile(f"[\u3040-\u30ff][{_VOICE_MARKS}]")
# Chinese and Japanese put no spaces between words: there each character is a word, and a word is a phrase of them.
_UNSPACED = re.compile("([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff])")
_TYPED = re.compile(r'"(?P<phrase>[^"]*)"?(?P<begins>\*)?|(?P<word>[^\s"]+)')
_QUOTATION_MARKS = str.maketrans(dict.fromkeys("“”„‟«»″", '"'))


def query(typed: str) -> Query:
    """What to look for where somebody types words, "a phrase" or how a word begin*.

    Raises `NothingAsked` where there is no word in it, or more than can be looked for at once.
    """
    if len(typed) > LONGEST_QUERY:
        raise NothingAsked(f"That is too long to look for: {LONGEST_QUERY} characters are the most.")
    terms = tuple(dict.fromkeys(_terms(typed.translate(_QUOTATION_MARKS))))
    if not terms:
        raise NothingAsked('There is no word to look for in that. Type words, "a phrase", or how a word begin*.')
    if len(terms) > MOST_TERMS:
        raise NothingAsked(f"Those are too many words to look for: {MOST_TERMS} are the most.")
    if any(term.prefix and _is_too_short(term.words[-1]) for term in terms):
        raise NothingAsked(f"A beginning* needs {SHORTEST_BEGINNING} letters or more before the star.")
    return Query(terms)


def beginnings(typed: str) -> Query | None:
    """What to look for while somebody is still typing: words that begin so, in any order; None before there are any.

    A letter alone does not count yet, nor what goes beyond the length of a query and the number of its terms.
    """
    words = dict.fromkeys(word for word in folded(typed[:LONGEST_QUERY]).split() if not _is_too_short(word))
    return Query(tuple(Term((word,), prefix=True) for word in words)[:MOST_TERMS]) if words else None


def folded(text: str) -> str:
    """The text's words as they are compared: without case, accents and punctuation, one space between them.

    An apostrophe or hyphen parts words as a space does; a vowel sign, as Hindi and Thai have them, is part of its word.
    Folding what is folded changes nothing.
    """
    plain = text.lower() if text.isascii() else _plain(text)
    breaks = {ord(character): " " for character in set(plain) if not _is_of_a_word(character)}
    return " ".join(word[:_LONGEST_WORD] for word in plain.translate(breaks).split())


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    # What is left out may have kept signs from standing in their order.
    bare = unicodedata.normalize("NFD", _LEFT_OUT.sub("", apart)).translate(_PLAIN)
    voiced = _VOICED.sub(lambda match: unicodedata.normalize("NFC", match[0]), bare)
    return _UNSPACED.sub(r" \1 ", voiced)


def _is_of_a_word(character: str) -> bool:
    is_sign = unicodedata.category(character) in ("Mn", "Mc") and character not in _VOICE_MARKS
    return is_sign or character.isalnum()


def _terms(typed: str) -> Iterator[Term]:
    for match in _TYPED.finditer(typed):
        wanted = match["word"] if match["word"] is not None else match["phrase"]
        words = tuple(folded(wanted).split())
        if words:
            yield Term(words, prefix=match["begins"] is not None or wanted.endswith("*"))


def _is_too_short(word: str) -> bool:
    return len(word) < SHORTEST_BEGINNING and word.isascii()
