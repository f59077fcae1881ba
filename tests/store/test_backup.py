"""A copy is made while everything goes on, complete or not at all."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store import NotBackedUp, Store, open_store
from bot.store.address import read_address
from bot.store.backup import back_up
from tests import build
from tests.build import CHANNEL, GUILD
from tests.store.steps import claims, follow, publish


@pytest.fixture
async def store(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Store]:
    """A store on SQLite, the one that can be copied so, in a folder of its own."""
    async with open_store(f"sqlite:///{tmp_path_factory.mktemp('original')}/late.db") as opened:
        yield opened


async def test_a_backup_is_a_store_of_its_own(store: Store, tmp_path: Path) -> None:
    """It holds all that was kept, in one file, and can be opened in the original's place."""
    await follow(store)
    await publish(store, build.digest_delivery(), stories=(build.story(),))
    target = tmp_path / "backup.db"
    await store.backup(target)
    assert os.listdir(tmp_path) == ["backup.db"]
    async with open_store(f"sqlite:///{target}", migrate=False) as copy:
        assert await copy.following(GUILD) == await store.following(GUILD)
        assert len(await claims(copy)) == 1
    assert len(await claims(store)) == 1


async def test_a_backup_is_made_while_everything_goes_on(store: Store, tmp_path: Path) -> None:
    """Writers are not held up, and the copy is of one moment: of nothing it has half."""
    wishes = [build.subscription(channel_id=CHANNEL + number) for number in range(60)]
    writers = [asyncio.create_task(follow(store, wish)) for wish in wishes]
    await asyncio.sleep(0.02)
    await store.backup(tmp_path / "backup.db")
    await asyncio.gather(*writers)
    async with open_store(f"sqlite:///{tmp_path / 'backup.db'}", migrate=False) as copy:
        copied = await copy.following(GUILD)
    kept = await store.following(GUILD)
    assert copied == kept[: len(copied)]
    assert len(kept) == len(wishes)


async def test_a_backup_overwrites_nothing(store: Store, tmp_path: Path) -> None:
    """Least of all an earlier backup."""
    target = tmp_path / "backup.db"
    target.write_text("an earlier backup")
    with pytest.raises(NotBackedUp, match=r"exists already.*choose a new name"):
        await store.backup(target)
    assert target.read_text() == "an earlier backup"


async def test_a_backup_that_cannot_be_written_leaves_nothing(store: Store, tmp_path: Path) -> None:
    """Half a copy might be taken for a whole one."""
    with pytest.raises(NotBackedUp, match="could not be written"):
        await store.backup(tmp_path / "none" / "backup.db")
    missing = read_address(f"sqlite:///{tmp_path / 'missing.db'}")
    with pytest.raises(NotBackedUp, match="could not be written"):
        await back_up(missing, tmp_path / "backup.db")
    assert os.listdir(tmp_path) == []


async def test_postgresql_backs_up_its_own_databases(tmp_path: Path) -> None:
    """The command is named, with the database and without its password."""
    address = read_address("postgresql://late:s3cret@db.example/late")
    with pytest.raises(NotBackedUp, match=r"pg_dump.*backup\.db.*postgresql://db\.example/late") as caught:
        await back_up(address, tmp_path / "backup.db")
    assert "s3cret" not in str(caught.value)
    assert os.listdir(tmp_path) == []
