"""Sending a form to a hub: through the same door, within the same limits."""

import asyncio

import pytest
from aiohttp import web

from bot.web.fetch import Failed
from tests.web.asking import after, asking
from tests.web.site import Site, Wire, answer

FORM = {"hub.mode": "subscribe", "hub.topic": "https://harbourlight.example/feed?a=1&b=ä"}


async def test_a_form_is_sent_as_it_is_given(site: Site) -> None:
    """As browsers send one, by somebody with a name; the status comes back."""
    taken: dict[str, object] = {}

    async def hub(request: web.BaseRequest) -> web.Response:
        taken.update(await request.post())
        return web.Response(status=202)

    site.pages["/hub"] = hub
    async with asking() as web_:
        assert await web_.post(site.address("/hub"), FORM) == 202
    (request,) = site.requests
    assert (request.method, request.content_type, taken) == ("POST", "application/x-www-form-urlencoded", FORM)
    assert request.headers["User-Agent"] == "LateEdition/1.2 (+https://harbourlight.example/bot)"
    assert not {"Cookie", "Referer", "Authorization"} & set(request.headers)


@pytest.mark.parametrize("status", [200, 204, 400, 404, 410, 500])
async def test_any_status_is_told(site: Site, status: int) -> None:
    """What it means is for whoever sent the form to say."""
    site.pages["/hub"] = answer(status=status)
    async with asking() as web_:
        assert await web_.post(site.address("/hub"), FORM) == status


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_form_follows_no_redirect(site: Site, status: int) -> None:
    """Who is to have it was decided by whoever gave the address."""
    site.redirect("/hub", "/feed", status)
    async with asking() as web_:
        failed = await web_.post(site.address("/hub"), FORM)
    assert isinstance(failed, Failed)
    assert failed.why.startswith(f"the server answered {status} ")
    assert len(site.requests) == 1


async def test_a_form_has_the_same_time(site: Site) -> None:
    """A hub that never answers is left."""
    site.pages["/hub"] = after(5)
    async with asking(seconds=0.1) as web_:
        assert await web_.post(site.address("/hub"), FORM) == Failed("it took longer than 0.1 seconds")


async def test_what_a_hub_says_is_not_read(site: Site) -> None:
    """An answer without an end costs nothing."""

    async def endless(request: web.BaseRequest) -> web.StreamResponse:
        stream = web.StreamResponse()
        await stream.prepare(request)
        while True:
            await stream.write(bytes(10_000))

    site.pages["/hub"] = endless
    async with asking() as web_:
        assert await asyncio.wait_for(web_.post(site.address("/hub"), FORM), timeout=3) == 200


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("mailto:ines@harbourlight.example", "only web addresses (https://…) can be read, not “mailto:”"),
        ("http://127.0.0.2/", "the address leads to a private network, which is not allowed"),
    ],
)
async def test_a_form_goes_through_the_same_door(address: str, why: str) -> None:
    """Nothing is sent where nothing may be fetched."""
    async with asking() as web_:
        assert await web_.post(address, FORM) == Failed(why)


async def test_a_hub_that_hangs_up_is_a_failure() -> None:
    """And the form is not sent twice."""
    wire = Wire([])
    async with wire as at, asking() as web_:
        assert await web_.post(at, FORM) == Failed("the connection broke off before the answer was complete")
    assert wire.asked == 1
