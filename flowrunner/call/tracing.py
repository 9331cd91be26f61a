"""The traces of a host: what happens to its calls becomes items, which are handed to whoever wants them.

Nothing here waits: an item is made in some tens of microseconds, once an event and never for a frame, and what takes
longer is the business of those who take them. A fault in here is told in the log and ends no call.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

from flowrunner.call.edge import Edge
from flowrunner.engine.call import Phase
from flowrunner.trace.causes import Began, Rejoined, TookUp
from flowrunner.trace.keys import KeyRow
from flowrunner.trace.notes import Ended, Note
from flowrunner.trace.turns import Step, note_item, turn_items

if TYPE_CHECKING:
    from flowrunner.engine.call import Call
    from flowrunner.trace.item import TraceItem

log = logging.getLogger(__name__)

CallKey = tuple[str, str]
"""The flow that a call began with, and its id."""
Sink = Callable[[CallKey, Sequence["TraceItem"]], None]
"""Takes the next items of a call; it must not wait."""
TYPING_AT_MOST = 10_000


class Trace(Protocol):
    """What a call tells of itself."""

    def turn(self, step: Step) -> None:
        """The machine has made a step."""
        ...

    def note(self, call: Call, note: Note) -> None:
        """Something happened beside the machine."""
        ...


class NoTrace:
    """Nobody wants to know."""

    def turn(self, step: Step) -> None: ...

    def note(self, call: Call, note: Note) -> None: ...


class Tracing:
    """Makes the items of all calls of a host."""

    def __init__(self, sinks: Iterable[Sink], clock: Callable[[], float] = time.time) -> None:
        self._sinks = tuple(sinks)
        self._clock = clock
        self._rows: dict[CallKey, KeyRow] = {}
        """Of the calls in which something is being typed."""
        self._edge = Edge(_fault)

    def turn(self, step: Step) -> None:
        """Tell what a step of the machine was."""
        if not self._sinks:
            return
        with self._edge:
            key = _key(step.after)
            row = self._rows.pop(key, None) or KeyRow()
            items = tuple(turn_items(step, self._at(step), row))
            if not row.is_empty and step.after.phase is not Phase.ENDED:
                self._rows[key] = row
            if len(self._rows) > TYPING_AT_MOST:
                del self._rows[next(iter(self._rows))]  # somebody who has not pressed a key for longest
            self._hand_out(key, items)

    def note(self, call: Call, note: Note) -> None:
        """Tell what happened beside the machine."""
        with self._edge:
            key = _key(call)
            if isinstance(note, Ended):
                self._rows.pop(key, None)
            self._hand_out(key, (note_item(call, note, self._clock()),))

    def _at(self, step: Step) -> float:
        """Return when it happened: an event tells, and a replay needs exactly that."""
        return self._clock() if isinstance(step.cause, Began | Rejoined | TookUp) else step.cause.at

    def _hand_out(self, key: CallKey, items: Sequence[TraceItem]) -> None:
        for sink in self._sinks:
            sink(key, items)


def _key(call: Call) -> CallKey:
    return call.flow, call.facts.id


def _fault(error: Exception) -> None:
    log.error("a trace met a fault of flowrunner", exc_info=error)
