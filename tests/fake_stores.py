"""Fakes of what outlives a process, in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import Future
from typing import TYPE_CHECKING

from flowrunner.audio.codec import Codec
from flowrunner.errors import StorageError
from flowrunner.storage.ports import StoredCall, TraceHead, TracePart

if TYPE_CHECKING:
    pass


class FakeMemory:
    """Keeps everything in ``rows``: the data and when it was kept. It stops while ``may_go_on`` is clear, and fails
    with ``error``."""

    def __init__(self) -> None:
        self.rows: dict[str, tuple[bytes, float]] = {}
        self.error: StorageError | None = None
        self.may_go_on = asyncio.Event()
        self.may_go_on.set()

    async def recall(self, key: str, since: float) -> bytes | None:
        await self._work()
        data, at = self.rows.get(key, (None, 0.0))
        return data if at >= since else None

    async def keep(self, key: str, data: bytes, at: float) -> None:
        await self._work()
        self.rows[key] = data, at

    async def forget(self, key: str) -> None:
        await self._work()
        self.rows.pop(key, None)

    async def drop_before(self, at: float) -> int:
        await self._work()
        old = [key for key, (_, kept) in self.rows.items() if kept < at]
        for key in old:
            del self.rows[key]
        return len(old)

    async def _work(self) -> None:
        await self.may_go_on.wait()
        if self.error is not None:
            raise self.error


class FakeCallStore:
    """Keeps everything in ``rows``; fails with ``error``. ``saved`` counts what was written."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], tuple[StoredCall, float]] = {}
        self.error: StorageError | None = None
        self.saved = 0

    async def begin(self, flow: str, call_id: str, data: bytes, at: float) -> int | None:
        await self._work()
        return None if (flow, call_id) in self.rows else self._keep(flow, call_id, StoredCall(1, data), at)

    async def save(self, flow: str, call_id: str, stored: StoredCall, at: float) -> bool:
        await self._work()
        if (flow, call_id) not in self.rows or self.rows[flow, call_id][0].epoch != stored.epoch:
            return False
        self._keep(flow, call_id, stored, at)
        return True

    async def take(self, flow: str, call_id: str, at: float) -> StoredCall | None:
        await self._work()
        if (flow, call_id) not in self.rows:
            return None
        stored = self.rows[flow, call_id][0]
        taken = StoredCall(stored.epoch + (not stored.ended), stored.data, stored.ended)
        self._keep(flow, call_id, taken, at)
        return taken

    async def look(self, flow: str, call_id: str) -> StoredCall | None:
        await self._work()
        return self.rows[flow, call_id][0] if (flow, call_id) in self.rows else None

    async def drop_before(self, at: float) -> int:
        await self._work()
        old = [key for key, (_, kept) in self.rows.items() if kept < at]
        for key in old:
            del self.rows[key]
        return len(old)

    def _keep(self, flow: str, call_id: str, stored: StoredCall, at: float) -> int:
        self.rows[flow, call_id] = stored, at
        self.saved += 1
        return stored.epoch

    async def _work(self) -> None:
        await asyncio.sleep(0)
        if self.error is not None:
            raise self.error


class FakeRecordings:
    """Keeps recordings in memory, by name; ``error`` is what every further write raises."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self.error: StorageError | None = None

    def begin(self, name: str, codec: Codec) -> FakeRecording:
        return FakeRecording(self, name)


class FakeRecording:
    """One of them, on this connection."""

    def __init__(self, recordings: FakeRecordings, name: str) -> None:
        self.address = f"kept/{name}"
        self._recordings = recordings
        self._name = name
        self._data = b""

    def write(self, data: bytes) -> None:
        if self._recordings.error is not None:
            raise self._recordings.error
        self._data += data

    def finish(self, keep: int) -> Future[int]:
        before = self._recordings.kept.get(self._name, b"")
        self._recordings.kept[self._name] = before + self._data[:keep]
        done: Future[int] = Future()
        done.set_result(len(self._recordings.kept[self._name]))
        return done


class FakeTraceStore:
    """Keeps everything in ``heads`` and ``parts``; it stops while ``may_go_on`` is clear, and fails with ``error``."""

    def __init__(self) -> None:
        self.heads: dict[tuple[str, str], TraceHead] = {}
        self.parts: dict[tuple[str, str, str, int], TracePart] = {}
        self.error: StorageError | None = None
        self.may_go_on = asyncio.Event()
        self.may_go_on.set()

    async def add(self, parts: Sequence[TracePart]) -> None:
        await self._work()
        for each in parts:
            head = each.head
            key = (head.flow, head.call)
            known = self.heads.get(key, head)
            self.heads[key] = TraceHead(
                *key,
                min(known.began, head.began),
                max(known.last, head.last),
                head.caller or known.caller,
                head.version or known.version,
                head.ended or known.ended,
                known.failed or head.failed,
            )
            self.parts.setdefault((*key, each.writer, each.number), each)

    async def newest(self, most: int, flow: str | None = None, *, failed: bool = False) -> list[TraceHead]:
        await self._work()
        wanted = [each for each in self.heads.values() if flow in (None, each.flow) and each.failed >= failed]
        return sorted(wanted, key=lambda each: -each.began)[:most]

    async def find(self, call: str, flow: str | None = None) -> list[TraceHead]:
        return [each for each in await self.newest(99, flow) if each.call.startswith(call)][:10]

    async def read(self, flow: str, call: str) -> list[bytes]:
        await self._work()
        own = [each for each in self.parts.values() if (each.head.flow, each.head.call) == (flow, call)]
        return [each.data for each in sorted(own, key=lambda each: (each.head.last, each.writer, each.number))]

    async def drop(self, before: float, failed_before: float, most: int) -> int:
        await self._work()
        kept: list[TraceHead] = []
        for failed, since in ((False, before), (True, failed_before)):
            newest = [each for each in await self.newest(len(self.heads)) if each.failed is failed][:most]
            kept += [each for each in newest if each.last >= since]
        dropped = self.heads.keys() - {(each.flow, each.call) for each in kept}
        for key in dropped:
            del self.heads[key]
        self.parts = {key: each for key, each in self.parts.items() if key[:2] in self.heads}
        return len(dropped)

    async def _work(self) -> None:
        await self.may_go_on.wait()
        if self.error is not None:
            raise self.error
