"""What holds for any valid flow and whatever happens to a call."""

from __future__ import annotations

from typing import assert_never

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flowrunner.engine.actions import (
    Action,
    AskModel,
    CancelTimer,
    ConnectTo,
    Entered,
    HangUp,
    Ignored,
    Left,
    Listen,
    Mistaken,
    Play,
    Remember,
    Rescued,
    SendRequest,
    SendText,
    StartRecording,
    StartTimer,
    StopModel,
    StopPlaying,
    StopRecording,
    Transcribe,
    Understood,
)
from flowrunner.engine.events import (
    Event,
    HungUp,
    ModelFailed,
    ModelFinished,
    ModelSaid,
    PromptFailed,
    PromptFinished,
    TimerFired,
)
from flowrunner.engine.machine import Call, CallFacts, Machine, Phase
from flowrunner.engine.snapshot import dump, load
from flowrunner.engine.travel import LAST_MOVES, MAX_MOVES
from flowrunner.flow import model
from flowrunner.flow.model import Agent, Ask, Flow, Form, Request, Transfer, Wait
from tests.engine.random_flows import Happening, flows, lives

FACTS = CallFacts("c1", "+15550199", "+15550100", extra={"shop": "north"})

thorough = settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])


class Driver:
    """What a session knows: the prompts it owes an end, the timer that runs, whether the connection is there."""

    def __init__(self) -> None:
        self.owed: set[int] = set()
        self.recording = False
        self.timer: int | None = None
        self.reply: int | None = None
        self.listening: object = None
        self.gone = False
        self.entered = 0

    def perform(self, actions: tuple[Action, ...]) -> None:
        """Do as a session does; assert that it can be done."""
        for action in actions:
            assert not self.gone, f"{action} after the end"
            self._do(action)

    def note(self, event: Event) -> None:
        """Let what an event says be so."""
        if isinstance(event, PromptFinished) and event.prompt_id in self.owed:
            self.owed = {each for each in self.owed if each > event.prompt_id}
        elif isinstance(event, PromptFailed):
            self.owed.discard(event.prompt_id)
        elif isinstance(event, ModelFinished | ModelFailed) and event.reply_id == self.reply:
            self.reply = None
        elif isinstance(event, TimerFired) and event.timer_id == self.timer:
            self.timer = None

    def _do(self, action: Action) -> None:
        match action:
            case Play(prompt_id, items):
                assert items
                assert all(prompt_id > each for each in self.owed)
                self.owed.add(prompt_id)
            case StopPlaying():
                assert self.owed, "nothing was being said"
                self.owed.clear()
            case StartTimer(timer_id, seconds):
                assert seconds >= 0
                self.timer = timer_id
            case CancelTimer():
                assert self.timer is not None, "no timer runs"
                self.timer = None
            case Listen(expected):
                assert expected != self.listening, "nothing has changed"
                self.listening = expected
            case HangUp():
                self.gone = True
            case ConnectTo(numbers):
                assert all(numbers)
                self.listening = None
            case Transcribe(numbers):
                assert all(numbers)
                self.listening = None
            case Entered():
                self.entered += 1
            case AskModel(reply_id):
                assert self.reply is None, "one reply at a time"
                self.reply = reply_id
            case StopModel():
                assert self.reply is not None, "no reply is being made"
                self.reply = None
            case SendText(to=to, message=message):
                assert to
                assert message
            case StartRecording(max_s=max_s):
                assert max_s > 0
                self.recording = True
            case StopRecording():
                assert self.recording
            case SendRequest() | Remember() | Left() | Understood() | Mistaken() | Rescued() | Ignored():
                pass
            case _:
                assert_never(action)


def assert_sound(flow: Flow, call: Call, driver: Driver) -> None:
    """The call stands where something is sure to happen, and the driver knows the same."""
    assert (driver.timer is None) == (call.timer is None)
    assert call.timer is None or call.timer.id == driver.timer
    assert not call.prompt or call.prompt == max(driver.owed)
    verb = {**flow.subflows, flow.name: flow}[call.running].states[call.state].verb
    match call.phase:
        case Phase.SPEAKING | Phase.LEAVING:
            assert call.prompt
            assert not call.timer
        case Phase.ASKING:
            assert isinstance(verb, Ask | Form)
            assert bool(call.prompt) != bool(call.timer), "a question waits for its prompt, or for a timer"
            assert not call.keys
        case Phase.WAITING:
            assert isinstance(verb, Wait)
            assert call.timer
        case Phase.REQUESTING:
            assert isinstance(verb, Request)
        case Phase.TALKING:
            assert isinstance(verb, Agent)
            assert call.talk is not None
            assert driver.reply == (call.talk.reply or None)
            assert call.talk.reply or call.talk.uses or call.prompt or call.timer, "a talk waits for something"
            assert not (call.talk.reply and call.timer), "nobody waits for both"
        case Phase.RECORDING:
            assert isinstance(verb, model.Record)
            assert not call.timer
        case Phase.TEXTING:
            assert isinstance(verb, model.Sms)
            assert not call.timer
        case Phase.TRANSFERRING:
            assert isinstance(verb, Transfer)
            assert not call.timer
        case Phase.TRANSCRIBING:
            assert isinstance(verb, model.Transcribe)
            assert not call.timer
        case Phase.ENDED:
            assert not call.timer
        case _:
            assert_never(call.phase)


@thorough
@given(flows, lives)
def test_whatever_happens_the_call_stands_in_a_legal_place(flow: Flow, life: list[Happening]) -> None:
    machine, driver = Machine(flow), Driver()
    call, actions = machine.start(FACTS)
    driver.perform(actions)
    for happening in life:
        assert_sound(flow, call, driver)
        event = happening(call)
        driver.note(event)
        result = machine.step(call, event)
        assert machine.step(call, event) == result
        call, actions = result
        driver.perform(actions)
    assert_sound(flow, call, driver)
    assert driver.entered <= MAX_MOVES + LAST_MOVES


@thorough
@given(flows, lives, st.integers(0, 40))
def test_a_snapshot_continues_exactly_as_the_original(flow: Flow, life: list[Happening], moment: int) -> None:
    machine = Machine(flow)
    call, actions = machine.start(FACTS)
    other, others = call, actions
    for place, happening in enumerate(life):
        if place == moment:
            other = load(dump(call), flow)
        call, actions = machine.step(call, happening(call))
        other, others = machine.step(other, happening(other))
        assert (other, others) == (call, actions)
    assert load(dump(call), flow) == call


@thorough
@given(flows, lives)
def test_after_the_caller_has_left_nothing_happens(flow: Flow, life: list[Happening]) -> None:
    machine = Machine(flow)
    call, _ = machine.start(FACTS)
    for happening in life:
        call, _ = machine.step(call, happening(call))
    call, actions = machine.step(call, HungUp())

    assert call.ended
    assert all(isinstance(action, StopModel | CancelTimer) for action in actions)
    for happening in life:
        assert machine.step(call, happening(call)) == (call, ())


@thorough
@given(flows, lives)
def test_a_call_can_be_taken_up_on_a_new_connection(flow: Flow, life: list[Happening]) -> None:
    machine = Machine(flow)
    call, _ = machine.start(FACTS)
    for happening in life:
        call, _ = machine.step(call, happening(call))
    was_over = call.ended
    driver = Driver()
    call, actions = machine.rejoin(call)

    driver.perform(actions)
    assert_sound(flow, call, driver)
    assert not was_over or not actions


@thorough
@given(flows)
def test_a_caller_who_does_nothing_is_let_go(flow: Flow) -> None:
    machine = Machine(flow)
    call, _ = machine.start(FACTS)
    for _ in range(20_000):
        event = _next(call)
        if event is None:
            break
        call, _ = machine.step(call, event)
    assert call.phase in (Phase.ENDED, Phase.REQUESTING, Phase.TEXTING, Phase.RECORDING, Phase.TRANSFERRING)


def _next(call: Call) -> Event | None:
    """What happens next when nobody does anything."""
    if call.prompt:
        return PromptFinished(call.prompt)
    if call.talk is not None and call.talk.reply:
        return ModelSaid(call.talk.reply, "Hello?") if call.talk.pieces < 3 else ModelFinished(call.talk.reply)
    return TimerFired(call.timer.id) if call.timer else None
