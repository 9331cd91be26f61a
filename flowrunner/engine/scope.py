"""The names that a template may read at a moment of a call."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flowrunner.engine.call import Call

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def scope_of(call: Call, at: float) -> Mapping[str, object]:
    """Return every name of ``call`` as it is ``at`` (seconds since the epoch); ``secrets`` is not among them."""
    now = moment(at)
    return {
        **call.variables,
        "call": _facts(call),
        "heard": call.heard,
        "confidence": call.confidence,
        "summary": "",
        "now": now,
        "today": now.date(),
        "visits": lambda state: call.journey.visits.get(str(state), 0),
    }


def _facts(call: Call) -> Mapping[str, object]:
    facts = call.facts
    return {
        "id": facts.id,
        "from": facts.from_,
        "to": facts.to,
        "direction": facts.direction,
        "extra": facts.extra,
    }


def moment(at: float) -> datetime:
    """Return the time of an event in UTC; the epoch when there is no such time."""
    try:
        return _EPOCH + timedelta(seconds=at)
    except (OverflowError, ValueError):
        return _EPOCH
