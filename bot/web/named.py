"""A page's HTML → the feeds that it names, the one with the posts of the whole site first."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import SplitResult, parse_qsl, urljoin, urlsplit

from bot.news.markup import attributes, pieces
from bot.web.guard import LONGEST_ADDRESS, web_address

MOST_NAMED = 100
"""Feeds of a page that are looked at; pages that list thousands exist."""

LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class Named:
    """A feed that a page names, its title empty where it has none; `of_comments` says that it holds no posts."""

    address: str
    title: str
    of_comments: bool = False


@dataclass(frozen=True, slots=True)
class _Link:
    """A feed as its page names it, and what tells it from the page's other feeds.

    `place` is the host and the words of the path, `narrowed` the parameters, `words` those of the title; none of them
    speaks of a format. `form` counts from the best: Atom, RSS, JSON Feed.
    """

    named: Named
    clicked: bool
    form: int
    place: tuple[str, ...]
    narrowed: frozenset[tuple[str, str]]
    words: tuple[str, ...]


_TYPE = re.compile(r"(?:application|text)/(?:x-)?(?:(?:atom|rss|rdf|feed)(?:[+ ](?:xml|json))?|xml)")
_FEED_PATH = re.compile(r"/(?:(?:rss|feed|atom)(?:\.(?:xml|rss|atom|json))?|index\.(?:xml|rss|rdf))/?\Z", re.IGNORECASE)
_NO_FEED = re.compile(r"sitemap|/wp-json/|opensearch|oembed|/xmlrpc|special:exportrdf", re.IGNORECASE)

# Words that say of a feed that it is one, or that it is the whole of it.
_FORMAT = re.compile(r"\.?(?:rss|atom|rdf|xml|json|feeds?|jsonfeed|syndication|index|default|all|main|posts)[\d.]*")
_VERSION = re.compile(r"(?<!\w)\d?\.\d+(?!\w)")
_NO_NARROWING = frozenset({"sid", "phpsessid", "withoutcomments"})
_ENDING = re.compile(r"\.(?:xml|rss|atom|json|rdf|php|aspx?)(?=\.|\Z)", re.IGNORECASE)

# What else than posts a site may give, or a part of them, where another feed of it does not say so.
_ASIDE = frozenset(
    "category categories tag tags author authors topic topics label archive archives podcast podcasts stories story "
    "links bookmarks likes photos pictures images videos movies films books music status statuses events calendar jobs "
    "products shop forum forums threads wiki changes changelog releases teaser teasers excerpt excerpts summaries "
    "tests".split()
)
_COMMENTS = re.compile(
    r"comments?(?![a-z])|kommentar|commentaire|comentári|comentari|commenti\b|reacties|kommentit|kommentte"
    r"|komentar|komentář|komentár|комментар|комментир|коментар|каментар|hozzászólás|σχόλια|σχολίων|yorum|bình luận"
    r"|ความคิดเห็น|دیدگاه|تعليقات|تعليق|תגובות|टिप्पणि|評論|评论|迴響|留言|回應|コメント|댓글|rsscomments",
    re.IGNORECASE,
)
_WORDPRESS = re.compile(r"/wp-content/|/wp-includes/|/wp-json/")
_LISTS_OF_POSTS = frozenset("home blog archive category tag author".split())

# Hosts that keep the feeds of others, and hosts that sites share, which are then told apart by more of their names.
_FEED_HOSTS = re.compile(
    r"(?:feeds?|rss)(?:-[\w-]+)?\.[\w-]+\.\w|(?:.*\.)?(?:feedburner|feedblitz|feedpress|feedproxy|libsyn|buzzsprout|podbean"
    r"|megaphone|simplecast|transistor|anchor|acast|captivate|omnycontent|spreaker|blubrry)\.\w+\Z"
)
_SHARED_HOSTS = re.compile(
    r"(?:^|\.)(?:blogspot\.[a-z.]{2,6}|wordpress\.com|substack\.com|medium\.com|tumblr\.com|ghost\.io|github\.io|gitlab\.io"
    r"|netlify\.app|vercel\.app|pages\.dev|bearblog\.dev|neocities\.org|micro\.blog|hashnode\.dev|livejournal\.com"
    r"|typepad\.com|wixsite\.com|squarespace\.com|weebly\.com|youtube\.com|vimeo\.com|soundcloud\.com)\Z"
)
_SECOND_LEVELS = frozenset("ac co com edu go gob gov gouv ltd me ne net nom or org plc sch".split())


def feeds_named(html: str, address: str) -> tuple[Named, ...]:
    """Collect the feeds that a page names, the best first; `address` is the page's own, which is never among them.

    Those in its head stand before those to click, a site's own before a part of it (a category, an author) or an aside
    of it (a podcast, links), those of comments last. Of one feed in several formats one is named: Atom before RSS, for
    it always has ids and dates and says what is markup; RSS before JSON Feed, which few sites ever look at again. Feeds
    of other sites are left out, unless they stand where feeds are kept for others (FeedBurner, a podcast's host).
    """
    links = _links(html, address)
    ranks = {link: _rank(link, links) for link in links}
    best: list[_Link] = []
    for link in sorted(links, key=ranks.__getitem__):
        same = next((place for place, one in enumerate(best) if ranks[one] == ranks[link] and _is_one(one, link)), None)
        if same is None:
            best.append(link)
        elif link.form < best[same].form:
            best[same] = link
    return tuple(link.named for link in best)


def tags(html: str, *names: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Go through the tags of these names with their attributes.

    Without a tree: parsers that grow one take time in proportion to the square of its depth.
    """
    return (
        (piece.value, attributes(piece.attributes))
        for piece in pieces(html)
        if piece.kind == "open" and piece.value in names
    )


# ---------------------------------------------------------------------------------------------------- what a page names


def _links(html: str, address: str) -> tuple[_Link, ...]:
    """The feeds that a page names, in its order, each once."""
    found = tuple(tags(html, "base", "body", "link", "a"))
    bases = (given["href"] for name, given in found if name == "base" and "href" in given)
    base = _absolute(address, next(bases, "")) or address
    page = urlsplit(address)
    bodies = (given.get("class", "").lower().split() for name, given in found if name == "body")
    is_post = bool(_WORDPRESS.search(html)) and _LISTS_OF_POSTS.isdisjoint(next(bodies, ()))
    links: dict[str, _Link] = {}
    for name, given in found:
        form = _form(given) if name == "link" else _clicked_form(given) if name == "a" else None
        target = None if form is None else _absolute(base, given.get("href"))
        if form is None or target is None or target == address or target in links or _NO_FEED.search(target):
            continue
        parts = urlsplit(target)
        if not (_is_theirs(parts, page) if name == "link" else _is_near(parts, page)):
            continue
        title = " ".join(given.get("title", "").split())[:LONGEST_TITLE] if name == "link" else ""
        links[target] = _Link(
            Named(target, title, is_post and _is_the_pages_own(parts, page)),
            clicked=name == "a",
            form=form,
            place=(parts.netloc.removeprefix("www."), *_place(parts.path)),
            narrowed=_narrowed(parts.query),
            words=_words(title),
        )
        if len(links) == MOST_NAMED:
            break
    return _with_comments(tuple(links.values()))


def _form(link: Mapping[str, str]) -> int | None:
    """The rank of the format in which a link of a page's head gives a feed, None where it gives none."""
    if not {"alternate", "feed"} & set(link.get("rel", "").lower().split()):
        return None
    kind = link.get("type", "").partition(";")[0].strip().lower()
    href = link.get("href", "")
    if kind == "application/json":
        # What JSON Feed was served as before it had a type of its own; most alternates in JSON are something else.
        return 2 if "feed" in f"{href} {link.get('title', '')}".lower() else None
    if not kind:
        return 1 if "hreflang" not in link and _FEED_PATH.search(href.partition("?")[0]) else None
    if not _TYPE.fullmatch(kind):
        return None
    return 0 if "atom" in kind else 2 if "json" in kind else 1


def _clicked_form(link: Mapping[str, str]) -> int | None:
    """The same of a link to click, which is known by its path alone."""
    path = link.get("href", "").partition("?")[0].lower()
    if not _FEED_PATH.search(path):
        return None
    return 0 if "atom" in path.rsplit("/", 2)[-1] else 2 if path.endswith(".json") else 1


def _absolute(base: str, href: str | None) -> str | None:
    """Resolve a link of a page, None where it leads to nothing that can be asked."""
    if href is None or len(href) > LONGEST_ADDRESS:
        return None
    try:
        return str(web_address(urljoin(base, href.strip())))
    except ValueError:
        return None


def _place(path: str) -> tuple[str, ...]:
    """The words of a feed's path that say which of a site's feeds it is."""
    words = [word for part in path.lower().split("/") for word in _ENDING.sub(" ", part).split()]
    return tuple(word for word in words if not _FORMAT.fullmatch(word))


def _narrowed(query: str) -> frozenset[tuple[str, str]]:
    """The parameters of a feed's address that say which of a site's feeds it is."""
    given = parse_qsl(query.replace(";", "&"))
    return frozenset(
        (name, value)
        for name, value in given
        if name.lower() not in _NO_NARROWING and not _FORMAT.fullmatch(value.lower())
    )


def _words(title: str) -> tuple[str, ...]:
    """The words of a title that are not about formats."""
    words = re.findall(r"\w+", _VERSION.sub(" ", title.lower()))
    return tuple(word for word in words if not _FORMAT.fullmatch(word))


def _is_the_pages_own(feed: SplitResult, page: SplitResult) -> bool:
    """Tell whether a feed stands under a page's own address, where WordPress keeps what was answered to the page."""
    path, own = feed.path.rstrip("/"), page.path.rstrip("/")
    return bool(own) and feed.netloc == page.netloc and path in (f"{own}/feed", f"{own}/feed/atom", f"{own}/feed/json")


# ----------------------------------------------------------------------------------------------------- whose feed it is


def _is_theirs(feed: SplitResult, page: SplitResult) -> bool:
    """Tell whether a feed that a page's head names is of its site, or kept for it where feeds are kept for others."""
    if _is_near(feed, page):
        return True
    ours, theirs = page.hostname or "", feed.hostname or ""
    shared = _SHARED_HOSTS.search(theirs)
    if shared and ours.endswith(shared[0]):
        return False
    return bool(shared or _FEED_HOSTS.match(theirs)) or _domain(ours)[0] == _domain(theirs)[0]


def _is_near(feed: SplitResult, page: SplitResult) -> bool:
    """Tell whether a feed is of a page's own domain; a link to click must be, for it may recommend anybody."""
    return feed.netloc == page.netloc or _domain(feed.hostname or "") == _domain(page.hostname or "")


def _domain(host: str) -> tuple[str, ...]:
    """The labels of a host that somebody registered, the telling one first: "www.x.co.uk" is ("x", "co", "uk")."""
    labels = host.removeprefix("www.").split(".")
    suffix = 2 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVELS else 1
    if shared := _SHARED_HOSTS.search(host):
        suffix = shared[0].strip(".").count(".") + 1
    return tuple(labels[-suffix - 1 :])


# ---------------------------------------------------------------------------------------------------- which goes before


def _with_comments(links: tuple[_Link, ...]) -> tuple[_Link, ...]:
    """The same feeds, those known that hold comments: by their address, or by the part of the title that is theirs.

    What all titles begin with is the site's name, and a site may be called "No Comment".
    """
    titles = [link.words for link in links if link.words]
    shared = 0
    while len(titles) > 1 and all(len(words) > shared and words[shared] == titles[0][shared] for words in titles):
        shared += 1
    return tuple(
        replace(link, named=replace(link.named, of_comments=True))
        if _speaks_of_comments(link, " ".join(link.words[shared:]))
        else link
        for link in links
    )


def _speaks_of_comments(link: _Link, title: str) -> bool:
    parts = urlsplit(link.named.address)
    return any(_COMMENTS.search(words) for words in (*link.place[1:], parts.query, title))


def _rank(link: _Link, links: Sequence[_Link]) -> tuple[bool, ...]:
    """Where a feed stands among those of its page, the lowest first."""
    others = [one for one in links if one is not link and not one.named.of_comments and one.clicked <= link.clicked]
    is_part = any(_is_wider(other, link) for other in others)
    words, theirs = _told(link), [_told(other) for other in others]
    is_aside = bool(words.difference(*theirs) & _ASIDE) or (
        "full" not in words and any("full" in one for one in theirs)
    )
    return link.named.of_comments, link.clicked, is_part, is_aside


def _told(link: _Link) -> frozenset[str]:
    """The words by which a feed could say that it is an aside."""
    return frozenset(word for part in link.place[1:] for word in re.split(r"[\W_]+", part)).union(link.words)


def _is_wider(one: _Link, other: _Link) -> bool:
    """Tell whether a feed is the whole of which another is a part: by their places, else by their names."""
    if _is_one(one, other):
        return False
    if one.place == other.place and one.narrowed != other.narrowed:
        return one.narrowed < other.narrowed
    if one.place != other.place:
        if other.place[: len(one.place)] == one.place:
            return True
        if one.place[: len(other.place)] == other.place:
            return False
    size = len(one.words)
    return 0 < size < len(other.words) and one.words in (other.words[:size], other.words[-size:])


def _is_one(one: _Link, other: _Link) -> bool:
    """Tell whether two feeds are one in two formats: at one place, or of one name on one host."""
    same_name = bool(one.named.title and other.named.title) and one.words == other.words
    if (one.place, one.narrowed) == (other.place, other.narrowed):
        return one.form != other.form or same_name
    return same_name and one.form != other.form and one.place[0] == other.place[0]
