"""The bytes of the caller's side of a stream: WebSocket frames (RFC 6455) and Plivo's messages, made cheaply.

Frames of a client must be masked. The key here is always zero, which is a legal key and leaves the payload as it
is, so that a frame is its header and its text. The server cannot tell, and unmasks as it always does.
"""

from __future__ import annotations

import base64
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA

FRAME_BYTES = 160
"""One frame of mu-law at 8 kHz: 20 ms."""

_START = (
    b'{"event":"start","sequenceNumber":%d,"start":{"callId":"%b","streamId":"%b","accountId":"MAXXXXXXXXXXXXXXXXXX",'
    b'"tracks":["inbound"],"mediaFormat":{"encoding":"audio/x-mulaw","sampleRate":8000}},"extra_headers":"%b"}'
)
_MEDIA = (
    b'{"event":"media","sequenceNumber":%d,"streamId":"%b","media":{"track":"inbound","timestamp":"%d",'
    b'"chunk":%d,"payload":"%b"},"extra_headers":"%b"}'
)
_EPOCH_MS = 1_795_000_000_000
_HEADERS = b"{}"


def upgrade(host: str, path: str) -> bytes:
    """Return the request that opens a WebSocket."""
    key = base64.b64encode(bytes(16)).decode()
    lines = (
        f"GET {path} HTTP/1.1",
        f"Host: {host}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {key}",
        "Sec-WebSocket-Version: 13",
    )
    return "\r\n".join((*lines, "", "")).encode()


def frame(payload: bytes, opcode: int = TEXT) -> bytes:
    """Return one whole frame of a client, at most 65,535 bytes of payload."""
    size = len(payload)
    if size < 126:
        return struct.pack("!BB4x", 0x80 | opcode, 0x80 | size) + payload
    return struct.pack("!BBH4x", 0x80 | opcode, 0x80 | 126, size) + payload


def payloads(sound: bytes) -> tuple[bytes, ...]:
    """Cut mu-law into frames of 20 ms and encode each as base64; a short last frame is dropped."""
    whole = len(sound) - len(sound) % FRAME_BYTES
    return tuple(base64.b64encode(sound[at : at + FRAME_BYTES]) for at in range(0, whole, FRAME_BYTES))


@dataclass(slots=True)
class StreamMessages:
    """Everything one stream says, each message as a frame and with the next sequence number."""

    call_id: str
    stream_id: str
    sound: Sequence[bytes]
    """Base64 of 20 ms each; played in a circle."""
    position: int = 0
    """Where in the circle this caller begins."""
    sequence: int = 0
    chunk: int = 0

    def start(self) -> bytes:
        """Return the first message of the stream."""
        return frame(_START % (self._next(), self.call_id.encode(), self.stream_id.encode(), _HEADERS))

    def media(self) -> bytes:
        """Return the next 20 ms of sound."""
        chunk = self.chunk = self.chunk + 1
        payload = self.sound[(self.position + chunk) % len(self.sound)]
        at_ms = _EPOCH_MS + 20 * chunk
        return frame(_MEDIA % (self._next(), self.stream_id.encode(), at_ms, chunk, payload, _HEADERS))

    def key(self, digit: str) -> bytes:
        """Return a pressed key."""
        at_ms = _EPOCH_MS + 20 * self.chunk
        return self._event("dtmf", f'"dtmf":{{"track":"inbound","digit":"{digit}","timestamp":"{at_ms}"}}')

    def played(self, checkpoint: str) -> bytes:
        """Return the acknowledgement of a checkpoint."""
        return self._event("playedStream", f'"name":"{checkpoint}"')

    def cleared(self) -> bytes:
        """Return the acknowledgement of a clear."""
        return self._event("clearedAudio")

    def _event(self, event: str, *rest: str) -> bytes:
        head = (f'"event":"{event}"', f'"sequenceNumber":{self._next()}', f'"streamId":"{self.stream_id}"')
        return frame(("{" + ",".join((*head, *rest)) + "}").encode())

    def _next(self) -> int:
        self.sequence += 1
        return self.sequence


class FrameReader:
    """Cuts what a server sends into frames. Servers do not mask; nobody here is sent fragments."""

    def __init__(self) -> None:
        self._waiting = b""

    def feed(self, data: bytes) -> Iterator[tuple[int, bytes]]:
        """Yield ``(opcode, payload)`` of every frame that is complete now."""
        data = self._waiting + data if self._waiting else data
        at = 0
        while (found := _body(data, at)) is not None:
            start, end = found
            yield data[at] & 0x0F, data[start:end]
            at = end
        self._waiting = data[at:]


def _body(data: bytes, at: int) -> tuple[int, int] | None:
    """Return where the payload of the frame at ``at`` begins and ends, or None while it is incomplete."""
    if len(data) < at + 2:
        return None
    size, start = data[at + 1] & 0x7F, at + 2
    if size > 125:
        width = 2 if size == 126 else 8
        if len(data) < start + width:
            return None
        size, start = int.from_bytes(data[start : start + width], "big"), start + width
    return (start, start + size) if len(data) >= start + size else None
