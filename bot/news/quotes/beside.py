"""A place in a text in; what stands beside it, as a word of a closed list or a sort of word or mark, out."""

from bot.news.quotes import lexicon

_MARKS = {
    **dict.fromkeys('“"„«', "an opening mark"),
    **dict.fromkeys("”»", "a closing mark"),
    **dict.fromkeys(".!?…", "a full stop"),
    **dict.fromkeys("—–-", "a dash"),
    ",": "a comma",
    ";": "a comma",
    ":": "a colon",
    "(": "a bracket",
    ")": "a bracket",
}
_CLOSED_WORDS = """
of for from at in with by to on near against about than and or but as that which who whom whose the a an his her its
their is are was were be been has have had will would can could do does did not if when while after before because
since until like into over between among also then told according what how whether through under during
"""
_CLOSED_LIST = frozenset(_CLOSED_WORDS.split())


def sort_of_word(word: str) -> str:
    """A word of a closed list, or the sort of cue that it is; any other word is only a word."""
    lower = word.lower()
    if lower in _CLOSED_LIST:
        return lower
    if lower in lexicon.SAYING:
        return "saying"
    if lower in lexicon.JUDGING:
        return "judging"
    return "an -ing word" if lower.endswith("ing") else "an -ed word" if lower.endswith("ed") else "a word"


def behind(text: str, at: int) -> str:
    """What stands before a place in its line, so that what is there stands behind it."""
    low = text[max(at - 14, 0) : at]
    last = low.rstrip()
    if not last or "\n" in low[len(last) :]:
        return "the start"
    return _MARKS.get(last[-1]) or sort_of_word(last[last.rfind(" ") + 1 :])


def ahead(text: str, at: int) -> str:
    """What follows on a place in its line."""
    high = text[at : at + 16]
    first = high.lstrip()
    if high[:2] in ("’s", "'s"):
        return "a genitive"
    if not first or "\n" in high[: len(high) - len(first)]:
        return "the end"
    return _MARKS.get(first[0]) or sort_of_word(first.split(None, 1)[0].strip(",.;:"))
