"""What befalls a stream at its moment: some ends of it, and some standstills."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from flowrunner.emulator.connection import Parting
from flowrunner.emulator.faults import Fault, FaultKind, Faults
from flowrunner.emulator.outbox import Outbox
from flowrunner.emulator.wire import Wire

HALF_DEAD_S = 35.0
"""How long the carrier takes to find out that a connection is half-dead."""


class StreamEnd(Enum):
    """Why a stream is over."""

    CALL_ENDED = "the call ended"
    CLOSED = "closed by the host"
    LOST = "connection disconnected with the remote service"
    TOO_SLOW = "the remote service is too slow"
    UNREACHABLE = "connection failed"
    TIMEOUT = "stream timeout"
    STOPPED = "api request"
    RECONNECTS = "the connection broke, and is made again"


@dataclass(frozen=True, slots=True)
class Ending:
    """Why a stream ends, and how the carrier leaves it."""

    why: StreamEnd
    parting: Parting = Parting.CLOSE


_ENDINGS: Mapping[FaultKind, Ending] = {
    FaultKind.ABRUPT_CLOSE: Ending(StreamEnd.LOST, Parting.ABRUPT),
    FaultKind.CLOSE_WITHOUT_STOP: Ending(StreamEnd.LOST, Parting.AWAY),
    FaultKind.STOP_AND_CLOSE: Ending(StreamEnd.STOPPED, Parting.STOP),
    FaultKind.STOP_WITHOUT_CLOSE: Ending(StreamEnd.STOPPED, Parting.STOP_OPEN),
    FaultKind.STREAM_TIMEOUT: Ending(StreamEnd.TIMEOUT, Parting.CLOSE),
    FaultKind.ERROR_EVENT: Ending(StreamEnd.LOST, Parting.CLOSE),
    FaultKind.RECONNECT: Ending(StreamEnd.RECONNECTS, Parting.ABRUPT),
    FaultKind.HALF_DEAD_SOCKET: Ending(StreamEnd.LOST, Parting.ABRUPT),
}
_STANDSTILLS = (FaultKind.STALL, FaultKind.SLOW_HOST)


class Mishaps:
    """Those of one stream."""

    def __init__(self, faults: Faults, stream: int, wire: Wire, outbox: Outbox) -> None:
        kinds = [kind for kind in (*_ENDINGS, *_STANDSTILLS) if _befalls(faults, kind, stream)]
        self._faults = sorted(filter(None, map(faults.get, kinds)), key=lambda fault: fault.begins_s)
        self._wire = wire
        self._outbox = outbox
        self.deaf = asyncio.Event()
        """Set when nothing of the host is read any more."""

    async def first_end(self) -> Ending:
        """Let everything happen in its time; return when it ends the stream, which may be never."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        for fault in self._faults:
            await asyncio.sleep(began + fault.begins_s - loop.time())
            if fault.kind in _STANDSTILLS:
                await self._stand_still(fault)
            else:
                return await self._end(fault)
        return await asyncio.Future()

    async def _end(self, fault: Fault) -> Ending:
        if fault.kind is FaultKind.HALF_DEAD_SOCKET:
            self._outbox.flowing.clear()
            self.deaf.set()
            await asyncio.sleep(HALF_DEAD_S)
        elif fault.kind is FaultKind.ERROR_EVENT:
            self._wire.event("error", reason="connection_failed")
        return _ENDINGS[fault.kind]

    async def _stand_still(self, fault: Fault) -> None:
        self._outbox.flowing.clear()
        if fault.kind is FaultKind.SLOW_HOST:
            await asyncio.Future()  # the outbox fills up
        await asyncio.sleep(fault.count)
        self._outbox.flowing.set()


def _befalls(faults: Faults, kind: FaultKind, stream: int) -> bool:
    if kind is FaultKind.STALL:
        return kind in faults and stream == 1
    return faults.befalls(kind, stream)
