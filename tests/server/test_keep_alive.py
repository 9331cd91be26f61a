"""A stream that brings nothing is dropped; one that brings frames is pinged and left alone."""

from __future__ import annotations

import asyncio

from flowrunner.audio.codec import Codec
from flowrunner.plivo.channel import PlivoChannel
from flowrunner.plivo.oddities import Oddities
from flowrunner.server.stream import HEARTBEAT_S, keep_alive
from tests.fake_socket import FakeSocket
from tests.virtual_time import run


async def watched(socket: FakeSocket, *, frames_every_s: float | None, for_s: float) -> None:
    """Keep a stream alive for a while."""
    channel = PlivoChannel(socket, "s1", Codec.MULAW_8K, Oddities())
    pulse = asyncio.create_task(keep_alive(socket, channel))
    until = asyncio.get_running_loop().time() + for_s
    while asyncio.get_running_loop().time() < until:
        await asyncio.sleep(frames_every_s or for_s)
        channel.arrived += frames_every_s is not None
    pulse.cancel()


def test_a_stream_that_brings_frames_is_pinged_and_left_alone() -> None:
    socket = FakeSocket()
    run(watched(socket, frames_every_s=0.5, for_s=3.5 * HEARTBEAT_S))
    assert (socket.pings, socket.aborted) == (3, False)


def test_a_stream_that_brings_nothing_is_dropped() -> None:
    socket = FakeSocket()
    run(watched(socket, frames_every_s=None, for_s=3.5 * HEARTBEAT_S))
    assert (socket.pings, socket.aborted) == (0, True)


def test_a_stream_that_has_gone_needs_no_pings() -> None:
    socket = FakeSocket()
    socket.gone = True
    run(watched(socket, frames_every_s=0.5, for_s=3.5 * HEARTBEAT_S))
    assert (socket.pings, socket.aborted) == (0, False)


def test_a_stream_that_takes_no_ping_is_dropped() -> None:
    socket = FakeSocket()
    socket.stuck = True
    run(watched(socket, frames_every_s=0.5, for_s=2 * HEARTBEAT_S))
    assert (socket.pings, socket.aborted) == (0, True)
