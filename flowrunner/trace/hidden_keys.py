"""Keys in the place of those that a trace does not tell, so that they do what those did. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flowrunner.engine.masking import ANY_KEY
from flowrunner.flow.model import KEYS
from flowrunner.trace.stand_ins import rows

if TYPE_CHECKING:
    from flowrunner.trace.again import Again
    from flowrunner.trace.events import Turn

TRIALS = 2000
"""Steps that are taken to find keys, when none of the likely ones do."""

Keys = Mapping[int, str]
"""By the place of the step."""


@dataclass(slots=True)
class Trials:
    """How many steps may still be tried."""

    left: int = TRIALS


class HiddenKeys:
    """Finds keys for the steps of a call, one row after the other."""

    def __init__(self, steps: Sequence[Turn], trials: Trials) -> None:
        self.known: dict[int, str] = {}
        self._steps = steps
        self._trials = trials

    def told(self, place: int, call: Again) -> Turn:
        """Return a step with a key that may be pressed; ``call`` stands before it."""
        turn = self._steps[place]
        if not _is_hidden(turn):
            return turn
        if place not in self.known:
            self.known |= self._found(place, call)
        return _with_key(turn, self.known[place])

    def _found(self, first: int, call: Again) -> Keys:
        places, after = self._row(first)
        likely = [dict(zip(places, row, strict=True)) for row in rows(len(places))]
        found = next((keys for keys in likely if self._fits(keys, first, after, call.fork())), None)
        return found or next(self._tried(first, after, call), None) or likely[0]

    def _row(self, first: int) -> tuple[list[int], int]:
        """Return the places of the hidden keys up to the next answer or mistake, and the place after it."""
        places: list[int] = []
        for place, turn in enumerate(self._steps[first:], start=first):
            if _is_hidden(turn):
                places.append(place)
            if any(item.kind in ("understood", "mistaken") for item in turn.done):
                return places, place + 1
        return places, len(self._steps)

    def _fits(self, keys: Keys, first: int, after: int, call: Again) -> bool:
        for place in range(first, after):
            turn = self._steps[place]
            if not call.take(_with_key(turn, keys[place]) if place in keys else turn):
                return False
        return call.finish()

    def _tried(self, place: int, after: int, call: Again) -> Iterator[Keys]:
        """Yield keys from ``place`` on that do what was done, found by trying them one by one."""
        if place == after:
            if call.finish():
                yield {}
            return
        turn = self._steps[place]
        for key in KEYS if _is_hidden(turn) else "-":
            if self._trials.left <= 0:
                return
            self._trials.left -= 1
            other = call.fork()
            if not other.take(_with_key(turn, key) if _is_hidden(turn) else turn):
                continue
            for rest in self._tried(place + 1, after, other):
                yield {place: key, **rest} if _is_hidden(turn) else rest


def _is_hidden(turn: Turn) -> bool:
    return turn.cause.facts.get("key") == ANY_KEY


def _with_key(turn: Turn, key: str) -> Turn:
    return replace(turn, cause=replace(turn.cause, facts={**turn.cause.facts, "key": key}))
