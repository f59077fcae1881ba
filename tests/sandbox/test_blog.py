"""The demo blog answers as Blogger does, remembers what is out, and is read by the bot as its newsroom means it."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from html import unescape
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import fastfeedparser
import pytest
from aiohttp import ClientSession, ClientTimeout
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from bot.news.change import follow_up
from bot.news.model import Correction, Entry, Story
from bot.news.story import read_entry
from bot.sandbox.blog import Blog, CannotBe
from bot.sandbox.blog.feed import posts_feed
from bot.sandbox.blog.page import post_page
from bot.sandbox.blog.pasted import LONGEST_TEXT, LONGEST_TITLE, MOST, pasted
from bot.sandbox.blog.post import MOST_COMMENTS, Post, body, can_grow, drawer
from bot.sandbox.blog.site import LONGEST_LOG, Health, Visit
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


async def test_a_memory_of_the_first_version_is_read(tmp_path: Path) -> None:
    """It knows nothing of corrections, other words and withdrawals."""
    keep = tmp_path / "blog.json"
    moment = MORNING.isoformat()
    post = {"name": "fog", "published": moment, "updated": moment, "edited": False, "comments": 2}
    keep.write_text(json.dumps({"port": 0, "opened": moment, "posts": [post]}))
    assert Blog(keep).post("fog") == Post(drawer()["fog"], MORNING, MORNING, comments=2)


async def test_everything_that_was_done_is_remembered(tmp_path: Path, web: ClientSession) -> None:
    """Other words, what was taken back and what was written in; but not how the blog fared."""
    keep = tmp_path / "blog.json"
    async with Blog(keep, now=clock()) as first:
        for name in ("talks", "fog", "pilots"):
            first.publish(name)
        first.reword("talks")
        first.correct("pilots")
        first.withdraw("fog")
        name = first.paste("A seal on the slip", "It left at noon.")
        before = await read(web, first.feed)
        first.health = "down"
    async with Blog(keep) as second:
        assert (second.published, second.health) == (("talks", "pilots", name), "well")
        assert await read(web, second.feed) == before
        second.restore("fog")
        assert second.paste("A seal again", "It is back.") == "pasted-2"


# ----------------------------------------------------------------------------------------------------- what can be done


async def test_a_reworded_quote_has_other_words(blog: Blog, web: ClientSession) -> None:
    """In every post, once, and nothing else is changed."""
    for name, draft in drawer().items():
        blog.publish(name)
        before = entries(await read(web, blog.feed))[0].html
        assert before.count(draft.quoted) == 1
        blog.reword(name)
        assert entries(await read(web, blog.feed))[0].html == before.replace(draft.quoted, draft.reworded)
        with pytest.raises(CannotBe, match="no quote left to reword"):
            blog.reword(name)


async def test_a_withdrawn_post_is_gone_and_comes_back(blog: Blog, web: ClientSession) -> None:
    """From the feed, the front page and its own; and back to its old place, with its old date."""
    for name in ("talks", "fog", "week"):
        blog.publish(name)
    newest, fog, oldest = entries(await read(web, blog.feed))
    blog.withdraw("fog")
    assert entries(await read(web, blog.feed)) == [newest, oldest]
    assert fog.title not in await read(web, blog.home)
    async with web.get(fog.link) as response:
        assert response.status == 404
    blog.restore("fog")
    _, restored, _ = entries(await read(web, blog.feed))
    assert restored.updated > fog.updated
    assert replace(restored, updated=fog.updated) == fog
    assert fog.title in await read(web, fog.link)


async def test_a_visitor_who_knows_only_a_date_hears_of_a_withdrawal(blog: Blog, web: ClientSession) -> None:
    """The feed was changed later than any post that is left in it."""
    blog.publish("fog")
    blog.publish("week")
    async with web.get(blog.feed) as first:
        headers = {"If-Modified-Since": first.headers["Last-Modified"]}
    blog.withdraw("week")
    async with web.get(blog.feed, headers=headers) as again:
        assert again.status == 200


async def test_what_cannot_be_done_changes_nothing(blog: Blog) -> None:
    """And is told in words, with what can be done instead."""
    blog.publish("fog")
    blog.publish("week")
    blog.withdraw("week")
    refused: list[tuple[Callable[[], object], str]] = [
        (lambda: blog.publish("fog"), "is out already"),
        (lambda: blog.edit("fog"), "has nothing to add"),
        (lambda: blog.correct("fog"), "has nothing to correct"),
        (lambda: blog.restore("fog"), "is not withdrawn"),
        (lambda: blog.rewrite("fog", "Mist", "Mist."), "only what was written in can be rewritten"),
        (lambda: blog.edit("talks"), "is not out: publish it first"),
        (lambda: blog.comment("talks"), "is not out: publish it first"),
        (lambda: blog.restore("talks"), "is not out: publish it first"),
        (lambda: blog.publish("week"), "is withdrawn: restore it first"),
        (lambda: blog.comment("week"), "is withdrawn: restore it first"),
        (lambda: blog.publish("none"), "There is no such post"),
        (lambda: blog.reword("none"), "There is no such post"),
    ]
    before = [blog.post(name) for name in drawer()]
    for act, why in refused:
        with pytest.raises(CannotBe, match=why):
            act()
    assert [blog.post(name) for name in drawer()] == before


async def test_readers_have_only_so_much_to_say(blog: Blog, web: ClientSession) -> None:
    """A post takes so many comments, of which the feed lists the newest."""
    blog.publish("fog")
    for _ in range(MOST_COMMENTS):
        blog.comment("fog")
    with pytest.raises(CannotBe, match="takes no more"):
        blog.comment("fog")
    comments = entries(await read(web, f"{blog.home}/feeds/comments/default"))
    assert [comment.link.rpartition("#")[2] for comment in comments][:2] == ["c200", "c199"]
    assert len(comments) == 25


async def test_listeners_hear_of_every_change(blog: Blog) -> None:
    """Of posts and of health; and no more once they have had enough."""
    heard: list[tuple[str, ...]] = []
    end = blog.listen(lambda: heard.append((blog.health, *blog.published)))
    blog.publish("fog")
    blog.withdraw("fog")
    blog.health = "broken"
    with pytest.raises(CannotBe):
        blog.withdraw("fog")
    end()
    blog.health = "well"
    assert heard == [("well", "fog"), ("well",), ("broken",)]


# --------------------------------------------------------------------------------------------------- what is written in


async def test_what_is_written_in_is_a_post(blog: Blog, web: ClientSession) -> None:
    """Blank lines part paragraphs, a line stays a line, and what looks like markup is text."""
    name = blog.paste(
        "Tea & <b>tar</b>", "One line,\r\nanother.\r\n \r\n\r\n“$today costs <i>5 & 6</i>,” said Tove Ekman.\n"
    )
    (post,) = entries(await read(web, blog.feed))
    paragraphs = [paragraph.text() for paragraph in LexborHTMLParser(post.html).css("p")]
    assert paragraphs == ["One line,\nanother.", "“$today costs <i>5 & 6</i>,” said Tove Ekman."]
    assert post.html.count("<br />") == 1
    assert LexborHTMLParser(await read(web, post.link)).css("h3.post-title")[0].text() == "Tea & <b>tar</b>"
    blog.rewrite(name, "Tea", "It is dearer.")
    (after,) = entries(await read(web, blog.feed))
    assert (after.entry_id, after.link, after.published) == (post.entry_id, post.link, post.published)
    assert (after.title, after.html) == ("Tea", "<p>It is dearer.</p>")


@pytest.mark.parametrize(
    ("title", "text", "why"),
    [
        ("", "Words.", "a title and a text"),
        ("Fog", " \n \n", "a title and a text"),
        ("\0", "Words.", "a title and a text"),
        ("x" * (LONGEST_TITLE + 1), "Words.", "shorten it to 300"),
        ("Fog", "x" * (LONGEST_TEXT + 1), "shorten it to 40,000"),
    ],
)
async def test_what_is_no_post_is_refused(blog: Blog, title: str, text: str, why: str) -> None:
    """Whether it is new or written anew."""
    name = blog.paste("A seal on the slip", "It left at noon.")
    before = blog.post(name)
    for act in (lambda: blog.paste(title, text), lambda: blog.rewrite(name, title, text)):
        with pytest.raises(CannotBe, match=why):
            act()
    assert (blog.published, blog.post(name)) == ((name,), before)


async def test_only_so_many_posts_can_be_written_in(blog: Blog, web: ClientSession) -> None:
    """Of which the feed lists the newest 25, as Blogger's does."""
    names = [blog.paste(f"Tide {number}", "High at noon.") for number in range(MOST)]
    with pytest.raises(CannotBe, match="rewrite one of them"):
        blog.paste("One more", "High at noon.")
    assert (blog.published, len(set(names))) == (tuple(names), MOST)
    assert [post.title for post in entries(await read(web, blog.feed))] == [f"Tide {n}" for n in range(49, 24, -1)]


@given(title=st.text(max_size=LONGEST_TITLE), text=st.text(max_size=400))
def test_whatever_is_written_in_is_well_formed(title: str, text: str) -> None:
    """The feed is XML, its entry and the page hold the words escaped, and nothing of them becomes markup."""
    try:
        draft = pasted("pasted-1", title, text)
    except CannotBe:
        assert not _printable(title) or not _printable(text)
        return
    post = Post(draft, MORNING, MORNING)
    feed = ElementTree.fromstring(posts_feed([post], "http://127.0.0.1:1", MORNING))
    atom = "{http://www.w3.org/2005/Atom}"
    assert feed.findtext(f"{atom}entry/{atom}title") == draft.title
    html = body(post, "http://127.0.0.1:1")
    assert (feed.findtext(f"{atom}entry/{atom}content") or "") == html
    assert html in post_page(post, "http://127.0.0.1:1")
    assert _printable(unescape(re.sub(r"</?p>|<br />", "", html))) == _printable(text)
    assert set(re.findall(r"<[^>]*>", html)) <= {"<p>", "</p>", "<br />"}


def _printable(text: str) -> str:
    """What of a text can be seen, and stand in XML: no control characters, no half characters, no white space."""
    return "".join(
        c for c in text if not c.isspace() and c >= " " and c not in "\ufffe\uffff" and not 0xD800 <= ord(c) < 0xE000
    )


# -------------------------------------------------------------------------------------------------------------- health


async def test_a_blog_that_is_down_says_so_everywhere(blog: Blog, web: ClientSession) -> None:
    """Until it is well again."""
    blog.health = "down"
    for address in (blog.home, blog.feed, f"{blog.home}/images/quay.png"):
        async with web.get(address) as response:
            assert response.status == 503
    blog.health = "well"
    async with web.get(blog.feed) as response:
        assert response.status == 200


async def test_a_broken_feed_is_cut_in_the_middle(blog: Blog, web: ClientSession) -> None:
    """It is no XML, and is sent also to who has the feed as it was."""
    blog.publish("fog")
    async with web.get(blog.feed) as response:
        whole, etag = await response.text(), response.headers["ETag"]
    blog.health = "broken"
    async with web.get(blog.feed, headers={"If-None-Match": etag}) as response:
        cut = await response.text()
        assert (response.status, response.content_type) == (200, "application/atom+xml")
    assert whole.startswith(cut)
    with pytest.raises(ElementTree.ParseError):
        ElementTree.fromstring(cut)
    assert "Fog" in await read(web, blog.home)


@pytest.mark.parametrize(("next_health", "status"), [("well", 200), ("down", 503), ("broken", 200)])
async def test_who_waits_is_answered_once_the_blog_hangs_no_more(
    blog: Blog, web: ClientSession, next_health: Health, status: int
) -> None:
    """As the blog then fares; before that nothing comes."""
    blog.health = "hanging"
    asking = asyncio.create_task(web.get(blog.feed))
    await asyncio.wait({asking}, timeout=0.1)
    assert not asking.done()
    blog.health = "hanging"
    await asyncio.wait({asking}, timeout=0.05)
    assert not asking.done()
    blog.health = next_health
    async with await asking as response:
        assert response.status == status


async def test_a_hanging_blog_closes_at_once(web: ClientSession) -> None:
    """Who waits is let go."""
    async with Blog() as blog:
        blog.health = "hanging"
        asking = asyncio.create_task(web.get(blog.feed))
        await asyncio.wait({asking}, timeout=0.1)
        begun = asyncio.get_running_loop().time()
    assert asyncio.get_running_loop().time() - begun < 0.9
    async with await asking as response:
        assert response.status == 503


async def test_a_hanging_blog_forgets_who_has_gone(web: ClientSession) -> None:
    """A bot that asks and gives up for days does not fill the memory."""
    async with Blog() as blog:
        blog.health = "hanging"
        before = len(asyncio.all_tasks())
        for _ in range(5):
            with pytest.raises(TimeoutError):
                await web.get(blog.feed, timeout=ClientTimeout(0.05))
        await asyncio.sleep(0.05)
        assert len(asyncio.all_tasks()) == before


# ------------------------------------------------------------------------------------------------ as the bot reads them


def as_read(post: Post) -> Story:
    """A post as the bot's own reader reads it."""
    return read_entry(Entry(post.draft.number, None, post.draft.title, body(post, "http://127.0.0.1:1"), "html"))


def speakers(story: Story) -> list[str | None]:
    """Who is quoted, in order, nobody twice running."""
    names = [quote.name for quote in story.quotes]
    return [name for before, name in pairwise([None, *names]) if name != before]


@pytest.mark.parametrize(
    ("name", "headlines", "quoted"),
    [
        ("talks", 1, ["Ines Okafor", "Tom Reyes", "Ana Duarte"]),
        ("fog", 0, ["Jonas Hale"]),
        ("week", 4, ["Marta Quill"]),
        ("pilots", 0, ["Birgit Aalto"]),
        (
            "islands",
            7,
            ["Wilma Strand", "Oskar Venn", "Hedda Moss", "Piet Lamont", "Tove Ekman", "Gus Arlo", "Ilse Brandt"],
        ),
        (
            "hearing",
            0,
            [
                *("Ines Okafor", "Samir Holt", "Birgit Aalto", "Lena Fors", "Edgar Nilsen", "Ada Renn"),
                *("Constance Bell", "Maja Akers", "Ana Duarte"),
            ],
        ),
    ],
)
def test_headlines_and_speakers_are_found(name: str, headlines: int, quoted: list[str]) -> None:
    """In every post of the drawer."""
    story = as_read(Post(drawer()[name], MORNING, MORNING))
    assert (len(story.headlines), speakers(story)) == (headlines, quoted)
    assert all(headline.credit for headline in story.headlines)


@pytest.mark.parametrize(
    ("name", "headlines", "quoted"),
    [
        ("talks", ["Ferry crews vote on Monday", "Minister: “no plans” to step in"], ["Lena Fors", "Ana Duarte"]),
        (
            "islands",
            ["Doctor to come twice a week", "Lifeboat crew looks for four hands"],
            ["Nadia Ferreira", "Rolf Aune"],
        ),
    ],
)
def test_an_edit_brings_two_headlines_with_quotes(name: str, headlines: list[str], quoted: list[str]) -> None:
    """What was promised, and the promise is kept."""
    post = Post(drawer()[name], MORNING, MORNING)
    before, now = as_read(post), as_read(replace(post, edited=True))
    assert (before.more_coming, now.more_coming) == (True, False)
    found = follow_up(before, now)
    assert found is not None
    assert [part.headline.text for part in found.passages if part.headline] == headlines
    assert [quote.name for part in found.passages for quote in part.quotes] == quoted
    assert found.corrections == ()


def test_posts_that_can_grow_are_those_that_promise_to() -> None:
    """Two of them."""
    assert [name for name, draft in drawer().items() if can_grow(draft)] == ["talks", "islands"]
    assert [name for name, draft in drawer().items() if draft.promise] == ["talks", "islands"]


@pytest.mark.parametrize("name", list(drawer()))
def test_other_words_are_a_correction(name: str) -> None:
    """Of one quote, whose speaker stays."""
    post = Post(drawer()[name], MORNING, MORNING)
    assert [post.draft.quoted in one.was for one in corrections(post, replace(post, reworded=True))] == [True]


def test_a_slip_that_is_mended_is_a_correction() -> None:
    """Of the quote in which it was made."""
    post = Post(drawer()["pilots"], MORNING, MORNING)
    assert ["two hundred" in (one.now or "") for one in corrections(post, replace(post, corrected=True))] == [True]


def corrections(before: Post, now: Post) -> tuple[Correction, ...]:
    """What the bot takes back between two states of a post, where it says anything."""
    found = follow_up(as_read(before), as_read(now))
    assert found is not None
    assert found.passages == ()
    return found.corrections
