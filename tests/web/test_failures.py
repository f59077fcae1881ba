"""What can go wrong on the way, and the words for it."""

import gzip
import logging
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.fetch import (
    Failed,
    Fetched,
    Gone,
    NotModified,
)
from tests.web.asking import FEED, asked, asking
from tests.web.site import Names, Site, Wire, answer

CUT_OFF = Failed("the connection broke off before the answer was complete")


async def test_a_server_that_is_not_there_is_named_so() -> None:
    """Nobody listens at the port."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert await asked(f"http://127.0.0.1:{port}/") == Failed("the server could not be reached")


async def test_a_name_that_does_not_exist_is_told_from_one_that_cannot_be_looked_up() -> None:
    """The first is a typing error, the second passes."""
    names = Names({"quay.example": socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")})
    async with asking(names=names) as web_:
        assert await web_.fetch("https://kway.example/") == Failed("the name kway.example does not exist")
        again = Failed("the name quay.example could not be looked up just now")
        assert await web_.fetch("https://quay.example/") == again


async def test_a_server_without_encryption_is_not_asked_for_https(site: Site) -> None:
    """And it is not asked without it in secret."""
    address = site.address("/feed").replace("http:", "https:")
    assert await asked(address) == Failed("no secure connection to the site could be made")
    assert site.requests == []


async def test_a_site_that_wants_to_see_a_human_is_told_apart(site: Site) -> None:
    """A challenge is not the feed's fault, and no status says it."""
    site.pages["/feed"] = answer(status=403, headers={"cf-mitigated": "challenge"})
    failed = await asked(site.address("/feed"))
    assert failed == Failed("the site asks every visitor to prove that they are human, which a bot is not")


BROKEN = {
    "shorter than its Content-Length": (b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n<feed>", CUT_OFF),
    "a chunk without its end": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n<feed>\r\n", CUT_OFF),
    "gzip without its end": (
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 30\r\n\r\n" + gzip.compress(FEED)[:30],
        CUT_OFF,
    ),
    "nothing at all": (b"", CUT_OFF),
    "half a head": (b"HTTP/1.1 200 OK\r\nContent-Le", CUT_OFF),
    "no HTTP": (b"SSH-2.0-quay\r\n\r\n", Failed("what the server answered is not proper HTTP")),
    "two lengths": (
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nhi",
        Failed("what the server answered is not proper HTTP"),
    ),
    "a header without end": (
        b"HTTP/1.1 200 OK\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
        Failed("what the server answered is not proper HTTP"),
    ),
    "a status that nobody knows": (
        b"HTTP/1.1 999 \x1b[31mHa\r\nContent-Length: 0\r\n\r\n",
        Failed("the server answered 999"),
    ),
}


@pytest.mark.parametrize(("sent", "failed"), BROKEN.values(), ids=BROKEN)
async def test_a_broken_answer_is_a_failure_and_never_a_feed(
    sent: bytes, failed: Failed, caplog: pytest.LogCaptureFixture
) -> None:
    """A body cut off must not pass for what the feed holds now; and nothing of it is logged."""
    with caplog.at_level(logging.DEBUG, logger="aiohttp"):
        async with Wire([sent]) as at:
            assert await asked(at) == failed
    assert caplog.records == []


@given(st.binary(max_size=60), st.sampled_from([b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 302 Found\r\nLocation: "]))
async def test_no_bytes_raise(noise: bytes, head: bytes) -> None:
    """Whatever a server sends, the answer is a value."""
    async with Wire([head + noise + b"\r\n\r\n"]) as at:
        assert isinstance(await asked(at), Fetched | NotModified | Gone | Failed)
