"""A database's address, as people write it, becomes what the drivers want and what may be shown."""

from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.store.interface import StoreUnavailable

_FORMS = "Write sqlite:///late-edition.db, sqlite:////folder/late-edition.db or postgresql://user:password@host/name."


@dataclass(frozen=True, slots=True)
class Address:
    """Where a database is: for its driver, for people (without user and password), and SQLite's file, else None."""

    url: URL = field(repr=False)
    shown: str
    file: Path | None


def read_address(text: str) -> Address:
    """The address that is written; `StoreUnavailable` where it names no database that can be used."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        # What cannot be taken apart may be a password with an unquoted sign in it: repeat nothing of it.
        raise StoreUnavailable(
            f"The database's address cannot be read. {_FORMS} In a password @ : / are written %40 %3A %2F."
        ) from None
    match url.drivername:
        case "sqlite":
            return _sqlite(url)
        case "postgresql" | "postgres":
            return _postgresql(url)
        case other:
            raise StoreUnavailable(f"Databases of the kind “{other}” are not known. {_FORMS}")


def _sqlite(url: URL) -> Address:
    if url.host or url.query or not url.database or url.database == ":memory:":
        raise StoreUnavailable(f"The database's address names no file. {_FORMS}")
    file = Path(url.database)
    return Address(URL.create("sqlite+aiosqlite", database=str(file)), str(file), file)


def _postgresql(url: URL) -> Address:
    if not url.database:
        raise StoreUnavailable(f"The database's address names a server, but no database on it. {_FORMS}")
    host = url.query.get("host", url.host or "localhost")
    shown = URL.create("postgresql", host=host if isinstance(host, str) else ",".join(host), port=url.port)
    return Address(url.set(drivername="postgresql+asyncpg"), f"{shown}/{url.database}", None)
