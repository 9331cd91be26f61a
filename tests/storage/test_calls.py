"""Every adapter of ``CallStore``."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from flowrunner.storage.ports import CallStore
from flowrunner.storage.registry import open_storage
from tests.fake_stores import FakeCallStore
from tests.storage.calls_contract import CallStoreContract


class TestSqlite(CallStoreContract):
    @pytest.fixture
    async def calls(self, tmp_path: Path) -> AsyncIterator[CallStore]:
        async with open_storage(f"sqlite:///{tmp_path / 'test.db'}") as storage:
            yield storage.calls


class TestPostgresql(CallStoreContract):
    @pytest.fixture
    async def calls(self, postgresql: str) -> AsyncIterator[CallStore]:
        async with open_storage(postgresql) as storage:
            yield storage.calls


class TestFake(CallStoreContract):
    @pytest.fixture
    def calls(self) -> CallStore:
        return FakeCallStore()
