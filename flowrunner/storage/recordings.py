"""Recordings as WAV files in a folder, which only its owner can read.

One thread writes for all calls, in the order of what they say. The header is mended with every write, so that a
process which dies leaves a file that can be played. A name says nothing of the caller: it is that of the call.
"""

from __future__ import annotations

import os
import re
from collections.abc import Generator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from flowrunner.audio.wav import wav_header
from flowrunner.errors import StorageError

if TYPE_CHECKING:
    from flowrunner.audio.codec import Codec

AHEAD_S = 30.0
"""How much sound may wait to be written, of one recording; a disk that is slower has failed."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,99}")


class FolderRecordings:
    """The ``Recordings`` of a host."""

    def __init__(self, folder: Path, writer: ThreadPoolExecutor) -> None:
        self._folder = folder
        self._writer = writer

    def begin(self, name: str, codec: Codec) -> FileRecording:
        """Begin a file, or go on with the one of this name; a name that no file should have is hidden."""
        fit = name if _NAME.fullmatch(name) else sha256(name.encode(errors="replace")).hexdigest()[:32]
        return FileRecording(self._folder / f"{fit}.wav", codec, self._writer)


class FileRecording:
    """One file. Its methods are called on the event loop, those of ``_File`` in the thread."""

    def __init__(self, path: Path, codec: Codec, writer: ThreadPoolExecutor) -> None:
        self._file = _File(path, codec)
        self._writer = writer
        self._rate = codec.bytes_per_second
        self._waiting: list[bytes] = []
        self._size = 0
        self._handed = 0

    @property
    def address(self) -> str:
        """The path of the file."""
        return str(self._file.path)

    def write(self, data: bytes) -> None:
        """Hand over a second at a time; raises StorageError."""
        if self._file.error:
            raise StorageError(self._file.error)
        self._waiting.append(data)
        self._size += len(data)
        if self._size >= self._rate:
            self._hand_over()
        if self._handed - self._file.written > AHEAD_S * self._rate:
            raise StorageError("the disk is too slow for recordings")

    def finish(self, keep: int) -> Future[int]:
        """Write the rest and close the file."""
        self._hand_over()
        return self._writer.submit(self._file.close, keep)

    def _hand_over(self) -> None:
        data, self._waiting, self._size = b"".join(self._waiting), [], 0
        self._handed += len(data)
        self._writer.submit(self._file.append, data)


class _File:
    """The file itself; it is open only while it is written."""

    def __init__(self, path: Path, codec: Codec) -> None:
        self.path = path
        self.error = ""
        self.written = 0
        """Bytes of sound, in this run."""
        self._codec = codec
        self._head = len(wav_header(codec, 0))
        self._before: int | None = None
        """Bytes of sound that were there already."""

    def append(self, data: bytes) -> None:
        """Write at the end; what goes wrong is told to the next writer."""
        if data and not self.error:
            with self._telling():
                self._write(data, self.written + len(data))

    def close(self, keep: int) -> int:
        """Cut off what is not to be kept, and return the bytes of sound that are left; raises StorageError."""
        if self._before is not None and not self.error:
            with self._telling():
                self._write(b"", min(self.written, keep))
                if not self._before + self.written:
                    self.path.unlink()
        if self.error:
            raise StorageError(self.error)
        return (self._before or 0) + self.written

    def _write(self, data: bytes, size: int) -> None:
        """Write at the end, and leave so much sound in all of this run."""
        with self._opened() as file:
            before = self._before = self._there(file) if self._before is None else self._before
            file.seek(self._head + before + self.written)
            file.write(data)
            file.truncate(self._head + before + size)
            file.seek(0)
            file.write(wav_header(self._codec, before + size))
        self.written = size

    def _there(self, file: BinaryIO) -> int:
        return max(0, os.fstat(file.fileno()).st_size - self._head)

    def _opened(self) -> BinaryIO:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.fdopen(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")

    @contextmanager
    def _telling(self) -> Generator[None, None, None]:
        try:
            yield
        except OSError as error:
            self.error = f"a recording cannot be written: {(error.strerror or str(error)).lower()}"


@contextmanager
def folder_recordings(folder: Path) -> Generator[FolderRecordings, None, None]:
    """Open a folder, which is made with the first recording; what is being written when the context is left is kept."""
    with ThreadPoolExecutor(1, "recordings") as writer:
        yield FolderRecordings(folder.absolute(), writer)
