"""A day of simulated time before scripted web servers: what a bot asked of them, and every request that was impolite.

`python -m benchmarks.origin` lets the real poller, fetcher and store live through that day, restarts included, beside a
poller as bots have it (every ten minutes, whatever happens), and prints what each did.
"""

import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256
from ipaddress import ip_network
from pathlib import Path
from typing import Self

import aiohttp
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.test_utils import RawTestServer

from benchmarks.table import Figure, Section, text
from bot import log, poll
from bot.news.model import Masthead
from bot.outbox import ids
from bot.outbox.cadence import Bounds
from bot.outbox.model import Feed, Subscription
from bot.poll import Poller
from bot.store import open_store
from bot.web.fetch import Web

BEGIN = datetime(2026, 9, 18, 0, 0, tzinfo=UTC)
STEP = timedelta(minutes=1)
DAY = timedelta(hours=24)
RESTARTS = frozenset({timedelta(hours=6, minutes=7), timedelta(hours=6, minutes=8), timedelta(hours=17)})
BOUNDS = Bounds(quickest=timedelta(minutes=10), slowest=timedelta(hours=1))
SOONEST = timedelta(minutes=5)
"""What no server likes to see undercut, whatever it says: nobody needs a feed twice in five minutes."""

_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)


class Clock:
    """The simulated time."""

    def __init__(self) -> None:
        self.time = BEGIN

    def now(self) -> datetime:
        """The time, aware, in UTC."""
        return self.time


@dataclass(frozen=True, slots=True)
class Script:
    """How one address behaves: how often it publishes, what it asks of its readers, and its bad hours.

    `rests` are the hours at which it answers 429 or 503 with that Retry-After, as a date where `dated`.
    """

    host: str
    path: str = "/feed"
    publishes: timedelta = _HOUR
    max_age: timedelta | None = None
    etag: bool = True
    last_modified: bool = True
    rests: tuple[tuple[int, int, timedelta], ...] = ()
    dated: bool = False
    down: frozenset[int] = frozenset()
    gone_at: int | None = None
    moved_to: str | None = None
    ttl: int | None = None


SCRIPTS = (
    Script("hourly.example"),
    Script("daily.example", publishes=DAY),
    Script("etag-only.example", last_modified=False, publishes=3 * _HOUR),
    Script("dates-only.example", etag=False, publishes=2 * _HOUR),
    Script("no-validators.example", etag=False, last_modified=False, publishes=5 * _HOUR),
    Script("fresh.example", max_age=4 * _HOUR),
    Script("ttl.example", ttl=180),
    Script("tired.example", rests=((3, 429, 2 * _HOUR), (9, 503, 5 * _HOUR))),
    Script("tired.example", "/other", rests=((15, 429, 90 * _MINUTE),), dated=True),
    Script("down.example", down=frozenset(range(2, 9))),
    Script("gone.example", gone_at=5),
    Script("moved.example", moved_to="http://home.example/feed"),
    *(Script("many.example", f"/{number}") for number in range(12)),
)

HOME = Script("home.example")
"""Where the moved feed stands now; nobody follows it there."""


@dataclass(slots=True)
class Known:
    """What the origin remembers of one address: the last complete answer, and what it asked for with it."""

    validators: bool = False
    asked_at: datetime | None = None
    not_before: datetime = BEGIN
    gone: bool = False


@dataclass(slots=True)
class Origin:
    """Web servers for every host of the scripts, on one port of this machine; `faults` counts what they object to."""

    clock: Clock
    scripts: tuple[Script, ...] = SCRIPTS
    requests: int = 0
    in_full: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    _known: dict[tuple[str, str], Known] = field(default_factory=dict)
    _rests: dict[str, datetime] = field(default_factory=dict)
    _busy: Counter[str] = field(default_factory=Counter)
    _server: RawTestServer | None = None

    async def __aenter__(self) -> Self:
        self._server = RawTestServer(self._answer)
        await self._server.start_server()
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server:
            await self._server.close()

    @property
    def port(self) -> int:
        """Where the servers listen."""
        return (self._server.port if self._server else None) or 0

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        host = request.host.partition(":")[0]
        script = next((one for one in (*self.scripts, HOME) if (one.host, one.path) == (host, request.path)), None)
        if script is None:
            return web.Response(status=404)
        self.requests += 1
        known = self._known.setdefault((host, request.path), Known())
        self._judge(request, host, known)
        known.asked_at = self.clock.now()
        self._busy[host] += 1
        try:
            await asyncio.sleep(0)  # whoever asks twice at once is seen here
            return self._said(script, request, known)
        finally:
            self._busy[host] -= 1

    def _judge(self, request: web.BaseRequest, host: str, known: Known) -> None:
        """Count what is wrong with a request, in words for the table."""
        now = self.clock.now()
        conditional = "If-None-Match" in request.headers or "If-Modified-Since" in request.headers
        wrong = {
            "asked again without validators": known.validators and not conditional,
            "asked within Retry-After": now < self._rests.get(host, BEGIN),
            "asked while the last answer was still good": now < known.not_before,
            "asked again too soon": known.asked_at is not None and now - known.asked_at < SOONEST,
            "two requests at once": self._busy[host] > 0,
            "asked for what is gone": known.gone,
            "did not say who asks": "+" not in request.headers.get("User-Agent", ""),
            "sent a cookie or a referrer": "Cookie" in request.headers or "Referer" in request.headers,
        }
        self.faults.update(what for what, is_so in wrong.items() if is_so)

    def _said(self, script: Script, request: web.BaseRequest, known: Known) -> web.Response:
        now = self.clock.now()
        hour = int((now - BEGIN) / _HOUR)
        sent = {"Date": format_datetime(now, usegmt=True)}
        if script.gone_at is not None and hour >= script.gone_at:
            known.gone = True
            return web.Response(status=410, headers=sent)
        for at, status, rest in script.rests:
            if at == hour:
                until = now + rest
                self._rests[script.host] = until
                wish = format_datetime(until, usegmt=True) if script.dated else str(int(rest.total_seconds()))
                return web.Response(status=status, headers=sent | {"Retry-After": wish})
        if hour in script.down:
            return web.Response(status=500, headers=sent)
        if script.moved_to:
            home = script.moved_to.replace(".example/", f".example:{self.port}/")
            return web.Response(status=301, headers=sent | {"Location": home})
        return self._feed(script, request, known, sent)

    def _feed(self, script: Script, request: web.BaseRequest, known: Known, sent: dict[str, str]) -> web.Response:
        now = self.clock.now()
        newest = BEGIN + script.publishes * ((now - BEGIN) // script.publishes)
        body = _rss(script, newest)
        if script.max_age:
            sent["Cache-Control"] = f"max-age={int(script.max_age.total_seconds())}"
            known.not_before = now + script.max_age
        if script.ttl:
            known.not_before = now + timedelta(minutes=script.ttl)
        if script.etag:
            sent["ETag"] = f'"{sha256(body).hexdigest()[:12]}"'
        if script.last_modified:
            sent["Last-Modified"] = format_datetime(newest, usegmt=True)
        known.validators = script.etag or script.last_modified
        seen = request.headers.get("If-None-Match"), request.headers.get("If-Modified-Since")
        if known.validators and seen == (sent.get("ETag"), sent.get("Last-Modified")):
            return web.Response(status=304, headers=sent)
        self.in_full += 1
        return web.Response(body=body, content_type="application/rss+xml", headers=sent)


class Loopback(AbstractResolver):
    """Every name leads to this machine."""

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        """Where the scripted servers are."""
        return [ResolveResult(hostname=host, host="127.0.0.1", port=port, family=2, proto=0, flags=0)]

    async def close(self) -> None:
        """Nothing is held."""


async def polite(folder: Path, scripts: tuple[Script, ...] = SCRIPTS, lasts: timedelta = DAY) -> Origin:
    """Let the bot's own poller live through the day."""
    clock = Clock()
    async with Origin(clock, scripts) as origin:
        store_address = f"sqlite:///{folder / 'origin.db'}"
        async with open_store(store_address) as store:
            for number, script in enumerate(scripts):
                address = f"http://{script.host}:{origin.port}{script.path}"
                feed_id = ids.feed_id(address)
                await store.subscribe(
                    Feed(feed_id, address, Masthead(script.host), due_at=BEGIN),
                    Subscription(ids.subscription_id(feed_id, number), feed_id, 1, number, 42, BEGIN),
                )
        began = BEGIN
        for ends in (*sorted(BEGIN + restart for restart in RESTARTS if restart < lasts), BEGIN + lasts):
            await _awake(clock, began, ends, store_address)
            began = ends
        return origin


async def _awake(clock: Clock, began: datetime, ends: datetime, store_address: str) -> None:
    """Poll from one restart to the next, with nothing but the store remembered from before."""
    async with (
        open_store(store_address) as store,
        Web(
            contact="https://lateedition.example/bot",
            version="0",
            allowed=(ip_network("127.0.0.0/8"),),
            resolver=Loopback(),
            now=clock.now,
            pause=0,
        ) as fetching,
    ):
        poller = Poller(store, fetching.fetch, clock.now, BOUNDS, lease=timedelta(minutes=5))
        clock.time = began
        while clock.time < ends:
            await poll.poll_due(poller, at_once=20)
            clock.time += STEP


async def rude(folder: Path, scripts: tuple[Script, ...] = SCRIPTS, lasts: timedelta = DAY) -> Origin:
    """Let a poller live through the day that asks for every feed every ten minutes, as simple bots do."""
    clock = Clock()
    async with (
        Origin(clock, scripts) as origin,
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(resolver=Loopback())) as session,
    ):
        while clock.time < BEGIN + lasts:
            await asyncio.gather(
                *(_taken(session, f"http://{script.host}:{origin.port}{script.path}") for script in scripts)
            )
            clock.time += 10 * _MINUTE
        return origin


async def _taken(session: aiohttp.ClientSession, address: str) -> None:
    async with session.get(address) as response:
        await response.read()


def _rss(script: Script, newest: datetime) -> bytes:
    ttl = f"<ttl>{script.ttl}</ttl>" if script.ttl else ""
    items = "".join(
        f"<item><guid>{script.host}{script.path}{number}</guid><title>News {number}</title>"
        f"<pubDate>{format_datetime(newest - number * script.publishes, usegmt=True)}</pubDate>"
        f"<description>It was quiet.</description></item>"
        for number in range(5)
    )
    return f"<rss version='2.0'><channel><title>{script.host}</title>{ttl}{items}</channel></rss>".encode()


async def main() -> int:
    """Print the table; 1 where the bot was impolite."""
    log.set_up("error", "lines")
    lived: list[Origin] = []
    days: tuple[Callable[[Path], Awaitable[Origin]], ...] = (polite, rude)
    for day in days:
        with tempfile.TemporaryDirectory() as folder:
            lived.append(await day(Path(folder)))
    ours, theirs = lived
    peer = "every ten minutes"
    names = sorted(ours.faults | theirs.faults)
    figures = (
        Figure("requests", "", ours.requests, ((peer, theirs.requests),), less_is_better=True),
        Figure("answers in full", "", ours.in_full, ((peer, theirs.in_full),), less_is_better=True),
        Figure("impolite requests", "", ours.faults.total(), ((peer, theirs.faults.total()),), less_is_better=True),
        *(Figure(name, "", ours.faults[name], ((peer, theirs.faults[name]),), less_is_better=True) for name in names),
    )
    title = f"24 simulated hours before {len(SCRIPTS)} feeds, {len(RESTARTS)} restarts"
    print(text((Section(title, figures),), ("The bar: 0 impolite requests.",)))
    return 1 if ours.faults else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
