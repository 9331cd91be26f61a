"""The sound of an utterance: what waits to be sent, and what may have to be sent again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

from google.cloud.speech_v1.types import StreamingRecognitionConfig, StreamingRecognizeRequest

from flowrunner.audio.codec import Codec
from flowrunner.errors import SpeechError

MESSAGE_S = 0.1
"""What Google recommends as a compromise between delay and effort."""
LARGEST_MESSAGE = 15_000
"""Bytes; the strictest limit that Google ever documented is 15 KB."""
WAITING_S = 90.0
"""So much sound may wait to be sent; a Google that takes none for so long is dead."""


class Outgoing:
    """Sound for one stream of Google's, in messages."""

    def __init__(self, codec: Codec) -> None:
        self._message_bytes = round(MESSAGE_S * codec.bytes_per_second)
        self._room = round(WAITING_S * codec.bytes_per_second)
        self._unsent = bytearray()
        self._messages: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._ended = False

    def write(self, data: bytes) -> None:
        """Add sound; raises SpeechError when too much waits already. Nothing is added after the end."""
        if self._ended:
            return
        self._room -= len(data)
        if self._room < 0:
            raise SpeechError("google takes no more sound", "timeout")
        self._unsent += data
        if len(self._unsent) >= self._message_bytes:
            self.flush()

    def flush(self) -> None:
        """Send what is there."""
        for start in range(0, len(self._unsent), LARGEST_MESSAGE):
            self._messages.put_nowait(bytes(self._unsent[start : start + LARGEST_MESSAGE]))
        self._unsent.clear()

    def end(self) -> None:
        """Send what is there, and that this is all."""
        if not self._ended:
            self.flush()
            self._ended = True
            self._messages.put_nowait(None)

    async def requests(self, config: StreamingRecognitionConfig) -> AsyncGenerator[StreamingRecognizeRequest, None]:
        """Yield what is sent, as it comes."""
        yield StreamingRecognizeRequest(streaming_config=config)
        while (message := await self._messages.get()) is not None:
            self._room += len(message)
            yield StreamingRecognizeRequest(audio_content=message)


class Tape:
    """The last of an utterance's sound; times are seconds since it began."""

    def __init__(self, codec: Codec, keep_s: float) -> None:
        self._rate = codec.bytes_per_second
        self._width = codec.sample_width
        self._kept = bytearray()
        self._at_most = round(keep_s * self._rate)
        self._written = 0

    @property
    def end_s(self) -> float:
        """How long the utterance is."""
        return self._written / self._rate

    def write(self, data: bytes) -> None:
        """Add sound, and forget what is too old."""
        self._written += len(data)
        self._kept += data
        del self._kept[: -self._at_most]

    def since(self, begin_s: float) -> bytes | None:
        """Return the sound from a moment on; None when it is not kept any more."""
        begin = round(begin_s * self._rate) // self._width * self._width
        missing = self._written - len(self._kept)
        return bytes(self._kept[begin - missing :]) if begin >= missing else None
