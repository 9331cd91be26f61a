from __future__ import annotations

from hypothesis import given

from flowrunner.engine.actions import Entered, Rescued
from flowrunner.engine.machine import Call, CallFacts, Machine
from flowrunner.flow.library import Library
from flowrunner.flow.model import Flow
from flowrunner.graph.edges import Edge, Kind, commands, grouped, reached, transitions
from tests.engine.random_flows import Happening, flows, lives
from tests.engine.test_properties import thorough
from tests.graph.flows import flow_of, shipped


def ways(flow: Flow, state: str = "a") -> list[tuple[str, str, str, bool]]:
    """Return what leaves a state: name, condition, target, whether only the safety net catches it."""
    return [(each.name, each.when, each.target, each.rescue) for each in transitions(flow) if each.source == state]


def test_a_state_that_speaks_goes_on() -> None:
    assert ways(flow_of("  a: {say: Hello., go: z}\n")) == [("", "", "z", False)]


def test_a_state_that_leads_nowhere_is_caught_by_the_safety_net() -> None:
    assert ways(flow_of("  a: {say: Hello.}\n")) == [("", "", "z", True)]


def test_the_safety_net_itself_ends_in_a_hangup() -> None:
    assert ways(shipped("front_door"), "operator")[1:] == [
        (each, "", "hangup", True) for each in ("busy", "no_answer", "failed")
    ]


def test_a_menu_has_an_edge_for_each_choice_with_its_keys() -> None:
    edges = [each for each in transitions(shipped("bank")) if each.source == "menu"]
    assert edges[0] == Edge("menu", "balance", Kind.CHOICE, "balance", ("1",), ("balance", "how much money do I have"))
    assert edges[2] == Edge("menu", "operator", Kind.OUTCOME, "give_up", rescue=True)


def test_a_choice_leads_to_the_place_of_its_name() -> None:
    flow = flow_of("  a: {ask: Well?, choices: {hangup: {press: 1, hear: bye}, x: {press: 2, hear: x, go: back}}}\n")
    assert ways(flow) == [("hangup", "", "hangup", False), ("x", "", "back", False), ("give_up", "", "z", True)]


def test_every_condition_is_an_edge_and_none_holding_is_caught() -> None:
    flow = flow_of("  a:\n    go:\n      - {if: visits('a') > 2, to: hangup}\n      - {chance: 20%, to: a}\n")
    assert ways(flow) == [
        ("", "visits('a') > 2", "hangup", False),
        ("", "20%", "a", False),
        ("", "otherwise", "z", True),
    ]


def test_the_last_condition_may_catch_the_rest() -> None:
    flow = flow_of("  a:\n    go:\n      - {if: visits('a') > 2, to: hangup}\n      - else: a\n")
    assert ways(flow) == [("", "visits('a') > 2", "hangup", False), ("", "otherwise", "a", False)]


def test_a_failure_is_not_asked_about_conditions() -> None:
    flow = flow_of(
        "  a:\n    request: GET https://x.example/\n    go:\n      - {if: visits('a') > 2, to: a}\n      - else: a\n"
    )
    assert [each for each in ways(flow) if each[3]] == [("timeout", "", "z", True), ("error", "", "z", True)]


def test_otherwise_stands_for_all_outcomes_that_are_not_named() -> None:
    flow = flow_of("  a: {request: GET https://x.example/, go: {ok: a, 404: z, otherwise: hangup}}\n")
    assert ways(flow) == [("ok", "", "a", False), ("404", "", "z", False), ("otherwise", "", "hangup", False)]


def test_an_always_is_one_edge_but_giving_up_is_not_in_it() -> None:
    assert ways(flow_of("  a: {ask: How many?, type: digits, go: a}\n")) == [
        ("", "", "a", False),
        ("give_up", "", "z", True),
    ]


def test_a_caller_who_comes_back_from_a_person_is_done() -> None:
    assert ways(shipped("front_door"), "sales")[0] == ("ended", "", "hangup", False)


def test_yes_and_no_have_their_keys() -> None:
    flow = flow_of("  a: {ask: Really?, type: yes_no, go: {yes: a, no: hangup}}\n")
    assert [each.keys for each in transitions(flow) if each.source == "a"] == [("1",), ("2",), ()]


VERIFY = """\
flow: verify
start: ask
fallback: refused
states:
  ask: {ask: Your PIN?, type: digits, secret: true, save: pin, go: check}
  check: {request: POST https://x.example/, body: {pin: "{{ pin }}"}, go: {ok: verified, 404: return}}
  verified: {return: verified}
  refused: {return: refused}
"""


def test_a_flow_that_is_run_ends_in_what_it_returns() -> None:
    library = Library([("verify.yaml", VERIFY)])
    flow = flow_of("  a: {run: verify, go: {verified: a}}\n", library=library)
    assert ways(flow) == [("", "", "z", True), ("verified", "", "a", False), ("refused", "", "z", True)]
    assert ways(flow.subflows["verify"], "verified") == [("", "", "return", False)]


def test_a_state_that_ends_the_flow_leads_to_the_one_that_ran_it() -> None:
    library = Library([("verify.yaml", VERIFY)])
    flow = flow_of("  a: {run: verify, go: {verified: a, otherwise: hangup}}\n", library=library)
    assert ways(flow) == [("verified", "", "a", False), ("otherwise", "", "hangup", False)]
    assert ways(flow_of("  a: {run: verify, go: a}\n", library=library)) == [("", "", "a", False)]


def test_commands_belong_to_no_state() -> None:
    assert [(each.source, each.name, each.target, each.keys) for each in commands(shipped("bank"))] == [
        ("", "operator", "operator", ("0",)),
        ("", "repeat", "repeat", ("*",)),
        ("", "menu", "menu", ("9",)),
    ]


def test_outcomes_with_one_target_are_drawn_as_one() -> None:
    edges = [each for each in transitions(shipped("bank")) if each.source == "transfer_desk"]
    assert [[each.name for each in group] for group in grouped(edges)] == [["ended"], ["busy", "no_answer", "failed"]]


def test_a_state_that_nothing_leads_to_is_not_reached() -> None:
    flow = flow_of(
        "  a: {say: Hello., go: hangup}\n  lost: {say: Hello., go: a}\n  b: {say: Hello., go: a}\n",
        "anytime: {b: {press: 1}}\n",
    )
    assert reached(flow) == {"a", "b", "z"}


@thorough
@given(flows, lives)
def test_no_call_goes_anywhere_that_is_not_an_edge(flow: Flow, life: list[Happening]) -> None:
    machine = Machine(flow)
    call, _ = machine.start(CallFacts("c1", "+15550199", "+15550100"))
    for happening in life:
        at, inside = outermost(call), bool(call.subflow)
        call, actions = machine.step(call, happening(call))
        rescued = False
        for action in actions:
            if isinstance(action, Rescued):
                rescued = True
                stuck = action.reason.startswith("nothing handles") and not inside
                assert not stuck or any(each.rescue for each in leaving(flow, at))
            elif isinstance(action, Entered):
                inside = bool(action.flow)
                if not inside:
                    ends = {each.target for each in leaving(flow, at)}
                    may_go = action.state in ends or ends & {"back", "repeat"}
                    assert may_go or (rescued and action.state == flow.fallback)
                    at = action.state
                rescued = False


def outermost(call: Call) -> str:
    """Return the state of the flow that the call began with; what it runs has a picture of its own."""
    return call.frames[0].state if call.frames else call.state


def leaving(flow: Flow, state: str) -> list[Edge]:
    """Return every way out of a state, commands with them."""
    return [*(each for each in transitions(flow) if each.source == state), *commands(flow)]
