"""A page's HTML in; the article in it, as if a feed had given it, out, or None."""

import hashlib
import re
from dataclasses import replace
from datetime import datetime

from bot.news.markup import plain
from bot.news.model import Entry
from bot.news.page import post_on
from bot.web.about import About, about, web_address
from bot.web.page.charset import decoded
from bot.web.page.choice import chosen
from bot.web.page.cut import cut
from bot.web.page.soup import soup

LARGEST_PAGE = 3_000_000
DEEPEST_PAGE = 512
LEAST_WORDS = 15
# Trafilatura takes a second for twice as many.
_MOST_STEPS_TO_GUESS = 10_000

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
# Without one of these no rule of a known system can find anything; most pages have none.
_MARKED = re.compile("post-body|available-content|gh-content")
_BODY = re.compile(r"<body>(.*)</body>", re.DOTALL)


def article(html: bytes, address: str, content_type: str | None = None) -> Entry | None:
    """Find the article in a page: by its system's rule, else by what its stretches are like, else by trafilatura.

    None if there is none. `content_type` is the answer's header, None where there was none. It takes long (30 ms and
    more): it is not for the event loop.
    """
    named = _CHARSET.search(content_type or "")
    text = decoded(html[:LARGEST_PAGE], named[1] if named else None)
    known = about(text, address)
    return _of_its_system(text, address, known) or _read(text, address, known)


def published(html: str) -> datetime | None:
    """Read when a page says that it was published, in UTC; None where it does not say, or names no time zone."""
    return about(html).published


def _of_its_system(html: str, address: str, known: About) -> Entry | None:
    """Take the body of a system that marks the whole post, and nothing but the post."""
    page = post_on(html) if _MARKED.search(html) else None
    if page is None or page.system is None:
        return None
    return _entry(page.body, address, replace(known, title=page.title or known.title or known.page_title))


def _read(html: str, address: str, known: About) -> Entry | None:
    """Tell the article from what surrounds it by what the page's stretches of text are like."""
    page = soup(html)
    if page.deepest > DEEPEST_PAGE:
        return None
    known = replace(known, title=known.title or page.heading or known.page_title)
    places = chosen(page, known)
    if sum(page.stretches[place].words for place in places) >= LEAST_WORDS:
        return _entry(cut(page, places), address, known)
    enough = sum(stretch.words for stretch in page.stretches) >= LEAST_WORDS
    may_guess = enough and page.whole and len(page.steps) <= _MOST_STEPS_TO_GUESS
    return _guessed(html, address, known) if may_guess else None


def _guessed(html: str, address: str, known: About) -> Entry | None:
    """Have trafilatura guess where nothing speaks for any stretch."""
    # Imported when first needed: it takes a third of a second, and few runs ever need it.
    from trafilatura.core import extract_with_metadata

    try:
        found = extract_with_metadata(html, url=address or None, include_comments=False, output_format="html")
    except Exception:  # What an extractor of this size raises on a hostile page cannot be listed.
        return None
    body = _BODY.search(found.text or "") if found else None
    if body is None or len(plain(body[1]).split()) < LEAST_WORDS:
        return None
    return _entry(body[1].strip(), address, known)


def _entry(body: str, address: str, known: About) -> Entry:
    link = web_address(address, "") or known.link
    return Entry(
        entry_id=link or hashlib.sha256(body.encode("utf-8", "replace")).hexdigest(),
        link=link,
        title=known.title,
        body=body,
        form="html",
        author=known.author,
        published=known.published,
        image=known.image,
    )
