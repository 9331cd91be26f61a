"""Calls that survive their process.

Theory of operation. Whatever a call is told by its carrier or its caller is written down in a store that hosts share:
by one task a call, always the newest, so nothing of a call waits for it, with two exceptions. A document is handed to
the carrier when it has been written down, because it holds a ticket that may come back to another host; and a request
that must not be sent twice is sent when the call that waits for its answer has been written down.

A call has one owner at a time, told by its epoch in the store. A host that is asked about a call which it does not
own takes it, and goes on where it was last written down; a host that has lost a call learns it when it next writes,
closes the stream and forgets the call. When the store cannot be reached calls go on, and die with their process.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from flowrunner.errors import SnapshotError, StorageError
from flowrunner.plivo.xml import hangup_document
from flowrunner.server.written import answer_of, read_record, tickets_of, write_record
from flowrunner.storage.ports import FIRST_EPOCH, StoredCall

if TYPE_CHECKING:
    from flowrunner.engine.call import Call
    from flowrunner.server.calls import CallRecord, Calls, ServedFlow
    from flowrunner.storage.ports import CallStore

log = logging.getLogger(__name__)

STORE_S = 1.0
"""How long the carrier, or a request that must not be sent twice, waits for the store."""
LAST_S = 3.0
"""How long what is not written yet may take when the host stops."""
KEEP_S = 24 * 3600.0
CLEANING_S = 3600.0


class Survival:
    """What a host does so that its calls can go on elsewhere. Made by ``surviving``."""

    def __init__(self, store: CallStore, calls: Calls, writers: Writers, clock: Callable[[], float]) -> None:
        self._store = store
        self._calls = calls
        self._writers = writers
        self._clock = clock

    async def answer(self, served: ServedFlow, call_id: str) -> bytes | None:
        """Return what another host has answered to a call already, if one has; nobody loses the call for that."""
        if self._calls.find(served.name, call_id) is not None:
            return None
        try:
            async with asyncio.timeout(STORE_S):
                stored = await self._store.look(served.name, call_id)
        except (StorageError, TimeoutError) as error:
            _warn(error)
            return None
        return None if stored is None else _answer(stored)

    async def known(self, served: ServedFlow, call_id: str, ticket: str | None = None) -> CallRecord | None:
        """Return the call if there is one anywhere, as the one who owns it now; None: nobody has begun it.

        Whoever has no business with a call must not take it from its owner: ``ticket``, where one is given, is its.
        """
        record = self._calls.find(served.name, call_id)
        try:
            async with asyncio.timeout(STORE_S):
                return await self._owned(served, call_id, record, ticket)
        except (StorageError, TimeoutError) as error:
            _warn(error)
            return record

    async def keep(self, record: CallRecord) -> CallRecord:
        """Wait until the call is written down as it stands now, or until it is clear that it cannot be.

        Return the call that counts: another one when another host has begun it at the same moment.
        """
        if record.keeper is None:
            return await self._begin(record)
        record.keeper.changed(record.call)
        await record.keeper.kept()
        return record

    async def clean(self) -> None:
        """Drop calls that nobody can want any more, now and then."""
        while True:
            try:
                await self._store.drop_before(self._clock() - KEEP_S)
            except StorageError as error:
                _warn(error)
            await asyncio.sleep(CLEANING_S)

    async def _owned(
        self, served: ServedFlow, call_id: str, record: CallRecord | None, ticket: str | None
    ) -> CallRecord | None:
        stored = await self._store.look(served.name, call_id)
        if stored is None or (record is not None and record.keeper is not None and record.keeper.epoch == stored.epoch):
            return record
        tickets = tickets_of(stored.data)
        if record is not None and record.keeper is None and stored.epoch == FIRST_EPOCH and tickets & _tickets(record):
            return self._kept_late(record)
        if ticket is not None and ticket not in tickets:
            return record
        taken = await self._store.take(served.name, call_id, self._clock())
        if taken is None:
            return record
        if record is not None:
            lose(record, self._calls)
        return self._take_up(served, taken)

    def _kept_late(self, record: CallRecord) -> CallRecord:
        """Go on with a call of ours that the store had begun after all, when nobody waited for it any more."""
        record.keeper = RecordKeeper(record, FIRST_EPOCH, self._store, self._writers, self._clock, self._calls)
        record.keeper.changed(record.call)
        return record

    def _take_up(self, served: ServedFlow, taken: StoredCall) -> CallRecord | None:
        offset = self._calls.clock() - self._clock()
        try:
            record = read_record(taken.data, served, self._clock(), lambda at: at + offset)
        except SnapshotError as error:
            log.error("a call cannot be taken up: %s", error, extra={"flow": served.name})
            return None
        self._calls.adopt(record)
        record.keeper = RecordKeeper(record, taken.epoch, self._store, self._writers, self._clock, self._calls)
        if taken.ended:
            self._calls.end(record, "ended elsewhere")
        else:
            log.info("took up a call", extra={"flow": served.name, "call": record.call_id})
        return record

    async def _begin(self, record: CallRecord) -> CallRecord:
        try:
            async with asyncio.timeout(STORE_S):
                data = write_record(record, record.call)
                epoch = await self._store.begin(record.served.name, record.call_id, data, self._clock())
        except (StorageError, TimeoutError) as error:
            _warn(error)
            return record
        if epoch is None:
            counts = await self.known(record.served, record.call_id) or record
            if counts.keeper is not None:
                await counts.keeper.kept()
            return counts
        record.keeper = RecordKeeper(record, epoch, self._store, self._writers, self._clock, self._calls)
        return record


class Writers:
    """The tasks that write."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()

    def begin(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        """Begin to write."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def finish(self) -> None:
        """Wait until everything is written, but not for long."""
        if self._running:
            await asyncio.wait(self._running, timeout=LAST_S)
        for task in self._running:
            task.cancel()


class RecordKeeper:
    """Writes one call down, for as long as it is ours."""

    def __init__(
        self,
        record: CallRecord,
        epoch: int,
        store: CallStore,
        writers: Writers,
        clock: Callable[[], float],
        calls: Calls,
    ) -> None:
        self.epoch = epoch
        self._record = record
        self._store = store
        self._writers = writers
        self._clock = clock
        self._calls = calls
        self._newest: Call | None = None
        self._writing: asyncio.Task[None] | None = None
        self._is_kept = True
        """Whether the last writing succeeded."""

    def changed(self, call: Call) -> None:
        """Write it down soon."""
        self._newest = call
        if self._writing is None or self._writing.done():
            self._writing = self._writers.begin(self._write())

    async def kept(self) -> bool:
        """Wait until everything is written down; False when it is not, or the call is another host's."""
        try:
            async with asyncio.timeout(STORE_S):
                if self._writing is not None:
                    await asyncio.shield(self._writing)
        except TimeoutError:
            return False
        return self._is_kept

    async def _write(self) -> None:
        while self._newest is not None:
            call, self._newest = self._newest, None
            record = self._record
            stored = StoredCall(self.epoch, write_record(record, call), bool(record.ended))
            try:
                async with asyncio.timeout(LAST_S):
                    is_ours = await self._store.save(record.served.name, record.call_id, stored, self._clock())
            except (StorageError, TimeoutError) as error:
                _warn(error)
                self._is_kept = False
                continue
            self._is_kept = is_ours
            if not is_ours:
                lose(record, self._calls)
                return


def lose(record: CallRecord, calls: Calls) -> None:
    """Forget a call that goes on elsewhere: nothing of it may be done here any more."""
    if calls.drop(record):
        log.info("a call goes on elsewhere", extra={"flow": record.served.name, "call": record.call_id})
    if record.live is not None:
        record.live.channel.abort()


def _tickets(record: CallRecord) -> frozenset[str]:
    return frozenset({record.ticket, *record.documents})


def _answer(stored: StoredCall) -> bytes | None:
    try:
        return hangup_document() if stored.ended else answer_of(stored.data)
    except SnapshotError:
        return None


def _warn(error: Exception) -> None:
    reason = str(error) or "it took too long"
    log.warning("calls cannot be written down now, and would not survive this process: %s", reason)


@asynccontextmanager
async def surviving(
    store: CallStore, calls: Calls, clock: Callable[[], float] = time.time
) -> AsyncGenerator[Survival, None]:
    """Write calls down until the context is left, and then for a moment what is not written yet."""
    writers = Writers()
    survival = Survival(store, calls, writers, clock)
    cleaning = asyncio.create_task(survival.clean())
    try:
        yield survival
    finally:
        cleaning.cancel()
        await writers.finish()
