from __future__ import annotations

import asyncio
import sqlite3
import stat
from pathlib import Path

import pytest

from flowrunner.errors import StorageError, UsageError
from flowrunner.storage.registry import default_url, open_storage


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/data/test.db"


async def test_what_was_kept_outlives_the_process(url: str) -> None:
    async with open_storage(url) as storage:
        await storage.memory.keep("a", b"one", 1.0)
    async with open_storage(url) as again:
        assert await again.memory.recall("a", 0.0) == b"one"
        assert again.key == storage.key


async def test_files_are_private(url: str, tmp_path: Path) -> None:
    async with open_storage(url) as storage:
        await storage.memory.keep("a", b"one", 1.0)
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "data").iterdir()}
    assert set(modes.values()) == {0o600}
    assert {"test.db", "test.db.key", "test.db-wal"} <= modes.keys()
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


async def test_two_hosts_share_a_file(url: str) -> None:
    async with open_storage(url) as one, open_storage(url) as other:
        await asyncio.gather(
            *(each.memory.keep(f"{each}{n}", b"x", 1.0) for n in range(20) for each in (one, other)),
        )
        await one.memory.keep("a", b"one", 1.0)
        assert await other.memory.recall("a", 0.0) == b"one"
        assert one.key == other.key


async def test_a_key_of_the_settings_takes_the_place_of_the_file(url: str, tmp_path: Path) -> None:
    async with open_storage(url, "a long secret") as storage:
        assert storage.key == b"a long secret"
    assert not (tmp_path / "data" / "test.db.key").exists()


async def test_a_database_of_a_later_version_is_left_alone(url: str, tmp_path: Path) -> None:
    async with open_storage(url):
        pass
    connection = sqlite3.connect(tmp_path / "data" / "test.db")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StorageError, match="has version 99, and this flowrunner knows 3 at most"):
        async with open_storage(url):
            pass


async def test_a_file_that_is_no_database_is_told(url: str, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "test.db").write_text("something else entirely" * 100)
    with pytest.raises(StorageError, match=r"cannot use the database .*test\.db: file is not a database"):
        async with open_storage(url):
            pass


async def test_a_key_that_is_none_is_told(url: str, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "test.db.key").write_text("abc")
    with pytest.raises(StorageError, match=r"test\.db\.key is no key"):
        async with open_storage(url):
            pass


@pytest.mark.parametrize("url", ["", "memory", "/var/lib/test.db", "sqlite://", "sqlite:///", "sqllite:///a.db"])
async def test_an_address_that_is_none_is_told(url: str) -> None:
    with pytest.raises(UsageError, match="`database` is no address of a database: "):
        async with open_storage(url):
            pass


async def test_trouble_with_the_file_is_an_error_of_the_storage(url: str, tmp_path: Path) -> None:
    async with open_storage(url) as storage:
        connection = sqlite3.connect(tmp_path / "data" / "test.db")
        connection.execute("DROP TABLE memory")
        connection.close()
        with pytest.raises(StorageError, match="the database refused: OperationalError"):
            await storage.memory.keep("a", b"one", 1.0)


def test_data_lies_where_the_user_keeps_it() -> None:
    assert default_url({"XDG_DATA_HOME": "/data"}, Path("/home/me")) == "sqlite:////data/flowrunner/flowrunner.db"
