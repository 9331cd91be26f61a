"""Running another flow, and coming back from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flowrunner.engine.frames import MAX_DEPTH, ascend, descend
from flowrunner.engine.storable import storable
from flowrunner.engine.transitions import depart, leave, rescue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flowrunner.engine.call import CallFacts
    from flowrunner.engine.turn import Turn
    from flowrunner.flow.model import Flow, Run


def run(turn: Turn, verb: Run) -> None:
    """Begin another flow; raises TemplateError."""
    flow = turn.flows.get(verb.flow)
    if flow is None:
        rescue(turn, f"there is no flow `{verb.flow}`")
    elif len(turn.call.frames) >= MAX_DEPTH:
        rescue(turn, f"more than {MAX_DEPTH} flows run each other")
    else:
        given = {name: turn.value(template) for name, template in verb.inputs.items()}
        state = first_state(flow, turn.call.facts)
        turn.call = descend(turn.call, verb.flow, state, inputs(flow, given))
        turn.go(state)


def inputs(flow: Flow, given: Mapping[str, object]) -> dict[str, object]:
    """Return the variables that a flow begins with: what it is given, or what stands in for it."""
    return {name: storable(given.get(name, default)) for name, default in flow.inputs.items()}


def give_back(turn: Turn, outcome: str) -> None:
    """End the flow with an outcome: go on in the one that ran it, or end the call; raises TemplateError."""
    if not turn.call.frames:
        depart(turn)
        return
    outputs = {name: turn.call.variables.get(name) for name in turn.flow.outputs}
    turn.call = ascend(turn.call)
    turn.store(outputs)
    leave(turn, outcome)


def first_state(flow: Flow, facts: CallFacts) -> str:
    """Return the state that a call begins in."""
    if facts.machine:
        return flow.start.machine
    return flow.start.outbound if facts.direction == "outbound" else flow.start.inbound
