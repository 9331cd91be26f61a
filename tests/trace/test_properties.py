"""What holds of every call of every flow."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from flowrunner.engine.machine import Machine
from flowrunner.script.case import case_of
from flowrunner.script.from_trace import as_test
from flowrunner.script.player import play
from flowrunner.script.reader import read_script
from flowrunner.trace.replay import replay
from tests.trace.random_calls import Held, held_calls


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(held_calls())
def test_a_call_goes_the_same_way_again(call: Held) -> None:
    replayed = replay(call.trace, Machine(call.flow))
    assert replayed.parting is None
    assert replayed.changes == ()


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(held_calls())
def test_a_call_becomes_a_test_that_passes(call: Held) -> None:
    written = as_test(call.trace, Machine(call.flow))
    script, found = read_script(written.text, "a trace")
    assert script is not None, found
    played = play(case_of(script.conversations[0], call.flow))
    assert played.failure is None
