"""What people paste leads to a feed, or to a reason why not; in at most two requests."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.outbox.model import Validators
from bot.web.discover import Found, NothingFound, address_meant, discover, feeds_named, likely_feed
from bot.web.fetch import Answer, Failed, Fetched, Gone
from bot.web.guard import NotAWebAddress

HOME = "https://harbourlight.example/"
NOT_FOUND = Failed("the server answered 404 Not Found")


def feed(title: str) -> bytes:
    """A feed of that name with one entry."""
    return (
        f"<?xml version='1.0'?><rss version='2.0'><channel><title>{title}</title><link>{HOME}</link>"
        f"<item><title>Ferry crews vote</title><link>{HOME}1</link><guid>1</guid></item></channel></rss>"
    ).encode()


def page(head: str = "", body: str = "") -> bytes:
    """A page with that in its head and that in its body."""
    return f"<!DOCTYPE html><html><head><title>A page</title>{head}</head><body>{body}</body></html>".encode()


def link(href: str, title: str = "", kind: str = "application/rss+xml") -> str:
    """A feed as pages name it in their heads."""
    return f"<link rel='alternate' type='{kind}' title='{title}' href='{href}'>"


class Shelf:
    """A web of few addresses: bytes are what stands there, other answers are given as they are; `asked` in order."""

    def __init__(self, shelf: dict[str, bytes | Answer]) -> None:
        self._shelf = shelf
        self.asked: list[str] = []

    async def fetch(self, address: str) -> Answer:
        self.asked.append(address)
        found = self._shelf.get(address, NOT_FOUND)
        return Fetched(address, found, None, Validators()) if isinstance(found, bytes) else found


async def title_and_address(shelf: Shelf, typed: str) -> tuple[str, str]:
    """The name and the address of the feed that is found."""
    found = await discover(shelf.fetch, typed)
    assert isinstance(found, Found), found
    return found.document.masthead.title, found.address


# ---------------------------------------------------------------------------------------------------- what people type


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("https://harbourlight.example/feed", "https://harbourlight.example/feed"),
        ("http://harbourlight.example/feed", "http://harbourlight.example/feed"),
        ("  harbourlight.example \n", "https://harbourlight.example/"),
        ("harbourlight.example:8080/feed", "https://harbourlight.example:8080/feed"),
        ("//harbourlight.example/feed", "https://harbourlight.example/feed"),
        ("<https://harbourlight.example/feed>", "https://harbourlight.example/feed"),
        ("`harbourlight.example`", "https://harbourlight.example/"),
        ("||<https://harbourlight.example>||", "https://harbourlight.example/"),
        ("“harbourlight.example”", "https://harbourlight.example/"),
        ("[the blog](<https://harbourlight.example>)", "https://harbourlight.example/"),
        ("feed:https://harbourlight.example/feed", "https://harbourlight.example/feed"),
        ("FEED://harbourlight.example/feed", "https://harbourlight.example/feed"),
        ("feed:harbourlight.example", "https://harbourlight.example/"),
        ("bücher.example", "https://xn--bcher-kva.example/"),
    ],
)
def test_an_address_is_read_as_people_paste_it(typed: str, meant: str) -> None:
    """Wrapped, abbreviated, with a scheme of its own: one address is meant."""
    assert address_meant(typed) == meant


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("javascript:alert(1)", "only web addresses (https://…) can be read, not “javascript:”"),
        ("<file:///etc/passwd>", "only web addresses (https://…) can be read, not “file:”"),
        ("feed:file:///etc/passwd", "only web addresses (https://…) can be read, not “file:”"),
        ("the harbour blog", "the address has spaces or line breaks in it"),
        ("https://ines:secret@harbourlight.example", "the address has a user name or a password in it"),
        ("<>", "there is no address"),
        ("   ", "there is no address"),
        ("<" * 5_000, "the address is longer than 2,048 characters"),
    ],
)
async def test_what_is_no_web_address_is_refused_before_anything_is_asked(typed: str, why: str) -> None:
    """In a sentence that says what is wrong."""
    shelf = Shelf({})
    nothing = await discover(shelf.fetch, typed)
    assert isinstance(nothing, NothingFound)
    assert nothing.why.startswith(why)
    assert shelf.asked == []


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_refused(typed: str) -> None:
    """And an address that is meant once is meant again."""
    try:
        meant = address_meant(typed)
    except NotAWebAddress:
        return
    assert address_meant(meant) == meant
    assert meant.startswith(("http://", "https://"))


# -------------------------------------------------------------------------------------------------------- what is found


async def test_a_feeds_own_address_is_itself() -> None:
    """Found in one request, with all that it held: nobody needs to ask again."""
    shelf = Shelf({HOME + "feed": feed("Harbour Light Blog")})
    found = await discover(shelf.fetch, "harbourlight.example/feed")
    assert isinstance(found, Found)
    assert found.address == HOME + "feed"
    assert [entry.title for entry in found.document.entries] == ["Ferry crews vote"]
    assert found.fetched.body == feed("Harbour Light Blog")
    assert shelf.asked == [HOME + "feed"]


async def test_a_page_leads_to_the_feed_that_it_names() -> None:
    """In two requests, whatever the page's system would suggest."""
    head = "<meta name='generator' content='WordPress 6.9'>" + link("/posts.xml")
    shelf = Shelf({HOME: page(head), HOME + "posts.xml": feed("Harbour Light Blog"), HOME + "feed/": feed("Other")})
    assert await title_and_address(shelf, HOME) == ("Harbour Light Blog", HOME + "posts.xml")
    assert shelf.asked == [HOME, HOME + "posts.xml"]


@pytest.mark.parametrize(
    "comments",
    [
        link("/comments/feed/", "Harbour Light"),
        link("/c.xml", "Harbour Light: all comments"),
        link("/feeds/comments/default", "", "application/atom+xml"),
    ],
)
async def test_posts_go_before_comments(comments: str) -> None:
    """Wherever the feed of comments stands; it comes after a link to click, and is better than nothing."""
    html = page(comments, "<a href='/rss.xml'>RSS</a>").decode()
    assert [urlsplit(address).path == "/rss.xml" for address in feeds_named(html, HOME)] == [True, False]
    shelf = Shelf({HOME: page(comments + link("/posts.xml")), HOME + "posts.xml": feed("Posts")})
    assert await title_and_address(shelf, HOME) == ("Posts", HOME + "posts.xml")


async def test_links_are_read_against_the_pages_base() -> None:
    """Not against the address that was typed: the page may have come from elsewhere, and have a base of its own."""
    moved = Fetched("https://www.harbourlight.example/blog/", page(link("feed.xml")), None, Validators())
    shelf = Shelf({HOME: moved, "https://www.harbourlight.example/blog/feed.xml": feed("Moved")})
    assert await title_and_address(shelf, HOME) == ("Moved", "https://www.harbourlight.example/blog/feed.xml")
    based = page("<base href='/b/'>" + link("feed.xml"))
    shelf = Shelf({HOME: based, HOME + "b/feed.xml": feed("Based")})
    assert await title_and_address(shelf, HOME) == ("Based", HOME + "b/feed.xml")


@pytest.mark.parametrize("base", ["http://[bad", "javascript:x", "file:///", "a b"])
def test_a_base_that_is_none_is_passed_over(base: str) -> None:
    """Links are then read against the page's own address."""
    html = page(f"<base href='{base}'>" + link("feed.xml")).decode()
    assert feeds_named(html, HOME + "page") == (HOME + "feed.xml",)


async def test_a_feed_that_has_moved_for_good_is_followed_there() -> None:
    """A temporary redirect leaves the address that was asked."""
    there = "https://feeds.harbourlight.example/"
    lasting = Fetched(there, feed("Moved"), None, Validators(), permanently_moved_to=there)
    passing = Fetched(there, feed("Moved"), None, Validators())
    assert await title_and_address(Shelf({HOME: lasting}), HOME) == ("Moved", there)
    assert await title_and_address(Shelf({HOME: passing}), HOME) == ("Moved", HOME)


async def test_a_page_may_name_its_feed_in_a_link_to_click() -> None:
    """Of its own site: a feed elsewhere is somebody else's."""
    body = "<a href='https://quaynews.example/rss.xml'>Quay News</a> <a href='/boats'>Boats</a> <a href='/rss'>RSS</a>"
    shelf = Shelf({HOME: page(body=body), HOME + "rss": feed("Clicked")})
    assert await title_and_address(shelf, HOME) == ("Clicked", HOME + "rss")


def test_only_feeds_are_named() -> None:
    """Other languages, styles, oEmbed and the like are alternates too, and some links lead nowhere."""
    head = (
        "<link rel='alternate' hreflang='de' href='/de/'>"
        + link("/wp-json/1", kind="application/json")
        + link("/oembed", kind="text/xml+oembed")
        + link("javascript:alert(1)")
        + link("http://[bad")
        + link("/atom.xml", kind="Application/Atom+XML; charset=utf-8").replace("alternate", "home ALTERNATE")
        + link("/atom.xml")
        + link(HOME + "page")
    )
    assert feeds_named(page(head).decode(), HOME + "page") == (HOME + "atom.xml",)


@pytest.mark.parametrize(
    ("address", "html", "place"),
    [
        ("https://x.example/2026/09/post.html", "<meta name='generator' content='Blogger'>", "/feeds/posts/default"),
        ("https://x.example/a/b", "<meta name='Generator' content='WordPress 6.9'>", "/feed/"),
        ("https://x.example/", "<meta name='generator' content='Ghost 6.0'>", "/rss/"),
        ("https://x.example/", "<meta name='generator' content='Hugo 0.150'>", "/index.xml"),
        ("https://x.example/", "<meta name='generator' content='Jekyll v4'>", "/feed.xml"),
        ("https://harbour.blogspot.com/p/about.html", "", "/feeds/posts/default"),
        ("https://harbour.substack.com/p/a-post", "", "/feed"),
        ("https://harbour.wordpress.com/", "", "/feed/"),
        ("https://medium.com/@harbour/a-post-123", "", "/feed/@harbour"),
        ("https://medium.com/", "", "/feed/"),
        ("https://harbour.medium.com/a-post-123", "", "/feed"),
        ("https://x.example/", "<img src='https://substackcdn.com/image/1'>", "/feed"),
        ("https://x.example/", "<script src='/wp-content/a.js'></script>", "/feed/"),
        ("https://x.example/some/page", "<p>Hand-made</p>", "/feed/"),
    ],
)
def test_a_page_that_names_no_feed_is_judged_by_its_system(address: str, html: str, place: str) -> None:
    """By what it says of itself, then by its host, then by its marks; else the likeliest place is tried."""
    host = "/".join(address.split("/")[:3])
    assert likely_feed(html, address) == host + place


async def test_the_likely_place_is_asked_once() -> None:
    """Found or not, there is no third request."""
    shelf = Shelf({HOME: page(), HOME + "feed/": feed("Likely")})
    assert await title_and_address(shelf, HOME) == ("Likely", HOME + "feed/")
    shelf = Shelf({HOME: page()})
    why = f"the page names none, and it is not at {HOME}feed/ either: the server answered 404 Not Found"
    assert await discover(shelf.fetch, HOME) == NothingFound(why)
    assert len(shelf.asked) == 2


@pytest.mark.parametrize(
    ("there", "why"),
    [
        (Gone(), "the server answered 410 Gone"),
        (page(), "that is not a feed"),
        (Failed("it took longer than 20 seconds"), "it took longer than 20 seconds"),
    ],
)
async def test_a_page_that_names_a_feed_wrongly_is_told_of(there: bytes | Answer, why: str) -> None:
    """Whoever follows it learns what the page promised."""
    shelf = Shelf({HOME: page(link("/feed.xml") + link("/second.xml")), HOME + "feed.xml": there})
    assert await discover(shelf.fetch, HOME) == NothingFound(
        f"the page says that its feed is https://harbourlight.example/feed.xml, but {why}"
    )
    assert len(shelf.asked) == 2


async def test_a_page_that_cannot_be_read_leads_nowhere() -> None:
    """The reason is the web's own."""
    shelf = Shelf({})
    assert await discover(shelf.fetch, "harbourlight.example") == NothingFound(NOT_FOUND.why)
    assert shelf.asked == [HOME]


def test_a_deep_page_costs_no_time() -> None:
    """A quarter of a million boxes in one another: the link behind them is found, in far less than a test may take."""
    html = "<div>" * 250_000 + link("/deep.xml")
    assert feeds_named(html, HOME) == (HOME + "deep.xml",)


@given(st.text(max_size=200))
def test_no_page_breaks_the_search(noise: str) -> None:
    """Whatever a page holds, there is somewhere to look."""
    html = f"<base href='{noise}'><link rel=alternate type=application/rss+xml href='{noise}'>{noise}"
    assert all(address.startswith(("http://", "https://")) for address in feeds_named(html, HOME))
    assert likely_feed(html, HOME).startswith("https://harbourlight.example/")
