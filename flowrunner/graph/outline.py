"""A flow for other people's drawing programs: nodes and arrows with plain labels, in any syntax."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import shorten

from flowrunner.flow.model import PLACES, Flow, State
from flowrunner.graph import words
from flowrunner.graph.edges import Edge, commands, grouped, transitions

_WORDS = 60


@dataclass(frozen=True, slots=True)
class Arrow:
    """One arrow; ends are names of states or of places."""

    source: str
    target: str
    label: str
    light: bool


def lines_of(state: State) -> list[str]:
    """Return the name of a state, what it does, and its first words."""
    prompt = words.prompt_of(state)
    said = words.spoken(prompt.first) if prompt else ""
    said = shorten(said, _WORDS, placeholder="…")
    return [state.name, words.verb_words(state), *([f"“{said}”"] if said else [])]


def arrows(flow: Flow) -> Iterator[Arrow]:
    """Yield all arrows; one that asks again leads back to its own state."""
    for edges in grouped(transitions(flow)):
        edge = edges[0]
        state = flow.states[edge.source]
        label = words.with_keys(state, edges)
        if edge.target == "repeat":
            yield Arrow(edge.source, edge.source, f"{label} ({words.PLACES['repeat']})".strip(), edge.rescue)
        else:
            yield Arrow(edge.source, edge.target, label, edge.rescue)


def commands_of(flow: Flow) -> list[str]:
    """Return what a caller may say or press at any time, and where it leads."""
    return [_command(edge) for edge in commands(flow)]


def _command(edge: Edge) -> str:
    keys = " ".join(f"[{key}]" for key in edge.keys)
    return f"{keys} {words.label(edge)} → {words.place(edge) or edge.target}".strip()


def places(flow: Flow) -> list[str]:
    """Return the places that arrows lead to."""
    found = {arrow.target for arrow in arrows(flow)}
    return [place for place in sorted(PLACES) if place in found and place not in flow.states]
