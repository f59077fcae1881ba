"""An empty blog, or one left half-way → a day in its newsroom, told step by step while it happens."""

from collections.abc import Awaitable, Callable
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


async def play(
    blog: Blog,
    *,
    pause: Callable[[float], Awaitable[None]],
    say: Callable[[str], None],
    scene: tuple[Step, ...] = SCENE,
) -> None:
    """Play the scene from where the blog stands; `pause` takes seconds, `say` a sentence on what has just happened."""
    for step in scene:
        if _done(blog, step):
            continue
        await pause(step.pause)
        title = drawer()[step.name].title
        match step.act:
            case "publish":
                blog.publish(step.name)
                say(f"The blog publishes “{title}”.")
            case "edit":
                blog.edit(step.name)
                say(f"The blog adds to “{title}” what it had promised.")
            case "correct":
                blog.correct(step.name)
                say(f"The blog corrects a slip in “{title}”.")
            case "comment":
                blog.comment(step.name)
                say(f"A reader comments on “{title}”: its date moves, its words do not, so there is nothing to post.")


def _done(blog: Blog, step: Step) -> bool:
    post = blog.post(step.name)
    match step.act:
        case "publish":
            return post is not None
        case "edit":
            return post is not None and post.edited
        case "correct":
            return post is not None and post.corrected
        case "comment":
            return post is not None and post.comments > 0
