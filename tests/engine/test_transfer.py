"""Handing the caller to a person."""

from __future__ import annotations

import pytest

from flowrunner.engine.actions import ConnectTo, Entered, HangUp, Play, Rescued, Text
from flowrunner.engine.events import TransferOutcome
from flowrunner.engine.machine import CallFacts, Phase
from flowrunner.flow.loader import load_text
from tests.engine.phone import Phone

DESK = """
    states:
      first:
        say: Connecting you.
        transfer: ["+15550100001", "{{ second }}", "{{ missing }}"]
        ring: 20s
        caller_id: "{{ call.to }}"
        set: {second: "+15550100002"}
        forget: missing
        go: {busy: sorry, no_answer: sorry}
      sorry: {say: Nobody is there., go: hangup}
"""


def test_the_caller_is_connected_after_the_announcement() -> None:
    phone = Phone(DESK)
    assert phone.said == "Connecting you."

    assert phone.hears_it_out() == (ConnectTo(("+15550100001", "+15550100002"), 20.0, "+15550100"),)
    assert phone.call.phase is Phase.TRANSFERRING


@pytest.mark.parametrize("outcome", ["busy", "no_answer"])
def test_the_caller_comes_back(outcome: TransferOutcome) -> None:
    phone = Phone(DESK)
    phone.hears_it_out()

    assert phone.comes_back(outcome) == (Entered("sorry"), Play(2, (Text("Nobody is there."),)))


def test_after_the_conversation_the_call_ends_by_itself() -> None:
    phone = Phone(DESK)
    phone.hears_it_out()

    assert phone.comes_back("ended") == (HangUp(),)


def test_a_failure_that_nobody_handles_goes_to_the_fallback() -> None:
    phone = Phone(DESK)
    phone.hears_it_out()

    assert phone.comes_back("failed")[0] == Rescued("first", "nothing handles `failed`")


def test_a_transfer_to_no_number_has_failed() -> None:
    phone = Phone("""
        states: {first: {transfer: "{{ heard }}", go: {failed: sorry}}, sorry: {say: Sorry., go: hangup}}
    """)

    assert phone.said == "Sorry."


def test_nothing_but_the_end_of_the_transfer_matters_meanwhile() -> None:
    phone = Phone(DESK)
    phone.hears_it_out()

    assert phone.press("1") == ()
    assert phone.says("hello") == ()


def test_the_announcement_of_an_earlier_request_is_heard_out_first() -> None:
    phone = Phone("""
        states:
          first: {request: GET https://x.example, meanwhile: One moment., go: desk}
          desk: {transfer: "+1555"}
    """)
    phone.waits()

    phone.server_answers()
    assert phone.did == (Entered("desk"),)
    assert phone.hears_it_out() == (ConnectTo(("+1555",)),)


BRIEFED = """
    languages: [en-US, hi-IN]
    states:
      first:
        set: {language: hi-IN}
        transfer: "+15550100001"
        brief: >
          Caller from {{ call.from | spell }}.
          {{ summary }}
        go: {otherwise: hangup}
"""


def test_the_person_is_told_who_calls_in_the_language_of_the_flow() -> None:
    phone = Phone(BRIEFED, CallFacts("c1", "123"))
    (connect,) = [action for action in phone.did if isinstance(action, ConnectTo)]
    assert connect.brief == Text("Caller from 1 2 3.", "en-US")


def test_nothing_to_say_is_not_said() -> None:
    phone = Phone("""
        states:
          first: {transfer: "+15550100001", brief: "{{ summary }}", go: {otherwise: hangup}}
    """)
    (connect,) = [action for action in phone.did if isinstance(action, ConnectTo)]
    assert connect.brief is None


def test_a_secret_is_told_to_nobody() -> None:
    loaded = load_text("""
flow: leak
start: ask
fallback: bye
states:
  ask: {ask: Your PIN, type: digits, length: 4, secret: true, save: pin, go: person}
  person: {transfer: "+15550100001", brief: "The PIN is {{ pin }}.", go: {otherwise: bye}}
  bye: {say: Bye., go: hangup}
""")
    assert "secret-outside-body" in {each.code for each in loaded.diagnostics}
