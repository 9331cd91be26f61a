"""The reader takes what was seen in the wild; the writer writes what is documented."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from flowrunner.audio.codec import Codec
from flowrunner.errors import WireError
from flowrunner.plivo.messages import (
    LARGEST_MESSAGE,
    Checkpoint,
    ClearAudio,
    Cleared,
    Inbound,
    Key,
    Media,
    Muted,
    PlayAudio,
    Played,
    PlayFailed,
    Start,
    Stop,
    is_media,
    read,
    read_media,
    write,
)

KINDS = {
    "oversized",
    "not_json",
    "not_an_object",
    "no_event",
    "unknown_event",
    "bad_media",
    "bad_dtmf",
    "bad_played",
}
START = {
    "event": "start",
    "sequenceNumber": 1,
    "start": {
        "callId": "4a92dd13-0000-4000-8000-000000000000",
        "streamId": "20170ada-0000-4000-8000-000000000000",
        "accountId": "MAXXXXXXXXXXXXXXXXXX",
        "tracks": ["inbound"],
        "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000},
    },
    "extra_headers": "userId=12345;sessionId=abc-xyz",
}


def test_reads_start_as_documented() -> None:
    assert read(json.dumps(START)) == Start(
        call_id="4a92dd13-0000-4000-8000-000000000000",
        stream_id="20170ada-0000-4000-8000-000000000000",
        encoding="audio/x-mulaw",
        sample_rate=8000,
        tracks=("inbound",),
        extra_headers={"userId": "12345", "sessionId": "abc-xyz"},
    )


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ({"event": "start", "start": {"callId": "test-call"}}, Start("test-call")),
        (
            {"event": "start", "start": {"callId": 7, "mediaFormat": {"sampleRate": "16000"}}},
            Start("7", sample_rate=16000),
        ),
        (
            {"event": "start", "start": {"callId": "c", "mediaFormat": {"sampleRate": 8000.0}}},
            Start("c", sample_rate=8000),
        ),
        ({"event": "start", "start": {"callId": "c", "tracks": "inbound", "mediaFormat": None}}, Start("c")),
        ({"event": "start", "streamId": "s", "start": {"callId": "c"}}, Start("c", "s")),
        ({"event": "start"}, Start("")),
        ({"event": "start", "start": {"call_uuid": "c", "stream_id": "s"}}, Start("c", "s")),
        ({"event": "start", "start": {"CallUUID": "c", "StreamID": "s"}}, Start("c", "s")),
        ({"event": "start", "callId": "c", "streamId": "s", "start": {}}, Start("c", "s")),
        ({"event": "start", "start": {"callId": "c"}, "extra_headers": None}, Start("c")),
        ({"event": "start", "start": {"callId": "c"}, "extra_headers": "{}"}, Start("c")),
        (
            {"event": "start", "start": {"callId": "c", "extra_headers": "user=7"}},
            Start("c", extra_headers={"user": "7"}),
        ),
        ({"event": "start", "start": {"callId": "c"}, "extraHeaders": "a=1"}, Start("c", extra_headers={"a": "1"})),
        (
            {"event": "start", "start": {"callId": "c", "customParameters": {"a": 1}}, "extra_headers": ""},
            Start("c", extra_headers={"a": "1"}),
        ),
        ({"event": "dtmf", "dtmf": {"digit": "5", "track": "inbound", "timestamp": "1"}}, Key("5")),
        ({"event": "dtmf", "dtmf": {"digit": 5}}, Key("5")),
        ({"event": "dtmf", "dtmf": {"digit": "#"}}, Key("#")),
        ({"event": "dtmf", "dtmf": {"digit": "a"}}, Key("A")),
        ({"event": "playedStream", "name": "p1", "streamId": "s", "sequenceNumber": "60"}, Played("p1")),
        ({"event": "played", "name": "p1"}, Played("p1")),
        ({"event": "playedStream", "playedStream": {"name": "p1"}}, Played("p1")),
        ({"event": "playedStream", "name": 1}, Played("1")),
        ({"event": "PlayedStream", "name": "p1"}, Played("p1")),
        ({"event": "played_stream", "name": "p1"}, Played("p1")),
        ({"event": "played", "played": {"name": "p1"}}, Played("p1")),
        ({"event": "clearedAudio"}, Cleared()),
        ({"event": "clearedAudio", "sequenceNumber": "61", "streamId": "s"}, Cleared()),
        ({"event": "ClearedAudio"}, Cleared()),
        ({"event": "muteStream"}, Muted(on=True)),
        ({"event": "unmuteStream"}, Muted(on=False)),
        ({"event": "DTMF", "dtmf": {"digit": "*"}}, Key("*")),
        ({"event": "playFailed", "playFailed": {"reason": "buffer_overflow"}}, PlayFailed("buffer_overflow")),
        ({"event": "error", "reason": "connection_failed"}, PlayFailed("connection_failed")),
        ({"event": "error", "error": {"reason": "invalid_content_type"}}, PlayFailed("invalid_content_type")),
        ({"event": "playFailed", "reason": "invalid_content_type"}, PlayFailed("invalid_content_type")),
        ({"event": "error", "error": "buffer_overflow"}, PlayFailed("buffer_overflow")),
        ({"event": "stop"}, Stop()),
        ({"event": "stop", "stop": {"reason": "hangup"}}, Stop("hangup")),
    ],
)
def test_reads_every_variant(message: object, expected: Inbound) -> None:
    assert read(json.dumps(message)) == expected


@pytest.mark.parametrize(
    "media",
    [
        {"track": "inbound", "timestamp": "1705312200000", "chunk": 41, "payload": "//8A"},
        {"track": "inbound", "timestamp": 20, "chunk": "41", "payload": "//8A"},
        {"payload": "//8A"},
        {"payload": "//8A==="},
        {"payload": " //8A\n"},
    ],
)
def test_reads_media_with_whatever_surrounds_the_sound(media: dict[str, object]) -> None:
    text = json.dumps({"event": "media", "media": media}).encode()

    assert read(text) == Media(b"\xff\xff\x00")
    assert is_media(text)
    assert read_media(text) == ("inbound", b"\xff\xff\x00")


@pytest.mark.parametrize("payload", ["/w", "/w==", "/w="])
def test_reads_media_without_padding(payload: str) -> None:
    text = json.dumps({"event": "media", "media": {"payload": payload}}).encode()

    assert read_media(text) == ("inbound", b"\xff")


def test_knows_a_frame_by_its_first_bytes_whether_spaced_or_not() -> None:
    message = {"event": "media", "media": {"payload": ""}}

    assert is_media(json.dumps(message, separators=(",", ":")).encode())
    assert is_media(json.dumps(message).encode())
    assert not is_media(json.dumps(START).encode())


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "not_json"),
        ("{", "not_json"),
        ("[" * 60_000, "not_json"),
        ('{"event":"start","start":' * 5_000, "oversized"),
        ('{"a":' * 10_000, "not_json"),
        ("9" * 5_000, "not_json"),
        ("[]", "not_an_object"),
        ("null", "not_an_object"),
        ("{}", "no_event"),
        ('{"event":7}', "no_event"),
        ('{"event":"somethingNew"}', "unknown_event"),
        ('{"event":"media"}', "bad_media"),
        ('{"event":"media","media":{"payload":7}}', "bad_media"),
        ('{"event":"media","media":{"payload":"A"}}', "bad_media"),
        ('{"event":"media","media":{"payload":"\u00e9\u00e9"}}', "bad_media"),
        ('{"event":"dtmf","dtmf":{"digit":"55"}}', "bad_dtmf"),
        ('{"event":"dtmf","dtmf":{"digit":""}}', "bad_dtmf"),
        ('{"event":"dtmf","dtmf":"5"}', "bad_dtmf"),
        ('{"event":"playedStream"}', "bad_played"),
        ('{"event":"media","media":{"payload":"' + "A" * LARGEST_MESSAGE + '"}}', "oversized"),
    ],
)
def test_names_the_kind_of_what_it_cannot_read(text: str, kind: str) -> None:
    with pytest.raises(WireError) as caught:
        read(text)

    assert caught.value.kind == kind


def test_text_that_is_not_unicode_is_not_json() -> None:
    with pytest.raises(WireError) as caught:
        read(b'{"event":"\xff"}')

    assert caught.value.kind == "not_json"


def test_a_frame_that_is_no_frame_is_bad_media() -> None:
    with pytest.raises(WireError) as caught:
        read_media(b'{"event":"media","event":"stop"}')

    assert caught.value.kind == "bad_media"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=8), children, max_size=3),
    max_leaves=8,
)
EVENTS = st.sampled_from(
    ["start", "media", "dtmf", "playedStream", "played", "clearedAudio", "playFailed", "error", "stop"]
)
OUTER = ["start", "media", "dtmf", "playedStream", "name", "reason", "stop", "extra_headers", "error"]
INNER = ["callId", "streamId", "mediaFormat", "encoding", "sampleRate", "tracks", "digit", "payload", "track"]
FIELDS = st.sampled_from([*OUTER, *INNER, "customParameters"])


@given(st.binary(max_size=200))
@example(b"\x00")
@example(b'{"event":"media","media":{"payload":"=="}}')
def test_no_bytes_raise_anything_but_what_is_counted(data: bytes) -> None:
    _read_all_ways(data)


@given(
    EVENTS, st.dictionaries(FIELDS, JSON | st.dictionaries(FIELDS, JSON | st.dictionaries(FIELDS, JSON)), max_size=5)
)
def test_no_message_raises_anything_but_what_is_counted(event: str, fields: dict[str, object]) -> None:
    _read_all_ways(json.dumps({"event": event, **fields}).encode())


def _read_all_ways(data: bytes) -> None:
    for reader in (read, read_media):
        try:
            reader(data)
        except WireError as error:
            assert error.kind in KINDS  # noqa: PT017 - an error is as good as none here, but only a known one


@given(st.binary(max_size=400), st.sampled_from([":", ": "]))
def test_both_readers_of_media_agree(sound: bytes, colon: str) -> None:
    message = {"event": "media", "sequenceNumber": 2, "media": {"track": "outbound", "payload": _base64(sound)}}
    text = json.dumps(message, separators=(",", colon)).encode()

    assert read(text) == Media(sound, "outbound")
    assert read_media(text) == ("outbound", sound)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


@pytest.mark.parametrize(
    ("codec", "kind", "rate"),
    [
        (Codec.MULAW_8K, "audio/x-mulaw", 8000),
        (Codec.L16_8K, "audio/x-l16", 8000),
        (Codec.L16_16K, "audio/x-l16", 16000),
    ],
)
def test_writes_play_audio_as_documented(codec: Codec, kind: str, rate: int) -> None:
    media = {"contentType": kind, "sampleRate": rate, "payload": "//8A"}

    assert json.loads(write(PlayAudio(b"\xff\xff\x00", codec))) == {"event": "playAudio", "media": media}


def test_writes_checkpoint_and_clear_audio_as_documented() -> None:
    assert json.loads(write(Checkpoint('s"1', "p1"))) == {"event": "checkpoint", "streamId": 's"1', "name": "p1"}
    assert json.loads(write(ClearAudio("s1"))) == {"event": "clearAudio", "streamId": "s1"}
