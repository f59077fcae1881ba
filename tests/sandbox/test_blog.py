"""The demo blog answers as Blogger does, remembers what is out, and plays its scene."""

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import fastfeedparser
import pytest
from aiohttp import ClientSession
from selectolax.lexbor import LexborHTMLParser

from bot.sandbox.blog.post import body, can_grow, drawer
from bot.sandbox.blog.scene import SCENE, play
from bot.sandbox.blog.site import LONGEST_LOG, Blog, Visit
from bot.sandbox.keep import Unreadable

MORNING = datetime(2026, 9, 18, 8, tzinfo=UTC)


def clock() -> Callable[[], datetime]:
    """A clock that moves on by an hour whenever somebody looks at it."""
    hours = iter(range(10_000))
    return lambda: MORNING + timedelta(hours=next(hours))


@pytest.fixture
async def blog() -> AsyncIterator[Blog]:
    """An empty blog that remembers nothing."""
    async with Blog(now=clock()) as blog:
        yield blog


@pytest.fixture
async def web() -> AsyncIterator[ClientSession]:
    """A visitor."""
    async with ClientSession() as session:
        yield session


async def read(web: ClientSession, address: str) -> str:
    """What stands at an address."""
    async with web.get(address, raise_for_status=True) as response:
        return await response.text()


@dataclass(frozen=True, slots=True)
class Read:
    """An entry as a parser reads it that knows nothing of the blog."""

    entry_id: str
    title: str
    link: str
    published: str
    updated: str
    html: str


def entries(xml: str) -> list[Read]:
    """The entries of a feed."""
    return [
        Read(
            entry["id"],
            entry["title"],
            entry["link"],
            entry["published"],
            entry["updated"],
            entry["content"][0]["value"],
        )
        for entry in fastfeedparser.parse(xml).entries
    ]


def text(html: str, rule: str = "body") -> str:
    """The text of everything in a page that a rule names."""
    return "".join(node.text() for node in LexborHTMLParser(html).css(rule))


# --------------------------------------------------------------------------------------------------------------- feeds


async def test_a_blog_without_posts_has_a_feed(blog: Blog, web: ClientSession) -> None:
    """A name, an address, and nothing in it."""
    feed = fastfeedparser.parse(await read(web, blog.feed))
    assert (feed.feed["title"], feed.feed["link"], feed.entries) == ("Harbour Light Blog", f"{blog.home}/", [])


async def test_every_post_stands_in_the_feed_whole(blog: Blog, web: ClientSession) -> None:
    """The newest first, each with its own id, address, dates and text."""
    for name in drawer():
        blog.publish(name)
    posts = entries(await read(web, blog.feed))
    drafts = list(reversed(drawer().values()))
    assert [post.title for post in posts] == [draft.title for draft in drafts]
    assert [post.entry_id.rpartition(".post-")[2] for post in posts] == [draft.number for draft in drafts]
    assert all(post.entry_id.startswith("tag:blogger.com,1999:blog-") for post in posts)
    for post, draft in zip(posts, drafts, strict=True):
        page = await read(web, post.link)
        assert text(post.html).split() == text(page, f"#post-body-{draft.number}").split()
        assert len(text(post.html).split()) > 30


async def test_the_first_post_has_what_real_posts_have(blog: Blog, web: ClientSession) -> None:
    """A promise, a carried article and its credit, a caption, two forms of tweet, a missing mark, a bare "he said"."""
    blog.publish("talks")
    (post,) = entries(await read(web, blog.feed))
    words = text(post.html)
    assert "More headlines coming later." in words
    assert "The Meridian,\n17 September, 2026" in words
    assert "© Quay News" in text(post.html, "td.tr-caption")
    assert "pic.twitter.com/Vb81TtqKc3" in text(post.html, "blockquote.twitter-tweet")
    assert "#HarbourLighthttp://t.co/LXe7Kp0sWtpic.twitter.com/9kQeJwFt2B" in words
    (unopened,) = [line for line in words.splitlines() if line.startswith("Our so-called")]
    assert unopened.index("”") < unopened.index("“")
    assert "he said. “They" in words
    assert all(name in words for name in ("Ines Okafor", "Tom Reyes", "Ana Duarte"))


async def test_an_edit_keeps_the_promise(blog: Blog, web: ClientSession) -> None:
    """Two headlines more at the end, nothing else changed but the promise, which is gone."""
    blog.publish("talks")
    (before,) = entries(await read(web, blog.feed))
    blog.edit("talks")
    (after,) = entries(await read(web, blog.feed))
    kept = text(before.html).replace("More headlines coming later.", "").split()
    assert text(after.html).split()[: len(kept)] == kept
    added = [heading.text() for heading in LexborHTMLParser(after.html).css("h2")][1:]
    assert added == ["Ferry crews vote on Monday", "Minister: “no plans” to step in"]
    assert before.updated < after.updated
    assert replace(before, updated="", html="") == replace(after, updated="", html="")


async def test_a_comment_moves_dates_and_counts_alone(blog: Blog, web: ClientSession) -> None:
    """The feed's bytes change, its words do not."""
    blog.publish("fog")
    before = await read(web, blog.feed)
    blog.comment("fog")
    after = await read(web, blog.feed)
    (old,), (new,) = entries(before), entries(after)
    assert old.updated < new.updated
    assert replace(old, updated="") == replace(new, updated="")
    assert ("<thr:total>0</thr:total>" in before, "<thr:total>1</thr:total>" in after) == (True, True)


async def test_comments_have_a_feed_of_their_own(blog: Blog, web: ClientSession) -> None:
    """One entry for each comment, none of which is a post."""
    blog.publish("fog")
    blog.comment("fog")
    blog.comment("fog")
    comments = entries(await read(web, f"{blog.home}/feeds/comments/default"))
    assert [comment.title for comment in comments] == ["Thank you for this."] * 2


@pytest.mark.parametrize("header", ["If-None-Match", "If-Modified-Since"])
async def test_an_unchanged_feed_is_not_sent_again(blog: Blog, web: ClientSession, header: str) -> None:
    """Until something is published, 304; and the log tells who asked how."""
    blog.publish("talks")
    async with web.get(blog.feed) as first:
        theirs = {"If-None-Match": first.headers["ETag"], "If-Modified-Since": first.headers["Last-Modified"]}
    statuses = []
    for _ in range(2):
        async with web.get(blog.feed, headers={header: theirs[header]}) as again:
            statuses.append((again.status, len(await again.read()) > 0))
        if blog.published == ("talks",):
            blog.publish("fog")
    assert statuses == [(304, False), (200, True)]
    assert blog.requests == (
        Visit("/feeds/posts/default", 200, had_validators=False),
        Visit("/feeds/posts/default", 304, had_validators=True),
        Visit("/feeds/posts/default", 200, had_validators=True),
    )


async def test_an_etag_counts_before_a_date(blog: Blog, web: ClientSession) -> None:
    """Two changes within a second have one date and two ETags."""
    blog.publish("talks")
    async with web.get(blog.feed) as first:
        headers = {"If-None-Match": 'W/"other"', "If-Modified-Since": first.headers["Last-Modified"]}
    async with web.get(blog.feed, headers=headers) as again:
        assert again.status == 200


# --------------------------------------------------------------------------------------------------------------- pages


async def test_the_front_page_names_its_feeds(blog: Blog, web: ClientSession) -> None:
    """Posts and comments, as a theme of Blogger's does."""
    links = LexborHTMLParser(await read(web, blog.home)).css("link[rel=alternate][type='application/atom+xml']")
    assert [link.attributes["href"] for link in links] == [blog.feed, f"{blog.home}/feeds/comments/default"]


async def test_a_post_has_a_page_with_a_form_for_comments(blog: Blog, web: ClientSession) -> None:
    """The text of the page that is not the post's is there too, to be told apart."""
    blog.publish("talks")
    (post,) = entries(await read(web, blog.feed))
    page = text(await read(web, post.link))
    assert post.link == f"{blog.home}/2026/09/port-and-city-agree-to-talk-again.html"
    assert "No comments:" in page
    assert "Note: only a member of this blog may post a comment." in page


async def test_every_picture_of_the_blog_is_served(blog: Blog, web: ClientSession) -> None:
    """Nothing that a page shows comes from elsewhere."""
    for name in drawer():
        blog.publish(name)
    page = LexborHTMLParser(await read(web, blog.home))
    shown = [image.attributes["src"] or "" for image in page.css("img")]
    assert len(shown) == 2
    for address in (*shown, f"{blog.home}/favicon.ico"):
        assert address.startswith(blog.home)
        async with web.get(address) as response:
            assert (response.content_type, (await response.read())[:8]) == ("image/png", b"\x89PNG\r\n\x1a\n")


@pytest.mark.parametrize("path", ["/images/none.png", "/2026/09/none.html", "/none"])
async def test_what_is_not_there_is_not_found(blog: Blog, web: ClientSession, path: str) -> None:
    """And is logged like everything else."""
    async with web.get(blog.home + path) as response:
        assert response.status == 404
    assert blog.requests == (Visit(path, 404, had_validators=False),)


async def test_nobody_reaches_the_blog_under_another_name(blog: Blog, web: ClientSession) -> None:
    """A page elsewhere that points its name at this machine reads nothing."""
    async with web.get(blog.feed, headers={"Host": "meridian.example"}) as response:
        assert response.status == 421
    async with web.get(blog.feed.replace("127.0.0.1", "localhost")) as response:
        assert response.status == 200


async def test_the_log_of_requests_is_bounded(blog: Blog, web: ClientSession) -> None:
    """A bot that asks for days does not fill the memory."""
    for _ in range(LONGEST_LOG + 5):
        async with web.get(f"{blog.home}/none"):
            pass
    assert len(blog.requests) == LONGEST_LOG


# -------------------------------------------------------------------------------------------------------------- memory


async def test_a_second_run_goes_on_where_the_first_was(tmp_path: Path, web: ClientSession) -> None:
    """The same address, the same posts, the same bytes."""
    keep = tmp_path / "blog.json"
    async with Blog(keep, now=clock()) as first:
        first.publish("talks")
        first.publish("fog")
        first.edit("talks")
        first.comment("fog")
        address, before = first.feed, await read(web, first.feed)
    async with Blog(keep) as second:
        assert (second.published, second.feed) == (("talks", "fog"), address)
        assert await read(web, second.feed) == before


@pytest.mark.parametrize("kept", ["", "[]", "{}", '{"port": 1, "opened": "x", "posts": []}', "[" * 100_000])
def test_a_memory_that_is_none_is_refused(tmp_path: Path, kept: str) -> None:
    """It is not written over: whoever keeps it there may want it."""
    keep = tmp_path / "blog.json"
    keep.write_text(kept)
    with pytest.raises(Unreadable, match="blog's memory"):
        Blog(keep)
    assert keep.read_text() == kept


async def test_a_memory_without_blog_posts_of_ours_is_refused(tmp_path: Path) -> None:
    """A post that is not in the drawer cannot be shown."""
    keep = tmp_path / "blog.json"
    async with Blog(keep) as blog:
        blog.publish("fog")
    keep.write_text(json.dumps(json.loads(keep.read_text()), indent=0).replace("fog", "frogs"))
    with pytest.raises(Unreadable):
        Blog(keep)


async def test_what_cannot_be_done_changes_nothing(blog: Blog) -> None:
    """A post goes out once, is edited once, and only if there is something to add."""
    blog.publish("fog")
    with pytest.raises(ValueError, match="fog is out already"):
        blog.publish("fog")
    with pytest.raises(ValueError, match="fog has nothing to add"):
        blog.edit("fog")
    with pytest.raises(ValueError, match="fog has nothing to correct"):
        blog.correct("fog")
    with pytest.raises(ValueError, match="talks is not out"):
        blog.edit("talks")
    with pytest.raises(ValueError, match="talks is not out"):
        blog.comment("talks")
    with pytest.raises(KeyError):
        blog.publish("none")
    assert blog.published == ("fog",)


# --------------------------------------------------------------------------------------------------------------- scene


async def test_the_scene_shows_all_that_a_blog_does(blog: Blog) -> None:
    """Every post goes out, the promise is kept, a slip mended, a reader comments; each is told when it has happened."""
    told: list[tuple[str, tuple[str, ...]]] = []
    waited: list[float] = []

    async def pause(seconds: float) -> None:
        waited.append(seconds)

    await play(blog, pause=pause, say=lambda sentence: told.append((sentence, blog.published)))
    assert set(blog.published) == set(drawer())
    assert [name for name in drawer() if can_grow(drawer()[name])] == ["talks"]
    assert told[:2] == [
        ("The blog publishes “Port and city agree to talk again after the strike”.", ("talks",)),
        ("The blog adds to “Port and city agree to talk again after the strike” what it had promised.", ("talks",)),
    ]
    assert len(told) == len(waited) == len(SCENE)
    fog = blog.post("fog")
    assert fog is not None
    assert (fog.comments, fog.edited) == (1, False)
    pilots = blog.post("pilots")
    assert pilots is not None
    assert "two hundred metres of steel" in body(pilots, blog.home)
    assert "three hundred metres of steel" in body(replace(pilots, corrected=False), blog.home)


async def test_a_scene_that_was_broken_off_goes_on(tmp_path: Path) -> None:
    """At any step: nothing is done twice, nothing is left out."""

    class Interrupted(Exception):
        pass

    for steps in range(len(SCENE) + 1):
        keep = tmp_path / f"{steps}.json"
        told: list[str] = []
        left = steps

        async def pause(seconds: float) -> None:
            nonlocal left
            if left == 0:
                raise Interrupted
            left -= 1

        async with Blog(keep) as first:
            try:
                await play(first, pause=pause, say=told.append)
            except Interrupted:
                assert len(told) == steps
        left = len(SCENE)
        async with Blog(keep) as second:
            await play(second, pause=pause, say=told.append)
        assert len(told) == len(set(told)) == len(SCENE)
