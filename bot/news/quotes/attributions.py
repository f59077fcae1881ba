"""A paragraph and the people of its text in; every place where it says that somebody speaks, out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.news.quotes import lexicon
from bot.news.quotes.paragraphs import QUOTED, Paragraph
from bot.news.quotes.people import Cast
from bot.news.quotes.voices import (
    Voice,
    inverted_voice,
    mention_ending,
    named,
    somebody,
    subject,
    voice_before,
    voice_behind,
)


@dataclass(frozen=True, slots=True)
class Attribution:
    """A voice and its act of speech, from `start` to `end`, both as the text has them; `cue` is "" for a colon or dash.

    `says` tells saying from judging or feeling, `sure` a cue's own subject from the likely one, and `aside` a clause
    that only tells when, where or why.
    """

    start: int
    end: int
    voice: Voice
    cue: str
    says: bool
    sure: bool = True
    aside: bool = False


def attributions(paragraph: Paragraph, cast: Cast) -> tuple[Attribution, ...]:
    """Every attribution of a paragraph, in order."""
    found = (*_by_cue(paragraph, cast), *_by_mark(paragraph, cast), *_by_claim(paragraph, cast))
    return tuple(sorted(found, key=lambda one: one.start))


# ----------------------------------------------------------------------------------------------------------- by a cue

_WORD = re.compile(r"[^\W\d_]{3,}")
_FARTHEST = 300
# A paragraph with more is no prose, and reading on in it is a favour to nobody.
_MOST_CUES = 2000
_BE = frozenset(("was", "were", "been", "be", "being", "is", "are", "get", "got", "gets", "am"))
_BEFORE_NOUNS = """
the a an his her its their our my your these those this that any some such no of for in with on or more many few several
recent new false similar public earlier other free phone
"""
_BEFORE_A_NOUN = frozenset(_BEFORE_NOUNS.split())
_NOUNS_TOO = """
calls claims reports notes demands promises remarks comments tweets posts hopes fears talks states offers orders signs
thanks quotes urges reads cites answers replies speaks cries whispers brands attacks compares report call claim
"""
_A_NOUN_TOO = frozenset(_NOUNS_TOO.split())
_SUBORDINATE = re.compile(
    r"(?:^|[\s,])(?:when|after|before|because|while|whether|where|which|whom|though|although|since|until|if|what)"
    r"(?:\s(?:the|a|an))?\s*$",
    re.IGNORECASE,
)
_PARTICLES = {"went": "on", "goes": "on", "put": "it", "puts": "it", "pointed": "out", "points": "out", "shot": "back"}
# A verb that no list holds, or a misspelt one, still attributes where nothing but one could stand.
_AFTER_QUOTE = re.compile(rf"{QUOTED}\s?,?\s$")
_PRONOUN_AFTER_QUOTE = re.compile(rf"{QUOTED}\s(he|she)\s$")
_LIKE_A_VERB = re.compile(r"[a-z]{2,}(?:ed|aid|ays|old|ote)(?=[.,:;]|\s|$)")


def _by_cue(paragraph: Paragraph, cast: Cast) -> Iterator[Attribution]:
    """What is attributed by a verb, or by "according to"."""
    tried = 0
    quotes = QUOTED in paragraph.masked
    for match in _WORD.finditer(paragraph.masked):
        word = match[0].lower()
        if word in lexicon.CUES or word == "put":
            tried += 1
            if found := _at_verb(paragraph, cast, match, word):
                yield found
        elif word == "according" and paragraph.masked.startswith(" to ", match.end()):
            start, end = paragraph.start + match.start(), paragraph.start + match.end() + 3
            if voice := voice_behind(paragraph, cast, end):
                yield Attribution(start, voice.outer_end, voice, f"{match[0]} to", True)
        elif quotes and _LIKE_A_VERB.match(paragraph.masked, match.start()) and word not in lexicon.NO_CUES:
            tried += 1
            if found := _at_unknown_verb(paragraph, cast, match):
                yield found
        if tried > _MOST_CUES:
            break


def _at_verb(paragraph: Paragraph, cast: Cast, match: re.Match[str], word: str) -> Attribution | None:
    start, end = paragraph.start + match.start(), paragraph.start + match.end()
    begin = paragraph.sentences[paragraph.sentence(start)]
    low = max(begin, start - _FARTHEST)
    before = paragraph.told(low, start)
    particle = _PARTICLES.get(word)
    joined = particle is not None and paragraph.masked.startswith(f" {particle}", match.end())
    if (word == "put" and not joined) or (word != match[0] and start != begin) or not _is_verb(word, before):
        return None
    cue = f"{match[0]} {particle}" if joined else match[0]
    says = word == "put" or word in lexicon.SAYING
    if not word.endswith("ing") and (voice := inverted_voice(paragraph, cast, before, end)):
        return Attribution(start, voice.outer_end, voice, cue, says)
    if found := voice_before(paragraph, cast, low, start, word):
        voice, sure = found
        aside = _SUBORDINATE.search(paragraph.told(low, voice.outer)) is not None
        return Attribution(voice.outer, end, voice, cue, says, sure, aside)
    return None


def _is_verb(word: str, before: str) -> bool:
    """Whether a cue is a verb of which somebody is the subject: no noun, no passive, no infinitive."""
    words = before.split()[-2:]
    last = words[-1].strip(",").lower() if words else ""
    if last in _BE or (last in ("not", "also") and words[0].lower() in _BE):
        return word.endswith("ing") and last not in ("been", "being")
    if word.endswith("ing"):
        return last == "in" or last not in _BEFORE_A_NOUN
    if last == "to":
        return words[0].lower() in ("on", "continued")
    if last in ("by", "as", "having"):
        return word == "saying"
    return not (word in _A_NOUN_TOO and (last in _BEFORE_A_NOUN or last.endswith(("’s", "'s"))))


def _at_unknown_verb(paragraph: Paragraph, cast: Cast, match: re.Match[str]) -> Attribution | None:
    """What a word attributes that must be a cue: "…,” Okafor sdaid.", "…,” raged Okafor", "… “rota”, Okafor dded."."""
    start, end = paragraph.start + match.start(), paragraph.start + match.end()
    low = max(paragraph.sentences[paragraph.sentence(start)], start - _FARTHEST)
    before = paragraph.told(low, start)
    voice: Voice | None = None
    if _AFTER_QUOTE.search(before):
        voice = voice_behind(paragraph, cast, end)
        voice = None if voice and voice.sort == "noun" else voice
    elif pronoun := _PRONOUN_AFTER_QUOTE.search(before):
        at = low + pronoun.start(1)
        voice = Voice(at, start - 1, at, start - 1, "pronoun")
    elif before[-1:].isspace() and (mention := mention_ending(cast, start - 1)):
        told = paragraph.told(low, mention.outer)
        closes = told.rstrip().endswith(",") and QUOTED in told and paragraph.told(end, end + 1) == "."
        voice = named(mention) if closes or _AFTER_QUOTE.search(told) else None
    return Attribution(min(voice.outer, start), max(voice.outer_end, end), voice, match[0], True) if voice else None


# --------------------------------------------------------------------------------------------------- by other means

_COLON = re.compile(rf":\s{{0,2}}(?={QUOTED}|$)")
_DASH = re.compile(rf"(?<={QUOTED})[.,]?\s?[—–―-]{{1,2}}\s?(?=\w)")
_CLAIM = re.compile(
    r"['’]s?\s(?:[a-z-]+\s){0,2}?(?:claim|statement|remark|comment|suggestion|description|assertion|warning|promise|pledge|"
    r"call|words|argument|insistence|complaint|prediction|contention|admission|declaration)s?\b"
)


def _by_mark(paragraph: Paragraph, cast: Cast) -> Iterator[Attribution]:
    """Names with a colon, as interviews print them, and names behind a dash, as pulled quotes do."""
    for match in _COLON.finditer(paragraph.masked):
        at = paragraph.start + match.start()
        low = paragraph.sentences[paragraph.sentence(at)]
        low = max(low, at - _FARTHEST)
        if found := subject(paragraph, cast, low, at) or somebody(paragraph, low, at):
            voice = found[0]
            yield Attribution(voice.outer, at, voice, "", True, voice.outer_end == at)
    for match in _DASH.finditer(paragraph.masked):
        at = paragraph.start + match.end()
        mention = next(iter(cast.between(at, at + 80)), None)
        if mention is not None and not mention.quoted and mention.outer <= at:
            rest = paragraph.told(mention.outer_end, paragraph.end).lstrip()
            if not rest or rest[0] in ",.(" + QUOTED:
                yield Attribution(at, mention.outer_end, named(mention), "", True)


def _by_claim(paragraph: Paragraph, cast: Cast) -> Iterator[Attribution]:
    """Names whose claim, warning or promise is quoted: "Okafor's claim that …"."""
    for mention in cast.between(paragraph.start, paragraph.end) if QUOTED in paragraph.masked else ():
        if not mention.quoted and (match := _CLAIM.match(paragraph.masked, mention.end - paragraph.start)):
            cue = match[0].split()[-1]
            yield Attribution(mention.outer, paragraph.start + match.end(), named(mention), cue, False)
