"""A real PostgreSQL, for as long as the tests run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.storage.postgresql import Server, running_server


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with running_server() as server:
        yield server


@pytest.fixture
def postgresql(server: Server) -> str:
    """The address of an empty database."""
    return server.make_database()
