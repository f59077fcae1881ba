"""An address becomes an open database, and a function of a connection becomes one transaction in it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import URL, Connection, Table, event, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from bot.store.address import Address
from bot.store.interface import StoreUnavailable

_T = TypeVar("_T")
_P = ParamSpec("_P")

_TRIES = 5
"""How often a transaction is begun that PostgreSQL called off because it and another waited for each other."""

_CALLED_OFF = frozenset({"40001", "40P01"})
"""PostgreSQL's codes for that (its documentation, appendix A): serialization_failure and deadlock_detected."""

_PORTION = 10_000
"""How many values one statement is given; both databases refuse more than some 32,000."""

# FULL, not NORMAL: with a write-ahead log NORMAL may forget the last transactions when the power fails, and what those
# had settled would be posted again.
_PRAGMAS = ("busy_timeout = 10000", "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON")


@dataclass(frozen=True, slots=True)
class Database:
    """An open database, to be read and written in transactions that do not see each other."""

    address: Address
    readers: AsyncEngine
    writers: AsyncEngine

    async def read(
        self, ask: Callable[Concatenate[AsyncConnection, _P], Awaitable[_T]], *args: _P.args, **kwargs: _P.kwargs
    ) -> _T:
        """What `ask` finds in the database as it stands at one moment."""
        with _plain_errors(self.address):
            async with self.readers.begin() as connection:
                return await ask(connection, *args, **kwargs)

    async def write(
        self, change: Callable[Concatenate[AsyncConnection, _P], Awaitable[_T]], *args: _P.args, **kwargs: _P.kwargs
    ) -> _T:
        """Do all that `change` does, for good once this returns, or nothing of it where this raises.

        `change` may be called again from the start, so it must do nothing but speak to the database.
        """
        with _plain_errors(self.address):
            for _ in range(_TRIES - 1):
                try:
                    return await self._once(change, *args, **kwargs)
                except DBAPIError as error:
                    if getattr(error.orig, "sqlstate", None) not in _CALLED_OFF:
                        raise
            return await self._once(change, *args, **kwargs)

    async def _once(
        self, change: Callable[Concatenate[AsyncConnection, _P], Awaitable[_T]], *args: _P.args, **kwargs: _P.kwargs
    ) -> _T:
        async with self.writers.begin() as connection:
            return await change(connection, *args, **kwargs)


@asynccontextmanager
async def open_database(address: Address) -> AsyncIterator[Database]:
    """The database at an address, with connections made as they are needed and closed at the end."""
    with _plain_errors(address):
        database = _sqlite(address) if address.file else _postgresql(address)
    try:
        yield database
    finally:
        await database.readers.dispose()
        await database.writers.dispose()


async def look(address: Address, ask: Callable[[AsyncConnection], Awaitable[_T]]) -> _T:
    """What `ask` finds in the database at an address, which is not changed by it, nor made if it is not there."""
    with _plain_errors(address):
        engine = create_async_engine(_unchanged(address), hide_parameters=True)
        try:
            async with engine.connect() as connection:
                return await ask(connection)
        finally:
            await engine.dispose()


def _unchanged(address: Address) -> URL:
    """The address by which a database is read and not so much as touched (SQLite's documentation, "URI Filenames")."""
    if address.file is None:
        return address.url
    if not address.file.exists():
        return URL.create("sqlite+aiosqlite", database=":memory:")
    # Reading alone makes the files of the write-ahead log, unless SQLite is told that nobody writes. Where there is
    # such a log somebody may.
    has_log = address.file.with_name(address.file.name + "-wal").exists()
    manner = {"mode": "ro"} if has_log else {"mode": "ro", "immutable": "1"}
    return URL.create("sqlite+aiosqlite", database=address.file.absolute().as_uri(), query={**manner, "uri": "true"})


def _sqlite(address: Address) -> Database:
    # The driver's own transactions begin at the first write, after the reads it rests on: of many that read and then
    # write at once most are lost without a word. So the driver is told to begin none, and writers take the file's
    # lock before they read. Within the process they queue for the one connection, which is fair; for the file's lock
    # they would race.
    readers = _engine(address, connect_args={"isolation_level": None})
    writers = _engine(address, connect_args={"isolation_level": None}, pool_size=1, max_overflow=0, pool_timeout=60)
    _on_connect(readers, (*_PRAGMAS, "query_only = ON"))
    _on_connect(writers, _PRAGMAS)
    _on_begin(readers, "BEGIN")
    _on_begin(writers, "BEGIN IMMEDIATE")
    return Database(address, readers, writers)


def _postgresql(address: Address) -> Database:
    # READ COMMITTED: what a change rests on, it locks first; then a wait ends in fresh rows, not in an error.
    writers = _engine(address, pool_pre_ping=True, isolation_level="READ COMMITTED")
    readers = writers.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return Database(address, readers, writers)


def _engine(address: Address, **options: object) -> AsyncEngine:
    # Parameters are whole posts: they have no place in errors and logs.
    return create_async_engine(address.url, hide_parameters=True, **options)


def _on_connect(engine: AsyncEngine, pragmas: Sequence[str]) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def set_pragmas(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()


def _on_begin(engine: AsyncEngine, statement: str) -> None:
    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(statement)


@contextmanager
def _plain_errors(address: Address) -> Iterator[None]:
    """Say in plain words that the database failed; a statement that is wrong in itself stays the error it is."""
    try:
        yield
    except (IntegrityError, DataError):
        raise
    except ModuleNotFoundError as error:
        raise StoreUnavailable(
            f"PostgreSQL needs the package {error.name}, which is not installed. Install late-edition[postgres]."
        ) from error
    except (DBAPIError, NoConnectionFree, OSError) as error:
        said = f"The database {address.shown} does not work: {_reason(error)}. {_advice(address)}"
        raise StoreUnavailable(said) from error


def _reason(error: Exception) -> str:
    said = str(error.orig if isinstance(error, DBAPIError) else error).strip()
    return said.splitlines()[0].rstrip(".") if said else type(error).__name__


def _advice(address: Address) -> str:
    if address.file:
        return "Check that its folder exists, that the bot may write there, and that the disk has room."
    return "Check that PostgreSQL runs there, and that the address, the user and the password are right."


async def take_turns(connection: AsyncConnection, purpose: int) -> None:
    """Wait until no other transaction is at this purpose; SQLite's writers always take turns."""
    if connection.dialect.name == "postgresql":
        await connection.execute(select(func.pg_advisory_xact_lock(purpose)))


def portions(values: Collection[_T]) -> Iterator[Sequence[_T]]:
    """The values in portions that one statement can be given."""
    ordered = tuple(values)
    for start in range(0, len(ordered), _PORTION):
        yield ordered[start : start + _PORTION]


def insert_new(connection: AsyncConnection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """An insert that leaves rows alone which are there already."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()


def insert_or_replace(connection: AsyncConnection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """An insert whose rows take the place of those with the same key."""
    insert = postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
    kept = [column.name for column in table.primary_key]
    return insert.on_conflict_do_update(
        index_elements=kept,
        set_={column.name: insert.excluded[column.name] for column in table.columns if column.name not in kept},
    )
