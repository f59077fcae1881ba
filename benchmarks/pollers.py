"""A poller's name, a port and a number of polls in; the CPU-seconds that the polls took, or what is missing, out.

`python -m benchmarks.pollers NAME PORT POLLS` runs in whichever environment has the poller, and prints JSON. Each poll
goes to a host of its own, and so over a new connection with a full TLS handshake. Only this process is counted, with
the children it reads in; what makes a poller ready is not.
"""

import asyncio
import json
import os
import resource
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from functools import partial
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING, cast

from benchmarks.pollsite import ETAG

if TYPE_CHECKING:
    from aiohttp.abc import AbstractResolver

AT_ONCE = 20
WARM_UP = 20

Poll = Callable[[str], Awaitable[object]]
Poller = Callable[[], AbstractAsyncContextManager[Poll]]


@asynccontextmanager
async def _bare(*, changed: bool, parse: Callable[[bytes], object] | None = None) -> AsyncIterator[Poll]:
    """What aiohttp itself can do, set up for just this: the limit."""
    import aiohttp

    connector = aiohttp.TCPConnector(resolver=_here(), use_dns_cache=False, force_close=True, limit=0)
    headers = {} if changed else {"If-None-Match": ETAG}
    async with aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as session:

        async def poll(address: str) -> None:
            async with session.get(address, headers=headers, allow_redirects=False) as response:
                assert response.status == (200 if changed else 304)
                body = await response.read()
                if parse:
                    with suppress(Exception):  # what it cannot read is not what is measured
                        parse(body)

        yield poll


@asynccontextmanager
async def _limit_read() -> AsyncIterator[Poll]:
    import fastfeedparser

    async with _bare(changed=True, parse=fastfeedparser.parse) as poll:
        yield poll


@asynccontextmanager
async def _as_bots_do() -> AsyncIterator[Poll]:
    """aiohttp as it comes, no validators, and feedparser."""
    import aiohttp
    import feedparser

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(resolver=_here())) as session:

        async def poll(address: str) -> None:
            async with session.get(address) as response:
                feedparser.parse(await response.text())

        yield poll


@asynccontextmanager
async def _ours(*, changed: bool) -> AsyncIterator[Poll]:
    """Late Edition's way out to the web."""
    from bot.outbox.model import Validators
    from bot.web.fetch import Fetched, NotModified, Web

    known = Validators() if changed else Validators(ETAG, None, "hash")
    loopback = (ip_network("127.0.0.1/32"),)
    async with Web(contact="benchmarks", version="1", allowed=loopback, resolver=_here(), pause=0) as web:

        async def poll(address: str) -> Fetched | NotModified:
            answer = await web.fetch(address, known)
            assert isinstance(answer, Fetched | NotModified), answer
            return answer

        yield poll


@asynccontextmanager
async def _ours_read() -> AsyncIterator[Poll]:
    """The same, and its reader, in one process."""
    from bot.news.feed import NotAFeed, read_feed
    from bot.web.fetch import Fetched

    async with _ours(changed=True) as fetch:

        async def poll(address: str) -> None:
            answer = cast(Fetched, await fetch(address))
            with suppress(NotAFeed):
                read_feed(answer.body, address=answer.address, content_type=answer.content_type)

        yield poll


@asynccontextmanager
async def _ours_room() -> AsyncIterator[Poll]:
    """The same, with the reader in the process that may use only so much."""
    from bot.news.feed import NotAFeed, read_feed
    from bot.room import Room
    from bot.web.fetch import Fetched

    async with _ours(changed=True) as fetch, Room(workers=1) as room:

        async def poll(address: str) -> None:
            answer = cast(Fetched, await fetch(address))
            with suppress(NotAFeed):
                await room.do(read_feed, answer.body, address=answer.address, content_type=answer.content_type)

        yield poll


POLLERS: dict[str, Poller] = {
    "limit-304": partial(_bare, changed=False),
    "limit-read": _limit_read,
    "ours-304": partial(_ours, changed=False),
    "ours-read": _ours_read,
    "ours-room": _ours_room,
    "aiohttp-feedparser-read": _as_bots_do,
}
"""By name; “304” asks for what has not changed, the others read what they are given."""


async def polled(name: str, port: int, polls: int) -> float:
    """Have a poller poll, and count the CPU-seconds."""
    async with POLLERS[name]() as poll:
        addresses = _addresses(port, polls)
        for _ in range(WARM_UP):
            await poll(next(addresses))
        begun = cpu_seconds()
        await asyncio.gather(*(_worker(poll, addresses) for _ in range(AT_ONCE)))
        return cpu_seconds() - begun


async def _worker(poll: Poll, addresses: Iterator[str]) -> None:
    for address in addresses:
        await poll(address)


def reader(name: str, port: int, polls: int) -> float:
    """Have the `reader` library update as many feeds, which it also stores; count the CPU-seconds."""
    import certifi

    # It can be given neither whom to trust nor where names lead: so all of this process trusts the site, and finds it.
    certifi.where = lambda: os.environ["SSL_CERT_FILE"]
    socket.getaddrinfo = lambda _, port, *__, **___: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
    from reader import make_reader  # type: ignore[import-not-found,unused-ignore]  # it lives with the peers

    with make_reader(":memory:") as library:
        for address in _addresses(port, polls - WARM_UP):
            library.add_feed(address)
        if name == "reader-304":
            library.update_feeds(scheduled=False)
        begun = cpu_seconds()
        library.update_feeds(scheduled=False)
        return cpu_seconds() - begun


def cpu_seconds() -> float:
    """What this process and its children have used so far; of children that live, in hundredths, where Linux tells."""
    own, ended = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    living = 0
    for listed in Path("/proc/self/task").glob("*/children"):
        for child in listed.read_text().split():
            fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
            living += int(fields[11]) + int(fields[12])
    used = own.ru_utime + own.ru_stime + ended.ru_utime + ended.ru_stime
    return used + living / os.sysconf("SC_CLK_TCK")


def _addresses(port: int, polls: int) -> Iterator[str]:
    """A host for each poll, and for the warm-up."""
    return (f"https://blog{n}.feeds.example:{port}/{n}" for n in range(polls + WARM_UP))


def _here() -> "AbstractResolver":
    """Look every name up as this machine."""
    from aiohttp.abc import AbstractResolver, ResolveResult

    class Here(AbstractResolver):
        async def resolve(
            self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
        ) -> list[ResolveResult]:
            return [ResolveResult(hostname=host, host="127.0.0.1", port=port, family=socket.AF_INET, proto=0, flags=0)]

        async def close(self) -> None:
            pass

    return Here()


def main(name: str, port: int, polls: int) -> dict[str, float | str]:
    """Measure one poller, and tell how many handshakes it owes; a missing library is named."""
    try:
        if name.startswith("reader"):
            return {"seconds": reader(name, port, polls), "handshakes": polls * (2 if name == "reader-304" else 1)}
        loop_factory: Callable[[], asyncio.AbstractEventLoop] | None = None
        if not name.startswith("aiohttp"):
            from uvloop import new_event_loop as loop_factory
        with asyncio.Runner(loop_factory=loop_factory) as runner:
            return {"seconds": runner.run(polled(name, port, polls)), "handshakes": polls + WARM_UP}
    except ImportError as error:
        return {"missing": str(error.name)}


if __name__ == "__main__":
    json.dump(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])), sys.stdout)
