"""The fields of an entry in; whether it is a post, as Blogger's feeds and exports tell, out."""

import re
from typing import Literal

from bot.news.feed.names import Fields, fields
from bot.news.feed.text import Ground, first

KIND = "http://schemas.google.com/g/2005#kind"
"""The scheme of the categories that tell the kind of an entry."""

Kind = Literal["post", "comment", "unpublished"]

# The fields that tell, beside categories; most feeds have none of them.
_SAYING = frozenset(
    ["thr:in-reply-to", "app:control", "app:draft", "blogger:type", "blogger:status", "blogger:trashed"]
)
_FEED_OF_COMMENTS = re.compile(r"tag:blogger\.com,1999:blog-\d+(?:\.post-?\d+)?\.\.?comments")


def kind_of(found: Fields, ground: Ground, feed_identity: str | None) -> Kind:
    """Whether an entry is a post, a comment, or what is never published: a draft, a page, a setting.

    An entry that does not say what it is, is a post.
    """
    terms = [tag.get("term") or "" for tag in found.get("category", ()) if tag.get("scheme") == KIND]
    if not terms and _SAYING.isdisjoint(found):
        return "post"
    named = first(found, ground, "blogger:type").lower()
    if any(term.endswith("#comment") for term in terms) or named == "comment":
        return "comment"
    if "thr:in-reply-to" in found and feed_identity and _FEED_OF_COMMENTS.fullmatch(feed_identity):
        return "comment"
    if (terms and not any(term.endswith("#post") for term in terms)) or named not in ("", "post"):
        return "unpublished"
    return "unpublished" if _is_draft(found, ground) else "post"


def _is_draft(found: Fields, ground: Ground) -> bool:
    status, trashed = first(found, ground, "blogger:status").lower(), first(found, ground, "blogger:trashed").lower()
    if status not in ("", "live") or trashed not in ("", "0", "false", "no"):
        return True
    controls = [fields(control) for control in found.get("app:control", ())]
    return any(first(control, ground, "app:draft").lower() == "yes" for control in [found, *controls])
