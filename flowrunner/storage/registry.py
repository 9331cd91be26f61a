"""Finds the storage that a URL names."""

from __future__ import annotations

import sys
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flowrunner.errors import UsageError
from flowrunner.flow.spelling import did_you_mean
from flowrunner.storage.key import key_beside
from flowrunner.storage.sqlite import SqliteDatabase, SqliteMemory

if TYPE_CHECKING:
    from flowrunner.storage.ports import Memory

SCHEMES = ("sqlite",)


@dataclass(frozen=True, slots=True)
class Storage:
    """An open storage: one adapter a port."""

    memory: Memory
    key: bytes
    """For the digests of what must not be written down."""


def default_url(environment: Mapping[str, str], home: Path) -> str:
    """Return the address of a database where a user's programs keep their data."""
    return f"sqlite:///{_data_folder(environment, home) / 'flowrunner.db'}"


def _data_folder(environment: Mapping[str, str], home: Path) -> Path:
    if environment.get("XDG_DATA_HOME"):
        return Path(environment["XDG_DATA_HOME"]) / "flowrunner"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "flowrunner"
    if sys.platform == "win32":
        return Path(environment.get("LOCALAPPDATA", home / "AppData" / "Local")) / "flowrunner"
    return home / ".local" / "share" / "flowrunner"


@asynccontextmanager
async def open_storage(url: str, key: str | None = None) -> AsyncGenerator[Storage, None]:
    """Open the storage at ``url``, such as ``sqlite:////var/lib/flowrunner.db`` (three slashes: from this folder).

    No ``key``: one of its own, kept in a file beside the database. Raises UsageError for an address that is none and
    StorageError for a database that cannot be used.
    """
    path = _sqlite_path(url)
    database = await SqliteDatabase.open(path)
    try:
        yield Storage(SqliteMemory(database), key.encode() if key else key_beside(path))
    finally:
        await database.aclose()


def _sqlite_path(url: str) -> Path:
    scheme, separator, rest = url.partition(":///")
    if scheme not in SCHEMES or not separator or not rest:
        hint = did_you_mean(scheme, SCHEMES) or "expected one such as sqlite:////var/lib/flowrunner/flowrunner.db"
        raise UsageError(f"`database` is no address of a database: {hint}")
    return Path(rest).expanduser()
