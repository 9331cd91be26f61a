"""What flows keep of their callers, between one call and the next.

Theory of operation. A call must not wait for a database: what is to be kept is put down at once and written by one
task, the newest for each caller, and a call that begins waits for what was kept no longer than ``RECALL_S``. Who
called is never written down: a caller is known by a keyed digest of the number and the flow. There are so few
telephone numbers that an open digest could be turned back by trying them all; without the key, which lies apart from
the database, it cannot. Whoever hides the number is nobody, and is not remembered.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import re
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, TypeVar

from flowrunner.engine.written import read_values, write_values
from flowrunner.errors import SnapshotError, StorageError

if TYPE_CHECKING:
    from flowrunner.engine.call import CallFacts
    from flowrunner.storage.ports import Memory

T = TypeVar("T")
log = logging.getLogger(__name__)

RECALL_S = 0.5
"""How long a call that begins may wait."""
WRITE_S = 10.0
"""How long one writing may take."""
FLUSH_S = 3.0
"""How long what is not written yet may take when the host stops."""
CLEANING_S = 24 * 3600.0
LARGEST = 16 * 1024
"""Bytes kept of one caller of one flow."""
WAITING_AT_MOST = 10_000

_NUMBER = re.compile(r"\+?[0-9]{5,20}")
_SPELLED = frozenset({"266696687", "7378742833", "86282452253", "8656696"})
"""ANONYMOUS, RESTRICTED, UNAVAILABLE and UNKNOWN on the keys of a telephone: some networks send these as a number."""
_HIDDEN = re.compile(r"anonymous|restricted|unavailable|unknown|private|withheld|blocked", re.IGNORECASE)


def person_of(facts: CallFacts) -> str | None:
    """Return who is at the other end, or None when that is hidden."""
    name = facts.to if facts.direction == "outbound" else facts.from_
    if name.startswith("sip:"):
        return None if _HIDDEN.search(name) else name
    digits = re.sub(r"[\s().-]", "", name)
    return digits.lstrip("+") if _NUMBER.fullmatch(digits) and digits.lstrip("+") not in _SPELLED else None


@dataclass(frozen=True, slots=True)
class Retention:
    """Under which key, and for how long."""

    secret: bytes
    keep_s: float


class Remembering:
    """The memory of a host; used on its event loop."""

    def __init__(self, memory: Memory, retention: Retention, clock: Callable[[], float] = time.time) -> None:
        self._memory = memory
        self._retention = retention
        self._clock = clock
        self._waiting: dict[str, bytes] = {}
        self._wanted = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()

    async def recall(self, facts: CallFacts, flow: str) -> Mapping[str, object]:
        """Return what a flow kept of this caller; nothing when it cannot be had in time."""
        key = self._key(facts, flow)
        if key is None:
            return {}
        try:
            return await _in_time(RECALL_S, self._recall(key))
        except (StorageError, SnapshotError) as error:
            log.warning("a call begins without memory: %s", error, extra={"flow": flow})
        return {}

    def keep(self, facts: CallFacts, flow: str, values: Mapping[str, object]) -> None:
        """Keep these values, and no others, for the next call; nobody waits for that."""
        key = self._key(facts, flow)
        if key is None:
            return
        data = write_values(values) if values else b""
        if len(data) > LARGEST or (len(self._waiting) >= WAITING_AT_MOST and key not in self._waiting):
            log.warning("what is to be remembered is lost: there is too much of it", extra={"flow": flow})
            return
        self._put(key, data)

    async def run(self) -> None:
        """Write what is to be kept, and drop what is too old, until cancelled."""
        cleaned = float("-inf")
        loop = asyncio.get_running_loop()
        while True:
            if loop.time() - cleaned >= CLEANING_S:
                cleaned = loop.time()
                await self._clean()
            try:
                async with asyncio.timeout_at(cleaned + CLEANING_S):
                    await self._wanted.wait()
            except TimeoutError:
                continue
            self._wanted.clear()
            await self._write_all()

    async def written(self) -> None:
        """Wait until everything is written."""
        await self._idle.wait()

    async def _recall(self, key: str) -> Mapping[str, object]:
        data = self._waiting.get(key)
        if data is None:
            data = await self._memory.recall(key, self._clock() - self._retention.keep_s)
            if data:
                self._waiting.setdefault(key, data)  # written once more, it is younger
                self._put(key, self._waiting[key])
        return read_values(data) if data else {}

    def _put(self, key: str, data: bytes) -> None:
        self._waiting[key] = data
        self._idle.clear()
        self._wanted.set()

    async def _write_all(self) -> None:
        while self._waiting:
            key, data = next(iter(self._waiting.items()))
            try:
                await _in_time(WRITE_S, self._write(key, data))
            except StorageError as error:
                log.warning("what is to be remembered is lost: %s", error)
            if self._waiting.get(key) is data:
                del self._waiting[key]
        self._idle.set()

    async def _write(self, key: str, data: bytes) -> None:
        if data:
            await self._memory.keep(key, data, self._clock())
        else:
            await self._memory.forget(key)

    async def _clean(self) -> None:
        try:
            await _in_time(WRITE_S, self._memory.drop_before(self._clock() - self._retention.keep_s))
        except StorageError as error:
            log.warning("what is too old stays remembered: %s", error)

    def _key(self, facts: CallFacts, flow: str) -> str | None:
        person = person_of(facts)
        if person is None:
            return None
        return hmac.new(self._retention.secret, f"{flow}\0{person}".encode(), sha256).hexdigest()


@asynccontextmanager
async def remembering(memory: Memory, retention: Retention) -> AsyncGenerator[Remembering, None]:
    """Keep what calls want kept until the context is left, and then what is not written yet."""
    kept = Remembering(memory, retention)
    writer = asyncio.create_task(kept.run())
    try:
        yield kept
        try:
            await _in_time(FLUSH_S, kept.written())
        except StorageError as error:
            log.warning("what is to be remembered is lost: %s", error)
    finally:
        writer.cancel()


async def _in_time(seconds: float, work: Awaitable[T]) -> T:
    """Return what comes of ``work``; raises StorageError when that takes longer."""
    try:
        async with asyncio.timeout(seconds):
            return await work
    except TimeoutError:
        raise StorageError("the database takes too long") from None
