"""A store that is open and empty, on SQLite and on PostgreSQL by turns; the same tests hold for both.

`LATE_EDITION_TEST_POSTGRES` is the address of a PostgreSQL where databases may be made, or `off` to leave it out;
without it a server is started for the tests. Where that fails, so do they.
"""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.store import Store, open_store
from tests.store import databases

POSTGRES = os.environ.get("LATE_EDITION_TEST_POSTGRES")
KINDS = ("sqlite",) if POSTGRES == "off" else ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a PostgreSQL server's own database, from which others are made."""
    if POSTGRES:
        yield POSTGRES
    else:
        with databases.running() as address:
            yield address


@pytest.fixture(scope="session", params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """The kind of database, by turns."""
    return str(request.param)


@pytest.fixture(scope="session")
def address(kind: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of the database in which the tests share the tables, but no row."""
    if kind == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('shared') / 'late edition.db'}"
    else:
        with databases.made(str(request.getfixturevalue("server"))) as made:
            yield made


@pytest.fixture(scope="session")
def bare_database(server: str) -> Iterator[str]:
    """The address of a PostgreSQL database to be made bare before each test that wants it so."""
    with databases.made(server) as address:
        yield address


@pytest.fixture
def bare_address(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """The address of a database without any table, for one test alone."""
    if kind == "sqlite":
        return f"sqlite:///{tmp_path / 'late edition.db'}"
    address = str(request.getfixturevalue("bare_database"))
    databases.strip(address)
    return address


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def opened(address: str) -> AsyncIterator[Store]:
    """The store of all tests: opening one for each would take longer than most of them."""
    async with open_store(address) as store:
        yield store


@pytest_asyncio.fixture(loop_scope="session")
async def store(opened: Store, address: str) -> Store:
    """A store that is open and empty."""
    await databases.empty(address)
    return opened
