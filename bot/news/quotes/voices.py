"""A paragraph, the people of its text and a cue in; the voice before or behind the cue out."""

import re
from dataclasses import dataclass
from typing import Literal

from bot.news.quotes import lexicon
from bot.news.quotes.paragraphs import QUOTED, Paragraph
from bot.news.quotes.people import Cast, Known, Mention


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks: `start` to `end` as printed, `outer` to `outer_end` with titles and roles; `who` if it is a name."""

    start: int
    end: int
    outer: int
    outer_end: int
    sort: Literal["name", "noun", "pronoun", "several"]
    who: Known | None = None


# ------------------------------------------------------------------------------------------------- before a cue

_PROGRESSIVE = re.compile(r"\b(?:is|are|was|were|be|been)(?:\s(?:also|now|not|still))?\s*$|['’]s\s*$")
_ADVERB = re.compile(
    r"""(?:^|(?<=[\s,]))(?:also|later|then|had|has|have|further|previously|once|already|again|still|even|now|would|will|
        could|did|does|do|not|never|soon|often|just|first|recently|however|therefore|instead|earlier|both|all|each|
        himself|herself|themselves|is|are|was|were|today|yesterday|simply|merely|really|only|always|publicly|[a-z]{2,}ly|
        (?:goes|went|continued)\son\sto|continued\sto|(?:was|is|were|been)\squoted\sas|this\sweek|
        on\s(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|last\s(?:week|month|year|night)|
        in\sa(?:n)?\s(?:statement|letter|speech|tweet|post|(?:tele)?phone\sinterview|interview|news\sconference))\s*$""",
    re.VERBOSE,
)
_LONGEST_ADVERB = 32
_SHORT_BE = re.compile(r"\b([Hh]e|[Ss]he)['’]s$")
_JOIN = re.compile(r"(?:^|(?<=[\s,]))(?:and|but|before|then)$")
_WHO = re.compile(r"(?:^|(?<=[\s,]))(?:who|which)$")
_ASIDE = re.compile(r",\s[^,;:]{1,140},\s*$|\s[–—-]\s[^–—;:]{1,100}\s[–—-]\s*$|\s\([^()]{1,60}\)\s*,?$")
_LONGEST_ASIDE = 150
_PRONOUN = re.compile(r"(?:^|(?<=[^\w’'-]))(he|she|they|it|we|I|He|She|They|It|We)$")
_ARTICLES = "the|an?|one|another|some|several|many|two|three|four|his|her|their|its|our|my|both|local|other"
_NOUN = re.compile(rf"(?:^|(?<=[^\w’'-]))((?:{_ARTICLES})\s(?:[\w’'/-]+\s){{0,5}}?[a-zA-Z][\w’'-]*)$", re.IGNORECASE)
_NOUN_AND_MORE = re.compile(
    rf"(?:^|(?<=[^\w’'-]))((?:{_ARTICLES})\s(?:[\w’'/-]+\s){{0,4}}?[a-z][\w’'-]*"
    rf"\s(?:for|of|from|at|in|with|on|by)\s[^,.;:“”\"{QUOTED}]{{2,70}})$",
    re.IGNORECASE,
)
_BARE = re.compile(r"^\W*([A-Z][a-z]+(?:\s[a-z]+){0,3})$")
_BARE_HEADS = frozenset(("police", "people", "staff"))
_PREPOSITION = re.compile(r"\b(of|for|from|at|in|with|by|to|on|near|against|about|than|and|or)\s(?:the\s|its\s|a\s)?$")
_NO_SUBJECTS = frozenset(
    ("is", "are", "was", "were", "has", "have", "had", "will", "would", "that", "which", "who", "and")
)
_CLAUSE_ENDS = frozenset(",;:—–―-(" + QUOTED)
_CONJUNCTIONS = "and but that as when while because if though although since so where than what how after before"
_CONJUNCTION = frozenset(_CONJUNCTIONS.split())
_LEAD = re.compile(r"(?:but|and|yet|so|then|later|still|meanwhile|the|a|an)?,?", re.IGNORECASE)


def voice_before(paragraph: Paragraph, cast: Cast, low: int, cue: int, word: str) -> tuple[Voice, bool] | None:
    """The voice before a cue, and whether it is surely the cue's own subject."""
    told = paragraph.told(low, cue)
    head = _SHORT_BE.sub(r"\1", told.rstrip()) if word.endswith("ing") else told.rstrip()
    if (
        word.endswith("ing")
        and not _PROGRESSIVE.search(told, max(len(told) - 20, 0))
        and not head.endswith("quoted as")
    ):
        return subject(paragraph, cast, low, cue)
    for _ in range(5):
        low_end = max(len(head) - _LONGEST_ADVERB, 0)
        if match := _ADVERB.search(head, low_end):
            head = head[: match.start()].rstrip(" ,")
        elif _JOIN.search(head, low_end):
            return subject(paragraph, cast, low, cue)
        elif match := _WHO.search(head, low_end):
            voice = _ending(paragraph, cast, low, head[: match.start()].rstrip(" ,"))
            return (voice, True) if voice else None
        elif voice := _ending(paragraph, cast, low, head):
            return None if voice.sort == "noun" and word in lexicon.TALKING else (voice, True)
        elif match := _ASIDE.search(head, max(len(head) - _LONGEST_ASIDE, 0)):
            head = head[: match.start()].rstrip(" ,")
        elif head.endswith(","):
            head = head.rstrip(" ,")
        else:
            break
    return None


def _ending(paragraph: Paragraph, cast: Cast, low: int, head: str) -> Voice | None:
    """The voice with which some words end."""
    pause = head.endswith(",")
    head = head.rstrip(" ,")
    at = low + len(head)
    if match := _PRONOUN.search(head, max(len(head) - 5, 0)):
        return None if pause else Voice(low + match.start(1), at, low + match.start(1), at, "pronoun")
    mention = mention_ending(cast, at)
    if mention is not None and mention.outer >= low:
        before = paragraph.told(low, mention.outer)
        if (
            not pause
            or mention.outer != mention.start
            or before.endswith(", ")
            or mention.outer_end == at != mention.end
        ):
            return _with_owner(cast, mention, before, at)
    return None if pause else _common(paragraph, cast, low, head)


def _with_owner(cast: Cast, mention: Mention, before: str, at: int) -> Voice | None:
    """The mention, or whom it only qualifies ("Tom Reyes of the Dock Union"); two names together are several."""
    preposition = _PREPOSITION.search(before, max(len(before) - 14, 0))
    if preposition is None:
        return named(mention)
    owner = mention_ending(cast, mention.outer - (len(before) - preposition.start()) - 1)
    if owner is None:
        return _common_before(before, mention, at, preposition[1])
    if preposition[1] in ("and", "or"):
        return Voice(owner.start, mention.end, owner.outer, at, "several")
    return Voice(owner.start, owner.end, owner.outer, at, "name", owner.who)


def _common_before(before: str, mention: Mention, at: int, preposition: str) -> Voice | None:
    """A common noun that a name only qualifies: "a spokesman for the Port Authority"."""
    whole = before + "\ue001" * (at - mention.outer)
    match = _NOUN_AND_MORE.search(whole[-200:])
    if match is None or not _may_speak(match[1], whole[: len(whole) - len(match[1])]):
        return None
    start = at - len(match[1])
    document = not any(word in lexicon.HUMANS for word in match[1].split()) and preposition in ("from", "by")
    return Voice(start, at, start, at, "noun", mention.who if document else None)


def _common(paragraph: Paragraph, cast: Cast, low: int, head: str) -> Voice | None:
    """The common noun with which some words end, where it begins its clause: "the ministry", "Witnesses"."""
    at = low + len(head)
    match = _NOUN_AND_MORE.search(head[-140:]) or _NOUN.search(head[-90:])
    if match and _may_speak(match[1], head[: len(head) - len(match[1])]):
        start = at - len(match[1])
        owner = next((m for m in cast.between(start, at) if re.match(r"['’]s?\s", paragraph.told(m.end, at))), None)
        return Voice(start, at, start, at, "noun", owner.who if owner else None)
    if (match := _BARE.match(head)) and (match[1].endswith("s") or match[1].split()[-1].lower() in _BARE_HEADS):
        start = at - len(match[1])
        return Voice(start, at, start, at, "noun")
    return None


def _may_speak(noun: str, clause: str) -> bool:
    words = [word.lower() for word in noun.split()]
    clause = clause.rstrip()
    before = clause.split()[-2:]
    if clause and clause[-1] not in _CLAUSE_ENDS and len(before) > 1 and before[-1].lower() not in _CONJUNCTION:
        return False
    return not any(
        word in _NO_SUBJECTS or word in lexicon.SAYING or (word.endswith("ed") and word not in lexicon.MODIFIERS)
        for word in words
    )


def mention_ending(cast: Cast, at: int) -> Mention | None:
    """The mention that ends here, with or without what is said of it."""
    for mention in reversed(cast.between(at - 200, at)[-6:]):
        if not mention.quoted and at in (mention.end, mention.outer_end):
            return mention
    return None


def named(mention: Mention) -> Voice:
    """The voice of somebody named."""
    return Voice(mention.start, mention.end, mention.outer, mention.outer_end, "name", mention.who)


def subject(paragraph: Paragraph, cast: Cast, low: int, cue: int) -> tuple[Voice, bool] | None:
    """The voice that a sentence begins with, where its cue stands further on ("Reyes shook his head and said")."""
    told = paragraph.told(low, cue)
    pronoun = re.match(r"\W*(?:(?:But|And|Then|Later|Still|Yet),?\s)?(He|She|he|she)\b", told)
    if pronoun:
        start, end = low + pronoun.start(1), low + pronoun.end(1)
        return Voice(start, end, start, end, "pronoun"), False
    for mention in cast.between(low, cue)[:4]:
        lead = paragraph.told(low, mention.outer).strip()
        if mention.quoted or mention.who.sort == "place" or re.match(r"['’]s", paragraph.told(mention.end, cue)):
            continue
        if lead.endswith(",") or _LEAD.fullmatch(lead.strip(" –—-")):
            return named(mention), False
    return None


# ------------------------------------------------------------------------------------------------- behind a cue

_BEHIND = re.compile(rf"\s(?:the|an?|one|another|his|her|their|its)\s[^,.;:“”\"{QUOTED}()—–]{{2,80}}")
_NOUN_ENDS = re.compile(r"\s(?:who|which|that|after|before|when|while|as|on|during|in|at|said|told)\s")


def inverted_voice(paragraph: Paragraph, cast: Cast, before: str, at: int) -> Voice | None:
    """The voice behind a cue that stands behind a quotation, begins its sentence, or is set between commas with it."""
    before = before.rstrip(" —–―-")
    beside = not before.strip(" ,") or before.rstrip(" ,").endswith(QUOTED)
    voice = voice_behind(paragraph, cast, at) if beside or before.endswith(",") else None
    return voice if voice and (beside or paragraph.told(voice.outer_end, voice.outer_end + 1) == ",") else None


def voice_behind(paragraph: Paragraph, cast: Cast, at: int) -> Voice | None:
    """The voice right behind a cue."""
    told = paragraph.told(at, min(at + 200, paragraph.end))
    if match := re.match(r"\s(he|she|they|it)\b(?!['’])", told):
        start, end = at + match.start(1), at + match.end(1)
        return Voice(start, end, start, end, "pronoun")
    article = re.match(r"\s(?:the\s|an?\s)?", told)
    begin = at + (article.end() if article else 0)
    near = [mention for mention in cast.between(at, at + 200)[:3] if not mention.quoted and mention.outer <= begin]
    if near:
        return named(near[-1])
    if match := _BEHIND.match(told):
        words = _NOUN_ENDS.split(match[0])[0].strip()
        start, end = at + 1, at + 1 + len(words)
        return Voice(start, end, start, end, "noun") if 1 < len(words.split()) <= 9 else None
    return None


_SOMEBODY = re.compile(r"(?:(?:the|an?|one|another|his|her|their|its)\s)?(?:[\w’'-]+\s?){1,4}", re.IGNORECASE)


def somebody(paragraph: Paragraph, low: int, at: int) -> tuple[Voice, bool] | None:
    """Some human being without a name with whom a sentence begins: "A second passenger was less calm:"."""
    match = _SOMEBODY.match(paragraph.masked, low - paragraph.start, at - paragraph.start)
    end = low
    for word in match[0].split() if match else ():
        end += len(word)
        if word.lower() in lexicon.HUMANS:
            return Voice(low, end, low, end, "noun"), True
        end += 1
    return None
