import base64
import json
from typing import Any

import pytest

from flowrunner.emulator import parse_fault
from flowrunner.emulator.distortion import Distortion
from flowrunner.emulator.faults import Faults
from flowrunner.emulator.noise import NOISE, NOISE_EVERY


def stream(*faults: str, number: int = 1) -> Distortion:
    return Distortion(Faults(map(parse_fault, faults)), number)


def frame(number: int) -> dict[str, Any]:
    media = {"track": "inbound", "timestamp": str(1000 + 20 * number), "chunk": number, "payload": "AQID"}
    return {"event": "media", "sequenceNumber": number + 1, "streamId": "s", "media": media, "extra_headers": "a=1;b=2"}


def ack(name: str) -> dict[str, Any]:
    return {"event": "playedStream", "sequenceNumber": 9, "streamId": "s", "name": name}


START = {
    "event": "start",
    "sequenceNumber": 1,
    "start": {
        "callId": "c",
        "streamId": "s",
        "accountId": "a",
        "tracks": ["inbound"],
        "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000},
    },
    "extra_headers": "a=1",
}


def sent(distortion: Distortion, *messages: dict[str, Any]) -> list[dict[str, Any]]:
    return [json.loads(text) for message in messages for text in distortion.apply(dict(message))]


def chunks(distortion: Distortion, count: int) -> list[int]:
    return [message["media"]["chunk"] for message in sent(distortion, *map(frame, range(1, count + 1)))]


def test_without_faults_everything_goes_as_it_is() -> None:
    assert sent(stream(), START, frame(1), ack("x")) == [START, frame(1), ack("x")]


@pytest.mark.parametrize(
    ("fault", "chunks_sent"),
    [
        ("missing-mediax3", [1, 2, 4, 5, 7]),
        ("duplicate-mediax3", [1, 2, 3, 3, 4, 5, 6, 6, 7]),
        ("shuffled-mediax3", [1, 2, 4, 3, 5, 7, 6]),
    ],
)
def test_frames_are_missing_repeated_or_late(fault: str, chunks_sent: list[int]) -> None:
    assert chunks(stream(fault), 7) == chunks_sent


def test_only_the_first_acknowledgement_of_the_call_is_lost() -> None:
    lost = stream("lost-first-ack")
    assert [one["name"] for one in sent(lost, ack("a"), ack("b"), ack("c"))] == ["b", "c"]
    assert len(sent(stream("lost-first-ack", number=2), ack("a"))) == 1


def test_acknowledgements_are_lost_or_repeated() -> None:
    assert sent(stream("lost-acks"), ack("a"), ack("b")) == []
    assert sent(stream("duplicate-acks"), ack("a")) == [ack("a"), ack("a")]
    cleared = {"event": "clearedAudio", "sequenceNumber": 3, "streamId": "s"}
    assert sent(stream("missing-cleared-audio"), cleared, ack("a")) == [ack("a")]


def test_names_are_as_the_older_pages_have_them() -> None:
    assert sent(stream("name-variants"), ack("a")) == [
        {"event": "played", "sequenceNumber": 9, "streamId": "s", "playedStream": {"name": "a"}}
    ]


def test_numbers_become_text_and_text_numbers() -> None:
    start, media = sent(stream("strings-for-numbers"), START, frame(7))
    assert start["sequenceNumber"] == "1"
    assert start["start"]["mediaFormat"]["sampleRate"] == "8000"
    assert (media["media"]["timestamp"], media["media"]["chunk"]) == (1140, "7")


def test_only_what_is_needed_is_left() -> None:
    assert sent(stream("bare-messages"), START, frame(1), ack("a")) == [
        {
            "event": "start",
            "start": {
                "callId": "c",
                "streamId": "s",
                "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000},
            },
        },
        {"event": "media", "media": {"payload": "AQID"}},
        {"event": "playedStream", "name": "a"},
    ]


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (1, '{"a": "1", "b": "2"}'),
        (2, "{a: 1, b: 2}"),
        (3, "a=1,b=2"),
        (4, "X-PH-a=1;X-PH-b=2"),
        (5, {"a": "1", "b": "2"}),
    ],
)
def test_extra_headers_come_in_five_other_forms(number: int, written: object) -> None:
    (message,) = sent(stream(f"extra-headersx{number}"), frame(1))
    assert message["extra_headers"] == written


@pytest.mark.parametrize(
    ("number", "stamps"),
    [
        (1, ["0", "20", "40"]),
        (2, ["1000", "1026", "1052"]),
        (3, ["1020", "1020", "1020"]),
        (4, ["1020", "1040", "1060"]),
        (5, [1020, 1040, 1060]),
    ],
)
def test_timestamps_are_counted_in_five_manners(number: int, stamps: list[object]) -> None:
    messages = sent(stream(f"timestampsx{number}"), *map(frame, (1, 2, 3)))
    assert [message["media"]["timestamp"] for message in messages] == stamps


def test_timestamps_may_have_a_gap() -> None:
    before, after = sent(stream("timestampsx4"), *map(frame, range(1, 60)))[50:52]
    assert int(after["media"]["timestamp"]) - int(before["media"]["timestamp"]) == 60_020


def test_frames_are_a_byte_too_short_or_far_too_long() -> None:
    (short,) = sent(stream("odd-bytesx1"), frame(1))
    assert base64.b64decode(short["media"]["payload"]) == b"\x01\x02"
    first, long = stream("oversized-message@0.04x100").apply(frame(1)), stream("oversized-message@0.02").apply(frame(1))
    assert len(first[0]) < 300
    assert len(long[0]) > 100 * 1024


def test_the_codec_is_one_that_nobody_asked_for() -> None:
    (start,) = sent(stream("unknown-codec"), START)
    assert start["start"]["mediaFormat"] == {"encoding": "audio/opus", "sampleRate": 48_000}
    assert sent(stream("unknown-codec", number=2), START) == [START]


def test_noise_comes_between_the_frames() -> None:
    noisy = stream("noise")
    everything = [text for number in range(len(NOISE) * NOISE_EVERY) for text in noisy.apply(frame(number))]
    assert len(everything) == len(NOISE) * (NOISE_EVERY + 1)
    assert tuple(everything[1 :: NOISE_EVERY + 1]) == NOISE
