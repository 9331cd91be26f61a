"""The checker follows every way that a picture shows; and a picture shows every way that the engine takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from flowrunner.flow.document import Document
from flowrunner.flow.lint.ways import END, ways_of
from flowrunner.flow.loader import load_flow
from flowrunner.flow.source import read
from flowrunner.graph.edges import transitions
from tests.flow.golden import OK

FLOWS = [each for each in sorted((Path(__file__).parents[3] / "flows").glob("*.yaml")) if "." not in each.stem]


@pytest.mark.parametrize("file", [*OK, *FLOWS], ids=lambda file: file.stem)
def test_no_way_of_a_flow_is_missed(file: Path) -> None:
    flow = load_flow(file).flow
    source, _ = read(file.read_text("utf-8"), file.name)
    assert flow is not None
    assert source is not None
    leaving = ways_of(Document(source)).leaving
    places = {"hangup": END, "return": END}
    for edge in transitions(flow):
        if edge.target not in ("back", "repeat"):
            targets = {way.target for way in leaving[edge.source]}
            assert places.get(edge.target, edge.target) in targets, edge
