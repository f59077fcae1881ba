"""Texts in; the three sentences that a user would show of each with something else, out, or what is not installed."""

import re
from collections.abc import Iterator

from benchmarks.key import SHOWN, sentences
from benchmarks.measure import Found, installed

ADDRESSES = {
    "lead-3": "benchmarks.sentences:lead",
    "sumy LexRank": "benchmarks.sentences:lex_rank",
    "sumy TextRank": "benchmarks.sentences:text_rank",
    "sumy LSA": "benchmarks.sentences:lsa",
}


def lead(texts: tuple[str, ...]) -> Iterator[Found]:
    """The first three sentences."""
    return (sentences(text)[:SHOWN] for text in texts)


def lex_rank(texts: tuple[str, ...]) -> Iterator[Found]:
    """The three that sumy's LexRank puts first."""
    return _sumy("lex_rank", "LexRankSummarizer", texts)


def text_rank(texts: tuple[str, ...]) -> Iterator[Found]:
    """The three that sumy's TextRank puts first."""
    return _sumy("text_rank", "TextRankSummarizer", texts)


def lsa(texts: tuple[str, ...]) -> Iterator[Found]:
    """The three that sumy's LSA puts first."""
    return _sumy("lsa", "LsaSummarizer", texts)


class _Tokens:
    """Sentences and words by our own rules: sumy's need a data set that is fetched apart."""

    def to_sentences(self, text: str) -> tuple[str, ...]:
        """The sentences of a paragraph."""
        return tuple(text[piece.start : piece.end] for piece in sentences(text))

    def to_words(self, sentence: str) -> tuple[str, ...]:
        """The words of a sentence."""
        return tuple(re.findall(r"[^\W\d_]+", sentence.casefold()))


def _sumy(module: str, name: str, texts: tuple[str, ...]) -> Iterator[Found]:
    parser = installed("sumy.parsers.plaintext").PlaintextParser
    stemmer = installed("sumy.nlp.stemmers").Stemmer("english")
    summarise = getattr(installed(f"sumy.summarizers.{module}"), name)(stemmer)
    summarise.stop_words = installed("sumy.utils").get_stop_words("english")

    def chosen(text: str) -> Found:
        # For sumy a line alone is a paragraph only where an empty line follows.
        parsed = parser.from_string(text.replace("\n", "\n\n"), _Tokens())
        wanted = {str(sentence) for sentence in summarise(parsed.document, SHOWN)}
        return tuple(piece for piece in sentences(text) if text[piece.start : piece.end] in wanted)[:SHOWN]

    return map(chosen, texts)
