"""A correction in; the line that says what it was and what it is now, the words that differ in italics, out."""

from collections.abc import Sequence
from difflib import SequenceMatcher

from bot.news.model import Correction
from cogs import text

LONGEST = 200
"""Characters of a wording that is shown whole; of a longer one only the words around the difference are."""

AROUND = 5
"""Words that are shown on either side of a difference."""

AT_ENDS = 10
"""Words that are shown at either end of a long difference."""

LONGEST_COMPARED = 20_000
"""Characters of a wording that are looked at; no person says more in one quote."""

MOST_DIFFERENCES = 3
MOST_COMPARED = 120
"""Words between the first difference and the last. Where there is more of either, it all counts as one difference."""

_MARKS = ".,;:!?…\"“”„‟'‘’‚«»‹›()[]–—"


def correction(made: Correction) -> str:
    """What was told and stands there no more, beside what stands there now; or that it was withdrawn."""
    match made:
        case Correction(kind="speaker", was=was, now=now, quote=said):
            person = _name(now) if now else "nobody is named"
            what = f" (“{_shortened(said)}”)" if said else ""
            return f"was: {_name(was)} → now: {person}{what}"
        case Correction(was=was, now=None):
            return f"withdrawn: “{_shortened(was)}”{_whose(made)}"
        case Correction(was=was, now=now):
            before, after = wordings(was, now or "")
            return f"was: “{before}” → now: “{after}”{_whose(made)}"


def wordings(was: str, now: str) -> tuple[str, str]:
    """Two wordings of the same thing, in markup: the words that differ in italics, long ones as far as they matter."""
    before, after = was[:LONGEST_COMPARED].split(), now[:LONGEST_COMPARED].split()
    differing = _differences(before, after)
    return (
        _shown(before, [(start, end) for start, end, _, _ in differing]),
        _shown(after, [(start, end) for _, _, start, end in differing]),
    )


def _whose(made: Correction) -> str:
    if made.kind == "headline":
        return " (headline)"
    return f" ({_name(made.speaker)})" if made.speaker else ""


def _name(person: str) -> str:
    return text.within(text.plain(person), 150)


def _shortened(words: str) -> str:
    plain = text.plain(words)
    return text.sentences_within(plain, LONGEST) or text.within(plain, LONGEST)


def _differences(before: Sequence[str], after: Sequence[str]) -> Sequence[tuple[int, int, int, int]]:
    """Where two lists of words differ: from which word to which in either; one of the two may be empty."""
    one, other = list(map(_bare, before)), list(map(_bare, after))
    most = min(len(one), len(other))
    head = next((place for place in range(most) if one[place] != other[place]), most)
    most -= head
    tail = next((place for place in range(most) if one[-1 - place] != other[-1 - place]), most)
    whole = (head, len(one) - tail, head, len(other) - tail)
    one, other = one[head : len(one) - tail], other[head : len(other) - tail]
    if max(len(one), len(other)) > MOST_COMPARED:
        return (whole,)
    compared = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    found = [
        (head + start, head + end, head + there, head + until)
        for kind, start, end, there, until in compared
        if kind != "equal"
    ]
    return found if len(found) <= MOST_DIFFERENCES else (whole,)


def _bare(word: str) -> str:
    """A word as it is compared: without the marks around it, and in whatever case."""
    return word.strip(_MARKS).casefold() or word


def _shown(words: Sequence[str], differing: Sequence[tuple[int, int]]) -> str:
    """These words with some stretches in italics; of a long text those stretches and what stands around them."""
    short = text.size(" ".join(words)) <= LONGEST
    shown: list[str] = []
    at = 0
    for start, end in differing:
        # At the beginning only the last words are near a difference.
        same, different = words[at:start], words[start:end]
        shown += [
            _stretch(same if short else _abridged(same, AROUND if at else 0, AROUND)),
            _italic(_stretch(different if short else _abridged(different, AT_ENDS, AT_ENDS))),
        ]
        at = end
    rest = words[at:]
    shown.append(_stretch(rest if short else _abridged(rest, AROUND, 0)))
    return " ".join(filter(None, shown))


def _abridged(words: Sequence[str], first: int, last: int) -> Sequence[str]:
    """The first and the last of these words, with a mark for those between them."""
    if len(words) <= first + last + 1:
        return words
    return (*words[:first], "[…]", *words[len(words) - last :])


def _stretch(words: Sequence[str]) -> str:
    return text.within(text.plain(" ".join(words)), LONGEST)


def _italic(shown: str) -> str:
    return f"*{shown}*" if shown else ""
