"""What lies in the newsroom's drawer and when it went out → the posts of the demo blog, as HTML."""

import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from string import Template

BLOG = "Harbour Light Blog"
MOTTO = "What the harbour says, and who said it"
AUTHOR = "M. Castellan"
BLOG_NUMBER = "7204413658112946300"


@dataclass(frozen=True, slots=True)
class Draft:
    """A post that is written: the parts that never change.

    `number` is the post's own in the blog's ids, `slug` stands in its address. `promise` is the line that says that
    more will come, empty in a post that is whole. `slip` is what was typed by mistake in place of what was `meant`,
    both empty in a post without one.
    """

    name: str
    number: str
    slug: str
    title: str
    labels: tuple[str, ...]
    promise: str = ""
    slip: str = ""
    meant: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """A post that is out. As on Blogger, `updated` moves with every comment.

    `edited` says that its text has grown, `corrected` that it says what was meant.
    """

    draft: Draft
    published: datetime
    updated: datetime
    edited: bool = False
    comments: int = 0
    corrected: bool = False


@cache
def drawer() -> dict[str, Draft]:
    """Everything that the newsroom has written, by name."""
    posts = tomllib.loads(resource("drawer.toml"))["post"]
    drafts = (Draft(**{**post, "labels": tuple(post["labels"])}) for post in posts)
    return {draft.name: draft for draft in drafts}


def can_grow(draft: Draft) -> bool:
    """Tell whether there is more to add to a post."""
    return (files("bot.sandbox.blog") / "posts" / f"{draft.name}.more.html").is_file()


def address(post: Post, home: str) -> str:
    """The web address of a post's own page."""
    return f"{home}/{post.published:%Y/%m}/{post.draft.slug}.html"


def body(post: Post, home: str) -> str:
    """A post's HTML as it stands now: with its promise until the edit, then with what was promised."""
    draft = post.draft
    tweeted = post.published - timedelta(days=10)
    values = {
        "home": home,
        "today": _in_print(post.published),
        "yesterday": _in_print(post.published - timedelta(days=1)),
        "tweeted": f"{tweeted:%B} {tweeted.day}, {tweeted.year}",
    }
    more = filled(f"{draft.name}.more.html", **values) if post.edited else ""
    promise = "" if post.edited else draft.promise
    slip = draft.meant if post.corrected else draft.slip
    return filled(f"{draft.name}.html", promise=promise, more=more, slip=slip, **values)


def filled(name: str, **values: str) -> str:
    """One of the blog's texts, with its gaps filled."""
    return Template(resource(name)).substitute(values)


@cache
def resource(name: str) -> str:
    """One of the blog's texts, as written."""
    return (files("bot.sandbox.blog") / "posts" / name).read_text(encoding="utf-8")


def comments_counted(count: int) -> str:
    """How a blog counts its comments."""
    return {0: "No comments", 1: "1 comment"}.get(count, f"{count} comments")


def _in_print(day: datetime) -> str:
    return f"{day.day} {day:%B}, {day.year}"
