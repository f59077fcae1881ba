"""The blog of a soak says what it has said, fails when it is told to, moves, ends and comes back."""

import aiohttp
import pytest

from bot.news.feed import read_feed
from bot.news.story import read_entry
from bot.outbox import pages
from bot.web.page import article
from soak.blog import Blog, too_much_to_read
from soak.count import Item


async def asked(address: str, etag: str = "") -> tuple[int, bytes, str]:
    """Ask for what stands at an address; the status, the body and the ETag of the answer, or where it leads."""
    async with (
        aiohttp.ClientSession() as session,
        session.get(address, headers={"If-None-Match": etag}, allow_redirects=False) as answer,
    ):
        return answer.status, await answer.read(), answer.headers.get("ETag", answer.headers.get("Location", ""))


async def test_what_it_says_it_has_said_can_be_read_in_its_feed() -> None:
    """The newest post stands first, and each note is a headline."""
    async with Blog("Quay") as blog:
        blog.publish()
        blog.publish()
        blog.edit(back=1)
        address = blog.addresses[0]
        _, body, _ = await asked(address)
    newest, oldest = (read_entry(entry) for entry in read_feed(body, address=address).entries)
    assert blog.said() == (Item("Quay", 1, 1), Item("Quay", 2, 0))
    assert newest.headline.text == "Item 2 of Quay"
    assert [headline.text for headline in oldest.headlines] == ["Note 1 on item 1 of Quay"]


async def test_each_state_of_it_is_a_version_of_its_own() -> None:
    """Whoever has kept a version has kept what stood in it; what is published afterwards has to be taken anew."""
    async with Blog("Quay") as blog:
        blog.publish()
        before = blog.version
        assert await asked(blog.addresses[0], before) == (304, b"", before)
        blog.publish()
        status, _, now = await asked(blog.addresses[0], before)
        assert (status, now) == (200, blog.version)
        assert now != before


async def test_each_failure_befalls_one_question() -> None:
    """Errors, a feed that breaks off in a post that is known, a connection that breaks off; then all is well."""
    async with Blog("Quay") as blog:
        blog.publish()
        address = blog.addresses[0]
        _, whole, etag = await asked(address)
        await asked(address, etag)
        blog.failures += ("answers 503", "is too much to read", "cuts the XML", "cuts the connection")
        assert (await asked(address))[0] == 503
        assert (await asked(address))[:2] == (200, too_much_to_read())
        _, cut, other = await asked(address)
        assert whole.startswith(cut)
        assert b"Crane 1" in cut
        assert b"</entry>" not in cut
        assert other != etag
        with pytest.raises(aiohttp.ClientPayloadError):
            await asked(address)
        assert await asked(address) == (200, whole, etag)


async def test_whoever_asks_a_blog_that_wishes_to_be_left_alone_is_impatient() -> None:
    """Unless it was killed before it can have remembered that wish."""
    async with Blog("Quay") as blog:
        blog.publish()
        blog.failures += ("answers 429", "answers 429")
        assert (await asked(blog.addresses[0]))[0] == 429
        assert blog.impatient == 0
        await asked(blog.addresses[0])
        assert blog.impatient == 1
        blog.forgive()
        await asked(blog.addresses[0])
        assert blog.impatient == 1


async def test_a_blog_that_has_moved_leads_to_its_newest_address_for_good() -> None:
    """Two doors, and every address between, lead to the same."""
    async with Blog("Ferry", doors=("/feed", "/rss")) as blog:
        blog.publish()
        assert blog.stands_at == blog.addresses
        blog.move()
        (first,) = blog.stands_at
        blog.move()
        (second,) = blog.stands_at
        for address in (*blog.addresses, first):
            assert await asked(address) == (301, b"", second)
        assert (await asked(second))[2] == blog.version


async def test_a_blog_that_has_ended_says_so_until_it_is_back() -> None:
    """At each of its addresses."""
    async with Blog("Mill") as blog:
        blog.publish()
        blog.ended = True
        assert (await asked(blog.addresses[0]))[0] == 410
        blog.ended = False
        assert (await asked(blog.addresses[0]))[0] == 200


async def test_a_blog_of_summaries_has_the_rest_on_pages_some_of_which_fail() -> None:
    """The third is there at once, the second breaks off once, the first is not there twice, the fourth never is."""
    async with Blog("Slip", summaries=True) as blog:
        for _ in range(4):
            blog.publish()
        blog.edit(back=0)
        _, body, _ = await asked(blog.addresses[0])
        entries = tuple(reversed(read_feed(body, address=blog.addresses[0]).entries))
        links = [entry.link or "" for entry in entries]
        _, page, _ = await asked(links[2])
        with pytest.raises(aiohttp.ClientPayloadError):
            await asked(links[1])
        assert [(await asked(links[1]))[0]] == [200]
        assert [(await asked(links[0]))[0] for _ in range(3)] == [500, 500, 200]
        assert [(await asked(links[3]))[0] for _ in range(4)] == [500] * 4
    assert blog.said()[-1] == Item("Slip", 4, 0)
    assert all(entry.summary_only for entry in entries)
    whole = pages.fuller(entries[2], pages.kept(links[2], article(page, links[2], "text/html")))
    assert len(read_entry(entries[2]).quotes) == 1
    assert len(read_entry(whole).quotes) == 2
