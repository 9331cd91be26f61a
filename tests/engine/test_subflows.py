"""Flows that run each other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flowrunner.engine.actions import ConnectTo, Entered, HangUp
from flowrunner.engine.frames import MAX_DEPTH
from flowrunner.engine.snapshot import dump, load
from flowrunner.errors import SnapshotError
from flowrunner.flow.model import Flow
from tests.engine.phone import Phone, flow_of

VERIFY = """
    flow: verify
    inputs: {tries: 2, greeting: Hello}
    outputs: [account]
    start: ask
    fallback: refused
    states:
      ask:
        ask: "{{ greeting }}. Your account?"
        type: digits
        length: 2
        save: account
        tries: 1
        go: check
      check:
        request: POST https://api.example/verify
        body: {account: "{{ account }}"}
        go: {ok: verified, 404: wrong}
      wrong:
        say: Wrong.
        go:
          - if: visits('wrong') >= tries
            to: refused
          - else: ask
      verified: {say: Right., return: verified}
      refused: {say: Sorry., return: refused}
"""
BANK = flow_of(
    """
    anytime:
      person: {press: star, hear: help me, go: help}
      repeat: {hear: say that again}
    states:
      first: {set: {account: "99", mine: kept}, go: verify}
      verify:
        run: verify
        inputs: {greeting: "{{ 'Hi ' ~ mine }}"}
        go: {verified: tell, refused: bye}
      tell: {say: "Account {{ account }}, {{ mine }}, visits {{ visits('verify') }}.", go: hangup}
      bye: {say: "No account {{ account }}.", go: hangup}
    """,
    VERIFY,
)


def test_another_flow_is_run_and_gives_its_outputs_back() -> None:
    phone = Phone(BANK)
    assert phone.said == "Hi kept. Your account?"
    assert phone.did[:3] == (Entered("first"), Entered("verify"), Entered("ask", "verify"))
    assert (phone.call.running, phone.call.flow) == ("verify", "test")
    assert phone.call.variables == {"tries": 2, "greeting": "Hi kept"}, "it sees nothing of the flow that runs it"

    phone.press("42")
    assert phone.request.body == {"account": "42"}
    phone.server_answers()
    assert phone.said == "Right."
    phone.hears_it_out()
    assert phone.said == "Account 42, kept, visits 1."
    assert phone.call.running == "test"


def test_its_fallback_is_its_own() -> None:
    phone = Phone(BANK)
    phone.waits()
    assert phone.said == "Sorry."
    phone.hears_it_out()
    assert phone.said == "No account ."


def test_it_counts_its_visits_and_minds_its_inputs() -> None:
    phone = Phone(BANK)
    for _ in range(2):
        phone.press("41")
        phone.server_answers("404", status=404)
        phone.hears_it_out()
    assert phone.said == "Sorry."


def test_a_command_of_the_waiting_flow_leaves_it_for_good() -> None:
    phone = Phone(BANK)
    phone.says("help me")
    assert phone.entered == ["help"]
    assert phone.did[-1] == ConnectTo(("+15550100000",))
    assert phone.call.frames == ()
    assert phone.call.variables["mine"] == "kept"


def test_a_command_that_leads_to_a_place_stays() -> None:
    phone = Phone(BANK)
    phone.says("say that again")
    assert phone.said == "Hi kept. Your account?"
    assert phone.call.running == "verify"


def test_it_goes_on_where_it_was_on_another_connection() -> None:
    phone = Phone(BANK)
    phone.rejoins()
    assert phone.said == "Hi kept. Your account?"


def test_return_as_a_place_is_done() -> None:
    phone = Phone(
        flow_of(
            "states: {first: {run: sub, go: {done: bye}}, bye: {say: Bye., go: hangup}}",
            "flow: sub\nstart: one\nfallback: one\nstates: {one: {say: One., go: return}}",
        )
    )
    phone.hears_it_out()
    assert phone.said == "Bye."


def test_a_flow_that_nobody_runs_ends_the_call_when_it_returns() -> None:
    phone = Phone("states: {first: {say: Bye., return: done}}")
    phone.hears_it_out()
    assert phone.did[-1] == HangUp()
    assert Phone("states: {first: {go: return}}").did[-1] == HangUp()


def test_a_flow_that_nobody_runs_begins_with_what_stands_in_for_its_inputs() -> None:
    phone = Phone("inputs: {tries: 2, name: }\nstates: {first: {say: 'Tries {{ tries }}{{ name }}', go: hangup}}")
    assert phone.said == "Tries 2"


def test_flows_that_run_each_other_without_end_come_to_the_fallback() -> None:
    phone = Phone(
        flow_of(
            "states: {first: {run: sub, go: {done: first}}}",
            "flow: sub\nstart: one\nfallback: two\nstates: {one: {run: sub, go: {done: two}}, two: {return: done}}",
        )
    )
    entered = [action for action in phone.did if isinstance(action, Entered)]
    assert entered.count(Entered("one", "sub")) > MAX_DEPTH
    assert phone.state == "help", "of the flow that the call began with"


def test_a_snapshot_belongs_to_the_versions_of_all_flows() -> None:
    changed = flow_of(
        "states: {first: {run: sub, go: {done: hangup}}}",
        "flow: sub\nstart: one\nfallback: one\nstates: {one: {ask: What?, type: text, go: return}}",
    )
    other = flow_of(
        "states: {first: {run: sub, go: {done: hangup}}}",
        "flow: sub\nstart: one\nfallback: one\nstates: {one: {ask: What now?, type: text, go: return}}",
    )
    data = dump(Phone(changed).call)
    with pytest.raises(SnapshotError, match="version"):
        load(data, other)


def test_a_snapshot_needs_the_flows_that_it_names() -> None:
    data = dump(Phone(BANK).call)
    without: Flow = replace(BANK, subflows={})
    with pytest.raises(SnapshotError, match="no call of this flow"):
        load(data, without)
