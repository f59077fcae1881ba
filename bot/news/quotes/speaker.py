"""A text, its quotations and its people in; who said each of them, and by which word, out."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.news.model import Block
from bot.news.quotes.attributions import Attribution, attributions
from bot.news.quotes.candidates import Past, Scene
from bot.news.quotes.choice import Candidate, Weights, choice, weights
from bot.news.quotes.marks import QUOTED_KINDS, Span
from bot.news.quotes.nouns import unnamed_voices
from bot.news.quotes.paragraphs import Paragraph, paragraph_of
from bot.news.quotes.people import Cast, Known
from bot.news.quotes.reference import meant_by_noun, meant_by_pronoun, tell_pronouns
from bot.news.quotes.voices import Voice


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who said a quotation: the words as printed, and the person or body that they mean, if the text names one."""

    words: str
    who: Known | None
    cue: str | None


@dataclass(frozen=True, slots=True)
class Choice:
    """A quotation, how it stands, everybody who may have said it, and who was chosen."""

    span: Span
    shape: str
    candidates: tuple[Candidate, ...]
    chosen: Candidate


def speakers(
    text: str, blocks: tuple[Block, ...], spans: tuple[Span, ...], cast: Cast
) -> Iterator[tuple[Span, Speaker | None]]:
    """Each quotation with who said it, None where nobody is named; without what is only set between marks."""
    tell_pronouns(text, spans, cast)
    for one in choices(text, blocks, spans, cast, weights()):
        if one.chosen.said:
            yield one.span, _speaker(text, one.chosen)


def _speaker(text: str, chosen: Candidate) -> Speaker | None:
    voice = chosen.voice
    return Speaker(text[voice.start : voice.end], voice.who, chosen.cue or None) if voice else None


# So many blocks before a quotation, nobody is looked for who may have said it.
_FAR = 3
# Where somebody is said to speak more often, the post is none, and its other quotations are left unread.
_MOST_HEARD = 5_000


def choices(
    text: str, blocks: tuple[Block, ...], spans: tuple[Span, ...], cast: Cast, weights: Weights
) -> Iterator[Choice]:
    """Each quotation with its candidates; what was chosen for one speaks for the next."""
    past = Past()
    spoken: set[Known] = set()
    at, told = 0, 0
    for index, block in enumerate(blocks):
        begin = at
        while at < len(spans) and spans[at].block == index:
            at += 1
        if block.kind == "heading":
            past = Past()
        if block.kind not in QUOTED_KINDS or (block.kind == "note" and begin == at):
            continue
        if begin == at and (at == len(spans) or spans[at].block > index + _FAR):
            past = Past(last=past.last)
            continue
        mine = spans[begin:at]
        paragraph = paragraph_of(text, block, mine)
        heard = _heard(text, paragraph, cast, past.last)
        told += len(heard)
        if told > _MOST_HEARD:
            return
        found = _resolved(text, unnamed_voices(paragraph), paragraph, heard, cast, past.last)
        chosen: list[Candidate] = []
        before: Span | None = None
        for span in mine:
            if span.whole:
                made = Choice(span, "whole", (), _of_block(past))
            else:
                said = chosen[-1] if chosen else None
                scene = Scene(text, paragraph, span, heard, found, cast, past, before, said, spoken)
                shape, candidates = scene.candidates()
                made = Choice(span, shape, candidates, choice(candidates, shape, weights))
            yield made
            if made.chosen.said:
                chosen.append(made.chosen)
                before = span
                if made.chosen.voice and made.chosen.voice.who:
                    spoken.add(made.chosen.voice.who)
        past = _after(text, paragraph, mine, heard, chosen, past)


def _of_block(past: Past) -> Candidate:
    """Who is said to speak where the post sets words apart without marks."""
    led = past.led_in and past.cue not in ("reported", "reports")
    return Candidate(past.voice if led else None, past.cue if led else None, ())


def _after(
    text: str,
    paragraph: Paragraph,
    spans: tuple[Span, ...],
    heard: tuple[Attribution, ...],
    chosen: list[Candidate],
    past: Past,
) -> Past:
    """What a paragraph leaves behind for the next one."""
    led_in = paragraph.masked.rstrip().endswith(":")
    goes_on = bool(spans) and spans[-1].outer_end == paragraph.end and text[spans[-1].outer_end - 1] not in "”\"»“’'"
    last = next((one for one in reversed(heard) if one.sure), None)
    if last is None and led_in:
        last = heard[-1] if heard else None
    voices = tuple(one.voice for one in heard[-2:])
    said = chosen[-1] if chosen else None
    voice: Voice | None = None
    cue = None
    told = False
    if said is not None and said.voice is not None and (last is None or last.end <= spans[-1].outer_end):
        voice, cue = said.voice, said.cue
    elif last is not None:
        voice, cue, told = last.voice, last.cue, not spans
    who = voice.who if voice and voice.who else past.last
    return Past(voice, cue, told, goes_on, led_in, voices, past.voices, paragraph.start, who)


def _resolved(
    text: str,
    voices: tuple[Voice, ...],
    paragraph: Paragraph,
    heard: tuple[Attribution, ...],
    cast: Cast,
    last: Known | None,
) -> tuple[Voice, ...]:
    """Nouns and pronouns that no attribution has told of yet."""
    known = {one.voice.start for one in heard}
    ends = {one.voice.end for one in heard}
    return tuple(
        _meant(text, voice, paragraph, cast, last)
        for voice in voices
        if voice.start not in known and voice.end not in ends
    )


# ------------------------------------------------------------------------------------------------------ whom it means


def _heard(text: str, paragraph: Paragraph, cast: Cast, last: Known | None) -> tuple[Attribution, ...]:
    """The paragraph's attributions, each pronoun and common noun resolved in the light of who spoke before."""
    heard: list[Attribution] = []
    for one in attributions(paragraph, cast):
        voice = _meant(text, one.voice, paragraph, cast, last)
        last = voice.who or last
        heard.append(one if voice is one.voice else replace(one, voice=voice))
    return tuple(heard)


def _meant(text: str, voice: Voice, paragraph: Paragraph, cast: Cast, last: Known | None) -> Voice:
    """The voice with the one whom its pronoun or noun means, if the text names them."""
    if voice.who is not None or voice.sort not in ("pronoun", "noun"):
        return voice
    words = text[voice.start : voice.end].casefold()
    who = None
    if voice.sort == "noun":
        who = meant_by_noun(words, voice.start, cast)
    elif words == "he":
        who = meant_by_pronoun("he", voice.start, paragraph, cast, last)
    elif words == "she":
        who = meant_by_pronoun("she", voice.start, paragraph, cast, last)
    return replace(voice, who=who) if who else voice
