"""A WebSocket without a network."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiohttp import WSMsgType

if TYPE_CHECKING:
    pass


class FakeFrame:
    """A WebSocket message: text as bytes, as the host receives it."""

    def __init__(self, data: str | bytes | None, kind: WSMsgType = WSMsgType.TEXT) -> None:
        self.data = data.encode() if isinstance(data, str) else data
        self.type = kind


class FakeSocket:
    """A WebSocket that delivers what a test arrives with, and keeps what was sent.

    ``stuck`` is a half-dead peer: nothing drains, and it takes no part in closing.
    """

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.stuck = False
        self.gone = False
        self.aborted = False
        self.pings = 0
        self._arrived: asyncio.Queue[FakeFrame] = asyncio.Queue()

    def arrive(self, *messages: str | bytes) -> None:
        """Let text messages arrive."""
        for message in messages:
            self._arrived.put_nowait(FakeFrame(message))

    def arrive_frame(self, kind: WSMsgType, data: bytes = b"") -> None:
        """Let any other frame arrive."""
        self._arrived.put_nowait(FakeFrame(data, kind))

    async def receive(self) -> FakeFrame:
        return await self._arrived.get()

    async def send(self, text: str) -> None:
        if self.gone:
            raise ConnectionResetError
        if self.stuck:
            await asyncio.Event().wait()
        self.sent.append(text)

    async def ping(self) -> None:
        if self.gone:
            raise ConnectionResetError
        if self.stuck:
            await asyncio.Event().wait()
        self.pings += 1

    async def close(self) -> None:
        if self.stuck:
            await asyncio.Event().wait()
        self.arrive_frame(WSMsgType.CLOSED)

    def abort(self) -> None:
        self.aborted = True
        self.arrive_frame(WSMsgType.CLOSED)
