"""What can go wrong on the way, and the words for it."""

import asyncio
import gzip
import logging
import socket
import ssl

import brotli  # type: ignore[import-untyped]  # it comes without types
import pytest
import trustme
import uvloop
from hypothesis import given
from hypothesis import strategies as st

from bot.web.fetch import Answer, Failed, Fetched, Gone, NotModified
from tests.web.asking import FEED, asked, asking
from tests.web.site import Names, Site, Wire, answer

CUT_OFF = Failed("the connection broke off before the answer was complete")
NO_CERTIFICATE = Failed("the site's certificate is not valid")


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


async def test_a_site_is_who_its_certificate_says(secure: Site, trust: ssl.SSLContext) -> None:
    """Signed by somebody who is believed, and for that name."""
    names = Names(dict.fromkeys(("quay.example", "harbour.example"), ("127.0.0.1",)))
    async with asking(names=names, trust=trust) as web_:
        assert isinstance(await web_.fetch(secure.address("/feed", "quay.example")), Fetched)
        assert await web_.fetch(secure.address("/feed", "harbour.example")) == NO_CERTIFICATE
    async with asking(names=names) as web_:
        assert await web_.fetch(secure.address("/feed", "quay.example")) == NO_CERTIFICATE
    assert len(secure.requests) == 1


def test_failures_have_the_same_words_on_the_fast_event_loop(authority: trustme.CA) -> None:
    """uvloop raises errors of its own making for some of them."""

    async def failures() -> list[Answer]:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("quay.example").configure_cert(context)
        names = Names({"quay.example": ("127.0.0.1",)})
        async with Site() as site, Site(tls=context) as secure, Wire([]) as silent, asking(names=names) as web_:
            with socket.create_server(("127.0.0.1", 0)) as taken:
                port = taken.getsockname()[1]
            addresses = (
                f"http://127.0.0.1:{port}/",
                "https://kway.example/",
                site.address("/feed").replace("http:", "https:"),
                secure.address("/feed", "quay.example"),
                silent,
            )
            return [await web_.fetch(address) for address in addresses]

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        assert runner.run(failures()) == [
            Failed("the server could not be reached"),
            Failed("the name kway.example does not exist"),
            Failed("no secure connection to the site could be made"),
            NO_CERTIFICATE,
            CUT_OFF,
        ]


CHALLENGE_PAGE = gzip.compress(b"<html><title>Just a moment...</title><script>window._cf_chl_opt = {};</script></html>")
ERROR_PAGE = gzip.compress(
    b"<title>Forbidden</title><script src=/cdn-cgi/challenge-platform/scripts/jsd/main.js></script>"
)


@pytest.mark.parametrize(
    ("status", "body", "headers"),
    [
        (403, b"", {"cf-mitigated": "challenge"}),
        (429, b"", {"CF-Mitigated": "Challenge"}),
        (403, CHALLENGE_PAGE, {"Server": "cloudflare", "Content-Encoding": "gzip"}),
        (503, CHALLENGE_PAGE, {"Server": "Cloudflare", "Content-Encoding": "gzip"}),
    ],
    ids=["by its header", "by its header while hurried", "by its page", "by its page while busy"],
)
async def test_a_site_that_wants_to_see_a_human_is_told_apart(
    site: Site, status: int, body: bytes, headers: dict[str, str]
) -> None:
    """A challenge is not the feed's fault, and no status says it: a header does, or else the page."""
    site.pages["/feed"] = answer(body, status, headers)
    failed = await asked(site.address("/feed"))
    assert isinstance(failed, Failed)
    assert failed.why == "the site asks every visitor to prove that they are human, which a bot is not"


async def test_a_challenge_has_a_status_of_its_own(site: Site) -> None:
    """A site that is broken behind Cloudflare is a site that is broken."""
    site.pages["/feed"] = answer(CHALLENGE_PAGE, 500, {"Server": "cloudflare", "Content-Encoding": "gzip"})
    assert await asked(site.address("/feed")) == Failed("the server answered 500 Internal Server Error")


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (ERROR_PAGE, {"Server": "cloudflare", "Content-Encoding": "gzip"}),
        (CHALLENGE_PAGE, {"Server": "cloudflare", "Content-Encoding": "br"}),
        (CHALLENGE_PAGE * 2, {"Server": "quay", "Content-Encoding": "gzip"}),
        (gzip.compress(bytes(5_000_000)), {"Server": "cloudflare", "Content-Encoding": "gzip"}),
    ],
    ids=["an error", "broken", "of another server", "too large"],
)
async def test_a_page_that_is_no_challenge_is_a_status(site: Site, body: bytes, headers: dict[str, str]) -> None:
    """Cloudflare passes on what the site itself refuses."""
    site.pages["/feed"] = answer(body, 403, headers)
    assert await asked(site.address("/feed")) == Failed("the server answered 403 Forbidden")


BROKEN = {
    "shorter than its Content-Length": (b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n<feed>", CUT_OFF),
    "a chunk without its end": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n<feed>\r\n", CUT_OFF),
    "gzip without its end": (
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 30\r\n\r\n" + gzip.compress(FEED)[:30],
        CUT_OFF,
    ),
    "a chunk of no size": (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nquay\r\n<feed>\r\n",
        Failed("what the server answered is not proper HTTP"),
    ),
    "br without its end": (
        b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n" + brotli.compress(FEED)[:20],
        CUT_OFF,
    ),
    "a part of it": (
        b"HTTP/1.1 206 Partial Content\r\nContent-Length: 6\r\n\r\n<feed>",
        Failed("the server answered 206 Partial Content"),
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
