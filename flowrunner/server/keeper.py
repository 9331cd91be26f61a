"""Writes one call down while it goes on.

One task a call writes, always the newest, and tries again when the store had trouble: what was missed is written as
soon as that is over, although the call may have said nothing new. A call that could not be begun is begun later.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flowrunner.errors import StorageError
from flowrunner.server.written import tickets_of, write_record
from flowrunner.storage.ports import FIRST_EPOCH, StoredCall

if TYPE_CHECKING:
    from flowrunner.engine.call import Call
    from flowrunner.server.calls import CallRecord, Calls
    from flowrunner.storage.ports import CallStore

log = logging.getLogger(__name__)

SAFE_S = 4.0
"""How long something that must not be done twice waits for the store."""
WRITE_S = 3.0
"""How long one writing may take, and what is not written yet when the host stops."""
PAUSE_S = 0.1
"""Before the second attempt; each pause is twice as long as the one before."""
PAUSE_AT_MOST_S = 10.0
HOPELESS = 20
"""Attempts to write that a call has ended."""
LINE_EVERY_S = 60.0
"""Between two lines of the log about the same trouble."""


class Trouble:
    """What is wrong with the store, told in the log once and then now and then."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._told_at = float("-inf")
        self.is_there = False
        """Whether the last attempt failed."""

    def met(self, error: Exception) -> None:
        """The store failed, or took too long."""
        self.is_there = True
        if self._clock() - self._told_at >= LINE_EVERY_S:
            self._told_at = self._clock()
            reason = str(error) or "it took too long"
            log.warning("calls cannot be written down now, and would not survive this process: %s", reason)

    def over(self) -> None:
        """The store did what it was asked to."""
        if self.is_there:
            self.is_there = False
            self._told_at = float("-inf")
            log.info("calls are written down again")


class Writers:
    """The tasks that write."""

    def __init__(self) -> None:
        self._running: dict[asyncio.Task[None], Callable[[], None]] = {}
        self.closing = False
        """True: nobody waits for better times."""

    def begin(self, work: Coroutine[None, None, None], hurry: Callable[[], None]) -> asyncio.Task[None]:
        """Begin to write; ``hurry`` ends a pause between two attempts."""
        task = asyncio.create_task(work)
        self._running[task] = hurry
        task.add_done_callback(self._running.pop)
        return task

    async def finish(self) -> None:
        """Wait until everything is written, but not for long."""
        self.closing = True
        for hurry in self._running.values():
            hurry()
        if self._running:
            await asyncio.wait(self._running, timeout=WRITE_S)
        for task in self._running:
            task.cancel()


@dataclass(frozen=True, slots=True)
class Desk:
    """What the keepers of a host share."""

    store: CallStore
    calls: Calls
    clock: Callable[[], float]
    """Seconds since the epoch."""
    trouble: Trouble
    writers: Writers = field(default_factory=Writers)


class RecordKeeper:
    """Writes one call down, for as long as it is ours."""

    def __init__(self, record: CallRecord, desk: Desk, epoch: int | None = None) -> None:
        """``epoch`` is that of our ownership; None: the call is not in the store yet."""
        self.epoch = epoch
        self._record = record
        self._desk = desk
        self._newest: Call | None = None
        self._writing: asyncio.Task[None] | None = None
        self._hurry = asyncio.Event()
        self._settled = asyncio.Event()
        """Set when the newest is written, or when it is clear that it cannot be now."""
        self._settled.set()
        self._is_kept = epoch is not None
        self._may_be_begun = False
        """Whether the store may have the call although nothing came back."""

    def changed(self, call: Call) -> None:
        """Write it down soon."""
        if self._record.lost:
            return
        self._newest = call
        self._settled.clear()
        self._hurry.set()
        if self._writing is None or self._writing.done():
            self._writing = self._desk.writers.begin(self._write(), self._hurry.set)

    async def kept(self) -> bool:
        """Wait until everything is written down; False when it is not, or the call is another host's.

        A call that the store has never seen is nobody else's, and what is done in it cannot be done again.
        """
        try:
            async with asyncio.timeout(SAFE_S):
                await self._settled.wait()
        except TimeoutError:
            return False
        return not self._record.lost and (self._is_kept or (self.epoch is None and not self._may_be_begun))

    async def _write(self) -> None:
        try:
            await self._write_all()
        finally:
            self._settled.set()

    async def _write_all(self) -> None:
        failures = 0
        while self._newest is not None and not self._record.lost:
            call, self._newest = self._newest, None
            if await self._attempt(call):
                failures = 0
                continue
            failures += 1
            self._put_back(call)
            if self._desk.writers.closing or (self._record.ended and failures >= HOPELESS):
                break
            if failures > 1:
                self._settled.set()
            await self._pause(failures)

    def _put_back(self, call: Call) -> None:
        if self._newest is None:
            self._newest = call

    async def _attempt(self, call: Call) -> bool:
        """Write, and return whether that needs no further attempt."""
        self._hurry.clear()
        self._is_kept = False
        try:
            async with asyncio.timeout(WRITE_S):
                is_ours = await self._put(call)
        except (StorageError, TimeoutError) as error:
            self._may_be_begun |= isinstance(error, TimeoutError) or error.unsure
            self._desk.trouble.met(error)
            return False
        self._desk.trouble.over()
        self._is_kept = is_ours
        if not is_ours:
            lose(self._record, self._desk.calls)
        return True

    async def _pause(self, failures: int) -> None:
        try:
            async with asyncio.timeout(min(PAUSE_S * 2 ** (failures - 1), PAUSE_AT_MOST_S)):
                await self._hurry.wait()
        except TimeoutError:
            return

    async def _put(self, call: Call) -> bool:
        """Write; return whether the call is ours."""
        data, ended = write_record(self._record, call), bool(self._record.ended)
        if self.epoch is not None:
            if await self._save(StoredCall(self.epoch, data, ended)):
                return True
            if await self._desk.store.look(*self._key) is not None:
                return False
            # nobody has taken it: the store has forgotten everything, as one does that was made anew
        return await self._begin(StoredCall(FIRST_EPOCH, data, ended))

    async def _begin(self, stored: StoredCall) -> bool:
        begun = await self._desk.store.begin(*self._key, stored.data, self._desk.clock())
        if begun is None and not await self._is_begun_by_us():
            return False
        self.epoch = FIRST_EPOCH
        return await self._save(stored) if begun is None or stored.ended else True

    async def _is_begun_by_us(self) -> bool:
        """Tell whether what is in the store is an earlier attempt of ours."""
        found = await self._desk.store.look(*self._key)
        ours = {self._record.ticket, *self._record.documents}
        return found is not None and found.epoch == FIRST_EPOCH and not tickets_of(found.data).isdisjoint(ours)

    async def _save(self, stored: StoredCall) -> bool:
        return await self._desk.store.save(*self._key, stored, self._desk.clock())

    @property
    def _key(self) -> tuple[str, str]:
        return self._record.served.name, self._record.call_id


def lose(record: CallRecord, calls: Calls) -> None:
    """Forget a call that goes on elsewhere: nothing of it may be done here any more."""
    record.lost = True
    if calls.drop(record):
        log.info("a call goes on elsewhere", extra={"flow": record.served.name, "call": record.call_id})
    if record.live is not None:
        record.live.session.drop()
        record.live.channel.abort()
