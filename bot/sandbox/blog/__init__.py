"""A demo blog on loopback that publishes, edits and is commented on; it knows nothing of the bot."""

from bot.sandbox.blog.post import CannotBe
from bot.sandbox.blog.site import Blog

__all__ = ["Blog", "CannotBe"]
