"""Flows to draw."""

from __future__ import annotations

from pathlib import Path

from flowrunner.flow.library import Library
from flowrunner.flow.loader import load_flow, load_text
from flowrunner.flow.model import Flow

FLOWS = Path(__file__).parents[2] / "flows"


def shipped(name: str) -> Flow:
    """Return a flow of the project."""
    flow = load_flow(FLOWS / f"{name}.yaml").flow
    assert flow is not None
    return flow


def flow_of(states: str, head: str = "", library: Library | None = None) -> Flow:
    """Return a flow that starts at ``a`` and falls back to ``z``; ``states`` are indented by two."""
    text = f"flow: line\nstart: a\nfallback: z\n{head}states:\n{states}  z: {{say: Sorry., go: hangup}}\n"
    loaded = load_text(text, library=library)
    assert loaded.flow is not None, loaded.diagnostics
    return loaded.flow


def chain(count: int) -> Flow:
    """Return a flow of so many states, each of which leads to the next, to the first, and to the last."""
    states = [
        f"  {_name(number, count)}:\n"
        "    ask: Where to?\n"
        "    choices:\n"
        f"      onward: {{press: 1, hear: onward, go: {_name(number + 1, count)}}}\n"
        "      first: {press: 2, hear: first, go: a}\n"
        "      last: {press: 3, hear: last, go: z}\n"
        for number in range(count - 1)
    ]
    return flow_of("".join(states))


def _name(number: int, count: int) -> str:
    return "a" if number == 0 else "z" if number >= count - 1 else f"s{number}"
