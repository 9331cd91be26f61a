"""Finds the storage that a URL names."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flowrunner.errors import UsageError
from flowrunner.flow.spelling import did_you_mean
from flowrunner.folders import data_folder
from flowrunner.storage.key import key_beside
from flowrunner.storage.postgresql import PostgresqlCalls, PostgresqlMemory, open_postgresql
from flowrunner.storage.postgresql_traces import PostgresqlTraces
from flowrunner.storage.sqlite import SqliteCalls, SqliteDatabase, SqliteMemory
from flowrunner.storage.sqlite_traces import SqliteTraces

if TYPE_CHECKING:
    from flowrunner.storage.ports import CallStore, Memory, TraceStore

NO_DATABASE = "none"
"""In the place of an address: nothing outlives the process."""
POSTGRESQL = ("postgresql", "postgres")
SCHEMES = ("sqlite", *POSTGRESQL)


@dataclass(frozen=True, slots=True)
class Storage:
    """An open storage: one adapter a port."""

    memory: Memory
    calls: CallStore
    traces: TraceStore
    key: bytes | None
    """For the digests of what must not be written down; None: nobody has given one."""


def default_url(environment: Mapping[str, str], home: Path) -> str:
    """Return the address of a database where a user's programs keep their data."""
    return f"sqlite:///{data_folder(environment, home) / 'flowrunner.db'}"


def default_recordings(environment: Mapping[str, str], home: Path) -> Path:
    """Return the folder of recordings where a user's programs keep their data."""
    return data_folder(environment, home) / "recordings"


@asynccontextmanager
async def open_storage(url: str, key: str | None = None) -> AsyncGenerator[Storage, None]:
    """Open the storage at ``url``, such as ``sqlite:////var/lib/flowrunner.db`` (three slashes: from this folder) or
    ``postgresql://flowrunner@db.example/flowrunner``.

    No ``key``: beside a file of SQLite one of its own, and none with PostgreSQL, which several hosts share. Raises
    UsageError for an address that is none and StorageError for a database that cannot be used.
    """
    scheme = url.partition("://")[0]
    if scheme in POSTGRESQL:
        async with open_postgresql(url) as shared:
            memory, calls, traces = PostgresqlMemory(shared), PostgresqlCalls(shared), PostgresqlTraces(shared)
            yield Storage(memory, calls, traces, key.encode() if key else None)
        return
    path = _sqlite_path(url)
    database = await SqliteDatabase.open(path)
    try:
        own_key = key.encode() if key else key_beside(path)
        yield Storage(SqliteMemory(database), SqliteCalls(database), SqliteTraces(database), own_key)
    finally:
        await database.aclose()


def _sqlite_path(url: str) -> Path:
    scheme, separator, rest = url.partition(":///")
    if scheme != "sqlite" or not separator or not rest:
        hint = did_you_mean(scheme.partition("://")[0], SCHEMES)
        hint = hint or "expected one such as sqlite:////var/lib/flowrunner/flowrunner.db"
        raise UsageError(f"`database` is no address of a database: {hint}")
    return Path(rest).expanduser()
