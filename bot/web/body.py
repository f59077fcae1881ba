"""The pieces of a response, perhaps packed → the body, whole and within a limit."""

import zlib
from collections.abc import AsyncIterable

_MOST_MEMBERS = 1000
_OTHER_CODINGS = frozenset({"br", "zstd", "deflate", "compress"})


class Unreadable(Exception):
    """It is a body that cannot be used; the message completes "could not be read: …" in plain words."""


class _Gzip:
    """Unpacks a gzip stream as it arrives; a stream may be several members in a row (RFC 1952, 2.2)."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        self._members = 1

    @property
    def whole(self) -> bool:
        """Tell whether the stream has come to its own end."""
        return self._member.eof

    def unpack(self, piece: bytes, most: int) -> bytes:
        """Unpack a piece, up to `most` bytes; what is left beyond them is lost."""
        unpacked = bytearray()
        while piece and len(unpacked) < most:
            if self._member.eof:
                self._member = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
                self._members += 1
            if self._members > _MOST_MEMBERS:
                raise Unreadable("it is packed in too many parts")
            unpacked += self._member.decompress(piece, most - len(unpacked))
            piece = self._member.unused_data
        return bytes(unpacked)


async def whole_body(pieces: AsyncIterable[bytes], coding: str, limit: int) -> bytes:
    """Put a body together; `coding` is its Content-Encoding, `limit` counts bytes, both as sent and unpacked.

    A gzip stream must reach its own end: one that breaks off inside an otherwise complete response is a body cut off.
    Raises `Unreadable`. A coding that is none ("utf-8" is seen) is passed over, as browsers do.
    """
    coding = coding.strip().lower()
    if coding in _OTHER_CODINGS:
        raise Unreadable(f"the server packed its answer as “{coding}”, which it was not asked for")
    gzip = _Gzip() if coding in ("gzip", "x-gzip") else None
    body = bytearray()
    received = 0
    async for piece in pieces:
        received += len(piece)
        try:
            body += piece if gzip is None else gzip.unpack(piece, limit + 1 - len(body))
        except zlib.error:
            raise Unreadable("what the server sent cannot be unpacked") from None
        if max(len(body), received) > limit:
            raise Unreadable(f"it is larger than {limit / 1_000_000:g} MB")
    if gzip is not None and received and not gzip.whole:
        raise Unreadable("the connection broke off before the answer was complete")
    return bytes(body)
