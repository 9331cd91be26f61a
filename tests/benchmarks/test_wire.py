"""The generator's bytes, taken apart by the book."""

from __future__ import annotations

import base64

import msgspec

from benchmarks.wire import CLOSE, PING, TEXT, FrameReader, StreamMessages, frame, payloads
from flowrunner.plivo import messages as plivo


def unframed(data: bytes) -> bytes:
    """Return the payload of one masked frame (RFC 6455, section 5.2)."""
    assert data[1] & 0x80
    size, at = data[1] & 0x7F, 2
    if size == 126:
        size, at = int.from_bytes(data[2:4], "big"), 4
    key, body = data[at : at + 4], data[at + 4 :]
    assert len(body) == size
    return bytes(byte ^ key[n % 4] for n, byte in enumerate(body))


def stream(*sound: bytes) -> StreamMessages:
    return StreamMessages("call-1", "stream-1", [base64.b64encode(part) for part in sound] or [b"/w=="])


def test_short_and_long_frames_say_how_long_they_are() -> None:
    for size in (0, 125, 126, 4000):
        assert unframed(frame(bytes(size))) == bytes(size)


def test_sound_is_cut_into_frames_of_20_ms_and_a_short_rest_is_dropped() -> None:
    cut = payloads(b"a" * 160 + b"b" * 160 + b"c" * 80)
    assert [base64.b64decode(payload) for payload in cut] == [b"a" * 160, b"b" * 160]


def test_a_stream_counts_all_its_messages_and_plays_its_sound_in_a_circle() -> None:
    caller = stream(b"one", b"two")
    read = [plivo.read(unframed(data)) for data in (caller.start(), caller.media(), caller.media(), caller.media())]
    assert read[0] == plivo.Start("call-1", "stream-1", "audio/x-mulaw", 8000, ("inbound",))
    assert read[1:] == [plivo.Media(b"two"), plivo.Media(b"one"), plivo.Media(b"two")]
    assert msgspec.json.decode(unframed(caller.media()))["sequenceNumber"] == 5


def test_keys_and_acknowledgements_are_read_by_the_host() -> None:
    caller = stream()
    read = [plivo.read(unframed(data)) for data in (caller.key("#"), caller.played("p7"), caller.cleared())]
    assert read == [plivo.Key("#"), plivo.Played("p7"), plivo.Cleared()]


def test_media_frames_begin_as_the_documented_ones_do() -> None:
    assert plivo.is_media(unframed(stream().media()))


def test_frames_of_a_server_are_read_however_the_bytes_arrive() -> None:
    small, middle, large = b"hello", b"m" * 300, b"l" * 70_000
    data = (
        b"\x81\x05" + small
        + b"\x81\x7e" + len(middle).to_bytes(2, "big") + middle
        + b"\x89\x7f" + len(large).to_bytes(8, "big") + large
        + b"\x88\x00"
    )  # fmt: skip
    for step in (1, 7, 1000, len(data)):
        reader = FrameReader()
        parts = [data[at : at + step] for at in range(0, len(data), step)]
        read = [found for part in parts for found in reader.feed(part)]
        assert read == [(TEXT, small), (TEXT, middle), (PING, large), (CLOSE, b"")]
