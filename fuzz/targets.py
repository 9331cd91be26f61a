"""A function for everything that comes over the wire: any bytes go in, no error but the expected one comes out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from urllib.parse import parse_qsl

from aiohttp import WSMsgType

from flowrunner.audio.codec import Codec
from flowrunner.emulator import messages as emulated
from flowrunner.emulator import xml
from flowrunner.errors import ChannelClosed, RestError, WireError
from flowrunner.plivo import messages
from flowrunner.plivo.callbacks import dial_outcome, read_call, stream_report
from flowrunner.plivo.channel import PlivoChannel, read_start
from flowrunner.plivo.extra_headers import read_extra_headers
from flowrunner.plivo.oddities import Oddities
from flowrunner.plivo.rest import CallState
from flowrunner.plivo.rest.answers import StreamPage
from flowrunner.plivo.rest.transport import Order, Reply, told
from flowrunner.plivo.signature import read_signatures
from tests.fake_socket import FakeSocket

_ORDER = Order("place the call", "POST", ("Call",))


class _Nobody:
    """Hears whatever a stream brings."""

    def on_audio(self, data: bytes) -> None: ...

    def on_far_audio(self, data: bytes) -> None: ...

    def on_key(self, key: str) -> None:
        assert len(key) == 1

    def on_played(self, checkpoint: str) -> None:
        raise AssertionError("nothing was marked")

    def on_play_failed(self, reason: str) -> None: ...


def message(data: bytes) -> None:
    """One message of a stream."""
    with suppress(WireError):
        messages.read(data)
    with suppress(WireError):
        messages.read_media(data)
    messages.sequence_of(data)
    messages.is_media(data)


def stream(data: bytes) -> None:
    """Messages of a stream, a line each; one that begins with a zero is binary."""
    asyncio.run(_stream(data.split(b"\n")))


async def _stream(frames: list[bytes]) -> None:
    oddities = Oddities()
    channel = PlivoChannel(_socket(frames), "s1", Codec.MULAW_8K, oddities)
    channel.wants_audio = True
    await channel.run(_Nobody())
    socket = _socket(frames)
    with suppress(WireError, ChannelClosed):
        await read_start(socket, oddities)


def _socket(frames: list[bytes]) -> FakeSocket:
    socket = FakeSocket()
    for frame in frames:
        if frame.startswith(b"\0"):
            socket.arrive_frame(WSMsgType.BINARY, frame)
        else:
            socket.arrive(frame)
    socket.arrive_frame(WSMsgType.CLOSED)
    return socket


def callback(data: bytes) -> None:
    """The form of a request."""
    form = dict(parse_qsl(data.decode("utf-8", "replace"), keep_blank_values=True))
    call = read_call(form)
    assert call is None or call.call_id
    dial_outcome(form)
    stream_report(form)
    read_extra_headers(form.get("extra_headers", ""))
    read_signatures(form.items())


def rest_answer(data: bytes) -> None:
    """The body of an answer to an order."""
    for kind in (CallState, StreamPage):
        with suppress(RestError):
            Reply(_ORDER, 200, data).read(kind)
    said, _ = told(data, "application/json")
    assert said.isprintable()


def emulator(data: bytes) -> None:
    """A document or a message of any host, as the emulator reads it."""
    with suppress(WireError):
        xml.parse(data)
    with suppress(WireError):
        emulated.read(data.decode("utf-8", "replace"), "s1", lambda kind, detail: None)


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    target.__name__: target for target in (message, stream, callback, rest_answer, emulator)
}
