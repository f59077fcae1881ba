"""An empty blog, or one left half-way → what comes next of a day in its newsroom, and the words for it."""

from dataclasses import dataclass
from typing import Literal

from bot.sandbox.blog.post import drawer
from bot.sandbox.blog.site import Blog


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that the newsroom or a reader does, `pause` seconds after the one before."""

    pause: float
    act: Literal["publish", "edit", "correct", "comment"]
    name: str


SCENE = (
    Step(3, "publish", "talks"),
    Step(12, "edit", "talks"),
    Step(15, "publish", "pilots"),
    Step(15, "correct", "pilots"),
    Step(15, "publish", "fog"),
    Step(10, "comment", "fog"),
    Step(20, "publish", "week"),
)


def next_step(blog: Blog, scene: tuple[Step, ...] = SCENE) -> Step | None:
    """The first step that the blog has not seen, None at the scene's end; what is withdrawn is left alone."""
    return next((step for step in scene if not _done(blog, step)), None)


def take(blog: Blog, step: Step) -> None:
    """Do what a step says."""
    match step.act:
        case "publish":
            blog.publish(step.name)
        case "edit":
            blog.edit(step.name)
        case "correct":
            blog.correct(step.name)
        case "comment":
            blog.comment(step.name)


def doing(step: Step) -> str:
    """What the blog does in a step, without the subject: "publishes “…”"."""
    title = drawer()[step.name].title
    match step.act:
        case "publish":
            return f"publishes “{title}”"
        case "edit":
            return f"adds to “{title}” what it had promised"
        case "correct":
            return f"corrects a slip in “{title}”"
        case "comment":
            return f"shows a comment on “{title}”"


def told(step: Step) -> str:
    """The sentence on a step that was taken."""
    if step.act == "comment":
        title = drawer()[step.name].title
        return f"A reader comments on “{title}”: its date moves, its words do not, so there is nothing to post."
    return f"The blog {doing(step)}."


def _done(blog: Blog, step: Step) -> bool:
    post = blog.post(step.name)
    if post is None:
        return False
    match step.act:
        case "publish":
            return True
        case "edit":
            return post.edited or post.withdrawn
        case "correct":
            return post.corrected or post.withdrawn
        case "comment":
            return post.comments > 0 or post.withdrawn
