"""The marks of known systems, and where they stand around the whole post."""

import pytest

from bot.news.page import post_on

POST = "<p>The dock union and the Port Authority have agreed to meet again on Monday, and to look at the shifts.</p>"


@pytest.mark.parametrize(
    ("html", "system"),
    [
        (f"<meta content='blogger' name='generator'><div class='post-body entry-content'>{POST}</div>", "Blogger"),
        (f"<img src='https://substackcdn.com/i.png'><div class='available-content'>{POST}</div>", "Substack"),
        (f"<meta name='generator' content='Ghost 5.2'><section class='gh-content'>{POST}</section>", "Ghost"),
        (f"<div class='post-body'>{POST}</div>", None),
        (f"<meta content='blogger' name='generator'><article>{POST}</article>", None),
        (f"<div class='entry-content'>{POST}</div>", None),
    ],
)
def test_a_mark_is_its_systems_only_where_the_page_is_too(html: str, system: str | None) -> None:
    """Others call parts of their pages by the same names, and put more into them than the post."""
    page = post_on(html)
    assert page is not None
    assert (page.system, page.body) == (system, POST)
