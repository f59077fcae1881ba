"""The posts that are out → the blog's Atom feeds, as Blogger writes them (RFC 4287, and RFC 4685 for `thr:total`)."""

from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from xml.sax.saxutils import escape, quoteattr

from bot.sandbox.blog.post import AUTHOR, BLOG, BLOG_NUMBER, MOTTO, Post, address, body, comments_counted

ON_A_PAGE = 25
"""How many entries a feed lists, the newest: as many as Blogger's."""

_ID = f"tag:blogger.com,1999:blog-{BLOG_NUMBER}"
_NAMESPACES = (
    "xmlns='http://www.w3.org/2005/Atom' xmlns:openSearch='http://a9.com/-/spec/opensearchrss/1.0/' "
    "xmlns:blogger='http://schemas.google.com/blogger/2008' xmlns:georss='http://www.georss.org/georss' "
    "xmlns:gd='http://schemas.google.com/g/2005' xmlns:thr='http://purl.org/syndication/thread/1.0'"
)
_AUTHOR = f"<author><name>{escape(AUTHOR)}</name><email>noreply@blogger.com</email></author>"


def posts_feed(posts: Sequence[Post], home: str, opened: datetime) -> str:
    """The feed of posts; `posts` are the newest first, `opened` dates a blog that has none."""
    at = f"{home}/feeds/posts/default"
    return _feed(_ID, at, BLOG, home, opened, posts, "".join(_post(post, home) for post in posts))


def comments_feed(posts: Sequence[Post], home: str, opened: datetime) -> str:
    """The feed of the newest comments: one entry for each, all of them by a reader of few words."""
    comments = (_comment(post, number, home) for post in posts for number in range(post.comments, 0, -1))
    entries = "".join(islice(comments, ON_A_PAGE))
    title = f"{BLOG} - Comments"
    return _feed(f"{_ID}.comments", f"{home}/feeds/comments/default", title, home, opened, posts, entries)


def _feed(feed_id: str, at: str, title: str, home: str, opened: datetime, posts: Sequence[Post], entries: str) -> str:
    updated = max((post.updated for post in posts), default=opened)
    return (
        f"<?xml version='1.0' encoding='UTF-8'?>\n<feed {_NAMESPACES}><id>{feed_id}</id>"
        f"<updated>{_moment(updated)}</updated><title type='text'>{escape(title)}</title>"
        f"<subtitle type='html'>{escape(MOTTO)}</subtitle>"
        f"<link rel='http://schemas.google.com/g/2005#feed' type='application/atom+xml' href={quoteattr(at)}/>"
        f"<link rel='self' type='application/atom+xml' href={quoteattr(at)}/>"
        f"<link rel='alternate' type='text/html' href={quoteattr(home + '/')}/>{_AUTHOR}"
        "<generator version='7.00' uri='http://www.blogger.com'>Blogger</generator>"
        f"<openSearch:totalResults>{len(posts)}</openSearch:totalResults><openSearch:startIndex>1</openSearch:startIndex>"
        f"<openSearch:itemsPerPage>{ON_A_PAGE}</openSearch:itemsPerPage>{entries}</feed>"
    )


def _post(post: Post, home: str) -> str:
    draft, page = post.draft, address(post, home)
    own = f"{home}/feeds/{BLOG_NUMBER}/posts/default/{draft.number}"
    labels = "".join(
        f"<category scheme='http://www.blogger.com/atom/ns#' term={quoteattr(label)}/>" for label in draft.labels
    )
    return (
        f"<entry><id>{_ID}.post-{draft.number}</id><published>{_moment(post.published)}</published>"
        f"<updated>{_moment(post.updated)}</updated>{labels}<title type='text'>{escape(draft.title)}</title>"
        f"<content type='html'>{escape(body(post, home))}</content>"
        f"<link rel='replies' type='text/html' href={quoteattr(page + '#comment-form')} "
        f"title={quoteattr(comments_counted(post.comments))}/>"
        f"<link rel='edit' type='application/atom+xml' href={quoteattr(own)}/>"
        f"<link rel='self' type='application/atom+xml' href={quoteattr(own)}/>"
        f"<link rel='alternate' type='text/html' href={quoteattr(page)} title={quoteattr(draft.title)}/>"
        f"{_AUTHOR}<thr:total>{post.comments}</thr:total></entry>"
    )


def _comment(post: Post, number: int, home: str) -> str:
    page = address(post, home)
    return (
        f"<entry><id>{_ID}.post-{post.draft.number}-{number}</id><published>{_moment(post.updated)}</published>"
        f"<updated>{_moment(post.updated)}</updated><title type='text'>Thank you for this.</title>"
        f"<content type='html'>Thank you for this.</content>"
        f"<link rel='alternate' type='text/html' href={quoteattr(f'{page}#c{number}')}/>"
        f"<author><name>A reader</name></author><thr:in-reply-to href={quoteattr(page)} "
        f"ref={quoteattr(f'{_ID}.post-{post.draft.number}')} type='text/html'/></entry>"
    )


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")
