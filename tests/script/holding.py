"""Holds a call that a test writes down, with a flow that it writes down too."""

from __future__ import annotations

from textwrap import dedent, indent

from flowrunner.flow.model import Flow
from flowrunner.script.case import case_of
from flowrunner.script.model import Script
from flowrunner.script.player import Played, play
from flowrunner.script.reader import read_script
from tests.engine.phone import flow_of

DESK = """
flow: desk
start: greet
fallback: person
anytime:
  person: {press: 0, hear: a person}
states:
  greet:
    say: Hello.
    go: menu
  menu:
    ask: Sales or support?
    choices:
      sales: {press: 1, hear: sales}
      support: {press: 2, hear: support, say: With pleasure.}
    silence: I didn't hear you.
    unclear: Sorry, was that sales or support?
  sales:
    request: GET https://example.com/sales
    meanwhile: One moment.
    timeout: 3s
    save: {price: body.price, note: body.note}
    go: {ok: price, 404: none_left}
  price: {say: "It costs {{ price }}.", go: menu}
  none_left: {say: There is nothing left., go: hangup}
  support: {transfer: "+15550100001", ring: 20s, go: {ended: thanks, otherwise: busy}}
  busy: {say: Nobody is free., go: hangup}
  thanks: {say: Thank you., go: hangup}
  person: {transfer: "+15550100000"}
"""


def script_of(text: str) -> Script:
    """Return a test file without mistakes."""
    script, diagnostics = read_script(dedent(text).lstrip("\n"), "desk.test.yaml")
    assert script is not None, diagnostics
    return script


def held(steps: str, head: str = "", flow: str | Flow = DESK) -> Played:
    """Hold a call; ``head`` is what else the test says, such as its answers."""
    before = indent(dedent(head).strip("\n"), "  ")
    script = script_of(f"- test: a call\n{before}\n  call:\n{indent(dedent(steps).strip(), '    ')}\n")
    (conversation,) = script.conversations
    flow = flow if isinstance(flow, Flow) else flow_of(flow)
    return play(case_of(conversation, flow))


def fault(played: Played) -> tuple[int, str, str | None]:
    """Return where in its steps a call failed (from 1), how, and what came instead."""
    assert played.failure is not None, "the call went as written"
    spans = [step.span for step in played.conversation.steps]
    return spans.index(played.failure.span) + 1, played.failure.message, played.failure.instead
