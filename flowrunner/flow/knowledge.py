"""The files that agents know: plain text beside the flow, or in a folder beside it."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from flowrunner.flow.disk import Disk

LARGEST = 60_000
"""Bytes that an agent may know: all of it is told to the model at every turn."""


def is_beside(name: str) -> bool:
    """Whether a name leads to a file beside the flow, or below it."""
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\0" not in name


def knowledge(disk: Disk, folder: Path, name: str) -> str | None:
    """Return the text of a file, or None when there is none; what is too large is cut, but still too large."""
    if not is_beside(name):
        return None
    try:
        data = disk.data(folder / name, LARGEST + 1)
        return data.decode("utf-8-sig", "ignore" if len(data) > LARGEST else "strict")
    except (OSError, UnicodeDecodeError):
        return None
