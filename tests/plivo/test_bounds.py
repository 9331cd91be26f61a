"""Streams that bring more than anybody says: sound is dropped, keys are not, and in the end the stream is."""

from __future__ import annotations

import json

import pytest

from flowrunner.audio.codec import Codec
from flowrunner.errors import WireError
from flowrunner.plivo.channel import (
    BEFORE_START_AT_MOST,
    FRAMES_BURST_S,
    MESSAGES_BURST_S,
    UNPLAYED_AT_MOST,
    PlivoChannel,
    StreamBounds,
    read_start,
)
from flowrunner.plivo.oddities import Oddities
from tests.fake_socket import FakeSocket
from tests.plivo.test_channel import STOP, Ear, key, media, played


def opened(socket: FakeSocket, bounds: StreamBounds | None = None) -> PlivoChannel:
    channel = PlivoChannel(socket, "s1", Codec.MULAW_8K, Oddities(), bounds or StreamBounds())
    channel.wants_audio = True
    return channel


def heard(ear: Ear, what: str) -> int:
    return sum(kind == what for kind, _ in ear.heard)


@pytest.mark.parametrize("frame", [media(b"x"), '{"media":{"payload":"AAAA"},"event":"media"}'])
async def test_of_too_much_sound_some_is_dropped_and_no_key_is(frame: str) -> None:
    socket, ear = FakeSocket(), Ear()
    channel = opened(socket, StreamBounds(frames_per_s=10))
    for _time in range(50):
        socket.arrive(frame, key("1"), played("nothing"))
    socket.arrive(STOP)

    assert await channel.run(ear) == "stopped"
    assert heard(ear, "audio") == 10 * FRAMES_BURST_S
    assert heard(ear, "key") == 50
    assert channel.oddities.counts["too_much_sound"] == 50 - 10 * FRAMES_BURST_S


async def test_what_plivo_kept_while_the_host_was_slow_does_not_end_the_stream() -> None:
    socket, ear = FakeSocket(), Ear()
    socket.arrive(*[media(b"x")] * 2000, key("1"), STOP)

    assert await opened(socket).run(ear) == "stopped"
    assert heard(ear, "key") == 1


@pytest.mark.parametrize("message", [media(b"x"), key("1"), "{", '{"event":"new"}'])
async def test_a_flood_of_anything_ends_the_stream(message: str) -> None:
    socket, ear = FakeSocket(), Ear()
    channel = opened(socket, StreamBounds(messages_per_s=10))
    socket.arrive(*[message] * 1000)

    assert await channel.run(ear) == "lost"
    assert socket.aborted
    assert channel.oddities.counts["flood"] == 1
    assert channel.arrived == 10 * MESSAGES_BURST_S + 1


async def test_the_order_of_sound_that_nobody_wants_is_looked_at_too() -> None:
    def numbered(number: int) -> str:
        return json.dumps({"event": "media", "sequenceNumber": number, "media": {"payload": "AAAA"}})

    socket = FakeSocket()
    channel = opened(socket)
    channel.wants_audio = False
    socket.arrive(numbered(2), numbered(5), numbered(4), '{"event":"stop","sequenceNumber":3}')

    assert await channel.run(Ear()) == "stopped"
    assert channel.oddities.counts == {"out_of_order": 2}


async def test_checkpoints_that_are_never_acknowledged_are_not_kept_for_ever() -> None:
    socket, ear = FakeSocket(), Ear()
    channel = opened(socket)
    for n in range(UNPLAYED_AT_MOST + 1):
        await channel.checkpoint(f"p{n}")
    socket.arrive(played("p0"), played("p1"), played(f"p{UNPLAYED_AT_MOST}"), STOP)

    assert await channel.run(ear) == "stopped"
    assert ear.heard == [("played", "p1"), ("played", f"p{UNPLAYED_AT_MOST}")]
    assert channel.oddities.counts == {"stale_checkpoint": 1}


async def test_who_talks_and_talks_before_start_is_not_listened_to() -> None:
    socket = FakeSocket()
    socket.arrive(*["{"] * BEFORE_START_AT_MOST, '{"event":"start","start":{"callId":"c1"}}')

    with pytest.raises(WireError, match="no_start"):
        await read_start(socket, Oddities())
