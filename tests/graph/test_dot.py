from __future__ import annotations

import re

from hypothesis import given, settings

from flowrunner.flow.model import Flow
from flowrunner.graph.dot import to_dot
from tests.engine.random_flows import flows
from tests.graph.flows import flow_of, shipped

ID = r'"(?:[^"\\]|\\.)*"'
ATTRIBUTES = rf"\[(\w+=(\w+|{ID})(, \w+=(\w+|{ID}))*)?\]"
LINES = re.compile(
    rf"digraph {ID} \{{|  (graph|node|edge) {ATTRIBUTES}|  {ID} -> {ID}( {ATTRIBUTES})?|  {ID} {ATTRIBUTES}|\}}"
)


def test_states_choices_and_the_safety_net_are_there() -> None:
    text = to_dot(shipped("front_door"))
    assert '  ":begin" -> "menu"\n' in text
    assert '  "menu" -> "sales" [label="[1] sales"]\n' in text
    assert '  "sales" -> ":hangup" [label="call ended"]\n' in text
    assert (
        '  "menu" -> "operator" [label="after 3 tries", style=dashed, color="#94a3b8", fontcolor="#64748b"]\n' in text
    )
    assert '  ":anytime" [label="At any time:\\n[0] operator → operator", shape=note, style=""]\n' in text


def test_quotes_and_backslashes_are_escaped() -> None:
    assert 'label="a\\nsays\\n“Say \\"yes\\" \\\\ now”"' in to_dot(flow_of("  a: {say: 'Say \"yes\" \\ now', go: z}\n"))


@settings(max_examples=60)
@given(flows)
def test_every_line_is_dot(flow: Flow) -> None:
    assert [line for line in to_dot(flow).splitlines() if not LINES.fullmatch(line)] == []
