"""Asking the web over real connections: one thing at a time, with a pause, and not where patience was asked for."""

import asyncio
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from aiohttp import web

from bot.web.fetch import Failed, Fetched, Web
from bot.web.manners import SHORT_REST
from tests.web.asking import FEED, NOW, after, asked, asking
from tests.web.site import LOOPBACK, Names, Site, Wire, answer

QUAY, MERIDIAN = "quay.example", "meridian.example"
BOTH = Names({QUAY: ("127.0.0.1",), MERIDIAN: ("127.0.0.1",)})

# -------------------------------------------------------------------------------------------------------------- turns


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


async def test_who_waits_too_long_is_told_so(site: Site) -> None:
    """A host that takes its time, with a hundred feeds sent to it, does not hold up whoever polls for ever."""
    site.pages["/slow"] = after(0.1)
    async with asking(seconds=0.2) as web_:
        answers = await asyncio.gather(*(web_.fetch(site.address("/slow")) for _ in range(14)))
    assert answers[-1] == Failed("too many others wait for the same server")


async def test_requests_to_one_host_keep_a_pause(site: Site) -> None:
    """From the end of one to the beginning of the next: fetches, forms and the hops of a redirect alike."""
    clock = asyncio.get_running_loop().time
    had: list[tuple[float, float]] = []

    async def noted(request: web.BaseRequest) -> web.Response:
        began = clock()
        await asyncio.sleep(0.02)
        had.append((began, clock()))
        return web.Response(status=302, headers={"Location": "/feed"}) if request.path == "/" else web.Response()

    site.pages.update({"/": noted, "/feed": noted, "/hub": noted})
    async with asking(pause=0.05) as web_:
        await asyncio.gather(web_.fetch(site.address()), web_.fetch(site.address("/feed")))
        await web_.post(site.address("/hub"), {})
    gaps = [later[0] - earlier[1] for earlier, later in pairwise(had)]
    assert len(gaps) == 3
    assert min(gaps) > 0.049


async def test_another_host_is_asked_without_a_pause(site: Site) -> None:
    """A redirect that leads elsewhere costs no time."""
    site.redirect("/", site.address("/feed", MERIDIAN))
    async with asking(names=BOTH, pause=30) as web_:
        assert isinstance(await asyncio.wait_for(web_.fetch(site.address("/", QUAY)), timeout=5), Fetched)


async def test_the_pause_is_a_second_unless_said_otherwise(site: Site) -> None:
    """Two requests take more than a second, and one does not."""
    clock = asyncio.get_running_loop().time
    async with Web(contact="", version="1", allowed=LOOPBACK) as web_:
        began = clock()
        await web_.fetch(site.address("/feed"))
        first = clock() - began
        await web_.fetch(site.address("/feed"))
        assert first < 0.9 < 1 <= clock() - began


async def test_each_request_has_a_connection_of_its_own_and_one_at_a_time(site: Site) -> None:
    """None is kept open: a host that is asked once in many minutes has better use for it."""
    async with asking() as web_:
        for _ in range(3):
            await web_.fetch(site.address("/feed"))
            assert site.requests[-1].transport is None or site.requests[-1].transport.is_closing()
    assert len({id(request.protocol) for request in site.requests}) == 3


async def test_a_server_that_hangs_up_is_not_asked_again_at_once() -> None:
    """Once is what a poll is; the next one comes in its time."""
    wire = Wire([])
    async with wire as at:
        assert await asked(at) == Failed("the connection broke off before the answer was complete")
    assert wire.asked == 1


# -------------------------------------------------------------------------------------------------------------- rests


class Clock:
    """A wall clock that is moved by hand."""

    def __init__(self) -> None:
        self.time = NOW

    def __call__(self) -> datetime:
        return self.time


def asking_at(clock: Clock) -> Web:
    """A `Web` with two names, by this clock."""
    return Web(contact="", version="1", allowed=LOOPBACK, resolver=BOTH, now=clock, pause=0)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry-After": "120"}, timedelta(minutes=2)),
        (
            {"Retry-After": "Fri, 18 Sep 2026 10:05:00 GMT", "Date": "Fri, 18 Sep 2026 10:00:00 GMT"},
            timedelta(minutes=5),
        ),
        ({"Retry-After": "0"}, timedelta()),
        ({"Retry-After": "soon"}, SHORT_REST),
        ({}, SHORT_REST),
    ],
)
async def test_an_overloaded_server_says_when_to_come_back(
    site: Site, status: int, headers: dict[str, str], wait: timedelta
) -> None:
    """In seconds or as a date, which is read by the server's own clock; else it is left alone for a short while."""
    site.pages["/feed"] = answer(status=status, headers=headers)
    failed = await asked(site.address("/feed"))
    assert isinstance(failed, Failed)
    assert (failed.retry_after, failed.host) == (wait, "127.0.0.1")


async def test_a_date_to_come_back_is_read_by_our_clock_where_the_server_has_none() -> None:
    """A server need not tell the time."""
    head = b"HTTP/1.1 503 \r\nRetry-After: Fri, 18 Sep 2026 14:03:00 GMT\r\nContent-Length: 0\r\n\r\n"
    async with Wire([head]) as at:
        failed = await asked(at)
    assert failed == Failed("the server answered 503 Service Unavailable", timedelta(minutes=1), "127.0.0.1")


async def test_retry_after_means_nothing_elsewhere(site: Site) -> None:
    """Only 429 and 503 ask for patience."""
    site.pages["/feed"] = answer(status=500, headers={"Retry-After": "120"})
    async with asking() as web_:
        for _ in range(2):
            given = await web_.fetch(site.address("/feed"))
            assert given == Failed("the server answered 500 Internal Server Error")


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(("headers", "wait"), [({"Retry-After": "600"}, timedelta(minutes=10)), ({}, SHORT_REST)])
async def test_the_whole_host_is_left_alone(site: Site, status: int, headers: dict[str, str], wait: timedelta) -> None:
    """Every feed of it, and its hub; nothing is sent, what is left of the wait is told, and other hosts go on."""
    site.pages["/busy"] = answer(status=status, headers=headers)
    clock = Clock()
    async with asking_at(clock) as web_:
        await web_.fetch(site.address("/busy", QUAY))
        clock.time += timedelta(seconds=50)
        left = "9 more minutes" if headers else "1 more minute"
        resting = Failed(f"the server wishes to be left alone for {left}", wait - timedelta(seconds=50), QUAY)
        assert await web_.fetch(site.address("/feed", QUAY)) == resting
        assert await web_.fetch(site.address("/feed", QUAY + ".")) == resting
        assert await web_.post(site.address("/hub", QUAY), {}) == resting
        assert isinstance(await web_.fetch(site.address("/feed", MERIDIAN)), Fetched)
        assert [request.path for request in site.requests] == ["/busy", "/feed"]
        clock.time += wait
        assert isinstance(await web_.fetch(site.address("/feed", QUAY)), Fetched)


async def test_a_redirect_does_not_lead_to_a_host_at_rest(site: Site) -> None:
    """It is that host which wishes to be left alone, not the one that was asked first."""
    site.pages["/busy"] = answer(status=429, headers={"Retry-After": "600"})
    site.redirect("/", site.address("/feed", MERIDIAN))
    async with asking_at(Clock()) as web_:
        await web_.fetch(site.address("/busy", MERIDIAN))
        failed = await web_.fetch(site.address("/", QUAY))
    assert failed == Failed("the server wishes to be left alone for 10 more minutes", timedelta(minutes=10), MERIDIAN)
    assert [request.path for request in site.requests] == ["/busy", "/"]


async def test_a_hub_that_is_overloaded_is_left_alone_too(site: Site) -> None:
    """Its status is told, and it is not asked again meanwhile."""
    site.pages["/hub"] = answer(status=429, headers={"Retry-After": "600"})
    async with asking() as web_:
        assert await web_.post(site.address("/hub"), {}) == 429
        assert await web_.post(site.address("/hub"), {}) == Failed(
            "the server wishes to be left alone for 10 more minutes", timedelta(minutes=10), "127.0.0.1"
        )


async def test_fetches_that_wait_learn_of_a_rest_and_send_nothing(site: Site) -> None:
    """Five feeds of one host, the first of which is one too many."""
    site.pages["/busy"] = after(0.05, answer(status=429, headers={"Retry-After": "600"}))
    async with asking() as web_:
        await asyncio.gather(*(web_.fetch(site.address("/busy")) for _ in range(5)))
    assert len(site.requests) == 1
