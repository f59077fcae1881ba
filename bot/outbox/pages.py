"""A summary-only entry and the article of its page become the entry that the feed might have given."""

from dataclasses import replace

from bot.news.markup import plain
from bot.news.model import Entry
from bot.outbox.model import KeptPage

MOST_TRIES = 3
"""How often a page is asked for before its entry is told from the summary alone."""

_LEAST_IN_COMMON = 0.5
_SHORTEST_WORD = 4


def kept(link: str, article: Entry | None) -> KeptPage:
    """What is kept of a page that was read; `article` is None where it holds none, and is not asked for again."""
    if article is None:
        return KeptPage(link, None, MOST_TRIES)
    return KeptPage(link, article.body, 1, article.author, article.published, article.image)


def missed(link: str, before: KeptPage | None) -> KeptPage:
    """What is kept of a page that could not be read this time; `before` is what was kept of it, None if nothing."""
    return KeptPage(link, None, (before.tries if before else 0) + 1)


def is_settled(page: KeptPage | None) -> bool:
    """Whether a page need not be asked for again."""
    return page is not None and (page.body is not None or page.tries >= MOST_TRIES)


def fuller(entry: Entry, page: KeptPage) -> Entry:
    """The entry with its page's article for a body; as it was where the page is about something else, or says less.

    Pages that ask for consent, a login or a subscription answer with a text of their own.
    """
    if page.body is None or not _is_about(entry, page.body):
        return entry
    return replace(
        entry,
        body=page.body,
        form="html",
        summary=entry.body,
        summary_only=False,
        author=entry.author or page.author,
        published=entry.published or page.published,
        image=entry.image or page.image,
    )


def _is_about(entry: Entry, body: str) -> bool:
    said, told = _words(f"{entry.title} {plain(entry.body)}"), plain(body)
    return len(told) > len(plain(entry.body)) and len(said & _words(told)) >= _LEAST_IN_COMMON * len(said)


def _words(text: str) -> frozenset[str]:
    words = "".join(letter if letter.isalnum() else " " for letter in text.casefold()).split()
    return frozenset(word for word in words if len(word) >= _SHORTEST_WORD)
