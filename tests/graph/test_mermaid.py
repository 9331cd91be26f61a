from __future__ import annotations

import re

from hypothesis import given, settings

from flowrunner.flow.model import Flow
from flowrunner.graph.mermaid import to_mermaid
from tests.engine.random_flows import flows
from tests.graph.flows import flow_of, shipped

NODE = r"[a-z]\w*"
TEXT = r'"[^"#<>]*(<br/>[^"#<>]*)*"'
SHAPE = rf"(\({TEXT}\)|\{{\{{{TEXT}\}}\}}|\[/{TEXT}/\]|\[\[{TEXT}\]\]|\(\[{TEXT}\]\)|\[{TEXT}\])"
LINES = re.compile(
    rf"---|title: {TEXT}|flowchart TD|    begin\(\(call<br/>begins\)\)|    begin --> {NODE}|    +{NODE}{SHAPE}"
    rf"|    {NODE} (-->|-\.->)(\|{TEXT}\|)? {NODE}"
    rf'|    subgraph anytime \["At any time"\]|    end|    style {NODE} [\w#:,-]+'
)


def test_states_choices_and_the_safety_net_are_there() -> None:
    text = to_mermaid(shipped("front_door"))
    assert (
        text
        == """\
---
title: "front_door"
---
flowchart TD
    begin((call<br/>begins))
    begin --> s0
    s0{{"menu<br/>menu<br/>“For sales, press 1 or say sales. For support, press 2 or…”"}}
    s1[["sales<br/>connects to a person"]]
    s2[["support<br/>connects to a person"]]
    s3[["operator<br/>connects to a person"]]
    to_hangup(["hangs up"])
    s0 -->|"[1] sales"| s1
    s0 -->|"[2] support"| s2
    s1 -->|"call ended"| to_hangup
    s2 -->|"call ended"| to_hangup
    s3 -->|"call ended"| to_hangup
    s0 -.->|"after 3 tries"| s3
    s1 -.->|"busy, no answer, failed"| s3
    s2 -.->|"busy, no answer, failed"| s3
    s3 -.->|"busy, no answer, failed"| to_hangup
    subgraph anytime ["At any time"]
        commands["[0] operator → operator"]
    end
    style s3 stroke:#b45309,stroke-width:3px
"""
    )


def test_signs_that_mean_something_are_written_by_name() -> None:
    text = to_mermaid(flow_of("  a: {say: \"Press # or *, <b>'{{ 1 < 2 }}'</b>\", go: z}\n"))
    assert "“Press &num; or &ast;, &lt;b&gt;'{{ 1 &lt; 2 }}'&lt;/b&gt;”" in text


def test_asking_again_leads_back_to_the_question() -> None:
    text = to_mermaid(flow_of("  a: {ask: Well?, choices: {again: {press: 1, hear: again, go: repeat}}}\n"))
    assert '    s0 -->|"[1] again (asks again)"| s0\n' in text


@settings(max_examples=60)
@given(flows)
def test_every_line_is_mermaid(flow: Flow) -> None:
    assert [line for line in to_mermaid(flow).splitlines() if not LINES.fullmatch(line)] == []
