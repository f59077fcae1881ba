"""What a moderator reads who gives `/feed add` whatever address is at hand."""

from aiohttp import web

from bot.sandbox import Permission
from tests.journeys.newsroom import Newsroom
from tests.web.site import Site, answer

RSS = "application/rss+xml"


def link(href: str, title: str = "", kind: str = RSS) -> str:
    """A feed as pages name it in their heads."""
    return f'<link rel="alternate" type="{kind}" title="{title}" href="{href}">'


def html(head: str = "", body: str = "<p>Ropes and cranes</p>") -> web.Response:
    """A page."""
    page = f"<!doctype html><html><head><title>A page</title>{head}</head><body>{body}</body></html>"
    return answer(page.encode(), headers={"Content-Type": "text/html; charset=utf-8"})


def feed(title: str, *links: str, site: str = "https://harbourlight.example/") -> web.Response:
    """A feed with an entry at each of these links, all of one moment."""
    items = "".join(
        f"<item><title>Ferry crews vote</title><link>{link}</link><guid>{link}</guid>"
        "<pubDate>Fri, 18 Sep 2026 12:02:00 GMT</pubDate><description>They vote on Monday.</description></item>"
        for link in links
    )
    body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title><link>{site}</link>{items}'
    return answer(f"{body}</channel></rss>".encode(), headers={"Content-Type": RSS})


POSTED = "<t:1789732920:R>"


async def add(newsroom: Newsroom, site: Site, path: str = "/") -> str:
    """The answer to `/feed add` with an address of a site."""
    said = await newsroom.type(f"/feed add {site.address(path)}")
    assert said.ephemeral
    return said.text


async def test_a_feed_is_told_with_what_it_holds_and_since_when(newsroom: Newsroom) -> None:
    """From a blog's home, with what else it names; and once more where it is followed already."""
    async with Site() as site, newsroom.bot():
        site.pages["/"] = html(
            link("/comments/feed/", "Harbour Light » Comments")
            + link("/feed/", "Harbour *Light*")
            + link("/feed/podcast", "Podcast")
        )
        site.pages["/feed/"] = feed("Harbour *Light*", "https://harbourlight.example/1")
        first = await add(newsroom, site)
        again = await add(newsroom, site, "/feed/")
        asked = [request.path for request in site.requests][:2]
        podcast, comments = site.address("/feed/podcast"), site.address("/comments/feed/")
    name = r"**Harbour \*Light\***"
    assert first.split("\n") == [
        f"<#{newsroom.news.id}> now follows {name} (posts, newest {POSTED}).",
        f"It also names: Podcast `{podcast}`; Harbour Light » Comments `{comments}`. "
        "Give one of these addresses to follow it instead.",
        "Its newest story is posted there in a moment:",
    ]
    assert again.split("\n") == [
        f"<#{newsroom.news.id}> follows {name} already (posts, newest {POSTED}).",
        "This is its newest story:",
    ]
    assert asked == ["/", "/feed/"]


async def test_a_missing_permission_is_told_beside_what_was_found(newsroom: Newsroom) -> None:
    """With the story as it would look."""
    newsroom.discord.world.deny_bot(newsroom.news.id, Permission.EMBED_LINKS)
    async with Site() as site, newsroom.bot():
        site.pages["/feed"] = feed("Harbour Light", "https://harbourlight.example/1")
        said = await newsroom.type(f"/feed add {site.address('/feed')}")
    assert said.text.startswith(f"Found: **Harbour Light** (posts, newest {POSTED}). I may not post in")
    assert said.text.endswith("Here is its newest story as it would look:")
    assert said.messages[0]["embeds"][0]["title"] == "Ferry crews vote"


async def test_a_post_leads_to_its_blog(newsroom: Newsroom) -> None:
    """At Blogger, where all feeds have one title; at WordPress, where the post names only what was answered to it."""
    async with Site() as site, newsroom.bot():
        site.pages["/2026/09/talks.html"] = html(
            "<meta name='generator' content='blogger'>"
            + link("/feeds/12345/comments/default", "Harbour Light - Atom")
            + link("/feeds/posts/default", "Harbour Light - Atom")
        )
        site.pages["/feeds/posts/default"] = feed("Blogger", "https://harbourlight.example/1")
        site.pages["/talks/"] = html(
            f"<link rel='https://api.w.org/' href='{site.address('/wp-json/')}'>" + link("/talks/feed/", "Talks")
        )
        site.pages["/feed/"] = feed("WordPress", "https://harbourlight.example/2")
        site.pages["/talks/feed/"] = feed("Talked of", "https://harbourlight.example/2#comment-1")
        blogger = await add(newsroom, site, "/2026/09/talks.html")
        wordpress = await add(newsroom, site, "/talks/")
    assert "now follows **Blogger** (posts," in blogger
    assert "now follows **WordPress** (posts," in wordpress


async def test_comments_are_called_comments(newsroom: Newsroom) -> None:
    """Whoever gives their address gets them, and is told what else there is."""
    async with Site() as site, newsroom.bot():
        links = [f"https://harbourlight.example/1#comment-{number}" for number in range(3)]
        site.pages["/comments/feed/"] = feed("Kommentare", *links)
        said = await add(newsroom, site, "/comments/feed/")
    assert f"now follows **Kommentare** (comments, newest {POSTED})." in said
    assert "To follow the posts, give the blog's own address: `https://harbourlight.example/`." in said


async def test_a_newspapers_thirty_feeds_are_not_all_told(newsroom: Newsroom) -> None:
    """The whole paper is followed; three of its parts are named, and how many there are."""
    parts = [f"part{number}" for number in range(29)]
    async with Site() as site, newsroom.bot():
        site.pages["/sport/talks"] = html(
            "".join(link(f"/rss/{part}.xml", f"The Meridian - {part}") for part in parts[:15])
            + link("/rss.xml", "The Meridian")
            + "".join(link(f"/rss/{part}.xml", f"The Meridian - {part}") for part in parts[15:])
        )
        site.pages["/rss.xml"] = feed("The Meridian", "https://meridian.example/1")
        said = await add(newsroom, site, "/sport/talks")
    assert "now follows **The Meridian** (posts," in said
    assert said.count("/rss/part") == 3
    assert "(and 26 more)" in said


async def test_a_feed_without_entries_promises_nothing_that_is_not_there(newsroom: Newsroom) -> None:
    """Followed for the first time or again, no story is announced."""
    async with Site() as site, newsroom.bot():
        site.pages["/feed"] = feed("Harbour Light")
        first = await add(newsroom, site, "/feed")
        again = await add(newsroom, site, "/feed")
    assert first.split("\n")[0].endswith("now follows **Harbour Light** (posts).")
    assert again.split("\n")[0].endswith("follows **Harbour Light** already (posts).")
    for said in (first, again):
        assert said.split("\n")[1:] == ["It has no entries yet; the first is posted when it comes."]


async def test_the_newest_entry_is_shown_wherever_it_stands_in_the_feed(newsroom: Newsroom) -> None:
    """Some feeds begin with their oldest; what is shown is what is posted in a moment."""
    items = "".join(
        f"<item><title>News of the {day}th</title><guid>{day}</guid><description>It was so.</description>"
        f"<pubDate>Thu, {day} Sep 2026 12:02:00 GMT</pubDate></item>"
        for day in (10, 17)
    )
    async with Site() as site, newsroom.bot():
        site.pages["/"] = answer(
            f'<rss version="2.0"><channel><title>Quay</title>{items}</channel></rss>'.encode(),
            headers={"Content-Type": RSS},
        )
        said = await newsroom.type(f"/feed add {site.address()}")
        [posted] = await newsroom.posted(1)
    shown = said.messages[0]["embeds"][0]["title"]
    assert (shown, posted["embeds"][0]["title"]) == ("News of the 17th", "News of the 17th")


async def test_what_is_wrong_with_a_feed_is_told_when_it_is_added(newsroom: Newsroom) -> None:
    """Else a feed that breaks off before its first entry is whole would pass for an empty one."""
    async with Site() as site, newsroom.bot():
        broken = b'<rss version="2.0"><channel><title>Quay</title><item><title>Ferry crews vo'
        site.pages["/feed"] = answer(broken, headers={"Content-Type": RSS})
        said = await add(newsroom, site, "/feed")
    assert said.split("\n")[1:] == [
        "- It is not well-formed; it was read as far as possible.",
        "It has no entries yet; the first is posted when it comes.",
    ]


HELP = "If you know the address of the feed itself, give that one."

NO_FEEDS = (
    (html(), "the page names none, and it is not at", HELP),
    (html(body="<input type='password'>"), "the page asks its visitors to log in, which a bot cannot do.", HELP),
    (html(link("/gone.xml") + link("/b.xml", "B")), "the page says that its feed is", "to follow it instead."),
    (answer(b'{"posts": []}', headers={"Content-Type": "application/json"}), "it is data for programs (JSON)", HELP),
    (answer(b"\x89PNG\r\n", headers={"Content-Type": "image/png"}), "it is a picture, not a page or a feed.", HELP),
    (answer(headers={"Content-Type": "text/html"}), "the page is empty.", HELP),
    (answer(status=403, headers={"cf-mitigated": "challenge"}), "the site asks every visitor to prove", "is not."),
    (answer(status=503), "the server answered 503 Service Unavailable.", ""),
)
"""What stands at an address, what the answer begins with, and what it ends with."""


async def test_where_there_is_no_feed_the_answer_says_what_there_is(newsroom: Newsroom) -> None:
    """And what may help; nothing is followed."""
    async with Site() as site, newsroom.bot():
        for there, why, help_ in NO_FEEDS:
            site.pages["/"] = there
            said = await add(newsroom, site)
            assert said.startswith(f"I found no feed there: {why}")
            assert said.endswith(help_)
        private = await newsroom.type("/feed add http://10.0.0.1/feed")
        listed = await newsroom.type("/feed list")
    assert private.text == "I found no feed there: the address leads to a private network, which is not allowed."
    assert "follows nothing yet" in listed.text
