"""The scripted origin objects to what is impolite, and the bot gives it no reason to."""

from datetime import timedelta
from pathlib import Path

import aiohttp

from benchmarks.origin import BEGIN, SCRIPTS, Clock, Loopback, Origin, Script, polite, rude

HOUR = timedelta(hours=1)


async def ask(origin: Origin, host: str, headers: dict[str, str] | None = None) -> aiohttp.ClientResponse:
    """Ask a scripted host once."""
    connector = aiohttp.TCPConnector(resolver=Loopback())
    given = {"User-Agent": "Reader/1 (+https://reader.example)"} | (headers or {})
    async with (
        aiohttp.ClientSession(connector=connector, headers=given) as session,
        session.get(f"http://{host}:{origin.port}/feed", allow_redirects=False) as response,
    ):
        await response.read()
        return response


async def test_half_a_day_of_polling_gives_no_server_a_reason_to_object(tmp_path: Path) -> None:
    """Through bad hours, rests, moves and restarts; while a simple poller gives a thousand."""
    scripts = tuple(script for script in SCRIPTS if script.host != "many.example" or script.path in ("/0", "/1"))
    lived, simple = await polite(tmp_path, scripts, 12 * HOUR), await rude(tmp_path, scripts, 12 * HOUR)
    assert dict(lived.faults) == {}
    assert lived.requests > 300
    assert lived.in_full < lived.requests / 2
    assert {"asked again without validators", "asked within Retry-After", "two requests at once"} <= set(simple.faults)


async def test_a_reader_that_shows_its_validators_is_welcome() -> None:
    """Nothing is said against one that asks once an hour for what may have changed."""
    clock = Clock()
    async with Origin(clock, (Script("hourly.example"),)) as origin:
        first = await ask(origin, "hourly.example")
        clock.time += HOUR / 2
        shown = {"If-None-Match": first.headers["ETag"], "If-Modified-Since": first.headers["Last-Modified"]}
        assert (await ask(origin, "hourly.example", shown)).status == 304
        assert not origin.faults


async def test_each_rudeness_is_seen() -> None:
    """A check that cannot fail would prove nothing."""
    clock = Clock()
    scripts = (
        Script("tired.example", rests=((0, 429, 2 * HOUR),)),
        Script("fresh.example", max_age=3 * HOUR),
        Script("gone.example", gone_at=0),
    )
    async with Origin(clock, scripts) as origin:
        for host in ("tired.example", "fresh.example", "gone.example"):
            await ask(origin, host)
        clock.time = BEGIN + timedelta(minutes=2)
        for host in ("tired.example", "fresh.example", "gone.example"):
            await ask(origin, host, {"User-Agent": "reader", "Cookie": "a=b"})
        assert origin.faults == {
            "asked again too soon": 3,
            "asked within Retry-After": 1,
            "asked while the last answer was still good": 1,
            "asked again without validators": 1,
            "asked for what is gone": 1,
            "did not say who asks": 3,
            "sent a cookie or a referrer": 3,
        }
