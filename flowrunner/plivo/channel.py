"""One Plivo stream as the call's channel.

Theory of operation. The socket is the stream's identity: one stream a socket. Everything that arrives is read
tolerantly; what cannot be read or makes no sense is counted and the stream goes on. Frames are the hot path: while
nobody listens they are recognised by their first bytes and dropped unread. No queue lies between the socket and the
call: whoever sends faster than this host reads has to wait. Who sends faster than anybody speaks loses sound, never
keys or acknowledgements, and in the end the connection. Sending never waits longer than
``SEND_DEADLINE_S``, since a half-dead peer takes nothing and says nothing; a socket that does not drain is aborted,
which also ends ``run``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, assert_never

from aiohttp import WSMsgType

from flowrunner.errors import ChannelClosed, WireError
from flowrunner.plivo.formats import find_codec
from flowrunner.plivo.messages import (
    INBOUND,
    Checkpoint,
    ClearAudio,
    Cleared,
    Inbound,
    Key,
    Media,
    Muted,
    Outbound,
    PlayAudio,
    Played,
    PlayFailed,
    Start,
    Stop,
    is_media,
    read,
    read_media,
    sequence_of,
    write,
)
from flowrunner.plivo.pace import Pace

if TYPE_CHECKING:
    from flowrunner.audio.codec import Codec
    from flowrunner.call.channel import ChannelListener
    from flowrunner.plivo.oddities import Oddities

START_DEADLINE_S = 5.0
"""How long a new socket may take to say what stream it is."""
BEFORE_START_AT_MOST = 100
"""Messages that a new socket may send before it says what stream it is."""
FRAMES_BURST_S = 2.0
"""Of sound at full pace may come at once; after a stall of the network the rest is too old to be answered."""
MESSAGES_BURST_S = 4.0
"""Of messages at full pace may come at once. Plivo keeps 40 s of sound for a host that is slow: 2,000 messages."""
UNPLAYED_AT_MOST = 100
"""Checkpoints that are remembered; acknowledgements get lost, so this would grow with the call."""
SEND_DEADLINE_S = 5.0
CLOSE_DEADLINE_S = 3.0


@dataclass(frozen=True, slots=True)
class StreamBounds:
    """How much one stream may bring."""

    frames_per_s: int = 200
    messages_per_s: int = 1000


class Frame(Protocol):
    """One WebSocket message."""

    @property
    def type(self) -> WSMsgType: ...

    @property
    def data(self) -> Any:
        """Bytes, for a text message too."""
        ...


class Socket(Protocol):
    """What a stream needs of a WebSocket."""

    @property
    def receive(self) -> Callable[[], Awaitable[Frame]]: ...

    async def send(self, text: str) -> None:
        """Send a text message; raises ConnectionError."""
        ...

    async def close(self) -> None: ...

    def abort(self) -> None:
        """Drop the connection at once; a pending ``receive`` returns."""
        ...


async def read_start(socket: Socket, oddities: Oddities, within_s: float = START_DEADLINE_S) -> Start:
    """Return the first message of a stream; whatever comes before it is dropped.

    Raises WireError ``no_start`` when it does not come in time, ChannelClosed when the socket ends first.
    """
    try:
        async with asyncio.timeout(within_s):
            return await _first_start(socket, oddities)
    except TimeoutError:
        raise WireError("no_start") from None


async def _first_start(socket: Socket, oddities: Oddities) -> Start:
    for _message in range(BEFORE_START_AT_MOST):
        frame = await socket.receive()
        if frame.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
            raise ChannelClosed("ended before start")
        message = _read(frame, oddities)
        if isinstance(message, Start):
            return message
        if message is not None:
            oddities.note("before_start")
    raise WireError("no_start")


def _read(frame: Frame, oddities: Oddities) -> Inbound | None:
    if frame.type is WSMsgType.BINARY:
        oddities.note("binary")
        return None
    try:
        return read(frame.data)
    except WireError as error:
        oddities.note(error.kind)
        return None


def codec_of(start: Start, asked_for: Codec) -> Codec:
    """Return what the stream carries, which may not be what was asked for; raises WireError ``unknown_codec``."""
    if not start.encoding:
        return asked_for
    codec = find_codec(start.encoding, start.sample_rate)
    if codec is None:
        raise WireError("unknown_codec", f"{start.encoding} at {start.sample_rate}")
    return codec


_BOUNDS = StreamBounds()


class PlivoChannel:
    """A started stream."""

    def __init__(
        self, socket: Socket, stream_id: str, codec: Codec, oddities: Oddities, bounds: StreamBounds = _BOUNDS
    ) -> None:
        clock = asyncio.get_running_loop().time
        self.codec = codec
        self.wants_audio = False
        self.wants_far_audio = False
        self.oddities = oddities
        self._socket = socket
        self._stream_id = stream_id
        self._unplayed: dict[str, None] = {}
        self._frames = Pace(bounds.frames_per_s, FRAMES_BURST_S, clock)
        self._messages = Pace(bounds.messages_per_s, MESSAGES_BURST_S, clock)
        self._sequence = 0
        self.arrived = 0
        """Messages so far: who wants to know whether the stream is alive looks whether this grows."""

    async def run(self, listener: ChannelListener) -> str:
        """Deliver what arrives until the stream ends; returns ``stopped``, ``closed`` or ``lost``."""
        receive = self._socket.receive
        while True:
            frame = await receive()
            self.arrived += 1
            if frame.type is not WSMsgType.TEXT and frame.type is not WSMsgType.BINARY:
                return "lost" if frame.type is WSMsgType.ERROR else "closed"
            if not self._messages.take():
                return self._flooded()
            if frame.type is WSMsgType.TEXT and is_media(frame.data):
                self._follow(frame.data)
                if (self.wants_audio or self.wants_far_audio) and self._in_time():
                    self._hear(frame.data, listener)
            elif self._take(frame, listener):
                return "stopped"

    async def play(self, data: bytes) -> None:
        """Queue sound."""
        await self._send(PlayAudio(data, self.codec))

    async def checkpoint(self, name: str) -> None:
        """Ask for ``on_played``."""
        self._unplayed[name] = None
        if len(self._unplayed) > UNPLAYED_AT_MOST:
            del self._unplayed[next(iter(self._unplayed))]
        await self._send(Checkpoint(self._stream_id, name))

    async def clear(self) -> None:
        """Empty the far end's queue; from now on its outstanding checkpoints count as gone."""
        self._unplayed.clear()
        await self._send(ClearAudio(self._stream_id))

    async def close(self) -> None:
        """End the stream, in good order if the far end takes part."""
        try:
            async with asyncio.timeout(CLOSE_DEADLINE_S):
                await self._socket.close()
        except TimeoutError:
            self._socket.abort()

    def abort(self) -> None:
        """Drop the connection at once, which ends ``run``."""
        self._socket.abort()

    def _flooded(self) -> str:
        self.oddities.note("flood")
        self._socket.abort()
        return "lost"

    def _in_time(self) -> bool:
        """Tell whether a frame of sound is within bounds."""
        if self._frames.take():
            return True
        self.oddities.note("too_much_sound")
        return False

    def _hear(self, data: bytes, listener: ChannelListener) -> None:
        try:
            track, sound = read_media(data)
        except WireError as error:
            self.oddities.note(error.kind)
        else:
            self._deliver(track, sound, listener)

    def _follow(self, data: bytes) -> None:
        """Note a message that comes after one it should have come before; it is used all the same."""
        sequence = sequence_of(data)
        if sequence is None:
            return
        if sequence <= self._sequence:
            self.oddities.note("out_of_order")
        else:
            self._sequence = sequence

    def _deliver(self, track: str, sound: bytes, listener: ChannelListener) -> None:
        if track == INBOUND:
            listener.on_audio(sound)
        elif self.wants_far_audio:
            listener.on_far_audio(sound)
        else:
            self.oddities.note("other_track")

    def _take(self, frame: Frame, listener: ChannelListener) -> bool:
        """Deliver anything; return whether it was the last message."""
        if frame.type is WSMsgType.TEXT:
            self._follow(frame.data)
        message = _read(frame, self.oddities)
        match message:
            case None | Cleared() | Muted():
                pass
            case Media(sound, track):
                if (self.wants_audio or self.wants_far_audio) and self._in_time():
                    self._deliver(track, sound, listener)
            case Key(digit):
                listener.on_key(digit)
            case Played(name):
                self._played(name, listener)
            case PlayFailed(reason):
                self.oddities.note("play_failed")
                listener.on_play_failed(reason)
            case Start():
                self.oddities.note("second_start")
            case Stop():
                return True
            case _:
                assert_never(message)
        return False

    def _played(self, name: str, listener: ChannelListener) -> None:
        if name in self._unplayed:
            del self._unplayed[name]
            listener.on_played(name)
        else:
            self.oddities.note("stale_checkpoint")

    async def _send(self, message: Outbound) -> None:
        try:
            async with asyncio.timeout(SEND_DEADLINE_S):
                await self._socket.send(write(message))
        except TimeoutError:
            self._socket.abort()
            raise ChannelClosed("does not drain") from None
        except ConnectionError:
            raise ChannelClosed from None
