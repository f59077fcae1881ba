"""A poll keeps what a feed's server wants to see again only where everything that it sent could be read."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot import poll
from bot.news.model import Entry, Story
from bot.news.story import read_entry
from bot.outbox.model import Validators
from bot.store import Store, open_store
from bot.web.fetch import Answer, Fetched
from tests import build
from tests.build import HOUR, MINUTE, NOW
from tests.store.steps import FAR, follow

FEED = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour Light</title><id>h</id>
<entry><id>2</id><title>Ferry crews vote on Monday</title><updated>2026-09-18T12:00:00Z</updated></entry>
<entry><id>1</id><title>Port and city agree to talk</title><updated>2026-09-18T11:00:00Z</updated></entry></feed>"""
VALIDATORS = Validators(etag='"second"')


class Server:
    """A server that sends the feed whole, whatever it is asked; `asked` is what it was shown."""

    def __init__(self) -> None:
        self.asked: list[Validators] = []

    async def fetch(self, address: str, validators: Validators) -> Answer:
        """Send the feed."""
        self.asked.append(validators)
        return Fetched(address, FEED, "application/atom+xml", VALIDATORS)


def cannot_read_the_first(entry: Entry) -> Story:
    """Read an entry, unless it is the one that trips this reader."""
    if entry.entry_id == "1":
        raise RecursionError("markup too deep")
    return read_entry(entry)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """A real store in which one channel has followed the feed for an hour."""
    async with open_store(f"sqlite:///{tmp_path / 'store.db'}") as opened:
        await follow(opened, build.subscription(since=NOW - HOUR))
        yield opened


async def polled(store: Store, server: Server, hours: int, read: poll.Read = read_entry) -> int:
    """Poll the feed so many hours from now; how many deliveries came of it."""
    return await poll.poll_due(
        store,
        server.fetch,
        lambda: NOW + hours * HOUR,
        every=MINUTE,
        at_once=10,
        lease=timedelta(minutes=5),
        jitter=lambda: 0.0,
        read=read,
    )


async def test_an_entry_that_cannot_be_read_today_can_be_read_tomorrow(store: Store) -> None:
    """A server that was shown its newest validators would say "not modified", and the entry would never be told."""
    server = Server()
    await polled(store, server, 0, cannot_read_the_first)
    await polled(store, server, 1)
    await polled(store, server, 2)
    assert server.asked == [Validators(), Validators(), VALIDATORS]


async def test_an_entry_that_cannot_be_read_does_not_silence_the_feed(store: Store) -> None:
    """What stands beside it is told, and whoever asks hears that something could not be read."""
    assert await polled(store, Server(), 0, cannot_read_the_first) == 1
    [claim] = await store.claim_deliveries(FAR, limit=10, lease=HOUR)
    assert claim.delivery.target == build.digest_delivery().target
    [following] = await store.following(build.GUILD)
    assert following.feed.problem == "1 of its entries could not be read"
