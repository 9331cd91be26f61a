"""What a host holds at a moment: its calls, tasks, sockets and files."""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from flowrunner.server.app import Host


@dataclass(frozen=True, slots=True)
class Census:
    """How many there are of each."""

    calls: int
    tasks: int
    sockets: int
    files: int

    def left_over(self, before: Census) -> dict[str, int]:
        """Return what is there now and was not before."""
        now, then = asdict(self), asdict(before)
        return {name: now[name] - then[name] for name in now if now[name] > then[name]}


def census(host: Host) -> Census:
    """Count; of sockets and files nothing is known but on Linux."""
    gc.collect()
    open_files = list(_open_files())
    sockets = sum(name.startswith("socket:") for name in open_files)
    calls = len(host.site.board.calls)
    return Census(calls, len(asyncio.all_tasks()), sockets, len(open_files) - sockets)


def _open_files() -> Iterator[str]:
    folder = Path("/proc/self/fd")
    for each in folder.iterdir() if folder.exists() else ():
        with suppress(FileNotFoundError):  # that of looking
            yield os.readlink(each)
