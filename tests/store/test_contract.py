"""The tests of the contract run on the databases that their names say."""

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import Store
from bot.store.address import read_address
from bot.store.engine import open_database
from tests.store.steps import follow

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_store_is_kept_in_a_database_of_that_kind(store: Store, address: str, kind: str) -> None:
    """What the store keeps is found where the address leads, and it leads where it should."""

    async def feeds_there(connection: AsyncConnection) -> tuple[str, int]:
        feeds = await connection.exec_driver_sql("SELECT count(*) FROM feeds")
        return connection.dialect.name, feeds.scalar_one()

    await follow(store)
    async with open_database(read_address(address)) as database:
        assert await database.read(feeds_there) == (kind, 1)
