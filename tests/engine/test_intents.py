"""Example sentences that a choice is understood by, and prompts that differ."""

from __future__ import annotations

from flowrunner.engine.actions import Understood
from flowrunner.engine.machine import CallFacts
from tests.engine.phone import Phone, flow_of

FLOW = flow_of("""
    intents: {lost: [I lost my card, somebody took my wallet]}
    states:
      first:
        ask: {any_of: ["Lost card, or pay?", "A lost card, or to pay?"]}
        choices:
          lost: {hear: lost card, intent: lost, go: help}
          pay: {hear: pay, go: first}
""")


def test_a_choice_is_understood_by_the_examples_of_its_intent() -> None:
    phone = Phone(FLOW)
    phone.says("um, somebody took my wallet")
    assert [action.choice for action in phone.did if isinstance(action, Understood)] == ["lost"]


def test_examples_are_not_expected_word_for_word() -> None:
    listening = Phone(FLOW).call.listening
    assert listening is not None
    assert listening.phrases == ("lost card", "pay")


def test_a_prompt_differs_from_visit_to_visit_and_not_by_chance() -> None:
    phone = Phone(FLOW)
    first = phone.said
    phone.says("pay")
    second = phone.said
    assert {first, second} == {"Lost card, or pay?", "A lost card, or to pay?"}
    assert Phone(FLOW).said == first


def test_a_prompt_differs_from_caller_to_caller() -> None:
    assert len({Phone(FLOW, CallFacts("c", f"+1555010000{number}")).said for number in range(10)}) == 2
