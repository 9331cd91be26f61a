from __future__ import annotations

from flowrunner.script.coverage import ANYTIME, Coverage, Place, coverage
from flowrunner.script.walk import walk
from tests.engine.phone import flow_of
from tests.script.holding import DESK, held


def walked(*calls: tuple[str, str], flow: str = DESK) -> Coverage:
    model = flow_of(flow)
    return coverage(model, {place for steps, head in calls for _, place in walk(model, held(steps, head, flow).trace)})


def missed(covered: Coverage) -> set[Place]:
    return {place for _, place in covered.missed}


def test_what_no_call_has_walked_is_listed_with_its_line() -> None:
    covered = walked(("- press: 1\n- bot: It costs 5.", "answers: {sales: {ok: {price: 5}}}"))
    assert [f"{line} {place.kind} {place.state} {place.name}".rstrip() for line, place in covered.missed] == [
        "5 choice anytime person",
        "14 choice menu support",
        "17 outcome sales 404",
        "24 state none_left",
        "25 state support",
        "25 outcome support ended",
        "25 outcome support otherwise",
        "26 state busy",
        "27 state thanks",
        "28 state person",
    ]
    assert [covered.count(kind) for kind in ("state", "choice", "outcome")] == [(4, 9), (1, 3), (1, 4)]


def test_everything_can_be_walked() -> None:
    covered = walked(
        ("- press: 1\n- at_state: price\n- press: 2\n- at_state: thanks", "answers: {sales: ok, support: ended}"),
        ("- press: 1\n- ended", "answers: {sales: 404}"),
        ("- press: 2\n- at_state: busy", "answers: {support: no_answer}"),
        ("- caller: a person\n- at_state: person", ""),
    )
    assert covered.missed == ()


def test_a_status_that_is_not_named_is_an_error_or_otherwise() -> None:
    flow = """
        states:
          first: {request: GET https://example.com, go: {ok: help, 404: help, error: help, otherwise: help}}
    """
    covered = walked(("- at_state: help", "answers: {first: 500}"), flow=flow)
    assert {place.name for place in missed(covered)} == {"ok", "404", "otherwise"}
    covered = walked(("- at_state: help", "answers: {first: timeout}"), flow=flow)
    assert {place.name for place in missed(covered)} == {"ok", "404", "error"}


def test_giving_up_is_an_outcome_where_the_flow_names_it() -> None:
    flow = """
        states:
          first: {ask: Yes or no?, type: yes_no, tries: 1, go: {yes: first, no: help, give_up: help}}
    """
    covered = walked(("- silence\n- at_state: help", ""), ("- caller: yes please\n- hangup\n- bot: '*'", ""), flow=flow)
    assert {place.name for place in missed(covered)} == {"no"}


def test_a_choice_of_the_state_wins_over_one_that_works_anywhere() -> None:
    flow = """
        anytime: {help: {press: 0}}
        states:
          first:
            ask: Help?
            choices: {help: {press: 0}, other: {press: 1, go: first}}
            go: {otherwise: help}
    """
    covered = walked(("- press: 1\n- at_state: first", ""), flow=flow)
    assert missed(covered) == {
        Place("choice", ANYTIME, "help"),
        Place("choice", "first", "help"),
        Place("outcome", "first", "otherwise"),
        Place("state", "help"),
    }
    covered = walked(("- press: 0\n- at_state: help", ""), flow=flow)
    assert missed(covered) == {Place("choice", ANYTIME, "help"), Place("choice", "first", "other")}


def test_a_failed_call_counts_as_far_as_it_came() -> None:
    assert Place("state", "menu") in walked(("- bot: Hello.\n- bot: Never said.", "")).walked


FORM = """
    states:
      first:
        form:
          size: {ask: Large or small?, choices: {large: {press: 1, hear: large}, small: {press: 2, hear: small}}}
          day: {ask: Which day?, type: date}
        confirm: "{{ size }} {{ day }}?"
        go: {done: help, cancel: help, give_up: help}
"""


def test_the_questions_of_a_form_count_each() -> None:
    covered = walked(("- caller: large\n- at_state: first", ""), flow=FORM)
    names = {place.name for place in missed(covered) if place.state == "first"}
    assert names == {"size: small", "day", "done", "cancel", "give_up"}
    assert covered.count("slot") == (1, 2)


def test_the_ends_of_a_form_are_walked() -> None:
    covered = walked(
        ("- caller: small, tomorrow\n- press: 1\n- at_state: help", ""),
        ("- caller: large\n- caller: never mind\n- at_state: help", ""),
        ("- silence\n- silence\n- silence\n- at_state: help", ""),
        flow=FORM,
    )
    assert {place for place in missed(covered) if place.state == "first"} == set()
