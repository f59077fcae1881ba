"""The pieces of a response, perhaps packed → the body, whole and within a limit."""

import sys
import zlib
from collections.abc import AsyncIterable, Callable
from typing import Protocol

import brotli  # type: ignore[import-untyped]  # it comes without types

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ACCEPTED = "gzip, br, zstd"
"""What a request says of the codings that are read here. `deflate`, which is two things, is read but not asked for."""

_MOST_MEMBERS = 1000
_NOT_READ = frozenset({"compress", "exi", "pack200-gzip", "aes128gcm", "dcb", "dcz"})
# A window of 8 MB is the largest that an answer may want (RFC 9659); more would be ours to hold in memory.
_WINDOW = {int(zstd.DecompressionParameter.window_log_max): 23}


class Unreadable(Exception):
    """It is a body that cannot be used; the message completes "could not be read: …" in plain words."""


class _Packed(Protocol):
    """A stream that is unpacked as it arrives, up to `most` bytes a piece (br: a block more); the rest may be lost."""

    @property
    def whole(self) -> bool:
        """Tell whether the stream has come to its own end."""

    def unpack(self, piece: bytes, most: int) -> bytes:
        """Unpack the next piece."""


class _Member(Protocol):
    """One of the parts that a stream may have in a row."""

    @property
    def eof(self) -> bool:
        """Tell whether the part has come to its own end."""

    @property
    def unused_data(self) -> bytes:
        """What came behind that end."""

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        """Unpack the next piece."""


class _Members:
    """Unpacks members of gzip (RFC 1952, 2.2), frames of zstd (RFC 8878, 3) or the one part of deflate.

    `begin` makes a part ready by the first byte of it. A further part begins with one of the bytes `further`; what
    begins otherwise behind a whole part is padding, which browsers pass over as well.
    """

    def __init__(self, begin: Callable[[int], _Member], further: bytes) -> None:
        self._begin = begin
        self._further = further
        self._member: _Member | None = None
        self._members = 0

    @property
    def whole(self) -> bool:
        return self._member is not None and self._member.eof

    def unpack(self, piece: bytes, most: int) -> bytes:
        unpacked = bytearray()
        while piece and len(unpacked) < most:
            if self._member is None or self._member.eof:
                if self._member is not None and piece[0] not in self._further:
                    self._further = b""
                    break
                self._member = self._begin(piece[0])
                self._members += 1
            if self._members > _MOST_MEMBERS:
                raise Unreadable("it is packed in too many parts")
            unpacked += self._member.decompress(piece, most - len(unpacked))
            piece = self._member.unused_data
        return bytes(unpacked)


class _Brotli:
    """Unpacks the one stream that br is (RFC 7932)."""

    def __init__(self) -> None:
        self._stream = brotli.Decompressor()

    @property
    def whole(self) -> bool:
        return bool(self._stream.is_finished())

    def unpack(self, piece: bytes, most: int) -> bytes:
        return b"" if self.whole else bytes(self._stream.process(piece, output_buffer_limit=most))


def _gzip(_: int) -> _Member:
    return zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)


def _deflate(first: int) -> _Member:
    """Begin what “deflate” means by RFC 9110 (zlib's format) or by the servers that send it bare, told by its start."""
    return zlib.decompressobj(wbits=zlib.MAX_WBITS if first & 0x0F == 8 else -zlib.MAX_WBITS)


def _zstd(_: int) -> _Member:
    return zstd.ZstdDecompressor(options=_WINDOW)


_CODINGS: dict[str, Callable[[], _Packed]] = {
    "gzip": lambda: _Members(_gzip, b"\x1f"),
    "deflate": lambda: _Members(_deflate, b""),
    "br": _Brotli,
    # A frame, or one of the sixteen kinds that are to be skipped.
    "zstd": lambda: _Members(_zstd, b"\x28" + bytes(range(0x50, 0x60))),
}


async def whole_body(pieces: AsyncIterable[bytes], coding: str, limit: int) -> bytes:
    """Put a body together; `coding` is its Content-Encoding, `limit` counts bytes, both as sent and unpacked.

    A packed stream must reach its own end: one that breaks off inside an otherwise complete response is a body cut
    off. Raises `Unreadable`. A coding that is none ("utf-8" is seen) is passed over, as browsers do.
    """
    packed = _unpacking(coding)
    body = bytearray()
    received = 0
    async for piece in pieces:
        received += len(piece)
        try:
            body += piece if packed is None else packed.unpack(piece, limit + 1 - len(body))
        except (zlib.error, brotli.error, zstd.ZstdError):
            raise Unreadable("what the server sent cannot be unpacked") from None
        if max(len(body), received) > limit:
            raise Unreadable(f"it is larger than {limit / 1_000_000:g} MB")
    if packed is not None and received and not packed.whole:
        raise Unreadable("the connection broke off before the answer was complete")
    return bytes(body)


def _unpacking(coding: str) -> _Packed | None:
    """Choose how a body is unpacked, None where it is not packed; raises `Unreadable`."""
    named = [name.strip().lower().removeprefix("x-") for name in coding.split(",")]
    for name in named:
        if name in _NOT_READ:
            raise Unreadable(f"the server packed its answer as “{name}”, which it was not asked for")
    known = [name for name in named if name in _CODINGS]
    if len(known) > 1:
        raise Unreadable("the server packed its answer more than once")
    return _CODINGS[known[0]]() if known else None
