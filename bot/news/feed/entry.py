"""The fields of an element of RSS or Atom in, the entry that they make out."""

import hashlib
import re
from datetime import datetime

from bot.news.addresses import canonical
from bot.news.feed import blogger, links
from bot.news.feed.body import body_of, is_summary
from bot.news.feed.dates import moment
from bot.news.feed.names import Element, Fields, fields
from bot.news.feed.text import Ground, first, inside, linked_from, markup
from bot.news.markup import plain
from bot.news.model import Entry, Source

MOST_CATEGORIES = 100
_LONGEST_TITLE = 20_000
_LONGEST_NAME = 500
_BEGINNING, _FIRST_WORDS = 4000, 12

_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"

_TITLES = ("title", "dc:title", "media:title")
_CONTENTS = ("content:encoded", "content", "xhtml:body", "body", "xhtml:div", "fullitem")
_SUMMARIES = (
    "description", "summary", "dc:description", "dcterms:abstract", "abstract", "itunes:summary", "media:description",
    "itunes:subtitle",
)  # fmt: skip
_PUBLISHED = ("pubdate", "published", "issued", "dc:date", "dcterms:issued", "dcterms:created", "date", "created")
_UPDATED = ("updated", "modified", "dcterms:modified", "lastbuilddate")
_MEDIA = ("media:content", "media:thumbnail", "media:description", "media:title")

# An author of RSS is an address of mail with the name behind it in brackets; some write it the other way round.
_MAIL_AND_NAME = re.compile(r"\S+@\S+\s+\(([^()]+)\)|([^<>]*[^<>\s])\s*<\S+@\S+>")


def entry_of(found: Fields, element: Element, ground: Ground, feed_author: str | None) -> Entry:
    """The entry that an element makes; the feed's author stands in where it names none."""
    if "media:group" in found:
        found = _with_groups(found)
    title = title_in(found, ground)
    body = body_of(_contents(found, ground), _summary(found, ground))
    identity = first(found, ground, "id", "guid") or (element.get(_ABOUT) or "").strip()
    link = links.link_in(found, element, identity, ground)
    enclosures = links.enclosures_in(found, ground)
    updated = _date(found, ground, _UPDATED) or moment(element.get("LASTMOD") or "")
    return Entry(
        entry_id=identity or canonical(link or "") or hash_of(title, body.text),
        link=link,
        title=title,
        body=body.text,
        form=body.form,
        author=author_in(found, ground) or feed_author,
        # An entry of Atom has to say only when it changed; until it does, that is when it was published.
        published=_date(found, ground, _PUBLISHED) or updated,
        updated=updated,
        image=links.image_in(found, ground),
        summary=body.summary,
        summary_only=is_summary(body, title=title, link=link, enclosures=enclosures),
        categories=_categories(found, ground),
        enclosures=enclosures,
        source=_source(found, ground) if "source" in found else None,
    )


def title_in(found: Fields, ground: Ground) -> str:
    """The title among some fields, in plain words; "" if there is none."""
    for name in _TITLES:
        if name in found:
            for element in found[name]:
                if title := plain(markup(element, ground)[:_LONGEST_TITLE]):
                    return title
    return ""


def author_in(found: Fields, ground: Ground) -> str | None:
    """Who wrote it: the names of all its authors, None where nobody is named."""
    names = [name for element in found.get("author", ()) if (name := _name(element, ground))]
    written = (
        ", ".join(dict.fromkeys(names)) if names else first(found, ground, "dc:creator", "creator", "itunes:author")
    )
    return plain(written) or None


def hash_of(title: str, body: str) -> str:
    """The id of an entry to which its feed gives none, nor a link: made of its title and its first words.

    So it keeps its name when something is added to it, or mended further down.
    """
    words = " ".join(plain(body[:_BEGINNING]).split()[:_FIRST_WORDS])
    return hashlib.sha256(f"{title}\n{words or body}".encode("utf-8", "replace")).hexdigest()


def _name(author: Element, ground: Ground) -> str:
    """A person's name: an element of its own in Atom, a part of the text in RSS."""
    if len(author):
        return first(fields(author), ground, "name", "email")
    written = inside(author, ground).strip()
    both = _MAIL_AND_NAME.fullmatch(written) if "@" in written and len(written) < _LONGEST_NAME else None
    return (both[1] or both[2]).strip() if both else written


def _with_groups(found: Fields) -> Fields:
    """The fields with what stands inside groups of media beside what stands outside (Media RSS, `media:group`)."""
    whole = dict(found)
    for group in found["media:group"]:
        for name, elements in fields(group).items():
            if name in _MEDIA:
                whole[name] = [*whole.get(name, ()), *elements]
    return whole


def _contents(found: Fields, ground: Ground) -> list[tuple[str, bool]]:
    """The contents of an entry, each with whether it is sure to be plain text."""
    return [
        (markup(element, ground), _is_plain(element.get("type")))
        for name in _CONTENTS
        if name in found
        for element in found[name]
    ]


def _is_plain(kind: str | None) -> bool:
    return kind is not None and kind.startswith("text") and "html" not in kind


def _summary(found: Fields, ground: Ground) -> str:
    for name in _SUMMARIES:
        if name in found:
            for element in found[name]:
                if (written := markup(element, ground)) and not written.isspace():
                    return written
    return ""


def _date(found: Fields, ground: Ground, names: tuple[str, ...]) -> datetime | None:
    """The first date among these fields that can be read."""
    for name in names:
        if name in found:
            for element in found[name]:
                if (read := moment(inside(element, ground))) is not None:
                    return read
    return None


def _categories(found: Fields, ground: Ground) -> tuple[str, ...]:
    """What an entry is about, in the feed's words; what kind of thing it is, as Blogger tells, is none of these."""
    if "category" not in found and "dc:subject" not in found:
        return ()
    written = [
        element.get("label") or element.get("term") or inside(element, ground)
        for element in found.get("category", ())
        if element.get("scheme") != blogger.KIND
    ]
    written += [inside(element, ground) for element in found.get("dc:subject", ())]
    return tuple(dict.fromkeys(filter(None, map(plain, written[:MOST_CATEGORIES]))))


def _source(found: Fields, ground: Ground) -> Source | None:
    """The feed in which an entry first stood: a whole head in Atom, a title with an address in RSS."""
    for element in found["source"]:
        if len(element):
            head = fields(element)
            title, link = title_in(head, ground), links.link_in(head, element, first(head, ground, "id"), ground)
        else:
            title, link = plain(inside(element, ground)), linked_from(element, element.get("url"), ground)
        if title or link:
            return Source(title or link or "", link)
    return None
