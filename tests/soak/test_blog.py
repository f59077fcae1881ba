"""The blog of a soak says what it has said, fails when it is told to, and knows what the bot has kept."""

import aiohttp
import pytest

from bot.news.feed import read_feed
from bot.news.story import read_entry
from soak.blog import Blog
from soak.count import Item


async def asked(blog: Blog, etag: str = "") -> tuple[int, bytes, str]:
    """Ask the blog for its feed; the status, the body and the ETag of its answer."""
    async with (
        aiohttp.ClientSession() as session,
        session.get(blog.address, headers={"If-None-Match": etag}) as answer,
    ):
        return answer.status, await answer.read(), answer.headers.get("ETag", "")


async def test_what_it_says_it_has_said_can_be_read_in_its_feed() -> None:
    """The newest post stands first, and each note is a headline."""
    async with Blog("Quay") as blog:
        blog.publish()
        blog.publish()
        blog.edit(back=1)
        _, body, _ = await asked(blog)
    newest, oldest = (read_entry(entry) for entry in read_feed(body, address=blog.address).entries)
    assert blog.said() == (Item("Quay", 1, 1), Item("Quay", 2, 0))
    assert newest.headline.text == "Item 2 of Quay"
    assert [headline.text for headline in oldest.headlines] == ["Note 1 on item 1 of Quay"]


async def test_only_an_answer_of_not_modified_proves_that_it_was_taken() -> None:
    """Whoever names a version has kept what stood in it; what is published afterwards has to be taken anew."""
    async with Blog("Quay") as blog:
        blog.publish()
        _, _, etag = await asked(blog)
        assert not blog.is_taken()
        assert (await asked(blog, etag))[0] == 304
        assert blog.is_taken()
        blog.publish()
        assert not blog.is_taken()


async def test_each_failure_befalls_one_question() -> None:
    """An error, a feed that breaks off in a post that is known, a connection that breaks off; then all is well."""
    async with Blog("Quay") as blog:
        blog.publish()
        _, whole, etag = await asked(blog)
        await asked(blog, etag)
        blog.failures += ("answers 503", "cuts the XML", "cuts the connection")
        assert (await asked(blog))[0] == 503
        _, cut, other = await asked(blog)
        assert whole.startswith(cut)
        assert b"Crane 1" in cut
        assert b"</entry>" not in cut
        assert other != etag
        with pytest.raises(aiohttp.ClientPayloadError):
            await asked(blog)
        assert await asked(blog) == (200, whole, etag)
