"""A whole call over a pretend channel, in virtual time: flow, machine, player, listener and timers together."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Never

import numpy as np
import pytest

from flowrunner.call.ending import SessionEnd
from flowrunner.call.session import CallSession, SessionPorts
from flowrunner.call.texts import Texts
from flowrunner.engine.actions import ConnectTo, Entered, Mistaken, SendRequest
from flowrunner.engine.events import RequestFinished
from flowrunner.engine.machine import CallFacts, Machine
from flowrunner.errors import SpeechError
from flowrunner.flow.loader import load_text
from flowrunner.speech.ports import Recognition
from tests.fakes import FakeChannel, FakePrompts, FakeRecognizer, FakeTexts, FakeTrace, FakeVad
from tests.virtual_time import run

FLOW = """
flow: front
start: menu
fallback: operator
anytime:
  operator: {press: 0, hear: a person}
states:
  menu:
    ask: Say sales or support.
    choices:
      sales: {press: 1, hear: sales}
      number: {press: 2, hear: number}
      lookup: {press: 3, hear: look it up}
      mute: {press: 4}
    silence: I did not hear you, please.
    unclear: Was that sales or support?
  number:
    ask: Four digits now.
    type: digits
    length: 4
    save: pin
    go: thanks
  thanks:
    say: Thank you.
    go: hangup
  lookup:
    request: GET https://api.example.com/balance
    save: {balance: body.amount}
    go: {ok: tell}
  tell:
    say: You have {{ balance }}.
    go: hangup
  mute:
    say: This is broken.
    go: hangup
  sales: {transfer: "+15550100001"}
  operator: {transfer: "+15550100000"}
"""


class Web:
    """Answers each request with ``amount: 12`` after two seconds."""

    def __init__(self) -> None:
        self.asked: list[SendRequest] = []

    async def send(self, request: SendRequest) -> RequestFinished:
        self.asked.append(request)
        await asyncio.sleep(2)
        return RequestFinished(request.request_id, "ok", 200, {"amount": 12})


class Scene:
    """One call: what the caller can do, and what came of it."""

    def __init__(self, *heard: Recognition | SpeechError, flow: str = FLOW, texts: Texts | None = None) -> None:
        loaded = load_text(flow)
        assert loaded.flow is not None, loaded.diagnostics
        self.machine = Machine(loaded.flow)
        self.channel = FakeChannel()
        self.prompts = FakePrompts()
        self.web = Web()
        trace = FakeTrace()
        self.trace, self.notes = trace.items, trace.notes
        self.recognizer = FakeRecognizer(*heard)
        ports = SessionPorts(
            prompts=self.prompts,
            requester=self.web,
            recognizer=self.recognizer,
            vad=FakeVad(),
            texts=texts,
            clock=asyncio.get_running_loop().time,
            trace=trace,
        )
        call, actions = self.machine.start(CallFacts("call-1", from_="15550199"))
        self.trace.extend(actions)
        self.session = CallSession(self.machine, call, actions, ports)

    def press(self, keys: str) -> None:
        for key in keys:
            self.channel.listener.on_key(key)

    async def speak(self, seconds: float = 0.6) -> None:
        """Be loud, then quiet, frame by frame."""
        loud = (8000 * np.sin(np.arange(160) * 0.3)).astype(np.int16)
        for pcm in [loud] * round(seconds * 50) + [loud * 0] * 40:
            self.channel.listener.on_audio(self.channel.codec.encode(pcm))
            await asyncio.sleep(0.02)

    def states(self) -> list[str]:
        return [item.state for item in self.trace if isinstance(item, Entered)]

    def mistakes(self) -> list[str]:
        return [item.kind for item in self.trace if isinstance(item, Mistaken)]


def hold(play: Callable[[Scene], Awaitable[None]], *heard: Recognition | SpeechError) -> tuple[Scene, SessionEnd]:
    """Hold a call in which the caller does ``play``; it lasts until somebody ends it."""

    async def perform() -> tuple[Scene, SessionEnd]:
        scene = Scene(*heard)
        async with asyncio.TaskGroup() as tasks, asyncio.timeout(600):
            call = tasks.create_task(scene.session.run(scene.channel))
            await asyncio.sleep(0)
            await play(scene)
            return scene, await call

    return run(perform())


def test_a_key_cuts_the_prompt_and_hands_the_caller_over() -> None:
    async def caller(scene: Scene) -> None:
        await asyncio.sleep(1)
        scene.press("1")

    scene, end = hold(caller)
    assert end == SessionEnd("transfer", ConnectTo(("+15550100001",)))
    assert scene.channel.sent() == ["play", "checkpoint", "clear"]


def test_a_spoken_choice_cuts_the_prompt_when_speech_begins_and_is_understood_when_it_ends() -> None:
    async def caller(scene: Scene) -> None:
        await asyncio.sleep(0.5)
        await scene.speak()

    scene, end = hold(caller, Recognition("sales", phrase="sales", confidence=0.9))
    assert end.reason == "transfer"
    assert scene.channel.sent() == ["play", "checkpoint", "clear"]


def test_silence_is_counted_from_the_end_of_the_prompt_and_ends_with_a_person() -> None:
    async def caller(scene: Scene) -> None:
        await asyncio.sleep(6.9)
        assert scene.mistakes() == []
        await asyncio.sleep(0.2)
        assert scene.mistakes() == ["silence"]

    scene, end = hold(caller)
    assert scene.mistakes() == ["silence"] * 3
    assert scene.states() == ["menu", "operator"]
    assert end.handed_to == ConnectTo(("+15550100000",))


def test_digits_typed_ahead_are_not_lost() -> None:
    async def caller(scene: Scene) -> None:
        await asyncio.sleep(0.2)
        scene.press("24711")

    scene, end = hold(caller)
    assert end.reason == "hangup"
    assert scene.session.call.variables["pin"] == "4711"
    assert scene.prompts.said == ["Say sales or support.", "Thank you."]


def test_the_call_is_hung_up_only_after_the_goodbye_was_heard() -> None:
    async def caller(scene: Scene) -> None:
        scene.press("24711")
        await asyncio.sleep(0.9)
        assert not scene.channel.ended.is_set()
        await asyncio.sleep(0.3)
        assert scene.channel.ended.is_set()

    _, end = hold(caller)
    assert end.reason == "hangup"


def test_a_request_goes_out_and_its_answer_is_spoken() -> None:
    async def caller(scene: Scene) -> None:
        scene.press("3")

    scene, end = hold(caller)
    assert [request.url for request in scene.web.asked] == ["https://api.example.com/balance"]
    assert scene.prompts.said[-1] == "You have 12."
    assert end.reason == "hangup"


def test_a_recognizer_that_fails_climbs_the_ladder_and_ends_with_a_person(caplog: pytest.LogCaptureFixture) -> None:
    async def caller(scene: Scene) -> None:
        for _ in range(3):
            await asyncio.sleep(1)
            await scene.speak()

    failures = [SpeechError("no model")] * 3
    scene, end = hold(caller, *failures)
    assert scene.mistakes() == ["unclear"] * 3
    assert end.handed_to == ConnectTo(("+15550100000",))
    assert "a caller could not be heard: no model" in caplog.text


def test_a_voice_that_fails_takes_the_call_to_the_fallback(caplog: pytest.LogCaptureFixture) -> None:
    async def caller(scene: Scene) -> None:
        scene.press("4")

    scene, end = hold(caller)
    assert scene.states() == ["menu", "mute", "operator"]
    assert end.reason == "transfer"
    assert "a prompt could not be said: no voice for 'This is broken.'" in caplog.text


@pytest.mark.parametrize("keys", ["", "2", "247", "3"])
def test_the_caller_may_leave_in_any_state(keys: str) -> None:
    async def caller(scene: Scene) -> None:
        scene.press(keys)
        await asyncio.sleep(0.5)
        scene.session.hang_up()

    scene, end = hold(caller)
    assert end.reason == "caller_left"
    assert scene.session.call.ended


def test_a_lost_connection_leaves_the_call_where_it_was() -> None:
    async def caller(scene: Scene) -> None:
        scene.press("247")
        await asyncio.sleep(0.5)
        await scene.channel.close()

    scene, end = hold(caller)
    assert end.reason == "stream_lost"
    assert (scene.session.call.state, scene.session.call.ended) == ("number", False)


def test_a_fault_of_ours_ends_the_connection_and_not_the_call(caplog: pytest.LogCaptureFixture) -> None:
    class Faulty(FakeRecognizer):
        def open(self, expected: object, codec: object, on_partial: object) -> Never:
            raise ZeroDivisionError

    async def perform() -> tuple[Scene, SessionEnd]:
        scene = Scene()
        scene.session._ports = replace(scene.session._ports, recognizer=Faulty())
        async with asyncio.TaskGroup() as tasks, asyncio.timeout(600):
            call = tasks.create_task(scene.session.run(scene.channel))
            await asyncio.sleep(0.1)
            await scene.speak()
            return scene, await call

    scene, end = run(perform())
    assert end.reason == "failed"
    assert not scene.session.call.ended
    assert "a call met a fault of flowrunner" in caplog.text


TEXTING = """
flow: front
start: send
fallback: bye
states:
  send: {sms: {to: "+15550100001", message: Hello.}, go: {ok: bye, failed: sorry}}
  sorry: {say: It could not be sent., go: hangup}
  bye: {say: Bye., go: hangup}
"""


@pytest.mark.parametrize(("takes_s", "state"), [(1.0, "bye"), (1000.0, "sorry")])
def test_a_text_message_is_waited_for_so_long_and_no_longer(takes_s: float, state: str) -> None:
    async def perform() -> list[str]:
        scene = Scene(flow=TEXTING, texts=FakeTexts(takes_s=takes_s))
        async with asyncio.timeout(600):
            await scene.session.run(scene.channel)
        return scene.states()

    assert run(perform()) == ["send", state]
