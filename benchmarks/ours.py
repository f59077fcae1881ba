"""Posts in; what Late Edition finds in them, one after another, out."""

from collections.abc import Iterator

from benchmarks.measure import Found
from benchmarks.score import Said
from bot.news.digest import digest
from bot.news.model import Entry, Masthead, Quote, Story
from bot.news.quotes import quotes
from bot.news.story import entry_from_text, read_entry

_MASTHEAD = Masthead("A blog")


def whole(texts: tuple[str, ...]) -> Iterator[Found]:
    """The quotes of plain texts, each read as the bot reads a post: blocks, headlines, quotes, key quotes."""
    return (found(read_entry(entry_from_text(text))) for text in texts)


def quotes_alone(texts: tuple[str, ...]) -> Iterator[Found]:
    """The quotes of texts whose blocks are known beforehand."""
    stories = [read_entry(entry_from_text(text)) for text in texts]
    return (tuple(map(_said, quotes(story.text, story.blocks))) for story in stories)


def digests(pages: tuple[str, ...]) -> Iterator[Found]:
    """The quotes of posts in HTML, each read and made into what a channel is told of it the first time."""
    return map(_told, pages)


def key_quotes(texts: tuple[str, ...]) -> Iterator[Found]:
    """The quotes of plain texts that Late Edition shows."""
    return (shown(read_entry(entry_from_text(text))) for text in texts)


def found(story: Story) -> Found:
    """A story's quotes."""
    return tuple(map(_said, story.quotes))


def shown(story: Story) -> Found:
    """The quotes that are shown of a story."""
    return tuple(_said(key.quote) for key in story.key_quotes)


def _said(quote: Quote) -> Said:
    return Said(quote.start, quote.end, quote.speaker, quote.name)


def _told(page: str) -> Found:
    story = read_entry(Entry("post", None, "A post", page, "html"))
    digest(story, _MASTHEAD)
    return found(story)
