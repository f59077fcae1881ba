"""Payloads → the bytes of one compressed stream, each payload readable as soon as its own bytes are there."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Mapping
from typing import TypeAlias

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

Stream: TypeAlias = Callable[[bytes], bytes]
"""Compresses the next payload of a connection; what went before is what makes it small."""


def _zlib() -> Stream:
    compressor = zlib.compressobj()
    return lambda payload: compressor.compress(payload) + compressor.flush(zlib.Z_SYNC_FLUSH)


def _zstd() -> Stream:
    compressor = zstd.ZstdCompressor()
    return lambda payload: compressor.compress(payload, zstd.ZstdCompressor.FLUSH_BLOCK)


STREAMS: Mapping[str, Callable[[], Stream]] = {"zlib-stream": _zlib, "zstd-stream": _zstd}
"""How each kind of stream is begun, by Discord's name for it (Documentation: Gateway, Transport Compression)."""
