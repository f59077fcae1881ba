"""The name of a picture → the picture, drawn with rectangles, as a PNG file."""

import struct
import zlib
from functools import cache

WIDTH, HEIGHT = 640, 360

Colour = tuple[int, int, int]
Shape = tuple[int, int, int, int, Colour]

_NAVY, _STEEL, _RUST, _LAMP, _STONE = (28, 52, 70), (70, 92, 104), (168, 82, 52), (250, 214, 120), (120, 114, 104)
_FOG, _PALE = (196, 203, 205), (214, 219, 220)

# Each picture: its sky, its sea, and its shapes (left, top, width, height, colour), the farthest first.
_SHAPES: dict[str, tuple[Colour, Colour, tuple[Shape, ...]]] = {
    "quay": (
        (150, 178, 196),
        (62, 98, 118),
        (
            *((left, 90, 10, 170, _NAVY) for left in (90, 150, 270, 330)),
            *((left, 90, 150, 10, _NAVY) for left in (60, 240)),
            (420, 205, 190, 55, _RUST),
            *((left, 180, 36, 25, _STEEL) for left in (430, 470, 550)),
            (0, 260, 640, 22, _STONE),
        ),
    ),
    "fog": (_PALE, _FOG, ((300, 140, 26, 120, _STONE), (304, 118, 18, 22, _LAMP), (250, 258, 126, 14, _FOG))),
    "icon": (_NAVY, _NAVY, ((260, 110, 120, 250, _PALE), (280, 40, 80, 70, _LAMP))),
}

PICTURES = tuple(_SHAPES)


@cache
def picture(name: str) -> bytes | None:
    """Draw a picture of the blog, None where it has none of that name."""
    if name not in _SHAPES:
        return None
    sky, sea, shapes = _SHAPES[name]
    rows = [bytearray(bytes(sky if y < HEIGHT * 0.7 else sea) * WIDTH) for y in range(HEIGHT)]
    for left, top, width, height, colour in shapes:
        for row in rows[top : top + height]:
            row[left * 3 : (left + width) * 3] = bytes(colour) * width
    return png(rows, WIDTH)


def png(rows: list[bytearray], width: int) -> bytes:
    """Write rows of 8-bit RGB as a PNG file (PNG specification, third edition)."""
    head = struct.pack(">IIBBBBB", width, len(rows), 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
