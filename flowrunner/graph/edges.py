"""Every way a call can go, as edges: the same decisions as ``engine/transitions.py``, all of them at once.

Where the engine asks *which* target an outcome has, this asks for *every* target it may have. A property test holds
the two together: no call goes anywhere that is not an edge here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from flowrunner.flow.model import (
    PLACES,
    Always,
    Ask,
    Branch,
    ByCondition,
    ByOutcome,
    Chance,
    Choice,
    Else,
    Flow,
    Form,
    Go,
    If,
    Menu,
    Return,
    State,
    Transfer,
    Verb,
    YesNo,
)
from flowrunner.graph.outcomes import CANCEL, DONE, GIVE_UP, outcomes

OTHERWISE = "otherwise"
FAILURES = frozenset({GIVE_UP, "busy", "no_answer", "failed", "timeout", "error", "limit"})
"""Outcomes, beside the statuses of a web request, that a list of conditions is not asked about."""


class Kind(StrEnum):
    """What makes a call leave."""

    CHOICE = "choice"
    OUTCOME = "outcome"
    THEN = "then"


@dataclass(frozen=True, slots=True)
class Edge:
    """One way from a state to a state or a place."""

    source: str
    """Empty for a command, which works in every state."""
    target: str
    kind: Kind
    name: str = ""
    """The choice or the outcome; empty when the call simply goes on."""
    keys: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    anything: bool = False
    when: str = ""
    """What must hold besides: a condition, a chance such as ``20%``, ``otherwise``."""
    rescue: bool = False
    """Nothing in the flow says so: the call would be stuck, and goes to the fallback."""


@dataclass(frozen=True, slots=True)
class _Way:
    """One thing that can come of a state."""

    kind: Kind
    name: str
    choice: Choice | None = None
    keys: tuple[str, ...] = ()
    cancelled: bool = False
    """The caller wants no more of a form, and must not go on as if it were filled in."""

    @property
    def failure(self) -> bool:
        return self.kind is Kind.OUTCOME and (self.cancelled or self.name in FAILURES or self.name.isdecimal())


def transitions(flow: Flow) -> tuple[Edge, ...]:
    """Return the edges of all states, in the order of the file."""
    return tuple(edge for state in flow.states.values() for edge in _leaving(flow, state))


def commands(flow: Flow) -> tuple[Edge, ...]:
    """Return where the choices of ``anytime`` lead; their source is empty."""
    nowhere = State("", next(iter(flow.states.values())).span)
    ways = [_Way(Kind.CHOICE, choice.name, choice, choice.keys) for choice in flow.anytime]
    return tuple(edge for way in ways for edge in _choice_edges(flow, nowhere, way))


def reached(flow: Flow) -> frozenset[str]:
    """Return the states that some call may come to."""
    leading: dict[str, set[str]] = {}
    for edge in transitions(flow):
        leading.setdefault(edge.source, set()).add(edge.target)
    found: set[str] = set()
    waiting = {flow.start.inbound, flow.start.outbound, flow.start.machine, flow.fallback}
    waiting |= {edge.target for edge in commands(flow)} | ({flow.on_hangup} if flow.on_hangup else set())
    while waiting:
        name = waiting.pop()
        if name in flow.states and name not in found:
            found.add(name)
            waiting |= leading.get(name, set())
    return frozenset(found)


def grouped(edges: Iterable[Edge]) -> Iterator[tuple[Edge, ...]]:
    """Put the outcomes of a state with one target together; each choice and each condition stays by itself."""
    groups: dict[object, list[Edge]] = {}
    for edge in edges:
        alone = not edge.rescue and (edge.kind is Kind.CHOICE or edge.when or edge.keys)
        groups.setdefault(edge if alone else (edge.source, edge.target, edge.rescue), []).append(edge)
    ordered = sorted(groups.values(), key=lambda group: group[0].rescue)
    return (tuple(group) for group in ordered)


def _leaving(flow: Flow, state: State) -> Iterator[Edge]:
    if isinstance(state.verb, Return):
        yield Edge(state.name, "return", Kind.THEN)
    for way in _ways(flow, state):
        if way.choice is not None:
            yield from _choice_edges(flow, state, way)
        else:
            yield from _edges(flow, state, way, _targets(state.go, way) or _unsaid(state, way))


def _unsaid(state: State, way: _Way) -> list[tuple[str, str]]:
    """A caller who comes back from a person is done."""
    return [("", "hangup")] if isinstance(state.verb, Transfer) and way.name == "ended" else []


def _choice_edges(flow: Flow, state: State, way: _Way) -> Iterator[Edge]:
    choice = way.choice
    assert choice is not None
    found = _targets(choice.go if choice.go is not None else state.go, way)
    namesake = choice.go is None and (choice.name in PLACES or choice.name in flow.states)
    if namesake and not _decided(found):
        found.append((OTHERWISE if found else "", choice.name))
    yield from _edges(flow, state, way, found)


def _edges(flow: Flow, state: State, way: _Way, targets: list[tuple[str, str]]) -> Iterator[Edge]:
    for when, target in targets:
        yield _edge(state, way, target, when)
    if not _decided(targets):
        stuck = "hangup" if state.name == flow.fallback else flow.fallback
        yield _edge(state, way, stuck, OTHERWISE if targets else "", rescue=True)


def _decided(targets: list[tuple[str, str]]) -> bool:
    """Whether one of these is always taken."""
    return any(when in ("", OTHERWISE) for when, _ in targets)


def _edge(state: State, way: _Way, target: str, when: str, *, rescue: bool = False) -> Edge:
    choice = way.choice
    return Edge(
        source=state.name,
        target=target,
        kind=way.kind,
        name=way.name,
        keys=way.keys,
        phrases=choice.phrases if choice else (),
        anything=choice.anything if choice else False,
        when=when,
        rescue=rescue,
    )


def _targets(go: Go | None, way: _Way) -> list[tuple[str, str]]:
    """Return each condition with its target, in order; none when the flow does not say."""
    match go:
        case None:
            return []
        case Always(to):
            unanswered = way.cancelled or (way.name == GIVE_UP and way.kind is Kind.OUTCOME)
            return [] if unanswered else [("", to)]
        case ByOutcome(targets, otherwise):
            name = way.name or DONE
            return [("", targets[name])] if name in targets else [("", otherwise)] if otherwise is not None else []
        case ByCondition(branches):
            return [] if way.failure else list(_branches(branches))
        case _:
            assert_never(go)


def _branches(branches: Iterable[Branch]) -> Iterator[tuple[str, str]]:
    first = True
    for branch in branches:
        match branch:
            case If(condition, to):
                yield condition.source, to
            case Chance(percent, to):
                yield f"{percent:g}%", to
            case Else(to):
                yield ("" if first else OTHERWISE), to
                return
            case _:
                assert_never(branch)
        first = False


def _ways(flow: Flow, state: State) -> list[_Way]:
    verb, go = state.verb, state.go
    if isinstance(verb, Ask) and isinstance(verb.answer, Menu):
        choices = [_Way(Kind.CHOICE, each.name, each, each.keys) for each in verb.answer.choices]
        return [*choices, _outcome(GIVE_UP)]
    found = outcomes(state, flow.subflows)
    if isinstance(go, Always):
        apart = (GIVE_UP, CANCEL) if isinstance(verb, Form) else (GIVE_UP,)
        found = tuple(dict.fromkeys(name if name in apart else DONE for name in found))
    return _gathered(go, [_outcome(name, verb) for name in found])


def _outcome(name: str, verb: Verb | None = None) -> _Way:
    keys = {"yes": ("1",), "no": ("2",)} if isinstance(verb, Ask) and isinstance(verb.answer, YesNo) else {}
    if name == DONE:
        return _Way(Kind.THEN, "")
    cancelled = name == CANCEL and isinstance(verb, Form)
    return _Way(Kind.OUTCOME, name, keys=keys.get(name, ()), cancelled=cancelled)


def _gathered(go: Go | None, ways: list[_Way]) -> list[_Way]:
    """Let one ``otherwise`` stand for the outcomes that share it."""
    if not isinstance(go, ByOutcome) or go.otherwise is None:
        return ways
    named = [way for way in ways if (way.name or DONE) in go.targets]
    return named if len(named) == len(ways) else [*named, _Way(Kind.OUTCOME, OTHERWISE)]
