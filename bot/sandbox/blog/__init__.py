"""A demo blog on loopback that publishes, edits and is commented on; it knows nothing of the bot."""

from bot.sandbox.blog.scene import play
from bot.sandbox.blog.site import Blog

__all__ = ["Blog", "play"]
