"""A recorded call that is held again, one step after the other."""

from __future__ import annotations

from flowrunner.engine.machine import Machine
from flowrunner.script.model import Press
from flowrunner.trace.again import Again
from flowrunner.trace.events import turns
from tests.trace.test_turns import BANK
from tests.trace.traced import held


def test_a_call_that_goes_on_by_itself_can_come_to_rest_at_once() -> None:
    trace, _ = held(BANK, Press("1"))
    call = Again(Machine(BANK), "+15550100100")
    call.take(next(turns(trace)))
    other = call.fork()
    other.settle()
    assert other.now.moves == call.now.moves
