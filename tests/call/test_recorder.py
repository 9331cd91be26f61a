"""Voicemail over a pretend channel, in virtual time: what is kept is what was said after the beep."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import numpy as np

from flowrunner.audio.codec import PCM
from flowrunner.call.ending import SessionEnd
from flowrunner.call.session import CallSession, SessionPorts
from flowrunner.engine.actions import SendRequest, StartRecording
from flowrunner.engine.events import RequestFinished
from flowrunner.engine.machine import Call, CallFacts, Machine
from flowrunner.errors import StorageError
from flowrunner.flow.loader import load_text
from flowrunner.speech.ports import Recognition
from tests.fake_stores import FakeRecordings
from tests.fakes import FakeChannel, FakePrompts, FakeRecognizer, FakeTrace, FakeVad
from tests.virtual_time import run

FLOW = """
flow: voicemail
start: message
fallback: sorry
states:
  message:
    say: Leave a message.
    record: {max: 30s, transcribe: true}
    save: message
    go: {done: thanks, nothing: nobody}
  thanks: {say: Thank you., go: hangup}
  nobody: {say: Nobody spoke., go: hangup}
  sorry: {say: Sorry., go: hangup}
"""
QUIET = np.zeros(8000, np.int16)
WORDS = np.concatenate([(8000 * np.sin(np.arange(12_000) * 0.3)).astype(np.int16), QUIET])


class NoRequests:
    async def send(self, request: SendRequest) -> RequestFinished:
        raise AssertionError("nothing is asked")


class Scene:
    """A caller at the other end of a voicemail."""

    def __init__(self, recordings: FakeRecordings, call: Call | None = None, *, hears: bool = True) -> None:
        flow = load_text(FLOW).flow
        assert flow is not None
        machine = Machine(flow)
        self.channel = FakeChannel()
        self.beeped = asyncio.Event()
        self.sent = b""
        """What the caller said after the beep, as it went over the line."""
        heard = FakeRecognizer(*[Recognition(transcript="call me back")] * 9)
        ports = SessionPorts(
            FakePrompts(),
            NoRequests(),
            heard if hears else None,
            FakeVad() if hears else None,
            recordings=recordings,
            trace=FakeTrace(self._happened),
        )
        begun, actions = machine.start(CallFacts("call-1")) if call is None else machine.rejoin(call)
        self.session = CallSession(machine, begun, actions, ports)
        for action in actions:
            self._happened(action)

    def _happened(self, item: object) -> None:
        if isinstance(item, StartRecording):
            self.beeped.set()

    async def hear(self, *sounds: PCM) -> None:
        """Bring sound, frame by frame, as it comes from the network."""
        pcm = np.concatenate(sounds)
        for start in range(0, len(pcm), 160):
            data = self.channel.codec.encode(pcm[start : start + 160])
            if self.beeped.is_set():
                self.sent += data
            self.channel.listener.on_audio(data)
            await asyncio.sleep(0.02)

    @property
    def message(self) -> tuple[object, object]:
        variables = self.session.call.variables
        return variables.get("message"), variables.get("message_text")


def hold(
    play: Callable[[Scene], Awaitable[None]],
    recordings: FakeRecordings,
    call: Call | None = None,
    *,
    hears: bool = True,
) -> tuple[Scene, SessionEnd]:
    """Hold a call in which the caller does ``play`` once the beep has been heard."""

    async def perform() -> tuple[Scene, SessionEnd]:
        scene = Scene(recordings, call, hears=hears)
        async with asyncio.TaskGroup() as tasks, asyncio.timeout(600):
            held = tasks.create_task(scene.session.run(scene.channel))
            await asyncio.sleep(0)
            await scene.hear(WORDS[:800])
            await scene.beeped.wait()
            await play(scene)
            return scene, await held

    return run(perform())


def test_what_is_kept_is_what_was_said_until_the_key() -> None:
    async def play(scene: Scene) -> None:
        await scene.hear(QUIET[:3200], WORDS)
        scene.channel.listener.on_key("#")

    recordings = FakeRecordings()
    scene, end = hold(play, recordings)
    assert end.reason == "hangup"
    assert scene.session.call.state == "thanks"
    assert scene.message == ("kept/call-1-1", "call me back")
    kept = recordings.kept["call-1-1"]
    assert scene.sent.startswith(kept)
    assert len(kept) >= 3200 + 12_000


def test_a_silent_caller_leaves_nothing() -> None:
    async def play(scene: Scene) -> None:
        await scene.hear(*[QUIET] * 6)

    recordings = FakeRecordings()
    scene, _ = hold(play, recordings)
    assert scene.session.call.state == "nobody"
    assert recordings.kept == {"call-1-1": b""}
    assert scene.message == (None, None)


def test_a_long_silence_ends_the_message_and_is_cut_off() -> None:
    async def play(scene: Scene) -> None:
        await scene.hear(WORDS, *[QUIET] * 12)

    recordings = FakeRecordings()
    scene, _ = hold(play, recordings)
    assert scene.session.call.state == "thanks"
    assert 12_000 <= len(recordings.kept["call-1-1"]) <= 12_000 + 2 * 8000


def test_a_message_is_never_longer_than_allowed() -> None:
    async def play(scene: Scene) -> None:
        await scene.hear(*[WORDS] * 15)

    recordings = FakeRecordings()
    scene, _ = hold(play, recordings)
    assert scene.session.call.state == "thanks"
    assert 29 * 8000 <= len(recordings.kept["call-1-1"]) <= 30 * 8000


def test_a_caller_who_hangs_up_in_the_middle_has_left_a_message() -> None:
    async def play(scene: Scene) -> None:
        await scene.hear(WORDS)
        scene.session.hang_up()

    recordings = FakeRecordings()
    scene, end = hold(play, recordings)
    assert end.reason == "caller_left"
    assert scene.session.call.ended
    assert scene.message == ("kept/call-1-1", "call me back")
    assert scene.sent.startswith(recordings.kept["call-1-1"])


def test_a_message_goes_on_when_a_lost_connection_is_back() -> None:
    async def lose(scene: Scene) -> None:
        await scene.hear(WORDS)
        await scene.channel.close()

    async def go_on(scene: Scene) -> None:
        await scene.hear(WORDS)
        scene.channel.listener.on_key("#")

    recordings = FakeRecordings()
    first, end = hold(lose, recordings)
    assert end.reason == "stream_lost"
    part = recordings.kept["call-1-1"]
    second, _ = hold(go_on, recordings, first.session.call)
    assert second.session.call.state == "thanks"
    assert second.message == ("kept/call-1-1", "call me back call me back")
    assert second.sent.startswith(recordings.kept["call-1-1"].removeprefix(part))


def test_a_disk_that_is_full_is_no_message() -> None:
    async def play(scene: Scene) -> None:
        recordings.error = StorageError("no space left on device")
        await scene.hear(WORDS)

    recordings = FakeRecordings()
    scene, _ = hold(play, recordings)
    assert scene.session.call.state == "sorry"


def test_without_voice_activity_sound_is_speech_and_the_key_ends_it() -> None:
    async def play(scene: Scene) -> None:
        await scene.hear(*[QUIET] * 7, WORDS)
        scene.channel.listener.on_key("#")

    recordings = FakeRecordings()
    scene, _ = hold(play, recordings, hears=False)
    assert scene.session.call.state == "thanks"
    assert recordings.kept["call-1-1"] == scene.sent
