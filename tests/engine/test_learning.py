"""What a flow learns before its first call."""

from __future__ import annotations

import subprocess
import sys
from textwrap import dedent

import pytest

from flowrunner.engine.machine import Machine
from flowrunner.intents import match
from tests.engine.phone import Phone, flow_of

MENU = """
    flow: {name}
    anytime: {{help: {{press: 0, hear: somebody who helps {name}}}}}
    states:
      first:
        ask: What would you like?
        choices:
          balance: {{press: 1, hear: [my balance {name}, how much money do I have], go: hangup}}
          card: {{press: 2, hear: [my card {name}, block my card], go: hangup}}
"""


INNER = """
    states:
      first:
        ask: What would you like?
        choices:
          balance: {press: 1, hear: [my inner balance, how much money do I have], go: return}
          card: {press: 2, hear: [my inner card, block my card], go: return}
"""


def trained() -> int:
    return match._trained.cache_info().misses


def test_a_menu_that_was_learned_is_not_learned_again_during_a_call() -> None:
    flow = flow_of(MENU.format(name="early"))
    Machine(flow).learn()
    before = trained()
    Phone(flow).says("money that I have left on this account")
    assert trained() == before


def test_a_menu_that_was_not_is_learned_when_it_is_needed() -> None:
    before = trained()
    Phone(flow_of(MENU.format(name="late"))).says("money that I have left on this account")
    assert trained() == before + 1


def test_the_menus_of_flows_that_are_run_are_learned_with_the_commands_that_reach_into_them() -> None:
    flow = flow_of(
        "anytime: {agent: {press: star, hear: an agent, go: help}}\n"
        "states: {first: {run: inner, go: {otherwise: hangup}}}",
        "flow: inner\nstart: first\nfallback: hangup\n" + dedent(INNER),
    )
    Machine(flow).learn()
    before = trained()
    Phone(flow).says("money that I have left on this account")
    assert trained() == before


def test_the_menus_of_a_form_are_learned_too() -> None:
    flow = flow_of("""
        states:
          first:
            form:
              what:
                ask: What would you like?
                choices:
                  balance: {press: 1, hear: [my formal balance, how much money do I have]}
                  card: {press: 2, hear: [my formal card, block my card]}
            go: {done: hangup, cancel: hangup, give_up: hangup}
    """)
    Machine(flow).learn()
    before = trained()
    Phone(flow).says("money that I have left on this account")
    assert trained() == before


@pytest.mark.parametrize(
    ("kind", "loads"), [("digits", ""), ("date", "flowrunner.answers.day"), ("phone", "phonenumbers")]
)
def test_grammars_are_loaded_when_a_flow_needs_them(kind: str, loads: str) -> None:
    code = f"""
import sys
from tests.engine.phone import flow_of
from flowrunner.engine.machine import Machine
flow = flow_of("timezone: UTC\\nstates: {{first: {{ask: Well?, type: {kind}, save: it, go: hangup}}}}")
assert "flowrunner.answers.registry" not in sys.modules
Machine(flow).learn()
print(*sys.modules)
"""
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert ("flowrunner.answers.registry" in found) == bool(loads)
    assert not loads or loads in found


def test_what_was_learned_goes_with_the_flow_that_needed_it() -> None:
    before = len(match._HELD)
    machines = [Machine(flow_of(MENU.format(name=f"flow{number}"))) for number in range(match.RECENT + 20)]
    for machine in machines:
        machine.learn()
    assert len(match._HELD) >= len(machines)
    del machine
    machines.clear()
    assert len(match._HELD) <= before + match.RECENT
