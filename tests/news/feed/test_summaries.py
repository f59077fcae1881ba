"""Whether a feed gives the whole of a post or only its beginning."""

import pytest

from tests.news.feed.samples import atom, item, only, rss

LINK = "<link>https://harbourlight.example/1</link>"
LONG = "Nobody here wants another winter like the last. " * 40


def described(words: str, more: str = LINK) -> bool:
    """Whether an item with this description counts as a summary."""
    return only(rss(item(f"{more}<description><![CDATA[{words}]]></description>"))).summary_only


@pytest.mark.parametrize(
    "end",
    [
        "and then the ferry…",
        "and then the ferry...",
        "and then the ferry [...]",
        "and then the ferry [&#8230;]",
        "and then the ferry [&hellip;]</p>",
        "and then it was over. <a href='/1'>Read more</a>",
        "and then it was over. <a href='/1'>Continue reading →</a>",
        "and then it was over.</p><p><a href='/1'>Continue reading <em>The Ferry and the Quay</em></a></p>",
        "and then it was over (more…)",
        "and then it was over. <a href='/1'>Weiterlesen</a>",
        "and then it was over. <a href='/1'>Lire la suite »</a>",
        "and then […]<p>The post <a href='/1'>Ferry</a> appeared first on <a href='/'>Harbour Light</a>.</p>",
    ],
)
def test_a_description_that_breaks_off_is_a_summary_however_long(end: str) -> None:
    """It says itself that it goes on elsewhere."""
    assert described(f"<p>{LONG}{end}")


@pytest.mark.parametrize(
    "words",
    [
        f"<p>{LONG}</p>",
        f"<p>{LONG}</p><p>The post <a href='/1'>Ferry</a> appeared first on <a href='/'>Harbour Light</a>.</p>",
        f"<p>{LONG} Read more about it in the paper of the day before. And that was all there was to say.</p>",
        f"<p>“… and so on,” she said. {LONG}</p>",
    ],
)
def test_a_whole_post_in_a_description_is_no_summary(words: str) -> None:
    """Many feeds have no other place for it."""
    assert not described(words)


def test_a_few_plain_lines_below_a_title_are_a_summary() -> None:
    """News feeds tell a story in a sentence, and the rest on the page."""
    assert described("Port and city agree to talk again.")
    assert described("<p>Port and city agree to <b>talk</b> again.</p>")
    assert described("")


def test_without_a_link_there_is_no_more_to_be_had() -> None:
    """What is there is all."""
    assert not described("Port and city agree to talk again…", more="")


def test_a_message_without_a_title_is_whole() -> None:
    """Short messages have none."""
    body = f"<item><guid>1</guid>{LINK}<description>Fog over the quay this morning.</description></item>"
    assert not only(rss(body)).summary_only


def test_what_stands_below_a_recording_is_whole() -> None:
    """The recording is the post."""
    sound = "<enclosure url='https://p.example/a.mp3' type='audio/mpeg'/>"
    assert not described("We speak with Ines Okafor.", more=LINK + sound)


@pytest.mark.parametrize("body", ["Short, but the post.", "It breaks off…", LONG])
def test_what_the_feed_calls_the_content_is_the_post(body: str) -> None:
    """A short post is a post."""
    entry = only(rss(item(f"{LINK}<description>Less.</description><content:encoded>{body}</content:encoded>")))
    assert not entry.summary_only
    assert (entry.body, entry.summary) == (body.strip(), "Less.")


def test_content_that_invites_to_read_on_is_a_summary_all_the_same() -> None:
    """Paid letters give their first lines as the content."""
    entry = only(
        rss(item(f"{LINK}<content:encoded><![CDATA[<p>{LONG}</p><a href='/1'>Read more</a>]]></content:encoded>"))
    )
    assert entry.summary_only


def test_a_summary_that_says_the_same_as_the_body_is_none() -> None:
    """Some feeds write everything twice."""
    entry = only(rss(item(f"{LINK}<description>Same.</description><content:encoded>Same.</content:encoded>")))
    assert entry.summary == ""


def test_a_blogger_feed_of_summaries_is_known_as_one() -> None:
    """Blogger can be told to give only the beginning, and marks it with nothing but three dots."""
    entry = only(
        atom(
            f"""<entry><id>tag:blogger.com,1999:blog-7.post-11</id><title type='text'>x</title>
            <summary type='text'>{LONG}and then ...</summary>
            <link rel='alternate' href='https://harbourlight.example/2015/09/talks.html'/></entry>"""
        )
    )
    assert entry.summary_only
