"""What a log or a trace may see of a call: no value that is secret, and no key that may be part of one. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from flowrunner.engine.actions import SendRequest
from flowrunner.engine.call import Phase
from flowrunner.engine.events import KeyPressed
from flowrunner.engine.questions import question_of
from flowrunner.engine.replacing import replace
from flowrunner.flow.model import Digits, Typed

if TYPE_CHECKING:
    from flowrunner.engine.actions import Action
    from flowrunner.engine.call import Call
    from flowrunner.engine.events import Event
    from flowrunner.flow.model import Flow

MASK = "••••"
ANY_KEY = "•"


def masked_call(flows: Mapping[str, Flow], call: Call) -> Call:
    """Return the call without its secrets, for people to look at; it cannot go on from there."""
    frames = tuple(replace(frame, sealed=_covered(frame.sealed)) for frame in call.frames)
    shown = replace(call, sealed=_covered(call.sealed), frames=frames)
    if _may_be_secret(flows, call):
        digits = MASK if call.attempt.digits else ""
        shown = replace(shown, keys=MASK if call.keys else "", attempt=replace(call.attempt, digits=digits))
    return shown


def masked_event(flows: Mapping[str, Flow], call: Call, event: Event) -> Event:
    """Return an event as it may be told: a key that may be part of a secret is any but the one that ends it."""
    if isinstance(event, KeyPressed) and event.key != _ends(flows, call) and _may_be_secret(flows, call):
        return replace(event, key=ANY_KEY)
    return event


def masked_action(action: Action) -> Action:
    """Return an action as it may be told."""
    if not isinstance(action, SendRequest) or not action.hidden:
        return action
    hidden, body = action.hidden, action.body
    return replace(
        action,
        url=MASK if ("url",) in hidden else action.url,
        headers={name: MASK if ("headers", name) in hidden else text for name, text in action.headers.items()},
        body=body and {name: MASK if ("body", name) in hidden else value for name, value in body.items()},
    )


def _covered(values: Mapping[str, object]) -> Mapping[str, object]:
    return dict.fromkeys(values, MASK)


def _ends(flows: Mapping[str, Flow], call: Call) -> str | None:
    """Return the key that ends the answer which is being typed."""
    asked = question_of(flows, call) if call.phase is Phase.ASKING else None
    return asked.answer.finish_on if asked is not None and isinstance(asked.answer, Digits | Typed) else None


def _may_be_secret(flows: Mapping[str, Flow], call: Call) -> bool:
    """Whether a key counts for a secret question now, or is kept for one that may come."""
    asked = question_of(flows, call) if call.phase is Phase.ASKING else None
    if asked is not None:
        return asked.secret
    return any(flow.secret for flow in flows.values())
