"""Every adapter of ``Memory``."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from flowrunner.storage.ports import Memory
from flowrunner.storage.registry import open_storage
from tests.fake_stores import FakeMemory
from tests.storage.memory_contract import MemoryContract


class TestSqlite(MemoryContract):
    @pytest.fixture
    async def memory(self, tmp_path: Path) -> AsyncIterator[Memory]:
        async with open_storage(f"sqlite:///{tmp_path / 'a' / 'test.db'}") as storage:
            yield storage.memory


class TestPostgresql(MemoryContract):
    @pytest.fixture
    async def memory(self, postgresql: str) -> AsyncIterator[Memory]:
        async with open_storage(postgresql) as storage:
            yield storage.memory


class TestFake(MemoryContract):
    @pytest.fixture
    def memory(self) -> Memory:
        return FakeMemory()
