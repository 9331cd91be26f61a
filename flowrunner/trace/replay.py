"""A recorded call, held again with another version of its flow: where would it part ways? Pure.

Theory of operation. What happened is given to the machine of the new flow, one recorded event after the other, and
what this one does is compared with what was done then: moves (states entered, answers understood, transfers, ...) and,
apart from them, words. A flow that says more or less than before is not at once somewhere else, so the moves are
compared as one long row and need to agree only when the caller acts; a prompt that was not there then is heard to its
end as soon as nothing was being said then. Numbers of prompts, timers and requests are those of the new call.

What the trace does not tell is tried out: a secret may have been any keys, and where chance decides the caller is one
for whom it decides as it did. So a replay never parts for what was hidden.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from flowrunner.flow.model import ByCondition, Chance
from flowrunner.trace.again import Again
from flowrunner.trace.events import Turn, turns
from flowrunner.trace.hidden_keys import HiddenKeys, Trials
from flowrunner.trace.moves import Change, Move, changes, first_difference
from flowrunner.trace.stand_ins import people

if TYPE_CHECKING:
    from flowrunner.engine.machine import Machine
    from flowrunner.flow.model import Flow
    from flowrunner.trace.reading import Trace

SHOWN = 6
"""Moves after a parting."""


@dataclass(frozen=True, slots=True)
class Parting:
    """Where a call would go another way."""

    flow: str
    state: str
    """Where both are for the last time, in the words of the new flow."""
    act: Turn | None
    """What happened last before that."""
    before: tuple[Move, ...]
    """What came then, as much as is worth showing; empty: the call was over, or waited."""
    now: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Replayed:
    """What became of a recorded call."""

    parting: Parting | None
    """None: it goes as it went."""
    changes: tuple[Change, ...] = ()
    """What is said otherwise until then."""
    went: int = 0
    """Steps taken on the same way."""
    keys: Mapping[int, str] = field(default_factory=dict)
    """What was pressed in the place of what is not told, by the number of the step."""
    person: str = ""
    """Who called in the place of whom is not told."""


def replay(trace: Trace, machine: Machine) -> Replayed:
    """Hold a recorded call with the flow of a machine."""
    steps = tuple(turns(trace))
    told = str(trace.began.facts.get("to" if trace.began.facts.get("direction") == "outbound" else "from", ""))
    candidates = people(told) if leaves_to_chance(machine.flow) else [next(people(told))]
    best: Replayed | None = None
    trials = Trials()
    for person in candidates:
        replayed = replace(_replayed(steps, Again(machine, person), trials), person=person)
        if best is None or replayed.went > best.went:
            best = replayed
        if best.parting is None:
            break
    assert best is not None
    return best


def leaves_to_chance(flow: Flow) -> bool:
    """Whether a call may go one way or another by the number of its caller."""
    return any(
        isinstance(branch, Chance)
        for each in (flow, *flow.subflows.values())
        for state in each.states.values()
        if isinstance(state.go, ByCondition)
        for branch in state.go.branches
    )


def _replayed(steps: Sequence[Turn], call: Again, trials: Trials) -> Replayed:
    keys = HiddenKeys(steps, trials)
    for place, turn in enumerate(steps):
        if turn.cause.kind == "took_up" and any(item.kind == "rescued" for item in turn.done):
            break  # another host had another flow: what followed says nothing of this one
        if not call.take(keys.told(place, call)):
            return _parted(call, steps[place + 1 :], place)
    if not call.finish():
        return _parted(call, (), len(steps))
    return Replayed(None, tuple(changes(call.before, call.now, call.agreed)), len(steps), keys.known)


def _parted(call: Again, rest: Sequence[Turn], went: int) -> Replayed:
    for turn in rest:
        call.before.take(turn.done)
    call.settle()
    shorter = min(len(call.before.moves), len(call.now.moves))
    place = first_difference(call.before, call.now)
    place = shorter if place is None else place
    last = call.now.moves[place - 1].item if place else None
    flow, state = (last.flow, last.state) if last else call.flow_and_state
    before, now = call.before.moves[place : place + SHOWN], call.now.moves[place : place + SHOWN]
    parting = Parting(flow, state, call.act, tuple(before), tuple(now))
    return Replayed(parting, tuple(changes(call.before, call.now, max(place - 1, 0))), went)
