"""What lies in the drawer and when it went out → the demo blog's posts, as HTML, and what can be done with them."""

import re
import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from html import escape
from importlib.resources import files
from string import Template
from typing import Literal

BLOG = "Harbour Light Blog"
MOTTO = "What the harbour says, and who said it"
AUTHOR = "M. Castellan"
BLOG_NUMBER = "7204413658112946300"

MOST_COMMENTS = 200

Act = Literal["publish", "edit", "reword", "correct", "comment", "rewrite", "withdraw", "restore"]

_REFUSALS: dict[Act, str] = {
    "publish": "is out already",
    "edit": "has nothing to add",
    "reword": "has no quote left to reword",
    "correct": "has nothing to correct",
    "comment": f"has {MOST_COMMENTS} comments, and takes no more",
    "rewrite": "is the newsroom's own: only what was written in can be rewritten",
    "restore": "is not withdrawn",
}


class CannotBe(ValueError):
    """It cannot be, as things stand; the message says why to people, and what to do."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A post that is written: the parts that never change.

    `number` is the post's own in the blog's ids, `slug` stands in its address. `promise` is the line that says that
    more will come, empty in a post that is whole. `slip` is what was typed by mistake in place of what was `meant`,
    both empty in a post without one. `quoted` are words of a quote, `reworded` what an edit makes of them. `text` is
    what somebody wrote in, None for a post of the drawer, whose words stand in files.
    """

    name: str
    number: str
    slug: str
    title: str
    labels: tuple[str, ...]
    promise: str = ""
    slip: str = ""
    meant: str = ""
    quoted: str = ""
    reworded: str = ""
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """A post that went out. As on Blogger, `updated` moves with every comment.

    `edited` says that its text has grown, `corrected` that it says what was meant, `reworded` that its quote has other
    words, `withdrawn` that it was taken back.
    """

    draft: Draft
    published: datetime
    updated: datetime
    edited: bool = False
    comments: int = 0
    corrected: bool = False
    reworded: bool = False
    withdrawn: bool = False


@cache
def drawer() -> dict[str, Draft]:
    """Everything that the newsroom has written, by name."""
    posts = tomllib.loads(resource("drawer.toml"))["post"]
    drafts = (Draft(**{**post, "labels": tuple(post["labels"])}) for post in posts)
    return {draft.name: draft for draft in drafts}


def can_grow(draft: Draft) -> bool:
    """Tell whether there is more to add to a post."""
    return (files("bot.sandbox.blog") / "posts" / f"{draft.name}.more.html").is_file()


def acts(draft: Draft, post: Post | None) -> tuple[Act, ...]:
    """What can be done with a post now, in the order in which a newsroom thinks of it; `post` is None in the drawer."""
    if post is None:
        return ("publish",)
    if post.withdrawn:
        return ("restore",)
    possible: dict[Act, bool] = {
        "edit": can_grow(draft) and not post.edited,
        "reword": bool(draft.quoted) and not post.reworded,
        "correct": bool(draft.slip) and not post.corrected,
        "rewrite": draft.text is not None,
        "comment": post.comments < MOST_COMMENTS,
        "withdraw": True,
    }
    return tuple(act for act, can in possible.items() if can)


def refusal(act: Act, draft: Draft, post: Post | None) -> CannotBe:
    """Why an act that is not among a post's `acts` cannot be."""
    if post is None:
        return CannotBe(f"“{draft.title}” is not out: publish it first.")
    if post.withdrawn:
        return CannotBe(f"“{draft.title}” is withdrawn: restore it first.")
    return CannotBe(f"“{draft.title}” {_REFUSALS[act]}.")


def address(post: Post, home: str) -> str:
    """The web address of a post's own page."""
    return f"{home}/{post.published:%Y/%m}/{post.draft.slug}.html"


def body(post: Post, home: str) -> str:
    """A post's HTML as it stands now: with its promise until the edit, then with what was promised."""
    draft = post.draft
    if draft.text is not None:
        return _paragraphs(draft.text)
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
    quoted = draft.reworded if post.reworded else draft.quoted
    return filled(f"{draft.name}.html", promise=promise, more=more, slip=slip, quoted=quoted, **values)


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


def _paragraphs(text: str) -> str:
    """Plain text as HTML: blank lines part paragraphs, and a line stays a line."""
    parts = (part.strip("\n") for part in re.split(r"\n\s*\n", text))
    return "\n".join(f"<p>{escape(part).replace(chr(10), '<br />' + chr(10))}</p>" for part in parts if part.strip())


def _in_print(day: datetime) -> str:
    return f"{day.day} {day:%B}, {day.year}"
