from __future__ import annotations

from flowrunner.graph.edges import transitions
from flowrunner.graph.jumps import SMALL_FLOW, jumps
from tests.graph.flows import chain


def test_a_small_flow_is_drawn_with_all_its_lines() -> None:
    flow = chain(SMALL_FLOW)
    assert not jumps(transitions(flow), {name: row for row, name in enumerate(flow.states)})


def test_in_a_large_flow_far_ways_are_told_by_name() -> None:
    flow = chain(SMALL_FLOW + 4)
    found = jumps(transitions(flow), {name: row for row, name in enumerate(flow.states)})
    assert ("s9", "a", False) in found
    assert ("s9", "z", False) in found
    assert ("s1", "a", False) not in found
    assert ("s9", "s10", False) not in found


def test_every_state_still_hangs_on_its_nearest_forerunner() -> None:
    flow = chain(SMALL_FLOW + 4)
    rows = {name: 5 * row for row, name in enumerate(flow.states)}
    found = jumps(transitions(flow), rows)
    drawn = {edge.target for edge in transitions(flow) if (edge.source, edge.target, edge.rescue) not in found}
    assert drawn >= set(flow.states) - {"a"}
