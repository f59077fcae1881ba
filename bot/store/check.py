"""A database's address becomes the problems that keep it from being used, in plain words; nothing is changed."""

import os
from pathlib import Path

from bot.store import schema
from bot.store.address import read_address
from bot.store.engine import look
from bot.store.interface import StoreUnavailable
from bot.store.schema import Standing


async def check_store(address: str) -> tuple[str, ...]:
    """What keeps the database at an address from being used, and what to do about it; nothing where all is well.

    A database that is not there yet is no problem where it can be made.
    """
    try:
        where = read_address(address)
        if where.file and (problems := file_problems(where.file)):
            return problems
        standing = await look(where, schema.standing)
    except StoreUnavailable as unavailable:
        return (str(unavailable),)
    problem = schema.problem(standing, where)
    return (problem,) if problem and standing is not Standing.EMPTY else ()


def file_problems(file: Path) -> tuple[str, ...]:
    """What keeps a SQLite database from being made or written in this place, and what to do about it."""
    folder = file.absolute().parent
    if not os.path.isdir(folder):
        return (
            f"The database {file} cannot be made: there is no folder {folder}, or none that the bot may enter. "
            "Make the folder, and let the bot's user write to it.",
        )
    if os.path.isdir(file):
        return (f"{file} is a folder, and the database has to be a file. Give it another name.",)
    # SQLite keeps its log in files beside the database, so that the folder counts too.
    return tuple(
        f"{path} cannot be written, and the database is kept there. Let the bot's user write to it."
        for path in (folder, file)
        if os.path.exists(path) and not os.access(path, os.W_OK)
    )
