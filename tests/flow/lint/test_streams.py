"""What is said about the stream must fit what the states do."""

from __future__ import annotations

import pytest

from flowrunner.flow.loader import load_text

HEAD = "flow: desk\nstart: begin\nfallback: begin\nstream: {%s}\nstates:\n  begin: {%s}\n  bye: {go: hangup}\n"
SPEAKS = "say: Hello., go: bye"
CONNECTS = 'transfer: "+15550100001", ring: 20s, go: {otherwise: bye}'
LISTENS = "transcribe: {max: 5m}, go: {otherwise: bye}"
BESIDE = 'transcribe: {with: "+15550100001"}, go: {otherwise: bye}'


def codes(stream: str, state: str) -> list[str]:
    return [each.code for each in load_text(HEAD % (stream, state)).diagnostics]


@pytest.mark.parametrize(
    ("stream", "state", "expected"),
    [
        ("bidirectional: true, keep_call_alive: true", SPEAKS, []),
        ("bidirectional: true, audio_track: inbound", SPEAKS, []),
        ("bidirectional: false", SPEAKS, ["one-way"]),
        ("bidirectional: false", LISTENS, []),
        ("bidirectional: false", CONNECTS, []),
        ("keep_call_alive: false", SPEAKS, ["one-way"]),
        ("keep_call_alive: false", LISTENS, ["one-way"]),
        ("keep_call_alive: false", BESIDE, []),
        ("keep_call_alive: false, bidirectional: false", SPEAKS, ["one-way", "one-way"]),
        ("audio_track: both", BESIDE, []),
        ("audio_track: both, bidirectional: true", BESIDE, ["one-track"]),
        ("audio_track: outbound", SPEAKS, ["one-track"]),
        ("audio_track: all", SPEAKS, ["wrong-type"]),
        ("noise_cancellation: 59", SPEAKS, ["wrong-type"]),
        ("noise_cancellation: 101", SPEAKS, ["wrong-type"]),
        ("noise_cancellation: 100", SPEAKS, []),
        ("extra_headers: {front-desk: yes}", SPEAKS, ["bad-name"]),
        ("extra_headers: {desk: a b}", SPEAKS, ["wrong-type"]),
        ("extra_headers: {desk: é}", SPEAKS, ["wrong-type"]),
        ("extra_headers: {}", SPEAKS, ["wrong-type"]),
        (f"extra_headers: {{desk: {'a' * 507}}}", SPEAKS, []),
        (f"extra_headers: {{desk: {'a' * 508}}}", SPEAKS, ["long-headers"]),
        ("status_callback_url: https://example.com/s, status_callback_method: GET", SPEAKS, []),
        ("status_callback_url: ftp://example.com/s", SPEAKS, ["wrong-type"]),
        ("status_callback_method: GET", SPEAKS, ["nobody-told"]),
        ("content_type: audio/x-l16;rate=24000", SPEAKS, ["wrong-type"]),
        ("content_type: audio/x-mulaw;rate=16000", SPEAKS, ["wrong-type"]),
        ("timeout: 90", SPEAKS, ["wrong-type"]),
    ],
)
def test_the_stream_must_fit_the_states(stream: str, state: str, expected: list[str]) -> None:
    assert codes(stream, state) == expected
