"""A call is written down: on a stream that only listens, alone or beside a person."""

from __future__ import annotations

import base64
from xml.etree import ElementTree

import numpy as np

from flowrunner.audio.codec import Codec
from flowrunner.speech.ports import Recognition
from tests.fakes import FakeRecognizer, FakeSpeech, FakeVad
from tests.server.raw_plivo import RawStream, flow_of, host_of, plivo, tags

LISTEN = flow_of("""
flow: listen
start: listen
fallback: sorry
stream: {noise_cancellation: 80}
states:
  listen:
    transcribe: {with: ["+15550100001", "+15550100002"], ring: 20s, max: 10m}
    save: words
    go: {ended: read, failed: sorry}
  read: {say: "{{ words }}", go: hangup}
  sorry: {say: Nobody is there., go: hangup}
""")
ALONE = flow_of("""
flow: alone
start: listen
fallback: sorry
states:
  listen: {transcribe: true, save: words, go: {ended: read, failed: sorry}}
  read: {say: "{{ words }}", go: hangup}
  sorry: {say: Nobody is there., go: hangup}
""")
TONE = base64.b64encode(Codec.MULAW_8K.encode((8000 * np.sin(np.arange(160) * 0.3)).astype(np.int16))).decode()
QUIET = base64.b64encode(b"\xff" * 160).decode()


def ears(*heard: str) -> FakeSpeech:
    return FakeSpeech(
        recognizer=FakeRecognizer(*(Recognition(words, confidence=0.9) for words in heard)), vad=FakeVad()
    )


async def utter(stream: RawStream, track: str) -> None:
    """Say something for half a second, and be quiet for one."""
    for payload in [TONE] * 25 + [QUIET] * 50:
        await stream.send({"event": "media", "media": {"track": track, "payload": payload}})


def stream_of(document: ElementTree.Element) -> dict[str, str]:
    (stream,) = document.findall("Stream")
    return {name: stream.attrib[name] for name in ("bidirectional", "keepCallAlive", "audioTrack")}


async def test_both_ends_of_a_call_with_a_person_are_written_down() -> None:
    speech = ears("how can I help", "I have moved")
    async with host_of(LISTEN, speech=speech) as host, plivo(host, "listen") as call:
        document = await call.answer()
        assert tags(document) == ["Stream", "Dial"]
        assert stream_of(document) == {"bidirectional": "false", "keepCallAlive": "false", "audioTrack": "both"}
        assert document[0].get("noiseCancellationLevel") == "80"
        assert (document[1].get("timeLimit"), document[1].findtext("Number")) == ("600", "+15550100001")

        stream = await call.connect(document)
        second = await call.carry_on(document, DialStatus="busy")
        assert (tags(second), second[0].findtext("Number")) == (["Dial"], "+15550100002")
        assert second[0].get("timeLimit") == "600", "whoever picks up, it is written down for so long"
        await utter(stream, "outbound")
        await utter(stream, "inbound")
        back = await call.carry_on(second, DialStatus="completed")

        assert await stream.ended() == 1000
        assert tags(back) == ["Stream", "Redirect"]
        await (await call.connect(back)).hear_prompt()
        assert speech.prompts.said == ["Person: how can I help\nCaller: I have moved"]


async def test_nobody_who_picks_up_means_that_it_has_failed() -> None:
    async with host_of(LISTEN, speech=ears()) as host, plivo(host, "listen") as call:
        second = await call.carry_on(await call.answer(), DialStatus="no-answer")
        back = await call.carry_on(second, DialStatus="no-answer")
        assert tags(back) == ["Stream", "Redirect"]


async def test_a_caller_who_is_alone_is_written_down_on_a_stream_that_keeps_the_call_alive() -> None:
    speech = ears("dear diary")
    async with host_of(ALONE, speech=speech) as host, plivo(host, "alone") as call:
        document = await call.answer()
        assert tags(document) == ["Stream", "Redirect"]
        assert stream_of(document) == {"bidirectional": "false", "keepCallAlive": "true", "audioTrack": "inbound"}

        stream = await call.connect(document)
        await utter(stream, "inbound")
        await stream.hang_up()
        again = await call.carry_on(document)
        assert stream_of(again)["bidirectional"] == "false", "a stream that was lost is opened again"


async def test_without_ears_it_has_failed_before_anybody_is_disturbed() -> None:
    async with host_of(LISTEN) as host, plivo(host, "listen") as call:
        document = await call.answer()
        assert (tags(document), document[0].get("bidirectional")) == (["Stream", "Redirect"], "true")


async def test_no_second_stream_listens() -> None:
    async with host_of(LISTEN, speech=ears()) as host, plivo(host, "listen") as call:
        document = await call.answer()
        await call.connect(document)
        assert await (await call.connect(document)).ended() == 1008
