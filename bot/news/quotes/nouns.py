"""A paragraph in; the pronouns and the nouns in it that may stand for somebody who speaks, out."""

import re

from bot.news.quotes import lexicon
from bot.news.quotes.beside import sort_of_word
from bot.news.quotes.paragraphs import QUOTED, Paragraph
from bot.news.quotes.voices import Voice

_NOUNS_THAT_TELL = """
statement report reports letter letters document documents memo lawsuit complaint filing article book footnote handbook
guide sign banner tweet tweets post posts email emails message messages note website page ad advertisement ads
commercial narrator headline editorial review study paper brief order ruling opinion decision resolution bill law
petition poster placard plaque label caption text texts transcript video affidavit indictment release manual leaflet
newsletter column survey poll card diary song lyrics motto slogan manifesto platform agreement treaty constitution
group groups official officials police authorities ministry agency company government department administration
committee commission council court team union party campaign office bureau army military panel
others another two three people men women students students workers residents critics supporters witnesses experts
analysts lawmakers republicans democrats prosecutors lawyers investigators sources families members leaders crowd
everyone someone somebody anyone everybody nobody network newspaper magazine paper site blog outlet agency bank firm
organization organisation association foundation charity school university hospital board jury judge judges state
"""
_TELL = frozenset(_NOUNS_THAT_TELL.split()) | lexicon.HUMANS | frozenset(f"{human}s" for human in lexicon.HUMANS)
_TOKEN = re.compile(r"[^\W\d_][\w’'-]*")
_BEFORE_NOUN = re.compile(
    r"(?:\b(?:the|an?|one|another|some|several|many|most|two|three|four|his|her|its|their|our|my|both|other|this|that)\s)"
    r"(?:[\w’'-]+\s){0,3}$",
    re.IGNORECASE,
)
_PRONOUNS = frozenset(("he", "she", "they"))
_NEXT = re.compile(r"\s(?:also\s|later\s)?([a-z]+)")
_MOST_OTHERS = 60


def unnamed_voices(paragraph: Paragraph) -> tuple[Voice, ...]:
    """The pronouns and the nouns of a paragraph that may stand for somebody who speaks, in order."""
    masked, base = paragraph.masked, paragraph.start
    if QUOTED not in masked:
        return ()
    found: list[Voice] = []
    for match in _TOKEN.finditer(masked):
        word = match[0].lower()
        start, end = base + match.start(), base + match.end()
        if word in _PRONOUNS:
            found.append(Voice(start, end, start, end, "pronoun"))
        elif word in _TELL and (word == match[0] or match.start() == 0):
            if article := _BEFORE_NOUN.search(masked, max(match.start() - 45, 0), match.start()):
                start = base + article.start()
            if found and found[-1].end > start:
                start = found.pop().start
            ahead = _NEXT.match(masked, match.end())
            if ahead is None or (ahead[1] not in lexicon.TALKING and sort_of_word(ahead[1]) != "a word"):
                found.append(Voice(start, end, start, end, "noun"))
        if len(found) == _MOST_OTHERS:
            break
    return tuple(found)
