"""The fields of an entry or of a feed's head in; the web addresses to which they lead out."""

from collections.abc import Iterator

from bot.news.feed.names import Element, Fields, fields
from bot.news.feed.text import Ground, first, inside, linked_from, web_address
from bot.news.model import Enclosure

MOST_ENCLOSURES = 100


def link_in(found: Fields, element: Element, identity: str, ground: Ground) -> str | None:
    """Where an entry or a feed may be read; some give it only as an id or as a link to what it is about."""
    return next((address for address in _links(found, element, identity, ground) if address), None)


def _links(found: Fields, element: Element, identity: str, ground: Ground) -> Iterator[str | None]:
    """The addresses at which it may be read, the best first."""
    links = found.get("link", ())
    for link in links:
        if link.get("href") is None and link.get("rel") in (None, "alternate"):
            yield linked_from(link, inside(link, ground).strip(), ground)
    for wanted in ("alternate", "via", "related"):
        for link in links:
            if (link.get("rel") or "alternate").lower() == wanted:
                yield linked_from(link, link.get("href"), ground)
    if identity.startswith(("http://", "https://")):
        yield web_address(identity, ground.address)
    # The Channel Definition Format keeps it in the tag itself.
    yield linked_from(element, element.get("HREF"), ground)


def site_in(found: Fields, channel: Element, ground: Ground) -> str | None:
    """The page of a feed, None where it names none."""
    links = [link for link in found.get("link", ()) if (link.get("rel") or "alternate").lower() == "alternate"]
    written = [(link, link.get("href") or inside(link, ground).strip()) for link in links]
    addresses = (linked_from(link, address, ground) for link, address in [*written, (channel, channel.get("HREF"))])
    return next((address for address in addresses if address), None)


def related_in(found: Fields, relation: str, ground: Ground) -> str | None:
    """Where a head's link of this relation leads, None where there is none."""
    addresses = (
        linked_from(link, link.get("href"), ground)
        for link in found.get("link", ())
        if relation in (link.get("rel") or "").lower().split()
    )
    return next((address for address in addresses if address), None)


def icon_in(found: Fields, ground: Ground) -> str | None:
    """The picture of a feed: Atom's icon or logo, RSS's image, a podcast's cover; None where there is none."""
    for name in ("icon", "logo", "image", "itunes:image"):
        for element in found.get(name, ()):
            inner = first(fields(element), ground, "url") if len(element) else inside(element, ground)
            if address := linked_from(element, (inner or element.get("href") or "").strip(), ground):
                return address
    return None


def image_in(found: Fields, ground: Ground) -> str | None:
    """The picture of an entry: what it shows, else what stands for it, else a file that is one; None for none."""
    return next((address for address in _images(found, ground) if address), None)


def _images(found: Fields, ground: Ground) -> Iterator[str | None]:
    for name in ("media:content", "media:thumbnail", "enclosure", "itunes:image"):
        if name in found:
            for element in found[name]:
                kind = f"{element.get('medium')} {element.get('type')}"
                if "image" in kind or name in ("media:thumbnail", "itunes:image"):
                    yield linked_from(element, element.get("url") or element.get("href"), ground)
                for thumbnail in fields(element).get("media:thumbnail", ()):
                    yield linked_from(thumbnail, thumbnail.get("url"), ground)


def enclosures_in(found: Fields, ground: Ground) -> tuple[Enclosure, ...]:
    """The files that an entry brings along, each address once."""
    files = [*found.get("enclosure", ()), *found.get("media:content", ())]
    files += [link for link in found.get("link", ()) if link.get("rel") == "enclosure"]
    whole: dict[str, Enclosure] = {}
    for element in files[:MOST_ENCLOSURES]:
        address = linked_from(element, element.get("url") or element.get("href"), ground)
        if address and address not in whole:
            size = size_of(element.get("length") or element.get("fileSize"))
            whole[address] = Enclosure(address, element.get("type") or None, size)
    return tuple(whole.values())


def size_of(written: str | None) -> int | None:
    """A number of bytes as a feed writes it; None for none, and for what is no number."""
    digits = (written or "").strip()
    return int(digits) or None if digits.isascii() and digits.isdigit() and len(digits) < 16 else None
