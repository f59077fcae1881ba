"""Pieces of a response become a body, or the reason why not."""

import gzip
import random
import sys
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Callable
from functools import partial

import brotli  # type: ignore[import-untyped]  # it comes without types
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.body import Unreadable, whole_body

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

BROKE_OFF = "the connection broke off before the answer was complete"
NOT_UNPACKED = "what the server sent cannot be unpacked"


def bare(body: bytes) -> bytes:
    """Deflate as some servers send it: without the wrapping that RFC 9110 asks for."""
    packing = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packing.compress(body) + packing.flush()


PACKED: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", gzip.compress),
    "x-gzip": ("X-GZIP", gzip.compress),
    "br": ("br", partial(brotli.compress, quality=5)),
    "zstd": ("zstd", zstd.compress),
    "deflate": ("deflate", zlib.compress),
    "deflate, bare": ("deflate", bare),
}
IN_PARTS = {"gzip": gzip.compress, "zstd": zstd.compress}

every_coding = pytest.mark.parametrize(("coding", "packed"), PACKED.values(), ids=PACKED)
codings_in_parts = pytest.mark.parametrize(("coding", "packed"), IN_PARTS.items(), ids=IN_PARTS)


async def pieces(*all_of_them: bytes) -> AsyncIterator[bytes]:
    """Pieces as they come from a connection."""
    for piece in all_of_them:
        yield piece


async def why_not(body: bytes, coding: str = "gzip", limit: int = 1_000_000) -> str:
    """Say why a body cannot be used."""
    with pytest.raises(Unreadable) as refusal:
        await whole_body(pieces(body), coding, limit)
    return str(refusal.value)


def cut(packed: bytes, size: int) -> AsyncIterator[bytes]:
    """The same bytes in pieces of this size."""
    return pieces(*(packed[at : at + size] for at in range(0, len(packed), size)))


@every_coding
@given(body=st.binary(max_size=300), size=st.integers(min_value=1, max_value=100))
async def test_a_packed_body_is_unpacked_whole(
    coding: str, packed: Callable[[bytes], bytes], body: bytes, size: int
) -> None:
    """In every coding, however it is cut into pieces."""
    assert await whole_body(cut(packed(body), size), coding, 1_000) == body


@codings_in_parts
@given(parts=st.lists(st.binary(max_size=200), max_size=4), size=st.integers(min_value=1, max_value=300))
async def test_a_body_in_several_parts_is_unpacked_whole(
    coding: str, packed: Callable[[bytes], bytes], parts: list[bytes], size: int
) -> None:
    """Members of gzip and frames of zstd may stand in a row."""
    assert await whole_body(cut(b"".join(map(packed, parts)), size), coding, 1_000) == b"".join(parts)


async def test_a_frame_that_is_to_be_skipped_is_skipped() -> None:
    """RFC 8878, 3.1.2: sixteen kinds of frames hold nothing for us."""
    skipped = b"\x5a\x2a\x4d\x18" + (4).to_bytes(4, "little") + b"quay"
    body = await whole_body(pieces(zstd.compress(b"har") + skipped + zstd.compress(b"bour")), "zstd", 100)
    assert body == b"harbour"


@every_coding
@given(body=st.binary(min_size=1, max_size=500), data=st.data())
async def test_a_packed_body_that_breaks_off_is_none(
    coding: str, packed: Callable[[bytes], bytes], body: bytes, data: st.DataObject
) -> None:
    """Even where the response around it is complete."""
    whole = packed(body)
    end = data.draw(st.integers(min_value=1, max_value=len(whole) - 1))
    assert await why_not(whole[:end], coding) == BROKE_OFF


@codings_in_parts
async def test_a_body_that_breaks_off_in_its_second_part_is_none(coding: str, packed: Callable[[bytes], bytes]) -> None:
    """A whole first part makes no whole body."""
    second = packed(b"light")
    assert await why_not(packed(b"harbour") + second[: len(second) // 2], coding) == BROKE_OFF


@pytest.mark.parametrize("padding", [b"\0" * 20, b"\n", b"<!-- served in 3 ms -->"])
async def test_what_follows_a_whole_stream_is_passed_over(padding: bytes) -> None:
    """As browsers do: the stream has said that it is whole."""
    assert await whole_body(pieces(gzip.compress(b"harbour"), padding, b"\x1f"), "gzip", 100) == b"harbour"


@every_coding
async def test_the_limit_counts_unpacked_bytes(coding: str, packed: Callable[[bytes], bytes]) -> None:
    """A small answer that unpacks to a huge one is refused, and is not unpacked further than the limit."""
    bomb = packed(bytes(50_000_000))
    assert len(bomb) < 100_000
    tracemalloc.start()
    try:
        assert await why_not(bomb, coding, limit=100_000) == "it is larger than 0.1 MB"
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 1_000_000


async def test_a_frame_that_wants_too_much_memory_is_refused() -> None:
    """RFC 9659: nobody need hold a window of more than 8 MB."""
    noise = random.Random(1).randbytes(20_000)
    modest = {int(zstd.CompressionParameter.window_log): 20}
    greedy = {int(zstd.CompressionParameter.window_log): 25}
    assert await whole_body(pieces(_framed(noise, modest)), "zstd", 100_000) == noise
    assert await why_not(_framed(noise, greedy), "zstd") == NOT_UNPACKED


def _framed(body: bytes, options: dict[int, int]) -> bytes:
    """A frame that says its window and not its size, as one of a stream does."""
    packing = zstd.ZstdCompressor(options=options)
    return packing.compress(body) + packing.flush()


@every_coding
async def test_a_body_of_just_the_limit_is_read(coding: str, packed: Callable[[bytes], bytes]) -> None:
    """The limit is the largest size that is still taken."""
    assert await whole_body(pieces(packed(bytes(1_000))), coding, 1_000) == bytes(1_000)
    assert await why_not(packed(bytes(1_001)), coding, 1_000) == "it is larger than 0.001 MB"


async def test_a_body_that_is_not_packed_has_the_same_limit() -> None:
    """To the byte."""
    assert await whole_body(pieces(bytes(1_000)), "", 1_000) == bytes(1_000)
    assert await why_not(bytes(1_001), "", 1_000) == "it is larger than 0.001 MB"


@codings_in_parts
async def test_the_limit_counts_sent_bytes(coding: str, packed: Callable[[bytes], bytes]) -> None:
    """An answer that unpacks to nothing may not be endless either."""
    assert await why_not(packed(b"") * 120, coding, limit=1_000) == "it is larger than 0.001 MB"


@codings_in_parts
async def test_thousands_of_empty_parts_are_refused(coding: str, packed: Callable[[bytes], bytes]) -> None:
    """A stream of nothing but beginnings costs time, so its parts are counted."""
    assert await why_not(packed(b"") * 5_000, coding) == "it is packed in too many parts"


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd", "deflate"])
async def test_what_is_not_packed_cannot_be_unpacked(coding: str) -> None:
    """A server that names a coding and sends another is told apart from one that is cut off."""
    assert await why_not(b"<rss></rss>" * 10, coding) == NOT_UNPACKED


@given(st.binary(max_size=200), st.sampled_from(["gzip", "br", "zstd", "deflate"]))
async def test_no_bytes_break_the_unpacking(body: bytes, coding: str) -> None:
    """Whatever is sent, it is a body or a reason."""
    try:
        unpacked = await whole_body(pieces(body), coding, 10_000)
    except Unreadable:
        return
    assert len(unpacked) <= 10_000


@pytest.mark.parametrize("coding", ["compress", "X-Compress", "gzip, dcz"])
async def test_a_coding_that_nobody_asked_for_is_refused(coding: str) -> None:
    """It is named, so that a site's owner can find it."""
    assert (await why_not(b"\x1f\x9d", coding)).endswith("”, which it was not asked for")


async def test_a_body_packed_twice_is_refused() -> None:
    """One of the two is a mistake, and which one cannot be told."""
    assert await why_not(b"", "gzip, br") == "the server packed its answer more than once"


@pytest.mark.parametrize("coding", ["", "identity", "utf-8", "none"])
async def test_a_coding_that_is_none_is_passed_over(coding: str) -> None:
    """Some servers name a charset there."""
    assert await whole_body(pieces(b"<rss>", b"</rss>"), coding, 100) == b"<rss></rss>"


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd", "deflate", ""])
async def test_an_empty_body_is_whole(coding: str) -> None:
    """Nothing, announced as packed, is nothing."""
    assert await whole_body(pieces(), coding, 100) == b""
