"""Asking the web over real connections: the manners and the limits of it."""

import gzip
import hashlib
import sys
import zlib
from collections.abc import Callable
from datetime import timedelta

import brotli  # type: ignore[import-untyped]  # it comes without types
import pytest
from aiohttp import web

from bot.outbox.model import Validators
from bot.web.fetch import Failed, Fetched, Gone, NotModified
from tests.web.asking import FEED, FEED_HASH, after, asked, asking
from tests.web.site import Names, Site, Wire, answer

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

# -------------------------------------------------------------------------------------------------------------- manners


async def test_an_answer_carries_all_that_the_next_steps_need(site: Site) -> None:
    """Where it came from, what it says it is, its bytes, and what to send back next time."""
    assert await asked(site.address("/feed")) == Fetched(
        address=site.address("/feed"),
        body=FEED,
        content_type="application/atom+xml",
        validators=Validators(etag='"1"', body_hash=FEED_HASH),
    )


async def test_a_site_learns_who_asks_and_little_else(site: Site) -> None:
    """An honest name, feeds preferred, three ways to pack them; no cookies, no Referer, no Authorization."""
    await asked(site.address("/feed"))
    headers = site.requests[0].headers
    assert headers["User-Agent"] == "LateEdition/1.2 (+https://harbourlight.example/bot)"
    assert headers["Accept"].startswith("application/atom+xml")
    assert headers["Accept-Encoding"] == "gzip, br, zstd"
    assert headers["Connection"] == "close"
    assert set(headers) == {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"}


async def test_validators_are_sent_back_verbatim(site: Site) -> None:
    """Both of them, odd as they may be: a server compares them byte by byte."""
    await asked(site.address("/feed"), Validators(etag='W/"a, b"x', last_modified="yesterday, or so", body_hash="0"))
    headers = site.requests[0].headers
    assert (headers["If-None-Match"], headers["If-Modified-Since"]) == ('W/"a, b"x', "yesterday, or so")


async def test_304_is_not_modified(site: Site) -> None:
    """What the 304 says of the validators is taken over, the rest is kept."""
    site.pages["/feed"] = answer(status=304, headers={"ETag": '"2"'})
    before = Validators('"1"', "Fri, 18 Sep 2026 12:00:00 GMT", "hash")
    assert await asked(site.address("/feed"), before) == NotModified(
        Validators('"2"', "Fri, 18 Sep 2026 12:00:00 GMT", "hash")
    )


async def test_304_to_a_first_request_is_a_failure(site: Site) -> None:
    """Nothing was known that could be unchanged."""
    site.pages["/feed"] = answer(status=304)
    assert await asked(site.address("/feed")) == Failed("the server answered 304 Not Modified")


async def test_the_same_body_under_another_etag_is_not_modified(site: Site) -> None:
    """Servers that count up their ETag at every request are seen through; the new ETag is kept."""
    assert await asked(site.address("/feed"), Validators(etag='"0"', body_hash=FEED_HASH)) == NotModified(
        Validators(etag='"1"', body_hash=FEED_HASH)
    )


@pytest.mark.parametrize(
    "known",
    [
        Validators('"1"', "Fri, 18 Sep 2026 12:00:00 GMT", "hash"),
        Validators('"1"', None, "hash"),
        Validators(None, "Fri, 18 Sep 2026 12:00:00 GMT", "hash"),
    ],
)
async def test_the_same_validators_on_another_body_are_not_modified(site: Site, known: Validators) -> None:
    """A server that does not know how to say 304 still says that nothing has changed; pages differ by their adverts."""
    named = {"ETag": known.etag, "Last-Modified": known.last_modified}
    site.pages["/feed"] = answer(FEED + b"<!-- 7 ms -->", headers={name: text for name, text in named.items() if text})
    assert await asked(site.address("/feed"), known) == NotModified(known)


async def test_another_validator_beside_the_same_one_is_read(site: Site) -> None:
    """One that changed, came or went is reason enough."""
    site.pages["/feed"] = answer(FEED, headers={"ETag": '"1"', "Last-Modified": "Fri, 18 Sep 2026 13:00:00 GMT"})
    assert isinstance(await asked(site.address("/feed"), Validators('"1"', "Fri, 18 Sep 2026 12:00:00 GMT")), Fetched)
    assert isinstance(await asked(site.address("/feed"), Validators('"1"')), Fetched)


async def test_an_answer_says_how_long_it_stays_good(site: Site) -> None:
    """One in full, one that has not changed by its body or by its validators, and a 304."""
    fresh = {"Cache-Control": "public, max-age=3600"}
    site.pages["/feed"] = answer(FEED, headers=fresh)
    site.pages["/same"] = answer(FEED, headers={**fresh, "ETag": '"1"'})
    site.pages["/304"] = answer(status=304, headers=fresh)
    known = Validators('"1"', None, FEED_HASH)
    answers = [await asked(site.address(path), known) for path in ("/feed", "/same", "/304")]
    answers.append(await asked(site.address("/feed")))
    assert [type(given) for given in answers] == [NotModified, NotModified, NotModified, Fetched]
    assert {isinstance(given, Fetched | NotModified) and given.fresh_for for given in answers} == {timedelta(hours=1)}


@pytest.mark.parametrize(
    ("headers", "fresh"),
    [
        ([("Expires", "Fri, 18 Sep 2026 10:05:00 GMT"), ("Date", "Fri, 18 Sep 2026 10:00:00 GMT")], 300),
        ([("Expires", "Fri, 18 Sep 2026 14:07:00 GMT")], 300),
        ([("Cache-Control", "max-age=300"), ("Cache-Control", "public")], 300),
        ([("Cache-Control", "max-age=300"), ("Cache-Control", "no-cache")], None),
        ([], None),
    ],
)
async def test_an_end_is_counted_by_the_servers_own_clock(headers: list[tuple[str, str]], fresh: int | None) -> None:
    """By ours where the server has none; one header may stand in several lines."""
    lines = "".join(f"{name}: {text}\r\n" for name, text in headers)
    async with Wire([f"HTTP/1.1 200 OK\r\n{lines}Content-Length: 0\r\n\r\n".encode()]) as at:
        fetched = await asked(at)
    assert isinstance(fetched, Fetched)
    assert fetched.fresh_for == (fresh and timedelta(seconds=fresh))


async def test_an_answer_names_its_hub(site: Site) -> None:
    """WebSub: the hub and the topic stand in the Link header, and may be relative to where the answer came from."""
    site.redirect("/old", "/blog/feed")
    links = '<https://hub.example/>; rel="hub", <feed?all>; rel=self'
    site.pages["/blog/feed"] = answer(FEED, headers={"Link": links})
    fetched = await asked(site.address("/old"))
    assert isinstance(fetched, Fetched)
    assert (fetched.hub, fetched.topic) == ("https://hub.example/", site.address("/blog/feed?all"))


async def test_a_validator_that_no_request_could_carry_is_not_kept() -> None:
    """A server may send any bytes as its ETag; a request may not."""
    async with Wire(
        [b'HTTP/1.1 200 OK\r\nETag: "\xff\x01"\r\nLast-Modified: \xc3\xa9\r\nContent-Length: 0\r\n\r\n']
    ) as at:
        fetched = await asked(at)
        assert isinstance(fetched, Fetched)
        assert fetched.validators == Validators(body_hash=hashlib.sha256(b"").hexdigest())


async def test_cookies_are_not_sent_back(site: Site) -> None:
    """Neither on the next request nor along a redirect."""
    site.pages["/"] = answer(status=302, headers={"Location": "/feed", "Set-Cookie": "seen=1; Path=/"})
    async with asking(names=Names({"quay.example": ("127.0.0.1",)})) as web_:
        await web_.fetch(site.address("/", "quay.example"))
        await web_.fetch(site.address("/feed", "quay.example"))
    assert [request.path for request in site.requests] == ["/", "/feed", "/feed"]
    assert not any("Cookie" in request.headers for request in site.requests)


async def test_a_redirect_does_not_tell_where_it_came_from(site: Site) -> None:
    """No Referer, at any hop."""
    site.redirect("/", "/feed")
    await asked(site.address())
    assert not any("Referer" in request.headers for request in site.requests)


async def test_410_is_told_apart_from_404(site: Site) -> None:
    """Gone for good ends a feed, not found may pass."""
    site.pages["/gone"] = answer(status=410)
    assert await asked(site.address("/gone")) == Gone()
    assert await asked(site.address("/missing")) == Failed("the server answered 404 Not Found")


# --------------------------------------------------------------------------------------------------------------- limits


async def test_a_body_that_is_too_large_is_refused(site: Site) -> None:
    """The limit counts what arrives."""
    site.pages["/large"] = answer(bytes(100_001))
    site.pages["/largest"] = answer(bytes(100_000))
    assert await asked(site.address("/large")) == Failed("it is larger than 0.1 MB")
    assert isinstance(await asked(site.address("/largest")), Fetched)


async def test_a_body_without_an_end_is_left(site: Site) -> None:
    """A stream is not read beyond the limit."""
    sent = 0

    async def endless(request: web.BaseRequest) -> web.StreamResponse:
        nonlocal sent
        stream = web.StreamResponse()
        await stream.prepare(request)
        while True:
            await stream.write(bytes(10_000))
            sent += 10_000

    site.pages["/endless"] = endless
    assert await asked(site.address("/endless")) == Failed("it is larger than 0.1 MB")
    assert sent < 50_000_000


async def test_a_gzip_bomb_is_refused(site: Site) -> None:
    """The limit counts what an answer unpacks to."""
    bomb = gzip.compress(bytes(20_000_000))
    site.pages["/bomb"] = answer(bomb, headers={"Content-Encoding": "gzip"})
    assert len(bomb) < 50_000
    assert await asked(site.address("/bomb")) == Failed("it is larger than 0.1 MB")


@pytest.mark.parametrize(
    ("coding", "packed"),
    [("gzip", gzip.compress), ("br", brotli.compress), ("zstd", zstd.compress), ("deflate", zlib.compress)],
)
async def test_a_packed_answer_is_unpacked(site: Site, coding: str, packed: Callable[[bytes], bytes]) -> None:
    """The hash is that of the unpacked body: packing it anew changes nothing."""
    site.pages["/packed"] = answer(packed(FEED), headers={"Content-Encoding": coding})
    fetched = await asked(site.address("/packed"))
    assert isinstance(fetched, Fetched)
    assert (fetched.body, fetched.validators.body_hash) == (FEED, FEED_HASH)


async def test_a_slow_drip_ends_with_the_time(site: Site) -> None:
    """The time is that of the whole fetch, so a byte now and then buys none."""
    drip = [b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", *[b"x"] * 100]
    async with Wire(drip, pause=0.02) as at:
        assert await asked(at, seconds=0.2) == Failed("it took longer than 0.2 seconds")


async def test_redirects_share_one_time(site: Site) -> None:
    """Each hop in good time, all of them too slow."""
    for here, there in (("/1", "/2"), ("/2", "/3"), ("/3", "/feed")):
        site.pages[here] = after(0.15, answer(status=302, headers={"Location": there}))
    assert await asked(site.address("/1"), seconds=0.25) == Failed("it took longer than 0.25 seconds")
