"""What somebody typed or pasted → the feed that it leads to, read, or why there is none; at most two requests."""

import asyncio
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from bot.news.feed import NotAFeed, read_feed
from bot.news.markup import attributes, pieces
from bot.news.model import FeedDocument
from bot.web.fetch import Failed, Fetch, Fetched, Gone, NotModified
from bot.web.guard import LONGEST_ADDRESS, NotAWebAddress, web_address

_FEED_TYPES = frozenset(
    {
        "application/atom+xml",
        "application/rss+xml",
        "application/rdf+xml",
        "application/feed+json",
        "application/xml",
        "text/xml",
    }
)
_FEED_PATH = re.compile(r"/((rss|feed|atom)(\.(xml|rss|atom|json))?|index\.(xml|rss))/?\Z", re.IGNORECASE)

# Where known systems keep the feed of a whole site, by what gives them away.
_PLACE_BY_GENERATOR = (
    ("blogger", "/feeds/posts/default"),
    ("wordpress", "/feed/"),
    ("ghost", "/rss/"),
    ("hugo", "/index.xml"),
    ("jekyll", "/feed.xml"),
    ("drupal", "/rss.xml"),
    ("wix.com", "/blog-feed.xml"),
)
_PLACE_BY_HOST = (
    (".wordpress.com", "/feed/"),
    (".ghost.io", "/rss/"),
    (".substack.com", "/feed"),
    (".medium.com", "/feed"),
    (".tumblr.com", "/rss"),
    (".blogspot.", "/feeds/posts/default"),
)
_PLACE_BY_MARKUP = (
    ("substackcdn.com/", "/feed"),
    ("/wp-content/", "/feed/"),
    ("www.blogger.com/", "/feeds/posts/default"),
)
_LIKELIEST_PLACE = "/feed/"

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?!\d)", re.IGNORECASE)
_MARKDOWN_LINK = re.compile(r"\[[^\]]*\]\((.*)\)")
_WRAPPINGS = frozenset({"<>", "()", "``", "||", '""', "''", "“”", "«»"})
_ENOUGH_OF_A_PAGE = 1_000_000


@dataclass(frozen=True, slots=True)
class Found:
    """A feed: the address to poll, what it holds, and the answer that it was read from."""

    address: str
    document: FeedDocument
    fetched: Fetched


@dataclass(frozen=True, slots=True)
class NothingFound:
    """There is no feed; `why` completes "no feed was found: …" in plain words."""

    why: str


async def discover(fetch: Fetch, typed: str) -> Found | NothingFound:
    """Find the feed that somebody means by an address: what stands there, else what its page leads to."""
    try:
        address = address_meant(typed)
    except NotAWebAddress as error:
        return NothingFound(str(error))
    page = await fetch(address)
    if not isinstance(page, Fetched):
        return NothingFound(_why(page))
    if found := await _read(page, address):
        return found
    html = page.body[:_ENOUGH_OF_A_PAGE].decode("utf-8", "replace")
    # In a thread, as below: a page can be long, and whoever waits for Discord's heartbeat shares the loop.
    named = await asyncio.to_thread(feeds_named, html, page.address)
    candidate = named[0] if named else likely_feed(html, page.address)
    answer = await fetch(candidate)
    if not isinstance(answer, Fetched):
        why = _why(answer)
    elif found := await _read(answer, candidate):
        return found
    else:
        why = "that is not a feed"
    if named:
        return NothingFound(f"the page says that its feed is {candidate}, but {why}")
    return NothingFound(f"the page names none, and it is not at {candidate} either: {why}")


def address_meant(typed: str) -> str:
    """Read an address as people type and paste it: without a scheme, in <…>, as feed:…, as a Markdown link.

    Without a scheme https is meant, and nothing else is tried. Raises `NotAWebAddress`.
    """
    text = typed.strip()[: 2 * LONGEST_ADDRESS]
    if link := _MARKDOWN_LINK.fullmatch(text):
        text = link[1].strip()
    while len(text) > 1 and text[0] + text[-1] in _WRAPPINGS:
        text = text[1:-1].strip()
    if text.lower().startswith("feed:"):
        text = text[len("feed:") :].removeprefix("//")
    if not text:
        raise NotAWebAddress("there is no address")
    return str(web_address(text if _SCHEME.match(text) else "https://" + text.removeprefix("//")))


def feeds_named(html: str, address: str) -> tuple[str, ...]:
    """Collect the feeds that a page names, the best first: in its head, then in its text, those of comments last.

    `address` is the page's own, which is never among them.
    """
    tags = tuple(_tags(html, "base", "link", "a"))
    bases = (given["href"] for name, given in tags if name == "base" and "href" in given)
    base = _absolute(address, next(bases, "")) or address
    posts, comments, linked = list[str](), list[str](), list[str]()
    for name, given in tags:
        target = _absolute(base, given.get("href"))
        if target is None or target == address:
            continue
        path = urlsplit(target).path
        if name == "link" and _is_feed(given):
            about = f"{given.get('title', '')} {path}".lower()
            (comments if "comment" in about else posts).append(target)
        elif name == "a" and _FEED_PATH.search(path) and _same_site(target, address):
            linked.append(target)
    return tuple(dict.fromkeys(posts + linked + comments))


def likely_feed(html: str, address: str) -> str:
    """Guess where a page that names no feed keeps it: where its system does, else where most do."""
    parts = urlsplit(address)
    host = f".{parts.hostname or ''}"
    if host in (".medium.com", ".www.medium.com"):
        return urljoin(address, "/feed/" + parts.path.strip("/").partition("/")[0])
    metas = (given for _, given in _tags(html, "meta") if given.get("name", "").lower() == "generator")
    generator = next(metas, {}).get("content", "").lower()
    places = (
        *(place for system, place in _PLACE_BY_GENERATOR if system in generator),
        *(place for site, place in _PLACE_BY_HOST if site in host),
        *(place for sign, place in _PLACE_BY_MARKUP if sign in html),
        _LIKELIEST_PLACE,
    )
    return urljoin(address, places[0])


def _tags(html: str, *names: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Go through the tags of these names with their attributes.

    Without a tree: parsers that grow one take time in proportion to the square of its depth.
    """
    return (
        (piece.value, attributes(piece.attributes))
        for piece in pieces(html)
        if piece.kind == "open" and piece.value in names
    )


def _is_feed(link: Mapping[str, str]) -> bool:
    """Tell whether a link in a page's head is the page as a feed."""
    kind = link.get("type", "").partition(";")[0].strip().lower()
    return "alternate" in link.get("rel", "").lower().split() and kind in _FEED_TYPES


def _same_site(one: str, other: str) -> bool:
    """Tell whether two addresses are of one site."""
    return urlsplit(one).netloc == urlsplit(other).netloc


def _absolute(base: str, href: str | None) -> str | None:
    """Resolve a link of a page, None where it leads to nothing that can be asked."""
    try:
        return str(web_address(urljoin(base, (href or "").strip())))
    except ValueError:
        return None


async def _read(answer: Fetched, asked: str) -> Found | None:
    """Read an answer as a feed, None where it is none."""
    try:
        # In a thread: a hostile feed can keep a parser busy for seconds.
        document = await asyncio.to_thread(
            read_feed, answer.body, address=answer.address, content_type=answer.content_type
        )
    except NotAFeed:
        return None
    return Found(answer.permanently_moved_to or asked, document, answer)


def _why(answer: NotModified | Gone | Failed) -> str:
    """Say why an answer holds nothing to read."""
    return "the server sent nothing" if isinstance(answer, NotModified) else answer.why
