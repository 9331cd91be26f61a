"""The key that makes digests worth something, in a private file of its own."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from pathlib import Path

from flowrunner.errors import StorageError

BYTES = 32


def key_beside(database: Path) -> bytes:
    """Return the key in the file beside a database, which is made when it is not there; raises StorageError."""
    path = database.with_name(database.name + ".key")
    try:
        if not path.exists():
            _make(path)
        return _read(path)
    except OSError as error:
        raise StorageError(f"cannot use the key {path}: {(error.strerror or str(error)).lower()}") from None


def _make(path: Path) -> None:
    """Write a new key, whole, unless another process was faster."""
    handle, unfinished = tempfile.mkstemp(dir=path.parent)
    try:
        with open(handle, "wb") as file:
            file.write(secrets.token_hex(BYTES).encode())
        with contextlib.suppress(FileExistsError):
            os.link(unfinished, path)
    finally:
        Path(unfinished).unlink()


def _read(path: Path) -> bytes:
    try:
        key = bytes.fromhex(path.read_text("ascii").strip())
    except (UnicodeDecodeError, ValueError):
        key = b""
    if len(key) < BYTES:
        raise StorageError(f"{path} is no key; without it nothing that was kept can be found")
    return key
