"""Feeds to read: RSS, Atom and exports of Blogger around what a test is about."""

from bot.news.feed import read_feed
from bot.news.model import Entry, FeedDocument

ADDRESS = "https://harbourlight.example/feeds/posts/default"


def read(body: str | bytes, content_type: str | None = None) -> FeedDocument:
    """The feed in a body, as served at the usual address."""
    raw = body.encode() if isinstance(body, str) else body
    return read_feed(raw, address=ADDRESS, content_type=content_type)


def only(body: str | bytes) -> Entry:
    """The only entry of a feed."""
    (entry,) = read(body).entries
    return entry


def rss(items: str, channel: str = "<title>Harbour Light</title><link>https://harbourlight.example/</link>") -> str:
    """An RSS 2.0 feed of these items."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
        <rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
             xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"
             xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:atom="http://www.w3.org/2005/Atom"
             xmlns:media="http://search.yahoo.com/mrss/"><channel>{channel}{items}</channel></rss>"""


def atom(entries: str, head: str = "<title>Harbour Light</title>", root: str = "") -> str:
    """An Atom feed of these entries."""
    return f"""<?xml version='1.0' encoding='UTF-8'?><feed xmlns='http://www.w3.org/2005/Atom'
        xmlns:app='http://purl.org/atom/app#' xmlns:thr='http://purl.org/syndication/thread/1.0'
        xmlns:media='http://search.yahoo.com/mrss/' {root}>{head}{entries}</feed>"""


def item(inside: str = "") -> str:
    """An RSS item with an id of its own."""
    return f"<item><guid isPermaLink='false'>quay-1</guid><title>Strike</title>{inside}</item>"


def items(count: int, inside: str = "") -> str:
    """So many RSS items, known by their numbers."""
    return "".join(f"<item><guid>{n}</guid><title>n{n}</title>{inside}</item>" for n in range(count))
