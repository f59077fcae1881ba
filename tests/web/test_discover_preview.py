"""A preview of an address shows what stands there: a post's own page is that post, however its feed was found."""

from bot import preview
from bot.outbox.model import Validators
from bot.web.fetch import Answer, Failed, Fetched

BLOG = "https://harbour.blogspot.com/"
WORDS = "<p>“The cranes will move again on Monday,” Ines Okafor, spokesperson for the Port Authority, said.</p>" * 6
FEED = (
    "<?xml version='1.0'?><rss version='2.0'><channel><title>Harbour Light</title>"
    f"<item><title>Newest</title><link>{BLOG}2026/09/newest.html</link><description><![CDATA[{WORDS}]]></description></item>"
    f"<item><title>Talks</title><link>http://harbour.blogspot.com/2026/09/talks.html</link>"
    f"<description><![CDATA[{WORDS}]]></description></item></channel></rss>"
).encode()
PAGE = f"<html><body><h1>Older</h1><div class='post-body entry-content'>{WORDS}</div></body></html>".encode()


class Blog:
    """A blog at Blogger with two posts in its feed and an older one; `asked` in order."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def fetch(self, address: str) -> Answer:
        self.asked.append(address)
        bodies = {BLOG + "feeds/posts/default": FEED, BLOG + "2026/01/older.html": PAGE}
        body = bodies.get(address)
        return Failed("it is not there") if body is None else Fetched(address, body, None, Validators())


async def test_a_post_in_its_feed_is_shown_from_there() -> None:
    """One request is enough."""
    blog = Blog()
    (shown,) = await preview.of_address(blog.fetch, BLOG + "2026/09/talks.html", count=5)
    assert shown.digest.headline == "Talks"
    assert blog.asked == [BLOG + "feeds/posts/default"]


async def test_a_post_that_its_feed_holds_no_longer_is_shown_from_its_page() -> None:
    """Not the newest in its stead."""
    blog = Blog()
    (shown,) = await preview.of_address(blog.fetch, BLOG + "2026/01/older.html", count=1)
    assert "Newest" not in shown.digest.headline
    assert shown.story.quotes
    assert blog.asked == [BLOG + "feeds/posts/default", BLOG + "2026/01/older.html"]


async def test_a_blogs_home_is_shown_as_its_feed() -> None:
    """The newest stories, as they would be posted."""
    shown = await preview.of_address(Blog().fetch, BLOG, count=5)
    assert [one.digest.headline for one in shown] == ["Newest", "Talks"]


async def test_a_page_that_is_not_there_leaves_its_feed() -> None:
    """Something is shown all the same."""
    (shown,) = await preview.of_address(Blog().fetch, BLOG + "2020/01/gone.html", count=1)
    assert shown.digest.headline == "Newest"
