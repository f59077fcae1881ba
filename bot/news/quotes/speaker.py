"""A text, its quotations and its people in; who said each of them, and by which word, out."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.news.model import Block
from bot.news.quotes.attributions import Attribution, Voice, attributions
from bot.news.quotes.choice import Candidate, choice
from bot.news.quotes.marks import QUOTED_KINDS, Span, is_title
from bot.news.quotes.paragraphs import QUOTED, Paragraph, paragraph_of
from bot.news.quotes.people import Cast, Known
from bot.news.quotes.reference import meant_by_noun, meant_by_pronoun, tell_pronouns


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who said a quotation: the words as printed, and the person or body that they mean, if the text names one."""

    words: str
    who: Known | None
    cue: str | None


@dataclass(frozen=True, slots=True)
class _Past:
    """What the paragraph before has shown: who spoke last in it, and how it ended.

    `told` says that they spoke without a quotation, `goes_on` that a quotation was left open, `led_in` that the
    paragraph ended with a colon.
    """

    voice: Voice | None = None
    cue: str | None = None
    told: bool = False
    goes_on: bool = False
    led_in: bool = False


def speakers(text: str, blocks: tuple[Block, ...], spans: tuple[Span, ...], cast: Cast) -> tuple[Speaker | None, ...]:
    """Who said each quotation, None where nobody is named."""
    tell_pronouns(text, spans, cast)
    found: list[Speaker | None] = []
    past, last = _Past(), None
    at = 0
    for index, block in enumerate(blocks):
        begin = at
        while at < len(spans) and spans[at].block == index:
            at += 1
        if block.kind == "heading":
            past, last = _Past(), None
        if block.kind not in QUOTED_KINDS or (block.kind == "note" and begin == at):
            continue
        mine = spans[begin:at]
        paragraph = paragraph_of(text, block, mine)
        heard = _heard(text, paragraph, cast, last)
        chosen = _chosen(text, paragraph, mine, heard, cast, past)
        found += [_speaker(text, one) if one else None for one in chosen]
        past = _after(text, paragraph, mine, heard, chosen)
        last = past.voice.who if past.voice and past.voice.who else last
    return tuple(found)


def _speaker(text: str, chosen: Candidate) -> Speaker:
    voice = chosen.voice
    return Speaker(text[voice.start : voice.end], voice.who, chosen.cue or None)


def _chosen(
    text: str, paragraph: Paragraph, spans: tuple[Span, ...], heard: tuple[Attribution, ...], cast: Cast, past: _Past
) -> list[Candidate | None]:
    """The best candidate for each quotation of a paragraph; what was chosen for one speaks for the next."""
    chosen: list[Candidate | None] = []
    before: Span | None = None
    for span in spans:
        scene = _Scene(text, paragraph, span, heard, cast)
        candidates = list(
            scene.of_block(past) if span.whole else scene.candidates(past, before, chosen[-1] if chosen else None)
        )
        chosen.append(choice(candidates))
        before = span
    return chosen


def _after(
    text: str,
    paragraph: Paragraph,
    spans: tuple[Span, ...],
    heard: tuple[Attribution, ...],
    chosen: list[Candidate | None],
) -> _Past:
    """What a paragraph leaves behind for the next one."""
    led_in = paragraph.masked.rstrip().endswith(":")
    goes_on = bool(spans) and spans[-1].outer_end == paragraph.end and text[spans[-1].outer_end - 1] not in "”\"»“’'"
    last = next((one for one in reversed(heard) if one.sure), None)
    if last is None and led_in:
        last = heard[-1] if heard else None
    said = chosen[-1] if chosen else None
    if said is not None and (last is None or last.end <= spans[-1].outer_end):
        return _Past(said.voice, said.cue, False, goes_on, led_in)
    if last is not None:
        return _Past(last.voice, last.cue, not spans, goes_on, led_in)
    return _Past(goes_on=goes_on, led_in=led_in)


# --------------------------------------------------------------------------------------------------------- candidates

_BESIDE = re.compile(r"[\s,]*(?:(?:the|an?)\s)?")
_INTO = re.compile(r"(?:\s(?:that|how|it|as|why|what|the\s\w+|[\w’']+))?\s?[,:]?\s*")
_CLOSED = re.compile(r"\s?[.,;:]|$")
# How many attributions on either side of a quotation are looked at.
_MOST = 4


@dataclass(frozen=True, slots=True)
class _Scene:
    """A quotation among what its paragraph says."""

    text: str
    paragraph: Paragraph
    span: Span
    heard: tuple[Attribution, ...]
    cast: Cast

    def candidates(self, past: _Past, before: Span | None, said: Candidate | None) -> Iterator[Candidate]:
        """Everybody who may have said it; `before` is the paragraph's quotation before it, `said` its chosen one."""
        span, paragraph = self.span, self.paragraph
        if is_title(self.text[span.start : span.end]):
            return
        number = paragraph.sentence(span.outer)
        begin = paragraph.sentences[number]
        end = paragraph.sentences[number + 1] if number + 1 < len(paragraph.sentences) else paragraph.end
        direct = not paragraph.told(begin, span.outer).strip(" (—–-") or self.text[span.start].isupper()
        at = bisect_right(self.heard, span.outer, key=lambda one: one.start)
        near = self.heard[max(at - _MOST, 0) : at]
        for place, one in enumerate(near, start=1):
            if one.end > span.outer:
                yield self._around(one)
            else:
                between = any(one.end < other.start and other.sure and other.says for other in near[place:])
                yield from self._before(one, begin, direct, ("another speaks between",) if between else ())
        for one in self.heard[at : at + _MOST]:
            yield from self._behind(one, end)
        if before is not None and said is not None:
            yield self._again(before, said, direct)
        elif before is None and not paragraph.told(paragraph.start, span.outer).strip():
            yield from self._from_past(past)
        if direct and number and (voice := self._lone_person(paragraph.sentences[number - 1], begin)):
            yield Candidate(voice, None, ("person of the sentence before",))

    def of_block(self, past: _Past) -> Iterator[Candidate]:
        """Who is said to speak where the post sets words apart without marks."""
        if past.voice is not None and past.led_in and past.cue not in ("reported", "reports"):
            yield Candidate(past.voice, past.cue, ("led in",))

    def _around(self, one: Attribution) -> Candidate:
        """Whoever is named before a quotation and acts behind it: "Reyes, “for once,” agreed"."""
        distance = one.end - self.span.outer_end
        return Candidate(one.voice, one.cue, ("behind, in its sentence", *_doubts(one)), distance)

    def _before(self, one: Attribution, begin: int, direct: bool, doubts: tuple[str, ...]) -> Iterator[Candidate]:
        between = self.paragraph.told(one.end, self.span.outer)
        signs = (*_doubts(one), *doubts)
        if one.end > begin:
            if _INTO.fullmatch(between):
                yield Candidate(one.voice, one.cue, ("right before", *signs))
            else:
                yield Candidate(one.voice, one.cue, ("before, in its sentence", *signs), len(between))
        elif direct:
            goes_on = self.paragraph.masked.find(QUOTED, 0, max(one.start - self.paragraph.start, 0)) >= 0
            yield Candidate(
                one.voice, one.cue, ("goes on" if goes_on else "goes on after telling", *signs), 2 * len(between)
            )

    def _behind(self, one: Attribution, end: int) -> Iterator[Candidate]:
        between = self.paragraph.told(self.span.outer_end, one.start)
        stopped = self.text[self.span.end - 1] == "." or between[:1] == "."
        marked = not one.cue and not between.strip(" —–―-.,")
        if _BESIDE.fullmatch(between) or marked:
            if marked or not stopped:
                yield Candidate(one.voice, one.cue, ("right behind", *_doubts(one)))
            elif self.text[self.span.start].isupper() and _CLOSED.match(self.paragraph.told(one.end, one.end + 3)):
                yield Candidate(one.voice, one.cue, ("right behind, after a full stop", *_doubts(one)))
        elif one.start < end:
            more = 60 if QUOTED in between else 0
            yield Candidate(one.voice, one.cue, ("behind, in its sentence", *_doubts(one)), len(between) + more)

    def _again(self, before: Span, said: Candidate, direct: bool) -> Candidate:
        """Whoever said the quotation before this one."""
        between = self.cast.between(before.outer_end, self.span.outer)
        others = any(
            not mention.quoted
            and mention.who.sort == "person"
            and mention.who is not said.voice.who
            and mention.outer in self.paragraph.sentences
            for mention in between[:_MOST]
        )
        sign = "same speech" if direct and self.text[before.start].isupper() else "same paragraph"
        distance = (self.span.outer - before.outer_end) // 2
        return Candidate(said.voice, None, (sign, "others are named") if others else (sign,), distance)

    def _from_past(self, past: _Past) -> Iterator[Candidate]:
        """Whoever spoke last in the paragraph before, for a quotation that begins its paragraph."""
        if past.voice is None:
            return
        alone = not self.paragraph.masked.replace(QUOTED, "").strip(" .,;!?—–-…")
        if past.goes_on:
            yield Candidate(past.voice, None, ("speech of several paragraphs",))
        elif past.led_in:
            yield Candidate(past.voice, past.cue, ("led in",))
        elif alone:
            yield Candidate(past.voice, None, ("stands alone, after telling" if past.told else "stands alone",))

    def _lone_person(self, start: int, end: int) -> Voice | None:
        """The only person whom a sentence names, if it begins with them."""
        people = [one for one in self.cast.between(start, end)[:12] if not one.quoted and one.who.sort == "person"]
        if len({id(one.who) for one in people}) != 1 or self.paragraph.told(start, people[0].outer).strip():
            return None
        only = people[0]
        return Voice(only.start, only.end, only.outer, only.outer_end, "name", only.who)


def _doubts(one: Attribution) -> tuple[str, ...]:
    doubts = ((not one.says, "judging"), (not one.sure, "not surely the subject"), (one.aside, "in an aside"))
    return tuple(doubt for doubted, doubt in doubts if doubted)


# ------------------------------------------------------------------------------------------------------ whom it means


def _heard(text: str, paragraph: Paragraph, cast: Cast, last: Known | None) -> tuple[Attribution, ...]:
    """The paragraph's attributions, each pronoun and common noun resolved in the light of who spoke before."""
    heard: list[Attribution] = []
    for one in attributions(paragraph, cast):
        voice = one.voice
        if voice.who is None and voice.sort in ("pronoun", "noun"):
            words = text[voice.start : voice.end].casefold()
            who = None
            if voice.sort == "noun":
                who = meant_by_noun(words, voice.start, cast)
            elif words == "he":
                who = meant_by_pronoun("he", voice.start, paragraph, cast, last)
            elif words == "she":
                who = meant_by_pronoun("she", voice.start, paragraph, cast, last)
            voice = replace(voice, who=who)
        last = voice.who or last
        heard.append(one if voice is one.voice else replace(one, voice=voice))
    return tuple(heard)
