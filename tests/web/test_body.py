"""Pieces of a response become a body, or the reason why not."""

import gzip
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.body import Unreadable, whole_body

BROKE_OFF = "the connection broke off before the answer was complete"


async def pieces(*all_of_them: bytes) -> AsyncIterator[bytes]:
    """Pieces as they come from a connection."""
    for piece in all_of_them:
        yield piece


async def why_not(body: bytes, coding: str = "gzip", limit: int = 1_000_000) -> str:
    """Say why a body cannot be used."""
    with pytest.raises(Unreadable) as refusal:
        await whole_body(pieces(body), coding, limit)
    return str(refusal.value)


@given(st.lists(st.binary(max_size=200), max_size=4), st.integers(min_value=1, max_value=300))
async def test_a_packed_body_is_unpacked_whole(members: list[bytes], size: int) -> None:
    """However it is cut into pieces, and however many members it has."""
    packed = b"".join(gzip.compress(member) for member in members)
    cut = [packed[at : at + size] for at in range(0, len(packed), size)]
    assert await whole_body(pieces(*cut), "gzip", 1_000) == b"".join(members)


@given(st.binary(min_size=1, max_size=500).map(gzip.compress), st.data())
async def test_a_packed_body_that_breaks_off_is_none(packed: bytes, data: st.DataObject) -> None:
    """Even where the response around it is complete."""
    cut = data.draw(st.integers(min_value=1, max_value=len(packed) - 1))
    assert await why_not(packed[:cut]) == BROKE_OFF


async def test_the_limit_counts_unpacked_bytes() -> None:
    """A small answer that unpacks to a huge one is refused, and is not unpacked further than the limit."""
    bomb = gzip.compress(bytes(50_000_000))
    assert len(bomb) < 100_000
    assert await why_not(bomb) == "it is larger than 1 MB"


async def test_the_limit_counts_sent_bytes() -> None:
    """An answer that unpacks to nothing may not be endless either."""
    assert await why_not(gzip.compress(b"") * 60, limit=1_000) == "it is larger than 0.001 MB"


async def test_a_body_of_just_the_limit_is_read() -> None:
    """The limit is the largest size that is still taken, packed or not."""
    body = bytes(1_000)
    assert await whole_body(pieces(gzip.compress(body)), "gzip", 1_000) == body
    assert await whole_body(pieces(body), "", 1_000) == body
    assert await why_not(bytes(1_001), "", 1_000) == "it is larger than 0.001 MB"


async def test_thousands_of_empty_parts_are_refused() -> None:
    """A stream of nothing but beginnings costs time, so its parts are counted."""
    assert await why_not(gzip.compress(b"") * 5_000) == "it is packed in too many parts"


async def test_what_is_not_gzip_cannot_be_unpacked() -> None:
    """A server that says gzip and sends something else is told apart from one that is cut off."""
    assert await why_not(b"<rss></rss>") == "what the server sent cannot be unpacked"


async def test_a_coding_that_was_not_asked_for_is_refused() -> None:
    """Some caches send br to everybody."""
    assert await why_not(b"\x1b", "BR") == "the server packed its answer as “br”, which it was not asked for"


@pytest.mark.parametrize("coding", ["", "identity", "utf-8"])
async def test_a_coding_that_is_none_is_passed_over(coding: str) -> None:
    """Some servers name a charset there."""
    assert await whole_body(pieces(b"<rss>", b"</rss>"), coding, 100) == b"<rss></rss>"


async def test_an_empty_body_is_whole() -> None:
    """Nothing, announced as gzip, is nothing."""
    assert await whole_body(pieces(), "gzip", 100) == b""
