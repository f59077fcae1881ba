"""Names become addresses, as this machine knows them."""

import asyncio
import socket
import threading

import pytest

from bot.web.dns import Resolver


@pytest.mark.parametrize(("host", "address"), [("localhost", "127.0.0.1"), ("0x7f.1", "127.0.0.1")])
async def test_a_name_has_its_addresses(host: str, address: str) -> None:
    """With the port that was asked for, ready to be connected to."""
    resolver = Resolver()
    try:
        found = await resolver.resolve(host, 8080)
    finally:
        await resolver.close()
    assert address in [one["host"] for one in found]
    assert {(one["hostname"], one["port"]) for one in found} == {(host, 8080)}


@pytest.mark.parametrize("host", ["a" * 64 + ".example", "quay..example"])
async def test_what_is_no_name_is_an_error(host: str) -> None:
    """Of the kinds that whoever asks knows to expect."""
    resolver = Resolver()
    try:
        with pytest.raises((OSError, UnicodeError)):
            await resolver.resolve(host)
    finally:
        await resolver.close()


async def test_names_are_looked_up_beside_everybody_elses_threads() -> None:
    """However busy the event loop's own threads are."""
    busy = threading.Event()
    loop = asyncio.get_running_loop()
    waiting = [loop.run_in_executor(None, busy.wait) for _ in range(40)]
    resolver = Resolver()
    try:
        found = await asyncio.wait_for(resolver.resolve("127.0.0.1", family=socket.AF_INET), timeout=5)
    finally:
        busy.set()
        await asyncio.gather(*waiting)
        await resolver.close()
    assert [one["host"] for one in found] == ["127.0.0.1"]
