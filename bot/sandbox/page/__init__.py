"""The sandbox's page: what a person at a browser sees of the stand-in and does there; it knows nothing of the bot."""

from bot.sandbox.page.pictures import Pictures, no_pictures
from bot.sandbox.page.server import Page

__all__ = ["Page", "Pictures", "no_pictures"]
