"""What waits to be sent to the host: as much as the carrier keeps for one that is slow, and no more."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from flowrunner.emulator.connection import Connection
from flowrunner.emulator.playback import FRAME_S
from flowrunner.errors import ChannelClosed

KEPT_S = 40
DEGRADED_AT = (0.3, 0.6, 0.9)
_MOST = round(KEPT_S / FRAME_S)


class Outbox:
    """A queue of messages with one task that sends them."""

    def __init__(self, degraded: Callable[[], None]) -> None:
        """``degraded`` is called whenever another of three marks is passed."""
        self._waiting: deque[str | bytes] = deque()
        self._degraded = degraded
        self._marks = list(DEGRADED_AT)
        self._changed = asyncio.Event()
        self.flowing = asyncio.Event()
        """While it is not set nothing is sent."""
        self.flowing.set()
        self.full = asyncio.Event()
        """Set when the host was too slow for too long."""

    def put(self, *messages: str | bytes) -> None:
        """Queue messages; harmless when it is full."""
        if len(self._waiting) >= _MOST:
            self.full.set()
            return
        self._waiting.extend(messages)
        self._changed.set()
        if self._marks and len(self._waiting) >= self._marks[0] * _MOST:
            del self._marks[0]
            self._degraded()

    async def run(self, connection: Connection) -> None:
        """Send until the connection is gone: whoever listens knows how it ended."""
        try:
            while True:
                await self._changed.wait()
                await self.flowing.wait()
                if self._waiting:
                    await connection.send(self._waiting.popleft())
                else:
                    self._changed.clear()
        except ChannelClosed:
            return

    async def flush(self, connection: Connection) -> None:
        """Send all that waits, once no task does; raises ChannelClosed."""
        while self._waiting:
            await connection.send(self._waiting.popleft())
