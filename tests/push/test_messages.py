"""A message that its hub signed makes the feed due, and nothing else; whatever comes in costs little."""

import asyncio
import gzip
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import cast

import aiohttp
import pytest

from bot import push
from bot.store import HubLease, Store, StoreUnavailable
from tests.build import HOUR, MINUTE, NOW
from tests.push.hub import TOPIC, Hub
from tests.push.steps import DAY, NOBODY, SECOND, Clock, answering, asked, due_in, nobody_follows, polled, token


@pytest.mark.usefixtures("answers")
@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "sha384", "sha512"])
async def test_a_signed_message_makes_the_feed_due(store: Store, clock: Clock, hub: Hub, algorithm: str) -> None:
    """It is answered at once, and the polling is woken."""
    await asked(store, clock, hub)
    heard = await hub.send(b"<feed/>", algorithm=algorithm)
    assert (heard.status, heard.text) == (202, "")
    assert await due_in(store, clock) == timedelta(0)
    assert clock.rung == 1


@pytest.mark.usefixtures("answers")
async def test_a_message_that_is_not_signed_is_taken_and_ignored(store: Store, clock: Clock, hub: Hub) -> None:
    """Whoever tries signatures learns nothing from the answers (WebSub, 7.1.2)."""
    await asked(store, clock, hub)
    address = hub.asked[0]["hub.callback"]
    signatures = ("", "sha256", "sha256=", "sha1=00", "md5=00", "sha256=\udcff", "=", "x" * 4000)
    tried = [{}, *({"X-Hub-Signature": signature} for signature in signatures)]
    heard = [await hub.call("POST", address, b"<feed/>", headers=headers) for headers in tried]
    assert {(one.status, one.text) for one in heard} == {(202, "")}
    assert await due_in(store, clock) > HOUR
    assert clock.rung == 0


@pytest.mark.usefixtures("answers")
async def test_one_feeds_secret_opens_no_other_feed(store: Store, clock: Clock, hub: Hub) -> None:
    """A hub may serve a hostile feed beside an honest one."""
    await asked(store, clock, hub)
    assert (await hub.send(b"<feed/>", secret="guessed")).status == 202
    assert await due_in(store, clock) > HOUR


@pytest.mark.usefixtures("answers")
async def test_many_messages_are_two_polls(store: Store, clock: Clock, hub: Hub) -> None:
    """One at once, and one a minute later for whatever the first could not see; nothing between them, and no third."""
    await asked(store, clock, hub)
    await hub.send()
    await polled(store, hub.address, at=clock.time)
    for _ in range(3):
        clock.time += 10 * SECOND
        await hub.send()
        assert clock.time + await due_in(store, clock) == NOW + MINUTE
    await polled(store, hub.address, at=NOW + MINUTE)
    clock.time = NOW + MINUTE + SECOND
    assert await due_in(store, clock) > HOUR
    assert clock.rung == 1


class Counted:
    """The store, which counts what hubs make it write."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.hub_lease = store.hub_lease
        self.hints: list[datetime] = []
        self.verdicts: list[datetime | None] = []

    async def hint(self, feed_id: str, now: datetime) -> bool:
        """Count."""
        self.hints.append(now)
        return await self._store.hint(feed_id, now)

    async def hub_verified(self, token: str, until: datetime | None) -> None:
        """Count."""
        self.verdicts.append(until)
        await self._store.hub_verified(token, until)


async def test_a_hub_that_talks_without_end_is_heard_once_a_minute(
    store: Store, clock: Clock, hub: Hub, unused_tcp_port: int
) -> None:
    """It is answered each time, and the store is spared."""
    counted = Counted(store)
    async with answering(cast(Store, counted), clock, unused_tcp_port):
        await asked(store, clock, hub)
        for _ in range(10):
            clock.time += SECOND
            assert (
                await hub.ask(hub.asked[0]["hub.callback"], mode="subscribe", topic=TOPIC, challenge="x")
            ).text == "x"
            assert (await hub.send()).status == 202
        clock.time += 5 * MINUTE
        await hub.send()
    assert counted.hints == [NOW + SECOND, NOW + SECOND + MINUTE, clock.time]
    assert counted.verdicts == [NOW + 10 * DAY]


@pytest.mark.usefixtures("answers")
async def test_what_is_packed_stays_packed(store: Store, clock: Clock, hub: Hub) -> None:
    """A signature is of the bytes as sent, and nobody would read what is in them, be it a gigabyte of nothing."""
    await asked(store, clock, hub)
    assert (await hub.send(gzip.compress(bytes(push.LARGEST + 1)), coding="gzip")).status == 202
    assert clock.rung == 1


@pytest.mark.usefixtures("answers")
async def test_a_message_for_what_nobody_wants_is_told_so(store: Store, clock: Clock, hub: Hub) -> None:
    """410: the hub may forget the subscription (WebSub, 7)."""
    await asked(store, clock, hub)
    await nobody_follows(store)
    assert (await hub.send()).status == 410
    assert (await hub.call("POST", NOBODY)).status == 410
    assert clock.rung == 0


@pytest.mark.usefixtures("answers")
@pytest.mark.parametrize("size", [push.LARGEST, push.LARGEST + 1])
async def test_a_message_that_is_too_large_is_not_read_to_its_end(
    store: Store, clock: Clock, hub: Hub, size: int
) -> None:
    """Its signature cannot be checked, so it is as good as unsigned; a byte less and it counts."""
    await asked(store, clock, hub)
    assert (await hub.send(bytes(size))).status == 202
    assert clock.rung == (1 if size == push.LARGEST else 0)


async def test_whoever_sends_too_slowly_is_sent_away(
    store: Store, clock: Clock, hub: Hub, unused_tcp_port: int
) -> None:
    """So is one that says nothing at all."""
    async with answering(store, clock, unused_tcp_port, timedelta(milliseconds=300)):
        await asked(store, clock, hub)
        assert (await hub.call("POST", hub.asked[0]["hub.callback"], dripping())).status == 408
        reader, writer = await asyncio.open_connection("127.0.0.1", unused_tcp_port)
        assert await asyncio.wait_for(reader.read(), 10) == b""
        writer.close()
    assert clock.rung == 0


@pytest.mark.usefixtures("answers")
async def test_a_message_that_breaks_off_is_no_error_of_ours(
    store: Store, clock: Clock, hub: Hub, unused_tcp_port: int, caplog: pytest.LogCaptureFixture
) -> None:
    """Nobody who runs the bot is told, and the next message is taken as ever."""
    await asked(store, clock, hub)
    _, writer = await asyncio.open_connection("127.0.0.1", unused_tcp_port)
    writer.write(f"POST /websub/{token(hub)} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nquay".encode())
    await asyncio.sleep(0.1)
    writer.close()
    assert (await hub.send()).status == 202
    assert clock.rung == 1
    assert [record.getMessage() for record in caplog.records if record.name == "aiohttp.server"] == []


async def test_the_end_does_not_wait_for_whoever_is_slow(
    store: Store, clock: Clock, hub: Hub, unused_tcp_port: int
) -> None:
    """A bot that is to stop stops, though a message is dripping in; its hub learns that it did not arrive."""
    async with asyncio.timeout(push.PATIENCE.total_seconds() / 2):
        async with answering(store, clock, unused_tcp_port):
            await asked(store, clock, hub)
            dripped = asyncio.create_task(hub.call("POST", hub.asked[0]["hub.callback"], dripping()))
            await asyncio.sleep(0.1)
        with pytest.raises(aiohttp.ClientError):
            await dripped


async def test_only_so_many_messages_are_read_at_once(
    store: Store, clock: Clock, hub: Hub, unused_tcp_port: int
) -> None:
    """While as many as may be are dripping in, a quick one waits for its turn."""
    async with answering(store, clock, unused_tcp_port, timedelta(seconds=1)):
        await asked(store, clock, hub)
        address = hub.asked[0]["hub.callback"]
        slow = [asyncio.create_task(hub.call("POST", address, dripping())) for _ in range(push.READ_AT_ONCE)]
        await asyncio.sleep(0.5)
        quick = asyncio.create_task(hub.send())
        await asyncio.wait([quick, *slow], return_when=asyncio.FIRST_COMPLETED)
        assert not quick.done()
        assert (await quick).status == 202
        assert {heard.status for heard in await asyncio.gather(*slow)} == {408}


async def dripping() -> AsyncIterator[bytes]:
    """A body that never ends."""
    while True:
        yield b"x"
        await asyncio.sleep(0.02)


RUBBISH = (
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    b"GET /websub/\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET //[ HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET http://[::1/websub/%zz?hub.mode=%ff HTTP/1.1\r\nHost: x\r\n\r\n",
    b"CONNECT bot.example:443 HTTP/1.1\r\nHost: x\r\n\r\n",
    b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
    b"POST /websub HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    b"POST /websub HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nquay\r\n",
)


@pytest.mark.usefixtures("answers")
async def test_rubbish_is_refused_without_a_word_about_the_software(unused_tcp_port: int) -> None:
    """Whatever comes in, and before any of it is understood."""
    for sent in RUBBISH:
        reader, writer = await asyncio.open_connection("127.0.0.1", unused_tcp_port)
        writer.write(sent)
        answer = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
        writer.close()
        assert answer.split()[1] in (b"400", b"404"), sent
        assert b"server:" not in answer.lower(), sent


class Unreachable:
    """A store that cannot be reached."""

    async def hub_lease(self, token: str) -> HubLease | None:
        """Fail."""
        raise StoreUnavailable("The database cannot be reached.")


async def test_while_the_store_is_away_hubs_are_asked_to_come_again(
    clock: Clock, hub: Hub, unused_tcp_port: int
) -> None:
    """503 makes a hub try again; 404 or 410 would end the subscription."""
    async with answering(cast(Store, Unreachable()), clock, unused_tcp_port):
        assert (await hub.ask(NOBODY, mode="subscribe", topic=TOPIC, challenge="tide")).status == 503
        assert (await hub.call("POST", NOBODY)).status == 503


async def test_a_port_that_is_taken_is_said_so(store: Store, clock: Clock, unused_tcp_port: int) -> None:
    """The composition root turns the error into words for the operator."""
    async with answering(store, clock, unused_tcp_port):
        with pytest.raises(OSError, match="address already in use"):
            async with answering(store, clock, unused_tcp_port):
                pass
