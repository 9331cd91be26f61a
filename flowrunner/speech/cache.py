"""Rendered prompts on disk and in memory."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import time
from collections import OrderedDict
from collections.abc import Hashable, Iterator
from pathlib import Path

DIGEST_BYTES = 32
SUFFIX = ".sound"
LEFT_OVER_S = 3600.0
"""A file that is not finished after so long never will be: whoever wrote it is gone."""


class DiskCache:
    """Files named by what they were made from. A file begins with the digest of the rest, so half a file is no file.

    Everything here may block.
    """

    def __init__(self, folder: Path, limit_bytes: int = 512 * 2**20) -> None:
        self.folder = folder
        self._limit = limit_bytes

    def load(self, *key: str) -> bytes | None:
        """Return what was stored, or None when it is not there or not whole."""
        path = self._path(key)
        try:
            whole = path.read_bytes()
            # the oldest are dropped first: this one was wanted just now
            os.utime(path)
        except OSError:
            return None
        data = whole[DIGEST_BYTES:]
        return data if hashlib.sha256(data).digest() == whole[:DIGEST_BYTES] else None

    def store(self, data: bytes, *key: str) -> None:
        """Keep ``data``, whole or not at all; raises OSError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self._path(key)
        handle, unfinished = tempfile.mkstemp(dir=self.folder)
        try:
            with open(handle, "wb") as file:
                file.write(hashlib.sha256(data).digest() + data)
            Path(unfinished).replace(path)
        except OSError:
            with contextlib.suppress(OSError):
                Path(unfinished).unlink()
            raise

    def prune(self) -> None:
        """Delete the files not used for the longest time, until the rest is within the limit, and what is left over."""
        with contextlib.suppress(OSError):
            files = sorted(self._files(), key=lambda file: file[1].st_mtime)
            excess = sum(stat.st_size for _, stat in files) - self._limit
            for path, stat in files:
                is_left_over = path.suffix != SUFFIX and time.time() - stat.st_mtime > LEFT_OVER_S
                if excess > 0 or is_left_over:
                    path.unlink(missing_ok=True)
                    excess -= stat.st_size

    def _files(self) -> Iterator[tuple[Path, os.stat_result]]:
        """Yield what is in the folder; others may be deleting, too."""
        for path in self.folder.iterdir():
            with contextlib.suppress(FileNotFoundError):
                yield path, path.stat()

    def _path(self, key: tuple[str, ...]) -> Path:
        return self.folder / (hashlib.sha256("\0".join(key).encode("utf-8", "surrogatepass")).hexdigest() + SUFFIX)


class MemoryCache:
    """The bytes used last, up to a limit in all."""

    def __init__(self, limit_bytes: int = 128 * 2**20) -> None:
        self._limit = limit_bytes
        self._size = 0
        self._kept: OrderedDict[Hashable, bytes] = OrderedDict()

    def get(self, key: Hashable) -> bytes | None:
        data = self._kept.get(key)
        if data is not None:
            self._kept.move_to_end(key)
        return data

    def put(self, key: Hashable, data: bytes) -> None:
        """Keep ``data``, and drop what was not used for the longest time if there is no room."""
        self._size += len(data) - len(self._kept.pop(key, b""))
        self._kept[key] = data
        while self._size > self._limit:
            _, dropped = self._kept.popitem(last=False)
            self._size -= len(dropped)
