"""A call written down, and taken up again by any process that has the same version of its flow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import msgspec

from flowrunner.engine.answering import chosen_choice
from flowrunner.engine.call import Call, Doubt, Filling, Phase
from flowrunner.engine.questions import question_of
from flowrunner.engine.replacing import replace
from flowrunner.engine.written import tagged, untagged
from flowrunner.errors import SnapshotError
from flowrunner.flow.model import Agent, Form, Record, Request, Run, Sms, Transcribe, Transfer, Verb, Wait

if TYPE_CHECKING:
    from flowrunner.flow.model import Flow

FORMAT = 1

_VERBS: Mapping[Phase, type[Verb]] = {
    Phase.WAITING: Wait,
    Phase.REQUESTING: Request,
    Phase.TALKING: Agent,
    Phase.TEXTING: Sms,
    Phase.RECORDING: Record,
    Phase.TRANSFERRING: Transfer,
    Phase.TRANSCRIBING: Transcribe,
}
"""What the state must do for a call to be in such a phase."""


class _Stored(msgspec.Struct):
    format: int
    call: Call


class _Version(msgspec.Struct):
    version: str


class _Begun(msgspec.Struct):
    call: _Version


def dump(call: Call) -> bytes:
    """Return the call as JSON, with its secrets: for storage, not for people to look at (``masking``)."""
    return msgspec.json.encode(_Stored(FORMAT, _with_values(call, tagged)))


def load(data: bytes, flow: Flow) -> Call:
    """Return a call that was dumped; raises SnapshotError when it is none, or not one of this version of ``flow``."""
    try:
        stored = msgspec.json.decode(data, type=_Stored)
        call = _with_values(stored.call, untagged)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise SnapshotError(f"this is no snapshot of a call: {error}") from None
    _check(stored, flow)
    return call


def snapshot_version(data: bytes) -> str:
    """Return the version of the flow that a call began with which was dumped; raises SnapshotError."""
    try:
        return msgspec.json.decode(data, type=_Begun).call.version
    except (msgspec.DecodeError, ValueError) as error:
        raise SnapshotError(f"this is no snapshot of a call: {error}") from None


def _with_values(call: Call, change: Callable[[object], object]) -> Call:
    """Return the call with every variable changed, also of the flows that wait."""

    def changed(variables: Mapping[str, object]) -> dict[str, object]:
        return {name: change(value) for name, value in variables.items()}

    frames = tuple(
        replace(frame, variables=changed(frame.variables), sealed=changed(frame.sealed)) for frame in call.frames
    )

    def doubted(doubt: Doubt) -> Doubt:
        return replace(doubt, value=change(doubt.value))

    attempt = replace(call.attempt, doubt=call.attempt.doubt and doubted(call.attempt.doubt))
    form = call.form and replace(call.form, doubts={slot: doubted(each) for slot, each in call.form.doubts.items()})
    kept = replace(call, attempt=attempt, form=form, frames=frames)
    return replace(kept, variables=changed(call.variables), sealed=changed(call.sealed))


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
    flows = {**flow.subflows, flow.name: flow}
    if not all(isinstance(_verb(flows, frame.flow, frame.state), Run) for frame in call.frames):
        return False
    state = flows[call.running].states.get(call.state) if call.running in flows else None
    if state is None or (call.chosen is not None and chosen_choice(flows, call) is None):
        return False
    if call.phase is Phase.TALKING and call.talk is None:
        return False
    if call.form is not None and not _fits(call.form, state.verb):
        return False
    if call.phase is Phase.ASKING:
        return question_of(flows, call) is not None
    verb = _VERBS.get(call.phase)
    return verb is None or isinstance(state.verb, verb)


def _fits(filling: Filling, verb: Verb | None) -> bool:
    """Whether a form has the questions that were answered."""
    names = {filling.slot, *filling.asked, *filling.noted, *filling.doubts} - {""}
    return isinstance(verb, Form) and names <= {slot.name for slot in verb.slots}


def _verb(flows: Mapping[str, Flow], flow: str, state: str) -> Verb | None:
    found = flows[flow].states.get(state) if flow in flows else None
    return found.verb if found is not None else None
