"""Streams that only listen: both ends of a call, on two tracks."""

import base64
from pathlib import Path

import numpy as np
import pytest

from flowrunner.audio.codec import Codec
from flowrunner.audio.files import write_wav
from flowrunner.emulator import (
    CallReport,
    DialOutcome,
    EmulatorOptions,
    HangUp,
    Person,
    PlayWav,
    Press,
    Say,
    Silence,
    Step,
    WaitFor,
)
from tests.emulator.conversations import call
from tests.emulator.tiny_host import HostSocket, TinyHost, stream
from tests.fake_voices import FakeVoice
from tests.fakes import FakeTranscriber

DESK = "15550123"
DIAL = f"<Dial><Number>+{DESK}</Number></Dial>"


async def listens(socket: HostSocket) -> None:
    await socket.until_closed()


def listen(
    *callee: Step,
    steps: tuple[Step, ...] = (Say("hello"),),
    track: str = "both",
    codec: Codec = Codec.MULAW_8K,
    then: str = DIAL,
    transcriber: FakeTranscriber | None = None,
    outcome: DialOutcome = DialOutcome.ANSWERED,
) -> tuple[CallReport, TinyHost]:
    """Hold a call with a host that listens beside what comes ``then``."""
    listening = stream(codec, f'audioTrack="{track}"')
    document = f"<Response>{listening}{then}</Response>"
    options = EmulatorOptions(people={DESK: Person(callee, outcome)}, ring_s=0.5, talk_s=2)
    host = TinyHost({"/answer": document}, [listens], codec)
    return call(host, steps, options, voice=FakeVoice(), transcriber=transcriber)


def loud(socket: HostSocket, track: str) -> list[float]:
    """Return where a track was loud, as begin and end of each stretch in seconds, to a tenth."""
    media = [message["media"] for message in socket.seen if message["event"] == "media"]
    frames = [socket.codec.decode(base64.b64decode(one["payload"])) for one in media if one["track"] == track]
    is_loud = [bool(np.abs(frame.astype(int)).max() > 500) for frame in frames]
    edges = [number for number in range(1, len(is_loud)) if is_loud[number] != is_loud[number - 1]]
    return [round(edge * 0.02, 1) for edge in edges]


def test_both_ends_are_heard_each_on_its_track() -> None:
    report, tiny = listen(Say("good morning"), Say("sure"))
    assert report.is_well, (report.violations, report.problems)
    socket = tiny.sockets[0]
    assert socket.seen[0]["start"]["tracks"] == ["inbound", "outbound"]
    # "good morning" from 0.5 s to 1.1 s, a second of quiet, "hello" to 2.4 s, a second and a half of quiet, "sure"
    assert loud(socket, "outbound") == pytest.approx([0.5, 1.1, 3.9, 4.1], abs=0.11)
    assert loud(socket, "inbound") == pytest.approx([2.1, 2.4], abs=0.11)


def test_each_20_ms_bring_a_frame_of_each_track() -> None:
    _, tiny = listen()
    tracks = [message["media"]["track"] for message in tiny.sockets[0].seen if message["event"] == "media"]
    assert tracks[:4] == ["inbound", "outbound", "inbound", "outbound"]
    assert tracks.count("inbound") == tracks.count("outbound")


@pytest.mark.parametrize("track", ["inbound", "outbound"])
def test_one_track_can_be_had_alone(track: str) -> None:
    _, tiny = listen(Say("good morning"), track=track)
    socket = tiny.sockets[0]
    assert socket.seen[0]["start"]["tracks"] == [track]
    assert {message["media"]["track"] for message in socket.seen if message["event"] == "media"} == {track}
    assert bool(loud(socket, "outbound")) is (track == "outbound")


def test_the_report_tells_who_was_heard() -> None:
    report, _ = listen(Say("good morning"), transcriber=FakeTranscriber("good morning"), steps=(WaitFor("morning"),))
    assert [(turn.who, turn.words) for turn in report.turns] == [("callee", "good morning")]
    assert ("callee", "good morning") in [(remark.who, remark.text) for remark in report.conversation]


def test_who_is_dialled_can_play_a_recording_wait_and_hang_up(tmp_path: Path) -> None:
    wav = tmp_path / "greeting.wav"
    write_wav(wav, np.full(8000, 1000, np.int16), 8000)
    report, tiny = listen(PlayWav(wav), Silence(2), Press("1"), HangUp(), steps=(Silence(30),), codec=Codec.L16_16K)
    assert loud(tiny.sockets[0], "outbound") == pytest.approx([0.5, 1.5], abs=0.11)
    assert "(presses 1)" in [remark.text for remark in report.conversation]
    # one second, two of waiting, and 1.5 s of the caller's quiet before each of two steps
    assert report.duration_s == pytest.approx(0.5 + 1 + 1.5 + 2 + 1.5, abs=0.3)


def test_what_who_is_dialled_cannot_do_is_told() -> None:
    report, _ = listen(WaitFor("goodbye"), PlayWav(Path("nowhere.wav")), steps=())
    assert [problem.split(":")[0] for problem in report.problems] == [
        "step not done (waited for 'goodbye')",
        "step not done (played nowhere.wav)",
    ]


def test_a_person_who_is_busy_says_nothing() -> None:
    report, tiny = listen(Say("good morning"), outcome=DialOutcome.BUSY, steps=())
    assert [dialled.outcome for dialled in report.dialled] == [DialOutcome.BUSY]
    assert loud(tiny.sockets[0], "outbound") == []


def test_a_person_who_rings_too_long_has_not_answered() -> None:
    then = f'<Dial timeout="1"><Number>{DESK}</Number></Dial>'
    document = f"<Response>{then}</Response>"
    options = EmulatorOptions(people={DESK: Person((Say("hello"),))}, ring_s=5)
    report, _ = call(TinyHost({"/answer": document}), (), options, voice=FakeVoice())
    assert [dialled.outcome for dialled in report.dialled] == [DialOutcome.NO_ANSWER]
    assert report.duration_s == pytest.approx(1, abs=0.1)


def test_without_a_stream_the_talk_is_told_and_takes_its_time() -> None:
    options = EmulatorOptions(people={DESK: Person((Say("good morning"),))}, ring_s=0, talk_s=1)
    report, _ = call(TinyHost({"/answer": f"<Response>{DIAL}</Response>"}), (), options, voice=FakeVoice())
    assert ("callee", "good morning") in [(remark.who, remark.text) for remark in report.conversation]
    assert report.duration_s == pytest.approx(1.6, abs=0.1)


def test_a_talk_lasts_no_longer_than_it_may() -> None:
    then = f'<Dial timeLimit="3"><Number>{DESK}</Number></Dial>'
    report, _ = listen(Silence(60), then=then, steps=())
    assert report.duration_s == pytest.approx(3.5, abs=0.1)


def test_what_the_carrier_says_itself_is_silence_on_the_stream() -> None:
    _, tiny = listen(then="<Speak>One moment please</Speak>")
    assert loud(tiny.sockets[0], "outbound") == []
    assert len(tiny.sockets[0].seen) > 100
