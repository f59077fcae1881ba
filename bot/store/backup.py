"""An open database becomes a complete copy in a new file, while everything goes on."""

import asyncio
import os
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from bot.store.address import Address
from bot.store.interface import NotBackedUp


async def back_up(address: Address, target: Path) -> None:
    """Write the copy; `NotBackedUp` says why it could not be, and then leaves nothing at the target."""
    if address.file is None:
        raise NotBackedUp(
            f"PostgreSQL backs up its own databases: run pg_dump --format=custom --file={target} for {address.shown}."
        )
    try:
        await asyncio.to_thread(_copy, address.file, target)
    except FileExistsError:
        raise NotBackedUp(f"{target} exists already, and a backup overwrites nothing: choose a new name.") from None
    except (OSError, sqlite3.Error) as error:
        raise NotBackedUp(
            f"The backup {target} could not be written: {error}. Check that its folder exists and has room."
        ) from error


def _copy(source: Path, target: Path) -> None:
    # The name is taken first, so that nothing is overwritten; then it changes at once from empty to complete.
    target.touch(exist_ok=False)
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
            copy = Path(folder) / target.name
            _write(source, copy)
            copy.replace(target)
        _sync(target.parent)
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def _write(source: Path, target: Path) -> None:
    uri = f"{source.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True)) as original, closing(sqlite3.connect(target)) as copy:
        # All pages at once: a copy in steps begins anew whenever somebody writes, and might never end.
        original.backup(copy)
    _sync(target)


def _sync(path: Path) -> None:
    """Have a file, or the names in a folder, written to the disk itself."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
