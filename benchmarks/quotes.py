"""Where texts lie in; one table of how well and how fast quotes are found, beside what others would pick, out.

`python -m benchmarks.quotes --polnear PATH [--own tests/data/posts] [--peers [PYTHON]] [--json] [--errors]`
"""

import argparse
import json
import sys
from dataclasses import dataclass
from html import escape
from pathlib import Path

from benchmarks import figures, key, noise, own, peers, polnear, sentences, table
from benchmarks.breakdown import Wrong, breakdown
from benchmarks.measure import BARE, Found, Measured, NotInstalled, measured
from benchmarks.ours import found, shown
from benchmarks.score import Article, errors
from benchmarks.table import Section

NEWS = Path(__file__).parent.parent / "bot" / "news"


@dataclass(frozen=True, slots=True)
class Peers:
    """The peers that can be run, by name, the Python that has them, and why the others cannot be run."""

    python: str
    quotes: dict[str, str]
    sentences: dict[str, str]
    missing: tuple[str, ...] = ()

    def find(self, texts: tuple[str, ...]) -> dict[str, Measured]:
        """The quotations that each finds."""
        return {name: measured(address, texts, self.python) for name, address in self.quotes.items()}

    def choose(self, texts: tuple[str, ...]) -> figures.Results:
        """The sentences that each chooses."""
        return {name: measured(address, texts, self.python).found for name, address in self.sentences.items()}


def main(arguments: list[str] | None = None) -> None:
    """Measure, and print the table."""
    given = _arguments(arguments)
    others = _peers(given.peers) if given.peers else Peers(sys.executable, {}, {})
    sections: list[Section] = []
    wrong: list[Wrong] = []
    if given.polnear:
        clean = polnear.articles(given.polnear, given.split)
        noisy = tuple(noise.noisy(article) for article in clean)
        for title, articles in ((f"PolNeAR {given.split}", clean), (f"PolNeAR {given.split}, made noisy", noisy)):
            ours = measured("benchmarks.ours:whole", _texts(articles)).found
            sections.append(figures.quotes(title, articles, ours, _found(others.find(_texts(articles)))))
            wrong += _wrong(title, articles, ours)
        sections += [_key(f"PolNeAR {given.split}", clean, others), _speed(f"PolNeAR {given.split}", clean, others)]
    if given.own:
        posts = own.posts(given.own)
        articles = tuple(post.article for post in posts)
        ours = tuple(found(post.story) for post in posts)
        sections += [
            figures.quotes("Own posts", articles, ours, _found(others.find(_texts(articles)))),
            figures.resolved("Own posts, what is told of the speaker", posts),
            _own_key(posts, others),
        ]
        wrong += _wrong("Own posts", articles, ours)
        if not given.polnear:
            sections.append(_speed("Own posts", articles, others))
    notes = (*others.missing, f"Data shipped beside the code: {figures.shipped(NEWS) / 1000:.0f} kB.")
    if given.json:
        print(json.dumps(table.values(tuple(sections), notes), ensure_ascii=False, indent=2))
    else:
        print(table.text(tuple(sections), notes))
    if given.errors:
        print(breakdown(tuple(wrong)), file=sys.stderr)


def _arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quotes", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--polnear", type=Path, metavar="PATH", help="the folder of PolNeAR, with data/ in it")
    parser.add_argument("--split", choices=("dev", "train"), default="dev", help="which part of it; dev by default")
    parser.add_argument("--own", type=Path, metavar="FOLDER", help="the folder of the project's own posts")
    parser.add_argument(
        "--peers",
        nargs="?",
        const=sys.executable,
        metavar="PYTHON",
        help="measure peers too, with the Python that has them",
    )
    parser.add_argument("--json", action="store_true", help="print the table as JSON")
    parser.add_argument("--errors", action="store_true", help="print what is wrong, kind by kind, to the terminal only")
    given = parser.parse_args(arguments)
    if not (given.polnear or given.own):
        parser.error("nothing to measure: give --polnear, --own or both")
    if given.polnear and not (given.polnear / "data" / given.split / "text").is_dir():
        parser.error(f"{given.polnear} does not hold PolNeAR: data/{given.split}/text is not there")
    return given


def _peers(python: str) -> Peers:
    """The peers that can be run, each tried on no text at all."""
    missing: list[str] = []

    def available(addresses: dict[str, str]) -> dict[str, str]:
        able = {}
        for name, address in addresses.items():
            try:
                measured(address, (), python)
                able[name] = address
            except NotInstalled as reason:
                missing.append(f"{name} was not measured: {reason}.")
        return able

    return Peers(python, available(peers.ADDRESSES), available(sentences.ADDRESSES), tuple(missing))


def _texts(articles: tuple[Article, ...]) -> tuple[str, ...]:
    return tuple(article.text for article in articles)


def _found(measures: dict[str, Measured]) -> figures.Results:
    return {name: one.found for name, one in measures.items()}


def _key(title: str, articles: tuple[Article, ...], others: Peers) -> Section:
    """How well the quotes that are shown stand for the stories."""
    texts = _texts(articles)
    ours = measured("benchmarks.ours:key_quotes", texts).found
    quoting = _of_quotes(texts, measured("benchmarks.ours:whole", texts).found)
    return Section(f"{title}, key quotes", figures.gains(articles, ours, quoting, others.choose(texts)))


def _own_key(posts: tuple[own.Post, ...], others: Peers) -> Section:
    articles = tuple(post.article for post in posts)
    texts = _texts(articles)
    ours = tuple(shown(post.story) for post in posts)
    quoting, telling = _of_quotes(texts, tuple(found(post.story) for post in posts)), others.choose(texts)
    hits = figures.hits(posts, ours, {**quoting, **telling})
    return Section("Own posts, key quotes", (hits, *figures.gains(articles, ours, quoting, telling)))


def _of_quotes(texts: tuple[str, ...], quotes: tuple[Found, ...]) -> figures.Results:
    """What simpler rules would show of the quotes that we find."""
    return {
        "first three quotes": tuple(found[: key.SHOWN] for found in quotes),
        "central quotes": tuple(key.central(text, found) for text, found in zip(texts, quotes, strict=True)),
    }


def _speed(title: str, articles: tuple[Article, ...], others: Peers) -> Section:
    texts = _texts(articles)
    return figures.speed(
        f"{title}, speed and memory",
        texts,
        alone=measured("benchmarks.ours:quotes_alone", texts),
        whole=measured("benchmarks.ours:whole", texts),
        digests=measured("benchmarks.ours:digests", tuple(_page(text) for text in texts)),
        bare=measured(BARE, texts).peak,
        peers=others.find(texts),
    )


def _page(text: str) -> str:
    """A text as a feed would carry it, one element for each paragraph."""
    return "\n".join(f"<p>{escape(line, quote=False)}</p>" for line in text.splitlines() if line.strip())


def _wrong(corpus: str, articles: tuple[Article, ...], found: tuple[Found, ...]) -> list[Wrong]:
    pairs = zip(articles, found, strict=True)
    return [Wrong(corpus, article, error) for article, said in pairs for error in errors(article.quotations, said)]


if __name__ == "__main__":
    main()
