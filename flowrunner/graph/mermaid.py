"""A flow as a Mermaid flowchart, for wikis and pages that draw it themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from flowrunner.flow.model import Ask, Flow, Request, State, Transfer
from flowrunner.graph import words
from flowrunner.graph.outline import arrows, commands_of, lines_of, places

_SPECIAL = {
    ord(sign): f"&{name};"
    for sign, name in (
        ("&", "amp"),
        ('"', "quot"),
        ("<", "lt"),
        (">", "gt"),
        ("#", "num"),
        ("*", "ast"),
        ("`", "grave"),
        ("\\", "bsol"),
    )
}
"""What means something to Mermaid, to Markdown or to HTML, by its name: Mermaid's own ``#35;`` is not always undone."""


def to_mermaid(flow: Flow) -> str:
    """Return the text of a Mermaid file."""
    return "\n".join(_lines(flow)) + "\n"


def _lines(flow: Flow) -> Iterator[str]:
    ids = {name: f"s{number}" for number, name in enumerate(flow.states)}
    ids.update({place: f"to_{place}" for place in places(flow)})
    yield "---"
    yield f"title: {_quoted([flow.name])}"
    yield "---"
    yield "flowchart TD"
    yield "    begin((call<br/>begins))"
    for first in dict.fromkeys((flow.start.inbound, flow.start.outbound, flow.start.machine)):
        yield f"    begin --> {ids[first]}"
    if flow.on_hangup:
        yield f"    left((caller<br/>leaves)) --> {ids[flow.on_hangup]}"
    for name, state in flow.states.items():
        yield f"    {ids[name]}{_shaped(state)}"
    for place in places(flow):
        yield f"    {ids[place]}([{_quoted([words.PLACES[place]])}])"
    yield from _arrows(flow, ids)
    yield from _anytime(flow)
    yield f"    style {ids[flow.fallback]} stroke:#b45309,stroke-width:3px"


def _arrows(flow: Flow, ids: Mapping[str, str]) -> Iterator[str]:
    for arrow in arrows(flow):
        line = "-.->" if arrow.light else "-->"
        label = f"|{_quoted([arrow.label])}|" if arrow.label else ""
        yield f"    {ids[arrow.source]} {line}{label} {ids[arrow.target]}"


def _anytime(flow: Flow) -> Iterator[str]:
    if flow.anytime:
        yield '    subgraph anytime ["At any time"]'
        yield f"        commands[{_quoted(commands_of(flow))}]"
        yield "    end"


def _shaped(state: State) -> str:
    text = _quoted(lines_of(state))
    match state.verb:
        case Ask():
            return f"{{{{{text}}}}}"
        case Request():
            return f"[/{text}/]"
        case Transfer():
            return f"[[{text}]]"
        case _:
            return f"({text})"


def _quoted(lines: Iterable[str]) -> str:
    return '"' + "<br/>".join(" ".join(line.translate(_SPECIAL).split()) for line in lines) + '"'
