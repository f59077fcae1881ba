"""The embeds of a message → what Discord refuses of them (Documentation: Message, Embed Limits)."""

from __future__ import annotations

from collections.abc import Iterator

from bot.sandbox.ledger import Violation
from bot.sandbox.refusals import form
from bot.sandbox.rules.checks import Check, anything, link, many, shape, text, whole, yes_or_no
from bot.sandbox.things import Json

MOST = 10
MOST_CHARACTERS = 6000

_picture = shape({"url": link(2048)}, {})
_field = shape({"name": text(256, 1), "value": text(1024, 1)}, {"inline": yes_or_no})
embed: Check = shape(
    {},
    {
        "type": anything,
        "title": text(256),
        "description": text(4096),
        "url": link(2048),
        "timestamp": text(64, 1),
        "color": whole(0, 0xFFFFFF),
        "footer": shape({"text": text(2048, 1)}, {"icon_url": link(2048)}),
        "author": shape({"name": text(256, 1)}, {"url": link(2048), "icon_url": link(2048)}),
        "image": _picture,
        "thumbnail": _picture,
        "fields": many(_field, 25),
    },
)
embeds: Check = many(embed, MOST)


def characters(what: Json) -> int:
    """Count the characters of an embed that Discord counts."""
    counted = len(what.get("title") or "") + len(what.get("description") or "")
    counted += len((what.get("footer") or {}).get("text") or "") + len((what.get("author") or {}).get("name") or "")
    return counted + sum(len(each["name"]) + len(each["value"]) for each in what.get("fields") or ())


def together(all_of_them: list[Json]) -> Iterator[Violation]:
    """Find whether the embeds of a message are too long together; each must be right by itself."""
    if sum(map(characters, all_of_them)) > MOST_CHARACTERS:
        yield form("embeds", "MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {MOST_CHARACTERS}")


def shows_something(what: Json) -> bool:
    """Tell whether an embed has anything to show."""
    return any(what.get(key) for key in ("title", "description", "fields", "image", "thumbnail", "author", "footer"))


def merged(all_of_them: list[Json]) -> list[int]:
    """List the embeds (by index) that nobody sees, because an earlier one has the same `url`."""
    urls = [each.get("url") for each in all_of_them]
    return [index for index, url in enumerate(urls) if url and url in urls[:index]]
