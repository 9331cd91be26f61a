"""What Plivo tells over HTTP: the parameters of its requests, in the call's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from flowrunner.plivo.extra_headers import call_extra

if TYPE_CHECKING:
    from flowrunner.engine.events import TransferOutcome

Parameters = Mapping[str, str]
StreamStatus = Literal["started", "stopped", "dropped", "degraded", "played", "cleared", "other"]

LONGEST_ID = 128
_FINISHED = frozenset({"completed", "busy", "failed", "timeout", "no-answer", "cancel", "canceled", "cancelled"})
_EXTRA_PREFIX = "x-ph-"

_STREAM_EVENTS: Mapping[str, StreamStatus] = {
    "started": "started",
    "startstream": "started",
    "stream connected": "started",
    "stopped": "stopped",
    "stopstream": "stopped",
    "stream stopped": "stopped",
    "stream timeout": "stopped",
    "failed": "dropped",
    "droppedstream": "dropped",
    "stream failed": "dropped",
    "degradedstream": "degraded",
    "playedstream": "played",
    "clearedaudio": "cleared",
}
"""The three vocabularies in which pages, skill and live callbacks name the same things."""

_DIAL_OUTCOMES: Mapping[str, TransferOutcome] = {
    "completed": "ended",
    "busy": "busy",
    "no-answer": "no_answer",
    "timeout": "no_answer",
    "cancel": "no_answer",
    "canceled": "no_answer",
    "cancelled": "no_answer",
}
_NOTICES = frozenset({"ring", "machinedetection", *_STREAM_EVENTS})
"""Events that tell of something and ask for no document, though they may come to the answer address."""


@dataclass(frozen=True, slots=True)
class CallRequest:
    """A request of the answer, continue or hangup address: which call, and what is known about it."""

    call_id: str
    from_: str
    to: str
    direction: Literal["inbound", "outbound"]
    machine: bool
    finished: bool
    """The call is over: this is its hangup, which arrives at the answer address when no other is set."""
    only_tells: bool = False
    """It asks for nothing: something has happened to a call, or to its stream."""
    extra: Mapping[str, str] = field(default_factory=dict)
    """Custom SIP headers without ``X-PH-``, and parameters of the configured address; names in lower case."""


def read_call(parameters: Parameters) -> CallRequest | None:
    """Return what a request says about its call; None when it does not say which call."""
    call_id = parameters.get("CallUUID", "").strip()
    if not call_id or len(call_id) > LONGEST_ID or not call_id.isprintable():
        return None
    return CallRequest(
        call_id=call_id,
        from_=plain_number(parameters.get("From", "")),
        to=plain_number(parameters.get("To", "")),
        direction="outbound" if parameters.get("Direction", "").lower() == "outbound" else "inbound",
        machine=parameters.get("Machine", "").lower() == "true",
        finished=_is_finished(parameters),
        only_tells=_event(parameters) in _NOTICES,
        extra=_extra(parameters),
    )


def _is_finished(parameters: Parameters) -> bool:
    if _event(parameters) == "hangup":
        return True
    return parameters.get("CallStatus", "").lower() in _FINISHED and "DialStatus" not in parameters


def plain_number(text: str) -> str:
    """Return a number with its plus, which Plivo leaves out; anything else as it is."""
    number = text.strip()
    bare = number.removeprefix("+")
    return f"+{bare}" if bare.isascii() and bare.isdigit() and len(bare) > 6 else number


def _extra(parameters: Parameters) -> dict[str, str]:
    """Return the custom parameters: SIP headers, and those of the configured address. Plivo's begin with a capital."""
    return call_extra({name: text for name, text in parameters.items() if _is_custom(name)})


def _is_custom(name: str) -> bool:
    return name.lower().startswith(_EXTRA_PREFIX) or name[:1].islower()


def dial_outcome(parameters: Parameters) -> TransferOutcome:
    """Return how ringing a number went."""
    return _DIAL_OUTCOMES.get(parameters.get("DialStatus", "").lower(), "failed")


@dataclass(frozen=True, slots=True)
class StreamReport:
    """What is told of a stream: under which name, what, and why where that is said."""

    stream_id: str
    status: StreamStatus
    reason: str = ""


def stream_report(parameters: Parameters) -> StreamReport:
    """Return what happened to a stream, in whichever vocabulary it is told."""
    return StreamReport(
        stream_id=_first(parameters, "StreamID", "streamId", "stream_id")[:LONGEST_ID],
        status=_STREAM_EVENTS.get(_event(parameters), "other"),
        reason=_first(parameters, "StatusReason", "Error")[:LONGEST_ID],
    )


def _event(parameters: Parameters) -> str:
    return parameters.get("Event", "").strip().lower()


def _first(parameters: Parameters, *names: str) -> str:
    return next((parameters[name].strip() for name in names if parameters.get(name)), "")
