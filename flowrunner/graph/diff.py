"""What changed between two versions of a flow, for those who answer for the line rather than for its file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from flowrunner.flow.model import Flow, Start
from flowrunner.graph.changes import Change, Weight
from flowrunner.graph.edges import Edge, commands, transitions
from flowrunner.graph.facts import differences, line_facts, state_facts
from flowrunner.graph.pairs import renamed
from flowrunner.graph.prompts import choice_texts, reworded, texts
from flowrunner.graph.routes import choice_changes, outcome_changes

ANYTIME = "at any time"


def compare(old: Flow, new: Flow) -> tuple[Change, ...]:
    """Return the changes, what matters most first; none when a caller could not tell the two apart.

    A state that only has another name is one change, not one for each way that leads there.
    """
    names = renamed(old, new)
    changes = [*_line(old, new, names), *_states(old, new, names), *_each_state(old, new, names)]
    changes += _subflows(old, new)
    changes += choice_changes(ANYTIME, _moved(commands(old), names), commands(new))
    kept = {name: names.get(name, name) for name in old.states if names.get(name, name) in new.states}
    changes += reworded(_texts(old, kept), _texts(new, {name: name for name in kept.values()}))
    return tuple(sorted(changes, key=lambda change: change.weight))


def _line(old: Flow, new: Flow, names: Mapping[str, str]) -> Iterator[Change]:
    start = old.start
    moved = [names.get(state, state) for state in (start.inbound, start.outbound, start.machine)]
    fallback = names.get(old.fallback, old.fallback)
    after = names.get(old.on_hangup or "", old.on_hangup)
    before = line_facts(replace(old, start=Start(*moved), fallback=fallback, on_hangup=after))
    yield from differences("the line", before, line_facts(new))


def _states(old: Flow, new: Flow, names: Mapping[str, str]) -> Iterator[Change]:
    for before, after in names.items():
        yield Change(Weight.STATES, f"{before} is now called {after}, as it seems")
    for name in new.states:
        if name not in old.states and name not in names.values():
            yield Change(Weight.STATES, f"{name} is new")
    for name in old.states:
        if name not in new.states and name not in names:
            yield Change(Weight.STATES, f"{name} is gone")


def _subflows(old: Flow, new: Flow) -> Iterator[Change]:
    """Yield the flows that both run and that changed themselves."""
    for name, flow in new.subflows.items():
        if changes := compare(old.subflows[name], flow) if name in old.subflows else ():
            text = f"the flow {name}, which this one runs, has changed"
            yield Change(Weight.DOING, text, tuple(change.text for change in changes))


def _each_state(old: Flow, new: Flow, names: Mapping[str, str]) -> Iterator[Change]:
    before, after = _leaving(_moved(transitions(old), names)), _leaving(transitions(new))
    for name, was in old.states.items():
        now = new.states.get(names.get(name, name))
        if now is None:
            continue
        facts, others = state_facts(was), state_facts(now)
        edges, ways = before.get(now.name, []), after.get(now.name, [])
        same_verb = facts["verb"] == others["verb"]
        yield from outcome_changes(now.name, edges, ways, same_verb=same_verb)
        yield from choice_changes(now.name, edges, ways)
        if not same_verb:
            facts, others = {"verb": facts["verb"]}, {"verb": others["verb"]}
        yield from differences(now.name, facts, others)


def _moved(edges: tuple[Edge, ...], names: Mapping[str, str]) -> tuple[Edge, ...]:
    return tuple(
        replace(edge, source=names.get(edge.source, edge.source), target=names.get(edge.target, edge.target))
        for edge in edges
    )


def _leaving(edges: tuple[Edge, ...]) -> dict[str, list[Edge]]:
    found: dict[str, list[Edge]] = {}
    for edge in edges:
        found.setdefault(edge.source, []).append(edge)
    return found


def _texts(flow: Flow, names: Mapping[str, str]) -> dict[tuple[str, str], str]:
    found = {(known, place): text for name, known in names.items() for place, text in texts(flow.states[name])}
    found |= {(ANYTIME, place): text for place, text in choice_texts(flow.anytime)}
    own = f"[{flow.languages[0]}] "  # what a text of a flow in several languages is marked with, and not reworded by
    return {place: text.replace(own, "") for place, text in found.items()}
