"""A worker that follows a feed, begins to record what a poll of it came to, says so, and waits to be killed.

python -m tests.store.dies_halfway ADDRESS [MOVED_TO]
"""

import asyncio
import sys

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.outbox.model import Outcome, Validators
from bot.store import feeds, open_store
from bot.store.address import read_address
from bot.store.engine import open_database
from tests import build
from tests.store.steps import follow


async def main(address: str, moved_to: str | None = None) -> None:
    """Follow, claim, stop between the statements and their commit; the feed takes another address if one is given."""
    async with open_store(address) as store:
        await follow(store)
        claimed = await store.claim_feed(build.feed().feed_id, build.NOW, lease=build.MINUTE)
    assert claimed is not None
    outcome = build.outcome(
        claimed,
        stories=(build.story(),),
        deliveries=(build.digest_delivery(),),
        validators=Validators('"1"'),
        moved_to=moved_to,
    )
    async with open_database(read_address(address)) as database:
        await database.write(_half, outcome)


async def _half(connection: AsyncConnection, outcome: Outcome) -> None:
    assert await feeds.record(connection, outcome)
    print("halfway", flush=True)
    await asyncio.sleep(60)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
