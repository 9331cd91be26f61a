"""The media stream of one ``<Stream>``: 20 ms each way, fifty times a second, for as long as it lasts.

Frames leave on a schedule that does not drift: frame n is due n * 20 ms after the first, so one that is late is
followed by others that catch up. The same beat drains what the host queued for the caller, so a checkpoint is
acknowledged when its sound has been played and not before, however fast the sound arrived.
"""

from __future__ import annotations

import asyncio
import base64
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from itertools import count
from typing import assert_never

from flowrunner.audio.codec import PCM
from flowrunner.audio.resample import resample
from flowrunner.emulator import messages
from flowrunner.emulator.connection import Connection, Ended, connect
from flowrunner.emulator.line import Line
from flowrunner.emulator.messages import Checkpoint, ClearAudio, PlayAudio, SendDtmf
from flowrunner.emulator.options import HangUpStyle
from flowrunner.emulator.playback import FRAME_S, Heard, Playback
from flowrunner.emulator.xml import Stream, Track
from flowrunner.errors import ChannelClosed, WireError

BUFFER_S = 60
"""How much sound the carrier keeps for the caller."""

Notify = Callable[[str, dict[str, str]], None]
"""Tells the host's status address of an event of the stream, with further fields."""


class StreamEnd(Enum):
    """Why a stream is over."""

    CALL_ENDED = "the call ended"
    CLOSED = "closed by the host"
    LOST = "connection disconnected with the remote service"
    UNREACHABLE = "connection failed"
    TIMEOUT = "stream timeout"
    STOPPED = "api request"


@dataclass(frozen=True, slots=True)
class StreamIds:
    """What names a stream."""

    call: str
    stream: str
    account: str


class MediaStream:
    """One stream, from dialling the host's socket to its end."""

    def __init__(self, element: Stream, ids: StreamIds, line: Line, notify: Notify) -> None:
        self._element = element
        self._codec = element.codec
        self._ids = ids
        self._line = line
        self._notify = notify
        self._complain = line.violations.note
        self._samples = round(self._codec.sample_rate * FRAME_S)
        self._silence = self._codec.silence(FRAME_S)
        self._playback = Playback(self._samples * self._codec.sample_width)
        self._sequence = 0
        self._chunk = 0

    async def run(self, headers: dict[str, str], hang_up: HangUpStyle, stopping: asyncio.Event) -> StreamEnd:
        """Hold the stream until it ends, which ``stopping`` asks for.

        ``headers`` sign the handshake, ``hang_up`` is how a caller leaves it.
        """
        connection = await connect(self._element.url, headers, self._complain)
        if connection is None:
            self._notify("DroppedStream", {"Error": StreamEnd.UNREACHABLE.value})
            return StreamEnd.UNREACHABLE
        async with connection:
            end = await self._hold(connection, stopping)
            style = hang_up if end is StreamEnd.CALL_ENDED else HangUpStyle.CLOSE
            await connection.part(style, self._message("stop", streamId=self._ids.stream))
        lost = end is StreamEnd.LOST
        self._notify("DroppedStream" if lost else "StopStream", {"Error": end.value} if lost else {})
        return end

    async def _hold(self, connection: Connection, stopping: asyncio.Event) -> StreamEnd:
        self._line.attach(self._codec.sample_rate, "bot" if self._element.bidirectional else "callee")
        try:
            async with asyncio.TaskGroup() as tasks:
                beating = tasks.create_task(self._beat(connection))
                listening = tasks.create_task(self._listen(connection))
                ending = tasks.create_task(self._line.ending.wait())
                stopped = tasks.create_task(stopping.wait())
                end = await self._first_end(listening, ending, stopped)
                for task in (beating, listening, ending, stopped):
                    task.cancel()
        finally:
            self._line.detach()
        return end

    async def _first_end(
        self, listening: asyncio.Task[Ended], ending: asyncio.Task[bool], stopped: asyncio.Task[bool]
    ) -> StreamEnd:
        ends = (listening, ending, stopped)
        await asyncio.wait(ends, timeout=self._element.timeout_s, return_when=asyncio.FIRST_COMPLETED)
        if ending.done():
            return StreamEnd.CALL_ENDED
        if stopped.done():
            return StreamEnd.STOPPED
        if not listening.done():
            return StreamEnd.TIMEOUT
        return StreamEnd.CLOSED if listening.result() is Ended.CLOSED else StreamEnd.LOST

    async def _beat(self, connection: Connection) -> None:
        """Send what the caller utters and play what the host sent, until the connection is gone."""
        try:
            await connection.send(self._start())
            self._notify("StartStream", {})
            loop = asyncio.get_running_loop()
            began = loop.time()
            for number in count(1):
                await asyncio.sleep(began + number * FRAME_S - loop.time())
                await self._tick(connection)
        except ChannelClosed:
            return  # whoever listens knows how it ended

    async def _tick(self, connection: Connection) -> None:
        heard = self._heard()
        uttered = self._line.mouth.tick(self._samples)
        payload = self._codec.encode(uttered.sound)
        self._line.frame(self._codec.decode(payload), self._codec.decode(heard.sound), marked=bool(heard.reached))
        for name in heard.reached:
            await self._acknowledge(connection, name)
        sounds: dict[Track, bytes] = {"inbound": payload, "outbound": heard.sound or self._silence}
        for track in self._element.tracks:
            await connection.send(self._media(track, sounds[track]))
        if uttered.key is not None:
            await connection.send(self._dtmf(uttered.key))

    def _heard(self) -> Heard:
        """Return what the next 20 ms bring the caller; on a one-way stream somebody else than the bot says it."""
        if self._element.bidirectional or not self._line.callee.is_busy:
            return self._playback.tick()
        return Heard(self._codec.encode(self._line.callee.tick(self._samples).sound), ())

    async def _listen(self, connection: Connection) -> Ended:
        while True:
            received = await connection.receive(self._complain)
            if isinstance(received, Ended):
                return received
            await self._obey(connection, received)

    async def _obey(self, connection: Connection, text: str) -> None:
        try:
            message = messages.read(text, self._ids.stream, self._complain)
        except WireError as error:
            self._complain(error.kind, error.detail)
            if isinstance(error, messages.Unplayable):
                self._playback.spoil()
            return
        try:
            await self._carry_out(connection, message)
        except ChannelClosed:
            return  # the next receive says how it ended

    async def _carry_out(self, connection: Connection, message: messages.Message) -> None:
        match message:
            case PlayAudio():
                self._queue(message)
            case Checkpoint(name):
                if self._playback.checkpoint(name):
                    await self._acknowledge(connection, name)
            case ClearAudio():
                await self._clear(connection)
            case SendDtmf(keys):
                self._line.remark("bot", f"(presses {keys})")
            case _:
                assert_never(message)

    def _queue(self, message: PlayAudio) -> None:
        if not self._element.bidirectional:
            self._complain("playAudio on a one-way stream", "")
            return
        if len(message.sound) % message.codec.sample_width:
            self._complain("odd number of bytes of L16", str(len(message.sound)))
        self._playback.add(self._in_our_codec(message))
        if self._playback.queued > BUFFER_S * self._codec.bytes_per_second:
            self._complain("buffer_overflow", f"more than {BUFFER_S} s queued")

    def _in_our_codec(self, message: PlayAudio) -> bytes:
        """Return the sound as the stream carries it: each message says what it is, and production believes it."""
        if message.codec is self._codec:
            return message.sound
        self._complain("playAudio in another codec", f"{message.codec.name} on a stream of {self._codec.name}")
        pcm: PCM = message.codec.decode(message.sound)
        return self._codec.encode(resample(pcm, message.codec.sample_rate, self._codec.sample_rate))

    async def _clear(self, connection: Connection) -> None:
        self._playback.clear()
        self._line.turns.cleared()
        await connection.send(self._message("clearedAudio", streamId=self._ids.stream))
        self._notify("ClearedAudio", {})

    async def _acknowledge(self, connection: Connection, name: str) -> None:
        await connection.send(self._message("playedStream", streamId=self._ids.stream, name=name))
        self._notify("PlayedStream", {"Name": name})

    def _message(self, event: str, **fields: object) -> str:
        self._sequence += 1
        return messages.write(event, self._sequence, **fields)

    def _start(self) -> str:
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
        return self._message("start", start=start, extra_headers=self._extra_headers)

    def _media(self, track: Track, payload: bytes) -> str:
        self._chunk += 1
        media = {
            "track": track,
            "timestamp": _timestamp(),
            "chunk": self._chunk,
            "payload": base64.b64encode(payload).decode(),
        }
        return self._message("media", streamId=self._ids.stream, media=media, extra_headers=self._extra_headers)

    def _dtmf(self, key: str) -> str:
        dtmf = {"track": "inbound", "digit": key, "timestamp": _timestamp()}
        return self._message("dtmf", streamId=self._ids.stream, dtmf=dtmf, extra_headers=self._extra_headers)

    @property
    def _extra_headers(self) -> str:
        return self._element.extra_headers or "{}"


def _timestamp() -> str:
    """Return milliseconds since 1970, in the string that the protocol reference shows."""
    return str(time.time_ns() // 1_000_000)
