from __future__ import annotations

import asyncio
from contextlib import suppress

import asyncpg
import pytest

from flowrunner.errors import StorageError
from flowrunner.storage.ports import StoredCall
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
    with pytest.raises(StorageError, match="has version 99, and this flowrunner knows 2 at most"):
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


async def test_connections_that_are_cut_are_made_anew(postgresql: str) -> None:
    async with open_storage(postgresql) as storage:
        for number in range(3):
            await storage.calls.begin("bank", f"c{number}", b"x", 1.0)
            connection = await asyncpg.connect(postgresql)
            cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            await connection.execute(cut + " AND datname = current_database()")
            await connection.close()
            with suppress(StorageError):  # who finds the connection cut; the next one gets a new one
                await storage.calls.look("bank", "c0")
            assert await storage.calls.look("bank", f"c{number}")


async def test_a_row_that_somebody_holds_is_not_waited_for_for_long(postgresql: str) -> None:
    async with open_storage(postgresql) as storage:
        await storage.calls.begin("bank", "c1", b"x", 1.0)
        connection = await asyncpg.connect(postgresql)
        async with connection.transaction():
            await connection.execute("LOCK TABLE calls")
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.2):
                    await storage.calls.save("bank", "c1", StoredCall(1, b"late"), 2.0)
        await connection.close()
        assert await storage.calls.save("bank", "c1", StoredCall(1, b"new"), 3.0)
        assert await storage.calls.look("bank", "c1") == StoredCall(1, b"new")


async def test_a_connection_that_is_cut_in_the_middle_leaves_it_open_whether_the_work_was_done(postgresql: str) -> None:
    async with open_storage(postgresql) as storage:
        other = await asyncpg.connect(postgresql)
        async with other.transaction():
            await other.execute("LOCK TABLE calls")
            beginning = asyncio.create_task(storage.calls.begin("bank", "c1", b"x", 1.0))
            waiting = "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
            while not (found := await other.fetch(waiting)):
                pass
            await other.execute("SELECT pg_terminate_backend($1)", found[0]["pid"])
            with pytest.raises(StorageError) as trouble:
                await beginning
        await other.close()
        assert trouble.value.unsure
        assert await storage.calls.begin("bank", "c1", b"x", 1.0) == 1
