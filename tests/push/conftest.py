"""What the tests of hubs share: a clock, a hub, a store with a feed that names it, and the bot behind the callback."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store import Store, open_store
from tests.push.hub import Hub
from tests.push.steps import Clock, answering, polled
from tests.store.steps import follow


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still."""
    return Clock()


@pytest.fixture
async def hub(unused_tcp_port: int) -> AsyncIterator[Hub]:
    """A hub that does as it should."""
    async with Hub(unused_tcp_port) as hub:
        yield hub


@pytest.fixture
async def store(tmp_path: Path, hub: Hub) -> AsyncIterator[Store]:
    """A real store in which a channel follows a feed that names the hub."""
    async with open_store(f"sqlite:///{tmp_path / 'store.db'}") as opened:
        await follow(opened)
        await polled(opened, hub.address)
        yield opened


@pytest.fixture
async def answers(store: Store, clock: Clock, unused_tcp_port: int) -> AsyncIterator[None]:
    """The bot's side of the callback, meanwhile."""
    async with answering(store, clock, unused_tcp_port):
        yield
