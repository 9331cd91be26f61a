"""One emulated call: the least that a server takes for Plivo.

Frames are sent when the generator says so. What comes back is hardly looked at: sound is only counted, so that a
checkpoint is acknowledged when the sound before it would have been played.
"""

from __future__ import annotations

import asyncio
import json
import time
from typing import TYPE_CHECKING, cast

from benchmarks.wire import CLOSE, PING, PONG, TEXT, FrameReader, StreamMessages, frame, upgrade

if TYPE_CHECKING:
    from collections.abc import Callable

BYTES_PER_SECOND = 8000


class Caller(asyncio.Protocol):
    """A stream of one call."""

    def __init__(self, messages: StreamMessages, path: str, on_key_answered: Callable[[float], None]) -> None:
        self.messages = messages
        self.lost = False
        self._path = path
        self._on_key_answered = on_key_answered
        self._loop = asyncio.get_running_loop()
        self._opened = self._loop.create_future()
        self._handshake = b""
        self._reader = FrameReader()
        self._pressed_at: float | None = None
        self._drained_at = 0.0
        self._acks: set[asyncio.TimerHandle] = set()

    async def opened(self) -> None:
        """Wait until the server has accepted the stream."""
        await self._opened

    def send_media(self) -> None:
        """Send the next 20 ms."""
        if not self.lost:
            self._transport.write(self.messages.media())

    def press(self, digit: str) -> None:
        """Press a key, and tell when sound has come in answer."""
        if not self.lost:
            self._transport.write(self.messages.key(digit))
            self._pressed_at = time.monotonic()

    def hang_up(self) -> None:
        """End the call as Plivo does, without a stop message."""
        self._forget_acks()
        self.lost = True
        self._transport.write(frame((1000).to_bytes(2, "big"), CLOSE))
        self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        host, port = transport.get_extra_info("peername")[:2]
        self._transport.write(upgrade(f"{host}:{port}", self._path))

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost = True
        self._forget_acks()
        if not self._opened.done():
            self._opened.set_exception(ConnectionError("the server hung up instead of opening the stream"))

    def data_received(self, data: bytes) -> None:
        if not self._opened.done():
            data = self._read_handshake(data)
        for opcode, payload in self._reader.feed(data):
            self._read(opcode, payload)

    def _read_handshake(self, data: bytes) -> bytes:
        self._handshake += data
        head, end, rest = self._handshake.partition(b"\r\n\r\n")
        if not end:
            return b""
        if b" 101 " not in head.splitlines()[0]:
            self._opened.set_exception(ConnectionError(head.decode(errors="replace")))
            return b""
        self._transport.write(self.messages.start())
        self._opened.set_result(None)
        return rest

    def _read(self, opcode: int, payload: bytes) -> None:
        if opcode == TEXT:
            self._read_message(payload)
        elif opcode == PING:
            self._transport.write(frame(payload, PONG))
        elif opcode == CLOSE:
            self.lost = True

    def _read_message(self, payload: bytes) -> None:
        head = payload[:40]
        if b"playAudio" in head:
            self._hear(len(payload))
        elif b"checkpoint" in head:
            self._acknowledge(json.loads(payload)["name"])
        elif b"clearAudio" in head:
            self._forget_acks()
            self._drained_at = 0.0
            self._transport.write(self.messages.cleared())

    def _hear(self, size: int) -> None:
        now = time.monotonic()  # the clock of uvloop counts whole milliseconds
        if self._pressed_at is not None:
            self._on_key_answered(now - self._pressed_at)
            self._pressed_at = None
        # base64 and a hundred bytes of JSON around it: near enough for a clock
        self._drained_at = max(self._drained_at, now) + max(0, size - 100) * 3 / 4 / BYTES_PER_SECOND

    def _acknowledge(self, checkpoint: str) -> None:
        owed_s = max(0.0, self._drained_at - time.monotonic())
        self._acks.add(self._loop.call_later(owed_s, self._send_played, checkpoint))

    def _send_played(self, checkpoint: str) -> None:
        self._transport.write(self.messages.played(checkpoint))

    def _forget_acks(self) -> None:
        for handle in self._acks:
            handle.cancel()
        self._acks.clear()
