"""Calls that survive their process.

Theory of operation. Whatever a call is told by its carrier or its caller is written down in a store that hosts share:
by one task a call, always the newest, so nothing of a call waits for it, with three exceptions. A document is handed to
the carrier when it has been written down, because it holds a ticket that may come back to another host; so is a call
whose stream the machine ends, because any host may be asked what comes next; and a request that must not be sent twice
is sent when the call that waits for its answer has been written down.

A call has one owner at a time, told by its epoch in the store. A host that is asked about a call which it does not
own takes it, and goes on where it was last written down; a host that has lost a call learns it when it next writes,
closes the stream and forgets the call. When the store cannot be reached calls go on, and die with their process.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from flowrunner.call.tracing import NoTrace, Trace
from flowrunner.errors import SnapshotError, StorageError
from flowrunner.plivo.xml import hangup_document
from flowrunner.server.keeper import PAUSE_S, Desk, RecordKeeper, Trouble, lose
from flowrunner.server.written import answer_of, fits, read_record, tickets_of, version_of
from flowrunner.trace.causes import TookUp
from flowrunner.trace.turns import Step

if TYPE_CHECKING:
    from flowrunner.server.calls import CallRecord, Calls, ServedFlow
    from flowrunner.server.catalog import FlowCatalog
    from flowrunner.storage.ports import CallStore, StoredCall

log = logging.getLogger(__name__)

STORE_S = 2.2
"""How long the carrier waits for the store."""
FIND_S = 5.0
"""The same when there is nothing but an apology for a call that is not found."""
LOOKS = 3
KEEP_S = 24 * 3600.0
CLEANING_S = 3600.0
CLEAN_S = 30.0
"""How long that may take."""


class Survival:
    """What a host does so that its calls can go on elsewhere. Made by ``surviving``."""

    def __init__(self, desk: Desk, flows: FlowCatalog, trace: Trace) -> None:
        self._desk = desk
        self._flows = flows
        self._trace = trace
        self._store = desk.store
        self._calls = desk.calls
        self._turns: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()
        """Requests that come at the same moment take a call once."""

    @property
    def is_troubled(self) -> bool:
        """Whether the store did not do what it was last asked to."""
        return self._desk.trouble.is_there

    async def answer(self, flow: str, call_id: str) -> bytes | None:
        """Return what another host has answered to a call already, if one has; nobody loses the call for that."""
        if self._calls.find(flow, call_id) is not None:
            return None
        try:
            async with asyncio.timeout(STORE_S):
                stored = await self._store.look(flow, call_id)
                return None if stored is None else _answer(stored)
        except (StorageError, TimeoutError) as error:
            self._desk.trouble.met(error)
        except SnapshotError:
            log.warning("a call was written down by another version", extra={"flow": flow})
        return None

    async def left(self, flow: str, call_id: str) -> CallRecord | None:
        """Return a call whose caller has left, as ``known`` does; None when only another version knows what is left
        to do: the host that has the call soon sees that nobody is there.
        """
        if self._calls.find(flow, call_id) is None:
            try:
                async with asyncio.timeout(STORE_S):
                    stored = await self._store.look(flow, call_id)
                if stored is not None and not self._is_ours(flow, stored.data):
                    return None
            except (StorageError, TimeoutError) as error:
                self._desk.trouble.met(error)
            except SnapshotError:
                return None
        return await self.known(flow, call_id)

    async def known(self, flow: str, call_id: str, ticket: str | None = None) -> CallRecord | None:
        """Return the call if there is one anywhere, as the one who owns it now; None: nobody has begun it.

        Whoever has no business with a call must not take it from its owner: ``ticket``, where one is given, is its.
        """
        record = self._calls.find(flow, call_id)
        if record is not None and record.keeper is not None and record.keeper.epoch is None:
            return record  # no other host can know of it
        patience_s = FIND_S if record is None else STORE_S
        turn = self._turns.setdefault((flow, call_id), asyncio.Lock())
        try:
            async with asyncio.timeout(patience_s), turn:
                return await self._found(flow, call_id, ticket)
        except (StorageError, TimeoutError) as error:
            self._desk.trouble.met(error)
        except SnapshotError as error:
            log.error("a call cannot be taken up: %s", error, extra={"flow": flow})
        return self._calls.find(flow, call_id)

    async def keep(self, record: CallRecord) -> bool:
        """Wait until the call is written down as it stands now, or until it is clear that it cannot be.

        Return whether it is still ours: another host may have begun or taken it at the same moment.
        """
        if record.keeper is None:
            record.keeper = RecordKeeper(record, self._desk)
        record.keeper.changed(record.call)
        try:
            async with asyncio.timeout(STORE_S):
                await record.keeper.kept()
        except TimeoutError as error:
            self._desk.trouble.met(error)
        return not record.lost

    async def clean(self) -> None:
        """Drop calls that nobody can want any more, now and then."""
        while True:
            try:
                async with asyncio.timeout(CLEAN_S):
                    await self._store.drop_before(self._desk.clock() - KEEP_S)
            except (StorageError, TimeoutError) as error:
                self._desk.trouble.met(error)
            await asyncio.sleep(CLEANING_S)

    async def _found(self, flow: str, call_id: str, ticket: str | None) -> CallRecord | None:
        """Look again when the first connection was cut, as all are when a database is restarted."""
        for _time in range(LOOKS - 1):
            try:
                return await self._owned(flow, call_id, ticket)
            except StorageError:
                await asyncio.sleep(PAUSE_S)
        return await self._owned(flow, call_id, ticket)

    async def _owned(self, flow: str, call_id: str, ticket: str | None) -> CallRecord | None:
        stored = await self._store.look(flow, call_id)
        record = self._calls.find(flow, call_id)
        if stored is None:
            return record
        if record is not None and record.keeper is not None and record.keeper.epoch == stored.epoch:
            return record
        if ticket is not None and ticket not in tickets_of(stored.data):
            return record
        if (served := self._version(flow, stored.data)) is None:
            return record
        taken = await self._store.take(flow, call_id, self._desk.clock())
        if taken is None:
            return record
        if record is not None:
            lose(record, self._calls)
        return self._take_up(served, taken)

    def _version(self, flow: str, data: bytes) -> ServedFlow | None:
        """Return the version of its flow that a call began with or, if it is not here, the one that serves."""
        return self._flows.version(flow, version_of(data)) or self._flows.known(flow)

    def _is_ours(self, flow: str, data: bytes) -> bool:
        served = self._version(flow, data)
        return served is not None and fits(data, served)

    def _take_up(self, served: ServedFlow, taken: StoredCall) -> CallRecord:
        now = self._desk.clock()
        offset = self._calls.clock() - now
        record = read_record(taken.data, served, now, lambda at: at + offset)
        self._calls.adopt(record)
        record.keeper = RecordKeeper(record, self._desk, taken.epoch)
        if taken.ended:
            self._calls.end(record, "ended elsewhere")
        else:
            log.info("took up a call", extra={"flow": served.name, "call": record.call_id})
            self._trace.turn(Step(served.machine, TookUp(), None, record.call, record.pending))
        return record


def _answer(stored: StoredCall) -> bytes:
    return hangup_document() if stored.ended else answer_of(stored.data)


@asynccontextmanager
async def surviving(
    store: CallStore,
    calls: Calls,
    flows: FlowCatalog,
    clock: Callable[[], float] = time.time,
    trace: Trace | None = None,
) -> AsyncGenerator[Survival, None]:
    """Write calls down until the context is left, and then for a moment what is not written yet."""
    desk = Desk(store, calls, clock, Trouble(time.monotonic))
    survival = Survival(desk, flows, trace or NoTrace())
    cleaning = asyncio.create_task(survival.clean())
    try:
        yield survival
    finally:
        cleaning.cancel()
        await desk.writers.finish()
