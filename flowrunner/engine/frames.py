"""Flows that run each other: the one in front has states and variables of its own, the others wait. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from flowrunner.engine.call import Attempt, Frame, Journey
from flowrunner.engine.replacing import replace

if TYPE_CHECKING:
    from flowrunner.engine.call import Call

MAX_DEPTH = 8
"""Flows that may wait for each other."""


def descend(call: Call, flow: str, state: str, variables: Mapping[str, object]) -> Call:
    """Return the call at the beginning of another flow; the moves of a call are counted across its flows."""
    frame = Frame(call.running, call.state, call.variables, call.journey, call.sealed)
    journey = Journey(moves=call.journey.moves, exhausted=call.journey.exhausted)
    return replace(
        call,
        subflow=flow,
        state=state,
        variables=variables,
        sealed={},
        journey=journey,
        attempt=Attempt(),
        chosen=None,
        talk=None,
        form=None,
        frames=(*call.frames, frame),
    )


def ascend(call: Call) -> Call:
    """Return the call back in the flow that waited last, in the state that ran the other one."""
    *others, frame = call.frames
    journey = replace(frame.journey, moves=call.journey.moves, exhausted=call.journey.exhausted)
    return replace(
        call,
        subflow=frame.flow if others else "",
        state=frame.state,
        variables=frame.variables,
        sealed=frame.sealed,
        journey=journey,
        attempt=Attempt(),
        chosen=None,
        talk=None,
        form=None,
        frames=tuple(others),
    )
