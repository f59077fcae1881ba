"""All that the blog remembers from one run to the next ↔ a JSON file."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.sandbox.blog.pasted import pasted
from bot.sandbox.blog.post import Draft, Post, drawer
from bot.sandbox.keep import Unreadable
from bot.sandbox.things import Json


@dataclass(frozen=True, slots=True)
class Memory:
    """The blog as it stands; the posts are in the order in which they went out."""

    port: int
    opened: datetime
    posts: tuple[Post, ...] = ()


def dumped(memory: Memory) -> str:
    """Write a memory as JSON."""
    posts = [_dumped(post) for post in memory.posts]
    return json.dumps({"port": memory.port, "opened": memory.opened.isoformat(), "posts": posts}, indent=1)


def recalled(keep: Path | None) -> Memory | None:
    """Read what the last run, of any version, wrote down; None where there was none; raises `Unreadable`."""
    if keep is None or not keep.exists():
        return None
    try:
        kept = json.loads(keep.read_text(encoding="utf-8"))
        posts = tuple(_post(post) for post in kept["posts"])
        return Memory(int(kept["port"]), datetime.fromisoformat(kept["opened"]), posts)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as broken:
        raise Unreadable(f"{keep} does not hold the blog's memory ({broken!r}); move it away to begin anew") from broken


def _dumped(post: Post) -> Json:
    written = {} if post.draft.text is None else {"title": post.draft.title, "text": post.draft.text}
    return {
        "name": post.draft.name,
        **written,
        "published": post.published.isoformat(),
        "updated": post.updated.isoformat(),
        "edited": post.edited,
        "comments": post.comments,
        "corrected": post.corrected,
        "reworded": post.reworded,
        "withdrawn": post.withdrawn,
    }


def _post(kept: Json) -> Post:
    return Post(
        draft=_draft(kept),
        published=datetime.fromisoformat(kept["published"]),
        updated=datetime.fromisoformat(kept["updated"]),
        edited=bool(kept["edited"]),
        comments=int(kept["comments"]),
        corrected=bool(kept.get("corrected", False)),
        reworded=bool(kept.get("reworded", False)),
        withdrawn=bool(kept.get("withdrawn", False)),
    )


def _draft(kept: Json) -> Draft:
    name = kept["name"]
    return pasted(name, kept["title"], kept["text"]) if "text" in kept else drawer()[name]
