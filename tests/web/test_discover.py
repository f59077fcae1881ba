"""What people paste leads to a feed, or to a reason why not; in at most two requests."""

import pickle
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.news.model import FeedDocument
from bot.outbox.model import Validators
from bot.room import TookTooLong
from bot.web.discover import Found, NothingFound, Page, address_meant, discover, look
from bot.web.fetch import Answer, Failed, Fetched, Gone
from bot.web.guard import NotAWebAddress

P = ParamSpec("P")
T = TypeVar("T")

HOME = "https://harbourlight.example/"
NOT_FOUND = Failed("the server answered 404 Not Found")
CHANNEL = "UC" + "h" * 22


def feed(title: str, *items: str) -> bytes:
    """A feed of that name with these items, or with one of no date."""
    given = "".join(items) or item("Ferry crews vote")
    return (
        f"<?xml version='1.0'?><rss version='2.0'><channel><title>{title}</title><link>{HOME}</link>"
        f"{given}</channel></rss>"
    ).encode()


def item(title: str, date: str = "", link: str = HOME + "1") -> str:
    """An item of a feed."""
    told = f"<pubDate>{date}</pubDate>" if date else ""
    return f"<item><title>{title}</title><link>{link}</link><guid>{title}</guid>{told}</item>"


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


async def found_at(shelf: Shelf, typed: str) -> Found:
    """The feed that is found, which there must be; never in more than two requests."""
    found = await discover(shelf.fetch, typed)
    assert isinstance(found, Found), found
    assert len(shelf.asked) <= 2
    return found


async def title_and_address(shelf: Shelf, typed: str) -> tuple[str, str]:
    """The name and the address of the feed that is found."""
    found = await found_at(shelf, typed)
    return found.title, found.address


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
    found = await found_at(shelf, "harbourlight.example/feed")
    assert found.address == HOME + "feed"
    assert [entry.title for entry in found.document.entries] == ["Ferry crews vote"]
    assert found.fetched.body == feed("Harbour Light Blog")
    assert found.others == ()
    assert shelf.asked == [HOME + "feed"]


async def test_a_page_leads_to_the_feed_that_it_names() -> None:
    """In two requests, whatever the page's system would suggest."""
    head = "<meta name='generator' content='WordPress 6.9'>" + link("/posts.xml")
    shelf = Shelf({HOME: page(head), HOME + "posts.xml": feed("Harbour Light Blog"), HOME + "feed/": feed("Other")})
    assert await title_and_address(shelf, HOME) == ("Harbour Light Blog", HOME + "posts.xml")
    assert shelf.asked == [HOME, HOME + "posts.xml"]


async def test_the_other_feeds_of_the_page_are_told() -> None:
    """For whoever meant one of them; the comments last."""
    head = link("/comments/feed/", "Blog » Comments") + link("/feed/", "Blog") + link("/feed/podcast", "Podcast")
    found = await found_at(Shelf({HOME: page(head), HOME + "feed/": feed("Blog")}), HOME)
    assert found.address == HOME + "feed/"
    assert [(one.address, one.title, one.of_comments) for one in found.others] == [
        (HOME + "feed/podcast", "Podcast", False),
        (HOME + "comments/feed/", "Blog » Comments", True),
    ]


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("harbour.blogspot.co.uk/2026/09/talks.html", "https://harbour.blogspot.com/feeds/posts/default"),
        (f"youtube.com/channel/{CHANNEL}", f"https://www.youtube.com/feeds/videos.xml?channel_id={CHANNEL}"),
        ("harbour.substack.com/p/talks", "https://harbour.substack.com/feed"),
    ],
)
async def test_where_the_address_tells_its_page_is_not_asked(typed: str, address: str) -> None:
    """One request, found or not."""
    shelf = Shelf({address: feed("Harbour")})
    assert await title_and_address(shelf, typed) == ("Harbour", address)
    assert shelf.asked == [address]
    shelf = Shelf({})
    assert await discover(shelf.fetch, typed) == NothingFound(f"it should be at {address}, but {NOT_FOUND.why}")
    assert shelf.asked == [address]


async def test_a_video_leads_to_its_channel() -> None:
    """So does a handle: the page names the channel."""
    address = "https://www.youtube.com/watch?v=1a2b"
    there = f"https://www.youtube.com/feeds/videos.xml?channel_id={CHANNEL}"
    shelf = Shelf({address: page(body=f'<script>{{"externalChannelId":"{CHANNEL}"}}</script>'), there: feed("Videos")})
    assert await title_and_address(shelf, address) == ("Videos", there)


async def test_a_question_for_consent_leads_on_where_it_can() -> None:
    """And is told of where it says too little."""
    address, there = f"https://youtu.be/{CHANNEL}", f"https://www.youtube.com/feeds/videos.xml?channel_id={CHANNEL}"
    question = "https://consent.youtube.com/m?continue=https%3A%2F%2Fwww.youtube.com%2F"
    asked = Fetched(f"{question}channel%2F{CHANNEL}", page(), None, Validators())
    assert await title_and_address(Shelf({address: asked, there: feed("Videos")}), address) == ("Videos", there)
    asked = Fetched(f"{question}%40harbour", page(), None, Validators())
    shelf = Shelf({address: asked})
    nothing = await discover(shelf.fetch, address)
    assert isinstance(nothing, NothingFound)
    assert nothing.why.startswith("YouTube asks whoever visits for consent first")
    assert shelf.asked == [address]


async def test_a_post_that_names_only_its_own_comments_leads_to_the_posts() -> None:
    """By what its system always does; where nothing is known of that, comments are better than nothing."""
    post = HOME + "blog/talks/"
    interface = f"<link rel='https://api.w.org/' href='{HOME}blog/wp-json/'>"
    head = link(post + "feed/", "Blog » Talks Comments Feed")
    shelf = Shelf({post: page(interface + head), HOME + "blog/feed/": feed("Posts"), post + "feed/": feed("Comments")})
    assert await title_and_address(shelf, post) == ("Posts", HOME + "blog/feed/")
    shelf = Shelf({post: page(head), post + "feed/": feed("Comments")})
    assert await title_and_address(shelf, post) == ("Comments", post + "feed/")
    shelf = Shelf({post: page(interface + head)})
    nothing = await discover(shelf.fetch, post)
    assert isinstance(nothing, NothingFound)
    assert nothing.why == (
        f"the page names only a feed of comments, and it is not at {HOME}blog/feed/ either: {NOT_FOUND.why}"
    )


async def test_links_are_read_against_the_pages_base() -> None:
    """Not against the address that was typed: the page may have come from elsewhere, and have a base of its own."""
    moved = Fetched("https://www.harbourlight.example/blog/", page(link("feed.xml")), None, Validators())
    shelf = Shelf({HOME: moved, "https://www.harbourlight.example/blog/feed.xml": feed("Moved")})
    assert await title_and_address(shelf, HOME) == ("Moved", "https://www.harbourlight.example/blog/feed.xml")
    based = page("<base href='/b/'>" + link("feed.xml"))
    shelf = Shelf({HOME: based, HOME + "b/feed.xml": feed("Based")})
    assert await title_and_address(shelf, HOME) == ("Based", HOME + "b/feed.xml")


async def test_a_feed_that_has_moved_for_good_is_followed_there() -> None:
    """A temporary redirect leaves the address that was asked."""
    there = "https://feeds.harbourlight.example/"
    lasting = Fetched(there, feed("Moved"), None, Validators(), permanently_moved_to=there)
    passing = Fetched(there, feed("Moved"), None, Validators())
    assert await title_and_address(Shelf({HOME: lasting}), HOME) == ("Moved", there)
    assert await title_and_address(Shelf({HOME: passing}), HOME) == ("Moved", HOME)
    assert await title_and_address(Shelf({HOME: page(link("/feed")), HOME + "feed": lasting}), HOME) == ("Moved", there)


async def test_a_page_may_name_its_feed_in_a_link_to_click() -> None:
    """Of its own site: a feed elsewhere is somebody else's."""
    body = "<a href='https://quaynews.example/rss.xml'>Quay News</a> <a href='/boats'>Boats</a> <a href='/rss'>RSS</a>"
    shelf = Shelf({HOME: page(body=body), HOME + "rss": feed("Clicked")})
    assert await title_and_address(shelf, HOME) == ("Clicked", HOME + "rss")


async def test_the_likely_place_is_asked_once() -> None:
    """Found or not, there is no third request."""
    shelf = Shelf({HOME: page(), HOME + "feed/": feed("Likely")})
    assert await title_and_address(shelf, HOME) == ("Likely", HOME + "feed/")
    shelf = Shelf({HOME: page()})
    why = f"the page names none, and it is not at {HOME}feed/ either: the server answered 404 Not Found"
    assert await discover(shelf.fetch, HOME) == NothingFound(why, was_read=True)
    assert len(shelf.asked) == 2


# ------------------------------------------------------------------------------------------------------- what a feed is


async def found_in(*items: str, address: str = HOME + "feed") -> Found:
    """A feed of these items, found at its own address."""
    return await found_at(Shelf({address: feed("Harbour Light", *items)}), address)


async def test_the_newest_entry_is_the_one_with_the_latest_date() -> None:
    """A post that is kept on top is not; without any date it is the first."""
    found = await found_in(
        item("Read this first", "Fri, 02 Jan 2026 10:00:00 GMT"),
        item("Ferry crews vote", "Fri, 18 Sep 2026 12:02:00 GMT"),
        item("No date"),
    )
    assert found.newest is not None
    assert found.newest_at is not None
    assert (found.newest.title, found.newest_at.isoformat()) == ("Ferry crews vote", "2026-09-18T12:02:00+00:00")
    undated = await found_in(item("First"), item("Second"))
    assert undated.newest is not None
    assert (undated.newest.title, undated.newest_at) == ("First", None)


async def test_a_feed_without_entries_has_no_newest() -> None:
    """It is one all the same, and its first post will come."""
    found = await found_in("<ttl>60</ttl>")
    assert (found.newest, found.newest_at, found.holds) == (None, None, "posts")


@pytest.mark.parametrize(
    ("links", "address", "holds"),
    [
        (["1", "2"], "feed/", "posts"),
        (["1#comment-7", "1#comment-8", "2"], "beitrag/feed/", "comments"),
        (["1.html?showComment=1700#c8123", "2.html?showComment=1701#c8124"], "f", "comments"),
        (["1#comment-7", "2", "3"], "feed/", "posts"),
        (["1#comments", "2#comments"], "feed/", "posts"),
        (["1", "2"], "comments/feed/", "comments"),
        (["1", "2"], "feeds/comments/default", "comments"),
        (["1", "2"], "comments-on-harbours/feed", "posts"),
    ],
)
async def test_a_feed_of_comments_is_known_by_where_its_entries_lead(
    links: list[str], address: str, holds: str
) -> None:
    """In any language, and wherever it was asked; else by its own address."""
    found = await found_in(*(item(path, link=HOME + path) for path in links), address=HOME + address)
    assert found.holds == holds


# ------------------------------------------------------------------------------------------------------ what is no feed


@pytest.mark.parametrize(
    ("there", "why"),
    [
        (Gone(), "the server answered 410 Gone"),
        (page(), "that is not a feed"),
        (Failed("it took longer than 20 seconds"), "it took longer than 20 seconds"),
    ],
)
async def test_a_page_that_names_a_feed_wrongly_is_told_of(there: bytes | Answer, why: str) -> None:
    """Whoever follows it learns what the page promised, and what else it names."""
    shelf = Shelf({HOME: page(link("/feed.xml") + link("/second.xml")), HOME + "feed.xml": there})
    nothing = await discover(shelf.fetch, HOME)
    assert isinstance(nothing, NothingFound)
    assert nothing.why == f"the page says that its feed is https://harbourlight.example/feed.xml, but {why}"
    assert [one.address for one in nothing.others] == [HOME + "second.xml"]
    assert len(shelf.asked) == 2


async def test_a_page_that_cannot_be_read_leads_nowhere() -> None:
    """The reason is the web's own."""
    shelf = Shelf({})
    assert await discover(shelf.fetch, "harbourlight.example") == NothingFound(NOT_FOUND.why)
    assert shelf.asked == [HOME]


@pytest.mark.parametrize(
    ("body", "content_type", "why"),
    [
        (b"", "text/html", "the page is empty"),
        (b" \n\n ", None, "the page is empty"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "image/png", "it is a picture, not a page or a feed"),
        (b"\0\0\1\0", "image/x-icon", "it is a picture, not a page or a feed"),
        (b"%PDF-1.7 \xe2\xe3", "application/pdf", "it is a file, not a page or a feed"),
        (b'{"posts": []}', "application/json", "it is data for programs (JSON), not a page or a feed"),
        (b"\xef\xbb\xbf [1, 2]\n", None, "it is data for programs (JSON), not a page or a feed"),
        (b"<?xml version='1.0'?><opml><body/></opml>", None, "it is a list of feeds (OPML), not one of them"),
        (page(body="<script>window._cf_chl_opt={}</script>"), None, "the site asks every visitor to prove that they"),
        (page(body="<form><input name=p type='password'></form>"), None, "the page asks its visitors to log in"),
    ],
)
async def test_what_is_neither_page_nor_feed_is_called_by_its_name(
    body: bytes, content_type: str | None, why: str
) -> None:
    """One request is enough to say so."""
    shelf = Shelf({HOME: Fetched(HOME, body, content_type, Validators())})
    nothing = await discover(shelf.fetch, HOME)
    assert isinstance(nothing, NothingFound)
    assert nothing.why.startswith(why)
    assert shelf.asked == [HOME]


async def test_xml_that_is_no_feed_is_not_taken_for_a_page() -> None:
    """Nor is a feed that cannot be read."""
    for body in (b"<?xml version='1.0'?><urlset><url/></urlset>", b"<rss><!ENTITY", b"<feed xmlns='x'></f"):
        seen = look(body, HOME, "text/xml")
        assert isinstance(seen, Page)
        assert (seen.feed, seen.named) == (None, ())
        assert seen.why


async def test_an_article_with_a_corner_to_log_in_is_no_login_page() -> None:
    """Its site may have a feed, and is asked for it."""
    shelf = Shelf({HOME: page(body="<input type=password>" + "<p>The cranes move again.</p>" * 100)})
    nothing = await discover(shelf.fetch, HOME)
    assert isinstance(nothing, NothingFound)
    assert nothing.why.startswith("the page names none, and it is not at")


async def test_a_page_that_asks_to_log_in_may_name_its_feed_all_the_same() -> None:
    """Many blogs have a corner for their authors."""
    shelf = Shelf({HOME: page(link("/feed"), "<input type=password>"), HOME + "feed": feed("Blog")})
    assert await title_and_address(shelf, HOME) == ("Blog", HOME + "feed")


async def test_a_page_in_another_encoding_keeps_its_titles() -> None:
    """By its header, or by what it says itself; an encoding that nobody knows is passed over."""
    html = page(link("/feed", "Hafen")).decode().replace("Hafen", "Häfen")
    for charset, head in (("latin-1", "text/html; charset=ISO-8859-1"), ("utf-8", "text/html; charset=x-none")):
        seen = look(html.encode(charset), HOME, head)
        assert isinstance(seen, Page)
        assert [one.title for one in seen.named] == ["Häfen"]
    seen = look(html.replace("<head>", "<head><meta charset='windows-1252'>").encode("cp1252"), HOME, None)
    assert isinstance(seen, Page)
    assert [one.title for one in seen.named] == ["Häfen"]


# ----------------------------------------------------------------------------------------------------- where it is read


async def test_all_reading_is_done_elsewhere() -> None:
    """By functions and with values that another process could be sent."""
    works = []

    async def elsewhere(work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        works.append(work)
        there, given, named = pickle.loads(pickle.dumps((work, args, kwargs)))
        answer: T = pickle.loads(pickle.dumps(there(*given, **named)))
        return answer

    shelf = Shelf({HOME: page(link("/feed")), HOME + "feed": feed("Blog")})
    found = await discover(shelf.fetch, HOME, elsewhere)
    assert isinstance(found, Found)
    assert isinstance(found.document, FeedDocument)
    assert len(works) == 2


async def test_what_takes_too_long_to_read_is_told() -> None:
    """Be it the page or the feed that it leads to."""
    refused: list[str] = []

    async def elsewhere(work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        if work.__name__ in refused:
            raise TookTooLong("it took longer than 30 seconds to read")
        return work(*args, **kwargs)

    shelf = Shelf({HOME: page(link("/feed")), HOME + "feed": feed("Blog")})
    for name in ("read_feed", "look"):
        refused.append(name)
        nothing = await discover(shelf.fetch, HOME, elsewhere)
        assert isinstance(nothing, NothingFound)
        assert nothing.why.endswith("it took longer than 30 seconds to read")


@given(
    st.binary(max_size=300), st.sampled_from([None, "text/html", "image/png", "application/json", "x; charset=\x00"])
)
def test_no_bytes_break_the_look(body: bytes, content_type: str | None) -> None:
    """They are a feed or a page, and what is no use to ask says why."""
    seen = look(body, HOME, content_type)
    assert isinstance(seen, FeedDocument) or seen.feed or seen.why
