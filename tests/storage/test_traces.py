"""Every adapter of ``TraceStore``."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from flowrunner.storage.ports import TraceStore
from flowrunner.storage.registry import open_storage
from tests.fake_stores import FakeTraceStore
from tests.storage.traces_contract import TraceStoreContract


class TestSqlite(TraceStoreContract):
    @pytest.fixture
    async def traces(self, tmp_path: Path) -> AsyncIterator[TraceStore]:
        async with open_storage(f"sqlite:///{tmp_path / 'test.db'}") as storage:
            yield storage.traces


class TestPostgresql(TraceStoreContract):
    @pytest.fixture
    async def traces(self, postgresql: str) -> AsyncIterator[TraceStore]:
        async with open_storage(postgresql) as storage:
            yield storage.traces


class TestFake(TraceStoreContract):
    @pytest.fixture
    def traces(self) -> TraceStore:
        return FakeTraceStore()
