"""What a feed is: every dialect of RSS, Atom and JSON Feed, in every encoding, whole or damaged."""

from bot.news.feed.bounds import MOST_BYTES, MOST_ENTRIES, NotAFeed
from bot.news.feed.document import read_feed

__all__ = ["MOST_BYTES", "MOST_ENTRIES", "NotAFeed", "read_feed"]
