"""Revisions of a story: what makes two of them the same, and what the later one adds, takes back and corrects."""

from bot.news.change.gains import MOST, MOST_PARAGRAPHS, brings, follow_up
from bot.news.change.identity import fingerprint

__all__ = ["MOST", "MOST_PARAGRAPHS", "brings", "fingerprint", "follow_up"]
