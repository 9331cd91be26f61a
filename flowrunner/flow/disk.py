"""Files as they were when they were first asked for: one load sees one state of them, and it is known which it was."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from stat import S_ISREG

from flowrunner.flow.files import SUFFIXES

Stamp = tuple[int, int, int, int]
"""What changes when a file is written or replaced by another: its number and size, and when it and its name changed."""


@dataclass(frozen=True, slots=True)
class Look:
    """How files stand at one moment; two looks that are equal mean that nothing was saved between them."""

    stamps: dict[Path, Stamp | None] = field(default_factory=dict)
    """None: there is no such file."""
    folders: dict[Path, tuple[str, ...]] = field(default_factory=dict)
    """The names of what may be flows in them."""

    def again(self) -> Look:
        """Look at the same files and folders once more."""
        return Look({path: _stamp(path) for path in self.stamps}, {folder: _names(folder) for folder in self.folders})


class Disk:
    """Reads files, each at most once; what has not changed since ``before`` is not read at all."""

    def __init__(self, before: Disk | None = None) -> None:
        self.look = Look()
        """What was asked for, and how it stood."""
        self._data: dict[Path, bytes] = {}
        # not the disk itself, which would hold the one before it, and so on
        self._kept, self._seen = (before._data, before.look) if before is not None else ({}, Look())

    def data(self, path: Path, at_most: int | None = None) -> bytes:
        """Return the bytes of a file, or so many of them; raises OSError."""
        if path not in self.look.stamps:
            stamp = self.look.stamps[path] = _stamp(path)
            if stamp is not None:
                same = path in self._kept and self._seen.stamps[path] == stamp
                self._data[path] = self._kept[path] if same else _read(path, at_most)
        if path not in self._data:
            raise FileNotFoundError(2, os.strerror(2), str(path))
        return self._data[path]

    def text(self, path: Path) -> str | None:
        """Return the text of a file; None when it cannot be read."""
        try:
            return self.data(path).decode("utf-8-sig")
        except (OSError, UnicodeDecodeError):
            return None

    def yaml_files(self, folder: Path) -> tuple[Path, ...]:
        """Return the files of a folder that may be flows, or have to do with some, in order."""
        if folder not in self.look.folders:
            self.look.folders[folder] = _names(folder)
        return tuple(folder / name for name in self.look.folders[folder])


def _read(path: Path, at_most: int | None) -> bytes:
    with path.open("rb") as file:
        return file.read(-1 if at_most is None else at_most)


def _stamp(path: Path) -> Stamp | None:
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return (found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns) if S_ISREG(found.st_mode) else None


def _names(folder: Path) -> tuple[str, ...]:
    """Return what has the name of a flow; what editors put beside one has not, or is hidden."""
    try:
        found = [each.name for each in folder.iterdir() if each.suffix in SUFFIXES and each.is_file()]
    except OSError:
        return ()
    return tuple(sorted(name for name in found if not name.startswith(".")))
