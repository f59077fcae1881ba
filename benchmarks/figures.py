"""What systems found in the same texts in; the figures of one section of the table, ours beside the peers', out."""

import statistics
from collections.abc import Callable
from pathlib import Path

from benchmarks import key, own
from benchmarks.measure import Found, Measured
from benchmarks.score import Article, Rates, Tally, rates, share, tally
from benchmarks.table import Figure, Section

Results = dict[str, tuple[Found, ...]]
_MEGABYTE = 1_000_000


def quotes(title: str, articles: tuple[Article, ...], ours: tuple[Found, ...], peers: Results) -> Section:
    """How well quotations and their speakers are found, in per cent."""
    mine, theirs = _counts(articles, ours), {name: _counts(articles, found) for name, found in peers.items()}

    def figure(name: str, value: Callable[[Tally], float]) -> Figure:
        return Figure(
            name, "%", 100 * value(mine), tuple((peer, 100 * value(counts)) for peer, counts in theirs.items())
        )

    return Section(
        f"{title}: {len(articles)} posts, {mine.gold} quotations",
        (
            figure("words exact, precision", lambda counts: _exact(counts).precision),
            figure("words exact, recall", lambda counts: _exact(counts).recall),
            figure("words exact, F1", lambda counts: _exact(counts).f1),
            figure("JOINT, precision", lambda counts: _joint(counts).precision),
            figure("JOINT, recall", lambda counts: _joint(counts).recall),
            figure("JOINT, F1", lambda counts: _joint(counts).f1),
            figure("speakers named that are right", lambda counts: share(counts.named_right, counts.named)),
        ),
    )


def resolved(title: str, posts: tuple[own.Post, ...]) -> Section:
    """How often the name behind a speaker, the role and the cue are the editor's, in per cent."""
    counted = (("names", own.names(posts)), ("roles", own.roles(posts)), ("cues", own.cues(posts)))
    return Section(
        f"{title}: {len(posts)} posts",
        tuple(
            figure
            for name, counts in counted
            for figure in (
                Figure(f"{name} right, of {counts.gold}", "%", 100 * share(counts.right, counts.gold)),
                Figure(f"{name} given that are right, of {counts.found}", "%", 100 * share(counts.right, counts.found)),
            )
        ),
    )


def hits(posts: tuple[own.Post, ...], ours: tuple[Found, ...], peers: Results) -> Figure:
    """How often an editor's key quote is among the first three pieces, in per cent of the posts that have one."""
    wanted = [(number, post.key) for number, post in enumerate(posts) if post.key]

    def value(chosen: tuple[Found, ...]) -> float:
        return 100 * share(sum(key.hit(gold, chosen[number]) for number, gold in wanted), len(wanted))

    return Figure("hit@3", "%", value(ours), tuple((name, value(chosen)) for name, chosen in peers.items()))


def gains(
    articles: tuple[Article, ...], ours: tuple[Found, ...], quoting: Results, telling: Results
) -> tuple[Figure, ...]:
    """How much of the stories' content the first three pieces cover, from chance (0) to the best of the pool (100).

    Some peers choose among the quotations, as we do; others among the sentences.
    """

    def value(chosen: tuple[Found, ...], of_quotes: bool) -> float:
        each = (
            key.gain(article.text, pieces, article.quotations if of_quotes else key.sentences(article.text))
            for article, pieces in zip(articles, chosen, strict=True)
        )
        return 100 * statistics.fmean([gain for gain in each if gain is not None] or [0.0])

    def values(peers: Results, of_quotes: bool) -> tuple[tuple[str, float], ...]:
        return tuple((name, value(chosen, of_quotes)) for name, chosen in peers.items())

    return (
        Figure("content gain@3, of quotes", "%", value(ours, True), values(quoting, True)),
        Figure("content gain@3, of sentences", "%", None, values(telling, False)),
    )


def speed(
    title: str,
    texts: tuple[str, ...],
    alone: Measured,
    whole: Measured,
    digests: Measured,
    bare: int,
    peers: dict[str, Measured],
) -> Section:
    """Thousands of characters per CPU-second on one thread, milliseconds a post, memory over the bare interpreter."""
    thousands = sum(map(len, texts)) / 1000
    milliseconds = sorted(1000 * seconds for seconds in digests.seconds)

    def pace(one: Measured) -> float:
        return thousands / max(sum(one.seconds), 1e-9)

    return Section(
        title,
        (
            Figure("quotes alone", "kchar/s", pace(alone), tuple((name, pace(one)) for name, one in peers.items())),
            Figure("a text read whole", "kchar/s", pace(whole)),
            Figure("HTML to digest", "kchar/s", pace(digests)),
            Figure("a post, HTML to digest, p50", "ms", _percentile(milliseconds, 0.5), less_is_better=True),
            Figure("a post, HTML to digest, p99", "ms", _percentile(milliseconds, 0.99), less_is_better=True),
            Figure(
                "peak memory over the interpreter",
                "MB",
                (digests.peak - bare) / _MEGABYTE,
                tuple((name, max(0.0, one.peak - bare) / _MEGABYTE) for name, one in peers.items()),
                less_is_better=True,
            ),
        ),
    )


def shipped(folder: Path) -> int:
    """The bytes of data, as against code, under a folder."""
    return sum(
        path.stat().st_size for path in folder.rglob("*") if path.is_file() and path.suffix not in (".py", ".pyc")
    )


def _counts(articles: tuple[Article, ...], found: tuple[Found, ...]) -> Tally:
    pairs = zip(articles, found, strict=True)
    return sum((tally(article.quotations, said) for article, said in pairs), Tally())


def _exact(counts: Tally) -> Rates:
    return rates(counts.exact, counts.found, counts.gold)


def _joint(counts: Tally) -> Rates:
    return rates(counts.joint, counts.found, counts.gold)


def _percentile(ordered: list[float], part: float) -> float:
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]
