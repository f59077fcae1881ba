"""The posts that are out → the blog's pages, with the markup that Blogger's own themes have."""

from collections.abc import Sequence
from html import escape

from bot.sandbox.blog.post import AUTHOR, BLOG, MOTTO, Post, address, body, comments_counted, filled, resource


def home_page(posts: Sequence[Post], home: str) -> str:
    """The front page, the newest post first."""
    return filled("home.page.html", posts="".join(_post(post, home) for post in posts), **_frame(home))


def post_page(post: Post, home: str) -> str:
    """A post's own page, with its comments and the form for another."""
    thread = "".join(
        f"<p id='c{n}' class='comment'>A reader: Thank you for this.</p>" for n in range(1, post.comments + 1)
    )
    return filled(
        "post.page.html",
        post=_post(post, home),
        address=address(post, home),
        title=escape(post.draft.title),
        comments=comments_counted(post.comments),
        thread=thread,
        **_frame(home),
    )


def _frame(home: str) -> dict[str, str]:
    return {"home": home, "blog": escape(BLOG), "motto": escape(MOTTO), "style": resource("blog.css")}


def _post(post: Post, home: str) -> str:
    return filled(
        "post.part.html",
        address=address(post, home),
        author=escape(AUTHOR),
        body=body(post, home),
        comments=comments_counted(post.comments),
        date=f"{post.published:%A} {post.published.day} {post.published:%B %Y}",
        number=post.draft.number,
        published=post.published.isoformat(),
        time=f"{post.published:%H:%M}",
        title=escape(post.draft.title),
    )
