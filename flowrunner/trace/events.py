"""Items of a trace as what they were: events for a machine, and how a call began. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import get_args

import msgspec

from flowrunner.engine.call import CallFacts
from flowrunner.engine.events import Event, RequestFinished
from flowrunner.engine.written import untagged
from flowrunner.errors import TraceError
from flowrunner.trace.encoding import kind_name
from flowrunner.trace.item import TraceItem
from flowrunner.trace.reading import Trace

_EVENTS: Mapping[str, type[Event]] = {kind_name(each): each for each in get_args(Event)}
_CAUSES = frozenset({*_EVENTS, "began", "rejoined", "took_up"})
_BESIDE = frozenset(
    {"speech_ended", "sounded", "connected", "disconnected", "dialed", "dial_ended", "machine", "fault", "ended"}
)
ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class Turn:
    """One step of the machine, as it was recorded."""

    cause: TraceItem
    done: tuple[TraceItem, ...] = ()
    """What the machine did."""

    @property
    def is_ignored(self) -> bool:
        """Whether it changed nothing."""
        return bool(self.cause.facts.get("ignored"))


def turns(trace: Trace) -> Iterator[Turn]:
    """Yield the steps of a call; what was ``told`` is one that does nothing."""
    cause: TraceItem | None = None
    done: list[TraceItem] = []
    for item in trace.items:
        if item.kind in _CAUSES or item.kind == "told":
            if cause is not None:
                yield Turn(cause, tuple(done))
            cause, done = item, []
        elif item.kind not in _BESIDE:
            done.append(item)
    if cause is not None:
        yield Turn(cause, tuple(done))


def event_of(item: TraceItem) -> Event | None:
    """Return the event that an item tells of; None when it tells of something else. Raises TraceError."""
    kind = _EVENTS.get(item.kind)
    if kind is None:
        return None
    names = {each.name for each in fields(kind)}
    facts = {name: value for name, value in item.facts.items() if name in names}
    body = facts.pop("body", None)
    try:
        event = msgspec.convert({**facts, "at": item.at}, kind)
    except msgspec.ValidationError as error:
        raise TraceError(f"`{item.kind}` cannot be read: {error}") from None
    return replace(event, body=untagged(body)) if isinstance(event, RequestFinished) else event


def remembered(began: TraceItem) -> Mapping[str, object]:
    """Return what the flow knew of an earlier call."""
    values = began.facts.get("remembered")
    return {str(name): untagged(each) for name, each in values.items()} if isinstance(values, Mapping) else {}


def facts_of(began: TraceItem, person: str) -> CallFacts:
    """Return the facts of a call, with somebody else in the place of whom it was with."""
    told = began.facts
    outbound = told.get("direction") == "outbound"
    extra = told.get("extra")
    return CallFacts(
        id=began.call,
        from_=str(told.get("from", "")) if outbound else person,
        to=person if outbound else str(told.get("to", "")),
        direction="outbound" if outbound else "inbound",
        machine=bool(told.get("machine")),
        extra={str(name): str(text) for name, text in extra.items()} if isinstance(extra, Mapping) else {},
    )
