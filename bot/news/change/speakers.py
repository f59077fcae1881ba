"""A story before and now in; the quotes that are now somebody else's, or nobody's, out."""

from collections.abc import Iterator
from dataclasses import replace

from bot.news.change.articles import by_words
from bot.news.change.edits import Edit
from bot.news.change.known import split
from bot.news.change.words import folded
from bot.news.model import Block, Correction, Quote, Story

_PRONOUNS = frozenset("he she they i we it er sie il elle ils elles él ella ele ela он она они він вона вони".split())
_STYLES = frozenset("the a an mr mrs ms miss mx dr sir dame lord lady prof professor st".split())
# Whom a pronoun means stands no further before it.
_SCENE = 1500
_MOST_MISMATCHES = 50


def voice(quote: Quote) -> str | None:
    """Whose a quote is, as far as the post names them; None for nobody, and for a pronoun that means nobody known."""
    if quote.name or quote.speaker is None or folded(quote.speaker) in _PRONOUNS:
        return quote.name
    return quote.speaker


def are_one(one: str, other: str) -> bool:
    """Whether two names may be of one person: "Okafor", "I. Okafor" and "Ines Okafor" may."""
    short, long = sorted((_parts(one), _parts(other)), key=len)
    return all(any(part == word or part == word[:1] or part[:1] == word for word in long) for part in short)


def speaker_corrections(edit: Edit) -> Iterator[Correction]:
    """What is said in the same words, but now by another, or by nobody.

    Only where the post itself names another: neither a role nor a fuller name is a change, nor is a pronoun that was
    understood in another way although nothing changed where the people around the quote are named.
    """
    before, now = by_words(edit.before.quotes), by_words(edit.now.quotes)
    differing = [
        (was, now[words]) for words, was in before.items() if words in now and _differ(voice(was), voice(now[words]))
    ]
    for was, quote in differing[:_MOST_MISMATCHES]:
        name = voice(was)
        # Whoever spoke as "the spokesman" was not named; to name them is no correction.
        if name and any(letter.isupper() for letter in name) and _is_told(edit, was, quote, name):
            yield Correction("speaker", name, voice(quote), quote=quote.text)


def _differ(was: str | None, now: str | None) -> bool:
    return was is not None and (now is None or not are_one(was, now))


def _is_told(edit: Edit, was: Quote, now: Quote, name: str) -> bool:
    """Whether the post itself tells that a quote is not that person's any more."""
    surname, other = _surname(name), _surname(voice(now) or "")
    sentence = _words(_around(edit.now, now))
    old_scene, new_scene = (_scene(*side, surname | other) for side in ((edit.before, was), (edit.now, now)))
    if old_scene == new_scene or surname & sentence:
        return False
    return bool(other & sentence) or not surname & _words(" ".join(new_scene))


def _scene(story: Story, quote: Quote, names: set[str]) -> tuple[str, ...]:
    """The paragraph of a quote, and those not far before it that name one of these people, folded."""
    near = [_near(block, quote) for block in story.blocks if _reaches(block, quote)]
    lines = [(block, folded(story.text[block.start : block.end])) for block in near]
    return tuple(line for block, line in lines if block.end > quote.start or names & _words(line))


def _around(story: Story, quote: Quote) -> str:
    """The sentence in which a quote begins, folded."""
    block = next((one for one in story.blocks if one.start <= quote.start < one.end), None)
    spans = split(story.text, _near(block, quote)) if block else ()
    return next((folded(story.text[start:end]) for start, end in spans if start <= quote.start < end), "")


def _reaches(block: Block, quote: Quote) -> bool:
    return block.start <= quote.start and block.end > quote.start - _SCENE


def _near(block: Block, quote: Quote) -> Block:
    """As much of a block as stands near a quote."""
    start, end = max(block.start, quote.start - _SCENE), min(block.end, quote.start + _SCENE)
    return replace(block, start=start, end=end)


def _words(line: str) -> set[str]:
    return set(line.split())


def _surname(name: str) -> set[str]:
    return set(_parts(name)[-1:])


def _parts(name: str) -> list[str]:
    """The words of a name, folded, without "Dr" and the like."""
    words = folded(name).split()
    return [word for word in words if word not in _STYLES] or words
