"""What somebody typed or pasted → the feed that it leads to, read, or why there is none; at most two requests."""

import asyncio
import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from urllib.parse import urljoin, urlsplit

from bot.news.feed import NotAFeed, read_feed
from bot.news.markup import plain
from bot.news.model import Entry, FeedDocument
from bot.room import Elsewhere, RoomError
from bot.web.fetch import Failed, Fetch, Fetched, Gone, NotModified
from bot.web.guard import LONGEST_ADDRESS, NotAWebAddress, web_address
from bot.web.named import Named, feeds_named, tags
from bot.web.places import feed_of, feed_of_site

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?!\d)", re.IGNORECASE)
_MARKDOWN_LINK = re.compile(r"\[[^\]]*\]\((.*)\)")
_WRAPPINGS = frozenset({"<>", "()", "``", "||", '""', "''", "“”", "«»"})
_ENOUGH_OF_A_PAGE = 2_000_000
_WORDS_OF_A_PAGE = 300
_LIKELIEST_PLACE = "/feed/"

_FILES = {"image": "a picture", "audio": "a sound", "video": "a film", "font": "a font"}
_FILE_STARTS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"%PDF-", b"PK\x03\x04", b"\x1f\x8b", b"ID3", b"OggS")
_FIRST_TAG = re.compile(rb"<(?![?!])([\w:.-]{1,40})")
_XML_ROOTS = frozenset((b"rss", b"feed", b"rdf:rdf", b"opml", b"svg", b"urlset", b"sitemapindex"))
_CHARSET = re.compile(rb"""charset\s*=\s*["']?([\w-]{1,40})""", re.IGNORECASE)

_ABOUT_COMMENT = re.compile(r"#comment-?\d|#c\d{3}|[?&]showComment=|/comment-page-\d")
_COMMENTS_ADDRESS = re.compile(r"/comments/(?:feed|default)\b|\bcomments-rss2\b")


@dataclass(frozen=True, slots=True)
class Found:
    """A feed: the address to poll, what it holds, and the answer that it was read from.

    `others` are the other feeds that the page names, the best first; none where no page was asked.
    """

    address: str
    document: FeedDocument
    fetched: Fetched
    others: tuple[Named, ...] = ()

    @property
    def title(self) -> str:
        """The feed's own name."""
        return self.document.masthead.title

    @property
    def newest(self) -> Entry | None:
        """The newest entry by its date, the first one where none has any; None for a feed without entries."""
        dated = [(at, entry) for entry in self.document.entries if (at := _date(entry))]
        return max(dated, key=lambda one: one[0])[1] if dated else next(iter(self.document.entries), None)

    @property
    def newest_at(self) -> datetime | None:
        """When the newest entry appeared, None where the feed does not say."""
        return _date(self.newest) if self.newest else None

    @property
    def holds(self) -> Literal["posts", "comments"]:
        """Whether a feed holds posts or what readers said of them; its entries' links tell in any language."""
        links = [entry.link or "" for entry in self.document.entries]
        about = sum(bool(_ABOUT_COMMENT.search(link)) for link in links)
        return "comments" if 2 * about > len(links) or _COMMENTS_ADDRESS.search(self.address) else "posts"


@dataclass(frozen=True, slots=True)
class NothingFound:
    """There is no feed; `why` completes "no feed was found: …" in plain words.

    `others` are feeds that the page names beside the one that could not be read; `was_read` says that there is a page.
    """

    why: str
    others: tuple[Named, ...] = ()
    was_read: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """What stands at an address, if not a feed; `why` says of it, in plain words, that it is none.

    `named` are the feeds that it names, the best first; `feed` is the one to ask for, None where that is of no use.
    """

    why: str
    feed: str | None = None
    named: tuple[Named, ...] = ()


async def discover(fetch: Fetch, typed: str, elsewhere: Elsewhere = asyncio.to_thread) -> Found | NothingFound:
    """Find the feed that somebody means by an address: what stands there, else what its page leads to.

    Where the address alone tells, its page is not asked. `elsewhere` reads what came, away from the event loop.
    """
    try:
        address = address_meant(typed)
    except NotAWebAddress as error:
        return NothingFound(str(error))
    if known := feed_of(address):
        found = await _ask(fetch, known, elsewhere)
        return found if isinstance(found, Found) else NothingFound(f"it should be at {known}, but {found}")
    answer = await fetch(address)
    if not isinstance(answer, Fetched):
        return NothingFound(_why(answer))
    try:
        seen = await elsewhere(look, answer.body, answer.address, answer.content_type)
    except RoomError as error:
        return NothingFound(f"what stands there could not be read: {error}")
    if isinstance(seen, FeedDocument):
        return Found(answer.permanently_moved_to or address, seen, answer)
    if seen.feed is None:
        return NothingFound(seen.why, was_read=True)
    others = tuple(one for one in seen.named if one.address != seen.feed)
    found = await _ask(fetch, seen.feed, elsewhere)
    if isinstance(found, Found):
        return replace(found, others=others)
    if len(others) < len(seen.named):
        return NothingFound(f"the page says that its feed is {seen.feed}, but {found}", others, was_read=True)
    return NothingFound(f"{seen.why}, and it is not at {seen.feed} either: {found}", others, was_read=True)


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


def look(body: bytes, address: str, content_type: str | None) -> FeedDocument | Page:
    """Read what stands at an address: a feed, or a page, which leads to one."""
    try:
        return read_feed(body, address=address, content_type=content_type)
    except NotAFeed as error:
        return _unreadable(body, content_type, str(error)) or _page(_decoded(body, content_type), address)


def _unreadable(body: bytes, content_type: str | None, told: str) -> Page | None:
    """What is neither a feed nor a page, and what it is instead; `told` is what the feed's reader says of it."""
    kind = (content_type or "").partition(";")[0].strip().lower()
    start = body[:1000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start and not body.strip():
        return Page("the page is empty")
    if not start.startswith(b"<") and (kind.partition("/")[0] in _FILES or body.startswith(_FILE_STARTS)):
        return Page(f"it is {_FILES.get(kind.partition('/')[0], 'a file')}, not a page or a feed")
    if start.startswith((b"{", b"[")) and (kind.endswith("json") or body.rstrip().endswith((b"}", b"]"))):
        return Page("it is data for programs (JSON), not a page or a feed")
    tag = _FIRST_TAG.search(body)
    root = tag[1].lower() if tag else b""
    if root == b"opml":
        return Page("it is a list of feeds (OPML), not one of them")
    if root in _XML_ROOTS or (start.startswith(b"<?xml") and root != b"html"):
        return Page(told[:1].lower() + told[1:].rstrip("."))
    return None


def _page(html: str, address: str) -> Page:
    """What a page leads to: the feed that it names, else where its system keeps one, else where most sites do.

    A page may name nothing but what was answered to it; then its system knows better.
    """
    named = feeds_named(html, address)
    if named and not named[0].of_comments:
        return Page("", named[0].address, named)
    if feed := feed_of_site(html, address):
        return Page("the page names only a feed of comments" if named else "the page names none", feed, named)
    if named:
        return Page("", named[0].address, named)
    if "_cf_chl_opt" in html:
        return Page("the site asks every visitor to prove that they are human, which a bot is not")
    if urlsplit(address).hostname == "consent.youtube.com":
        return Page("YouTube asks whoever visits for consent first; a channel's address with /channel/UC… in it works")
    if _asks_to_log_in(html):
        return Page("the page asks its visitors to log in, which a bot cannot do")
    return Page("the page names none", urljoin(address, _LIKELIEST_PLACE))


def _asks_to_log_in(html: str) -> bool:
    """Tell whether a page is there to log in: it has a field for a password, and hardly a word beside."""
    fields = (field.get("type", "").lower() for _, field in tags(html, "input"))
    return "password" in fields and len(plain(html).split()) < _WORDS_OF_A_PAGE


def _decoded(body: bytes, content_type: str | None) -> str:
    """The text of a page, as far as feeds are named in pages; its encoding counts only for their titles."""
    body = body[:_ENOUGH_OF_A_PAGE]
    charset = _CHARSET.search((content_type or "").encode("utf-8", "replace")) or _CHARSET.search(body[:4096])
    try:
        return body.decode(charset[1].decode() if charset else "utf-8", "replace")
    except (LookupError, ValueError):
        return body.decode("utf-8", "replace")


async def _ask(fetch: Fetch, address: str, elsewhere: Elsewhere) -> Found | str:
    """Ask for a feed: what was found, or in plain words why there is none."""
    answer = await fetch(address)
    if not isinstance(answer, Fetched):
        return _why(answer)
    try:
        document = await elsewhere(read_feed, answer.body, address=answer.address, content_type=answer.content_type)
    except NotAFeed:
        return "that is not a feed"
    except RoomError as error:
        return f"it could not be read: {error}"
    return Found(answer.permanently_moved_to or address, document, answer)


def _why(answer: NotModified | Gone | Failed) -> str:
    """Say why an answer holds nothing to read."""
    return "the server sent nothing" if isinstance(answer, NotModified) else answer.why


def _date(entry: Entry) -> datetime | None:
    """When an entry appeared, as far as its feed says."""
    return entry.published or entry.updated
