"""What holds for a form, whatever its caller says and presses, and in whichever order."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flowrunner.engine.actions import Action, Entered
from flowrunner.engine.events import (
    Event,
    Heard,
    KeyPressed,
    PromptFinished,
    RequestFinished,
    TimerFired,
    TransferEnded,
)
from flowrunner.engine.machine import Call, CallFacts, Machine, Phase
from flowrunner.engine.snapshot import dump, load
from flowrunner.flow.loader import load_flow

FLOW = load_flow(Path(__file__).parents[2] / "flows" / "clinic.yaml").flow
FACTS = CallFacts("c1", "+15550199", "+15550100")
NOON = 1_793_620_800.0
PIECES = (
    *(
        "a cleaning",
        "toothache",
        "checkup",
        "for Asha",
        "my name is Asha",
        "Asha Rao",
        "on Friday",
        "tomorrow",
        "Sunday",
    ),
    *("at ten", "half past four", "yes", "no", "not", "change", "the day", "the name", "to", "never mind", "purple"),
    *("repeat", "cancel", "and", "आज", "सफाई"),
)
utterances = st.lists(st.sampled_from(PIECES), min_size=1, max_size=5).map(" ".join)
turns = st.lists(utterances | st.sampled_from("1234590*#"), max_size=12)
thorough = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def hear_out(machine: Machine, call: Call) -> Call:
    """Let what is being said be heard, and what comes by itself come, until the caller has a turn."""
    while not call.ended:
        event = _next(call)
        if event is None:
            break
        call, _ = machine.step(call, event)
    return call


def _next(call: Call) -> Event | None:
    match call.phase:
        case Phase.REQUESTING:
            return RequestFinished(call.issued.requests, "409", 409, None, NOON)
        case Phase.TRANSFERRING:
            return TransferEnded("busy", NOON)
    return PromptFinished(call.prompt, NOON) if call.prompt else None


def said(turn: str) -> Event:
    return KeyPressed(turn, NOON) if len(turn) == 1 else Heard(turn, None, 0.6 if "and" in turn else 1.0, NOON)


@thorough
@given(turns)
def test_a_form_takes_whatever_comes_and_its_snapshot_goes_on_alike(said_and_pressed: list[str]) -> None:
    assert FLOW is not None
    machine = Machine(FLOW)
    call, _ = machine.start(FACTS, NOON)
    for turn in said_and_pressed:
        call = hear_out(machine, call)
        other = load(dump(call), FLOW)
        assert machine.step(other, said(turn)) == machine.step(call, said(turn))
        call, _ = machine.step(call, said(turn))
        rejoined, actions = machine.rejoin(load(dump(call), FLOW), NOON)
        assert rejoined.form == call.form or _left(actions)


def _left(actions: tuple[Action, ...]) -> bool:
    return any(isinstance(action, Entered) for action in actions)


@thorough
@given(turns)
def test_a_caller_who_falls_silent_in_a_form_is_let_go(said_and_pressed: list[str]) -> None:
    assert FLOW is not None
    machine = Machine(FLOW)
    call, _ = machine.start(FACTS, NOON)
    for turn in said_and_pressed:
        call, _ = machine.step(hear_out(machine, call), said(turn))
    for _ in range(40):
        call = hear_out(machine, call)
        if call.timer is not None:
            call, _ = machine.step(call, TimerFired(call.timer.id, NOON))
    assert call.phase in (Phase.ENDED, Phase.TEXTING)


@thorough
@given(st.permutations(["a cleaning", "for Asha", "on Friday", "at ten"]), st.lists(st.integers(1, 3), max_size=3))
def test_the_order_and_the_sentences_make_no_difference(pieces: list[str], lengths: list[int]) -> None:
    assert FLOW is not None
    machine = Machine(FLOW)
    call = hear_out(machine, machine.start(FACTS, NOON)[0])
    while pieces:
        length = lengths.pop() if lengths else 4
        sentence, pieces = " ".join(pieces[:length]), pieces[length:]
        call = hear_out(machine, machine.step(call, said(sentence))[0])
    wanted = {"name": "Asha", "service": "cleaning", "day": "2026-11-06", "time": "10:00"}
    assert {name: call.variables.get(name) for name in wanted} == wanted
