"""What holds of every call of every flow."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from flowrunner.engine.machine import Machine
from flowrunner.trace.replay import replay
from tests.trace.random_calls import Held, held_calls


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(held_calls())
def test_a_call_goes_the_same_way_again(call: Held) -> None:
    replayed = replay(call.trace, Machine(call.flow))
    assert replayed.parting is None
    assert replayed.changes == ()
