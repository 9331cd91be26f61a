"""Writes the traces of a host down.

Theory of operation. Items are taken at once and kept in memory, so no call ever waits; one task writes twice a second
what has come, for all calls together, so that a process which dies takes half a second of its traces with it. A store
that is slow or fails is asked again with the same pieces, which it knows by their numbers. What comes meanwhile waits,
up to a bound; beyond it items are dropped and counted, and the log says so once for each trouble.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from flowrunner.errors import StorageError
from flowrunner.storage.ports import TraceHead, TracePart
from flowrunner.trace.heading import Heading, heading

if TYPE_CHECKING:
    from flowrunner.call.trace_settings import TraceSettings
    from flowrunner.call.tracing import CallKey
    from flowrunner.storage.ports import TraceStore
    from flowrunner.trace.item import TraceItem

log = logging.getLogger(__name__)

EVERY_S = 0.5
WRITE_S = 5.0
"""How long one writing may take."""
FLUSH_S = 3.0
"""How long what is not written yet may take when the host stops."""
WAITING_AT_MOST = 16 * 1024 * 1024
"""Bytes that wait to be written."""
CLEANING_S = 3600.0
DAY_S = 86_400.0

_encode = msgspec.json.Encoder().encode


@dataclass(slots=True)
class _Waiting:
    """What is to be written of one call."""

    head: Heading
    lines: list[bytes]


class TraceWriter:
    """The traces of a host on their way to the store; used on its event loop."""

    def __init__(self, store: TraceStore, settings: TraceSettings, clock: Callable[[], float] = time.time) -> None:
        self.dropped = 0
        """Items, since the last trouble began."""
        self._store = store
        self._settings = settings
        self._clock = clock
        self._name = secrets.token_hex(4)
        self._number = 0
        self._waiting: dict[CallKey, _Waiting] = {}
        self._parts: tuple[TracePart, ...] = ()
        """What is being written."""
        self.waiting_bytes = 0
        self._is_troubled = False

    def take(self, key: CallKey, items: Sequence[TraceItem]) -> None:
        """Write the next items of a call soon: the writer is a ``Sink``."""
        if self.waiting_bytes >= WAITING_AT_MOST:
            self._drop(len(items))
            return
        lines = [_encode(item.plain()) + b"\n" for item in items]
        self.waiting_bytes += sum(map(len, lines))
        waiting = self._waiting.get(key)
        if waiting is None:
            self._waiting[key] = _Waiting(heading(items), lines)
        else:
            waiting.head = heading(items, waiting.head)
            waiting.lines += lines

    async def run(self) -> None:
        """Write what comes, and drop what is too old, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._keep_clean())
            while True:
                await asyncio.sleep(EVERY_S)
                await self.write()

    async def write(self) -> bool:
        """Write what waits; return whether nothing waits any more."""
        if not self._parts:
            self._parts = self._cut()
        if not self._parts:
            return True
        try:
            async with asyncio.timeout(WRITE_S):
                await self._store.add(self._parts)
        except (StorageError, TimeoutError) as error:
            self._met(error)
            return False
        self.waiting_bytes -= sum(len(part.data) for part in self._parts)
        self._parts = ()
        self._over()
        return not self._waiting

    async def flush(self) -> None:
        """Write everything that is there."""
        while True:
            if await self.write():
                return
            await asyncio.sleep(EVERY_S / 5)

    def _cut(self) -> tuple[TracePart, ...]:
        """Return what waits, one piece a call."""
        waiting, self._waiting = self._waiting, {}
        return tuple(self._part(key, each) for key, each in waiting.items())

    def _part(self, key: CallKey, waiting: _Waiting) -> TracePart:
        self._number += 1
        known = waiting.head
        head = TraceHead(*key, known.began, known.last, known.caller, known.version, known.ended, known.failed)
        return TracePart(head, self._name, self._number, b"".join(waiting.lines))

    async def _keep_clean(self) -> None:
        while True:
            await self._clean()
            await asyncio.sleep(CLEANING_S)

    async def _clean(self) -> None:
        now, keep = self._clock(), self._settings
        try:
            async with asyncio.timeout(WRITE_S):
                await self._store.drop(now - keep.days * DAY_S, now - keep.error_days * DAY_S, keep.most)
        except (StorageError, TimeoutError) as error:
            log.warning("old traces are not dropped now: %s", str(error) or "it took too long")

    def _drop(self, items: int) -> None:
        if not self.dropped:
            log.warning("traces are lost: too many wait to be written")
        self.dropped += items

    def _met(self, error: Exception) -> None:
        if not self._is_troubled:
            self._is_troubled = True
            log.warning("traces cannot be written now: %s", str(error) or "it took too long")

    def _over(self) -> None:
        if self._is_troubled:
            log.info("traces are written again", extra={"dropped": self.dropped})
        self._is_troubled, self.dropped = False, 0


@asynccontextmanager
async def writing_traces(store: TraceStore, settings: TraceSettings) -> AsyncGenerator[TraceWriter, None]:
    """Write traces until the context is left, and then what is not written yet."""
    writer = TraceWriter(store, settings)
    task = asyncio.create_task(writer.run())
    try:
        yield writer
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        with suppress(TimeoutError):
            async with asyncio.timeout(FLUSH_S):
                await writer.flush()
