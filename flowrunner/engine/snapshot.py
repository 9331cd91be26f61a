"""A call written down, and taken up again by any process that has the same version of its flow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

import msgspec

from flowrunner.engine.answering import chosen_choice
from flowrunner.engine.call import Call, Phase
from flowrunner.errors import SnapshotError
from flowrunner.flow.model import Ask, Request, Transfer, Verb, Wait

if TYPE_CHECKING:
    from flowrunner.flow.model import Flow

FORMAT = 1

_VERBS: Mapping[Phase, type[Verb]] = {
    Phase.ASKING: Ask,
    Phase.WAITING: Wait,
    Phase.REQUESTING: Request,
    Phase.TRANSFERRING: Transfer,
}
"""What the state must do for a call to be in such a phase."""


class _Stored(msgspec.Struct):
    format: int
    call: Call


def dump(call: Call) -> bytes:
    """Return the call as JSON."""
    plain = replace(call, variables={name: _tagged(value) for name, value in call.variables.items()})
    return msgspec.json.encode(_Stored(FORMAT, plain))


def load(data: bytes, flow: Flow) -> Call:
    """Return a call that was dumped; raises SnapshotError when it is none, or not one of this version of ``flow``."""
    try:
        stored = msgspec.json.decode(data, type=_Stored)
        variables = {name: _untagged(value) for name, value in stored.call.variables.items()}
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise SnapshotError(f"this is no snapshot of a call: {error}") from None
    _check(stored, flow)
    return replace(stored.call, variables=variables)


def _check(stored: _Stored, flow: Flow) -> None:
    call = stored.call
    if stored.format != FORMAT:
        raise SnapshotError(f"the snapshot has format {stored.format}, expected {FORMAT}")
    if (call.flow, call.version) != (flow.name, flow.version):
        raise SnapshotError(
            f"the snapshot is of flow {call.flow!r} version {call.version!r}, "
            f"expected {flow.name!r} version {flow.version!r}"
        )
    if not _stands(call, flow):
        raise SnapshotError(f"no call of this flow can be {call.phase.value} in state {call.state!r}")


def _stands(call: Call, flow: Flow) -> bool:
    """Whether the flow has the place where the call stands."""
    state = flow.states.get(call.state)
    if state is None or (call.chosen is not None and chosen_choice(flow, call) is None):
        return False
    verb = _VERBS.get(call.phase)
    return verb is None or isinstance(state.verb, verb)


def _tagged(value: object) -> object:
    """Return a value as JSON has it; days and moments, which JSON has not, under a name that begins with ``$``."""
    match value:
        case datetime():
            return {"$moment": value.isoformat()}
        case date():
            return {"$day": value.isoformat()}
        case dict():
            plain = {name: _tagged(each) for name, each in value.items()}
            return {"$object": plain} if any(name.startswith("$") for name in plain) else plain
        case list():
            return [_tagged(each) for each in value]
    return value


def _untagged(value: object) -> object:
    """Return the value that ``_tagged`` wrote; raises ValueError."""
    match value:
        case {"$moment": str(text), **rest} if not rest:
            return datetime.fromisoformat(text)
        case {"$day": str(text), **rest} if not rest:
            return date.fromisoformat(text)
        case {"$object": dict(plain), **rest} if not rest:
            return {name: _untagged(each) for name, each in plain.items()}
        case dict():
            return {name: _untagged(each) for name, each in value.items()}
        case list():
            return [_untagged(each) for each in value]
    return value
