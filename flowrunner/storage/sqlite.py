"""SQLite: one file, one connection, one thread of its own.

Several processes may share the file (write-ahead log, and a busy timeout); it is private to its user. The version of
its tables is in ``user_version``: each entry of ``_VERSIONS`` leads to the next one, and none is ever changed.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from flowrunner.errors import StorageError
from flowrunner.storage.ports import FIRST_EPOCH, StoredCall

T = TypeVar("T")

BUSY_S = 5.0
"""How long to wait for another process."""
WAITING_AT_MOST = 1000
"""Pieces of work that may wait for the thread; more are refused."""

_VERSIONS = (
    """
    CREATE TABLE memory (key TEXT PRIMARY KEY, data BLOB NOT NULL, at REAL NOT NULL) WITHOUT ROWID;
    CREATE INDEX memory_at ON memory (at);
    """,
    """
    CREATE TABLE calls (
        flow TEXT NOT NULL, call TEXT NOT NULL, epoch INTEGER NOT NULL, data BLOB NOT NULL, ended INTEGER NOT NULL,
        at REAL NOT NULL, PRIMARY KEY (flow, call)
    ) WITHOUT ROWID;
    CREATE INDEX calls_at ON calls (at);
    """,
    """
    CREATE TABLE traces (
        flow TEXT NOT NULL, call TEXT NOT NULL, began REAL NOT NULL, last REAL NOT NULL, caller TEXT NOT NULL,
        version TEXT NOT NULL, ended TEXT NOT NULL, failed INTEGER NOT NULL, PRIMARY KEY (flow, call)
    ) WITHOUT ROWID;
    CREATE INDEX traces_began ON traces (began);
    CREATE TABLE trace_parts (
        flow TEXT NOT NULL, call TEXT NOT NULL, writer TEXT NOT NULL, number INTEGER NOT NULL, at REAL NOT NULL,
        data BLOB NOT NULL, PRIMARY KEY (flow, call, writer, number),
        FOREIGN KEY (flow, call) REFERENCES traces ON DELETE CASCADE
    ) WITHOUT ROWID;
    """,
)


class SqliteDatabase:
    """A file of SQLite; its methods may be called on any event loop."""

    def __init__(self, connection: sqlite3.Connection, thread: ThreadPoolExecutor) -> None:
        self._connection = connection
        self._thread = thread
        self._waiting = 0

    @classmethod
    async def open(cls, path: Path) -> SqliteDatabase:
        """Open a file, which is made when it is not there; raises StorageError."""
        thread = ThreadPoolExecutor(1, thread_name_prefix="sqlite")
        try:
            connection = await asyncio.get_running_loop().run_in_executor(thread, _opened, path)
        except (sqlite3.Error, OSError) as error:
            thread.shutdown(wait=False)
            raise StorageError(f"cannot use the database {path}: {error}") from None
        except StorageError:
            thread.shutdown(wait=False)
            raise
        return cls(connection, thread)

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Return what ``work`` returns, done in the thread and in one transaction; raises StorageError."""
        if self._waiting >= WAITING_AT_MOST:
            raise StorageError("the database has too much to do")
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, self._committed, work)
        except sqlite3.Error as error:
            raise StorageError(f"the database refused: {type(error).__name__}") from None
        finally:
            self._waiting -= 1

    async def aclose(self) -> None:
        """Close the file when what was begun is done."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._connection.close)
        self._thread.shutdown(wait=False)

    def _committed(self, work: Callable[[sqlite3.Connection], T]) -> T:
        with self._connection as connection:
            return work(connection)


class SqliteMemory:
    """The ``Memory`` of a call in SQLite."""

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database

    async def recall(self, key: str, since: float) -> bytes | None:
        query = "SELECT data FROM memory WHERE key = ? AND at >= ?"
        row = await self._database.run(lambda connection: connection.execute(query, (key, since)).fetchone())
        return None if row is None else bytes(row[0])

    async def keep(self, key: str, data: bytes, at: float) -> None:
        command = "INSERT INTO memory VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET data = excluded.data, at = excluded.at"
        await self._database.run(lambda connection: connection.execute(command, (key, data, at)))

    async def forget(self, key: str) -> None:
        await self._database.run(lambda connection: connection.execute("DELETE FROM memory WHERE key = ?", (key,)))

    async def drop_before(self, at: float) -> int:
        command = "DELETE FROM memory WHERE at < ?"
        return await self._database.run(lambda connection: connection.execute(command, (at,)).rowcount)


class SqliteCalls:
    """The ``CallStore`` of a host in SQLite."""

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database

    async def begin(self, flow: str, call_id: str, data: bytes, at: float) -> int | None:
        command = "INSERT INTO calls VALUES (?, ?, 1, ?, 0, ?) ON CONFLICT DO NOTHING"
        return FIRST_EPOCH if await self._change(command, (flow, call_id, data, at)) else None

    async def save(self, flow: str, call_id: str, stored: StoredCall, at: float) -> bool:
        command = "UPDATE calls SET data = ?, ended = ?, at = ? WHERE flow = ? AND call = ? AND epoch = ?"
        values = (stored.data, stored.ended, at, flow, call_id, stored.epoch)
        return await self._change(command, values) == 1

    async def take(self, flow: str, call_id: str, at: float) -> StoredCall | None:
        command = """
            UPDATE calls SET epoch = epoch + (1 - ended), at = ? WHERE flow = ? AND call = ?
            RETURNING epoch, data, ended
        """
        row = await self._database.run(lambda connection: connection.execute(command, (at, flow, call_id)).fetchone())
        return None if row is None else StoredCall(row[0], bytes(row[1]), bool(row[2]))

    async def look(self, flow: str, call_id: str) -> StoredCall | None:
        query = "SELECT epoch, data, ended FROM calls WHERE flow = ? AND call = ?"
        row = await self._database.run(lambda connection: connection.execute(query, (flow, call_id)).fetchone())
        return None if row is None else StoredCall(row[0], bytes(row[1]), bool(row[2]))

    async def drop_before(self, at: float) -> int:
        return await self._change("DELETE FROM calls WHERE at < ?", (at,))

    async def _change(self, command: str, values: tuple[object, ...]) -> int:
        return await self._database.run(lambda connection: connection.execute(command, values).rowcount)


def _opened(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    connection = sqlite3.connect(path, timeout=BUSY_S, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")  # what callers said is not left in free pages
        _bring_up_to_date(connection, path)
    except (sqlite3.Error, StorageError):
        connection.close()
        raise
    return connection


def _bring_up_to_date(connection: sqlite3.Connection, path: Path) -> None:
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > len(_VERSIONS):
            known = len(_VERSIONS)
            raise StorageError(f"the database {path} has version {version}, and this flowrunner knows {known} at most")
        for commands in _VERSIONS[version:]:
            for command in filter(str.strip, commands.split(";")):
                connection.execute(command)
        connection.execute(f"PRAGMA user_version = {len(_VERSIONS)}")
