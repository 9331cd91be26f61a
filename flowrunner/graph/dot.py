"""A flow in the DOT language, for Graphviz and whatever else reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from flowrunner.flow.model import Ask, Flow, Request, State, Transfer
from flowrunner.graph import words
from flowrunner.graph.outline import arrows, commands_of, lines_of, places


def to_dot(flow: Flow) -> str:
    """Return the text of a DOT file."""
    return "\n".join(_lines(flow)) + "\n"


def _lines(flow: Flow) -> Iterator[str]:
    yield f"digraph {_quoted([flow.name])} {{"
    yield f"  graph [label={_quoted([flow.name, flow.about])}, labelloc=t, fontname=Helvetica]"
    yield '  node [shape=box, style="rounded", fontname=Helvetica, fontsize=11]'
    yield "  edge [fontname=Helvetica, fontsize=10]"
    yield '  ":begin" [label="call begins", shape=circle]'
    for first in dict.fromkeys((flow.start.inbound, flow.start.outbound, flow.start.machine)):
        yield f'  ":begin" -> {_quoted([first])}'
    if flow.on_hangup:
        yield '  ":left" [label="caller leaves", shape=circle]'
        yield f'  ":left" -> {_quoted([flow.on_hangup])}'
    for state in flow.states.values():
        yield f"  {_quoted([state.name])} [{_attributes(_look(flow, state))}]"
    for place in places(flow):
        yield f'  ":{place}" [label={_quoted([words.PLACES[place]])}, shape=plaintext]'
    yield from _arrows(flow)
    if flow.anytime:
        yield f'  ":anytime" [label={_quoted(["At any time:", *commands_of(flow)])}, shape=note, style=""]'
    yield "}"


def _arrows(flow: Flow) -> Iterator[str]:
    for arrow in arrows(flow):
        target = arrow.target if arrow.target in flow.states else f":{arrow.target}"
        look = {"label": _quoted([arrow.label])} if arrow.label else {}
        look |= {"style": "dashed", "color": '"#94a3b8"', "fontcolor": '"#64748b"'} if arrow.light else {}
        yield f"  {_quoted([arrow.source])} -> {_quoted([target])} [{_attributes(look)}]"


def _look(flow: Flow, state: State) -> dict[str, str]:
    look = {"label": _quoted(lines_of(state))}
    look |= {"color": '"#b45309"', "penwidth": "2"} if state.name == flow.fallback else {}
    match state.verb:
        case Ask():
            return look | {"shape": "hexagon", "style": '""'}
        case Request():
            return look | {"shape": "parallelogram", "style": '""'}
        case Transfer():
            return look | {"peripheries": "2"}
        case _:
            return look


def _attributes(look: Mapping[str, str]) -> str:
    return ", ".join(f"{name}={value}" for name, value in look.items())


def _quoted(lines: Iterable[str]) -> str:
    escaped = (line.replace("\\", "\\\\").replace('"', '\\"') for line in lines if line)
    return '"' + "\\n".join(" ".join(line.split("\n")) for line in escaped) + '"'
