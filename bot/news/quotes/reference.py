"""A pronoun or a common noun of a text in; whom it means, of those that the text names, out."""

import re
from bisect import bisect_right

from bot.news.quotes.marks import Span
from bot.news.quotes.naming import Pronoun
from bot.news.quotes.paragraphs import Paragraph
from bot.news.quotes.people import Cast, Known

_FAR = 1500
_NEAR = 160
_MOST_MENTIONS = 40
_MOST_PEOPLE = 8

# What speaks for and against somebody as the one whom a pronoun means.
_PER_PERSON = -0.6
_SPOKE_LAST = 1.0
_SURE_PRONOUN = 0.5
_UNSURE_PERSON = -0.8
_BEGINS = 0.8
_SAME_PARAGRAPH = 0.6
_AS_OBJECT = -0.6

_PRONOUN = re.compile(r"\b(?:(he|his|him|himself)|(she|her|hers|herself))\b|[.!?\n]", re.IGNORECASE)
_OWNED = re.compile(r"\b(?:his|her)\s(?:[\w-]+,?\s){0,4}$", re.IGNORECASE)


def tell_pronouns(text: str, spans: tuple[Span, ...], cast: Cast) -> None:
    """Give those of whom neither name nor role tells it the pronoun that mostly follows where they are named."""
    votes: dict[Known, int] = {}
    people = [one for one in cast.mentions if not one.quoted and one.who.sort in ("person", "proper")]
    ends = [*(one.outer for one in people[1:]), len(text)]
    quoted = [*(span.outer for span in spans), len(text)]
    for one, following in zip(people, ends, strict=False):
        if one.who.pronoun or _OWNED.search(text, max(one.outer - 40, 0), one.start):
            continue
        end = min(one.outer_end + _NEAR, following, quoted[bisect_right(quoted, one.end - 1)])
        sentences = 2 if one.begins else 1
        for match in _PRONOUN.finditer(text, one.outer_end, end):
            if match.lastindex:
                votes[one.who] = votes.get(one.who, 0) + (1 if match[1] else -1)
                break
            sentences -= 1
            if not sentences:
                break
    for who, vote in votes.items():
        who.pronoun = "he" if vote > 0 else "she" if vote < 0 else None


def meant_by_pronoun(pronoun: Pronoun, at: int, paragraph: Paragraph, cast: Cast, last: Known | None) -> Known | None:
    """The person whom he or she at an offset most likely is; `last` is who spoke last.

    Whoever is the subject of the sentence before is meant; else the later somebody is named, the better, above all in
    the same paragraph, and where a sentence begins with them.
    """
    at, subject = _chain(pronoun, at, paragraph, cast)
    if subject:
        return subject
    best: Known | None = None
    most = float("-inf")
    seen: list[Known] = []
    for mention in reversed(cast.between(at - _FAR, at)[-_MOST_MENTIONS:]):
        who = mention.who
        unsure = who.sort == "proper" and " " in who.name
        if mention.quoted or who in seen or not (unsure or who.sort == "person"):
            continue
        seen.append(who)
        if who.pronoun not in (None, pronoun):
            continue
        value = (
            _PER_PERSON * len(seen)
            + _SPOKE_LAST * (who is last)
            + _SURE_PRONOUN * (who.pronoun == pronoun)
            + _UNSURE_PERSON * unsure
            + _BEGINS * mention.begins
            + _SAME_PARAGRAPH * (mention.start >= paragraph.start)
            + _AS_OBJECT * bool(_OBJECT.search(paragraph.told(mention.outer - 10, mention.outer)))
        )
        if value > most:
            best, most = who, value
        if len(seen) == _MOST_PEOPLE:
            break
    return best


_OBJECT = re.compile(r"\b(?:told|asked|to|from|with|of|for|about|against)\s(?:the\s)?$")
_SUBJECT = re.compile(r"[\W]*(?:(?:But|And|Then|So|Yet|Still|Later|Afterwards),?\s)?(he|she)\b", re.IGNORECASE)
_LONGEST_CHAIN = 6


def _chain(pronoun: Pronoun, at: int, paragraph: Paragraph, cast: Cast) -> tuple[int, Known | None]:
    """Where the first of the sentences with one pronoun as their subject stands, and who is that of the one before it.

    None where that one begins with nobody of whom the pronoun may be said.
    """
    number = paragraph.sentence(at)
    for start in reversed(paragraph.sentences[max(number - _LONGEST_CHAIN, 0) : number]):
        subject = _SUBJECT.match(paragraph.masked, start - paragraph.start)
        if subject and subject[1].lower() == pronoun:
            at = start
            continue
        for mention in cast.between(start, start + 60)[:2]:
            if mention.begins and not mention.quoted and mention.who.sort == "person":
                return at, mention.who if mention.who.pronoun in (None, pronoun) else None
    return at, None


_DEFINITE = re.compile(r"(?:the|its|their)\s(?:[\w’'-]+\s){0,2}?([\w’'-]+)(?:\s(?:of|for|at|in)\s.*)?$")


def meant_by_noun(noun: str, at: int, cast: Cast) -> Known | None:
    """Whom "the ministry" or "the spokesman" at an offset means: the body of that kind, or the person in that role."""
    head = _DEFINITE.match(noun)
    for mention in reversed(cast.between(at - 3 * _FAR, at)[-2 * _MOST_MENTIONS :]) if head else ():
        who = mention.who
        if mention.quoted or head is None:
            continue
        name = who.name.casefold().split()
        if who.sort == "body" and head[1] in (name[0], name[-1]):
            return who
        if who.sort == "person" and head[1] in who.called:
            return who
    return None
