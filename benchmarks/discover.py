"""Pages that name several feeds in; how often the feed of the site's posts is put first, and what that costs, out.

    python -m benchmarks.discover --pages PATH

PATH is the `dev` folder of the Web Content Extraction Benchmark (CC-BY), which is not part of this repository. The key
was made by eye, from the feeds' addresses and titles: right is the feed of all posts, in whichever format.
"""

import argparse
import gzip
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser
from yarl import URL

from bot.web.named import feeds_named

FIRST = frozenset({0})

RIGHT = {
    **dict.fromkeys(("0004", "0050", "0133", "0385", "0462", "1628", "1821", "4499"), frozenset({1})),
    **dict.fromkeys(("0154", "0344", "0412", "0441", "0449", "0493", "0556", "0558"), frozenset({0, 1})),
    **dict.fromkeys(("4110", "4456", "4667", "4908"), frozenset({0, 1})),
    **dict.fromkeys(("0186", "0544", "0675", "2876", "4168", "4381"), frozenset({0, 1, 2})),
    "0438": frozenset({0, 2}),
    "0481": frozenset({0, 3}),
    "0482": frozenset({2}),
}
"""By page, which of its feeds are the posts', counted from 0 in the page's own order; elsewhere it is the first."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page, where it stood, and the feeds that its head names, each once, in its order."""

    page_id: str
    address: str
    html: str
    feeds: tuple[str, ...]


def pages(folder: Path) -> Iterator[Page]:
    """The pages of the collection that name two feeds or more."""
    for file in sorted((folder / "html").iterdir()):
        page_id = file.name.split(".")[0]
        about = json.loads((folder / "ground-truth" / f"{page_id}.json").read_text())
        address = about.get("url") or "https://unknown.example/"
        html = gzip.decompress(file.read_bytes()).decode("utf-8", "replace")
        feeds = named_in_head(html, address)
        if len(feeds) > 1:
            yield Page(page_id, address, html, feeds)


def named_in_head(html: str, address: str) -> tuple[str, ...]:
    """The feeds that a page's head names, read by other means than the bot's own."""
    tree = LexborHTMLParser(html)
    base = next((node.attributes.get("href") for node in tree.css("base[href]")), None)
    found = []
    for node in tree.css('link[rel~="alternate" i][type][href]'):
        kind, href = (node.attributes["type"] or "").lower(), node.attributes["href"] or ""
        is_feed = any(word in kind for word in ("rss", "atom", "feed")) or kind in ("text/xml", "application/json")
        if is_feed and "wp-json" not in href and "wp/v2" not in href:
            found.append(str(URL(urljoin(urljoin(address, base or ""), href))))
    return tuple(dict.fromkeys(found))


def main() -> None:
    """Print the share of pages whose posts feed comes first, and each page where it does not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=Path, required=True)
    found = tuple(pages(parser.parse_args().pages))
    began = time.process_time()
    named = [feeds_named(page.html, page.address) for page in found]
    took = time.process_time() - began
    right, first_is_right = 0, 0
    for page, ours in zip(found, named, strict=True):
        key = {page.feeds[place] for place in RIGHT.get(page.page_id, FIRST)}
        first_is_right += page.feeds[0] in key
        if ours and ours[0].address in key:
            right += 1
        else:
            print(f"{page.page_id}: {ours[0].address if ours else 'nothing'}, not {' or '.join(sorted(key))}")
    print(f"{len(found)} pages; the posts feed comes first in {right / len(found):.1%}")
    print(f"in the pages' own order it comes first in {first_is_right / len(found):.1%}")
    size = sum(len(page.html) for page in found)
    print(f"{1000 * took / len(found):.1f} ms of CPU time a page, {size / took / 1e6:.0f} million characters a second")


if __name__ == "__main__":
    main()
