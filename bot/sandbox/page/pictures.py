"""The address of a picture in a message → the page's own address for it, and the picture; of this machine alone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from mimetypes import guess_type
from urllib.parse import quote, urlsplit

from bot.sandbox.door import BASE, HOSTS
from bot.sandbox.standin import StandIn

Pictures = Callable[[str], Awaitable[tuple[bytes, str] | None]]
"""An address of this machine → the bytes and the type of the picture there; None for any other."""

SHOWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"})
"""The types that are handed to the browser: pictures that can hold no script, as an SVG could."""


async def no_pictures(address: str) -> tuple[bytes, str] | None:
    """Know of no picture."""
    return None


@dataclass(frozen=True, slots=True)
class Gallery:
    """The pictures that are shown: files that hang on the stand-in's messages, and what `pictures` knows."""

    discord: StandIn
    pictures: Pictures

    def own_address(self, address: str) -> str | None:
        """Name the page's address for a picture; None for one that is elsewhere, from where nothing is ever loaded."""
        if self._is_attached(address):
            shown = self._attached(address) is not None
        else:
            shown = _is_here(address) and self.pictures is not no_pictures
        return f"/picture?of={quote(address, safe='')}" if shown else None

    async def picture(self, address: str) -> tuple[bytes, str] | None:
        """Find a picture; None where there is none, or where it is of a type that is not shown."""
        if self._is_attached(address):
            return self._attached(address)
        found = await self.pictures(address) if _is_here(address) else None
        return found if found is not None and found[1] in SHOWN else None

    def _is_attached(self, address: str) -> bool:
        return address.startswith(f"{self.discord.api.removesuffix(BASE)}/attachments/")

    def _attached(self, address: str) -> tuple[bytes, str] | None:
        """Find a picture by its address, which ends in the channel, the file's id and its name."""
        *_, file_id, name = address.split("/")
        data = self.discord.world.files.get(int(file_id) if file_id.isdecimal() and len(file_id) <= 20 else 0)
        kind = guess_type(name)[0]
        return None if data is None or kind not in SHOWN else (data, kind)


def _is_here(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and parts.hostname in HOSTS
