"""A quotation among what its paragraph says in; everybody who may have said it, with the signs for and against, out."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from bot.news.quotes import beside, lexicon
from bot.news.quotes.attributions import Attribution
from bot.news.quotes.choice import ONLY_NAMED, Candidate
from bot.news.quotes.marks import Span
from bot.news.quotes.paragraphs import QUOTED, Paragraph
from bot.news.quotes.people import Cast, Known, Mention
from bot.news.quotes.voices import Voice


@dataclass(frozen=True, slots=True)
class Past:
    """What the paragraphs before have shown: who spoke last in the one before, and how it ended.

    `told` says that they spoke without a quotation, `goes_on` that a quotation was left open, `led_in` that the
    paragraph ended with a colon; `voices` are all of that paragraph's and `earlier` those of the one before it.
    """

    voice: Voice | None = None
    cue: str | None = None
    told: bool = False
    goes_on: bool = False
    led_in: bool = False
    voices: tuple[Voice, ...] = ()
    earlier: tuple[Voice, ...] = ()
    start: int = 0
    last: Known | None = None


_BESIDE = re.compile(r"[\s,]*(?:(?:the|an?)\s)?")
_INTO = re.compile(r"(?:\s(?:that|how|it|as|why|what|the\s\w+|[\w’']+))?\s?[,:]?\s*")
_CLOSED = re.compile(r"\s?[.,;:]|$")
# How many attributions on either side of a quotation are looked at, and how many names.
_MOST = 4
_MOST_NAMES = 6
_MOST_NAMES_BEFORE = 5
# In characters: up to the first a distance is told in steps of a dozen, up to the second in steps of sixty.
_NEARBY = 60
_FARTHEST = 240


class _Table:
    """Candidates by their place in the text, in the order in which they were found."""

    __slots__ = ("cues", "signs", "voices")

    def __init__(self) -> None:
        self.voices: dict[int, Voice] = {}
        self.cues: dict[int, str | None] = {}
        self.signs: dict[int, list[str]] = {}

    def add(self, voice: Voice, cue: str | None, signs: Sequence[str]) -> None:
        at = voice.start
        if at not in self.voices:
            self.voices[at], self.cues[at], self.signs[at] = voice, cue, list(signs)
            return
        if voice.who and not self.voices[at].who:
            self.voices[at] = voice
        self.cues[at] = self.cues[at] or cue
        self.signs[at] += signs


@dataclass(frozen=True, slots=True)
class Scene:
    """A quotation among what its paragraph says; `before` is the one before it there, and `said` whose that is.

    `others` are the pronouns and nouns that no attribution tells of, `spoken` those who have spoken in the post so far.
    """

    text: str
    paragraph: Paragraph
    span: Span
    heard: tuple[Attribution, ...]
    others: tuple[Voice, ...]
    cast: Cast
    past: Past
    before: Span | None
    said: Candidate | None
    spoken: Set[Known]

    def candidates(self) -> tuple[str, tuple[Candidate, ...]]:
        """How the quotation stands, and everybody who may have said it; before them nobody, and nothing said."""
        span, paragraph = self.span, self.paragraph
        number = paragraph.sentence(span.outer)
        begin = paragraph.sentences[number]
        end = paragraph.sentences[number + 1] if number + 1 < len(paragraph.sentences) else paragraph.end
        lead = paragraph.told(begin, span.outer).strip(" (—–-")
        direct = not lead or self.text[span.start].isupper()
        found = _Table()
        for voice, cue, signs in self._attributed(begin, end, direct):
            found.add(voice, cue, signs)
        if self.before is not None and self.said is not None and self.said.voice is not None:
            found.add(self.said.voice, None, self._again(self.before, self.said, direct))
        elif self.before is None and not paragraph.told(paragraph.start, span.outer).strip():
            for voice, cue, signs in self._from_past():
                found.add(voice, cue, signs)
        for voice in self._near(begin):
            found.add(voice, None, ())
        shape = self._shape(lead, direct)
        return shape, (
            *self._nobody(lead, found),
            *(
                Candidate(voice, found.cues[at], tuple(self._signs(voice, found.signs[at], begin, end, found)))
                for at, voice in found.voices.items()
            ),
        )

    def _shape(self, lead: str, direct: bool) -> str:
        """How the quotation stands in its paragraph; every sign weighs by it."""
        paragraph, span = self.paragraph, self.span
        first = self.before is None
        if paragraph.end - paragraph.start - (span.outer_end - span.outer) <= 3:
            return "alone"
        if not paragraph.told(paragraph.start, span.outer).strip():
            rest = paragraph.told(span.outer_end, paragraph.end).replace(QUOTED, "").strip(" .,;—–-")
            return "opens" if rest else "opens, only quotations"
        if not lead:
            return "own sentence, first" if first else "own sentence, later"
        if direct:
            return "led in, first" if first else "led in, later"
        return "within, first" if first else "within, later"

    # ----------------------------------------------------------------------------------------------- who is told of

    def _attributed(self, begin: int, end: int, direct: bool) -> Iterator[tuple[Voice, str | None, list[str]]]:
        """Those of whom the paragraph says that they speak, near the quotation."""
        span = self.span
        at = bisect_right(self.heard, span.outer, key=lambda one: one.start)
        near = self.heard[max(at - _MOST, 0) : at]
        for place, one in enumerate(near, start=1):
            if one.end > span.outer:
                yield one.voice, one.cue, _how("around", one)
                continue
            signs = _how(self._before(one, begin, direct), one)
            if any(one.end < other.start and other.sure and other.says for other in near[place:]):
                signs.append("another speaks between")
            signs.append("nearest attribution" if place == len(near) else "a farther attribution")
            # What attributes the quotation before this one is not said again.
            told = self.before is not None and one.end <= self.before.outer
            yield one.voice, None if told else one.cue, signs
        for place, one in enumerate(self.heard[at : at + _MOST]):
            route = self._behind(one, end)
            signs = ["signed", *_how(route, one)] if route == "right behind" and not one.cue else _how(route, one)
            signs.append("another speaks between" if place else "next attribution")
            yield one.voice, one.cue, signs

    def _before(self, one: Attribution, begin: int, direct: bool) -> str:
        if one.end > begin:
            between = self.paragraph.told(one.end, self.span.outer)
            if _INTO.fullmatch(between):
                return "right before"
            return "before, behind a quotation" if QUOTED in between else "before, in its sentence"
        goes_on = self.paragraph.masked.find(QUOTED, 0, max(one.start - self.paragraph.start, 0)) >= 0
        return "goes on" if goes_on else "goes on after telling"

    def _behind(self, one: Attribution, end: int) -> str:
        between = self.paragraph.told(self.span.outer_end, one.start)
        stopped = self.text[self.span.end - 1] == "." or between[:1] == "."
        marked = not one.cue and not between.strip(" —–―-.,")
        if _BESIDE.fullmatch(between) or marked:
            if marked or not stopped:
                return "right behind"
            closed = _CLOSED.match(self.paragraph.told(one.end, one.end + 3))
            return "right behind, after a full stop" if closed else "behind a full stop"
        if one.start < end:
            return "behind a quotation, in its sentence" if QUOTED in between else "behind, in its sentence"
        return "in a sentence behind"

    def _again(self, before: Span, said: Candidate, direct: bool) -> list[str]:
        """Whoever said the quotation before this one."""
        between = self.cast.between(before.outer_end, self.span.outer)
        others = any(
            not mention.quoted and mention.who.sort == "person" and said.voice and mention.who is not said.voice.who
            for mention in between[:_MOST]
        )
        signs = ["same speech" if direct and self.text[before.start].isupper() else "same paragraph"]
        if others:
            signs.append("others are named")
        if not self.paragraph.told(before.outer_end, self.span.outer).strip(" ,.;and—–-"):
            signs.append("joined quotations")
        elif self.paragraph.sentence(before.outer) == self.paragraph.sentence(self.span.outer):
            signs.append("same sentence as before")
        return signs

    def _from_past(self) -> Iterator[tuple[Voice, str | None, list[str]]]:
        """Whoever spoke last in the paragraph before, for a quotation that begins its paragraph."""
        past = self.past
        if past.voice is None:
            return
        alone = not self.paragraph.masked.replace(QUOTED, "").strip(" .,;!?—–-…")
        signs = ["spoke last", "spoke last, told" if past.told else "spoke last, quoted"]
        if past.goes_on:
            signs.append("speech of several paragraphs")
        elif past.led_in:
            signs.append("colon before")
        elif alone:
            signs.append("stands alone")
        yield past.voice, past.cue if past.led_in else None, signs

    def _near(self, begin: int) -> Iterator[Voice]:
        """Everybody else named, or meant, in the paragraph and, if nobody leads the quotation in, in the two before."""
        paragraph, span, starts = self.paragraph, self.span, self.cast.starts
        mentions = self.cast.mentions
        at = bisect_left(starts, span.outer)
        low = bisect_left(starts, paragraph.start, max(at - _MOST_NAMES, 0), at)
        high = bisect_left(starts, paragraph.end, at, min(at + _MOST_NAMES, len(starts)))
        for mention in mentions[low:high]:
            if not mention.quoted:
                yield _voice(mention)
        place = bisect_left(self.others, span.outer, key=lambda one: one.start)
        yield from self.others[max(place - _MOST, 0) : place + _MOST]
        if begin == paragraph.start or self.text[span.start].isupper():
            yield from self.past.voices
            yield from self.past.earlier
            low = bisect_left(starts, paragraph.start)
            for mention in mentions[max(low - _MOST_NAMES_BEFORE, 0) : low]:
                if not mention.quoted and mention.start >= self.past.start:
                    yield _voice(mention)

    # --------------------------------------------------------------------------------------------------------- signs

    def _signs(self, voice: Voice, signs: list[str], begin: int, end: int, found: _Table) -> Iterator[str]:
        """What speaks for and against a candidate."""
        paragraph, span = self.paragraph, self.span
        sort = _sort(voice, self.text)
        yield sort
        signs = signs or [ONLY_NAMED]
        route = signs[0]
        yield from signs
        yield f"{route}, {sort}"
        if voice.start < paragraph.start:
            place = "paragraph before" if voice.start >= self.past.start else "two paragraphs before"
        elif voice.start < begin:
            place = "sentence before" if paragraph.sentence(begin) - paragraph.sentence(voice.start) == 1 else "earlier"
        elif voice.start < span.outer:
            place = "before"
        else:
            place = "behind" if voice.start < end else "sentence behind"
        yield place
        between = self._people_between(voice)
        yield f"{place}, {between} between"
        yield f"{route}, {between} between"
        behind, ahead = beside.behind(self.text, voice.outer), beside.ahead(self.text, voice.outer_end)
        yield f"{place}, behind {behind}"
        yield f"{place}, before {ahead}"
        yield f"{route}, before {ahead}"
        if route == ONLY_NAMED:
            yield f"{ONLY_NAMED}, {sort}, {place}, {behind}, {ahead}"
        if place in ("before", "behind"):
            low, high = (voice.end, span.outer) if place == "before" else (span.outer_end, voice.start)
            if QUOTED in paragraph.told(low, high):
                yield f"{place}, a quotation between"
            yield f"{place}, {_distance(high - low)}"
        if voice.who is not None:
            if voice.who in self.spoken:
                yield "spoke already"
                yield f"spoke already, {place}"
                if route == ONLY_NAMED:
                    yield f"spoke already, {ONLY_NAMED}"
            if voice.who is self.past.last:
                yield "spoke last of all"
                yield f"spoke last of all, {place}"
            if self.said is not None and self.said.voice is not None and self.said.voice.who is voice.who:
                yield "spoke before"
        if len(found.voices) == 1:
            yield "the only one"

    def _people_between(self, voice: Voice) -> str:
        cast, span = self.cast, self.span
        if voice.start < span.outer:
            between = cast.between(voice.end, span.outer)
        else:
            between = cast.between(span.outer_end, voice.start)
        count = sum(1 for one in between[-3:] if not one.quoted and one.who is not voice.who)
        return ("none", "one", "two", "more")[count]

    def _nobody(self, lead: str, found: _Table) -> tuple[Candidate, Candidate]:
        """That nobody is named, and that nothing is said at all, only set between marks; what speaks for each."""
        text, span = self.text, self.span
        words = text.count(" ", span.start, span.end) + 1
        last = text[span.end - 1]
        begun = text[span.start : span.start + 80].split()[:8]
        signs = [
            "",
            f"{min(words, 8)} words" if words < 13 else "many words",
            "capital" if text[span.start].isupper() else "no capital",
            f"ends with {last}" if last in ",.?!…" else "ends with a letter",
            f"behind {beside.sort_of_word(lead[lead.rfind(' ') + 1 :]) if lead[-1:].isalnum() else lead[-1:]}",
            f"before {beside.ahead(text, span.outer_end)}",
            "nobody attributed" if not any(found.signs.values()) else "somebody attributed",
            f"{min(len(found.voices), 5)} others",
            f"{sum(1 for word in begun if word[0].isupper()) * 4 // len(begun)} quarters capitals",
        ]
        if any(signs and signs[0].startswith("right") for signs in found.signs.values()):
            signs.append("somebody right beside")
        if span.missing_mark:
            signs.append("a mark is missing")
        if self.past.voice is None:
            signs.append("nobody spoke before")
        if self.before is not None and (self.said is None or self.said.voice is None):
            signs.append("nobody again")
        return (
            Candidate(None, None, tuple(f"nobody: {sign}" for sign in signs)),
            Candidate(None, None, tuple(f"nothing: {sign}" for sign in signs), said=False),
        )


def _distance(characters: int) -> str:
    step = 12 if characters < _NEARBY else 60
    return f"within {min(characters // step * step + step, _FARTHEST)} characters"


def _sort(voice: Voice, text: str) -> str:
    if voice.sort == "pronoun":
        return text[voice.start : voice.end].lower()
    if voice.sort == "name" and voice.who is not None:
        return voice.who.sort
    return voice.sort


_CUES = lexicon.CUES | {"according", "put"}


def _how(route: str, one: Attribution) -> list[str]:
    cue = one.cue.lower()
    signs = [route]
    # A verb that no list of ours holds is the text's own word, and no sign.
    if not cue or not one.says or cue.split()[0] in _CUES:
        signs.append(f"{route}, {cue or 'no cue'}")
    if not one.says:
        signs.append(f"{route}, judging")
    if not one.sure:
        signs.append(f"{route}, not surely the subject")
    if one.aside:
        signs.append(f"{route}, in an aside")
    return signs


def _voice(mention: Mention) -> Voice:
    return Voice(mention.start, mention.end, mention.outer, mention.outer_end, "name", mention.who)
