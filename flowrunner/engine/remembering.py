"""What a flow keeps for the caller's next call. Pure: who keeps it, and for how long, is for the driver to know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from flowrunner.engine.actions import Remember
from flowrunner.engine.replacing import replace
from flowrunner.engine.storable import storable
from flowrunner.flow.languages import LANGUAGE, spoken
from flowrunner.flow.values import to_text

if TYPE_CHECKING:
    from flowrunner.engine.call import Call
    from flowrunner.engine.turn import Turn
    from flowrunner.flow.model import Flow


def recalled(flow: Flow, remembered: Mapping[str, object]) -> dict[str, object]:
    """Return what of an earlier call counts for this one: the flow may have been changed since."""
    values = {name: storable(remembered.get(name)) for name in flow.remember}
    return {name: value for name, value in values.items() if not _is_empty(value)}


def begun(call: Call, flow: Flow, remembered: Mapping[str, object]) -> Call:
    """Return a call that begins, with what its caller left the last time."""
    values = recalled(flow, remembered)
    language = spoken(flow.languages, to_text(values.pop(LANGUAGE, "")))
    return replace(call, language=language or "", variables={**call.variables, **values})


def remember(turn: Turn, before: Call) -> None:
    """Have the variables kept, when they are not what they were before the turn.

    At each change, not at the end: a call may be lost at any moment.
    """
    flow, call = turn.flows[turn.call.flow], turn.call
    if not flow.remember or (_variables(call) is _variables(before) and call.language == before.language):
        return
    now = _kept(flow, call)
    if now != _kept(flow, before):
        turn.emit(Remember(now))


def _kept(flow: Flow, call: Call) -> Mapping[str, object]:
    """Return what the next call is to know; ``flow`` is the one that the call began with."""
    return recalled(flow, {**_variables(call), LANGUAGE: call.language})


def _variables(call: Call) -> Mapping[str, object]:
    """Return the variables of the flow that the call began with."""
    return call.frames[0].variables if call.frames else call.variables


def _is_empty(value: object) -> bool:
    return value is None or value == ""
