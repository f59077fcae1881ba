"""Of the feeds that a page names, the one with the site's posts comes first; on every kind of page that was met."""

import itertools
from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.named import MOST_NAMED, feeds_named

HOME = "https://harbourlight.example/"
POST = HOME + "2026/09/18/talks/"

RSS, ATOM, JSON = "application/rss+xml", "application/atom+xml", "application/feed+json"


def link(href: str, title: str = "", kind: str = RSS) -> str:
    """A feed as pages name it in their heads."""
    return f'<link rel="alternate" type="{kind}" title="{title}" href="{href}">'


def named(html: str, address: str = POST) -> list[str]:
    """The addresses of the feeds that a page names, the best first."""
    return [one.address for one in feeds_named(html, address)]


WORDPRESS = "<script src='/wp-content/themes/x.js'></script><body class='post-template-default single single-post'>"

PAGES = {
    "WordPress": [
        link("/feed/", "Harbour Light » Feed"),
        link("/comments/feed/", "Harbour Light » Comments Feed"),
        link("/2026/09/18/talks/feed/", "Harbour Light » The talks go on Comments Feed"),
    ],
    "WordPress in German": [
        link("/feed/", "Hafenlicht » Feed"),
        link("/comments/feed/", "Hafenlicht » Kommentar-Feed"),
        link("/2026/09/18/talks/feed/", "Hafenlicht » Kommentar-Feed zu Die Gespräche gehen weiter"),
    ],
    "WordPress in a language that nobody here reads": [
        link("/feed/", "Лучук » Кабар"),
        link("/comments/feed/", "Лучук » Пикирлер"),
        link("/2026/09/18/talks/feed/", "Лучук » Сүйлөшүүлөр"),
    ],
    "WordPress without readable addresses": [
        link("/?feed=rss2", "Harbour Light » Feed"),
        link("/?feed=comments-rss2", "Harbour Light » Comments Feed"),
        link("/?feed=rss2&p=12", "Harbour Light » Talks"),
    ],
    "WordPress with a category, a podcast and stories": [
        link("/feed/", "Harbour Light » Feed"),
        link("/category/ships/feed/", "Harbour Light » Ships Category Feed"),
        link("/feed/podcast", "Podcast RSS feed"),
        link("/web-stories/feed/", "Harbour Light » Stories Feed"),
    ],
    "a site that is called after comments": [
        link("/feed/", "No Comment » Feed"),
        link("/comments/feed/", "No Comment » Comments Feed"),
    ],
    "Blogger": [
        link("/feeds/posts/default", "Harbour Light - Atom", ATOM),
        link("/feeds/12345/comments/default", "Harbour Light - Atom", ATOM),
    ],
    "Telligent": [
        link("/b/weblog/rss", "Blogs (RSS 2.0)"),
        link("/b/weblog/rsscomments", "Blogs - All Comments (RSS 2.0)"),
        link("/b/weblog/rsscomments?WeblogPostID=1", "Blogs - Comments for this post (RSS 2.0)"),
    ],
    "a magazine": [link("/rss/all.xml", "Quay Life"), link("/rss/ships.xml", "Quay Life - Ships")],
    "a newspaper": [
        link("/rss.xml", "The Meridian"),
        *(link(f"/rss/{part}.xml", f"{part.title()} - The Meridian") for part in ("sport", "culture", "harbour")),
    ],
    "a newspaper with feeds on another host": [
        link("https://feeds.meridian.example/all", "The Meridian"),
        link("https://feeds.meridian.example/sport", "The Meridian: Sport"),
    ],
    "a blog with asides": [
        link("/feeds/posts.xml", "Posts • Ines Okafor"),
        link("/feeds/links.xml", "Links • Ines Okafor"),
        link("/feeds/books.xml", "Books • Ines Okafor"),
    ],
    "a blog in three lengths": [
        link("//harbourlight.example/feeds/all.links-and-content.xml", "Harbour Light (full content)", ATOM),
        link("//harbourlight.example/feeds/all.links-only.xml", "Harbour Light (links only)", ATOM),
        link("//harbourlight.example/feeds/all.links-and-teaser.xml", "Harbour Light (article teasers)", ATOM),
    ],
    "an author's page": [
        link("/news.atom", "News", ATOM),
        link("/news/authors/ines-okafor.atom", "Ines Okafor | News", ATOM),
    ],
    "vBulletin": [
        link("/forum/external.php?type=RSS2", "Quay Talk RSS Feed"),
        link("/forum/external.php?type=RSS2&amp;forumids=1", "Quay Talk - Ropes - RSS Feed"),
    ],
    "phpBB": [
        link("/app.php/feed?sid=1a2b", "Feed - Quay Talk Forums", ATOM),
        link("/app.php/feed/topics?sid=1a2b", "Feed - New Topics", ATOM),
        link("/app.php/feed/forum/28?sid=1a2b", "Feed - Forum - Ropes", ATOM),
    ],
    "a site whose sitemap says that it is a feed": [link("/feed/", "Harbour Light"), link("/sitemap.xml")],
    "FeedBurner": [
        link("https://feeds.feedburner.com/harbour", "Harbour Light"),
        link("/support/feed.php", "Recent changes"),
    ],
}


@pytest.mark.parametrize("page", PAGES)
def test_the_posts_come_first_in_whatever_order_they_are_named(page: str) -> None:
    """Comments come last, parts and asides between; the first of each page of the collection is its posts' feed."""
    posts = named(WORDPRESS + PAGES[page][0])
    for order in itertools.permutations(PAGES[page]):
        assert named(WORDPRESS + "".join(order))[:1] == posts, order


@pytest.mark.parametrize(
    "comments",
    [
        link("/comments/feed/", "Harbour Light"),
        link("/c.xml", "Harbour Light: all comments"),
        link("/c.xml", "Commentaires récents"),
        link("/c.xml", "最新のコメント"),
        link("/feeds/comments/default", "", ATOM),
        link("/?feed=comments-rss2"),
    ],
)
def test_comments_come_last_and_are_known_as_such(comments: str) -> None:
    """Even after a link to click, which is less sure than one in the head."""
    found = feeds_named(comments + link("/podcast.xml", "Podcast") + "<a href='/rss.xml'>RSS</a>", HOME)
    assert [one.of_comments for one in found] == [False, False, True]
    assert [one.address for one in found][:2] == [HOME + "podcast.xml", HOME + "rss.xml"]


def test_what_was_answered_to_a_post_is_known_in_any_language() -> None:
    """WordPress keeps it under the post's own address; a list of posts keeps its posts there."""
    own = link("/2026/09/18/talks/feed/", "Лучук » Сүйлөшүүлөр")
    category = WORDPRESS.replace("single single-post", "archive category category-ships")
    assert [one.of_comments for one in feeds_named(WORDPRESS + own, POST)] == [True]
    assert [one.of_comments for one in feeds_named(category + own, POST)] == [False]
    assert [one.of_comments for one in feeds_named(own, POST)] == [False]


@pytest.mark.parametrize("order", list(itertools.permutations([0, 1, 2])))
def test_one_feed_in_three_formats_is_named_once(order: tuple[int, ...]) -> None:
    """Atom before RSS before JSON Feed; two feeds in two formats each are two."""
    blog = [
        link("/blog/atom.xml", "Crane Atom Feed", ATOM),
        link("/blog/rss.xml", "Crane RSS Feed"),
        link("/blog/feed.json", "Crane JSON Feed", "application/json"),
    ]
    changes = [link("/changelog/atom.xml", "Crane changelog Atom Feed", ATOM), link("/changelog/rss.xml", "x")]
    assert named("".join(blog[place] for place in order) + "".join(changes))[0] == HOME + "blog/atom.xml"
    assert named("".join(blog[place] for place in order)) == [HOME + "blog/atom.xml"]
    assert named(blog[1] + blog[2]) == [HOME + "blog/rss.xml"]
    assert len(named("".join(blog) + changes[0])) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (link("/feed/", "", ATOM), link("/feed/?type=rss")),
        (link("/rss.php?type=atom1.0", "Latest (Atom 1.0)", ATOM), link("/rss.php", "Latest (RSS 2.0)")),
        (link("/x;type=atom;board=6", "Quay - Atom", ATOM), link("/x;type=rss2;board=6", "Quay - RSS")),
        (link("/feeds/posts/default", "Quay - Atom", ATOM), link("/feeds/posts/default?alt=rss", "Quay - RSS")),
        (link("/news.xml", "Quay", ATOM), link("/feed.json", "Quay", JSON)),
    ],
)
def test_formats_are_told_apart_from_feeds(one: str, other: str) -> None:
    """By the words of the address, or by one name for both."""
    assert named(one + other) == named(other + one) == named(one)


def test_a_feed_of_another_site_is_nobodys() -> None:
    """Neither whoever made the theme nor a neighbour on a shared host; hosts that keep feeds for others are no site."""
    foreign = link("https://themes.example/feed/", "Themes » Feed")
    neighbour = link("https://other.blogspot.com/feeds/posts/default", "Other", ATOM)
    kept = ["https://feeds.feedburner.com/x", "https://x.substack.com/feed", "https://www.harbourlight.org/feed"]
    clicked = "<a href='https://feeds.feedburner.com/y/rss'>Y</a><a href='https://blog.harbourlight.example/rss'>Z</a>"
    assert named(foreign) == []
    assert named(neighbour, "https://harbour.blogspot.com/") == []
    assert named("".join(map(link, kept))) == kept
    assert named(clicked) == ["https://blog.harbourlight.example/rss"]
    assert named(link("https://b.co.uk/feed"), "https://a.co.uk/") == []


def test_only_feeds_are_named() -> None:
    """Other languages, styles, oEmbed and the like are alternates too, and some links lead nowhere."""
    head = (
        "<link rel='alternate' hreflang='de' href='/de/feed/'>"
        + link("/wp-json/feed", kind="application/json")
        + link("/api/1", kind="application/json")
        + link("/oembed", kind="text/xml+oembed")
        + link("/feed?sitemap=1")
        + link("javascript:alert(1)")
        + link("http://[bad")
        + link("")
        + link("/x" * 3000)
        + link("/atom.xml", kind="Application/Atom+XML; charset=utf-8").replace("alternate", "home ALTERNATE")
        + link("/atom.xml")
        + link(POST)
    )
    assert named(head) == [HOME + "atom.xml"]


@pytest.mark.parametrize(
    "given_as",
    [
        "<link rel=alternate type=application/rss+xml href=/x.xml>",
        "<link rel='feed' type='text/xml' href='/x.xml'>",
        "<LINK REL='alternate' TYPE='application/x-rss+xml' HREF=' /x.xml '>",
        "<link rel='alternate' type='application/rss xml' href='//harbourlight.example/x.xml'>",
        "<link rel='alternate' type='application/json' href='/x.xml' title='JSON feed'>",
    ],
)
def test_feeds_are_named_in_many_spellings(given_as: str) -> None:
    """Whatever browsers once understood."""
    assert named(given_as) == [HOME + "x.xml"]


def test_a_link_without_a_type_is_known_by_its_path() -> None:
    """And by nothing else."""
    assert named("<link rel='alternate' href='/feed/'><link rel='alternate' href='/about/'>") == [HOME + "feed/"]


@pytest.mark.parametrize("base", ["http://[bad", "javascript:x", "file:///", "a b"])
def test_a_base_that_is_none_is_passed_over(base: str) -> None:
    """Links are then read against the page's own address; against a base that is one, where there is one."""
    assert named(f"<base href='{base}'>" + link("feed.xml"), HOME + "page") == [HOME + "feed.xml"]
    assert named("<base href='/b/'>" + link("feed.xml"), HOME + "page") == [HOME + "b/feed.xml"]


def test_titles_are_given_as_they_stand() -> None:
    """On one line, for people to choose by."""
    (found,) = feeds_named(link("/feed/", "Harbour\n  Light &amp; Quay » Feed"), HOME)
    assert found.title == "Harbour Light & Quay » Feed"


def test_a_page_may_name_as_many_feeds_as_it_likes() -> None:
    """So many are looked at."""
    html = "".join(link(f"/{number}/feed.xml", f"Feed {number}") for number in range(20_000))
    assert len(named(html)) == MOST_NAMED


def test_a_deep_page_costs_no_time() -> None:
    """A quarter of a million boxes in one another: the link behind them is found, in far less than a test may take."""
    assert named("<div>" * 250_000 + link("/deep.xml")) == [HOME + "deep.xml"]


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_page_breaks_the_search(noise: str, more: str) -> None:
    """Whatever a page holds, what it names can be asked, each once, and the comments are at the end."""
    html = f"<base href='{noise}'>{link(noise, more)}{link(more, noise, ATOM)}{link('/comments/feed')}{noise}"
    found = feeds_named(html, HOME)
    assert all(one.address.startswith(("http://", "https://")) for one in found)
    assert len({one.address for one in found}) == len(found)
    assert [one.of_comments for one in found] == sorted(one.of_comments for one in found)
    assert urljoin(HOME, "/comments/feed") in [one.address for one in found]
