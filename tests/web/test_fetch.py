"""Asking the web over real connections: the manners and the limits of it."""

import asyncio
import gzip
import hashlib
from datetime import timedelta

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from bot.outbox.model import Validators
from bot.web.fetch import (
    LONGEST_WAIT,
    Failed,
    Fetched,
    Gone,
    NotModified,
    retry_after,
    user_agent,
)
from tests.web.asking import FEED, FEED_HASH, NOW, after, asked, asking
from tests.web.site import Names, Site, Wire, answer

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
    """An honest name, feeds preferred, gzip; no cookies, no referrer, nothing else."""
    await asked(site.address("/feed"))
    headers = site.requests[0].headers
    assert headers["User-Agent"] == "LateEdition/1.2 (+https://harbourlight.example/bot)"
    assert headers["Accept"].startswith("application/atom+xml")
    assert set(headers) == {"Host", "User-Agent", "Accept", "Accept-Encoding"}


def test_a_contact_is_named_where_there_is_one() -> None:
    """A contact that breaks the line cannot add a header."""
    assert user_agent("ines@harbourlight.example", "2") == "LateEdition/2 (+ines@harbourlight.example)"
    assert user_agent("", "2") == "LateEdition/2"
    assert user_agent("a\r\nX: b", "2") == "LateEdition/2 (+a X: b)"


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
    async with asking() as web_:
        await web_.fetch(site.address())
        await web_.fetch(site.address("/feed"))
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


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry-After": "120"}, timedelta(minutes=2)),
        (
            {"Retry-After": "Fri, 18 Sep 2026 10:05:00 GMT", "Date": "Fri, 18 Sep 2026 10:00:00 GMT"},
            timedelta(minutes=5),
        ),
        ({"Retry-After": "soon"}, None),
        ({}, None),
    ],
)
async def test_an_overloaded_server_says_when_to_come_back(
    site: Site, status: int, headers: dict[str, str], wait: timedelta | None
) -> None:
    """In seconds or as a date, which is read by the server's own clock."""
    site.pages["/feed"] = answer(status=status, headers=headers)
    failed = await asked(site.address("/feed"))
    assert isinstance(failed, Failed)
    assert failed.retry_after == wait


async def test_a_date_to_come_back_is_read_by_our_clock_where_the_server_has_none() -> None:
    """A server need not tell the time."""
    head = b"HTTP/1.1 503 \r\nRetry-After: Fri, 18 Sep 2026 14:03:00 GMT\r\nContent-Length: 0\r\n\r\n"
    async with Wire([head]) as at:
        assert await asked(at) == Failed("the server answered 503 Service Unavailable", timedelta(minutes=1))


async def test_retry_after_means_nothing_elsewhere(site: Site) -> None:
    """Only 429 and 503 ask for patience."""
    site.pages["/feed"] = answer(status=500, headers={"Retry-After": "120"})
    assert await asked(site.address("/feed")) == Failed("the server answered 500 Internal Server Error")


@pytest.mark.parametrize(
    ("text", "wait"),
    [
        ("0", timedelta()),
        ("9" * 8_000, LONGEST_WAIT),
        ("31536000", LONGEST_WAIT),
        ("Fri, 18 Sep 2026 14:01:00 GMT", timedelta()),
        ("Fri, 18 Sep 2026 14:03:00 -0000", timedelta(minutes=1)),
        ("Friday, 18-Sep-26 14:03:00 GMT", timedelta(minutes=1)),
        ("Fri, 18 Sep 9999 14:03:00 GMT", LONGEST_WAIT),
        ("-5", None),
        ("٣", None),
        ("1e3", None),
    ],
)
def test_a_wait_is_never_negative_and_never_long(text: str, wait: timedelta | None) -> None:
    """Whatever a server wishes, it is asked again within a week."""
    assert retry_after(text, NOW) == wait


@given(st.text(max_size=40))
def test_any_wish_is_read_or_passed_over(text: str) -> None:
    """No header raises."""
    wait = retry_after(text, NOW)
    assert wait is None or timedelta() <= wait <= LONGEST_WAIT


async def test_one_host_is_asked_one_thing_at_a_time(site: Site) -> None:
    """However many feeds it has; another host need not wait for that."""
    at_once: dict[str, int] = {}
    most: dict[str, int] = {}

    async def slow(request: web.BaseRequest) -> web.Response:
        at_once[request.host] = at_once.get(request.host, 0) + 1
        most[request.host] = max(most.get(request.host, 0), at_once[request.host])
        most["all"] = max(most.get("all", 0), sum(at_once.values()))
        await asyncio.sleep(0.05)
        at_once[request.host] -= 1
        return web.Response(body=FEED)

    site.pages["/slow"] = slow
    hosts = ["quay.example", "meridian.example"]
    names = Names(dict.fromkeys(hosts, ("127.0.0.1",)))
    async with asking(names=names) as web_:
        await asyncio.gather(*(web_.fetch(site.address("/slow", host)) for host in hosts * 3))
    assert most == {f"quay.example:{site.port}": 1, f"meridian.example:{site.port}": 1, "all": 2}


async def test_waiting_for_a_turn_is_not_held_against_a_feed(site: Site) -> None:
    """Four answers of 0.2 s from one host, none of which may take 0.6 s."""
    site.pages["/slow"] = after(0.2)
    async with asking(seconds=0.6) as web_:
        answers = await asyncio.gather(*(web_.fetch(site.address("/slow")) for _ in range(4)))
    assert [type(given) for given in answers] == [Fetched] * 4


async def test_hosts_that_redirect_to_each_other_do_not_wait_for_ever(site: Site) -> None:
    """No turn is kept while the next one is waited for."""
    names = Names({"quay.example": ("127.0.0.1",), "meridian.example": ("127.0.0.1",)})
    for path, to in (("/a", "meridian.example"), ("/b", "quay.example")):
        site.pages[path] = after(0.05, answer(status=302, headers={"Location": site.address("/feed", to)}))
    async with asking(names=names) as web_:
        fetches = (web_.fetch(site.address("/a", "quay.example")), web_.fetch(site.address("/b", "meridian.example")))
        answers = await asyncio.wait_for(asyncio.gather(*fetches), timeout=3)
    assert [type(given) for given in answers] == [Fetched, Fetched]


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


async def test_a_packed_answer_is_unpacked(site: Site) -> None:
    """The hash is that of the unpacked body: packing it anew changes nothing."""
    site.pages["/packed"] = answer(gzip.compress(FEED), headers={"Content-Encoding": "gzip"})
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
