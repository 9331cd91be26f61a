"""The carrier's side of the media socket: numbers its messages, and lets the faults have their way with them."""

from __future__ import annotations

import base64
import time
from dataclasses import dataclass

from flowrunner.audio.codec import Codec
from flowrunner.emulator import messages
from flowrunner.emulator.distortion import Distortion
from flowrunner.emulator.outbox import Outbox
from flowrunner.emulator.xml import Stream, Track


@dataclass(frozen=True, slots=True)
class StreamIds:
    """What names a stream."""

    call: str
    stream: str
    account: str
    number: int = 1
    """Which of the call's streams it is, from 1."""


class Wire:
    """Says things, in order."""

    def __init__(self, element: Stream, codec: Codec, ids: StreamIds, outbox: Outbox, distortion: Distortion) -> None:
        self._element = element
        self._codec = codec
        self._ids = ids
        self._outbox = outbox
        self._distortion = distortion
        self._sequence = 0
        self._chunk = 0

    @property
    def stream_id(self) -> str:
        """Which stream this is."""
        return self._ids.stream

    def start(self) -> None:
        """Say which stream this is."""
        start = {
            "callId": self._ids.call,
            "streamId": self._ids.stream,
            "accountId": self._ids.account,
            "tracks": self._element.tracks,
            "mediaFormat": {
                "encoding": messages.CONTENT_TYPES[self._codec],
                "sampleRate": self._codec.sample_rate,
            },
        }
        self._say("start", start=start, extra_headers=self._extra_headers)

    def media(self, track: Track, payload: bytes) -> None:
        """Bring a frame."""
        self._chunk += 1
        media = {
            "track": track,
            "timestamp": _timestamp(),
            "chunk": self._chunk,
            "payload": base64.b64encode(payload).decode(),
        }
        self._say("media", streamId=self._ids.stream, media=media, extra_headers=self._extra_headers)

    def dtmf(self, key: str) -> None:
        """Tell of a key."""
        dtmf = {"track": "inbound", "digit": key, "timestamp": _timestamp()}
        self._say("dtmf", streamId=self._ids.stream, dtmf=dtmf, extra_headers=self._extra_headers)

    def event(self, event: str, **fields: object) -> None:
        """Say anything else."""
        self._say(event, streamId=self._ids.stream, **fields)

    def _say(self, event: str, **fields: object) -> None:
        self._sequence += 1
        self._outbox.put(*self._distortion.apply({"event": event, "sequenceNumber": self._sequence, **fields}))

    @property
    def _extra_headers(self) -> str:
        return self._element.extra_headers or "{}"


def _timestamp() -> str:
    """Return milliseconds since 1970, in the string that the protocol reference shows."""
    return str(time.time_ns() // 1_000_000)
