"""What of a flow the tests have walked: its states, the choices of its callers, the outcomes that it names.

A choice is one of a state's ``choices`` or of ``anytime``. An outcome is a key of a state's ``go`` that is no choice,
``otherwise`` among them; what a flow leaves to its fallback is not counted. Of a form each question counts, and each
choice that it offers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from flowrunner.flow.model import Ask, ByOutcome, Form, Menu

if TYPE_CHECKING:
    from flowrunner.flow.model import Choice, Flow, Slot, State

Kind = Literal["state", "slot", "choice", "outcome"]
KINDS: tuple[Kind, ...] = ("state", "slot", "choice", "outcome")
ANYTIME = "anytime"


@dataclass(frozen=True, slots=True)
class Place:
    """One thing in a flow that a call can come by."""

    kind: Kind
    state: str
    """``anytime`` for a choice that works in every state."""
    name: str = ""
    """Of the choice or the outcome."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the tests of one run have walked of one flow."""

    flow: Flow
    walked: frozenset[Place]
    missed: tuple[tuple[int, Place], ...]
    """With its line in the flow, in the order of the file."""

    def count(self, kind: Kind) -> tuple[int, int]:
        """Return how many of a kind were walked, and how many there are."""
        walked = sum(place.kind == kind for place in self.walked)
        return walked, walked + sum(place.kind == kind for _, place in self.missed)


def coverage(flow: Flow, walked: AbstractSet[Place]) -> Coverage:
    """Return what of a flow has been walked, and what has not."""
    places = dict(_places(flow))
    missed = sorted(((line, place) for place, line in places.items() if place not in walked), key=lambda each: each[0])
    return Coverage(flow, frozenset(walked & places.keys()), tuple(missed))


def _places(flow: Flow) -> Iterator[tuple[Place, int]]:
    """Yield everything there is to walk, with its line."""
    for choice in flow.anytime:
        yield Place("choice", ANYTIME, choice.name), _line(choice, 1)
    for state in flow.states.values():
        line = state.span.line
        yield Place("state", state.name), line
        yield from _slots(state)
        for choice in choices_of(state):
            yield Place("choice", state.name, choice.name), _line(choice, line)
        for outcome in _named_outcomes(state):
            yield Place("outcome", state.name, outcome), line


def _slots(state: State) -> Iterator[tuple[Place, int]]:
    for slot in slots_of(state):
        line = slot.span.line if slot.span else state.span.line
        yield Place("slot", state.name, slot.name), line
        for choice in menu_of(slot.ask):
            yield slot_choice(state, slot, choice.name), _line(choice, line)


def slot_choice(state: State, slot: Slot, choice: str) -> Place:
    """Return a choice that a question of a form offers."""
    return Place("choice", state.name, f"{slot.name}: {choice}")


def slots_of(state: State) -> tuple[Slot, ...]:
    """Return the questions of a state that is a form."""
    return state.verb.slots if isinstance(state.verb, Form) else ()


def menu_of(ask: Ask) -> tuple[Choice, ...]:
    """Return the choices that a question offers."""
    return ask.answer.choices if isinstance(ask.answer, Menu) else ()


def _line(choice: Choice, default: int) -> int:
    return choice.span.line if choice.span else default


def choices_of(state: State) -> tuple[Choice, ...]:
    """Return the choices of a state's own menu."""
    return menu_of(state.verb) if isinstance(state.verb, Ask) else ()


def _named_outcomes(state: State) -> Iterable[str]:
    if not isinstance(state.go, ByOutcome):
        return []
    choices = {choice.name for choice in choices_of(state)}
    named = [outcome for outcome in state.go.targets if outcome not in choices]
    return named + (["otherwise"] if state.go.otherwise is not None else [])


def left(state: State, outcome: str) -> Place:
    """Return what leaving a state by an outcome walks: the outcome as the flow names it."""
    named = state.go.targets if isinstance(state.go, ByOutcome) else {}
    known = outcome if outcome in named or not outcome.isdecimal() else "error"
    return Place("outcome", state.name, known if known in named else "otherwise")
