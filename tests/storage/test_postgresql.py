from __future__ import annotations

import asyncio

import asyncpg
import pytest

from flowrunner.errors import StorageError
from flowrunner.storage.registry import open_storage


async def test_hosts_that_start_at_once_make_the_tables_once(postgresql: str) -> None:
    async def begin(number: int) -> int | None:
        async with open_storage(postgresql) as storage:
            return await storage.calls.begin("bank", "c1", b"x", float(number))

    begun = await asyncio.gather(*map(begin, range(5)))
    assert sorted(begun, key=str) == [1, None, None, None, None]


async def test_several_hosts_need_a_key_from_the_settings(postgresql: str) -> None:
    async with open_storage(postgresql) as storage:
        assert storage.key is None
    async with open_storage(postgresql, "a long secret") as storage:
        assert storage.key == b"a long secret"


async def test_a_database_of_a_later_version_is_left_alone(postgresql: str) -> None:
    async with open_storage(postgresql):
        pass
    connection = await asyncpg.connect(postgresql)
    await connection.execute("UPDATE flowrunner SET version = 99")
    await connection.close()
    with pytest.raises(StorageError, match="has version 99, and this flowrunner knows 1 at most"):
        async with open_storage(postgresql):
            pass


async def test_trouble_in_the_database_is_an_error_of_the_storage(postgresql: str) -> None:
    async with open_storage(postgresql) as storage:
        connection = await asyncpg.connect(postgresql)
        await connection.execute("DROP TABLE calls; DROP TABLE memory")
        await connection.close()
        with pytest.raises(StorageError, match="the database refused: UndefinedTableError"):
            await storage.calls.take("bank", "c1", 1.0)
        with pytest.raises(StorageError, match="the database refused: UndefinedTableError"):
            await storage.memory.forget("a")


async def test_a_server_that_is_not_there_is_told_without_its_password() -> None:
    with pytest.raises(StorageError) as trouble:
        async with open_storage("postgresql://somebody:hidden@127.0.0.1:9/nowhere"):
            pass
    assert "hidden" not in str(trouble.value)
