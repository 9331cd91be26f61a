"""The names that a template may read at a moment of a call."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

from flowrunner.engine.language import language_of
from flowrunner.flow.expression import LANGUAGE as SAID_IN
from flowrunner.flow.hours import zone
from flowrunner.flow.languages import LANGUAGE
from flowrunner.flow.values import UnfitValue, to_text

if TYPE_CHECKING:
    from flowrunner.engine.call import Call
    from flowrunner.flow.model import Flow

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def scope_of(flow: Flow, call: Call, at: float, language: str) -> Mapping[str, object]:
    """Return every name of ``call`` as it is ``at`` (seconds since the epoch); ``secrets`` is not among them.

    ``language`` (BCP 47) is the one in which the filters say values; the name ``language`` is that of the call.
    """
    now = moment(at, flow.timezone)
    return {
        **call.variables,
        SAID_IN: language,
        LANGUAGE: language_of(flow, call),
        "call": _facts(call),
        "heard": call.heard,
        "confidence": call.confidence,
        "summary": call.summary,
        "now": now,
        "today": now.date(),
        "visits": lambda state: call.journey.visits.get(str(state), 0),
        "is_open": lambda name, when=now: _is_open(flow, name, when),
    }


def _is_open(flow: Flow, name: object, when: object) -> bool:
    hours = flow.hours.get(to_text(name))
    if hours is None:
        raise UnfitValue("there are no opening hours of this name")
    return hours.is_open(when)


def _facts(call: Call) -> Mapping[str, object]:
    facts = call.facts
    return {
        "id": facts.id,
        "from": facts.from_,
        "to": facts.to,
        "direction": facts.direction,
        "extra": facts.extra,
    }


def moment(at: float, zone_name: str = "UTC") -> datetime:
    """Return the time of an event on the clocks of a time zone (IANA); the epoch when there is no such time."""
    try:
        local = (_EPOCH + timedelta(seconds=at)).astimezone(zone(zone_name) or UTC)
    except (OverflowError, ValueError):
        return _EPOCH
    # a fixed offset, because only that is written down, and two clocks of different kinds may compare as unequal
    return local.replace(tzinfo=timezone(local.utcoffset() or timedelta()), fold=0)
