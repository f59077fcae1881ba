"""A page's HTML in; what it says of itself in its head, its microdata and its JSON-LD out, all of it plain words."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from urllib.parse import urljoin

from bot.news.markup import Piece, attributes, pieces, plain, unescape

_SCRIPT = re.compile(r"<script\b[^>]{0,500}?application/ld\+json[^>]{0,500}>", re.IGNORECASE)
_TITLE = re.compile(r"<title[^>]{0,500}>([^<]{1,1000})", re.IGNORECASE)
_TELLING = re.compile(r"datePublished|author|published|entry-date")
_PUBLISHED = re.compile(r"\b(?:published|entry-date|dt-published|post-date)\b")
_MOST_TEXTS = 5
_THINGS = ("headline", "author", "datePublished", "image", "articleBody")
_MOST_SCRIPTS = 12
_LONGEST_SCRIPT = 600_000
_MOST_NODES = 5000
_MOST_PIECES = 30_000
_LONGEST_TAG = 20_000
_LONGEST_WORDS = 500
_ARTICLE = re.compile(r"(?:Article|Posting|Report|Blog|Review|Recipe|Story)$")
# Where a page tells a thing: names of its meta tags, the surest first.
_TITLES = ("og:title", "twitter:title", "dc.title", "parsely-title", "sailthru.title")
_AUTHORS = ("author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "byl", "twitter:creator")
_IMAGES = ("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src")
_DATES = ("article:published_time", "datepublished", "og:published_time", "dc.date.issued", "dcterms.created",
          "parsely-pub-date", "sailthru.date", "article.published", "date", "pubdate")  # fmt: skip


@dataclass(frozen=True, slots=True)
class About:
    """What a page says of its article: words without markup, web addresses, a moment in UTC.

    `title`, `page_title` and `told` (the whole article's text) are empty, the rest None, where the page does not say.
    """

    title: str
    page_title: str
    author: str | None
    published: datetime | None
    image: str | None
    link: str | None
    told: str


def about(html: str, address: str = "") -> About:
    """What a page says of itself, as words and never as markup; addresses are resolved against its own."""
    tags = _Tags()
    for piece in islice(pieces(html), _MOST_PIECES):
        if piece.kind == "open":
            tags.read(piece.value, piece.attributes)
        elif tags.naming:
            tags.name(piece)
    told = _told(html)
    page_title = _TITLE.search(html)
    titles = (*tags.named(_TITLES), told.get("headline", ""))
    authors = (told.get("author", ""), *tags.named(_AUTHORS), "".join(tags.author))
    dates = (*tags.named(("article:published_time",)), *tags.dates, told.get("datePublished", ""), *tags.named(_DATES))
    images = (*tags.named(_IMAGES), told.get("image", ""))
    return About(
        title=next(filter(None, map(_words, titles)), ""),
        page_title=_words(unescape(page_title[1])) if page_title else "",
        author=next((name for name in map(_words, authors) if name and not _is_address(name)), None),
        published=next((moment for date in dates if (moment := _moment(date))), None),
        image=next((found for image in images if (found := web_address(image, address))), None),
        link=next(
            (found for link in (tags.canonical, *tags.named(("og:url",))) if (found := web_address(link, ""))), None
        ),
        told=plain(unescape(told.get("articleBody", ""))),
    )


def web_address(written: str, base: str) -> str | None:
    """An absolute address on the web, None for anything else."""
    try:
        absolute = urljoin(base, "".join(written.split())) if written and len(written) < 4000 else ""
    except ValueError:
        return None
    return absolute if absolute.startswith(("http://", "https://")) else None


@dataclass(slots=True)
class _Tags:
    """What the tags of a page tell, the first of each."""

    meta: dict[str, str] = field(default_factory=dict)
    dates: list[str] = field(default_factory=list)
    canonical: str = ""
    author: list[str] = field(default_factory=list)
    naming: str = ""

    def read(self, name: str, raw: str) -> None:
        if len(raw) > _LONGEST_TAG or (name not in ("meta", "link") and not _TELLING.search(raw)):
            return
        found = attributes(raw)
        if name != "link" and not self.author and "author" in (found.get("rel"), found.get("itemprop")):
            self.naming = name
        if name == "time" and _PUBLISHED.search(found.get("class", "")):
            self.dates += filter(None, (found.get("datetime"),))
        if "datePublished" in found.get("itemprop", "") or "datePublished" in found.get("property", ""):
            self.dates += (found[key] for key in ("content", "datetime", "title") if key in found)
        if name == "meta" and (content := found.get("content", "").strip()):
            key = found.get("property") or found.get("name") or found.get("itemprop") or ""
            self.meta.setdefault(key.lower(), content)
        elif name == "link" and "canonical" in found.get("rel", "").lower():
            self.canonical = self.canonical or found.get("href", "")

    def name(self, piece: Piece) -> None:
        """Take down what stands in the element that names the author."""
        if piece.kind == "text":
            self.author.append(piece.value)
        if piece.value == self.naming or len(self.author) > _MOST_TEXTS:
            self.naming = ""

    def named(self, names: tuple[str, ...]) -> Iterator[str]:
        return (self.meta[name] for name in names if name in self.meta)


def _told(html: str) -> dict[str, str]:
    """The first of each thing that the page's JSON-LD says of an article (schema.org, Article)."""
    found: dict[str, str] = {}
    for script in _scripts(html):
        try:
            # Control characters stand in many of these; whoever wrote them meant white space.
            value = json.loads(script, strict=False)
        except (ValueError, RecursionError):
            continue
        # What is no article, a page say, may know the date all the same.
        for is_article, node in sorted(_nodes(value), key=lambda one: not one[0]):
            for name in _THINGS if is_article else ("datePublished",):
                if text := _text(node.get(name)):
                    found.setdefault(name, text)
    return found


def _scripts(html: str) -> Iterator[str]:
    for tag, _ in zip(_SCRIPT.finditer(html), range(_MOST_SCRIPTS), strict=False):
        end = html.find("</script", tag.end())
        if 0 <= end < tag.end() + _LONGEST_SCRIPT:
            yield html[tag.end() : end]


def _nodes(value: object) -> Iterator[tuple[bool, Mapping[str, object]]]:
    """The nodes of a JSON-LD document, and whether each is an article of some kind."""
    waiting, seen = [value], 0
    while waiting and seen < _MOST_NODES:
        seen += 1
        match waiting.pop():
            case dict() as node:
                kinds = node.get("@type")
                named = kinds if isinstance(kinds, list) else [kinds]
                yield any(isinstance(kind, str) and _ARTICLE.search(kind) for kind in named), node
                waiting += [inner for inner in reversed(node.values()) if isinstance(inner, dict | list)]
            case list() as nodes:
                waiting += reversed(nodes)


def _text(value: object) -> str:
    """The words of a value, or of the first thing in it that has a name or an address."""
    for _ in range(4):
        if isinstance(value, list):
            value = value[0] if value else None
        elif isinstance(value, dict):
            value = value.get("name") or value.get("url") or value.get("contentUrl")
    return value if isinstance(value, str) else ""


def _words(text: str) -> str:
    return plain(text)[:_LONGEST_WORDS].strip()


def _is_address(name: str) -> bool:
    return name.startswith(("http://", "https://", "@", "/"))


def _moment(text: str) -> datetime | None:
    """Read an ISO 8601 moment with a zone, None where it is none."""
    try:
        moment = datetime.fromisoformat(text.strip())
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None
