"""PostgreSQL: one database for several hosts.

The library is imported when such a database is opened, because few hosts have one (``pip install
'flowrunner-ivr[postgresql]'``). Hosts that start at the same moment make the tables one after the other.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from flowrunner.errors import StorageError, UsageError
from flowrunner.storage.ports import FIRST_EPOCH, StoredCall

if TYPE_CHECKING:
    import asyncpg

    Pool = asyncpg.Pool[asyncpg.Record]

CONNECTIONS = 8
COMMAND_S = 5.0
"""How long the database may take for one command, waiting for a connection included."""
CONNECT_S = 10.0
_LOCK = 7_203_111
"""Of this program's own, for making the tables."""

_VERSIONS = (
    """
    CREATE TABLE memory (key text PRIMARY KEY, data bytea NOT NULL, at double precision NOT NULL);
    CREATE INDEX memory_at ON memory (at);
    CREATE TABLE calls (
        flow text NOT NULL, call text NOT NULL, epoch bigint NOT NULL, data bytea NOT NULL, ended boolean NOT NULL,
        at double precision NOT NULL, PRIMARY KEY (flow, call)
    );
    CREATE INDEX calls_at ON calls (at);
    """,
    """
    CREATE TABLE traces (
        flow text NOT NULL, call text NOT NULL, began double precision NOT NULL, last double precision NOT NULL,
        caller text NOT NULL, version text NOT NULL, ended text NOT NULL, failed boolean NOT NULL,
        PRIMARY KEY (flow, call)
    );
    CREATE INDEX traces_began ON traces (began);
    CREATE TABLE trace_parts (
        flow text NOT NULL, call text NOT NULL, writer text NOT NULL, number bigint NOT NULL,
        at double precision NOT NULL, data bytea NOT NULL, PRIMARY KEY (flow, call, writer, number),
        FOREIGN KEY (flow, call) REFERENCES traces ON DELETE CASCADE
    );
    """,
)


@asynccontextmanager
async def open_postgresql(url: str) -> AsyncGenerator[PostgresqlDatabase, None]:
    """Open a database; raises UsageError without the library, StorageError when the database cannot be used."""
    try:
        import asyncpg
    except ImportError:
        hint = "install it with: pip install 'flowrunner-ivr[postgresql]'"
        raise UsageError(f"a database of PostgreSQL needs the library asyncpg, {hint}") from None
    troubles = (
        asyncpg.PostgresError,
        asyncpg.InterfaceError,
        asyncpg.InternalClientError,  # a connection that was cut a moment ago
        OSError,
        TimeoutError,
        ValueError,
    )
    try:
        pool = await asyncpg.create_pool(url, min_size=1, max_size=CONNECTIONS, timeout=CONNECT_S)
    except troubles as error:
        raise StorageError(f"cannot use the database: {type(error).__name__}") from None
    try:
        database = PostgresqlDatabase(pool, troubles)
        await database.bring_up_to_date()
        yield database
    finally:
        await _close(pool)


async def _close(pool: Pool) -> None:
    try:
        async with asyncio.timeout(COMMAND_S):
            await pool.close()
    except TimeoutError:
        pool.terminate()


class PostgresqlDatabase:
    """A pool of connections whose troubles are StorageErrors."""

    def __init__(self, pool: Pool, troubles: tuple[type[Exception], ...]) -> None:
        self._pool = pool
        self._troubles = troubles

    async def bring_up_to_date(self) -> None:
        """Make the tables, or bring them to this version; raises StorageError."""
        try:
            async with asyncio.timeout(CONNECT_S), self._pool.acquire() as connection, connection.transaction():
                await connection.execute("SELECT pg_advisory_xact_lock($1)", _LOCK)
                await connection.execute("CREATE TABLE IF NOT EXISTS flowrunner (version integer NOT NULL)")
                version = await connection.fetchval("SELECT max(version) FROM flowrunner") or 0
                for commands in _VERSIONS[version:]:
                    await connection.execute(commands)
                if version < len(_VERSIONS):
                    await connection.execute("INSERT INTO flowrunner VALUES ($1)", len(_VERSIONS))
        except self._troubles as error:
            raise StorageError(f"cannot use the database: {type(error).__name__}") from None
        if version > len(_VERSIONS):
            known = len(_VERSIONS)
            raise StorageError(f"the database has version {version}, and this flowrunner knows {known} at most")

    async def change(self, command: str, *values: object) -> int:
        """Return how many rows were changed."""
        asked = False
        try:
            async with asyncio.timeout(COMMAND_S), self._pool.acquire() as connection:
                asked = True
                status: str = await connection.execute(command, *values)
        except self._troubles as error:
            raise StorageError(f"the database refused: {type(error).__name__}", unsure=asked) from None
        return int(status.rpartition(" ")[2])

    async def change_all(self, changes: Sequence[tuple[str, Sequence[Sequence[object]]]]) -> None:
        """Do each command with each of its rows of values, all or nothing."""
        try:
            async with asyncio.timeout(COMMAND_S), self._pool.acquire() as connection, connection.transaction():
                for command, rows in changes:
                    await connection.executemany(command, rows)
        except self._troubles as error:
            raise StorageError(f"the database refused: {type(error).__name__}", unsure=True) from None

    async def rows(self, query: str, *values: object) -> list[asyncpg.Record]:
        """Return the rows that a query finds."""
        try:
            async with asyncio.timeout(COMMAND_S):
                return await self._pool.fetch(query, *values)
        except self._troubles as error:
            raise StorageError(f"the database refused: {type(error).__name__}") from None

    async def row(self, query: str, *values: object) -> asyncpg.Record | None:
        """Return the row that a query finds, or None."""
        try:
            async with asyncio.timeout(COMMAND_S):
                return await self._pool.fetchrow(query, *values)
        except self._troubles as error:
            raise StorageError(f"the database refused: {type(error).__name__}") from None


class PostgresqlMemory:
    """The ``Memory`` of a call in PostgreSQL."""

    def __init__(self, database: PostgresqlDatabase) -> None:
        self._database = database

    async def recall(self, key: str, since: float) -> bytes | None:
        row = await self._database.row("SELECT data FROM memory WHERE key = $1 AND at >= $2", key, since)
        return None if row is None else bytes(row["data"])

    async def keep(self, key: str, data: bytes, at: float) -> None:
        command = """
            INSERT INTO memory VALUES ($1, $2, $3)
            ON CONFLICT (key) DO UPDATE SET data = excluded.data, at = excluded.at
        """
        await self._database.change(command, key, data, at)

    async def forget(self, key: str) -> None:
        await self._database.change("DELETE FROM memory WHERE key = $1", key)

    async def drop_before(self, at: float) -> int:
        return await self._database.change("DELETE FROM memory WHERE at < $1", at)


class PostgresqlCalls:
    """The ``CallStore`` of several hosts in PostgreSQL."""

    def __init__(self, database: PostgresqlDatabase) -> None:
        self._database = database

    async def begin(self, flow: str, call_id: str, data: bytes, at: float) -> int | None:
        command = "INSERT INTO calls VALUES ($1, $2, 1, $3, false, $4) ON CONFLICT DO NOTHING"
        return FIRST_EPOCH if await self._database.change(command, flow, call_id, data, at) else None

    async def save(self, flow: str, call_id: str, stored: StoredCall, at: float) -> bool:
        command = "UPDATE calls SET data = $1, ended = $2, at = $3 WHERE flow = $4 AND call = $5 AND epoch = $6"
        values = (stored.data, stored.ended, at, flow, call_id, stored.epoch)
        return await self._database.change(command, *values) == 1

    async def take(self, flow: str, call_id: str, at: float) -> StoredCall | None:
        command = """
            UPDATE calls SET epoch = epoch + (CASE WHEN ended THEN 0 ELSE 1 END), at = $1 WHERE flow = $2 AND call = $3
            RETURNING epoch, data, ended
        """
        row = await self._database.row(command, at, flow, call_id)
        return None if row is None else StoredCall(row["epoch"], bytes(row["data"]), row["ended"])

    async def look(self, flow: str, call_id: str) -> StoredCall | None:
        query = "SELECT epoch, data, ended FROM calls WHERE flow = $1 AND call = $2"
        row = await self._database.row(query, flow, call_id)
        return None if row is None else StoredCall(row["epoch"], bytes(row["data"]), row["ended"])

    async def drop_before(self, at: float) -> int:
        return await self._database.change("DELETE FROM calls WHERE at < $1", at)
