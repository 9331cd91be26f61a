"""A stream as a channel: what arrives, what is sent, and how it ends."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Coroutine

import pytest
from aiohttp import WSMsgType

from flowrunner.audio.codec import Codec
from flowrunner.errors import ChannelClosed, WireError
from flowrunner.plivo.channel import PlivoChannel, codec_of, read_start
from flowrunner.plivo.messages import Start
from flowrunner.plivo.oddities import Oddities
from tests.fake_socket import FakeSocket
from tests.virtual_time import run


class Ear:
    """Keeps what a channel delivers."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str | bytes]] = []

    def on_audio(self, data: bytes) -> None:
        self.heard.append(("audio", data))

    def on_far_audio(self, data: bytes) -> None:
        self.heard.append(("far", data))

    def on_key(self, key: str) -> None:
        self.heard.append(("key", key))

    def on_played(self, checkpoint: str) -> None:
        self.heard.append(("played", checkpoint))

    def on_play_failed(self, reason: str) -> None:
        self.heard.append(("failed", reason))


def media(sound: bytes, **more: str) -> str:
    return json.dumps({"event": "media", "media": {"payload": base64.b64encode(sound).decode(), **more}})


def key(digit: str) -> str:
    return json.dumps({"event": "dtmf", "dtmf": {"digit": digit}})


def played(name: str) -> str:
    return json.dumps({"event": "playedStream", "name": name})


STOP = '{"event":"stop"}'


def opened(socket: FakeSocket) -> PlivoChannel:
    return PlivoChannel(socket, "s1", Codec.MULAW_8K, Oddities())


async def deliver(channel: PlivoChannel, socket: FakeSocket, *messages: str | bytes) -> Ear:
    """Let messages arrive, then the end; return what was delivered."""
    ear = Ear()
    socket.arrive(*messages, STOP)
    assert await channel.run(ear) == "stopped"
    return ear


async def test_delivers_sound_and_keys_in_order() -> None:
    socket = FakeSocket()
    channel = opened(socket)
    channel.wants_audio = True

    ear = await deliver(channel, socket, media(b"one"), key("5"), media(b"two"))

    assert ear.heard == [("audio", b"one"), ("key", "5"), ("audio", b"two")]
    assert not channel.oddities.counts


async def test_drops_sound_while_nobody_listens_and_still_hears_keys() -> None:
    socket = FakeSocket()

    ear = await deliver(opened(socket), socket, media(b"one"), key("5"), '{"media":{"payload":"AAAA"},"event":"media"}')

    assert ear.heard == [("key", "5")]


async def test_reads_sound_in_any_order_of_fields_and_without_padding() -> None:
    socket = FakeSocket()
    channel = opened(socket)
    channel.wants_audio = True

    ear = await deliver(
        channel,
        socket,
        '{"media":{"payload":"AAAA"},"event":"media"}',
        '{"event":"media","media":{"payload":"/w"}}',
    )

    assert ear.heard == [("audio", b"\x00\x00\x00"), ("audio", b"\xff")]


async def test_drops_the_other_track() -> None:
    socket = FakeSocket()
    channel = opened(socket)
    channel.wants_audio = True

    ear = await deliver(channel, socket, media(b"bot", track="outbound"), media(b"caller", track="inbound"))

    assert ear.heard == [("audio", b"caller")]
    assert channel.oddities.counts == {"other_track": 1}


async def test_odd_messages_are_counted_logged_once_a_kind_and_survived(caplog: pytest.LogCaptureFixture) -> None:
    socket = FakeSocket()
    channel = opened(socket)
    channel.wants_audio = True
    socket.arrive_frame(WSMsgType.BINARY, b"\x00")

    ear = await deliver(
        channel,
        socket,
        "{",
        "[" * 5_000,
        b'{"event":"\xff"}',
        '{"event":"fromTheFuture"}',
        '{"event":"media","media":{}}',
        '{"event":"start","start":{"callId":"c"}}',
        '{"event":"x","pad":"' + "A" * 70_000 + '"}',
        '{"event":"media","pad":"' + "A" * 70_000 + '"}',
        played("never asked for"),
        key("5"),
    )

    assert ear.heard == [("key", "5")]
    assert channel.oddities.counts == {
        "binary": 1,
        "not_json": 3,
        "unknown_event": 1,
        "bad_media": 1,
        "second_start": 1,
        "oversized": 2,
        "stale_checkpoint": 1,
    }
    assert len(caplog.records) == len(channel.oddities.counts)


async def test_a_message_out_of_order_is_counted_and_used() -> None:
    def numbered(message: str, number: int | str) -> str:
        return json.dumps({"sequenceNumber": number, **json.loads(message)})

    socket = FakeSocket()
    channel = opened(socket)
    channel.wants_audio = True
    ear = await deliver(
        channel,
        socket,
        numbered(key("1"), 2),
        numbered(media(b"\xff"), "5"),
        numbered(media(b"\xfe"), 4),
        numbered(key("2"), 4),
        numbered(key("3"), 6),
    )
    assert [what for what, _ in ear.heard] == ["key", "audio", "audio", "key", "key"]
    assert channel.oddities.counts == {"out_of_order": 2}


async def test_a_checkpoint_is_delivered_once_and_not_after_a_clear() -> None:
    socket = FakeSocket()
    channel = opened(socket)
    await channel.checkpoint("p1")
    await channel.clear()
    await channel.checkpoint("p2")

    ear = await deliver(channel, socket, played("p1"), played("p2"), played("p2"), '{"event":"clearedAudio"}')

    assert ear.heard == [("played", "p2")]


async def test_tells_when_sound_could_not_be_played() -> None:
    socket = FakeSocket()

    ear = await deliver(opened(socket), socket, '{"event":"playFailed","reason":"invalid_content_type"}')

    assert ear.heard == [("failed", "invalid_content_type")]


async def test_sends_what_is_documented() -> None:
    socket = FakeSocket()
    channel = opened(socket)

    await channel.play(b"\xff\xff\x00")
    await channel.checkpoint("p1")
    await channel.clear()

    assert [json.loads(text) for text in socket.sent] == [
        {"event": "playAudio", "media": {"contentType": "audio/x-mulaw", "sampleRate": 8000, "payload": "//8A"}},
        {"event": "checkpoint", "streamId": "s1", "name": "p1"},
        {"event": "clearAudio", "streamId": "s1"},
    ]


@pytest.mark.parametrize(
    ("kind", "how"),
    [
        (WSMsgType.CLOSE, "closed"),
        (WSMsgType.CLOSING, "closed"),
        (WSMsgType.CLOSED, "closed"),
        (WSMsgType.ERROR, "lost"),
    ],
)
async def test_ends_however_the_socket_ends(kind: WSMsgType, how: str) -> None:
    socket = FakeSocket()
    socket.arrive_frame(kind)

    assert await opened(socket).run(Ear()) == how


async def test_closing_ends_the_run() -> None:
    channel = opened(FakeSocket())
    running = asyncio.create_task(channel.run(Ear()))

    await channel.close()

    assert await running == "closed"


async def test_sending_on_a_lost_socket_says_so() -> None:
    socket = FakeSocket()
    socket.gone = True

    with pytest.raises(ChannelClosed):
        await opened(socket).play(b"\x00")


def in_virtual_time(work: Coroutine[None, None, None]) -> None:
    run(work)


def test_a_peer_that_takes_nothing_is_dropped_after_a_while() -> None:
    async def conversation() -> None:
        socket = FakeSocket()
        socket.stuck = True
        channel = opened(socket)

        with pytest.raises(ChannelClosed, match="does not drain"):
            await channel.play(b"\x00")
        assert socket.aborted
        assert await channel.run(Ear()) == "closed"

    in_virtual_time(conversation())


def test_a_peer_that_takes_no_part_in_closing_is_dropped_after_a_while() -> None:
    async def conversation() -> None:
        socket = FakeSocket()
        socket.stuck = True
        channel = opened(socket)

        await channel.close()

        assert socket.aborted
        assert await channel.run(Ear()) == "closed"

    in_virtual_time(conversation())


def test_start_must_come_in_time() -> None:
    async def conversation() -> None:
        socket = FakeSocket()
        socket.arrive(media(b"early"))

        with pytest.raises(WireError) as caught:
            await read_start(socket, Oddities())
        assert caught.value.kind == "no_start"

    in_virtual_time(conversation())


async def test_what_comes_before_start_is_dropped() -> None:
    socket = FakeSocket()
    oddities = Oddities()
    socket.arrive(media(b"early"), "{", '{"event":"start","start":{"callId":"c1","streamId":"s1"}}')

    assert await read_start(socket, oddities) == Start("c1", "s1")
    assert oddities.counts == {"before_start": 1, "not_json": 1}


async def test_a_socket_that_ends_before_start_is_closed() -> None:
    socket = FakeSocket()
    socket.arrive_frame(WSMsgType.CLOSE)

    with pytest.raises(ChannelClosed):
        await read_start(socket, Oddities())


def test_the_codec_is_what_start_says_not_what_was_asked_for() -> None:
    assert codec_of(Start("c", encoding="audio/x-l16", sample_rate=16000), Codec.MULAW_8K) is Codec.L16_16K
    assert codec_of(Start("c"), Codec.L16_8K) is Codec.L16_8K
    with pytest.raises(WireError):
        codec_of(Start("c", encoding="audio/opus", sample_rate=48000), Codec.MULAW_8K)
