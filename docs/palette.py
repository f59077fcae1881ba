"""A PNG as Chromium writes it in; the same picture in few colours, a fraction of the size, out."""

import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from struct import pack, unpack_from

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MOST = 256
"""The colours of a palette (W3C: PNG, 11.2.2): the commonest stay, and each other becomes the one most like it."""


def with_palette(png: bytes) -> bytes:
    """The same picture with a palette (W3C: PNG, 11.2.2 and 9.2)."""
    chunks = dict(_chunks(png))
    width, height, depth, kind = unpack_from(">IIBB", chunks[b"IHDR"])
    if (depth, kind) != (8, 2):
        raise ValueError("Chromium wrote another kind of PNG than it used to")
    rows = list(_rows(zlib.decompress(chunks[b"IDAT"]), 3 * width))
    found = Counter(row[at : at + 3] for row in rows for at in range(0, len(row), 3))
    colors = [color for color, _ in found.most_common(MOST)]
    places = {color: index for index, color in enumerate(colors)}
    places |= {color: places[_most_like(color, colors)] for color in found if color not in places}
    pixels = b"".join(b"\0" + bytes(places[row[at : at + 3]] for at in range(0, len(row), 3)) for row in rows)
    return SIGNATURE + b"".join(
        pack(">I", len(body)) + name + body + pack(">I", zlib.crc32(name + body))
        for name, body in (
            (b"IHDR", pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            (b"PLTE", b"".join(colors)),
            (b"IDAT", zlib.compress(pixels, 9)),
            (b"IEND", b""),
        )
    )


def _most_like(color: bytes, among: Sequence[bytes]) -> bytes:
    """The most like of some colours: what lies between two of them is the edge of a letter."""
    return min(among, key=lambda other: sum((mine - theirs) ** 2 for mine, theirs in zip(color, other, strict=True)))


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks by their names, those of the pixels as one."""
    at, pixels = len(SIGNATURE), b""
    while at < len(png):
        length, name = unpack_from(">I4s", png, at)
        body = png[at + 8 : at + 8 + length]
        pixels += body if name == b"IDAT" else b""
        yield name, pixels if name == b"IDAT" else body
        at += length + 12


def _rows(filtered: bytes, width: int) -> Iterator[bytes]:
    """The rows of pixels as they were before each was filtered by the one above it; `width` is in bytes."""
    above = bytearray(width)
    for start in range(0, len(filtered), width + 1):
        kind, row = filtered[start], bytearray(filtered[start + 1 : start + 1 + width])
        for at in range(width):
            left, over, corner = (row[at - 3], above[at], above[at - 3]) if at >= 3 else (0, above[at], 0)
            row[at] = (row[at] + (0, left, over, (left + over) // 2, _nearest(left, over, corner))[kind]) & 0xFF
        yield bytes(row)
        above = row


def _nearest(left: int, over: int, corner: int) -> int:
    """Which of three neighbours is nearest to what the slope between them foretells."""
    slope = left + over - corner
    return min((left, over, corner), key=lambda one: abs(slope - one))
