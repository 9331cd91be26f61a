from __future__ import annotations

from textwrap import dedent

import pytest

from flowrunner.flow.library import Library
from flowrunner.flow.loader import load_text
from flowrunner.flow.model import Flow
from flowrunner.script.coverage import Place, coverage
from flowrunner.script.walk import walk
from tests.script.holding import fault, held

VERIFY = """
flow: verify
outputs: [account]
start: ask_account
fallback: refused
states:
  ask_account: {ask: Your account?, type: digits, length: 4, save: account, go: look}
  look: {request: POST https://example.com, go: {ok: verified, 401: wrong}}
  wrong: {say: That is wrong., go: ask_account}
  verified: {return: verified}
  refused: {return: refused}
"""
LINE = """
flow: line
start: hello
fallback: person
anytime: {person: {hear: a person}}
states:
  hello: {say: Hello., go: who}
  who: {run: verify, go: {verified: told, otherwise: person}}
  told: {say: "You are {{ account }}.", go: more}
  more: {ask: More?, type: yes_no, go: {yes: again, no: hangup}}
  again: {run: verify, go: {verified: told, refused: more}}
  person: {transfer: "+15550100000"}
"""


@pytest.fixture
def line() -> Flow:
    loaded = load_text(dedent(LINE), "line.yaml", Library([("verify.yaml", VERIFY)]))
    assert loaded.flow is not None, loaded.diagnostics
    return loaded.flow


def test_a_subflow_runs_when_nothing_answers_it(line: Flow) -> None:
    steps = """
        - bot: Your account?
        - press: 1234
        - bot: That is wrong.
        - at_state: ask_account
        - press: 5678
        - bot: You are 5678.
    """
    assert held(steps, "answers: {look: [401, ok]}", line).failure is None
    assert fault(held("- bot: Your*\n- press: 1234", flow=line))[:2] == (
        2,
        "nothing answers the request of the state `look`",
    )


@pytest.mark.parametrize("name", ["verify", "who"])
def test_a_subflow_is_answered_by_its_name_or_that_of_its_state(line: Flow, name: str) -> None:
    assert held("- bot: You are 99.", f"answers: {{{name}: {{verified: {{account: 99}}}}}}", line).failure is None
    assert held("- at_state: person", f"answers: {{{name}: refused}}", line).failure is None


def test_a_list_answers_one_run_after_the_other_and_then_no_more(line: Flow) -> None:
    steps = "- bot: You are 1.\n- press: 1\n- bot: More?\n- press: 1"
    head = "answers: {verify: [{verified: {account: 1}}, refused]}"
    assert fault(held(steps, head, line))[:2] == (4, "nothing answers request number 3 of the state `verify`")


def test_the_answer_to_a_state_is_for_that_state_alone(line: Flow) -> None:
    steps = "- bot: You are 1.\n- press: 1\n- bot: Your account?"
    assert held(steps, "answers: {who: {verified: {account: 1}}}", line).failure is None


def walked(line: Flow, *calls: tuple[str, str]) -> set[tuple[str, Place]]:
    return {each for steps, head in calls for each in walk(line, held(steps, head, line).trace)}


def missed(flow: Flow, walked: set[tuple[str, Place]]) -> set[tuple[str, str]]:
    places = {place for path, place in walked if path == flow.path}
    return {(place.state, place.name) for _, place in coverage(flow, places).missed}


def test_what_a_subflow_returns_is_an_outcome_of_the_state_that_runs_it(line: Flow) -> None:
    first = walked(line, ("- press: 1234\n- at_state: told", "answers: {look: ok}"))
    assert {("again", "verified"), ("who", "otherwise")} <= missed(line, first)
    assert ("who", "verified") not in missed(line, first)
    assert missed(line.subflows["verify"], first) == {("look", "401"), ("wrong", ""), ("refused", "")}


def test_leaving_a_subflow_by_a_command_is_no_outcome(line: Flow) -> None:
    came = walked(line, ("- bot: Your*\n- caller: a person\n- transferred: '*'", ""))
    assert ("anytime", "person") not in missed(line, came)
    assert {("who", "verified"), ("who", "otherwise")} <= missed(line, came)
