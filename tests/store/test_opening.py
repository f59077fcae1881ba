"""A database is opened, brought up to date or refused in plain words, and its password is never told."""

import os
import pwd
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import StoreUnavailable, check_store, open_store
from bot.store.address import read_address
from bot.store.engine import open_database
from bot.store.schema import VERSION_TABLE, Standing, judge, migrate
from bot.store.tables import feeds, metadata
from tests import build
from tests.build import GUILD
from tests.store.steps import follow

PASSWORD = "s3cret"


async def run(address: str, *statements: str) -> None:
    """Do something to a database that the store would not do."""

    async def execute(connection: AsyncConnection) -> None:
        for statement in statements:
            await connection.execute(text(statement))

    async with open_database(read_address(address)) as database:
        await database.write(execute)


@contextmanager
def unchanged(address: str) -> Iterator[None]:
    """Hold that what happens meanwhile changes nothing in the files of a SQLite database."""
    file = read_address(address).file
    before = _files(file) if file else None
    yield
    assert (_files(file) if file else None) == before


def _files(file: Path) -> dict[str, bytes]:
    # The -shm file is memory that those share who have the database open; readers leave marks in it.
    return {path.name: path.read_bytes() for path in file.parent.iterdir() if not path.name.endswith("-shm")}


# ------------------------------------------------------------------------------------------------- migrations


async def test_what_is_kept_is_there_when_the_store_is_opened_again(bare_address: str) -> None:
    """The first opening makes the tables, the next ones find them."""
    async with open_store(bare_address) as store:
        await follow(store)
    async with open_store(bare_address, migrate=False) as store:
        assert [one.subscription for one in await store.following(GUILD)] == [build.subscription()]


async def test_migrating_makes_the_tables_that_the_code_has(bare_address: str) -> None:
    """The steps of the history lead to the very tables that the statements are made for."""
    async with open_database(read_address(bare_address)) as database:
        await database.write(_run_sync, metadata.create_all)
        designed = await database.read(_shape)
        await database.write(_run_sync, metadata.drop_all)
        await database.write(migrate)
        assert await database.read(_shape) == designed


async def _run_sync(connection: AsyncConnection, change: object) -> None:
    assert callable(change)
    await connection.run_sync(change)


async def _shape(connection: AsyncConnection) -> dict[str, object]:
    """Every table with its columns, keys and indexes, as the database itself tells them."""

    def tell(sync: Connection) -> dict[str, object]:
        inspector = inspect(sync)
        return {
            table: (
                [{**column, "type": str(column["type"])} for column in inspector.get_columns(table)],
                inspector.get_pk_constraint(table),
                sorted(inspector.get_foreign_keys(table), key=str),
                sorted(inspector.get_unique_constraints(table), key=str),
                sorted(
                    (
                        {**index, "dialect_options": {k: str(v) for k, v in index.get("dialect_options", {}).items()}}
                        for index in inspector.get_indexes(table)
                    ),
                    key=str,
                ),
            )
            for table in sorted(set(inspector.get_table_names()) - {VERSION_TABLE})
        }

    return await connection.run_sync(tell)


async def test_a_migration_that_fails_leaves_nothing(bare_address: str) -> None:
    """All steps are one transaction: a database is of one version or of the other."""

    async def fail(connection: AsyncConnection) -> None:
        await migrate(connection)
        raise InterruptedError

    async with open_database(read_address(bare_address)) as database:
        with pytest.raises(StoreUnavailable):
            await database.write(fail)
        assert await database.read(_shape) == {}


async def test_a_database_without_tables_is_not_migrated_unasked(bare_address: str) -> None:
    """It says what to run; where there was no file there still is none."""
    with unchanged(bare_address), pytest.raises(StoreUnavailable, match="late-edition migrate"):
        async with open_store(bare_address, migrate=False):
            pass


async def test_a_newer_database_is_refused(bare_address: str) -> None:
    """Code cannot know what later code has changed: it says what to do, and changes nothing."""
    async with open_store(bare_address):
        pass
    await run(bare_address, f"UPDATE {VERSION_TABLE} SET version_num = '9999'")
    for whether in (True, False):
        with (
            unchanged(bare_address),
            pytest.raises(StoreUnavailable, match=r"newer Late Edition.*Install that version"),
        ):
            async with open_store(bare_address, migrate=whether):
                pass
    assert "newer Late Edition" in " ".join(await check_store(bare_address))


async def test_a_database_of_something_else_is_refused(bare_address: str) -> None:
    """Its tables are not ours to add to."""
    await run(bare_address, "CREATE TABLE feeds (recipe TEXT)")
    with unchanged(bare_address), pytest.raises(StoreUnavailable, match=r"something else.*of its own"):
        async with open_store(bare_address):
            pass
    assert "something else" in " ".join(await check_store(bare_address))


@pytest.mark.parametrize(
    ("revision", "tables", "standing"),
    [
        (None, [], Standing.EMPTY),
        (None, [VERSION_TABLE], Standing.EMPTY),
        (None, ["recipes"], Standing.FOREIGN),
        ("0002", ["feeds"], Standing.READY),
        ("0001", ["feeds"], Standing.OLDER),
        ("0003", ["feeds"], Standing.NEWER),
    ],
)
def test_a_database_stands_by_its_revision(revision: str | None, tables: list[str], standing: Standing) -> None:
    """What it says of itself decides; where it says nothing, what it holds."""
    assert judge(revision, tables, history=["0002", "0001"], newest="0002") == standing


# ------------------------------------------------------------------------------------------------- addresses


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("", "cannot be read"),
        ("late-edition.db", "cannot be read"),
        ("sqlite://", "names no file"),
        ("sqlite:///", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite://late-edition.db", "names no file"),
        ("sqlite:///late-edition.db?mode=ro", "names no file"),
        (f"mysql://late:{PASSWORD}@db.example/late", "“mysql” are not known"),
        (f"postgresql://late:{PASSWORD}@db.example", "no database on it"),
        (f"postgresql://late:{PASSWORD}@db.example:many/late", "cannot be read"),
        (f"postgresql://late:p@ss:{PASSWORD}@127.0.0.1:1/late", "."),
        (f"postgresql://late:{PASSWORD}@127.0.0.1:1/late", "127.0.0.1:1/late does not work"),
        (
            f"postgresql://late:{PASSWORD}@nowhere.invalid/late?password={PASSWORD}",
            "nowhere.invalid/late does not work",
        ),
        ("sqlite:////no/such/folder/late-edition.db", "no folder /no/such/folder"),
    ],
)
async def test_an_address_that_leads_nowhere_says_so_without_the_password(address: str, said: str) -> None:
    """Whatever is wrong, it is said what it is and what to do, and nothing on the way tells the password."""
    with pytest.raises(StoreUnavailable) as caught:
        async with open_store(address):
            pass
    assert said in str(caught.value)
    assert str(caught.value).count(".") > 1
    assert PASSWORD not in "".join(traceback.format_exception(caught.value))
    assert PASSWORD not in "".join(await check_store(address))


def test_sqlite_addresses_are_relative_or_absolute() -> None:
    """Three strokes for a file here, four for one from the root."""
    assert read_address("sqlite:///folder/late edition.db").file == Path("folder/late edition.db")
    assert read_address("sqlite:////var/late.db").file == Path("/var/late.db")


def test_a_postgresql_address_is_shown_without_user_and_password() -> None:
    """Logs are read by more people than may know them."""
    shown = read_address(f"postgresql://late:{PASSWORD}@db.example:5433/late?password={PASSWORD}").shown
    assert shown == "postgresql://db.example:5433/late"


async def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    """And stays what it is."""
    file = tmp_path / "notes.txt"
    file.write_text("Ferries run again on Monday.\n" * 200)
    with unchanged(f"sqlite:///{file}"), pytest.raises(StoreUnavailable, match="not a database"):
        async with open_store(f"sqlite:///{file}"):
            pass


async def test_a_database_that_breaks_is_said_to_be_broken(bare_address: str) -> None:
    """Methods raise the one error that callers know."""
    async with open_store(bare_address) as store:
        await follow(store)
        await run(bare_address, *(f"DROP TABLE {table.name}" for table in reversed(metadata.sorted_tables)))
        for ask in (store.following(GUILD), follow(store)):
            with pytest.raises(StoreUnavailable, match="does not work"):
                await ask


# ------------------------------------------------------------------------------------------------- transactions


async def test_what_reads_cannot_write(bare_address: str) -> None:
    """A look-up that would change something fails at once, not some day under load."""

    async def write(connection: AsyncConnection) -> None:
        await connection.execute(feeds.delete())

    async with open_database(read_address(bare_address)) as database:
        await database.write(migrate)
        with pytest.raises(StoreUnavailable, match=r"read.?only"):
            await database.read(write)


async def test_what_reads_sees_one_moment(bare_address: str) -> None:
    """What is written between two looks of one reader is not seen by the second."""

    async def look_twice(connection: AsyncConnection) -> list[int]:
        looks = []
        for _ in range(2):
            looks.append(len((await connection.execute(feeds.select())).all()))
            await follow(store)
        return looks

    async with open_store(bare_address) as store, open_database(read_address(bare_address)) as database:
        assert await database.read(look_twice) == [0, 0]
        assert len(await store.following(GUILD)) == 1


async def test_sqlite_forgets_nothing_when_the_power_fails(tmp_path: Path) -> None:
    """What has been settled must not be posted again: every commit reaches the disk before it returns."""

    async def pragmas(connection: AsyncConnection) -> list[object]:
        names = ("journal_mode", "synchronous", "foreign_keys")
        return [(await connection.execute(text(f"PRAGMA {name}"))).scalar_one() for name in names]

    async with open_database(read_address(f"sqlite:///{tmp_path / 'late.db'}")) as database:
        assert await database.write(pragmas) == ["wal", 2, 1]


# ------------------------------------------------------------------------------------------------- checks


async def test_a_database_that_can_be_used_has_no_problems(bare_address: str) -> None:
    """Neither one that will be made, nor one in use, nor one at rest; and looking changes none of them."""
    with unchanged(bare_address):
        assert await check_store(bare_address) == ()
    async with open_store(bare_address) as store:
        await follow(store)
        with unchanged(bare_address):
            assert await check_store(bare_address) == ()
    with unchanged(bare_address):
        assert await check_store(bare_address) == ()


async def test_a_missing_folder_is_a_problem(tmp_path: Path) -> None:
    """SQLite makes a file, not the folder in which it stands."""
    [problem] = await check_store(f"sqlite:///{tmp_path / 'none' / 'late.db'}")
    assert f"no folder {tmp_path / 'none'}" in problem
    assert not (tmp_path / "none").exists()


async def test_a_folder_in_the_files_place_is_a_problem(tmp_path: Path) -> None:
    """It is no database."""
    [problem] = await check_store(f"sqlite:///{tmp_path}")
    assert "is a folder" in problem


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that every user may enter, with a file in it."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        Path(name).chmod(0o777)
        Path(name, "late.db").touch()
        yield Path(name)
        Path(name).chmod(0o777)


async def test_what_cannot_be_written_is_a_problem(folder: Path) -> None:
    """Both the file and its folder, as seen by a user who may only read them."""
    os.chmod(folder / "late.db", 0o444)
    os.chmod(folder, 0o555)
    with as_somebody():
        problems = await check_store(f"sqlite:///{folder}/late.db")
    assert [problem.split()[0] for problem in problems] == [str(folder), f"{folder}/late.db"]
    assert all("Let the bot's user write" in problem for problem in problems)


async def test_a_folder_that_cannot_be_entered_is_a_problem(folder: Path) -> None:
    """What is in it cannot even be seen."""
    os.chmod(folder, 0o000)
    with as_somebody():
        [problem] = await check_store(f"sqlite:///{folder}/inner/late.db")
    assert "may enter" in problem


@contextmanager
def as_somebody() -> Iterator[None]:
    """Be a user without privileges, if the tests run as root, who may do everything."""
    if os.geteuid() != 0:
        yield
        return
    nobody = pwd.getpwnam("nobody").pw_uid
    os.setresuid(nobody, nobody, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)
