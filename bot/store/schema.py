"""An open database becomes one that has the tables of this version, or a plain word on why it cannot."""

from collections.abc import Collection
from enum import Enum
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.address import Address
from bot.store.engine import take_turns

VERSION_TABLE = "late_edition_version"
_MIGRATING = 0x1A7E_0001


class Standing(Enum):
    """How a database stands to this version of the code."""

    READY = "ready"
    EMPTY = "empty"
    OLDER = "older"
    NEWER = "newer"
    FOREIGN = "foreign"


def judge(revision: str | None, tables: Collection[str], history: Collection[str], newest: str) -> Standing:
    """How a database stands that says it has this revision (None: it says nothing) and has these tables."""
    if revision is None:
        return Standing.FOREIGN if set(tables) - {VERSION_TABLE} else Standing.EMPTY
    if revision == newest:
        return Standing.READY
    return Standing.OLDER if revision in history else Standing.NEWER


def problem(standing: Standing, address: Address) -> str | None:
    """What keeps a database of that standing from being used as it is, and what to do; None where nothing does."""
    match standing:
        case Standing.READY:
            return None
        case Standing.EMPTY:
            return f"The database {address.shown} is empty. Run `late-edition migrate`."
        case Standing.OLDER:
            return (
                f"The database {address.shown} was last used by an older Late Edition. "
                "Back it up, then run `late-edition migrate`."
            )
        case Standing.NEWER:
            return (
                f"The database {address.shown} was last used by a newer Late Edition, and this one cannot read it. "
                "Install that version again, or restore a backup from before the update."
            )
        case Standing.FOREIGN:
            return (
                f"The database {address.shown} holds tables of something else. "
                "Give Late Edition an empty database of its own."
            )


async def standing(connection: AsyncConnection) -> Standing:
    """How this database stands to this version of the code."""
    return await connection.run_sync(_standing)


async def migrate(connection: AsyncConnection) -> None:
    """Bring an empty or older database up to this version, within the transaction that is under way."""
    await take_turns(connection, _MIGRATING)
    await connection.run_sync(_upgrade)


def _standing(connection: Connection) -> Standing:
    context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
    history = ScriptDirectory.from_config(alembic_config())
    revisions = [script.revision for script in history.walk_revisions()]
    return judge(context.get_current_revision(), inspect(connection).get_table_names(), revisions, revisions[0])


def _upgrade(connection: Connection) -> None:
    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def alembic_config() -> Config:
    """Where the history of the tables stands, for Alembic."""
    config = Config()
    config.set_main_option("path_separator", "os")
    # The configuration gives a percent sign a meaning of its own.
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    return config
